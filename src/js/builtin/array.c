// Array: what changes and looks at arrays without calling back. ECMA-262 23.1. Methods want true arrays.
#include "js/builtin/array_callback.h"
#include "js/builtin/builtin.h"

static bool array_construct(js_ctx *js, const js_call_info *call) {
  js_ref out = js_result(call);
  if (call->argc == 1 && js_is_number(js_arg(call, 0))) {
    double d = js_double_of(js_arg(call, 0));
    if (!(d >= 0 && d <= 4294967295.0) || d != (double)(uint32_t)d)
      return js_throw(js, JS_RANGE_ERROR, "array length must be an integer from 0 to 4294967295");
    return js_new_array(js, out, (uint32_t)d);
  }
  if (!js_charge(js, call->argc) || !js_new_array(js, out, call->argc))
    return false;
  for (uint32_t i = 0; i < call->argc; i++)
    js_array_elements(*out)[i] = js_arg(call, i);
  return true;
}

static bool array_is_array(js_ctx *js, const js_call_info *call) {
  (void)js;
  return js_return(call, js_bool(js_is_array(js_arg(call, 0))));
}

// An array that may be changed.
static bool need_mutable(js_ctx *js, js_ref array) {
  if (!js_need_array(js, array))
    return false;
  return !js_is_frozen(js, *array) || js_throw(js, JS_TYPE_ERROR, "cannot change a frozen array");
}

static bool return_length(const js_call_info *call) {
  return js_return(call, js_int((int32_t)js_array_length(*js_this(call))));
}

static bool array_push(js_ctx *js, const js_call_info *call) {
  js_ref array = js_this(call);
  if (!need_mutable(js, array))
    return false;
  for (uint32_t i = 0; i < call->argc; i++)
    if (!js_array_push(js, array, js_arg(call, i)))
      return false;
  return return_length(call);
}

// Shortens an array by one without giving its room back, so that push and pop in turn are cheap.
static void drop_last(js_value array) {
  uint32_t length = js_array_length(array) - 1;
  js_array_elements(array)[length] = JS_UNDEFINED;
  js_words(array)[JS_W_CLASS + 1] = length;
}

static bool array_pop(js_ctx *js, const js_call_info *call) {
  js_ref array = js_this(call);
  if (!need_mutable(js, array))
    return false;
  uint32_t length = js_array_length(*array);
  if (length == 0)
    return true;
  *js_result(call) = js_array_elements(*array)[length - 1];
  drop_last(*array);
  return true;
}

static bool array_shift(js_ctx *js, const js_call_info *call) {
  js_ref array = js_this(call);
  if (!need_mutable(js, array))
    return false;
  uint32_t length = js_array_length(*array);
  if (length == 0)
    return true;
  if (!js_charge(js, length >> 3))
    return false;
  js_value *e = js_array_elements(*array);
  *js_result(call) = e[0];
  memmove(e, e + 1, (length - 1) * sizeof *e);
  drop_last(*array);
  return true;
}

static bool array_unshift(js_ctx *js, const js_call_info *call) {
  js_ref array = js_this(call);
  if (!need_mutable(js, array))
    return false;
  uint32_t length = js_array_length(*array), added = call->argc;
  if (!js_charge(js, (length + added) >> 3) || !js_array_resize(js, array, length + added))
    return false;
  js_value *e = js_array_elements(*array);
  if (added) {
    memmove(e + added, e, length * sizeof *e);
    for (uint32_t i = 0; i < added; i++)
      e[i] = js_arg(call, i);
  }
  return return_length(call);
}

static bool array_reverse(js_ctx *js, const js_call_info *call) {
  js_ref array = js_this(call);
  if (!need_mutable(js, array) || !js_charge(js, js_array_length(*array) >> 2))
    return false;
  uint32_t length = js_array_length(*array);
  js_value *e = length ? js_array_elements(*array) : NULL;
  for (uint32_t i = 0; i < length / 2; i++) {
    js_value v = e[i];
    e[i] = e[length - 1 - i];
    e[length - 1 - i] = v;
  }
  return js_return(call, *array);
}

// A new array of elements [from, to).
static bool copy_part(js_ctx *js, js_ref array, uint32_t from, uint32_t to, js_ref out) {
  uint32_t length = js_array_length(*array);
  to = to < length ? to : length;
  uint32_t count = from < to ? to - from : 0;
  if (!js_charge(js, count >> 2) || !js_new_array(js, out, count))
    return false;
  if (count)
    memcpy(js_array_elements(*out), js_array_elements(*array) + from, count * sizeof(js_value));
  return true;
}

static bool array_slice(js_ctx *js, const js_call_info *call) {
  js_ref array = js_this(call);
  uint32_t from, to;
  if (!js_need_array(js, array))
    return false;
  uint32_t length = js_array_length(*array);
  return js_relative_index(js, js_arg_ref(call, 0), length, 0, &from) &&
         js_relative_index(js, js_arg_ref(call, 1), length, length, &to) &&
         copy_part(js, array, from, to, js_result(call));
}

// How many elements splice removes from `start` on.
static bool delete_count(js_ctx *js, const js_call_info *call, uint32_t room, uint32_t *out) {
  double d;
  if (call->argc < 2)
    return *out = call->argc == 0 ? 0 : room, true;
  if (!js_to_integer(js, js_arg_ref(call, 1), &d))
    return false;
  *out = d <= 0 ? 0 : d > room ? room : (uint32_t)d;
  return true;
}

static bool array_splice(js_ctx *js, const js_call_info *call) {
  js_ref array = js_this(call);
  uint32_t start, removed;
  if (!need_mutable(js, array) ||
      !js_relative_index(js, js_arg_ref(call, 0), js_array_length(*array), 0, &start) ||
      !delete_count(js, call, js_array_length(*array) - start, &removed))
    return false;
  uint32_t length = js_array_length(*array), added = call->argc > 2 ? call->argc - 2 : 0;
  if (start > length || removed > length - start) // a conversion shortened it
    return js_throw(js, JS_TYPE_ERROR, "the array changed while splice read its arguments");
  if (!js_charge(js, (length + added) >> 3) || !copy_part(js, array, start, start + removed, js_result(call)))
    return false;
  uint32_t rest = length - start - removed, new_length = length - removed + added;
  if (new_length > length && !js_array_resize(js, array, new_length))
    return false;
  if (new_length == 0 && length == 0)
    return true;
  js_value *e = js_array_elements(*array);
  if (rest)
    memmove(e + start + added, e + start + removed, rest * sizeof *e);
  for (uint32_t i = 0; i < added; i++)
    e[start + i] = js_arg(call, i + 2);
  return new_length >= length || js_array_resize(js, array, new_length);
}

static bool array_concat(js_ctx *js, const js_call_info *call) {
  js_ref array = js_this(call), out = js_result(call);
  if (!js_need_array(js, array) || !copy_part(js, array, 0, UINT32_MAX, out))
    return false;
  for (uint32_t a = 0; a < call->argc; a++) {
    if (!js_is_array(js_arg(call, a))) {
      if (!js_array_push(js, out, js_arg(call, a)))
        return false;
      continue;
    }
    uint32_t n = js_array_length(js_arg(call, a)), old = js_array_length(*out);
    if (!js_charge(js, n >> 2) || !js_array_resize(js, out, old + n))
      return false;
    if (n)
      memcpy(js_array_elements(*out) + old, js_array_elements(js_arg(call, a)), n * sizeof(js_value));
  }
  return true;
}

// Arrays being joined lie on the stack beside a marker: one that contains itself shows as empty there.
#define JOINING JS_SPECIAL(JS_KIND_MISC, 5)

static bool is_being_joined(js_ctx *js, js_value array) {
  uint32_t found = 0;
  for (js_value *slot = js->sp; slot < js->stack_top && found < 2; slot++)
    if (slot[0] == JOINING && slot[1] == array)
      found++;
  return found > 1;
}

static bool join_element(js_ctx *js, js_builder *b, js_value v, js_ref text) {
  *text = v;
  if (js_is_nullish(v))
    return true;
  return js_to_string(js, text, text) && js_build_string(js, b, text);
}

static bool join(js_ctx *js, js_ref array, js_ref separator, js_ref out) {
  js_ref text = js_push(js, JS_UNDEFINED);
  js_push(js, *array);
  js_push(js, JOINING);
  js_builder b;
  js_build(&b, js_push(js, JS_UNDEFINED));
  if (is_being_joined(js, *array))
    return *out = JS_KEY(empty), true;
  for (uint32_t i = 0; i < js_array_length(*array); i++)
    if (!js_charge(js, 1) || (i && !js_build_string(js, &b, separator)) ||
        !join_element(js, &b, js_array_elements(*array)[i], text))
      return false;
  return js_build_done(js, &b, out);
}

static bool array_join(js_ctx *js, const js_call_info *call) {
  js_ref separator = js_push(js, js_arg(call, 0));
  if (!js_need_array(js, js_this(call)))
    return false;
  if (*separator == JS_UNDEFINED)
    *separator = JS_CHAR(',');
  return js_to_string(js, separator, separator) && join(js, js_this(call), separator, js_result(call));
}

static bool array_to_string(js_ctx *js, const js_call_info *call) {
  js_ref comma = js_push(js, JS_CHAR(',')), own = js_push(js, JS_UNDEFINED);
  if (!js_need_array(js, js_this(call)) || !js_get(js, js_this(call), JS_KEY(join), own))
    return false;
  if (js_is_callable(*own) && !js_is_kind(*own, JS_KIND_ROM_FUNCTION)) // a program's own join
    return js_call(js, *own, *js_this(call), 0, NULL, js_result(call));
  if (!js_is_callable(*own))
    return js_set_string(js, js_result(call), "[object Array]");
  return join(js, js_this(call), comma, js_result(call));
}

enum { INDEX_OF, LAST_INDEX_OF, INCLUDES };

static bool matches(js_ctx *js, uint32_t how, js_value a, js_value b) {
  return how == INCLUDES ? js_same_value_zero(js, a, b) : js_strict_equal(js, a, b);
}

static bool return_found(const js_call_info *call, int32_t at) {
  return js_return(call, call->magic == INCLUDES ? js_bool(at >= 0) : js_int(at));
}

// indexOf and includes.
static bool array_search(js_ctx *js, const js_call_info *call) {
  js_ref array = js_this(call);
  uint32_t from;
  if (!js_need_array(js, array) ||
      !js_relative_index(js, js_arg_ref(call, 1), js_array_length(*array), 0, &from))
    return false;
  for (uint32_t i = from; i < js_array_length(*array); i++) {
    if (!js_charge(js, 1))
      return false;
    if (matches(js, call->magic, js_array_elements(*array)[i], js_arg(call, 0)))
      return return_found(call, (int32_t)i);
  }
  return return_found(call, -1);
}

static bool array_last_index_of(js_ctx *js, const js_call_info *call) {
  js_ref array = js_this(call);
  double from;
  if (!js_need_array(js, array))
    return false;
  uint32_t i = js_array_length(*array);
  if (call->argc > 1) {
    if (!js_to_integer(js, js_arg_ref(call, 1), &from))
      return false;
    from = from < 0 ? from + i : from;
    i = from < 0 ? 0 : from + 1 < i ? (uint32_t)from + 1 : i;
  }
  for (i = i < js_array_length(*array) ? i : js_array_length(*array); i-- > 0;) {
    if (!js_charge(js, 1))
      return false;
    if (js_strict_equal(js, js_array_elements(*array)[i], js_arg(call, 0)))
      return js_return(call, js_int((int32_t)i));
  }
  return js_return(call, js_int(-1));
}

static bool array_fill(js_ctx *js, const js_call_info *call) {
  js_ref array = js_this(call);
  uint32_t from, to;
  if (!need_mutable(js, array))
    return false;
  uint32_t length = js_array_length(*array);
  if (!js_relative_index(js, js_arg_ref(call, 1), length, 0, &from) ||
      !js_relative_index(js, js_arg_ref(call, 2), length, length, &to) || !js_charge(js, length >> 3))
    return false;
  for (uint32_t i = from; i < to && i < js_array_length(*array); i++)
    js_array_elements(*array)[i] = js_arg(call, 0);
  return js_return(call, *array);
}

static const js_rom_property proto[] = {
    JS_CONSTRUCTOR_OF(constructor, ARRAY),
    JS_FN_LEAF(push, array_push, 1, 0, PUSH),
    JS_FN_LEAF(pop, array_pop, 0, 0, POP),
    JS_FN(shift, array_shift, 0),
    JS_FN(unshift, array_unshift, 1),
    JS_FN(reverse, array_reverse, 0),
    JS_FN(slice, array_slice, 2),
    JS_FN(splice, array_splice, 2),
    JS_FN(concat, array_concat, 1),
    JS_FN(join, array_join, 1),
    JS_FN(toString, array_to_string, 0),
    JS_FN_MAGIC(indexOf, array_search, 1, INDEX_OF),
    JS_FN(lastIndexOf, array_last_index_of, 1),
    JS_FN_MAGIC(includes, array_search, 1, INCLUDES),
    JS_FN(fill, array_fill, 1),
    JS_FN_MAGIC(forEach, js_array_iterate, 1, JS_FOR_EACH),
    JS_FN_MAGIC(map, js_array_iterate, 1, JS_MAP),
    JS_FN_MAGIC(filter, js_array_iterate, 1, JS_FILTER),
    JS_FN_MAGIC(every, js_array_iterate, 1, JS_EVERY),
    JS_FN_MAGIC(some, js_array_iterate, 1, JS_SOME),
    JS_FN_MAGIC(find, js_array_iterate, 1, JS_FIND),
    JS_FN_MAGIC(findIndex, js_array_iterate, 1, JS_FIND_INDEX),
    JS_FN_MAGIC(reduce, js_array_reduce, 1, 0),
    JS_FN_MAGIC(reduceRight, js_array_reduce, 1, 1),
    JS_FN(sort, js_array_sort, 1),
    JS_NUMBER(length, 0),
};
const js_rom_object js_rom_array_proto = JS_ROM_PROTO(proto, OBJECT_PROTO);

static const js_rom_property ctor[] = {
    JS_VALUE(prototype, JS_ROM(JS_OBJ_ARRAY_PROTO)),
    JS_FN(isArray, array_is_array, 1),
};
const js_rom_object js_rom_array_ctor = JS_ROM_CTOR(ctor, array_construct, Array, 1, 0);
