/* States across calls: what a function's end leaves of its state, and what its caller goes on with. */
#include "ebpf/verify/inside.h"

#include <string.h>

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
    if (i != 0 || as_entered)
      read_value(r, &v);
    else
      read_register(r, s, 0, base);
  }
  if (s->reg[0].kind == VALUE_STACK && s->reg[0].frame >= s->frames)
    r->bad = true;
  state_void_refs(s, (uint8_t)(s->held & ~h.held));
  s->held = h.held;
  if (!as_entered && h.packet_bytes > s->packet_bytes)
    s->packet_bytes = h.packet_bytes;
  for (uint32_t i = 0; shares_stack && i < mine; i++)
    state_clear_slot(s, i);
  cursor = (struct slot_cursor){.total = h.total};
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
