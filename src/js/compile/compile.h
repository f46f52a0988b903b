// The compiler: source text to an image (image.h). A library of its own, which devices leave out.
#ifndef JS_COMPILE_H
#define JS_COMPILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// How deeply source may nest: the compiler uses the C stack, about half a KiB a level.
#ifndef JS_COMPILE_DEPTH
#define JS_COMPILE_DEPTH 400
#endif

enum { JS_COMPILE_MESSAGE = 320 };

typedef struct {
  uint32_t line, column; // of the error, from 1; 0: no place
  char message
      [JS_COMPILE_MESSAGE]; // "file:line:column: what is wrong; what to use", the line, and a caret below it
  size_t needed_bytes;      // not 0: the work memory was too small, this much might do
} js_compile_error;

// Compiles `bytes` bytes of UTF-8. `work` is the compiler's only memory, 8-byte aligned; the image lies in it when
// compilation succeeds and belongs to the caller. `file` names the source in messages and traces. Without
// `positions` the image has no line numbers. NULL on failure, with *error filled.
const uint8_t *js_compile(const char *source, size_t bytes, const char *file, bool positions, void *work,
                          size_t work_bytes, size_t *image_bytes, js_compile_error *error);

// Compiles within a context's own block and loads the result. Index of the image; -1: *error says why (message empty:
// an exception is set).
struct js_ctx;
int js_compile_and_load(struct js_ctx *js, const char *source, size_t bytes, const char *file,
                        js_compile_error *error);

#endif
