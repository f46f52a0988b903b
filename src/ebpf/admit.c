/*
 * Verification at load. Bottom-up: messages, proofs, one program, the facts of all, termination, the whole.
 *
 * Proofs from the PROOF section are read in place. Where there is no section and the build has the solver, each program is
 * solved in memory of the arena and only its proof is kept, until the load is over. Either way the checker has the last word.
 */
#include "ebpf/admit.h"

#include "base/error.h"
#include "base/text.h"
#include "ebpf/verify/package.h"

#include <string.h>

struct admission {
  struct load *load;
  uint32_t capabilities;
  struct mbpf_bytes section; /* PROOF, or empty */
  struct mbpf_bytes proofs[MBPF_MAX_PROGRAMS];
  void *solved[MBPF_MAX_PROGRAMS]; /* arena blocks of proofs that were not in the package */
  struct verify_result results[MBPF_MAX_PROGRAMS];
  struct verify_input input; /* of the program under way */
  struct verify_problem problem;
  uint64_t checker[MBPF_VERIFY_CHECKER_BYTES / 8];
  struct verify_map maps[]; /* of the manifest */
};

static const struct mbpf_manifest *manifest_of(const struct admission *a) {
  return &a->load->manifest;
}

static bool is_ours(const struct admission *a, uint32_t program) {
  return manifest_of(a)->programs[program].engine == MBPF_ENGINE_EBPF;
}

/* --- messages --- */

enum { PLACE_BYTES = 96 };

/* "file.c:12 (slot 3)", or without debug information "slot 3". */
static const char *place_of(const struct admission *a, uint32_t slot, char place[PLACE_BYTES]) {
  struct debug_info debug;
  struct debug_place at;
  struct text text;
  if (!MBPF_WITH_ERROR_TEXT)
    return "";
  text_init(&text, place, PLACE_BYTES);
  if (a->load->ebpf.debug.length != 0 && debug_section_open(a->load->ebpf.debug, &debug, NULL) == MBPF_OK &&
      debug_find(&debug, slot, &at) && at.line != 0)
    text_printf(&text, "%.*s:%u (slot %u)", (int)at.file.length, at.file.at, at.line, slot);
  else
    text_printf(&text, "slot %u", slot);
  return place;
}

static mbpf_status reject(const struct admission *a, uint32_t program, mbpf_error *error) {
  const struct mbpf_text *name = &manifest_of(a)->programs[program].entry_symbol;
  const struct verify_problem *problem = &a->problem;
  char place[PLACE_BYTES];
  if (problem->class == VERIFY_PROOF)
    return mbpf_fail(error, MBPF_NOT_VERIFIED, "program '%.*s': %s at slot %u: %s; %s", (int)name->length,
                     name->at, verify_class_code(problem->class), problem->slot, problem->text,
                     verify_class_hint(problem->class));
  return mbpf_fail(error, MBPF_NOT_VERIFIED, "program '%.*s' is rejected: %s %s at %s: %s", (int)name->length,
                   name->at, verify_class_code(problem->class), verify_class_name(problem->class),
                   place_of(a, problem->slot, place), problem->text);
}

/* --- proofs --- */

static bool may_be_metered(const struct admission *a, uint32_t program) {
  return a->load->runtime->policy.metered_hooks >> manifest_of(a)->programs[program].hook_type & 1u;
}

#if MBPF_WITH_SOLVER

enum { SOLVER_FIRST_BYTES = 512 * 1024 };

static mbpf_status keep_proof(struct admission *a, uint32_t program, const uint8_t *proof, size_t bytes,
                              mbpf_error *error) {
  a->solved[program] = arena_take(&a->load->runtime->arena, bytes, ARENA_LOW);
  if (!a->solved[program])
    return mbpf_fail(error, MBPF_NO_MEM, "a proof takes %zu bytes while loading; `mbpf build` packs it",
                     bytes);
  memcpy(a->solved[program], proof, bytes);
  a->proofs[program] = (struct mbpf_bytes){a->solved[program], (uint32_t)bytes};
  return MBPF_OK;
}

/* A quarter of the memory is for the proof. */
static mbpf_status solve_within(struct admission *a, uint32_t program, size_t bytes, mbpf_error *error) {
  const struct verify_options options = {.allow_metered = may_be_metered(a, program)};
  uint8_t *memory = arena_take(&a->load->runtime->arena, bytes, ARENA_HIGH);
  size_t proof_bytes = bytes / 4 & ~(size_t)15;
  mbpf_status status;
  if (!memory)
    return mbpf_fail(error, MBPF_NO_MEM,
                     "verifying takes %zu bytes while loading; `mbpf build` packs a proof", bytes);
  if (verify_solve(&a->input, &options, memory + proof_bytes, bytes - proof_bytes, memory, &proof_bytes,
                   &a->results[program], &a->problem))
    status = keep_proof(a, program, memory, proof_bytes, error);
  else if (a->problem.class == VERIFY_COMPLEX && bytes < MBPF_SOLVER_BYTES)
    status = mbpf_fail(
        error, MBPF_NO_MEM,
        "verifying takes more than the %zu bytes there are for it, or %s; `mbpf build` packs a proof", bytes,
        a->problem.text);
  else
    status = reject(a, program, error);
  arena_give(&a->load->runtime->arena, memory);
  return status;
}

/* With less memory the solver may miss what it finds with more. */
static mbpf_status solve(struct admission *a, uint32_t program, mbpf_error *error) {
  size_t most = arena_largest(&a->load->runtime->arena) / 2; /* the package must fit beside it */
  most = most < MBPF_SOLVER_BYTES ? most : MBPF_SOLVER_BYTES;
  size_t first = most < SOLVER_FIRST_BYTES ? most : (size_t)SOLVER_FIRST_BYTES;
  mbpf_status status = solve_within(a, program, first, error);
  return status != MBPF_OK && first < most ? solve_within(a, program, most, error) : status;
}

#else

static mbpf_status solve(const struct admission *a, uint32_t program, mbpf_error *error) {
  const struct mbpf_text *name = &manifest_of(a)->programs[program].entry_symbol;
  return mbpf_fail(
      error, MBPF_NOT_VERIFIED,
      "program '%.*s' has no proof, and this build cannot find one (MBPF_WITH_SOLVER); `mbpf build` "
      "packs the proof",
      (int)name->length, name->at);
}

#endif

static mbpf_status find_proof(struct admission *a, uint32_t program, mbpf_error *error) {
  const struct mbpf_text *name = &manifest_of(a)->programs[program].entry_symbol;
  if (a->section.length == 0)
    return solve(a, program, error);
  if (verify_section_find(a->section, program, &a->proofs[program]))
    return MBPF_OK;
  return mbpf_fail(error, MBPF_NOT_VERIFIED, "program '%.*s': the PROOF section has no proof for it; %s",
                   (int)name->length, name->at, verify_class_hint(VERIFY_PROOF));
}

/* --- one program --- */

static bool make_input(struct admission *a, uint32_t program, mbpf_error *error) {
  return verify_package_input(manifest_of(a), program, &a->load->ebpf.image, a->maps, a->capabilities,
                              &a->input, error);
}

/* context: which accesses go to the context, or NULL for what the proof says. */
static mbpf_status check(struct admission *a, uint32_t program, const uint8_t *context, mbpf_error *error) {
  if (!make_input(a, program, error))
    return MBPF_NOT_VERIFIED;
  a->input.context_accesses = context;
  if (!verify_check(&a->input, a->proofs[program].at, a->proofs[program].length, a->checker,
                    &a->results[program], &a->problem))
    return reject(a, program, error);
  return MBPF_OK;
}

static mbpf_status verify(struct admission *a, uint32_t program, mbpf_error *error) {
  if (!make_input(a, program, error))
    return MBPF_NOT_VERIFIED;
  mbpf_status status = find_proof(a, program, error);
  return status == MBPF_OK ? check(a, program, NULL, error) : status;
}

/* --- what all programs together tell the engine --- */

/* Room for the facts: a stack size per function, a bit per slot. */
static mbpf_status take_facts(struct load *load, mbpf_error *error) {
  const struct ebpf_image *image = &load->ebpf.image;
  size_t sizes = image->function_count * sizeof(uint16_t);
  size_t bytes = sizes + (image->slot_count + 7u) / 8u;
  uint8_t *memory = arena_take(&load->runtime->arena, bytes, ARENA_HIGH);
  if (!memory)
    return mbpf_fail(error, MBPF_NO_MEM, "verifying takes %zu bytes until the package is loaded", bytes);
  load->scratch = memory;
  load->ebpf.facts.stack_bytes = (const uint16_t *)(const void *)memory;
  load->ebpf.facts.context = memory + sizes;
  return MBPF_OK;
}

static void note_facts(struct admission *a, uint32_t program) {
  const struct ebpf_image *image = &a->load->ebpf.image;
  uint8_t *memory = a->load->scratch;
  verify_facts(a->proofs[program].at, a->proofs[program].length, image, (uint16_t *)(void *)memory,
               memory + image->function_count * sizeof(uint16_t));
}

/* What a call back takes beside the function's own window. */
static uint32_t callback_bytes(const struct admission *a) {
  uint32_t key = 0;
  for (uint32_t i = 0; i < manifest_of(a)->map_count; i++)
    if (manifest_of(a)->maps[i].def.key_bytes > key)
      key = manifest_of(a)->maps[i].def.key_bytes;
  return EBPF_CALLBACK_BYTES + EBPF_STACK_ALIGNED(key);
}

/*
 * A tail call takes over the caller's place on the stack. From a function, its callers' frames stay: then every frame there can
 * be gets the largest window.
 */
static uint32_t chain_bytes(const struct admission *a, uint32_t program) {
  const struct verify_result *result = &a->results[program];
  const struct ebpf_image *image = &a->load->ebpf.image;
  bool calls_back;
  uint32_t bytes = verify_chain_bytes(a->proofs[program].at, a->proofs[program].length, image,
                                      a->load->ebpf.facts.stack_bytes, &calls_back);
  if (calls_back)
    bytes += (result->frames - 1) * callback_bytes(a);
  if (result->tail_calls && result->frames > 1)
    bytes += ebpf_code_stack_bytes(image);
  return bytes;
}

/* --- termination --- */

/* The worst case of a run with the programs it tail-calls, which are of the same package. */
static uint64_t worst_steps(const struct admission *a, uint32_t program) {
  uint64_t most = 0, own = a->results[program].max_steps, tails;
  if (!a->results[program].tail_calls)
    return own;
  for (uint32_t i = 0; i < manifest_of(a)->program_count; i++)
    if (a->results[i].max_steps > most)
      most = a->results[i].max_steps;
  return __builtin_mul_overflow(most, MBPF_EBPF_MAX_TAIL_CALLS, &tails) ||
                 __builtin_add_overflow(own, tails, &own)
             ? VERIFY_UNBOUNDED
             : own;
}

static mbpf_status admit_steps(const struct admission *a, uint32_t program, mbpf_error *error) {
  const struct mbpf_manifest_program *p = &manifest_of(a)->programs[program];
  uint64_t worst = a->load->ebpf.worst_steps[program], budget = load_max_steps(a->load, program);
  char place[PLACE_BYTES];
  if (may_be_metered(a, program) || worst <= budget)
    return MBPF_OK;
  if (worst == VERIFY_UNBOUNDED)
    return mbpf_fail(
        error, MBPF_NOT_VERIFIED,
        "program '%.*s': nothing proves that the loop at %s ends; the policy wants it proven on %s "
        "hooks",
        (int)p->entry_symbol.length, p->entry_symbol.at,
        place_of(a, a->results[program].unproven_slot, place), mbpf_hook_type_name(p->hook_type));
  return mbpf_fail(error, MBPF_BUDGET_EXCEEDED,
                   "program '%.*s' may take %llu steps%s; its max_steps is %llu (the policy allows %llu)",
                   (int)p->entry_symbol.length, p->entry_symbol.at, (unsigned long long)worst,
                   a->results[program].tail_calls ? " with its tail calls" : "", (unsigned long long)budget,
                   (unsigned long long)a->load->runtime->policy.max_steps);
}

/* --- the whole --- */

/* Programs that share code must agree on which accesses go to the context: each is checked against what all say. */
static mbpf_status verify_all(struct admission *a, mbpf_error *error) {
  uint32_t programs = 0, count = manifest_of(a)->program_count;
  mbpf_status status = take_facts(a->load, error);
  for (uint32_t i = 0; status == MBPF_OK && i < count; i++) {
    if (!is_ours(a, i))
      continue;
    programs++;
    status = verify(a, i, error);
    if (status == MBPF_OK)
      note_facts(a, i);
  }
  for (uint32_t i = 0; status == MBPF_OK && programs > 1 && i < count; i++)
    if (is_ours(a, i))
      status = check(a, i, a->load->ebpf.facts.context, error);
  return status;
}

static mbpf_status conclude(struct admission *a, mbpf_error *error) {
  struct ebpf_load *ebpf = &a->load->ebpf;
  mbpf_status status = MBPF_OK;
  for (uint32_t i = 0; status == MBPF_OK && i < manifest_of(a)->program_count; i++) {
    if (!is_ours(a, i))
      continue;
    uint32_t bytes = chain_bytes(a, i);
    if (bytes > ebpf->facts.chain_bytes)
      ebpf->facts.chain_bytes = bytes;
    ebpf->worst_steps[i] = worst_steps(a, i);
    ebpf->facts.clears_frames = ebpf->facts.clears_frames || a->results[i].clears_frames;
    status = admit_steps(a, i, error);
  }
  ebpf->verified = status == MBPF_OK;
  return status;
}

mbpf_status ebpf_admit(struct load *load, mbpf_error *error) {
  struct arena *arena = &load->runtime->arena;
  size_t bytes = sizeof(struct admission) + load->manifest.map_count * sizeof(struct verify_map);
  struct admission *a = arena_take(arena, bytes, ARENA_HIGH);
  if (!a)
    return mbpf_fail(error, MBPF_NO_MEM,
                     "verifying takes %zu bytes while loading; the largest free block has %zu", bytes,
                     arena_largest(arena));
  a->load = load;
  a->capabilities = load->manifest.capabilities & load->runtime->policy.capabilities;
  (void)mbpf_package_engine_section(&load->package, MBPF_SECTION_PROOF, MBPF_ENGINE_EBPF, &a->section);
  mbpf_status status = MBPF_INVALID_PACKAGE;
  if (verify_package_maps(&load->manifest, load->maps_section, a->maps, error))
    status = verify_all(a, error);
  if (status == MBPF_OK)
    status = conclude(a, error);
  for (uint32_t i = 0; i < MBPF_MAX_PROGRAMS; i++)
    arena_give(arena, a->solved[i]);
  arena_give(arena, a);
  return status;
}
