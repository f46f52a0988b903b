// Throwing: error objects, their messages and stacks.
#include <stdarg.h>

#include "js/interp.h"
#include "js/number.h"
#include "js/object.h"
#include "js/rom.h"
#include "js/shape.h"
#include "js/string.h"

bool js_throw_value(js_ctx *js, js_value v) {
  js->roots[JS_ROOT_EXCEPTION] = v;
  return false;
}

js_value js_take_exception(js_ctx *js) {
  js_value v = js->roots[JS_ROOT_EXCEPTION];
  js->roots[JS_ROOT_EXCEPTION] = JS_ABSENT;
  return v;
}

bool js_throw_out_of_memory(js_ctx *js, size_t bytes) {
  size_t used = (size_t)(js->heap_top - (uint8_t *)js) + (size_t)(js->block_end - (uint8_t *)js->sp);
  size_t reserve = (JS_NATIVE_STACK + js->mark_reserve) * sizeof(js_word);
  js->needed_bytes = (uint32_t)(used + reserve + bytes);
  return js_throw_value(js, JS_ROM(JS_OBJ_OUT_OF_MEMORY));
}

bool js_new_error(js_ctx *js, js_ref out, js_error_kind kind, js_ref message) {
  js_value *mark = js_mark(js);
  js_ref error = js_push(js, JS_UNDEFINED), text = js_push(js, JS_UNDEFINED),
         cell = js_push(js, JS_UNDEFINED);
  bool ok = js_new(js, error, JS_CLASS_ERROR, JS_ROM(JS_OBJ_ERROR_PROTO + (uint32_t)kind));
  if (ok && *message != JS_UNDEFINED)
    ok = js_define_hidden(js, error, JS_KEY(message), *message);
  js_builder b;
  js_build(&b, cell);
  ok = ok && js_describe_frames(js, &b) && js_build_done(js, &b, text) &&
       js_define_hidden(js, error, JS_KEY(stack), *text);
  if (ok)
    *out = *error;
  js_release(js, mark);
  return ok;
}

static bool build_value(js_ctx *js, js_builder *b, js_value v) {
  js_value *mark = js_mark(js);
  js_ref held = js_push(js, v), text = js_push(js, JS_UNDEFINED);
  bool quoted = js_is_string(v);
  bool ok = js_is_object(v) ? js_set_string(js, text, "object") : js_to_string(js, held, text);
  js_text t;
  if (ok)
    js_view(js, *text, &t);
  uint32_t shown = ok && t.bytes < 60 ? t.bytes : 0;
  if (ok && t.bytes >= 60) // cut on a boundary of code points
    for (shown = 56; shown > 0 && (t.data[shown] & 0xc0u) == 0x80u;)
      shown--;
  ok = ok && (!quoted || js_build_text(js, b, "'", 1)) && js_build_slice(js, b, text, 0, shown);
  ok =
      ok && (shown == t.bytes || js_build_text(js, b, "...", 3)) && (!quoted || js_build_text(js, b, "'", 1));
  js_release(js, mark);
  return ok;
}

static bool build_chars(js_ctx *js, js_builder *b, const char *s) {
  size_t n = 0;
  while (n < JS_MAX_STRING_BYTES && s[n])
    n++;
  return js_build_text(js, b, s, n);
}

static bool build_int(js_ctx *js, js_builder *b, int i) {
  char text[12];
  return js_build_text(js, b, text, js_number_from_int32(i, text));
}

// The values a message shows, in slots: building the message moves the heap.
enum { MAX_VALUES = 3 };

static bool build_message(js_ctx *js, js_builder *b, const char *format, va_list *args,
                          const js_value *values) {
  bool ok = true;
  uint32_t next_value = 0;
  while (*format && ok) {
    size_t plain = 0;
    while (format[plain] && format[plain] != '%')
      plain++;
    ok = js_build_text(js, b, format, plain);
    format += plain;
    if (!*format || !ok)
      break;
    switch (format[1]) {
    case 's': ok = build_chars(js, b, va_arg(*args, const char *)); break;
    case 'd': ok = build_int(js, b, va_arg(*args, int)); break;
    case 'v':
      (void)va_arg(*args, js_value);
      ok = build_value(js, b, *(values - next_value++));
      break;
    default: ok = js_build_text(js, b, "%", 1); break;
    }
    format += 2;
  }
  return ok;
}

static void push_values(js_ctx *js, const char *format, va_list *args) {
  for (uint32_t n = 0; *format && n < MAX_VALUES; format++) {
    if (*format != '%')
      continue;
    format++;
    if (*format == 's')
      (void)va_arg(*args, const char *);
    else if (*format == 'd')
      (void)va_arg(*args, int);
    else if (*format == 'v')
      js_push(js, va_arg(*args, js_value)), n++;
  }
}

bool js_throw(js_ctx *js, js_error_kind kind, const char *format, ...) {
  js_value *mark = js_mark(js);
  va_list args;
  va_start(args, format);
  push_values(js, format, &args);
  va_end(args);
  js_ref message = js_push(js, JS_UNDEFINED), error = js_push(js, JS_UNDEFINED),
         cell = js_push(js, JS_UNDEFINED);
  js_builder b;
  js_build(&b, cell);
  va_start(args, format);
  bool ok = build_message(js, &b, format, &args, mark - 1);
  va_end(args);
  ok = ok && js_build_done(js, &b, message) && js_new_error(js, error, kind, message);
  js_value v = *error;
  js_release(js, mark);
  return ok ? js_throw_value(js, v) : false; // else the exception is the out-of-memory one
}

// ---- text for the host -------------------------------------------------------------------------------------------

typedef struct {
  char *at, *end;
  size_t length;
} sink;

static void put(sink *s, const void *text, size_t bytes) {
  size_t room = (size_t)(s->end - s->at), n = bytes < room ? bytes : room;
  memcpy(s->at, text, n);
  s->at += n;
  s->length += n;
}

static void put_string(js_ctx *js, sink *s, js_value v) {
  js_text t;
  js_view(js, v, &t);
  put(s, t.data, t.bytes);
}

// Value of a plain data property found without running code; JS_ABSENT if there is none.
static js_value plain(js_ctx *js, js_value object, js_value key) {
  for (; object != JS_NULL; object = js_prototype_of(js, object)) {
    js_value v = JS_ABSENT;
    if (js_is_object_cell(object)) {
      uint32_t flags, slot = js_shape_find(js_shape_of(object), key, &flags);
      if (slot != JS_NO_SLOT_FOUND && !(flags & JS_PROP_ACCESSOR))
        v = js_values(js_slots_of(object))[slot];
    } else if (js_is_kind(object, JS_KIND_ROM_OBJECT)) {
      uint32_t place;
      const js_rom_property *p = js_rom_find(js_payload(object), key, &place);
      v = p && p->kind == JS_ROM_VALUE ? p->as.value : JS_ABSENT;
    }
    if (v != JS_ABSENT)
      return v;
  }
  return JS_ABSENT;
}

static void put_number(sink *s, double d) {
  char text[JS_NUMBER_DECIMAL_MAX + 1];
  put(s, text, js_number_to_text(d, 10, text));
}

static void describe_error(js_ctx *js, sink *s, js_value error) {
  js_value name = plain(js, error, JS_KEY(name)), message = plain(js, error, JS_KEY(message));
  js_value stack = plain(js, error, JS_KEY(stack));
  if (!js_is_string(name)) { // an object of a program's own: what made it
    js_value maker = plain(js, error, JS_KEY(constructor));
    name = js_is_callable(maker) ? js_function_name(js, maker) : JS_KEY(Object);
  }
  put_string(js, s, name);
  if (js_is_string(message) && js_string_length(js, message) > 0) {
    put(s, ": ", 2);
    put_string(js, s, message);
  }
  if (js_is_string(stack) && js_string_length(js, stack) > 0) {
    put(s, "\n", 1);
    put_string(js, s, stack);
  }
}

size_t js_describe(js_ctx *js, js_value v, char *buffer, size_t capacity) {
  sink s = {buffer, buffer + (capacity ? capacity - 1 : 0), 0};
  if (js_is_string(v))
    put_string(js, &s, v);
  else if (js_is_number(v))
    put_number(&s, js_double_of(v));
  else if (js_is_object(v) && (js_is_class(v, JS_CLASS_ERROR) || js_is_string(plain(js, v, JS_KEY(message)))))
    describe_error(js, &s, v);
  else if (js_is_object(v))
    put(&s, "[object]", 8);
  else
    put_string(js, &s,
               v == JS_UNDEFINED ? JS_KEY(undefined)
               : v == JS_NULL    ? JS_KEY(null)
               : v == JS_TRUE    ? JS_KEY(true)
                                 : JS_KEY(false));
  if (capacity)
    *s.at = 0;
  return s.length;
}
