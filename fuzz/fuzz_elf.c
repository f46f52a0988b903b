/*
 * Objects from any bytes: ELF, BTF, map definitions, relocations, line info and CO-RE, and then the package made of
 * them, which must be one that opens.
 */
#include "object/link.h"
#include "pack.h"

#include <mbpf/package.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_package(const struct buffer *image) {
  static struct mbpf_manifest manifest;
  struct mbpf_package package;
  if (mbpf_package_open(image->at, image->length, &package, NULL) != MBPF_OK ||
      mbpf_package_manifest(&package, &manifest, NULL) != MBPF_OK)
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const uint8_t hash[32];
  struct pool pool = {0};
  struct linked linked;
  struct tool_error error;
  struct buffer image = {0};
  struct pack_options options = {.name = "fuzz", .hash = hash};
  if (linked_open(&pool, data, size, &linked, &error) && pack(&pool, &linked, &options, &image, &error))
    check_package(&image);
  linked_close(&linked);
  buffer_free(&image);
  pool_free(&pool);
  return 0;
}
