/* The simulated platform of mbpf run. Bottom-up: port, rings, loading, firing. */
#include "run/session.h"

#include "output.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Room around a packet, as Linux's BPF_PROG_TEST_RUN has it: 256 bytes before, and a page minus 320 as its longest length. */
enum { HEADROOM = 256, PAGE = 4096, TAIL_RESERVE = 320, RUNS_PER_CONSUME = 64 };

/* Ring records kept for the report. */
enum { MAX_RECORD_BYTES = 256 * 1024 * 1024 };

/* --- port --- */

static uint64_t time_of(const struct session *session) {
  return session->simulated ? session->time_ns : clock_ns();
}

static uint64_t now_ns(void *user) {
  return time_of(user);
}

/* splitmix64: repeatable, and good enough for programs that sample. */
static uint64_t random_bits(void *user) {
  struct session *session = user;
  uint64_t z = session->random += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

static uint64_t no_process(void *user) {
  (void)user;
  return 0;
}

static uint32_t only_cpu(void *user) {
  (void)user;
  return 0;
}

/* One thread fires and unloads: there is no other CPU to order. */
static void no_barrier(void *user) {
  (void)user;
}

static void write_log(void *user, enum mbpf_log_level level, const char *text, size_t length) {
  static const char *const names[] = {"debug", "info", "warn", "error"};
  const struct session *session = user;
  const struct palette *color = output_palette(stderr);
  fprintf(stderr, "%s[%llu %s]%s %.*s\n", color->faint, (unsigned long long)session->event,
          level <= MBPF_LOG_ERROR ? names[level] : "log", color->end, (int)length, text);
}

static void make_port(struct session *session) {
  session->port = (struct mbpf_port){.user = session,
                                     .cpu_count = 1,
                                     .cpu_id = only_cpu,
                                     .now_ns = now_ns,
                                     .random = random_bits,
                                     .log = write_log,
                                     .pid_tgid = no_process,
                                     .barrier = no_barrier};
}

/* --- rings --- */

static int take_record(void *user, const void *record, size_t length) {
  struct session *session = user;
  if (session->record_bytes + length > MAX_RECORD_BYTES) {
    session->records_lost++;
    return 0;
  }
  uint8_t *copy = pool_alloc(&session->pool, length ? length : 1);
  memcpy(copy, record, length);
  session->records = pool_grow(&session->pool, session->records, session->record_count,
                               &session->record_capacity, sizeof *session->records);
  session->records[session->record_count++] =
      (struct session_record){session->consuming, session->event, copy, (uint32_t)length};
  session->record_bytes += length + sizeof *session->records;
  return 0;
}

static void consume_rings(struct session *session) {
  if (!session->has_rings)
    return;
  for (uint32_t i = 0; i < session->map_count; i++) {
    mbpf_map_handle map;
    struct mbpf_map_info info;
    uint32_t count;
    if (mbpf_map_at(session->runtime, session->package, i, &map, NULL) != MBPF_OK ||
        mbpf_map_describe(session->runtime, map, &info, NULL) != MBPF_OK ||
        info.def.type != MBPF_MAP_RINGBUF || info.is_template)
      continue;
    session->consuming = i;
    (void)mbpf_ring_consume(session->runtime, map, take_record, session, 0, &count, NULL);
  }
}

/* --- loading --- */

static bool fail(const char *path, const mbpf_error *problem, struct tool_error *error) {
  return tool_fail(error, tool_exit_of(problem->status), "%s: %s (%s)", path, problem->message,
                   mbpf_status_name(problem->status));
}

static bool make_runtime(struct session *session, const char *path, const struct session_options *options,
                         struct tool_error *error) {
  mbpf_error problem;
  struct mbpf_runtime_config config = {.port = &session->port};
  session->arena_bytes = options->arena_bytes;
  /* Pages are taken from the system when they are touched: a large arena costs nothing. */
  session->arena = mmap(NULL, session->arena_bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (session->arena == MAP_FAILED) {
    session->arena = NULL;
    return tool_fail(error, TOOL_FAILED, "cannot get %zu bytes of memory; use --memory",
                     session->arena_bytes);
  }
  mbpf_policy_default(&config.policy);
  config.arena = session->arena;
  config.arena_bytes = session->arena_bytes;
  config.policy.capabilities = UINT32_MAX;
  config.policy.allow_unsigned = true;
  config.policy.allow_unverified = true; /* in the checked tier */
  config.policy.metered_hooks = UINT32_MAX;
  config.policy.log_lines_per_second = UINT32_MAX;
  config.policy.max_map_bytes = session->arena_bytes;
  config.policy.max_steps = MBPF_LIMIT_MAX_STEPS;
  config.policy.max_helpers = MBPF_LIMIT_MAX_HELPERS;
  if (mbpf_runtime_create(&config, &session->runtime, &problem) != MBPF_OK)
    return fail(path, &problem, error);
  return true;
}

static void look_at_maps(struct session *session) {
  mbpf_map_handle map;
  struct mbpf_map_info info;
  while (mbpf_map_at(session->runtime, session->package, session->map_count, &map, NULL) == MBPF_OK) {
    if (mbpf_map_describe(session->runtime, map, &info, NULL) == MBPF_OK && info.def.type == MBPF_MAP_RINGBUF)
      session->has_rings = true;
    session->map_count++;
  }
}

bool session_open(struct session *session, const char *path, const void *image, size_t bytes,
                  const struct session_options *options, struct tool_error *error) {
  mbpf_error problem;
  mbpf_link_handle link;
  const struct mbpf_load_options load = {.tier = options->tier};
  *session = (struct session){.simulated = options->capture_clock, .random = options->seed};
  make_port(session);
  if (!make_runtime(session, path, options, error))
    return false;
  if (mbpf_package_load(session->runtime, image, bytes, &load, &session->package, &problem) != MBPF_OK ||
      mbpf_program_find(session->runtime, session->package, options->program, &session->program, &problem) !=
          MBPF_OK ||
      mbpf_program_describe(session->runtime, session->program, &session->info, &problem) != MBPF_OK ||
      mbpf_point_create(session->runtime, "run", session->info.hook_type, &session->point, &problem) !=
          MBPF_OK ||
      mbpf_attach(session->runtime, session->program, session->point, 0, &link, &problem) != MBPF_OK)
    return fail(path, &problem, error);
  look_at_maps(session);
  return true;
}

void session_close(struct session *session) {
  mbpf_runtime_destroy(session->runtime);
  if (session->arena)
    munmap(session->arena, session->arena_bytes);
  pool_free(&session->pool);
  *session = (struct session){0};
}

/* --- firing --- */

bool frame_fill(struct frame *frame, const uint8_t *bytes, uint32_t length) {
  uint32_t longest = PAGE - HEADROOM - TAIL_RESERVE;
  uint32_t tailroom = length + TAIL_RESERVE < longest ? longest - length : TAIL_RESERVE;
  size_t need = (size_t)HEADROOM + length + tailroom;
  if (need > frame->capacity) {
    free(frame->memory);
    frame->memory = malloc(need);
    frame->capacity = frame->memory ? need : 0;
    if (!frame->memory)
      return false;
  }
  memset(frame->memory, 0, HEADROOM);
  if (length)
    memcpy(frame->memory + HEADROOM, bytes, length);
  memset(frame->memory + HEADROOM + length, 0, tailroom);
  frame->data = frame->memory + HEADROOM;
  frame->length = frame->wire_length = length;
  frame->headroom = HEADROOM;
  frame->tailroom = tailroom;
  return true;
}

void frame_free(struct frame *frame) {
  free(frame->memory);
  *frame = (struct frame){0};
}

union any_ctx {
  struct mbpf_net_ctx net;
  struct mbpf_tracepoint_ctx tracepoint;
  struct mbpf_timer_ctx timer;
  struct mbpf_custom_ctx custom;
};

/* The host's context of the hook type for one event; returns its size. */
static size_t make_ctx(const struct session *session, const struct frame *frame, union any_ctx *ctx) {
  uint32_t flags = frame->wire_length > frame->length ? MBPF_CTX_TRUNCATED : 0;
  memset(ctx, 0, sizeof *ctx);
  switch (session->info.hook_type) {
  case MBPF_HOOK_TIMER:
    ctx->timer.abi_version = MBPF_CTX_ABI_VERSION;
    ctx->timer.invocation_count = session->event;
    ctx->timer.timestamp = time_of(session);
    return sizeof ctx->timer;
  case MBPF_HOOK_TRACEPOINT:
    ctx->tracepoint.abi_version = MBPF_CTX_ABI_VERSION;
    ctx->tracepoint.timestamp = time_of(session);
    ctx->tracepoint.data_len = frame->length;
    ctx->tracepoint.flags = flags;
    ctx->tracepoint.data = frame->data;
    return sizeof ctx->tracepoint;
  case MBPF_HOOK_CUSTOM:
    ctx->custom.abi_version = MBPF_CTX_ABI_VERSION;
    ctx->custom.schema_version = 1;
    ctx->custom.data_len = frame->length;
    ctx->custom.flags = flags;
    ctx->custom.data = frame->data;
    return sizeof ctx->custom;
  default:
    ctx->net.abi_version = MBPF_CTX_ABI_VERSION;
    ctx->net.ifindex = 1;
    ctx->net.pkt_len = frame->wire_length;
    ctx->net.data_len = frame->length;
    ctx->net.l2_proto = frame->l2_proto;
    ctx->net.flags = (uint16_t)flags;
    ctx->net.data = frame->data;
    ctx->net.headroom = frame->headroom;
    ctx->net.tailroom = frame->tailroom;
    return sizeof ctx->net;
  }
}

/* Time never goes back, even where a capture's does. */
static void begin_event(struct session *session, const struct frame *frame) {
  session->event++;
  if (frame->time_ns > session->time_ns)
    session->time_ns = frame->time_ns;
}

uint64_t session_fire(struct session *session, struct frame *frame, uint64_t repeat) {
  union any_ctx ctx;
  uint64_t total_ns = 0;
  begin_event(session, frame);
  size_t bytes = make_ctx(session, frame, &ctx);
  while (repeat > 0) {
    uint64_t runs = session->has_rings && repeat > RUNS_PER_CONSUME ? RUNS_PER_CONSUME : repeat;
    uint64_t start = clock_ns();
    for (uint64_t i = 0; i < runs; i++)
      mbpf_run(session->runtime, session->point, &ctx, bytes, &frame->result);
    total_ns += clock_ns() - start;
    repeat -= runs;
    consume_rings(session);
  }
  return total_ns;
}

uint64_t session_fire_all(struct session *session, struct frame *frames, size_t count) {
  union any_ctx ctx;
  if (session->has_rings) {
    uint64_t total_ns = 0;
    for (size_t i = 0; i < count; i++)
      total_ns += session_fire(session, &frames[i], 1);
    return total_ns;
  }
  uint64_t start = clock_ns();
  for (size_t i = 0; i < count; i++) {
    begin_event(session, &frames[i]);
    size_t bytes = make_ctx(session, &frames[i], &ctx);
    mbpf_run(session->runtime, session->point, &ctx, bytes, &frames[i].result);
  }
  return clock_ns() - start;
}
