/* regexp.h: regular expressions (ECMA-262 22.2) over WTF-8 text, with memory and steps under the caller's control.
 *
 * A pattern is compiled into a byte program in the caller's memory; a match runs the program with a stack in the
 * caller's memory. Neither allocates, keeps state, or recurses. What is matched are code points, with and without
 * the u flag; that flag makes the syntax strict. The i flag folds ASCII letters only. Not supported, and refused with a
 * message that says so: look-behind, named groups, \p, the flags d and v. */
#ifndef JS_REGEXP_H
#define JS_REGEXP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  JS_REGEXP_GLOBAL = 1,      /* g: the caller's business */
  JS_REGEXP_IGNORE_CASE = 2, /* i */
  JS_REGEXP_MULTILINE = 4,   /* m */
  JS_REGEXP_DOT_ALL = 8,     /* s */
  JS_REGEXP_UNICODE = 16,    /* u */
  JS_REGEXP_STICKY = 32,     /* y: matches at the given start only */
  JS_REGEXP_FLAGS = 6
};
#define JS_REGEXP_FLAG_LETTERS "gimsuy" /* in the order of their bits */

enum {
  JS_REGEXP_PROGRAM_MAX = 65535, /* bytes of a program at most */
  JS_REGEXP_NESTING_MAX = 64,    /* groups within groups at most */
};

struct js_regexp_error {
  const char *message; /* static text; NULL if there was no error */
  size_t at;           /* byte of the pattern */
};

/* Reads flag letters into a set of the above; -1 for an unknown or repeated one. */
int js_regexp_flags(const uint8_t *text, size_t length);

/* Compiles `pattern` (WTF-8). With `program` NULL nothing is written and the result is the number of bytes the program
 * needs; otherwise `capacity` must be at least that, and the result is its final size, which may be smaller. Returns 0 and
 * fills `error` if the pattern is wrong. */
typedef size_t js_pattern_compiler(const uint8_t *pattern, size_t length, unsigned flags, uint8_t *program,
                                   size_t capacity, struct js_regexp_error *error);
/* The one there is. It lies in src/js/compile, which devices leave out. */
js_pattern_compiler js_regexp_compile;

/* Whether `bytes` bytes from anywhere are a program that js_regexp_match may run: then it stays within its memory and the text,
 * finds places where characters begin, and charges for all it does. */
bool js_regexp_verify(const uint8_t *program, size_t bytes);

/* The flags a program was compiled with, and its number of groups, counting the whole match as one. */
unsigned js_regexp_program_flags(const uint8_t *program);
unsigned js_regexp_groups(const uint8_t *program);

/* Words of memory without which no match can start. More lets it remember more places to come back to: about two to
 * ten words for each round of a loop over a group, none for each round of a loop over one character. */
size_t js_regexp_memory(const uint8_t *program);

enum js_regexp_result {
  JS_REGEXP_NO_MATCH,
  JS_REGEXP_MATCH,
  JS_REGEXP_STOPPED,  /* the callback said so */
  JS_REGEXP_NO_MEMORY /* too many places to come back to */
};

#define JS_REGEXP_UNSET UINT32_MAX /* bounds of a group that took no part */

struct js_regexp_match {
  const uint8_t *program;
  const uint8_t *text; /* well-formed WTF-8 shorter than 2^32 - 1 bytes */
  size_t length;
  uint32_t *memory; /* afterwards, on a match: start and end byte of each group */
  size_t memory_words;
  /* Called with the number of steps just taken, at least once per 256 and at the end; false stops the match. */
  bool (*charge)(void *context, uint32_t steps);
  void *context;
  bool anywhere; /* looks for a match even with the flag y */
};

/* Looks for the first match at or behind byte `start` of the text. */
enum js_regexp_result js_regexp_match(const struct js_regexp_match *match, size_t start);

#endif
