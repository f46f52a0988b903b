// Native functions and host objects: fields are read from the host's memory, and nothing a program does reaches further.
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "js/compile/compile.h"
#include "js/convert.h"
#include "js/host.h"
#include "js/string.h"

typedef struct {
  uint8_t protocol;
  int8_t delta;
  uint16_t port;
  int16_t slope;
  uint32_t length;
  int32_t offset;
  uint64_t time_ns;
  int64_t skew;
  double load;
  uint8_t bytes[4];
} packet;

static bool get_name(js_ctx *js, void *memory, js_ref out) {
  packet *p = memory;
  char text[] = "packet ?";
  text[7] = (char)('0' + p->protocol % 10);
  return js_set_string(js, out, text);
}

static bool get_list(js_ctx *js, void *memory, js_ref out) {
  (void)memory;
  return js_new_array(js, out, 0) && js_array_push(js, out, js_int(5)) && js_array_push(js, out, js_int(6)) &&
         js_array_push(js, out, js_int(7)) && js_array_push(js, out, js_int(8)) &&
         js_array_push(js, out, js_int(9));
}

static bool get_byte(js_ctx *js, void *memory, uint32_t i, js_ref out) {
  packet *p = memory;
  (void)js;
  *out = i < sizeof p->bytes ? js_int(p->bytes[i]) : JS_ABSENT;
  return true;
}

static bool set_byte(void *memory, uint32_t i, double number) {
  packet *p = memory;
  if (i >= sizeof p->bytes)
    return false;
  p->bytes[i] = (uint8_t)js_wrap_int32(number);
  return true;
}

static const js_host_class packet_class;

static bool add_to_length(js_ctx *js, const js_call_info *call) {
  packet *p = js_host_this(js, call, &packet_class);
  double more;
  if (!p || !js_to_number(js, js_arg_ref(call, 0), &more))
    return false;
  p->length += (uint32_t)more;
  return js_set_number(js, js_result(call), p->length);
}

static const js_host_field fields[] = {
    JS_HOST_FIELD(packet, protocol, JS_FIELD_U8),
    JS_HOST_FIELD_RW(packet, delta, JS_FIELD_I8),
    JS_HOST_FIELD_RW(packet, port, JS_FIELD_U16),
    JS_HOST_FIELD(packet, slope, JS_FIELD_I16),
    JS_HOST_FIELD_RW(packet, length, JS_FIELD_U32),
    JS_HOST_FIELD_RW(packet, offset, JS_FIELD_I32),
    JS_HOST_FIELD_RW(packet, time_ns, JS_FIELD_U64),
    JS_HOST_FIELD(packet, skew, JS_FIELD_I64),
    JS_HOST_FIELD_RW(packet, load, JS_FIELD_F64),
    JS_HOST_COMPUTED("name", get_name),
    JS_HOST_COMPUTED("list", get_list),
};
static const js_host_method methods[] = {{"grow", add_to_length, 1}};
static const js_host_class packet_class = {.name = "Packet",
                                           .fields = fields,
                                           .methods = methods,
                                           .field_count = sizeof fields / sizeof *fields,
                                           .method_count = 1,
                                           .get_element = get_byte,
                                           .set_element = set_byte};

typedef struct {
  js_ctx *js;
  void *block;
  js_ref prototype, object;
  packet packet;
} fixture;

enum { HEAP_BYTES = 65536 };

static bool add_data(js_ctx *js, const js_call_info *call) {
  double a, b;
  js_ref data = js_push(js, *js_function_data(call));
  if (!js_to_number(js, js_arg_ref(call, 0), &a) || !js_to_number(js, data, &b))
    return false;
  return js_set_number(js, js_result(call), a + b);
}

static void set_up(fixture *f, bool moving, const js_host *host) {
  f->packet = (packet){17, -3, 5353, -1234, 4000000000u, -2000000000, 1u, -5, 0.375, {10, 20, 30, 40}};
  f->block = malloc(HEAP_BYTES);
  f->js = js_create(f->block, HEAP_BYTES, host, NULL);
  assert_non_null(f->js);
#if JS_STRESS_GC
  js_stress(f->js, moving);
#else
  (void)moving;
#endif
  f->prototype = js_pin(f->js, JS_UNDEFINED);
  f->object = js_pin(f->js, JS_UNDEFINED);
  assert_true(js_new_prototype(f->js, &packet_class, f->prototype));
  assert_true(js_new_host(f->js, &packet_class, *f->prototype, &f->packet, f->object));
  assert_true(js_set_global(f->js, "p", *f->object));
  js_value *mark = js_mark(f->js);
  js_ref function = js_push(f->js, JS_UNDEFINED);
  assert_true(js_new_function(f->js, "plus", add_data, 1, js_int(100), function));
  assert_true(js_set_global(f->js, "plus", *function));
  js_release(f->js, mark);
  js_set_budget(f->js, 1000000);
}

// Runs a script whose completion is in the global `r`, as text.
static void check(fixture *f, const char *script, const char *expected) {
  js_compile_error error;
  char text[512], source[1024];
  snprintf(source, sizeof source,
           "var r; try { r = %s; } catch (e) { r = e.name + ': ' + e.message; } r = '' + r;", script);
  int image = js_compile_and_load(f->js, source, strlen(source), "test.js", &error);
  if (image < 0)
    fail_msg("%s", error.message);
  assert_true(js_run(f->js, image, NULL));
  js_value *mark = js_mark(f->js);
  js_ref out = js_push(f->js, JS_UNDEFINED);
  assert_true(js_get_global(f->js, "r", out));
  js_text t;
  js_view(f->js, *out, &t);
  snprintf(text, sizeof text, "%.*s", (int)t.bytes, (const char *)t.data);
  js_release(f->js, mark);
  if (strcmp(text, expected) != 0)
    fail_msg("%s is %s, not %s", script, text, expected);
}

typedef struct {
  const char *script, *expected;
} expectation;

// A context holds few images, so each script has a context of its own; each runs with cells still and moving.
static void check_all(const expectation *list, size_t count, bool gone) {
  for (size_t i = 0; i < count * 2; i++) {
    fixture f;
    set_up(&f, i & 1, NULL);
    if (gone)
      js_host_move(*f.object, NULL);
    check(&f, list[i / 2].script, list[i / 2].expected);
    free(f.block);
  }
}
#define CHECK_ALL(list, gone) check_all(list, sizeof list / sizeof *list, gone)

static void fields_are_read(void **state) {
  static const expectation list[] = {
      {"[p.protocol, p.delta, p.port, p.slope].join()", "17,-3,5353,-1234"},
      {"[p.length, p.offset, p.time_ns, p.skew, p.load].join()", "4000000000,-2000000000,1,-5,0.375"},
      {"p.name + p.list", "packet 75,6,7,8,9"},
      {"p['port'] + p['len' + 'gth']", "4000005353"},
      {"[p[0], p[3], p[4], p[-1]].join()", "10,40,,"},
      {"(function () { var s = 0; for (var i = 0; i < 50; i++) s += p.port + p.list.length; return s; })()",
       "267900"},
      {"Object.keys(p).join()", "protocol,delta,port,slope,length,offset,time_ns,skew,load,name,list"},
      {"(function () { var n = 0; for (var k in p) n += k.length; return n; })()", "57"},
      {"[typeof p, 'port' in p, 'x' in p, 0 in p, 9 in p, p.hasOwnProperty('load'), p.x].join()",
       "object,true,false,true,false,true,"},
      {"JSON.stringify({p: p.delta, n: p.name})", "{\"p\":-3,\"n\":\"packet 7\"}"},
  };
  (void)state;
  CHECK_ALL(list, false);
}

static void fields_are_written(void **state) {
  static const expectation list[] = {
      {"(p.port = 65537, p.port)", "1"},
      {"(p.delta = 200, p.delta)", "-56"},
      {"(p.length = -1, p.length)", "4294967295"},
      {"(p.offset = '0x10', p.offset)", "16"},
      {"(p.time_ns = 1e15, p.time_ns + 1)", "1000000000000001"},
      {"(p.load += 1, p.load)", "1.375"},
      {"(p[1] = 300, p[1])", "44"},
      {"p[4] = 1", "TypeError: Packet has no element 4 that can be written"},
      {"p.protocol = 1", "TypeError: 'protocol' of a Packet cannot be written"},
      {"p.list = 1", "TypeError: 'list' of a Packet cannot be written"},
      {"p.port = { valueOf: function () { throw new RangeError('no'); } }", "RangeError: no"},
  };
  (void)state;
  CHECK_ALL(list, false);
}

static void objects_are_closed(void **state) {
  static const expectation list[] = {
      {"p.extra = 1", "TypeError: cannot add property 'extra' to a frozen object"},
      {"delete p.port", "TypeError: cannot delete property 'port'"},
      {"Object.defineProperty(p, 'port', {value: 1})",
       "TypeError: cannot define property 'port' of a frozen object"},
      {"Object.setPrototypeOf(p, null)", "TypeError: cannot change the prototype of a frozen object"},
      {"Object.getPrototypeOf(p).grow = 1", "TypeError: cannot change property 'grow' of a frozen object"},
      {"Object.create(Object.getPrototypeOf(p)).port", "undefined"},
      {"Object.create(Object.getPrototypeOf(p)).grow(1)", "TypeError: this method needs a Packet as this"},
      {"Object.create(p).port", "5353"},
      {"(function () { var q = Object.create(p); q.other = 1; return q.other + q.port; })()", "5354"},
  };
  (void)state;
  CHECK_ALL(list, false);
}

static void functions_and_methods(void **state) {
  static const expectation list[] = {
      {"p.grow(5)", "4000000005"},
      {"(p.grow(1), p.grow(1), p.length)", "4000000002"},
      {"[p.grow.name, p.grow.length, plus.name, plus.length].join()", "grow,1,plus,1"},
      {"plus(5) + [1, 2].map(plus)", "105101,102"},
      {"plus.call(null, 1) + plus.bind(null, 2)()", "203"},
      {"new plus(1)", "TypeError: 'plus' is not a constructor"},
      {"p.grow.call({}, 1)", "TypeError: this method needs a Packet as this"},
      {"plus({ valueOf: function () { return p.grow(1); } })", "4000000101"},
  };
  (void)state;
  CHECK_ALL(list, false);
}

static void memory_that_is_gone(void **state) {
#define GONE "TypeError: this Packet is not valid any more: use it only while the call runs it was given to"
  static const expectation list[] = {
      {"p.port", GONE},   {"p.name", GONE},    {"p[0]", GONE},           {"p.port = 1", GONE},
      {"p[0] = 1", GONE}, {"p.grow(1)", GONE}, {"p.other", "undefined"}, {"Object.keys(p).length", "11"},
  };
  (void)state;
  CHECK_ALL(list, true);
}

static void memory_moves(void **state) {
  fixture f;
  packet other = {.port = 77};
  (void)state;
  set_up(&f, false, NULL);
  check(&f, "p.port", "5353");
  js_host_move(*f.object, &other);
  check(&f, "p.port", "77");
  assert_ptr_equal(js_host_memory(*f.object, &packet_class), &other);
  assert_null(js_host_memory(JS_UNDEFINED, &packet_class));
  *js_host_data(*f.object) = js_int(3);
  js_collect(f.js);
  assert_true(*js_host_data(*f.object) == js_int(3));
  free(f.block);
}

static double clock_of(void *user) {
  (void)user;
  return 1234.0;
}
static uint64_t random_of(void *user) {
  (void)user;
  return UINT64_C(1) << 63;
}

// Date.now and Math.random are there only if the host can answer them.
static void what_is_not_granted_is_not_there(void **state) {
  fixture f;
  (void)state;
  set_up(&f, false, NULL);
  check(&f, "[typeof Date.now, typeof Math.random, 'now' in Date, Math.hasOwnProperty('random')].join()",
        "undefined,undefined,false,false");
  free(f.block);
  set_up(&f, false, &(js_host){.now_ms = clock_of});
  check(&f, "[Date.now(), typeof Math.random].join()", "1234,undefined");
  free(f.block);
  set_up(&f, false, &(js_host){.random = random_of});
  check(&f, "[typeof Date.now, Math.random()].join()", "undefined,0.5");
  free(f.block);
}

// Patterns of a program's source work without a pattern compiler; computed ones say what is missing.
static void patterns_without_a_compiler(void **state) {
  static const char script[] =
      "var r; function take(f) { try { return f(); } catch (e) { return e.name + ': ' + e.message; } }\n"
      "r = ['a1b22'.replace(/\\d+/g, '#'), 'a-b'.split(/-/y).length, new RegExp(/B/i).test('abc'),\n"
      "     take(() => new RegExp('a')), take(() => new RegExp(/a/, 'g')), take(() => "
      "'aba'.search('b'))].join(';');";
  void *block = malloc(HEAP_BYTES);
  size_t bytes;
  (void)state;
  js_ctx *js = js_create(block, HEAP_BYTES, NULL, NULL);
  js_compile_error error;
  void *work = malloc(HEAP_BYTES);
  const uint8_t *image =
      js_compile(script, sizeof script - 1, "patterns.js", true, work, HEAP_BYTES, &bytes, &error);
  assert_non_null(image);
  int index = js_load(js, image, bytes);
  assert_true(index >= 0 && js_run(js, index, NULL));
  js_ref r = js_push(js, JS_UNDEFINED);
  assert_true(js_get_global(js, "r", r));
  char text[512];
  js_describe(js, *r, text, sizeof text);
  assert_string_equal(text, "a#b#;2;true;TypeError: no compiler here for the pattern 'a'; write it as /.../;"
                            "TypeError: no compiler here for the pattern 'a'; write it as /.../;"
                            "TypeError: no compiler here for the pattern 'b'; write it as /.../");
  free(work);
  free(block);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(fields_are_read),
      cmocka_unit_test(fields_are_written),
      cmocka_unit_test(objects_are_closed),
      cmocka_unit_test(functions_and_methods),
      cmocka_unit_test(memory_that_is_gone),
      cmocka_unit_test(memory_moves),
      cmocka_unit_test(what_is_not_granted_is_not_there),
      cmocka_unit_test(patterns_without_a_compiler),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
