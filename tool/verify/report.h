/*
 * Verifying the eBPF programs of a package outside a runtime: for build, which packs the proofs, and check, which explains. Does
 * what loading does, and keeps more of what is found.
 */
#ifndef TOOL_VERIFY_REPORT_H
#define TOOL_VERIFY_REPORT_H

#include "package_file.h"

#include "ebpf/verify/verify.h"

struct report_options {
  bool proven; /* reject loops without a proof that they end, which are else metered */
  bool states; /* keep the abstract states */
};

/* The state before an instruction. An instruction may be reached in several. */
struct report_state {
  uint32_t slot;
  uint32_t order; /* as they were found */
  const char *text;
};

/* What is wrong with a program. */
struct report_problem {
  const char *code;  /* "V03" */
  const char *class; /* "packet-bounds" */
  const char *title;
  const char *hint;
  const char *page; /* of the docs */
  bool has_slot;
  struct verify_problem found;
};

struct report_program {
  uint32_t number; /* in the manifest */
  const char *name;
  bool accepted;
  bool packed; /* the package brought a proof, which was checked */
  struct report_problem problem;
  struct verify_result result; /* accepted */
  const uint8_t *proof;        /* accepted */
  uint32_t proof_bytes;
  uint32_t solver_peak_bytes;
  uint64_t solve_us; /* 0: not solved */
  uint64_t check_us;
  struct report_state *states; /* by slot, then as found */
  size_t state_count;
};

struct report {
  const struct package_file *file;
  bool accepted; /* every program is */
  uint32_t count;
  struct report_program *programs;
};

/*
 * Verifies every eBPF program. A program that brings a proof stands or falls by it; all are solved, for the figures and the states.
 * False, with error, only when there is nothing to report on (no memory, a hook that does not exist). All memory is the pool's.
 */
bool report_make(struct pool *pool, const struct package_file *file, const struct report_options *options,
                 struct report *report, struct tool_error *error);

/* The package of report->file with a PROOF section of the programs' proofs, in the place of one that was there. */
bool report_pack(struct pool *pool, const struct report *report, struct buffer *image,
                 struct tool_error *error);

#endif
