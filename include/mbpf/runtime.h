/*
 * The runtime: loading packages, attaching their programs to hook points, and firing events.
 *
 * Calls that change something (load, unload, attach, detach, hook points) may sleep: they take the port's lock and wait for
 * running programs. Firing and the map calls take no lock and allocate nothing; they may be called from interrupts as
 * far as the port's cpu_id allows it.
 *
 * Every object is named by a handle that carries a generation: a stale handle is an error, never a crash.
 */
#ifndef MBPF_RUNTIME_H
#define MBPF_RUNTIME_H

#include <mbpf/error.h>
#include <mbpf/hook.h>
#include <mbpf/map.h>
#include <mbpf/package.h>
#include <mbpf/port.h>
#include <stdbool.h>

typedef struct mbpf_runtime mbpf_runtime;

/* Handles. {0} names nothing. */
typedef struct mbpf_package_handle {
  uint64_t id;
} mbpf_package_handle;
typedef struct mbpf_program_handle {
  uint64_t package;
  uint32_t index;
} mbpf_program_handle;
typedef struct mbpf_map_handle {
  uint64_t package;
  uint32_t index;
} mbpf_map_handle;
typedef struct mbpf_point_handle {
  uint64_t id;
} mbpf_point_handle;
typedef struct mbpf_link_handle {
  uint64_t id;
} mbpf_link_handle;

/* The bit of a hook type in mbpf_policy.metered_hooks. */
#define MBPF_HOOK_BIT(type) (1u << (type))

/*
 * What the platform allows. mbpf_policy_default() fills in the limits of config.h, no capabilities, and only signed and verified
 * programs that are proven to end within their budget; a host then says what it means.
 *
 * Termination: a program of a hook type that is not in metered_hooks is loaded only when the most steps a run can take are proven and
 * are within its max_steps. One of a type in metered_hooks may take more or have loops without a proof; its runs are
 * counted and stopped at max_steps either way.
 */
struct mbpf_policy {
  uint32_t capabilities;     /* granted: MBPF_CAP_* bits; 0 is the empty set */
  bool allow_unsigned;       /* packages without a signature */
  bool allow_unverified;     /* unverified programs, where the loader asks for the checked tier */
  uint32_t metered_hooks;    /* MBPF_HOOK_BIT()s: hook types whose programs' runs may end at their budget */
  uint64_t max_steps;        /* the most one invocation may be given */
  uint64_t max_helpers;      /* helper calls of one invocation */
  uint64_t max_wall_time_us; /* 0: no limit */
  uint64_t max_map_bytes;    /* storage of one package's maps */
  uint32_t log_lines_per_second; /* of one program */
  bool count_run_time;           /* clock each run for mbpf_program_stats.run_time_ns */
};

void mbpf_policy_default(struct mbpf_policy *policy);

struct mbpf_runtime_config {
  const struct mbpf_port *port; /* outlives the runtime */
  void *arena;                  /* all memory the runtime will ever use; outlives it */
  size_t arena_bytes;
  struct mbpf_policy policy;
};

/*
 * Makes a runtime in the given arena. Errors: INVALID_ARG (port incomplete), NO_MEM (says how much it takes).
 */
MBPF_WARN_UNUSED mbpf_status mbpf_runtime_create(const struct mbpf_runtime_config *config,
                                                 mbpf_runtime **runtime, mbpf_error *error);

/* Detaches and unloads everything. No other call may be under way or follow. NULL is ignored. */
void mbpf_runtime_destroy(mbpf_runtime *runtime);

/* Bytes of the arena: in use, and the largest package block that still fits. Thread context. */
void mbpf_runtime_memory(mbpf_runtime *runtime, size_t *used, size_t *largest_free);

/* --- packages --- */

enum mbpf_tier {
  MBPF_TIER_DEFAULT = 0, /* the fastest this build has for verified programs */
  MBPF_TIER_CHECKED =
      1, /* every access checked at run time: for trying programs that do not pass verification */
  MBPF_TIER_INTERP = 2 /* threaded code without run-time memory checks: verified programs only */
};

const char *mbpf_tier_name(enum mbpf_tier tier);

struct mbpf_load_options {
  enum mbpf_tier
      tier; /* for eBPF programs; only MBPF_TIER_CHECKED with policy.allow_unverified skips verification */
  uint32_t instances; /* per program; 0: one per CPU */
};

/*
 * Checks a package from its first byte to its last instruction and, if all is well, makes it ready to attach. The image is not
 * needed afterwards. On any error nothing has changed. options may be NULL for defaults.
 * eBPF programs are verified: the proof in the package is checked, in MBPF_VERIFY_CHECKER_BYTES of the arena that are given back;
 * where the package has none, a build with MBPF_WITH_SOLVER finds one, in up to MBPF_SOLVER_BYTES.
 * Errors: everything <mbpf/package.h> lists, SIGNATURE, CAPABILITY_DENIED, BUDGET_EXCEEDED, TARGET_MISMATCH, API_VERSION,
 * HELPER_VERSION, HOOK_MISMATCH, ABI_MISMATCH, MISSING_ENTRY, INVALID_BYTECODE, NOT_VERIFIED, NO_MEM (with the bytes needed), FULL.
 * Thread context.
 */
MBPF_WARN_UNUSED mbpf_status mbpf_package_load(mbpf_runtime *runtime, const void *image, size_t bytes,
                                               const struct mbpf_load_options *options,
                                               mbpf_package_handle *package, mbpf_error *error);

/*
 * Unloads a package, waiting for runs under way. STILL_ATTACHED names a link in the way; ALREADY_UNLOADED for a stale
 * handle. Thread context, not from a program's helper.
 */
mbpf_status mbpf_package_unload(mbpf_runtime *runtime, mbpf_package_handle package, mbpf_error *error);

/* Arena bytes of a loaded package: maps, code and instances together. 0 for a stale handle. */
size_t mbpf_package_bytes(mbpf_runtime *runtime, mbpf_package_handle package);

/* --- programs --- */

/* The program with this entry symbol, or with name NULL the only or first one. NOT_FOUND, ALREADY_UNLOADED. */
MBPF_WARN_UNUSED mbpf_status mbpf_program_find(mbpf_runtime *runtime, mbpf_package_handle package,
                                               const char *name, mbpf_program_handle *program,
                                               mbpf_error *error);

/* The package's program number index, in manifest order; NOT_FOUND past the last. */
MBPF_WARN_UNUSED mbpf_status mbpf_program_at(mbpf_runtime *runtime, mbpf_package_handle package,
                                             uint32_t index, mbpf_program_handle *program, mbpf_error *error);

struct mbpf_program_info {
  const char *name; /* entry symbol, zero-terminated; valid until the package is unloaded */
  enum mbpf_engine engine;
  enum mbpf_tier tier;
  uint32_t hook_type;
  const char *context; /* view name: "net", "xdp_md", … */
  const char *attach;  /* hook point the manifest asks for, or "" */
  bool verified;
  uint64_t worst_steps; /* the most steps a run can take; UINT64_MAX: not known, it is metered */
  uint32_t stack_bytes; /* of each instance */
  uint64_t max_steps;
  uint64_t max_helpers;
  uint64_t max_wall_time_us;
};

MBPF_WARN_UNUSED mbpf_status mbpf_program_describe(mbpf_runtime *runtime, mbpf_program_handle program,
                                                   struct mbpf_program_info *info, mbpf_error *error);

/* Counters since load, summed over CPUs. */
struct mbpf_stats {
  uint64_t invocations;
  uint64_t successes;
  uint64_t soft_failures; /* ran to its end, result meaningless */
  uint64_t exceptions;    /* stopped by a run-time check */
  uint64_t out_of_memory;
  uint64_t budget;
  uint64_t nested;      /* skipped: the program was already running on this CPU */
  uint64_t run_time_ns; /* with policy.count_run_time */
  uint64_t steps;
};

MBPF_WARN_UNUSED mbpf_status mbpf_program_stats(mbpf_runtime *runtime, mbpf_program_handle program,
                                                struct mbpf_stats *stats, mbpf_error *error);

/* --- hook points and links --- */

/* Makes a place where events of a type happen. EXISTS, FULL, INVALID_ARG (name, type). Thread context. */
MBPF_WARN_UNUSED mbpf_status mbpf_point_create(mbpf_runtime *runtime, const char *name, uint32_t hook_type,
                                               mbpf_point_handle *point, mbpf_error *error);

/* Detaches what is attached, waits for fires under way, removes the point. Thread context. */
mbpf_status mbpf_point_destroy(mbpf_runtime *runtime, mbpf_point_handle point, mbpf_error *error);

MBPF_WARN_UNUSED mbpf_status mbpf_point_find(mbpf_runtime *runtime, const char *name,
                                             mbpf_point_handle *point, mbpf_error *error);

/*
 * Attaches a program. Programs of one point run by ascending priority, equal ones in the order they were attached. From the
 * moment this returns every new event runs it. HOOK_MISMATCH, ALREADY_ATTACHED, FULL, INVALID_ARG. Thread context.
 */
MBPF_WARN_UNUSED mbpf_status mbpf_attach(mbpf_runtime *runtime, mbpf_program_handle program,
                                         mbpf_point_handle point, int32_t priority, mbpf_link_handle *link,
                                         mbpf_error *error);

/* Detaches a link and waits until no run of it is under way. NOT_ATTACHED for a stale handle. Thread context. */
mbpf_status mbpf_detach(mbpf_runtime *runtime, mbpf_link_handle link, mbpf_error *error);

MBPF_WARN_UNUSED mbpf_status mbpf_link_stats(mbpf_runtime *runtime, mbpf_link_handle link,
                                             struct mbpf_stats *stats, mbpf_error *error);

/* --- firing --- */

enum mbpf_run_status {
  MBPF_RUN_OK = 0,
  MBPF_RUN_NO_PROGRAM, /* nothing attached, or a stale point: the default verdict */
  MBPF_RUN_EXCEPTION,  /* a program was stopped by a run-time check */
  MBPF_RUN_OOM,
  MBPF_RUN_BUDGET,
  MBPF_RUN_NESTED,       /* fired from inside itself, or too deep, or no CPU number was free */
  MBPF_RUN_ABI_MISMATCH, /* the context is absent, short or of another version */
  MBPF_RUN_BREAKER_OPEN,
  MBPF_RUN_STATUSES
};

const char *mbpf_run_status_name(enum mbpf_run_status status);

/* Where a program was stopped. Only reason is set when none was: to 0. */
struct mbpf_stop {
  mbpf_program_handle program;
  uint32_t pc;     /* 8-byte slot of the package's code */
  uint32_t reason; /* internal; for mbpf_stop_describe */
  const char *detail;
  uint64_t address;
  uint64_t length;
};

struct mbpf_result {
  enum mbpf_run_status status; /* the worst of the programs' */
  int32_t verdict;             /* the hook's, merged; the default when nothing decided */
  uint64_t retval;             /* what the last program that ran to its end returned */
  uint64_t steps;              /* of all programs of this event */
  uint32_t programs;           /* ran to their end */
  uint32_t failures;           /* stopped, skipped, or with a meaningless result */
  uint32_t redirect_ifindex;
  uint32_t data_len;     /* net: the packet as the programs left it, at most MBPF_MAX_PACKET_BYTES, */
  uint8_t *data;         /* inside the room the context gave */
  struct mbpf_stop stop; /* of the last program that was stopped; stop.reason 0: none */
};

/*
 * Fires one event: runs the point's programs in order with ctx (ctx_bytes long, of the hook type's struct) and merges their
 * verdicts. Never fails in a way a caller must handle: the verdict is always usable. Any firing context.
 */
enum mbpf_run_status mbpf_run(mbpf_runtime *runtime, mbpf_point_handle point, const void *ctx,
                              size_t ctx_bytes, struct mbpf_result *result);

/*
 * One line that says where and why a program was stopped, with its source line where the package has debug info: zero-terminated,
 * cut to bytes. Thread context; the package must still be loaded.
 */
void mbpf_stop_describe(mbpf_runtime *runtime, const struct mbpf_stop *stop, char *text, size_t bytes);

/* --- maps, from the host: any context that fires --- */

MBPF_WARN_UNUSED mbpf_status mbpf_map_find(mbpf_runtime *runtime, mbpf_package_handle package,
                                           const char *name, mbpf_map_handle *map, mbpf_error *error);

/* The package's map number index, in manifest order; NOT_FOUND past the last. */
MBPF_WARN_UNUSED mbpf_status mbpf_map_at(mbpf_runtime *runtime, mbpf_package_handle package, uint32_t index,
                                         mbpf_map_handle *map, mbpf_error *error);

struct mbpf_map_info {
  struct mbpf_map_def def;
  const char *name;      /* zero-terminated, valid until unload */
  bool is_template;      /* describes inner maps; holds nothing */
  size_t value_bytes;    /* of one lookup or update from the host: per-CPU kinds give every CPU's */
  uint32_t value_stride; /* per-CPU kinds: distance of two CPUs' values */
  uint32_t cpu_count;    /* values in value_bytes: 1, or the CPUs */
};

MBPF_WARN_UNUSED mbpf_status mbpf_map_describe(mbpf_runtime *runtime, mbpf_map_handle map,
                                               struct mbpf_map_info *info, mbpf_error *error);

/*
 * Operations on one map. They behave as docs/maps.md says for its kind; keys are key_bytes and values mbpf_map_info.value_bytes
 * long, never torn. Beside the errors named: ALREADY_UNLOADED for a stale handle, UNSUPPORTED where the kind has no such operation,
 * READ_ONLY against the map's flags, BUSY when another holder of a lock inside the map does not let go, or no CPU number
 * is free for the calling thread. error may be NULL.
 */

/* The value under key. NOT_FOUND. */
mbpf_status mbpf_map_lookup(mbpf_runtime *runtime, mbpf_map_handle map, const void *key, void *value,
                            mbpf_error *error);

/* Sets a value; flags MBPF_ANY, MBPF_NOEXIST (EXISTS), MBPF_EXIST (NOT_FOUND). FULL. */
mbpf_status mbpf_map_update(mbpf_runtime *runtime, mbpf_map_handle map, const void *key, const void *value,
                            uint64_t flags, mbpf_error *error);

mbpf_status mbpf_map_delete(mbpf_runtime *runtime, mbpf_map_handle map, const void *key, mbpf_error *error);

/* The key after previous (NULL: the first) in the map's own order; NOT_FOUND after the last. next may be previous. */
mbpf_status mbpf_map_next_key(mbpf_runtime *runtime, mbpf_map_handle map, const void *previous, void *next,
                              mbpf_error *error);

/* Up to *count entries after previous, keys and values one after another; *count becomes how many there were. */
mbpf_status mbpf_map_lookup_batch(mbpf_runtime *runtime, mbpf_map_handle map, const void *previous,
                                  void *keys, void *values, uint32_t *count, mbpf_error *error);

/*
 * Per-CPU kinds whose value is made of u64s: every CPU's values as mbpf_map_lookup gives them, and their sums over the CPUs
 * (value_bytes of the definition).
 */
mbpf_status mbpf_map_sum(mbpf_runtime *runtime, mbpf_map_handle map, const void *key, void *values,
                         uint64_t *sums, mbpf_error *error);

/* Entries in the map: keys, values of a queue or stack, or records of a ring. */
mbpf_status mbpf_map_count(mbpf_runtime *runtime, mbpf_map_handle map, uint32_t *count, mbpf_error *error);

/* Queue and stack: EMPTY, FULL (flags MBPF_EXIST: the oldest makes room). bloom_filter: push adds, peek asks. */
mbpf_status mbpf_map_push(mbpf_runtime *runtime, mbpf_map_handle map, const void *value, uint64_t flags,
                          mbpf_error *error);
mbpf_status mbpf_map_pop(mbpf_runtime *runtime, mbpf_map_handle map, void *value, mbpf_error *error);
mbpf_status mbpf_map_peek(mbpf_runtime *runtime, mbpf_map_handle map, void *value, mbpf_error *error);

/* The map that a map of maps holds under key. NOT_FOUND. */
mbpf_status mbpf_map_inner(mbpf_runtime *runtime, mbpf_map_handle map, const void *key,
                           mbpf_map_handle *inner, mbpf_error *error);

/*
 * Hands up to max (0: all) finished records to fn, oldest first, and frees them; *consumed is how many. One consumer at a time:
 * BUSY otherwise.
 */
mbpf_status mbpf_ring_consume(mbpf_runtime *runtime, mbpf_map_handle map, mbpf_ring_record_fn *fn, void *user,
                              uint32_t max, uint32_t *consumed, mbpf_error *error);

/* Sizes and positions of a ring, and the records that were dropped because it was full. */
mbpf_status mbpf_ring_info(mbpf_runtime *runtime, mbpf_map_handle map, struct mbpf_ring_info *info,
                           mbpf_error *error);

#endif
