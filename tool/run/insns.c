/* Bare instructions on the engine itself: no package, no maps, no hook. */
#include "run/insns.h"

#include "output.h"
#include "pool.h"

#include "ebpf/decode.h"
#include "ebpf/run.h"
#include "runtime/stop.h"

#include <ctype.h>
#include <mbpf/package.h>
#include <string.h>

/* Budget of one run: enough for long loops, and an endless one still ends within seconds. */
enum { MAX_STEPS = 1000000000 };

bool hex_decode(const char *text, size_t text_length, uint8_t *bytes, size_t *length,
                struct tool_error *error) {
  size_t digits = 0;
  for (size_t i = 0; i < text_length; i++) {
    unsigned char c = (unsigned char)text[i];
    if (isspace(c))
      continue;
    if (!isxdigit(c))
      return tool_fail(error, TOOL_USAGE, "character %zu ('%c') is no hexadecimal digit", i + 1,
                       isprint(c) ? c : '?');
    unsigned value = isdigit(c) ? c - '0' + 0u : (unsigned)tolower(c) - 'a' + 10u;
    if (digits % 2 == 0)
      bytes[digits / 2] = (uint8_t)(value << 4);
    else
      bytes[digits / 2] = (uint8_t)(bytes[digits / 2] | value);
    digits++;
  }
  if (digits % 2)
    return tool_fail(error, TOOL_USAGE, "%zu hexadecimal digits: bytes have two each", digits);
  *length = digits / 2;
  return true;
}

/* What runs share: with the same memory, time and random numbers, the same program does the same again. */
struct trial {
  const struct ebpf_code *code;
  uint8_t *data;
  size_t data_bytes;
  void *stack;
  struct run_context context;
  uint64_t start_ns, looks; /* the clock's: each look is 1 ns later */
};

static uint64_t now_ns(void *user) {
  struct trial *trial = user;
  return trial->start_ns + trial->looks++;
}

static uint32_t only_cpu(void *user) {
  (void)user;
  return 0;
}

static uint64_t random_bits(void *user) {
  (void)user;
  return 4; /* repeatable */
}

/* The code in the pool's memory, or NULL with error filled in. */
static struct ebpf_code *make_code(struct pool *pool, const char *hex, size_t hex_length, enum mbpf_tier tier,
                                   struct tool_error *error) {
  size_t length = 0;
  mbpf_error problem;
  struct tool_error inner;
  struct ebpf_image image;
  uint8_t *insns = pool_alloc(pool, hex_length / 2 + 1);
  uint8_t *functions = pool_array(pool, MBPF_EBPF_MAX_FUNCTIONS, EBPF_IMAGE_FUNCTION_BYTES);
  /* Helpers that read time or random numbers work; those that need a package (maps, logs) are not granted. */
  struct ebpf_grant grant = {.capabilities = MBPF_CAP_TIME | MBPF_CAP_RANDOM,
                             .call_reg = tier == MBPF_TIER_CHECKED};
  if (!hex_decode(hex, hex_length, insns, &length, &inner)) {
    tool_fail(error, inner.exit, "--insns: %s", inner.message);
    return NULL;
  }
  if (ebpf_image_from_insns(insns, length, functions, MBPF_EBPF_MAX_FUNCTIONS, &image, &problem) != MBPF_OK ||
      ebpf_decode(&image, &grant, &problem) != MBPF_OK) {
    tool_fail(error, tool_exit_of(problem.status), "%s (%s)", problem.message,
              mbpf_status_name(problem.status));
    return NULL;
  }
  return ebpf_code_build(&image, NULL, 0, grant.capabilities, NULL,
                         pool_alloc(pool, ebpf_code_bytes(&image)));
}

static bool run_code(struct trial *trial, enum mbpf_tier tier, uint64_t repeat, struct insns_result *result,
                     struct tool_error *error) {
  const struct mbpf_port port = {
      .user = trial, .cpu_count = 1, .cpu_id = only_cpu, .now_ns = now_ns, .random = random_bits};
  struct ebpf_entry entry = ebpf_entry_make(trial->code, 0, NULL);
  struct run run = {0};
  uint64_t r1 = trial->data_bytes ? (uintptr_t)trial->data : 0;
  trial->looks = 0;
  uint64_t start = clock_ns();
  for (uint64_t i = 0; i < repeat && run.stop.end == RUN_OK; i++) {
    trial->context = (struct run_context){.data = trial->data,
                                          .data_end = trial->data + trial->data_bytes,
                                          .data_meta = trial->data,
                                          .hard_start = trial->data,
                                          .hard_end = trial->data + trial->data_bytes};
    run = (struct run){.port = &port,
                       .context = &trial->context,
                       .max_steps = MAX_STEPS,
                       .helpers_left = MBPF_LIMIT_MAX_HELPERS};
    result->retval = ebpf_run(&entry, tier, &run, r1, trial->data_bytes, trial->stack);
  }
  result->ns = clock_ns() - start;
  result->steps = run.steps_used;
  result->data = trial->data;
  if (run.stop.end == RUN_OK)
    return true;
  char why[200];
  struct text text;
  text_init(&text, why, sizeof why);
  run_stop_write(&text, &run.stop, NULL);
  return tool_fail(error, TOOL_FAILED, "the program %s", why);
}

/*
 * Nobody verified these instructions, and tiers other than the checked one test no access: so all runs are made in the checked tier
 * first, on the same memory. What went well there goes the same way again.
 */
static bool rehearse(struct pool *pool, struct trial *trial, uint64_t repeat, struct insns_result *result,
                     struct tool_error *error) {
  uint8_t *original = pool_alloc(pool, trial->data_bytes + 1);
  if (trial->data_bytes)
    memcpy(original, trial->data, trial->data_bytes);
  bool ok = run_code(trial, MBPF_TIER_CHECKED, repeat, result, error);
  if (trial->data_bytes)
    memcpy(trial->data, original, trial->data_bytes);
  return ok;
}

bool insns_run(const char *hex, size_t hex_length, uint8_t *data, size_t data_bytes, enum mbpf_tier tier,
               uint64_t repeat, struct insns_result *result, struct tool_error *error) {
  struct pool pool = {0};
  struct ebpf_region region = {.base = data, .bytes = data_bytes, .writable = true};
  struct ebpf_code *code = make_code(&pool, hex, hex_length, tier, error);
  bool ok = false;
  if (code) {
    struct trial trial = {.code = code, .data = data, .data_bytes = data_bytes, .start_ns = clock_ns()};
    trial.stack = pool_alloc(&pool, code->stack_bytes + (size_t)MBPF_EBPF_STACK_BYTES);
    code->regions = &region;
    code->region_count = data_bytes != 0;
    ok = (tier == MBPF_TIER_CHECKED || rehearse(&pool, &trial, repeat, result, error)) &&
         run_code(&trial, tier, repeat, result, error);
  }
  pool_free(&pool);
  return ok;
}
