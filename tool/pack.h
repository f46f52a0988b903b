/* From a linked object to the bytes of a package. */
#ifndef TOOL_PACK_H
#define TOOL_PACK_H

#include "object/link.h"

struct pack_options {
  const char *name;      /* program_name */
  const char *overrides; /* path of a JSON file, or NULL */
  bool no_debug;         /* leave the DEBUG section out */
  bool check_code;       /* refuse malformed code here: nothing verifies it afterwards */
  const uint8_t *hash;   /* SHA-256 of the source, 32 bytes */
};

/* Fills image; the caller frees it. The same inputs give the same bytes. */
bool pack(struct pool *pool, const struct linked *linked, const struct pack_options *options,
          struct buffer *image, struct tool_error *error);

/* The manifest as JSON text, overrides merged in. */
bool pack_manifest(struct pool *pool, const struct linked *linked, const struct pack_options *options,
                   char **json, struct tool_error *error);

#endif
