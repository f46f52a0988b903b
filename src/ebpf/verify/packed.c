/*
 * States as the solver keeps them: the values a state holds, one behind the other, as they are. Most are looked at many times and few get
 * into the proof, so that bytes are only made of those.
 *
 *   kept | value of each register that holds something | value of each place of the pool | slots
 */
#include "ebpf/verify/solver.h"

#include <string.h>

struct kept {
  struct frame_header header;
  uint16_t next_id;
  uint64_t pool_used;
  struct value values[];
};

static unsigned count_bits(uint64_t v) {
  return (unsigned)__builtin_popcountll(v);
}

static const struct value *pool_values(const struct kept *k) {
  return k->values + count_bits(k->header.registers);
}

static const struct slot *kept_slots(const struct kept *k) {
  return (const struct slot *)(const void *)(pool_values(k) + count_bits(k->pool_used));
}

static size_t kept_bytes(const struct frame_header *h, uint64_t pool_used) {
  return sizeof(struct kept) + (count_bits(h->registers) + count_bits(pool_used)) * sizeof(struct value) +
         h->total * sizeof(struct slot);
}

static struct frame_header header_of(const struct state *s) {
  struct frame_header h = {.frames = s->frames,
                           .held = s->held,
                           .foreign = s->foreign,
                           .total = state_slot_count(s),
                           .packet_bytes = s->packet_bytes};
  memcpy(h.slots, s->frame_slots, sizeof h.slots);
  memcpy(h.sums, s->sums, sizeof h.sums);
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    h.registers |= s->reg[i].kind != VALUE_UNINIT ? 1u << i : 0;
  return h;
}

bool solver_pack(struct solver *s, const struct state *state, struct packed *out) {
  struct frame_header h = header_of(state);
  struct kept *k = pool_piece(&s->pool, kept_bytes(&h, state->pool_used));
  struct value *at;
  *out = (struct packed){.at = k};
  if (!k) {
    s->out_of_memory = true;
    return false;
  }
  k->header = h;
  k->next_id = state->next_id;
  k->pool_used = state->pool_used;
  at = k->values;
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (h.registers >> i & 1)
      *at++ = state->reg[i];
  for (uint64_t rest = state->pool_used; rest != 0; rest &= rest - 1)
    *at++ = state->pool[__builtin_ctzll(rest)];
  memcpy(at, state->slot, h.total * sizeof(struct slot));
  return true;
}

void packed_copy(const struct packed *packed, struct state *out) {
  const struct kept *k = packed->at;
  const struct value *at = k->values;
  state_init(out, 0);
  out->frames = k->header.frames;
  memcpy(out->frame_slots, k->header.slots, sizeof out->frame_slots);
  out->held = k->header.held;
  out->foreign = k->header.foreign;
  out->packet_bytes = k->header.packet_bytes;
  memcpy(out->sums, k->header.sums, sizeof out->sums);
  out->next_id = k->next_id;
  out->pool_used = k->pool_used;
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (k->header.registers >> i & 1)
      out->reg[i] = *at++;
  for (uint64_t rest = k->pool_used; rest != 0; rest &= rest - 1)
    out->pool[__builtin_ctzll(rest)] = *at++;
  memcpy(out->slot, at, k->header.total * sizeof(struct slot));
}

static void sharpen(struct value *v, void *user) {
  (void)user;
  if (v->kind != VALUE_UNINIT)
    (void)scalar_reduce(&v->number, 64);
}

void solver_unpack(const struct packed *packed, struct state *out) {
  packed_copy(packed, out);
  state_each(out, sharpen, NULL);
}

void solver_give(struct solver *s, struct packed *p) {
  if (p->at)
    pool_give(&s->pool, p->at, kept_bytes(&p->at->header, p->at->pool_used));
  if (p->bytes)
    pool_give(&s->pool, p->bytes, p->length);
  *p = (struct packed){0};
}

static const struct value *spilled(const struct kept *k, unsigned spill) {
  uint64_t before = ((uint64_t)1 << (spill - 1u)) - 1;
  return pool_values(k) + count_bits(k->pool_used & before);
}

bool packed_value(const struct packed *packed, unsigned reg, uint32_t stack_at, struct value *out) {
  const struct kept *k = packed->at;
  uint32_t slot = stack_at / 8, registers = k->header.registers;
  unsigned spill;
  if (reg != PROOF_IN_STACK) {
    if (!(registers >> reg & 1))
      return false;
    *out = k->values[count_bits(registers & ((1u << reg) - 1))];
  } else {
    spill = slot < k->header.total ? kept_slots(k)[slot].spill[stack_at / 4 % 2] : 0;
    if (spill == 0)
      return false;
    *out = *spilled(k, spill);
  }
  sharpen(out, NULL);
  return true;
}

static bool slots_within(struct inclusion *in, const struct kept *k) {
  const struct slot *slots = kept_slots(k);
  for (uint32_t i = 0; i < k->header.total; i++) {
    const struct slot *slot = &slots[i];
    struct value want[2];
    if (slot->bytes == 0)
      continue;
    for (unsigned which = 0; which < 2; which++)
      if (slot->spill[which] != 0)
        want[which] = *spilled(k, slot->spill[which]);
    if (!inclusion_slot(in, i, slot->bytes, (uint8_t)((slot->spill[0] != 0) | (slot->spill[1] != 0) << 1),
                        want))
      return false;
  }
  return true;
}

bool is_within(const struct state *s, const struct packed *stated) {
  const struct kept *k = stated->at;
  const struct value *at = k->values;
  struct refinement nothing;
  struct inclusion in;
  refine_nothing(&nothing);
  in.sight = sight_of(s, &nothing);
  if (!inclusion_start(&in, &k->header))
    return false;
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if ((k->header.registers >> i & 1) && !inclusion_register(&in, i, at++))
      return false;
  return slots_within(&in, k) && inclusion_end(&in);
}

bool packed_reader(struct solver *s, struct packed *packed, struct reader *r) {
  struct state *state = NULL;
  struct writer w = {0};
  if (!packed->bytes) {
    state = pool_piece(&s->pool, sizeof *state);
    if (state) {
      packed_copy(packed, state);
      write_state(&w, state);
      packed->length = (uint32_t)w.length;
      packed->bytes = pool_piece(&s->pool, w.length);
    }
    if (packed->bytes) {
      w = (struct writer){packed->bytes, w.length, 0};
      write_state(&w, state);
    }
    if (state)
      pool_give(&s->pool, state, sizeof *state);
  }
  if (!packed->bytes) {
    s->out_of_memory = true;
    return false;
  }
  *r = (struct reader){packed->bytes, packed->bytes + packed->length, false};
  return true;
}
