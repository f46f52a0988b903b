/* Text into a bounded buffer: the core's formatter. Never allocates, always terminates, cuts with "..." when full. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
  char *at;     /* the buffer, always zero-terminated */
  size_t bytes; /* its size with the terminator, >= 1 */
  size_t length;
  bool cut; /* something did not fit */
};

/* Starts an empty text in a caller's buffer of bytes >= 1. */
void text_init(struct text *text, char *buffer, size_t bytes);

void text_put(struct text *text, char c);
void text_write(struct text *text, const char *from, size_t length);

/*
 * The printf subset the core uses: %d %i %u %x %X %c %s %p %% with flags '-' '+' '0' '#', width, precision (also '*'), and the
 * lengths hh h l ll z. Anything else is copied as it stands.
 */
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_vprintf(struct text *text, const char *format, va_list args);

#endif
