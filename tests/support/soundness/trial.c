/* Trials. Bottom-up: reports, forged proofs, one program, coverage. */
#include "trial.h"

#include "base/text.h"
#include "dice.h"
#include "ebpf/decode.h"
#include "ebpf/disasm.h"
#include "ebpf/verify/proof.h"
#include "emit.h"
#include "follow.h"
#include "forge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 6, FORGERIES = 24, CHANGES = 8, MEMORY_BYTES = 4 << 20, PROOF_BYTES = 1 << 20 };

static uint64_t seed_now;
static unsigned programs, accepted, forged, changed, refused[VERIFY_CLASS_COUNT];

static void show_program(const struct ebpf_image *image, uint32_t at) {
  for (uint32_t i = 0; i < image->slot_count; i++) {
    char line[128];
    struct text text;
    text_init(&text, line, sizeof line);
    if (i > 0 && ebpf_image_insn(image, i).opcode == 0 && ebpf_image_insn(image, i - 1).opcode == 0x18)
      continue;
    ebpf_disasm(&text, image, i);
    fprintf(stderr, "%s%4u: %s\n", i == at ? ">" : " ", i, line);
  }
}

static bool report(const struct subject *subject, const struct violation *v, const char *what) {
  show_program(subject->image, v->slot);
  fprintf(stderr, "MBPF_SEED=%#llx: %s, view %s, slot %u: %s\n", (unsigned long long)seed_now, what,
          subject->view->name, v->slot, v->text);
  return false;
}

static bool follow_some(const struct subject *subject, unsigned runs, const char *what) {
  for (unsigned k = 0; k < runs; k++) {
    struct event event;
    struct violation violation;
    event_roll(&event);
    if (!follow(subject, &event, &violation))
      return report(subject, &violation, what);
  }
  return true;
}

/* Changed proofs: what the checker still accepts must hold as well. */
static bool try_forgeries(const struct subject *genuine) {
  static uint64_t checker[MBPF_VERIFY_CHECKER_BYTES / 8];
  static uint8_t copy[PROOF_BYTES];
  struct subject subject = *genuine;
  struct verify_problem problem;
  for (unsigned i = 0; i < FORGERIES; i++) {
    memcpy(copy, genuine->proof, genuine->proof_bytes);
    forge_proof(copy, subject.proof_bytes, subject.image->slot_count);
    subject.proof = copy;
    if (memcmp(copy, genuine->proof, genuine->proof_bytes) == 0 ||
        !verify_check(subject.in, copy, subject.proof_bytes, checker, &subject.result, &problem))
      continue;
    forged++;
    if (!follow_some(&subject, 1, "a changed proof that the checker accepts"))
      return false;
  }
  return true;
}

static const struct ebpf_grant grant = {.capabilities = UINT32_MAX,
                                        .maps = &world_maps[0].def,
                                        .map_stride = sizeof world_maps[0],
                                        .map_count = WORLD_MAPS};

/* Changed programs under the proof of what they were. */
static bool try_changes(const struct subject *genuine) {
  static uint64_t checker[MBPF_VERIFY_CHECKER_BYTES / 8];
  static uint8_t insns[MAX_INSNS * 8], functions[16 * EBPF_IMAGE_FUNCTION_BYTES];
  struct ebpf_image image;
  struct verify_input in = *genuine->in;
  struct subject subject = *genuine;
  struct verify_problem problem;
  in.image = subject.image = &image;
  subject.in = &in;
  for (unsigned i = 0; i < CHANGES; i++) {
    memcpy(insns, made.insns, (size_t)made.count * 8);
    forge_program(insns, made.count);
    if (ebpf_image_from_insns(insns, (size_t)made.count * 8, functions, 16, &image, NULL) != MBPF_OK ||
        ebpf_decode(&image, &grant, NULL) != MBPF_OK ||
        !verify_check(&in, subject.proof, subject.proof_bytes, checker, &subject.result, &problem))
      continue;
    changed++;
    if (!follow_some(&subject, 1, "a changed program that its old proof still fits"))
      return false;
  }
  return true;
}

static bool try_program(void) {
  static uint64_t memory[MEMORY_BYTES / 8];
  static uint8_t proof[PROOF_BYTES], functions[16 * EBPF_IMAGE_FUNCTION_BYTES];
  struct ebpf_image image;
  struct verify_problem problem;
  mbpf_error error;
  size_t proof_bytes = sizeof proof;
  generate();
  programs++;
  if (ebpf_image_from_insns(made.insns, (size_t)made.count * 8, functions, 16, &image, &error) != MBPF_OK ||
      ebpf_decode(&image, &grant, &error) != MBPF_OK) {
    fprintf(stderr, "the decoder refuses a generated program: %s\n", error.message);
    return false;
  }
  struct verify_input in = {.image = &image,
                            .maps = world_maps,
                            .map_count = WORLD_MAPS,
                            .view = made.view,
                            .capabilities = UINT32_MAX,
                            .big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__};
  struct subject subject = {.image = &image, .view = made.view, .in = &in};
  struct verify_options options = {.work_limit = 60000, .allow_metered = once_in(12)};
  if (verify_solve(&in, &options, memory, sizeof memory, proof, &proof_bytes, &subject.result, &problem)) {
    accepted++;
    subject.proof = proof;
    subject.proof_bytes = proof_bytes;
    return follow_some(&subject, RUNS, "an accepted program") && try_forgeries(&subject) &&
           try_changes(&subject);
  }
  refused[problem.class]++;
  if (getenv("MBPF_SHOW_REFUSED")) {
    struct violation v = {.slot = problem.slot};
    snprintf(v.text, sizeof v.text, "%s: %s; %s", verify_class_name(problem.class), problem.text,
             problem.registers);
    report(&subject, &v, "refused");
  }
  return follow_some(&subject, RUNS / 2, "a rejected program");
}

bool trial(uint64_t seed) {
  dice = (struct dice){.seed = seed ? seed : 1};
  seed_now = seed;
  return try_program();
}

uint64_t trial_next(uint64_t seed) {
  uint64_t x = (seed + 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;
  return x ^ x >> 29;
}

bool trial_of_bytes(const uint8_t *bytes, size_t size) {
  uint64_t seed = 0x9e3779b97f4a7c15u;
  for (size_t i = 0; i < size && i < 8; i++)
    seed = seed * 31 + bytes[i];
  dice = (struct dice){bytes, size, seed ? seed : 1};
  return try_program();
}

/* --- coverage --- */

/* Rows no verified program can have. */
static bool is_left_out(unsigned op) {
  return op == ISA_CALL_REG;
}

static unsigned count_cases(void) {
  const uint8_t *cases = &tally.cases[0][0][0];
  unsigned count = 0;
  for (size_t i = 0; i < sizeof tally.cases; i++)
    count += cases[i];
  return count;
}

static void show_counts(void) {
  uint32_t count;
  const struct helper *table = helper_table(&count);
  for (unsigned op = 0; op < ISA_COUNT; op++)
    printf("%9u %s\n", tally.rows[op], isa_name((enum isa_op)op));
  for (uint32_t i = 0; i < count; i++)
    printf("%9u helper %s\n", tally.helpers[i], table[i].name);
  for (unsigned i = 0; i < VALUE_KIND_COUNT; i++)
    printf("%9u registers: %s\n", tally.kinds[i], value_kind_text[i]);
  for (unsigned i = 0; i < LOOP_DIRECTION_COUNT; i++)
    printf("%9u loops of direction %u\n", tally.directions[i], i);
  printf("%9u reaches, %u gaps, %u sums, %u facts, %u shared stacks, %u returns of several\n", tally.reaches,
         tally.gaps, tally.sums, tally.facts, tally.shared, tally.posts);
  printf("%9u different rows with kinds of operands\n", count_cases());
  for (unsigned i = 0; i < VERIFY_CLASS_COUNT; i++)
    if (refused[i] != 0)
      printf("%9u refused: %s\n", refused[i], verify_class_name((enum verify_class)i));
}

/* What was never exercised, one a line; how many. */
static unsigned show_missing(void) {
  uint32_t count;
  const struct helper *table = helper_table(&count);
  unsigned missing = 0;
  for (unsigned op = 0; op < ISA_COUNT; op++)
    if (tally.rows[op] == 0 && !is_left_out(op))
      missing++, printf("never exercised: %s\n", isa_name((enum isa_op)op));
  for (uint32_t i = 0; i < count; i++)
    if (tally.helpers[i] == 0)
      missing++, printf("never exercised: helper %s\n", table[i].name);
  for (unsigned i = 0; i < VALUE_KIND_COUNT; i++)
    if (tally.kinds[i] == 0)
      missing++, printf("never exercised: %s\n", value_kind_text[i]);
  for (unsigned i = LOOP_UP; i < LOOP_DIRECTION_COUNT; i++)
    if (tally.directions[i] == 0)
      missing++, printf("never exercised: loops of direction %u\n", i);
  if (tally.reaches == 0 || tally.gaps == 0 || tally.sums == 0 || tally.facts == 0 || tally.shared == 0 ||
      tally.posts == 0 || tally.tail_calls == 0 || tally.costs == 0)
    missing++,
        printf("never exercised: some tie of values, shared stack, several returns, tail call or cost\n");
  return missing;
}

void trial_report(bool table) {
  if (table)
    show_counts();
  printf("%u programs, %u accepted (%u %%), %u runs, %u instructions and %u stated states compared\n",
         programs, accepted, programs ? 100 * accepted / programs : 0, tally.runs, tally.instructions,
         tally.labels);
  printf("%u calls, %u callbacks, %u rounds of loops, %u tail calls, %u claims of steps\n%u changed proofs "
         "and %u "
         "changed programs with their old proofs accepted, and held\n",
         tally.calls, tally.callbacks, tally.rounds, tally.tail_calls, tally.costs, forged, changed);
}

bool trial_is_complete(void) {
  return show_missing() == 0 && accepted > programs / 2;
}
