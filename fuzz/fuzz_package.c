/*
 * Packages from any bytes: container, manifest (CBOR and JSON), MAPS and DEBUG. Checksums and flags are made
 * right where the table of sections allows, so that the fuzzer gets past them. What reads must write and read
 * back to the same.
 */
#include "package_seal.h"

#include "package/debug_section.h"
#include "package/manifest.h"
#include "package/maps_section.h"

#include <mbpf/runtime.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t only_cpu(void *user) {
  (void)user;
  return 0;
}

static uint64_t fixed(void *user) {
  (void)user;
  return 7;
}

static const struct mbpf_port port = {.cpu_count = 1, .cpu_id = only_cpu, .now_ns = fixed, .random = fixed};

static void check(bool truth) {
  if (!truth)
    abort();
}

static void write_and_read_back(const struct mbpf_manifest *manifest) {
  static struct mbpf_manifest again;
  static uint8_t cbor[1 << 20], json[1 << 20], second[1 << 20];
  mbpf_error error;
  size_t cbor_length = manifest_write_cbor(manifest, cbor, sizeof cbor);
  size_t json_length = manifest_write_json(manifest, json, sizeof json);
  check(cbor_length <= sizeof cbor && json_length <= sizeof json);
  check(manifest_read(cbor, cbor_length, &again, NULL, &error) == MBPF_OK);
  check(manifest_write_cbor(&again, second, sizeof second) == cbor_length &&
        memcmp(cbor, second, cbor_length) == 0);
  check(manifest_read(json, json_length, &again, NULL, &error) == MBPF_OK);
  check(manifest_write_cbor(&again, second, sizeof second) == cbor_length &&
        memcmp(cbor, second, cbor_length) == 0);
}

static void read_maps(const struct mbpf_package *package, const struct mbpf_manifest *manifest) {
  struct mbpf_bytes bytes;
  struct map_records records;
  struct map_record record;
  uint32_t from = 0, sum = 0;
  if (!mbpf_package_section(package, MBPF_SECTION_MAPS, &from, &bytes) ||
      maps_section_check(bytes, manifest, NULL) != MBPF_OK)
    return;
  map_records_start(&records, bytes);
  while (map_records_next(&records, &record)) {
    check(record.map < manifest->map_count);
    sum = crc32_update(sum, record.bytes.at, record.bytes.length);
  }
  check(records.index == records.count);
}

static void read_debug(const struct mbpf_package *package) {
  struct mbpf_bytes bytes;
  struct debug_info info;
  struct debug_place place, found;
  if (!mbpf_package_engine_section(package, MBPF_SECTION_DEBUG, MBPF_ENGINE_EBPF, &bytes) ||
      debug_section_open(bytes, &info, NULL) != MBPF_OK)
    return;
  for (uint32_t i = 0; i < info.line_count; i++) {
    debug_line(&info, i, &place);
    check(debug_find(&info, place.slot, &found) && found.slot == place.slot &&
          found.text.at == place.text.at);
  }
}

/* What a loader makes of it: an error, or a package that can be unloaded. Small memory keeps the solver short. */
static void load(const uint8_t *image, size_t bytes) {
  static uint8_t arena[384 * 1024];
  static mbpf_runtime *runtime;
  mbpf_package_handle package;
  if (!runtime) {
    struct mbpf_runtime_config config = {.port = &port, .arena = arena, .arena_bytes = sizeof arena};
    mbpf_policy_default(&config.policy);
    config.policy.capabilities = UINT32_MAX;
    config.policy.allow_unsigned = true;
    check(mbpf_runtime_create(&config, &runtime, NULL) == MBPF_OK);
  }
  size_t before, after, largest;
  mbpf_runtime_memory(runtime, &before, &largest);
  if (mbpf_package_load(runtime, image, bytes, NULL, &package, NULL) == MBPF_OK)
    check(mbpf_package_unload(runtime, package, NULL) == MBPF_OK);
  mbpf_runtime_memory(runtime, &after, &largest);
  check(before == after);
}

static void read_image(const uint8_t *image, size_t bytes) {
  static struct mbpf_manifest manifest;
  struct mbpf_package package;
  mbpf_error error;
  if (mbpf_package_open(image, bytes, &package, &error) != MBPF_OK ||
      mbpf_package_manifest(&package, &manifest, &error) != MBPF_OK)
    return;
  write_and_read_back(&manifest);
  read_maps(&package, &manifest);
  read_debug(&package);
  load(image, bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct mbpf_manifest manifest;
  uint8_t *image = malloc(size ? size : 1);
  mbpf_error error;
  if (!image)
    return 0;
  memcpy(image, data, size);
  if (size >= 4 && load_le32(image) == MBPF_PACKAGE_MAGIC) {
    package_seal(image, size);
    read_image(image, size);
  } else if (manifest_read(image, size, &manifest, NULL, &error) == MBPF_OK) /* a bare document */
    write_and_read_back(&manifest);
  free(image);
  return 0;
}
