// What the JavaScript engine promises about time and memory, measured: the longest wait between two looks at the budget,
// the longest collection, and the heap that small things take.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "js/compile/compile.h"
#include "js/context.h"
#include "js/rom.h"

enum { ROUNDS = 7, HEAP_BYTES = 65536, WORK_BYTES = 1 << 20 };

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); // what other processes take does not count
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

// ---- the longest wait --------------------------------------------------------------------------------------------

typedef struct {
  double last_us, longest_us;
} waits;

static bool note_wait(void *user) {
  waits *w = user;
  double now = now_us();
  if (now - w->last_us > w->longest_us)
    w->longest_us = now - w->last_us;
  w->last_us = now;
  return true;
}

// Makes a big text or array for the programs below.
#define ASCII "var s = 'abcdefgh'.repeat(2000);"
#define WIDE  "var s = 'äbcdefg\\ud83d\\ude00'.repeat(1000);"
#define ARRAY "var a = []; for (var i = 0; i < 1300; i++) a.push(i * 7919 % 2503);"
#define WORDS "var a = []; for (var i = 0; i < 600; i++) a.push('key' + i * 7919 % 2503);"
#define BYTES "var u = new Uint8Array(20000), f = new Float64Array(2000);"

static const struct {
  const char *name, *source;
} programs[] = {
    {"sort numbers as text", ARRAY "a.sort();"},
    {"sort with a comparator", ARRAY "a.sort((x, y) => x - y);"},
    {"sort texts", WORDS "a.sort();"},
    {"sort texts with long common starts",
     "var a = []; for (var i = 0; i < 40; i++) a.push('x'.repeat(1000) + i * 7 % 41); a.sort();"},
    {"join", ARRAY "a.join('--');"},
    {"indexOf, nearly there everywhere", "'a'.repeat(16000).indexOf('a'.repeat(8000) + 'b');"},
    {"lastIndexOf, nearly there everywhere", "'a'.repeat(16000).lastIndexOf('b' + 'a'.repeat(8000));"},
    {"indexOf in an array", ARRAY "for (var i = 0; i < 20; i++) a.indexOf(-1);"},
    {"indexOf of a long text in an array", "var a = [], s = 'x'.repeat(9000); for (var i = 0; i < 1200; i++) "
                                           "a.push(s); a.indexOf('x'.repeat(8999) + 'y');"},
    {"regexp, backtracking", "/(a*)*b/.test('a'.repeat(28));"},
    {"regexp, long scan", ASCII "/[^z]*z/.test(s);"},
    {"regexp, back reference", "/(a+)\\1b/.test('a'.repeat(4000));"},
    {"regexp, case ignored", ASCII "/hgfz/i.test(s);"},
    {"replace everywhere", ASCII "s.replace(/[aeiou]/g, '<$&>');"},
    {"replaceAll text", ASCII "s.replaceAll('cd', 'dc');"},
    {"split", ASCII "s.slice(0, 6000).split('c');"},
    {"match everywhere", ASCII "s.slice(0, 4000).match(/b./g);"},
    {"JSON.stringify", ARRAY "JSON.stringify(a);"},
    {"JSON.stringify, long text", ASCII "JSON.stringify(s);"},
    {"JSON.parse", ARRAY "var t = JSON.stringify(a.slice(0, 1200)); a = null; JSON.parse(t);"},
    {"JSON.parse, one long text", ASCII "JSON.parse('\"' + s + '\"');"},
    {"concat texts", ASCII "var t = ''; for (var i = 0; i < 50; i++) t = s + i;"},
    {"concat arrays", ARRAY "for (var i = 0; i < 30; i++) a.concat(a.slice(0, 100));"},
    {"spread", ARRAY "for (var i = 0; i < 10; i++) [...a.slice(0, 1000)];"},
    {"fill, reverse, slice", ARRAY "for (var i = 0; i < 20; i++) { a.fill(i); a.reverse(); a.slice(); }"},
    {"shift and unshift", ARRAY "for (var i = 0; i < 50; i++) a.unshift(a.shift());"},
    {"splice", ARRAY "for (var i = 0; i < 30; i++) a.splice(1, 1, i, i).length;"},
    {"typed arrays: set, fill, slice",
     BYTES "for (var i = 0; i < 20; i++) { u.fill(i); u.slice(); f.set(u.subarray(0, 2000)); }"},
    {"typed arrays: join", BYTES "u.subarray(0, 5000).join();"},
    {"typed arrays: from an array", ARRAY "for (var i = 0; i < 20; i++) new Float32Array(a);"},
    {"compare long texts",
     "var s = 'x'.repeat(16000) + 'a', t = 'x'.repeat(16000) + 'b';"
     "var n = 0; n += (s < t) + (t < s) + (s == t) + (s < t) + (s === t) + (s > t) + (s != t) + (s < t);"},
    {"length of a text beyond ASCII",
     WIDE "s.length + s.length + s.length + s.length + s.length + s.length + s.length + s.length;"},
    {"units of a text beyond ASCII",
     WIDE "s[7000] + s[7001] + s[7002] + s[7003] + s[7004] + s[7005] + s[7006] + s[7007];"},
    {"charCodeAt beyond ASCII", WIDE "for (var i = 7000; i < 7050; i++) s.charCodeAt(i);"},
    {"substring beyond ASCII", WIDE "for (var i = 5000; i < 5050; i++) s.substring(i, i + 1000);"},
    {"for-of over a text", WIDE "for (var c of s);"},
    {"case, trim, pad, repeat",
     ASCII "s.toUpperCase(); s.padStart(20000, 'xyz').length; (' '.repeat(9000) + 'x').trim();"},
    {"long property names", "var o = {}, s = 'k'.repeat(9000); for (var i = 0; i < 4; i++) o[s + i] = i;"},
    {"many properties",
     "var o = {}; for (var i = 0; i < 1000; i++) o['k' + i % 400] = i; Object.keys(o); delete o.k5;"},
    {"many integer properties",
     "var o = {}; for (var i = 0; i < 500; i++) o[9000 - i * 9] = i; Object.keys(o); JSON.stringify(o);"},
    {"for-in", "var o = {}; for (var i = 0; i < 300; i++) o['k' + i] = i; for (var k in o);"},
    {"numbers of many digits",
     "var s = '1'.repeat(20000); Number(s); parseFloat(s); parseInt(s, 36); +('0.' + s);"},
    {"digits of numbers", "for (var i = 0; i < 100; i++) { (1 / 3e300).toFixed(100); (1.7e308).toString(2); "
                          "(5e-324).toPrecision(100); }"},
    {"apply with many arguments",
     ARRAY "for (var i = 0; i < 5; i++) Math.max.apply(null, a.slice(0, 1000));"},
    {"fromCharCode with many arguments", ARRAY "String.fromCharCode.apply(null, a.slice(0, 1000));"},
    {"deep prototypes", "var o = {}; for (var i = 0; i < 500; i++) o = Object.create(o); for (var i = 0; i < "
                        "50; i++) o.nothing;"},
    {"trigonometry", "for (var i = 0; i < 500; i++) Math.sin(i * 1e300) + Math.pow(i, 1.5) + Math.exp(i);"},
    {"errors with stacks", "function f(n) { if (n) f(n - 1); else throw new Error('x'); } for (var i = 0; i "
                           "< 20; i++) try { f(30); } catch (e) {}"},
    {"a full heap of objects", "var l = null; try { for (;;) l = {next: l, a: {}, b: []}; } catch (e) {}"},
    {"a full heap of arrays", "var l = []; try { for (;;) l.push([l, l.length, {}]); } catch (e) {}"},
};

static const uint8_t *compile(const char *source, void *work, size_t *bytes) {
  js_compile_error error;
  const uint8_t *image =
      js_compile(source, strlen(source), "bench.js", true, work, WORK_BYTES, bytes, &error);
  if (!image) {
    fprintf(stderr, "%s\n", error.message);
    exit(1);
  }
  return image;
}

static double longest_wait(const char *source, void *work, void *block) {
  size_t bytes;
  const uint8_t *image = compile(source, work, &bytes);
  double best = 1e9;
  for (int round = 0; round < ROUNDS; round++) {
    waits w = {0, 0};
    js_host host = {.user = &w, .poll = note_wait};
    js_ctx *js = js_create(block, HEAP_BYTES, &host, NULL);
    js_set_budget(js, 30000000);
    int index = js_load(js, image, bytes);
    w.last_us = now_us();
    if (!js_run(js, index, NULL) && !js_was_stopped(js)) {
      char text[256];
      js_describe(js, js_take_exception(js), text, sizeof text);
      fprintf(stderr, "%s: %s\n", source, text);
    }
    note_wait(&w);
    if (w.longest_us < best)
      best = w.longest_us;
  }
  return best;
}

static void print_waits(void *work, void *block) {
  printf("longest time between two looks at the budget, heap of %d bytes (best of %d runs)\n", HEAP_BYTES,
         ROUNDS);
  double longest = 0;
  for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
    double us = longest_wait(programs[i].source, work, block);
    printf("  %-40s %8.1f us\n", programs[i].name, us);
    longest = us > longest ? us : longest;
  }
  printf("  %-40s %8.1f us\n", "longest", longest);
}

// ---- collections -------------------------------------------------------------------------------------------------

// Fills the heap until memory is out; the values stay reachable from the global `keep`.
static const struct {
  const char *name, *source;
} fillings[] = {
    {"objects of two properties", "var keep = []; try { for (;;) keep.push({a: 1, b: 2}); } catch (e) {}"},
    {"a list", "var keep = null; try { for (;;) keep = {next: keep}; } catch (e) {}"},
    {"a list, youngest first",
     "var keep = {}, last = keep; try { for (;;) { last.next = {}; last = last.next; } } catch (e) {}"},
    {"small arrays", "var keep = []; try { for (;;) keep.push([1, 2]); } catch (e) {}"},
    {"closures",
     "var keep = []; function f(x) { return () => x; } try { for (;;) keep.push(f(1)); } catch (e) {}"},
    {"texts", "var keep = []; try { for (var i = 0;; i++) keep.push('text ' + i); } catch (e) {}"},
    {"a tree", "var keep = []; try { for (var i = 0;; i++) keep.push({l: keep[i >> 1], r: keep[i >> 2]}); } "
               "catch (e) {}"},
    {"wide arrays of objects", "var keep = []; try { for (;;) { var a = []; keep.push(a); for (var i = 0; i "
                               "< 150; i++) a.push({v: keep}); } } catch (e) {}"},
    {"wide arrays, a list of them", "var keep = null; try { for (;;) { var a = [keep]; for (var i = 0; i < "
                                    "120; i++) a.push({}); keep = a; } } catch (e) {}"},
};

static double smaller(double a, double b) {
  return a < b ? a : b;
}

// The shortest of some collections of the full heap: of the first, when the oldest cell has died and all others move, and
// of later ones, which find nothing to do.
static void measure_collections(const char *filling, void *work, void *block, double *moving,
                                double *resting) {
  char source[512];
  size_t bytes;
  snprintf(source, sizeof source, "var dead = [1, 2, 3, 4]; %s dead = null;", filling);
  const uint8_t *image = compile(source, work, &bytes);
  *moving = *resting = 1e9;
  for (int round = 0; round < ROUNDS; round++) {
    js_ctx *js = js_create(block, HEAP_BYTES, NULL, NULL);
    js_set_budget(js, 100000000);
    js_run(js, js_load(js, image, bytes), NULL);
    for (int i = 0; i < 3; i++) {
      double start = now_us();
      js_collect(js);
      double us = now_us() - start;
      *(i ? resting : moving) = smaller(us, *(i ? resting : moving));
    }
  }
}

static void print_collections(void *work, void *block) {
  double moving, resting;
  printf("a collection of a full heap of %d bytes (best of %d): all cells move, all stay\n", HEAP_BYTES,
         ROUNDS);
  for (size_t i = 0; i < sizeof fillings / sizeof *fillings; i++) {
    measure_collections(fillings[i].source, work, block, &moving, &resting);
    printf("  %-40s %8.1f us %8.1f us\n", fillings[i].name, moving, resting);
  }
}

// ---- memory ------------------------------------------------------------------------------------------------------

// The smallest heap in which the source compiles and runs to its end, by bisection.
static size_t smallest_heap(const char *source, void *block) {
  size_t low = 0, high = HEAP_BYTES;
  while (high - low > 8) {
    size_t middle = (low + high) / 2 & ~(size_t)7;
    js_compile_error error;
    js_ctx *js = js_create(block, middle, NULL, NULL);
    int index = js ? js_compile_and_load(js, source, strlen(source), "t.js", &error) : -1;
    if (index >= 0 && js_run(js, index, NULL))
      high = middle;
    else
      low = middle;
  }
  return high;
}

static void print_memory(void *block) {
  size_t needed;
  js_create(NULL, 0, NULL, &needed);
  printf("memory, %d-bit words\n", (int)sizeof(void *) * 8);
  printf("  %-40s %8zu bytes\n", "a context", needed);
  printf("  %-40s %8zu bytes\n", "to compile and run nothing", smallest_heap("", block));
  printf("  %-40s %8zu bytes\n", "compile, object, call, call back",
         smallest_heap(
             "var o = {a: 1, b: 2}; function f(g) { return g(o.a); } f(function (x) { return x + o.b; });",
             block));
}

// What one more of a kind of value takes.
static void print_kinds(void *work, void *block) {
  static const struct {
    const char *name, *source;
  } kinds[] = {
      {"object without properties", "({})"},
      {"object of two properties", "({a: i, b: i})"},
      {"array of two elements", "[i, i]"},
      {"closure with one variable", "(() => i)"},
      {"text of 20 bytes", "('0123456789012345678' + i % 10)"},
      {"number with a fraction", "(i + 0.5)"},
      {"Uint8Array of 16", "new Uint8Array(16)"},
      {"regular expression /a+b/", "/a+b/"},
      {"error", "new Error('x')"},
  };
  enum { COUNT = 20 };
  printf("heap by kind of value, bytes each\n");
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    char source[256];
    size_t used[2];
    for (int filled = 0; filled < 2; filled++) {
      size_t bytes;
      snprintf(source, sizeof source,
               "var keep = new Array(%d).fill(0); function m(i) { return %s; } m(0);"
               "for (var i = 0; i < %d; i++) keep[i] = m(i);",
               COUNT, kinds[i].source, filled ? COUNT : 0);
      const uint8_t *image = compile(source, work, &bytes);
      js_ctx *js = js_create(block, HEAP_BYTES, NULL, NULL);
      js_run(js, js_load(js, image, bytes), NULL);
      js_collect(js);
      used[filled] = js_memory_use(js).heap_bytes;
    }
    printf("  %-40s %8.1f\n", kinds[i].name, (double)(used[1] - used[0]) / COUNT);
  }
}

int main(void) {
  void *work = malloc(WORK_BYTES), *block = malloc(HEAP_BYTES);
  print_waits(work, block);
  print_collections(work, block);
  print_memory(block);
  print_kinds(work, block);
  free(block);
  free(work);
  return 0;
}
