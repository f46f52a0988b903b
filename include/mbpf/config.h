/*
 * Every limit and switch of microBPF, each with its default and what it bounds.
 *
 * Override one with -DNAME=VALUE for the whole build, or put all of yours into a header and give its name with
 * -DMBPF_CONFIG_FILE='"my_config.h"'. Nothing in the sources repeats one of these numbers.
 */
#ifndef MBPF_CONFIG_H
#define MBPF_CONFIG_H

#ifdef MBPF_CONFIG_FILE
#include MBPF_CONFIG_FILE
#endif

/* --- what a package may contain --- */

/* Largest .mbpf file, bytes. */
#ifndef MBPF_MAX_PACKAGE_BYTES
#define MBPF_MAX_PACKAGE_BYTES 16777216u
#endif
/* Sections in one package, known and unknown types together. */
#ifndef MBPF_MAX_SECTIONS
#define MBPF_MAX_SECTIONS 32u
#endif
/* Programs in one package. */
#ifndef MBPF_MAX_PROGRAMS
#define MBPF_MAX_PROGRAMS 32u
#endif
/* Maps in one package, global data sections and inner-map templates included. */
#ifndef MBPF_MAX_MAPS
#define MBPF_MAX_MAPS 64u
#endif
/* Bytes of a program, map, hook point or capability name; no terminating zero is stored. */
#ifndef MBPF_MAX_NAME
#define MBPF_MAX_NAME 63u
#endif
/* Nesting of arrays and maps in a manifest. */
#ifndef MBPF_MAX_MANIFEST_DEPTH
#define MBPF_MAX_MANIFEST_DEPTH 8u
#endif
/* Per-helper call limits one program may state. */
#ifndef MBPF_MAX_HELPER_LIMITS
#define MBPF_MAX_HELPER_LIMITS 16u
#endif
/* Helper versions one package may ask for. */
#ifndef MBPF_MAX_HELPER_VERSIONS
#define MBPF_MAX_HELPER_VERSIONS 32u
#endif

/* --- what a runtime holds --- */

/* CPUs (or host threads) that may fire at the same time. */
#ifndef MBPF_MAX_CPUS
#define MBPF_MAX_CPUS 64u
#endif
/* Packages loaded at once. */
#ifndef MBPF_MAX_PACKAGES
#define MBPF_MAX_PACKAGES 32u
#endif
/* Hook points at once. */
#ifndef MBPF_MAX_HOOK_POINTS
#define MBPF_MAX_HOOK_POINTS 64u
#endif
/* Links at once, over all hook points. */
#ifndef MBPF_MAX_LINKS
#define MBPF_MAX_LINKS 128u
#endif
/* Links on one hook point. */
#ifndef MBPF_MAX_LINKS_PER_POINT
#define MBPF_MAX_LINKS_PER_POINT 16u
#endif
/* Hook points that may fire inside one another on one CPU (a program's helper firing a tracepoint). */
#ifndef MBPF_MAX_FIRE_DEPTH
#define MBPF_MAX_FIRE_DEPTH 4u
#endif

/* --- budgets of one invocation: the default where a manifest says 0, and the most it may say --- */

#ifndef MBPF_DEFAULT_MAX_STEPS
#define MBPF_DEFAULT_MAX_STEPS 1000000u
#endif
#ifndef MBPF_LIMIT_MAX_STEPS
#define MBPF_LIMIT_MAX_STEPS 4000000000u
#endif
#ifndef MBPF_DEFAULT_MAX_HELPERS
#define MBPF_DEFAULT_MAX_HELPERS 100000u
#endif
#ifndef MBPF_LIMIT_MAX_HELPERS
#define MBPF_LIMIT_MAX_HELPERS 1000000000u
#endif
/* 0: no limit on wall time unless the program or the policy states one. */
#ifndef MBPF_DEFAULT_MAX_WALL_TIME_US
#define MBPF_DEFAULT_MAX_WALL_TIME_US 0u
#endif
/* The most a manifest may say: one day. */
#ifndef MBPF_LIMIT_MAX_WALL_TIME_US
#define MBPF_LIMIT_MAX_WALL_TIME_US 86400000000u
#endif
/* Steps between two looks at the clock when a wall time limit is set. */
#ifndef MBPF_CLOCK_CHECK_STEPS
#define MBPF_CLOCK_CHECK_STEPS 4096u
#endif

/* --- the eBPF engine --- */

/* Instructions (8-byte slots) of one BYTECODE section. */
#ifndef MBPF_EBPF_MAX_INSNS
#define MBPF_EBPF_MAX_INSNS 65536u
#endif
/* Functions of one BYTECODE section, entry points and subprograms together. */
#ifndef MBPF_EBPF_MAX_FUNCTIONS
#define MBPF_EBPF_MAX_FUNCTIONS 256u
#endif
/* Frames of one invocation: the entry point and the calls below it. */
#ifndef MBPF_EBPF_MAX_FRAMES
#define MBPF_EBPF_MAX_FRAMES 8u
#endif
/* Bytes of stack along one call chain. */
#ifndef MBPF_EBPF_STACK_BYTES
#define MBPF_EBPF_STACK_BYTES 512u
#endif
/* Tail calls of one invocation; the next one falls through. */
#ifndef MBPF_EBPF_MAX_TAIL_CALLS
#define MBPF_EBPF_MAX_TAIL_CALLS 33u
#endif
/* Ring records one invocation may hold reserved at the same time. */
#ifndef MBPF_EBPF_MAX_REFERENCES
#define MBPF_EBPF_MAX_REFERENCES 8u
#endif
/* The tier that checks every access at run time; a device that only runs verified programs leaves it out. */
#ifndef MBPF_WITH_CHECKED_TIER
#define MBPF_WITH_CHECKED_TIER 1
#endif

/*
 * Threaded code in the interpreter: a function per operation that ends by calling the next in tail position. It needs a compiler
 * that makes jumps of such calls: Clang with musttail, or GCC for x86-64, where src/ebpf/threaded.inc asks for it (and nothing like -pg
 * or -finstrument-functions may put work behind the call). On other CPUs GCC may do as well (not on s390x): tests/unit/ebpf/long_run.c
 * says so. 0 is a switch, smaller and slower.
 */
#ifndef MBPF_WITH_THREADED_DISPATCH
#if !defined(__GNUC__) || !defined(__LP64__) || defined(__OPTIMIZE_SIZE__) ||                                \
    defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MBPF_WITH_THREADED_DISPATCH 0
#elif !defined(__clang__) && !defined(__x86_64__)
#define MBPF_WITH_THREADED_DISPATCH 0
#elif !defined(__clang__)
#define MBPF_WITH_THREADED_DISPATCH 1
#elif !__has_attribute(musttail) || __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||   \
    __has_feature(memory_sanitizer)
#define MBPF_WITH_THREADED_DISPATCH 0
#else
#define MBPF_WITH_THREADED_DISPATCH 1
#endif
#endif
/*
 * Fused operations in threaded code: one dispatch for two and more instructions that are often neighbours. Loops run in about 60 % of the
 * time, for some 400 KiB of code and half a minute of compiling.
 */
#ifndef MBPF_WITH_FUSED_OPS
#define MBPF_WITH_FUSED_OPS MBPF_WITH_THREADED_DISPATCH
#endif
/* Instructions as text in messages and in disassembly; 0 saves about 4 KiB and leaves numbers. */
#ifndef MBPF_WITH_DISASM
#define MBPF_WITH_DISASM 1
#endif

/* --- the eBPF verifier --- */

/* Largest packet a program may see, bytes; a longer one is truncated. Bounds loops over packet pointers. */
#ifndef MBPF_MAX_PACKET_BYTES
#define MBPF_MAX_PACKET_BYTES 65535u
#endif
/* Nested loops of one function that can be proven to end. */
#ifndef MBPF_VERIFY_LOOP_LEVELS
#define MBPF_VERIFY_LOOP_LEVELS 4u
#endif
/* Register values one abstract state can remember on the stack; further ones become plain numbers or unreadable pointers. */
#ifndef MBPF_VERIFY_SPILLS
#define MBPF_VERIFY_SPILLS 48u
#endif
/* All memory the proof checker needs, bytes; a static assertion holds it to this. */
#ifndef MBPF_VERIFY_CHECKER_BYTES
#define MBPF_VERIFY_CHECKER_BYTES 8192u
#endif

/*
 * The solver: verifies packages that bring no proof. On by default where there is an operating system; a device that leaves it out
 * loads packages with a proof only, as `mbpf build` makes them, and saves about 26 KiB of code.
 */
#ifndef MBPF_WITH_SOLVER
#if defined(__unix__) || defined(__APPLE__) || defined(_WIN32)
#define MBPF_WITH_SOLVER 1
#else
#define MBPF_WITH_SOLVER 0
#endif
#endif
/* The most memory of the arena the solver takes while it works, and gives back, bytes. */
#ifndef MBPF_SOLVER_BYTES
#define MBPF_SOLVER_BYTES (8u * 1024u * 1024u)
#endif

/* The context __sk_buff on net hooks, for socket filters and traffic-control programs written for Linux. */
#ifndef MBPF_WITH_VIEW_SKB
#define MBPF_WITH_VIEW_SKB 1
#endif
/*
 * Families of helpers (docs/helpers.md); a program that calls one of a family that is left out is refused by number.
 * Text: printk, snprintf, strtol, strncmp. Net: checksums, redirects, moving and copying packet bytes. Loop: helpers that
 * call back into the program.
 */
#ifndef MBPF_WITH_HELPERS_TEXT
#define MBPF_WITH_HELPERS_TEXT 1
#endif
#ifndef MBPF_WITH_HELPERS_NET
#define MBPF_WITH_HELPERS_NET 1
#endif
#ifndef MBPF_WITH_HELPERS_LOOP
#define MBPF_WITH_HELPERS_LOOP 1
#endif
/* Keep a package's DEBUG section, so that a stop names its source line; 0 reads past it. */
#ifndef MBPF_WITH_DEBUG_INFO
#define MBPF_WITH_DEBUG_INFO 1
#endif

/* --- maps --- */

/* Bytes of a key; lpm_trie keys are at most 4 + 256. */
#ifndef MBPF_MAP_MAX_KEY_BYTES
#define MBPF_MAP_MAX_KEY_BYTES 512u
#endif
/* Bytes of a value. Global data sections are values, too. */
#ifndef MBPF_MAP_MAX_VALUE_BYTES
#define MBPF_MAP_MAX_VALUE_BYTES (16u * 1024u * 1024u)
#endif
/* Entries of a map, and bytes of a ring; at most 2^30. What the arena holds is the limit in practice. */
#ifndef MBPF_MAP_MAX_ENTRIES
#define MBPF_MAP_MAX_ENTRIES (1u << 26)
#endif
/*
 * Looks at a held lock before an operation gives up with -EBUSY. A holder on the same CPU (an interrupted program) is seen
 * at once; this bounds the wait for another CPU, which lasts for tens of instructions unless its thread is preempted (the
 * port's relax lets it run again).
 */
#ifndef MBPF_MAP_SPIN_LIMIT
#if MBPF_MAX_CPUS > 1
#define MBPF_MAP_SPIN_LIMIT 4000000u
#else
#define MBPF_MAP_SPIN_LIMIT 1u
#endif
#endif
/*
 * Buckets of a hash per entry (max_entries rounded up to a power of two), a power of two: 8 bytes each. More make a walk along
 * a chain, which costs a mispredicted branch, rarer.
 */
#ifndef MBPF_MAP_HASH_SPREAD
#if MBPF_MAX_CPUS > 1
#define MBPF_MAP_HASH_SPREAD 4u
#else
#define MBPF_MAP_HASH_SPREAD 1u
#endif
#endif
/* Uses of an LRU map one CPU collects before it sorts them into the list; 4 bytes each per CPU and map. */
#ifndef MBPF_MAP_LRU_TOUCHES
#define MBPF_MAP_LRU_TOUCHES 63u
#endif
/* The most first bits of an LPM key that are looked up at once: 8 << bits bytes per map. */
#ifndef MBPF_MAP_LPM_ROOT_BITS
#define MBPF_MAP_LPM_ROOT_BITS 10u
#endif
/* Kinds in this build: a package that needs one set to 0 is refused by name. Each must be 0 or 1. */
#ifndef MBPF_WITH_MAP_ARRAY
#define MBPF_WITH_MAP_ARRAY 1
#endif
#ifndef MBPF_WITH_MAP_PERCPU_ARRAY
#define MBPF_WITH_MAP_PERCPU_ARRAY 1
#endif
#ifndef MBPF_WITH_MAP_HASH
#define MBPF_WITH_MAP_HASH 1
#endif
#ifndef MBPF_WITH_MAP_PERCPU_HASH
#define MBPF_WITH_MAP_PERCPU_HASH 1
#endif
#ifndef MBPF_WITH_MAP_LRU_HASH
#define MBPF_WITH_MAP_LRU_HASH 1
#endif
#ifndef MBPF_WITH_MAP_LRU_PERCPU_HASH
#define MBPF_WITH_MAP_LRU_PERCPU_HASH 1
#endif
#ifndef MBPF_WITH_MAP_LPM_TRIE
#define MBPF_WITH_MAP_LPM_TRIE 1
#endif
#ifndef MBPF_WITH_MAP_PROG_ARRAY
#define MBPF_WITH_MAP_PROG_ARRAY 1
#endif
#ifndef MBPF_WITH_MAP_ARRAY_OF_MAPS
#define MBPF_WITH_MAP_ARRAY_OF_MAPS 1
#endif
#ifndef MBPF_WITH_MAP_HASH_OF_MAPS
#define MBPF_WITH_MAP_HASH_OF_MAPS 1
#endif
#ifndef MBPF_WITH_MAP_DEVMAP
#define MBPF_WITH_MAP_DEVMAP 1
#endif
#ifndef MBPF_WITH_MAP_QUEUE
#define MBPF_WITH_MAP_QUEUE 1
#endif
#ifndef MBPF_WITH_MAP_STACK
#define MBPF_WITH_MAP_STACK 1
#endif
#ifndef MBPF_WITH_MAP_RINGBUF
#define MBPF_WITH_MAP_RINGBUF 1
#endif
#ifndef MBPF_WITH_MAP_BLOOM_FILTER
#define MBPF_WITH_MAP_BLOOM_FILTER 1
#endif

/* Not to be set: whether any kind in the build has values per CPU, push and pop, maps as values, or a use list. */
#define MBPF_HAS_PERCPU_MAPS                                                                                 \
  (MBPF_WITH_MAP_PERCPU_ARRAY || MBPF_WITH_MAP_PERCPU_HASH || MBPF_WITH_MAP_LRU_PERCPU_HASH)
#define MBPF_HAS_DEQUES       (MBPF_WITH_MAP_QUEUE || MBPF_WITH_MAP_STACK || MBPF_WITH_MAP_BLOOM_FILTER)
#define MBPF_HAS_MAPS_OF_MAPS (MBPF_WITH_MAP_ARRAY_OF_MAPS || MBPF_WITH_MAP_HASH_OF_MAPS)
#define MBPF_HAS_LRU          (MBPF_WITH_MAP_LRU_HASH || MBPF_WITH_MAP_LRU_PERCPU_HASH)

/* --- logging --- */

/* Bytes of one log line; a longer one is cut and marked. */
#ifndef MBPF_LOG_LINE_BYTES
#define MBPF_LOG_LINE_BYTES 256u
#endif
/* Lines a program may log per second; the rest are counted and summed up in one line. */
#ifndef MBPF_LOG_LINES_PER_SECOND
#define MBPF_LOG_LINES_PER_SECOND 100u
#endif

/* --- text --- */

/* Bytes of an error message with its terminating zero. */
#ifndef MBPF_ERROR_BYTES
#define MBPF_ERROR_BYTES 256u
#endif

/*
 * Errors with a sentence that says what, where and what would fix it. 0 saves about 31 KiB of code and constants: an error is
 * then its status alone with an empty message, and the host's tool (mbpf inspect, mbpf check) says the rest about the same
 * package.
 */
#ifndef MBPF_WITH_ERROR_TEXT
#define MBPF_WITH_ERROR_TEXT 1
#endif

/* Accept a manifest written as JSON beside CBOR. */
#ifndef MBPF_WITH_JSON_MANIFEST
#define MBPF_WITH_JSON_MANIFEST 1
#endif

#endif
