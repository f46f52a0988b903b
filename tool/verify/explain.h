/* A rejected program, told so that its author sees on one screen what is wrong and what would fix it. */
#ifndef TOOL_VERIFY_EXPLAIN_H
#define TOOL_VERIFY_EXPLAIN_H

#include "verify/report.h"

#include <stdio.h>

/*
 * Class, title, source line with caret, the instruction, what is wrong, the fix; unless brief also the registers and where their
 * values came from, and the branches that lead there.
 */
void explain_problem(struct pool *pool, const struct package_file *file, const struct report_program *program,
                     bool brief, FILE *out);

#endif
