/* Builders every test of packages shares: a manifest with something in every field, and images around it. */
#ifndef SUPPORT_PACKAGE_BUILDER_H
#define SUPPORT_PACKAGE_BUILDER_H

#include <mbpf/package.h>

#include <stddef.h>
#include <stdint.h>

/* A text of a literal or other zero-terminated string. */
struct mbpf_text text_of(const char *text);

/* The smallest manifest that reads: one eBPF program on net_rx. */
void build_small_manifest(struct mbpf_manifest *manifest);

/* A manifest whose every field differs from its default: three programs, five maps. */
void build_full_manifest(struct mbpf_manifest *manifest);

/* CBOR of a manifest in memory of its own; free() it. */
uint8_t *build_cbor(const struct mbpf_manifest *manifest, size_t *length);

struct package_part;

/* An image of sections in memory of its own of exactly that size; free() it. Fails the test when it cannot be
 * written. */
uint8_t *build_image(const struct package_part *parts, uint32_t count, size_t *length);

/* An image with a full manifest, BYTECODE, MAPS, DEBUG and an unknown section. */
uint8_t *build_full_image(size_t *length);

#endif
