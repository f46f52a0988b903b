/* Filling an mbpf_error: every failing path of the core ends in one of these. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <mbpf/error.h>
#include <stdarg.h>

/*
 * Fills error (which may be NULL) with a status and a formatted line (text_format.h's directives), and returns the
 * status, so that a failing check is one statement: return fail(error, MBPF_INVALID_PACKAGE, "…", …);
 */
#if MBPF_WITH_ERROR_TEXT

mbpf_status mbpf_fail(mbpf_error *error, mbpf_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#ifdef __clang_analyzer__ /* cannot see that the status comes back, and would follow failures as if they were none */
#define mbpf_fail(error, status, ...) ((void)(mbpf_fail)((error), (status), __VA_ARGS__), (status))
#endif

/* A piece of a message. */
#define ERROR_WORDS(text) text

#else

mbpf_status mbpf_fail_bare(mbpf_error *error, mbpf_status status);

/* Checks the format as ever; never called, so neither the text nor what it is made of is in the program. */
int error_text_unused(const char *format, ...) __attribute__((format(printf, 1, 2)));
#define mbpf_fail(error, status, ...)                                                                        \
  ((void)(0 && error_text_unused(__VA_ARGS__)), mbpf_fail_bare((error), (status)))
#define ERROR_WORDS(text) ""

#endif

#endif
