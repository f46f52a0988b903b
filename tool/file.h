/* Whole files in, whole files out. */
#ifndef TOOL_FILE_H
#define TOOL_FILE_H

#include "error.h"
#include "pool.h"

#include <stdio.h>

/* Reads a file, or stdin for "-", of at most limit bytes. The caller frees bytes, also after a failure. */
bool file_read(const char *path, size_t limit, struct buffer *bytes, struct tool_error *error);

/*
 * Writes a file so that it is either the whole new content or untouched: a temporary file in the same folder is renamed
 * over it. "-" is stdout; what is no regular file (a pipe, /dev/null) is written directly.
 */
bool file_write(const char *path, const void *bytes, size_t length, struct tool_error *error);

/* The same in steps, for content that a library writes: open gives a stream, close commits or (ok false) removes. */
struct file_output {
  const char *path;
  char *temporary; /* NULL: written directly */
  FILE *stream;
};

bool file_open_output(const char *path, struct file_output *output, struct tool_error *error);
bool file_close_output(struct file_output *output, bool ok, struct tool_error *error);

#endif
