// run.c: runs fixture files. Usage: js_fixtures MODE PATH...; a PATH is a .js file or a folder of them.
//
// A fixture prints with print(...) and says in comments what must come out:
//   // expect: LINE            one line of output, in order
//   // expect error: TEXT      the script ends with an exception whose description contains TEXT
//   // expect compile error: TEXT   it is refused, and the message contains TEXT
//   // expect stop             it uses its steps up
//   // steps: N                the budget; 50,000,000 if not said
//   // heap: BYTES             the smallest heap it must pass in; 65,536 if not said (on 64-bit machines; half on 32)
// Modes: source (compiled in the context), image (compiled aside, loaded as saved), small (every heap size from
// little to enough: it passes, or says that memory is out), moving (all cells move at each allocation), failing
// (the n-th allocation fails, for many n: no crash, and the engine stays usable), all.
#define _FILE_OFFSET_BITS 64 // folders of 64-bit file systems on 32-bit machines
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "js/atom.h"
#include "js/compile/compile.h"
#include "js/context.h"
#include "js/rom.h"

enum {
  OUTPUT_MAX = 1 << 16,
  LARGE_HEAP = 4 << 20,
  WORK_BYTES = 2 << 20,
  DEFAULT_STEPS = 50000000,
  DEFAULT_HEAP = 65536
};

typedef struct {
  char *source, *file;
  size_t bytes;
  char output[OUTPUT_MAX]; // what must be printed
  char error[256], compile_error[256];
  bool has_error, has_compile_error, has_stop;
  long steps, heap;
} fixture;

typedef struct {
  char printed[OUTPUT_MAX];
  size_t length;
  char failure[2048]; // what ended the run, empty if nothing did
  bool compiled, stopped, out_of_memory;
} outcome;

// ---- reading fixtures --------------------------------------------------------------------------------------------

static char *read_file(const char *path, size_t *bytes) {
  FILE *f = fopen(path, "rb");
  if (!f) {
    perror(path);
    exit(2);
  }
  fseek(f, 0, SEEK_END);
  *bytes = (size_t)ftell(f);
  rewind(f);
  char *text = malloc(*bytes + 1);
  if (!text || fread(text, 1, *bytes, f) != *bytes)
    exit(2);
  text[*bytes] = 0;
  fclose(f);
  return text;
}

// The rest of the line behind `label`, if the line has it.
static const char *behind(const char *line, const char *end, const char *label) {
  size_t n = strlen(label);
  for (const char *at = line; at + n <= end; at++)
    if (memcmp(at, label, n) == 0)
      return at[n] == ' ' ? at + n + 1 : at + n;
  return NULL;
}

static void copy_line(char *to, size_t room, const char *from, const char *end) {
  size_t n = (size_t)(end - from);
  if (n >= room)
    n = room - 1;
  memcpy(to, from, n);
  to[n] = 0;
}

static void read_line(fixture *f, const char *line, const char *end) {
  const char *rest;
  if ((rest = behind(line, end, "// expect:"))) {
    size_t have = strlen(f->output);
    copy_line(f->output + have, OUTPUT_MAX - 2 - have, rest < end ? rest : end, end);
    strcat(f->output, "\n");
  } else if ((rest = behind(line, end, "// expect error:"))) {
    f->has_error = true;
    copy_line(f->error, sizeof f->error, rest, end);
  } else if ((rest = behind(line, end, "// expect compile error:"))) {
    f->has_compile_error = true;
    copy_line(f->compile_error, sizeof f->compile_error, rest, end);
  } else if (behind(line, end, "// expect stop")) {
    f->has_stop = true;
  } else if ((rest = behind(line, end, "// steps:"))) {
    f->steps = atol(rest);
  } else if ((rest = behind(line, end, "// heap:"))) {
    f->heap = atol(rest);
  }
}

static fixture *read_fixture(const char *path) {
  fixture *f = calloc(1, sizeof *f);
  f->source = read_file(path, &f->bytes);
  f->file = strdup(path);
  f->steps = DEFAULT_STEPS;
  f->heap = DEFAULT_HEAP;
  for (const char *line = f->source; *line;) {
    const char *end = strchr(line, '\n');
    if (!end)
      end = line + strlen(line);
    read_line(f, line, end);
    line = *end ? end + 1 : end;
  }
  return f;
}

static void free_fixture(fixture *f) {
  free(f->source);
  free(f->file);
  free(f);
}

// ---- running -----------------------------------------------------------------------------------------------------

static void take_print(void *user, const char *text, size_t bytes) {
  outcome *o = user;
  if (bytes > OUTPUT_MAX - 1 - o->length)
    bytes = OUTPUT_MAX - 1 - o->length;
  memcpy(o->printed + o->length, text, bytes);
  o->length += bytes;
  o->printed[o->length] = 0;
}

static double fixed_clock(void *user) {
  (void)user;
  return 1700000000000.0;
}

static uint64_t fixed_random(void *user) {
  (void)user;
  return UINT64_C(0x9e3779b97f4a7c15);
}

// Gives the script a global `print`: the function console.log.
static bool grant_print(js_ctx *js) {
  js_value *mark = js_mark(js);
  js_ref console = js_push(js, JS_ROM(JS_OBJ_CONSOLE)), log = js_push(js, JS_UNDEFINED);
  bool ok = js_get(js, console, JS_KEY(log), log) && js_set_global(js, "print", *log);
  js_release(js, mark);
  return ok;
}

static void note_exception(js_ctx *js, outcome *o) {
  o->stopped = js_was_stopped(js);
  js_value exception = js_take_exception(js);
  o->out_of_memory = exception == JS_ROM(JS_OBJ_OUT_OF_MEMORY) || exception == JS_ROM(JS_OBJ_STACK_OVERFLOW);
  if (o->stopped)
    strcpy(o->failure, "stopped");
  else
    js_describe(js, exception, o->failure, sizeof o->failure);
}

typedef struct {
  size_t heap;
  bool image, moving;
  uint32_t fail; // the allocation that fails; 0: none
} setting;

static void note_compile_error(outcome *o, const js_compile_error *e) {
  snprintf(o->failure, sizeof o->failure, "%s", e->message[0] ? e->message : "the compiler said nothing");
  o->out_of_memory = e->needed_bytes != 0;
}

// The image of a fixture in memory of its own, as if read from a file.
static void *make_image(const fixture *f, size_t *bytes, outcome *o) {
  js_compile_error e = {0};
  void *work = malloc(WORK_BYTES), *copy = NULL;
  const uint8_t *image = js_compile(f->source, f->bytes, f->file, true, work, WORK_BYTES, bytes, &e);
  if (image) {
    copy = malloc(*bytes);
    memcpy(copy, image, *bytes);
  } else {
    note_compile_error(o, &e);
  }
  free(work);
  return copy;
}

static int load(js_ctx *js, const fixture *f, const void *image, size_t image_bytes, outcome *o) {
  js_compile_error e = {0};
  int index =
      image ? js_load(js, image, image_bytes) : js_compile_and_load(js, f->source, f->bytes, f->file, &e);
  if (index >= 0)
    o->compiled = true;
  else if (image || (!e.message[0] && e.needed_bytes == 0))
    note_exception(js, o);
  else
    note_compile_error(o, &e);
  return index;
}

static void run_in(void *block, const fixture *f, const setting *s, const void *image, size_t image_bytes,
                   outcome *o) {
  js_host host = {.user = o,
                  .print = take_print,
                  .now_ms = fixed_clock,
                  .random = fixed_random,
                  .compile_pattern = js_regexp_compile};
  js_ctx *js = js_create(block, s->heap, &host, NULL);
  if (!js) {
    o->out_of_memory = true;
    return;
  }
  js_set_budget(js, f->steps);
#if JS_STRESS_GC
  js_stress(js, s->moving);
  js_fail_allocation(js, s->fail);
#endif
  if (!grant_print(js)) {
    note_exception(js, o);
    return;
  }
  int index = load(js, f, image, image_bytes, o);
  js_value *result = index >= 0 ? js_pin(js, JS_UNDEFINED) : NULL;
  if (result && !js_run(js, index, result))
    note_exception(js, o);
}

static void run(const fixture *f, const setting *s, outcome *o) {
  size_t image_bytes = 0;
  memset(o, 0, sizeof *o);
  void *block = aligned_alloc(8, s->heap);
  void *image = s->image ? make_image(f, &image_bytes, o) : NULL;
  if (!s->image || image)
    run_in(block, f, s, image, image_bytes, o);
  free(image);
  free(block);
}

// Whether what was printed is what was expected, blanks at the ends of lines apart.
static bool prints_match(const fixture *f, const outcome *o) {
  const char *a = o->printed, *b = f->output;
  for (;;) {
    const char *a_end = a + strspn(a, " "), *b_end = b + strspn(b, " ");
    if (*a_end == '\n' || *a_end == 0)
      a = a_end;
    if (*b_end == '\n' || *b_end == 0)
      b = b_end;
    if (*a != *b || *a == 0)
      return *a == *b;
    a++;
    b++;
  }
}

// ---- judging -----------------------------------------------------------------------------------------------------

static bool is_right(const fixture *f, const outcome *o) {
  if (f->has_compile_error)
    return !o->compiled && strstr(o->failure, f->compile_error);
  if (f->has_stop)
    return o->stopped && prints_match(f, o);
  if (f->has_error)
    return o->compiled && !o->stopped && o->failure[0] && strstr(o->failure, f->error) && prints_match(f, o);
  return o->compiled && !o->failure[0] && !o->stopped && prints_match(f, o);
}

static void explain(const fixture *f, const setting *s, const outcome *o) {
  printf("FAIL %s (heap %zu%s%s, failing %u)\n", f->file, s->heap, s->image ? ", image" : "",
         s->moving ? ", moving" : "", (unsigned)s->fail);
  if (!prints_match(f, o))
    printf("  printed:\n%s  expected:\n%s", o->printed, f->output);
  if (o->failure[0] || o->out_of_memory)
    printf("  ended with: %s%s\n", o->failure, o->out_of_memory ? " (out of memory)" : "");
  if (f->has_error || f->has_compile_error)
    printf("  expected the error: %s\n", f->has_error ? f->error : f->compile_error);
  if (f->has_stop)
    printf("  expected to be stopped\n");
}

static bool must_pass(const fixture *f, setting s) {
  outcome *o = malloc(sizeof *o);
  run(f, &s, o);
  bool ok = is_right(f, o);
  if (!ok)
    explain(f, &s, o);
  free(o);
  return ok;
}

// Too little memory may end a run early, never wrongly: what was printed by then is right so far.
static bool may_run_out(const fixture *f, setting s) {
  outcome *o = malloc(sizeof *o);
  run(f, &s, o);
  bool ok = is_right(f, o) || o->out_of_memory || strstr(o->failure, "memory") ||
            strstr(o->failure, "stack") || f->has_error || f->has_compile_error;
  if (!ok && strncmp(o->printed, f->output, strlen(o->printed)) != 0)
    ok = strstr(f->source, "catch") != NULL; // the script saw the error itself
  if (!ok)
    explain(f, &s, o);
  free(o);
  return ok;
}

static bool check_small(const fixture *f) {
  static const size_t sizes[] = {512,   1024,  2048,  3072,  4096,  5120,  6144, 8192,
                                 10240, 12288, 16384, 20480, 24576, 32768, 49152};
  size_t enough = (size_t)f->heap;
  if (sizeof(void *) == 4)
    enough = enough / 2 > DEFAULT_HEAP / 2 ? enough / 2 : DEFAULT_HEAP / 2;
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes && sizes[i] < enough; i++)
    if (!may_run_out(f, (setting){.heap = sizes[i], .image = true}))
      return false;
  return must_pass(f, (setting){.heap = enough, .image = true});
}

static bool check_failing(const fixture *f) {
  (void)f;
#if JS_STRESS_GC
  for (uint32_t n = 1; n < 4000; n += MBPF_TEST_SLOW ? n / 2 + 1 : n < 60 ? 1 : n / 6)
    if (!may_run_out(f, (setting){.heap = 1 << 20, .image = true, .fail = n}))
      return false;
#endif
  return true;
}

static bool check_moving(const fixture *f) {
  (void)f;
#if JS_STRESS_GC
  if (f->steps > 1000000 && f->steps != DEFAULT_STEPS)
    return true; // made to run long
  return must_pass(f, (setting){.heap = (size_t)f->heap * 4, .image = true, .moving = true});
#else
  return true;
#endif
}

static bool check(const fixture *f, const char *mode) {
  bool all = strcmp(mode, "all") == 0, ok = true;
  if (all || strcmp(mode, "source") == 0)
    ok = must_pass(f, (setting){.heap = LARGE_HEAP}) && ok;
  if (all || strcmp(mode, "image") == 0)
    ok = must_pass(f, (setting){.heap = LARGE_HEAP, .image = true}) && ok;
  if (all || strcmp(mode, "small") == 0)
    ok = check_small(f) && ok;
  if (all || strcmp(mode, "moving") == 0)
    ok = check_moving(f) && ok;
  if (all || strcmp(mode, "failing") == 0)
    ok = check_failing(f) && ok;
  return ok;
}

// ---- folders -----------------------------------------------------------------------------------------------------

static unsigned passed, failed;

static void run_file(const char *path, const char *mode) {
  fixture *f = read_fixture(path);
  if (getenv("MBPF_VERBOSE"))
    fprintf(stderr, "%s\n", path);
  if (check(f, mode))
    passed++;
  else
    failed++;
  free_fixture(f);
}

static int is_fixture(const struct dirent *entry) {
  size_t n = strlen(entry->d_name);
  return n > 3 && strcmp(entry->d_name + n - 3, ".js") == 0;
}

static void run_path(const char *path, const char *mode) {
  struct dirent **entries;
  int count = strstr(path, ".js") ? -1 : scandir(path, &entries, is_fixture, alphasort);
  if (count < 0) {
    run_file(path, mode);
    return;
  }
  for (int i = 0; i < count; i++) {
    char file[1024];
    snprintf(file, sizeof file, "%s/%s", path, entries[i]->d_name);
    run_file(file, mode);
    free(entries[i]);
  }
  free(entries);
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: js_fixtures source|image|small|moving|failing|all PATH...\n");
    return 2;
  }
  for (int i = 2; i < argc; i++)
    run_path(argv[i], argv[1]);
  printf("%u passed, %u failed\n", passed, failed);
  return failed || passed == 0;
}
