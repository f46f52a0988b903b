/* Assembler and disassembler are inverse for every row of the table, whatever the operands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "ebpf/asm.h"
#include "ebpf/disasm.h"
#include "helper/helper.h"

static uint64_t seed = 0x9e3779b97f4a7c15u;

static uint64_t next_random(void) {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return seed * 0x2545f4914f6cdd1du;
}

/* Random bits, often at an edge of the range. */
static uint32_t random_word(void) {
  static const uint32_t edges[] = {0, 1, 2, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff};
  uint64_t bits = next_random();
  return bits & 1 ? (uint32_t)(bits >> 32) : edges[(bits >> 8) % (sizeof edges / sizeof *edges)];
}

static struct ebpf_insn random_insn(enum isa_op op) {
  const struct isa_row *row = &isa_table[op];
  struct ebpf_insn insn = {.opcode = row->opcode, .src = row->src, .off = row->off, .imm = row->imm};
  if (row->operands & OPERAND_DST)
    insn.dst = (uint8_t)(next_random() % EBPF_REGISTERS);
  if (row->operands & OPERAND_SRC)
    insn.src = (uint8_t)(next_random() % EBPF_REGISTERS);
  if (row->operands & OPERAND_OFF)
    insn.off = (int16_t)random_word();
  if (row->operands & OPERAND_IMM)
    insn.imm = (int32_t)random_word();
  return insn;
}

/* The upper immediate of a wide instruction, as far as its text shows it. */
static uint32_t random_upper(enum isa_op op) {
  return op == ISA_LDDW || op == ISA_LDDW_VALUE ? random_word() : 0;
}

static void round_trip(enum isa_op op) {
  uint8_t code[16] = {0}, again[16] = {0};
  char buffer[128];
  struct text text;
  struct ebpf_image image = {.insns = code, .slot_count = 2, .function_count = 1};
  struct ebpf_insn insn = random_insn(op);
  mbpf_error error = {0};
  uint32_t slots;
  isa_store(code, &insn);
  isa_store(code + 8, &(struct ebpf_insn){.imm = (int32_t)random_upper(op)});
  text_init(&text, buffer, sizeof buffer);
  uint32_t expected = ebpf_disasm(&text, &image, 0);
  assert_int_equal(expected, (isa_table[op].operands & OPERAND_WIDE) ? 2 : 1);
  if (ebpf_assemble(buffer, text.length, again, 2, &slots, &error) != MBPF_OK)
    fail_msg("%s: %s", isa_name(op), error.message);
  assert_int_equal(slots, expected);
  if (memcmp(code, again, expected * 8) != 0)
    fail_msg("%s: `%s` assembles to something else", isa_name(op), buffer);
}

static void every_instruction_survives_the_round_trip(void **state) {
  (void)state;
  for (unsigned op = 0; op < ISA_COUNT; op++)
    for (unsigned i = 0; i < 300; i++)
      round_trip((enum isa_op)op);
}

static void helper_calls_show_names(void **state) {
  uint32_t count;
  const struct helper *table = helper_table(&count);
  (void)state;
  for (uint32_t i = 0; i < count; i++) {
    uint8_t code[8], again[8];
    char buffer[128];
    struct text text;
    struct ebpf_image image = {.insns = code, .slot_count = 1, .function_count = 1};
    uint32_t slots;
    isa_store(code, &(struct ebpf_insn){.opcode = 0x85, .imm = (int32_t)table[i].id});
    text_init(&text, buffer, sizeof buffer);
    ebpf_disasm(&text, &image, 0);
    assert_non_null(strstr(buffer, table[i].name));
    assert_int_equal(ebpf_assemble(buffer, text.length, again, 1, &slots, NULL), MBPF_OK);
    assert_memory_equal(code, again, 8);
  }
}

static void spaces_comments_and_labels(void **state) {
  static const char source[] = "  start:   # here\n"
                               "\tr1   +=5 ; five\n"
                               "if r1s<  100 goto start\n"
                               "\n"
                               "call  function\n"
                               "goto end\n"
                               "end: ; label\n"
                               "exit\n"
                               "function:\n"
                               "exit";
  static const char plain[] = "r1 += 5\nif r1 s< 100 goto -2\ncall pc+2\ngoto +0\nexit\nexit\n";
  uint8_t code[64], expected[64];
  uint32_t slots, expected_slots;
  (void)state;
  assert_int_equal(ebpf_assemble(source, strlen(source), code, 8, &slots, NULL), MBPF_OK);
  assert_int_equal(ebpf_assemble(plain, strlen(plain), expected, 8, &expected_slots, NULL), MBPF_OK);
  assert_int_equal(slots, 6);
  assert_int_equal(expected_slots, 6);
  assert_memory_equal(code, expected, 48);
}

static void refusals_name_the_line(void **state) {
  static const char *const bad[] = {"r1 += ",          "r16 = 1",
                                    "r1 = r2 r3",      "if r1 > 2 goto nowhere",
                                    "r1 = 0x",         "frobnicate",
                                    "goto +40000",     "*(u8 *)(r1 + 32768) = 1",
                                    "r1 = 4294967296", "r1 = 0x10000000000000000 ll",
                                    "w1 = -r1"};
  uint8_t code[64];
  uint32_t slots;
  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    char source[128];
    mbpf_error error = {0};
    snprintf(source, sizeof source, "exit\n%s\nexit\n", bad[i]);
    assert_int_equal(ebpf_assemble(source, strlen(source), code, 8, &slots, &error), MBPF_INVALID_BYTECODE);
    assert_memory_equal(error.message, "line 2: cannot assemble `", 25);
  }
}

static void a_full_buffer_is_an_error(void **state) {
  uint8_t code[16];
  uint32_t slots;
  (void)state;
  assert_int_equal(ebpf_assemble("exit\nexit\nexit", 14, code, 2, &slots, NULL), MBPF_INVALID_BYTECODE);
  assert_int_equal(ebpf_assemble("exit\nr1 = 1 ll", 14, code, 2, &slots, NULL), MBPF_INVALID_BYTECODE);
}

int main(void) {
  const char *given = getenv("SEED");
  if (given)
    seed = strtoull(given, NULL, 0);
  printf("SEED=0x%llx\n", (unsigned long long)seed);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_instruction_survives_the_round_trip),
      cmocka_unit_test(helper_calls_show_names),
      cmocka_unit_test(spaces_comments_and_labels),
      cmocka_unit_test(refusals_name_the_line),
      cmocka_unit_test(a_full_buffer_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
