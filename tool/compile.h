/* Running clang for one C source. */
#ifndef TOOL_COMPILE_H
#define TOOL_COMPILE_H

#include "error.h"
#include "options.h"
#include "pool.h"

struct compile_options {
  const char *clang; /* program, or NULL: the first found of clang, clang-21 … clang-14 */
  const char *mcpu;  /* "v1" to "v4" */
  bool big_endian;
  struct option_list flags; /* -I and -D, in order */
};

/* Compiles source into the bytes of an object. Diagnostics go to stderr. */
bool compile(struct pool *pool, const char *source, const struct compile_options *options,
             struct buffer *object, struct tool_error *error);

#endif
