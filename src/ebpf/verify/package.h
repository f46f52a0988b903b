/*
 * Between packages and the verifier: what it needs to know from a manifest, and the PROOF section.
 *
 *   PROOF section, eBPF   u32 engine = 1, u32 version = 1, u32 program_count, u32 zero,
 *                         program_count times u32 offset (from the section's start), u32 length (0: no proof, not an eBPF program),
 *                         then the proofs, each at a multiple of 8
 * Programs are counted as in the manifest, other engines' included. docs/proof-format.md describes a proof.
 */
#ifndef EBPF_VERIFY_PACKAGE_H
#define EBPF_VERIFY_PACKAGE_H

#include "ebpf/verify/verify.h"

#include <mbpf/package.h>

enum { PROOF_SECTION_HEADER_BYTES = 16, PROOF_SECTION_ENTRY_BYTES = 8 };

/*
 * Fills maps (MBPF_MAX_MAPS of them, or manifest->map_count) from a checked manifest and MAPS section (at NULL: none). False, with
 * error, when the section states entry 0 of an array twice: what it holds could not be read in one place.
 */
bool verify_package_maps(const struct mbpf_manifest *manifest, struct mbpf_bytes maps_section,
                         struct verify_map *maps, mbpf_error *error);

/*
 * The input for program number `program` of the manifest. False, with error, when its entry point or its context does not exist. maps as
 * filled above; all arguments outlive the input.
 */
bool verify_package_input(const struct mbpf_manifest *manifest, uint32_t program,
                          const struct ebpf_image *image, const struct verify_map *maps,
                          uint32_t capabilities, struct verify_input *input, mbpf_error *error);

/* The proof of a program in a PROOF section, whose bytes may be any; false when it has none. */
bool verify_section_find(struct mbpf_bytes section, uint32_t program, struct mbpf_bytes *proof);

/* Bytes before the first proof of a section for that many programs: the head, to be filled with verify_section_put. */
uint32_t verify_section_begin(uint8_t *section, uint32_t program_count);
/* Notes where a proof of program lies that was written to section + offset, a multiple of 8. */
void verify_section_put(uint8_t *section, uint32_t program, uint32_t offset, uint32_t length);

#endif
