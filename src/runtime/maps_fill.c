/* Initial map contents: the records of the MAPS section, carried out on freshly placed maps. */
#include "base/error.h"
#include "map/map.h"
#include "map/slots.h"
#include "package/maps_section.h"
#include "runtime/engine.h"
#include "runtime/load.h"

#include <string.h>

static mbpf_status refused(const struct map *map, const struct map_record *record, int result,
                           mbpf_error *error) {
  return mbpf_fail(error, MBPF_INVALID_PACKAGE,
                   "map '%s': its initial contents for slot %u are refused (error %d)", map->name,
                   record->slot, -result);
}

/* The first bytes of an array's entry, on every CPU. The check saw to slot and length. */
static int fill_value(struct map *map, const struct map_record *record) {
  for (uint32_t cpu = 0; cpu < map->cpu_count; cpu++) {
    void *value = map->ops->lookup(map, &record->slot, cpu);
    if (value)
      memcpy(value, record->bytes.at, record->bytes.length);
  }
  return 0;
}

static int fill_entry(struct map *map, const struct map_record *record) {
  return map->ops->update(map, record->bytes.at, record->bytes.at + map->def.key_bytes, MBPF_ANY, 0);
}

/* The map a record names, under key of a map of maps. */
static mbpf_status fill_inner(const struct loaded *loaded, const struct map_record *record, const void *key,
                              mbpf_error *error) {
  return map_inner_set(loaded->maps[record->map], key, loaded->maps[map_record_number(record)], MBPF_ANY,
                       error);
}

static mbpf_status fill(const struct loaded *loaded, const struct map_record *record, mbpf_error *error) {
  struct map *map = loaded->maps[record->map];
  int result = 0;
  switch ((enum map_record_kind)record->kind) {
  case MAP_RECORD_VALUE: result = fill_value(map, record); break;
  case MAP_RECORD_PROGRAM:
    result = map_slot_set(map, record->slot, &loaded->programs[map_record_number(record)].entry, NULL);
    break;
  case MAP_RECORD_MAP: return fill_inner(loaded, record, &record->slot, error);
  case MAP_RECORD_ENTRY:
    if (map->def.type == MBPF_MAP_HASH_OF_MAPS)
      return fill_inner(loaded, record, record->bytes.at, error);
    result = fill_entry(map, record);
    break;
  }
  return result == 0 ? MBPF_OK : refused(map, record, result, error);
}

mbpf_status maps_fill(struct load *load, mbpf_error *error) {
  struct map_records records;
  struct map_record record;
  mbpf_status status = MBPF_OK;
  if (load->maps_section.length == 0)
    return MBPF_OK;
  map_records_start(&records, load->maps_section);
  while (status == MBPF_OK && map_records_next(&records, &record))
    status = fill(load->loaded, &record, error);
  return status;
}
