/*
 * lpm_trie: values under bit prefixes; a lookup finds the longest prefix of its key. A key is u32 prefix
 * length (host order), then key_size - 4 bytes of data, most significant bit first.
 *
 * A path-compressed binary trie. A node is an entry (indices below max_entries, it has a value) or a branch
 * (it has two children and no value; entries - 1 suffice). Node names are index + 1, 0: none. Prefixes are
 * kept as words in host order, bits beyond the length 0. The path's first steps are skipped: starts[] says
 * for each value of the first root_bits bits where the search goes on and what matched so far; a change
 * refills the starts below the changed prefix.
 *
 * One lock for writers; readers search without it and look at its version, see sync.h. Bottom-up.
 */
#include "base/bytes.h"
#include "base/checked.h"
#include "base/errno.h"
#include "map/map.h"
#include "map/sync.h"

#include <string.h>

#define LENGTH_BYTES   4u /* of the prefix length before the data */
#define MAX_DATA_BYTES 256u
#define MAX_WORDS      (MAX_DATA_BYTES / 4u)

_Static_assert(MBPF_MAP_LPM_ROOT_BITS >= 1 && MBPF_MAP_LPM_ROOT_BITS <= 20,
               "8 << MBPF_MAP_LPM_ROOT_BITS bytes per map");

struct node {
  uint32_t child[2];
  uint32_t length; /* bits */
  uint32_t words[];
};

struct start {
  uint32_t node; /* first node of root_bits or more, or 0 */
  uint32_t best; /* longest entry of fewer bits, or 0 */
};

/* Indices first, first + 1, … below end, and those given back chained by child[0]. */
struct pool {
  uint32_t free;
  uint32_t fresh;
  uint32_t end;
};

struct trie {
  uint32_t lock;
  uint32_t root;
  uint32_t data_bytes;
  uint32_t word_count;
  uint32_t max_bits;
  uint32_t max_entries;
  uint32_t root_bits;
  uint32_t used; /* entries */
  struct pool entries;
  struct pool branches;
  struct start *starts;
  uint8_t *nodes;
  size_t node_stride;
  uint8_t *values;
  size_t value_stride;
};

/* A key taken apart. */
struct prefix {
  uint32_t length;
  uint32_t words[MAX_WORDS];
};

/* --- nodes --- */

static struct node *node_at(const struct trie *trie, uint32_t at) {
  return (struct node *)(void *)(trie->nodes + (size_t)(at - 1) * trie->node_stride);
}

static bool is_entry(const struct trie *trie, uint32_t at) {
  return at <= trie->max_entries;
}

static uint8_t *value_at(const struct trie *trie, uint32_t at) {
  return trie->values + (size_t)(at - 1) * trie->value_stride;
}

static uint32_t bit_at(const uint32_t *words, uint32_t bit) {
  return load_acquire(&words[bit / 32]) >> (31 - bit % 32) & 1;
}

/* Leading bits two prefixes share, at most limit. */
static uint32_t shared_bits(const uint32_t *a, const uint32_t *b, uint32_t limit) {
  for (uint32_t word = 0; word * 32 < limit; word++) {
    uint32_t differ = load_acquire(&a[word]) ^ load_acquire(&b[word]);
    if (differ != 0) {
      uint32_t bits = word * 32 + (uint32_t)__builtin_clz(differ);
      return bits < limit ? bits : limit;
    }
  }
  return limit;
}

/* Do the first length bits agree? Words before *word are known to; *word moves on with the search. */
static inline bool agrees(const uint32_t *a, const uint32_t *b, uint32_t length, uint32_t *word) {
  uint32_t at = *word;
  for (; at < length / 32; at++)
    if (load_acquire(&a[at]) != b[at])
      return false;
  *word = at;
  return length % 32 == 0 || (load_acquire(&a[at]) ^ b[at]) >> (32 - length % 32) == 0;
}

/* --- keys --- */

/* Data bytes 4 * word ... as a word; bytes beyond the key are 0. */
static uint32_t data_word(const uint8_t *data, uint32_t bytes, uint32_t word) {
  uint8_t last[4] = {0};
  if (word * 4 + 4 <= bytes)
    return load_be32(data + (size_t)word * 4);
  memcpy(last, data + (size_t)word * 4, bytes - word * 4);
  return load_be32(last);
}

static inline void take_key(const struct trie *trie, const void *key, struct prefix *prefix) {
  const uint8_t *bytes = key;
  __builtin_memcpy(&prefix->length, bytes, LENGTH_BYTES);
  for (uint32_t word = 0; word < trie->word_count; word++)
    prefix->words[word] = data_word(bytes + LENGTH_BYTES, trie->data_bytes, word);
}

/* The same for an exact key: bits beyond the length become 0. False: longer than the key's data. */
static bool take_exact_key(const struct trie *trie, const void *key, struct prefix *prefix) {
  take_key(trie, key, prefix);
  if (prefix->length > trie->max_bits)
    return false;
  for (uint32_t word = 0; word < trie->word_count; word++) {
    uint32_t before = word * 32;
    if (prefix->length <= before)
      prefix->words[word] = 0;
    else if (prefix->length - before < 32)
      prefix->words[word] &= ~(UINT32_MAX >> (prefix->length - before));
  }
  return true;
}

static void give_key(const struct trie *trie, const struct node *node, void *key) {
  uint8_t *bytes = key;
  uint32_t length = load_acquire(&node->length);
  memcpy(bytes, &length, LENGTH_BYTES);
  for (uint32_t i = 0; i < trie->data_bytes; i++)
    bytes[LENGTH_BYTES + i] = (uint8_t)(load_acquire(&node->words[i / 4]) >> (24 - i % 4 * 8));
}

/* --- searching --- */

/*
 * The longest entry that is a prefix of the key, or 0. A search in a trie that changes under it ends, because
 * lengths must grow; its caller finds the version changed.
 */
static uint32_t search(const struct trie *trie, const struct prefix *key) {
  uint32_t at = load_acquire(&trie->root);
  uint32_t best = 0;
  uint32_t word = 0;
  if (key->length >= trie->root_bits) {
    const struct start *start = &trie->starts[key->words[0] >> (32 - trie->root_bits)];
    at = load_acquire(&start->node);
    best = load_acquire(&start->best);
  }
  for (uint32_t least = 0; at != 0;) {
    const struct node *node = node_at(trie, at);
    uint32_t length = load_acquire(&node->length);
    if (length > key->length || length < least || !agrees(node->words, key->words, length, &word))
      break;
    if (is_entry(trie, at))
      best = at;
    if (length >= trie->max_bits)
      break;
    least = length + 1;
    at = load_acquire(&node->child[key->words[length / 32] >> (31 - length % 32) & 1]);
  }
  return best;
}

/* First entry of a subtree in key order. Branches have two children, so the way down always leads to one. */
static uint32_t first_entry(const struct trie *trie, uint32_t at) {
  for (uint32_t steps = 0; at != 0 && !is_entry(trie, at) && steps <= trie->max_bits; steps++)
    at = load_acquire(&node_at(trie, at)->child[0]);
  return at != 0 && is_entry(trie, at) ? at : 0;
}

/* Where keys greater than the prefix continue: key order is by bits, a prefix before what it is a prefix of.
 */
static uint32_t search_after(const struct trie *trie, const struct prefix *key) {
  uint32_t at = load_acquire(&trie->root);
  uint32_t later = 0; /* nearest subtree to the right of the path */
  for (uint32_t steps = 0; at != 0 && steps <= trie->max_bits; steps++) {
    const struct node *node = node_at(trie, at);
    uint32_t length = load_acquire(&node->length);
    uint32_t limit = length < key->length ? length : key->length;
    uint32_t shared = shared_bits(node->words, key->words, limit);
    if (shared < limit)
      return first_entry(trie, bit_at(node->words, shared) != 0 ? at : later);
    if (length > key->length)
      return first_entry(trie, at);
    uint32_t left = length < trie->max_bits ? load_acquire(&node->child[0]) : 0;
    uint32_t right = length < trie->max_bits ? load_acquire(&node->child[1]) : 0;
    if (length == key->length)
      return first_entry(trie, left != 0 ? left : right != 0 ? right : later);
    bool goes_right = bit_at(key->words, length) != 0;
    if (!goes_right && right != 0)
      later = right;
    at = goes_right ? right : left;
  }
  return first_entry(trie, later);
}

/* --- reading without the lock --- */

struct reader {
  const struct prefix *key; /* NULL: the first key */
  void *out;                /* key of next_key, value of read; NULL for lookup */
  bool next;
  uint32_t value_bytes;
  uint32_t found;
};

static void read_once(const struct trie *trie, struct reader *reader) {
  if (!reader->next) {
    reader->found = search(trie, reader->key);
    if (reader->found != 0 && reader->out != NULL)
      map_copy_out(reader->out, value_at(trie, reader->found), reader->value_bytes);
    return;
  }
  reader->found =
      reader->key != NULL ? search_after(trie, reader->key) : first_entry(trie, load_acquire(&trie->root));
  if (reader->found != 0)
    give_key(trie, node_at(trie, reader->found), reader->out);
}

/*
 * Reads until the trie stood still meanwhile, at last with the lock. Where even that is refused (this CPU was
 * interrupted in a change) a program gets what the trie looks like now.
 */
static int read_stable(const struct map *map, struct reader *reader, uint32_t cpu) {
  struct trie *trie = map->storage;
  for (int tries = 0; tries < MAP_READ_TRIES; tries++) {
    uint32_t version = map_version(&trie->lock);
    if (map_held(version))
      continue;
    read_once(trie, reader);
    if (map_unchanged(&trie->lock, version))
      return reader->found != 0 ? 0 : -E_NOENT;
  }
  bool locked = map_lock(map, &trie->lock, cpu);
  read_once(trie, reader);
  if (locked)
    map_unlock(&trie->lock);
  else if (reader->out != NULL)
    return -E_BUSY;
  return reader->found != 0 ? 0 : -E_NOENT;
}

static void *lookup(struct map *map, const void *key, uint32_t cpu) {
  struct trie *trie = map->storage;
  struct prefix prefix;
  take_key(trie, key, &prefix);
  if (prefix.length > trie->max_bits)
    return NULL;
  uint32_t version = map_version(&trie->lock);
  uint32_t found = search(trie, &prefix);
  if (__builtin_expect(map_held(version) || !map_unchanged(&trie->lock, version), 0)) {
    struct reader reader = {.key = &prefix};
    (void)read_stable(map, &reader, cpu);
    found = reader.found;
  }
  return found != 0 ? value_at(trie, found) : NULL;
}

static int read(struct map *map, const void *key, void *value) {
  struct trie *trie = map->storage;
  struct prefix prefix;
  take_key(trie, key, &prefix);
  if (prefix.length > trie->max_bits)
    return -E_NOENT;
  struct reader reader = {.key = &prefix, .out = value, .value_bytes = map->def.value_bytes};
  return read_stable(map, &reader, MAP_CPU_HOST);
}

static int next_key(struct map *map, const void *previous, void *next) {
  struct trie *trie = map->storage;
  struct prefix prefix;
  struct reader reader = {.out = next, .next = true};
  if (previous != NULL && take_exact_key(trie, previous, &prefix))
    reader.key = &prefix;
  return read_stable(map, &reader, MAP_CPU_HOST);
}

static uint32_t count(struct map *map) {
  return load_relaxed(&((struct trie *)map->storage)->used);
}

/* --- changing; the lock is held --- */

static uint32_t take_node(struct trie *trie, struct pool *pool) {
  uint32_t at = pool->free;
  if (at != 0)
    pool->free = load_relaxed(&node_at(trie, at)->child[0]);
  else if (pool->fresh < pool->end)
    at = ++pool->fresh;
  return at;
}

static void give_node(struct trie *trie, uint32_t at) {
  struct pool *pool = is_entry(trie, at) ? &trie->entries : &trie->branches;
  store_release(&node_at(trie, at)->child[0], pool->free);
  pool->free = at;
}

/* Writes a node's prefix: the first length bits of words. */
static void put_prefix(struct trie *trie, uint32_t at, const uint32_t *words, uint32_t length) {
  struct node *node = node_at(trie, at);
  for (uint32_t word = 0; word < trie->word_count; word++) {
    uint32_t value = load_relaxed(&words[word]);
    if (length <= word * 32)
      value = 0;
    else if (length - word * 32 < 32)
      value &= ~(UINT32_MAX >> (length - word * 32));
    store_release(&node->words[word], value);
  }
  store_release(&node->length, length);
}

static void put_children(struct trie *trie, uint32_t at, uint32_t zero, uint32_t one) {
  store_release(&node_at(trie, at)->child[0], zero);
  store_release(&node_at(trie, at)->child[1], one);
}

static void fill_start(struct trie *trie, uint32_t bits) {
  uint32_t words[1] = {bits << (32 - trie->root_bits)};
  uint32_t at = load_relaxed(&trie->root);
  uint32_t best = 0;
  while (at != 0) {
    const struct node *node = node_at(trie, at);
    uint32_t length = load_relaxed(&node->length);
    uint32_t compared = length < trie->root_bits ? length : trie->root_bits;
    if (shared_bits(node->words, words, compared) < compared) {
      at = 0;
      break;
    }
    if (length >= trie->root_bits)
      break;
    if (is_entry(trie, at))
      best = at;
    at = load_relaxed(&node->child[words[0] >> (31 - length) & 1]);
  }
  store_release(&trie->starts[bits].node, at);
  store_release(&trie->starts[bits].best, best);
}

/* Refills the starts that begin with the first length bits of a prefix. */
static void refill(struct trie *trie, const uint32_t *words, uint32_t length) {
  uint32_t below = length < trie->root_bits ? trie->root_bits - length : 0;
  uint32_t first = load_relaxed(&words[0]) >> (32 - trie->root_bits) >> below << below;
  for (uint32_t i = 0; i < 1u << below; i++)
    fill_start(trie, first + i);
}

/* The link that leads to the first node that is not a proper prefix of the key; above: the link before it, or
 * NULL. */
static uint32_t *find_link(struct trie *trie, const struct prefix *key, uint32_t **above) {
  uint32_t *link = &trie->root;
  *above = NULL;
  for (uint32_t at; (at = load_relaxed(link)) != 0;) {
    struct node *node = node_at(trie, at);
    if (node->length >= key->length || shared_bits(node->words, key->words, node->length) < node->length)
      break;
    *above = link;
    link = &node->child[bit_at(key->words, node->length)];
  }
  return link;
}

static bool holds(const struct trie *trie, uint32_t at, const struct prefix *key) {
  return at != 0 && node_at(trie, at)->length == key->length &&
         shared_bits(node_at(trie, at)->words, key->words, key->length) == key->length;
}

/* Puts the new entry where link leads: in place of a branch, above the node there, or beside it under a new
 * branch. */
static void link_entry(struct trie *trie, uint32_t *link, const struct prefix *key, uint32_t entry) {
  uint32_t at = load_relaxed(link);
  uint32_t top = entry; /* what link leads to then */
  uint32_t changed = key->length;
  if (holds(trie, at, key)) {
    put_children(trie, entry, node_at(trie, at)->child[0], node_at(trie, at)->child[1]);
  } else if (at != 0) {
    const struct node *node = node_at(trie, at);
    uint32_t limit = node->length < key->length ? node->length : key->length;
    uint32_t shared = shared_bits(node->words, key->words, limit);
    uint32_t side = bit_at(node->words, shared);
    if (shared < key->length) {
      changed = shared;
      top = take_node(trie, &trie->branches);
      put_prefix(trie, top, key->words, shared);
    }
    put_children(trie, top,
                 side == 0      ? at
                 : top == entry ? 0
                                : entry,
                 side == 1      ? at
                 : top == entry ? 0
                                : entry);
    at = 0;
  }
  store_release(link, top);
  if (at != 0)
    give_node(trie, at);
  refill(trie, key->words, changed);
}

static int insert(struct trie *trie, uint32_t *link, const struct prefix *key, const void *value,
                  uint32_t value_bytes) {
  uint32_t entry = take_node(trie, &trie->entries);
  if (entry == 0)
    return -E_NOSPC;
  put_prefix(trie, entry, key->words, key->length);
  put_children(trie, entry, 0, 0);
  map_copy_in(value_at(trie, entry), value, value_bytes);
  link_entry(trie, link, key, entry);
  store_relaxed(&trie->used, trie->used + 1);
  return 0;
}

static int update(struct map *map, const void *key, const void *value, uint64_t flags, uint32_t cpu) {
  struct trie *trie = map->storage;
  struct prefix prefix;
  uint32_t *above;
  int result = 0;
  if (flags > MBPF_EXIST || !take_exact_key(trie, key, &prefix))
    return -E_INVAL;
  if (!map_lock(map, &trie->lock, cpu))
    return -E_BUSY;
  uint32_t *link = find_link(trie, &prefix, &above);
  uint32_t at = load_relaxed(link);
  bool found = holds(trie, at, &prefix) && is_entry(trie, at);
  if (found && flags == MBPF_NOEXIST)
    result = -E_EXIST;
  else if (found)
    map_copy_in(value_at(trie, at), value, map->def.value_bytes);
  else if (flags == MBPF_EXIST)
    result = -E_NOENT;
  else
    result = insert(trie, link, &prefix, value, map->def.value_bytes);
  map_unlock(&trie->lock);
  return result;
}

/* Takes the entry at link out. above leads to its parent, which goes, too, when it is a branch left with one
 * child. */
static void unlink_entry(struct trie *trie, uint32_t *link, uint32_t *above) {
  uint32_t at = load_relaxed(link);
  const struct node *node = node_at(trie, at);
  uint32_t zero = node->child[0];
  uint32_t one = node->child[1];
  uint32_t changed = node->length;
  uint32_t parent = above != NULL ? load_relaxed(above) : 0;
  if (zero != 0 && one != 0) {
    uint32_t branch = take_node(trie, &trie->branches);
    put_prefix(trie, branch, node->words, node->length);
    put_children(trie, branch, zero, one);
    store_release(link, branch);
    parent = 0;
  } else if (zero != 0 || one != 0 || parent == 0 || is_entry(trie, parent)) {
    store_release(link, zero != 0 ? zero : one);
    parent = 0;
  } else {
    struct node *branch = node_at(trie, parent);
    changed = branch->length;
    store_release(above, link == &branch->child[0] ? branch->child[1] : branch->child[0]);
  }
  refill(trie, node->words, changed);
  give_node(trie, at);
  if (parent != 0)
    give_node(trie, parent);
}

static int remove_key(struct map *map, const void *key, uint32_t cpu) {
  struct trie *trie = map->storage;
  struct prefix prefix;
  uint32_t *above;
  if (!take_exact_key(trie, key, &prefix))
    return -E_INVAL;
  if (!map_lock(map, &trie->lock, cpu))
    return -E_BUSY;
  uint32_t *link = find_link(trie, &prefix, &above);
  uint32_t at = load_relaxed(link);
  bool found = holds(trie, at, &prefix) && is_entry(trie, at);
  if (found) {
    unlink_entry(trie, link, above);
    store_relaxed(&trie->used, trie->used - 1);
  }
  map_unlock(&trie->lock);
  return found ? 0 : -E_NOENT;
}

/* --- storage: trie, starts, nodes (entries, then branches), values --- */

struct layout {
  size_t starts, nodes, values, end;
  size_t node_stride;
  uint32_t root_bits;
};

static bool lay_out(const struct mbpf_map_def *def, struct layout *layout) {
  uint32_t data_bytes = def->key_bytes - LENGTH_BYTES;
  size_t nodes_bytes, values_bytes;
  uint32_t bits = 1;
  *layout = (struct layout){0};
  while (bits < MBPF_MAP_LPM_ROOT_BITS && bits < data_bytes * 8 && 1u << bits < def->max_entries)
    bits++;
  layout->root_bits = bits;
  layout->node_stride = sizeof(struct node) + (size_t)(data_bytes + 3) / 4 * 4;
  layout->starts = (sizeof(struct trie) + 7) & ~(size_t)7;
  layout->nodes = layout->starts + ((size_t)1 << bits) * sizeof(struct start);
  return checked_mul((size_t)def->max_entries * 2, layout->node_stride, &nodes_bytes) &&
         checked_add(layout->nodes, nodes_bytes, &layout->values) &&
         checked_align(layout->values, 8, &layout->values) &&
         checked_mul((size_t)def->max_entries, (size_t)round_up_8(def->value_bytes), &values_bytes) &&
         checked_add(layout->values, values_bytes, &layout->end);
}

static bool measure(const struct mbpf_map_def *def, uint32_t cpu_count, size_t *bytes) {
  (void)cpu_count;
  struct layout layout;
  if (!lay_out(def, &layout))
    return false;
  *bytes = layout.end;
  return true;
}

static void init(struct map *map) {
  struct trie *trie = map->storage;
  uint8_t *storage = map->storage;
  uint32_t entries = map->def.max_entries;
  uint32_t data_bytes = map->def.key_bytes - LENGTH_BYTES;
  struct layout layout;
  (void)lay_out(&map->def, &layout);
  *trie = (struct trie){
      .data_bytes = data_bytes,
      .word_count = (data_bytes + 3) / 4,
      .max_bits = data_bytes * 8,
      .max_entries = entries,
      .root_bits = layout.root_bits,
      .entries = {.fresh = 0, .end = entries},
      .branches = {.fresh = entries, .end = entries * 2},
      .starts = (struct start *)(void *)(storage + layout.starts),
      .nodes = storage + layout.nodes,
      .node_stride = layout.node_stride,
      .values = storage + layout.values,
      .value_stride = map->value_stride,
  };
  map->region = (struct map_region){.base = trie->values,
                                    .stride = map->value_stride,
                                    .count = entries,
                                    .value_bytes = map->def.value_bytes};
}

const struct map_ops map_lpm_trie_ops = {
    .limits = {LENGTH_BYTES + 1, LENGTH_BYTES + MAX_DATA_BYTES, 1, MBPF_MAP_MAX_VALUE_BYTES, 0},
    .measure = measure,
    .init = init,
    .lookup = lookup,
    .update = update,
    .remove = remove_key,
    .next_key = next_key,
    .read = read,
    .count = count,
};
