// The table of operations as data: half a byte for each kind of operand.
#include "js/opcode.h"

static const char letters[] = "-RWVUKNPFGJXSI";

// The place of a letter above.
#define CODE(letter)                                                                                         \
  ((letter) == 'R'   ? 1u                                                                                    \
   : (letter) == 'W' ? 2u                                                                                    \
   : (letter) == 'V' ? 3u                                                                                    \
   : (letter) == 'U' ? 4u                                                                                    \
   : (letter) == 'K' ? 5u                                                                                    \
   : (letter) == 'N' ? 6u                                                                                    \
   : (letter) == 'P' ? 7u                                                                                    \
   : (letter) == 'F' ? 8u                                                                                    \
   : (letter) == 'G' ? 9u                                                                                    \
   : (letter) == 'J' ? 10u                                                                                   \
   : (letter) == 'X' ? 11u                                                                                   \
   : (letter) == 'S' ? 12u                                                                                   \
   : (letter) == 'I' ? 13u                                                                                   \
                     : 0u)

static const uint16_t table[JS_OPCODE_COUNT] = {
#define X(name, a, b, c, second) CODE(a) | CODE(b) << 4 | CODE(c) << 8 | CODE(second) << 12,
    JS_OPCODES(X)
#undef X
};

js_opcode_info js_opcode_of(js_opcode op) {
  uint32_t packed = table[op];
  return (js_opcode_info){letters[packed & 15u], letters[packed >> 4 & 15u], letters[packed >> 8 & 15u],
                          letters[packed >> 12]};
}
