// Property access of every kind of object; creation of objects.
#include "js/object.h"

#include "js/host.h"
#include "js/interp.h"
#include "js/rom.h"
#include "js/shape.h"
#include "js/string.h"

// ---- creation ----------------------------------------------------------------------------------------------------

bool js_new_sized(js_ctx *js, js_ref out, js_class class, js_value proto, uint32_t captures) {
  js_value shape = js_shape_root(js, proto);
  if (shape == JS_ABSENT)
    return false;
  js_value *mark = js_mark(js);
  js_ref held = js_push(js, shape);
  js_word header = js_make_header(JS_CELL_OBJECT, (js_word) class | (js_word)captures << 12);
  size_t words = js_cell_words(header) - 1;
  js_value object = js_alloc(js, header, words);
  if (object != JS_ABSENT) {
    js_word *w = js_words(object);
    w[JS_W_SHAPE] = *held;
    for (size_t i = JS_W_SLOTS; i <= words; i++)
      w[i] = JS_UNDEFINED;
    *out = object;
  }
  js_release(js, mark);
  return object != JS_ABSENT;
}

bool js_new(js_ctx *js, js_ref out, js_class class, js_value proto) {
  return js_new_sized(js, out, class, proto, 0);
}

bool js_new_object(js_ctx *js, js_ref out) {
  return js_new(js, out, JS_CLASS_OBJECT, JS_ROM(JS_OBJ_OBJECT_PROTO));
}

// ---- built-in objects and their overlays ----------------------------------------------------------------------------

static bool is_rom(js_value v) {
  return js_is_kind(v, JS_KIND_ROM_OBJECT) || js_is_kind(v, JS_KIND_ROM_FUNCTION);
}

// The heap object with what a program changed on a built-in one; JS_ABSENT when nothing was.
static js_value overlay_of(const js_ctx *js, js_value rom) {
  if (rom == JS_ROM(JS_OBJ_GLOBAL))
    return js->roots[JS_ROOT_GLOBAL];
  js_value list = js->roots[JS_ROOT_OVERLAYS];
  if (js_is_cell(list))
    for (uint32_t i = 0, n = js_cell_length(list); i < n; i += 2)
      if (js_values(list)[i] == rom)
        return js_values(list)[i + 1];
  return JS_ABSENT;
}

js_value js_own_of(const js_ctx *js, js_value v) {
  return is_rom(v) ? overlay_of(js, v) : v;
}

static js_value rom_prototype(js_value rom) {
  if (js_is_kind(rom, JS_KIND_ROM_FUNCTION))
    return JS_ROM(JS_OBJ_FUNCTION_PROTO);
  uint16_t proto = js_rom_object_of(js_payload(rom))->proto;
  return proto == JS_NO_PROTO ? JS_NULL : JS_ROM(proto);
}

static bool add_overlay(js_ctx *js, js_value rom, js_ref out) {
  if (!js_new(js, out, JS_CLASS_OBJECT, rom_prototype(rom)))
    return false;
  *js_words(*out) |= JS_PROTOTYPE; // any change of it must empty the caches
  js_prototype_changed(js);
  if (rom == JS_ROM(JS_OBJ_GLOBAL)) {
    js->roots[JS_ROOT_GLOBAL] = *out;
    return js_make_dict(js, out);
  }
  js_value old = js->roots[JS_ROOT_OVERLAYS];
  uint32_t n = js_is_cell(old) ? js_cell_length(old) : 0;
  js_value list = js_alloc_values(js, n + 2, JS_UNDEFINED);
  if (list == JS_ABSENT)
    return false;
  if (n)
    memcpy(js_values(list), js_values(js->roots[JS_ROOT_OVERLAYS]), n * sizeof(js_value));
  js_values(list)[n] = rom;
  js_values(list)[n + 1] = *out;
  js->roots[JS_ROOT_OVERLAYS] = list;
  return true;
}

static bool need_overlay(js_ctx *js, js_value rom, js_ref out) {
  *out = overlay_of(js, rom);
  return js_is_cell(*out) || add_overlay(js, rom, out);
}

static bool rom_frozen(js_value rom) {
  return js_is_kind(rom, JS_KIND_ROM_OBJECT) && (js_rom_object_of(js_payload(rom))->flags & JS_ROM_FROZEN);
}

// What a look-up found.
typedef enum { MISSING, DATA, SLOT, GETTER, FAILED } found_kind;
typedef struct {
  found_kind kind;
  js_value value;  // DATA: the value; SLOT: what the slot holds, maybe an accessor cell
  js_value holder; // SLOT: the heap object
  uint32_t slot;
  const js_rom_property *rom; // GETTER: a built-in accessor
  int field;                  // DATA of a host object: which field; -1: none
  bool stable;                // DATA that stays the same until a prototype changes
} found;

static bool find_slot(js_value object, js_value key, found *f) {
  uint32_t flags;
  f->slot = js_shape_find(js_shape_of(object), key, &flags);
  if (f->slot == JS_NO_SLOT_FOUND)
    return false;
  f->kind = SLOT;
  f->holder = object;
  f->value = js_values(js_slots_of(object))[f->slot];
  return true;
}

static void found_data(found *f, js_value v) {
  f->kind = DATA;
  f->value = v;
}

static bool is_granted(const js_ctx *js, const js_rom_property *p) {
  return p->kind != JS_ROM_GRANTED ||
         (p->magic == JS_GRANT_CLOCK ? js->host.now_ms != NULL : js->host.random != NULL);
}

// A property of a built-in object's table.
static bool find_in_rom(js_ctx *js, js_value object, js_value key, found *f) {
  uint32_t id = js_payload(object), place;
  const js_rom_property *p = js_rom_find(id, key, &place);
  if (!p || !is_granted(js, p))
    return false;
  f->stable = true;
  if (p->kind == JS_ROM_FUNCTION || p->kind == JS_ROM_GRANTED)
    found_data(f, JS_SPECIAL(JS_KIND_ROM_FUNCTION, (uint32_t)p->leaf << 16 | id << 8 | place));
  else if (p->kind == JS_ROM_VALUE)
    found_data(f, p->as.value);
  else if (p->kind == JS_ROM_NUMBER) {
    found_data(f, JS_UNDEFINED);
    f->stable = JS_WIDE != 0;
    if (!js_set_number(js, &f->value, *p->as.number)) // the caller stores it before it allocates again
      f->kind = FAILED;
  } else {
    f->kind = GETTER;
    f->rom = p;
  }
  return true;
}

// name and length that functions have without storing them.
static bool find_function_part(js_ctx *js, js_value function, js_value key, found *f) {
  if (key == JS_KEY(name))
    found_data(f, js_function_name(js, function));
  else if (key == JS_KEY(length))
    found_data(f, js_int((int32_t)js_function_length(js, function)));
  else
    return false;
  return true;
}

static bool find_rom(js_ctx *js, js_value object, js_value key, found *f) {
  js_value overlay = overlay_of(js, object);
  if (js_is_cell(overlay) && find_slot(overlay, key, f)) {
    if (f->value != JS_ABSENT)
      return true;
    f->kind = MISSING; // deleted by the program
    return false;
  }
  if (js_is_kind(object, JS_KIND_ROM_OBJECT) && find_in_rom(js, object, key, f))
    return true;
  return js_is_callable(object) && find_function_part(js, object, key, f);
}

static bool find_array(js_value object, js_value key, found *f) {
  if (key == JS_KEY(length))
    found_data(f, js_int((int32_t)js_array_length(object)));
  else if (js_is_int(key) && (uint32_t)js_int_of(key) < js_array_length(object))
    found_data(f, js_array_elements(object)[js_int_of(key)]);
  else
    return false;
  return true;
}

static bool find_typed(js_ctx *js, js_value object, js_value key, found *f) {
  if (!js_is_int(key) || (uint32_t)js_int_of(key) >= js_typed_length(object))
    return false;
  found_data(f, JS_UNDEFINED);
  if (!js_typed_get(js, object, (uint32_t)js_int_of(key), &f->value))
    f->kind = FAILED;
  return true;
}

static bool find_prototype_of_function(js_ctx *js, js_value object, js_value key, found *f) {
  if (key != JS_KEY(prototype) || js_class_of(object) != JS_CLASS_FUNCTION || (js_header(object) & JS_ARROW))
    return false;
  // Made when first asked for; kept as an ordinary hidden property.
  js_value *mark = js_mark(js);
  js_ref function = js_push(js, object), proto = js_push(js, JS_UNDEFINED);
  bool ok = js_new_object(js, proto) && js_define_hidden(js, proto, JS_KEY(constructor), *function) &&
            js_define_hidden(js, function, JS_KEY(prototype), *proto);
  if (ok)
    find_slot(*function, key, f);
  else
    f->kind = FAILED;
  js_release(js, mark);
  return true;
}

static bool find_host(js_ctx *js, js_value object, js_value key, found *f) {
  found_data(f, JS_ABSENT);
  if (!js_host_get(js, object, key, &f->value, &f->field))
    f->kind = FAILED;
  else if (f->value == JS_ABSENT)
    f->kind = MISSING;
  return f->kind != MISSING;
}

static bool find_special(js_ctx *js, js_value object, js_value key, found *f) {
  js_class class = js_class_of(object);
  if (class == JS_CLASS_ARRAY)
    return find_array(object, key, f);
  if (class == JS_CLASS_FUNCTION || class == JS_CLASS_HOST_FUNCTION || class == JS_CLASS_BOUND)
    return find_function_part(js, object, key, f) || find_prototype_of_function(js, object, key, f);
  if (class >= JS_CLASS_UINT8_CLAMPED && class <= JS_CLASS_FLOAT64)
    return find_typed(js, object, key, f);
  if (class == JS_CLASS_REGEXP && key == JS_KEY(lastIndex))
    return found_data(f, js_words(object)[JS_W_CLASS + 2]), true;
  if (class == JS_CLASS_HOST)
    return find_host(js, object, key, f);
  return false;
}

// Own property of an object, built-in object or string. May allocate for function prototypes and boxed numbers only.
static bool find_own(js_ctx *js, js_value v, js_value key, found *f) {
  f->kind = MISSING;
  f->stable = false;
  f->field = -1;
  if (js_is_object_cell(v))
    return find_slot(v, key, f) || (js_class_of(v) != JS_CLASS_OBJECT && find_special(js, v, key, f));
  if (is_rom(v))
    return find_rom(js, v, key, f);
  if (!js_is_string(v))
    return false;
  if (key == JS_KEY(length))
    return found_data(f, js_int((int32_t)js_string_length(js, v))), true;
  int32_t unit = js_is_int(key) ? js_unit_at(js, v, (uint32_t)js_int_of(key)) : -1;
  return unit >= 0 && (found_data(f, JS_CHAR(unit)), true);
}

// ---- prototypes --------------------------------------------------------------------------------------------------

js_value js_prototype_of(js_ctx *js, js_value v) {
  if (js_is_object_cell(v))
    return js_shape_proto(js_shape_of(v));
  if (is_rom(v)) {
    js_value overlay = overlay_of(js, v);
    return js_is_cell(overlay) ? js_shape_proto(js_shape_of(overlay)) : rom_prototype(v);
  }
  if (js_is_string(v))
    return JS_ROM(JS_OBJ_STRING_PROTO);
  if (js_is_number(v))
    return JS_ROM(JS_OBJ_NUMBER_PROTO);
  return js_is_bool(v) ? JS_ROM(JS_OBJ_BOOLEAN_PROTO) : JS_NULL;
}

static bool would_be_cycle(js_ctx *js, js_value object, js_value proto, bool *out) {
  *out = false;
  for (; proto != JS_NULL && !*out; proto = js_prototype_of(js, proto)) {
    if (!js_charge(js, 1))
      return false;
    *out = proto == object;
  }
  return true;
}

bool js_set_prototype(js_ctx *js, js_ref object, js_value proto) {
  bool cycle;
  if (js_prototype_of(js, *object) == proto)
    return true;
  if (js_is_frozen(js, *object))
    return js_throw(js, JS_TYPE_ERROR, "cannot change the prototype of a frozen object");
  if (!would_be_cycle(js, *object, proto, &cycle))
    return false;
  if (cycle)
    return js_throw(js, JS_TYPE_ERROR, "a prototype chain cannot be a cycle");
  js_value *mark = js_mark(js);
  js_ref held = js_push(js, proto), target = js_push(js, *object);
  bool ok = !is_rom(*object) || need_overlay(js, *object, target);
  ok = ok && js_make_dict(js, target);
  // A root shape for the prototype marks it as one.
  js_value root = ok ? js_shape_root(js, *held) : JS_ABSENT;
  ok = root != JS_ABSENT;
  if (ok && js_shape_entries(js_shape_of(*target)) == 0 && !is_rom(*object))
    js_words(*target)[JS_W_SHAPE] = root;
  else if (ok)
    js_words(js_shape_of(*target))[JS_S_PROTO] = *held;
  js_prototype_changed(js);
  js_release(js, mark);
  return ok;
}

// ---- get ---------------------------------------------------------------------------------------------------------

// Calls the function of a built-in accessor; to write if there is a `value`.
static bool run_accessor(js_ctx *js, const js_rom_property *p, js_ref receiver, js_ref value, js_ref out) {
  enum { SLOTS = JS_CALL_ARGS + 2 };
  js_value *mark = js_mark(js), *window = mark - 1;
  bool ok = true;
  for (int i = 0; ok && i < SLOTS; i++)
    ok = js_push_checked(js, JS_UNDEFINED) != NULL;
  if (ok) {
    js_call_info call = {window - JS_CALL_ARGS, value != NULL, p->magic, false};
    *js_this(&call) = *receiver;
    if (value) {
      *js_arg_ref(&call, 0) = *value;
      call.magic |= JS_SETTING;
    }
    ok = p->as.function(js, &call);
  }
  js_value v = *window;
  js_release(js, mark);
  if (ok)
    *out = v;
  return ok;
}

static bool call_getter(js_ctx *js, const found *f, js_ref receiver, js_ref out) {
  if (f->kind == GETTER)
    return run_accessor(js, f->rom, receiver, NULL, out);
  js_value getter = js_values(f->value)[0];
  if (getter == JS_UNDEFINED)
    return *out = JS_UNDEFINED, true;
  return js_call(js, getter, *receiver, 0, NULL, out);
}

static bool is_accessor(const found *f) {
  return f->kind == GETTER || (f->kind == SLOT && js_is_cell_of(f->value, JS_CELL_ACCESSOR));
}

// Finds a property on the object or its prototypes.
static bool find(js_ctx *js, js_value v, js_value key, found *f) {
  uint32_t hops = 0;
  if (js_is_string(v) && (js_is_int(key) || key == JS_KEY(length)) && !js_charge_units(js, v))
    return false;
  while (!find_own(js, v, key, f)) {
    v = js_prototype_of(js, v);
    if (v == JS_NULL)
      return f->kind = MISSING, true;
    if (++hops > 4 && !js_charge(js, 1))
      return false;
  }
  return f->kind != FAILED;
}

static bool found_to(js_ctx *js, const found *f, js_ref object, js_ref out) {
  if (f->kind == MISSING)
    *out = JS_UNDEFINED;
  else if (is_accessor(f))
    return call_getter(js, f, object, out);
  else
    *out = f->value;
  return true;
}

static bool throw_no_properties(js_ctx *js, js_value v, js_value key, const char *verb) {
  return js_throw(js, JS_TYPE_ERROR, "cannot %s property %v of %s", verb, key,
                  v == JS_UNDEFINED ? "undefined"
                  : v == JS_NULL    ? "null"
                                    : "a primitive value");
}

bool js_get(js_ctx *js, js_ref object, js_value key, js_ref out) {
  found f;
  if (js_is_nullish(*object))
    return throw_no_properties(js, *object, key, "read");
  return find(js, *object, key, &f) && found_to(js, &f, object, out);
}

// Names some classes answer without a slot: what is found for them further up holds for no other object of the shape.
static bool is_virtual_name(js_value key) {
  return key == JS_KEY(name) || key == JS_KEY(length) || key == JS_KEY(prototype) ||
         key == JS_KEY(lastIndex) || js_is_int(key);
}

static bool is_shaped(js_value v) {
  return js_is_object_cell(v) && !js_is_dict(js_shape_of(v));
}

// Remembers where a property was found, if that holds for every object of the same shape.
static void fill_line(js_value object, js_value key, const found *f, js_cache_line *line,
                      const uint32_t *pc) {
  js_value shape;
  if (f->kind == DATA && f->field >= 0) { // the address of the class is no shape: js_get_field tests for it
    *line = (js_cache_line){pc, js_words(object)[JS_W_CLASS + 1], JS_ABSENT, (uint32_t)f->field};
    return;
  }
  if (is_shaped(object))
    shape = js_shape_of(object);
  else if (is_rom(object) || js_is_string(object))
    shape = is_rom(object) ? object : JS_ROM(JS_OBJ_STRING_PROTO);
  else
    return;
  if (f->kind == SLOT && !is_accessor(f)) {
    bool own = f->holder == object;
    if (!own && is_virtual_name(key))
      return;
    *line = (js_cache_line){pc, shape, own ? JS_ABSENT : f->holder, f->slot};
  } else if (f->kind == DATA && f->stable && !is_virtual_name(key)) {
    *line = (js_cache_line){pc, shape, f->value, JS_CACHE_VALUE};
  }
}

bool js_get_cached(js_ctx *js, js_ref object, js_value key, js_ref out, js_cache_line *line,
                   const uint32_t *pc) {
  found f;
  if (js_is_nullish(*object))
    return throw_no_properties(js, *object, key, "read");
  if (!find(js, *object, key, &f))
    return false;
  if (line)
    fill_line(*object, key, &f, line, pc);
  return found_to(js, &f, object, out);
}

bool js_get_own(js_ctx *js, js_ref object, js_value key, js_ref out) {
  found f;
  if (!find_own(js, *object, key, &f)) {
    *out = JS_ABSENT;
    return true;
  }
  if (f.kind == GETTER) {
    *out = JS_UNDEFINED;
    return call_getter(js, &f, object, out);
  }
  *out = f.value;
  return f.kind != FAILED;
}

bool js_has(js_ctx *js, js_ref object, js_value key, bool *out) {
  found f;
  if (!find(js, *object, key, &f))
    return false;
  *out = f.kind != MISSING;
  return true;
}

// ---- set ---------------------------------------------------------------------------------------------------------

static bool throw_frozen(js_ctx *js, js_value key) {
  return js_throw(js, JS_TYPE_ERROR, "cannot change property %v of a frozen object", key);
}

static bool call_setter(js_ctx *js, const found *f, js_ref object, js_value key, js_ref value) {
  js_value *mark = js_mark(js), setter = JS_UNDEFINED, argument = *value;
  if (f->kind != GETTER)
    setter = js_values(f->value)[1];
  else if (f->rom->kind == JS_ROM_ACCESSOR)
    return run_accessor(js, f->rom, object, value, js_push(js, JS_UNDEFINED));
  if (setter == JS_UNDEFINED)
    return js_throw(js, JS_TYPE_ERROR, "property %v has only a getter", key);
  bool ok = js_call(js, setter, *object, 1, &argument, js_push(js, JS_UNDEFINED));
  js_release(js, mark);
  return ok;
}

static bool set_array_length(js_ctx *js, js_ref array, js_ref value) {
  double length;
  if (!js_to_number(js, value, &length))
    return false;
  if (!(length >= 0 && length <= 4294967295.0) || length != (double)(uint32_t)length)
    return js_throw(js, JS_RANGE_ERROR, "array length must be an integer from 0 to 4294967295");
  return js_array_resize(js, array, (uint32_t)length);
}

// Sets what an array or typed array keeps outside its slots. *done says whether the key was one of these.
static bool set_array(js_ctx *js, js_ref object, js_value key, js_ref value, bool *done) {
  *done = true;
  if (key == JS_KEY(length))
    return set_array_length(js, object, value);
  if (!js_is_int(key))
    return *done = false, true;
  uint32_t i = (uint32_t)js_int_of(key), length = js_array_length(*object);
  if (i == length)
    return js_array_push(js, object, *value);
  if (i > length)
    return js_throw(js, JS_TYPE_ERROR,
                    "array index %d is past the end (length %d); only the next element can be added", (int)i,
                    (int)length);
  js_array_elements(*object)[i] = *value;
  return true;
}

static bool set_typed(js_ctx *js, js_ref object, js_value key, js_ref value) {
  double number;
  js_value *mark = js_mark(js);
  js_ref boxed = js_push(js, JS_UNDEFINED);
  bool ok = js_to_number(js, value, &number) && js_set_number(js, boxed, number);
  if (ok && (uint32_t)js_int_of(key) >= js_typed_length(*object))
    ok = js_throw(js, JS_TYPE_ERROR, "typed array index %d is out of range (length %d)", (int)js_int_of(key),
                  (int)js_typed_length(*object));
  if (ok)
    js_typed_put(*object, (uint32_t)js_int_of(key), *boxed);
  js_release(js, mark);
  return ok;
}

static bool set_special(js_ctx *js, js_ref object, js_value key, js_ref value, bool *done) {
  js_class class = js_class_of(*object);
  *done = true;
  if (class == JS_CLASS_ARRAY)
    return set_array(js, object, key, value, done);
  if (class >= JS_CLASS_UINT8_CLAMPED && class <= JS_CLASS_FLOAT64 && js_is_int(key))
    return set_typed(js, object, key, value);
  if (class == JS_CLASS_REGEXP && key == JS_KEY(lastIndex))
    return js_words(*object)[JS_W_CLASS + 2] = *value, true;
  if (class == JS_CLASS_HOST)
    return js_host_set(js, object, key, value, done);
  *done = false;
  return true;
}

static bool define(js_ctx *js, js_ref object, js_value key, uint32_t flags, js_ref value);

// An overlay may have the property already: marked as deleted.
static bool add_own(js_ctx *js, js_ref object, js_value key, js_ref value) {
  js_value *mark = js_mark(js);
  js_ref target = js_push(js, *object), held = js_push(js, key);
  bool ok = !is_rom(*object) || need_overlay(js, *object, target);
  ok = ok &&
       (is_rom(*object) ? define(js, target, *held, 0, value) : js_add_property(js, target, *held, 0, value));
  js_release(js, mark);
  return ok;
}

static bool set_slot(js_ctx *js, const found *f, js_value key, js_ref value) {
  if (js_header(f->holder) & JS_FROZEN)
    return throw_frozen(js, key);
  js_values(js_slots_of(f->holder))[f->slot] = *value;
  if (js_header(f->holder) & JS_PROTOTYPE)
    js_prototype_changed(js); // cached as a value of a built-in object, maybe
  return true;
}

static bool set_own(js_ctx *js, js_ref object, js_value key, js_ref value, const found *f) {
  if (is_accessor(f))
    return call_setter(js, f, object, key, value);
  if (f->kind == SLOT)
    return set_slot(js, f, key, value);
  return false;
}

// The value of a built-in object changes: it goes to the overlay.
static bool set_rom(js_ctx *js, js_ref object, js_value key, js_ref value, const found *f) {
  bool constant = key == JS_KEY(NaN) || key == JS_KEY(Infinity) || key == JS_KEY(undefined);
  if (f->kind == DATA && *object == JS_ROM(JS_OBJ_GLOBAL) && constant)
    return js_throw(js, JS_TYPE_ERROR, "%v cannot be written", key);
  return add_own(js, object, key, value);
}

static bool set_found(js_ctx *js, js_ref object, js_value key, js_ref value, js_cache_line *line,
                      const uint32_t *pc) {
  found f;
  js_value old_shape = is_shaped(*object) ? js_shape_of(*object) : JS_ABSENT;
  bool own = find_own(js, *object, key, &f);
  if (own && f.kind == SLOT && !is_accessor(&f)) {
    if (line && old_shape != JS_ABSENT && f.holder == *object)
      *line = (js_cache_line){pc, old_shape, JS_ABSENT, f.slot};
    return set_slot(js, &f, key, value);
  }
  if (own && is_rom(*object))
    return is_accessor(&f) ? call_setter(js, &f, object, key, value) : set_rom(js, object, key, value, &f);
  if (own && is_accessor(&f))
    return set_own(js, object, key, value, &f);
  if (f.kind == FAILED)
    return false;
  if (!own && !find(js, *object, key, &f))
    return false;
  if (is_accessor(&f))
    return call_setter(js, &f, object, key, value);
  if (js_is_cell(*object) && (js_header(*object) & JS_INEXTENSIBLE))
    return js_throw(js, JS_TYPE_ERROR, "cannot add property %v to a frozen object", key);
  js_value *mark = js_mark(js);
  js_ref before = js_push(js, old_shape);
  bool ok = add_own(js, object, key, value);
  // A later object of the old shape gets the property by taking the new shape.
  if (ok && line && is_shaped(*object) && *before != JS_ABSENT &&
      js_words(js_shape_of(*object))[JS_S_PARENT] == *before && !is_virtual_name(key))
    *line = (js_cache_line){pc, *before, js_shape_of(*object), js_shape_count(js_shape_of(*object)) - 1};
  js_release(js, mark);
  return ok;
}

bool js_set_cached(js_ctx *js, js_ref object, js_value key, js_ref value, js_cache_line *line,
                   const uint32_t *pc) {
  if (!js_is_object(*object))
    return throw_no_properties(js, *object, key, "set");
  if (js_is_object_cell(*object) && js_class_of(*object) != JS_CLASS_OBJECT) {
    bool done;
    if ((js_header(*object) & JS_FROZEN) && js_class_of(*object) == JS_CLASS_ARRAY)
      return throw_frozen(js, key);
    if (!set_special(js, object, key, value, &done))
      return false;
    if (done)
      return true;
  }
  if (is_rom(*object) && rom_frozen(*object))
    return throw_frozen(js, key);
  js_value *mark = js_mark(js);
  js_ref held = js_push(js, key);
  bool ok = set_found(js, object, *held, value, line, pc);
  js_release(js, mark);
  return ok;
}

bool js_set(js_ctx *js, js_ref object, js_value key, js_ref value) {
  return js_set_cached(js, object, key, value, NULL, NULL);
}

// ---- define and delete -------------------------------------------------------------------------------------------

static bool define(js_ctx *js, js_ref object, js_value key, uint32_t flags, js_ref value) {
  uint32_t had, slot = js_shape_find(js_shape_of(*object), key, &had);
  if (js_header(*object) & (JS_FROZEN | JS_INEXTENSIBLE))
    return throw_frozen(js, key);
  if (slot == JS_NO_SLOT_FOUND)
    return js_add_property(js, object, key, flags, value);
  if (js_header(*object) & JS_PROTOTYPE)
    js_prototype_changed(js);
  if (had != flags) {
    js_value *mark = js_mark(js);
    js_ref held = js_push(js, key);
    bool ok = js_make_dict(js, object);
    if (ok) {
      slot = js_shape_find(js_shape_of(*object), *held, &had);
      js_dict_set_flags(js_shape_of(*object), slot, flags);
      if (*object == js->roots[JS_ROOT_GLOBAL])
        for (uint32_t i = 0; i < js->image_count; i++)
          memset(js->images[i].global_slots, 0xff, js->images[i].global_count * sizeof(uint16_t));
    }
    js_release(js, mark);
    if (!ok)
      return false;
  }
  js_values(js_slots_of(*object))[slot] = *value;
  return true;
}

static bool define_with(js_ctx *js, js_ref object, js_value key, uint32_t flags, js_ref value) {
  js_value *mark = js_mark(js);
  js_ref target = js_push(js, *object), held = js_push(js, key);
  if (is_rom(*object) && rom_frozen(*object))
    return throw_frozen(js, key);
  bool ok = !is_rom(*object) || need_overlay(js, *object, target);
  ok = ok && define(js, target, *held, flags, value);
  js_release(js, mark);
  return ok;
}

bool js_define(js_ctx *js, js_ref object, js_value key, js_ref value) {
  if (js_is_object_cell(*object) && js_class_of(*object) != JS_CLASS_OBJECT) {
    bool done;
    if (js_header(*object) & JS_FROZEN)
      return throw_frozen(js, key);
    if (!set_special(js, object, key, value, &done))
      return false;
    if (done)
      return true;
  }
  return define_with(js, object, key, 0, value);
}

bool js_define_hidden(js_ctx *js, js_ref object, js_value key, js_value v) {
  js_value *mark = js_mark(js);
  bool ok = define_with(js, object, key, JS_PROP_HIDDEN, js_push(js, v));
  js_release(js, mark);
  return ok;
}

bool js_define_accessor(js_ctx *js, js_ref object, js_value key, js_value getter, js_value setter) {
  js_value *mark = js_mark(js);
  js_ref held_key = js_push(js, key), get = js_push(js, getter), set = js_push(js, setter);
  js_ref old = js_push(js, JS_UNDEFINED);
  found f;
  if (find_own(js, *object, key, &f) && f.kind == SLOT && is_accessor(&f))
    *old = f.value;
  bool ok = js_is_object(*object);
  js_value cell = ok ? js_alloc(js, js_make_header(JS_CELL_ACCESSOR, 0), 2) : JS_ABSENT;
  ok = cell != JS_ABSENT;
  if (ok) {
    // The half that is not given (JS_ABSENT) stays as it was.
    js_values(cell)[0] = *get != JS_ABSENT ? *get : js_is_cell(*old) ? js_values(*old)[0] : JS_UNDEFINED;
    js_values(cell)[1] = *set != JS_ABSENT ? *set : js_is_cell(*old) ? js_values(*old)[1] : JS_UNDEFINED;
    ok = define_with(js, object, *held_key, JS_PROP_ACCESSOR, js_push(js, cell));
  }
  js_release(js, mark);
  return ok;
}

static bool delete_rom(js_ctx *js, js_ref object, js_value key) {
  js_value *mark = js_mark(js);
  js_ref target = js_push(js, JS_UNDEFINED), held = js_push(js, key), absent = js_push(js, JS_ABSENT);
  bool ok = !rom_frozen(*object) || throw_frozen(js, key);
  ok = ok && need_overlay(js, *object, target);
  uint32_t flags, slot = ok ? js_shape_find(js_shape_of(*target), *held, &flags) : 0;
  if (ok && slot != JS_NO_SLOT_FOUND)
    ok = js_remove_property(js, target, *held);
  // The absent marker hides the table's entry.
  ok = ok && js_add_property(js, target, *held, JS_PROP_HIDDEN, absent);
  js_release(js, mark);
  return ok;
}

bool js_delete(js_ctx *js, js_ref object, js_value key) {
  found f;
  if (js_is_nullish(*object))
    return throw_no_properties(js, *object, key, "delete");
  if (!find_own(js, *object, key, &f))
    return f.kind != FAILED;
  if (is_rom(*object))
    return delete_rom(js, object, key);
  if (f.kind != SLOT || (js_header(*object) & JS_FROZEN))
    return js_throw(js, JS_TYPE_ERROR, "cannot delete property %v", key);
  return js_remove_property(js, object, key);
}

// ---- freezing ----------------------------------------------------------------------------------------------------

bool js_freeze(js_ctx *js, js_ref object) {
  js_value *mark = js_mark(js);
  js_ref target = js_push(js, *object);
  if (js_is_typed_array(*object) && js_typed_length(*object) > 0)
    return js_throw(js, JS_TYPE_ERROR, "cannot freeze a typed array with elements");
  bool ok = !is_rom(*object) || need_overlay(js, *object, target);
  ok = ok && js_make_dict(js, target);
  if (ok)
    *js_words(*target) |= JS_FROZEN | JS_INEXTENSIBLE;
  js_release(js, mark);
  return ok;
}

bool js_is_frozen(js_ctx *js, js_value v) {
  if (is_rom(v) && rom_frozen(v))
    return true;
  js_value object = js_own_of(js, v);
  return js_is_object_cell(object) && (js_header(object) & JS_FROZEN) != 0;
}

// ---- instanceof --------------------------------------------------------------------------------------------------

bool js_instance_of(js_ctx *js, js_ref v, js_ref function, bool *out) {
  *out = false;
  js_value *mark = js_mark(js);
  js_ref f = js_push(js, *function), proto = js_push(js, JS_UNDEFINED);
  while (js_is_class(*f, JS_CLASS_BOUND))
    *f = js_words(*f)[JS_W_CLASS];
  bool ok = js_is_callable(*f) || js_throw(js, JS_TYPE_ERROR, "right side of instanceof is not a function");
  if (ok && js_is_object(*v)) {
    ok = js_get(js, f, JS_KEY(prototype), proto);
    if (ok && !js_is_object(*proto))
      ok = js_throw(js, JS_TYPE_ERROR, "prototype of the right side of instanceof is not an object");
    for (js_value p = js_prototype_of(js, *v); ok && !*out && p != JS_NULL; p = js_prototype_of(js, p)) {
      ok = js_charge(js, 1);
      *out = p == *proto;
    }
  }
  js_release(js, mark);
  return ok;
}

// ---- globals -----------------------------------------------------------------------------------------------------

uint32_t js_global_slot(js_ctx *js, js_value key) {
  js_value global = js->roots[JS_ROOT_GLOBAL];
  uint32_t flags,
      slot = js_is_cell(global) ? js_shape_find(js_shape_of(global), key, &flags) : JS_NO_SLOT_FOUND;
  if (slot == JS_NO_SLOT_FOUND || slot >= JS_NO_SLOT || (flags & JS_PROP_ACCESSOR))
    return JS_NO_SLOT;
  return js_values(js_slots_of(global))[slot] == JS_ABSENT ? JS_NO_SLOT : slot;
}
