// Images: a good one runs; changed ones are refused or run without harm; the header is checked.
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "js_run.h"

static uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static void good_image_runs(void **state) {
  size_t bytes;
  (void)state;
  uint8_t *image = js_test_compile(js_test_script, sizeof js_test_script - 1, &bytes);
  assert_non_null(image);
  assert_true(js_test_run(image, bytes, 65536, 100000, false));
  assert_true(js_test_run(image, bytes, 65536, 100000, true));
  free(image);
}

static void header_is_checked(void **state) {
  size_t bytes;
  (void)state;
  uint8_t *image = js_test_compile("var a = 1;", 10, &bytes);
  assert_non_null(image);
  for (size_t i = 0; i < bytes; i++) // every shorter image
    assert_false(js_test_run(image, i, 16384, 1000, false));
  for (size_t i = 0; i < 12; i++) { // magic, version, length
    image[i] ^= 1;
    assert_false(js_test_run(image, bytes, 16384, 1000, false));
    image[i] ^= 1;
  }
  free(image);
}

// One to four bytes of the image change.
static void changed_images_do_no_harm(void **state) {
  size_t bytes;
  const char *wanted_seed = getenv("SEED"), *wanted_rounds = getenv("ROUNDS");
  uint64_t seed = wanted_seed ? strtoull(wanted_seed, NULL, 0) : 20261121;
  long rounds = wanted_rounds ? atol(wanted_rounds) : 4000;
  (void)state;
  printf("seed %llu\n", (unsigned long long)seed);
  uint8_t *good = js_test_compile(js_test_script, sizeof js_test_script - 1, &bytes), *image = malloc(bytes);
  long ran = 0;
  for (long round = 0; round < rounds; round++) {
    memcpy(image, good, bytes);
    for (uint64_t n = next_random(&seed) % 4 + 1; n > 0; n--)
      image[next_random(&seed) % bytes] = (uint8_t)next_random(&seed);
    ran += js_test_run(image, bytes, (size_t)(16384 + round % 3 * 8192), 20000, round % 8 == 0);
  }
  printf("%ld of %ld ran to their end\n", ran, rounds);
  assert_true(ran > 0);
  free(image);
  free(good);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(good_image_runs),
      cmocka_unit_test(header_is_checked),
      cmocka_unit_test(changed_images_do_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
