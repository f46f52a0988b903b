// Strings: views, making, slices, the table of unique strings, the builder.
#include "js/string.h"

#include "js/number.h"
#include "js/object.h"
#include "js/unicode.h"

static bool is_ascii(const uint8_t *text, size_t bytes) {
  uint8_t all = 0;
  for (size_t i = 0; i < bytes; i++)
    all |= text[i];
  return all < 0x80;
}

static uint32_t load32(const uint8_t *p) {
  return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

// A string in an image: length in bytes, bit 31 set for ASCII; then the text.
static void view_image_string(const js_ctx *js, uint32_t payload, js_text *t) {
  const uint8_t *record = js->images[payload >> 24].base + (payload & 0xffffffu);
  uint32_t head = load32(record);
  t->bytes = head & 0x7fffffffu;
  t->ascii = head >> 31;
  t->data = record + 4;
}

void js_view(const js_ctx *js, js_value string, js_text *t) {
  if (js_is_cell(string)) {
    js_word header = js_header(string);
    t->data = js_bytes(string);
    t->bytes = (uint32_t)(header >> 8);
    t->ascii = (header & JS_ASCII) != 0;
    return;
  }
  uint32_t payload = js_payload(string);
  if (js_special_kind(string) == JS_KIND_ATOM) {
    t->data = js_atom_text(payload, &t->bytes);
    t->ascii = true;
  } else if (js_special_kind(string) == JS_KIND_CHAR) {
    t->bytes = (uint32_t)js_wtf8_put(t->unit, payload);
    t->ascii = payload < 0x80;
    t->data = t->unit;
  } else {
    view_image_string(js, payload, t);
  }
}

uint32_t js_string_length(const js_ctx *js, js_value string) {
  js_text t;
  js_view(js, string, &t);
  return t.ascii ? t.bytes : (uint32_t)js_utf16_length(t.data, t.bytes);
}

int32_t js_unit_at(const js_ctx *js, js_value string, uint32_t index) {
  js_text t;
  js_view(js, string, &t);
  if (t.ascii)
    return index < t.bytes ? t.data[index] : -1;
  return js_utf16_at(t.data, t.bytes, index);
}

bool js_charge_units(js_ctx *js, js_value string) {
  js_text t;
  js_view(js, string, &t);
  return t.ascii || js_charge(js, t.bytes >> 5);
}

// ---- making ------------------------------------------------------------------------------------------------------

// The word of a text of at most one UTF-16 unit, or JS_ABSENT.
static js_value short_string(const uint8_t *text, size_t bytes) {
  if (bytes == 0)
    return JS_KEY(empty);
  if (bytes > 3 || js_wtf8_length(text[0]) != bytes)
    return JS_ABSENT;
  const uint8_t *at = text;
  return JS_CHAR(js_wtf8_next(&at, text + bytes));
}

static js_value new_string(js_ctx *js, size_t bytes, bool ascii) {
  if (bytes > JS_MAX_STRING_BYTES) {
    js_throw(js, JS_RANGE_ERROR, "string longer than %d bytes", (int)JS_MAX_STRING_BYTES);
    return JS_ABSENT;
  }
  js_word header = js_make_header(JS_CELL_STRING, bytes) | (ascii ? JS_ASCII : 0);
  return js_alloc(js, header, (bytes + sizeof(js_word) - 1) / sizeof(js_word));
}

bool js_set_text(js_ctx *js, js_ref out, const uint8_t *text, size_t bytes) {
  js_value v = short_string(text, bytes);
  if (v == JS_ABSENT) {
    v = new_string(js, bytes, is_ascii(text, bytes));
    if (v == JS_ABSENT)
      return false;
    memcpy(js_bytes(v), text, bytes);
  }
  *out = v;
  return true;
}

bool js_set_string(js_ctx *js, js_ref out, const char *text) {
  size_t bytes = 0;
  while (bytes < JS_MAX_STRING_BYTES && text[bytes])
    bytes++;
  return js_set_text(js, out, (const uint8_t *)text, bytes);
}

bool js_set_code_point(js_ctx *js, js_ref out, uint32_t code) {
  uint8_t text[4];
  return js_set_text(js, out, text, js_wtf8_put(text, code));
}

// A slice that cuts a surrogate pair: its first or last unit is a lone surrogate.
static bool cut_pairs(js_ctx *js, js_ref string, uint32_t from, uint32_t to, js_ref out) {
  js_value *mark = js_mark(js);
  js_builder b;
  js_build(&b, js_push(js, JS_UNDEFINED));
  bool ok = js_build_slice(js, &b, string, from, to) && js_build_done(js, &b, out);
  js_release(js, mark);
  return ok;
}

bool js_slice_bytes(js_ctx *js, js_ref string, uint32_t from, uint32_t to, js_ref out) {
  js_text t;
  js_view(js, *string, &t);
  if (from == 0 && to == t.bytes) {
    *out = *string;
    return true;
  }
  if (js_is_half(&t, from) || js_is_half(&t, to))
    return cut_pairs(js, string, from, to, out);
  js_value v = short_string(t.data + from, to - from);
  if (v == JS_ABSENT) {
    v = new_string(js, to - from, t.ascii || is_ascii(t.data + from, to - from));
    if (v == JS_ABSENT)
      return false;
    js_view(js, *string, &t);
    memcpy(js_bytes(v), t.data + from, to - from);
  }
  *out = v;
  return true;
}

static uint32_t place_of_unit(const js_text *t, uint32_t unit) {
  struct js_utf16_place place = js_utf16_find(t->data, t->bytes, unit);
  return (uint32_t)place.byte + (place.half ? JS_HALF : 0);
}

bool js_substring(js_ctx *js, js_ref string, uint32_t from, uint32_t to, js_ref out) {
  js_text t;
  js_view(js, *string, &t);
  if (from >= to)
    return *out = JS_KEY(empty), true;
  if (!t.ascii) {
    from = place_of_unit(&t, from);
    to = place_of_unit(&t, to);
  }
  return js_slice_bytes(js, string, from, to, out);
}

bool js_concat(js_ctx *js, js_ref a, js_ref b, js_ref out) {
  js_text ta, tb;
  js_view(js, *a, &ta);
  js_view(js, *b, &tb);
  if (ta.bytes == 0 || tb.bytes == 0)
    return *out = ta.bytes ? *a : *b, true;
  size_t bytes = (size_t)ta.bytes + tb.bytes;
  if (!js_charge(js, (uint32_t)(bytes >> 4)))
    return false;
  if (!ta.ascii && !tb.ascii && js_wtf8_joins(ta.data, ta.bytes, tb.data, tb.bytes)) {
    js_value *mark = js_mark(js);
    js_builder builder;
    js_build(&builder, js_push(js, JS_UNDEFINED));
    bool ok = js_build_string(js, &builder, a) && js_build_string(js, &builder, b) &&
              js_build_done(js, &builder, out);
    js_release(js, mark);
    return ok;
  }
  js_value v = new_string(js, bytes, ta.ascii && tb.ascii);
  if (v == JS_ABSENT)
    return false;
  js_view(js, *a, &ta);
  js_view(js, *b, &tb);
  memcpy(js_bytes(v), ta.data, ta.bytes);
  memcpy(js_bytes(v) + ta.bytes, tb.data, tb.bytes);
  *out = v;
  return true;
}

// ---- comparing ---------------------------------------------------------------------------------------------------

bool js_strings_equal(js_ctx *js, js_value a, js_value b) {
  if (a == b)
    return true;
  js_text ta, tb;
  js_view(js, a, &ta);
  js_view(js, b, &tb);
  if (ta.bytes != tb.bytes)
    return false;
  js_charge_later(js, ta.bytes >> 6);
  return memcmp(ta.data, tb.data, ta.bytes) == 0;
}

// The first UTF-16 unit of a code point decides between two that differ.
static uint32_t first_unit(uint32_t code) {
  return code >= 0x10000u ? 0xd800u + ((code - 0x10000u) >> 10) : code;
}

// The unit behind the first one: 0 at the end.
static uint32_t second_unit(const js_text *t, uint32_t code, const uint8_t *behind) {
  if (code >= 0x10000u)
    return 0xdc00u | (code & 0x3ffu);
  return behind < t->data + t->bytes ? first_unit(js_wtf8_next(&behind, t->data + t->bytes)) : 0;
}

static int compare_units(const js_text *a, const js_text *b, size_t common) {
  // `common` bytes are equal; step back to the start of the code point that differs.
  while (common > 0 && ((common < a->bytes && (a->data[common] & 0xc0u) == 0x80u) ||
                        (common < b->bytes && (b->data[common] & 0xc0u) == 0x80u)))
    common--;
  if (common >= a->bytes || common >= b->bytes)
    return (a->bytes > b->bytes) - (a->bytes < b->bytes);
  const uint8_t *pa = a->data + common, *pb = b->data + common;
  uint32_t ca = js_wtf8_next(&pa, a->data + a->bytes), cb = js_wtf8_next(&pb, b->data + b->bytes);
  uint32_t ua = first_unit(ca), ub = first_unit(cb);
  if (ua == ub) { // a pair against another, or against its first half with something behind it
    ua = second_unit(a, ca, pa);
    ub = second_unit(b, cb, pb);
  }
  return (ua > ub) - (ua < ub);
}

int js_strings_compare(js_ctx *js, js_value a, js_value b) {
  js_text ta, tb;
  js_view(js, a, &ta);
  js_view(js, b, &tb);
  size_t shorter = ta.bytes < tb.bytes ? ta.bytes : tb.bytes, i = 0;
  while (shorter - i >= 64 && memcmp(ta.data + i, tb.data + i, 64) == 0)
    i += 64;
  js_charge_later(js, (uint32_t)(i >> 6));
  while (i < shorter && ta.data[i] == tb.data[i])
    i++;
  return compare_units(&ta, &tb, i);
}

// ---- unique strings ----------------------------------------------------------------------------------------------

static uint32_t hash_text(const uint8_t *text, size_t bytes) {
  uint32_t h = 2166136261u ^ (uint32_t)bytes;
  for (size_t i = 0; i < bytes; i++)
    h = (h ^ text[i]) * 16777619u;
  return h ^ (h >> 15);
}

// Canonical array index: decimal, no leading zero, at most JS_MAX_INDEX; or -1.
static int32_t index_of_text(const uint8_t *text, size_t bytes) {
  if (bytes == 0 || bytes > 10 || (text[0] == '0' && bytes > 1))
    return -1;
  uint64_t n = 0;
  for (size_t i = 0; i < bytes; i++) {
    if (text[i] < '0' || text[i] > '9')
      return -1;
    n = n * 10 + (uint64_t)(text[i] - '0');
  }
  return n <= JS_MAX_INDEX ? (int32_t)n : -1;
}

static bool is_unique(js_value string) {
  if (js_is_cell(string))
    return (js_header(string) & JS_UNIQUE) != 0;
  return js_special_kind(string) == JS_KIND_ATOM;
}

// The table's entry for a text: the string, or the first free place.
static js_value *find_string(const js_ctx *js, js_value table, const js_text *t) {
  uint32_t mask = js_cell_length(table) - 1, i = hash_text(t->data, t->bytes) & mask;
  js_value *free_place = NULL;
  for (;; i = (i + 1) & mask) {
    js_value *entry = &js_values(table)[i];
    if (*entry == JS_UNDEFINED)
      return free_place ? free_place : entry;
    if (*entry == JS_ABSENT) {
      if (!free_place)
        free_place = entry;
      continue;
    }
    js_text other;
    js_view(js, *entry, &other);
    if (other.bytes == t->bytes && memcmp(other.data, t->data, t->bytes) == 0)
      return entry;
  }
}

static uint32_t live_strings(js_value table) {
  uint32_t live = 0;
  if (js_is_cell(table))
    for (uint32_t i = 0; i < js_cell_length(table); i++)
      live += js_values(table)[i] != JS_UNDEFINED && js_values(table)[i] != JS_ABSENT;
  return live;
}

static bool rebuild_strings(js_ctx *js) {
  uint32_t live = live_strings(js->roots[JS_ROOT_STRINGS]), capacity = 8;
  while (capacity * 2 < (live + 1) * 3)
    capacity *= 2;
  js_value table = js_alloc(js, js_make_header(JS_CELL_WEAK, capacity), capacity);
  if (table == JS_ABSENT)
    return false;
  for (uint32_t i = 0; i < capacity; i++)
    js_values(table)[i] = JS_UNDEFINED;
  js_value old = js->roots[JS_ROOT_STRINGS];
  js->strings_used = 0;
  for (uint32_t i = 0; js_is_cell(old) && i < js_cell_length(old); i++) {
    js_value v = js_values(old)[i];
    if (v == JS_UNDEFINED || v == JS_ABSENT)
      continue;
    js_text t;
    js_view(js, v, &t);
    *find_string(js, table, &t) = v;
    js->strings_used++;
  }
  js->roots[JS_ROOT_STRINGS] = table;
  return true;
}

static bool intern_text(js_ctx *js, js_ref string, js_ref out) {
  js_value table = js->roots[JS_ROOT_STRINGS];
  if (!js_is_cell(table) || (js->strings_used + 1) * 4 > js_cell_length(table) * 3) {
    if (!rebuild_strings(js))
      return false;
    table = js->roots[JS_ROOT_STRINGS];
  }
  js_text t;
  js_view(js, *string, &t);
  js_value *entry = find_string(js, table, &t);
  if (*entry == JS_UNDEFINED || *entry == JS_ABSENT) {
    js->strings_used += *entry == JS_UNDEFINED;
    if (js_is_cell(*string))
      *js_words(*string) |= JS_UNIQUE;
    *entry = *string;
  }
  *out = *entry;
  return true;
}

bool js_intern(js_ctx *js, js_ref string, js_ref out) {
  if (is_unique(*string))
    return *out = *string, true;
  js_text t;
  js_view(js, *string, &t);
  if (!js_charge(js, t.bytes >> 5))
    return false;
  int32_t index = index_of_text(t.data, t.bytes);
  if (index >= 0)
    return *out = js_int(index), true;
  if (js_is_kind(*string, JS_KIND_CHAR))
    return *out = *string, true;
  int32_t atom = js_atom_find(t.data, t.bytes);
  if (atom >= 0)
    return *out = JS_ATOM(atom), true;
  return intern_text(js, string, out);
}

bool js_key_to_string(js_ctx *js, js_value key, js_ref out) {
  if (!js_is_int(key))
    return *out = key, true;
  char text[12];
  size_t n = js_number_from_int32(js_int_of(key), text);
  return js_set_text(js, out, (const uint8_t *)text, n);
}

// ---- builder -----------------------------------------------------------------------------------------------------

void js_build(js_builder *b, js_ref cell) {
  *cell = JS_UNDEFINED;
  *b = (js_builder){cell, 0, 0, true};
}

static bool grow(js_ctx *js, js_builder *b, size_t more) {
  size_t wanted = b->bytes + more;
  if (wanted <= b->capacity)
    return true;
  if (wanted > JS_MAX_STRING_BYTES)
    return js_throw(js, JS_RANGE_ERROR, "string longer than %d bytes", (int)JS_MAX_STRING_BYTES);
  size_t capacity = wanted + wanted / 2 + 16;
  if (!js_charge(js, (uint32_t)(capacity >> 4)))
    return false;
  js_value bigger = js_alloc_bytes(js, (uint32_t)capacity);
  if (bigger == JS_ABSENT)
    return false;
  if (js_is_cell(*b->cell))
    memcpy(js_bytes(bigger), js_bytes(*b->cell), b->bytes);
  *b->cell = bigger;
  b->capacity = (uint32_t)capacity;
  return true;
}

// Two halves of a pair that meet become their code point.
static void join_halves(js_builder *b, const uint8_t **text, size_t *bytes) {
  if (b->ascii || !js_wtf8_joins(js_bytes(*b->cell), b->bytes, *text, *bytes))
    return;
  uint8_t *data = js_bytes(*b->cell);
  const uint8_t *at = data + b->bytes;
  uint32_t high = js_wtf8_previous(&at, data);
  b->bytes = (uint32_t)(at - data);
  const uint8_t *end = *text + *bytes;
  uint32_t low = js_wtf8_next(text, end);
  *bytes = (size_t)(end - *text);
  b->bytes += (uint32_t)js_wtf8_put(data + b->bytes, 0x10000u + ((high - 0xd800u) << 10) + (low - 0xdc00u));
}

// Room for bytes + 4 must be there.
static void append(js_builder *b, const uint8_t *text, size_t bytes, bool ascii) {
  if (!ascii)
    join_halves(b, &text, &bytes);
  memcpy(js_bytes(*b->cell) + b->bytes, text, bytes);
  b->bytes += (uint32_t)bytes;
  b->ascii = b->ascii && ascii;
}

bool js_build_text(js_ctx *js, js_builder *b, const void *text, size_t bytes) {
  if (!grow(js, b, bytes + 4))
    return false;
  append(b, text, bytes, is_ascii(text, bytes));
  return true;
}

bool js_build_string(js_ctx *js, js_builder *b, js_ref string) {
  js_text t;
  js_view(js, *string, &t);
  return js_build_slice(js, b, string, 0, t.bytes);
}

bool js_build_code_point(js_ctx *js, js_builder *b, uint32_t code) {
  uint8_t text[4];
  size_t n = js_wtf8_put(text, code);
  if (!grow(js, b, n + 4))
    return false;
  append(b, text, n, code < 0x80);
  return true;
}

// Half of the pair around a place.
static bool build_half(js_ctx *js, js_builder *b, js_ref string, uint32_t place, bool low) {
  js_text t;
  js_view(js, *string, &t);
  const uint8_t *at = t.data + place - JS_HALF;
  uint32_t code = js_wtf8_next(&at, t.data + t.bytes) - 0x10000u;
  return js_build_code_point(js, b, low ? 0xdc00u | (code & 0x3ffu) : 0xd800u | code >> 10);
}

bool js_build_slice(js_ctx *js, js_builder *b, js_ref string, uint32_t from, uint32_t to) {
  js_text t;
  js_view(js, *string, &t);
  if (from >= to)
    return true;
  bool low = js_is_half(&t, from), high = js_is_half(&t, to);
  uint32_t first = low ? from + JS_HALF : from, bytes = (high ? to - JS_HALF : to) - first;
  if ((low && !build_half(js, b, string, from, true)) || !js_charge(js, bytes >> 4) ||
      !grow(js, b, bytes + 4u))
    return false;
  js_view(js, *string, &t);
  append(b, t.data + first, bytes, t.ascii || is_ascii(t.data + first, bytes));
  return !high || build_half(js, b, string, to, false);
}

bool js_build_done(js_ctx *js, js_builder *b, js_ref out) {
  (void)js;
  if (b->bytes == 0)
    return *out = JS_KEY(empty), true;
  js_value cell = *b->cell;
  js_value v = short_string(js_bytes(cell), b->bytes);
  if (v != JS_ABSENT)
    return *out = v, true;
  js_shrink(js, cell, (b->bytes + sizeof(js_word) - 1) / sizeof(js_word));
  *js_words(cell) = js_make_header(JS_CELL_STRING, b->bytes) | (b->ascii ? JS_ASCII : 0);
  *b->cell = JS_UNDEFINED;
  *out = cell;
  return true;
}
