/* BPF_PROG_TEST_RUN through libbpf. */
#include "linux/linux.h"

#include "linux/masks.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int quiet(enum libbpf_print_level level, const char *format, va_list arguments) {
  (void)level, (void)format, (void)arguments;
  return 0;
}

const char *linux_refuses(void) {
  static char reason[LINUX_PROBLEM_BYTES];
  const struct bpf_insn insns[] = {{.code = 0xb7}, {.code = 0x95}}; /* r0 = 0; exit */
  int program = bpf_prog_load(BPF_PROG_TYPE_XDP, "probe", "GPL", insns, 2, NULL);
  if (program >= 0) {
    close(program);
    return NULL;
  }
  snprintf(reason, sizeof reason, "the kernel lets this process load no programs (%s)", strerror(-program));
  return reason;
}

static bool fail(char problem[LINUX_PROBLEM_BYTES], const char *what) {
  snprintf(problem, LINUX_PROBLEM_BYTES, "%s", what);
  return false;
}

/* All of the program: everything in it was inlined. */
static bool may_be_seen(const struct bpf_program *program) {
  const struct bpf_insn *insns = bpf_program__insns(program);
  size_t count = bpf_program__insn_cnt(program);
  for (size_t i = 0; i < count; i++)
    if (makes_mask(insns[i].code, insns[i].imm, i + 1 < count ? insns[i + 1].code : 0))
      return false;
  return true;
}

static bool is_jited(int program) {
  struct bpf_prog_info info = {0};
  uint32_t bytes = sizeof info;
  return bpf_obj_get_info_by_fd(program, &info, &bytes) == 0 && info.jited_prog_len != 0;
}

static bool measure(struct bpf_object *object, int program, const void *buffer, int rounds, double *best_ns,
                    uint64_t *result) {
  uint32_t zero = 0;
  uint8_t packet[64] = {0};
  int memory = bpf_object__find_map_fd_by_name(object, "memory");
  int results = bpf_object__find_map_fd_by_name(object, "result");
  *best_ns = 1e18;
  for (int i = 0; i < rounds; i++) {
    LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = packet, .data_size_in = sizeof packet, .repeat = 1);
    if (bpf_map_update_elem(memory, &zero, buffer, BPF_ANY) != 0 ||
        bpf_prog_test_run_opts(program, &options) != 0)
      return false;
    if (options.duration < *best_ns)
      *best_ns = options.duration;
  }
  return bpf_map_lookup_elem(results, &zero, result) == 0;
}

bool linux_run(const char *name, const void *buffer, size_t bytes, int rounds, double *best_ns,
               uint64_t *result, char problem[LINUX_PROBLEM_BYTES]) {
  char path[512];
  bool ok = false;
  libbpf_set_print(quiet);
  snprintf(path, sizeof path, "%s/linux-%s.o", BENCH_PROGRAM_DIR, name);
  struct bpf_object *object = bpf_object__open_file(path, NULL);
  struct bpf_program *program = object ? bpf_object__find_program_by_name(object, "run") : NULL;
  struct bpf_map *memory = object ? bpf_object__find_map_by_name(object, "memory") : NULL;
  if (!program || !memory || bpf_map__value_size(memory) != bytes)
    ok = fail(problem, "no object of it");
  else if (!may_be_seen(program))
    ok = fail(problem, "not shown to the kernel: masks that some verifiers do not survive");
  else if (bpf_object__load(object) != 0)
    ok = fail(problem, errno == E2BIG || errno == EFAULT ? "too complex for the kernel's verifier"
                                                         : "refused by the kernel");
  else if (!is_jited(bpf_program__fd(program)))
    ok = fail(problem, "the kernel's JIT is off");
  else
    ok = measure(object, bpf_program__fd(program), buffer, rounds, best_ns, result) ||
         fail(problem, "the test run failed");
  bpf_object__close(object);
  return ok;
}
