// The String methods that take a pattern: split, replace, replaceAll, match, search (ECMA-262 22.1.3, 22.2.6).
#include "js/builtin/regexp.h"
#include "js/builtin/string.h"
#include "js/builtin/support.h"
#include "js/call.h"
#include "js/unicode.h"

static bool is_regexp(js_value v) {
  return js_is_class(v, JS_CLASS_REGEXP);
}

// ---- split -------------------------------------------------------------------------------------------------------

typedef struct {
  js_ref string, array, part;
  uint32_t limit; // pieces at most
} splitting;

static bool is_full(const splitting *s) {
  return js_array_length(*s->array) >= s->limit;
}

static bool add_slice(js_ctx *js, const splitting *s, uint32_t from, uint32_t to) {
  return js_charge(js, 2 + (to - from) / 16) && js_slice_bytes(js, s->string, from, to, s->part) &&
         js_array_push(js, s->array, *s->part);
}

static bool split_units(js_ctx *js, const splitting *s) {
  js_text t;
  js_view(js, *s->string, &t);
  for (uint32_t at = 0, bytes = t.bytes; at < bytes && !is_full(s);) {
    js_view(js, *s->string, &t);
    const uint8_t *next = t.data + at;
    uint32_t code = js_wtf8_next(&next, t.data + t.bytes);
    at = (uint32_t)(next - t.data);
    uint32_t first = code < 0x10000 ? code : 0xd800 + ((code - 0x10000) >> 10);
    if (!js_charge(js, 1) || !js_array_push(js, s->array, JS_CHAR(first)))
      return false;
    if (code >= 0x10000 && !is_full(s) && !js_array_push(js, s->array, JS_CHAR(0xdc00 + (code & 0x3ff))))
      return false;
  }
  return true;
}

static bool split_by_text(js_ctx *js, const splitting *s, js_ref separator) {
  js_text in, what;
  int64_t at;
  uint32_t from = 0, end;
  js_view(js, *separator, &what);
  if (what.bytes == 0)
    return split_units(js, s);
  while (!is_full(s)) {
    js_view(js, *s->string, &in);
    js_view(js, *separator, &what);
    uint32_t bytes = in.bytes;
    if (!js_find_text(js, &in, &what, from, &at, &end))
      return false;
    if (!add_slice(js, s, from, at < 0 ? bytes : (uint32_t)at))
      return false;
    if (at < 0)
      return true;
    from = end;
  }
  return true;
}

static bool add_groups(js_ctx *js, const splitting *s, const js_matcher *m) {
  for (uint32_t i = 1; i < m->groups && !is_full(s); i++)
    if (!js_match_group(js, m, i, s->part) || !js_array_push(js, s->array, *s->part))
      return false;
  return true;
}

// A match that is empty and where the last piece ended separates nothing.
static bool split_by_regexp(js_ctx *js, const splitting *s, js_ref regexp) {
  js_matcher m;
  js_text t;
  bool matched;
  uint32_t from = 0, at = 0;
  if (!js_matcher_start(js, &m, regexp, s->string, js_push(js, JS_UNDEFINED)))
    return false;
  m.anywhere = true;
  js_view(js, *s->string, &t);
  const uint32_t bytes = t.bytes;
  if (bytes == 0)
    return js_matcher_run(js, &m, 0, &matched) && (matched || add_slice(js, s, 0, 0));
  while (at < bytes) {
    if (!js_matcher_run(js, &m, at, &matched))
      return false;
    uint32_t start = matched ? js_match_bound(&m, 0, 0) : bytes,
             end = matched ? js_match_bound(&m, 0, 1) : bytes;
    if (start >= bytes)
      break;
    at = js_match_next(js, &m);
    if (end == from)
      continue;
    if (!add_slice(js, s, from, start))
      return false;
    from = at = end;
    if (is_full(s) || !add_groups(js, s, &m))
      return is_full(s);
    if (is_full(s))
      return true;
  }
  return add_slice(js, s, from, bytes);
}

bool js_string_split(js_ctx *js, const js_call_info *call) {
  js_ref separator = js_arg_ref(call, 0);
  splitting s = {js_this(call), js_push(js, JS_UNDEFINED), js_push(js, JS_UNDEFINED), UINT32_MAX};
  int32_t limit;
  if (!js_this_string(js, call, s.string))
    return false;
  if (js_arg(call, 1) != JS_UNDEFINED) {
    if (!js_to_int32(js, js_arg_ref(call, 1), &limit))
      return false;
    s.limit = (uint32_t)limit;
  }
  if (!is_regexp(*separator) && *separator != JS_UNDEFINED && !js_to_string(js, separator, separator))
    return false;
  if (!js_new_array(js, s.array, 0))
    return false;
  bool ok = true;
  if (s.limit > 0) {
    if (*separator == JS_UNDEFINED)
      ok = js_array_push(js, s.array, *s.string);
    else if (is_regexp(*separator))
      ok = split_by_regexp(js, &s, separator);
    else
      ok = split_by_text(js, &s, separator);
  }
  return ok && js_return(call, *s.array);
}

// ---- replace -----------------------------------------------------------------------------------------------------

typedef struct {
  js_ref string, with, text; // what is searched, the replacement, a slot for its text
  const js_matcher *matcher; // NULL if the pattern is text
  js_builder builder;
  uint32_t done;     // bytes of the string already in the builder
  uint32_t from, to; // the match
} replacing;

static uint32_t group_count(const replacing *r) {
  return r->matcher ? r->matcher->groups : 1;
}

static bool get_group(js_ctx *js, const replacing *r, uint32_t group, js_ref out) {
  return r->matcher ? js_match_group(js, r->matcher, group, out)
                    : js_slice_bytes(js, r->string, r->from, r->to, out);
}

// Calls the replacement function with the values in an array, through Function.prototype.apply.
static bool apply(js_ctx *js, js_ref function, js_ref values, js_ref out) {
  uint32_t place;
  js_rom_find(JS_OBJ_FUNCTION_PROTO, JS_KEY(apply), &place);
  js_value arguments[] = {JS_UNDEFINED, *values};
  return js_call(js, JS_SPECIAL(JS_KIND_ROM_FUNCTION, (uint32_t)JS_OBJ_FUNCTION_PROTO << 8 | place),
                 *function, 2, arguments, out);
}

// The match, its groups, its place and the string.
static bool callback_values(js_ctx *js, const replacing *r, js_ref array, js_ref part) {
  uint32_t groups = group_count(r);
  js_text t;
  if (!js_new_array(js, array, groups + 2))
    return false;
  for (uint32_t i = 0; i < groups; i++) {
    if (!get_group(js, r, i, part))
      return false;
    js_array_elements(*array)[i] = *part;
  }
  js_view(js, *r->string, &t);
  js_array_elements(*array)[groups] = js_int((int32_t)js_unit_of_byte(&t, r->from));
  js_array_elements(*array)[groups + 1] = *r->string;
  return true;
}

static bool call_replacement(js_ctx *js, const replacing *r) {
  js_value *mark = js_mark(js);
  js_ref array = js_push_checked(js, JS_UNDEFINED);
  js_ref part = array ? js_push_checked(js, JS_UNDEFINED) : NULL;
  bool ok = part && callback_values(js, r, array, part) && apply(js, r->with, array, r->text) &&
            js_to_string(js, r->text, r->text);
  js_release(js, mark);
  return ok;
}

// The number of a group behind a $, one or two digits; 0 if there is none. Moves *at behind it.
static uint32_t group_number(const js_text *t, uint32_t groups, uint32_t *at) {
  uint32_t one = *at < t->bytes ? (uint32_t)t->data[*at] - '0' : 10;
  uint32_t other = *at + 1 < t->bytes ? (uint32_t)t->data[*at + 1] - '0' : 10;
  if (one > 9)
    return 0;
  if (other <= 9 && one * 10 + other > 0 && one * 10 + other < groups)
    return *at += 2, one * 10 + other;
  return one > 0 && one < groups ? (++*at, one) : 0;
}

// What $x at byte `at` of the template stands for; false in *known if for itself. Moves *at behind it.
static bool build_reference(js_ctx *js, replacing *r, js_ref part, uint32_t *at, bool *known) {
  js_builder *b = &r->builder;
  js_text t;
  js_view(js, *r->string, &t);
  uint32_t bytes = t.bytes, behind = *at + 1, group;
  js_view(js, *r->with, &t);
  int next = behind < t.bytes ? t.data[behind] : 0;
  *known = true;
  *at += 2;
  switch (next) {
  case '$': return js_build_text(js, b, "$", 1);
  case '&': return js_build_slice(js, b, r->string, r->from, r->to);
  case '`': return js_build_slice(js, b, r->string, 0, r->from);
  case '\'': return js_build_slice(js, b, r->string, r->to, bytes);
  default: break;
  }
  group = group_number(&t, group_count(r), &behind);
  *known = group > 0;
  *at = behind;
  if (group == 0)
    return true;
  return get_group(js, r, group, part) && (*part == JS_UNDEFINED || js_build_string(js, b, part));
}

// GetSubstitution (ECMA-262 22.1.3.19.1).
static bool build_template(js_ctx *js, replacing *r) {
  js_value *mark = js_mark(js);
  js_ref part = js_push(js, JS_UNDEFINED);
  uint32_t plain = 0;
  bool ok = true, known = false;
  js_text t;
  for (uint32_t at = 0; ok; at++) {
    js_view(js, *r->with, &t);
    while (at < t.bytes && t.data[at] != '$')
      at++;
    if (at >= t.bytes)
      break;
    uint32_t dollar = at;
    ok = js_charge(js, 1) && js_build_slice(js, &r->builder, r->with, plain, dollar) &&
         build_reference(js, r, part, &at, &known);
    plain = known ? at : dollar;
    at--;
  }
  ok = ok && js_build_slice(js, &r->builder, r->with, plain, t.bytes);
  js_release(js, mark);
  return ok;
}

static bool replace_match(js_ctx *js, replacing *r, uint32_t from, uint32_t to) {
  r->from = from;
  r->to = to;
  if (!js_charge(js, 4) || !js_build_slice(js, &r->builder, r->string, r->done, from))
    return false;
  r->done = to;
  if (!js_is_callable(*r->with))
    return build_template(js, r);
  return call_replacement(js, r) && js_build_string(js, &r->builder, r->text);
}

static bool replace_text(js_ctx *js, replacing *r, js_ref pattern, bool all) {
  js_text in, what;
  int64_t at = 0;
  uint32_t from = 0, end;
  do {
    js_view(js, *r->string, &in);
    js_view(js, *pattern, &what);
    if (from > in.bytes)
      return true;
    if (!js_find_text(js, &in, &what, from, &at, &end))
      return false;
    if (at < 0)
      return true;
    from = end;
    if (what.bytes == 0) { // on to the next unit
      uint32_t step = from < in.bytes ? (uint32_t)js_wtf8_length(in.data[from]) : 1;
      from += step == JS_WTF8_MAX || js_is_half(&in, from) ? JS_HALF : step;
    }
    if (!replace_match(js, r, (uint32_t)at, end))
      return false;
  } while (all);
  return true;
}

static bool replace_regexp(js_ctx *js, replacing *r, js_matcher *m) {
  bool global = (m->flags & JS_REGEXP_GLOBAL) != 0, matched;
  uint32_t at = 0;
  js_text t;
  r->matcher = m;
  if (!global)
    return js_regexp_exec(js, m, &matched) &&
           (!matched || replace_match(js, r, js_match_bound(m, 0, 0), js_match_bound(m, 0, 1)));
  js_set_last_index(js, m->regexp, 0);
  for (;; at = js_match_next(js, m)) {
    js_view(js, *r->string, &t);
    if (at > t.bytes)
      return true;
    if (!js_matcher_run(js, m, at, &matched))
      return false;
    if (!matched)
      return true;
    if (!replace_match(js, r, js_match_bound(m, 0, 0), js_match_bound(m, 0, 1)))
      return false;
  }
}

static bool finish_replacing(js_ctx *js, replacing *r, js_ref out) {
  js_text t;
  js_view(js, *r->string, &t);
  return js_build_slice(js, &r->builder, r->string, r->done, t.bytes) && js_build_done(js, &r->builder, out);
}

bool js_string_replace(js_ctx *js, const js_call_info *call) {
  js_ref pattern = js_arg_ref(call, 0);
  replacing r = {.string = js_this(call), .with = js_arg_ref(call, 1), .text = js_push(js, JS_UNDEFINED)};
  js_matcher m;
  bool ok;
  js_build(&r.builder, js_push(js, JS_UNDEFINED));
  js_ref bounds = js_push(js, JS_UNDEFINED);
  if (!js_this_string(js, call, r.string) || (!is_regexp(*pattern) && !js_to_string(js, pattern, pattern)) ||
      (!js_is_callable(*r.with) && !js_to_string(js, r.with, r.with)))
    return false;
  if (!is_regexp(*pattern)) {
    ok = replace_text(js, &r, pattern, call->magic == JS_REPLACE_ALL);
  } else {
    if (!js_matcher_start(js, &m, pattern, r.string, bounds))
      return false;
    if (call->magic == JS_REPLACE_ALL && !(m.flags & JS_REGEXP_GLOBAL))
      return js_throw(js, JS_TYPE_ERROR, "replaceAll needs a regular expression with the g flag");
    ok = replace_regexp(js, &r, &m);
  }
  return ok && finish_replacing(js, &r, js_result(call));
}

// ---- match and search --------------------------------------------------------------------------------------------

// All matches of a global regular expression, or null.
static bool match_all(js_ctx *js, const js_call_info *call, js_matcher *m, js_ref part) {
  js_ref array = js_result(call);
  bool matched;
  js_text t;
  js_set_last_index(js, m->regexp, 0);
  if (!js_new_array(js, array, 0))
    return false;
  for (uint32_t at = 0;; at = js_match_next(js, m)) {
    js_view(js, *m->string, &t);
    matched = false;
    if (at <= t.bytes && !js_matcher_run(js, m, at, &matched))
      return false;
    if (!matched)
      break;
    if (!js_match_group(js, m, 0, part) || !js_array_push(js, array, *part))
      return false;
  }
  if (js_array_length(*array) == 0)
    *array = JS_NULL;
  return true;
}

bool js_string_match(js_ctx *js, const js_call_info *call) {
  js_ref regexp = js_push(js, JS_UNDEFINED), bounds = js_push(js, JS_UNDEFINED),
         part = js_push(js, JS_UNDEFINED);
  js_matcher m;
  bool matched;
  if (!js_this_string(js, call, js_this(call)) || !js_regexp_of(js, js_arg_ref(call, 0), regexp) ||
      !js_matcher_start(js, &m, regexp, js_this(call), bounds))
    return false;
  if (m.flags & JS_REGEXP_GLOBAL)
    return match_all(js, call, &m, part);
  if (!js_regexp_exec(js, &m, &matched))
    return false;
  return matched ? js_match_array(js, &m, js_result(call)) : js_return(call, JS_NULL);
}

bool js_string_search(js_ctx *js, const js_call_info *call) {
  js_ref regexp = js_push(js, JS_UNDEFINED), bounds = js_push(js, JS_UNDEFINED);
  js_matcher m;
  js_text t;
  bool matched;
  if (!js_this_string(js, call, js_this(call)) || !js_regexp_of(js, js_arg_ref(call, 0), regexp) ||
      !js_matcher_start(js, &m, regexp, js_this(call), bounds) || !js_matcher_run(js, &m, 0, &matched))
    return false;
  js_view(js, *js_this(call), &t);
  return js_set_int(js, js_result(call),
                    matched ? (int64_t)js_unit_of_byte(&t, js_match_bound(&m, 0, 0)) : -1);
}
