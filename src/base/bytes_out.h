/* Bytes into a bounded buffer that counts what did not fit: for writing in two passes, size first. */
#ifndef BASE_BYTES_OUT_H
#define BASE_BYTES_OUT_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that fit are stored, all are counted. at may be NULL when capacity is 0. The caller owns the buffer.
 */
struct bytes_out {
  uint8_t *at;
  size_t capacity;
  size_t length;
};

static inline void bytes_put(struct bytes_out *out, uint8_t byte) {
  if (out->length < out->capacity)
    out->at[out->length] = byte;
  out->length++;
}

static inline void bytes_put_le32(struct bytes_out *out, uint32_t number) {
  for (unsigned shift = 0; shift < 32; shift += 8)
    bytes_put(out, (uint8_t)(number >> shift));
}

static inline void bytes_write(struct bytes_out *out, const void *from, size_t length) {
  const uint8_t *bytes = from;
  for (size_t i = 0; i < length; i++)
    bytes_put(out, bytes[i]);
}

#endif
