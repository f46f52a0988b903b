/* Filling an mbpf_error: every failing path of the core ends in one of these. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <mbpf/error.h>
#include <stdarg.h>

/*
 * Fills error (which may be NULL) with a status and a formatted line (text_format.h's directives), and returns the
 * status, so that a failing check is one statement: return fail(error, MBPF_INVALID_PACKAGE, "…", …);
 */
mbpf_status mbpf_fail(mbpf_error *error, mbpf_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
