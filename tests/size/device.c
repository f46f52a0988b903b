/*
 * A small device, whole: makes a runtime, loads a package, attaches its program, sends packets through it, reads and changes
 * its maps, unloads it. Whoever links this has what BARS calls the core; it also says how much RAM that took.
 * Top-down from main at the end; every step that goes wrong ends the run with exit code 1.
 */
#include "board.h"

#include "map/map.h"
#include "runtime/load.h"

#include <mbpf/mbpf.h>
#include <string.h>

/* tests/size/device.bpf.c, packed; see there. */
extern const uint8_t package_start[], package_end[];
__asm__(".section .rodata.package,\"a\"\n"
        ".balign 4\n"
        "package_start: .incbin \"" SIZE_PACKAGE "\"\n"
        "package_end:\n"
        ".previous\n");

static uint64_t arena[SIZE_ARENA_BYTES / 8];

/* --- saying things --- */

static void say_number(size_t number) {
  char digits[12];
  size_t at = sizeof digits - 1;
  digits[at] = '\0';
  do {
    digits[--at] = (char)('0' + number % 10);
    number /= 10;
  } while (number != 0);
  board_write(digits + at);
}

static void say(const char *what, size_t number) {
  board_write(what);
  board_write(" ");
  say_number(number);
  board_write("\n");
}

static mbpf_error error;

#define SUCCEED(call) succeed((call), #call)
static void succeed(mbpf_status status, const char *what) {
  if (status == MBPF_OK)
    return;
  board_write(what);
  say(": failed with status -", (size_t)-status);
  board_write(error.message);
  board_exit(1);
}

#define EXPECT(what, is, want) expect(what, (size_t)(is), (size_t)(want))
static void expect(const char *what, size_t is, size_t want) {
  if (is == want)
    return;
  say(what, is);
  say("but should be", want);
  board_exit(1);
}

/* --- the port --- */

static uint32_t cpu_id(void *user) {
  (void)user;
  return 0;
}

static uint64_t now_ns(void *user) {
  (void)user;
  return board_now_ns();
}

/* A device takes them from its noise source; a test from a fixed number. */
static uint64_t entropy(void *user) {
  (void)user;
  return 0x9e3779b97f4a7c15u;
}

static const struct mbpf_port port = {.cpu_count = 1, .cpu_id = cpu_id, .now_ns = now_ns, .random = entropy};

/* --- memory --- */

static size_t length_of(const char *text) {
  size_t length = 0;
  while (text[length] != '\0')
    length++;
  return length;
}

static size_t used(mbpf_runtime *runtime) {
  size_t in_use, largest;
  mbpf_runtime_memory(runtime, &in_use, &largest);
  return in_use;
}

/* What the package's maps take: their storage and their descriptions. */
static size_t map_bytes(mbpf_runtime *runtime, mbpf_package_handle package) {
  struct mbpf_map_info info;
  mbpf_map_handle map;
  size_t sum = 0, bytes;
  for (uint32_t i = 0; mbpf_map_at(runtime, package, i, &map, NULL) == MBPF_OK; i++) {
    SUCCEED(mbpf_map_describe(runtime, map, &info, &error));
    if (!map_measure(&info.def, 1, &bytes))
      board_exit(1);
    sum += bytes + sizeof(struct map) + sizeof(struct map *) + length_of(info.name) + 1;
  }
  return sum;
}

/* --- events --- */

enum { SHORT = 60, LONG = 130 };

static int32_t fire(mbpf_runtime *runtime, mbpf_point_handle point, uint32_t bytes, uint8_t sender) {
  static uint8_t packet[LONG];
  struct mbpf_result result;
  packet[6] = sender;
  const struct mbpf_net_ctx ctx = {
      .abi_version = MBPF_CTX_ABI_VERSION, .data = packet, .data_len = bytes, .pkt_len = bytes};
  EXPECT("status of a run", mbpf_run(runtime, point, &ctx, sizeof ctx, &result), MBPF_RUN_OK);
  return result.verdict;
}

/* --- maps --- */

static mbpf_map_handle map_named(mbpf_runtime *runtime, mbpf_package_handle package, const char *name) {
  mbpf_map_handle map;
  SUCCEED(mbpf_map_find(runtime, package, name, &map, &error));
  return map;
}

/* Packets of the class of SHORT and of LONG: the array that counts them. */
static void check_classes(mbpf_runtime *runtime, mbpf_package_handle package) {
  static const uint32_t classes[] = {SHORT / 64, LONG / 64};
  static const uint64_t packets[] = {3, 2};
  mbpf_map_handle map = map_named(runtime, package, "classes");
  for (size_t i = 0; i < 2; i++) {
    uint64_t count;
    SUCCEED(mbpf_map_lookup(runtime, map, &classes[i], &count, &error));
    EXPECT("packets of a class", count, packets[i]);
  }
}

/* Sender 7 was seen four times, 9 once; the host forgets 9 and knows 11. */
static void check_senders(mbpf_runtime *runtime, mbpf_package_handle package) {
  mbpf_map_handle map = map_named(runtime, package, "senders");
  uint8_t key[8] = {7};
  uint32_t count;
  SUCCEED(mbpf_map_lookup(runtime, map, key, &count, &error));
  EXPECT("packets of sender 7", count, 4);
  key[0] = 9;
  SUCCEED(mbpf_map_delete(runtime, map, key, &error));
  EXPECT("a lookup of sender 9", -mbpf_map_lookup(runtime, map, key, &count, &error), -MBPF_NOT_FOUND);
  key[0] = 11;
  count = 41;
  SUCCEED(mbpf_map_update(runtime, map, key, &count, MBPF_NOEXIST, &error));
}

static int take_record(void *user, const void *bytes, size_t length) {
  uint32_t *senders = user;
  EXPECT("bytes of a record", length, 8);
  *senders = *senders * 100 + *(const uint8_t *)bytes;
  return 0;
}

static void check_news(mbpf_runtime *runtime, mbpf_package_handle package) {
  uint32_t senders = 0, records;
  SUCCEED(mbpf_ring_consume(runtime, map_named(runtime, package, "news"), take_record, &senders, 0, &records,
                            &error));
  EXPECT("records", records, 2);
  EXPECT("new senders", senders, 709);
}

/* --- the device's life --- */

static mbpf_runtime *start(void) {
  struct mbpf_runtime_config config = {.port = &port, .arena = arena, .arena_bytes = sizeof arena};
  mbpf_runtime *runtime;
  mbpf_policy_default(&config.policy);
  config.policy.capabilities = MBPF_CAP_MAP_READ | MBPF_CAP_MAP_WRITE | MBPF_CAP_EMIT;
  config.policy.allow_unsigned = true;
  SUCCEED(mbpf_runtime_create(&config, &runtime, &error));
  return runtime;
}

static mbpf_package_handle load(mbpf_runtime *runtime) {
  mbpf_package_handle package;
  SUCCEED(mbpf_package_load(runtime, package_start, (size_t)(package_end - package_start), NULL, &package,
                            &error));
  return package;
}

static void filter(mbpf_runtime *runtime, mbpf_package_handle package, mbpf_point_handle point) {
  mbpf_program_handle program;
  mbpf_link_handle link;
  SUCCEED(mbpf_program_find(runtime, package, "count", &program, &error));
  SUCCEED(mbpf_attach(runtime, program, point, 0, &link, &error));
  EXPECT("the verdict on a short packet", fire(runtime, point, SHORT, 7), MBPF_NET_PASS);
  EXPECT("the verdict on a long packet", fire(runtime, point, LONG, 7), MBPF_NET_DROP);
  (void)fire(runtime, point, LONG, 9);
  (void)fire(runtime, point, SHORT, 7);
  (void)fire(runtime, point, SHORT, 7);
  check_classes(runtime, package);
  check_senders(runtime, package);
  check_news(runtime, package);
  say("ram attached", used(runtime));
  SUCCEED(mbpf_detach(runtime, link, &error));
}

int main(void) {
  mbpf_runtime *runtime = start();
  mbpf_point_handle point;
  size_t runtime_bytes = used(runtime);
  SUCCEED(mbpf_point_create(runtime, "net", MBPF_HOOK_NET_RX, &point, &error));
  say("ram runtime", runtime_bytes);
  mbpf_package_handle package = load(runtime);
  size_t package_bytes = used(runtime) - runtime_bytes, of_maps = map_bytes(runtime, package);
  say("ram package", package_bytes - of_maps);
  say("ram maps", of_maps);
  say("ram load", sizeof(struct load));
  filter(runtime, package, point);
  SUCCEED(mbpf_package_unload(runtime, package, &error));
  EXPECT("bytes in use after unloading", used(runtime), runtime_bytes);
  say("ram stack", board_stack_used());
  return 0;
}
