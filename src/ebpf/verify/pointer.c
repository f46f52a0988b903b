/* Arithmetic on pointers: differences, parts of packet addresses, moves. */
#include "ebpf/verify/form.h"

static enum step pointer_difference(struct machine *m, const struct value *a, const struct value *b) {
  struct value *out = &m->s->reg[m->insn.dst];
  struct form position = form_of(b);
  struct scalar whole = scalar_between(m->s->packet_bytes, MBPF_MAX_PACKET_BYTES, 64);
  if (a->kind == VALUE_PACKET_END && b->kind == VALUE_PACKET) {
    struct value v = value_scalar(scalar_alu(ALU_SUB, &whole, &b->number, false, 64));
    struct scalar least = scalar_constant((uint64_t)(int64_t)b->extent, 64);
    if (b->extent >= 0)
      (void)scalar_assume(CMP_SLE, &least, &v.number, false, 64);
    v.gap = position.known && fits32(position.delta);
    if (v.gap) {
      v.id = position.id;
      v.scale = (int32_t)position.scale;
      v.delta = (int32_t)position.delta;
    }
    *out = v;
    return STEP_NEXT;
  }
  if (a->kind == VALUE_PACKET && b->kind == VALUE_PACKET_END) {
    *out = value_scalar(scalar_alu(ALU_SUB, &a->number, &whole, false, 64));
    return STEP_NEXT;
  }
  if (a->kind == b->kind && (a->kind == VALUE_PACKET || (a->kind == VALUE_STACK && a->frame == b->frame))) {
    struct value x = *a, y = *b;
    x.kind = y.kind = VALUE_SCALAR;
    x.extent = y.extent = 0;
    x.frame = 0;
    value_add(m, out, &x, &y, true, false);
    return STEP_NEXT;
  }
  return transfer_fail(m, VERIFY_POINTER_ARITHMETIC, "the difference of %s and %s says nothing",
                       value_kind_text[a->kind], value_kind_text[b->kind]);
}

/* Frames start at multiples of 16: or-ing a number into zero bits of an address below that is addition. */
static bool or_is_addition(const struct value *p, const struct value *v) {
  uint64_t maybe = v->number.bits.value | v->number.bits.mask;
  return p->kind == VALUE_STACK && maybe < 16 && ((p->number.bits.value | p->number.bits.mask) & maybe) == 0;
}

enum { ADDRESS_COMPLEMENT = 0x100 };

bool is_packet_address(unsigned kind) {
  return kind == VALUE_PACKET || kind == VALUE_META || kind == VALUE_PACKET_END;
}

struct value part_of_address(const struct value *p, uint32_t flags) {
  struct value v = *p;
  v.kind = VALUE_LOW_HALF;
  v.aux = p->kind | flags;
  v.extent = 0;
  value_clear_ahead(&v);
  return v;
}

/* The pointer whose low half v is; any other value is itself. */
static struct value whole_address(const struct value *v) {
  struct value p = *v;
  if (v->kind == VALUE_LOW_HALF && is_packet_address(v->aux)) {
    p.kind = (uint8_t)v->aux;
    p.aux = 0;
    p.extent = p.kind == VALUE_PACKET || p.kind == VALUE_META ? EXTENT_NONE : 0;
  }
  return p;
}

/* ~p + end == end - p - 1. */
static enum step complement_difference(struct machine *m, const struct value *complement,
                                       const struct value *end) {
  struct value p = *complement, one = value_constant(1), difference;
  p.kind = VALUE_PACKET;
  p.aux = 0;
  p.extent = EXTENT_NONE;
  if (pointer_difference(m, end, &p) == STEP_FAIL)
    return STEP_FAIL;
  difference = m->s->reg[m->insn.dst];
  value_add(m, &m->s->reg[m->insn.dst], &difference, &one, true, false);
  return STEP_NEXT;
}

enum step transfer_pointer_alu(struct machine *m, enum alu op, bool narrow, const struct value *from,
                               const struct value *by) {
  struct value *out = &m->s->reg[m->insn.dst];
  struct value low_from = narrow ? whole_address(from) : *from, low_by = narrow ? whole_address(by) : *by;
  const struct value *a = &low_from, *b = &low_by;
  const struct value *p = a->kind != VALUE_SCALAR ? a : b, *v = a->kind != VALUE_SCALAR ? b : a;
  if (value_is_or_null(a) || value_is_or_null(b))
    return transfer_fail(m, VERIFY_NULL_CHECK,
                         "arithmetic on a pointer that may be NULL: its NULL would no longer be recognised");
  if (narrow && op == ALU_SUB && a->kind != VALUE_SCALAR &&
      b->kind != VALUE_SCALAR) { /* the low half of a difference */
    if (pointer_difference(m, a, b) == STEP_FAIL)
      return STEP_FAIL;
    if (range_umax(out->number.full, 64) > UINT32_MAX)
      *out = value_scalar(scalar_truncate(&out->number, 32, 64));
    return STEP_NEXT;
  }
  if (narrow)
    return transfer_fail(m, VERIFY_POINTER_ARITHMETIC, "32-bit arithmetic cuts off %s",
                         value_kind_text[p->kind]);
  if (op == ALU_XOR && a->kind == VALUE_PACKET && value_is_constant(v) &&
      v->number.bits.value == UINT64_MAX) {
    *out = part_of_address(a, ADDRESS_COMPLEMENT);
    return STEP_NEXT;
  }
  if (op == ALU_ADD && a->kind == VALUE_LOW_HALF && a->aux == (VALUE_PACKET | ADDRESS_COMPLEMENT) &&
      b->kind == VALUE_PACKET_END)
    return complement_difference(m, a, b);
  if (op == ALU_ADD && b->kind == VALUE_LOW_HALF && b->aux == (VALUE_PACKET | ADDRESS_COMPLEMENT) &&
      a->kind == VALUE_PACKET_END)
    return complement_difference(m, b, a);
  if (a->kind != VALUE_SCALAR && b->kind != VALUE_SCALAR)
    return op == ALU_SUB ? pointer_difference(m, a, b)
                         : transfer_fail(m, VERIFY_POINTER_ARITHMETIC, "two pointers can only be subtracted");
  if (!value_kind_is_movable(p->kind))
    return transfer_fail(m, VERIFY_POINTER_ARITHMETIC, "%s cannot be moved", value_kind_text[p->kind]);
  if (op == ALU_ADD || (op == ALU_OR && or_is_addition(p, v))) {
    value_add(m, out, p, v, false, false);
    return STEP_NEXT;
  }
  if (op == ALU_SUB && p == a) {
    value_add(m, out, p, v, true, false);
    return STEP_NEXT;
  }
  return transfer_fail(m, VERIFY_POINTER_ARITHMETIC,
                       "this operation on %s gives neither a pointer nor a number", value_kind_text[p->kind]);
}
