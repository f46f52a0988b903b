/*
 * What programs run in: maps, a packet, a stack. There are two worlds at different addresses, with other bytes in what nobody
 * wrote: a program that neither leaks a pointer nor reads what is not set does the same in both.
 */
#ifndef SOUNDNESS_WORLD_H
#define SOUNDNESS_WORLD_H

#include "ebpf/run.h"
#include "ebpf/verify/verify.h"
#include "map/map.h"
#include "runtime/program.h"

#include <mbpf/hook.h>

/* name, kind, key bytes, value bytes, entries, flags, template of inner maps */
#define WORLD_MAPS_TABLE(X)                                                                                  \
  X(VALUES, ARRAY, 4, 48, 4, 0, VERIFY_NO_MAP)                                                               \
  X(HASH, HASH, 8, 24, 4, 0, VERIFY_NO_MAP)                                                                  \
  X(RING, RINGBUF, 0, 0, 4096, 0, VERIFY_NO_MAP)                                                             \
  X(PERCPU, PERCPU_ARRAY, 4, 16, 2, 0, VERIFY_NO_MAP)                                                        \
  X(LRU, LRU_HASH, 4, 8, 4, 0, VERIFY_NO_MAP)                                                                \
  X(QUEUE, QUEUE, 0, 8, 3, 0, VERIFY_NO_MAP)                                                                 \
  X(STACK, STACK, 0, 16, 3, 0, VERIFY_NO_MAP)                                                                \
  X(BLOOM, BLOOM_FILTER, 0, 8, 16, 0, VERIFY_NO_MAP)                                                         \
  X(PROGRAMS, PROG_ARRAY, 4, 4, 4, 0, VERIFY_NO_MAP)                                                         \
  X(OUTER, ARRAY_OF_MAPS, 4, 4, 2, 0, 10)                                                                    \
  X(INNER, ARRAY, 4, 24, 3, 0, VERIFY_NO_MAP)                                                                \
  X(TEXT, ARRAY, 4, 64, 1, MBPF_MAP_RDONLY_PROG | MBPF_MAP_RDONLY_HOST, VERIFY_NO_MAP)                       \
  X(DEVICES, DEVMAP, 4, 4, 4, 0, VERIFY_NO_MAP)                                                              \
  X(PREFIXES, LPM_TRIE, 8, 8, 4, 0, VERIFY_NO_MAP)                                                           \
  X(PERCPU_HASH, PERCPU_HASH, 4, 8, 3, 0, VERIFY_NO_MAP)

enum {
#define WORLD_MAP_ENUM(name, ...) WORLD_##name,
  WORLD_MAPS_TABLE(WORLD_MAP_ENUM)
#undef WORLD_MAP_ENUM
      WORLD_MAPS
};

_Static_assert(WORLD_INNER == 10, "OUTER's template");

enum { PACKET_BYTES = 96, ROOM_BYTES = 64, STACK_BYTES = 16384, MAP_BYTES = 32768 };

struct world {
  _Alignas(16) uint8_t stack[STACK_BYTES];
  uint8_t packet[ROOM_BYTES + PACKET_BYTES + ROOM_BYTES];
  _Alignas(16) uint8_t map_memory[WORLD_MAPS][MAP_BYTES];
  struct map maps[WORLD_MAPS];
  struct map *table[WORLD_MAPS];
  struct mbpf_net_ctx host;
  struct run_context context;
  struct run run;
  struct program program; /* its entry is the caller's matter */
  uint64_t ticks;
};

extern const struct verify_map world_maps[WORLD_MAPS];
const char *world_text(void);

/* Bytes and length of a packet, some numbers in the maps: the same for both worlds of a run. */
struct event {
  uint8_t packet[PACKET_BYTES];
  uint32_t length;
  uint8_t numbers[64];
};
void event_roll(struct event *event);

/* Everything as it is when the event happens; nothing of earlier runs is left. poison fills what is not set. */
void world_reset(struct world *w, const struct event *event, uint8_t poison);

/* A program as the engine and helpers want it, for an entry point. */
void world_make_program(struct program *program, const struct ebpf_entry *entry);

/* Do the worlds agree in all that programs can change? */
bool worlds_agree(const struct world *a, const struct world *b);

#endif
