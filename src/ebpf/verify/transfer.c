/* Dispatch over the instruction table; states where functions start and end; messages. */
#include "ebpf/verify/transfer.h"

#include "base/text.h"
#include "ebpf/verify/unary.h"

#include <string.h>

/* Which transfer function a row of isa.def uses, from its semantics column. */
enum family {
  FAMILY_ALU,
  FAMILY_UNARY,
  FAMILY_GOTO,
  FAMILY_GOTOL,
  FAMILY_JUMP,
  FAMILY_HELPER,
  FAMILY_LOCAL,
  FAMILY_REG,
  FAMILY_EXIT,
  FAMILY_CONSTANT,
  FAMILY_CODE,
  FAMILY_MAP,
  FAMILY_VALUE,
  FAMILY_LOAD,
  FAMILY_STORE,
  FAMILY_LOAD_SIGNED,
  FAMILY_PACKET,
  FAMILY_ATOMIC
};

enum { RULE_NARROW = 1, RULE_IMMEDIATE = 2, RULE_FETCH = 4, RULE_COMPARE = 8, RULE_SWAPPED = 16 };

struct rule {
  uint8_t family, what, bytes, flags;
};

/* Binary operators keep their name; the others are unary. */
#define OP_ADD     FAMILY_ALU, ALU_ADD
#define OP_SUB     FAMILY_ALU, ALU_SUB
#define OP_MUL     FAMILY_ALU, ALU_MUL
#define OP_DIV     FAMILY_ALU, ALU_DIV
#define OP_SDIV    FAMILY_ALU, ALU_SDIV
#define OP_MOD     FAMILY_ALU, ALU_MOD
#define OP_SMOD    FAMILY_ALU, ALU_SMOD
#define OP_OR      FAMILY_ALU, ALU_OR
#define OP_AND     FAMILY_ALU, ALU_AND
#define OP_XOR     FAMILY_ALU, ALU_XOR
#define OP_LSH     FAMILY_ALU, ALU_LSH
#define OP_RSH     FAMILY_ALU, ALU_RSH
#define OP_ARSH    FAMILY_ALU, ALU_ARSH
#define OP_NEG     FAMILY_UNARY, UNARY_NEG
#define OP_MOV     FAMILY_UNARY, UNARY_MOV
#define OP_MOVSX8  FAMILY_UNARY, UNARY_MOVSX8
#define OP_MOVSX16 FAMILY_UNARY, UNARY_MOVSX16
#define OP_MOVSX32 FAMILY_UNARY, UNARY_MOVSX32
#define OP_LE16    FAMILY_UNARY, UNARY_LE16
#define OP_LE32    FAMILY_UNARY, UNARY_LE32
#define OP_LE64    FAMILY_UNARY, UNARY_LE64
#define OP_BE16    FAMILY_UNARY, UNARY_BE16
#define OP_BE32    FAMILY_UNARY, UNARY_BE32
#define OP_BE64    FAMILY_UNARY, UNARY_BE64
#define OP_BSWAP16 FAMILY_UNARY, UNARY_BSWAP16
#define OP_BSWAP32 FAMILY_UNARY, UNARY_BSWAP32
#define OP_BSWAP64 FAMILY_UNARY, UNARY_BSWAP64

/* A jump is a comparison, perhaps with its operands swapped: a > b is b < a. */
#define IF_JEQ  CMP_EQ, 0
#define IF_JNE  CMP_NE, 0
#define IF_JSET CMP_SET, 0
#define IF_JGT  CMP_LT, RULE_SWAPPED
#define IF_JGE  CMP_LE, RULE_SWAPPED
#define IF_JLT  CMP_LT, 0
#define IF_JLE  CMP_LE, 0
#define IF_JSGT CMP_SLT, RULE_SWAPPED
#define IF_JSGE CMP_SLE, RULE_SWAPPED
#define IF_JSLT CMP_SLT, 0
#define IF_JSLE CMP_SLE, 0

#define JUMP_RULE_(compare, swapped, more) FAMILY_JUMP, compare, 0, (swapped) | (more)
#define JUMP_RULE(...)                     JUMP_RULE_(__VA_ARGS__)

#define SEM_ALU64_IMM(n)          OP_##n, 8, RULE_IMMEDIATE
#define SEM_ALU64_REG(n)          OP_##n, 8, 0
#define SEM_ALU32_IMM(n)          OP_##n, 4, RULE_IMMEDIATE | RULE_NARROW
#define SEM_ALU32_REG(n)          OP_##n, 4, RULE_NARROW
#define SEM_ALU64_ONE(n)          SEM_ALU64_IMM(n)
#define SEM_ALU32_ONE(n)          SEM_ALU32_IMM(n)
#define SEM_GOTO                  FAMILY_GOTO, 0, 0, 0
#define SEM_GOTOL                 FAMILY_GOTOL, 0, 0, 0
#define SEM_JUMP64_IMM(n)         JUMP_RULE(IF_##n, RULE_IMMEDIATE)
#define SEM_JUMP64_REG(n)         JUMP_RULE(IF_##n, 0)
#define SEM_JUMP32_IMM(n)         JUMP_RULE(IF_##n, RULE_IMMEDIATE | RULE_NARROW)
#define SEM_JUMP32_REG(n)         JUMP_RULE(IF_##n, RULE_NARROW)
#define SEM_CALL_HELPER           FAMILY_HELPER, 0, 0, 0
#define SEM_CALL_LOCAL            FAMILY_LOCAL, 0, 0, 0
#define SEM_CALL_REG              FAMILY_REG, 0, 0, 0
#define SEM_EXIT                  FAMILY_EXIT, 0, 0, 0
#define SEM_LDDW(n)               FAMILY_##n, 0, 0, 0
#define SEM_LOAD(bits)            FAMILY_LOAD, 0, (bits) / 8, 0
#define SEM_LOAD_SIGNED(bits)     FAMILY_LOAD_SIGNED, 0, (bits) / 8, 0
#define SEM_STORE_IMM(bits)       FAMILY_STORE, 0, (bits) / 8, RULE_IMMEDIATE
#define SEM_STORE_REG(bits)       FAMILY_STORE, 0, (bits) / 8, 0
#define SEM_PACKET_ABS(bits)      FAMILY_PACKET, 0, (bits) / 8, 0
#define SEM_PACKET_IND(bits)      FAMILY_PACKET, 1, (bits) / 8, 0
#define SEM_ATOMIC(bits, n)       FAMILY_ATOMIC, 0, (bits) / 8, 0
#define SEM_ATOMIC_FETCH(bits, n) FAMILY_ATOMIC, 0, (bits) / 8, RULE_FETCH
#define SEM_ATOMIC_COMPARE(bits)  FAMILY_ATOMIC, 0, (bits) / 8, RULE_FETCH | RULE_COMPARE

static const struct rule rules[ISA_COUNT] = {
#define ISA(name, opcode, operands, src, off, imm, group, text, semantics) [ISA_##name] = {semantics},
#include "ebpf/isa.def"
};

/* A register that holds nothing any more because of what was done with it is that rule's matter. */
static enum verify_class class_of_lost(const struct machine *m, unsigned reg, enum verify_class class) {
  struct value v = state_register(m->s, reg);
  if (v.kind != VALUE_UNINIT)
    return class;
  return v.aux == LOST_RELEASED ? VERIFY_REFERENCE : v.aux == LOST_PACKET_MOVED ? VERIFY_PACKET : class;
}

/* Compilers copy what they know is not used; when it is used after all, the copy is the place to look at. */
static void blame_copy(struct machine *m, unsigned reg) {
  struct value v = state_register(m->s, reg);
  if (v.kind == VALUE_UNINIT && v.number.bits.value != 0)
    m->problem->slot = (uint32_t)v.number.bits.value - 1;
}

static void note_problem(struct machine *m, enum verify_class class) {
  uint16_t operands = m->op < ISA_COUNT ? isa_table[m->op].operands : 0;
  memset(m->problem, 0, sizeof *m->problem);
  m->problem->class = class;
  m->problem->slot = m->slot;
  if (class != VERIFY_UNINIT)
    return;
  if (operands & OPERAND_DST)
    m->problem->class = class_of_lost(m, m->insn.dst, m->problem->class);
  if (operands & OPERAND_SRC)
    m->problem->class = class_of_lost(m, m->insn.src, m->problem->class);
  if (m->op == ISA_EXIT)
    blame_copy(m, 0);
  if (operands & OPERAND_DST)
    blame_copy(m, m->insn.dst);
  if (operands & OPERAND_SRC)
    blame_copy(m, m->insn.src);
}

#if MBPF_WITH_ERROR_TEXT

/* What the instruction only sets is not worth telling. */
static bool only_sets_dst(const struct machine *m) {
  const struct rule *rule = &rules[m->op];
  return rule->family == FAMILY_LOAD || rule->family == FAMILY_LOAD_SIGNED ||
         (rule->family == FAMILY_UNARY && rule->what <= UNARY_MOVSX32);
}

static void describe_operands(const struct machine *m) {
  uint16_t operands = m->op < ISA_COUNT ? isa_table[m->op].operands : 0;
  struct text text;
  if ((operands & OPERAND_DST) && only_sets_dst(m))
    operands &= (uint16_t)~OPERAND_DST;
  text_init(&text, m->problem->registers, sizeof m->problem->registers);
  if (operands & OPERAND_DST) {
    struct value v = state_register(m->s, m->insn.dst);
    text_printf(&text, "r%u is ", m->insn.dst);
    describe_value(&text, &v);
  }
  if (operands & OPERAND_SRC) {
    struct value v = state_register(m->s, m->insn.src);
    text_printf(&text, "%sr%u is ", operands & OPERAND_DST ? "; " : "", m->insn.src);
    describe_value(&text, &v);
  }
}

enum step transfer_fail(struct machine *m, enum verify_class class, const char *format, ...) {
  struct text text;
  va_list args;
  if (!m->problem)
    return STEP_FAIL;
  note_problem(m, class);
  text_init(&text, m->problem->text, sizeof m->problem->text);
  va_start(args, format);
  text_vprintf(&text, format, args);
  va_end(args);
  describe_operands(m);
  return STEP_FAIL;
}

#else

enum step transfer_fail_without_text(struct machine *m, enum verify_class class) {
  if (m->problem)
    note_problem(m, class);
  return STEP_FAIL;
}

#endif

static enum step load_constant(struct machine *m, enum family family) {
  struct value *out = &m->s->reg[m->insn.dst];
  uint32_t upper = (uint32_t)ebpf_image_insn(m->in->image, m->slot + 1).imm, low = (uint32_t)m->insn.imm;
  const struct verify_map *map = machine_map(m, low);
  uint32_t target = m->slot + 1 + low;
  if (family == FAMILY_CONSTANT) {
    *out = value_constant((uint64_t)upper << 32 | low);
    return STEP_NEXT;
  }
  if (family == FAMILY_CODE) {
    if (target >= m->in->image->slot_count ||
        ebpf_image_function(m->in->image, ebpf_image_function_at(m->in->image, target)).first_slot != target)
      return transfer_fail(m, VERIFY_UNSUPPORTED, "the address of code that is no function");
    *out = value_pointer(VALUE_FUNCTION, ebpf_image_function_at(m->in->image, target), 0);
    return STEP_NEXT;
  }
  if (!map)
    return transfer_fail(m, VERIFY_UNSUPPORTED, "there is no map %u", low);
  if (family == FAMILY_VALUE && map->def.type != MBPF_MAP_ARRAY)
    return transfer_fail(m, VERIFY_UNSUPPORTED, "the address of a value of map %u, which is no array", low);
  if (family == FAMILY_VALUE && map->def.max_entries == 0)
    return transfer_fail(m, VERIFY_UNSUPPORTED, "the address of a value of map %u, which has none", low);
  *out = value_pointer(family == FAMILY_MAP ? VALUE_MAP : VALUE_MAP_VALUE, low,
                       family == FAMILY_MAP ? 0 : upper);
  return STEP_NEXT;
}

static enum step branch(struct machine *m, const struct rule *rule) {
  struct value a = state_register(m->s, m->insn.dst), b;
  const char *problem;
  m->condition = (struct condition){.op = (enum compare)rule->what,
                                    .swapped = (rule->flags & RULE_SWAPPED) != 0,
                                    .narrow = (rule->flags & RULE_NARROW) != 0,
                                    .dst = m->insn.dst,
                                    .src = rule->flags & RULE_IMMEDIATE ? NO_REGISTER : m->insn.src,
                                    .immediate = (uint64_t)(int64_t)m->insn.imm};
  m->target = (uint32_t)((int64_t)m->next + m->insn.off);
  b = rule->flags & RULE_IMMEDIATE ? value_constant(0) : state_register(m->s, m->insn.src);
  if (a.kind == VALUE_UNINIT || b.kind == VALUE_UNINIT)
    return transfer_fail(m, VERIFY_UNINIT, "r%u is compared but holds nothing",
                         a.kind == VALUE_UNINIT ? m->insn.dst : m->insn.src);
  problem = condition_problem(m->s, &m->condition);
  if (problem)
    return transfer_fail(m, value_is_or_null(&a) || value_is_or_null(&b) ? VERIFY_NULL_CHECK : VERIFY_LEAK,
                         "%s", problem);
  return STEP_BRANCH;
}

static enum step call_local(struct machine *m) {
  uint32_t target = m->slot + 1 + (uint32_t)m->insn.imm;
  if (target >= m->in->image->slot_count)
    return transfer_fail(m, VERIFY_UNSUPPORTED, "a call outside the code");
  m->callee = ebpf_image_function_at(m->in->image, target);
  if (ebpf_image_function(m->in->image, m->callee).first_slot != target)
    return transfer_fail(m, VERIFY_UNSUPPORTED, "a call into the middle of a function");
  return STEP_CALL;
}

static void trace(const struct machine *m, uint32_t slot) {
  char line[1024];
  struct text text;
  text_init(&text, line, sizeof line);
  describe_state(&text, m->s);
  m->in->trace(m->in->trace_user, slot, line);
}

enum step transfer(struct machine *m, uint32_t slot) {
  const struct rule *rule;
  if (MBPF_WITH_ERROR_TEXT && m->in->trace)
    trace(m, slot);
  m->slot = slot;
  m->insn = ebpf_image_insn(m->in->image, slot);
  m->op = isa_find(&m->insn);
  m->access = ACCESS_NONE;
  m->moves_packet = false;
  m->tail_call = false;
  m->filled_bytes = 0;
  m->stack_needed = 0;
  if (m->op >= ISA_COUNT)
    return transfer_fail(m, VERIFY_UNSUPPORTED, "no instruction");
  rule = &rules[m->op];
  m->next = slot + (isa_table[m->op].operands & OPERAND_WIDE ? 2u : 1u);
  switch ((enum family)rule->family) {
  case FAMILY_ALU:
    return transfer_alu(m, rule->what, rule->flags & RULE_NARROW, rule->flags & RULE_IMMEDIATE);
  case FAMILY_UNARY:
    if (rule->what == UNARY_MOV && (rule->flags & RULE_IMMEDIATE)) {
      m->s->reg[m->insn.dst] =
          value_constant(rule->flags & RULE_NARROW ? (uint32_t)m->insn.imm : (uint64_t)(int64_t)m->insn.imm);
      return STEP_NEXT;
    }
    return transfer_unary(m, rule->what, rule->flags & RULE_NARROW);
  case FAMILY_GOTO: m->target = (uint32_t)((int64_t)m->next + m->insn.off); return STEP_GOTO;
  case FAMILY_GOTOL: m->target = m->next + (uint32_t)m->insn.imm; return STEP_GOTO;
  case FAMILY_JUMP: return branch(m, rule);
  case FAMILY_HELPER: return transfer_helper(m);
  case FAMILY_LOCAL: return call_local(m);
  case FAMILY_REG: return transfer_fail(m, VERIFY_UNSUPPORTED, "calls through a register are not supported");
  case FAMILY_EXIT: return STEP_EXIT;
  case FAMILY_CONSTANT:
  case FAMILY_CODE:
  case FAMILY_MAP:
  case FAMILY_VALUE: return load_constant(m, (enum family)rule->family);
  case FAMILY_LOAD: return transfer_load(m, rule->bytes, false);
  case FAMILY_LOAD_SIGNED: return transfer_load(m, rule->bytes, true);
  case FAMILY_STORE: return transfer_store(m, rule->bytes, rule->flags & RULE_IMMEDIATE);
  case FAMILY_PACKET: return transfer_packet_load(m, rule->bytes, rule->what != 0);
  case FAMILY_ATOMIC:
    return transfer_atomic(m, rule->bytes, rule->flags & RULE_FETCH, rule->flags & RULE_COMPARE);
  }
  return transfer_fail(m, VERIFY_UNSUPPORTED, "no transfer function");
}

/* --- functions --- */

void transfer_entry_state(struct state *s, uint32_t frame_bytes) {
  state_init(s, frame_bytes);
  state_touch_nothing(s);
  s->reg[1] = value_pointer(VALUE_CONTEXT, 0, 0);
}

bool transfer_shares_stack(const struct state *s) {
  for (unsigned i = 1; i <= 5; i++)
    if (s->reg[i].kind == VALUE_STACK)
      return true;
  return false;
}

static void drop_ahead(struct value *v, void *user) {
  (void)user;
  value_clear_ahead(v);
}

void transfer_enter(const struct state *s, bool shares_stack, uint32_t frame_bytes, struct state *callee) {
  state_copy(callee, s);
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (i == 0 || i > 5)
      callee->reg[i] = value_uninit(LOST_NEVER);
  for (uint32_t i = 0, end = state_slot_count(s); !shares_stack && i < end; i++)
    state_clear_slot(callee, i);
  if (!shares_stack) {
    memset(callee->frame_slots, 0, sizeof callee->frame_slots);
    callee->frames = 0;
  }
  callee->foreign = (uint8_t)(s->held | s->foreign);
  if (callee->frames < MBPF_EBPF_MAX_FRAMES)
    callee->frame_slots[callee->frames++] = (uint8_t)(frame_bytes / 8);
  if (state_slot_count(callee) <= STACK_SLOTS)
    state_touch_nothing(callee);
  memset(callee->direction, 0, sizeof callee->direction);
  state_each(callee, drop_ahead, NULL);
}

bool transfer_exit(struct machine *m, bool is_entry, bool is_callback) {
  const struct value *r0 = &m->s->reg[0];
  bool copied_nothing = r0->kind == VALUE_UNINIT && r0->number.bits.value != 0;
  if (is_entry || is_callback || copied_nothing) {
    if (r0->kind != VALUE_SCALAR) {
      transfer_fail(m, r0->kind == VALUE_UNINIT ? VERIFY_UNINIT : VERIFY_LEAK, "r0, the result, is %s",
                    value_kind_text[r0->kind]);
      return false;
    }
  }
  if (is_entry && m->s->held != 0) {
    transfer_fail(m, VERIFY_REFERENCE,
                  "the program ends with a reserved record neither submitted nor discarded");
    return false;
  }
  if (r0->kind == VALUE_STACK && r0->frame + 1u == m->s->frames) {
    transfer_fail(m, VERIFY_LEAK, "a function returns a pointer to its own stack");
    return false;
  }
  return true;
}
