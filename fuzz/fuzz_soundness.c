/*
 * The soundness test (tests/unit/verify/soundness.c) with a fuzzer's bytes for its choices: new ways through the verifier are
 * found, kept and changed further.
 */
#include "soundness/trial.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (!trial_of_bytes(data, size))
    abort();
  return 0;
}
