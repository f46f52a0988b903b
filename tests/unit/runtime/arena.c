/* The arena against a model: blocks never overlap, are zeroed, keep their content, and come back whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "runtime/arena.h"

enum { BYTES = 64 * 1024, SLOTS = 40 };

static uint64_t random_state;
static uint32_t next_random(void) {
  random_state = random_state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(random_state >> 33);
}

static void fill(unsigned char *block, size_t bytes, unsigned char tag) {
  memset(block, tag, bytes);
}

static void check(const unsigned char *block, size_t bytes, unsigned char tag) {
  for (size_t i = 0; i < bytes; i++)
    assert_int_equal(block[i], tag);
}

static void random_takes_and_gives(void **state) {
  unsigned char *memory = malloc(BYTES + 3);
  unsigned char *blocks[SLOTS] = {0};
  size_t sizes[SLOTS] = {0};
  struct arena arena;
  const char *given = getenv("MBPF_SEED");
  (void)state;
  random_state = given ? strtoull(given, NULL, 0) : (uint64_t)time(NULL);
  printf("seed %llu\n", (unsigned long long)random_state);
  arena_init(&arena, memory + 3, BYTES);
  size_t whole = arena_largest(&arena);
  for (int round = 0; round < 20000; round++) {
    size_t slot = next_random() % SLOTS;
    if (blocks[slot]) {
      check(blocks[slot], sizes[slot], (unsigned char)(slot + 1));
      arena_give(&arena, blocks[slot]);
      blocks[slot] = NULL;
      continue;
    }
    size_t largest = arena_largest(&arena);
    sizes[slot] = next_random() % 4000;
    blocks[slot] = arena_take(&arena, sizes[slot], next_random() % 2 ? ARENA_LOW : ARENA_HIGH);
    assert_int_equal(blocks[slot] != NULL, sizes[slot] <= largest);
    if (!blocks[slot])
      continue;
    assert_int_equal((uintptr_t)blocks[slot] % ARENA_ALIGNMENT, 0);
    assert_true(arena_block_bytes(blocks[slot]) >= sizes[slot]);
    check(blocks[slot], sizes[slot], 0);
    fill(blocks[slot], sizes[slot], (unsigned char)(slot + 1));
  }
  for (size_t slot = 0; slot < SLOTS; slot++)
    arena_give(&arena, blocks[slot]);
  assert_int_equal(arena_largest(&arena), whole);
  assert_int_equal(arena_used(&arena), 0);
  free(memory);
}

static void high_end_leaves_the_low_one_whole(void **state) {
  static _Alignas(ARENA_ALIGNMENT) unsigned char memory[1024];
  struct arena arena;
  (void)state;
  arena_init(&arena, memory, sizeof memory);
  unsigned char *high = arena_take(&arena, 100, ARENA_HIGH);
  unsigned char *low = arena_take(&arena, 100, ARENA_LOW);
  assert_true(low < high);
  assert_true(high + arena_block_bytes(high) == memory + sizeof memory);
  arena_give(&arena, high);
  assert_int_equal(arena_largest(&arena), sizeof memory - 2 * ARENA_ALIGNMENT - arena_block_bytes(low));
}

static void tiny_and_absent_memory_is_an_empty_arena(void **state) {
  unsigned char memory[8];
  struct arena arena;
  (void)state;
  arena_init(&arena, memory, sizeof memory);
  assert_null(arena_take(&arena, 0, ARENA_LOW));
  arena_init(&arena, NULL, 1000);
  assert_null(arena_take(&arena, 1, ARENA_LOW));
  assert_int_equal(arena_largest(&arena), 0);
}

static void sizes_that_wrap_do_not_fit(void **state) {
  static _Alignas(ARENA_ALIGNMENT) unsigned char memory[1024];
  struct arena arena;
  (void)state;
  arena_init(&arena, memory, sizeof memory);
  assert_null(arena_take(&arena, SIZE_MAX, ARENA_LOW));
  assert_null(arena_take(&arena, SIZE_MAX - 16, ARENA_LOW));
  assert_null(arena_take(&arena, SIZE_MAX - 40, ARENA_HIGH));
  assert_non_null(arena_take(&arena, arena_largest(&arena), ARENA_HIGH));
  assert_null(arena_take(&arena, 1, ARENA_LOW));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(random_takes_and_gives),
      cmocka_unit_test(high_end_leaves_the_low_one_whole),
      cmocka_unit_test(tiny_and_absent_memory_is_an_empty_arena),
      cmocka_unit_test(sizes_that_wrap_do_not_fit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
