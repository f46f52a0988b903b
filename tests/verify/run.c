/*
 * Holds the verifier against fixtures of assembly (tests/verify/README.md has the format). What must be accepted is verified, its
 * proof checked alone and with bytes changed, and then run in the checked tier on several packets, which must never have to stop it, within the steps the verifier promised; what
 * must be rejected is, with the right class, place and words, and where the case says with which packet it would do wrong,
 * the checked tier shows that it does.
 */
#include "ebpf/run.h"
#include "ebpf/asm.h"
#include "ebpf/decode.h"
#include "ebpf/verify/verify.h"
#include "fixture_file.h"
#include "fixture_run.h"
#include "hook/types.h"
#include "map/map.h"

#include <mbpf/package.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  MAX_SLOTS = 4096,
  MAX_PACKET = 4096,
  MAX_MAPS = 8,
  MAX_FUNCTIONS = 64,
  MAX_TEXT = 32768,
  MAX_VALUE = 256,
  HEADROOM = 256,
  NO_MAP = -1,
  ANY_SLOT = -1,
  SCRATCH_BYTES = 8 << 20,
  PROOF_BYTES = 1 << 20
};

enum verdict { NO_VERDICT, ACCEPT, REJECT };

struct bytes {
  uint8_t at[MAX_PACKET];
  size_t length;
  bool present;
};

/* A map of a case, and what its entry 0 holds at first. */
struct map_line {
  struct mbpf_map_def def;
  int inner;
  uint8_t value[MAX_VALUE];
  size_t value_bytes;
};

/* One case of a file. */
struct fixture {
  const char *file;
  unsigned line;
  char name[160];
  char source[MAX_TEXT];
  size_t source_length;
  struct bytes hex, packet;
  char context[16];
  char only[16];
  uint32_t capabilities;
  enum verdict verdict;
  char classes[96]; /* "bounds" or "bounds|leak" */
  char message[128];
  char stops[128];
  long slot;
  bool has_result;
  uint64_t result;
  uint64_t steps, steps_below; /* max_steps: exact, and at most; 0: not stated */
  uint32_t stack;
  bool metered;
  struct map_line maps[MAX_MAPS];
  uint32_t map_count;
};

static unsigned failures, cases, runs, refused;
static bool verbose;

static void complain(const struct fixture *f, const char *what, const char *detail) {
  fprintf(stderr, "FAIL %s:%u %s: %s%s\n", f->file, f->line, f->name, what, detail);
  failures++;
}

static const struct view *view_of(const struct fixture *f) {
  static const struct view *const borrowed[] = {&xdp_view, &skb_view};
  for (unsigned i = 0; i < 2; i++)
    if (strcmp(f->context, borrowed[i]->name) == 0)
      return borrowed[i];
#define OWN_VIEW(name)                                                                                       \
  if (strcmp(f->context, #name) == 0)                                                                        \
    return name##_views[0];
  MBPF_CONTEXT_TABLE(OWN_VIEW)
#undef OWN_VIEW
  return NULL;
}

/* Is name one of the classes the case allows? */
static bool class_allowed(const struct fixture *f, const char *name) {
  size_t length = strlen(name);
  for (const char *at = f->classes; *at;) {
    size_t part = strcspn(at, "|");
    if (part == length && memcmp(at, name, length) == 0)
      return true;
    at += part + (at[part] == '|');
  }
  return false;
}

/* --- running --- */

struct outcome {
  uint64_t result, steps;
  char end[160]; /* "ok", or "access: read at slot 3" */
  bool ok;
};

static bool make_maps(const struct fixture *f, struct map *maps, struct map **table) {
  for (uint32_t i = 0; i < f->map_count; i++) {
    struct mbpf_map_def def = f->maps[i].def;
    size_t bytes;
    mbpf_error error;
    if (map_check(&def, &error) != MBPF_OK || !map_measure(&def, 1, &bytes)) {
      complain(f, "map refused: ", error.message);
      return false;
    }
    map_init(&maps[i], &def, 1, 42, aligned(bytes));
    table[i] = &maps[i];
    uint32_t zero = 0;
    void *value = f->maps[i].value_bytes ? maps[i].ops->lookup(&maps[i], &zero, 0) : NULL;
    if (value)
      memcpy(value, f->maps[i].value, f->maps[i].value_bytes);
  }
  return true;
}

static const char *end_name(enum run_end end) {
  static const char *const names[] = {[RUN_OK] = "ok",
                                      [RUN_BUDGET_STEPS] = "steps",
                                      [RUN_BUDGET_HELPERS] = "helpers",
                                      [RUN_BUDGET_TIME] = "time",
                                      [RUN_BAD_ACCESS] = "access",
                                      [RUN_BAD_ARGUMENT] = "argument",
                                      [RUN_BAD_INSTRUCTION] = "instruction",
                                      [RUN_CALL_DEPTH] = "depth",
                                      [RUN_REFERENCE_LEAK] = "leak",
                                      [RUN_OUT_OF_MEMORY] = "memory",
                                      [RUN_EXCEPTION] = "exception"};
  return end < sizeof names / sizeof names[0] ? names[end] : "?";
}

/* The program on one packet, in the checked tier, with maps of its own. */
static void execute(const struct fixture *f, const struct ebpf_image *image, const uint8_t *packet,
                    size_t length, struct outcome *outcome) {
  static uint8_t memory[HEADROOM + MAX_PACKET + HEADROOM];
  struct map maps[MAX_MAPS], *table[MAX_MAPS];
  memset(outcome, 0, sizeof *outcome);
  if (!make_maps(f, maps, table))
    return;
  void *code_memory = aligned(ebpf_code_bytes(image));
  struct ebpf_code *code = ebpf_code_build(image, table, f->map_count, f->capabilities, NULL, code_memory);
  struct mbpf_net_ctx host = {.abi_version = MBPF_CTX_ABI_VERSION, .ifindex = 7, .pkt_len = (uint32_t)length};
  struct run_context context = {.host = &host, .data = memory + HEADROOM};
  memcpy(context.data, packet, length);
  context.data_end = context.data + length;
  context.data_meta = context.data;
  context.hard_start = memory;
  context.hard_end = memory + sizeof memory;
  struct run run = {.port = &fixed_port, .context = &context, .max_steps = 10000000, .helpers_left = 1000000};
  struct ebpf_entry entry = ebpf_entry_make(code, 0, view_of(f));
  void *stack = aligned(code->stack_bytes);
  outcome->result = ebpf_run(&entry, MBPF_TIER_CHECKED, &run, (uintptr_t)&context, 0, stack);
  outcome->steps = run.steps_used;
  outcome->ok = run.stop.end == RUN_OK;
  snprintf(outcome->end, sizeof outcome->end, "%s: %s at slot %u", end_name(run.stop.end),
           run.stop.detail ? run.stop.detail : "", run.stop.pc);
  for (uint32_t i = 0; i < f->map_count; i++)
    free(maps[i].storage);
  free(stack);
  free(code_memory);
  runs++;
}

/* --- verifying --- */

struct judgement {
  bool accepted;
  char class[32];
  char text[640];
  uint32_t slot;
  struct verify_result result;
};

/* Bytes of the proof changed: the checker must survive, whatever it thinks of them. */
static void change_proof(const struct verify_input *input, const uint8_t *proof, size_t proof_bytes,
                         void *checker) {
  static uint8_t copy[PROOF_BYTES];
  struct verify_result result;
  struct verify_problem problem;
  uint64_t seed = proof_bytes * 2654435761u + 1;
  for (unsigned i = 0; i < 200; i++) {
    memcpy(copy, proof, proof_bytes);
    for (unsigned k = 0; k <= i % 3; k++) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      copy[(seed >> 33) % proof_bytes] ^= (uint8_t)(1u << (seed >> 20 & 7));
    }
    (void)verify_check(input, copy, i % 16 == 15 ? proof_bytes / 2 : proof_bytes, checker, &result, &problem);
  }
}

/* What was found, once more from the proof alone. */
static void check_proof(const struct fixture *f, const struct verify_input *input, const uint8_t *proof,
                        size_t proof_bytes, const struct verify_result *solved) {
  static uint64_t checker[MBPF_VERIFY_CHECKER_BYTES / 8];
  struct verify_result result;
  struct verify_problem problem;
  if (!verify_check(input, proof, proof_bytes, checker, &result, &problem))
    complain(f, "the proof is not accepted: ", problem.text);
  else if (result.max_steps != solved->max_steps || result.stack_bytes != solved->stack_bytes)
    complain(f, "solver and checker differ", "");
  change_proof(input, proof, proof_bytes, checker);
}

static void show(const struct fixture *f, const struct judgement *j) {
  if (j->accepted)
    fprintf(stderr, "%s: accepted, %llu steps, %u bytes of stack, %llu walked, %u bytes of proof\n", f->name,
            (unsigned long long)j->result.max_steps, j->result.stack_bytes,
            (unsigned long long)j->result.work, j->result.proof_bytes);
  else
    fprintf(stderr, "%s: %s at slot %u: %s\n", f->name, j->class, j->slot, j->text);
}

static void verify(const struct fixture *f, const struct ebpf_image *image, struct judgement *j) {
  static uint64_t memory[SCRATCH_BYTES / 8];
  static uint8_t proof[PROOF_BYTES];
  struct verify_map maps[MAX_MAPS];
  struct verify_problem problem = {0};
  struct verify_options options = {.allow_metered = f->metered};
  size_t proof_bytes = sizeof proof;
  for (uint32_t i = 0; i < f->map_count; i++)
    maps[i] =
        (struct verify_map){.def = f->maps[i].def,
                            .inner = f->maps[i].inner == NO_MAP ? VERIFY_NO_MAP : (uint32_t)f->maps[i].inner,
                            .value = f->maps[i].value_bytes ? f->maps[i].value : NULL,
                            .value_bytes = (uint32_t)f->maps[i].value_bytes};
  struct verify_input input = {.image = image,
                               .maps = maps,
                               .map_count = f->map_count,
                               .view = view_of(f),
                               .capabilities = f->capabilities,
                               .big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__};
  j->accepted =
      verify_solve(&input, &options, memory, sizeof memory, proof, &proof_bytes, &j->result, &problem);
  j->slot = problem.slot;
  if (j->accepted) {
    check_proof(f, &input, proof, proof_bytes, &j->result);
  } else {
    snprintf(j->class, sizeof j->class, "%s", verify_class_name(problem.class));
    snprintf(j->text, sizeof j->text, "%s; %s", problem.text, problem.registers);
  }
  if (verbose)
    show(f, j);
}

/* --- judging --- */

static void check_rejection(const struct fixture *f, const struct judgement *j) {
  char place[64];
  if (j->accepted) {
    complain(f, "was accepted; it must be rejected as ", f->classes);
    return;
  }
  if (!class_allowed(f, j->class)) {
    complain(f, "was rejected for another reason: ", j->class);
    fprintf(stderr, "     slot %u: %s\n", j->slot, j->text);
  } else if (f->message[0] && !strstr(j->text, f->message))
    complain(f, "the message lacks what it must say: ", j->text);
  snprintf(place, sizeof place, "slot %u, not %ld", j->slot, f->slot);
  if (f->slot != ANY_SLOT && f->slot != (long)j->slot)
    complain(f, "the place is ", place);
}

static void check_claims(const struct fixture *f, const struct verify_result *result) {
  char detail[64];
  snprintf(detail, sizeof detail, "%llu", (unsigned long long)result->max_steps);
  if (f->steps != 0 && result->max_steps != f->steps)
    complain(f, "max_steps is ", detail);
  if (f->steps_below != 0 && result->max_steps > f->steps_below)
    complain(f, "max_steps is too large: ", detail);
  if (f->metered != (result->max_steps == VERIFY_UNBOUNDED))
    complain(f, f->metered ? "should be metered" : "is metered", "");
  snprintf(detail, sizeof detail, "%u", result->stack_bytes);
  if (f->stack != 0 && result->stack_bytes != f->stack)
    complain(f, "stack_bytes is ", detail);
}

static void run_accepted(const struct fixture *f, const struct ebpf_image *image, const struct judgement *j) {
  static uint8_t packet[3][256];
  static const size_t lengths[] = {0, 1, 14, 64, 256};
  struct outcome o;
  if (f->packet.present) {
    execute(f, image, f->packet.at, f->packet.length, &o);
    if (!o.ok)
      complain(f, "had to be stopped: ", o.end);
    else if (f->has_result && o.result != f->result) {
      snprintf(o.end, sizeof o.end, "0x%llx", (unsigned long long)o.result);
      complain(f, "the result is ", o.end);
    }
  }
  for (unsigned i = 0; i < 256; i++) {
    packet[1][i] = 0xff;
    packet[2][i] = (uint8_t)(i * 7 + 1);
  }
  for (unsigned kind = 0; kind < 3; kind++)
    for (unsigned i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
      execute(f, image, packet[kind], lengths[i], &o);
      if (!o.ok)
        complain(f, "had to be stopped: ", o.end);
      else if (j->accepted && o.steps > j->result.max_steps)
        complain(f, "took more steps than was promised", "");
      if (!o.ok)
        return;
    }
}

static void run_rejected(const struct fixture *f, const struct ebpf_image *image) {
  struct outcome o;
  if (!f->stops[0] || __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__) /* the packets hold little-endian numbers */
    return;
  execute(f, image, f->packet.at, f->packet.length, &o);
  if (o.ok || !strstr(o.end, f->stops))
    complain(f, "does not do wrong as stated: ", o.end);
}

static bool is_here(const char *only) {
  bool little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
  return only[0] == '\0' || strcmp(only, little ? "little" : "big") == 0;
}

/* Assembles and decodes; false when the case is over. */
static bool open_case(const struct fixture *f, uint8_t *functions, uint8_t *insns, struct ebpf_image *image) {
  mbpf_error error = {0};
  uint32_t slots = (uint32_t)f->hex.length / 8;
  if (f->hex.present)
    memcpy(insns, f->hex.at, f->hex.length);
  else if (ebpf_assemble(f->source, f->source_length, insns, MAX_SLOTS, &slots, &error) != MBPF_OK) {
    complain(f, "does not assemble: ", error.message);
    return false;
  }
  struct ebpf_grant grant = {.capabilities = f->capabilities,
                             .maps = &f->maps[0].def,
                             .map_stride = sizeof f->maps[0],
                             .map_count = f->map_count};
  mbpf_status status =
      ebpf_image_from_insns(insns, (size_t)slots * 8, functions, MAX_FUNCTIONS, image, &error);
  if (status == MBPF_OK)
    status = ebpf_decode(image, &grant, &error);
  if (status == MBPF_OK)
    return true;
  const char *class = status == MBPF_CAPABILITY_DENIED ? "capability" : "malformed";
  if (f->verdict != REJECT || !class_allowed(f, class))
    complain(f, "the decoder refuses it: ", error.message);
  else if (f->message[0] && !strstr(error.message, f->message))
    complain(f, "the message lacks what it must say: ", error.message);
  return false;
}

static void run_case(const struct fixture *f) {
  static uint8_t insns[MAX_SLOTS * 8], functions[MAX_FUNCTIONS * EBPF_IMAGE_FUNCTION_BYTES];
  struct ebpf_image image;
  struct judgement j = {0};
  if (!f->name[0] || !is_here(f->only))
    return;
  cases++;
  if (f->verdict == NO_VERDICT || !view_of(f)) {
    complain(f, "says neither accept nor reject, or has an unknown context", "");
    return;
  }
  if (!open_case(f, functions, insns, &image))
    return;
  if (f->verdict == REJECT && strcmp(f->classes, "malformed") == 0) {
    complain(f, "the decoder accepts it", "");
    return;
  }
  verify(f, &image, &j);
  if (f->verdict == ACCEPT) {
    if (!j.accepted && !class_allowed(f, j.class)) {
      complain(f, "was rejected: ", j.class);
      fprintf(stderr, "     slot %u: %s\n", j.slot, j.text);
    }
    refused += !j.accepted;
    if (j.accepted)
      check_claims(f, &j.result);
    run_accepted(f, &image, &j);
  } else {
    check_rejection(f, &j);
    run_rejected(f, &image);
  }
}

/* --- reading a file --- */

static void parse_hex(const struct fixture *f, const char *text, uint8_t *to, size_t room, size_t *length) {
  unsigned byte;
  int used;
  for (; sscanf(text, " %2x%n", &byte, &used) == 1; text += used) {
    if (*length == room) {
      complain(f, "too many bytes", "");
      return;
    }
    to[(*length)++] = (uint8_t)byte;
  }
}

static void parse_bytes(const struct fixture *f, const char *text, struct bytes *bytes) {
  bytes->present = true;
  parse_hex(f, text, bytes->at, sizeof bytes->at, &bytes->length);
}

static void parse_map(struct fixture *f, const char *text) {
  char type[32];
  unsigned key, value, entries, flags = 0;
  struct map_line *map = &f->maps[f->map_count];
  int inner = NO_MAP;
  if (f->map_count == MAX_MAPS ||
      sscanf(text, "%31s %u %u %u %x %d", type, &key, &value, &entries, &flags, &inner) < 4 ||
      !mbpf_map_type_find(type, strlen(type), &map->def.type)) {
    complain(f, "bad map: ", text);
    return;
  }
  map->def.key_bytes = key;
  map->def.value_bytes = value;
  map->def.max_entries = entries;
  map->def.flags = flags;
  map->inner = inner;
  f->map_count++;
}

/* "LOG TIME", or "all": not granted. */
static void parse_without(struct fixture *f, const char *text) {
  if (strcmp(text, "all") == 0)
    f->capabilities = 0;
#define WITHOUT(cap, bit, sentence)                                                                          \
  if (strstr(text, #cap))                                                                                    \
    f->capabilities &= ~(uint32_t)MBPF_CAP_##cap;
  MBPF_CAPABILITY_TABLE(WITHOUT)
#undef WITHOUT
}

static void parse_line(struct fixture *f, const char *section, const char *text) {
  struct map_line *last = &f->maps[f->map_count ? f->map_count - 1 : 0];
  if (strcmp(section, "asm") == 0) {
    int written = snprintf(f->source + f->source_length, sizeof f->source - f->source_length, "%s\n", text);
    f->source_length += (size_t)written;
    if (f->source_length >= sizeof f->source)
      f->source_length = sizeof f->source - 1;
    return;
  }
  while (*text == ' ')
    text++;
  if (strcmp(section, "accept") == 0)
    f->verdict = ACCEPT;
  else if (strcmp(section, "packet") == 0)
    parse_bytes(f, text, &f->packet);
  else if (strcmp(section, "metered") == 0)
    f->metered = true;
  else if (*text == '\0')
    return;
  else if (strcmp(section, "reject") == 0 || strcmp(section, "may-reject") == 0) {
    f->verdict = section[0] == 'r' ? REJECT : ACCEPT;
    snprintf(f->classes, sizeof f->classes, "%.95s", text);
  } else if (strcmp(section, "hex") == 0)
    parse_bytes(f, text, &f->hex);
  else if (strcmp(section, "maps") == 0)
    parse_map(f, text);
  else if (strcmp(section, "value") == 0)
    parse_hex(f, text, last->value, sizeof last->value, &last->value_bytes);
  else if (strcmp(section, "without") == 0)
    parse_without(f, text);
  else if (strcmp(section, "message") == 0)
    snprintf(f->message, sizeof f->message, "%.127s", text);
  else if (strcmp(section, "stops") == 0)
    snprintf(f->stops, sizeof f->stops, "%.127s", text);
  else if (strcmp(section, "only") == 0)
    snprintf(f->only, sizeof f->only, "%.15s", text);
  else if (strcmp(section, "context") == 0)
    snprintf(f->context, sizeof f->context, "%.15s", text);
  else if (strcmp(section, "pc") == 0)
    f->slot = strtol(text, NULL, 0);
  else if (strcmp(section, "steps") == 0)
    f->steps = strtoull(text, NULL, 0);
  else if (strcmp(section, "steps-below") == 0)
    f->steps_below = strtoull(text, NULL, 0);
  else if (strcmp(section, "stack") == 0)
    f->stack = (uint32_t)strtoul(text, NULL, 0);
  else if (strcmp(section, "result") == 0) {
    f->result = strtoull(text, NULL, 0);
    f->has_result = true;
  } else
    complain(f, "unknown section ", section);
}

static void begin_case(struct fixture *f, const char *file, unsigned line, const char *name) {
  memset(f, 0, sizeof *f);
  f->file = file;
  f->line = line;
  f->slot = ANY_SLOT;
  f->capabilities = UINT32_MAX;
  snprintf(f->context, sizeof f->context, "xdp_md");
  snprintf(f->name, sizeof f->name, "%.159s", name);
}

static struct fixture current;

static void begin(const char *file, unsigned line, const char *name) {
  begin_case(&current, file, line, name);
}
static void text(const char *section, const char *text) {
  parse_line(&current, section, text);
}
static void end(void) {
  const char *only = getenv("ONLY");
  if (!only || strstr(current.name, only))
    run_case(&current);
}

int main(int count, char **arguments) {
  static const struct fixture_reader reader = {begin, text, end};
  verbose = getenv("VERBOSE") != NULL;
  for (int i = 1; i < count; i++)
    fixture_file_read(arguments[i], &reader);
  printf("%u cases, %u of them safe but not understood, %u runs, %u failures\n", cases, refused, runs,
         failures);
  return failures != 0 || cases == 0;
}
