// Emitting: code words, jumps, registers, constants, and the finished image.
#include "js/compile/gen.h"
#include "js/regexp/regexp.h"

// ---- code --------------------------------------------------------------------------------------------------------

void js_g_at(js_compiler *c, node_ref n) {
  c->generating->position = n_pos(c, n);
}

uint32_t js_g_here(const js_compiler *c) {
  return c->generating->code.count;
}

static void add_byte(js_compiler *c, gen_function *f, uint8_t byte) {
  if ((f->position_bytes & 3u) == 0)
    js_c_append(c, &f->positions, 0);
  if (c->failed)
    return;
  uint8_t *bytes = (uint8_t *)&c->memory[f->positions.at];
  bytes[f->position_bytes++] = byte;
}

static void add_leb(js_compiler *c, gen_function *f, uint32_t n) {
  for (; n >= 128; n >>= 7)
    add_byte(c, f, (uint8_t)(n | 128u));
  add_byte(c, f, (uint8_t)n);
}

static bool can_throw(js_opcode op) {
  switch (op) {
  case JS_EXT:
  case JS_MOVE:
  case JS_LOADI:
  case JS_LOADK:
  case JS_LOADV:
  case JS_LOADTHIS:
  case JS_LOADSELF:
  case JS_GETU:
  case JS_SETU:
  case JS_CLOSEU:
  case JS_NOT:
  case JS_TYPEOF:
  case JS_JMP:
  case JS_JT:
  case JS_JF:
  case JS_JNULLISH:
  case JS_JUNDEF:
  case JS_JSEQ:
  case JS_JSEQI:
  case JS_JSNEI:
  case JS_RET:
  case JS_RETU: return false;
  default: return true;
  }
}

// Notes line and column of the word about to be emitted.
static void add_position(js_compiler *c, gen_function *f) {
  uint32_t line, column;
  if (!c->positions || f->position == f->last_position)
    return;
  js_c_locate(c, f->position, &line, &column);
  uint32_t delta = line - f->last_line;
  add_leb(c, f, f->code.count - f->last_word);
  add_leb(c, f, line >= f->last_line ? delta << 1 : (~delta << 1) | 1u);
  add_leb(c, f, column);
  f->last_position = f->position;
  f->last_line = line;
  f->last_word = f->code.count;
}

static uint32_t operand(char kind, uint32_t v) {
  return kind == 'R' || kind == 'W' ? JS_REG(v) : v;
}

static uint32_t add_word(js_compiler *c, js_opcode op, uint32_t word) {
  gen_function *f = c->generating;
  if (can_throw(op))
    add_position(c, f);
  js_c_append(c, &f->code, word);
  if (f->code.count > 0x7fffff)
    js_c_fail(c, f->position, "function is too large; split it", NULL);
  return f->code.count - 1;
}

uint32_t js_g_emit(js_compiler *c, js_opcode op, uint32_t a, uint32_t b, uint32_t d) {
  const js_opcode_info info = js_opcode_of(op);
  uint32_t word =
      (uint32_t)op | operand(info.a, a) << 8 | operand(info.b, b) << 16 | operand(info.c, d) << 24;
  return add_word(c, op, word);
}

uint32_t js_g_emit2(js_compiler *c, js_opcode op, uint32_t a, uint32_t b) {
  return js_g_emit(c, op, a, b, 0);
}

uint32_t js_g_emit16(js_compiler *c, js_opcode op, uint32_t a, uint32_t wide) {
  return add_word(c, op, (uint32_t)op | operand(js_opcode_of(op).a, a) << 8 | (wide & 0xffffu) << 16);
}

void js_g_ext(js_compiler *c, uint32_t constant) {
  add_word(c, JS_EXT, (uint32_t)JS_EXT | constant << 8);
}

void js_g_jump(js_compiler *c, jump_list *list) {
  uint32_t at = add_word(c, JS_JMP, (uint32_t)JS_JMP | *list << 8);
  *list = at + 1;
}

static uint32_t jump_word(uint32_t at, uint32_t target) {
  return (uint32_t)JS_JMP | (target - at - 1) << 8;
}

void js_g_jump_to(js_compiler *c, uint32_t target) {
  uint32_t here = js_g_here(c);
  add_word(c, JS_JMP, jump_word(here, target));
}

void js_g_patch(js_compiler *c, jump_list list, uint32_t target) {
  while (list && !c->failed) {
    uint32_t *word = js_c_at(c, &c->generating->code, list - 1);
    uint32_t before = *word >> 8;
    *word = jump_word(list - 1, target);
    list = before;
  }
}

void js_g_patch_here(js_compiler *c, jump_list list) {
  js_g_patch(c, list, js_g_here(c));
}

// ---- registers ---------------------------------------------------------------------------------------------------

enum { MAX_REGISTERS = 250 };

uint32_t js_g_temps(js_compiler *c, uint32_t count) {
  gen_function *f = c->generating;
  uint32_t first = f->next;
  if (f->next + count > MAX_REGISTERS) {
    js_c_fail(c, f->position, "function has too many variables or too large an expression; split it", NULL);
    return 0;
  }
  f->next += count;
  if (f->next > f->most)
    f->most = f->next;
  return first;
}

uint32_t js_g_temp(js_compiler *c) {
  return js_g_temps(c, 1);
}

// ---- constants ---------------------------------------------------------------------------------------------------

// Entries of the table: names, or nodes with one of these.
#define NUMBER_CONSTANT  0x80000000u
#define PATTERN_CONSTANT 0x40000000u
enum { MAX_CONSTANTS = 0xffff };

static uint32_t add_constant(js_compiler *c, uint32_t entry) {
  js_c_append(c, &c->constants, entry);
  if (c->constants.count > MAX_CONSTANTS)
    js_c_fail(c, c->generating->position, "program has more than 65535 different texts and numbers", NULL);
  return c->constants.count - 1;
}

uint32_t js_g_constant(js_compiler *c, name_ref name, bool is_key) {
  name_record *r = js_c_name(c, name);
  if (is_key)
    r->flags |= NAME_IS_KEY;
  if (!r->use) {
    uint32_t index = add_constant(c, name);
    js_c_name(c, name)->use = index + 1;
  }
  return js_c_name(c, name)->use - 1;
}

// Numbers are shared among the last few: the same one often comes again soon.
uint32_t js_g_number_constant(js_compiler *c, node_ref number) {
  for (uint32_t i = c->constants.count, tries = 0; i-- > 0 && tries < 64; tries++) {
    uint32_t entry = *js_c_at(c, &c->constants, i);
    node_ref n = entry & ~NUMBER_CONSTANT;
    if (entry & NUMBER_CONSTANT && n_word(c, n, 0) == n_word(c, number, 0) &&
        n_word(c, n, 1) == n_word(c, number, 1))
      return i;
  }
  return add_constant(c, number | NUMBER_CONSTANT);
}

uint32_t js_g_pattern_constant(js_compiler *c, node_ref regexp) {
  return add_constant(c, regexp | PATTERN_CONSTANT);
}

uint32_t js_g_global(js_compiler *c, name_ref name) {
  name_record *r = js_c_name(c, name);
  if (!r->global) {
    js_g_constant(c, name, true);
    js_c_append(c, &c->globals, name);
    if (c->globals.count > MAX_CONSTANTS)
      js_c_fail(c, c->generating->position, "program uses more than 65535 globals", NULL);
    js_c_name(c, name)->global = c->globals.count;
  }
  return js_c_name(c, name)->global - 1;
}

void js_g_load_name(js_compiler *c, uint32_t into, name_ref name) {
  js_g_emit16(c, JS_LOADK, into, js_g_constant(c, name, false));
}

void js_g_handler(js_compiler *c, uint32_t from, uint32_t to, uint32_t target, uint32_t into) {
  gen_function *f = c->generating;
  if (from == to)
    return;
  js_c_append(c, &f->handlers, from);
  js_c_append(c, &f->handlers, to);
  js_c_append(c, &f->handlers, target | JS_REG(into) << 24);
}

// ---- the image ---------------------------------------------------------------------------------------------------

static uint32_t little_endian(uint32_t word) {
  return js_word_at(&word);
}

// Takes words from the high end.
static uint32_t take_high(js_compiler *c, uint32_t words) {
  if (words > c->high - c->low) {
    js_c_no_memory(c, words);
    return c->high;
  }
  c->high -= words;
  return c->high;
}

static uint32_t save_words(js_compiler *c, const table *t) {
  uint32_t at = take_high(c, t->count);
  for (uint32_t i = 0; i < t->count && !c->failed; i++)
    c->memory[at + i] = little_endian(*js_c_at(c, t, i));
  return at;
}

static uint32_t save_bytes(js_compiler *c, const table *t) {
  uint32_t at = take_high(c, t->count);
  if (!c->failed && t->count)
    memmove(&c->memory[at], &c->memory[t->at], t->count * sizeof(uint32_t));
  return at;
}

// Moves the function's tables to the image. Offsets are word indices of work memory until the image is finished.
void js_g_finish_function(js_compiler *c, gen_function *f) {
  uint32_t code = save_words(c, &f->code), handlers = save_words(c, &f->handlers);
  uint32_t captures = save_words(c, &f->captures), positions = save_bytes(c, &f->positions);
  uint32_t line = 0, column = 0, flags = n_word(c, f->node, FN_FLAGS), parameters = 0;
  if (c->failed)
    return;
  if (c->positions)
    js_c_locate(c, n_pos(c, f->node), &line, &column);
  for (node_ref p = n_word(c, f->node, FN_PARAMS); p; p = n_next(c, p))
    parameters += n_kind(c, p) != N_SPREAD;
  name_ref name = n_word(c, f->node, FN_NAME);
  uint32_t name_constant = name ? js_g_constant(c, name, false) : JS_NO_NAME;
  uint32_t length = n_word(c, f->node, FN_LENGTH);
  if (c->failed)
    return;
  uint32_t image_flags =
      (flags & (FF_ARROW | FF_METHOD) ? JS_FLAG_ARROW : 0u) | (flags & FF_ARGUMENTS ? JS_FLAG_ARGUMENTS : 0u);
  uint32_t *d = js_c_at(c, &c->functions, f->number * JS_F_WORDS);
  d[JS_F_CODE] = code;
  d[JS_F_CODE_WORDS] = f->code.count;
  d[JS_F_FRAME] = (f->most ? f->most : 1) | parameters << 8 | f->captures.count << 16 | image_flags << 24;
  d[JS_F_NAME] = name_constant;
  d[JS_F_LENGTH] = length;
  d[JS_F_HANDLERS] = handlers;
  d[JS_F_HANDLER_COUNT] = f->handlers.count / 3;
  d[JS_F_CAPTURES] = captures;
  d[JS_F_POSITIONS] = positions;
  d[JS_F_POSITION_BYTES] = f->position_bytes;
  d[JS_F_LINE] = line;
  d[JS_F_COLUMN] = column;
}

static uint32_t save_pattern(js_compiler *c, node_ref n) {
  struct js_regexp_error error;
  name_ref name = n_word(c, n, 0);
  uint32_t bytes = n_word(c, n, 2), words = (bytes + 3) / 4, at = take_high(c, words + 1);
  if (c->failed)
    return at;
  memset(&c->memory[at], 0, (words + 1) * 4);
  size_t length = js_regexp_compile(js_c_text(c, name), js_c_name(c, name)->bytes, n_word(c, n, 1),
                                    (uint8_t *)&c->memory[at + 1], bytes, &error);
  c->memory[at] = little_endian((uint32_t)length);
  return at;
}

static uint32_t kind_of_constant(const js_compiler *c, uint32_t entry) {
  if (entry & NUMBER_CONSTANT)
    return JS_CONSTANT_NUMBER;
  if (entry & PATTERN_CONSTANT)
    return JS_CONSTANT_PATTERN;
  return js_c_name(c, entry)->flags & NAME_IS_KEY ? JS_CONSTANT_KEY : JS_CONSTANT_STRING;
}

// The record of a constant; returns its word index.
static uint32_t save_constant(js_compiler *c, uint32_t entry) {
  if (entry & NUMBER_CONSTANT) {
    node_ref n = entry & ~NUMBER_CONSTANT;
    uint32_t at = take_high(c, 2);
    if (!c->failed) {
      c->memory[at] = little_endian(n_word(c, n, 0));
      c->memory[at + 1] = little_endian(n_word(c, n, 1));
    }
    return at;
  }
  if (entry & PATTERN_CONSTANT)
    return save_pattern(c, entry & ~PATTERN_CONSTANT);
  const name_record *r = js_c_name(c, entry);
  uint32_t words = ((uint32_t)r->bytes + 3) / 4, at = take_high(c, words + 1);
  if (c->failed)
    return at;
  if (words)
    c->memory[at + words] = 0;
  memcpy(&c->memory[at + 1], js_c_text(c, entry), r->bytes);
  uint32_t flag = r->flags & NAME_ASCII ? JS_STRING_ASCII : 0u, length = r->bytes;
  c->memory[at] = little_endian(length | flag);
  return at;
}

static const uint8_t offsets_of_function[] = {JS_F_CODE, JS_F_HANDLERS, JS_F_CAPTURES, JS_F_POSITIONS};

const uint8_t *js_g_finish_image(js_compiler *c, size_t *bytes) {
  uint32_t end = c->end;
  size_t length = 0;
  while (length < 0xffff && c->file[length])
    length++;
  name_ref file = js_c_name_of(c, (const uint8_t *)c->file, length);
  if (c->failed)
    return NULL;
  uint32_t file_constant = js_g_constant(c, file, false);
  uint32_t count = c->constants.count;
  for (uint32_t i = 0; i < count && !c->failed;
       i++) { // each entry becomes the place of its record, with its kind
    uint32_t entry = *js_c_at(c, &c->constants, i);
    uint32_t at = save_constant(c, entry);
    *js_c_at(c, &c->constants, i) = at << 2 | kind_of_constant(c, entry);
  }
  for (uint32_t i = 0; i < c->globals.count && !c->failed; i++) {
    uint32_t *g = js_c_at(c, &c->globals, i);
    *g = js_c_name(c, *g)->use - 1;
  }
  uint32_t globals = save_words(c, &c->globals);
  uint32_t constants = take_high(c, count), functions = take_high(c, c->functions.count);
  uint32_t start = take_high(c, JS_I_WORDS);
  if (c->failed)
    return NULL;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t entry = *js_c_at(c, &c->constants, i);
    c->memory[constants + i] = little_endian(((entry >> 2) - start) << 2 | (entry & 3u));
  }
  for (uint32_t i = 0; i < c->functions.count; i += JS_F_WORDS) {
    uint32_t *d = js_c_at(c, &c->functions, i);
    for (uint32_t k = 0; k < sizeof offsets_of_function; k++)
      d[offsets_of_function[k]] = (d[offsets_of_function[k]] - start) * 4;
    for (uint32_t k = 0; k < JS_F_WORDS; k++)
      c->memory[functions + i + k] = little_endian(d[k]);
  }
  const uint32_t header[JS_I_WORDS] = {
      [JS_I_MAGIC] = JS_IMAGE_MAGIC,
      [JS_I_VERSION] = JS_IMAGE_VERSION,
      [JS_I_BYTES] = (end - start) * 4,
      [JS_I_FUNCTIONS] = c->functions.count / JS_F_WORDS,
      [JS_I_FUNCTION_OFFSET] = (functions - start) * 4,
      [JS_I_CONSTANTS] = count,
      [JS_I_CONSTANT_OFFSET] = (constants - start) * 4,
      [JS_I_GLOBALS] = c->globals.count,
      [JS_I_GLOBAL_OFFSET] = (globals - start) * 4,
      [JS_I_FILE] = file_constant,
  };
  for (uint32_t i = 0; i < JS_I_WORDS; i++)
    c->memory[start + i] = little_endian(header[i]);
  if ((end - start) * 4 > 0xffffff) {
    js_c_fail(c, 0, "program is larger than 16 MiB when compiled", NULL);
    return NULL;
  }
  *bytes = (size_t)(end - start) * 4;
  return (const uint8_t *)&c->memory[start];
}
