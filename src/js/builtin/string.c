// String (ECMA-262 22.1), without the methods that take patterns: those are in string_match.c.
#include "js/builtin/string.h"

#include "js/builtin/support.h"
#include "js/unicode.h"

// ---- String as a function, and its own functions ------------------------------------------------------------------

static bool string_call(js_ctx *js, const js_call_info *call) {
  if (call->argc == 0)
    return js_return(call, JS_KEY(empty));
  return js_string_arg(js, call, 0) && js_return(call, js_arg(call, 0));
}

static bool string_from_char_code(js_ctx *js, const js_call_info *call) {
  js_builder b;
  int32_t unit;
  js_build(&b, js_push(js, JS_UNDEFINED));
  for (uint32_t i = 0; i < call->argc; i++)
    if (!js_charge(js, 1) || !js_to_int32(js, js_arg_ref(call, i), &unit) ||
        !js_build_code_point(js, &b, (uint32_t)unit & 0xffffu))
      return false;
  return js_build_done(js, &b, js_result(call));
}

static bool string_from_code_point(js_ctx *js, const js_call_info *call) {
  js_builder b;
  double code;
  js_build(&b, js_push(js, JS_UNDEFINED));
  for (uint32_t i = 0; i < call->argc; i++) {
    if (!js_charge(js, 1) || !js_number_arg(js, call, i, &code))
      return false;
    if (!(code >= 0 && code <= JS_CODE_POINT_MAX) || code != (double)(uint32_t)code)
      return js_throw(js, JS_RANGE_ERROR, "%v is not a code point", js_arg(call, i));
    if (!js_build_code_point(js, &b, (uint32_t)code))
      return false;
  }
  return js_build_done(js, &b, js_result(call));
}

// ---- characters --------------------------------------------------------------------------------------------------

// The text of `this`, and what finding a unit in it costs.
static bool view_this(js_ctx *js, const js_call_info *call, js_text *t) {
  if (!js_this_string(js, call, js_this(call)))
    return false;
  js_view(js, *js_this(call), t);
  return t->ascii || js_charge(js, t->bytes / 16);
}

enum { AS_CHAR, AS_CODE, AS_CODE_POINT };

static bool return_unit(js_ctx *js, const js_call_info *call, const js_text *t, uint32_t at) {
  int32_t unit = t->ascii ? t->data[at] : js_utf16_at(t->data, t->bytes, at);
  if (call->magic == AS_CHAR)
    return js_return(call, JS_CHAR((uint32_t)unit));
  if (call->magic == AS_CODE_POINT && unit >= 0xd800 && unit < 0xdc00) {
    int32_t low = js_utf16_at(t->data, t->bytes, at + 1);
    if (low >= 0xdc00 && low < 0xe000)
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
  }
  return js_set_int(js, js_result(call), unit);
}

// charAt, charCodeAt, codePointAt.
static bool string_at(js_ctx *js, const js_call_info *call) {
  double place;
  js_text t;
  if (js_is_string(*js_this(call)) && js_is_int(js_arg(call, 0))) { // the usual case, without conversions
    int32_t at = js_int_of(js_arg(call, 0));
    js_view(js, *js_this(call), &t);
    if (t.ascii && (uint32_t)at < t.bytes)
      return return_unit(js, call, &t, (uint32_t)at);
  }
  if (!js_this_string(js, call, js_this(call)) || !js_to_integer(js, js_arg_ref(call, 0), &place) ||
      !view_this(js, call, &t))
    return false;
  if (place >= 0 && place < js_string_length(js, *js_this(call)))
    return return_unit(js, call, &t, (uint32_t)place);
  if (call->magic == AS_CHAR)
    return js_return(call, JS_KEY(empty));
  return call->magic == AS_CODE_POINT || js_return_number(js, call, 0.0 / 0.0);
}

// ---- parts -------------------------------------------------------------------------------------------------------

// slice and substring.
enum { PART_SLICE, PART_SUBSTRING };

static bool string_part(js_ctx *js, const js_call_info *call) {
  js_text t;
  uint32_t from, to;
  bool relative = call->magic == PART_SLICE;
  if (!view_this(js, call, &t))
    return false;
  uint32_t length = js_string_length(js, *js_this(call));
  if (!js_index_arg(js, call, 0, length, 0, relative, &from) ||
      !js_index_arg(js, call, 1, length, length, relative, &to))
    return false;
  if (call->magic == PART_SUBSTRING && from > to) {
    uint32_t swap = from;
    from = to;
    to = swap;
  }
  return js_charge(js, to > from ? (to - from) / 16 : 0) &&
         js_substring(js, js_this(call), from, to, js_result(call));
}

enum { TRIM_START = 1, TRIM_END = 2 };

static bool string_trim(js_ctx *js, const js_call_info *call) {
  js_text t;
  if (!js_this_string(js, call, js_this(call)))
    return false;
  js_view(js, *js_this(call), &t);
  const uint8_t *from = t.data, *to = t.data + t.bytes;
  if (!js_charge(js, t.bytes / 16))
    return false;
  if (call->magic & TRIM_START)
    js_trim_start(&from, to);
  if (call->magic & TRIM_END)
    js_trim_end(from, &to);
  return js_slice_bytes(js, js_this(call), (uint32_t)(from - t.data), (uint32_t)(to - t.data),
                        js_result(call));
}

static bool string_concat(js_ctx *js, const js_call_info *call) {
  js_builder b;
  js_build(&b, js_push(js, JS_UNDEFINED));
  if (!js_this_string(js, call, js_this(call)) || !js_build_string(js, &b, js_this(call)))
    return false;
  for (uint32_t i = 0; i < call->argc; i++)
    if (!js_charge(js, 1) || !js_string_arg(js, call, i) || !js_build_string(js, &b, js_arg_ref(call, i)))
      return false;
  return js_build_done(js, &b, js_result(call));
}

// Appends bytes [0, bytes) of `piece` again and again until `total` bytes are there, which end with a whole code point.
static bool build_repeated(js_ctx *js, js_builder *b, js_ref piece, uint32_t bytes, double total) {
  if (total > JS_MAX_STRING_BYTES)
    return js_throw(js, JS_RANGE_ERROR, "string longer than %d bytes", (int)JS_MAX_STRING_BYTES);
  for (uint32_t rest = (uint32_t)total; rest > 0;) {
    uint32_t more = rest < bytes ? rest : bytes;
    if (!js_charge(js, 1) || !js_build_slice(js, b, piece, 0, more))
      return false;
    rest -= more;
  }
  return true;
}

static bool string_repeat(js_ctx *js, const js_call_info *call) {
  js_builder b;
  js_text t;
  double count;
  js_build(&b, js_push(js, JS_UNDEFINED));
  if (!js_this_string(js, call, js_this(call)) || !js_to_integer(js, js_arg_ref(call, 0), &count))
    return false;
  if (!(count >= 0 && count <= 4503599627370496.0))
    return js_throw(js, JS_RANGE_ERROR, "the count of repeat must be from 0 to 2^52");
  js_view(js, *js_this(call), &t);
  return build_repeated(js, &b, js_this(call), t.bytes, t.bytes == 0 ? 0 : t.bytes * count) &&
         js_build_done(js, &b, js_result(call));
}

// `units` units of the filler, repeated.
static bool make_padding(js_ctx *js, js_ref filler, double units, js_ref out) {
  js_value *mark = js_mark(js);
  js_builder b;
  js_text t;
  js_build(&b, js_push(js, JS_UNDEFINED));
  js_ref rest = js_push(js, JS_UNDEFINED);
  uint32_t length = js_string_length(js, *filler);
  js_view(js, *filler, &t);
  double whole = (double)(uint64_t)(units / length); // units < 2^53
  bool ok = whole * t.bytes <= JS_MAX_STRING_BYTES ||
            js_throw(js, JS_RANGE_ERROR, "string longer than %d bytes", (int)JS_MAX_STRING_BYTES);
  ok = ok && build_repeated(js, &b, filler, t.bytes, whole * t.bytes) &&
       js_substring(js, filler, 0, (uint32_t)(units - whole * length), rest) &&
       js_build_string(js, &b, rest) && js_build_done(js, &b, out);
  js_release(js, mark);
  return ok;
}

enum { PAD_START, PAD_END };

static bool string_pad(js_ctx *js, const js_call_info *call) {
  double length;
  if (!js_this_string(js, call, js_this(call)) || !js_to_integer(js, js_arg_ref(call, 0), &length))
    return false;
  js_ref this = js_this(call), padding = js_push(js, JS_UNDEFINED), filler = js_push(js, JS_CHAR(' '));
  uint32_t have = js_string_length(js, *this);
  if (length <= have)
    return js_return(call, *this);
  if (js_arg(call, 1) != JS_UNDEFINED) {
    if (!js_string_arg(js, call, 1))
      return false;
    *filler = js_arg(call, 1);
  }
  if (*filler == JS_KEY(empty))
    return js_return(call, *this);
  if (length > 4294967295.0) // in any case longer than a string may be
    length = 4294967295.0;
  if (!make_padding(js, filler, length - have, padding))
    return false;
  return call->magic == PAD_START ? js_concat(js, padding, this, js_result(call))
                                  : js_concat(js, this, padding, js_result(call));
}

// ---- case: ASCII only --------------------------------------------------------------------------------------------

static bool string_case(js_ctx *js, const js_call_info *call) {
  uint8_t first = (uint8_t)call->magic; // 'a' for toUpperCase, 'A' for toLowerCase
  js_builder b;
  js_ref cell = js_push(js, JS_UNDEFINED);
  if (!js_this_string(js, call, js_this(call)))
    return false;
  js_build(&b, cell);
  if (!js_build_string(js, &b, js_this(call)) || !js_charge(js, b.bytes / 8))
    return false;
  for (uint32_t i = 0; i < b.bytes; i++)
    if ((uint8_t)(js_bytes(*cell)[i] - first) < 26)
      js_bytes(*cell)[i] ^= 0x20;
  return js_build_done(js, &b, js_result(call));
}

// ---- searching for text ------------------------------------------------------------------------------------------

static bool return_place(js_ctx *js, const js_call_info *call, const js_text *in, int64_t at) {
  return js_set_int(js, js_result(call), at < 0 ? -1 : (int64_t)js_unit_of_byte(in, (uint32_t)at));
}

enum { FIND_INDEX, FIND_INCLUDES };

// indexOf and includes.
static bool string_find(js_ctx *js, const js_call_info *call) {
  js_text in, what;
  uint32_t from;
  int64_t at;
  if (!js_this_string(js, call, js_this(call)))
    return false;
  if (call->magic == FIND_INCLUDES && js_is_class(js_arg(call, 0), JS_CLASS_REGEXP))
    return js_throw(js, JS_TYPE_ERROR, "includes wants a string, not a regular expression");
  if (!js_string_arg(js, call, 0))
    return false;
  uint32_t length = js_string_length(js, *js_this(call));
  if (!js_index_arg(js, call, 1, length, 0, false, &from) || !view_this(js, call, &in))
    return false;
  js_view(js, *js_arg_ref(call, 0), &what);
  if (what.bytes == 0 && call->magic == FIND_INDEX)
    return js_set_int(js, js_result(call), from);
  if (!js_find_text(js, &in, &what, js_byte_of_unit(&in, from), &at, &from))
    return false;
  return call->magic == FIND_INDEX ? return_place(js, call, &in, at) : js_return(call, js_bool(at >= 0));
}

// The last place at or before `from` where `what` is.
static bool find_last(js_ctx *js, const js_text *in, const js_text *what, uint32_t from, int64_t *at) {
  uint32_t work = 16;
  for (*at = from; *at >= 0; --*at) {
    if (js_text_at(in, (uint32_t)*at, what, &work) >= 0)
      break;
    if (++work >= 4096) {
      if (!js_charge(js, work / 16))
        return false;
      work = 0;
    }
  }
  return js_charge(js, work / 16);
}

static bool string_last_index_of(js_ctx *js, const js_call_info *call) {
  js_text in, what;
  double place;
  if (!js_this_string(js, call, js_this(call)) || !js_string_arg(js, call, 0) ||
      !js_number_arg(js, call, 1, &place) || !view_this(js, call, &in))
    return false;
  js_view(js, *js_arg_ref(call, 0), &what);
  uint32_t length = js_string_length(js, *js_this(call)), from = length;
  int64_t at;
  if (place < length) // not for NaN: that means the end
    from = place > 0 ? (uint32_t)place : 0;
  return find_last(js, &in, &what, js_byte_of_unit(&in, from), &at) && return_place(js, call, &in, at);
}

enum { EDGE_START, EDGE_END };

// startsWith and endsWith.
static bool string_edge(js_ctx *js, const js_call_info *call) {
  bool end = call->magic == EDGE_END;
  js_text in, what;
  uint32_t place;
  if (!js_this_string(js, call, js_this(call)))
    return false;
  if (js_is_class(js_arg(call, 0), JS_CLASS_REGEXP))
    return js_throw(js, JS_TYPE_ERROR, "%s wants a string, not a regular expression",
                    end ? "endsWith" : "startsWith");
  if (!js_string_arg(js, call, 0))
    return false;
  uint32_t length = js_string_length(js, *js_this(call));
  if (!js_index_arg(js, call, 1, length, end ? length : 0, false, &place) || !view_this(js, call, &in))
    return false;
  js_view(js, *js_arg_ref(call, 0), &what);
  uint32_t units = js_string_length(js, js_arg(call, 0)), work = 0;
  if (!js_charge(js, what.bytes / 16))
    return false;
  if (end && units > place)
    return js_return(call, JS_FALSE);
  uint32_t from = js_byte_of_unit(&in, end ? place - units : place);
  return js_return(call, js_bool(js_text_at(&in, from, &what, &work) >= 0));
}

static bool string_to_string(js_ctx *js, const js_call_info *call) {
  if (!js_is_string(*js_this(call)))
    return js_throw(js, JS_TYPE_ERROR, "String.prototype.toString needs a string as this");
  return js_return(call, *js_this(call));
}

static const js_rom_property proto_properties[] = {
    JS_CONSTRUCTOR_OF(constructor, STRING),
    JS_VALUE(length, JS_INT(0)),
    JS_FN_LEAF(charCodeAt, string_at, 1, AS_CODE, CHAR_CODE),
    JS_FN_LEAF(charAt, string_at, 1, AS_CHAR, CHAR_AT),
    JS_FN_MAGIC(codePointAt, string_at, 1, AS_CODE_POINT),
    JS_FN_MAGIC(slice, string_part, 2, PART_SLICE),
    JS_FN_MAGIC(substring, string_part, 2, PART_SUBSTRING),
    JS_FN_MAGIC(indexOf, string_find, 1, FIND_INDEX),
    JS_FN_MAGIC(includes, string_find, 1, FIND_INCLUDES),
    JS_FN(lastIndexOf, string_last_index_of, 1),
    JS_FN_MAGIC(startsWith, string_edge, 1, EDGE_START),
    JS_FN_MAGIC(endsWith, string_edge, 1, EDGE_END),
    JS_FN(concat, string_concat, 1),
    JS_FN_MAGIC(toLowerCase, string_case, 0, 'A'),
    JS_FN_MAGIC(toUpperCase, string_case, 0, 'a'),
    JS_FN_MAGIC(trim, string_trim, 0, TRIM_START | TRIM_END),
    JS_FN_MAGIC(trimStart, string_trim, 0, TRIM_START),
    JS_FN_MAGIC(trimEnd, string_trim, 0, TRIM_END),
    JS_FN(repeat, string_repeat, 1),
    JS_FN_MAGIC(padStart, string_pad, 1, PAD_START),
    JS_FN_MAGIC(padEnd, string_pad, 1, PAD_END),
    JS_FN(split, js_string_split, 2),
    JS_FN_MAGIC(replace, js_string_replace, 2, JS_REPLACE_FIRST),
    JS_FN_MAGIC(replaceAll, js_string_replace, 2, JS_REPLACE_ALL),
    JS_FN(match, js_string_match, 1),
    JS_FN(search, js_string_search, 1),
    JS_FN(toString, string_to_string, 0),
};

const js_rom_object js_rom_string_proto = JS_ROM_PROTO(proto_properties, OBJECT_PROTO);

static const js_rom_property properties[] = {
    JS_VALUE(prototype, JS_ROM(JS_OBJ_STRING_PROTO)),
    JS_FN(fromCharCode, string_from_char_code, 1),
    JS_FN(fromCodePoint, string_from_code_point, 1),
};

const js_rom_object js_rom_string_ctor = JS_ROM_NO_NEW(properties, string_call, String, 1);
