/* Words for people: rejection classes, values, states. */
#include "base/text.h"
#include "base/error.h"
#include "ebpf/verify/transfer.h"

struct class_row {
  const char *code, *name, *title, *hint;
};

static const struct class_row rows[VERIFY_CLASS_COUNT] = {[VERIFY_OK] = {"V00", "ok", "accepted", ""},
#define VERIFY_CLASS_ROW(id, code, name, title, hint)                                                        \
  [VERIFY_##id] = {code, ERROR_WORDS(name), ERROR_WORDS(title), ERROR_WORDS(hint)},
                                                          VERIFY_CLASSES(VERIFY_CLASS_ROW)
#undef VERIFY_CLASS_ROW
};

static const struct class_row *row(enum verify_class class) {
  return &rows[class < VERIFY_CLASS_COUNT ? class : VERIFY_OK];
}

const char *verify_class_code(enum verify_class class) {
  return row(class)->code;
}
const char *verify_class_name(enum verify_class class) {
  return row(class)->name;
}
const char *verify_class_title(enum verify_class class) {
  return row(class)->title;
}
const char *verify_class_hint(enum verify_class class) {
  return row(class)->hint;
}

static void describe_number(struct text *text, const struct scalar *s) {
  if (scalar_is_constant(s))
    text_printf(text, "%lld", (long long)s->bits.value);
  else if (range_smin(s->full, 64) > INT64_MIN / 2 || range_smax(s->full, 64) < INT64_MAX / 2)
    text_printf(text, "%lld to %lld", (long long)range_smin(s->full, 64), (long long)range_smax(s->full, 64));
  else
    text_printf(text, "anything");
  if (s->stride > 1)
    text_printf(text, " in steps of %u", s->stride);
}

static const char *lost_text(uint32_t why) {
  static const char *const texts[] = {
      [LOST_NEVER] = "nothing (never set)",
      [LOST_CALL] = "nothing (calls clobber r0 to r5)",
      [LOST_PACKET_MOVED] = "nothing (the packet was moved: load data and data_end again)",
      [LOST_RELEASED] = "nothing (the record was submitted or discarded)",
      [LOST_MERGED] = "nothing certain (different things on different paths)"};
  return why < sizeof texts / sizeof texts[0] ? texts[why] : "nothing";
}

void describe_value(struct text *text, const struct value *v) {
  if (v->kind == VALUE_UNINIT) {
    text_printf(text, "%s", lost_text(v->aux));
    return;
  }
  text_printf(text, "%s", v->kind < VALUE_KIND_COUNT ? value_kind_text[v->kind] : "?");
  if (v->kind == VALUE_SCALAR) {
    text_put(text, ' ');
    describe_number(text, &v->number);
  } else if (value_kind_is_movable(v->kind) && !(value_is_constant(v) && v->number.bits.value == 0)) {
    text_printf(text, " + ");
    describe_number(text, &v->number);
  }
  if ((v->kind == VALUE_PACKET || v->kind == VALUE_META) && v->extent > 0)
    text_printf(text, " (%d bytes proven)", (int)v->extent);
  if (v->reach != 0)
    text_printf(text, " (%d packet bytes proven from there%s)", (int)v->extent,
                v->reach == REACH_DATA ? "" : ", counted from a pointer");
  if (v->kind == VALUE_MAP || v->kind == VALUE_MAP_VALUE || v->kind == VALUE_MAP_VALUE_OR_NULL)
    text_printf(text, " (map %u)", v->aux);
}

/* A slot of the stack: the value spilled there, or what its bytes are. */
static void describe_slot(struct text *text, const struct state *s, uint32_t index, uint32_t below) {
  const struct slot *slot = &s->slot[index];
  static const char *const kinds[] = {[BYTE_UNINIT] = NULL,
                                      [BYTE_NUMBER] = "numbers",
                                      [BYTE_ZERO] = "0",
                                      [BYTE_SPILL] = NULL,
                                      [BYTE_UNTOUCHED] = NULL};
  for (unsigned half = 0; half < 2; half++) {
    if (slot->spill[half] != 0) {
      text_printf(text, "%sr10-%u: ", text->length ? "; " : "", below - 4 * half);
      describe_value(text, &s->pool[slot->spill[half] - 1]);
    } else if (kinds[slot_byte(slot, 4 * half)] && (half == 0 || slot->spill[0] == 0)) {
      text_printf(text, "%sr10-%u: %s", text->length ? "; " : "", below - 4 * half,
                  kinds[slot_byte(slot, 4 * half)]);
    }
    if (slot->bytes == EVERY_BYTE * BYTE_NUMBER ||
        slot->bytes == EVERY_BYTE * BYTE_ZERO) /* the same in all eight */
      return;
  }
}

void describe_state(struct text *text, const struct state *s) {
  uint32_t frame = s->frames - 1u, base = state_slot_base(s, frame), count = s->frame_slots[frame];
  for (unsigned i = 0; i < STATE_REGISTERS; i++)
    if (s->reg[i].kind != VALUE_UNINIT) {
      text_printf(text, "%sr%u: ", text->length ? "; " : "", i);
      describe_value(text, &s->reg[i]);
    }
  for (uint32_t i = count; i > 0; i--)
    describe_slot(text, s, base + i - 1, 8 * (count - i + 1));
}
