/* printf as eBPF programs have it: the format and the numbers come from the program, so nothing in them is trusted. */
#ifndef HELPER_FORMAT_H
#define HELPER_FORMAT_H

#include "base/bytes_out.h"
#include "runtime/run.h"

/* Most numbers a format may take (Linux's MAX_BPRINTF_VARARGS). */
#define FORMAT_MAX_ARGS 12u

/*
 * Writes format, which has at most length bytes and ends at a zero among them, with its numbers. Directives as in
 * bpf-helpers(7): %d %i %u %x %X with l and ll, %c, %s, %p and its kinds, %pI4 %pi4 %pI6 %pi6, %%, with flags and width.
 * Addresses are followed only where run->may_read allows. Returns 0, or -EINVAL when the format has no zero, a byte that is
 * neither printable ASCII nor space, an unknown directive, or more directives than count; then nothing is written.
 */
int format_write(const struct run *run, struct bytes_out *out, const char *format, size_t length,
                 const uint64_t *arguments, uint32_t count);

#endif
