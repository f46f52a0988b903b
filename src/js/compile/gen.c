// Generating expressions.
#include "js/compile/gen.h"

static uint32_t kind_of(const js_compiler *c, node_ref n) {
  return n_kind(c, n);
}

static void move(js_compiler *c, uint32_t into, uint32_t from) {
  if (into != from)
    js_g_emit2(c, JS_MOVE, into, from);
}

static void load_value(js_compiler *c, uint32_t into, uint32_t value) {
  js_g_emit2(c, JS_LOADV, into, value);
}

enum { V_UNDEFINED = 0, V_FALSE = 2, V_TRUE = 3 };

static bool is_variable(const js_compiler *c, uint32_t r) {
  return r < c->generating->base;
}

// A result is in register r: it goes to `into` if one was wanted. Temporaries from `next` on are free, but r itself.
static uint32_t settle(js_compiler *c, uint32_t r, uint32_t into, uint32_t next) {
  gen_function *f = c->generating;
  f->next = into == ANY && r == next ? next + 1 : next;
  if (into == ANY)
    return r;
  move(c, into, r);
  return into;
}

// An operation with a name in its second word.
static void emit_named(js_compiler *c, js_opcode op, uint32_t a, uint32_t b, name_ref name) {
  uint32_t key = js_g_constant(c, name, true);
  js_g_emit2(c, op, a, b);
  js_g_ext(c, key);
}

// What jumps in `missing` makes r `value`; what comes here leaves it.
static void otherwise(js_compiler *c, jump_list missing, uint32_t r, uint32_t value) {
  jump_list end = 0;
  js_g_jump(c, &end);
  js_g_patch_here(c, missing);
  load_value(c, r, value);
  js_g_patch_here(c, end);
}

// ---- variables ---------------------------------------------------------------------------------------------------

node_ref js_g_find(js_compiler *c, name_ref name) {
  return js_c_name(c, name)->binding;
}

static bool is_local(const js_compiler *c, node_ref b) {
  return n_word(c, b, B_FUNCTION) == c->generating->depth;
}

static void check(js_compiler *c, node_ref b, uint32_t r) {
  if (js_g_is_checked(c, b))
    js_g_emit16(c, JS_CHKT, r, js_g_constant(c, n_word(c, b, B_NAME), false));
}

static void load_binding(js_compiler *c, node_ref b, uint32_t into) {
  if (is_local(c, b)) {
    check(c, b, n_word(c, b, B_REGISTER));
    move(c, into, n_word(c, b, B_REGISTER));
  } else {
    js_g_emit(c, JS_GETU, into, js_g_capture(c, c->generating, b), 0);
    check(c, b, into);
  }
}

static void load_name(js_compiler *c, name_ref name, uint32_t into, bool is_typeof) {
  node_ref b = js_g_find(c, name);
  if (!b || js_g_is_global(c, b)) {
    if (js_c_is_name(c, name, "undefined"))
      load_value(c, into, V_UNDEFINED);
    else
      js_g_emit16(c, is_typeof ? JS_GETGT : JS_GETG, into, js_g_global(c, name));
  } else {
    load_binding(c, b, into);
  }
}

// Stores a register in a variable. The variable may be a constant.
static void store_name(js_compiler *c, name_ref name, uint32_t from) {
  node_ref b = js_g_find(c, name);
  if (!b || js_g_is_global(c, b)) {
    js_g_emit16(c, JS_SETG, from, js_g_global(c, name));
    return;
  }
  uint32_t kind = n_word(c, b, B_KIND), next = c->generating->next;
  if (js_g_is_checked(c, b)) {
    uint32_t r = is_local(c, b) ? n_word(c, b, B_REGISTER) : js_g_temp(c);
    if (!is_local(c, b))
      js_g_emit2(c, JS_GETU, r, js_g_capture(c, c->generating, b));
    check(c, b, r);
    c->generating->next = next;
  }
  if (kind == BIND_CONST || kind == BIND_SELF)
    js_g_emit16(c, JS_THROWC, 0, js_g_constant(c, name, false));
  else if (is_local(c, b))
    move(c, n_word(c, b, B_REGISTER), from);
  else
    js_g_emit2(c, JS_SETU, from, js_g_capture(c, c->generating, b));
}

// The register of a local variable that can be written directly, or ANY.
static uint32_t writable_register(js_compiler *c, node_ref target) {
  node_ref b = kind_of(c, target) == N_NAME ? js_g_find(c, n_word(c, target, 0)) : 0;
  if (!b || js_g_is_global(c, b) || !is_local(c, b) || js_g_is_checked(c, b))
    return ANY;
  uint32_t kind = n_word(c, b, B_KIND);
  return kind == BIND_CONST || kind == BIND_SELF ? ANY : n_word(c, b, B_REGISTER);
}

void js_g_initialise_as(js_compiler *c, binding_kind kind, node_ref b, node_ref value) {
  gen_function *f = c->generating;
  uint32_t next = f->next;
  if (js_g_is_global(c, b)) {
    if (value)
      js_g_emit16(c, JS_SETG, js_g_any(c, value), js_g_global(c, n_word(c, b, B_NAME)));
  } else if (!value) {
    if (kind != BIND_VAR)
      load_value(c, n_word(c, b, B_REGISTER), V_UNDEFINED);
  } else if (js_g_is_checked(c, b)) { // the marker must stay until the value is there
    uint32_t r = js_g_temp(c);
    js_g_into(c, value, r);
    move(c, n_word(c, b, B_REGISTER), r);
  } else {
    js_g_into(c, value, n_word(c, b, B_REGISTER));
  }
  f->next = next;
}

void js_g_name_function(js_compiler *c, node_ref value, name_ref name) {
  if (value && name && kind_of(c, value) == N_FUNCTION && !n_word(c, value, FN_NAME))
    n_set(c, value, FN_NAME, name);
}

// ---- operands ----------------------------------------------------------------------------------------------------

// The expression in any register, safe while `later` is evaluated: a variable that it may change is copied.
static uint32_t operand_before(js_compiler *c, node_ref n, uint32_t later) {
  uint32_t r = js_g_any(c, n);
  if (kind_of(c, n) != N_NAME || !is_variable(c, r))
    return r;
  node_ref b = js_g_find(c, n_word(c, n, 0));
  bool captured = b && (n_word(c, b, B_FLAGS) & BF_CAPTURED);
  if (!(later & E_ASSIGNS) && !(captured && (later & E_CALLS)))
    return r;
  uint32_t copy = js_g_temp(c);
  move(c, copy, r);
  return copy;
}

// Frees temporaries from `next` on and takes one, or uses the wanted register.
static uint32_t result_register(js_compiler *c, uint32_t into, uint32_t next) {
  c->generating->next = next;
  return into != ANY ? into : js_g_temp(c);
}

// ---- operators ---------------------------------------------------------------------------------------------------

static js_opcode opcode_of(uint32_t punct) {
  switch (punct) {
  case P_ADD:
  case P_ADD_SET: return JS_ADD;
  case P_SUB:
  case P_SUB_SET: return JS_SUB;
  case P_MUL:
  case P_MUL_SET: return JS_MUL;
  case P_DIV:
  case P_DIV_SET: return JS_DIV;
  case P_MOD:
  case P_MOD_SET: return JS_MOD;
  case P_POW:
  case P_POW_SET: return JS_POW;
  case P_AND:
  case P_AND_SET: return JS_AND;
  case P_OR:
  case P_OR_SET: return JS_OR;
  case P_XOR:
  case P_XOR_SET: return JS_XOR;
  case P_SHL:
  case P_SHL_SET: return JS_SHL;
  case P_SAR:
  case P_SAR_SET: return JS_SAR;
  case P_SHR:
  case P_SHR_SET: return JS_SHR;
  case W_in: return JS_IN;
  case W_instanceof: return JS_INSTOF;
  default: return JS_EXT;
  }
}

// The variant of an operation with a number in it; EXT when there is none.
static js_opcode immediate_of(js_opcode op) {
  if (op >= JS_ADD && op <= JS_MOD)
    return (js_opcode)(op - JS_ADD + JS_ADDI);
  if (op >= JS_AND && op <= JS_SHR)
    return (js_opcode)(op - JS_AND + JS_ANDI);
  return JS_EXT;
}

// Whether the left operand is like those of hash functions, which set all bits as often as not.
static bool mixes_bits(const js_compiler *c, node_ref n) {
  node_ref left = kind_of(c, n) == N_BINARY ? n_word(c, n, 1) : n;
  if (kind_of(c, left) == N_CALL)
    return kind_of(c, n_word(c, left, 0)) == N_MEMBER &&
           js_c_is_name(c, n_word(c, n_word(c, left, 0), 1), "imul");
  if (kind_of(c, left) != N_BINARY)
    return kind_of(c, left) == N_UNARY && n_word(c, left, 0) == U_BNOT;
  uint32_t op = n_word(c, left, 0);
  return op == P_XOR || op == P_OR || op == P_ADD || op == P_SUB || op == P_MUL || op == P_SHL;
}

// into = left op (expression).
static void operate(js_compiler *c, node_ref at, js_opcode op, uint32_t left, node_ref right, uint32_t into,
                    uint32_t next) {
  int32_t number;
  js_opcode immediate = immediate_of(op);
  if (immediate != JS_EXT && js_c_integer_in(c, right, 0, 255, &number)) {
    uint32_t r = result_register(c, into, next);
    if (JS_COMPILE_FOR_SPEED && immediate == JS_SHRI && number == 0 && mixes_bits(c, at))
      number = JS_UNSIGNED;
    js_g_at(c, at);
    js_g_emit(c, immediate, r, left, (uint32_t)number);
    return;
  }
  uint32_t b = js_g_any(c, right), r = result_register(c, into, next);
  js_g_at(c, at);
  js_g_emit(c, op, r, left, b);
}

// A chain a + b + c … leans to the left and may be long: the links to the left are turned round on the way down
// and back on the way up.
static uint32_t binary(js_compiler *c, node_ref n, uint32_t into) {
  uint32_t next = c->generating->next;
  node_ref above = 0, cur = n;
  while (kind_of(c, cur) == N_BINARY) {
    node_ref left = n_word(c, cur, 1);
    n_set(c, cur, 1, above);
    above = cur;
    cur = left;
  }
  uint32_t l = operand_before(c, cur, n_flags(c, n_word(c, above, 2)));
  while (above) {
    node_ref up = n_word(c, above, 1);
    n_set(c, above, 1, cur);
    cur = above;
    uint32_t target = up ? ANY : into;
    operate(c, cur, opcode_of(n_word(c, cur, 0)), l, n_word(c, cur, 2), target, next);
    l = target != ANY ? target : next;
    above = up;
  }
  return l;
}

static uint32_t unary(js_compiler *c, node_ref n, uint32_t into) {
  static const uint8_t opcodes[] = {
      [U_NEG] = JS_NEG, [U_PLUS] = JS_TONUM, [U_NOT] = JS_NOT, [U_BNOT] = JS_BNOT, [U_TYPEOF] = JS_TYPEOF};
  uint32_t next = c->generating->next, op = n_word(c, n, 0);
  node_ref operand = n_word(c, n, 1);
  if (op == U_VOID) {
    js_g_discard(c, operand);
    uint32_t r = result_register(c, into, next);
    load_value(c, r, V_UNDEFINED);
    return r;
  }
  uint32_t value;
  if (op == U_TYPEOF && kind_of(c, operand) == N_NAME) {
    value = js_g_temp(c);
    load_name(c, n_word(c, operand, 0), value, true);
  } else {
    value = js_g_any(c, operand);
  }
  uint32_t r = result_register(c, into, next);
  js_g_at(c, n);
  js_g_emit2(c, (js_opcode)opcodes[op], r, value);
  return r;
}

static bool is_index_name(const js_compiler *c, name_ref name) {
  const uint8_t *text = js_c_text(c, name);
  uint32_t bytes = js_c_name(c, name)->bytes;
  return bytes == 0 || (text[0] >= '0' && text[0] <= '9');
}

// A key in a register.
static uint32_t key_register(js_compiler *c, node_ref key) {
  if (kind_of(c, key) != N_STRING)
    return js_g_any(c, key);
  uint32_t r = js_g_temp(c);
  js_g_load_name(c, r, n_word(c, key, 0));
  return r;
}

static void jump_if_nullish(js_compiler *c, uint32_t r) {
  gen_function *f = c->generating;
  js_g_emit2(c, JS_JNULLISH, r, 1);
  if (f->chain)
    js_g_jump(c, f->chain);
  else
    js_g_jump_to(c, js_g_here(c) + 1);
}

static uint32_t delete_property(js_compiler *c, node_ref n, uint32_t into) {
  gen_function *f = c->generating;
  uint32_t next = f->next;
  node_ref target = n_word(c, n, 1);
  jump_list missing = 0, *outer = f->chain;
  bool chain = kind_of(c, target) == N_CHAIN;
  if (chain) {
    target = n_word(c, target, 0);
    f->chain = &missing;
  }
  uint32_t kind = kind_of(c, target), r;
  if (kind == N_MEMBER || kind == N_ELEMENT) {
    bool element = kind == N_ELEMENT;
    uint32_t object = operand_before(c, n_word(c, target, 0), element ? n_flags(c, n_word(c, target, 1)) : 0);
    if (n_flags(c, target) & E_OPTIONAL)
      jump_if_nullish(c, object);
    uint32_t key = element ? js_g_any(c, n_word(c, target, 1)) : js_g_temp(c);
    if (!element)
      js_g_load_name(c, key, n_word(c, target, 1));
    r = result_register(c, into, next);
    js_g_at(c, n);
    js_g_emit(c, JS_DELE, r, object, key);
  } else {
    js_g_discard(c, target);
    r = result_register(c, into, next);
    load_value(c, r, V_TRUE);
  }
  f->chain = outer;
  if (missing)
    otherwise(c, missing, r, V_TRUE);
  return r;
}

// ---- conditions --------------------------------------------------------------------------------------------------

typedef struct {
  js_opcode op;
  bool negate; // != is not ==
} comparison;

static comparison comparison_of(uint32_t punct) {
  switch (punct) {
  case P_LT: return (comparison){JS_JLT, false};
  case P_LE: return (comparison){JS_JLE, false};
  case P_GT: return (comparison){JS_JGT, false};
  case P_GE: return (comparison){JS_JGE, false};
  case P_EQUAL: return (comparison){JS_JEQ, false};
  case P_UNEQUAL: return (comparison){JS_JEQ, true};
  case P_STRICT_EQUAL: return (comparison){JS_JSEQ, false};
  default: return (comparison){JS_JSEQ, true};
  }
}

// JT and JF jump if r is true or false, JNULLISH unless it is undefined or null.
static void jump_unless(js_compiler *c, js_opcode op, uint32_t r, jump_list *list) {
  js_g_emit2(c, op, r, 0);
  js_g_jump(c, list);
}

static void compare(js_compiler *c, node_ref n, bool when, jump_list *list) {
  uint32_t next = c->generating->next;
  comparison how = comparison_of(n_word(c, n, 0));
  node_ref right = n_word(c, n, 2);
  int32_t number;
  bool sense = when != how.negate;
  uint32_t l = operand_before(c, n_word(c, n, 1), n_flags(c, right));
  if (js_c_integer_in(c, right, INT16_MIN, INT16_MAX, &number)) {
    js_opcode op = (js_opcode)(how.op - JS_JLT + (sense ? JS_JLTI : JS_JNLTI));
    js_g_at(c, n);
    js_g_emit16(c, op, l, (uint32_t)number);
  } else {
    uint32_t r = js_g_any(c, right);
    js_g_at(c, n);
    js_g_emit(c, how.op, l, r, sense);
  }
  js_g_jump(c, list);
  c->generating->next = next;
}

// a && b && … leans to the right.
static void logical_condition(js_compiler *c, node_ref n, bool when, jump_list *list) {
  bool jumps_early = n_word(c, n, 0) == P_LOR; // the value of a part that decides the whole
  jump_list past = 0;
  uint32_t op = n_word(c, n, 0);
  while (kind_of(c, n) == N_LOGICAL && n_word(c, n, 0) == op) {
    js_g_condition(c, n_word(c, n, 1), jumps_early, jumps_early == when ? list : &past);
    n = n_word(c, n, 2);
  }
  js_g_condition(c, n, when, list);
  js_g_patch_here(c, past);
}

void js_g_condition(js_compiler *c, node_ref n, bool when, jump_list *list) {
  uint32_t next = c->generating->next, kind;
  while ((kind = kind_of(c, n)) == N_UNARY && n_word(c, n, 0) == U_NOT) {
    n = n_word(c, n, 1);
    when = !when;
  }
  if (kind == N_COMPARE) {
    compare(c, n, when, list);
  } else if (kind == N_LOGICAL && n_word(c, n, 0) != P_NULLISH) {
    logical_condition(c, n, when, list);
  } else if (kind == N_VALUE && n_word(c, n, 0) >= V_FALSE) {
    if ((n_word(c, n, 0) == V_TRUE) == when)
      js_g_jump(c, list);
  } else {
    jump_unless(c, when ? JS_JT : JS_JF, js_g_any(c, n), list);
  }
  c->generating->next = next;
}

// true or false from jumps.
static void truth_value(js_compiler *c, node_ref n, uint32_t into) {
  jump_list no = 0;
  js_g_condition(c, n, false, &no);
  load_value(c, into, V_TRUE);
  otherwise(c, no, into, V_FALSE);
}

// `into` is a temporary.
static void logical_value(js_compiler *c, node_ref n, uint32_t into) {
  jump_list end = 0;
  uint32_t op = n_word(c, n, 0);
  while (kind_of(c, n) == N_LOGICAL && n_word(c, n, 0) == op) {
    js_g_into(c, n_word(c, n, 1), into);
    jump_unless(c, op == P_NULLISH ? JS_JNULLISH : op == P_LOR ? JS_JT : JS_JF, into, &end);
    n = n_word(c, n, 2);
  }
  js_g_into(c, n, into);
  js_g_patch_here(c, end);
}

static void conditional_value(js_compiler *c, node_ref n, uint32_t into) {
  jump_list other = 0, end = 0;
  js_g_condition(c, n_word(c, n, 0), false, &other);
  js_g_into(c, n_word(c, n, 1), into);
  js_g_jump(c, &end);
  js_g_patch_here(c, other);
  js_g_into(c, n_word(c, n, 2), into);
  js_g_patch_here(c, end);
}

// ---- properties --------------------------------------------------------------------------------------------------

static void get_field(js_compiler *c, node_ref at, uint32_t into, uint32_t object, name_ref name) {
  js_g_at(c, at);
  if (js_c_is_name(c, name, "length")) {
    js_g_emit2(c, JS_GETLEN, into, object);
    return;
  }
  emit_named(c, JS_GETF, into, object, name);
}

static void set_field(js_compiler *c, node_ref at, uint32_t object, uint32_t value, name_ref name) {
  js_g_at(c, at);
  emit_named(c, JS_SETF, object, value, name);
}

static uint32_t member(js_compiler *c, node_ref n, uint32_t into) {
  uint32_t next = c->generating->next;
  bool element = kind_of(c, n) == N_ELEMENT;
  node_ref key = element ? n_word(c, n, 1) : 0;
  uint32_t object = operand_before(c, n_word(c, n, 0), element ? n_flags(c, key) : 0);
  if (n_flags(c, n) & E_OPTIONAL)
    jump_if_nullish(c, object);
  bool named = !element || (kind_of(c, key) == N_STRING && !is_index_name(c, n_word(c, key, 0)));
  uint32_t k = named ? 0 : js_g_any(c, key), r = result_register(c, into, next);
  if (named) {
    get_field(c, n, r, object, element ? n_word(c, key, 0) : n_word(c, n, 1));
    return r;
  }
  js_g_at(c, n);
  js_g_emit(c, JS_GETE, r, object, k);
  return r;
}

// ---- assignment --------------------------------------------------------------------------------------------------

// A place to assign to, its parts in registers.
typedef struct {
  node_ref node;
  uint32_t object, key;
} place;

static place evaluate_place(js_compiler *c, node_ref target, uint32_t later) {
  place p = {target, 0, 0};
  uint32_t kind = kind_of(c, target);
  if (kind == N_MEMBER) {
    p.object = operand_before(c, n_word(c, target, 0), later);
  } else if (kind == N_ELEMENT) {
    node_ref key = n_word(c, target, 1);
    p.object = operand_before(c, n_word(c, target, 0), later | n_flags(c, key));
    p.key = operand_before(c, key, later);
  }
  return p;
}

static void load_place(js_compiler *c, const place *p, uint32_t into) {
  uint32_t kind = kind_of(c, p->node);
  if (kind == N_NAME) {
    load_name(c, n_word(c, p->node, 0), into, false);
  } else if (kind == N_MEMBER) {
    get_field(c, p->node, into, p->object, n_word(c, p->node, 1));
  } else {
    js_g_at(c, p->node);
    js_g_emit(c, JS_GETE, into, p->object, p->key);
  }
}

static void store_place(js_compiler *c, const place *p, uint32_t from) {
  uint32_t kind = kind_of(c, p->node);
  if (kind == N_NAME) {
    js_g_at(c, p->node);
    store_name(c, n_word(c, p->node, 0), from);
  } else if (kind == N_MEMBER) {
    set_field(c, p->node, p->object, from, n_word(c, p->node, 1));
  } else {
    js_g_at(c, p->node);
    js_g_emit(c, JS_SETE, p->object, p->key, from);
  }
}

void js_g_assign_to(js_compiler *c, node_ref target, uint32_t from) {
  uint32_t next = c->generating->next;
  place p = evaluate_place(c, target, 0);
  store_place(c, &p, from);
  c->generating->next = next;
}

// &&=, ||=, ??=
static uint32_t logical_assignment(js_compiler *c, node_ref n, uint32_t into) {
  uint32_t next = c->generating->next, op = n_word(c, n, 0);
  uint32_t r = js_g_temp(c);
  jump_list end = 0;
  place p = evaluate_place(c, n_word(c, n, 1), n_flags(c, n_word(c, n, 2)));
  load_place(c, &p, r);
  jump_unless(c, op == P_NULLISH_SET ? JS_JNULLISH : op == P_LOR_SET ? JS_JT : JS_JF, r, &end);
  if (kind_of(c, p.node) == N_NAME && !(n_flags(c, p.node) & E_PAREN))
    js_g_name_function(c, n_word(c, n, 2), n_word(c, p.node, 0));
  js_g_into(c, n_word(c, n, 2), r);
  store_place(c, &p, r);
  js_g_patch_here(c, end);
  return settle(c, r, into, next);
}

static uint32_t compound_assignment(js_compiler *c, node_ref n, uint32_t into) {
  uint32_t next = c->generating->next, later = n_flags(c, n_word(c, n, 2)), r;
  js_opcode op = opcode_of(n_word(c, n, 0));
  node_ref target = n_word(c, n, 1), value = n_word(c, n, 2);
  uint32_t variable = writable_register(c, target);
  if (variable != ANY) { // x += e
    uint32_t l = operand_before(c, target, later);
    operate(c, n, op, l, value, variable, next);
    return settle(c, variable, into, next);
  }
  r = js_g_temp(c);
  place p = evaluate_place(c, target, later);
  uint32_t above = c->generating->next;
  load_place(c, &p, r);
  operate(c, n, op, r, value, r, above);
  store_place(c, &p, r);
  return settle(c, r, into, next);
}

static uint32_t simple_assignment(js_compiler *c, node_ref n, uint32_t into, bool wanted) {
  uint32_t next = c->generating->next;
  node_ref target = n_word(c, n, 1), value = n_word(c, n, 2);
  if (kind_of(c, target) == N_NAME && !(n_flags(c, target) & E_PAREN))
    js_g_name_function(c, value, n_word(c, target, 0));
  uint32_t variable = writable_register(c, target);
  if (variable != ANY) {
    js_g_into(c, value, variable);
    return settle(c, variable, into, next);
  }
  uint32_t reserved = into == ANY && wanted ? js_g_temp(c) : into;
  place p = evaluate_place(c, target, n_flags(c, value));
  uint32_t v = js_g_any(c, value);
  store_place(c, &p, v);
  if (v < next || !wanted) // a variable: it is its own result
    return settle(c, v, into, next);
  move(c, reserved, v);
  c->generating->next = into == ANY ? next + 1 : next;
  return reserved;
}

static uint32_t assignment(js_compiler *c, node_ref n, uint32_t into, bool wanted) {
  switch (n_word(c, n, 0)) {
  case P_ASSIGN: return simple_assignment(c, n, into, wanted);
  case P_LAND_SET:
  case P_LOR_SET:
  case P_NULLISH_SET: return logical_assignment(c, n, into);
  default: return compound_assignment(c, n, into);
  }
}

static uint32_t update(js_compiler *c, node_ref n, uint32_t into, bool wanted) {
  uint32_t next = c->generating->next, flags = n_word(c, n, 0);
  node_ref target = n_word(c, n, 1);
  js_opcode op = flags & UPDATE_DECREMENT ? JS_DEC : JS_INC;
  bool postfix = wanted && !(flags & UPDATE_PREFIX);
  uint32_t variable = writable_register(c, target);
  if (variable != ANY) {
    js_g_at(c, n);
    if (!postfix) {
      js_g_emit2(c, op, variable, variable);
      return settle(c, variable, into, next);
    }
    uint32_t r = into == ANY || into == variable ? js_g_temp(c) : into;
    js_g_emit2(c, JS_TONUM, r, variable);
    js_g_emit2(c, op, variable, r);
    if (into == variable) { // x = x++
      move(c, into, r);
      c->generating->next = next;
      return into;
    }
    return r;
  }
  uint32_t r = js_g_temp(c);
  place p = evaluate_place(c, target, 0);
  uint32_t v = js_g_temp(c);
  load_place(c, &p, v);
  js_g_at(c, n);
  if (postfix)
    js_g_emit2(c, JS_TONUM, r, v);
  js_g_emit2(c, op, v, postfix ? r : v);
  if (!postfix)
    move(c, r, v);
  store_place(c, &p, v);
  return settle(c, r, into, next);
}

// ---- literals ----------------------------------------------------------------------------------------------------

enum { CHUNK = 16 };

// Appends a list of expressions to the array in `array`, or makes it (`make`).
static void array_elements(js_compiler *c, node_ref list, uint32_t array, bool make) {
  uint32_t next = c->generating->next, count = 0;
  bool made = !make;
  for (node_ref n = list;; n = n_next(c, n)) {
    bool spread = n && kind_of(c, n) == N_SPREAD;
    if (count && (!n || spread || count == CHUNK)) {
      js_g_emit(c, made ? JS_APPEND : JS_NEWARR, array, next, count);
      made = true;
      c->generating->next = next;
      count = 0;
    }
    if (!made && (!n || spread)) {
      js_g_emit2(c, JS_NEWARR, array, array);
      made = true;
    }
    if (!n || c->failed)
      break;
    if (spread) {
      uint32_t r = js_g_any(c, n_word(c, n, 0));
      js_g_at(c, n);
      js_g_emit2(c, JS_SPREAD, array, r);
      c->generating->next = next;
    } else {
      js_g_into(c, n, js_g_temp(c));
      count++;
    }
  }
}

static void property(js_compiler *c, node_ref p, uint32_t object) {
  uint32_t next = c->generating->next, kind = kind_of(c, p);
  if (kind == N_SPREAD || kind == N_PROTO) {
    uint32_t r = js_g_any(c, n_word(c, p, 0));
    js_g_at(c, p);
    js_g_emit2(c, kind == N_PROTO ? JS_INITPROTO : JS_COPYPROPS, object, r);
    c->generating->next = next;
    return;
  }
  node_ref key = n_word(c, p, 0), value = n_word(c, p, 1);
  bool named = kind_of(c, key) == N_STRING;
  if (named)
    js_g_name_function(c, value, n_word(c, key, 0));
  if (kind == N_PROPERTY && named && !is_index_name(c, n_word(c, key, 0))) {
    uint32_t r = js_g_any(c, value);
    js_g_at(c, p);
    emit_named(c, JS_INITF, object, r, n_word(c, key, 0));
  } else {
    uint32_t k = named ? key_register(c, key) : operand_before(c, key, n_flags(c, value));
    bool unnamed = kind_of(c, value) == N_FUNCTION && !n_word(c, value, FN_NAME);
    uint32_t r = js_g_any(c, value);
    js_g_at(c, p);
    if (unnamed)
      js_g_emit2(c, JS_FNNAME, r, k);
    js_g_emit(c, kind == N_PROPERTY ? JS_INITE : kind == N_GETTER ? JS_INITGET : JS_INITSET, object, k, r);
  }
  c->generating->next = next;
}

static void object_literal(js_compiler *c, node_ref n, uint32_t into) {
  js_g_at(c, n);
  js_g_emit2(c, JS_NEWOBJ, into, 0);
  for (node_ref p = n_word(c, n, 0); p && !c->failed; p = n_next(c, p))
    property(c, p, into);
}

static void template_literal(js_compiler *c, node_ref n, uint32_t into) {
  uint32_t next = c->generating->next, count = 0;
  for (node_ref p = n_word(c, n, 0); p && !c->failed; p = n_next(c, p)) {
    if (kind_of(c, p) == N_STRING && n_word(c, p, 0) == c->empty_name && (count || n_next(c, p)))
      continue;
    js_g_into(c, p, js_g_temp(c));
    if (++count == CHUNK) { // join what there is
      js_g_at(c, n);
      js_g_emit(c, JS_CONCAT, next, next, count);
      c->generating->next = next + 1;
      count = 1;
    }
  }
  js_g_at(c, n);
  js_g_emit(c, JS_CONCAT, into, next, count);
  c->generating->next = next;
}

// ---- calls -------------------------------------------------------------------------------------------------------

enum { MAX_ARGUMENTS = 40 };

static bool needs_array(const js_compiler *c, node_ref list) {
  uint32_t count = 0;
  for (; list; list = n_next(c, list))
    if (kind_of(c, list) == N_SPREAD || ++count > MAX_ARGUMENTS)
      return true;
  return false;
}

static bool is_global_name(js_compiler *c, node_ref n) {
  if (kind_of(c, n) != N_NAME || js_c_is_name(c, n_word(c, n, 0), "undefined"))
    return false;
  node_ref b = js_g_find(c, n_word(c, n, 0));
  return !b || js_g_is_global(c, b);
}

// The function and `this` of a call go to the start of its window. False: `this` is undefined, and not there yet.
static bool callee(js_compiler *c, node_ref n, uint32_t window) {
  uint32_t kind = kind_of(c, n);
  bool parens = n_flags(c, n) & E_PAREN;
  if (kind == N_CHAIN && parens) { // (a?.b)(): this is a
    jump_list missing = 0, *outer = c->generating->chain;
    c->generating->chain = &missing;
    if (!callee(c, n_word(c, n, 0), window))
      load_value(c, window + 1, V_UNDEFINED);
    c->generating->chain = outer;
    otherwise(c, missing, window, V_UNDEFINED);
    return true;
  }
  if (kind != N_MEMBER && kind != N_ELEMENT) {
    js_g_into(c, n, window);
    return false;
  }
  uint32_t next = c->generating->next;
  if (kind == N_MEMBER && !(n_flags(c, n) & E_OPTIONAL) && is_global_name(c, n_word(c, n, 0))) {
    uint32_t constant = js_g_constant(c, n_word(c, n, 1), true);
    js_g_at(c, n);
    js_g_emit16(c, JS_GETGM, window, js_g_global(c, n_word(c, n_word(c, n, 0), 0)));
    js_g_ext(c, constant);
    return true;
  }
  node_ref key = kind == N_ELEMENT ? n_word(c, n, 1) : 0;
  uint32_t object = operand_before(c, n_word(c, n, 0), key ? n_flags(c, key) : 0);
  if (n_flags(c, n) & E_OPTIONAL)
    jump_if_nullish(c, object);
  if (kind == N_MEMBER) {
    js_g_at(c, n);
    emit_named(c, JS_GETM, window, object, n_word(c, n, 1));
  } else {
    uint32_t k = js_g_any(c, key);
    js_g_at(c, n);
    js_g_emit(c, JS_GETME, window, object, k);
  }
  c->generating->next = next;
  return true;
}

// A window at the top of the registers; at `into` when that is the topmost temporary.
static uint32_t open_window(js_compiler *c, uint32_t into) {
  gen_function *f = c->generating;
  if (into != ANY && into + 1 == f->next && !is_variable(c, into)) {
    js_g_temps(c, JS_WINDOW_CALL - 1);
    return into;
  }
  return js_g_temps(c, JS_WINDOW_CALL);
}

static void arguments(js_compiler *c, node_ref n, node_ref list, uint32_t window, js_opcode op) {
  if (needs_array(c, list)) {
    if (op == JS_CALLF)
      load_value(c, window + 1, V_UNDEFINED);
    uint32_t r = js_g_temp(c);
    array_elements(c, list, r, true);
    js_g_at(c, n);
    js_g_emit2(c, op == JS_NEW ? JS_NEWV : JS_CALLV, window, 0);
    return;
  }
  uint32_t count = 0;
  for (node_ref a = list; a && !c->failed; a = n_next(c, a), count++)
    js_g_into(c, a, js_g_temp(c));
  js_g_at(c, n);
  js_g_emit2(c, op, window, count);
}

// Whether a call is one of a function of numbers (leaf.h) with as many arguments as it takes. They are evaluated before the
// function is looked up, so they must not run anything.
static bool is_leaf_call(js_compiler *c, node_ref n) {
  static const struct {
    char name[6];
    uint8_t count;
  } leaves[] = {{"imul", 2}, {"floor", 1}, {"ceil", 1}, {"trunc", 1}, {"round", 1},
                {"abs", 1},  {"sqrt", 1},  {"min", 2},  {"max", 2}};
  node_ref f = n_word(c, n, 0), list = n_word(c, n, 1);
  if (kind_of(c, n) != N_CALL || kind_of(c, f) != N_MEMBER ||
      ((n_flags(c, n) | n_flags(c, f)) & E_OPTIONAL) || !is_global_name(c, n_word(c, f, 0)) ||
      !js_c_is_name(c, n_word(c, n_word(c, f, 0), 0), "Math"))
    return false;
  uint32_t count = 0;
  for (; list; list = n_next(c, list), count++)
    if (kind_of(c, list) == N_SPREAD || (n_flags(c, list) & (E_ASSIGNS | E_RUNS)))
      return false;
  for (size_t i = 0; i < sizeof leaves / sizeof leaves[0]; i++)
    if (js_c_is_name(c, n_word(c, f, 1), leaves[i].name))
      return count == leaves[i].count;
  return false;
}

// LEAF, and the call for when it is no simple case.
static uint32_t leaf_call(js_compiler *c, node_ref n, uint32_t into) {
  uint32_t r = into != ANY ? into : js_g_temp(c), next = c->generating->next;
  node_ref first = n_word(c, n, 1), second = n_next(c, first);
  uint32_t x = operand_before(c, first, second ? n_flags(c, second) : 0);
  uint32_t y = second ? js_g_any(c, second) : x;
  jump_list done = 0;
  js_g_at(c, n);
  js_g_emit(c, JS_LEAF, r, x, y);
  js_g_jump(c, &done);
  uint32_t window = js_g_temps(c, JS_WINDOW_CALL);
  callee(c, n_word(c, n, 0), window);
  move(c, js_g_temp(c), x);
  if (second)
    move(c, js_g_temp(c), y);
  js_g_at(c, n);
  js_g_emit(c, JS_CALL, window, second ? 2 : 1, 0);
  js_g_emit(c, JS_MOVE, r, window, 0);
  js_g_patch_here(c, done);
  c->generating->next = next;
  return r;
}

static uint32_t call(js_compiler *c, node_ref n, uint32_t into) {
  if (JS_COMPILE_FOR_SPEED && is_leaf_call(c, n))
    return leaf_call(c, n, into);
  uint32_t next = c->generating->next, window = open_window(c, into);
  js_opcode op = JS_NEW;
  if (kind_of(c, n) == N_NEW) {
    js_g_into(c, n_word(c, n, 0), window);
    load_value(c, window + 1, V_UNDEFINED);
  } else {
    op = callee(c, n_word(c, n, 0), window) ? JS_CALL : JS_CALLF;
    if (n_flags(c, n) & E_OPTIONAL)
      jump_if_nullish(c, window);
  }
  arguments(c, n, n_word(c, n, 1), window, op);
  return settle(c, window, into, next);
}

// The array of the texts of a tagged template, whose property raw has them unescaped: made once, see
// template_variable in parse.c.
static void template_texts(js_compiler *c, node_ref n, uint32_t strings) {
  uint32_t next = c->generating->next, raw = js_g_temp(c), piece = js_g_temp(c), index = 0;
  node_ref b = n_word(c, n, 2);
  jump_list made = 0;
  load_binding(c, b, strings);
  jump_unless(c, JS_JUNDEF, strings, &made);
  js_g_emit2(c, JS_NEWARR, strings, strings);
  js_g_emit2(c, JS_NEWARR, raw, raw);
  for (node_ref p = n_word(c, n, 1); p && !c->failed; p = n_next(c, p), index++)
    if (index % 3 != 2) {
      if (n_word(c, p, 0))
        js_g_load_name(c, piece, n_word(c, p, 0));
      else
        load_value(c, piece, V_UNDEFINED);
      js_g_emit(c, JS_APPEND, index % 3 ? raw : strings, piece, 1);
    }
  emit_named(c, JS_INITF, strings, raw, js_c_name_of(c, (const uint8_t *)"raw", 3));
  js_g_emit2(c, JS_FREEZE, raw, 0);
  js_g_emit2(c, JS_FREEZE, strings, 0);
  if (is_local(c, b))
    move(c, n_word(c, b, B_REGISTER), strings);
  else
    js_g_emit2(c, JS_SETU, strings, js_g_capture(c, c->generating, b));
  js_g_patch_here(c, made);
  c->generating->next = next;
}

// A function called with the texts and the values.
static uint32_t tagged_template(js_compiler *c, node_ref n, uint32_t into) {
  uint32_t next = c->generating->next, window = open_window(c, into), count = 1, index = 0;
  js_opcode op = callee(c, n_word(c, n, 0), window) ? JS_CALL : JS_CALLF;
  template_texts(c, n, js_g_temp(c));
  for (node_ref p = n_word(c, n, 1); p && !c->failed; p = n_next(c, p), index++)
    if (index % 3 == 2) {
      js_g_into(c, p, js_g_temp(c));
      count++;
    }
  js_g_at(c, n);
  js_g_emit2(c, op, window, count);
  return settle(c, window, into, next);
}

static uint32_t chain(js_compiler *c, node_ref n, uint32_t into) {
  gen_function *f = c->generating;
  uint32_t next = f->next, r = into != ANY && !is_variable(c, into) ? into : js_g_temp(c);
  jump_list missing = 0, *outer = f->chain;
  f->chain = &missing;
  js_g_into(c, n_word(c, n, 0), r);
  f->chain = outer;
  otherwise(c, missing, r, V_UNDEFINED);
  return settle(c, r, into, next);
}

// ---- all expressions ---------------------------------------------------------------------------------------------

static void load_number(js_compiler *c, node_ref n, uint32_t into) {
  int32_t number;
  if (js_c_integer_in(c, n, INT16_MIN, INT16_MAX, &number))
    js_g_emit16(c, JS_LOADI, into, (uint32_t)number);
  else
    js_g_emit16(c, JS_LOADK, into, js_g_number_constant(c, n));
}

static void load_this(js_compiler *c, node_ref n, uint32_t into) {
  bool target = kind_of(c, n) == N_TARGET;
  node_ref b = js_g_find(c, target ? c->target_name : c->this_name);
  gen_function *f = c->generating;
  bool is_arrow = n_word(c, f->node, FN_FLAGS) & FF_ARROW;
  if (b && (is_arrow || is_local(c, b)))
    load_name(c, target ? c->target_name : c->this_name, into, false);
  else
    js_g_emit2(c, target ? JS_LOADTARGET : JS_LOADTHIS, into, 0);
}

static void regexp(js_compiler *c, node_ref n, uint32_t into) {
  uint32_t source = js_g_constant(c, n_word(c, n, 0), false), pattern = js_g_pattern_constant(c, n);
  js_g_at(c, n);
  js_g_emit16(c, JS_REGEXP, into, pattern);
  js_g_ext(c, source);
}

// Kinds whose register is written before all of the expression was read: a variable must not be that register.
static bool writes_early(uint32_t kind) {
  return kind == N_LOGICAL || kind == N_OBJECT || kind == N_ARRAY;
}

static uint32_t leaf(js_compiler *c, node_ref n, uint32_t into) {
  uint32_t r = into != ANY ? into : js_g_temp(c);
  switch (kind_of(c, n)) {
  case N_NUMBER: load_number(c, n, r); break;
  case N_STRING: js_g_load_name(c, r, n_word(c, n, 0)); break;
  case N_REGEXP: regexp(c, n, r); break;
  case N_TEMPLATE: template_literal(c, n, r); break;
  case N_NAME:
    js_g_at(c, n);
    load_name(c, n_word(c, n, 0), r, false);
    break;
  case N_THIS:
  case N_TARGET: load_this(c, n, r); break;
  case N_VALUE: load_value(c, r, n_word(c, n, 0)); break;
  case N_ARRAY: array_elements(c, n_word(c, n, 0), r, true); break;
  case N_OBJECT: object_literal(c, n, r); break;
  case N_FUNCTION: {
    uint32_t number = js_g_function(c, n);
    js_g_emit16(c, JS_CLOSURE, r, number);
    break;
  }
  case N_LOGICAL: logical_value(c, n, r); break;
  case N_COMPARE: truth_value(c, n, r); break;
  case N_CONDITIONAL: conditional_value(c, n, r); break;
  default: js_c_fail(c, n_pos(c, n), "unexpected expression", NULL); break;
  }
  return r;
}

static uint32_t generate(js_compiler *c, node_ref n, uint32_t into) {
  if (c->failed)
    return 0;
  switch (kind_of(c, n)) {
  case N_BINARY: return binary(c, n, into);
  case N_UNARY: return n_word(c, n, 0) == U_DELETE ? delete_property(c, n, into) : unary(c, n, into);
  case N_UPDATE: return update(c, n, into, true);
  case N_ASSIGN: return assignment(c, n, into, true);
  case N_CALL:
  case N_NEW: return call(c, n, into);
  case N_TAGGED: return tagged_template(c, n, into);
  case N_MEMBER:
  case N_ELEMENT: return member(c, n, into);
  case N_CHAIN: return chain(c, n, into);
  case N_COMMA:
    for (; kind_of(c, n) == N_COMMA; n = n_word(c, n, 1))
      js_g_discard(c, n_word(c, n, 0));
    return generate(c, n, into);
  default: return leaf(c, n, into);
  }
}

// The register that holds a constant of a loop, or ANY.
static uint32_t kept_register(js_compiler *c, node_ref n) {
  for (node_ref k = n_word(c, c->generating->node, FN_KEPT); k; k = n_next(c, k))
    if (js_c_same_constant(c, n_word(c, k, 0), n))
      return n_word(c, k, 1);
  return ANY;
}

// Loads the constants that loops use.
void js_g_load_kept(js_compiler *c, gen_function *f) {
  for (node_ref k = n_word(c, f->node, FN_KEPT); k && !c->failed; k = n_next(c, k)) {
    uint32_t r = js_g_temp(c);
    n_set(c, k, 1, r);
    leaf(c, n_word(c, k, 0), r);
  }
  f->base = f->next;
}

uint32_t js_g_any(js_compiler *c, node_ref n) {
  if (JS_COMPILE_FOR_SPEED && !c->failed && (kind_of(c, n) == N_NUMBER || kind_of(c, n) == N_VALUE)) {
    uint32_t r = kept_register(c, n);
    if (r != ANY)
      return r;
  }
  if (!c->failed && kind_of(c, n) == N_NAME) {
    node_ref b = js_g_find(c, n_word(c, n, 0));
    if (b && !js_g_is_global(c, b) && is_local(c, b)) {
      js_g_at(c, n);
      check(c, b, n_word(c, b, B_REGISTER));
      return n_word(c, b, B_REGISTER);
    }
  }
  return generate(c, n, ANY);
}

void js_g_into(js_compiler *c, node_ref n, uint32_t into) {
  if (c->failed)
    return;
  uint32_t next = c->generating->next;
  if (is_variable(c, into) && writes_early(kind_of(c, n)))
    move(c, into, generate(c, n, ANY));
  else
    generate(c, n, into);
  c->generating->next = next;
}

void js_g_discard(js_compiler *c, node_ref n) {
  if (c->failed)
    return;
  uint32_t next = c->generating->next;
  if (kind_of(c, n) == N_UPDATE)
    update(c, n, ANY, false);
  else if (kind_of(c, n) == N_ASSIGN)
    assignment(c, n, ANY, false);
  else
    js_g_any(c, n);
  c->generating->next = next;
}
