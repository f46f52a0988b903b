/* Exit codes of the mbpf command, and the error a failing step of it fills in. */
#ifndef TOOL_ERROR_H
#define TOOL_ERROR_H

#include <stdbool.h>

/* docs/cli.md lists them; scripts rely on the numbers. */
enum tool_exit {
  TOOL_OK = 0,
  TOOL_FAILED = 1,
  TOOL_USAGE = 2,
  TOOL_REJECTED = 3, /* a program failed verification */
  TOOL_REFUSED = 4,  /* signature or policy */
  TOOL_TARGET = 5,   /* target or transport */
  TOOL_NOT_FOUND = 6 /* a file or a program name */
};

struct tool_error {
  int exit; /* one of the above */
  char message[1024];
};

/*
 * Fills error with an exit code and one formatted line, and returns false, so that a failing check is one statement:
 * return tool_fail(error, TOOL_FAILED, "…", …);
 */
bool tool_fail(struct tool_error *error, int exit, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Prints "mbpf VERB: message" on stderr and returns the error's exit code. */
int tool_report(const char *verb, const struct tool_error *error);

/* The exit code that belongs to a status of the core: verification, policy and not-found have their own. */
int tool_exit_of(int status);

#endif
