// Fuzzes the image verifier and the interpreter: the input says which bytes of a good image change to what.
#include "js_run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static uint8_t *good;
  static size_t bytes;
  if (!good)
    good = js_test_compile(js_test_script, sizeof js_test_script - 1, &bytes);
  uint8_t *image = malloc(bytes);
  memcpy(image, good, bytes);
  for (size_t i = 0; i + 2 < size; i += 3)
    image[(data[i] | (size_t)data[i + 1] << 8) % bytes] = data[i + 2];
  js_test_run(image, bytes, 16384, 20000, size & 1);
  free(image);
  return 0;
}
