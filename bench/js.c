// Times the programs of bench/js on this engine and, where they are installed, on Lua, Duktape and Node without its
// compiler: milliseconds of the best of three runs, and the ratio to ours.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "js/compile/compile.h"
#include "js/context.h"
#include "js/rom.h"

enum { MAX_KERNELS = 32, ROUNDS = 3, HEAP_BYTES = 65536, WORK_BYTES = 4 << 20 };

typedef struct {
  char name[MAX_KERNELS][32];
  double ms[MAX_KERNELS];
  int count;
} times;

// One line of output: name, milliseconds, result. The best time counts.
static void take_line(times *t, const char *line) {
  char name[32];
  double ms;
  int i = 0;
  if (sscanf(line, "%31s %lf", name, &ms) != 2)
    return;
  while (i < t->count && strcmp(t->name[i], name) != 0)
    i++;
  if (i == MAX_KERNELS)
    return;
  if (i == t->count) {
    strcpy(t->name[i], name);
    t->ms[t->count++] = ms;
  } else if (ms < t->ms[i]) {
    t->ms[i] = ms;
  }
}

static void take_print(void *user, const char *text, size_t bytes) {
  char line[256];
  snprintf(line, sizeof line, "%.*s", (int)bytes, text);
  take_line(user, line);
}

static double cpu_ms(void *user) {
  struct timespec t;
  (void)user;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static char *read_file(const char *path, size_t *bytes) {
  FILE *f = fopen(path, "rb");
  char *text = malloc(1 << 20);
  if (!f || !text) {
    fprintf(stderr, "cannot read %s\n", path);
    exit(1);
  }
  *bytes = fread(text, 1, 1 << 20, f);
  fclose(f);
  return text;
}

static bool grant_print(js_ctx *js) {
  js_value *mark = js_mark(js);
  js_ref console = js_push(js, JS_ROM(JS_OBJ_CONSOLE)), log = js_push(js, JS_UNDEFINED);
  bool ok = js_get(js, console, JS_KEY(log), log) && js_set_global(js, "print", *log);
  js_release(js, mark);
  return ok;
}

static void run_ours(times *t, const char *path) {
  size_t bytes, image_bytes;
  js_compile_error error;
  char *source = read_file(path, &bytes), text[512];
  void *work = malloc(WORK_BYTES), *block = malloc(HEAP_BYTES);
  const uint8_t *image = js_compile(source, bytes, path, true, work, WORK_BYTES, &image_bytes, &error);
  if (!image) {
    fprintf(stderr, "%s\n", error.message);
    exit(1);
  }
  for (int round = 0; round < ROUNDS; round++) {
    js_host host = {.user = t, .print = take_print, .now_ms = cpu_ms};
    js_ctx *js = js_create(block, HEAP_BYTES, &host, NULL);
    if (grant_print(js) && js_run(js, js_load(js, image, image_bytes), NULL))
      continue;
    js_describe(js, js_take_exception(js), text, sizeof text);
    fprintf(stderr, "%s\n", text);
    exit(1);
  }
  free(block);
  free(work);
  free(source);
}

static void run_other(times *t, const char *command, const char *path) {
  char line[512];
  for (int round = 0; round < ROUNDS; round++) {
    snprintf(line, sizeof line, "%s %s 2>/dev/null", command, path);
    FILE *f = popen(line, "r");
    while (f && fgets(line, sizeof line, f))
      take_line(t, line);
    if (f)
      pclose(f);
  }
}

static double time_of(const times *t, const char *name) {
  for (int i = 0; i < t->count; i++)
    if (strcmp(t->name[i], name) == 0)
      return t->ms[i];
  return -1;
}

int main(void) {
  static times ours, others[3];
  static const struct {
    const char *name, *command, *path;
  } engines[] = {
      {"lua5.4", "lua5.4", MBPF_TEST_DIR "/../bench/js/kernels.lua"},
      {"duktape", "duk", MBPF_TEST_DIR "/../bench/js/kernels.js"},
      {"node --jitless", "node --jitless", MBPF_TEST_DIR "/../bench/js/kernels.js"},
  };
  run_ours(&ours, MBPF_TEST_DIR "/../bench/js/kernels.js");
  printf("%-12s %9s", "program", "ours ms");
  for (int e = 0; e < 3; e++) {
    run_other(&others[e], engines[e].command, engines[e].path);
    printf(" %14s %6s", engines[e].name, "ratio");
  }
  printf("\n");
  for (int i = 0; i < ours.count; i++) {
    printf("%-12s %9.1f", ours.name[i], ours.ms[i]);
    for (int e = 0; e < 3; e++) {
      double ms = time_of(&others[e], ours.name[i]);
      if (ms > 0)
        printf(" %14.1f %6.2f", ms, ours.ms[i] / ms);
      else
        printf(" %14s %6s", "-", "-");
    }
    printf("\n");
  }
  return 0;
}
