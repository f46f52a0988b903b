// Shapes and dicts.
#include "js/shape.h"

#include "js/object.h"

static uint32_t info_of(js_value shape) {
  return (uint32_t)js_int_of(js_words(shape)[JS_S_INFO]);
}

void js_prototype_changed(js_ctx *js) {
  if (js->cache)
    memset(js->cache, 0, (js->cache_mask + 1) * sizeof *js->cache);
}

// ---- shared shapes -----------------------------------------------------------------------------------------------

static js_value new_shape(js_ctx *js, js_ref proto, js_ref parent, js_ref key, uint32_t info) {
  js_value shape = js_alloc(js, js_make_header(JS_CELL_SHAPE, 0), 6);
  if (shape == JS_ABSENT)
    return shape;
  js_word *w = js_words(shape);
  w[JS_S_PROTO] = *proto;
  w[JS_S_PARENT] = *parent;
  w[JS_S_KEY] = *key;
  w[JS_S_CHILD] = w[JS_S_SIBLING] = JS_UNDEFINED;
  w[JS_S_INFO] = js_int((int32_t)info);
  return shape;
}

// Finds the root of a prototype and moves it to the front of the list.
static js_value find_root(js_ctx *js, js_value proto) {
  for (js_value *link = &js->shapes; js_is_cell(*link); link = &js_words(*link)[JS_S_SIBLING])
    if (js_shape_proto(*link) == proto) {
      js_value shape = *link;
      *link = js_words(shape)[JS_S_SIBLING];
      js_words(shape)[JS_S_SIBLING] = js->shapes;
      js->shapes = shape;
      return shape;
    }
  return JS_ABSENT;
}

js_value js_shape_root(js_ctx *js, js_value proto) {
  bool is_new = js_is_object_cell(proto) && !(js_header(proto) & JS_PROTOTYPE);
  js_value shape = is_new ? JS_ABSENT : find_root(js, proto);
  if (shape != JS_ABSENT)
    return shape;
  js_value *mark = js_mark(js);
  js_ref held = js_push(js, proto), none = js_push(js, JS_UNDEFINED);
  shape = new_shape(js, held, none, none, 0);
  proto = *held;
  js_release(js, mark);
  if (shape == JS_ABSENT)
    return shape;
  js_words(shape)[JS_S_SIBLING] = js->shapes;
  js->shapes = shape;
  if (js_is_object_cell(proto))
    *js_words(proto) |= JS_PROTOTYPE;
  return shape;
}

js_value js_shape_child(js_value shape, js_value key, uint32_t flags) {
  js_value child = js_words(shape)[JS_S_CHILD];
  while (js_is_cell(child) && (js_words(child)[JS_S_KEY] != key || info_of(child) >> 16 != flags))
    child = js_words(child)[JS_S_SIBLING];
  return js_is_cell(child) ? child : JS_ABSENT;
}

static js_value make_child(js_ctx *js, js_ref object, js_ref key, uint32_t flags) {
  js_value *mark = js_mark(js);
  js_value parent = js_shape_of(*object);
  js_ref held = js_push(js, parent), proto = js_push(js, js_shape_proto(parent));
  js_value shape = new_shape(js, proto, held, key, (js_shape_count(parent) + 1) | flags << 16);
  if (shape != JS_ABSENT) {
    js_words(shape)[JS_S_SIBLING] = js_words(*held)[JS_S_CHILD];
    js_words(*held)[JS_S_CHILD] = shape;
  }
  js_release(js, mark);
  return shape;
}

// ---- dicts -------------------------------------------------------------------------------------------------------

static uint32_t used_of(js_value dict) {
  return (uint32_t)js_int_of(js_words(dict)[JS_D_USED]);
}

static uint32_t hash_key(js_value key) {
  uint32_t h;
  if (js_is_cell(key)) {
    h = (uint32_t)js_cell_length(key); // by content: cells move
    const uint8_t *text = js_bytes(key);
    for (uint32_t i = 0, n = h; i < n; i++)
      h = (h ^ text[i]) * 16777619u;
  } else {
    h = (uint32_t)key;
  }
  h *= 2654435769u;
  return h ^ (h >> 15);
}

static uint32_t read_index(js_value index, uint32_t i) {
  uint32_t entry;
  memcpy(&entry, js_bytes(index) + i * sizeof entry, sizeof entry);
  return entry;
}

static void write_index(js_value index, uint32_t i, uint32_t entry) {
  memcpy(js_bytes(index) + i * sizeof entry, &entry, sizeof entry);
}

static uint32_t index_mask(js_value index) {
  return js_cell_length(index) / (uint32_t)sizeof(uint32_t) - 1;
}

static void index_add(js_value index, js_value key, uint32_t entry) {
  uint32_t mask = index_mask(index), i = hash_key(key) & mask;
  while (read_index(index, i) != 0)
    i = (i + 1) & mask;
  write_index(index, i, entry + 1);
}

static uint32_t dict_find(js_value dict, js_value key, uint32_t *flags) {
  js_value keys = js_words(dict)[JS_D_KEYS], index = js_words(dict)[JS_D_INDEX];
  uint32_t mask = index_mask(index);
  for (uint32_t i = hash_key(key) & mask;; i = (i + 1) & mask) {
    uint32_t entry = read_index(index, i);
    if (entry == 0)
      return JS_NO_SLOT_FOUND;
    if (js_values(keys)[2 * (entry - 1)] == key) {
      *flags = (uint32_t)js_int_of(js_values(keys)[2 * (entry - 1) + 1]);
      return entry - 1;
    }
  }
}

uint32_t js_shape_find(js_value shape, js_value key, uint32_t *flags) {
  if (js_is_dict(shape))
    return dict_find(shape, key, flags);
  for (; js_is_cell(shape); shape = js_words(shape)[JS_S_PARENT])
    if (js_words(shape)[JS_S_KEY] == key) {
      if (key == JS_UNDEFINED)
        break;
      *flags = info_of(shape) >> 16;
      return js_shape_count(shape) - 1;
    }
  return JS_NO_SLOT_FOUND;
}

uint32_t js_shape_entries(js_value shape) {
  return js_is_dict(shape) ? used_of(shape) : js_shape_count(shape);
}

js_value js_shape_entry(js_value shape, uint32_t i, uint32_t *flags) {
  if (js_is_dict(shape)) {
    js_value *keys = js_values(js_words(shape)[JS_D_KEYS]);
    *flags = (uint32_t)js_int_of(keys[2 * i + 1]);
    return keys[2 * i];
  }
  while (js_shape_count(shape) != i + 1)
    shape = js_words(shape)[JS_S_PARENT];
  *flags = info_of(shape) >> 16;
  return js_words(shape)[JS_S_KEY];
}

void js_dict_set_flags(js_value dict, uint32_t slot, uint32_t flags) {
  js_values(js_words(dict)[JS_D_KEYS])[2 * slot + 1] = js_int((int32_t)flags);
}

static uint32_t live_entries(js_value shape) {
  uint32_t live = 0, flags;
  for (uint32_t i = 0, n = js_shape_entries(shape); i < n; i++)
    live += js_shape_entry(shape, i, &flags) != JS_ABSENT;
  return live;
}

static uint32_t power_of_two(uint32_t at_least) {
  uint32_t n = 4;
  while (n < at_least)
    n *= 2;
  return n;
}

// Copies the live entries of the old shape or dict, and their slots, into new tables.
static void fill_dict(js_value from, js_value old_slots, js_value keys, js_value index, js_value slots) {
  uint32_t to = 0;
  for (uint32_t i = 0, n = js_shape_entries(from); i < n; i++) {
    uint32_t flags;
    js_value key = js_shape_entry(from, i, &flags);
    if (key == JS_ABSENT)
      continue;
    js_values(keys)[2 * to] = key;
    js_values(keys)[2 * to + 1] = js_int((int32_t)flags);
    js_values(slots)[to] = js_values(old_slots)[i];
    index_add(index, key, to++);
  }
}

static void forget_global_slots(js_ctx *js) {
  for (uint32_t i = 0; i < js->image_count; i++)
    memset(js->images[i].global_slots, 0xff, js->images[i].global_count * sizeof(uint16_t));
}

// Gives the object a dict with room for `capacity` properties in place of its shape or dict.
static bool rebuild(js_ctx *js, js_ref object, uint32_t capacity) {
  js_value *mark = js_mark(js);
  js_ref keys = js_push(js, JS_UNDEFINED), index = js_push(js, JS_UNDEFINED),
         slots = js_push(js, JS_UNDEFINED);
  bool ok = js_charge(js, capacity * 2);
  ok = ok && (*keys = js_alloc_values(js, 2 * capacity, JS_ABSENT)) != JS_ABSENT;
  ok = ok &&
       (*index = js_alloc_bytes(js, power_of_two(2 * capacity) * (uint32_t)sizeof(uint32_t))) != JS_ABSENT;
  ok = ok && (*slots = js_alloc_values(js, capacity, JS_UNDEFINED)) != JS_ABSENT;
  js_value dict = ok ? js_alloc(js, js_make_header(JS_CELL_DICT, 0), 4) : JS_ABSENT;
  if (dict != JS_ABSENT) {
    js_value shape = js_shape_of(*object);
    uint32_t live = live_entries(shape);
    fill_dict(shape, js_slots_of(*object), *keys, *index, *slots);
    js_word *w = js_words(dict);
    w[JS_D_PROTO] = js_shape_proto(shape);
    w[JS_D_KEYS] = *keys;
    w[JS_D_INDEX] = *index;
    w[JS_D_USED] = js_int((int32_t)live);
    if (*object == js->roots[JS_ROOT_GLOBAL] && live != js_shape_entries(shape))
      forget_global_slots(js);
    js_words(*object)[JS_W_SHAPE] = dict;
    js_words(*object)[JS_W_SLOTS] = *slots;
  }
  js_release(js, mark);
  return dict != JS_ABSENT;
}

bool js_make_dict(js_ctx *js, js_ref object) {
  if (js_header(*object) & JS_PROTOTYPE)
    js_prototype_changed(js);
  if (js_is_dict(js_shape_of(*object)))
    return true;
  uint32_t count = js_shape_count(js_shape_of(*object));
  return rebuild(js, object, count < 4 ? 4 : count + count / 2);
}

static bool dict_add(js_ctx *js, js_ref object, js_ref key, uint32_t flags, js_ref value) {
  js_value dict = js_shape_of(*object);
  uint32_t used = used_of(dict), capacity = js_cell_length(js_words(dict)[JS_D_KEYS]) / 2;
  if (used == capacity) {
    uint32_t live = live_entries(dict);
    if (!rebuild(js, object, live < 4 ? 4 : live + live / 2 + 2))
      return false;
    dict = js_shape_of(*object);
    used = used_of(dict);
  }
  js_value *keys = js_values(js_words(dict)[JS_D_KEYS]);
  keys[2 * used] = *key;
  keys[2 * used + 1] = js_int((int32_t)flags);
  index_add(js_words(dict)[JS_D_INDEX], *key, used);
  js_values(js_slots_of(*object))[used] = *value;
  js_words(dict)[JS_D_USED] = js_int((int32_t)used + 1);
  return true;
}

// ---- properties of an object -------------------------------------------------------------------------------------

static bool reserve_slots(js_ctx *js, js_ref object, uint32_t count) {
  js_value old = js_slots_of(*object);
  uint32_t have = js_is_cell(old) ? js_cell_length(old) : 0;
  if (count <= have)
    return true;
  js_value bigger = js_alloc_values(js, count < 2 ? 2 : count + count / 4, JS_UNDEFINED);
  if (bigger == JS_ABSENT)
    return false;
  old = js_slots_of(*object);
  if (have)
    memcpy(js_values(bigger), js_values(old), have * sizeof(js_value));
  js_words(*object)[JS_W_SLOTS] = bigger;
  return true;
}

static bool shape_add(js_ctx *js, js_ref object, js_ref key, uint32_t flags, js_ref value) {
  uint32_t count = js_shape_count(js_shape_of(*object));
  if (!reserve_slots(js, object, count + 1))
    return false;
  js_value shape = js_shape_child(js_shape_of(*object), *key, flags);
  if (shape == JS_ABSENT)
    shape = make_child(js, object, key, flags);
  if (shape == JS_ABSENT)
    return false;
  js_words(*object)[JS_W_SHAPE] = shape;
  js_values(js_slots_of(*object))[count] = *value;
  return true;
}

bool js_add_property(js_ctx *js, js_ref object, js_value key, uint32_t flags, js_ref value) {
  js_value *mark = js_mark(js);
  js_ref held = js_push(js, key);
  if (js_header(*object) & JS_PROTOTYPE)
    js_prototype_changed(js);
  js_value shape = js_shape_of(*object);
  bool ok = true;
  if (!js_is_dict(shape) &&
      (js_shape_count(shape) >= JS_MAX_SHAPE_PROPERTIES || *object == js->roots[JS_ROOT_GLOBAL]))
    ok = js_make_dict(js, object);
  ok = ok && (js_is_dict(js_shape_of(*object)) ? dict_add(js, object, held, flags, value)
                                               : shape_add(js, object, held, flags, value));
  js_release(js, mark);
  return ok;
}

bool js_remove_property(js_ctx *js, js_ref object, js_value key) {
  js_value *mark = js_mark(js);
  js_ref held = js_push(js, key);
  bool ok = js_make_dict(js, object);
  if (ok) {
    uint32_t flags, slot = js_shape_find(js_shape_of(*object), *held, &flags);
    js_values(js_words(js_shape_of(*object))[JS_D_KEYS])[2 * slot] = JS_ABSENT;
    js_values(js_slots_of(*object))[slot] = JS_ABSENT;
    if (*object == js->roots[JS_ROOT_GLOBAL])
      forget_global_slots(js);
  }
  js_release(js, mark);
  return ok;
}
