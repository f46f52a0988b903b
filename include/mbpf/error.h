/* Status codes, and the error a failing call fills in. */
#ifndef MBPF_ERROR_H
#define MBPF_ERROR_H

#include <mbpf/config.h>

/* name, value, sentence. Values are part of the ABI: rows are added, never changed. */
#define MBPF_STATUS_TABLE(X)                                                                                 \
  X(OK, 0, "success")                                                                                        \
  X(INVALID_ARG, -1, "an argument is invalid")                                                               \
  X(NO_MEM, -2, "not enough memory in the arena")                                                            \
  X(INVALID_PACKAGE, -3, "the package is malformed")                                                         \
  X(INVALID_MAGIC, -4, "this is not an .mbpf package")                                                       \
  X(UNSUPPORTED_VER, -5, "the package format version is not supported")                                      \
  X(MISSING_SECTION, -6, "the package lacks a required section")                                             \
  X(INVALID_BYTECODE, -7, "the bytecode is malformed")                                                       \
  X(HOOK_MISMATCH, -8, "the program is of another hook type")                                                \
  X(CAPABILITY_DENIED, -9, "the policy does not grant a capability the program needs")                       \
  X(BUDGET_EXCEEDED, -10, "a budget or limit is exceeded")                                                   \
  X(ALREADY_ATTACHED, -11, "the program is already attached to this hook point")                             \
  X(NOT_ATTACHED, -12, "the program is not attached")                                                        \
  X(NESTED_EXEC, -13, "the instance is busy with an outer run")                                              \
  X(SIGNATURE, -14, "the signature is missing, wrong or not trusted")                                        \
  X(SECTION_BOUNDS, -15, "a section lies outside the package")                                               \
  X(SECTION_OVERLAP, -16, "sections overlap")                                                                \
  X(CRC_MISMATCH, -17, "a checksum does not match")                                                          \
  X(HEAP_TOO_SMALL, -18, "the heap is too small")                                                            \
  X(ALREADY_UNLOADED, -19, "the object is already unloaded")                                                 \
  X(ABI_MISMATCH, -20, "the context ABI version does not match")                                             \
  X(MISSING_ENTRY, -21, "the entry point is missing")                                                        \
  X(INIT_FAILED, -22, "the program's initialisation failed")                                                 \
  X(MAP_INCOMPATIBLE, -23, "a map does not match the existing one")                                          \
  X(STILL_ATTACHED, -24, "a program of the package is still attached")                                       \
  X(API_VERSION, -25, "the package needs another API version")                                               \
  X(HELPER_VERSION, -26, "the package needs another helper version")                                         \
  X(TARGET_MISMATCH, -27, "the package is for another target")                                               \
  X(NOT_FOUND, -28, "nothing has this name or key")                                                          \
  X(EXISTS, -29, "the key or name is already there")                                                         \
  X(FULL, -30, "the map or table is full")                                                                   \
  X(EMPTY, -31, "the map is empty")                                                                          \
  X(UNSUPPORTED, -32, "the operation is not supported here")                                                 \
  X(READ_ONLY, -33, "the map is read-only for this side")                                                    \
  X(BUSY, -34, "the object is in use, try again")                                                            \
  X(NOT_VERIFIED, -35, "the program failed verification")                                                    \
  X(EXECUTION, -36, "the program was stopped by a run-time check")

typedef enum mbpf_status {
#define MBPF_STATUS_ENUM(name, value, sentence) MBPF_##name = (value),
  MBPF_STATUS_TABLE(MBPF_STATUS_ENUM)
#undef MBPF_STATUS_ENUM
} mbpf_status;

#define MBPF_WARN_UNUSED __attribute__((warn_unused_result))

/*
 * What went wrong, for a person: the status, and one line that says what, where and, where it can be said, what would
 * fix it. The caller owns it; every function that takes one accepts NULL. Written only on failure. The line is empty in a build without MBPF_WITH_ERROR_TEXT.
 */
typedef struct mbpf_error {
  mbpf_status status;
  char message[MBPF_ERROR_BYTES];
} mbpf_error;

/* "INVALID_ARG" for MBPF_INVALID_ARG; "UNKNOWN" for a value of no row. Static text, any context. */
const char *mbpf_status_name(mbpf_status status);

/* One sentence for the status, without capital or full stop. Static text, any context. */
const char *mbpf_status_sentence(mbpf_status status);

#endif
