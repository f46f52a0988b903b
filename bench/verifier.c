/*
 * The verifier on the programs of tests/verify/accept, compiled by clang -O2 -mcpu=v3: time to solve and to check, memory, proof; and the time
 * Linux's verifier takes for the same objects, where this machine lets us load programs. Linux's own count of time is taken (its log of level
 * 4), in a process of its own. Programs with negated masks stay away from it: some kernels cannot take them (linux_may_see).
 *
 * Arguments name the programs to measure, without Linux; none: all of them. "walked" counts the instructions the solver walked.
 */
#include "ebpf/decode.h"
#include "ebpf/verify/package.h"
#include "file.h"
#include "linux/masks.h"
#include "object/link.h"
#include "pack.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <mbpf/package.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
  MAX_OBJECTS = 512,
  ROUNDS = 5,
  MAX_OBJECT_BYTES = 4 << 20,
  LINUX_SECONDS = 30,
  NOT_TRIED = -1,
  REFUSED = -2
};

static uint64_t memory[(16 << 20) / 8];
static uint64_t checker[MBPF_VERIFY_CHECKER_BYTES / 8];
static uint8_t proof[4 << 20];
static struct mbpf_manifest manifest;
static struct verify_map maps[MBPF_MAX_MAPS];

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* --- our side --- */

/* What was measured of an object, over all its programs. */
struct figures {
  uint32_t slots;
  uint64_t walked;
  uint64_t solve_ns, check_ns; /* best of ROUNDS */
  uint32_t solver_bytes, checker_bytes, proof_bytes;
  bool accepted;
  char problem[320];
};

static void add_program(const struct verify_input *in, struct figures *f) {
  struct verify_options options = {0};
  struct verify_result result = {0}, checked;
  struct verify_problem problem;
  uint64_t solve = UINT64_MAX, check = UINT64_MAX;
  size_t bytes = 0;
  for (unsigned i = 0; i < ROUNDS; i++) {
    bytes = sizeof proof;
    uint64_t start = now_ns();
    if (!verify_solve(in, &options, memory, sizeof memory, proof, &bytes, &result, &problem)) {
      f->accepted = false;
      snprintf(f->problem, sizeof f->problem, "%s slot %u: %s", verify_class_code(problem.class),
               problem.slot, problem.text);
      return;
    }
    uint64_t took = now_ns() - start;
    solve = took < solve ? took : solve;
    start = now_ns();
    f->accepted &= verify_check(in, proof, bytes, checker, &checked, &problem);
    took = now_ns() - start;
    check = took < check ? took : check;
  }
  f->walked += result.work;
  f->solve_ns += solve;
  f->check_ns += check;
  f->proof_bytes += (uint32_t)bytes;
  f->solver_bytes = result.solver_peak_bytes > f->solver_bytes ? result.solver_peak_bytes : f->solver_bytes;
  f->checker_bytes =
      checked.checker_peak_bytes > f->checker_bytes ? checked.checker_peak_bytes : f->checker_bytes;
}

static bool measure_package(const struct buffer *image, struct figures *f) {
  struct mbpf_package package;
  struct mbpf_bytes code, maps_section = {0};
  struct ebpf_image code_image;
  struct verify_input in;
  mbpf_error error;
  uint32_t from = 0;
  if (mbpf_package_open(image->at, image->length, &package, &error) != MBPF_OK ||
      mbpf_package_manifest(&package, &manifest, &error) != MBPF_OK ||
      !mbpf_package_section(&package, MBPF_SECTION_BYTECODE, &from, &code) ||
      ebpf_image_open(code.at, code.length, &code_image, &error) != MBPF_OK)
    return false;
  from = 0;
  (void)mbpf_package_section(&package, MBPF_SECTION_MAPS, &from, &maps_section);
  if (!verify_package_maps(&manifest, maps_section, maps, &error))
    return false;
  f->slots = code_image.slot_count;
  for (uint32_t i = 0; i < manifest.program_count && f->accepted; i++) {
    if (!verify_package_input(&manifest, i, &code_image, maps, UINT32_MAX, &in, &error))
      return false;
    add_program(&in, f);
  }
  return true;
}

/* Links and packs an object and measures it; its instructions stay in linked. */
static bool measure(const char *path, struct pool *pool, struct linked *linked, struct figures *f) {
  static const uint8_t no_hash[32];
  struct pack_options options = {.name = "bench", .no_debug = true, .hash = no_hash};
  struct buffer object = {0}, image = {0};
  struct tool_error error;
  memset(f, 0, sizeof *f);
  f->accepted = true;
  bool ok = file_read(path, MAX_OBJECT_BYTES, &object, &error) &&
            linked_open(pool, object.at, object.length, linked, &error) &&
            pack(pool, linked, &options, &image, &error);
  if (!ok)
    snprintf(f->problem, sizeof f->problem, "%.300s", error.message);
  ok = ok && measure_package(&image, f);
  buffer_free(&image);
  buffer_free(&object);
  return ok;
}

/* --- Linux's side --- */

static bool linux_may_see(const struct linked *linked) {
  for (size_t i = 0; i < linked->insn_count; i++)
    if (makes_mask(linked->insns[i].opcode, linked->insns[i].imm,
                   i + 1 < linked->insn_count ? linked->insns[i + 1].opcode : 0))
      return false;
  return true;
}

static int quiet(enum libbpf_print_level level, const char *format, va_list arguments) {
  (void)level, (void)format, (void)arguments;
  return 0;
}

/* In the child: microseconds Linux says it took for all programs, or REFUSED. */
static long load_into_linux(const char *path) {
  static char logs[8][16384];
  struct bpf_program *program;
  unsigned count = 0;
  long total = 0;
  struct bpf_object *object = bpf_object__open_file(path, NULL);
  if (!object)
    return REFUSED;
  bpf_object__for_each_program(program, object) {
    if (count == 8)
      return REFUSED;
    bpf_program__set_log_level(program, 4);
    bpf_program__set_log_buf(program, logs[count++], sizeof logs[0]);
  }
  if (bpf_object__load(object) != 0)
    return REFUSED;
  for (unsigned i = 0; i < count; i++) {
    long us;
    const char *at = strstr(logs[i], "verification time ");
    if (at && sscanf(at, "verification time %ld", &us) == 1)
      total += us;
  }
  bpf_object__close(object);
  return total;
}

static long linux_us(const char *path) {
  int ends[2];
  long us = REFUSED;
  if (pipe(ends) != 0)
    return NOT_TRIED;
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    alarm(LINUX_SECONDS);
    us = load_into_linux(path);
    _exit(write(ends[1], &us, sizeof us) == sizeof us ? 0 : 1);
  }
  close(ends[1]);
  if (child < 0 || read(ends[0], &us, sizeof us) != sizeof us)
    us = REFUSED;
  close(ends[0]);
  if (child > 0)
    waitpid(child, NULL, 0);
  return us;
}

/* May this process load programs at all? */
static bool linux_lets_us(void) {
  const struct bpf_insn insns[] = {{.code = 0xb7}, {.code = 0x95}};
  int program = bpf_prog_load(BPF_PROG_TYPE_XDP, "probe", "GPL", insns, 2, NULL);
  if (program >= 0)
    close(program);
  return program >= 0;
}

/* Does the program's source say "linux: no"? */
static bool source_allows(const char *name) {
  char path[512], line[512];
  bool allowed = true;
  snprintf(path, sizeof path, "%s/verify/accept/%s.bpf.c", MBPF_TEST_DIR, name);
  FILE *source = fopen(path, "r");
  while (source && fgets(line, sizeof line, source) && strncmp(line, " */", 3) != 0)
    allowed = allowed && strncmp(line, " * linux: no", 12) != 0;
  if (source)
    fclose(source);
  return allowed;
}

/* --- the table --- */

struct totals {
  unsigned objects, accepted, linux_tried, linux_accepted;
  uint64_t solve_ns, check_ns, linux_ns; /* of those both accept */
};

static void print_row(const char *name, const struct figures *f, long us) {
  printf("%-18s %5u", name, f->slots);
  if (f->accepted)
    printf(" %7llu %9.1f %8.1f %7.1f %7u %6u", (unsigned long long)f->walked, (double)f->solve_ns / 1000,
           (double)f->check_ns / 1000, f->solver_bytes / 1024.0, f->checker_bytes, f->proof_bytes);
  else
    printf(" %49s", "rejected");
  if (us == NOT_TRIED)
    printf(" %10s", "-");
  else if (us == REFUSED)
    printf(" %10s", "rejected");
  else
    printf(" %10ld", us);
  printf("%s%.110s\n", f->accepted ? "" : "  ", f->accepted ? "" : f->problem);
}

static void add_object(const char *folder, const char *name, bool with_linux, struct totals *t) {
  char path[512];
  struct pool pool = {0};
  struct linked linked = {0};
  struct figures f;
  snprintf(path, sizeof path, "%s/%s.o", folder, name);
  if (!measure(path, &pool, &linked, &f)) {
    f.accepted = false;
    printf("%s: %s\n", name, f.problem);
  }
  long us = with_linux && source_allows(name) && linux_may_see(&linked) ? linux_us(path) : NOT_TRIED;
  print_row(name, &f, us);
  t->objects++;
  t->accepted += f.accepted;
  t->linux_tried += us != NOT_TRIED;
  t->linux_accepted += us >= 0;
  if (f.accepted && us >= 0) {
    t->solve_ns += f.solve_ns;
    t->check_ns += f.check_ns;
    t->linux_ns += (uint64_t)us * 1000;
  }
  linked_close(&linked);
  pool_free(&pool);
}

static int by_name(const void *a, const void *b) {
  return strcmp(a, b);
}

static bool is_wanted(const char *name, int wanted_count, char **wanted) {
  for (int i = 1; i < wanted_count; i++)
    if (strcmp(wanted[i], name) == 0)
      return true;
  return wanted_count < 2;
}

int main(int argument_count, char **arguments) {
  static char names[MAX_OBJECTS][64];
  struct totals t = {0};
  unsigned count = 0;
  DIR *folder = opendir(BENCH_CORPUS_DIR);
  struct dirent *entry;
  while (folder && (entry = readdir(folder)) != NULL) {
    size_t length = strlen(entry->d_name);
    if (length > 2 && length < sizeof names[0] && strcmp(entry->d_name + length - 2, ".o") == 0 &&
        count < MAX_OBJECTS)
      snprintf(names[count++], sizeof names[0], "%.*s", (int)length - 2, entry->d_name);
  }
  if (folder)
    closedir(folder);
  qsort(names, count, sizeof names[0], by_name);
  libbpf_set_print(quiet);
  bool with_linux = argument_count < 2 && linux_lets_us();
  printf("%-18s %5s %7s %9s %8s %7s %7s %6s %10s\n", "program", "slots", "walked", "solve us", "check us",
         "KiB", "checker", "proof", "Linux us");
  for (unsigned i = 0; i < count; i++)
    if (is_wanted(names[i], argument_count, arguments))
      add_object(BENCH_CORPUS_DIR, names[i], with_linux, &t);
  printf("accepted %u of %u; ", t.accepted, t.objects);
  if (with_linux)
    printf("Linux accepted %u of %u. Those both accept: solve %.1f ms, check %.2f ms, Linux %.1f ms\n",
           t.linux_accepted, t.linux_tried, (double)t.solve_ns / 1e6, (double)t.check_ns / 1e6,
           (double)t.linux_ns / 1e6);
  else
    printf("Linux does not let this process load programs\n");
  printf("checker memory: at most %u bytes\n", (unsigned)MBPF_VERIFY_CHECKER_BYTES);
  return 0;
}
