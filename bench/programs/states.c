/* A machine of four states fed with bytes: branches that data decide. */
#include "programs.h"

wide bench_states(byte *memory, wide size) {
  word state = 0, accepted = 0;
  for (wide i = 0; i < size; i++) {
    byte c = memory[i];
    if (state == 0)
      state = c & 1 ? 1 : 0;
    else if (state == 1)
      state = c > 128 ? 2 : 0;
    else if (state == 2)
      state = c & 4 ? 3 : 1;
    else {
      accepted++;
      state = c & 8 ? 0 : 2;
    }
  }
  return accepted * 4 + state;
}
