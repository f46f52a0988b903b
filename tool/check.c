/* mbpf check: verifies the programs of a package, an object or a source, as loading would, and tells what was found. */
#include "code_text.h"
#include "file.h"
#include "make.h"
#include "options.h"
#include "output.h"
#include "verbs.h"
#include "verify/explain.h"
#include "verify/html.h"
#include "verify/path.h"

#include <string.h>

struct check {
  const char *path;
  const char *program;
  const char *html;
  struct make_options make;
  struct report_options verify;
  bool explain;
  bool states;
  bool json;
};

static bool is_chosen(const struct check *check, const struct report_program *program) {
  return !check->program || strcmp(check->program, program->name) == 0;
}

/* --- JSON --- */

static json_t *problem_json(const struct package_file *file, const struct report_problem *problem) {
  struct debug_place place;
  struct path path;
  json_t *out = json_pack(
      "{s:s, s:s, s:s, s:o, s:s}", "code", problem->code, "class", problem->class, "title", problem->title,
      "message", output_text(problem->found.text, strlen(problem->found.text)), "hint", problem->hint);
  json_object_set_new(out, "pc", problem->has_slot ? json_integer(problem->found.slot) : json_null());
  bool known = problem->has_slot && code_place(file, problem->found.slot, &place);
  json_object_set_new(out, "file", known ? output_text(place.file.at, place.file.length) : json_null());
  json_object_set_new(out, "line", known ? json_integer(place.line) : json_null());
  json_object_set_new(out, "column", known && place.column ? json_integer(place.column) : json_null());
  json_object_set_new(out, "registers",
                      output_text(problem->found.registers, strlen(problem->found.registers)));
  json_t *branches = json_array();
  path_find(file, &problem->found, &path);
  for (uint32_t i = 0; i < path.count; i++)
    json_array_append_new(branches, json_pack("{s:I, s:b}", "pc", (json_int_t)path.branches[i].slot, "taken",
                                              path.branches[i].taken));
  json_object_set_new(out, "path", branches);
  return out;
}

static json_t *states_json(const struct report_program *program) {
  json_t *states = json_array();
  for (size_t i = 0; i < program->state_count; i++)
    json_array_append_new(states,
                          json_pack("{s:I, s:o}", "pc", (json_int_t)program->states[i].slot, "state",
                                    output_text(program->states[i].text, strlen(program->states[i].text))));
  return states;
}

static json_t *program_json(const struct check *check, const struct package_file *file,
                            const struct report_program *program) {
  const struct verify_result *result = &program->result;
  bool bounded = program->accepted && result->max_steps != VERIFY_UNBOUNDED;
  json_t *out = json_object();
  json_object_set_new(out, "name", output_text(program->name, strlen(program->name)));
  json_object_set_new(out, "accepted", json_boolean(program->accepted));
  json_object_set_new(out, "error", program->accepted ? json_null() : problem_json(file, &program->problem));
  json_object_set_new(out, "max_steps", bounded ? output_u64(result->max_steps) : json_null());
  json_object_set_new(out, "stack_bytes", json_integer(result->stack_bytes));
  json_object_set_new(out, "frames", json_integer(result->frames));
  json_object_set_new(out, "tail_calls", json_boolean(result->tail_calls));
  json_object_set_new(out, "packed_proof", json_boolean(program->packed));
  json_object_set_new(out, "proof_bytes", json_integer(program->proof_bytes));
  json_object_set_new(out, "solver_peak_bytes", json_integer(program->solver_peak_bytes));
  json_object_set_new(out, "checker_peak_bytes", json_integer(result->checker_peak_bytes));
  json_object_set_new(out, "solve_us", output_u64(program->solve_us));
  json_object_set_new(out, "check_us", output_u64(program->check_us));
  if (check->states)
    json_object_set_new(out, "states", states_json(program));
  return out;
}

static void show_json(const struct check *check, const struct report *report) {
  json_t *programs = json_array();
  bool accepted = true;
  for (uint32_t i = 0; i < report->count; i++) {
    if (!is_chosen(check, &report->programs[i]))
      continue;
    accepted = accepted && report->programs[i].accepted;
    json_array_append_new(programs, program_json(check, report->file, &report->programs[i]));
  }
  output_json(json_pack("{s:s, s:o, s:b, s:o}", "schema", "mbpf.check/1", "file",
                        output_text(check->path, strlen(check->path)), "accepted", accepted, "programs",
                        programs));
}

/* --- text --- */

static void show_accepted(struct pool *pool, const struct package_file *file,
                          const struct report_program *program, bool details) {
  const struct palette *color = output_palette(stdout);
  const struct verify_result *result = &program->result;
  struct debug_place place;
  printf("%saccepted%s %s%s%s: ", color->good, color->end, color->strong, program->name, color->end);
  if (result->max_steps != VERIFY_UNBOUNDED)
    printf("at most %llu steps", (unsigned long long)result->max_steps);
  else
    printf("steps not bounded (metered)");
  printf("%s, %u bytes of stack, %u bytes of proof\n", result->tail_calls ? " without its tail calls" : "",
         result->stack_bytes, program->proof_bytes);
  if (result->max_steps == VERIFY_UNBOUNDED && code_place(file, result->unproven_slot, &place))
    printf("  nothing proves that the loop at %.*s:%u (slot %u) ends\n", (int)place.file.length,
           place.file.at, place.line, result->unproven_slot);
  if (!details)
    return;
  printf("  on %s; call chains up to %u frames\n",
         package_file_hook(pool, &file->manifest.programs[program->number]), result->frames);
  if (program->solver_peak_bytes)
    printf("  solved in %llu us with %u bytes, ", (unsigned long long)program->solve_us,
           program->solver_peak_bytes);
  else
    printf("  ");
  printf("checked in %llu us with %u bytes%s\n", (unsigned long long)program->check_us,
         result->checker_peak_bytes, program->packed ? "; the proof is in the package" : "");
}

static void show_source(const struct debug_place *place, const struct palette *color) {
  struct mbpf_text text = place->text;
  while (text.length > 0 && text.at[0] == ' ')
    text = (struct mbpf_text){text.at + 1, text.length - 1};
  printf("%s; %.*s:%u  %.*s%s\n", color->faint, (int)place->file.length, place->file.at, place->line,
         (int)text.length, text.length ? text.at : "", color->end);
}

/* The instructions that were analysed, each with the states before it. */
static void show_states(struct pool *pool, const struct package_file *file,
                        const struct report_program *program) {
  const struct palette *color = output_palette(stdout);
  uint32_t last_line = 0, slots;
  for (size_t i = 0; i < program->state_count; i++) {
    uint32_t slot = program->states[i].slot;
    struct debug_place place;
    bool first = i == 0 || program->states[i - 1].slot != slot;
    if (first && code_place(file, slot, &place) && place.line != last_line) {
      show_source(&place, color);
      last_line = place.line;
    }
    if (first)
      printf("%6u: %s\n", slot, code_insn(pool, file, slot, &slots));
    printf("        %s%s%s\n", color->faint, program->states[i].text, color->end);
  }
}

static void show_text(struct pool *pool, const struct check *check, const struct report *report) {
  for (uint32_t i = 0; i < report->count; i++) {
    const struct report_program *program = &report->programs[i];
    if (!is_chosen(check, program))
      continue;
    if (check->states)
      show_states(pool, report->file, program);
    if (program->accepted)
      show_accepted(pool, report->file, program, check->explain);
    else
      explain_problem(pool, report->file, program, !check->explain, stdout);
  }
}

/* --- HTML --- */

static bool write_html(struct pool *pool, const struct check *check, const struct report *report,
                       struct tool_error *error) {
  struct file_output output;
  if (!file_open_output(check->html, &output, error))
    return false;
  html_write(pool, check->path, report, output.stream);
  return file_close_output(&output, true, error);
}

/* --- the verb --- */

/* A package as it is; a source or an object, packed. */
static bool open_input(struct pool *pool, const struct check *check, struct package_file *file,
                       struct tool_error *error) {
  struct linked linked = {0};
  struct buffer image = {0};
  if (!make_is_source(check->path) && !make_is_object(check->path))
    return package_file_open(check->path, file, error);
  bool ok = make_image(pool, check->path, &check->make, &linked, &image, error) &&
            package_file_take(check->path, &image, file, error);
  linked_close(&linked);
  buffer_free(&image);
  return ok;
}

static bool has_program(const struct check *check, const struct report *report) {
  for (uint32_t i = 0; i < report->count; i++)
    if (is_chosen(check, &report->programs[i]))
      return true;
  return !check->program;
}

static bool all_accepted(const struct check *check, const struct report *report) {
  for (uint32_t i = 0; i < report->count; i++)
    if (is_chosen(check, &report->programs[i]) && !report->programs[i].accepted)
      return false;
  return true;
}

static int run(struct pool *pool, struct check *check) {
  struct package_file *file = pool_alloc(pool, sizeof *file);
  struct tool_error error = {0};
  struct report report = {0};
  int code = TOOL_OK;
  bool ok = open_input(pool, check, file, &error) && report_make(pool, file, &check->verify, &report, &error);
  if (ok && !has_program(check, &report))
    ok = tool_fail(&error, TOOL_NOT_FOUND, "%s has no eBPF program '%s'", check->path, check->program);
  ok = ok && (!check->html || write_html(pool, check, &report, &error));
  if (!ok) {
    code = tool_report("check", &error);
  } else {
    if (check->json)
      show_json(check, &report);
    else
      show_text(pool, check, &report);
    code = all_accepted(check, &report) ? TOOL_OK : TOOL_REJECTED;
  }
  package_file_close(file);
  return code;
}

static bool check_usage(const struct check *check) {
  struct tool_error error;
  if (!check->html || strcmp(check->html, "-") != 0)
    return true;
  tool_fail(&error, TOOL_USAGE, "--html -: standard output is for the report; name a file");
  tool_report("check", &error);
  return false;
}

int tool_check(int argc, char **argv) {
  struct check check = {.make.compile = {.mcpu = "v3"}};
  const struct option options[] = {
      {"--program", 0, OPTION_TEXT, "NAME", "report on this program only", &check.program, 0, 0},
      {"--explain", 0, OPTION_FLAG, NULL, "everything there is to say about each program", &check.explain, 0,
       0},
      {"--states", 0, OPTION_FLAG, NULL, "show what is known before each instruction", &check.states, 0, 0},
      {"--html", 0, OPTION_TEXT, "OUT", "write the report as a page to click through", &check.html, 0, 0},
      {"--proven", 0, OPTION_FLAG, NULL, "reject loops that nothing proves to end", &check.verify.proven, 0,
       0},
      {"--manifest", 0, OPTION_TEXT, "FILE", "a source or object: JSON merged into the manifest",
       &check.make.manifest, 0, 0},
      {"--include", 'I', OPTION_LIST, "DIR", "a source: look for headers in DIR", &check.make.compile.flags,
       0, 0},
      {"--define", 'D', OPTION_LIST, "NAME[=X]", "a source: define a macro", &check.make.compile.flags, 0, 0},
      {"--json", 0, OPTION_FLAG, NULL, "the report as JSON", &check.json, 0, 0},
  };
  const struct command command = {"check",
                                  "FILE",
                                  "verify a package's programs, and say why one is rejected",
                                  "FILE is a package, an object (.o) or a C source (.c). A package's proof "
                                  "is checked, as a loader does;\n"
                                  "programs without one are analysed, with the capabilities the manifest "
                                  "asks for. Exit code 3 when one is\n"
                                  "rejected.",
                                  options,
                                  sizeof options / sizeof *options,
                                  1,
                                  1};
  struct arguments arguments;
  struct pool pool = {0};
  int code;
  if (options_parse(&command, argc - 1, argv + 1, &arguments, &code)) {
    check.path = arguments.at[0];
    check.verify.states = check.states || check.html;
    code = check_usage(&check) ? run(&pool, &check) : TOOL_USAGE;
  }
  arguments_free(&arguments);
  pool_free(&pool);
  return code;
}
