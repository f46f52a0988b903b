/*
 * Fused operations against the checked tier, which runs the same instructions one by one: every row of fuse.def in a loop with
 * random registers and operands, with budgets that end anywhere. SEED and COUNT (programs per row) in the environment choose
 * others and more.
 */
#include "ebpf/decode.h"
#include "ebpf/fuse.h"
#include "ebpf/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if !MBPF_WITH_FUSED_OPS

int main(void) {
  puts("this build has no fused operations");
  return 0;
}

#else

enum {
  MEMORY_BYTES = 256,
  MAX_SLOTS = 128,
  MAX_PARTS = 5,
  ROUNDS = 6,
  FREE_REGISTERS = 8,
  SUM = 8,
  COUNTER = 9
};

/* --- the rows --- */

enum { D0, S0, D1, S1, D2, S2, D3, S3, D4, S4 };
enum { ANYWHERE, BACK, OVER_ONE };

struct part {
  bool used;
  uint8_t op, dst, src, jump;
};

struct row {
  const char *name;
  uint16_t code;
  struct part parts[MAX_PARTS];
};

static const struct row rows[] = {
#define DO(op, dst, src)      {true, ISA_##op, dst, src, ANYWHERE},
#define DO_BACK(op, dst, src) {true, ISA_##op, dst, src, BACK},
#define SKIP(jump, dst1, src1, op, dst2, src2)                                                               \
  {true, ISA_##jump, dst1, src1, OVER_ONE}, {true, ISA_##op, dst2, src2, ANYWHERE},
#define PARTS_SKIP(first, second)   SKIP(first, D0, S0, second, D1, S1)
#define PARTS_LOOP64(first, second) DO(first, D0, S0) DO_BACK(second, D0, S1)
#define PARTS_LOOP32(first, second) DO(first, D0, S0) DO_BACK(second, D0, S1)
#define PARTS_SAME64(first, second) DO(first, D0, S0) DO(second, D0, S1)
#define PARTS_SAME32(first, second) DO(first, D0, S0) DO(second, D0, S1)
#define PARTS_FEED(first, second)   DO(first, D0, S0) DO(second, D1, D0)
#define PARTS_BACK(first, second)   DO(first, D0, S0) DO_BACK(second, D1, S1)
#define PARTS_APART(first, second)  DO(first, D0, S0) DO(second, D1, S1)
#define PAIR(plane, first, second)                                                                           \
  {#plane " " #first " " #second, EBPF_OP_##plane##_##first##_##second, {PARTS_##plane(first, second)}},
#define SEQUENCE(name, first, ...) {#name, EBPF_OP_SEQUENCE_##name, {__VA_ARGS__}},
#include "ebpf/fuse.def"
};

enum { ROWS = sizeof rows / sizeof *rows };

/* --- random programs --- */

static uint64_t seed = 0x9e3779b97f4a7c15u;

static uint32_t random_below(uint32_t n) {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return (uint32_t)((seed >> 20) % n);
}

static _Alignas(16) uint8_t memory[MEMORY_BYTES];
static _Alignas(16) uint8_t stack[MBPF_EBPF_STACK_BYTES];

struct text {
  uint8_t insns[MAX_SLOTS * 8];
  uint32_t slots;
};

static void put(struct text *text, enum isa_op op, uint8_t dst, uint8_t src, int16_t off, int32_t imm) {
  const struct isa_row *row = &isa_table[op];
  struct ebpf_insn insn = {.opcode = row->opcode, .dst = dst};
  insn.src = (uint8_t)(row->operands & OPERAND_SRC ? src : row->src);
  insn.off = (int16_t)(row->operands & OPERAND_OFF ? off : row->off);
  insn.imm = row->operands & OPERAND_IMM ? imm : row->imm;
  if (!(row->operands & OPERAND_DST))
    insn.dst = 0;
  isa_store(text->insns + 8 * text->slots++, &insn);
}

static void put_constant(struct text *text, uint8_t dst, uint64_t value) {
  put(text, ISA_LDDW, dst, 0, 0, (int32_t)(uint32_t)value);
  isa_store(text->insns + 8 * text->slots++, &(struct ebpf_insn){.imm = (int32_t)(uint32_t)(value >> 32)});
}

/* An address in the middle of the memory, a small number, or anything. */
static uint64_t random_value(void) {
  switch (random_below(4)) {
  case 0:
  case 1: return (uintptr_t)memory + MEMORY_BYTES / 2 + random_below(32);
  case 2: return random_below(24);
  default: return (uint64_t)random_below(UINT32_MAX) << 32 | random_below(UINT32_MAX);
  }
}

static int32_t random_immediate(void) {
  return random_below(3) ? (int32_t)random_below(40) - 8 : (int32_t)(random_below(UINT32_MAX));
}

static uint8_t place(const uint8_t registers[2 * MAX_PARTS], uint8_t at) {
  return registers[at];
}

/* The row's instructions; jumps go to top, to the next one, over it, or to behind the row. */
static void put_row(struct text *text, const struct row *row, uint32_t top) {
  uint8_t registers[2 * MAX_PARTS];
  uint32_t length = 0;
  while (length < MAX_PARTS && row->parts[length].used)
    length++;
  for (unsigned i = 0; i < 2 * MAX_PARTS; i++)
    registers[i] = (uint8_t)random_below(FREE_REGISTERS);
  for (uint32_t i = 0; i < length; i++) {
    const struct part *part = &row->parts[i];
    bool jump = (isa_table[part->op].operands & OPERAND_JUMP_OFF) != 0;
    int32_t off = (int32_t)random_below(16) - 8;
    if (jump && (part->jump == BACK || (part->jump == ANYWHERE && random_below(4) == 0)))
      off = (int32_t)top - (int32_t)text->slots - 1;
    else if (jump)
      off = part->jump == OVER_ONE ? 1 : (int32_t)random_below(length - i);
    put(text, (enum isa_op)part->op, place(registers, part->dst), place(registers, part->src), (int16_t)off,
        random_immediate());
  }
}

/*
 *        counter = ROUNDS; sum = 0
 *   top: if (--counter == 0) goto end
 *        registers = random values
 *        the row, and perhaps another
 *        sum = 31 * sum + each register
 *        goto top
 *   end: return sum
 */
static void make_program(struct text *text, const struct row *row) {
  text->slots = 0;
  put(text, ISA_MOV64_IMM, COUNTER, 0, 0, ROUNDS);
  put(text, ISA_MOV64_IMM, SUM, 0, 0, 0);
  uint32_t top = text->slots;
  put(text, ISA_ADD64_IMM, COUNTER, 0, 0, -1);
  uint32_t leave = text->slots;
  put(text, ISA_JEQ64_IMM, COUNTER, 0, 0, 0);
  for (uint8_t i = 0; i < FREE_REGISTERS; i++)
    put_constant(text, i, random_value());
  put_row(text, row, top);
  if (random_below(2))
    put_row(text, &rows[random_below(ROWS)], top);
  for (uint8_t i = 0; i < FREE_REGISTERS; i++) {
    put(text, ISA_MUL64_IMM, SUM, 0, 0, 31);
    put(text, ISA_ADD64_REG, SUM, i, 0, 0);
  }
  put(text, ISA_GOTO, 0, 0, (int16_t)((int32_t)top - (int32_t)text->slots - 1), 0);
  uint32_t end = text->slots;
  put(text, ISA_MOV64_REG, 0, SUM, 0, 0);
  put(text, ISA_EXIT, 0, 0, 0, 0);
  text->slots = leave;
  put(text, ISA_JEQ64_IMM, COUNTER, 0, (int16_t)(end - leave - 1), 0);
  text->slots = end + 2;
}

/* --- running and comparing --- */

struct outcome {
  uint64_t result, steps;
  struct run_stop stop;
  uint8_t memory[MEMORY_BYTES];
};

static void execute(struct ebpf_code *code, enum mbpf_tier tier, uint64_t max_steps,
                    struct outcome *outcome) {
  static const struct mbpf_port port = {.cpu_count = 1};
  const struct ebpf_region region = {memory, sizeof memory, true};
  struct run run = {.port = &port, .max_steps = max_steps};
  struct ebpf_entry entry = ebpf_entry_make(code, 0, NULL);
  code->regions = &region;
  code->region_count = 1;
  for (unsigned i = 0; i < sizeof memory; i++)
    memory[i] = (uint8_t)(i * 37 + 11);
  memset(stack, 0, sizeof stack);
  outcome->result = ebpf_run(&entry, tier, &run, 0, 0, stack);
  outcome->steps = run.steps_used;
  outcome->stop = run.stop;
  memcpy(outcome->memory, memory, sizeof memory);
}

static bool equal(const struct outcome *a, const struct outcome *b) {
  return a->result == b->result && a->steps == b->steps && a->stop.end == b->stop.end &&
         a->stop.pc == b->stop.pc && memcmp(a->memory, b->memory, sizeof a->memory) == 0;
}

static uint8_t seen[EBPF_OP_COUNT];

/* True when the program touched only what it may, so that both tiers may run it. */
static bool check_program(const struct row *row, const struct text *text) {
  static _Alignas(16) uint8_t room[sizeof(struct ebpf_code) + 256 + MAX_SLOTS * sizeof(struct ebpf_op)];
  static const uint16_t stack_bytes[1] = {MBPF_EBPF_STACK_BYTES};
  static const uint8_t no_context[MAX_SLOTS / 8] = {0};
  static const struct ebpf_facts facts = {
      .stack_bytes = stack_bytes, .chain_bytes = MBPF_EBPF_STACK_BYTES, .context = no_context};
  static struct outcome checked, fused;
  uint8_t functions[EBPF_IMAGE_FUNCTION_BYTES];
  struct ebpf_image image;
  struct ebpf_grant grant = {0};
  mbpf_error error;
  if (ebpf_image_from_insns(text->insns, text->slots * 8, functions, 1, &image, &error) != MBPF_OK ||
      ebpf_decode(&image, &grant, &error) != MBPF_OK || ebpf_code_bytes(&image) > sizeof room) {
    printf("%s: not decoded: %s\n", row->name, error.message);
    exit(1);
  }
  struct ebpf_code *code = ebpf_code_build(&image, NULL, 0, 0, &facts, room);
  execute(code, MBPF_TIER_CHECKED, 2000, &checked);
  if (checked.stop.end != RUN_OK && checked.stop.end != RUN_BUDGET_STEPS)
    return false;
  uint64_t steps = checked.steps;
  for (unsigned i = 0; i < 8; i++) {
    uint64_t budget = i < 2 ? 2000 * i + steps * (1 - i) : random_below((uint32_t)steps + 2);
    execute(code, MBPF_TIER_CHECKED, budget, &checked);
    execute(code, MBPF_TIER_INTERP, budget, &fused);
    if (equal(&checked, &fused))
      continue;
    printf("%s, budget %llu: result %llx, not %llx; steps %llu, not %llu; stop %d at %u, not %d at %u\n",
           row->name, (unsigned long long)budget, (unsigned long long)fused.result,
           (unsigned long long)checked.result, (unsigned long long)fused.steps,
           (unsigned long long)checked.steps, (int)fused.stop.end, fused.stop.pc, (int)checked.stop.end,
           checked.stop.pc);
    exit(1);
  }
  for (uint32_t slot = 0; slot < code->slot_count; slot++)
    seen[code->ops[slot].code] = 1;
  return true;
}

int main(void) {
  static struct text text;
  const char *given = getenv("SEED"), *count_text = getenv("COUNT");
  uint64_t count = count_text ? strtoull(count_text, NULL, 0) : MBPF_TEST_SLOW ? 2 : 8;
  unsigned run = 0, fused = 0;
  if (given)
    seed = strtoull(given, NULL, 0);
  printf("SEED=0x%llx COUNT=%llu\n", (unsigned long long)seed, (unsigned long long)count);
  fflush(stdout);
  for (unsigned i = 0; i < ROWS; i++)
    for (uint64_t n = 0; n < count; n++) {
      make_program(&text, &rows[i]);
      run += check_program(&rows[i], &text);
    }
  for (unsigned i = 0; i < ROWS; i++) {
    fused += seen[rows[i].code];
    if (!seen[rows[i].code] && getenv("VERBOSE"))
      printf("not seen: %s\n", rows[i].name);
  }
  printf("%u programs compared; %u of %u fused operations used\n", run, fused, (unsigned)ROWS);
  return fused < ROWS / 10 * 8;
}

#endif
