/* UTF-8 as RFC 3629 has it: is a text from outside well-formed? */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of the character at the start of at[0, length): 1 to 4, or 0 when it is malformed, cut, overlong or a
 * surrogate. */
unsigned utf8_length(const uint8_t *at, size_t length);

/* The offset of the first malformed character in at[0, length), or length when there is none. */
size_t utf8_check(const uint8_t *at, size_t length);

#endif
