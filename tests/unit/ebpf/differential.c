/*
 * The fuzz target's comparison of the tiers on random programs, for builds without a fuzzer: with GCC that includes the fused
 * operations. SEED and COUNT in the environment choose others and more.
 */
#include <stdio.h>

#include "../../../fuzz/fuzz_insns.c"

static uint64_t seed = 0x2545f4914f6cdd1du;

static uint64_t next_random(void) {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return seed;
}

/* Opcode bytes of one input come from a few rows, so that pairs of them meet often. */
static size_t random_input(uint8_t *data, size_t capacity) {
  size_t size = 9 + 8 * (2 + (size_t)(next_random() % 24));
  uint8_t few[6];
  if (size > capacity)
    abort();
  for (size_t i = 0; i < sizeof few; i++)
    few[i] = (uint8_t)(next_random() >> 32);
  for (size_t i = 0; i < size; i++)
    data[i] = (uint8_t)(next_random() >> 24);
  data[0] = (uint8_t)(1 | (next_random() >> 20 & 2)); /* repaired */
  for (size_t i = 9; i < size; i += 8) {
    if (next_random() >> 33 & 3)
      data[i] = few[(next_random() >> 40) % sizeof few];
    data[i + 1] &= 0x33; /* few registers */
    if (next_random() >> 35 & 1)
      memset(data + i + 4, 0, 4);
  }
  return size;
}

int main(void) {
  const char *given = getenv("SEED"), *count_text = getenv("COUNT");
  uint64_t count = count_text ? strtoull(count_text, NULL, 0) : 60000;
  uint8_t data[512];
  if (given)
    seed = strtoull(given, NULL, 0);
  printf("SEED=0x%llx COUNT=%llu\n", (unsigned long long)seed, (unsigned long long)count);
  fflush(stdout);
  for (uint64_t i = 0; i < count; i++) {
    size_t size = random_input(data, sizeof data);
    LLVMFuzzerTestOneInput(data, size);
  }
  return 0;
}
