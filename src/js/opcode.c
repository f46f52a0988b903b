// The table of operations as data.
#include "js/opcode.h"

const js_opcode_info js_opcode_table[JS_OPCODE_COUNT] = {
#define X(name, a, b, c, second) {a, b, c, second},
    JS_OPCODES(X)
#undef X
};
