/*
 * Packages: reading an .mbpf image without loading it. The same parser serves the loader and the tool.
 *
 * A parsed package points into the image, which must outlive it; nothing is allocated and nothing is copied. The byte
 * layout is docs/package-format.md.
 */
#ifndef MBPF_PACKAGE_H
#define MBPF_PACKAGE_H

#include <mbpf/error.h>
#include <mbpf/map.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MBPF_PACKAGE_MAGIC          0x4D425046u
#define MBPF_PACKAGE_FORMAT_VERSION 1u
#define MBPF_RUNTIME_API_VERSION    (1u << 16 | 0u) /* major << 16 | minor */
#define MBPF_EBPF_BYTECODE_VERSION  1u

enum { MBPF_PACKAGE_SIGNED = 1u << 0, MBPF_PACKAGE_DEBUG = 1u << 1, MBPF_PACKAGE_PROOF = 1u << 2 };

/* name, number, may occur more than once */
#define MBPF_SECTION_TABLE(X)                                                                                \
  X(MANIFEST, 1, false)                                                                                      \
  X(BYTECODE, 2, true) /* once per engine */                                                                 \
  X(MAPS, 3, false)                                                                                          \
  X(DEBUG, 4, true) /* once per engine */                                                                    \
  X(SIG, 5, false)                                                                                           \
  X(PROOF, 6, true) /* once per engine */

enum mbpf_section_type {
#define MBPF_SECTION_ENUM(name, number, many) MBPF_SECTION_##name = (number),
  MBPF_SECTION_TABLE(MBPF_SECTION_ENUM)
#undef MBPF_SECTION_ENUM
};

enum mbpf_engine { MBPF_ENGINE_EBPF = 1, MBPF_ENGINE_JS = 2 };

/* name, bit, sentence */
#define MBPF_CAPABILITY_TABLE(X)                                                                             \
  X(LOG, 0, "write log lines")                                                                               \
  X(MAP_READ, 1, "read maps")                                                                                \
  X(MAP_WRITE, 2, "change maps")                                                                             \
  X(MAP_ITERATE, 3, "walk over map entries")                                                                 \
  X(EMIT, 4, "send events to the host")                                                                      \
  X(TIME, 5, "read clocks")                                                                                  \
  X(STATS, 6, "read its own statistics")                                                                     \
  X(RANDOM, 7, "get random numbers")                                                                         \
  X(GPIO, 8, "read and drive pins")                                                                          \
  X(PWM, 9, "set pulse widths")                                                                              \
  X(SENSOR, 10, "read sensors")                                                                              \
  X(NET_WRITE, 11, "change and redirect packets")                                                            \
  X(SIGNAL, 12, "signal processes")

enum mbpf_capability {
#define MBPF_CAPABILITY_ENUM(name, bit, sentence) MBPF_CAP_##name = 1u << (bit),
  MBPF_CAPABILITY_TABLE(MBPF_CAPABILITY_ENUM)
#undef MBPF_CAPABILITY_ENUM
};

/* Text inside the image: UTF-8, not zero-terminated. */
struct mbpf_text {
  const char *at;
  uint32_t length;
};

/* Bytes inside the image. */
struct mbpf_bytes {
  const uint8_t *at;
  uint32_t length;
};

struct mbpf_budgets {
  uint64_t max_steps;        /* 0: the default */
  uint64_t max_helpers;      /* 0: the default */
  uint64_t max_wall_time_us; /* 0: the default */
};

struct mbpf_helper_limit {
  struct mbpf_text helper;
  uint32_t limit; /* calls per invocation */
};

/* One entry of the manifest's "programs". */
struct mbpf_manifest_program {
  enum mbpf_engine engine;
  struct mbpf_text entry_symbol; /* "mbpf_prog" where the manifest has none */
  uint32_t hook_type;            /* mbpf_hook_type's number */
  uint32_t hook_ctx_abi_version;
  struct mbpf_text context; /* "" for the hook's own context, or "xdp_md", "__sk_buff", "tc" */
  struct mbpf_text attach;  /* hook point name, or "" */
  struct mbpf_budgets budgets;
  uint32_t helper_limit_count;
  struct mbpf_helper_limit helper_limits[MBPF_MAX_HELPER_LIMITS];
};

/* One entry of the manifest's "maps". */
struct mbpf_manifest_map {
  struct mbpf_text name;
  struct mbpf_map_def def;
  struct mbpf_text pin;   /* or "" */
  struct mbpf_text inner; /* map-in-map: name of the map of this package that is the template, or "" */
  bool is_template;       /* only describes inner maps; has no storage of its own */
};

struct mbpf_helper_version {
  struct mbpf_text helper;
  uint32_t version;
};

/* The manifest, decoded. About 20 KiB with the default limits: keep it off small stacks. */
struct mbpf_manifest {
  struct mbpf_text program_name;
  struct mbpf_text program_version; /* semver */
  uint64_t security_counter;
  uint32_t mbpf_api_version;
  uint32_t bytecode_version;
  uint32_t word_size; /* 0 any, 32, 64 */
  int endianness;     /* 0 any, 1 little, 2 big */
  uint32_t heap_size; /* JS, bytes */
  uint32_t capabilities;
  uint32_t program_count;
  struct mbpf_manifest_program programs[MBPF_MAX_PROGRAMS];
  uint32_t map_count;
  struct mbpf_manifest_map maps[MBPF_MAX_MAPS];
  uint32_t helper_version_count;
  struct mbpf_helper_version helper_versions[MBPF_MAX_HELPER_VERSIONS];
};

struct mbpf_section {
  uint32_t type;
  uint32_t offset; /* from the start of the image */
  uint32_t length;
  uint32_t crc32;
};

/* The container, checked: header, bounds, overlap, checksums. */
struct mbpf_package {
  const uint8_t *image;
  uint32_t image_bytes;
  uint32_t flags;
  uint32_t section_count;
  struct mbpf_section sections[MBPF_MAX_SECTIONS];
};

/*
 * Checks the container and fills package. The image may be any bytes at any alignment.
 * Errors: INVALID_MAGIC, UNSUPPORTED_VER, INVALID_PACKAGE, SECTION_BOUNDS, SECTION_OVERLAP, CRC_MISMATCH, and SIGNATURE for a
 * SIG section in the wrong place or of the wrong size (the signature itself is checked by the loader's policy).
 * Any context with a few hundred bytes of stack; linear in the image's length.
 */
MBPF_WARN_UNUSED mbpf_status mbpf_package_open(const void *image, size_t bytes, struct mbpf_package *package,
                                               mbpf_error *error);

/*
 * Decodes the manifest of an opened package: strict deterministic CBOR, or JSON where the build has it.
 * Errors: MISSING_SECTION, INVALID_PACKAGE with the key and offset. Same context as open.
 */
MBPF_WARN_UNUSED mbpf_status mbpf_package_manifest(const struct mbpf_package *package,
                                                   struct mbpf_manifest *manifest, mbpf_error *error);

/* The first section of a type at or after index *from; advances *from past it. Returns false when there is none. */
bool mbpf_package_section(const struct mbpf_package *package, uint32_t type, uint32_t *from,
                          struct mbpf_bytes *bytes);

/*
 * The BYTECODE, DEBUG or PROOF section of an engine: these begin with the engine's number and occur once for each. bytes
 * includes that number. Returns false, and no bytes, when there is none.
 */
bool mbpf_package_engine_section(const struct mbpf_package *package, uint32_t type, enum mbpf_engine engine,
                                 struct mbpf_bytes *bytes);

#endif
