// Native functions and objects over the host's memory, as programs see them.
#include "js/host.h"

#include "js/convert.h"
#include "js/object.h"
#include "js/rom.h"
#include "js/string.h"

// Words of a native function and of a host object.
enum { FUNCTION_NAME = JS_W_CLASS, FUNCTION_DATA, FUNCTION_NATIVE, FUNCTION_LENGTH };
enum { HOST_DATA = JS_W_CLASS, HOST_CLASS, HOST_MEMORY };

// ---- making ------------------------------------------------------------------------------------------------------

bool js_new_function(js_ctx *js, const char *name, js_native function, uint8_t length, js_value data,
                     js_ref out) {
  js_value *mark = js_mark(js);
  js_ref held = js_push(js, data), text = js_push(js, JS_UNDEFINED), made = js_push(js, JS_UNDEFINED);
  bool ok = js_set_string(js, text, name) && js_intern(js, text, text) && js_key_to_string(js, *text, text) &&
            js_new(js, made, JS_CLASS_HOST_FUNCTION, JS_ROM(JS_OBJ_FUNCTION_PROTO));
  if (ok) {
    js_word *w = js_words(*made);
    w[FUNCTION_NAME] = *text;
    w[FUNCTION_DATA] = *held;
    w[FUNCTION_NATIVE] = (js_word)function;
    w[FUNCTION_LENGTH] = length;
    *out = *made;
  }
  js_release(js, mark);
  return ok;
}

bool js_new_prototype(js_ctx *js, const js_host_class *class, js_ref out) {
  js_value *mark = js_mark(js);
  js_ref proto = js_push(js, JS_UNDEFINED), method = js_push(js, JS_UNDEFINED),
         key = js_push(js, JS_UNDEFINED);
  bool ok = js_new_object(js, proto);
  for (uint32_t i = 0; ok && i < class->method_count; i++) {
    const js_host_method *m = &class->methods[i];
    ok = js_new_function(js, m->name, m->function, m->length, JS_UNDEFINED, method) &&
         js_set_string(js, key, m->name) && js_intern(js, key, key) &&
         js_define_hidden(js, proto, *key, *method);
  }
  ok = ok && js_freeze(js, proto);
  if (ok)
    *out = *proto;
  js_release(js, mark);
  return ok;
}

bool js_new_host(js_ctx *js, const js_host_class *class, js_value prototype, void *memory, js_ref out) {
  if (!js_new(js, out, JS_CLASS_HOST, prototype))
    return false;
  js_words(*out)[HOST_CLASS] = (js_word) class;
  js_words(*out)[HOST_MEMORY] = (js_word)memory;
  *js_words(*out) |= JS_FROZEN | JS_INEXTENSIBLE;
  return true;
}

static const js_host_class *class_of(js_value object) {
  return (const js_host_class *)js_words(object)[HOST_CLASS];
}

static void *memory_of(js_value object) {
  return (void *)js_words(object)[HOST_MEMORY];
}

void *js_host_memory(js_value v, const js_host_class *class) {
  return js_is_class(v, JS_CLASS_HOST) && class_of(v) == class ? memory_of(v) : NULL;
}

void js_host_move(js_value object, void *memory) {
  js_words(object)[HOST_MEMORY] = (js_word)memory;
}

js_ref js_host_data(js_value object) {
  return &js_words(object)[HOST_DATA];
}

static bool throw_gone(js_ctx *js, const js_host_class *class) {
  return js_throw(js, JS_TYPE_ERROR,
                  "this %s is not valid any more: use it only while the call runs it was given to",
                  class->name);
}

void *js_host_this(js_ctx *js, const js_call_info *call, const js_host_class *class) {
  js_value this = *js_this(call);
  void *memory = js_host_memory(this, class);
  if (!memory && js_is_class(this, JS_CLASS_HOST) && class_of(this) == class)
    throw_gone(js, class);
  else if (!memory)
    js_throw(js, JS_TYPE_ERROR, "this method needs a %s as this", class->name);
  return memory;
}

// ---- fields ------------------------------------------------------------------------------------------------------

static bool is_name(const js_text *t, const char *name) {
  uint32_t n = 0;
  while (n < t->bytes && name[n] && (uint8_t)name[n] == t->data[n])
    n++;
  return n == t->bytes && !name[n];
}

static int find_field(const js_ctx *js, const js_host_class *class, js_value key) {
  js_text t;
  js_view(js, key, &t);
  for (uint32_t i = 0; i < class->field_count; i++)
    if (is_name(&t, class->fields[i].name))
      return (int)i;
  return -1;
}

static double read_number(const void *at, uint32_t kind) {
  switch (kind) {
#define X(name, type)                                                                                        \
  case JS_FIELD_##name: {                                                                                    \
    type number;                                                                                             \
    memcpy(&number, at, sizeof number);                                                                      \
    return (double)number;                                                                                   \
  }
    JS_FIELD_KINDS(X)
#undef X
  default: return 0;
  }
}

// As typed arrays do it: integers are taken modulo their width. Those of 64 bits must fit.
static void write_number(void *at, uint32_t kind, double d) {
  uint32_t word = (uint32_t)js_wrap_int32(d);
  uint64_t wide = d > -9.2e18 && d < 9.2e18   ? (uint64_t)(int64_t)d
                  : d >= 9.2e18 && d < 1.8e19 ? (uint64_t)d
                                              : 0;
  switch (kind) {
  case JS_FIELD_U8:
  case JS_FIELD_I8: memcpy(at, &(uint8_t){(uint8_t)word}, 1); break;
  case JS_FIELD_U16:
  case JS_FIELD_I16: memcpy(at, &(uint16_t){(uint16_t)word}, 2); break;
  case JS_FIELD_U32:
  case JS_FIELD_I32: memcpy(at, &word, 4); break;
  case JS_FIELD_U64:
  case JS_FIELD_I64: memcpy(at, &wide, 8); break;
  default: memcpy(at, &d, 8); break;
  }
}

bool js_host_get_field(js_ctx *js, js_value object, uint32_t field, js_ref out) {
  const js_host_class *class = class_of(object);
  const js_host_field *f = &class->fields[field];
  uint8_t *memory = memory_of(object);
  if (!memory)
    return throw_gone(js, class);
  if (f->kind != JS_FIELD_COMPUTED)
    return js_set_number(js, out, read_number(memory + f->offset, f->kind));
  js_value *mark = js_mark(js);
  js_ref made = js_push(js, JS_UNDEFINED);
  bool ok = js_charge(js, 1) && f->get(js, memory, made);
  if (ok)
    *out = *made;
  js_release(js, mark);
  return ok;
}

static bool get_element(js_ctx *js, js_value object, uint32_t i, js_ref out) {
  const js_host_class *class = class_of(object);
  void *memory = memory_of(object);
  if (!class->get_element)
    return *out = JS_ABSENT, true;
  if (!memory)
    return throw_gone(js, class);
  js_value *mark = js_mark(js);
  js_ref made = js_push(js, JS_ABSENT);
  bool ok = class->get_element(js, memory, i, made);
  *out = *made;
  js_release(js, mark);
  return ok;
}

bool js_host_get(js_ctx *js, js_value object, js_value key, js_ref out, int *field) {
  *field = -1;
  if (js_is_int(key))
    return get_element(js, object, (uint32_t)js_int_of(key), out);
  *field = find_field(js, class_of(object), key);
  if (*field < 0)
    return *out = JS_ABSENT, true;
  return js_host_get_field(js, object, (uint32_t)*field, out);
}

bool js_host_set(js_ctx *js, js_ref object, js_value key, js_ref value, bool *done) {
  const js_host_class *class = class_of(*object);
  int field = js_is_int(key) ? -1 : find_field(js, class, key);
  double number;
  *done = field >= 0 || (js_is_int(key) && class->set_element);
  if (!*done)
    return true;
  if (field >= 0 && !class->fields[field].writable)
    return js_throw(js, JS_TYPE_ERROR, "%v of a %s cannot be written", key, class->name);
  if (!js_to_number(js, value, &number))
    return false;
  uint8_t *memory = memory_of(*object);
  if (!memory)
    return throw_gone(js, class);
  if (field >= 0)
    write_number(memory + class->fields[field].offset, class->fields[field].kind, number);
  else if (!class->set_element(memory, (uint32_t)js_int_of(key), number))
    return js_throw(js, JS_TYPE_ERROR, "%s has no element %d that can be written", class->name,
                    (int)js_int_of(key));
  return true;
}
