/*
 * Views: what a context looks like to an eBPF program. A view lists the fields a program may load (and store)
 * at which offsets, and where each one's value lies in the host's memory. A hook type has its own view
 * ("net") and may have borrowed ones, so that Linux programs run unmodified ("xdp_md", "__sk_buff", "tc").
 * Verifier, tiers and program header read these tables.
 *
 * r1 of a program points to the struct run_context of the run; view offsets are relative to it and are never
 * host offsets.
 */
#ifndef HOOK_VIEW_H
#define HOOK_VIEW_H

#include "runtime/run.h"

#include <stdbool.h>
#include <stdint.h>

enum view_kind {
  VIEW_CONTEXT, /* source_bytes at source_offset of struct run_context, zero-extended */
  VIEW_HOST,    /* source_bytes at source_offset of the host's struct, zero-extended */
  VIEW_POINTER, /* the pointer at source_offset of struct run_context: data, data_end or data_meta */
  VIEW_LENGTH,  /* data_end - data */
  VIEW_ZERO     /* a field Linux has and we answer with 0 */
};

/* What the loaded value is, for the verifier. */
enum view_type { VIEW_SCALAR, VIEW_PACKET, VIEW_PACKET_END, VIEW_PACKET_META };

struct view_field {
#if MBPF_WITH_ERROR_TEXT
  const char *name;
#endif
  uint16_t offset; /* in the view */
  uint8_t bytes;   /* in the view: 1, 2, 4 or 8 */
  uint8_t kind;    /* enum view_kind */
  uint8_t type;    /* enum view_type */
  bool writable;   /* VIEW_CONTEXT only, whole field */
  uint16_t source_offset;
  uint8_t source_bytes;
};

#if MBPF_WITH_ERROR_TEXT
#define VIEW_NAMED(text) .name = (text),
#else
#define VIEW_NAMED(text)
#endif

/* Bits for struct helper.contexts. */
enum context_view { VIEW_OWN = 1u << 0, VIEW_XDP = 1u << 1, VIEW_SKB = 1u << 2, VIEW_TC = 1u << 3 };

struct view {
  const char *name; /* "net", "xdp_md", "__sk_buff", "tc", … */
  enum context_view id;
  uint16_t bytes;       /* size of the struct programs see */
  bool packet_writable; /* programs may store into [data_meta, data_end) */
  bool direct_packet;   /* data/data_end point to bytes programs may load */
  uint32_t field_count;
  const struct view_field *fields; /* by offset */
  /*
   * The hook's verdict for a program's result; false when the result means nothing (a soft failure, the
   * default applies).
   */
  bool (*verdict)(struct run_context *context, uint64_t result, int32_t *verdict);
};

/* A load or store of a program, resolved. */
struct view_access {
  const struct view_field *field;
  uint8_t bytes;
  uint8_t skip; /* bytes into the field: a narrow load of a scalar */
};

/* May a program load bytes at offset? Fills access. Narrow aligned loads of scalars are allowed; pointers are
 * whole. */
bool view_find_load(const struct view *view, uint64_t offset, uint32_t bytes, struct view_access *access);

/* May a program store bytes at offset? Whole writable fields only. */
bool view_find_store(const struct view *view, uint64_t offset, uint32_t bytes, struct view_access *access);

/* The value a load gives; zero-extended to 64 bits. */
uint64_t view_load(const struct view_access *access, const struct run_context *context);

void view_store(const struct view_access *access, struct run_context *context, uint64_t value);

#endif
