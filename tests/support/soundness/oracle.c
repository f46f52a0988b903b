/* Concrete machines against abstract states. Bottom-up: where regions are, one value, ties between values, the state. */
#include "oracle.h"

#include <stdio.h>
#include <string.h>

enum { MAX_STARTS = 64 };

/* A value of a state beside the number that is really there. */
struct held {
  const struct engine_machine *m;
  const struct world *w;
  const struct state *s;
};

/* --- regions --- */

/* The end of a visible frame: the last of them is the running function's. */
static uint64_t frame_top(const struct held *h, unsigned frame) {
  unsigned above = h->s->frames - 1u - frame; /* frames between it and the running function's */
  return above == 0 ? h->m->r[EBPF_FP] : h->m->frames[h->m->depth - above].fp;
}

/* Are there frames as large as the state says? */
static bool has_frames(const struct held *h) {
  const struct engine_machine *m = h->m;
  if (h->s->frames == 0 || h->s->frames > m->depth + 1)
    return false;
  for (unsigned i = 0; i < h->s->frames; i++) {
    unsigned above = h->s->frames - 1u - i;
    if (8u * h->s->frame_slots[i] > (above == 0 ? m->window_bytes : m->frames[m->depth - above].window_bytes))
      return false;
  }
  return true;
}

static bool is_map(const struct held *h, unsigned wanted, uint64_t x) {
  return wanted < WORLD_MAPS && x == (uintptr_t)&h->w->maps[wanted];
}

static unsigned value_starts(const struct held *h, unsigned map, uint64_t *starts) {
  const struct map_region *r = &h->w->maps[map].region;
  unsigned count = 0;
  for (uint32_t i = 0; r->base && i < r->count && count < MAX_STARTS; i++)
    starts[count++] = (uintptr_t)(r->base + i * r->stride);
  return count;
}

static unsigned key_starts(const struct held *h, unsigned map, uint64_t *starts) {
  unsigned count = 0;
  for (uint32_t i = 0; i < h->m->depth; i++) {
    const struct callback *callback = h->m->frames[i].callback;
    if (callback && callback->map == &h->w->maps[map] && callback->key)
      starts[count++] = (uintptr_t)callback->key;
  }
  return count;
}

/* Addresses a pointer's number may count from. */
static unsigned starts_of(const struct held *h, unsigned kind, unsigned frame, uint32_t aux,
                          uint64_t *starts) {
  const struct run_context *context = &h->w->context;
  unsigned count = 0;
  starts[0] = 0;
  switch ((enum value_kind)kind) {
  case VALUE_CONTEXT: starts[0] = (uintptr_t)context; return 1;
  case VALUE_STACK: starts[0] = frame_top(h, frame); return 1;
  case VALUE_PACKET: starts[0] = (uintptr_t)context->data; return 1;
  case VALUE_META: starts[0] = (uintptr_t)context->data_meta; return 1;
  case VALUE_PACKET_END: starts[0] = (uintptr_t)context->data_end; return 1;
  case VALUE_MAP_VALUE:
  case VALUE_MAP_VALUE_OR_NULL: return aux < WORLD_MAPS ? value_starts(h, aux, starts) : 0;
  case VALUE_MAP_KEY: return aux < WORLD_MAPS ? key_starts(h, aux, starts) : 0;
  case VALUE_RECORD:
  case VALUE_RECORD_OR_NULL:
    for (uint32_t i = 0; i < h->m->reference_count; i++)
      if (h->m->references[i].bytes == aux)
        starts[count++] = h->m->references[i].address;
    return count;
  default: return 1;
  }
}

static uint64_t packet_length(const struct held *h) {
  return (uint64_t)(h->w->context.data_end - h->w->context.data);
}

/* --- one value --- */

/* The low half, or the complement, of an address. */
static bool is_part_of_address(const struct held *h, const struct value *v, uint64_t x) {
  enum { COMPLEMENT = 0x100 };
  uint64_t starts[MAX_STARTS];
  if (starts_of(h, v->aux & 0xff, 0, 0, starts) != 1)
    return false;
  if (v->aux & COMPLEMENT)
    return scalar_contain(&v->number, ~x - starts[0], 64);
  return x >> 32 == 0 &&
         (uint32_t)((uint32_t)x - (uint32_t)starts[0] - v->number.half_start) <= v->number.half_length;
}

/* Pointer + extent <= the end of what it points into. */
static bool has_extent(const struct held *h, const struct value *v, uint64_t x) {
  uint64_t end = v->kind == VALUE_META ? (uintptr_t)h->w->context.data : (uintptr_t)h->w->context.data_end;
  if ((v->kind != VALUE_PACKET && v->kind != VALUE_META) || v->extent == EXTENT_NONE)
    return true;
  return (int64_t)(x + (uint64_t)(int64_t)v->extent - end) <= 0;
}

/* Is x one of those v stands for? *start: what its number counts from, when there is just one answer. */
static bool is_one_of(const struct held *h, const struct value *v, uint64_t x, uint64_t *start, bool *sure) {
  uint64_t starts[MAX_STARTS];
  unsigned count, fit = 0;
  *sure = false;
  *start = 0;
  switch ((enum value_kind)v->kind) {
  case VALUE_UNINIT: return true;
  case VALUE_MAP: return is_map(h, v->aux, x);
  case VALUE_MAP_OR_NULL: return x == 0 || is_map(h, v->aux, x);
  case VALUE_FUNCTION: return x == (EBPF_CODE_ADDRESS | h->m->entry->code->functions[v->aux].first_slot);
  case VALUE_LOW_HALF: return is_part_of_address(h, v, x);
  case VALUE_PACKET_END: return x == (uintptr_t)h->w->context.data_end;
  default: break;
  }
  if (value_is_or_null(v) && x == 0)
    return true;
  count = starts_of(h, v->kind, v->frame, v->aux, starts);
  for (unsigned i = 0; i < count; i++)
    if (scalar_contain(&v->number, x - starts[i], 64)) {
      *start = starts[i];
      fit++;
    }
  *sure = fit == 1;
  return fit > 0 && has_extent(h, v, x);
}

/* --- ties: linear forms, reach, gaps --- */

/* scale * X == rest, of an id. */
struct form {
  bool set;
  uint64_t scale, rest;
};

enum { IDS = 65536 };

struct ties {
  struct form form[IDS];
  uint8_t null[IDS]; /* 1: NULL was seen, 2: a pointer was */
};

static bool reach_holds(const struct ties *t, const struct held *h, const struct value *v, uint64_t x) {
  const struct form *base = &t->form[v->reach];
  uint64_t position = (x << v->reach_shift) + (uint64_t)(int64_t)v->extent;
  if (v->reach == 0)
    return true;
  if (v->reach != REACH_DATA && (!base->set || base->scale != 1))
    return true;
  if (v->reach != REACH_DATA)
    position += base->rest;
  return (int64_t)(position - packet_length(h)) <= 0;
}

/* x == (end - position) >> shift. */
static bool gap_holds(const struct ties *t, const struct held *h, const struct value *v, uint64_t x) {
  const struct form *f = &t->form[v->id];
  uint64_t position = (uint64_t)(int64_t)v->delta;
  if (v->id != 0 && (!f->set || f->scale != 1))
    return true;
  if (v->id != 0)
    position += f->rest * (uint64_t)(int64_t)v->scale;
  return (packet_length(h) - position) >> (v->gap - 1) == x;
}

static bool same_null(struct ties *t, const struct value *v, uint64_t x) {
  uint8_t bit = x == 0 ? 1 : 2;
  t->null[v->id] |= bit;
  return t->null[v->id] != 3;
}

/* All values of one id agree on X: scale2 * (v1 - delta1) == scale1 * (v2 - delta2). */
static bool form_holds(struct ties *t, const struct value *v, uint64_t number) {
  uint64_t scale = (uint64_t)(int64_t)v->scale, rest = number - (uint64_t)(int64_t)v->delta;
  struct form *f = &t->form[v->id];
  if (!f->set) {
    *f = (struct form){true, scale, rest};
    return true;
  }
  return f->rest * scale == f->scale * rest;
}

/* Forms come first, what counts from them in a second round. */
static bool tie_holds(struct ties *t, const struct held *h, const struct value *v, uint64_t x, uint64_t start,
                      bool sure, bool second) {
  if (v->kind == VALUE_UNINIT || v->kind == VALUE_LOW_HALF)
    return true;
  if (second)
    return v->kind != VALUE_SCALAR || (reach_holds(t, h, v, x) && (v->gap == 0 || gap_holds(t, h, v, x)));
  if (v->id == 0 || v->gap)
    return true;
  if (value_is_or_null(v))
    return same_null(t, v, x);
  return !sure || form_holds(t, v, x - start);
}

static bool unknown_of(const struct ties *t, uint16_t id, uint64_t *x) {
  const struct form *f = &t->form[id];
  *x = f->scale == 1 ? f->rest : 0 - f->rest;
  return f->set && (f->scale == 1 || f->scale == UINT64_MAX);
}

/* X(a) + X(b) == X(sum), as far as all three were seen. */
static bool sum_holds(const struct ties *t, const struct sum *sum) {
  uint64_t a, b, both;
  return sum->sum == 0 || !unknown_of(t, sum->a, &a) || !unknown_of(t, sum->b, &b) ||
         !unknown_of(t, sum->sum, &both) || a + b == both;
}

/* X(result) == (scale * X(of) + delta) op constant. */
static bool fact_holds(const struct ties *t, const struct fact *fact) {
  uint64_t of, result;
  if (fact->result == 0 || !unknown_of(t, fact->of, &of) || !unknown_of(t, fact->result, &result))
    return true;
  struct scalar from =
      scalar_constant(of * (uint64_t)(int64_t)fact->scale + (uint64_t)(int64_t)fact->delta, 64);
  struct scalar constant = scalar_constant(fact->constant, 64);
  struct scalar now = scalar_alu((enum alu)fact->op, &from, &constant, fact->narrow, 64);
  return scalar_contain(&now, result, 64);
}

/* --- the state --- */

static uint64_t load_stack(const struct held *h, uint32_t slot, unsigned at, unsigned bytes) {
  uint64_t wide = 0;
  uint32_t half = 0;
  unsigned frame = 0;
  uint32_t base = 0;
  while (slot >= base + h->s->frame_slots[frame])
    base += h->s->frame_slots[frame++];
  const uint8_t *from =
      (const uint8_t *)(uintptr_t)(frame_top(h, frame) -
                                   8 * (uint64_t)(h->s->frame_slots[frame] - (slot - base)) + at);
  if (bytes == 1)
    return *from;
  memcpy(bytes == 8 ? (void *)&wide : (void *)&half, from, bytes);
  return bytes == 8 ? wide : half;
}

struct check {
  struct held h;
  struct ties *ties;
  bool second;
};

static bool check_value(struct check *c, const struct value *v, uint64_t x, struct mismatch *mismatch) {
  uint64_t start;
  bool sure;
  mismatch->value = x;
  mismatch->what = "is outside its abstract value";
  if (!is_one_of(&c->h, v, x, &start, &sure))
    return false;
  mismatch->what = "breaks a tie";
  return tie_holds(c->ties, &c->h, v, x, start, sure, c->second);
}

static bool check_slot(struct check *c, uint32_t i, struct mismatch *mismatch) {
  const struct state *s = c->h.s;
  const struct slot *slot = &s->slot[i];
  mismatch->what = "is not zero";
  for (unsigned k = 0; k < 8; k++)
    if ((slot_byte(slot, k) == BYTE_ZERO || slot_byte(slot, k) == BYTE_UNTOUCHED) &&
        load_stack(&c->h, i, k, 1) != 0)
      return false;
  for (unsigned which = 0; which < 2; which++) {
    bool whole = which == 0 && slot->spill[1] == 0 && slot_byte(slot, 7) == BYTE_SPILL;
    if (slot->spill[which] != 0 && !check_value(c, &s->pool[slot->spill[which] - 1],
                                                load_stack(&c->h, i, 4 * which, whole ? 8 : 4), mismatch))
      return false;
  }
  return true;
}

static bool ties_hold(const struct check *c, struct mismatch *mismatch) {
  const struct state *s = c->h.s;
  *mismatch = (struct mismatch){.what = "a sum does not add up"};
  for (unsigned i = 0; i < STATE_SUMS; i++)
    if (!sum_holds(c->ties, &s->sums[i]))
      return false;
  mismatch->what = "a computed value is another";
  for (unsigned i = 0; i < STATE_FACTS; i++)
    if (!fact_holds(c->ties, &s->facts[i]))
      return false;
  return true;
}

static unsigned ones(unsigned bits) {
  return (unsigned)__builtin_popcount(bits);
}

bool oracle_holds(const struct engine_machine *m, const struct world *w, const struct state *s,
                  struct mismatch *mismatch) {
  static struct ties ties;
  struct check c = {.h = {.m = m, .w = w, .s = s}, .ties = &ties};
  *mismatch = (struct mismatch){.what = "frames are others", .where = s->frames};
  if (!has_frames(&c.h))
    return false;
  memset(ties.form, 0, (size_t)s->next_id * sizeof ties.form[0]);
  memset(ties.null, 0, s->next_id);
  *mismatch = (struct mismatch){.what = "packet is shorter", .where = s->packet_bytes};
  if (packet_length(&c.h) < s->packet_bytes)
    return false;
  *mismatch =
      (struct mismatch){.what = "records are held that the state does not know", .where = m->reference_count};
  if (m->reference_count > ones(s->held | s->foreign))
    return false;
  for (int round = 0; round < 2; round++) {
    c.second = round == 1;
    for (unsigned i = 0; i < STATE_REGISTERS; i++) {
      mismatch->where = i;
      if (!check_value(&c, &s->reg[i], m->r[i], mismatch))
        return false;
    }
    for (uint32_t i = 0, end = state_slot_count(s); i < end; i++) {
      mismatch->where = 1000 + i;
      if (!check_slot(&c, i, mismatch))
        return false;
    }
  }
  return ties_hold(&c, mismatch);
}

static void show_value(const char *name, unsigned i, uint64_t x, const struct value *v) {
  fprintf(stderr,
          "  %s%u = %#llx: %s id %u scale %d delta %d extent %d reach %u gap %u aux %u bits %llx/%llx range "
          "%llx+%llx half %x+%x\n",
          name, i, (unsigned long long)x, value_kind_text[v->kind], v->id, v->scale, v->delta, v->extent,
          v->reach, v->gap, v->aux, (unsigned long long)v->number.bits.value,
          (unsigned long long)v->number.bits.mask, (unsigned long long)v->number.full.start,
          (unsigned long long)v->number.full.length, v->number.half_start, v->number.half_length);
}

uint64_t oracle_stack(const struct engine_machine *m, const struct state *s, uint32_t slot, unsigned at,
                      unsigned bytes) {
  struct held h = {.m = m, .s = s};
  return load_stack(&h, slot, at, bytes);
}

void oracle_show(const struct engine_machine *m, const struct state *s) {
  struct held h = {.m = m, .s = s};
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    show_value("r", i, m->r[i], &s->reg[i]);
  for (uint32_t i = 0, end = state_slot_count(s); i < end; i++)
    for (unsigned which = 0; which < 2; which++)
      if (s->slot[i].spill[which])
        show_value(which ? "upper slot " : "slot ", i, load_stack(&h, i, 4 * which, which ? 4 : 8),
                   &s->pool[s->slot[i].spill[which] - 1]);
}
