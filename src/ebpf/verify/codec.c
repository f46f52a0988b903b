/* States as bytes. Bottom-up: numbers, values, states. */
#include "ebpf/verify/codec.h"

#include <string.h>

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

/* A reach is written as its base (0: data) times this and its shift. */
#define REACH_SHIFTS 32u
_Static_assert((unsigned)MAX_GAP <= REACH_SHIFTS, "shifts fit beside an id");

/* First byte of a value: its kind, and which of the following are there. Second byte, unless CONSTANT: parts of the number. */
enum { HAS_FORM = 1 << 4, HAS_AHEAD = 1 << 5, HAS_TARGET = 1 << 6, CONSTANT = 1 << 7, KIND_MASK = 15 };
enum {
  PART_FULL = 1 << 0,
  PART_HALF = 1 << 1,
  PART_BITS = 1 << 2,
  PART_GAP = 1 << 3,
  PART_EXTENT = 1 << 4,
  PART_REACH = 1 << 5,
  PART_STRIDE = 1 << 6
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
                          (v->reach ? PART_REACH : 0) | (s->stride > 1 ? PART_STRIDE : 0)));
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
    write_number(w, (v->reach == REACH_DATA ? 0u : v->reach) * REACH_SHIFTS + v->reach_shift);
  if (s->stride > 1)
    write_number(w, s->stride);
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
    uint32_t reach = read_below(r, MAX_STATED_IDS * REACH_SHIFTS - 1);
    v->reach = reach < REACH_SHIFTS ? REACH_DATA : (uint16_t)(reach / REACH_SHIFTS);
    v->reach_shift = reach % REACH_SHIFTS;
    r->bad = r->bad || v->reach_shift >= MAX_GAP;
  }
  if (parts & PART_STRIDE)
    s->stride = read_below(r, UINT32_MAX);
  if ((parts >> 7) != 0 || (s->bits.value & s->bits.mask) != 0 || v->gap > MAX_GAP ||
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

void read_value(struct reader *r, struct value *v) {
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

/* Slots are written in runs of equal ones. What a slot is: the kind of all its bytes, SPILL for one whole value, or MIXED. */
enum { MIXED = BYTE_KIND_COUNT, RUN_SHIFT = 3, LONGEST_RUN = 31 };

static unsigned what_is(const struct slot *slot) {
  unsigned kind = slot->bytes & 15;
  return slot->bytes == kind * EVERY_BYTE && slot->spill[1] == 0 ? kind : (unsigned)MIXED;
}

static void write_run(struct writer *w, unsigned what, uint32_t count) {
  bool is_long = count > LONGEST_RUN;
  write_byte(w, (uint8_t)(what | (is_long ? LONGEST_RUN : count - 1) << RUN_SHIFT));
  if (is_long)
    write_number(w, count - 1 - LONGEST_RUN);
}

static uint8_t places_of(const struct slot *slot) {
  return (uint8_t)((slot->spill[0] != 0) | (slot->spill[1] != 0) << 1);
}

static void write_pattern(struct writer *w, const struct slot *slot) {
  write_byte(w, places_of(slot));
  write_number(w, slot->bytes);
}

static void write_spills(struct writer *w, const struct state *s, const struct slot *slot) {
  for (unsigned which = 0; which < 2; which++)
    if (slot->spill[which])
      write_value(w, &s->pool[slot->spill[which] - 1]);
}

static void write_sums(struct writer *w, const struct state *s) {
  uint8_t count = 0;
  for (unsigned i = 0; i < STATE_SUMS; i++)
    count = (uint8_t)(count + (s->sums[i].sum != 0));
  write_byte(w, count);
  for (unsigned i = 0; i < STATE_SUMS; i++)
    if (s->sums[i].sum != 0) {
      write_number(w, s->sums[i].a);
      write_number(w, s->sums[i].b);
      write_number(w, s->sums[i].sum);
    }
}

static void read_sums(struct reader *r, struct sum sums[STATE_SUMS]) {
  uint8_t count = read_byte(r);
  if (count > STATE_SUMS)
    r->bad = true;
  for (unsigned i = 0; !r->bad && i < count; i++) {
    sums[i].a = (uint16_t)read_below(r, MAX_STATED_IDS - 1);
    sums[i].b = (uint16_t)read_below(r, MAX_STATED_IDS - 1);
    sums[i].sum = (uint16_t)read_below(r, MAX_STATED_IDS - 1);
    if (sums[i].a == 0 || sums[i].b == 0 || sums[i].sum == 0)
      r->bad = true;
  }
}

void write_state(struct writer *w, const struct state *s) {
  uint32_t slots = state_slot_count(s), registers = 0, count;
  write_byte(w, s->frames);
  for (unsigned f = 0; f < s->frames; f++)
    write_byte(w, s->frame_slots[f]);
  write_byte(w, s->held);
  write_byte(w, s->foreign);
  write_number(w, s->packet_bytes);
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    registers |= s->reg[i].kind != VALUE_UNINIT ? 1u << i : 0;
  write_number(w, registers);
  write_sums(w, s);
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (registers >> i & 1)
      write_value(w, &s->reg[i]);
  for (uint32_t i = 0; i < slots; i += count) {
    unsigned what = what_is(&s->slot[i]);
    for (count = 1; what != MIXED && i + count < slots && what_is(&s->slot[i + count]) == what;)
      count++;
    write_run(w, what, count);
    if (what == MIXED)
      write_pattern(w, &s->slot[i]);
    for (uint32_t k = i; (what == MIXED || what == BYTE_SPILL) && k < i + count; k++)
      write_spills(w, s, &s->slot[k]);
  }
}

bool read_header(struct reader *r, struct frame_header *h) {
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
  read_sums(r, h->sums);
  if (h->total > STACK_SLOTS)
    r->bad = true;
  return !r->bad;
}

/* Four bits a byte; kinds are below 5, and only SPILL has its two lowest bits set. */
static bool are_kinds(uint32_t bytes) {
  uint32_t low = bytes | bytes >> 1;
  return (bytes & 8u * EVERY_BYTE) == 0 && (bytes >> 2 & low & EVERY_BYTE) == 0;
}

_Static_assert(BYTE_KIND_COUNT == 5 && BYTE_SPILL == 3, "are_kinds and spills_fit");

/* Is the pattern one that spills of the given places make? */
static bool spills_fit(uint32_t bytes, uint8_t spills) {
  static const uint32_t of[] = {0, 0x1111, 0x11110000, EVERY_BYTE};
  uint32_t spilled = bytes & bytes >> 1 & EVERY_BYTE;
  return spills <= 3 && (spilled == of[spills] || (spills == 1 && spilled == EVERY_BYTE));
}

static bool start_run(struct reader *r, struct slot_cursor *c) {
  uint8_t head = read_byte(r);
  c->what = head & ((1u << RUN_SHIFT) - 1);
  c->run = (head >> RUN_SHIFT) + 1u;
  if (head >> RUN_SHIFT == LONGEST_RUN)
    c->run += read_below(r, STACK_SLOTS);
  if (c->what > MIXED || c->run > c->total - c->next || (c->what == MIXED && c->run != 1))
    r->bad = true;
  return !r->bad;
}

bool read_slot(struct reader *r, struct slot_cursor *c, uint32_t *index, uint32_t *bytes, uint8_t *spills) {
  while (c->run == 0 || c->what == BYTE_UNINIT) {
    c->next += c->run;
    c->run = 0;
    if (r->bad || c->next >= c->total || !start_run(r, c))
      return false;
  }
  *index = c->next++;
  c->run--;
  *bytes = c->what * EVERY_BYTE;
  *spills = c->what == BYTE_SPILL;
  if (c->what == MIXED) {
    *spills = read_byte(r);
    *bytes = read_below(r, UINT32_MAX);
    if (*bytes == 0 || !are_kinds(*bytes) || !spills_fit(*bytes, *spills))
      r->bad = true;
  }
  return !r->bad;
}

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

void read_register(struct reader *r, struct state *s, unsigned reg, uint16_t base) {
  struct value *v = &s->reg[reg];
  read_value(r, v);
  if (base != 0 && v->id >= MAX_STATED_IDS)
    r->bad = true;
  shift_ids(v, base);
  sharpen(r, v);
  note_id(s, v);
}

void read_spill(struct reader *r, struct state *s, uint32_t slot, unsigned which, uint16_t base) {
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
  memcpy(s->sums, h.sums, sizeof s->sums);
  if (h.sums[0].sum != 0)
    s->next_id = MAX_STATED_IDS; /* above all that sums name */
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (h.registers >> i & 1)
      read_register(r, s, i, 0);
  cursor = (struct slot_cursor){.total = h.total};
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
