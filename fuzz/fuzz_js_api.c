// Fuzzes the native interface: each byte pair of the input is one call of it, in any order, in a heap whose size the first
// byte chooses. Cells may move at each allocation, allocations fail, budgets run out between.
#include "js/context.h"
#include "js/host.h"
#include "js/object.h"
#include "js_run.h"

typedef struct {
  uint8_t kind;
  uint16_t size;
  double weight;
} thing;

static bool make_list(js_ctx *js, void *memory, js_ref out) {
  (void)memory;
  return js_new_array(js, out, 0) && js_array_push(js, out, js_int(1)) && js_array_push(js, out, js_int(2));
}

static const js_host_class thing_class;
static bool call_back(js_ctx *js, const js_call_info *call) {
  thing *t = js_host_this(js, call, &thing_class);
  js_value arguments[2] = {js_arg(call, 1), *js_this(call)};
  return t && js_call(js, js_arg(call, 0), *js_this(call), 2, arguments, js_result(call));
}

static const js_host_field thing_fields[] = {
    JS_HOST_FIELD_RW(thing, kind, JS_FIELD_U8),
    JS_HOST_FIELD(thing, size, JS_FIELD_U16),
    JS_HOST_FIELD_RW(thing, weight, JS_FIELD_F64),
    JS_HOST_COMPUTED("list", make_list),
};
static const js_host_method thing_methods[] = {{"call", call_back, 2}};
static const js_host_class thing_class = {
    .name = "Thing", .fields = thing_fields, .methods = thing_methods, .field_count = 4, .method_count = 1};

static const char script[] =
    "var calls = 0, kept = [];\n"
    "function add(a, b) { calls++; kept.push([a, b]); if (kept.length > 20) kept = []; return kept.length; "
    "}\n"
    "function read(t) { var s = ''; for (var k in t) s += k + t[k]; return s + t.kind + t.list; }\n"
    "function write(t, v) { t.kind = v; t.weight += 0.5; return t.size; }\n"
    "function again(f, g) { return thing.call(f, g) + thing.call(read, 1); }\n"
    "function fail(v) { throw [v, new Error('x' + v)]; }\n"
    "function spin() { for (;;) kept.length; }\n"
    "function make(n) { var l = null; for (var i = 0; i < 50; i++) l = {l, n, t: thing, f: () => l + n}; "
    "return l; }\n"
    "function P(x) { this.x = x; this.y = 'text' + x; }\n";
static const char *const names[] = {"add",  "read", "write", "again", "fail",
                                    "spin", "make", "P",     "thing", "kept"};

typedef struct {
  js_ctx *js;
  js_ref pins[4];
  int image;
  thing memory;
} state;

static void drop_exception(state *s) {
  char text[64];
  js_value exception = js_take_exception(s->js);
  if (exception != JS_ABSENT)
    js_describe(s->js, exception, text, sizeof text);
}

static js_value pinned(const state *s, unsigned i) {
  return s->pins[i & 3] ? *s->pins[i & 3] : JS_UNDEFINED;
}

static void keep(state *s, unsigned i, js_value v) {
  if (s->pins[i & 3])
    *s->pins[i & 3] = v;
}

static bool make_thing(state *s, js_ref out) {
  js_value *mark = js_mark(s->js);
  js_ref proto = js_push(s->js, JS_UNDEFINED);
  bool ok = js_new_prototype(s->js, &thing_class, proto) &&
            js_new_host(s->js, &thing_class, *proto, &s->memory, out) && js_set_global(s->js, "thing", *out);
  js_release(s->js, mark);
  return ok;
}

// One call of the interface. `slot` is a place in the stack that it may use.
static bool step(state *s, uint8_t what, uint8_t how, js_ref slot) {
  js_ctx *js = s->js;
  js_value arguments[3] = {pinned(s, how), pinned(s, how + 1u), js_int(how)};
  double number;
  bool flag;
  switch (what % 20) {
  case 0: js_set_budget(js, (int64_t)how * 40); return true;
  case 1: js_collect(js); return true;
  case 2: return s->image < 0 || js_run(js, s->image, NULL);
  case 3:
    if (!js_get_global(js, names[how % 10], slot))
      return false;
    if (*slot == JS_ABSENT)
      *slot = JS_UNDEFINED;
    keep(s, how >> 4, *slot);
    return true;
  case 4:
  case 5: return js_call(js, pinned(s, how), pinned(s, how >> 2), how >> 4 & 3u, arguments, slot);
  case 6: return js_construct(js, pinned(s, how), how >> 4 & 3u, arguments, slot);
  case 7: keep(s, how, *slot); return true;
  case 8: *slot = pinned(s, how); return true;
  case 9: return js_set_string(js, slot, names[how % 10]);
  case 10: return js_new_array(js, slot, how);
  case 11: return js_new_object(js, slot);
  case 12: return js_is_array(*slot) ? js_array_push(js, slot, pinned(s, how)) : js_to_string(js, slot, slot);
  case 13: return js_to_number(js, slot, &number) && js_set_number(js, slot, number / 3);
  case 14:
    return js_is_object(*slot) ? js_set(js, slot, JS_KEY(length), slot)
                               : js_get(js, slot, JS_KEY(length), slot);
  case 15:
    return js_is_object(*slot) ? js_has(js, slot, JS_KEY(name), &flag) : js_delete(js, slot, js_int(how));
  case 16: return make_thing(s, slot);
  case 17:
    if (js_is_class(*slot, JS_CLASS_HOST))
      js_host_move(*slot, how & 1 ? &s->memory : NULL);
    return true;
  case 18:
    js_unpin(js, s->pins[how & 3]);
    s->pins[how & 3] = js_pin(js, *slot);
    return true;
  default:
#if JS_STRESS_GC
    js_stress(js, how & 1);
    js_fail_allocation(js, how & 2 ? how >> 2 : 0);
#endif
    return true;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static uint8_t *image;
  static size_t image_bytes;
  if (size < 1)
    return 0;
  if (!image)
    image = js_test_compile(script, sizeof script - 1, &image_bytes);
  size_t bytes = 1500u + data[0] * 96u;
  void *block = malloc(bytes);
  state s = {.js = js_create(block, bytes, &(js_host){0}, NULL), .memory = {1, 2, 3}};
  if (s.js) {
    for (unsigned i = 0; i < 4; i++)
      s.pins[i] = js_pin(s.js, JS_UNDEFINED);
    js_set_budget(s.js, 20000);
    s.image = js_load(s.js, image, image_bytes);
    if (s.image >= 0 && !js_run(s.js, s.image, NULL))
      drop_exception(&s);
    js_ref slot = js_push(s.js, JS_UNDEFINED);
    js_value *mark = js_mark(s.js);
    size_t steps = size / 2 < 200 ? size / 2 : 200;
    for (size_t i = 0; i < steps; i++) {
      if (!step(&s, data[1 + 2 * i], 2 + 2 * i < size ? data[2 + 2 * i] : 0, slot))
        drop_exception(&s);
      if (js_mark(s.js) != mark)
        abort(); // a call left something on the stack
      if (js_was_stopped(s.js) || js_steps_used(s.js) > 40000)
        js_set_budget(s.js, 20000);
    }
  }
  free(block);
  return 0;
}
