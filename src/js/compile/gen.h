// The code generator: tree to bytecode, one pass, registers as a stack.
//
// Variables of a scope get registers when it is entered; temporaries lie above them. An expression is generated
// `into` a register or to `any` register: then a variable's own, or a new temporary.
#ifndef JS_GEN_H
#define JS_GEN_H

#include "js/compile/tree.h"
#include "js/image.h"
#include "js/opcode.h"

// Jumps that wait for their target: number of the last one's word + 1; each holds the one before it.
typedef uint32_t jump_list;

// A scope that is open while code is generated.
typedef struct gen_scope {
  struct gen_scope *outer;
  node_ref node;
  uint32_t first; // its first register
  bool captured;  // some variable may be captured
} gen_scope;

typedef enum { CONTROL_LOOP, CONTROL_SWITCH, CONTROL_LABEL, CONTROL_FINALLY } control_kind;

// What break, continue and return leave.
typedef struct control {
  struct control *outer;
  control_kind kind;
  uint32_t id;
  name_ref label; // CONTROL_LABEL
  node_ref node;  // its statement
  jump_list breaks, continues;
  gen_scope *scope; // open where it stands
  // CONTROL_FINALLY: registers for why it runs and with what value; ways through it; jumps to it
  uint32_t why, value, ways, way_count;
  jump_list entries;
} control;

struct gen_function {
  struct gen_function *outer;
  node_ref node;
  uint32_t depth, number;
  table code, handlers, captures, capture_bindings, positions;
  uint32_t position_bytes;
  uint32_t next, most;                                    // registers in use, and most at any time
  uint32_t base;                                          // registers below hold variables
  uint32_t position, last_position, last_line, last_word; // source offset of what is generated; last entry
  uint32_t control_count;
  gen_scope *scope;
  control *control;
  jump_list *chain; // where a ?. without object goes
};

typedef struct gen_function gen_function;

// ---- emit.c ------------------------------------------------------------------------------------------------------
void js_g_at(js_compiler *c, node_ref n); // what follows comes from this node
uint32_t js_g_emit(js_compiler *c, js_opcode op, uint32_t a, uint32_t b, uint32_t d);
uint32_t js_g_emit2(js_compiler *c, js_opcode op, uint32_t a, uint32_t b);     // C is 0
uint32_t js_g_emit16(js_compiler *c, js_opcode op, uint32_t a, uint32_t wide); // B and C together
void js_g_ext(js_compiler *c, uint32_t constant);
void js_g_jump(js_compiler *c, jump_list *list);
// A conditional jump: its first word is out; adds the second.
void js_g_jump_to(js_compiler *c, uint32_t target);
void js_g_patch(js_compiler *c, jump_list list, uint32_t target);
void js_g_patch_here(js_compiler *c, jump_list list);
uint32_t js_g_here(const js_compiler *c);
uint32_t js_g_temp(js_compiler *c);
uint32_t js_g_temps(js_compiler *c, uint32_t count); // several in a row; the first
uint32_t js_g_constant(js_compiler *c, name_ref name, bool is_key);
uint32_t js_g_number_constant(js_compiler *c, node_ref number);
uint32_t js_g_pattern_constant(js_compiler *c, node_ref regexp);
uint32_t js_g_global(js_compiler *c, name_ref name);
void js_g_load_name(js_compiler *c, uint32_t into, name_ref name);
void js_g_handler(js_compiler *c, uint32_t from, uint32_t to, uint32_t target, uint32_t into);
void js_g_finish_function(js_compiler *c, gen_function *f);
const uint8_t *js_g_finish_image(js_compiler *c, size_t *bytes);

// ---- gen.c -------------------------------------------------------------------------------------------------------
#define ANY UINT32_MAX
uint32_t js_g_any(js_compiler *c, node_ref n);
void js_g_into(js_compiler *c, node_ref n, uint32_t into);
void js_g_discard(js_compiler *c, node_ref n);
// Jumps when the expression's truth is `when`, else goes on.
void js_g_condition(js_compiler *c, node_ref n, bool when, jump_list *list);
// Assigns a register to a NAME, MEMBER or ELEMENT whose parts are not evaluated yet.
void js_g_assign_to(js_compiler *c, node_ref target, uint32_t from);
// Gives a variable the value of its declaration (0: none), which was a var, let or const.
void js_g_initialise_as(js_compiler *c, binding_kind kind, node_ref binding, node_ref value);
node_ref js_g_find(js_compiler *c, name_ref name); // its binding, 0: global
bool js_g_is_global(js_compiler *c, node_ref binding);
void js_g_load_kept(js_compiler *c, gen_function *f);
// A variable that may be used before its initialisation.
bool js_g_is_checked(const js_compiler *c, node_ref b);
void js_g_name_function(js_compiler *c, node_ref value, name_ref name);

// ---- gen_function.c ----------------------------------------------------------------------------------------------
void js_g_reserve_functions(js_compiler *c);
uint32_t js_g_function(js_compiler *c, node_ref node); // its number
uint32_t js_g_capture(js_compiler *c, gen_function *f, node_ref binding);
void js_g_open(js_compiler *c, gen_scope *s, node_ref scope_node);
void js_g_close(js_compiler *c, gen_scope *s);
// Registers from the scope's on leave; says so if one may be captured.
void js_g_close_captures(js_compiler *c, const gen_scope *s);

// ---- gen_statement.c ---------------------------------------------------------------------------------------------
void js_g_statements(js_compiler *c, node_ref list);
void js_g_hoist(js_compiler *c, node_ref list); // makes the function declarations of a list

#endif
