// Running scripts in tests: compile aside, run with a budget, and the scripts that mutation starts from.
#ifndef TEST_JS_RUN_H
#define TEST_JS_RUN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "js/compile/compile.h"
#include "js/js.h"

// A script with every kind of operation, small enough to mutate often.
static const char js_test_script[] =
    "function f(a, b = 2, ...r) { let s = 0; for (let i = 0; i < 5; i++) { s += i * a; r.push(() => i + s); }"
    " return r.map(g => g()).join('|') + `${s}-${b}`; }\n"
    "function P(x) { this.x = x; } P.prototype.get = function () { return this.x; };\n"
    "var o = { a: 1, get b() { return this.a + 1; }, set b(v) { this.a = v; }, ['c' + 1]: [1, 2, ...[3, 4]], "
    "...{ d: 5 } };\n"
    "try { o.b = new P(7).get(); null.x; } catch (e) { o.m = e.message; } finally { o.f = 1; }\n"
    "out: for (var k in o) { switch (k) { case 'a': continue out; case 'zz': break out; default: o[k] = k; } "
    "}\n"
    "var u = new Uint8Array(8); for (var i = 0; i < u.length; i++) u[i] = i * 37 ^ 5; var t = 0;\n"
    "for (const e of u) t = (t << 1 ^ e) >>> 0; while (t > 100) t = t % 97 + (t / 3 | 0) ** 1; do { t--; } "
    "while (t > 3);\n"
    "o.z = [3, 1, 2].sort((a, b) => a - b).concat(f(3, undefined)).length; o.y = 'abc'.replace(/b/g, x => x "
    "+ x);\n"
    "o.w = typeof nothing + (o?.q?.r ?? 'none') + ('a' in o) + (o instanceof Object) + void 0 + ~t + -t + "
    "!t; delete o.z;\n"
    "o.v = (function () { return arguments.length + this; }).apply(5, [1, 2, 3]); o.n = JSON.stringify(o); "
    "f`x${1}y`;\n"
    "o.t = 'xaabcq \\u00e9'.replace(/(?=(a|b)+?c)[^x-z\\u0100-\\u0200]{2,}|\\bq\\1/iy, '') + "
    "/(?:(e)|[d-f\\s])+?$/m.exec('x\\ndef');\n";

// The image of a script, from malloc; NULL when it does not compile.
static inline uint8_t *js_test_compile(const char *source, size_t bytes, size_t *image_bytes) {
  js_compile_error error;
  size_t work_bytes = 128 * 1024 + bytes * 64;
  void *work = malloc(work_bytes);
  uint8_t *copy = NULL;
  const uint8_t *image = js_compile(source, bytes, "test.js", true, work, work_bytes, image_bytes, &error);
  if (image) {
    copy = malloc(*image_bytes);
    memcpy(copy, image, *image_bytes);
  }
  free(work);
  return copy;
}

// Loads and runs an image in a heap of its own. Returns what js_run says.
static inline bool js_test_run(const uint8_t *image, size_t bytes, size_t heap_bytes, int64_t steps,
                               bool moving) {
  void *block = malloc(heap_bytes);
  js_host host = {.compile_pattern = js_regexp_compile};
  js_ctx *js = js_create(block, heap_bytes, &host, NULL);
  bool ok = false;
  if (js) {
    char text[512];
#if JS_STRESS_GC
    js_stress(js, moving);
#else
    (void)moving;
#endif
    js_set_budget(js, steps);
    int index = js_load(js, image, bytes);
    ok = index >= 0 && js_run(js, index, NULL);
    if (!ok)
      js_describe(js, js_take_exception(js), text, sizeof text);
  }
  free(block);
  return ok;
}

#endif
