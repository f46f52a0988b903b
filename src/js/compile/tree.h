// The syntax tree, in work memory.
//
// A node is words: kind | source offset << 8, next node of its list | flags << 24, then its own words. A list is
// held by its first node.
#ifndef JS_TREE_H
#define JS_TREE_H

#include "js/compile/compiler.h"

// X(name, words of its own) with what they are
#define NODES(X)                                                                                             \
  X(NUMBER, 2)   /* low and high word of the double */                                                       \
  X(STRING, 1)   /* name */                                                                                  \
  X(REGEXP, 3)   /* name, flags, bytes of its program at most */                                             \
  X(TEMPLATE, 1) /* list: STRING, expression, STRING … */                                                  \
  X(TAGGED, 3)   /* tag, list: cooked STRING (name 0: undefined), raw STRING, expression, …; a variable */ \
  X(NAME, 1)     /* name */                                                                                  \
  X(THIS, 0)                                                                                                 \
  X(TARGET, 0)                                                                                               \
  X(VALUE, 1)    /* LOADV operand: undefined, null, false, true */                                           \
  X(ARRAY, 1)    /* list */                                                                                  \
  X(OBJECT, 1)   /* list of PROPERTY, ACCESSOR, SPREAD */                                                    \
  X(PROPERTY, 2) /* key, value */                                                                            \
  X(GETTER, 2)   /* key, FUNCTION */                                                                         \
  X(SETTER, 2)                                                                                               \
  X(PROTO, 1) /* __proto__: value */                                                                         \
  X(SPREAD, 1)                                                                                               \
  X(FUNCTION, 8)    /* see FN_ */                                                                            \
  X(UNARY, 2)       /* unary_op, operand */                                                                  \
  X(UPDATE, 2)      /* UPDATE_ flags, target */                                                              \
  X(BINARY, 3)      /* punctuator or word code, left, right */                                               \
  X(LOGICAL, 3)     /* punctuator, left, right; chains lean to the right */                                  \
  X(COMPARE, 3)     /* punctuator, left, right */                                                            \
  X(CONDITIONAL, 3) /* test, then, else */                                                                   \
  X(ASSIGN, 3)      /* punctuator, target, value */                                                          \
  X(COMMA, 2)       /* left, right; chains lean to the right */                                              \
  X(CALL, 2)        /* callee, list of arguments */                                                          \
  X(NEW, 2)         /* the same */                                                                           \
  X(MEMBER, 2)      /* object, name */                                                                       \
  X(ELEMENT, 2)     /* object, key */                                                                        \
  X(CHAIN, 1)       /* expression with ?. inside: they all end here */                                       \
  X(EXPRESSION, 1)                                                                                           \
  X(DECLARE, 3)      /* kind (DECL_), name, initial value or 0 */                                            \
  X(DECLARATIONS, 1) /* list of DECLARE */                                                                   \
  X(BLOCK, 2)        /* scope, list */                                                                       \
  X(IF, 3)           /* test, then, else or 0 */                                                             \
  X(FOR, 5)          /* scope, start or 0, test or 0, step or 0, body */                                     \
  X(FOR_IN, 4)       /* scope, DECLARE or target expression, sequence, body */                               \
  X(FOR_OF, 4)                                                                                               \
  X(WHILE, 2)  /* test, body */                                                                              \
  X(DO, 2)     /* body, test */                                                                              \
  X(SWITCH, 3) /* scope, value, list of CASE */                                                              \
  X(CASE, 2)   /* test or 0, list */                                                                         \
  X(BREAK, 1)  /* label name or 0 */                                                                         \
  X(CONTINUE, 1)                                                                                             \
  X(RETURN, 1) /* value or 0 */                                                                              \
  X(THROW, 1)                                                                                                \
  X(TRY, 4)   /* BLOCK, scope of the catch or 0, BLOCK or 0, finally BLOCK or 0 */                           \
  X(LABEL, 2) /* name, statement */                                                                          \
  X(EMPTY, 0)                                                                                                \
  X(KEPT, 2)    /* NUMBER or VALUE that loops use; generating: its register */                               \
  X(SCOPE, 1)   /* list of BINDING */                                                                        \
  X(BINDING, 7) /* see B_ */

typedef enum {
#define X(name, words) N_##name,
  NODES(X)
#undef X
      N_COUNT
} node_kind;

// Flags of an expression: what evaluating it may do to others.
enum {
  E_ASSIGNS = 1,  // assigns a variable
  E_CALLS = 2,    // may run other code
  E_OPTIONAL = 4, // MEMBER, ELEMENT, CALL: written with ?.
  E_PAREN = 8,    // stood in parentheses
  E_RUNS = 16,    // calls by itself, not only where a value has a valueOf or a property a getter
};

// Words of a BINDING: a variable of a scope.
enum {
  B_KIND, // binding_kind
  B_NAME,
  B_OUTER, // parsing: the declaration it hides; generating: the variable it hides
  B_FLAGS,
  B_FUNCTION, // nesting depth of its function
  B_REGISTER, // parsing, of a var: source offset of its last declaration. Generating: its register
  B_SCOPE,    // its SCOPE
};
typedef enum {
  BIND_VAR,
  BIND_LET,
  BIND_CONST,
  BIND_PARAMETER,
  BIND_FUNCTION, // function declaration
  BIND_CATCH,    // catch parameter
  BIND_HIDDEN,   // this, new.target, arguments when a function needs them
  BIND_SELF,     // name of a function expression
  BIND_TEMPLATE, // texts of a tagged template
} binding_kind;
enum {
  BF_CAPTURED = 1, // an inner function may use it
  BF_CHECKED = 2,  // may be used before its initialisation; of a parameter: by default values
  BF_GLOBAL = 4,   // generating: a var or function of the top level
};

// Words of a FUNCTION.
enum {
  FN_NAME,
  FN_FLAGS,
  FN_SCOPE,  // parameters, vars and top-level lets: BINDINGs
  FN_PARAMS, // list of DECLARE: parameters with their default values, SPREAD of one for the rest
  FN_BODY,   // list of statements, or an expression (FF_EXPRESSION)
  FN_LENGTH,
  FN_END,  // source offset
  FN_KEPT, // list of KEPT
};
enum {
  FF_ARROW = 1,
  FF_EXPRESSION = 2,
  FF_DECLARATION = 4,
  FF_METHOD = 8,      // cannot be constructed
  FF_SELF = 16,       // its name is a variable inside
  FF_DEFAULTS = 32,   // has default values or a rest parameter
  FF_INNER = 64,      // has functions inside
  FF_ARGUMENTS = 128, // uses arguments, or has a rest parameter
  FF_OWN_BODY = 256,  // its body is a BLOCK: variables that default values do not see
};

typedef enum { U_NEG, U_PLUS, U_NOT, U_BNOT, U_TYPEOF, U_VOID, U_DELETE } unary_op;
enum { UPDATE_DECREMENT = 1, UPDATE_PREFIX = 2 };

static inline node_kind n_kind(const js_compiler *c, node_ref n) {
  return (node_kind)(c->memory[n] & 255u);
}
static inline uint32_t n_pos(const js_compiler *c, node_ref n) {
  return c->memory[n] >> 8;
}
static inline node_ref n_next(const js_compiler *c, node_ref n) {
  return c->memory[n + 1] & 0xffffffu;
}
static inline uint32_t n_flags(const js_compiler *c, node_ref n) {
  return c->memory[n + 1] >> 24;
}
static inline uint32_t *n_words(const js_compiler *c, node_ref n) {
  return &c->memory[n + 2];
}
static inline uint32_t n_word(const js_compiler *c, node_ref n, uint32_t i) {
  return c->memory[n + 2 + i];
}
static inline void n_set(js_compiler *c, node_ref n, uint32_t i, uint32_t v) {
  c->memory[n + 2 + i] = v;
}
static inline void n_set_next(js_compiler *c, node_ref n, node_ref next) {
  c->memory[n + 1] = (c->memory[n + 1] & 0xff000000u) | next;
}
static inline void n_add_flags(js_compiler *c, node_ref n, uint32_t flags) {
  c->memory[n + 1] |= flags << 24;
}

// The number of a NUMBER node if it is an integer from low to high (and not -0).
bool js_c_integer_in(const js_compiler *c, node_ref n, int32_t low, int32_t high, int32_t *out);
// Whether two nodes, each NUMBER or VALUE, are the same constant.
bool js_c_same_constant(const js_compiler *c, node_ref a, node_ref b);

node_ref js_c_node(js_compiler *c, node_kind kind, uint32_t pos);

// A list under construction.
typedef struct {
  node_ref first, last;
} node_list;
void js_c_list_add(js_compiler *c, node_list *list, node_ref n);

// Parses the program; its FUNCTION node, 0 on failure.
node_ref js_c_parse(js_compiler *c);

// ---- between the parser's files ----------------------------------------------------------------------------------

typedef struct scope {
  struct scope *outer;
  node_ref node;  // SCOPE
  uint32_t start; // source offset
  struct parse_function *function;
  bool is_switch;
} scope;

typedef struct parse_function {
  struct parse_function *outer;
  scope *scope;      // of its variables
  scope *parameters; // its outermost: mostly the same
  node_ref node;
  uint32_t depth;
  uint32_t loops; // around what is parsed
  bool arrow, declaration;
} parse_function;

void js_p_open(js_compiler *c, scope *s, uint32_t start);
void js_p_close(js_compiler *c, scope *s);
node_ref js_p_declare(js_compiler *c, binding_kind kind, name_ref name, uint32_t pos);
// A variable of a scope, without looking whether there is one.
node_ref js_p_add_binding(js_compiler *c, scope *s, binding_kind kind, name_ref name, uint32_t pos);
void js_p_use(js_compiler *c, name_ref name, uint32_t pos);
// this, new.target and arguments of the innermost function that is no arrow.
void js_p_use_hidden(js_compiler *c, name_ref name);

node_ref js_p_expression(js_compiler *c, bool no_in); // with commas
node_ref js_p_assignment(js_compiler *c, bool no_in);
node_ref js_p_function(js_compiler *c, uint32_t flags, name_ref name, uint32_t pos);
node_ref js_p_statements(js_compiler *c, bool in_block);
node_ref js_p_statement(js_compiler *c);
bool js_p_is_target(js_compiler *c, node_ref n);

void js_p_expect(js_compiler *c, symbol_code p);
bool js_p_accept(js_compiler *c, symbol_code p);
name_ref js_p_binding_name(js_compiler *c);
uint32_t js_p_refuse_generator(js_compiler *c);
bool js_p_enter(js_compiler *c); // one level deeper; false: too deep
static inline void js_p_leave(js_compiler *c) {
  c->depth--;
}

#endif
