/* Reading a proof in place. */
#include "ebpf/verify/proof.h"

#include "base/bytes.h"
#include "base/checked.h"

bool proof_open(const void *at, size_t bytes, uint32_t slots, struct proof *p) {
  uint64_t end = PROOF_HEADER_BYTES;
  *p = (struct proof){.at = at, .slots = slots};
  if (bytes < PROOF_HEADER_BYTES || bytes > UINT32_MAX || load_le32(p->at) != PROOF_VERSION ||
      load_le32(p->at + 4) != bytes || load_le32(p->at + 8) != slots)
    return false;
  p->bytes = (uint32_t)bytes;
  p->contexts = load_le32(p->at + 12);
  p->labels = load_le32(p->at + 16);
  p->loops = load_le32(p->at + 20);
  end += ((uint64_t)slots + 63) / 64 * 8;
  p->context_at = (uint32_t)end;
  end += (uint64_t)p->contexts * PROOF_CONTEXT_BYTES;
  p->label_at = (uint32_t)end;
  end += (uint64_t)p->labels * PROOF_LABEL_BYTES;
  p->loop_at = (uint32_t)end;
  end += (uint64_t)p->loops * PROOF_LOOP_BYTES;
  p->blob_at = (uint32_t)end;
  return p->contexts > 0 && end <= bytes;
}

struct proof_context proof_context(const struct proof *p, uint32_t index) {
  const uint8_t *r = p->at + p->context_at + (size_t)index * PROOF_CONTEXT_BYTES;
  return (struct proof_context){.function = load_le32(r),
                                .frame_bytes = load_le16(r + 4),
                                .depth = r[6],
                                .flags = r[7],
                                .stack_bytes = load_le32(r + 8),
                                .first_label = load_le32(r + 12),
                                .label_count = load_le32(r + 16),
                                .pre_at = load_le32(r + 20),
                                .post_at = load_le32(r + 24),
                                .post_count = load_le32(r + 28),
                                .cost = load_le64(r + 32)};
}

struct proof_label proof_label(const struct proof *p, uint32_t index) {
  const uint8_t *r = p->at + p->label_at + (size_t)index * PROOF_LABEL_BYTES;
  return (struct proof_label){.slot = load_le32(r),
                              .state_at = load_le32(r + 4),
                              .loop = load_le32(r + 8),
                              .cost = load_le64(r + 16)};
}

struct proof_loop proof_loop(const struct proof *p, uint32_t index) {
  const uint8_t *r = p->at + p->loop_at + (size_t)index * PROOF_LOOP_BYTES;
  return (struct proof_loop){.context = load_le32(r),
                             .head = load_le32(r + 4),
                             .parent = load_le32(r + 8),
                             .level = r[12],
                             .direction = r[13],
                             .reg = r[14],
                             .stack_at = load_le16(r + 16),
                             .ahead = load_le32(r + 20),
                             .rounds = load_le64(r + 24),
                             .low = (int64_t)load_le64(r + 32),
                             .high = (int64_t)load_le64(r + 40),
                             .body = load_le64(r + 48),
                             .after = load_le64(r + 56)};
}

struct reader proof_blob(const struct proof *p, uint32_t at) {
  bool inside = at <= p->bytes - p->blob_at;
  const uint8_t *blob = p->at + p->blob_at;
  return (struct reader){.at = inside ? blob + at : blob, .end = p->at + p->bytes, .bad = !inside};
}

bool proof_is_context_access(const struct proof *p, uint32_t slot) {
  return slot < p->slots && (p->at[PROOF_HEADER_BYTES + slot / 8] >> (slot % 8) & 1);
}

bool verify_is_context_access(const void *proof, uint32_t slot) {
  const uint8_t *at = proof;
  return slot < load_le32(at + 8) && (at[PROOF_HEADER_BYTES + slot / 8] >> (slot % 8) & 1);
}

void verify_facts(const void *at, size_t bytes, const struct ebpf_image *image, uint16_t *stack_bytes,
                  uint8_t *context) {
  struct proof p;
  if (!proof_open(at, bytes, image->slot_count, &p))
    return;
  for (uint32_t i = 0; i < p.contexts; i++) {
    struct proof_context c = proof_context(&p, i);
    if (stack_bytes[c.function] < c.frame_bytes)
      stack_bytes[c.function] = (uint16_t)c.frame_bytes;
  }
  for (uint32_t i = 0; i < (image->slot_count + 7) / 8; i++)
    context[i] |= p.at[PROOF_HEADER_BYTES + i];
}

/* No frame of a chain exceeds what its context claims by more than the largest excess there is. */
uint32_t verify_chain_bytes(const void *at, size_t bytes, const struct ebpf_image *image,
                            const uint16_t *stack_bytes, bool *calls_back) {
  struct proof p;
  uint32_t excess = 0;
  *calls_back = false;
  if (!proof_open(at, bytes, image->slot_count, &p))
    return 0;
  for (uint32_t i = 0; i < p.contexts; i++) {
    struct proof_context c = proof_context(&p, i);
    if (stack_bytes[c.function] - c.frame_bytes > excess)
      excess = stack_bytes[c.function] - c.frame_bytes;
    *calls_back = *calls_back || (c.flags & CONTEXT_CALLBACK) != 0;
  }
  struct proof_context entry = proof_context(&p, 0);
  return entry.stack_bytes + entry.depth * excess;
}

uint32_t proof_labels_at(const struct proof *p, const struct proof_context *context, uint32_t slot,
                         uint32_t *count) {
  uint32_t low = context->first_label, high = low + context->label_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (proof_label(p, middle).slot < slot)
      low = middle + 1;
    else
      high = middle;
  }
  high = context->first_label + context->label_count;
  for (*count = 0; low + *count < high && proof_label(p, low + *count).slot == slot;)
    ++*count;
  return low;
}

uint64_t cost_add(uint64_t a, uint64_t b) {
  return a > VERIFY_UNBOUNDED - b ? VERIFY_UNBOUNDED : a + b;
}

uint64_t cost_multiply(uint64_t a, uint64_t b) {
  uint64_t product;
  return __builtin_mul_overflow(a, b, &product) ? VERIFY_UNBOUNDED : product;
}

uint64_t loop_cost(const struct proof_loop *loop) {
  return cost_add(cost_multiply(loop->rounds, loop->body), loop->after);
}

static bool shows_above_zero(const struct refinement *refinement, unsigned reg, const struct value *v,
                             uint32_t level) {
  struct value now;
  return v->kind == VALUE_SCALAR && v->ahead[level] != AHEAD_NONE && v->ahead[level] >= 0 &&
         (!refine_value(refinement, reg, v, &now) || range_umin(now.number.full, 64) >= 1);
}

uint32_t loop_advance(const struct state *s, const struct refinement *refinement, const struct value *v,
                      uint32_t direction, uint32_t level) {
  bool above_zero = direction != LOOP_HALVE;
  if (!v || v->ahead[level] == AHEAD_NONE || v->ahead[level] < 1)
    return 0;
  for (unsigned i = 0; !above_zero && i < STATE_REGISTERS; i++)
    above_zero = shows_above_zero(refinement, i, &s->reg[i], level);
  for (uint64_t rest = s->pool_used; !above_zero && rest != 0; rest &= rest - 1)
    above_zero = shows_above_zero(refinement, NO_REGISTER, &s->pool[__builtin_ctzll(rest)], level);
  return above_zero ? (uint32_t)v->ahead[level] : 0;
}

/*
 * Up or down: each arrival is at least `ahead` further within [low, high]. Halving: each but the first is shifted right by at least
 * `ahead` from a value above 0; the last may be 0. Clearing: each has at least `ahead` ones of `high` less.
 */
void loop_bounds(const struct value *v, uint32_t direction, int64_t *low, int64_t *high) {
  struct range r = v->number.full;
  bool narrow = direction == LOOP_UP32 || direction == LOOP_DOWN32;
  *low = narrow ? range_smin(scalar_half(&v->number), 32) : range_smin(r, 64);
  *high = narrow ? range_smax(scalar_half(&v->number), 32) : range_smax(r, 64);
  if (direction == LOOP_CLEAR) {
    *low = 0;
    *high = (int64_t)(v->number.bits.value | v->number.bits.mask);
  }
}

uint64_t loop_rounds(const struct proof_loop *loop) {
  if (loop->direction == LOOP_NONE || loop->ahead == 0 || loop->low > loop->high)
    return VERIFY_UNBOUNDED;
  if (loop->direction == LOOP_HALVE)
    return loop->low < 0 ? VERIFY_UNBOUNDED
                         : (uint64_t)(63 - __builtin_clzll((uint64_t)loop->high | 1)) / loop->ahead + 2;
  if (loop->direction == LOOP_CLEAR)
    return (uint64_t)__builtin_popcountll((uint64_t)loop->high) / loop->ahead + 1;
  return cost_add(((uint64_t)loop->high - (uint64_t)loop->low) / loop->ahead, 1);
}
