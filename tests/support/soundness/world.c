/* Maps, packets and platform for random programs. */
#include "world.h"

#include "dice.h"
#include "map/slots.h"
#include "runtime/runtime.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_BYTES "packet %d of %u bytes: %x\0abc\0\0"
static const uint8_t text_bytes[64] = TEXT_BYTES;

const struct verify_map world_maps[WORLD_MAPS] = {
#define WORLD_MAP_ROW(name, kind, key, value_size, entries, bits, template)                                  \
  [WORLD_##name] = {.def = {.type = MBPF_MAP_##kind,                                                         \
                            .key_bytes = key,                                                                \
                            .value_bytes = value_size,                                                       \
                            .max_entries = entries,                                                          \
                            .flags = bits},                                                                  \
                    .inner = template,                                                                       \
                    .value = WORLD_##name == WORLD_TEXT ? text_bytes : NULL,                                 \
                    .value_bytes = WORLD_##name == WORLD_TEXT ? sizeof TEXT_BYTES : 0},
    WORLD_MAPS_TABLE(WORLD_MAP_ROW)
#undef WORLD_MAP_ROW
};

static uint32_t only_cpu(void *user) {
  (void)user;
  return 0;
}
static uint64_t next_tick(void *user) {
  struct world *w = user;
  return w->ticks += 1001;
}
static void no_log(void *user, enum mbpf_log_level level, const char *text, size_t length) {
  (void)user, (void)level, (void)text, (void)length;
}

void event_roll(struct event *event) {
  static const uint8_t some[] = {0, 1, 0xff, 0x7f, 0x80};
  unsigned length = below(8);
  event->length = length < 4 ? PACKET_BYTES : length < 7 ? 46 + below(8) : below(PACKET_BYTES + 1);
  for (unsigned i = 0; i < sizeof event->packet; i++)
    event->packet[i] = below(3) ? some[below(5)] : (uint8_t)dice_number();
  for (unsigned i = 0; i < sizeof event->numbers; i++)
    event->numbers[i] = below(3) ? some[below(5)] : (uint8_t)dice_number();
}

static void make_map(struct world *w, unsigned i) {
  struct mbpf_map_def def = world_maps[i].def;
  size_t bytes;
  mbpf_error error;
  if (map_check(&def, &error) != MBPF_OK || !map_measure(&def, 1, &bytes) || bytes > MAP_BYTES)
    abort();
  memset(w->map_memory[i], 0, bytes);
  map_init(&w->maps[i], &def, 1, 42, w->map_memory[i]);
  w->maps[i].index = i;
  w->table[i] = &w->maps[i];
}

static void fill_maps(struct world *w, const uint8_t numbers[64]) {
  uint32_t key = 0;
  mbpf_error error;
  for (uint32_t i = 0; i < 4; i++)
    memcpy(w->maps[WORLD_VALUES].ops->lookup(&w->maps[WORLD_VALUES], &i, 0), numbers + i, 48);
  memcpy(w->maps[WORLD_TEXT].ops->lookup(&w->maps[WORLD_TEXT], &key, 0), text_bytes, sizeof text_bytes);
  (void)w->maps[WORLD_LRU].ops->update(&w->maps[WORLD_LRU], &key, numbers, 0, 0);
  for (uint64_t k = 0; k < 2; k++)
    (void)w->maps[WORLD_HASH].ops->update(&w->maps[WORLD_HASH], &k, numbers + 8 * k, 0, 0);
  (void)w->maps[WORLD_QUEUE].ops->push(&w->maps[WORLD_QUEUE], numbers, 0, 0);
  w->maps[WORLD_OUTER].inner = &w->maps[WORLD_INNER].def;
  if (map_inner_set(&w->maps[WORLD_OUTER], &key, &w->maps[WORLD_INNER], 0, &error) != MBPF_OK)
    abort();
}

void world_reset(struct world *w, const struct event *event, uint8_t poison) {
  static struct mbpf_port port = {
      .cpu_count = 1, .cpu_id = only_cpu, .now_ns = next_tick, .random = next_tick, .log = no_log};
  memset(w->stack, poison, sizeof w->stack);
  memset(w->packet, 0x3c, sizeof w->packet); /* the rooms: programs may grow into them */
  memcpy(w->packet + ROOM_BYTES, event->packet, event->length);
  for (unsigned i = 0; i < WORLD_MAPS; i++)
    make_map(w, i);
  fill_maps(w, event->numbers);
  w->ticks = 7;
  port.user = w;
  w->host =
      (struct mbpf_net_ctx){.abi_version = MBPF_CTX_ABI_VERSION, .ifindex = 7, .pkt_len = event->length};
  w->context = (struct run_context){.host = &w->host, .data = w->packet + ROOM_BYTES};
  w->context.data_end = w->context.data + event->length;
  w->context.data_meta = w->context.data;
  w->context.hard_start = w->packet;
  w->context.hard_end = w->packet + sizeof w->packet;
  w->context.protocol = 0x0008;
  w->context.mark = event->numbers[0];
  w->run =
      (struct run){.port = &port, .program = &w->program, .context = &w->context, .helpers_left = 100000};
}

void world_make_program(struct program *program, const struct ebpf_entry *entry) {
  static struct mbpf_runtime runtime = {.policy = {.log_lines_per_second = 1000}};
  static struct program logged = {.name = "p"};
  static struct loaded package = {.runtime = &runtime, .programs = &logged};
  memset(program, 0, sizeof *program);
  program->entry = *entry;
  program->package = &package;
  program->name = "p";
}

/* Ring positions and map values; slots of maps of maps hold addresses. */
bool worlds_agree(const struct world *a, const struct world *b) {
  long start = a->context.data - a->packet, end = a->context.data_end - a->packet;
  for (unsigned i = 0; i < WORLD_MAPS; i++) {
    size_t bytes = 0;
    const struct map_region *r = &a->maps[i].region;
    if (i == WORLD_OUTER || i == WORLD_PROGRAMS || !r->base)
      continue;
    bytes = r->stride * r->count;
    if (bytes <= MAP_BYTES && memcmp(r->base, b->maps[i].region.base, bytes) != 0)
      return false;
  }
  return start == b->context.data - b->packet && end == b->context.data_end - b->packet &&
         memcmp(a->packet, b->packet, sizeof a->packet) == 0 &&
         memcmp(a->map_memory[WORLD_RING], b->map_memory[WORLD_RING], MAP_BYTES) == 0 &&
         memcmp(&a->context.protocol, &b->context.protocol, 4 * 9) == 0;
}
