/* mbpf build: a C source or an object becomes a package, verified and with its proof. */
#include "file.h"
#include "make.h"
#include "options.h"
#include "output.h"
#include "verbs.h"
#include "verify/explain.h"

#include <mbpf/config.h>
#include <string.h>

struct build {
  const char *input;
  const char *output;
  struct make_options make;
  bool no_verify;
  bool proven;
  bool json;
};

static json_t *program_json(const struct report_program *program) {
  json_t *out = json_object();
  json_object_set_new(out, "name", output_text(program->name, strlen(program->name)));
  json_object_set_new(out, "max_steps",
                      program->result.max_steps == VERIFY_UNBOUNDED ? json_null()
                                                                    : output_u64(program->result.max_steps));
  json_object_set_new(out, "stack_bytes", json_integer(program->result.stack_bytes));
  json_object_set_new(out, "proof_bytes", json_integer(program->proof_bytes));
  return out;
}

static void print_json(const struct linked *linked, const struct build *build, const struct report *report,
                       size_t bytes) {
  json_t *names = json_array(), *verified = json_array();
  for (size_t i = 0; i < linked->function_count; i++)
    if (linked->functions[i].entry)
      json_array_append_new(names, output_text(linked->functions[i].name, strlen(linked->functions[i].name)));
  for (uint32_t i = 0; i < report->count; i++)
    json_array_append_new(verified, program_json(&report->programs[i]));
  output_json(json_pack("{s:s, s:o, s:I, s:o, s:I, s:I, s:b, s:o}", "schema", "mbpf.build/1", "output",
                        output_text(build->output, strlen(build->output)), "bytes", (json_int_t)bytes,
                        "programs", names, "maps", (json_int_t)linked->maps.count, "instructions",
                        (json_int_t)linked->insn_count, "verified", !build->no_verify, "proofs", verified));
}

static void print_result(const struct linked *linked, const struct build *build, const struct report *report,
                         size_t bytes) {
  size_t programs = 0, proofs = 0;
  for (size_t i = 0; i < linked->function_count; i++)
    programs += linked->functions[i].entry;
  for (uint32_t i = 0; i < report->count; i++)
    proofs += report->programs[i].proof_bytes;
  if (build->json) {
    print_json(linked, build, report, bytes);
    return;
  }
  if (strcmp(build->output, "-") == 0)
    return;
  printf("%s: %zu bytes, %zu program%s, %zu map%s, %zu instructions, ", build->output, bytes, programs,
         programs == 1 ? "" : "s", linked->maps.count, linked->maps.count == 1 ? "" : "s",
         linked->insn_count);
  if (build->no_verify)
    printf("not verified\n");
  else
    printf("%zu bytes of proof\n", proofs);
}

static uint64_t budget_of(const struct report *report, const struct report_program *program) {
  uint64_t stated = report->file->manifest.programs[program->number].budgets.max_steps;
  return stated ? stated : MBPF_DEFAULT_MAX_STEPS;
}

/* What a loader that wants termination proven would say later. */
static void warn_of_budgets(const struct report *report) {
  for (uint32_t i = 0; i < report->count; i++) {
    const struct report_program *p = &report->programs[i];
    if (p->result.max_steps == VERIFY_UNBOUNDED)
      fprintf(stderr,
              "mbpf build: %s: a loop has no proof that it ends; only hooks that may be metered take it\n",
              p->name);
    else if (p->result.max_steps > budget_of(report, p))
      fprintf(
          stderr,
          "mbpf build: %s may take %llu steps, above its max_steps of %llu: raise that in the manifest, or "
          "only hooks that may be metered take it\n",
          p->name, (unsigned long long)p->result.max_steps, (unsigned long long)budget_of(report, p));
  }
}

/* Takes the image over, and gives it back with its proof. */
static bool prove(struct pool *pool, const struct build *build, struct buffer *image, struct report *report,
                  struct tool_error *error) {
  struct package_file *file = pool_alloc(pool, sizeof *file);
  const struct report_options options = {.proven = build->proven};
  uint32_t rejected = 0;
  bool ok = package_file_take(build->output, image, file, error) &&
            report_make(pool, file, &options, report, error);
  for (uint32_t i = 0; ok && i < report->count; i++)
    if (!report->programs[i].accepted) {
      explain_problem(pool, file, &report->programs[i], false, stderr);
      rejected++;
    }
  if (rejected)
    ok = tool_fail(error, TOOL_REJECTED,
                   "%s: %u of %u program%s rejected; nothing was written (--no-verify packs without a proof)",
                   build->input, rejected, report->count, report->count == 1 ? "" : "s");
  if (ok)
    warn_of_budgets(report);
  ok = ok && report_pack(pool, report, image, error);
  package_file_close(file);
  return ok;
}

static bool build_package(struct pool *pool, struct build *build, struct linked *linked,
                          struct tool_error *error) {
  struct buffer image = {0};
  struct report report = {0};
  bool ok = make_image(pool, build->input, &build->make, linked, &image, error) &&
            (build->no_verify || prove(pool, build, &image, &report, error)) &&
            file_write(build->output, image.at, image.length, error);
  if (ok)
    print_result(linked, build, &report, image.length);
  linked_close(linked);
  buffer_free(&image);
  return ok;
}

static bool check_usage(const struct build *build, struct tool_error *error) {
  static const char *const cpus[] = {"v1", "v2", "v3", "v4"};
  bool known = false;
  for (size_t i = 0; i < sizeof cpus / sizeof *cpus; i++)
    known = known || strcmp(build->make.compile.mcpu, cpus[i]) == 0;
  if (!known)
    return tool_fail(error, TOOL_USAGE, "--mcpu: '%s' is none of v1, v2, v3, v4", build->make.compile.mcpu);
  if (build->json && strcmp(build->output, "-") == 0)
    return tool_fail(error, TOOL_USAGE, "--json and --output - both want standard output");
  if (build->proven && build->no_verify)
    return tool_fail(error, TOOL_USAGE, "--proven and --no-verify exclude each other");
  return true;
}

int tool_build(int argc, char **argv) {
  struct build build = {.make.compile = {.mcpu = "v3"}};
  const struct option options[] = {
      {"--output", 'o', OPTION_TEXT, "FILE", "package to write (default: NAME.mbpf here; - is stdout)",
       &build.output, 0, 0},
      {"--name", 0, OPTION_TEXT, "NAME", "program_name of the package (default: the file's)",
       &build.make.name, 0, 0},
      {"--manifest", 0, OPTION_TEXT, "FILE", "JSON merged into the manifest", &build.make.manifest, 0, 0},
      {"--include", 'I', OPTION_LIST, "DIR", "look for headers in DIR", &build.make.compile.flags, 0, 0},
      {"--define", 'D', OPTION_LIST, "NAME[=X]", "define a macro", &build.make.compile.flags, 0, 0},
      {"--mcpu", 0, OPTION_TEXT, "CPU", "instruction set v1, v2, v3 or v4 (default: v3)",
       &build.make.compile.mcpu, 0, 0},
      {"--big-endian", 0, OPTION_FLAG, NULL, "compile for big-endian hosts", &build.make.compile.big_endian,
       0, 0},
      {"--clang", 0, OPTION_TEXT, "PROGRAM", "compiler to use", &build.make.compile.clang, 0, 0},
      {"--no-debug", 0, OPTION_FLAG, NULL, "leave source lines out", &build.make.no_debug, 0, 0},
      {"--proven", 0, OPTION_FLAG, NULL, "reject loops that nothing proves to end", &build.proven, 0, 0},
      {"--no-verify", 0, OPTION_FLAG, NULL, "pack without a proof, to try it in the checked tier",
       &build.no_verify, 0, 0},
      {"--json", 0, OPTION_FLAG, NULL, "print the result as JSON", &build.json, 0, 0},
  };
  const struct command command = {
      "build",
      "FILE",
      "compile, verify and pack an eBPF program",
      "FILE is a C source (foo.bpf.c), compiled with clang -O2 -g -target bpf, or an object that was.\n"
      "Every function with SEC(\"xdp\"), SEC(\"socket\"), SEC(\"tracepoint/…\") or SEC(\"mbpf/HOOK\") "
      "becomes a\n"
      "program of the package; maps and global variables come along as libbpf would set them up. The "
      "programs\n"
      "are verified, and the proof is packed; a program that is rejected is explained, and the exit code is "
      "3.",
      options,
      sizeof options / sizeof *options,
      1,
      1};
  struct arguments arguments;
  struct pool pool = {0};
  struct tool_error error = {0};
  struct linked linked = {0};
  int code;
  if (options_parse(&command, argc - 1, argv + 1, &arguments, &code)) {
    build.input = arguments.at[0];
    if (!build.output)
      build.output = pool_format(&pool, "%s.mbpf", make_stem(&pool, build.input));
    build.make.check_code = build.no_verify;
    bool ok = check_usage(&build, &error) && build_package(&pool, &build, &linked, &error);
    code = ok ? TOOL_OK : tool_report("build", &error);
  }
  arguments_free(&arguments);
  pool_free(&pool);
  return code;
}
