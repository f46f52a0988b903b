/* match.c: runs regular expression programs. Bottom-up.
 *
 * The matcher goes forward and writes down, on one stack of two-word records, each choice it could have made otherwise
 * and each register it changed. Failing means taking records back until one offers another way. */
#include <string.h>

#include "js/regexp/op.h"
#include "js/regexp/regexp.h"
#include "js/unicode.h"

enum { CHARGE_INTERVAL = 256, TAG_SHIFT = 28 };

/* What a record means; the rest of its first word is a program counter or a register, its second a position or value. */
enum tag {
  UNDO,   /* register, its earlier value */
  CHOICE, /* go on there at that position */
  ENTER,  /* go into the body of that LOOP at that position */
  BOUND,  /* the lower half of the next two: a limit */
  SHRINK, /* greedy repeat: give one character back, not below the bound; go on there */
  GROW,   /* lazy repeat: take one more, the bound says how many are left; then go on behind it */
  LOOKED, /* the body of that LOOK has failed, or must be left */
};

struct matcher {
  const struct js_regexp_match *match;
  const uint8_t *end; /* of the text */
  uint32_t *registers;
  uint32_t *stack;
  size_t top, limit; /* words of the stack in use, and there are */
  uint32_t steps;    /* not charged yet */
  enum js_regexp_result failure;
};

static bool charge(struct matcher *m, uint32_t steps) {
  m->steps += steps;
  if (m->steps < CHARGE_INTERVAL)
    return true;
  steps = m->steps;
  m->steps = 0;
  if (m->match->charge(m->match->context, steps))
    return true;
  m->failure = JS_REGEXP_STOPPED;
  return false;
}

static uint32_t position(const struct matcher *m, const uint8_t *at) {
  return (uint32_t)(at - m->match->text);
}

static bool push(struct matcher *m, enum tag tag, size_t what, uint32_t value) {
  if (m->limit - m->top < 2) {
    m->failure = JS_REGEXP_NO_MEMORY;
    return false;
  }
  m->stack[m->top++] = (uint32_t)tag << TAG_SHIFT | (uint32_t)what;
  m->stack[m->top++] = value;
  return true;
}

static enum tag tag_at(const struct matcher *m, size_t record) {
  return (enum tag)(m->stack[record] >> TAG_SHIFT);
}

static uint32_t what_at(const struct matcher *m, size_t record) {
  return m->stack[record] & (((uint32_t)1 << TAG_SHIFT) - 1);
}

/* Changes a register so that failing changes it back. */
static bool set(struct matcher *m, unsigned index, uint32_t value) {
  if (m->registers[index] == value)
    return true;
  if (!push(m, UNDO, index, m->registers[index]))
    return false;
  m->registers[index] = value;
  return true;
}

static void undo(struct matcher *m, size_t record) {
  m->registers[what_at(m, record)] = m->stack[record + 1];
}

static bool is_word(uint32_t code) {
  return js_digit_value(code) < 36 || code == '_';
}

static uint8_t fold(uint8_t byte) {
  return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

static bool set_contains(const uint8_t *set, uint32_t code) {
  unsigned flags = set[SET_FLAGS];
  bool found = false;
  if (code < 0x80) {
    found = (set[SET_BITS + (code >> 3)] >> (code & 7) & 1) != 0;
  } else {
    const uint8_t *range = set + SET_RANGES;
    found = (flags & SET_HIGH) != 0 || ((flags & (SET_SPACES | SET_NOT_SPACES)) != 0 &&
                                        (flags & (js_is_space(code) ? SET_SPACES : SET_NOT_SPACES)) != 0);
    for (unsigned i = op_read16(set + SET_COUNT); i > 0 && !found; i--, range += SET_RANGE_SIZE) {
      found = code >= op_read24(range) && code <= op_read24(range + 3);
    }
  }
  return found != ((flags & SET_INVERTED) != 0);
}

/* One instruction that takes one character (or a literal): where the text goes on, or NULL. */
static const uint8_t *take(const struct matcher *m, const uint8_t *op, const uint8_t *at) {
  const uint8_t *next = at;
  uint32_t code;
  if (*op == OP_LITERAL) {
    if ((size_t)(m->end - at) < op[1])
      return NULL;
    for (unsigned i = 0; i < op[1]; i++) {
      if (at[i] != op[2 + i])
        return NULL;
    }
    return at + op[1];
  }
  if (at == m->end)
    return NULL;
  code = js_wtf8_next(&next, m->end);
  switch (*op) {
  case OP_LETTER: return code < 0x80 && (code | 0x20) == op[1] ? next : NULL;
  case OP_ANY: return js_is_line_end(code) ? NULL : next;
  case OP_SET: return set_contains(op, code) ? next : NULL;
  default: return next; /* OP_ALL */
  }
}

static size_t taker_size(const uint8_t *op) {
  switch (*op) {
  case OP_LITERAL: return SIZE_LITERAL + (size_t)op[1];
  case OP_LETTER: return SIZE_LETTER;
  case OP_SET: return SIZE_SET + SET_RANGE_SIZE * (size_t)op_read16(op + SET_COUNT);
  default: return SIZE_ANY;
  }
}

static bool word_edge(const struct matcher *m, const uint8_t *at) {
  const uint8_t *previous = at, *next = at;
  bool before = at > m->match->text && is_word(js_wtf8_previous(&previous, m->match->text));
  bool after = at < m->end && is_word(js_wtf8_next(&next, m->end));
  return before != after;
}

static bool holds(const struct matcher *m, unsigned op, const uint8_t *at) {
  const uint8_t *near = at;
  switch (op) {
  case OP_TEXT_START: return at == m->match->text;
  case OP_TEXT_END: return at == m->end;
  case OP_LINE_START: return at == m->match->text || js_is_line_end(js_wtf8_previous(&near, m->match->text));
  case OP_LINE_END: return at == m->end || js_is_line_end(js_wtf8_next(&near, m->end));
  default: return word_edge(m, at) == (op == OP_WORD_EDGE);
  }
}

/* What group `group` matched, again: where the text goes on, or NULL. A group that took no part matches nothing. */
static const uint8_t *take_again(struct matcher *m, unsigned group, bool folded, const uint8_t *at) {
  uint32_t start = m->registers[2 * group], stop = m->registers[2 * group + 1];
  const uint8_t *text = m->match->text;
  if (start == JS_REGEXP_UNSET || stop == JS_REGEXP_UNSET)
    return at;
  if ((size_t)(m->end - at) < stop - start || !charge(m, (stop - start) / 4))
    return NULL;
  for (; start < stop; start++, at++) {
    if (folded ? fold(text[start]) != fold(*at) : text[start] != *at)
      return NULL;
  }
  return at;
}

/* A repeat of one character at `op`. On success *at has moved, and a record offers the other numbers of rounds. */
static bool repeat(struct matcher *m, const uint8_t *op, size_t pc, const uint8_t **at) {
  const uint8_t *taker = op + SIZE_REPEAT_GREEDY;
  uint32_t min = op_read32(op + 1), max = op_read32(op + 5), count = 0;
  bool greedy = *op == OP_REPEAT_GREEDY;
  const uint8_t *next, *floor = *at;
  for (; count < (greedy ? max : min) && (next = take(m, taker, *at)) != NULL; *at = next) {
    if (count++ == min)
      floor = *at;
    if ((count & 63) == 0 && !charge(m, 64))
      return false;
  }
  if (count < min)
    return false;
  if (count == min)
    floor = *at;
  if (!greedy) {
    if (max == min)
      return true;
    return push(m, BOUND, 0, max == REPEAT_FOREVER ? max : max - min) && push(m, GROW, pc, position(m, *at));
  }
  if (*at == floor)
    return true;
  return push(m, BOUND, 0, position(m, floor)) &&
         push(m, SHRINK, pc + SIZE_REPEAT_GREEDY + taker_size(taker), position(m, *at));
}

static bool enter(struct matcher *m, const uint8_t *loop, const uint8_t *at) {
  unsigned first = op_read16(loop + LOOP_UNSET), count = op_read16(loop + LOOP_UNSET + 2);
  if ((loop[LOOP_FLAGS] & LOOP_MAY_BE_EMPTY) != 0 &&
      !set(m, op_read16(loop + LOOP_REGISTER) + 1, position(m, at))) {
    return false;
  }
  for (unsigned i = first; i < first + count; i++) {
    if (!set(m, i, JS_REGEXP_UNSET))
      return false;
  }
  return charge(m, count / 4);
}

/* At LOOP: goes into the body or leaves, and writes the other down. Moves *pc. */
static bool loop(struct matcher *m, const uint8_t *op, size_t *pc, const uint8_t *at) {
  uint32_t rounds = m->registers[op_read16(op + LOOP_REGISTER)];
  size_t body = *pc + LOOP_BODY, leave = op_target(op + LOOP_EXIT, *pc);
  bool must_enter = rounds < op_read32(op + LOOP_MIN);
  bool must_leave = rounds >= op_read32(op + LOOP_MAX); /* never if REPEAT_FOREVER: rounds stay below */
  if (!must_enter && (must_leave || (op[LOOP_FLAGS] & LOOP_GREEDY) == 0)) {
    if (!must_leave && !push(m, ENTER, *pc, position(m, at)))
      return false;
    *pc = leave;
    return true;
  }
  if (!must_enter && !push(m, CHOICE, leave, position(m, at)))
    return false;
  *pc = body;
  return enter(m, op, at);
}

/* At the end of a round. A round beyond the minimum that took nothing fails (ECMA-262 22.2.2.3.1, step 2.b). */
static bool end_round(struct matcher *m, const uint8_t *loop_op, const uint8_t *at) {
  unsigned counter = op_read16(loop_op + LOOP_REGISTER);
  uint32_t rounds = m->registers[counter], min = op_read32(loop_op + LOOP_MIN);
  bool empty = (loop_op[LOOP_FLAGS] & LOOP_MAY_BE_EMPTY) != 0 && m->registers[counter + 1] == position(m, at);
  if (empty && rounds >= min)
    return false;
  if (op_read32(loop_op + LOOP_MAX) == REPEAT_FOREVER && rounds >= min)
    return true;
  return set(m, counter, rounds + 1);
}

static bool look(struct matcher *m, const uint8_t *op, size_t pc, const uint8_t *at) {
  unsigned index = op_read16(op + LOOK_REGISTER);
  if (!push(m, UNDO, index, m->registers[index]))
    return false;
  m->registers[index] = (uint32_t)m->top;
  return push(m, LOOKED, pc, position(m, at));
}

/* The body of a LOOK has matched: forget its choices. Positive: keep what is to be undone, go back to where it began.
 * Negative: that is a failure. */
static bool end_look(struct matcher *m, const uint8_t *op, const uint8_t **at) {
  size_t base = m->registers[op_read16(op + LOOK_REGISTER)], kept = base;
  uint32_t began;
  /* In a program from an image a loop may have changed that register: then this way fails. */
  if (base >= m->top || (base & 1) != 0 || tag_at(m, base) != LOOKED)
    return false;
  began = m->stack[base + 1];
  if (op[LOOK_NEGATIVE]) {
    for (; m->top > base; m->top -= 2) {
      if (tag_at(m, m->top - 2) == UNDO)
        undo(m, m->top - 2);
    }
    return false;
  }
  if (!charge(m, (uint32_t)((m->top - base) / 8)))
    return false;
  for (size_t record = base; record < m->top; record += 2) {
    if (tag_at(m, record) != UNDO)
      continue;
    m->stack[kept++] = m->stack[record];
    m->stack[kept++] = m->stack[record + 1];
  }
  m->top = kept;
  *at = m->match->text + began;
  return true;
}

/* Another round of the lazy repeat in the record on top, which stays there if more are possible. */
static bool grow(struct matcher *m, size_t *pc, const uint8_t **at) {
  const uint8_t *op = m->match->program + *pc;
  uint32_t left = m->stack[m->top - 3];
  const uint8_t *next = take(m, op + SIZE_REPEAT_LAZY, *at);
  if (next == NULL || left == 1)
    m->top -= 4;
  if (next == NULL)
    return false;
  if (left != 1) {
    m->stack[m->top - 3] = left == REPEAT_FOREVER ? left : left - 1;
    m->stack[m->top - 1] = position(m, next);
  }
  *at = next;
  *pc += SIZE_REPEAT_LAZY + taker_size(op + SIZE_REPEAT_LAZY);
  return true;
}

/* One character less for the greedy repeat in the record on top, which stays there if fewer are possible. */
static void shrink(struct matcher *m, const uint8_t **at) {
  const uint8_t *floor = m->match->text + m->stack[m->top - 3];
  js_wtf8_previous(at, floor);
  m->stack[m->top - 1] = position(m, *at);
  if (*at == floor)
    m->top -= 4;
}

/* Takes records back until one offers another way; false if there is none. */
static bool fail(struct matcher *m, size_t *pc, const uint8_t **at) {
  while (m->top > 0) {
    size_t record = m->top - 2;
    if (!charge(m, 1))
      return false;
    if (tag_at(m, record) == UNDO) {
      undo(m, record);
      m->top = record;
      continue;
    }
    *pc = what_at(m, record);
    *at = m->match->text + m->stack[record + 1];
    switch (tag_at(m, record)) {
    case SHRINK: shrink(m, at); return true;
    case GROW:
      if (grow(m, pc, at))
        return true;
      break;
    case LOOKED: {
      const uint8_t *op = m->match->program + *pc;
      m->top = record;
      if (!op[LOOK_NEGATIVE])
        break;
      *pc = op_target(op + LOOK_END, *pc);
      return true;
    }
    case ENTER:
      m->top = record;
      if (!enter(m, m->match->program + *pc, *at))
        return false;
      *pc += LOOP_BODY;
      return true;
    default: m->top = record; return true;
    }
  }
  return false;
}

/* One instruction: moves *pc and *at; false if this way fails. */
static bool step(struct matcher *m, size_t *pc, const uint8_t **at) {
  const uint8_t *op = m->match->program + *pc;
  const uint8_t *next;
  switch (*op) {
  case OP_LINE_START:
  case OP_LINE_END:
  case OP_TEXT_START:
  case OP_TEXT_END:
  case OP_WORD_EDGE:
  case OP_NO_WORD_EDGE: ++*pc; return holds(m, *op, *at);
  case OP_SAVE: *pc += SIZE_SAVE; return set(m, op_read16(op + 1), position(m, *at));
  case OP_BACK:
  case OP_BACK_FOLD:
    next = take_again(m, op_read16(op + 1), *op == OP_BACK_FOLD, *at);
    if (next != NULL)
      *at = next;
    *pc += SIZE_BACK;
    return next != NULL;
  case OP_JUMP: *pc = op_target(op + 1, *pc); return true;
  case OP_SPLIT:
    if (!push(m, CHOICE, op_target(op + 1, *pc), position(m, *at)))
      return false;
    *pc += SIZE_SPLIT;
    return true;
  case OP_REPEAT_GREEDY:
  case OP_REPEAT_LAZY:
    if (!repeat(m, op, *pc, at))
      return false;
    *pc += SIZE_REPEAT_GREEDY + taker_size(op + SIZE_REPEAT_GREEDY);
    return true;
  case OP_LOOP_BEGIN: *pc += SIZE_LOOP_BEGIN; return set(m, op_read16(op + 1), 0);
  case OP_LOOP: return loop(m, op, pc, *at);
  case OP_LOOP_NEXT: *pc = op_target(op + 1, *pc); return end_round(m, m->match->program + *pc, *at);
  case OP_LOOK: *pc += LOOK_BODY; return look(m, op, (size_t)(op - m->match->program), *at);
  case OP_LOOK_DONE:
    next = m->match->program + op_target(op + 1, *pc);
    *pc += SIZE_LOOK_DONE;
    return end_look(m, next, at);
  default:
    next = take(m, op, *at);
    if (next == NULL)
      return false;
    *at = next;
    *pc += taker_size(op);
    return true;
  }
}

/* Tries to match at `start` and nowhere else. */
static enum js_regexp_result match_at(struct matcher *m, const uint8_t *start) {
  size_t pc = HEADER_SIZE;
  const uint8_t *at = start;
  m->top = 0;
  m->failure = JS_REGEXP_NO_MATCH;
  for (;;) {
    if (m->match->program[pc] == OP_MATCH) {
      m->registers[0] = position(m, start);
      m->registers[1] = position(m, at);
      return JS_REGEXP_MATCH;
    }
    if (charge(m, 1) && step(m, &pc, &at))
      continue;
    if (m->failure != JS_REGEXP_NO_MATCH || !fail(m, &pc, &at))
      return m->failure;
  }
}

/* Moves over places where a program that begins with `first` cannot match; false if it can match nowhere. */
static bool skip(struct matcher *m, const uint8_t *first, const uint8_t **at) {
  const uint8_t *from = *at;
  if (*first == OP_TEXT_START)
    return *at == m->match->text;
  if (*first != OP_LITERAL)
    return true;
  while (*at < m->end && **at != first[SIZE_LITERAL])
    ++*at;
  return charge(m, (uint32_t)(*at - from) / 8) && *at < m->end;
}

int js_regexp_flags(const uint8_t *text, size_t length) {
  unsigned flags = 0;
  for (size_t i = 0; i < length; i++) {
    unsigned bit = 0;
    while (bit < JS_REGEXP_FLAGS && (uint8_t)JS_REGEXP_FLAG_LETTERS[bit] != text[i])
      bit++;
    if (bit == JS_REGEXP_FLAGS || (flags >> bit & 1) != 0)
      return -1;
    flags |= 1u << bit;
  }
  return (int)flags;
}

unsigned js_regexp_program_flags(const uint8_t *program) {
  return program[HEADER_FLAGS];
}

unsigned js_regexp_groups(const uint8_t *program) {
  return op_read16(program + HEADER_GROUPS);
}

size_t js_regexp_memory(const uint8_t *program) {
  return op_read16(program + HEADER_REGISTERS);
}

enum js_regexp_result js_regexp_match(const struct js_regexp_match *match, size_t start) {
  size_t registers = js_regexp_memory(match->program);
  bool sticky = !match->anywhere && (match->program[HEADER_FLAGS] & JS_REGEXP_STICKY) != 0;
  struct matcher m = {.match = match, .end = match->text + match->length, .registers = match->memory};
  const uint8_t *at = match->text + start;
  enum js_regexp_result result = JS_REGEXP_NO_MATCH;
  if (match->memory_words < registers)
    return JS_REGEXP_NO_MEMORY;
  m.stack = match->memory + registers;
  m.limit = match->memory_words - registers;
  memset(match->memory, 0xFF, registers * sizeof *match->memory);
  while (result == JS_REGEXP_NO_MATCH && (sticky || skip(&m, match->program + HEADER_SIZE, &at))) {
    result = match_at(&m, at);
    if (sticky || at == m.end)
      break;
    js_wtf8_next(&at, m.end);
  }
  if (result == JS_REGEXP_NO_MATCH)
    result = m.failure;
  if (m.steps > 0 && !match->charge(match->context, m.steps) && result != JS_REGEXP_NO_MEMORY)
    result = JS_REGEXP_STOPPED;
  return result;
}
