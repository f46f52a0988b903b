/* States as bytes. Bottom-up: numbers, values, states, then inclusion. */
#include "ebpf/verify/codec.h"

#include <string.h>

/* Ids in a stated state are below this. */
enum { MAX_STATED_IDS = 48 };

void write_byte(struct writer *w, uint8_t v) {
  if (w->length < w->bytes)
    w->at[w->length] = v;
  w->length++;
}

void write_number(struct writer *w, uint64_t v) {
  for (; v >= 0x80; v >>= 7)
    write_byte(w, (uint8_t)(v | 0x80));
  write_byte(w, (uint8_t)v);
}

void write_signed(struct writer *w, int64_t v) {
  write_number(w, (uint64_t)v << 1 ^ (uint64_t)(v < 0 ? -1 : 0));
}

uint8_t read_byte(struct reader *r) {
  if (r->bad || r->at >= r->end) {
    r->bad = true;
    return 0;
  }
  return *r->at++;
}

uint64_t read_number(struct reader *r) {
  uint64_t v = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    uint8_t byte = read_byte(r);
    if (shift == 63 && byte > 1)
      break;
    v |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80)
      return v;
  }
  r->bad = true;
  return 0;
}

int64_t read_signed(struct reader *r) {
  uint64_t v = read_number(r);
  return (int64_t)(v >> 1 ^ (0 - (v & 1)));
}

uint32_t read_below(struct reader *r, uint64_t most) {
  uint64_t v = read_number(r);
  if (v > most || v > UINT32_MAX)
    r->bad = true;
  return r->bad ? 0 : (uint32_t)v;
}

static int32_t read_int32(struct reader *r) {
  int64_t v = read_signed(r);
  if (v < INT32_MIN || v > INT32_MAX)
    r->bad = true;
  return r->bad ? 0 : (int32_t)v;
}

/* --- values --- */

/* First byte of a value: its kind, and which of the following are there. Second byte, unless CONSTANT: parts of the number. */
enum { HAS_FORM = 1 << 4, HAS_AHEAD = 1 << 5, HAS_TARGET = 1 << 6, CONSTANT = 1 << 7, KIND_MASK = 15 };
enum {
  PART_FULL = 1 << 0,
  PART_HALF = 1 << 1,
  PART_BITS = 1 << 2,
  PART_GAP = 1 << 3,
  PART_EXTENT = 1 << 4,
  PART_REACH = 1 << 5
};

/* What half and bits are when they are not written: what the full range says. */
static void derive(struct scalar *s) {
  struct range half = {(uint32_t)s->full.start, s->full.length};
  if (s->full.length >= UINT32_MAX)
    half = range_full(32);
  s->half_start = (uint32_t)half.start;
  s->half_length = (uint32_t)half.length;
  s->bits = bits_of_range(range_umin(s->full, 64), range_umax(s->full, 64));
}

static void write_scalar(struct writer *w, const struct value *v) {
  const struct scalar *s = &v->number;
  struct scalar derived = *s;
  derive(&derived);
  bool half = derived.half_start != s->half_start || derived.half_length != s->half_length;
  bool bits = derived.bits.value != s->bits.value || derived.bits.mask != s->bits.mask;
  bool full = !range_is_full(s->full, 64);
  write_byte(w, (uint8_t)((full ? PART_FULL : 0) | (half ? PART_HALF : 0) | (bits ? PART_BITS : 0) |
                          (v->gap ? PART_GAP : 0) | (v->extent != 0 ? PART_EXTENT : 0) |
                          (v->reach ? PART_REACH : 0)));
  if (full) {
    write_signed(w, (int64_t)s->full.start);
    write_number(w, s->full.length);
  }
  if (half) {
    write_number(w, s->half_start);
    write_number(w, s->half_length);
  }
  if (bits) {
    write_number(w, s->bits.value);
    write_number(w, s->bits.mask);
  }
  if (v->gap != 0)
    write_byte(w, v->gap);
  if (v->extent != 0)
    write_signed(w, v->extent);
  if (v->reach != 0)
    write_number(w, v->reach == REACH_DATA ? 0 : v->reach);
}

static void read_scalar(struct reader *r, struct value *v) {
  uint8_t parts = read_byte(r);
  struct scalar *s = &v->number;
  *s = scalar_unknown(64);
  if (parts & PART_FULL) {
    s->full.start = (uint64_t)read_signed(r);
    s->full.length = read_number(r);
    if (s->full.length == UINT64_MAX)
      s->full.start = 0;
  }
  derive(s);
  if (parts & PART_HALF) {
    s->half_start = read_below(r, UINT32_MAX);
    s->half_length = read_below(r, UINT32_MAX);
    if (s->half_length == UINT32_MAX)
      s->half_start = 0;
  }
  if (parts & PART_BITS) {
    s->bits.value = read_number(r);
    s->bits.mask = read_number(r);
  }
  if (parts & PART_GAP)
    v->gap = read_byte(r);
  if (parts & PART_EXTENT)
    v->extent = read_int32(r);
  if (parts & PART_REACH) {
    v->reach = (uint16_t)read_below(r, MAX_STATED_IDS - 1);
    if (v->reach == 0)
      v->reach = REACH_DATA;
  }
  if ((parts >> 6) != 0 || (s->bits.value & s->bits.mask) != 0 || v->gap > MAX_GAP ||
      (v->gap == 0) != !(parts & PART_GAP))
    r->bad = true;
}

static bool has_ahead(const struct value *v) {
  for (unsigned k = 0; k < MBPF_VERIFY_LOOP_LEVELS; k++)
    if (v->ahead[k] != AHEAD_NONE)
      return true;
  return false;
}

static void write_value(struct writer *w, const struct value *v) {
  bool target = v->aux != 0 || v->ref != 0 || v->frame != 0;
  bool plain = value_is_constant(v) && v->extent == 0 && !v->gap && !v->reach;
  write_byte(w, (uint8_t)(v->kind | (v->id != 0 || v->gap ? HAS_FORM : 0) | (has_ahead(v) ? HAS_AHEAD : 0) |
                          (target ? HAS_TARGET : 0) | (plain ? CONSTANT : 0)));
  if (plain)
    write_signed(w, (int64_t)v->number.bits.value);
  else
    write_scalar(w, v);
  if (v->id != 0 || v->gap) {
    write_number(w, v->id);
    write_signed(w, v->scale);
    write_signed(w, v->delta);
  }
  if (has_ahead(v))
    for (unsigned k = 0; k < MBPF_VERIFY_LOOP_LEVELS; k++)
      write_signed(w, v->ahead[k]);
  if (target) {
    write_number(w, v->aux);
    write_byte(w, v->ref);
    write_byte(w, v->frame);
  }
}

static void read_ahead(struct reader *r, struct value *v) {
  for (unsigned k = 0; k < MBPF_VERIFY_LOOP_LEVELS; k++) {
    int32_t ahead = read_int32(r);
    if (ahead < INT16_MIN || ahead > INT16_MAX)
      r->bad = true;
    v->ahead[k] = (int16_t)ahead;
  }
}

static void read_value(struct reader *r, struct value *v) {
  uint8_t head = read_byte(r);
  memset(v, 0, sizeof *v);
  value_clear_ahead(v);
  v->kind = head & KIND_MASK;
  if (head & CONSTANT)
    v->number = scalar_constant((uint64_t)read_signed(r), 64);
  else
    read_scalar(r, v);
  if (head & HAS_FORM) {
    v->id = (uint16_t)read_below(r, UINT16_MAX - 2);
    v->scale = read_int32(r);
    v->delta = read_int32(r);
  }
  if (head & HAS_AHEAD)
    read_ahead(r, v);
  if (head & HAS_TARGET) {
    v->aux = read_below(r, UINT32_MAX);
    v->ref = read_byte(r);
    v->frame = read_byte(r);
  }
  if (v->kind >= VALUE_KIND_COUNT || v->ref > MBPF_EBPF_MAX_REFERENCES ||
      ((v->gap || v->reach) && v->kind != VALUE_SCALAR) || (value_is_or_null(v) && v->id == 0) ||
      (v->id != 0 && v->scale == 0 && !value_is_or_null(v)) ||
      ((v->kind == VALUE_RECORD || v->kind == VALUE_RECORD_OR_NULL) != (v->ref != 0)))
    r->bad = true;
}

/* --- states --- */

void write_state(struct writer *w, const struct state *s) {
  uint32_t slots = state_slot_count(s), registers = 0, empty = 0;
  write_byte(w, s->frames);
  for (unsigned f = 0; f < s->frames; f++)
    write_byte(w, s->frame_slots[f]);
  write_byte(w, s->held);
  write_byte(w, s->foreign);
  write_number(w, s->packet_bytes);
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    registers |= s->reg[i].kind != VALUE_UNINIT ? 1u << i : 0;
  write_number(w, registers);
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (registers >> i & 1)
      write_value(w, &s->reg[i]);
  /* slots: how many empty ones come first, then what its bytes are, then its spills */
  for (uint32_t i = 0; i < slots; i++) {
    const struct slot *slot = &s->slot[i];
    if (slot->bytes == 0) {
      empty++;
      continue;
    }
    write_number(w, empty);
    write_number(w, slot->bytes);
    write_byte(w, (uint8_t)((slot->spill[0] != 0) | (slot->spill[1] != 0) << 1));
    for (unsigned which = 0; which < 2; which++)
      if (slot->spill[which])
        write_value(w, &s->pool[slot->spill[which] - 1]);
    empty = 0;
  }
  if (empty > 0)
    write_number(w, empty);
}

struct frame_header {
  uint8_t frames, held, foreign;
  uint8_t slots[MBPF_EBPF_MAX_FRAMES];
  uint32_t total;
  uint32_t packet_bytes;
  uint32_t registers;
};

static bool read_header(struct reader *r, struct frame_header *h) {
  memset(h, 0, sizeof *h);
  h->frames = read_byte(r);
  if (h->frames > MBPF_EBPF_MAX_FRAMES)
    r->bad = true;
  for (unsigned f = 0; !r->bad && f < h->frames; f++)
    h->total += h->slots[f] = read_byte(r);
  h->held = read_byte(r);
  h->foreign = read_byte(r);
  h->packet_bytes = read_below(r, MBPF_MAX_PACKET_BYTES);
  h->registers = read_below(r, (1u << STATE_REGISTERS) - 1);
  if (h->total > STACK_SLOTS)
    r->bad = true;
  return !r->bad;
}

static bool are_kinds(uint32_t bytes) {
  for (; bytes != 0; bytes >>= 4)
    if ((bytes & 15) >= BYTE_KIND_COUNT)
      return false;
  return true;
}

/* Is the pattern one that spills of the given places make? */
static bool spills_fit(uint32_t bytes, uint8_t spills) {
  uint32_t spilled = 0, expect = 0, low = 0;
  for (unsigned i = 0; i < 8; i++)
    spilled |= (bytes >> (4 * i) & 15) == BYTE_SPILL ? 1u << i : 0;
  low = spills == 1 && spilled == 0xff ? 0xff : 0x0f;
  expect = (spills & 1 ? low : 0u) | (spills & 2 ? 0xf0u : 0u);
  return spills <= 3 && spilled == expect;
}

/* The next slot that is not empty: its number, pattern and places; false after the last. */
struct slot_cursor {
  uint32_t next, total;
};

static bool read_slot(struct reader *r, struct slot_cursor *c, uint32_t *index, uint32_t *bytes,
                      uint8_t *spills) {
  if (r->bad || c->next >= c->total)
    return false;
  c->next += read_below(r, c->total - c->next);
  if (r->bad || c->next >= c->total)
    return false;
  *index = c->next++;
  *bytes = read_below(r, UINT32_MAX);
  *spills = read_byte(r);
  if (*bytes == 0 || !are_kinds(*bytes) || !spills_fit(*bytes, *spills))
    r->bad = true;
  return !r->bad;
}

/* What is written need not be as sharp as it could be. An empty number is no state. */
static void sharpen(struct reader *r, struct value *v) {
  if (v->kind != VALUE_UNINIT && !scalar_reduce(&v->number, 64))
    r->bad = true;
}

static void note_id(struct state *s, const struct value *v) {
  if (v->id >= s->next_id)
    s->next_id = (uint16_t)(v->id + 1);
  if (v->reach != REACH_DATA && v->reach >= s->next_id)
    s->next_id = (uint16_t)(v->reach + 1);
}

static void shift_ids(struct value *v, uint16_t by) {
  if (v->id != 0)
    v->id = (uint16_t)(v->id + by);
  if (v->reach != 0 && v->reach != REACH_DATA)
    v->reach = (uint16_t)(v->reach + by);
}

/* Reads a spilled value into the pool, its id shifted by base; without a state it is skipped. */
static void read_spill(struct reader *r, struct state *s, uint32_t slot, unsigned which, uint16_t base) {
  uint64_t places = s ? ~s->pool_used & width_mask(MBPF_VERIFY_SPILLS) : 0;
  struct value v;
  read_value(r, &v);
  if (!s)
    return;
  if (places == 0 || v.kind == VALUE_UNINIT || (base != 0 && v.id >= MAX_STATED_IDS) ||
      (v.kind == VALUE_STACK && v.frame >= s->frames)) {
    r->bad = true;
    v = value_uninit(LOST_MERGED);
    s->slot[slot].bytes = 0;
    return;
  }
  unsigned place = (unsigned)__builtin_ctzll(places);
  shift_ids(&v, base);
  sharpen(r, &v);
  s->pool[place] = v;
  s->pool_used |= (uint64_t)1 << place;
  s->slot[slot].spill[which] = (uint8_t)(place + 1);
  note_id(s, &v);
}

bool read_state(struct reader *r, struct state *s) {
  struct frame_header h;
  struct slot_cursor cursor;
  uint32_t index, bytes;
  uint8_t spills;
  if (!read_header(r, &h))
    return false;
  state_init(s, 0);
  s->frames = h.frames;
  memcpy(s->frame_slots, h.slots, sizeof h.slots);
  s->held = h.held;
  s->foreign = h.foreign;
  s->packet_bytes = h.packet_bytes;
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (h.registers >> i & 1) {
      read_value(r, &s->reg[i]);
      sharpen(r, &s->reg[i]);
      note_id(s, &s->reg[i]);
    }
  cursor = (struct slot_cursor){0, h.total};
  while (read_slot(r, &cursor, &index, &bytes, &spills)) {
    s->slot[index].bytes = bytes;
    for (unsigned which = 0; which < 2; which++)
      if (spills >> which & 1)
        read_spill(r, s, index, which, 0);
  }
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    r->bad = r->bad || (s->reg[i].kind == VALUE_STACK && s->reg[i].frame >= s->frames);
  return !r->bad;
}

/* --- inclusion --- */

/* What a stated unknown X is in the given state: another unknown plus a constant, a constant, or the number of one value. */
struct binding {
  uint8_t kind; /* enum below */
  uint16_t id;
  int64_t shift;
};
enum { BOUND_NOT, BOUND_TO_ID, BOUND_CONSTANT, BOUND_ONCE, BOUND_NULL, BOUND_CHECKED };

struct bindings {
  struct binding of[MAX_STATED_IDS];
};

static bool bind(struct bindings *b, uint16_t id, uint8_t kind, uint16_t to, int64_t shift) {
  struct binding *was;
  if (id >= MAX_STATED_IDS)
    return false;
  was = &b->of[id];
  if (was->kind == BOUND_NOT) {
    *was = (struct binding){kind, to, shift};
    return true;
  }
  return kind != BOUND_ONCE && was->kind == kind && was->id == to && was->shift == shift;
}

/* scale * X + delta == v for a whole X? */
static bool solve(int32_t scale, int64_t difference, int64_t *x) {
  if (scale == 0 || difference % scale != 0)
    return false;
  *x = difference / scale;
  return true;
}

/*
 * The stated value is scale * X + delta. Is there an X, the same for all values of that id? With the same scale X is the
 * given value's unknown plus a constant; a constant value fixes X; an unrelated value may choose it once.
 */
static bool form_fits(struct bindings *b, const struct value *want, const struct value *have, bool position) {
  int64_t x, difference;
  if (have->id != 0 && have->scale == want->scale) {
    return solve(want->scale, (int64_t)have->delta - want->delta, &x) &&
           bind(b, want->id, BOUND_TO_ID, have->id, x);
  }
  if (position && have->id == 0) /* a gap of a constant position */
    return solve(want->scale, (int64_t)have->delta - want->delta, &x) &&
           bind(b, want->id, BOUND_CONSTANT, 0, x);
  if (!position && value_is_constant(have)) {
    if (__builtin_sub_overflow((int64_t)have->number.bits.value, (int64_t)want->delta, &difference))
      return false;
    return solve(want->scale, difference, &x) && bind(b, want->id, BOUND_CONSTANT, 0, x);
  }
  return !position && want->scale == 1 && bind(b, want->id, BOUND_ONCE, 0, 0);
}

static bool ahead_fits(const struct value *want, const struct value *have) {
  for (unsigned k = 0; k < MBPF_VERIFY_LOOP_LEVELS; k++)
    if (want->ahead[k] != AHEAD_NONE && (have->ahead[k] == AHEAD_NONE || have->ahead[k] < want->ahead[k]))
      return false;
  return true;
}

/* The stated value may be NULL or a checked pointer; all of one id are the same of the two. */
static bool or_null_fits(struct bindings *b, const struct value *want, const struct value *have) {
  static const uint8_t checked[VALUE_KIND_COUNT] = {[VALUE_MAP_VALUE_OR_NULL] = VALUE_MAP_VALUE,
                                                    [VALUE_RECORD_OR_NULL] = VALUE_RECORD,
                                                    [VALUE_MAP_OR_NULL] = VALUE_MAP};
  if (value_is_zero(have))
    return bind(b, want->id, BOUND_NULL, 0, 0);
  if (have->aux != want->aux || have->ref != want->ref || !scalar_include(&want->number, &have->number, 64))
    return false;
  if (have->kind == want->kind)
    return bind(b, want->id, BOUND_TO_ID, have->id, 0);
  return have->kind == checked[want->kind] && bind(b, want->id, BOUND_CHECKED, 0, 0);
}

static bool extent_fits(struct bindings *b, const struct value *want, const struct value *have) {
  if (want->kind == VALUE_SCALAR && want->reach == 0)
    return true;
  if (have->extent < want->extent || (have->reach == REACH_DATA) != (want->reach == REACH_DATA))
    return false;
  return want->kind != VALUE_SCALAR || want->reach == REACH_DATA ||
         (have->reach != 0 && bind(b, want->reach, BOUND_TO_ID, have->reach, 0));
}

static bool value_fits(struct bindings *b, const struct value *want, const struct value *have) {
  if (want->kind == VALUE_UNINIT)
    return true;
  if (value_is_or_null(want))
    return or_null_fits(b, want, have);
  if (have->kind != want->kind || have->aux != want->aux || have->ref != want->ref ||
      have->frame != want->frame || !extent_fits(b, want, have) ||
      !scalar_include(&want->number, &have->number, 64) || !ahead_fits(want, have))
    return false;
  if (want->gap && have->gap != want->gap)
    return false;
  if (want->gap && want->id == 0)
    return have->id == 0 && have->delta == want->delta;
  if (!want->gap && have->gap && want->id != 0) /* the given value's form is a position, not its number */
    return want->scale == 1 && bind(b, want->id, BOUND_ONCE, 0, 0);
  return want->id == 0 || form_fits(b, want, have, want->gap);
}

/* How a given state is looked at: as it is, as a callee sees it, or as a caller sees what is left of it. */
struct sight {
  const struct state *s;
  const struct refinement *refinement;
  uint32_t registers;   /* those compared */
  uint32_t frames;      /* of s that count */
  uint32_t frame_slots; /* of a fresh frame after them, when has_fresh */
  bool has_fresh;
  bool plain; /* progress in loops is not carried over */
  uint8_t foreign;
};

/* NUMBER accepts any number, ZERO only zero, also that of an untouched byte; SPILL is compared as a value. */
static bool byte_fits(const struct state *s, uint32_t slot, unsigned i, unsigned want) {
  uint32_t bad;
  if (want == BYTE_UNTOUCHED)
    return slot_byte(&s->slot[slot], i) == BYTE_UNTOUCHED;
  if (want == BYTE_NUMBER)
    return slot_byte(&s->slot[slot], i) == BYTE_UNTOUCHED || state_is_initialised(s, slot * 8 + i, 1, &bad);
  return want != BYTE_ZERO || state_byte_is_zero(s, slot, i);
}

static uint32_t packet_bytes_of(const struct sight *v) {
  return v->refinement->packet_bytes > v->s->packet_bytes ? v->refinement->packet_bytes : v->s->packet_bytes;
}

/* The least length of the packet as all values show it. */
static uint32_t length_shown(const struct sight *v) {
  uint32_t bytes = packet_bytes_of(v), shown;
  struct value refined;
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (refine_value(v->refinement, i, &v->s->reg[i], &refined)) {
      shown = value_packet_bytes(&refined);
      bytes = shown > bytes ? shown : bytes;
    }
  for (uint64_t rest = v->s->pool_used; rest != 0; rest &= rest - 1)
    if (refine_value(v->refinement, NO_REGISTER, &v->s->pool[__builtin_ctzll(rest)], &refined)) {
      shown = value_packet_bytes(&refined);
      bytes = shown > bytes ? shown : bytes;
    }
  return bytes;
}

/* A constant is as far from the packet's end as the packet pointers, or its length, show. */
static void derive_reach(const struct sight *v, uint16_t base, struct value *have) {
  int32_t extent = INT32_MIN;
  bool known = base == REACH_DATA && value_reach_length(have, length_shown(v), &extent);
  for (unsigned i = 0; i < STATE_REGISTERS; i++) {
    struct value p;
    if (v->s->reg[i].kind == VALUE_PACKET && refine_value(v->refinement, i, &v->s->reg[i], &p))
      known = value_reach(have, &p, base, &extent) || known;
  }
  if (known) {
    have->reach = base;
    have->extent = extent;
  }
}

static bool slot_fits(const struct sight *v, struct bindings *b, struct reader *r, uint32_t slot,
                      uint32_t bytes, uint8_t spills) {
  const struct state *s = v->s;
  bool bytes_fit = true;
  for (unsigned i = 0; bytes_fit && i < 8; i++)
    bytes_fit = byte_fits(s, slot, i, bytes >> (4 * i) & 15);
  for (unsigned which = 0; which < 2; which++) {
    struct value want, have, refined;
    bool whole = which == 0 && spills == 1 && (bytes >> 28 & 15) == BYTE_SPILL;
    if (!(spills >> which & 1))
      continue;
    read_value(r, &want);
    if (r->bad || !bytes_fit || !state_peek(s, slot, which * 4, whole ? 8 : 4, &have))
      return false;
    if (!refine_value(v->refinement, NO_REGISTER, &have, &refined))
      continue;
    if (v->plain)
      value_clear_ahead(&refined);
    if (want.reach == REACH_DATA && refined.reach == 0)
      derive_reach(v, REACH_DATA, &refined);
    if (!value_fits(b, &want, &refined))
      return false;
  }
  return bytes_fit;
}

bool state_is_possible(const struct state *s, const struct refinement *refinement) {
  struct value ignored;
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (!refine_value(refinement, i, &s->reg[i], &ignored))
      return false;
  for (uint64_t rest = s->pool_used; rest != 0; rest &= rest - 1)
    if (!refine_value(refinement, NO_REGISTER, &s->pool[__builtin_ctzll(rest)], &ignored))
      return false;
  return true;
}

static bool header_fits(const struct sight *v, const struct frame_header *h) {
  return h->frames == v->frames + (v->has_fresh ? 1u : 0u) && h->packet_bytes <= packet_bytes_of(v) &&
         memcmp(h->slots, v->s->frame_slots, v->frames) == 0 &&
         (!v->has_fresh || h->slots[v->frames] == v->frame_slots) &&
         h->held == (v->s->held & ~v->refinement->released) && (v->foreign & ~h->foreign) == 0;
}

/* What the base of a stated reach is in the given state; 0: not known. */
static uint16_t base_of(const struct bindings *b, uint16_t stated) {
  if (stated == REACH_DATA)
    return stated;
  return b->of[stated].kind == BOUND_TO_ID && b->of[stated].shift == 0 ? b->of[stated].id : 0;
}

/* Reaches counted from an id are compared when all ids are bound. */
struct reach_wanted {
  uint8_t reg;
  uint16_t base;
  int32_t extent;
};
struct reaches {
  uint32_t count;
  struct reach_wanted of[STATE_REGISTERS];
};

static bool register_fits(const struct sight *v, struct bindings *b, struct reaches *later, unsigned reg,
                          struct value *want) {
  struct value have;
  if (want->kind == VALUE_UNINIT || !(v->registers >> reg & 1))
    return want->kind == VALUE_UNINIT;
  if (!refine_value(v->refinement, reg, &v->s->reg[reg], &have))
    return true; /* no concrete state at all */
  if (v->plain)
    value_clear_ahead(&have);
  if (want->reach == REACH_DATA && have.reach == 0)
    derive_reach(v, REACH_DATA, &have);
  if (want->reach != 0 && want->reach != REACH_DATA) {
    later->of[later->count++] = (struct reach_wanted){(uint8_t)reg, want->reach, want->extent};
    want->reach = 0;
    want->extent = 0;
  }
  return value_fits(b, want, &have);
}

static bool reaches_fit(const struct sight *v, const struct bindings *b, const struct reaches *wanted) {
  for (uint32_t i = 0; i < wanted->count; i++) {
    const struct reach_wanted *w = &wanted->of[i];
    uint16_t base = base_of(b, w->base);
    struct value have;
    if (base == 0)
      return false;
    if (!refine_value(v->refinement, w->reg, &v->s->reg[w->reg], &have))
      continue;
    if (have.reach == 0)
      derive_reach(v, base, &have);
    if (have.reach != base || have.extent < w->extent)
      return false;
  }
  return true;
}

/* A fresh frame holds zeros, so that all that can be stated of it but a spilled value is true. */
static bool fits(const struct sight *v, struct reader *r, bool compare_registers) {
  struct bindings b;
  struct reaches later = {.count = 0};
  struct frame_header h;
  struct slot_cursor cursor;
  struct value want;
  uint32_t index, bytes, known = state_slot_base(v->s, v->frames);
  uint8_t spills;
  if (!read_header(r, &h) || !header_fits(v, &h))
    return false;
  memset(&b, 0, sizeof b);
  for (unsigned i = 0; i < STATE_REGISTERS; i++) {
    if (!(h.registers >> i & 1))
      continue;
    read_value(r, &want);
    if (r->bad || (compare_registers && !register_fits(v, &b, &later, i, &want)))
      return false;
  }
  cursor = (struct slot_cursor){0, h.total};
  while (read_slot(r, &cursor, &index, &bytes, &spills))
    if (index >= known ? spills != 0 : !slot_fits(v, &b, r, index, bytes, spills))
      return false;
  return !r->bad && reaches_fit(v, &b, &later);
}

bool state_is_inside(const struct state *s, const struct refinement *refinement, struct reader *r) {
  struct sight v = {
      .s = s, .refinement = refinement, .registers = UINT32_MAX, .frames = s->frames, .foreign = s->foreign};
  return fits(&v, r, true);
}

bool state_enters(const struct state *s, bool shares_stack, uint32_t frame_slots, struct reader *r) {
  struct refinement nothing;
  struct sight v = {.s = s,
                    .refinement = &nothing,
                    .registers = 0x3e,
                    .frames = shares_stack ? s->frames : 0,
                    .frame_slots = frame_slots,
                    .has_fresh = true,
                    .plain = true,
                    .foreign = (uint8_t)(s->held | s->foreign)};
  refine_nothing(&nothing);
  return fits(&v, r, true);
}

bool state_leaves(const struct state *s, bool as_entered, uint32_t frame_slots, struct reader *r) {
  struct refinement nothing;
  struct sight v = {.s = s,
                    .refinement = &nothing,
                    .registers = 1,
                    .frames = s->frames - 1u,
                    .frame_slots = frame_slots,
                    .has_fresh = as_entered,
                    .plain = true,
                    .foreign = as_entered ? s->foreign : 0};
  refine_nothing(&nothing);
  return fits(&v, r, !as_entered);
}

/* --- what a call leaves behind --- */

static void unlink_all(struct value *v, void *user) {
  (void)user;
  if (!value_is_or_null(v))
    value_unlink(v);
  if (v->reach != 0 && v->reach != REACH_DATA) {
    v->reach = 0;
    v->extent = 0;
  }
}

struct loss {
  uint8_t refs;
  uint32_t frame; /* stack pointers into it and above are void */
};

static void void_lost(struct value *v, void *user) {
  const struct loss *lost = user;
  if (v->ref != 0 && (lost->refs >> (v->ref - 1) & 1))
    *v = value_uninit(LOST_RELEASED);
  if (v->kind == VALUE_STACK && v->frame >= lost->frame)
    *v = value_uninit(LOST_MERGED);
}

void state_void_refs(struct state *s, uint8_t refs) {
  struct loss lost = {refs, UINT32_MAX};
  if (refs == 0)
    return;
  state_each(s, void_lost, &lost);
  state_drop_void_spills(s);
}

void state_pop_frame(struct state *s) {
  struct loss lost = {0, s->frames - 1u};
  for (uint32_t i = state_slot_base(s, lost.frame), end = state_slot_count(s); i < end; i++)
    state_clear_slot(s, i);
  s->frames--;
  s->frame_slots[s->frames] = 0;
  state_each(s, void_lost, &lost);
  state_drop_void_spills(s);
}

bool state_return(struct state *s, bool shares_stack, bool as_entered, struct reader *r) {
  struct frame_header h;
  struct slot_cursor cursor;
  struct value v;
  uint32_t index, bytes, mine = state_slot_count(s);
  uint16_t base;
  uint8_t spills;
  if (s->next_id > UINT16_MAX / 2) { /* room for the ids of what comes back */
    state_each(s, unlink_all, NULL);
    s->next_id = UINT16_MAX / 2;
  }
  base = (uint16_t)(s->next_id - 1);
  if (!read_header(r, &h))
    return false;
  for (unsigned i = 0; i <= 5; i++)
    s->reg[i] = value_uninit(LOST_CALL);
  for (unsigned i = 0; i < STATE_REGISTERS; i++) {
    if (!(h.registers >> i & 1))
      continue;
    read_value(r, &v);
    if (i != 0 || as_entered)
      continue;
    if (v.id >= MAX_STATED_IDS || (v.kind == VALUE_STACK && v.frame >= s->frames))
      r->bad = true;
    shift_ids(&v, base);
    sharpen(r, &v);
    s->reg[0] = v;
    note_id(s, &v);
  }
  state_void_refs(s, (uint8_t)(s->held & ~h.held));
  s->held = h.held;
  if (!as_entered && h.packet_bytes > s->packet_bytes)
    s->packet_bytes = h.packet_bytes;
  for (uint32_t i = 0; shares_stack && i < mine; i++)
    state_clear_slot(s, i);
  cursor = (struct slot_cursor){0, h.total};
  while (read_slot(r, &cursor, &index, &bytes, &spills)) {
    bool keep = shares_stack && index < mine;
    if (keep)
      s->slot[index].bytes = bytes;
    for (unsigned which = 0; which < 2; which++) {
      if (!(spills >> which & 1))
        continue;
      read_spill(r, keep ? s : NULL, index, which, base);
    }
  }
  return !r->bad;
}
