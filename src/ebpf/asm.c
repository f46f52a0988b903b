/*
 * Matching lines against the text patterns of isa.def: the first row whose pattern takes a whole line is the instruction. Two
 * passes, since labels may come after their use. Bottom-up: characters, operands, one line, a pass.
 */
#include "ebpf/asm.h"

#include "base/error.h"
#include "ebpf/disasm.h"
#include "helper/helper.h"

#include <string.h>

#if MBPF_WITH_DISASM

struct label {
  const char *name;
  size_t length;
  uint32_t slot;
};

struct assembler {
  const char *end; /* of the source */
  unsigned line;
  uint32_t slot;
  bool final; /* second pass: all labels are known */
  uint32_t label_count;
  struct label labels[EBPF_ASM_MAX_LABELS];
};

/* What is being matched. */
struct cursor {
  const char *at;
  const char *end; /* of the line, without comment */
};

/* --- characters --- */

static bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}
static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
static bool is_name(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
}

static void skip_spaces(struct cursor *c) {
  while (c->at < c->end && is_space(*c->at))
    c->at++;
}

static bool take(struct cursor *c, char wanted) {
  skip_spaces(c);
  if (c->at == c->end || *c->at != wanted)
    return false;
  c->at++;
  return true;
}

static int digit_value(char c) {
  if (is_digit(c))
    return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

/* Decimal or 0x; false when there is none or it exceeds 64 bits. */
static bool take_magnitude(struct cursor *c, uint64_t *value) {
  unsigned base = 10;
  skip_spaces(c);
  if (c->end - c->at > 2 && c->at[0] == '0' && (c->at[1] | 0x20) == 'x') {
    base = 16;
    c->at += 2;
  }
  const char *first = c->at;
  for (*value = 0; c->at < c->end && digit_value(*c->at) < (int)base; c->at++) {
    uint64_t digit = (uint64_t)digit_value(*c->at);
    if (*value > (UINT64_MAX - digit) / base)
      return false;
    *value = *value * base + digit;
  }
  return c->at > first && (c->at == c->end || !is_name(*c->at));
}

/* With an optional sign; `sign` demands one. */
static bool take_number(struct cursor *c, bool sign, int64_t *value) {
  uint64_t magnitude;
  bool negative = take(c, '-');
  if (!negative && !take(c, '+') && sign)
    return false;
  if (!take_magnitude(c, &magnitude) || magnitude > (uint64_t)1 << 63)
    return false;
  *value = (int64_t)(negative ? 0 - magnitude : magnitude);
  return true;
}

static bool take_range(struct cursor *c, bool sign, int64_t least, int64_t most, int64_t *value) {
  return take_number(c, sign, value) && *value >= least && *value <= most;
}

static bool take_name(struct cursor *c, const char **name, size_t *length) {
  skip_spaces(c);
  *name = c->at;
  while (c->at < c->end && is_name(*c->at))
    c->at++;
  *length = (size_t)(c->at - *name);
  return *length > 0 && !is_digit(**name);
}

/* --- operands --- */

static bool take_register(struct cursor *c, uint8_t *number) {
  if (c->at == c->end || !is_digit(*c->at))
    return false;
  *number = (uint8_t)(*c->at++ - '0');
  if (*number == 1 && c->at < c->end && is_digit(*c->at))
    *number = (uint8_t)(10 + *c->at++ - '0');
  return *number <= 15; /* what the encoding can hold */
}

/* A distance by number after prefix, or by label. */
static bool take_distance(const struct assembler *a, struct cursor *c, bool pc, int64_t *distance) {
  struct cursor start = *c;
  const char *name;
  size_t length;
  if ((!pc || (take(c, 'p') && take(c, 'c'))) && take_range(c, true, INT32_MIN, INT32_MAX, distance))
    return true;
  *c = start;
  *distance = 0;
  if (!take_name(c, &name, &length))
    return false;
  for (uint32_t i = 0; i < a->label_count; i++)
    if (a->labels[i].length == length && memcmp(a->labels[i].name, name, length) == 0) {
      *distance = (int64_t)a->labels[i].slot - a->slot - 1;
      return true;
    }
  return !a->final;
}

static bool take_helper(struct cursor *c, int32_t *id) {
  const char *name;
  size_t length;
  int64_t number;
  struct cursor start = *c;
  if (take_range(c, false, INT32_MIN, UINT32_MAX, &number)) {
    *id = (int32_t)number;
    return true;
  }
  *c = start;
  if (!take_name(c, &name, &length))
    return false;
  const struct helper *helper = helper_find_name(name, (uint32_t)length);
  *id = helper ? (int32_t)helper->id : 0;
  return helper != NULL;
}

/* A register that a pattern names twice must be the same both times. */
static bool take_same_register(struct cursor *c, uint8_t *number, bool *seen) {
  uint8_t previous = *number;
  bool again = *seen;
  *seen = true;
  return take_register(c, number) && (!again || *number == previous);
}

struct match {
  struct ebpf_insn insn;
  int32_t upper; /* imm of the second slot */
  bool dst_seen, src_seen;
};

static bool take_operand(const struct assembler *a, struct cursor *c, char kind, struct match *m) {
  int64_t value = 0;
  uint64_t wide = 0;
  bool ok;
  switch (kind) {
  case 'd': return take_same_register(c, &m->insn.dst, &m->dst_seen);
  case 's': return take_same_register(c, &m->insn.src, &m->src_seen);
  case 'o':
    ok = take_range(c, true, INT16_MIN, INT16_MAX, &value);
    m->insn.off = (int16_t)value;
    return ok;
  case 'j':
    ok = take_distance(a, c, false, &value) && value >= INT16_MIN && value <= INT16_MAX;
    m->insn.off = (int16_t)value;
    return ok;
  case 'i':
  case 'a':
    ok = take_range(c, kind == 'a', INT32_MIN, kind == 'a' ? INT32_MAX : UINT32_MAX, &value);
    m->insn.imm = (int32_t)value;
    return ok;
  case 'P':
    ok = take_distance(a, c, true, &value);
    m->insn.imm = (int32_t)value;
    return ok;
  case 'I':
    ok = take(c, '-');
    if (!take_magnitude(c, &wide))
      return false;
    wide = ok ? 0 - wide : wide;
    m->insn.imm = (int32_t)(uint32_t)wide;
    m->upper = (int32_t)(uint32_t)(wide >> 32);
    return true;
  case 'n':
    ok = take_range(c, false, 0, UINT32_MAX, &value);
    m->upper = (int32_t)value;
    return ok;
  case 'c': return take_helper(c, &m->insn.imm);
  default: return take(c, kind);
  }
}

/* --- lines --- */

static bool match_row(const struct assembler *a, struct cursor c, enum isa_op op, struct match *m) {
  const struct isa_row *row = &isa_table[op];
  *m = (struct match){.insn = {.opcode = row->opcode, .src = row->src, .off = row->off, .imm = row->imm}};
  for (const char *p = ebpf_pattern(op); *p != '\0'; p++) {
    bool ok = *p == ' ' ? true : *p == '%' ? take_operand(a, &c, *++p, m) : take(&c, *p);
    if (!ok)
      return false;
  }
  skip_spaces(&c);
  return c.at == c.end;
}

static bool assemble_line(struct assembler *a, struct cursor c, uint8_t *insns, uint32_t capacity) {
  struct match m;
  for (unsigned op = 0; op < ISA_COUNT; op++) {
    if (!match_row(a, c, (enum isa_op)op, &m))
      continue;
    uint32_t slots = (isa_table[op].operands & OPERAND_WIDE) ? 2 : 1;
    if (slots > capacity - a->slot)
      return false;
    isa_store(insns + (size_t)a->slot * 8, &m.insn);
    if (slots == 2)
      isa_store(insns + (size_t)a->slot * 8 + 8, &(struct ebpf_insn){.imm = m.upper});
    a->slot += slots;
    return true;
  }
  return false;
}

static bool add_label(struct assembler *a, struct cursor c) {
  const char *name;
  size_t length;
  if (!take_name(&c, &name, &length) || !take(&c, ':') || a->label_count == EBPF_ASM_MAX_LABELS)
    return false;
  skip_spaces(&c);
  if (c.at != c.end)
    return false;
  a->labels[a->label_count++] = (struct label){name, length, a->slot};
  return true;
}

static bool is_label(struct cursor c) {
  return c.end > c.at && c.end[-1] == ':';
}

/* The line at `at`, without comment and spaces around. */
static struct cursor line_at(const char *at, const char *end) {
  struct cursor c = {at, at};
  while (c.end < end && *c.end != '\n' && *c.end != '#' && *c.end != ';')
    c.end++;
  skip_spaces(&c);
  while (c.end > c.at && is_space(c.end[-1]))
    c.end--;
  return c;
}

static bool assemble_pass(struct assembler *a, const char *source, uint8_t *insns, uint32_t capacity,
                          struct cursor *bad) {
  a->slot = 0;
  a->line = 0;
  for (const char *at = source; at < a->end; at++) {
    struct cursor c = *bad = line_at(at, a->end);
    a->line++;
    if (is_label(c) ? !a->final && !add_label(a, c) : c.at < c.end && !assemble_line(a, c, insns, capacity))
      return false;
    while (at < a->end && *at != '\n')
      at++;
  }
  return true;
}

mbpf_status ebpf_assemble(const char *source, size_t length, uint8_t *insns, uint32_t capacity,
                          uint32_t *slot_count, mbpf_error *error) {
  struct assembler a = {.end = source + length};
  struct cursor bad;
  bool ok = assemble_pass(&a, source, insns, capacity, &bad);
  a.final = true;
  if (!ok || !assemble_pass(&a, source, insns, capacity, &bad))
    return mbpf_fail(error, MBPF_INVALID_BYTECODE, "line %u: cannot assemble `%.*s`", a.line,
                     (int)(bad.end - bad.at), bad.at);
  *slot_count = a.slot;
  return MBPF_OK;
}

#else

mbpf_status ebpf_assemble(const char *source, size_t length, uint8_t *insns, uint32_t capacity,
                          uint32_t *slot_count, mbpf_error *error) {
  (void)source, (void)length, (void)insns, (void)capacity, (void)slot_count;
  return mbpf_fail(error, MBPF_UNSUPPORTED, "this build has no instruction texts (MBPF_WITH_DISASM)");
}

#endif
