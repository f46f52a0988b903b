/*
 * One invocation of one program: what the engine and the helpers share while it runs. It lives on the firing
 * stack; nothing in it outlives the call. Engines keep their own machine state (registers, frames) beside it.
 */
#ifndef RUNTIME_RUN_H
#define RUNTIME_RUN_H

#include <mbpf/config.h>
#include <mbpf/hook.h>
#include <mbpf/port.h>
#include <stdbool.h>
#include <stdint.h>

struct callback;
struct map;
struct program;

/* Why a run ended. ok must be 0. */
enum run_end {
  RUN_OK = 0,
  RUN_BUDGET_STEPS,
  RUN_BUDGET_HELPERS,
  RUN_BUDGET_TIME,
  RUN_BAD_ACCESS,      /* checked tier: an access outside what the program may touch */
  RUN_BAD_ARGUMENT,    /* checked tier: a helper argument of the wrong kind */
  RUN_BAD_INSTRUCTION, /* checked tier: a jump, call or instruction that must not be reached */
  RUN_CALL_DEPTH,
  RUN_REFERENCE_LEAK, /* checked tier: a ring record neither submitted nor discarded */
  RUN_OUT_OF_MEMORY,
  RUN_EXCEPTION
};

/*
 * What r1 of an eBPF program points to: the packet's bounds and the scratch fields of the context views, in
 * host order. Fields of a view either live here or in the host's context struct; the view's table
 * (hook/view.h) says which.
 */
struct run_context {
  const void *host; /* the struct the host passed: mbpf_net_ctx, mbpf_timer_ctx, … */
  uint8_t *data;    /* packet or event bytes: [data, data_end) */
  uint8_t *data_end;
  uint8_t *data_meta;  /* <= data; metadata is [data_meta, data) */
  uint8_t *hard_start; /* adjust_head and adjust_meta may go down to here */
  uint8_t *hard_end;   /* adjust_tail may go up to here */
  uint32_t protocol;   /* EtherType in network byte order, as __sk_buff has it */
  uint32_t mark;
  uint32_t priority;
  uint32_t tc_index;
  uint32_t cb[5];
  uint32_t redirect_ifindex; /* set by bpf_redirect and bpf_redirect_map */
  uint32_t redirect_flags;
#if MBPF_WITH_CHECKED_TIER
  /* Views (__sk_buff: 192 bytes) reach beyond this struct; nothing else a program may touch must lie that near. */
  uint8_t view_room[136];
#endif
};

/* A program's limit on calls of one helper in one invocation. */
struct helper_allowance {
  uint32_t id;
  uint32_t calls;
};

/* Where and why a run stopped, for messages: pc counts 8-byte slots of the code section. */
struct run_stop {
  enum run_end end;
  uint32_t pc;
  const char *detail; /* static text: "read", "write", "helper argument 2 …"; or NULL */
  uint64_t address;   /* of a bad access */
  uint64_t length;
};

struct run {
  const struct mbpf_port *port;
  const struct program *program; /* a tail call changes it */
  uint32_t cpu;
  uint32_t tail_calls;
  struct run_context *context;
  struct callback
      *callback; /* where a helper that calls back puts its state; set by the engine before the call */

  /*
   * May the running program read these bytes? For helpers that follow an address found in memory (%s of trace_printk). Set by
   * the engine with its machine; NULL: no such address is followed.
   */
  bool (*may_read)(const struct run *run, uint64_t address, uint64_t bytes);
  const void *machine;

  /* Budgets, counted exactly. steps_used is written when the run ends. */
  uint64_t max_steps;
  uint64_t steps_used;
  uint64_t helpers_left;
  uint64_t deadline_ns; /* 0: none */
  /*
   * For programs that limit single helpers: helpers_left is 0, so that every call takes the engine's slow way, the calls
   * left are in helpers_withheld, and helper_calls counts beside each allowance.
   */
  const struct helper_allowance *allowances;
  uint32_t allowance_count;
  uint64_t helpers_withheld;
  uint32_t helper_calls[MBPF_MAX_HELPER_LIMITS];

  struct run_stop stop;
};

#endif
