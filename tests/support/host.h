/*
 * A host for tests: a runtime in its own memory over a port the test controls, and packages made from assembly text. Everything
 * aborts with a message when the set-up itself fails, so that tests only state what they are about.
 */
#ifndef SUPPORT_HOST_H
#define SUPPORT_HOST_H

#include <mbpf/mbpf.h>

#include <stddef.h>
#include <stdint.h>

enum { HOST_ARENA_BYTES = 1u << 20, HOST_LOG_BYTES = 8192 };

struct host {
  struct mbpf_port port;
  mbpf_runtime *runtime;
  void *arena;
  uint64_t now_ns;        /* what the port's clock says */
  uint64_t clock_step_ns; /* added at each look at it */
  uint32_t cpu;           /* what cpu_id says, unless the port is POSIX */
  uint32_t clock_calls;
  char log[HOST_LOG_BYTES]; /* lines, each with '\n' */
  size_t log_length;
};

/* A runtime with one CPU number per cpu_count, all capabilities, unsigned and unverified packages allowed. */
void host_start(struct host *host, uint32_t cpu_count);

/* The same over the POSIX port: threads get their own CPU numbers. */
void host_start_posix(struct host *host, uint32_t cpu_count);

/* Like host_start with a policy and an arena size of the test's choice. */
void host_start_with(struct host *host, uint32_t cpu_count, size_t arena_bytes,
                     const struct mbpf_policy *policy);

/* The policy host_start uses. */
struct mbpf_policy host_policy(void);

void host_stop(struct host *host);

/* A program as assembly text, in the syntax of `mbpf disasm`; name ends each list of them. */
struct program_text {
  const char *name;
  uint32_t hook_type;
  const char *context; /* NULL: the hook's own */
  const char *code;
  struct mbpf_budgets budgets;
  const char *limited_helper; /* or NULL */
  uint32_t helper_limit;
};

/* A map; name ends each list. */
struct map_text {
  const char *name;
  struct mbpf_map_def def;
  const char *inner; /* or NULL */
  bool is_template;
};

/* Initial contents: a MAPS record; bytes NULL ends each list. See package/maps_section.h. */
struct record_text {
  uint32_t map;
  uint32_t kind;
  uint32_t slot;
  const void *bytes;
  uint32_t length;
};

struct package_text {
  const struct program_text *programs;
  const struct map_text *maps;       /* or NULL */
  const struct record_text *records; /* or NULL */
  uint32_t capabilities;
};

/* The image of a package, in memory of exactly its size; free() it. */
uint8_t *package_image(const struct package_text *text, size_t *bytes);

/* The image with a PROOF section, its programs solved, in memory of exactly its size; free() it. Aborts where one is rejected. */
uint8_t *package_proven(const uint8_t *image, size_t bytes, size_t *proven_bytes);

/* Loads a package with options (or NULL). */
mbpf_package_handle host_load(struct host *host, const struct package_text *text,
                              const struct mbpf_load_options *options);

/* A package of one program for NET_RX, loaded and attached to point with priority; gives the link. */
mbpf_link_handle host_attach_net(struct host *host, mbpf_point_handle point, const char *code,
                                 int32_t priority);

mbpf_point_handle host_point(struct host *host, const char *name, uint32_t hook_type);
mbpf_program_handle host_program(struct host *host, mbpf_package_handle package, const char *name);
mbpf_map_handle host_map(struct host *host, mbpf_package_handle package, const char *name);

/* A net context over bytes, ABI version and lengths filled in. */
struct mbpf_net_ctx net_ctx(void *data, uint32_t length);

#endif
