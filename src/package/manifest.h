/*
 * Manifests: from a document (CBOR, or JSON) to struct mbpf_manifest and back. The schema both walk is
 * manifest.def.
 */
#ifndef PACKAGE_MANIFEST_H
#define PACKAGE_MANIFEST_H

#include <mbpf/package.h>

/* The first key of a document that the schema does not have; people who wrote JSON want to hear of it. */
struct manifest_unknown {
  uint32_t count; /* of all such keys outside skipped values */
  char path[64];  /* "programs[0].max_step" of the first, or "" */
};

/*
 * Decodes a document into manifest, whose texts point into it. unknown may be NULL. On failure the manifest's
 * content is unspecified and error names the key's path and its place (byte offset, or line and column of
 * JSON). Errors: INVALID_PACKAGE. Any context with 2 KiB of stack; linear in length.
 */
MBPF_WARN_UNUSED mbpf_status manifest_read(const uint8_t *at, size_t length, struct mbpf_manifest *manifest,
                                           struct manifest_unknown *unknown, mbpf_error *error);

/*
 * Writes the manifest as deterministic CBOR, or as JSON with a final newline, and returns the bytes that
 * takes; what does not fit into capacity is not stored. Call with capacity 0 (out may be NULL) to learn the
 * size. Writes whatever it is given: read the result back to check it.
 */
size_t manifest_write_cbor(const struct mbpf_manifest *manifest, void *out, size_t capacity);
size_t manifest_write_json(const struct mbpf_manifest *manifest, void *out, size_t capacity);

#endif
