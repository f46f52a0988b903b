/* The way to a problem: every branch on it, and where each register was set last. */
#ifndef TOOL_VERIFY_PATH_H
#define TOOL_VERIFY_PATH_H

#include "package_file.h"

#include "ebpf/verify/verify.h"

enum { PATH_BRANCHES = 32, PATH_REGISTERS = 11, PATH_NO_ORIGIN = -1 };

struct path {
  uint32_t count; /* the last branches, oldest first */
  struct verify_branch branches[PATH_BRANCHES];
  int64_t origin[PATH_REGISTERS]; /* slot that set the register last on this way, or PATH_NO_ORIGIN */
};

/* Follows what the verifier tells, and the branches it leaves out: those that were not taken between two it tells. */
void path_find(const struct package_file *file, const struct verify_problem *problem, struct path *path);

#endif
