/* lpm_trie against a plain list of prefixes. */
#include "maps.h"

enum { MAX_ENTRIES = 200, MAX_DATA = 20 };

struct key {
  uint32_t length;
  uint8_t data[MAX_DATA];
};

struct entry {
  struct key key;
  uint64_t value;
};

struct model {
  struct entry entries[MAX_ENTRIES];
  uint32_t count;
};

static bool bit_of(const uint8_t *data, uint32_t bit) {
  return data[bit / 8] >> (7 - bit % 8) & 1;
}

static bool covers(const struct key *prefix, const struct key *key) {
  if (prefix->length > key->length)
    return false;
  for (uint32_t bit = 0; bit < prefix->length; bit++)
    if (bit_of(prefix->data, bit) != bit_of(key->data, bit))
      return false;
  return true;
}

static struct entry *model_exact(struct model *model, const struct key *key) {
  for (uint32_t i = 0; i < model->count; i++)
    if (model->entries[i].key.length == key->length && covers(&model->entries[i].key, key))
      return &model->entries[i];
  return NULL;
}

static struct entry *model_longest(struct model *model, const struct key *key) {
  struct entry *best = NULL;
  for (uint32_t i = 0; i < model->count; i++)
    if (covers(&model->entries[i].key, key) &&
        (best == NULL || model->entries[i].key.length > best->key.length))
      best = &model->entries[i];
  return best;
}

/* Prefixes that collide often: few different bytes, lengths of every kind. */
static void random_key(struct key *key, uint32_t data_bytes, bool prefix) {
  static const uint8_t bytes[] = {0x00, 0x80, 0xff, 0x0a, 0x0b, 0xc0};
  memset(key, 0, sizeof *key);
  bool wide = random_below(3) == 0;
  for (uint32_t i = 0; i < data_bytes; i++)
    key->data[i] = wide ? (uint8_t)random64() : bytes[random_below(6)];
  key->length = prefix || random_below(4) == 0 ? random_below(data_bytes * 8 + 1) : data_bytes * 8;
}

static void check_walk(struct model *model, struct map *map) {
  struct key key;
  uint32_t count = 0;
  bool seen[MAX_ENTRIES] = {false};
  memset(&key, 0, sizeof key);
  for (const struct key *previous = NULL; map->ops->next_key(map, previous, &key) == 0; previous = &key) {
    struct entry *entry = model_exact(model, &key);
    assert_non_null(entry);
    assert_false(seen[entry - model->entries]);
    seen[entry - model->entries] = true;
    count++;
  }
  assert_int_equal(count, model->count);
  assert_int_equal(map->ops->count(map), model->count);
}

static void do_update(struct model *model, struct map *map, const struct key *key, uint64_t flags) {
  struct entry *entry = model_exact(model, key);
  uint64_t value = random64();
  int expected = entry != NULL && flags == MBPF_NOEXIST                  ? -E_EXIST
                 : entry == NULL && flags == MBPF_EXIST                  ? -E_NOENT
                 : entry == NULL && model->count == map->def.max_entries ? -E_NOSPC
                                                                         : 0;
  assert_int_equal(map->ops->update(map, key, &value, flags, 0), expected);
  if (expected != 0)
    return;
  if (entry == NULL)
    entry = &model->entries[model->count++];
  entry->key = *key;
  entry->value = value;
}

static void step(struct model *model, struct map *map) {
  uint32_t data_bytes = map->def.key_bytes - 4;
  struct key key;
  uint64_t out;
  uint32_t what = random_below(10);
  random_key(&key, data_bytes, what < 5);
  if (what < 3) {
    do_update(model, map, &key, random_below(4) == 0 ? 1 + random_below(2) : 0);
  } else if (what < 5) {
    if (model->count != 0 && random_below(3) != 0) /* hit more often */
      key = model->entries[random_below(model->count)].key;
    struct entry *entry = model_exact(model, &key);
    assert_int_equal(map->ops->remove(map, &key, 0), entry != NULL ? 0 : -E_NOENT);
    if (entry != NULL)
      *entry = model->entries[--model->count];
  } else {
    struct entry *entry = model_longest(model, &key);
    uint64_t *value = map->ops->lookup(map, &key, 0);
    assert_int_equal(value != NULL, entry != NULL);
    assert_int_equal(map->ops->read(map, &key, &out), entry != NULL ? 0 : -E_NOENT);
    if (entry == NULL)
      return;
    assert_int_equal(*value, entry->value);
    assert_int_equal(out, entry->value);
    assert_true(map_contains(map, (uintptr_t)value, 8));
  }
}

static void test_against_model(void **state) {
  (void)state;
  static const uint32_t data_sizes[] = {1, 2, 3, 4, 5, 8, 16, 20};
  static const uint32_t sizes[] = {1, 2, 3, 9, 40, MAX_ENTRIES};
  random_start("lpm_trie against a list");
  for (size_t d = 0; d < 8; d++)
    for (size_t s = 0; s < 6; s++) {
      struct model *model = calloc(1, sizeof *model);
      struct map *map = map_make(DEF(LPM_TRIE, 4 + data_sizes[d], 8, sizes[s]), 2);
      for (uint32_t i = 0; i < 6000; i++) {
        step(model, map);
        if (i % 97 == 0)
          check_walk(model, map);
      }
      while (model->count != 0) { /* down to nothing: every node comes back */
        struct key key = model->entries[random_below(model->count)].key;
        struct entry *entry = model_exact(model, &key);
        assert_int_equal(map->ops->remove(map, &key, 0), 0);
        *entry = model->entries[--model->count];
      }
      check_walk(model, map);
      map_free(map);
      free(model);
    }
}

static void test_key_rules(void **state) {
  (void)state;
  random_start("lpm_trie keys");
  struct map *map = map_make(DEF(LPM_TRIE, 8, 4, 4), 1);
  struct key key = {.length = 33, .data = {10, 1, 2, 3}};
  uint32_t value = 77;
  assert_int_equal(map->ops->update(map, &key, &value, 0, 0), -E_INVAL);
  assert_int_equal(map->ops->remove(map, &key, 0), -E_INVAL);
  assert_null(map->ops->lookup(map, &key, 0));
  key.length = 8;
  assert_int_equal(map->ops->update(map, &key, &value, 4, 0), -E_INVAL);
  assert_int_equal(map->ops->update(map, &key, &value, 0, 0), 0);
  memset(&key, 0xff, sizeof key);
  assert_int_equal(map->ops->next_key(map, NULL, &key), 0);
  const uint8_t ten[4] = {10, 0, 0, 0}; /* bits beyond the length do not count and come back as 0 */
  assert_int_equal(key.length, 8);
  assert_memory_equal(key.data, ten, 4);
  map_free(map);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_against_model),
      cmocka_unit_test(test_key_rules),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
