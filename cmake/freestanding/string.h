/* All the C library the core may use. The freestanding build sees this header in place of the system's. */
#ifndef MBPF_FREESTANDING_STRING_H
#define MBPF_FREESTANDING_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int byte, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);

#endif
