/* Dumping maps: each is first collected as rows of bytes, then written. */
#include "run/dump.h"

#include "output.h"

#include <stdlib.h>
#include <string.h>

struct row {
  const uint8_t *key;
  const uint8_t *value; /* all CPUs' */
};

/* A map's content. Rows live in the pool. */
struct content {
  mbpf_map_handle map;
  struct mbpf_map_info info;
  uint32_t number;
  bool keyed; /* rows have keys; else they are records: values of a queue or stack */
  struct row *rows;
  size_t count, capacity;
};

static _Thread_local uint32_t sort_key_bytes;

static int by_key(const void *a, const void *b) {
  return memcmp(((const struct row *)a)->key, ((const struct row *)b)->key, sort_key_bytes);
}

static struct row *add_row(struct pool *pool, struct content *content) {
  content->rows = pool_grow(pool, content->rows, content->count, &content->capacity, sizeof *content->rows);
  return &content->rows[content->count++];
}

/* The number of the map that a map of maps holds, as 4 little-endian bytes. */
static bool read_inner(struct session *session, const struct content *content, const uint8_t *key,
                       uint8_t *value) {
  mbpf_map_handle inner;
  if (mbpf_map_inner(session->runtime, content->map, key, &inner, NULL) != MBPF_OK)
    return false;
  for (unsigned i = 0; i < 4; i++)
    value[i] = (uint8_t)(inner.index >> (8 * i));
  return true;
}

static bool is_map_of_maps(const struct content *content) {
  return content->info.def.type == MBPF_MAP_ARRAY_OF_MAPS || content->info.def.type == MBPF_MAP_HASH_OF_MAPS;
}

static bool read_value(struct session *session, const struct content *content, const uint8_t *key,
                       uint8_t *value) {
  if (is_map_of_maps(content))
    return read_inner(session, content, key, value);
  return mbpf_map_lookup(session->runtime, content->map, key, value, NULL) == MBPF_OK;
}

static void collect_keyed(struct session *session, struct pool *pool, struct content *content) {
  size_t key_bytes = content->info.def.key_bytes ? content->info.def.key_bytes : 1;
  size_t value_bytes = content->info.value_bytes > 4 ? content->info.value_bytes : 4;
  const uint8_t *previous = NULL;
  uint8_t *key = pool_alloc(pool, key_bytes);
  content->keyed = true;
  while (mbpf_map_next_key(session->runtime, content->map, previous, key, NULL) == MBPF_OK) {
    uint8_t *value = pool_alloc(pool, value_bytes);
    if (read_value(session, content, key, value))
      *add_row(pool, content) = (struct row){key, value};
    previous = key;
    key = pool_alloc(pool, key_bytes);
  }
  sort_key_bytes = content->info.def.key_bytes;
  if (content->count > 1 && content->info.def.type != MBPF_MAP_ARRAY &&
      content->info.def.type != MBPF_MAP_PERCPU_ARRAY)
    qsort(content->rows, content->count, sizeof *content->rows, by_key);
}

static void collect_values(struct session *session, struct pool *pool, struct content *content) {
  for (;;) {
    uint8_t *value = pool_alloc(pool, content->info.value_bytes ? content->info.value_bytes : 1);
    if (mbpf_map_pop(session->runtime, content->map, value, NULL) != MBPF_OK)
      return;
    *add_row(pool, content) = (struct row){NULL, value};
  }
}

/* False for a map that has nothing to show: a template. */
static bool collect(struct session *session, struct pool *pool, uint32_t number, struct content *content) {
  *content = (struct content){.number = number};
  if (mbpf_map_at(session->runtime, session->package, number, &content->map, NULL) != MBPF_OK ||
      mbpf_map_describe(session->runtime, content->map, &content->info, NULL) != MBPF_OK ||
      content->info.is_template)
    return false;
  switch (content->info.def.type) {
  case MBPF_MAP_QUEUE:
  case MBPF_MAP_STACK: collect_values(session, pool, content); break;
  case MBPF_MAP_RINGBUF: break;
  case MBPF_MAP_BLOOM_FILTER: content->keyed = true; break; /* cannot be listed */
  default: collect_keyed(session, pool, content); break;
  }
  return true;
}

/* --- JSON --- */

static uint32_t shown_bytes(const struct content *content) {
  return is_map_of_maps(content) ? 4 : content->info.def.value_bytes;
}

static json_t *row_json(const struct content *content, const struct row *row) {
  json_t *out = json_array();
  json_array_append_new(out, output_hex(row->key, content->info.def.key_bytes));
  for (uint32_t cpu = 0; cpu < content->info.cpu_count; cpu++)
    json_array_append_new(
        out, output_hex(row->value + (size_t)cpu * content->info.value_stride, shown_bytes(content)));
  return out;
}

static json_t *content_json(const struct session *session, const struct content *content) {
  json_t *out = json_pack("{s:s}", "type", mbpf_map_type_name(content->info.def.type));
  json_t *rows = json_array();
  for (size_t i = 0; i < content->count; i++)
    json_array_append_new(rows, content->keyed
                                    ? row_json(content, &content->rows[i])
                                    : output_hex(content->rows[i].value, content->info.def.value_bytes));
  for (size_t i = 0; content->info.def.type == MBPF_MAP_RINGBUF && i < session->record_count; i++)
    if (session->records[i].map == content->number)
      json_array_append_new(rows, output_hex(session->records[i].bytes, session->records[i].length));
  json_object_set_new(out, content->keyed ? "entries" : "records", rows);
  return out;
}

json_t *dump_json(struct session *session) {
  json_t *maps = json_object();
  for (uint32_t i = 0; i < session->map_count; i++) {
    struct pool pool = {0};
    struct content content;
    if (collect(session, &pool, i, &content))
      json_object_set_new_nocheck(maps, content.info.name, content_json(session, &content));
    pool_free(&pool);
  }
  return maps;
}

/* --- text --- */

static bool all_zero(const uint8_t *bytes, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (bytes[i])
      return false;
  return true;
}

/* Bytes in groups of four; of long values the first 64. */
static void print_hex(const uint8_t *bytes, size_t length) {
  size_t shown = length > 64 ? 64 : length;
  for (size_t i = 0; i < shown; i++)
    printf("%s%02x", i && i % 4 == 0 ? " " : "", bytes[i]);
  if (shown < length)
    printf(" … (%zu bytes)", length);
}

static uint32_t u32_of(const uint8_t *bytes) {
  uint32_t number;
  memcpy(&number, bytes, sizeof number);
  return number;
}

static uint64_t u64_of(const uint8_t *bytes) {
  uint64_t number;
  memcpy(&number, bytes, sizeof number);
  return number;
}

/* Do a few bytes look like counters: u64s that are not large? */
static bool are_counters(const uint8_t *bytes, size_t length) {
  if (length == 0 || length % 8 || length > 64)
    return false;
  for (size_t i = 0; i < length; i += 8)
    if (u64_of(bytes + i) >> 40)
      return false;
  return true;
}

/* The bytes, and the numbers of the host's byte order they probably are. */
static void print_value(const uint8_t *bytes, size_t length) {
  print_hex(bytes, length);
  if (length == 4)
    printf(" (%u)", u32_of(bytes));
  if (!are_counters(bytes, length))
    return;
  for (size_t i = 0; i < length; i += 8)
    printf("%s%llu", i ? ", " : " (", (unsigned long long)u64_of(bytes + i));
  printf(")");
}

static bool is_array(const struct content *content) {
  return content->info.def.type == MBPF_MAP_ARRAY || content->info.def.type == MBPF_MAP_PERCPU_ARRAY;
}

static void print_row(struct session *session, const struct content *content, const struct row *row) {
  printf("    ");
  if (content->keyed && is_array(content))
    printf("[%u] ", u32_of(row->key));
  else if (content->keyed)
    print_hex(row->key, content->info.def.key_bytes);
  printf("%s", content->keyed && !is_array(content) ? " = " : "= ");
  if (is_map_of_maps(content)) {
    struct mbpf_map_info inner;
    mbpf_map_handle map;
    if (mbpf_map_inner(session->runtime, content->map, row->key, &map, NULL) == MBPF_OK &&
        mbpf_map_describe(session->runtime, map, &inner, NULL) == MBPF_OK)
      printf("map %s", inner.name);
  } else {
    for (uint32_t cpu = 0; cpu < content->info.cpu_count; cpu++) {
      printf("%s", cpu ? ", " : "");
      print_value(row->value + (size_t)cpu * content->info.value_stride, content->info.def.value_bytes);
    }
  }
  printf("\n");
}

static void print_rows(struct session *session, const struct content *content, uint64_t limit) {
  uint64_t shown = 0, left = 0;
  for (size_t i = 0; i < content->count; i++) {
    if (is_array(content) && all_zero(content->rows[i].value, content->info.value_bytes))
      continue;
    if (limit && shown >= limit) {
      left++;
      continue;
    }
    print_row(session, content, &content->rows[i]);
    shown++;
  }
  if (left)
    printf("    … %llu more (--all shows them)\n", (unsigned long long)left);
}

static void print_records(const struct session *session, const struct content *content, uint64_t limit) {
  uint64_t shown = 0, left = 0;
  for (size_t i = 0; i < session->record_count; i++) {
    const struct session_record *record = &session->records[i];
    if (record->map != content->number)
      continue;
    if (limit && shown >= limit) {
      left++;
      continue;
    }
    printf("    #%llu ", (unsigned long long)record->event);
    print_hex(record->bytes, record->length);
    printf("\n");
    shown++;
  }
  if (left)
    printf("    … %llu more (--all shows them)\n", (unsigned long long)left);
}

static size_t records_of(const struct session *session, uint32_t map) {
  size_t count = 0;
  for (size_t i = 0; i < session->record_count; i++)
    count += session->records[i].map == map;
  return count;
}

void dump_text(struct session *session, uint64_t limit) {
  const struct palette *color = output_palette(stdout);
  for (uint32_t i = 0; i < session->map_count; i++) {
    struct pool pool = {0};
    struct content content;
    if (collect(session, &pool, i, &content)) {
      bool ring = content.info.def.type == MBPF_MAP_RINGBUF;
      printf("  %s%s%s %s", color->strong, content.info.name, color->end,
             mbpf_map_type_name(content.info.def.type));
      if (ring || !content.keyed)
        printf(", %zu records\n", ring ? records_of(session, i) : content.count);
      else if (is_array(&content))
        printf(" of %u\n", content.info.def.max_entries);
      else if (content.info.def.type == MBPF_MAP_BLOOM_FILTER)
        printf("\n");
      else
        printf(", %zu of %u entries\n", content.count, content.info.def.max_entries);
      if (ring)
        print_records(session, &content, limit);
      else
        print_rows(session, &content, limit);
    }
    pool_free(&pool);
  }
}
