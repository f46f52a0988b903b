/*
 * fuzz_insns.c: any instructions through decoder and checked tier with a small budget; and what the checked tier runs without
 * stopping must come out alike in the interp tier, built as unverified and as verified code: result, steps, memory, packet.
 *
 * byte 0: bit 0 repairs the instructions, so that most decode; bit 1 gives a context. Then 8 bytes of memory, then instructions.
 */
#include "ebpf/decode.h"
#include "ebpf/run.h"
#include "hook/types.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
  MAX_SLOTS = 256,
  MAX_FUNCTIONS = 16,
  MEMORY_BYTES = 64,
  MAX_STEPS = 3000,
  MAPS = 4,
  PACKET_ROOM = 256
};

static const struct mbpf_map_def map_defs[MAPS] = {
    {.type = MBPF_MAP_ARRAY, .key_bytes = 4, .value_bytes = 16, .max_entries = 2},
    {.type = MBPF_MAP_HASH, .key_bytes = 8, .value_bytes = 12, .max_entries = 3},
    {.type = MBPF_MAP_RINGBUF, .max_entries = 4096},
    {.type = MBPF_MAP_QUEUE, .value_bytes = 8, .max_entries = 2},
};

/* Everything a run touches lies at the same addresses each time, so that even leaked addresses compare equal. */
static struct {
  struct map maps[MAPS];
  struct map *table[MAPS];
  void *storage[MAPS];
  _Alignas(16) uint8_t code[sizeof(struct ebpf_code) + 1024 + MAX_SLOTS * sizeof(struct ebpf_op)];
  _Alignas(16) uint8_t stack[(MBPF_EBPF_MAX_FRAMES + 1) * MBPF_EBPF_STACK_BYTES];
  _Alignas(16) uint8_t memory[MEMORY_BYTES];
  uint8_t packet[3 * PACKET_ROOM];
  struct run_context context;
  struct mbpf_net_ctx host;
} arena;

struct outcome {
  uint64_t result, steps;
  struct run_stop stop;
  uint8_t memory[MEMORY_BYTES];
  uint8_t packet[3 * PACKET_ROOM];
};

static uint64_t fixed(void *user) {
  (void)user;
  return 0x123456789abcdef0u;
}

static const struct mbpf_port port = {.cpu_count = 1, .now_ns = fixed, .random = fixed};

/* Turns eight bytes into an instruction that probably decodes at slot of slots. */
static void repair(uint8_t *at, uint32_t slot, uint32_t slots) {
  enum isa_op op = (enum isa_op)(at[0] % ISA_COUNT);
  const struct isa_row *row = &isa_table[op];
  struct ebpf_insn insn = isa_load(at);
  insn.opcode = row->opcode;
  insn.dst =
      (uint8_t)(row->operands & OPERAND_DST ? insn.dst % ((row->operands & OPERAND_WRITES_DST) ? 10 : 11)
                                            : 0);
  insn.src =
      (uint8_t)(row->operands & OPERAND_SRC ? insn.src % ((row->operands & OPERAND_WRITES_SRC) ? 10 : 11)
                                            : row->src);
  if (!(row->operands & OPERAND_OFF))
    insn.off = row->off;
  else if (row->operands & OPERAND_JUMP_OFF)
    insn.off = (int16_t)((int)((uint16_t)insn.off % slots) - (int)slot - 1);
  else
    insn.off = (int16_t)(insn.off % 24 - (insn.dst == EBPF_FP || insn.src == EBPF_FP ? 24 : 0));
  if (!(row->operands & OPERAND_IMM))
    insn.imm = row->imm;
  else if ((row->operands & OPERAND_JUMP_IMM) || op == ISA_CALL_LOCAL || op == ISA_LDDW_CODE)
    insn.imm = (int32_t)((uint32_t)insn.imm % slots) - (int32_t)slot - 1;
  else if (op == ISA_LDDW_MAP || op == ISA_LDDW_VALUE)
    insn.imm = insn.imm & 3;
  else if (op == ISA_CALL_HELPER)
    insn.imm = insn.imm & 255;
  isa_store(at, &insn);
}

static void repair_all(uint8_t *insns, uint32_t slots) {
  for (uint32_t slot = 0; slot < slots; slot++) {
    repair(insns + slot * 8, slot, slots);
    struct ebpf_insn insn = isa_load(insns + slot * 8);
    if (insn.opcode != isa_table[ISA_LDDW].opcode)
      continue;
    if (slot + 1 < slots) {
      struct ebpf_insn second = {.imm = insn.src ? 0 : isa_load(insns + slot * 8 + 8).imm};
      isa_store(insns + slot * 8 + 8, &second);
    }
    slot++;
  }
  isa_store(insns + (slots - 1) * 8, &(struct ebpf_insn){.opcode = isa_table[ISA_EXIT].opcode});
}

static void make_maps(void) {
  for (uint32_t i = 0; i < MAPS; i++) {
    struct mbpf_map_def def = map_defs[i];
    size_t bytes;
    if (map_check(&def, NULL) != MBPF_OK || !map_measure(&def, 1, &bytes))
      abort();
    if (!arena.storage[i])
      arena.storage[i] = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    map_init(&arena.maps[i], &def, 1, 7, arena.storage[i]);
    arena.table[i] = &arena.maps[i];
  }
}

static void execute(const struct ebpf_image *image, const struct ebpf_facts *facts, enum mbpf_tier tier,
                    bool context, const uint8_t *memory, struct outcome *outcome) {
  make_maps();
  if (ebpf_code_bytes(image) > sizeof arena.code || ebpf_code_stack_bytes(image) > sizeof arena.stack)
    abort();
  struct ebpf_code *code =
      ebpf_code_build(image, arena.table, MAPS, ~(uint32_t)MBPF_CAP_LOG, facts, arena.code);
  struct ebpf_region region = {arena.memory, MEMORY_BYTES, true};
  struct ebpf_entry entry = ebpf_entry_make(code, 0, context ? &xdp_view : NULL);
  code->regions = &region;
  code->region_count = 1;
  memset(arena.memory, 0, sizeof arena.memory);
  memcpy(arena.memory, memory, 8);
  memset(arena.packet, 0, sizeof arena.packet);
  memcpy(arena.packet + PACKET_ROOM, memory, 8);
  memset(arena.stack, 0, sizeof arena.stack);
  arena.host = (struct mbpf_net_ctx){.abi_version = 1, .ifindex = 3};
  arena.context = (struct run_context){.host = &arena.host,
                                       .data = arena.packet + PACKET_ROOM,
                                       .data_meta = arena.packet + PACKET_ROOM,
                                       .data_end = arena.packet + PACKET_ROOM + 60,
                                       .hard_start = arena.packet,
                                       .hard_end = arena.packet + sizeof arena.packet};
  struct run run = {
      .port = &port, .context = context ? &arena.context : NULL, .max_steps = MAX_STEPS, .helpers_left = 100};
  memset(outcome, 0, sizeof *outcome);
  outcome->result =
      ebpf_run(&entry, tier, &run, context ? (uintptr_t)&arena.context : (uintptr_t)arena.memory,
               context ? 0 : MEMORY_BYTES, arena.stack);
  outcome->steps = run.steps_used;
  outcome->stop = run.stop;
  memcpy(outcome->memory, arena.memory, sizeof arena.memory);
  memcpy(outcome->packet, arena.packet, sizeof arena.packet);
}

static void compare(const struct outcome *a, const struct outcome *b) {
  if (a->result != b->result || a->steps != b->steps || a->stop.end != b->stop.end ||
      a->stop.pc != b->stop.pc || memcmp(a->memory, b->memory, sizeof a->memory) != 0 ||
      memcmp(a->packet, b->packet, sizeof a->packet) != 0)
    abort();
}

/* Ended in a way a tier without checks may follow? callx it cannot. */
static bool may_compare(const struct ebpf_image *image, const struct outcome *outcome) {
  for (uint32_t slot = 0; slot < image->slot_count; slot++)
    if (ebpf_image_insn(image, slot).opcode == isa_table[ISA_CALL_REG].opcode)
      return false;
  enum run_end end = outcome->stop.end;
  return end == RUN_OK || end == RUN_BUDGET_STEPS || end == RUN_BUDGET_HELPERS;
}

/* Does the code call itself or give a function to a helper? */
static bool has_frames(const struct ebpf_image *image) {
  for (uint32_t slot = 0; slot < image->slot_count; slot++) {
    struct ebpf_insn insn = ebpf_image_insn(image, slot);
    enum isa_op op = isa_find(&insn);
    if (op == ISA_CALL_LOCAL || op == ISA_LDDW_CODE)
      return true;
  }
  return false;
}

static void run_all(const struct ebpf_image *image, bool context, const uint8_t *memory) {
  static struct outcome checked, other;
  static const uint8_t all_context[MAX_SLOTS / 8] = {0};
  uint16_t stack_bytes[MAX_FUNCTIONS];
  for (unsigned i = 0; i < MAX_FUNCTIONS; i++)
    stack_bytes[i] = MBPF_EBPF_STACK_BYTES;
  struct ebpf_facts facts = {
      .stack_bytes = stack_bytes, .chain_bytes = ebpf_code_stack_bytes(image), .context = all_context};
  execute(image, NULL, MBPF_TIER_CHECKED, context, memory, &checked);
  if (checked.steps > MAX_STEPS)
    abort();
  if (!may_compare(image, &checked))
    return;
  execute(image, NULL, MBPF_TIER_INTERP, context, memory, &other);
  compare(&checked, &other);
  /* Without context loads and without calls, whose windows verified code does not clear, the verified form must agree, too. */
  if (context || has_frames(image))
    return;
  execute(image, &facts, MBPF_TIER_INTERP, context, memory, &other);
  compare(&checked, &other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint8_t insns[MAX_SLOTS * 8], functions[MAX_FUNCTIONS * EBPF_IMAGE_FUNCTION_BYTES];
  struct ebpf_image image;
  mbpf_error error;
  if (size < 17)
    return 0;
  uint32_t slots = (uint32_t)((size - 9) / 8 < MAX_SLOTS ? (size - 9) / 8 : MAX_SLOTS);
  memcpy(insns, data + 9, slots * 8);
  if (data[0] & 1)
    repair_all(insns, slots);
  struct ebpf_grant grant = {.capabilities = ~(uint32_t)MBPF_CAP_LOG,
                             .map_count = MAPS,
                             .maps = map_defs,
                             .map_stride = sizeof map_defs[0],
                             .call_reg = true};
  if (ebpf_image_from_insns(insns, slots * 8, functions, MAX_FUNCTIONS, &image, &error) == MBPF_OK &&
      ebpf_decode(&image, &grant, &error) == MBPF_OK)
    run_all(&image, (data[0] & 2) != 0, data + 1);
  return 0;
}
