/*
 * Runs the eBPF fixtures (tests/ebpf/README.md has the format): each case in the checked tier and, where it did nothing a tier
 * without checks may not do, in the interp tier, built as unverified and as verified code. Results, memory, steps and the way a
 * budget stops the run must be what the case says and equal everywhere.
 */
#include "ebpf/run.h"
#include "base/text.h"
#include "ebpf/asm.h"
#include "ebpf/decode.h"
#include "ebpf/disasm.h"
#include "fixture_file.h"
#include "fixture_run.h"
#include "hook/types.h"
#include "map/slots.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SLOTS = 4096, MAX_MEMORY = 4096, MAX_MAPS = 4, MAX_FUNCTIONS = 32, MAX_TEXT = 16384 };

struct bytes {
  uint8_t at[MAX_MEMORY];
  size_t length;
  bool present;
};

/* One case of a file. */
struct fixture {
  const char *file;
  unsigned line;
  char name[128];
  char source[MAX_TEXT];
  size_t source_length;
  struct bytes hex, memory, memory_after, packet, packet_after;
  char context[16]; /* "xdp_md", "__sk_buff" or "" */
  char only[16];
  char error[128];
  bool has_result;
  uint64_t result;
  uint64_t steps, max_steps, max_helpers;
  struct mbpf_map_def maps[MAX_MAPS];
  uint32_t map_count;
};

static unsigned failures, cases, runs;

static void complain(const struct fixture *f, const char *tier, const char *what, const char *detail) {
  fprintf(stderr, "FAIL %s:%u %s [%s]: %s %s\n", f->file, f->line, f->name, tier, what, detail);
  failures++;
}

static void complain_number(const struct fixture *f, const char *tier, const char *what, uint64_t got,
                            uint64_t want) {
  char detail[96];
  snprintf(detail, sizeof detail, "is 0x%llx, not 0x%llx", (unsigned long long)got, (unsigned long long)want);
  complain(f, tier, what, detail);
}

/* --- running one case --- */

struct outcome {
  uint64_t result, steps;
  struct run_stop stop;
  struct bytes memory, packet;
};

static const struct view *view_of(const struct fixture *f) {
  if (strcmp(f->context, "xdp_md") == 0)
    return &xdp_view;
  return strcmp(f->context, "__sk_buff") == 0 ? &skb_view : NULL;
}

/* Fresh maps for a run. */
static bool make_maps(const struct fixture *f, struct map *maps, struct map **table) {
  for (uint32_t i = 0; i < f->map_count; i++) {
    struct mbpf_map_def def = f->maps[i];
    size_t bytes;
    mbpf_error error;
    if (map_check(&def, &error) != MBPF_OK || !map_measure(&def, 1, &bytes)) {
      complain(f, "maps", "map refused:", error.message);
      return false;
    }
    map_init(&maps[i], &def, 1, 42, aligned(bytes));
    table[i] = &maps[i];
  }
  return true;
}

static void execute(const struct fixture *f, const struct ebpf_image *image, const struct ebpf_facts *facts,
                    enum mbpf_tier tier, uint64_t max_steps, struct outcome *outcome) {
  struct map maps[MAX_MAPS], *table[MAX_MAPS];
  static uint8_t packet_memory[256 + MAX_MEMORY + 256];
  memset(outcome, 0, sizeof *outcome);
  if (!make_maps(f, maps, table))
    return;
  void *memory = aligned(ebpf_code_bytes(image));
  uint8_t *data = must(malloc(f->memory.length + 1)); /* exactly as long as the case says, for sanitizers */
  struct ebpf_region region = {data, f->memory.length, true};
  struct ebpf_code *code = ebpf_code_build(image, table, f->map_count, UINT32_MAX, facts, memory);
  memcpy(data, f->memory.at, f->memory.length);
  code->regions = &region;
  code->region_count = 1;
  struct run_context context = {.data = packet_memory + 256};
  memcpy(context.data, f->packet.at, f->packet.length);
  context.data_end = context.data + f->packet.length;
  context.data_meta = context.data;
  context.hard_start = packet_memory;
  context.hard_end = packet_memory + sizeof packet_memory;
  struct mbpf_net_ctx host = {.abi_version = 1, .ifindex = 7, .pkt_len = (uint32_t)f->packet.length};
  context.host = &host;
  struct run run = {.port = &fixed_port,
                    .context = f->context[0] ? &context : NULL,
                    .max_steps = max_steps,
                    .helpers_left = f->max_helpers};
  struct ebpf_entry entry = ebpf_entry_make(code, 0, view_of(f));
  void *stack = aligned(code->stack_bytes);
  uint64_t r1 = f->context[0] ? (uintptr_t)&context : (uintptr_t)data;
  uint64_t r2 = f->context[0] ? 0 : f->memory.length;
  outcome->result = ebpf_run(&entry, tier, &run, r1, r2, stack);
  outcome->steps = run.steps_used;
  outcome->stop = run.stop;
  outcome->memory.length = f->memory.length;
  memcpy(outcome->memory.at, data, f->memory.length);
  if (f->context[0] && context.data_end >= context.data) {
    outcome->packet.length = (size_t)(context.data_end - context.data);
    memcpy(outcome->packet.at, context.data, outcome->packet.length);
  }
  for (uint32_t i = 0; i < f->map_count; i++)
    free(maps[i].storage);
  free(stack);
  free(data);
  free(memory);
  runs++;
}

static const char *end_name(enum run_end end) {
  switch (end) {
  case RUN_OK: return "ok";
  case RUN_BUDGET_STEPS: return "steps";
  case RUN_BUDGET_HELPERS: return "helpers";
  case RUN_BUDGET_TIME: return "time";
  case RUN_BAD_ACCESS: return "access";
  case RUN_BAD_ARGUMENT: return "argument";
  case RUN_BAD_INSTRUCTION: return "instruction";
  case RUN_CALL_DEPTH: return "depth";
  case RUN_REFERENCE_LEAK: return "leak";
  case RUN_OUT_OF_MEMORY: return "memory";
  case RUN_EXCEPTION: return "exception";
  }
  return "?";
}

/* callx is the checked tier's alone. */
static bool calls_register(const struct ebpf_image *image) {
  for (uint32_t slot = 0; slot < image->slot_count; slot++)
    if (ebpf_image_insn(image, slot).opcode == isa_table[ISA_CALL_REG].opcode)
      return true;
  return false;
}

/* May a tier without checks run what ended like this? */
static bool harmless(enum run_end end) {
  return end == RUN_OK || end == RUN_BUDGET_STEPS || end == RUN_BUDGET_HELPERS || end == RUN_CALL_DEPTH;
}

static bool same_bytes(const struct bytes *a, const struct bytes *b) {
  return a->length == b->length && memcmp(a->at, b->at, a->length) == 0;
}

/* Does an outcome agree with the case? */
static void judge(const struct fixture *f, const char *tier, const struct outcome *o) {
  char message[256];
  snprintf(message, sizeof message, "%s: %s at slot %u, %llu bytes", end_name(o->stop.end),
           o->stop.detail ? o->stop.detail : "", o->stop.pc, (unsigned long long)o->stop.length);
  if (f->error[0] ? !strstr(message, f->error) : o->stop.end != RUN_OK)
    complain(f, tier, "ended with", message);
  if (f->has_result && o->stop.end == RUN_OK && o->result != f->result)
    complain_number(f, tier, "result", o->result, f->result);
  if (f->steps != 0 && o->steps != f->steps)
    complain_number(f, tier, "steps", o->steps, f->steps);
  if (f->memory_after.present && !same_bytes(&o->memory, &f->memory_after))
    complain(f, tier, "memory differs", "");
  if (f->packet_after.present && !same_bytes(&o->packet, &f->packet_after))
    complain(f, tier, "packet differs", "");
}

static void same(const struct fixture *f, const char *tier, const struct outcome *a,
                 const struct outcome *b) {
  if (a->result != b->result)
    complain_number(f, tier, "result differs from the checked tier:", b->result, a->result);
  if (a->steps != b->steps)
    complain_number(f, tier, "steps differ from the checked tier:", b->steps, a->steps);
  if (a->stop.end != b->stop.end || a->stop.pc != b->stop.pc)
    complain_number(f, tier, "stops elsewhere than the checked tier: slot", b->stop.pc, a->stop.pc);
  if (!same_bytes(&a->memory, &b->memory))
    complain(f, tier, "memory differs from the checked tier", "");
}

static const char *const forms[3] = {"checked", "interp unverified", "interp verified"};

static void run_form(const struct fixture *f, const struct ebpf_image *image, unsigned form,
                     uint64_t max_steps, struct outcome *outcome) {
  static uint16_t stack_bytes[MAX_FUNCTIONS];
  static const uint8_t no_context[MAX_SLOTS / 8];
  static uint8_t all_context[MAX_SLOTS / 8];
  for (unsigned i = 0; i < MAX_FUNCTIONS; i++)
    stack_bytes[i] = MBPF_EBPF_STACK_BYTES;
  memset(all_context, 0xff, sizeof all_context);
  struct ebpf_facts facts = {.stack_bytes = stack_bytes,
                             .chain_bytes = (MBPF_EBPF_MAX_FRAMES + 1) * MBPF_EBPF_STACK_BYTES,
                             .context = f->context[0] ? all_context : no_context};
  execute(f, image, form == 2 ? &facts : NULL, form == 0 ? MBPF_TIER_CHECKED : MBPF_TIER_INTERP, max_steps,
          outcome);
}

/* A budget of exactly the steps must do; one less must stop exactly there, in every form alike. */
static void run_budgets(const struct fixture *f, const struct ebpf_image *image, const struct outcome *full,
                        unsigned form) {
  static struct outcome at, below;
  run_form(f, image, form, full->steps, &at);
  if (at.stop.end != RUN_OK || at.result != full->result || at.steps != full->steps)
    complain_number(f, forms[form], "with a budget of just its steps it used", at.steps, full->steps);
  uint64_t fewer[3] = {full->steps - 1, full->steps / 2, full->steps > 7 ? full->steps - 7 : 0};
  for (unsigned i = 0; i < 3; i++) {
    run_form(f, image, form, fewer[i], &below);
    if (below.stop.end != RUN_BUDGET_STEPS || below.steps != fewer[i])
      complain_number(f, forms[form], "with a smaller budget it stopped after", below.steps, fewer[i]);
  }
}

static void run_image(const struct fixture *f, const struct ebpf_image *image) {
  static struct outcome checked, other;
  run_form(f, image, 0, f->max_steps, &checked);
  judge(f, forms[0], &checked);
  if (checked.stop.end == RUN_OK)
    run_budgets(f, image, &checked, 0);
  for (unsigned form = 1; form < 3 && harmless(checked.stop.end) && !calls_register(image); form++) {
    run_form(f, image, form, f->max_steps, &other);
    same(f, forms[form], &checked, &other);
    if (checked.stop.end == RUN_OK)
      run_budgets(f, image, &checked, form);
  }
}

static bool is_here(const char *only) {
  bool little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
  if (strcmp(only, "little") == 0)
    return little;
  if (strcmp(only, "big") == 0)
    return !little;
  return true;
}

static void run_case(const struct fixture *f) {
  static uint8_t insns[MAX_SLOTS * 8], functions[MAX_FUNCTIONS * EBPF_IMAGE_FUNCTION_BYTES];
  struct ebpf_image image;
  mbpf_error error = {0};
  uint32_t slots = 0;
  if (!f->name[0] || !is_here(f->only))
    return;
  cases++;
  if (f->hex.present) {
    memcpy(insns, f->hex.at, f->hex.length);
    slots = (uint32_t)f->hex.length / 8;
  } else if (ebpf_assemble(f->source, f->source_length, insns, MAX_SLOTS, &slots, &error) != MBPF_OK) {
    complain(f, "assembler", error.message, "");
    return;
  }
  struct ebpf_grant grant = {.capabilities = UINT32_MAX,
                             .maps = f->maps,
                             .map_stride = sizeof f->maps[0],
                             .map_count = f->map_count,
                             .call_reg = true};
  if (ebpf_image_from_insns(insns, (size_t)slots * 8, functions, MAX_FUNCTIONS, &image, &error) != MBPF_OK ||
      ebpf_decode(&image, &grant, &error) != MBPF_OK) {
    if (!f->error[0] || !strstr(error.message, f->error))
      complain(f, "decoder", error.message, "");
    return;
  }
  run_image(f, &image);
}

/* --- reading a file --- */

static void parse_hex(const struct fixture *f, const char *text, struct bytes *bytes) {
  unsigned byte;
  int used;
  bytes->present = true;
  for (; sscanf(text, " %2x%n", &byte, &used) == 1; text += used) {
    if (bytes->length == sizeof bytes->at) {
      complain(f, "file", "too many bytes", "");
      return;
    }
    bytes->at[bytes->length++] = (uint8_t)byte;
  }
}

static void parse_map(struct fixture *f, const char *text) {
  char type[32];
  unsigned key, value, entries, flags = 0;
  struct mbpf_map_def *def = &f->maps[f->map_count];
  if (f->map_count == MAX_MAPS ||
      sscanf(text, "%31s %u %u %u %x", type, &key, &value, &entries, &flags) < 4 ||
      !mbpf_map_type_find(type, strlen(type), &def->type)) {
    complain(f, "file", "bad map:", text);
    return;
  }
  def->key_bytes = key;
  def->value_bytes = value;
  def->max_entries = entries;
  def->flags = flags;
  f->map_count++;
}

static void parse_line(struct fixture *f, const char *section, const char *text) {
  if (strcmp(section, "asm") == 0) {
    int written = snprintf(f->source + f->source_length, sizeof f->source - f->source_length, "%s\n", text);
    f->source_length += (size_t)written;
    return;
  }
  while (*text == ' ')
    text++;
  if (*text == '\0')
    return;
  if (strcmp(section, "hex") == 0)
    parse_hex(f, text, &f->hex);
  else if (strcmp(section, "mem") == 0)
    parse_hex(f, text, &f->memory);
  else if (strcmp(section, "mem-after") == 0)
    parse_hex(f, text, &f->memory_after);
  else if (strcmp(section, "packet") == 0)
    parse_hex(f, text, &f->packet);
  else if (strcmp(section, "packet-after") == 0)
    parse_hex(f, text, &f->packet_after);
  else if (strcmp(section, "maps") == 0)
    parse_map(f, text);
  else if (strcmp(section, "result") == 0) {
    f->result = strtoull(text, NULL, 0);
    f->has_result = true;
  } else if (strcmp(section, "steps") == 0)
    f->steps = strtoull(text, NULL, 0);
  else if (strcmp(section, "max_steps") == 0)
    f->max_steps = strtoull(text, NULL, 0);
  else if (strcmp(section, "max_helpers") == 0)
    f->max_helpers = strtoull(text, NULL, 0);
  else if (strcmp(section, "error") == 0)
    snprintf(f->error, sizeof f->error, "%.127s", text);
  else if (strcmp(section, "only") == 0)
    snprintf(f->only, sizeof f->only, "%.15s", text);
  else if (strcmp(section, "context") == 0)
    snprintf(f->context, sizeof f->context, "%.15s", text);
  else
    complain(f, "file", "unknown section", section);
}

static void begin_case(struct fixture *f, const char *file, unsigned line, const char *name) {
  memset(f, 0, sizeof *f);
  f->file = file;
  f->line = line;
  f->max_steps = MBPF_DEFAULT_MAX_STEPS;
  f->max_helpers = MBPF_DEFAULT_MAX_HELPERS;
  snprintf(f->name, sizeof f->name, "%.127s", name);
}

static struct fixture current;

static void begin(const char *file, unsigned line, const char *name) {
  begin_case(&current, file, line, name);
}
static void text(const char *section, const char *text) {
  parse_line(&current, section, text);
}
static void end(void) {
  run_case(&current);
}

int main(int count, char **arguments) {
  static const struct fixture_reader reader = {begin, text, end};
  for (int i = 1; i < count; i++)
    fixture_file_read(arguments[i], &reader);
  printf("%u cases, %u runs, %u failures\n", cases, runs, failures);
  return failures != 0 || cases == 0;
}
