/* Verifying the eBPF programs of a package. Bottom-up: problems, states, one program, the package, packing. */
#include "verify/report.h"

#include "output.h"

#include "ebpf/decode.h"
#include "ebpf/verify/package.h"
#include "package/writer.h"

#include <stdlib.h>
#include <string.h>

/* Solving on a desk: plenty. Pages are taken from the system when they are touched. */
enum { SOLVER_BYTES = 64 * 1024 * 1024, PROOF_BYTES = 16 * 1024 * 1024 };

struct verifier {
  struct pool *pool;
  const struct package_file *file;
  const struct report_options *options;
  struct verify_map *maps;
  struct verify_input input;
  struct mbpf_bytes section; /* PROOF, or empty */
  void *memory;              /* SOLVER_BYTES, then PROOF_BYTES; malloc's */
  void *checker;             /* MBPF_VERIFY_CHECKER_BYTES */
  struct report_program *program;
  size_t state_capacity;
};

/* --- problems --- */

static struct report_problem problem_of(struct pool *pool, const struct verify_problem *found) {
  const char *code = verify_class_code(found->class);
  return (struct report_problem){.code = code,
                                 .class = verify_class_name(found->class),
                                 .title = verify_class_title(found->class),
                                 .hint = verify_class_hint(found->class),
                                 .page = pool_format(pool, "docs/verifier/%s.md", code),
                                 .has_slot = true,
                                 .found = *found};
}

/* What ebpf_decode says about all of the code: "slot N: …". */
static struct report_problem malformed(struct pool *pool, const mbpf_error *error) {
  bool denied = error->status == MBPF_CAPABILITY_DENIED;
  struct report_problem problem =
      problem_of(pool, &(struct verify_problem){.class = denied ? VERIFY_CAPABILITY : VERIFY_MALFORMED});
  unsigned slot = 0;
  problem.has_slot = sscanf(error->message, "slot %u:", &slot) == 1;
  problem.found.slot = slot;
  const char *what = problem.has_slot ? strchr(error->message, ':') + 1 : error->message;
  snprintf(problem.found.text, sizeof problem.found.text, "%s", what + strspn(what, " "));
  return problem;
}

/* --- states --- */

enum { MAX_STATES = 1000000, STATES_OF_SLOT = 8 };

static void keep_state(void *user, uint32_t slot, const char *state) {
  struct verifier *v = user;
  struct report_program *p = v->program;
  if (p->state_count == MAX_STATES)
    return;
  p->states = pool_grow(v->pool, p->states, p->state_count, &v->state_capacity, sizeof *p->states);
  p->states[p->state_count] =
      (struct report_state){slot, (uint32_t)p->state_count, pool_copy(v->pool, state, strlen(state))};
  p->state_count++;
}

static int by_slot(const void *a, const void *b) {
  const struct report_state *x = a, *y = b;
  if (x->slot != y->slot)
    return x->slot < y->slot ? -1 : 1;
  return x->order < y->order ? -1 : x->order > y->order;
}

/* Sorts them by slot, those of one slot as they were found, each once, the last few: early ones are guesses. */
static void sort_states(struct verifier *v) {
  struct report_program *p = v->program;
  size_t kept = 0;
  if (p->state_count == 0)
    return;
  struct report_state *sorted = pool_array(v->pool, p->state_count, sizeof *sorted);
  struct report_state *last = pool_array(v->pool, p->state_count, sizeof *last);
  memcpy(sorted, p->states, p->state_count * sizeof *sorted);
  qsort(sorted, p->state_count, sizeof *sorted, by_slot);
  for (size_t i = p->state_count; i > 0; i--) {
    const struct report_state *state = &sorted[i - 1];
    size_t of_slot = 0;
    bool known = false;
    for (size_t k = kept; k > 0 && last[k - 1].slot == state->slot; k--, of_slot++)
      known = known || strcmp(last[k - 1].text, state->text) == 0;
    if (!known && of_slot < STATES_OF_SLOT)
      last[kept++] = *state;
  }
  for (size_t i = 0; i < kept; i++)
    sorted[i] = last[kept - 1 - i];
  p->states = sorted;
  p->state_count = kept;
}

/* --- one program --- */

static uint64_t elapsed_us(uint64_t start_ns) {
  return (clock_ns() - start_ns + 999) / 1000;
}

/* Finds a proof and keeps it, unless the package brought one. */
static bool solve(struct verifier *v, struct verify_problem *problem) {
  struct report_program *p = v->program;
  const struct verify_options options = {.allow_metered = !v->options->proven || p->packed};
  struct verify_result result;
  uint8_t *proof = (uint8_t *)v->memory + SOLVER_BYTES;
  size_t bytes = PROOF_BYTES;
  uint64_t start = clock_ns();
  bool ok = verify_solve(&v->input, &options, v->memory, SOLVER_BYTES, proof, &bytes, &result, problem);
  p->solve_us = elapsed_us(start);
  if (!ok)
    return false;
  p->solver_peak_bytes = result.solver_peak_bytes;
  if (!p->packed) {
    uint8_t *copy = pool_alloc(v->pool, bytes);
    memcpy(copy, proof, bytes);
    p->proof = copy;
    p->proof_bytes = (uint32_t)bytes;
  }
  return true;
}

static void reject(struct verifier *v, const struct verify_problem *problem) {
  v->program->accepted = false;
  v->program->problem = problem_of(v->pool, problem);
}

/* A package may bring a proof that lets a loop be metered. */
static bool ends(struct verifier *v) {
  const struct verify_result *result = &v->program->result;
  struct verify_problem problem = {.class = VERIFY_LOOP,
                                   .slot = result->unproven_slot,
                                   .text =
                                       "the packed proof does not show that the loop that begins here ends"};
  if (!v->options->proven || result->max_steps != VERIFY_UNBOUNDED)
    return true;
  reject(v, &problem);
  return false;
}

static bool check(struct verifier *v) {
  struct report_program *p = v->program;
  struct verify_problem problem;
  uint64_t start = clock_ns();
  p->accepted = verify_check(&v->input, p->proof, p->proof_bytes, v->checker, &p->result, &problem);
  p->check_us = elapsed_us(start);
  if (!p->accepted)
    reject(v, &problem);
  return p->accepted && ends(v);
}

static bool make_input(struct verifier *v, uint32_t number, struct tool_error *error) {
  mbpf_error why;
  if (verify_package_input(&v->file->manifest, number, &v->file->code, v->maps,
                           v->file->manifest.capabilities, &v->input, &why))
    return true;
  return tool_fail(error, TOOL_FAILED, "%s (%s)", why.message, mbpf_status_name(why.status));
}

/*
 * Once more, telling the states: along the proof, or of a program without one what the solver saw. Not in the run that is timed.
 */
static void find_states(struct verifier *v, bool has_proof) {
  struct report_program *p = v->program;
  const struct verify_options options = {.allow_metered = !v->options->proven};
  struct verify_result result;
  struct verify_problem problem;
  size_t bytes = PROOF_BYTES;
  v->input.trace = keep_state;
  v->input.trace_user = v;
  if (has_proof || p->packed)
    (void)verify_check(&v->input, p->proof, p->proof_bytes, v->checker, &result, &problem);
  else
    (void)verify_solve(&v->input, &options, v->memory, SOLVER_BYTES, (uint8_t *)v->memory + SOLVER_BYTES,
                       &bytes, &result, &problem);
  v->input.trace = NULL;
  sort_states(v);
}

static bool verify(struct verifier *v, uint32_t number, struct tool_error *error) {
  struct report_program *p = v->program;
  struct mbpf_text name = v->file->manifest.programs[number].entry_symbol;
  struct verify_problem problem;
  struct mbpf_bytes proof;
  *p = (struct report_program){.number = number, .name = pool_copy(v->pool, name.at, name.length)};
  v->state_capacity = 0;
  if (!make_input(v, number, error))
    return false;
  if (v->section.length != 0) {
    p->packed = true;
    if (verify_section_find(v->section, number, &proof)) {
      p->proof = proof.at;
      p->proof_bytes = proof.length;
    }
  }
  bool solved = solve(v, &problem);
  if (p->packed || solved)
    check(v);
  else
    reject(v, &problem);
  if (v->options->states)
    find_states(v, solved);
  return true;
}

/* --- the package --- */

static bool open_verifier(struct verifier *v, struct tool_error *error) {
  struct mbpf_bytes none = {0};
  mbpf_error why;
  v->maps = pool_array(v->pool, MBPF_MAX_MAPS, sizeof *v->maps);
  v->checker = pool_alloc(v->pool, MBPF_VERIFY_CHECKER_BYTES);
  v->memory = malloc((size_t)SOLVER_BYTES + PROOF_BYTES);
  if (!v->memory)
    return tool_fail(error, TOOL_FAILED, "out of memory");
  (void)mbpf_package_engine_section(&v->file->package, MBPF_SECTION_PROOF, MBPF_ENGINE_EBPF, &v->section);
  if (!verify_package_maps(&v->file->manifest, v->file->has_maps ? v->file->maps : none, v->maps, &why))
    return tool_fail(error, TOOL_FAILED, "%s", why.message);
  return true;
}

static bool is_ebpf(const struct package_file *file, uint32_t number) {
  return file->manifest.programs[number].engine == MBPF_ENGINE_EBPF;
}

static bool verify_all(struct verifier *v, struct report *report, struct tool_error *error) {
  for (uint32_t i = 0; i < v->file->manifest.program_count; i++) {
    if (!is_ebpf(v->file, i))
      continue;
    v->program = &report->programs[report->count++];
    if (!verify(v, i, error))
      return false;
    report->accepted = report->accepted && v->program->accepted;
  }
  return true;
}

/* Programs that share code must agree on which accesses go to the context. */
static bool verify_together(struct verifier *v, struct report *report, struct tool_error *error) {
  const struct ebpf_image *image = &v->file->code;
  uint16_t *stacks = pool_array(v->pool, image->function_count, sizeof *stacks);
  uint8_t *context = pool_alloc(v->pool, (image->slot_count + 7) / 8);
  for (uint32_t i = 0; i < report->count; i++)
    verify_facts(report->programs[i].proof, report->programs[i].proof_bytes, image, stacks, context);
  for (uint32_t i = 0; i < report->count; i++) {
    v->program = &report->programs[i];
    uint64_t alone_us = v->program->check_us;
    if (!make_input(v, v->program->number, error))
      return false;
    v->input.context_accesses = context;
    report->accepted = check(v) && report->accepted;
    v->program->check_us = alone_us;
  }
  return true;
}

/* The checks that come before: all of the code has to pass them. */
static bool decode(const struct package_file *file, mbpf_error *error) {
  const struct mbpf_manifest *manifest = &file->manifest;
  const struct ebpf_grant grant = {.capabilities = manifest->capabilities,
                                   .map_count = manifest->map_count,
                                   .maps = &manifest->maps[0].def,
                                   .map_stride = sizeof manifest->maps[0]};
  return ebpf_decode(&file->code, &grant, error) == MBPF_OK;
}

static void reject_all(struct pool *pool, const mbpf_error *error, struct report *report) {
  const struct mbpf_manifest *manifest = &report->file->manifest;
  report->accepted = false;
  for (uint32_t i = 0; i < manifest->program_count; i++)
    if (is_ebpf(report->file, i))
      report->programs[report->count++] =
          (struct report_program){.number = i,
                                  .name = pool_copy(pool, manifest->programs[i].entry_symbol.at,
                                                    manifest->programs[i].entry_symbol.length),
                                  .problem = malformed(pool, error)};
}

bool report_make(struct pool *pool, const struct package_file *file, const struct report_options *options,
                 struct report *report, struct tool_error *error) {
  struct verifier v = {.pool = pool, .file = file, .options = options};
  mbpf_error why;
  *report = (struct report){.file = file,
                            .accepted = true,
                            .programs = pool_array(pool, MBPF_MAX_PROGRAMS, sizeof *report->programs)};
  if (!file->has_code)
    return true;
  if (!decode(file, &why)) {
    reject_all(pool, &why, report);
    return true;
  }
  bool ok = open_verifier(&v, error) && verify_all(&v, report, error) &&
            (!report->accepted || report->count < 2 || verify_together(&v, report, error));
  free(v.memory);
  return ok;
}

/* --- packing --- */

static void *proof_section(struct pool *pool, const struct report *report, uint32_t *length) {
  uint32_t programs = report->file->manifest.program_count;
  size_t most = PROOF_SECTION_HEADER_BYTES + (size_t)programs * PROOF_SECTION_ENTRY_BYTES + 8;
  for (uint32_t i = 0; i < report->count; i++)
    most += report->programs[i].proof_bytes + 8u;
  uint8_t *section = pool_alloc(pool, most);
  uint32_t at = verify_section_begin(section, programs);
  for (uint32_t i = 0; i < report->count; i++) {
    const struct report_program *p = &report->programs[i];
    memcpy(section + at, p->proof, p->proof_bytes);
    verify_section_put(section, p->number, at, p->proof_bytes);
    at += (p->proof_bytes + 7) & ~7u;
  }
  *length = at;
  return section;
}

bool report_pack(struct pool *pool, const struct report *report, struct buffer *image,
                 struct tool_error *error) {
  const struct mbpf_package *package = &report->file->package;
  struct package_part parts[MBPF_MAX_SECTIONS + 1];
  uint32_t count = 0, length;
  size_t bytes;
  mbpf_error why;
  for (uint32_t i = 0; i < package->section_count; i++) {
    const struct mbpf_section *section = &package->sections[i];
    if (section->type != MBPF_SECTION_PROOF && section->type != MBPF_SECTION_SIG)
      parts[count++] =
          (struct package_part){section->type, section->length, package->image + section->offset};
  }
  void *proofs = proof_section(pool, report, &length);
  parts[count++] = (struct package_part){MBPF_SECTION_PROOF, length, proofs};
  if (package_write(parts, count, NULL, 0, &bytes, &why) != MBPF_OK)
    return tool_fail(error, TOOL_FAILED, "%s", why.message);
  void *memory = pool_alloc(pool, bytes);
  if (package_write(parts, count, memory, bytes, &bytes, &why) != MBPF_OK)
    return tool_fail(error, TOOL_FAILED, "%s", why.message);
  buffer_add(image, memory, bytes);
  return true;
}
