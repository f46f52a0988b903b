/* Abstract states: values, and the stack as slots of bytes with spilled values in a pool. Bottom-up. */
#include "ebpf/verify/state.h"

#include <stddef.h>
#include <string.h>

_Static_assert(MBPF_VERIFY_SPILLS <= 64, "pool_used is one word");
_Static_assert(MBPF_EBPF_MAX_REFERENCES <= 8, "held is one byte");

const char *const value_kind_text[VALUE_KIND_COUNT] = {
#define VALUE_KIND_TEXT(name, text, movable) text,
    VALUE_KINDS(VALUE_KIND_TEXT)
#undef VALUE_KIND_TEXT
};

bool value_kind_is_movable(unsigned kind) {
  static const bool movable[VALUE_KIND_COUNT] = {
#define VALUE_KIND_MOVABLE(name, text, can_move) can_move,
      VALUE_KINDS(VALUE_KIND_MOVABLE)
#undef VALUE_KIND_MOVABLE
  };
  return kind < VALUE_KIND_COUNT && movable[kind];
}

void value_clear_ahead(struct value *v) {
  for (unsigned k = 0; k < MBPF_VERIFY_LOOP_LEVELS; k++)
    v->ahead[k] = AHEAD_NONE;
}

struct value value_scalar(struct scalar number) {
  struct value v;
  memset(&v, 0, sizeof v);
  v.kind = VALUE_SCALAR;
  v.number = number;
  value_clear_ahead(&v);
  return v;
}

struct value value_constant(uint64_t v) {
  return value_scalar(scalar_constant(v, 64));
}

struct value value_pointer(enum value_kind kind, uint32_t aux, int64_t offset) {
  struct value v = value_constant((uint64_t)offset);
  v.kind = (uint8_t)kind;
  v.aux = aux;
  return v;
}

struct value value_uninit(enum lost why) {
  return value_pointer(VALUE_UNINIT, why, 0);
}

void value_unlink(struct value *v) {
  v->id = 0;
  v->scale = 0;
  v->delta = 0;
  v->gap = 0;
}

void state_init(struct state *s, uint32_t frame_bytes) {
  memset(s, 0, offsetof(struct state, pool));
  struct value nothing = value_uninit(LOST_NEVER);
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    s->reg[i] = nothing;
  s->next_id = 1;
  s->frames = 1;
  s->frame_slots[0] = (uint8_t)(frame_bytes / 8);
}

void state_copy(struct state *to, const struct state *from) {
  size_t places = from->pool_used == 0 ? 0 : 64u - (unsigned)__builtin_clzll(from->pool_used);
  memcpy(to, from, offsetof(struct state, pool) + places * sizeof from->pool[0]);
}

static void note_highest_id(struct value *v, void *user) {
  uint16_t *highest = user;
  if (v->id > *highest)
    *highest = v->id;
}

static void unlink_value(struct value *v, void *user) {
  (void)user;
  if (!value_is_or_null(v) && v->kind != VALUE_PACKET && v->kind != VALUE_META)
    value_unlink(v);
  if (v->reach != 0 && v->reach != REACH_DATA) {
    v->reach = 0;
    v->extent = 0;
  }
}

static void void_named(struct value *v, void *user) {
  (void)user;
  if (v->id != 0)
    *v = value_uninit(LOST_MERGED);
}

void state_forget_facts(struct state *s) {
  memset(s->facts, 0, sizeof s->facts);
}

void state_forget_sums(struct state *s) {
  memset(s->sums, 0, sizeof s->sums);
  state_forget_facts(s);
}

void state_note_fact(struct state *s, struct value *out, const struct value *of, enum alu op, bool narrow,
                     uint64_t constant) {
  state_name_value(s, out);
  if (of->id == 0 || out->id <= of->id || out->scale != 1 || out->delta != 0)
    return;
  struct fact *f = &s->facts[s->next_fact++ % STATE_FACTS];
  *f = (struct fact){.of = of->id,
                     .result = out->id,
                     .op = (uint8_t)op,
                     .narrow = narrow,
                     .scale = of->scale,
                     .delta = of->delta,
                     .positive = range_smin(of->number.full, 64) >= 0,
                     .constant = constant};
  memcpy(f->ahead, of->ahead, sizeof f->ahead);
}

/* X(a) - X(b) is the X that added to X(b) gives X(a). */
uint16_t state_sum_id(struct state *s, uint16_t a, uint16_t b, bool minus) {
  struct sum *place;
  uint16_t id;
  for (unsigned i = 0; i < STATE_SUMS; i++) {
    const struct sum *k = &s->sums[i];
    if (!minus && k->sum != 0 && ((k->a == a && k->b == b) || (k->a == b && k->b == a)))
      return k->sum;
    if (minus && k->sum == a && (k->a == b || k->b == b))
      return k->a == b ? k->b : k->a;
  }
  id = state_new_id(s);
  if (id <= a || id <= b) /* ids started over: a and b mean nothing any more */
    return 0;
  place = &s->sums[s->next_sum++ % STATE_SUMS];
  *place = minus ? (struct sum){id, b, a} : (struct sum){a, b, id};
  return id;
}

/* After 65,534 ids the plain ones are forgotten and counting starts above those in use. */
uint16_t state_new_id(struct state *s) {
  if (s->next_id == UINT16_MAX) {
    uint16_t highest = 0;
    state_forget_sums(s);
    state_each(s, unlink_value, NULL);
    state_each(s, note_highest_id, &highest);
    s->next_id = (uint16_t)(highest + 1);
    if (s->next_id == UINT16_MAX) { /* one value keeps the highest: forget those as well */
      state_each(s, void_named, NULL);
      s->next_id = 1;
    }
  }
  return s->next_id++;
}

void state_name_value(struct state *s, struct value *v) {
  if (v->id != 0 || v->gap || value_is_constant(v) || !value_kind_is_movable(v->kind))
    return;
  v->id = state_new_id(s);
  v->scale = 1;
  v->delta = 0;
}

void state_each(struct state *s, void (*f)(struct value *v, void *user), void *user) {
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    f(&s->reg[i], user);
  for (uint64_t rest = s->pool_used; rest != 0; rest &= rest - 1)
    f(&s->pool[__builtin_ctzll(rest)], user);
}

uint32_t state_slot_base(const struct state *s, uint32_t frame) {
  uint32_t base = 0;
  for (uint32_t f = 0; f < frame; f++)
    base += s->frame_slots[f];
  return base;
}

uint32_t state_slot_count(const struct state *s) {
  return state_slot_base(s, s->frames);
}

/* --- spilled values --- */

static void drop_spill(struct state *s, struct slot *slot, unsigned which) {
  if (slot->spill[which] == 0)
    return;
  s->pool_used &= ~((uint64_t)1 << (slot->spill[which] - 1));
  slot->spill[which] = 0;
}

void state_clear_slot(struct state *s, uint32_t slot) {
  drop_spill(s, &s->slot[slot], 0);
  drop_spill(s, &s->slot[slot], 1);
  s->slot[slot].bytes = 0;
}

/* The spill a byte belongs to, or NULL. */
static const struct value *spill_of(const struct state *s, const struct slot *slot, unsigned byte,
                                    unsigned *which) {
  if (slot_byte(slot, byte) != BYTE_SPILL)
    return NULL;
  *which = byte >= 4 && slot->spill[1] != 0;
  return &s->pool[slot->spill[*which] - 1];
}

bool state_byte_is_zero(const struct state *s, uint32_t slot, unsigned byte) {
  unsigned which;
  const struct value *v = spill_of(s, &s->slot[slot], byte, &which);
  enum byte_kind kind = slot_byte(&s->slot[slot], byte);
  return v ? value_is_zero(v) : kind == BYTE_ZERO || kind == BYTE_UNTOUCHED;
}

/* May a program read such a byte? */
static bool is_readable(enum byte_kind kind) {
  return kind != BYTE_UNINIT && kind != BYTE_UNTOUCHED;
}

/* Takes a spill apart: a number's bytes stay numbers, a pointer's become unreadable. */
static void break_spill(struct state *s, struct slot *slot, unsigned byte) {
  unsigned which;
  const struct value *v = spill_of(s, slot, byte, &which);
  if (!v)
    return;
  for (unsigned i = which * 4; i < (which == 1 || slot->spill[1] == 0 ? 8u : 4u); i++)
    if (slot_byte(slot, i) == BYTE_SPILL)
      slot_set_byte(slot, i, v->kind == VALUE_SCALAR ? BYTE_NUMBER : BYTE_UNINIT);
  drop_spill(s, slot, which);
}

/* Bytes [first, first + size) become of that kind; values they were part of are broken. */
static void set_bytes(struct state *s, struct slot *slot, unsigned first, unsigned size,
                      enum byte_kind kind) {
  for (unsigned i = first; i < first + size; i++) {
    break_spill(s, slot, i);
    slot_set_byte(slot, i, kind);
  }
}

static bool is_linked(const struct value *v) {
  return v->id != 0 || v->gap || v->reach;
}

static bool is_tied(const struct value *v) {
  bool tied = is_linked(v);
  for (unsigned k = 0; k < MBPF_VERIFY_LOOP_LEVELS; k++)
    tied = tied || v->ahead[k] != AHEAD_NONE;
  return tied;
}

static bool is_plain(const struct value *v, unsigned size) {
  struct scalar any = scalar_of_bytes(size);
  return v->kind == VALUE_SCALAR && !is_tied(v) && scalar_include(&v->number, &any, 64);
}

/*
 * A half number that is linked with nothing keeps from now on only that it is one: from the top, as compilers place arrays above what
 * they spill.
 */
static void make_room(struct state *s) {
  for (uint32_t i = state_slot_count(s); i-- > 0;)
    for (unsigned which = 0; which < 2; which++) {
      const struct value *v = s->slot[i].spill[which] ? &s->pool[s->slot[i].spill[which] - 1] : NULL;
      bool whole = s->slot[i].spill[1] == 0 && slot_byte(&s->slot[i], 7) == BYTE_SPILL;
      if (v && v->kind == VALUE_SCALAR && !whole && !is_linked(v)) {
        break_spill(s, &s->slot[i], 4 * which);
        return;
      }
    }
}

/* With no room in the pool a half number keeps only that it is one; others take the place of such a number, or are lost. */
static void spill(struct state *s, struct slot *slot, unsigned first, unsigned size, const struct value *v) {
  uint64_t free_places;
  unsigned which = first / 4;
  if (v->kind == VALUE_UNINIT) {
    set_bytes(s, slot, first, size, BYTE_UNINIT);
    return;
  }
  set_bytes(s, slot, first, size, v->kind == VALUE_SCALAR ? BYTE_NUMBER : BYTE_UNINIT);
  if ((v->kind != VALUE_SCALAR || is_linked(v)) &&
      (s->pool_used & width_mask(MBPF_VERIFY_SPILLS)) == width_mask(MBPF_VERIFY_SPILLS))
    make_room(s);
  free_places = ~s->pool_used & width_mask(MBPF_VERIFY_SPILLS);
  if (value_is_zero(v) && !is_tied(v)) {
    set_bytes(s, slot, first, size, BYTE_ZERO);
  } else if (free_places != 0 && !is_plain(v, size)) {
    unsigned place = (unsigned)__builtin_ctzll(free_places);
    s->pool_used |= (uint64_t)1 << place;
    s->pool[place] = *v;
    for (unsigned i = first; i < first + size; i++)
      slot_set_byte(slot, i, BYTE_SPILL);
    slot->spill[which] = (uint8_t)(place + 1);
  }
}

bool state_peek(const struct state *s, uint32_t index, unsigned first, unsigned size, struct value *out) {
  const struct slot *slot = &s->slot[index];
  unsigned which, zeros = 0;
  const struct value *v = spill_of(s, slot, first, &which);
  if (v && which * 4 == first && (size == 8) == (slot_byte(slot, 7) == BYTE_SPILL && slot->spill[1] == 0)) {
    if (size == 4 || first == 0) {
      *out = *v;
      return true;
    }
  }
  for (unsigned i = first; i < first + size; i++) {
    v = spill_of(s, slot, i, &which);
    if (!is_readable(slot_byte(slot, i)) || (v && v->kind != VALUE_SCALAR))
      return false;
    zeros += state_byte_is_zero(s, index, i);
  }
  *out = zeros == size ? value_constant(0) : value_scalar(scalar_of_bytes(size));
  return true;
}

void state_store(struct state *s, uint32_t at, unsigned size, const struct value *v) {
  struct slot *slot = &s->slot[at / 8];
  struct value narrow = *v;
  if (v->kind == VALUE_SCALAR && size < 8) {
    narrow.number = scalar_truncate(&v->number, size * 8, 64);
    if (range_umax(v->number.full, 64) > width_mask(size * 8)) {
      value_unlink(&narrow);
      narrow.reach = 0;
      narrow.extent = 0;
      value_clear_ahead(&narrow);
    }
  }
  if ((size == 8 && at % 8 == 0) || (size == 4 && at % 4 == 0)) {
    spill(s, slot, at % 8, size, &narrow);
    return;
  }
  for (uint32_t i = at; i < at + size; i++)
    set_bytes(s, &s->slot[i / 8], i % 8, 1, value_is_zero(&narrow) ? BYTE_ZERO : BYTE_NUMBER);
}

/* The low bytes of a wider spilled number, where the byte order puts them at its address. */
static bool load_low_part(const struct state *s, uint32_t at, unsigned size, bool big_endian,
                          struct value *out) {
  const struct slot *slot = &s->slot[at / 8];
  unsigned which;
  const struct value *v = spill_of(s, slot, at % 8, &which);
  unsigned width = v && which == 0 && slot->spill[1] == 0 && slot_byte(slot, 7) == BYTE_SPILL ? 8 : 4;
  if (!v || v->kind != VALUE_SCALAR || at % 8 + size > which * 4 + width)
    return false;
  if (at % 8 != which * 4 + (big_endian ? width - size : 0))
    return false;
  *out = value_scalar(scalar_truncate(&v->number, size * 8, 64));
  if (range_umax(v->number.full, 64) <= width_mask(size * 8))
    *out = *v;
  return true;
}

bool state_load(const struct state *s, uint32_t at, unsigned size, bool big_endian, struct value *out) {
  uint32_t bad, zeros = 0;
  if (load_low_part(s, at, size, big_endian, out))
    return true;
  if ((size == 8 && at % 8 == 0) || (size == 4 && at % 4 == 0))
    return state_peek(s, at / 8, at % 8, size, out);
  if (!state_is_initialised(s, at, size, &bad))
    return false;
  for (uint32_t i = at; i < at + size; i++)
    zeros += state_byte_is_zero(s, i / 8, i % 8);
  *out = zeros == size ? value_constant(0) : value_scalar(scalar_of_bytes(size));
  return true;
}

void state_smear(struct state *s, uint32_t at, uint32_t size) {
  for (uint32_t i = at; i < at + size; i++) {
    struct slot *slot = &s->slot[i / 8];
    break_spill(s, slot, i % 8);
    if (slot_byte(slot, i % 8) == BYTE_ZERO || slot_byte(slot, i % 8) == BYTE_UNTOUCHED)
      slot_set_byte(slot, i % 8, BYTE_NUMBER);
  }
}

void state_fill(struct state *s, uint32_t at, uint32_t size) {
  for (uint32_t i = at; i < at + size; i++)
    set_bytes(s, &s->slot[i / 8], i % 8, 1, BYTE_NUMBER);
}

bool state_is_initialised(const struct state *s, uint32_t at, uint32_t size, uint32_t *bad) {
  for (uint32_t i = at; i < at + size; i++) {
    unsigned which;
    const struct value *v;
    if (i % 8 == 0 && size >= 8 && i <= at + size - 8 && slot_is_numbers(&s->slot[i / 8])) {
      i += 7;
      continue;
    }
    v = spill_of(s, &s->slot[i / 8], i % 8, &which);
    *bad = i;
    if (!is_readable(slot_byte(&s->slot[i / 8], i % 8)) || (v && v->kind != VALUE_SCALAR))
      return false;
  }
  return true;
}

void state_touch_nothing(struct state *s) {
  for (uint32_t i = state_slot_base(s, s->frames - 1u), end = state_slot_count(s); i < end; i++) {
    state_clear_slot(s, i);
    s->slot[i].bytes = EVERY_BYTE * BYTE_UNTOUCHED;
  }
}

void state_forget_untouched(struct state *s) {
  for (uint32_t i = 0, end = state_slot_count(s); i < end; i++)
    for (unsigned k = 0; s->slot[i].bytes != 0 && k < 8; k++)
      if (slot_byte(&s->slot[i], k) == BYTE_UNTOUCHED)
        slot_set_byte(&s->slot[i], k, BYTE_UNINIT);
}

bool state_relies_on_zeros(const struct state *s) {
  for (uint32_t i = state_slot_base(s, s->frames - 1u), end = state_slot_count(s); i < end; i++)
    if (s->slot[i].bytes != 0)
      return true;
  return false;
}

void state_drop_void_spills(struct state *s) {
  for (uint32_t i = 0, end = state_slot_count(s); i < end; i++) {
    struct slot *slot = &s->slot[i];
    for (unsigned which = 0; which < 2; which++)
      if (slot->spill[which] != 0 && s->pool[slot->spill[which] - 1].kind == VALUE_UNINIT)
        break_spill(s, slot, which * 4);
  }
}

static bool raise_extent(int64_t reach, int32_t *extent) {
  if (reach <= *extent || reach > 1 << 24 || reach < -(1 << 24))
    return false;
  *extent = (int32_t)reach;
  return true;
}

static bool is_small_constant(const struct value *v) {
  return v->kind == VALUE_SCALAR && value_is_constant(v) && v->number.bits.value <= 1 << 24;
}

/* base + offset + extent <= end, so base + v + (offset + extent - v) <= end; all within 16 MiB, where nothing wraps. */
bool value_reach(const struct value *v, const struct value *packet, uint16_t base, unsigned shift,
                 int32_t *extent) {
  int64_t offset = packet->delta;
  if (!is_small_constant(v) || packet->kind != VALUE_PACKET || packet->extent < -(1 << 24))
    return false;
  if (base == REACH_DATA) {
    offset = (int64_t)packet->number.bits.value;
    if (!value_is_constant(packet))
      return false;
  } else if (packet->id != base || packet->scale != 1) {
    return false;
  }
  if (offset < -(1 << 24) || offset > 1 << 24)
    return false;
  return raise_extent(offset + packet->extent - ((int64_t)v->number.bits.value << shift), extent);
}

bool value_reach_length(const struct value *v, uint32_t packet_bytes, unsigned shift, int32_t *extent) {
  return packet_bytes != 0 && is_small_constant(v) &&
         raise_extent((int64_t)packet_bytes - ((int64_t)v->number.bits.value << shift), extent);
}

uint32_t value_packet_bytes(const struct value *v) {
  int64_t least = range_smin(v->number.full, 64);
  if ((v->kind != VALUE_PACKET && (v->kind != VALUE_SCALAR || v->reach != REACH_DATA)) || least < 0 ||
      range_smax(v->number.full, 64) > 1 << 24 || v->extent < -(1 << 24))
    return 0;
  least = (v->kind == VALUE_SCALAR ? least << v->reach_shift : least) + v->extent;
  if (least <= 0)
    return 0;
  return least > (int64_t)MBPF_MAX_PACKET_BYTES ? MBPF_MAX_PACKET_BYTES : (uint32_t)least;
}

static uint32_t larger(uint32_t a, uint32_t b) {
  return a > b ? a : b;
}

uint32_t state_packet_bytes(const struct state *s) {
  uint32_t bytes = s->packet_bytes;
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    bytes = larger(bytes, value_packet_bytes(&s->reg[i]));
  for (uint64_t rest = s->pool_used; rest != 0; rest &= rest - 1)
    bytes = larger(bytes, value_packet_bytes(&s->pool[__builtin_ctzll(rest)]));
  return bytes;
}

/*
 * data + (v << shift) + extent <= end, v of the unknown X of p: p == scale * X + delta, and shifted v steps as p does, so that they are a
 * constant apart. Or v is counted from p's own X, and at least its least number. All within 16 MiB, where nothing wraps.
 */
static void raise_by_number(const struct value *p, const struct value *v, int32_t *extent) {
  int64_t least = range_smin(v->number.full, 64), unit = (int64_t)1 << v->reach_shift;
  if (v->kind != VALUE_SCALAR || v->reach == 0 || p->id == 0 || least < 0 ||
      range_smax(v->number.full, 64) > 1 << 24 || v->extent < -(1 << 24))
    return;
  if (v->reach == p->id && p->scale == 1)
    (void)raise_extent(least * unit + v->extent - p->delta, extent);
  if (v->reach == REACH_DATA && v->id == p->id && !v->gap && v->scale * unit == p->scale)
    (void)raise_extent(v->extent + v->delta * unit - p->delta, extent);
}

int32_t state_extent(const struct state *s, const struct value *packet) {
  int32_t extent = packet->extent;
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    raise_by_number(packet, &s->reg[i], &extent);
  for (uint64_t rest = s->pool_used; rest != 0; rest &= rest - 1)
    raise_by_number(packet, &s->pool[__builtin_ctzll(rest)], &extent);
  return extent;
}
