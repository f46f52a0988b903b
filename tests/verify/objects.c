/*
 * Verifies every eBPF program of packages, solving and then checking, and prints one line each. Exit 0: all as expected by the
 * file's name (reject_*.mbpf must be rejected, others accepted).
 */
#include "ebpf/decode.h"
#include "ebpf/verify/package.h"

#include <mbpf/package.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t memory[(16 << 20) / 8];
static uint64_t checker[MBPF_VERIFY_CHECKER_BYTES / 8];
static uint8_t proof[8 << 20];
static uint8_t file[8 << 20];
static struct mbpf_manifest manifest;
static struct verify_map maps[MBPF_MAX_MAPS];

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void show(void *user, uint32_t slot, const char *state) {
  (void)user;
  fprintf(stderr, "%5u: %s\n", slot, state);
}

static bool verify(const char *path, uint32_t program, const struct ebpf_image *image) {
  struct verify_input in;
  struct verify_result result;
  struct verify_problem problem;
  mbpf_error error;
  size_t bytes = sizeof proof;
  uint64_t start, solved, checked;
  const struct mbpf_manifest_program *p = &manifest.programs[program];
  const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
  if (!verify_package_input(&manifest, program, image, maps, UINT32_MAX, &in, &error)) {
    printf("%s: %s\n", path, error.message);
    return false;
  }
  start = now_ns();
  bool ok = verify_solve(&in, NULL, memory, sizeof memory, proof, &bytes, &result, &problem);
  solved = now_ns() - start;
  if (!ok) {
    printf("%-40s %-20.*s REJECT %s slot %u: %s | %s\n", name, (int)p->entry_symbol.length,
           p->entry_symbol.at, verify_class_code(problem.class), problem.slot, problem.text,
           problem.registers);
    return false;
  }
  struct verify_result again;
  in.trace = getenv("TRACE") ? show : NULL;
  start = now_ns();
  ok = verify_check(&in, proof, bytes, checker, &again, &problem);
  checked = now_ns() - start;
  printf("%-40s %-20.*s ok %s insns %u solve %llu us check %llu us proof %zu mem %u steps %llu stack %u work "
         "%llu\n",
         name, (int)p->entry_symbol.length, p->entry_symbol.at, ok ? "" : "CHECK FAILED", image->slot_count,
         (unsigned long long)solved / 1000, (unsigned long long)checked / 1000, bytes,
         result.solver_peak_bytes, (unsigned long long)result.max_steps, result.stack_bytes,
         (unsigned long long)result.work);
  return ok;
}

static bool run(const char *path) {
  struct mbpf_package package;
  struct mbpf_bytes code, maps_section = {0};
  struct ebpf_image image;
  mbpf_error error;
  uint32_t from = 0;
  bool all = true;
  FILE *in = fopen(path, "rb");
  size_t bytes = in ? fread(file, 1, sizeof file, in) : 0;
  if (in)
    fclose(in);
  if (mbpf_package_open(file, bytes, &package, &error) != MBPF_OK ||
      mbpf_package_manifest(&package, &manifest, &error) != MBPF_OK) {
    printf("%s: %s\n", path, error.message);
    return false;
  }
  if (!mbpf_package_section(&package, MBPF_SECTION_BYTECODE, &from, &code) ||
      ebpf_image_open(code.at, code.length, &image, &error) != MBPF_OK) {
    printf("%s: %s\n", path, error.message);
    return false;
  }
  from = 0;
  (void)mbpf_package_section(&package, MBPF_SECTION_MAPS, &from, &maps_section);
  if (!verify_package_maps(&manifest, maps_section, maps, &error)) {
    printf("%s: %s\n", path, error.message);
    return false;
  }
  struct ebpf_grant grant = {.capabilities = UINT32_MAX,
                             .map_count = manifest.map_count,
                             .maps = &maps[0].def,
                             .map_stride = sizeof maps[0]};
  if (ebpf_decode(&image, &grant, &error) != MBPF_OK) {
    printf("%s: %s\n", path, error.message);
    return false;
  }
  for (uint32_t i = 0; i < manifest.program_count; i++)
    if (manifest.programs[i].engine == MBPF_ENGINE_EBPF)
      all = verify(path, i, &image) && all;
  return all;
}

int main(int argc, char **argv) {
  int failures = 0;
  for (int i = 1; i < argc; i++) {
    bool expected = strstr(argv[i], "reject_") == NULL;
    if (run(argv[i]) != expected) {
      printf("FAIL %s\n", argv[i]);
      failures++;
    }
  }
  return failures != 0;
}
