/*
 * The helper table: every function an eBPF program may call. One row per helper in src/helper/helpers.def says its id, name,
 * capability, arguments and result; verifier, tiers, disassembler, program header and docs read that table. A family of
 * helpers is one file: map.c, ring.c, net.c, text.c, time.c, loop.c.
 */
#ifndef HELPER_HELPER_H
#define HELPER_HELPER_H

#include "runtime/run.h"

#include <mbpf/map.h>
#include <mbpf/package.h>
#include <stdint.h>

/*
 * Arguments as bpf-helpers(7) has them: integers and pointers in 64 bits. The tier or the verifier has checked them
 * against the row's kinds, so a helper may use what the kinds promise and must check what they do not (flags, indices).
 */
typedef uint64_t helper_fn(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5);

/* What an argument must be. A MEM argument is followed by its SIZE argument. */
enum helper_arg {
  ARG_NONE = 0,
  ARG_ANYTHING,      /* any initialised number */
  ARG_OPTIONAL,      /* the same, or nothing: the call may not look at it */
  ARG_CONTEXT,       /* the context pointer */
  ARG_MAP,           /* a map of this package, or an inner map */
  ARG_MAP_KEY,       /* readable: key_bytes of the ARG_MAP before it */
  ARG_MAP_VALUE,     /* readable: value_bytes of the ARG_MAP before it */
  ARG_MAP_VALUE_OUT, /* writable: value_bytes of the ARG_MAP before it */
  ARG_MEM,           /* readable: as many bytes as the next argument says */
  ARG_MEM_OR_NULL,   /* the same, or NULL with size 0 */
  ARG_MEM_OUT,       /* writable, need not be initialised */
  ARG_MEM_OUT_OR_NULL,
  ARG_SIZE, /* > 0 */
  ARG_SIZE_OR_ZERO,
  ARG_LONG_OUT,         /* writable: 8 bytes, 8-aligned */
  ARG_STRING,           /* readable, zero-terminated, in read-only map memory */
  ARG_RING_SIZE,        /* constant record size */
  ARG_RING_RECORD,      /* a reserved record; the call releases it */
  ARG_FUNCTION,         /* a function of this program */
  ARG_CALLBACK_CONTEXT, /* pointer to stack, or NULL */
  ARG_CONSTANT          /* a constant known when the program is verified */
};

enum helper_result {
  RESULT_INTEGER,
  RESULT_NOTHING,            /* r0 is unspecified; we return 0 */
  RESULT_MAP_VALUE_OR_NULL,  /* of argument 1's map; for a map-in-map the inner map */
  RESULT_RING_RECORD_OR_NULL /* argument 2 bytes, must be released */
};

enum {
  HELPER_MOVES_PACKET = 1u << 0, /* packet pointers taken before the call are void after it */
  HELPER_CALLS_BACK = 1u << 1,   /* calls a function of the program: see struct callback */
  HELPER_TAIL_CALL = 1u << 2     /* replaces the running program */
};

struct helper {
  uint32_t id;
  const char *name;    /* "map_lookup_elem" */
  uint32_t capability; /* MBPF_CAP_* bits, 0: always granted */
  uint32_t version;
  uint32_t contexts; /* bits of the context views (enum context_view in hook/view.h) it works on, 0: all */
  uint32_t maps;     /* bits 1 << enum mbpf_map_type its map may be; 0: it takes no map */
  uint32_t flags;
  enum helper_result result;
  uint8_t args[5]; /* enum helper_arg */
  helper_fn *call;
};

/* The ids, HELPER_ID_MAP_LOOKUP_ELEM and so on: Linux's numbers. */
enum helper_id {
#define HELPER_EVERY
#define HELPER(id, name, NAME, ...) HELPER_ID_##NAME = (id),
#include "helper/helpers.def"
#undef HELPER
#undef HELPER_EVERY
};

/* The row of an id, or NULL. Constant time for Linux's ids. */
const struct helper *helper_find(uint32_t id);

/* The row of a name of length bytes, or NULL. */
const struct helper *helper_find_name(const char *name, uint32_t length);

/* What a row does, one sentence; for generated headers and docs. Static text. */
const char *helper_sentence(const struct helper *helper);

/* May the helper be given a map of this kind? */
static inline bool helper_takes_map(const struct helper *helper, enum mbpf_map_type type) {
  return helper->maps >> type & 1u;
}

/* All rows, ordered by id. */
const struct helper *helper_table(uint32_t *count);

/*
 * A call back into the program (bpf_loop, bpf_for_each_map_elem), without recursion in C. The helper fills the callback the
 * engine gives it in run->callback and returns 0; the engine then calls `function` with what next() puts into
 * arguments, again and again until next() returns false, and gives `result` to the program as the helper's result.
 */
struct callback {
  uint64_t function; /* a code address of the program, as the engine encodes it */
  /*
   * Prepares the next call: returned is r0 of the one before (0 at first). True: call with arguments; false: done.
   */
  bool (*next)(struct run *run, struct callback *callback, uint64_t arguments[5], uint64_t returned);
  uint64_t result;
  /* The helper's own state. */
  struct map *map;
  uint64_t index;
  uint64_t count;
  uint64_t context;
  void *key; /* points into scratch of the engine's frame, or NULL */
};

#endif
