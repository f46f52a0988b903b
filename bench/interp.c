/*
 * The interp tier on loops (bench/programs), as code after verification: nanoseconds per instruction, and the time of the same C
 * compiled for this machine, and by Linux's JIT where the kernel takes programs from us. Best of several rounds; all results must be
 * equal.
 */
#include "ebpf/decode.h"
#include "ebpf/run.h"
#include "linux/linux.h"
#include "programs/programs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BUFFER_BYTES = 4096, ROUNDS = 400, LINUX_ROUNDS = 100, MAX_CODE = 65536 };

struct program {
  const char *name, *what;
  wide (*native)(byte *memory, wide size);
};

static const struct program programs[] = {
#define ROW(name, what) {#name, what, bench_##name},
    BENCH_PROGRAMS(ROW)
#undef ROW
};

static _Alignas(16) byte buffer[BUFFER_BYTES];

static void fill(void) {
  uint64_t x = 88172645463325252u;
  for (size_t i = 0; i < sizeof buffer; i++) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    buffer[i] = (byte)(x >> 24);
  }
}

static double now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static size_t read_code(const char *name, byte *code) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s.bin", BENCH_PROGRAM_DIR, name);
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    exit(1);
  }
  size_t bytes = fread(code, 1, MAX_CODE, file);
  fclose(file);
  return bytes;
}

static const struct ebpf_code *build(const byte *insns, size_t bytes) {
  static uint8_t functions[EBPF_IMAGE_FUNCTION_BYTES];
  static const uint16_t stack_bytes[1] = {MBPF_EBPF_STACK_BYTES};
  static const struct ebpf_facts facts = {.stack_bytes = stack_bytes, .chain_bytes = MBPF_EBPF_STACK_BYTES};
  static const struct ebpf_grant grant = {0};
  struct ebpf_image image;
  mbpf_error error;
  if (ebpf_image_from_insns(insns, bytes, functions, 1, &image, &error) != MBPF_OK ||
      ebpf_decode(&image, &grant, &error) != MBPF_OK) {
    fprintf(stderr, "%s\n", error.message);
    exit(1);
  }
  return ebpf_code_build(&image, NULL, 0, 0, &facts, aligned_alloc(16, ebpf_code_bytes(&image)));
}

struct figure {
  double ns;
  uint64_t result, steps;
};

static struct figure run_interp(const struct ebpf_code *code) {
  static _Alignas(16) byte stack[MBPF_EBPF_STACK_BYTES];
  static const struct mbpf_port port = {.cpu_count = 1};
  struct figure best = {.ns = 1e18};
  for (int i = 0; i < ROUNDS; i++) {
    struct run run = {.port = &port, .max_steps = 100000000};
    struct ebpf_entry entry = ebpf_entry_make(code, 0, NULL);
    fill();
    double start = now_ns();
    best.result = ebpf_run(&entry, MBPF_TIER_INTERP, &run, (uintptr_t)buffer, sizeof buffer, stack);
    double ns = now_ns() - start;
    best.ns = ns < best.ns ? ns : best.ns;
    best.steps = run.steps_used;
  }
  return best;
}

static struct figure run_native(const struct program *program) {
  struct figure best = {.ns = 1e18};
  for (int i = 0; i < ROUNDS; i++) {
    fill();
    double start = now_ns();
    best.result = program->native(buffer, sizeof buffer);
    double ns = now_ns() - start;
    best.ns = ns < best.ns ? ns : best.ns;
  }
  return best;
}

/* Linux's time and how it compares with native code, or "-". False when the result is another. */
static bool print_linux(const char *name, const struct figure *native, bool skip) {
  char problem[LINUX_PROBLEM_BYTES];
  uint64_t result;
  double ns;
  fill();
  if (skip || !linux_run(name, buffer, sizeof buffer, LINUX_ROUNDS, &ns, &result, problem)) {
    printf(" %10s %9s", "-", "-");
    if (!skip)
      fprintf(stderr, "%s in Linux: %s\n", name, problem);
    return true;
  }
  printf(" %10.2f %9.2f", ns / 1000, ns / native->ns);
  return result == native->result;
}

int main(int count, char **arguments) {
  static byte code[MAX_CODE];
  int wrong = 0;
  double sum = 0;
  const char *refusal = linux_refuses();
  if (refusal)
    printf("without Linux's JIT: %s\n", refusal);
  printf("%-10s %8s %10s %9s %9s %10s %9s  %s\n", "program", "steps", "us", "ns/insn", "x native", "Linux us",
         "x native", "what");
  for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
    if (count > 1 && strcmp(arguments[1], programs[i].name) != 0)
      continue;
    struct figure ours = run_interp(build(code, read_code(programs[i].name, code)));
    struct figure native = run_native(&programs[i]);
    double per_insn = ours.ns / (double)ours.steps;
    printf("%-10s %8llu %10.2f %9.3f %9.1f", programs[i].name, (unsigned long long)ours.steps, ours.ns / 1000,
           per_insn, ours.ns / native.ns);
    bool right = print_linux(programs[i].name, &native, refusal != NULL) && ours.result == native.result;
    printf("  %s%s\n", programs[i].what, right ? "" : "  WRONG RESULT");
    wrong += !right;
    sum += per_insn;
  }
  if (count == 1)
    printf("mean %.3f ns per instruction\n", sum / (double)(sizeof programs / sizeof *programs));
  return wrong != 0;
}
