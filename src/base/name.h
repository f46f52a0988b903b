/* Comparing names: the core has no <string.h> beyond mem*. */
#ifndef BASE_NAME_H
#define BASE_NAME_H

#include <stdbool.h>
#include <stddef.h>

static inline size_t name_length(const char *name) {
  size_t length = 0;
  while (name[length] != '\0')
    length++;
  return length;
}

/* Is the zero-terminated name the text of length bytes? */
static inline bool name_is(const char *name, const char *text, size_t length) {
  size_t i = 0;
  while (i < length && name[i] != '\0' && name[i] == text[i])
    i++;
  return i == length && name[i] == '\0';
}

/* Are two zero-terminated names the same? */
static inline bool names_equal(const char *a, const char *b) {
  return name_is(a, b, name_length(b));
}

#endif
