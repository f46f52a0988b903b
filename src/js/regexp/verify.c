/* verify.c: which byte strings are regular expression programs that the matcher can run without looking again. One pass.
 *
 * Targets nest, as groups do: each lies inside the piece of program that the innermost open one ends. So each is met in
 * turn, and met at the start of an instruction. */
#include "js/regexp/op.h"
#include "js/regexp/regexp.h"
#include "js/unicode.h"

/* A group opens at most the end of its alternative, of all of them, of its loop and of its look-ahead. */
enum { OPEN_MAX = 4 * (JS_REGEXP_NESTING_MAX + 1) };

struct checker {
  const uint8_t *program;
  unsigned bounds, registers; /* the first so many registers are bounds of groups */
  unsigned top;
  struct {
    uint16_t at, owner; /* a target ahead, and the instruction that has it */
  } open[OPEN_MAX];
};

static const uint8_t sizes[] = {JS_REGEXP_OPS(JS_REGEXP_SIZE_OF)};

static bool open_target(struct checker *c, unsigned pc, unsigned to) {
  if (to <= pc || to > c->open[c->top].at || c->top == OPEN_MAX - 1)
    return false;
  c->top++;
  c->open[c->top].at = (uint16_t)to;
  c->open[c->top].owner = (uint16_t)pc;
  return true;
}

static bool takes_character(unsigned op) {
  return op == OP_LITERAL || op == OP_LETTER || op == OP_ANY || op == OP_ALL || op == OP_SET;
}

/* Registers of loops and look-aheads lie behind the bounds of groups. */
static bool is_counter(const struct checker *c, const uint8_t *operand, unsigned count) {
  unsigned first = op_read16(operand);
  return first >= c->bounds && first + count <= c->registers;
}

/* The instruction of `size` bytes at pc: its operands and where it leads. */
static bool instruction_ok(struct checker *c, unsigned pc, unsigned size) {
  const uint8_t *op = c->program + pc;
  switch (*op) {
  case OP_MATCH: return false; /* not before the end */
  case OP_LITERAL: return js_wtf8_valid(op + SIZE_LITERAL, op[1]);
  case OP_SAVE: return op_read16(op + 1) < c->bounds;
  case OP_BACK:
  case OP_BACK_FOLD: return 2 * op_read16(op + 1) < c->bounds;
  case OP_REPEAT_GREEDY:
  case OP_REPEAT_LAZY: return takes_character(op[size]);
  case OP_LOOP_BEGIN: return is_counter(c, op + 1, 2);
  case OP_LOOP:
    return is_counter(c, op + LOOP_REGISTER, 2) &&
           op_read16(op + LOOP_UNSET) + op_read16(op + LOOP_UNSET + 2) <= c->bounds &&
           open_target(c, pc, op_target(op + LOOP_EXIT, pc));
  case OP_LOOK:
    return is_counter(c, op + LOOK_REGISTER, 1) && open_target(c, pc, op_target(op + LOOK_END, pc));
  case OP_SPLIT: return open_target(c, pc, op_target(op + 1, pc));
  case OP_JUMP: /* ends an alternative; the jumps of a group have one target */
    if (c->top == 0 || c->open[c->top].at != pc + size)
      return false;
    c->top--;
    return c->open[c->top].at == op_target(op + 1, pc) || open_target(c, pc, op_target(op + 1, pc));
  case OP_LOOP_NEXT:
  case OP_LOOK_DONE: {
    unsigned owner = c->open[c->top].owner;
    return c->open[c->top].at == pc + size && owner == op_target(op + 1, pc) &&
           c->program[owner] == (*op == OP_LOOP_NEXT ? OP_LOOP : OP_LOOK);
  }
  default: return true;
  }
}

bool js_regexp_verify(const uint8_t *program, size_t bytes) {
  struct checker c = {.program = program, .top = 0};
  unsigned pc = HEADER_SIZE, end = (unsigned)bytes - 1;
  if (bytes <= HEADER_SIZE || bytes > JS_REGEXP_PROGRAM_MAX || program[end] != OP_MATCH)
    return false;
  c.bounds = 2 * op_read16(program + HEADER_GROUPS);
  c.registers = op_read16(program + HEADER_REGISTERS);
  if (c.bounds == 0 || c.bounds > c.registers)
    return false;
  c.open[0].at = (uint16_t)end;
  c.open[0].owner = HEADER_FLAGS;
  while (pc < end) {
    unsigned op = program[pc], size = op < OP_COUNT ? sizes[op] : OP_TOO_LONG;
    if (size > end - pc)
      return false;
    size += op == OP_LITERAL ? program[pc + 1]
            : op == OP_SET   ? op_read16(program + pc + SET_COUNT) * SET_RANGE_SIZE
                             : 0;
    if (size > end - pc || !instruction_ok(&c, pc, size))
      return false;
    pc += size;
    if (pc > c.open[c.top].at)
      return false;
    while (c.top > 0 && c.open[c.top].at == pc)
      c.top--;
  }
  return true;
}
