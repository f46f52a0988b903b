/*
 * Packages with proofs, changed: checksums are made right, the package is loaded with verification and run in the checked tier on
 * some packets. What was accepted must never be stopped by a check of that tier: that would be a hole in the verifier. Seeds
 * are packages of `mbpf build`.
 */
#include "package_seal.h"

#include "ebpf/run.h"

#include <mbpf/runtime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

enum { ARENA_BYTES = 4 << 20, MAX_STEPS = 20000, FRAME_BYTES = 128, ROOM = 64, MAX_MAP_BYTES = 1 << 20 };

/* --- the platform --- */

static uint64_t clock_now;

static uint32_t only_cpu(void *user) {
  (void)user;
  return 0;
}

static uint64_t now_ns(void *user) {
  (void)user;
  return clock_now += 1000;
}

static uint64_t random_bits(void *user) {
  (void)user;
  return clock_now * 0x9e3779b97f4a7c15u;
}

static const struct mbpf_port port = {
    .cpu_count = 1, .cpu_id = only_cpu, .now_ns = now_ns, .random = random_bits};

static mbpf_runtime *make_runtime(void) {
  static uint8_t arena[ARENA_BYTES];
  struct mbpf_runtime_config config = {.port = &port, .arena = arena, .arena_bytes = sizeof arena};
  mbpf_runtime *runtime;
  mbpf_policy_default(&config.policy);
  config.policy.capabilities = UINT32_MAX;
  config.policy.allow_unsigned = true;
  config.policy.metered_hooks = UINT32_MAX;
  config.policy.max_steps = MAX_STEPS;
  config.policy.max_map_bytes = MAX_MAP_BYTES;
  if (mbpf_runtime_create(&config, &runtime, NULL) != MBPF_OK)
    abort();
  return runtime;
}

/* --- packages --- */

/* The bytes of a section of the type; false when there is none inside the image. */
static bool find_section(const uint8_t *image, size_t bytes, uint32_t wanted, uint32_t *offset,
                         uint32_t *length) {
  if (bytes < PACKAGE_HEADER_BYTES)
    return false;
  uint32_t count = load_le32(image + 12);
  for (uint32_t i = 0; i < count && i < MBPF_MAX_SECTIONS; i++) {
    size_t descriptor = PACKAGE_HEADER_BYTES + PACKAGE_DESCRIPTOR_BYTES * i;
    if (descriptor + PACKAGE_DESCRIPTOR_BYTES > bytes)
      return false;
    *offset = load_le32(image + descriptor + 4);
    *length = load_le32(image + descriptor + 8);
    if (load_le32(image + descriptor) == wanted)
      return *length != 0 && range_fits(*offset, *length, bytes);
  }
  return false;
}

/* Mostly bytes inside the proof, else inside the code, in place; at times anything. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed) {
  uint32_t offset, length;
  if (seed % 16 != 0 && find_section(data, size, seed % 4 != 0 ? MBPF_SECTION_PROOF : MBPF_SECTION_BYTECODE,
                                     &offset, &length)) {
    uint32_t window = seed / 16 % 24 + 1, at = seed / 512 % length;
    window = window < length - at ? window : length - at;
    (void)LLVMFuzzerMutate(data + offset + at, window, window);
    return size;
  }
  return LLVMFuzzerMutate(data, size, most);
}

/* --- runs --- */

static void check_end(mbpf_runtime *runtime, const struct mbpf_result *result) {
  char why[300];
  switch ((enum run_end)result->stop.reason) {
  case RUN_OK:
  case RUN_BUDGET_STEPS:
  case RUN_BUDGET_HELPERS:
  case RUN_BUDGET_TIME: return;
  default:
    mbpf_stop_describe(runtime, &result->stop, why, sizeof why);
    fprintf(stderr, "accepted, and then: %s\n", why);
    abort();
  }
}

/* Packets of several lengths: Ethernet, IPv4 and TCP headers where they fit. */
static void fire_packets(mbpf_runtime *runtime, mbpf_point_handle point) {
  static const uint8_t headers[] = {2, 0, 0, 0,  0, 1, 2, 0,  0, 0, 0, 2,  8, 0, 0x45, 0, 0,  60, 0,
                                    1, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,    0, 80, 4,  0};
  static const uint32_t lengths[] = {0, 1, 14, 34, 60, FRAME_BYTES};
  for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
    uint8_t room[ROOM + FRAME_BYTES + ROOM];
    struct mbpf_result result;
    for (size_t k = 0; k < sizeof room; k++)
      room[k] = (uint8_t)(k * 37 + i);
    memcpy(room + ROOM, headers, sizeof headers);
    const struct mbpf_net_ctx ctx = {.abi_version = MBPF_CTX_ABI_VERSION,
                                     .ifindex = 1,
                                     .pkt_len = lengths[i],
                                     .data_len = lengths[i],
                                     .l2_proto = 0x800,
                                     .data = room + ROOM,
                                     .headroom = ROOM,
                                     .tailroom = ROOM + FRAME_BYTES - lengths[i]};
    (void)mbpf_run(runtime, point, &ctx, sizeof ctx, &result);
    check_end(runtime, &result);
  }
}

static void fire_other(mbpf_runtime *runtime, mbpf_point_handle point, uint32_t type) {
  uint8_t data[24] = {1, 2, 3};
  struct mbpf_result result;
  const struct mbpf_timer_ctx timer = {.abi_version = MBPF_CTX_ABI_VERSION, .timer_id = 3};
  const struct mbpf_tracepoint_ctx tracepoint = {
      .abi_version = MBPF_CTX_ABI_VERSION, .data = data, .data_len = sizeof data};
  const struct mbpf_custom_ctx custom = {
      .abi_version = MBPF_CTX_ABI_VERSION, .data = data, .data_len = sizeof data};
  if (type == MBPF_HOOK_TIMER)
    (void)mbpf_run(runtime, point, &timer, sizeof timer, &result);
  else if (type == MBPF_HOOK_TRACEPOINT)
    (void)mbpf_run(runtime, point, &tracepoint, sizeof tracepoint, &result);
  else
    (void)mbpf_run(runtime, point, &custom, sizeof custom, &result);
  check_end(runtime, &result);
}

static void run_program(mbpf_runtime *runtime, mbpf_program_handle program) {
  struct mbpf_program_info info;
  mbpf_point_handle point;
  mbpf_link_handle link;
  if (mbpf_program_describe(runtime, program, &info, NULL) != MBPF_OK || !info.verified ||
      mbpf_point_create(runtime, "p", info.hook_type, &point, NULL) != MBPF_OK ||
      mbpf_attach(runtime, program, point, 0, &link, NULL) != MBPF_OK)
    abort();
  if (info.hook_type == MBPF_HOOK_NET_RX || info.hook_type == MBPF_HOOK_NET_TX)
    fire_packets(runtime, point);
  else
    fire_other(runtime, point, info.hook_type);
  if (mbpf_point_destroy(runtime, point, NULL) != MBPF_OK)
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static mbpf_runtime *runtime;
  const struct mbpf_load_options options = {.tier = MBPF_TIER_CHECKED};
  mbpf_package_handle package;
  mbpf_program_handle program;
  uint32_t offset, length;
  if (!runtime)
    runtime = make_runtime();
  if (!find_section(data, size, MBPF_SECTION_PROOF, &offset, &length))
    return 0;
  uint8_t *image = malloc(size);
  if (!image)
    return 0;
  memcpy(image, data, size);
  package_seal(image, size);
  mbpf_status status = mbpf_package_load(runtime, image, size, &options, &package, NULL);
  free(image);
  if (status != MBPF_OK)
    return 0;
  for (uint32_t i = 0; mbpf_program_at(runtime, package, i, &program, NULL) == MBPF_OK; i++)
    run_program(runtime, program);
  if (mbpf_package_unload(runtime, package, NULL) != MBPF_OK)
    abort();
  return 0;
}
