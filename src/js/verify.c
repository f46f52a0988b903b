// The image verifier: one linear pass, no memory. What it lets pass the interpreter runs without looking again:
// every operation known, every register inside its frame, every index inside its table, every jump inside its
// function, no way to run off the end of the code. Kinds of values are checked at run time, so no image can do what
// no source could.
#include "js/image.h"
#include "js/opcode.h"
#include "js/unicode.h"

typedef struct {
  const uint8_t *base;
  uint32_t bytes;
  uint32_t at; // where the fault is
  uint32_t functions, function_offset, constants, constant_offset, globals, global_offset;
} checker;

#define REQUIRE(condition, message)                                                                          \
  do {                                                                                                       \
    if (!(condition))                                                                                        \
      return message;                                                                                        \
  } while (0)

static const char OUTSIDE[] = "something lies outside the image";
static const char NO_NAME[] = "a name is not a string";

static uint32_t word(const checker *c, uint32_t offset) {
  return js_image_word(c->base, offset);
}

// `count` records of `size` bytes from `offset`, a multiple of four, lie in the image.
static bool inside(const checker *c, uint32_t offset, uint32_t count, uint32_t size) {
  return (offset & 3u) == 0 && offset <= c->bytes && (uint64_t)count * size <= c->bytes - offset;
}

// ---- tables ------------------------------------------------------------------------------------------------------

static const char *check_header(checker *c, size_t bytes) {
  REQUIRE(((uintptr_t)c->base & 3u) == 0, "image is not 4-byte aligned");
  REQUIRE(bytes >= JS_I_WORDS * 4 && bytes <= 0xffffffu, "size is not that of an image");
  REQUIRE(word(c, JS_I_MAGIC * 4) == JS_IMAGE_MAGIC, "not an image");
  c->at = 4;
  REQUIRE(word(c, JS_I_VERSION * 4) == JS_IMAGE_VERSION, "version is not known");
  c->at = 8;
  REQUIRE(word(c, JS_I_BYTES * 4) == bytes, "length differs from the header's");
  c->functions = word(c, JS_I_FUNCTIONS * 4);
  c->function_offset = word(c, JS_I_FUNCTION_OFFSET * 4);
  c->constants = word(c, JS_I_CONSTANTS * 4);
  c->constant_offset = word(c, JS_I_CONSTANT_OFFSET * 4);
  c->globals = word(c, JS_I_GLOBALS * 4);
  c->global_offset = word(c, JS_I_GLOBAL_OFFSET * 4);
  c->at = JS_I_FUNCTIONS * 4;
  REQUIRE(c->functions > 0 && c->functions <= 0xffff &&
              inside(c, c->function_offset, c->functions, JS_F_WORDS * 4),
          OUTSIDE);
  c->at = JS_I_CONSTANTS * 4;
  REQUIRE(c->constants <= 0xffff && inside(c, c->constant_offset, c->constants, 4), OUTSIDE);
  c->at = JS_I_GLOBALS * 4;
  REQUIRE(c->globals <= 0xffff && inside(c, c->global_offset, c->globals, 4), OUTSIDE);
  return NULL;
}

// Is there a constant, and is it a pattern?
static bool is_constant(const checker *c, uint32_t constant, bool pattern) {
  return constant < c->constants &&
         ((word(c, c->constant_offset + constant * 4) & 3u) == JS_CONSTANT_PATTERN) == pattern;
}

static bool is_string(const checker *c, uint32_t constant) {
  return constant < c->constants && !(word(c, c->constant_offset + constant * 4) & 1u);
}

static const char *check_string(checker *c, uint32_t offset) {
  REQUIRE(inside(c, offset, 1, 4), OUTSIDE);
  uint32_t head = word(c, offset), bytes = head & ~JS_STRING_ASCII;
  REQUIRE(bytes <= c->bytes - offset - 4, OUTSIDE);
  const uint8_t *text = c->base + offset + 4;
  if (!(head & JS_STRING_ASCII)) {
    REQUIRE(js_wtf8_valid(text, bytes), "string is not well-formed text");
    return NULL;
  }
  for (uint32_t i = 0; i < bytes; i++)
    REQUIRE(text[i] < 0x80, "string is not ASCII as it says");
  return NULL;
}

static const char *check_pattern(checker *c, uint32_t offset) {
  REQUIRE(inside(c, offset, 1, 4) && inside(c, offset + 4, word(c, offset), 1), OUTSIDE);
  REQUIRE(js_regexp_verify(c->base + offset + 4, word(c, offset)), "pattern is not well-formed code");
  return NULL;
}

static const char *check_constants(checker *c) {
  for (uint32_t i = 0; i < c->constants; i++) {
    c->at = c->constant_offset + i * 4;
    uint32_t entry = word(c, c->at), offset = entry & ~3u;
    uint32_t kind = entry & 3u;
    if (kind == JS_CONSTANT_NUMBER) {
      REQUIRE(inside(c, offset, 1, 8), OUTSIDE);
      continue;
    }
    const char *wrong = kind == JS_CONSTANT_PATTERN ? check_pattern(c, offset) : check_string(c, offset);
    if (wrong)
      return wrong;
  }
  for (uint32_t i = 0; i < c->globals; i++) {
    c->at = c->global_offset + i * 4;
    REQUIRE(is_string(c, word(c, c->at)), NO_NAME);
  }
  c->at = JS_I_FILE * 4;
  REQUIRE(is_string(c, word(c, c->at)), NO_NAME);
  return NULL;
}

// ---- functions ---------------------------------------------------------------------------------------------------

typedef struct {
  uint32_t code, words, registers, captures;
} function;

static bool register_ok(const function *f, uint32_t operand, uint32_t window) {
  uint32_t r = 255 - operand;
  return r < f->registers && window <= f->registers - r;
}

// Registers from the one that starts the window.
static uint32_t window_of(js_opcode op, uint32_t w) {
  switch (op) {
  case JS_CONCAT:
  case JS_NEWARR:
  case JS_APPEND: return js_op_c(w);
  case JS_GETM:
  case JS_GETME:
  case JS_GETGM: return 2;
  case JS_CALL:
  case JS_CALLF:
  case JS_NEW: return JS_WINDOW_CALL + js_op_b(w);
  case JS_CALLV:
  case JS_NEWV: return JS_WINDOW_CALL + 1;
  case JS_FORIN:
  case JS_NEXTK: return 4;
  default: return 3;
  }
}

static bool jump_ok(const function *f, uint32_t at, uint32_t w) {
  int64_t target = (int64_t)at + 1 + js_op_s24(w);
  return target >= 0 && target < f->words;
}

// The captures of a function made here are registers or captures of this one.
static bool captures_ok(const checker *c, const function *f, uint32_t index) {
  uint32_t other = c->function_offset + index * (JS_F_WORDS * 4);
  uint32_t count = (word(c, other + JS_F_FRAME * 4) >> 16) & 255u, table = word(c, other + JS_F_CAPTURES * 4);
  if (!inside(c, table, count, 4))
    return false;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t capture = word(c, table + i * 4), n = capture & ~0x80000000u;
    if (n >= (capture >> 31 ? f->registers : f->captures))
      return false;
  }
  return true;
}

static bool operand_ok(const checker *c, const function *f, char kind, uint32_t w, uint32_t value,
                       uint32_t at) {
  switch (kind) {
  case 'R': return register_ok(f, value, 1);
  case 'W': return register_ok(f, value, window_of((js_opcode)(w & 255u), w));
  case 'V': return value <= 4;
  case 'U': return value < f->captures;
  case 'K': return is_constant(c, js_op_u16(w), false);
  case 'P': return is_constant(c, js_op_u16(w), true);
  case 'N': return is_string(c, js_op_u16(w));
  case 'F': return js_op_u16(w) < c->functions && js_op_u16(w) > 0 && captures_ok(c, f, js_op_u16(w));
  case 'G': return js_op_u16(w) < c->globals;
  case 'J': return jump_ok(f, at, w);
  default: return true;
  }
}

static bool ends_flow(js_opcode op) {
  return op == JS_RET || op == JS_RETU || op == JS_THROW || op == JS_JMP || op == JS_THROWC;
}

static const char *check_code(checker *c, const function *f) {
  bool ended = false;
  for (uint32_t i = 0; i < f->words; i++) {
    c->at = f->code + i * 4;
    uint32_t w = word(c, c->at), op = w & 255u;
    REQUIRE(op < JS_OPCODE_COUNT, "unknown operation");
    const js_opcode_info info = js_opcode_of((js_opcode)op);
    REQUIRE(operand_ok(c, f, info.a, w, js_op_a(w), i) && operand_ok(c, f, info.b, w, js_op_b(w), i) &&
                operand_ok(c, f, info.c, w, js_op_c(w), i),
            "operand out of range");
    ended = ends_flow((js_opcode)op);
    if (info.second == '-')
      continue;
    REQUIRE(i + 1 < f->words, "operation without its second word");
    uint32_t next = word(c, c->at + 4);
    c->at += 4;
    if (info.second == 'J')
      REQUIRE((next & 255u) == JS_JMP && jump_ok(f, i + 1, next),
              "second word is not a jump inside the function");
    else
      REQUIRE((next & 255u) == JS_EXT && is_string(c, js_op_u24(next)), "second word is not a name");
    i++;
  }
  REQUIRE(ended, "code runs off its end");
  return NULL;
}

static const char *check_handlers(checker *c, const function *f, uint32_t offset, uint32_t count) {
  REQUIRE(inside(c, offset, count, 12), OUTSIDE);
  for (uint32_t i = 0; i < count; i++) {
    c->at = offset + i * 12;
    uint32_t target = word(c, c->at + 8);
    REQUIRE(word(c, c->at) <= word(c, c->at + 4) && word(c, c->at + 4) <= f->words &&
                (target & 0xffffffu) < f->words && register_ok(f, target >> 24, 1),
            "exception handler outside its function");
  }
  return NULL;
}

static const char *check_function(checker *c, uint32_t index) {
  uint32_t at = c->function_offset + index * (JS_F_WORDS * 4), frame = word(c, at + JS_F_FRAME * 4);
  function f = {word(c, at + JS_F_CODE * 4), word(c, at + JS_F_CODE_WORDS * 4), frame & 255u,
                (frame >> 16) & 255u};
  uint32_t parameters = (frame >> 8) & 255u, name = word(c, at + JS_F_NAME * 4);
  uint32_t positions = word(c, at + JS_F_POSITIONS * 4);
  c->at = at;
  REQUIRE(f.registers > 0 && parameters <= f.registers, "frame without room for its parameters");
  REQUIRE(index > 0 || (parameters == 0 && f.captures == 0), "the top level captures nothing");
  REQUIRE(name == JS_NO_NAME || is_string(c, name), NO_NAME);
  REQUIRE(word(c, at + JS_F_LENGTH * 4) <= 255, "function length out of range");
  REQUIRE(f.words > 0 && inside(c, f.code, f.words, 4), OUTSIDE);
  REQUIRE(inside(c, word(c, at + JS_F_CAPTURES * 4), f.captures, 4), OUTSIDE);
  REQUIRE(inside(c, positions, word(c, at + JS_F_POSITION_BYTES * 4), 1), OUTSIDE);
  const char *wrong =
      check_handlers(c, &f, word(c, at + JS_F_HANDLERS * 4), word(c, at + JS_F_HANDLER_COUNT * 4));
  return wrong ? wrong : check_code(c, &f);
}

const char *js_verify(const uint8_t *image, size_t bytes, uint32_t *at) {
  checker c = {.base = image, .bytes = (uint32_t)bytes};
  const char *wrong = check_header(&c, bytes);
  if (!wrong)
    wrong = check_constants(&c);
  for (uint32_t i = 0; !wrong && i < c.functions; i++)
    wrong = check_function(&c, i);
  *at = c.at;
  return wrong;
}
