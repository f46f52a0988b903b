// The image: compiled code as bytes, the same for every processor. Little-endian 32-bit words at 4-byte aligned
// offsets from its start; it is read in place and may lie in ROM.
//
//  header     magic, version, bytes in all, functions, their offset, constants, their offset,
//             globals, their offset, constant that names the source file
//  function   12 words, see below; function 0 is the top level
//  constant   one word each: offset | 0 string, | 2 string that is a property name, | 1 number, | 3 pattern; a string is a
//             word (bytes | bit 31 ASCII) and WTF-8 text, a number 8 bytes of IEEE double, a pattern a word (bytes) and
//             the program of a regular expression (regexp/op.h)
//  global     one word each: constant that names it
//  handler    3 words: first and one past the last code word covered, handler word | register operand << 24
//  capture    one word each: index | bit 31: a register of the enclosing function (else one of its captures)
//  positions  bytes: per entry three LEB128 numbers: code words since the last, lines since the last (zigzag), column
#ifndef JS_IMAGE_H
#define JS_IMAGE_H

#include "js/context.h"

#define JS_IMAGE_MAGIC   0x424a424du // "MBJB"
#define JS_IMAGE_VERSION 3u

enum {
  JS_I_MAGIC,
  JS_I_VERSION,
  JS_I_BYTES,
  JS_I_FUNCTIONS,
  JS_I_FUNCTION_OFFSET,
  JS_I_CONSTANTS,
  JS_I_CONSTANT_OFFSET,
  JS_I_GLOBALS,
  JS_I_GLOBAL_OFFSET,
  JS_I_FILE,
  JS_I_WORDS
};

enum {
  JS_F_CODE, // offset
  JS_F_CODE_WORDS,
  JS_F_FRAME,    // registers | parameters << 8 | captures << 16 | flags << 24
  JS_F_NAME,     // constant, or JS_NO_NAME
  JS_F_LENGTH,   // the function's `length`
  JS_F_HANDLERS, // offset
  JS_F_HANDLER_COUNT,
  JS_F_CAPTURES,  // offset
  JS_F_POSITIONS, // offset
  JS_F_POSITION_BYTES,
  JS_F_LINE, // where the function begins
  JS_F_COLUMN,
  JS_F_WORDS
};
#define JS_NO_NAME 0xffffffffu

#define JS_FLAG_ARROW     1u // cannot be constructed
#define JS_FLAG_ARGUMENTS 2u // keeps arguments beyond its parameters

#define JS_STRING_ASCII 0x80000000u

// Kinds of constant.
enum { JS_CONSTANT_STRING, JS_CONSTANT_NUMBER, JS_CONSTANT_KEY, JS_CONSTANT_PATTERN };

// A word of an image, in the processor's order.
static inline uint32_t js_word_at(const uint32_t *p) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  return __builtin_bswap32(*p);
#else
  return *p;
#endif
}

static inline uint32_t js_image_word(const uint8_t *base, uint32_t offset) {
  return js_word_at((const uint32_t *)(const void *)(base + offset));
}

// The descriptor of function `index`.
static inline const uint32_t *js_image_function(const js_image *image, uint32_t index) {
  return (const uint32_t *)(const void *)(image->base + js_image_word(image->base, JS_I_FUNCTION_OFFSET * 4) +
                                          index * (JS_F_WORDS * 4));
}

// The bytes of a string or pattern in an image: a JS_KIND_IMAGE_STRING word.
static inline const uint8_t *js_image_bytes(const js_ctx *js, js_value v) {
  return js->images[js_payload(v) >> 24].base + (js_payload(v) & 0xffffffu) + 4;
}

// Key of the global `index` of an image.
js_value js_global_name(const js_image *image, uint32_t index);

// Checks every byte an image's execution relies on. NULL when it is good, else what is wrong; *at: the offset.
const char *js_verify(const uint8_t *image, size_t bytes, uint32_t *at);

// Source position of a code word of a function; line 0 when the image does not say.
void js_position(const js_image *image, const uint32_t *function, uint32_t code_word, uint32_t *line,
                 uint32_t *column);

#endif
