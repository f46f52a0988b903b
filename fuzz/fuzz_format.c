/*
 * Formats and numbers of programs: the input is a byte that picks the buffer's size, then up to 12 numbers, then the text. The
 * text is used as a format and as a number; the program may read the text alone.
 */
#include "helper/family.h"
#include "helper/format.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *readable;
static size_t readable_bytes;

static bool may_read(const struct run *run, uint64_t address, uint64_t bytes) {
  uint64_t start = (uintptr_t)readable;
  (void)run;
  return address >= start && address - start <= readable_bytes && bytes <= readable_bytes - (address - start);
}

static void check(bool truth) {
  if (!truth)
    abort();
}

/* The same format twice: into the given room, and counted only; the counts agree and nothing is written beyond. */
static void format(struct run *run, const char *text, size_t length, const uint64_t *numbers, uint32_t count,
                   size_t room) {
  uint8_t *buffer = malloc(room ? room : 1);
  struct bytes_out out = {buffer, room, 0}, counted = {NULL, 0, 0};
  int result = format_write(run, &out, text, length, numbers, count);
  check(format_write(run, &counted, text, length, numbers, count) == result && counted.length == out.length);
  check(result == 0 || out.length == 0);
  free(buffer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct run run = {.may_read = may_read};
  uint64_t numbers[FORMAT_MAX_ARGS] = {0}, value;
  if (size < 2)
    return 0;
  uint32_t count = data[1] % (FORMAT_MAX_ARGS + 1), room = data[0];
  data += 2;
  size -= 2;
  if (size < count * 8)
    return 0;
  memcpy(numbers, data, count * 8);
  data += count * 8;
  size -= count * 8;
  char *text = malloc(size ? size : 1);
  memcpy(text, data, size);
  readable = (const uint8_t *)text;
  readable_bytes = size;
  for (uint32_t i = 0; i < count; i++) /* some numbers are addresses in or near the text */
    if ((numbers[i] & 0xff) == 'a')
      numbers[i] = (uintptr_t)text + (numbers[i] >> 8 & 0xff);
  format(&run, text, size, numbers, count, room);
  uint64_t at = (uintptr_t)text, result = (uintptr_t)&value;
  int64_t consumed = (int64_t)helper_strtol(&run, at, size, room % 32, result, 0);
  check(consumed <= (int64_t)size);
  consumed = (int64_t)helper_strtoul(&run, at, size, room % 32, result, 0);
  check(consumed <= (int64_t)size);
  free(text);
  return 0;
}
