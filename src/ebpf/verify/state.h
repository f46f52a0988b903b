/*
 * What is known at one point of a program: a value for each register and for each byte of the visible stack. This is the
 * state the transfer functions change, the solver joins and the proof states.
 *
 * A value is a kind and a number: for a SCALAR the number itself, for a pointer its distance from the start of its region
 * (mod 2^64, so pointer arithmetic is plain arithmetic and cannot overflow).
 *
 *   linear form    id != 0: number == scale * X + delta (mod 2^64) with one unknown X for all values of that id in the state. Copies,
 *                  copies plus a constant and the counters of a loop share an X, so a bound on one is a bound on all.
 *   extent         packet pointers: pointer + extent <= the end, proven by a comparison.
 *   reach          a SCALAR that keeps what a comparison proved of a packet position plus it: data + (number << reach_shift) + extent <=
 *                  the end, or, when it is an id, data + X(id) + (number << reach_shift) + extent <= the end.
 *   gap            a SCALAR that is ((end of packet) - (the packet position its linear form says)) >> (gap - 1).
 *   ahead[level]   how far a value has moved at least, in the direction of the enclosing loop of that level, since the
 *                  loop's head was last passed. What termination is proven with.
 *
 * Frames are numbered from the outermost visible one; the last is the function's own.
 */
#ifndef EBPF_VERIFY_STATE_H
#define EBPF_VERIFY_STATE_H

#include "ebpf/verify/scalar.h"

#include <mbpf/config.h>

/* name, text for people, has a number that may be added to */
#define VALUE_KINDS(X)                                                                                       \
  X(UNINIT, "uninitialised", false)                                                                          \
  X(SCALAR, "a number", true)                                                                                \
  X(CONTEXT, "the context pointer", true)                                                                    \
  X(STACK, "a stack pointer", true)                                                                          \
  X(MAP_VALUE, "a pointer to a map value", true)                                                             \
  X(MAP_VALUE_OR_NULL, "a map value or NULL, not yet checked", false)                                        \
  X(MAP_KEY, "a pointer to a map key", true)                                                                 \
  X(PACKET, "a packet pointer", true)                                                                        \
  X(META, "a packet metadata pointer", true)                                                                 \
  X(PACKET_END, "the packet's end", false)                                                                   \
  X(RECORD, "a pointer to a ring record", true)                                                              \
  X(RECORD_OR_NULL, "a ring record or NULL, not yet checked", false)                                         \
  X(MAP, "a map", false)                                                                                     \
  X(MAP_OR_NULL, "an inner map or NULL, not yet checked", false)                                             \
  X(FUNCTION, "a function of the program", false)                                                            \
  X(LOW_HALF, "the low half of a packet address", false)

enum value_kind {
#define VALUE_KIND_ENUM(name, text, movable) VALUE_##name,
  VALUE_KINDS(VALUE_KIND_ENUM)
#undef VALUE_KIND_ENUM
      VALUE_KIND_COUNT
};

#define AHEAD_NONE INT16_MIN
#define REACH_DATA UINT16_MAX
enum { MAX_GAP = 17 };

/* No byte after a packet pointer is known to be there. */
enum { EXTENT_NONE = -(1 << 28) };

struct value {
  uint8_t kind;  /* enum value_kind */
  uint8_t ref;   /* RECORD: number of the obligation it stands for */
  uint8_t frame; /* STACK */
  uint8_t gap;   /* 0: none */
  uint16_t id;
  uint16_t reach; /* 0: none; REACH_DATA, or the id of the position counted from */
  uint8_t reach_shift;
  int32_t scale, delta;
  int32_t extent; /* PACKET, META, and SCALAR with reach; else 0 */
  uint32_t aux;   /* map index, record bytes, function index; LOW_HALF: of what kind; UNINIT: enum lost */
  struct scalar number;
  int16_t ahead[MBPF_VERIFY_LOOP_LEVELS]; /* or AHEAD_NONE */
};

/* Why an UNINIT value is one, for messages only. */
enum lost { LOST_NEVER, LOST_CALL, LOST_PACKET_MOVED, LOST_RELEASED, LOST_MERGED };

/*
 * What a byte of the stack holds. UNTOUCHED: what its frame began with, which is 0 where a proof states such bytes (the engine then
 * clears frames). A program may not read it, but once a store at a computed place may have hit it, it is a number in any case.
 */
enum byte_kind { BYTE_UNINIT, BYTE_NUMBER, BYTE_ZERO, BYTE_SPILL, BYTE_UNTOUCHED, BYTE_KIND_COUNT };

enum { STACK_SLOTS = MBPF_EBPF_STACK_BYTES / 8, STATE_REGISTERS = 10 };

/* A kind times this is a slot all of whose bytes are of it. */
#define EVERY_BYTE 0x11111111u

/* 8 bytes of stack. A spilled value covers bytes 0-7 or 0-3 (spill[0]) or 4-7 (spill[1]). */
struct slot {
  uint32_t bytes;   /* enum byte_kind, 4 bits each, byte 0 lowest */
  uint8_t spill[2]; /* 1 + index into pool; 0 none */
};

/* Unknowns that were added: X(a) + X(b) == X(sum). Adding them again gives the same, and bounds of the sum bound the parts. */
struct sum {
  uint16_t a, b, sum; /* 0: none */
};
enum { STATE_SUMS = 4 };

/* An unknown that was computed from another: X(result) == (scale * X(of) + delta) op constant. What is learned of one is learned of both. */
struct fact {
  uint16_t of, result; /* 0: none */
  uint8_t op;          /* enum alu */
  bool narrow;
  int32_t scale, delta;
  bool positive; /* what it was computed from is, as a signed number, and it was so far ahead */
  int16_t ahead[MBPF_VERIFY_LOOP_LEVELS];
  uint64_t constant;
};
enum { STATE_FACTS = 6 };

struct state {
  struct value reg[STATE_REGISTERS]; /* r10 is always the end of the own frame */
  struct slot slot[STACK_SLOTS];
  uint64_t pool_used; /* a bit per place of pool; others hold no value */
  uint16_t next_id;
  uint8_t held;    /* bit per obligation: a record that must be submitted or discarded */
  uint8_t foreign; /* numbers callers use for theirs, never given out in this function */
  uint8_t frames;  /* visible ones, >= 1 */
  uint8_t frame_slots[MBPF_EBPF_MAX_FRAMES];
  struct sum sums[STATE_SUMS]; /* the last ones */
  uint8_t next_sum, next_fact;
  struct fact facts[STATE_FACTS]; /* the last ones; not part of the proof */
  uint32_t packet_bytes;          /* the packet has at least that many */
  uint8_t
      direction[MBPF_VERIFY_LOOP_LEVELS]; /* enum loop_direction of the loops around; not part of the proof */
  struct value pool[MBPF_VERIFY_SPILLS];  /* last: only the places up to the highest one used are copied */
};

/* What a loop's counter does each round. */
enum loop_direction {
  LOOP_NONE,
  LOOP_UP,    /* counter >= start + ahead, signed */
  LOOP_DOWN,  /* counter <= start - ahead, signed */
  LOOP_HALVE, /* counter <= start >> ahead, unsigned */
  LOOP_UP32,  /* low half of the counter >= that of start + ahead, as signed numbers of 32 bits */
  LOOP_DOWN32,
  LOOP_CLEAR, /* every one bit of the counter is one of start's, of which `ahead` are gone */
  LOOP_DIRECTION_COUNT
};

extern const char *const value_kind_text[VALUE_KIND_COUNT];
bool value_kind_is_movable(unsigned kind);

static inline bool value_is_pointer(const struct value *v) {
  return v->kind > VALUE_SCALAR;
}
static inline bool value_is_or_null(const struct value *v) {
  return v->kind == VALUE_MAP_VALUE_OR_NULL || v->kind == VALUE_RECORD_OR_NULL ||
         v->kind == VALUE_MAP_OR_NULL;
}
static inline bool value_is_constant(const struct value *v) {
  return scalar_is_constant(&v->number);
}
static inline bool value_is_zero(const struct value *v) {
  return v->kind == VALUE_SCALAR && v->number.bits.mask == 0 && v->number.bits.value == 0;
}

struct value value_uninit(enum lost why);
struct value value_scalar(struct scalar number);
struct value value_constant(uint64_t v);
struct value value_pointer(enum value_kind kind, uint32_t aux, int64_t offset);

/* Forgets what ties a value to others; a non-constant packet pointer becomes unusable to compare, so its extent goes too. */
void value_unlink(struct value *v);
void value_clear_ahead(struct value *v);

/* A state at a function's start: nothing known, one own frame of that many bytes (a multiple of 16). */
void state_init(struct state *s, uint32_t frame_bytes);
/* *to = *from, without what from's pool does not use. */
void state_copy(struct state *to, const struct state *from);

uint16_t state_new_id(struct state *s);
/* The id of X(a) + X(b), or of X(a) - X(b); remembered. */
uint16_t state_sum_id(struct state *s, uint16_t a, uint16_t b, bool minus);
/* Forgets sums and facts, or facts alone. */
void state_forget_sums(struct state *s);
void state_forget_facts(struct state *s);
/* Remembers that *out, which gets a form of its own, is the value `of` op constant. */
void state_note_fact(struct state *s, struct value *out, const struct value *of, enum alu op, bool narrow,
                     uint64_t constant);
/* Gives a value without a linear form one of its own, so that a copy of it can share it. */
void state_name_value(struct state *s, struct value *v);

/* Applies f to every register and spilled value. */
void state_each(struct state *s, void (*f)(struct value *v, void *user), void *user);

uint32_t state_slot_base(const struct state *s, uint32_t frame);
uint32_t state_slot_count(const struct state *s);

static inline enum byte_kind slot_byte(const struct slot *slot, unsigned i) {
  return (enum byte_kind)(slot->bytes >> (4 * i) & 15);
}
static inline void slot_set_byte(struct slot *slot, unsigned i, enum byte_kind kind) {
  slot->bytes = (slot->bytes & ~(15u << (4 * i))) | (uint32_t)kind << (4 * i);
}

/* Are its bytes these, and none part of a kept value? */
static inline bool slot_has_no_values(const struct slot *slot, uint32_t bytes) {
  return slot->bytes == bytes && slot->spill[0] == 0 && slot->spill[1] == 0;
}
/* Are all its bytes plain numbers (NUMBER or ZERO)? */
static inline bool slot_is_numbers(const struct slot *slot) {
  uint32_t b = slot->bytes;
  return (b & 12 * EVERY_BYTE) == 0 && ((b ^ b >> 1) & EVERY_BYTE) == EVERY_BYTE;
}

/* The value of bytes [first, first + size) of a slot, size 4 or 8 and aligned; false when some byte is uninitialised or mixed. */
bool state_peek(const struct state *s, uint32_t slot, unsigned first, unsigned size, struct value *out);

/*
 * Stores and loads at byte `at` counted from the start of slot 0, wholly inside the stack. A store replaces; writing over part of
 * a spilled pointer makes the rest of it unreadable. A load gives the exact value where one was spilled.
 */
void state_store(struct state *s, uint32_t at, unsigned size, const struct value *v);
bool state_load(const struct state *s, uint32_t at, unsigned size, bool big_endian, struct value *out);
/*
 * For a constant number: the reach counted from base (REACH_DATA, or an id) that this packet pointer shows of it. Raises *extent and is
 * true when that is more.
 */
bool value_reach(const struct value *v, const struct value *packet, uint16_t base, unsigned shift,
                 int32_t *extent);
/* What a value alone shows of the packet's length; 0: nothing. */
uint32_t value_packet_bytes(const struct value *v);
/* The least length of the packet as all of the state shows it. */
uint32_t state_packet_bytes(const struct state *s);
/* The same by the least length of the packet, counted from its start. */
bool value_reach_length(const struct value *v, uint32_t packet_bytes, unsigned shift, int32_t *extent);
/* The extent of a packet pointer as all numbers show it that reach as far as it, or farther. */
int32_t state_extent(const struct state *s, const struct value *packet);

/* Bytes that may or may not have been written: numbers stay numbers, what was uninitialised stays so. */
void state_smear(struct state *s, uint32_t at, uint32_t size);
/* Bytes written with unknown numbers. */
void state_fill(struct state *s, uint32_t at, uint32_t size);
/* Are all bytes numbers? A spilled pointer is not. *bad is the first that is not. */
bool state_is_initialised(const struct state *s, uint32_t at, uint32_t size, uint32_t *bad);

/* All bytes of the own frame become UNTOUCHED, or UNINIT again where they are. */
void state_touch_nothing(struct state *s);
void state_forget_untouched(struct state *s);
/* Is any byte of the own frame known by what the frame began with? */
bool state_relies_on_zeros(const struct state *s);

/* Is a byte of a slot known to be 0? */
bool state_byte_is_zero(const struct state *s, uint32_t slot, unsigned byte);

/* Spilled values that became unreadable leave unreadable bytes. */
void state_drop_void_spills(struct state *s);

/* Removes whatever a slot holds. */
void state_clear_slot(struct state *s, uint32_t slot);

#endif
