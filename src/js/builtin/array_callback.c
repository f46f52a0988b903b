// Array iteration, reduction and sorting. After each call back the array is looked at again: it may have changed.
#include "js/builtin/array_callback.h"

#include "js/builtin/builtin.h"

// Calls the callback with (element, index, array); the element is in *element.
static bool call_back(js_ctx *js, const js_call_info *call, js_ref element, uint32_t i, js_ref out) {
  js_value arguments[3] = {*element, js_int((int32_t)i), *js_this(call)};
  return js_charge(js, 1) && js_call(js, js_arg(call, 0), js_arg(call, 1), 3, arguments, out);
}

// What an iteration makes of one answer; *stop ends it.
static bool take_answer(js_ctx *js, const js_call_info *call, js_ref element, js_ref answer, uint32_t i,
                        bool *stop) {
  js_ref out = js_result(call);
  bool yes = js_to_boolean(*answer);
  switch (call->magic) {
  case JS_MAP: return js_array_push(js, out, *answer);
  case JS_FILTER: return !yes || js_array_push(js, out, *element);
  case JS_EVERY:
  case JS_SOME:
    *stop = yes == (call->magic == JS_SOME);
    if (*stop)
      *out = js_bool(yes);
    return true;
  case JS_FIND:
  case JS_FIND_INDEX:
    *stop = yes;
    if (yes)
      *out = call->magic == JS_FIND ? *element : js_int((int32_t)i);
    return true;
  default: return true;
  }
}

static bool start_result(js_ctx *js, const js_call_info *call) {
  js_ref out = js_result(call);
  switch (call->magic) {
  case JS_MAP:
  case JS_FILTER: return js_new_array(js, out, 0);
  case JS_EVERY:
  case JS_SOME: return *out = js_bool(call->magic == JS_EVERY), true;
  case JS_FIND_INDEX: return *out = js_int(-1), true;
  default: return true;
  }
}

bool js_array_iterate(js_ctx *js, const js_call_info *call) {
  js_ref array = js_this(call), element = js_push(js, JS_UNDEFINED), answer = js_push(js, JS_UNDEFINED);
  if (!js_need_array(js, array) || !js_need_callable(js, js_arg_ref(call, 0)) || !start_result(js, call))
    return false;
  uint32_t length = js_array_length(*array);
  bool stop = false;
  bool finds =
      call->magic == JS_FIND || call->magic == JS_FIND_INDEX; // these visit what vanished as undefined
  for (uint32_t i = 0; i < length && !stop; i++) {
    bool there = i < js_array_length(*array);
    if (!there && !finds && call->magic != JS_MAP)
      break;
    *element = there ? js_array_elements(*array)[i] : JS_UNDEFINED;
    *answer = JS_UNDEFINED;
    if ((there || finds) && !call_back(js, call, element, i, answer))
      return false;
    if (!take_answer(js, call, element, answer, i, &stop))
      return false;
  }
  return true;
}

bool js_array_reduce(js_ctx *js, const js_call_info *call) {
  js_ref array = js_this(call), sum = js_result(call);
  if (!js_need_array(js, array) || !js_need_callable(js, js_arg_ref(call, 0)))
    return false;
  uint32_t length = js_array_length(*array), i = 0;
  bool right = call->magic;
  if (call->argc > 1)
    *sum = js_arg(call, 1);
  else if (length == 0)
    return js_throw(js, JS_TYPE_ERROR, "reduce of an empty array needs an initial value");
  else
    *sum = js_array_elements(*array)[right ? length - 1 : 0], i = 1;
  for (; i < length; i++) {
    uint32_t at = right ? length - 1 - i : i;
    if (at >= js_array_length(*array))
      continue;
    js_value arguments[4] = {*sum, js_array_elements(*array)[at], js_int((int32_t)at), *array};
    if (!js_charge(js, 1) || !js_call(js, js_arg(call, 0), JS_UNDEFINED, 4, arguments, sum))
      return false;
  }
  return true;
}

// ---- sort: merges of growing runs, stable -------------------------------------------------------------------------

// *less: a must come before b. Undefined elements come last; without a comparator, texts are compared.
static bool comes_after(js_ctx *js, const js_call_info *call, js_ref a, js_ref b, bool *after) {
  js_value *mark = js_mark(js);
  js_ref answer = js_push(js, JS_UNDEFINED), other = js_push(js, JS_UNDEFINED);
  double order = 0;
  bool ok = true;
  if (*a == JS_UNDEFINED || *b == JS_UNDEFINED) {
    *after = *a == JS_UNDEFINED && *b != JS_UNDEFINED;
  } else if (js_arg(call, 0) != JS_UNDEFINED) {
    js_value arguments[2] = {*a, *b};
    ok = js_call(js, js_arg(call, 0), JS_UNDEFINED, 2, arguments, answer) && js_to_number(js, answer, &order);
    *after = order > 0;
  } else {
    ok = js_to_string(js, a, answer) && js_to_string(js, b, other);
    *after = ok && js_strings_compare(js, *answer, *other) > 0;
  }
  js_release(js, mark);
  return ok && js_charge(js, 2);
}

// Merges from[low, middle) and from[middle, high) into `to`. Both are arrays of the same length that no program sees.
static bool merge(js_ctx *js, const js_call_info *call, js_ref from, js_ref to, uint32_t low, uint32_t middle,
                  uint32_t high) {
  js_value *mark = js_mark(js);
  js_ref a = js_push(js, JS_UNDEFINED), b = js_push(js, JS_UNDEFINED);
  bool ok = true;
  for (uint32_t i = low, k = middle, n = low; ok && n < high; n++) {
    bool after = i >= middle;
    if (i < middle && k < high) {
      *a = js_values(*from)[i];
      *b = js_values(*from)[k];
      ok = comes_after(js, call, a, b, &after);
    }
    js_values(*to)[n] = js_values(*from)[after ? k++ : i++];
  }
  js_release(js, mark);
  return ok;
}

static bool sort_values(js_ctx *js, const js_call_info *call, js_ref v, js_ref spare, uint32_t n) {
  for (uint32_t width = 1; width < n; width *= 2) {
    for (uint32_t low = 0; low < n; low += 2 * width) {
      uint32_t middle = low + width < n ? low + width : n, high = low + 2 * width < n ? low + 2 * width : n;
      if (!js_charge(js, 1 + ((high - low) >> 3)) || !merge(js, call, v, spare, low, middle, high))
        return false;
    }
    js_value t = *v;
    *v = *spare;
    *spare = t;
  }
  return true;
}

bool js_array_sort(js_ctx *js, const js_call_info *call) {
  js_ref array = js_this(call), v = js_push(js, JS_UNDEFINED), spare = js_push(js, JS_UNDEFINED);
  if (!js_need_array(js, array) ||
      (js_arg(call, 0) != JS_UNDEFINED && !js_need_callable(js, js_arg_ref(call, 0))))
    return false;
  if (js_is_frozen(js, *array))
    return js_throw(js, JS_TYPE_ERROR, "cannot change a frozen array");
  uint32_t n = js_array_length(*array);
  if (n > 1) {
    if (!js_charge(js, n >> 2) || (*v = js_alloc_values(js, n, JS_UNDEFINED)) == JS_ABSENT ||
        (*spare = js_alloc_values(js, n, JS_UNDEFINED)) == JS_ABSENT)
      return false;
    memcpy(js_values(*v), js_array_elements(*array), n * sizeof(js_value));
    if (!sort_values(js, call, v, spare, n))
      return false;
    n = n < js_array_length(*array) ? n : js_array_length(*array);
    if (n)
      memcpy(js_array_elements(*array), js_values(*v), n * sizeof(js_value));
  }
  return js_return(call, *array);
}
