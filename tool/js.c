// mbpf js: runs a plain script, or compiles it, on the JavaScript engine.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "js/compile/compile.h"
#include "js/js.h"
#include "js/rom.h"
#include "verbs.h"

enum { EXIT_OK, EXIT_FAILED, EXIT_USAGE };

typedef struct {
  const char *file, *output;
  size_t heap_bytes;
  long long steps;
  bool compile, stats, stress;
} options;

static void print_text(void *user, const char *text, size_t bytes) {
  (void)user;
  fwrite(text, 1, bytes, stdout);
}

static double now_ms(void *user) {
  struct timespec t;
  (void)user;
  clock_gettime(CLOCK_REALTIME, &t);
  int64_t ms = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
  return (double)ms;
}

static int usage(void) {
  fputs("usage: mbpf js FILE.js [--heap BYTES] [--steps N] [--stats]\n"
        "       mbpf js -c FILE.js -o FILE.mjb\n"
        "       mbpf js FILE.mjb [--heap BYTES] [--steps N] [--stats]\n",
        stderr);
  return EXIT_USAGE;
}

static bool number_option(const char *text, long long *out) {
  char *end;
  errno = 0;
  *out = strtoll(text, &end, 10);
  return errno == 0 && end != text && *end == 0 && *out >= 0;
}

static bool parse_options(int argc, char **argv, options *o) {
  long long n;
  for (int i = 1; i < argc; i++) {
    bool more = i + 1 < argc;
    if (strcmp(argv[i], "-c") == 0)
      o->compile = true;
    else if (strcmp(argv[i], "--stats") == 0)
      o->stats = true;
    else if (strcmp(argv[i], "--stress") == 0)
      o->stress = true;
    else if (strcmp(argv[i], "-o") == 0 && more)
      o->output = argv[++i];
    else if (strcmp(argv[i], "--heap") == 0 && more && number_option(argv[i + 1], &n))
      o->heap_bytes = (size_t)n, i++;
    else if (strcmp(argv[i], "--steps") == 0 && more && number_option(argv[i + 1], &n))
      o->steps = n, i++;
    else if (argv[i][0] != '-' && !o->file)
      o->file = argv[i];
    else
      return false;
  }
  return o->file && o->compile == (o->output != NULL);
}

// The whole file, with room for alignment; NULL with a message.
static char *read_file(const char *name, size_t *bytes) {
  FILE *f = strcmp(name, "-") == 0 ? stdin : fopen(name, "rb");
  char *text = NULL;
  size_t capacity = 0, n;
  *bytes = 0;
  if (!f) {
    fprintf(stderr, "mbpf js: cannot open %s: %s\n", name, strerror(errno));
    return NULL;
  }
  do {
    if (*bytes == capacity) {
      capacity = capacity ? capacity * 2 : 65536;
      char *bigger = realloc(text, capacity);
      if (!bigger)
        abort();
      text = bigger;
    }
    n = fread(text + *bytes, 1, capacity - *bytes, f);
    *bytes += n;
  } while (n > 0);
  if (f != stdin)
    fclose(f);
  return text;
}

static bool is_image(const char *text, size_t bytes) {
  return bytes >= 4 && memcmp(text, "MBJB", 4) == 0;
}

// Compiles into memory of the tool's own; NULL with the error printed.
static uint8_t *compile(const char *name, const char *source, size_t bytes, size_t *image_bytes) {
  size_t work_bytes = ((size_t)256 << 10) + bytes * 64;
  work_bytes = work_bytes > 0x3fffffc ? 0x3fffffc : work_bytes;
  void *work = malloc(work_bytes);
  js_compile_error error;
  if (!work)
    abort();
  const uint8_t *image = js_compile(source, bytes, name, true, work, work_bytes, image_bytes, &error);
  uint8_t *copy = NULL;
  if (image) {
    copy = malloc(*image_bytes ? *image_bytes : 1);
    if (!copy)
      abort();
    memcpy(copy, image, *image_bytes);
  } else {
    fprintf(stderr, "SyntaxError: %s\n", error.message);
  }
  free(work);
  return copy;
}

static int write_image(const char *name, const uint8_t *image, size_t bytes) {
  FILE *f = fopen(name, "wb");
  if (!f || fwrite(image, 1, bytes, f) != bytes || fclose(f) != 0) {
    fprintf(stderr, "mbpf js: cannot write %s: %s\n", name, strerror(errno));
    return EXIT_FAILED;
  }
  return EXIT_OK;
}

// The global `print`, which programs in packages do not have: it is console.log.
static bool grant_print(js_ctx *js) {
  js_value *mark = js_mark(js);
  js_ref console = js_push(js, JS_ROM(JS_OBJ_CONSOLE)), log = js_push(js, JS_UNDEFINED);
  bool ok = js_get(js, console, JS_KEY(log), log) && js_set_global(js, "print", *log);
  js_release(js, mark);
  return ok;
}

static void report(js_ctx *js) {
  static char text[16384];
  if (js_was_stopped(js)) {
    fprintf(stderr, "budget exceeded: stopped after %lld steps\n", (long long)js_steps_used(js));
    return;
  }
  size_t needed = js_memory_use(js).needed_bytes;
  js_value exception = js_take_exception(js);
  size_t n = js_describe(js, exception, text, sizeof text);
  n = n < sizeof text ? n : sizeof text - 1;
  fprintf(stderr, "uncaught %s%s", text, n && text[n - 1] == '\n' ? "" : "\n");
  if (exception == JS_ROM(JS_OBJ_OUT_OF_MEMORY) || exception == JS_ROM(JS_OBJ_STACK_OVERFLOW))
    fprintf(stderr, "heap of %zu bytes is too small: at least %zu bytes are needed here (--heap)\n",
            js_memory_use(js).block_bytes, needed);
}

static void print_stats(js_ctx *js, double seconds) {
  js_memory m = js_memory_use(js);
  fprintf(
      stderr,
      "steps %lld\ntime_ms %.3f\nblock_bytes %zu\ncontext_bytes %zu\nheap_bytes %zu\npermanent_bytes %zu\n"
      "collections %u\n",
      (long long)js_steps_used(js), seconds * 1e3, m.block_bytes, m.context_bytes, m.heap_bytes,
      m.permanent_bytes, (unsigned)m.collections);
}

static int run(const options *o, const void *image, size_t bytes) {
  js_host host = {.print = print_text, .now_ms = now_ms, .compile_pattern = js_regexp_compile};
  size_t needed;
  void *block = malloc(o->heap_bytes ? o->heap_bytes : 1);
  js_ctx *js = block ? js_create(block, o->heap_bytes, &host, &needed) : NULL;
  int status = EXIT_FAILED;
  if (!js) {
    fprintf(stderr, "heap of %zu bytes is too small: a context needs at least %zu bytes (--heap)\n",
            o->heap_bytes, block ? needed : 0);
    free(block);
    return status;
  }
#if JS_STRESS_GC
  js_stress(js, o->stress);
#endif
  js_set_budget(js, o->steps < 0 ? -1 : o->steps);
  clock_t start = clock();
  int index = grant_print(js) ? js_load(js, image, bytes) : -1;
  if (index >= 0 && js_run(js, index, NULL))
    status = EXIT_OK;
  double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
  fflush(stdout);
  if (status != EXIT_OK)
    report(js);
  if (o->stats)
    print_stats(js, seconds);
  free(block);
  return status;
}

int tool_js(int argc, char **argv) {
  options o = {.heap_bytes = (size_t)1 << 20, .steps = -1};
  size_t bytes, image_bytes;
  if (!parse_options(argc, argv, &o))
    return usage();
  char *text = read_file(o.file, &bytes);
  if (!text)
    return EXIT_FAILED;
  int status;
  if (is_image(text, bytes) && !o.compile) {
    status = run(&o, text, bytes);
  } else {
    uint8_t *image = compile(o.file, text, bytes, &image_bytes);
    status = !image      ? EXIT_FAILED
             : o.compile ? write_image(o.output, image, image_bytes)
                         : run(&o, image, image_bytes);
    free(image);
  }
  free(text);
  return status;
}
