/*
 * Runs the verifier fixtures (tests/verify/README.md has the format): each program is solved; what is accepted is checked once
 * more from its proof, and the proof with bytes changed must never be accepted for more than it proves nor crash the checker.
 */
#include "base/text.h"
#include "ebpf/asm.h"
#include "ebpf/decode.h"
#include "ebpf/verify/verify.h"
#include "hook/types.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
  MAX_SLOTS = 8192,
  MAX_MAPS = 8,
  MAX_FUNCTIONS = 32,
  MAX_TEXT = 1 << 17,
  MEMORY = 16 << 20,
  PROOF = 4 << 20
};

struct fixture {
  const char *file;
  unsigned line;
  char name[128];
  char source[MAX_TEXT];
  size_t length;
  char view[16];
  char reject[8];              /* expected code, or "" */
  char text[128];              /* part of the expected message */
  uint64_t steps, steps_below; /* exact and upper bound; 0 none */
  uint32_t stack;
  bool metered;
  bool big_endian;
  uint32_t capabilities;
  struct verify_map maps[MAX_MAPS];
  uint32_t map_count;
};

static unsigned failures, cases;
static bool verbose;
static uint8_t memory[MEMORY], proof[PROOF];

static void complain(const struct fixture *f, const char *what, const char *detail) {
  fprintf(stderr, "FAIL %s:%u %s: %s %s\n", f->file, f->line, f->name, what, detail);
  failures++;
}

static const struct view *find_view(const char *name) {
  for (unsigned i = 0; net_views[i]; i++)
    if (strcmp(net_views[i]->name, name) == 0)
      return net_views[i];
  return net_views[0];
}

static void show_problem(const struct verify_problem *p) {
  fprintf(stderr, "    %s %s at slot %u: %s\n    %s\n", verify_class_code(p->class),
          verify_class_title(p->class), p->slot, p->text, p->registers);
  for (uint32_t i = 0; i < p->path_length; i++)
    fprintf(stderr, "    slot %u %s\n", p->path[i].slot, p->path[i].taken ? "taken" : "not taken");
}

static void show_state(void *user, uint32_t slot, const char *state) {
  (void)user;
  fprintf(stderr, "    %4u: %s\n", slot, state);
}

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Bytes of the proof changed: the checker must survive, and what it accepts must still be a proof (so only say it does not crash). */
static void mutate(const struct verify_input *in, size_t proof_bytes) {
  static uint64_t checker[MBPF_VERIFY_CHECKER_BYTES / 8];
  static uint8_t copy[PROOF];
  struct verify_result result;
  struct verify_problem problem;
  uint64_t seed = proof_bytes * 2654435761u + 1;
  for (unsigned i = 0; i < 200; i++) {
    memcpy(copy, proof, proof_bytes);
    for (unsigned k = 0; k <= i % 3; k++) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      copy[(seed >> 33) % proof_bytes] ^= (uint8_t)(1u << (seed >> 20 & 7));
    }
    (void)verify_check(in, copy, i % 16 == 15 ? proof_bytes / 2 : proof_bytes, checker, &result, &problem);
  }
}

static void check_accepted(const struct fixture *f, const struct verify_input *in, size_t proof_bytes,
                           const struct verify_result *solved) {
  static uint64_t checker[MBPF_VERIFY_CHECKER_BYTES / 8];
  struct verify_result result;
  struct verify_problem problem;
  char detail[160];
  if (!verify_check(in, proof, proof_bytes, checker, &result, &problem)) {
    complain(f, "the proof is not accepted:", problem.text);
    return;
  }
  if (result.max_steps != solved->max_steps)
    complain(f, "solver and checker differ in", "max_steps");
  snprintf(detail, sizeof detail, "%llu", (unsigned long long)result.max_steps);
  if (f->steps != 0 && result.max_steps != f->steps)
    complain(f, "max_steps is", detail);
  if (f->steps_below != 0 && result.max_steps > f->steps_below)
    complain(f, "max_steps is too large:", detail);
  if (f->metered != (result.max_steps == VERIFY_UNBOUNDED))
    complain(f, f->metered ? "should be metered" : "is metered", "");
  snprintf(detail, sizeof detail, "%u", result.stack_bytes);
  if (f->stack != 0 && result.stack_bytes != f->stack)
    complain(f, "stack_bytes is", detail);
  mutate(in, proof_bytes);
}

static void run_case(const struct fixture *f) {
  static uint8_t insns[MAX_SLOTS * 8], functions[MAX_FUNCTIONS * EBPF_IMAGE_FUNCTION_BYTES];
  struct ebpf_image image;
  struct verify_result result;
  struct verify_problem problem;
  struct verify_options options = {.allow_metered = f->metered};
  struct ebpf_grant grant = {.capabilities = UINT32_MAX,
                             .map_count = f->map_count,
                             .maps = &f->maps[0].def,
                             .map_stride = sizeof f->maps[0]};
  uint32_t slots;
  mbpf_error error;
  size_t proof_bytes = sizeof proof;
  bool accepted;
  cases++;
  if (ebpf_assemble(f->source, f->length, insns, MAX_SLOTS, &slots, &error) != MBPF_OK ||
      ebpf_image_from_insns(insns, (size_t)slots * 8, functions, MAX_FUNCTIONS, &image, &error) != MBPF_OK) {
    complain(f, "does not assemble:", error.message);
    return;
  }
  if (ebpf_decode(&image, &grant, &error) != MBPF_OK) {
    if (strcmp(f->reject, "decode") != 0)
      complain(f, "does not decode:", error.message);
    return;
  }
  struct verify_input in = {.image = &image,
                            .maps = f->maps,
                            .map_count = f->map_count,
                            .view = find_view(f->view),
                            .capabilities = f->capabilities,
                            .big_endian = f->big_endian,
                            .trace = verbose ? show_state : NULL};
  uint64_t start = now_ns();
  accepted = verify_solve(&in, &options, memory, sizeof memory, proof, &proof_bytes, &result, &problem);
  uint64_t took = now_ns() - start;
  if (verbose)
    fprintf(stderr, "%s: %s, %llu ns, %llu walked, %u bytes of proof, %u of memory, %llu steps, %u stack\n",
            f->name, accepted ? "accepted" : "rejected", (unsigned long long)took,
            (unsigned long long)result.work, result.proof_bytes, result.solver_peak_bytes,
            (unsigned long long)result.max_steps, result.stack_bytes);
  if (verbose && !accepted)
    show_problem(&problem);
  if (f->reject[0] == '\0') {
    if (!accepted) {
      complain(f, "is rejected:", problem.text);
      show_problem(&problem);
    } else {
      check_accepted(f, &in, proof_bytes, &result);
    }
    return;
  }
  if (accepted) {
    complain(f, "is accepted, but should be", f->reject);
  } else if (strcmp(verify_class_code(problem.class), f->reject) != 0) {
    complain(f, "is rejected for another reason:", verify_class_code(problem.class));
    show_problem(&problem);
  } else if (f->text[0] && !strstr(problem.text, f->text)) {
    complain(f, "is rejected with another message:", problem.text);
  }
}

/* --- the files --- */

static void begin(struct fixture *f, const char *file, unsigned line, const char *name) {
  memset(f, 0, offsetof(struct fixture, source));
  f->length = 0;
  memset((uint8_t *)f + offsetof(struct fixture, length), 0, sizeof *f - offsetof(struct fixture, length));
  f->file = file;
  f->line = line;
  snprintf(f->name, sizeof f->name, "%s", name);
  snprintf(f->view, sizeof f->view, "xdp_md");
  f->capabilities = UINT32_MAX;
}

static void set_map(struct fixture *f, const char *arguments) {
  char type[32], flag[32] = "";
  unsigned key, value, entries;
  struct verify_map *map = &f->maps[f->map_count];
  if (f->map_count == MAX_MAPS ||
      sscanf(arguments, "%31s %u %u %u %31s", type, &key, &value, &entries, flag) < 4 ||
      !mbpf_map_type_find(type, strlen(type), &map->def.type)) {
    complain(f, "a map must be: type key value entries [rdonly|inner=N|text=...], not", arguments);
    return;
  }
  map->def.key_bytes = key;
  map->def.value_bytes = value;
  map->def.max_entries = entries;
  map->inner = strncmp(flag, "inner=", 6) == 0 ? (uint32_t)atoi(flag + 6) : VERIFY_NO_MAP;
  if (strcmp(flag, "rdonly") == 0 || strncmp(flag, "text=", 5) == 0)
    map->def.flags = MBPF_MAP_RDONLY_PROG;
  if (strncmp(flag, "text=", 5) == 0) {
    static char texts[16][32];
    static unsigned used;
    char *text = texts[used++ % 16];
    snprintf(text, 32, "%s", flag + 5);
    map->value = (const uint8_t *)text;
    map->value_bytes = (uint32_t)strlen(text);
  }
  f->map_count++;
}

static void set(struct fixture *f, char *line) {
  char word[32] = "", *rest;
  int used = 0;
  sscanf(line, "%31s %n", word, &used);
  rest = line + used;
  rest[strcspn(rest, "\n")] = '\0';
  if (strcmp(word, "map") == 0)
    set_map(f, rest);
  else if (strcmp(word, "view") == 0)
    snprintf(f->view, sizeof f->view, "%s", rest);
  else if (strcmp(word, "reject") == 0) {
    used = 0;
    sscanf(rest, "%7s %n", f->reject, &used);
    snprintf(f->text, sizeof f->text, "%s", rest + used);
  } else if (strcmp(word, "steps") == 0)
    f->steps = strtoull(rest, NULL, 0);
  else if (strcmp(word, "below") == 0)
    f->steps_below = strtoull(rest, NULL, 0);
  else if (strcmp(word, "stack") == 0)
    f->stack = (uint32_t)strtoul(rest, NULL, 0);
  else if (strcmp(word, "metered") == 0)
    f->metered = true;
  else if (strcmp(word, "big") == 0)
    f->big_endian = true;
  else if (strcmp(word, "nothing-granted") == 0)
    f->capabilities = 0;
  else if (strcmp(word, "accept") != 0)
    complain(f, "unknown word", word);
}

static void run_file(const char *path, const char *only) {
  static struct fixture f;
  char line[512];
  unsigned number = 0;
  bool open = false;
  FILE *in = fopen(path, "r");
  if (!in) {
    perror(path);
    failures++;
    return;
  }
  while (fgets(line, sizeof line, in)) {
    number++;
    if (strncmp(line, "== ", 3) == 0) {
      if (open && (!only || strstr(f.name, only)))
        run_case(&f);
      line[strcspn(line, "\n")] = '\0';
      begin(&f, path, number, line + 3);
      open = true;
    } else if (strncmp(line, "-- ", 3) == 0 && open) {
      set(&f, line + 3);
    } else if (open && f.length + strlen(line) < MAX_TEXT) {
      memcpy(f.source + f.length, line, strlen(line));
      f.length += strlen(line);
    }
  }
  if (open && (!only || strstr(f.name, only)))
    run_case(&f);
  fclose(in);
}

int main(int argc, char **argv) {
  const char *only = getenv("ONLY");
  verbose = getenv("VERBOSE") != NULL;
  for (int i = 1; i < argc; i++)
    run_file(argv[i], only);
  printf("%u cases, %u failures\n", cases, failures);
  return failures != 0;
}
