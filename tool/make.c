/* From a C source or an object to the bytes of a package. */
#include "make.h"

#include "file.h"
#include "pack.h"
#include "sha256.h"

#include <string.h>

enum { MAX_INPUT_BYTES = 64 * 1024 * 1024 };

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static bool ends_with(const char *text, size_t length, const char *suffix) {
  size_t suffix_length = strlen(suffix);
  return length > suffix_length && memcmp(text + length - suffix_length, suffix, suffix_length) == 0;
}

char *make_stem(struct pool *pool, const char *path) {
  static const char *const suffixes[] = {".c", ".o", ".bpf"};
  const char *name = base_name(path);
  size_t length = strlen(name);
  for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
    if (ends_with(name, length, suffixes[i]))
      length -= strlen(suffixes[i]);
  return pool_copy(pool, name, length);
}

bool make_is_source(const char *path) {
  return ends_with(path, strlen(path), ".c");
}

bool make_is_object(const char *path) {
  return ends_with(path, strlen(path), ".o");
}

static bool load_object(struct pool *pool, const char *path, const struct compile_options *options,
                        struct buffer *object, uint8_t hash[32], struct tool_error *error) {
  struct buffer source = {0};
  if (!file_read(path, MAX_INPUT_BYTES, &source, error)) {
    buffer_free(&source);
    return false;
  }
  sha256(source.at, source.length, hash);
  if (!make_is_source(path)) {
    *object = source;
    return true;
  }
  buffer_free(&source);
  return compile(pool, path, options, object, error);
}

bool make_image(struct pool *pool, const char *path, const struct make_options *options,
                struct linked *linked, struct buffer *image, struct tool_error *error) {
  struct buffer object = {0};
  uint8_t hash[32];
  bool ok = load_object(pool, path, &options->compile, &object, hash, error);
  uint8_t *bytes = pool_alloc(pool, object.length); /* stays as long as linked */
  if (ok && object.length)
    memcpy(bytes, object.at, object.length);
  if (ok && !linked_open(pool, bytes, object.length, linked, error)) {
    struct tool_error inner = *error;
    ok = tool_fail(error, inner.exit, "%s: %.900s", path, inner.message);
  }
  struct pack_options packing = {options->name ? options->name : make_stem(pool, path), options->manifest,
                                 options->no_debug, options->check_code, hash};
  ok = ok && pack(pool, linked, &packing, image, error);
  buffer_free(&object);
  return ok;
}
