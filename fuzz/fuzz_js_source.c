// Fuzzes the compiler and the engine with source text: compiles it, runs what compiles in a small heap with a budget.
// The first byte chooses the heap's size and whether cells move at each allocation.
#include "js_run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  size_t bytes;
  if (size < 1)
    return 0;
  uint8_t *image = js_test_compile((const char *)data + 1, size - 1, &bytes);
  if (image)
    js_test_run(image, bytes, 2048u + (data[0] & 31u) * 1024u, 20000, data[0] & 128);
  free(image);
  return 0;
}
