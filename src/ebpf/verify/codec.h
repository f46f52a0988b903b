/*
 * States as bytes: how the proof states them and how the solver keeps those of functions' ends. docs/proof-format.md is the layout.
 * Reading accepts any bytes: what is malformed sets `bad` and reads as zero.
 */
#ifndef EBPF_VERIFY_CODEC_H
#define EBPF_VERIFY_CODEC_H

#include "ebpf/verify/state.h"

#include <stddef.h>

/* Ids in a stated state are below this. */
enum { MAX_STATED_IDS = 48 };

struct writer {
  uint8_t *at;
  size_t bytes;
  size_t length; /* counts on beyond bytes: what would have been needed */
};

struct reader {
  const uint8_t *at;
  const uint8_t *end;
  bool bad;
};

void write_byte(struct writer *w, uint8_t v);
void write_number(struct writer *w, uint64_t v); /* LEB128 */
void write_signed(struct writer *w, int64_t v);  /* zigzag */
uint8_t read_byte(struct reader *r);
uint64_t read_number(struct reader *r);
int64_t read_signed(struct reader *r);
/* A number that must be at most `most`, else bad. */
uint32_t read_below(struct reader *r, uint64_t most);

void write_state(struct writer *w, const struct state *s);
/* False, and r->bad, for bytes that are no state. */
bool read_state(struct reader *r, struct state *s);

/* --- the parts of a stated state, in order: a header, its registers' values, its slots --- */

struct frame_header {
  uint8_t frames, held, foreign;
  uint8_t slots[MBPF_EBPF_MAX_FRAMES];
  uint32_t total; /* slots of all frames */
  uint32_t packet_bytes;
  uint32_t registers; /* bits of those that hold something */
  struct sum sums[STATE_SUMS];
};

bool read_header(struct reader *r, struct frame_header *h);
void read_value(struct reader *r, struct value *v);

/* Starts as {.total = all slots}. */
struct slot_cursor {
  uint32_t next, total;
  uint32_t run; /* slots still to come that are as the last one */
  uint8_t what; /* how they are */
};

/* The next slot that is not empty: its number, pattern and places of values, which follow; false after the last. */
bool read_slot(struct reader *r, struct slot_cursor *c, uint32_t *index, uint32_t *bytes, uint8_t *spills);

/*
 * Reads a value into a register, or into a place of a slot, its ids shifted by base. What is written need not be as sharp as it could be;
 * an empty number is no state. Without a state a spill is skipped.
 */
void read_register(struct reader *r, struct state *s, unsigned reg, uint16_t base);
void read_spill(struct reader *r, struct state *s, uint32_t slot, unsigned which, uint16_t base);

#endif
