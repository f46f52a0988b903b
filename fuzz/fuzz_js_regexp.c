/* fuzz_js_regexp.c: any pattern on any text. Input: a byte of flags, a byte of memory, the pattern, a zero, the text. */
#include <stdlib.h>
#include <string.h>

#include "js/regexp/regexp.h"
#include "js/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool charge(void *context, uint32_t steps) {
  uint64_t *left = context;
  if (steps > *left)
    return false;
  *left -= steps;
  return true;
}

static void check(const struct js_regexp_match *job) {
  unsigned groups = js_regexp_groups(job->program);
  for (unsigned i = 0; i < 2 * groups; i += 2) {
    uint32_t first = job->memory[i], last = job->memory[i + 1];
    if (first == JS_REGEXP_UNSET || last == JS_REGEXP_UNSET)
      continue;
    if (first > last || last > job->length)
      abort();
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct js_regexp_error error;
  const uint8_t *pattern, *zero;
  uint64_t steps = 20000;
  size_t needed, words;
  if (size < 3)
    return 0;
  pattern = data + 2;
  zero = memchr(pattern, 0, size - 2);
  if (zero == NULL || !js_wtf8_valid(pattern, (size_t)(zero - pattern)))
    return 0;
  if (!js_wtf8_valid(zero + 1, (size_t)(data + size - zero - 1)))
    return 0;
  needed = js_regexp_compile(pattern, (size_t)(zero - pattern), data[0] & 63, NULL, 0, &error);
  if (needed == 0) {
    if (error.message == NULL || error.at > (size_t)(zero - pattern))
      abort();
    return 0;
  }
  uint8_t *program = malloc(needed);
  uint8_t *text = malloc((size_t)(data + size - zero));
  if (!js_regexp_verify(program, js_regexp_compile(pattern, (size_t)(zero - pattern), data[0] & 63, program,
                                                   needed, &error)))
    abort();
  words = js_regexp_memory(program) + 4 * (size_t)data[1];
  uint32_t *memory = malloc(words * sizeof *memory);
  struct js_regexp_match job = {.program = program,
                                .text = text,
                                .length = (size_t)(data + size - zero - 1),
                                .memory = memory,
                                .memory_words = words,
                                .charge = charge,
                                .context = &steps};
  memcpy(text, zero + 1, job.length);
  if (js_regexp_match(&job, 0) == JS_REGEXP_MATCH)
    check(&job);
  free(memory);
  free(text);
  free(program);
  return 0;
}
