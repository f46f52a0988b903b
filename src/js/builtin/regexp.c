// RegExp (ECMA-262 22.2).
#include "js/builtin/regexp.h"

#include "js/builtin/support.h"
#include "js/image.h"
#include "js/operate.h"
#include "js/unicode.h"

// Words of a RegExp object.
enum { SOURCE = JS_W_CLASS, PROGRAM, LAST_INDEX };

// ---- making ------------------------------------------------------------------------------------------------------

static bool throw_syntax(js_ctx *js, js_ref source, const struct js_regexp_error *error) {
  js_text t;
  js_view(js, *source, &t);
  return js_throw(js, JS_SYNTAX_ERROR, "regular expression %v, character %d: %s", *source,
                  (int)js_unit_of_byte(&t, (uint32_t)error->at) + 1, error->message);
}

// The program of a pattern, in a cell.
static bool compile(js_ctx *js, js_ref source, uint32_t flags, js_ref out) {
  js_pattern_compiler *compiler = js->host.compile_pattern;
  struct js_regexp_error error;
  js_text t;
  js_view(js, *source, &t);
  if (!compiler)
    return js_throw(js, JS_TYPE_ERROR, "no compiler here for the pattern %v; write it as /.../", *source);
  if (!js_charge(js, t.bytes / 2))
    return false;
  size_t bytes = compiler(t.data, t.bytes, flags, NULL, 0, &error);
  if (bytes == 0)
    return throw_syntax(js, source, &error);
  *out = js_alloc_bytes(js, (uint32_t)bytes);
  if (*out == JS_ABSENT)
    return false;
  js_view(js, *source, &t);
  compiler(t.data, t.bytes, flags, js_bytes(*out), bytes, &error);
  return true;
}

// A program in a cell or in an image.
static const uint8_t *program_of(const js_ctx *js, js_value regexp) {
  js_value program = js_words(regexp)[PROGRAM];
  return js_is_cell(program) ? js_bytes(program) : js_image_bytes(js, program);
}

static uint32_t flags_of(const js_ctx *js, js_value regexp) {
  return js_regexp_program_flags(program_of(js, regexp));
}

bool js_new_regexp(js_ctx *js, js_value program, js_value source, js_ref out) {
  js_value *mark = js_mark(js);
  js_ref text = js_push(js, source), code = js_push(js, program), object = js_push(js, JS_UNDEFINED);
  bool ok = js_new(js, object, JS_CLASS_REGEXP, JS_ROM(JS_OBJ_REGEXP_PROTO));
  if (ok) {
    js_words(*object)[SOURCE] = *text;
    js_words(*object)[PROGRAM] = *code;
    js_words(*object)[LAST_INDEX] = js_int(0);
    *out = *object;
  }
  js_release(js, mark);
  return ok;
}

static bool read_flags(js_ctx *js, js_value text, uint32_t *flags) {
  js_text t;
  js_view(js, text, &t);
  int bits = js_regexp_flags(t.data, t.bytes);
  if (bits < 0)
    return js_throw(js, JS_SYNTAX_ERROR, "regular expression flags %v: each of g i m s u y at most once",
                    text);
  *flags = (uint32_t)bits;
  return true;
}

// new RegExp(pattern, flags): the pattern may be a RegExp, whose flags count if none are given.
static bool make(js_ctx *js, js_ref pattern, js_ref flags_given, js_ref out) {
  uint32_t flags = 0, same = UINT32_MAX;
  js_value *mark = js_mark(js);
  js_ref source = js_push(js, *pattern), program = js_push(js, JS_UNDEFINED);
  bool ok = true;
  if (js_is_class(*pattern, JS_CLASS_REGEXP)) {
    flags = same = flags_of(js, *pattern);
    *source = js_words(*pattern)[SOURCE];
    *program = js_words(*pattern)[PROGRAM];
  } else if (*pattern == JS_UNDEFINED) {
    *source = JS_KEY(empty);
  } else {
    ok = js_to_string(js, source, source);
  }
  if (ok && *flags_given != JS_UNDEFINED)
    ok = js_to_string(js, flags_given, flags_given) && read_flags(js, *flags_given, &flags);
  ok = ok && (flags == same || compile(js, source, flags, program)) &&
       js_new_regexp(js, *program, *source, out);
  js_release(js, mark);
  return ok;
}

static bool regexp_construct(js_ctx *js, const js_call_info *call) {
  js_value pattern = js_arg(call, 0);
  if (!call->construct && js_is_class(pattern, JS_CLASS_REGEXP) && js_arg(call, 1) == JS_UNDEFINED)
    return js_return(call, pattern);
  return make(js, js_arg_ref(call, 0), js_arg_ref(call, 1), js_result(call));
}

bool js_regexp_of(js_ctx *js, js_ref pattern, js_ref out) {
  if (js_is_class(*pattern, JS_CLASS_REGEXP))
    return *out = *pattern, true;
  js_value *mark = js_mark(js);
  bool ok = make(js, pattern, js_push(js, JS_UNDEFINED), out);
  js_release(js, mark);
  return ok;
}

// ---- matching ----------------------------------------------------------------------------------------------------

enum { BOUND_BYTES = sizeof(uint32_t) };

bool js_matcher_start(js_ctx *js, js_matcher *m, js_ref regexp, js_ref string, js_ref bounds) {
  const uint8_t *program = program_of(js, *regexp);
  *m = (js_matcher){.regexp = regexp,
                    .string = string,
                    .bounds = bounds,
                    .groups = js_regexp_groups(program),
                    .flags = js_regexp_program_flags(program)};
  *bounds = js_alloc_bytes(js, m->groups * 2 * BOUND_BYTES);
  return *bounds != JS_ABSENT;
}

static bool charge(void *context, uint32_t steps) {
  return js_charge(context, steps);
}

// The matcher's memory is what is free between heap and stack: nothing is allocated while it runs.
static enum js_regexp_result run(js_ctx *js, const js_matcher *m, uint32_t from) {
  js_text t;
  js_view(js, *m->string, &t);
  struct js_regexp_match match = {
      .program = program_of(js, *m->regexp),
      .text = t.data,
      .length = t.bytes,
      .memory = (uint32_t *)(void *)js->heap_top,
      .memory_words = (size_t)((uint8_t *)js->sp - js->heap_top) / sizeof(uint32_t),
      .charge = charge,
      .context = js,
      .anywhere = m->anywhere,
  };
  enum js_regexp_result result = js_regexp_match(&match, from);
  if (result == JS_REGEXP_MATCH)
    memcpy(js_bytes(*m->bounds), match.memory, (size_t)m->groups * 2 * BOUND_BYTES);
  return result;
}

bool js_matcher_run(js_ctx *js, js_matcher *m, uint32_t from, bool *matched) {
  enum js_regexp_result result = run(js, m, from);
  if (result == JS_REGEXP_NO_MEMORY) {
    js_collect(js);
    result = run(js, m, from);
  }
  *matched = result == JS_REGEXP_MATCH;
  if (result == JS_REGEXP_NO_MEMORY)
    return js_throw_out_of_memory(js, (size_t)((uint8_t *)js->sp - js->heap_top)); // as much again
  return result != JS_REGEXP_STOPPED;
}

uint32_t js_match_bound(const js_matcher *m, uint32_t group, uint32_t edge) {
  uint32_t bound;
  memcpy(&bound, js_bytes(*m->bounds) + (2 * group + edge) * BOUND_BYTES, sizeof bound);
  return bound;
}

bool js_match_group(js_ctx *js, const js_matcher *m, uint32_t group, js_ref out) {
  uint32_t from = js_match_bound(m, group, 0), to = js_match_bound(m, group, 1);
  if (from > to || to == JS_REGEXP_UNSET) // a program from an image may end a group before it begins
    return *out = JS_UNDEFINED, true;
  return js_charge(js, 1 + (to - from) / 16) && js_slice_bytes(js, m->string, from, to, out);
}

uint32_t js_match_next(js_ctx *js, const js_matcher *m) {
  uint32_t end = js_match_bound(m, 0, 1);
  js_text t;
  if (end != js_match_bound(m, 0, 0))
    return end;
  js_view(js, *m->string, &t);
  return end + (end < t.bytes ? (uint32_t)js_wtf8_length(t.data[end]) : 1);
}

bool js_match_array(js_ctx *js, const js_matcher *m, js_ref out) {
  js_value *mark = js_mark(js);
  js_ref array = js_push(js, JS_UNDEFINED), part = js_push(js, JS_UNDEFINED);
  bool ok = js_new_array(js, array, m->groups);
  for (uint32_t i = 0; ok && i < m->groups; i++) {
    ok = js_match_group(js, m, i, part);
    if (ok)
      js_array_elements(*array)[i] = *part;
  }
  js_text t;
  js_view(js, *m->string, &t);
  ok = ok && js_set_int(js, part, js_unit_of_byte(&t, js_match_bound(m, 0, 0))) &&
       js_define(js, array, JS_KEY(index), part) && js_define(js, array, JS_KEY(input), m->string);
  *part = JS_UNDEFINED;
  ok = ok && js_define(js, array, JS_KEY(groups), part);
  if (ok)
    *out = *array;
  js_release(js, mark);
  return ok;
}

bool js_set_last_index(js_ctx *js, js_ref regexp, uint32_t index) {
  js_value v = js_int((int32_t)index); // strings are shorter than JS_INT_MAX
  (void)js;
  js_words(*regexp)[LAST_INDEX] = v;
  return true;
}

// ToLength of lastIndex, which may be anything a program put there.
static bool last_index(js_ctx *js, js_ref regexp, double *out) {
  js_value *mark = js_mark(js);
  bool ok = js_to_integer(js, js_push(js, js_words(*regexp)[LAST_INDEX]), out);
  js_release(js, mark);
  if (ok && *out < 0)
    *out = 0;
  return ok;
}

bool js_regexp_exec(js_ctx *js, js_matcher *m, bool *matched) {
  bool moves = (m->flags & (JS_REGEXP_GLOBAL | JS_REGEXP_STICKY)) != 0;
  double from;
  js_text t;
  *matched = false;
  if (!last_index(js, m->regexp, &from))
    return false;
  if (!moves)
    from = 0;
  if (from > js_string_length(js, *m->string))
    return js_set_last_index(js, m->regexp, 0);
  js_view(js, *m->string, &t);
  if (!t.ascii) // a place between the halves of a pair counts as before the pair
    from = from > 0 ? (double)js_utf16_find(t.data, t.bytes, (size_t)from).byte : 0;
  if ((!t.ascii && !js_charge(js, t.bytes / 8)) || !js_matcher_run(js, m, (uint32_t)from, matched))
    return false;
  if (!moves)
    return true;
  js_view(js, *m->string, &t);
  return js_set_last_index(js, m->regexp, *matched ? js_unit_of_byte(&t, js_match_bound(m, 0, 1)) : 0);
}

// ---- methods -----------------------------------------------------------------------------------------------------

// RegExp.prototype is none, but what it says of itself is that of an empty one.
static bool is_prototype(const js_call_info *call) {
  return *js_this(call) == JS_ROM(JS_OBJ_REGEXP_PROTO);
}

static bool need_regexp(js_ctx *js, const js_call_info *call) {
  return js_is_class(*js_this(call), JS_CLASS_REGEXP) ||
         js_throw(js, JS_TYPE_ERROR, "a RegExp method needs a regular expression as this");
}

enum { RUN_EXEC, RUN_TEST };

static bool regexp_run(js_ctx *js, const js_call_info *call) {
  js_matcher m;
  bool matched;
  if (!need_regexp(js, call) || !js_string_arg(js, call, 0) ||
      !js_matcher_start(js, &m, js_this(call), js_arg_ref(call, 0), js_push(js, JS_UNDEFINED)) ||
      !js_regexp_exec(js, &m, &matched))
    return false;
  if (call->magic == RUN_TEST)
    return js_return(call, js_bool(matched));
  return matched ? js_match_array(js, &m, js_result(call)) : js_return(call, JS_NULL);
}

// The source as it could stand between slashes.
static bool build_source(js_ctx *js, js_builder *b, js_ref source) {
  bool in_class = false;
  uint32_t plain = 0, bytes;
  js_text t;
  js_view(js, *source, &t);
  bytes = t.bytes;
  if (bytes == 0)
    return js_build_text(js, b, "(?:)", 4);
  for (uint32_t i = 0; i < bytes; i++) {
    js_view(js, *source, &t);
    uint8_t byte = t.data[i];
    in_class = byte == '[' || (in_class && byte != ']');
    if (byte == '\\') {
      i++;
    } else if (byte == '\n' || byte == '\r' || (byte == '/' && !in_class)) {
      if (!js_build_slice(js, b, source, plain, i) || !js_build_text(js, b,
                                                                     byte == '/'    ? "\\/"
                                                                     : byte == '\n' ? "\\n"
                                                                                    : "\\r",
                                                                     2))
        return false;
      plain = i + 1;
    }
  }
  return js_charge(js, bytes / 8) && js_build_slice(js, b, source, plain, bytes);
}

static bool build_flags(js_ctx *js, js_builder *b, uint32_t flags) {
  for (uint32_t i = 0; i < JS_REGEXP_FLAGS; i++)
    if ((flags >> i & 1) && !js_build_text(js, b, &JS_REGEXP_FLAG_LETTERS[i], 1))
      return false;
  return true;
}

enum { SHOW_SOURCE = 1, SHOW_FLAGS = 2 };

// source, flags and toString.
static bool regexp_show(js_ctx *js, const js_call_info *call) {
  js_builder b;
  js_ref source = js_push(js, JS_UNDEFINED);
  bool all = call->magic == (SHOW_SOURCE | SHOW_FLAGS);
  js_build(&b, js_push(js, JS_UNDEFINED));
  if (!is_prototype(call) && !need_regexp(js, call))
    return false;
  *source = is_prototype(call) ? JS_KEY(empty) : js_words(*js_this(call))[SOURCE];
  if ((all && !js_build_text(js, &b, "/", 1)) ||
      ((call->magic & SHOW_SOURCE) && !build_source(js, &b, source)) ||
      (all && !js_build_text(js, &b, "/", 1)))
    return false;
  if ((call->magic & SHOW_FLAGS) && !is_prototype(call) && !build_flags(js, &b, flags_of(js, *js_this(call))))
    return false;
  return js_build_done(js, &b, js_result(call));
}

static bool regexp_flag(js_ctx *js, const js_call_info *call) {
  if (is_prototype(call))
    return js_return(call, JS_UNDEFINED);
  if (!need_regexp(js, call))
    return false;
  return js_return(call, js_bool((flags_of(js, *js_this(call)) & call->magic) != 0));
}

static const js_rom_property proto_properties[] = {
    JS_CONSTRUCTOR_OF(constructor, REGEXP),
    JS_FN_MAGIC(exec, regexp_run, 1, RUN_EXEC),
    JS_FN_MAGIC(test, regexp_run, 1, RUN_TEST),
    JS_FN_MAGIC(toString, regexp_show, 0, SHOW_SOURCE | SHOW_FLAGS),
    JS_GET_MAGIC(source, regexp_show, SHOW_SOURCE),
    JS_GET_MAGIC(flags, regexp_show, SHOW_FLAGS),
    JS_GET_MAGIC(global, regexp_flag, JS_REGEXP_GLOBAL),
    JS_GET_MAGIC(ignoreCase, regexp_flag, JS_REGEXP_IGNORE_CASE),
    JS_GET_MAGIC(multiline, regexp_flag, JS_REGEXP_MULTILINE),
    JS_GET_MAGIC(dotAll, regexp_flag, JS_REGEXP_DOT_ALL),
    JS_GET_MAGIC(unicode, regexp_flag, JS_REGEXP_UNICODE),
    JS_GET_MAGIC(sticky, regexp_flag, JS_REGEXP_STICKY),
};

const js_rom_object js_rom_regexp_proto = JS_ROM_PROTO(proto_properties, OBJECT_PROTO);

static const js_rom_property properties[] = {
    JS_VALUE(prototype, JS_ROM(JS_OBJ_REGEXP_PROTO)),
};

const js_rom_object js_rom_regexp_ctor = JS_ROM_CTOR(properties, regexp_construct, RegExp, 2, 0);
