/* From a C source or an object to the bytes of a package: what build and check share. */
#ifndef TOOL_MAKE_H
#define TOOL_MAKE_H

#include "compile.h"
#include "object/link.h"

struct make_options {
  const char *name;     /* program_name, or NULL: the file's */
  const char *manifest; /* path of a JSON file to merge in, or NULL */
  struct compile_options compile;
  bool no_debug;
  bool check_code; /* see struct pack_options */
};

/* "path/foo.bpf.c" is foo. */
char *make_stem(struct pool *pool, const char *path);

/* Is it the name of a C source, or of an object? */
bool make_is_source(const char *path);
bool make_is_object(const char *path);

/*
 * Compiles (a source), links and packs, without a proof. The caller frees image and closes linked, in either case. Messages of the
 * compiler go to stderr.
 */
bool make_image(struct pool *pool, const char *path, const struct make_options *options,
                struct linked *linked, struct buffer *image, struct tool_error *error);

#endif
