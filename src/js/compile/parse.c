// The parser, part one: functions and expressions (ECMA-262 clauses 13 and 15). Statements are in parse_statement.c,
// declarations in parse_scope.c.
#include "js/compile/tree.h"
#include "js/regexp/regexp.h"

// ---- tree --------------------------------------------------------------------------------------------------------

static const uint8_t node_words[N_COUNT] = {
#define X(name, words) words,
    NODES(X)
#undef X
};

node_ref js_c_node(js_compiler *c, node_kind kind, uint32_t pos) {
  uint32_t words = 2u + node_words[kind];
  node_ref n = js_c_take(c, words);
  if (!n)
    return 0;
  memset(&c->memory[n], 0, words * sizeof(uint32_t));
  c->function_total += kind == N_FUNCTION;
  c->memory[n] = (uint32_t)kind | pos << 8;
  return n;
}

void js_c_list_add(js_compiler *c, node_list *list, node_ref n) {
  if (!n)
    return;
  if (list->last)
    n_set_next(c, list->last, n);
  else
    list->first = n;
  list->last = n;
}

static node_ref node1(js_compiler *c, node_kind kind, uint32_t pos, uint32_t a) {
  node_ref n = js_c_node(c, kind, pos);
  n_set(c, n, 0, a);
  return n;
}

static node_ref node2(js_compiler *c, node_kind kind, uint32_t pos, uint32_t a, uint32_t b) {
  node_ref n = js_c_node(c, kind, pos);
  n_set(c, n, 0, a);
  n_set(c, n, 1, b);
  return n;
}

static node_ref node3(js_compiler *c, node_kind kind, uint32_t pos, uint32_t a, uint32_t b, uint32_t d) {
  node_ref n = node2(c, kind, pos, a, b);
  n_set(c, n, 2, d);
  return n;
}

static uint32_t effects(const js_compiler *c, node_ref n) {
  return n_flags(c, n) & (E_ASSIGNS | E_CALLS | E_RUNS);
}

// An expression does what its parts do, and `more`.
static node_ref with_effects(js_compiler *c, node_ref n, node_ref a, node_ref b, uint32_t more) {
  n_add_flags(c, n, (a ? effects(c, a) : 0) | (b ? effects(c, b) : 0) | more);
  return n;
}

static uint32_t list_effects(const js_compiler *c, node_ref n) {
  uint32_t flags = 0;
  for (; n; n = n_next(c, n))
    flags |= effects(c, n);
  return flags;
}

// The number of a NUMBER node if it is an integer from low to high (and not -0).
bool js_c_integer_in(const js_compiler *c, node_ref n, int32_t low, int32_t high, int32_t *out) {
  if (n_kind(c, n) != N_NUMBER)
    return false;
  uint64_t bits = n_word(c, n, 0) | (uint64_t)n_word(c, n, 1) << 32;
  double d;
  memcpy(&d, &bits, sizeof d);
  if (!(d >= low && d <= high) || (double)(int32_t)d != d || (d == 0 && bits != 0))
    return false;
  *out = (int32_t)d;
  return true;
}

bool js_c_same_constant(const js_compiler *c, node_ref a, node_ref b) {
  return n_kind(c, a) == n_kind(c, b) && n_word(c, a, 0) == n_word(c, b, 0) &&
         (n_kind(c, a) == N_VALUE || n_word(c, a, 1) == n_word(c, b, 1));
}

// ---- tokens ------------------------------------------------------------------------------------------------------

bool js_p_accept(js_compiler *c, symbol_code p) {
  if (!js_c_is(c, p))
    return false;
  js_c_next(c);
  return true;
}

static void unexpected(js_compiler *c) {
  if (c->token.kind == T_END)
    js_c_fail(c, c->bytes, "unexpected end of the source", NULL);
  else
    js_c_fail_here(c, "unexpected token here");
}

void js_p_expect(js_compiler *c, symbol_code p) {
  const char *text = js_c_punctuators;
  if (js_p_accept(c, p))
    return;
  for (uint32_t i = 0; i < (uint32_t)p; i++)
    while (*text++) {
    }
  js_c_fail(c, c->token.start,
            c->token.kind == T_END ? "source ends where %s is expected" : "expected %s here", text);
}

// Behind the bracket that opens a list: is there one more item before `end`? Passes what ends the list.
static bool more(js_compiler *c, const node_list *list, symbol_code end) {
  if (list->first && !js_c_is(c, end))
    js_p_expect(c, P_COMMA);
  if (!c->failed && !js_c_is(c, end))
    return true;
  js_p_expect(c, end);
  return false;
}

uint32_t js_p_refuse_generator(js_compiler *c) {
  return js_c_fail_here(c, "generators are not supported; use a closure that keeps its state");
}

static uint32_t refuse_destructuring(js_compiler *c, uint32_t pos) {
  return js_c_fail(c, pos, "destructuring is not supported; take the parts one by one", NULL);
}

bool js_p_enter(js_compiler *c) {
  if (++c->depth > JS_COMPILE_DEPTH)
    js_c_fail_here(c, "source is nested too deeply; split it into functions");
  return !c->failed;
}

static bool can_be_name(js_compiler *c) {
  return c->token.kind == T_NAME || js_c_is(c, W_await);
}

name_ref js_p_binding_name(js_compiler *c) {
  name_ref name = c->token.name;
  if (js_c_is(c, P_LBRACE) || js_c_is(c, P_LBRACKET))
    return refuse_destructuring(c, c->token.start);
  if (c->token.kind == T_WORD && !can_be_name(c))
    return js_c_fail_name(c, c->token.start, "%s is a reserved word and cannot be a name", name);
  if (!can_be_name(c)) {
    unexpected(c);
    return 0;
  }
  if (js_c_is_name(c, name, "eval") || js_c_is_name(c, name, "arguments"))
    return js_c_fail_name(c, c->token.start, "%s cannot be declared or assigned", name);
  js_c_next(c);
  return c->failed ? 0 : name;
}

// ---- functions ---------------------------------------------------------------------------------------------------

static void open_function(js_compiler *c, parse_function *f, scope *s, node_ref node, uint32_t start) {
  uint32_t flags = n_word(c, node, FN_FLAGS);
  *f = (parse_function){.outer = c->parsing,
                        .scope = s,
                        .parameters = s,
                        .node = node,
                        .depth = c->parsing ? c->parsing->depth + 1 : 1,
                        .arrow = flags & FF_ARROW,
                        .declaration = flags & FF_DECLARATION};
  if (c->parsing)
    n_set(c, c->parsing->node, FN_FLAGS, n_word(c, c->parsing->node, FN_FLAGS) | FF_INNER);
  c->parsing = f;
  js_p_open(c, s, start);
  n_set(c, node, FN_SCOPE, s->node);
}

static void close_function(js_compiler *c, parse_function *f, scope *s) {
  n_set(c, f->node, FN_END, c->token.start);
  if (f->scope != s)
    js_p_close(c, f->scope);
  js_p_close(c, s);
  c->parsing = f->outer;
}

static void add_flags(js_compiler *c, node_ref f, uint32_t flags) {
  n_set(c, f, FN_FLAGS, n_word(c, f, FN_FLAGS) | flags);
}

static bool is_arrow(const js_compiler *c, node_ref n) {
  return n && n_kind(c, n) == N_FUNCTION && (n_word(c, n, FN_FLAGS) & FF_ARROW) && !(n_flags(c, n) & E_PAREN);
}

// A default value that names nothing.
static bool is_constant(const js_compiler *c, node_ref n) {
  switch (n_kind(c, n)) {
  case N_NUMBER:
  case N_STRING:
  case N_REGEXP:
  case N_VALUE: return true;
  case N_ARRAY:
  case N_OBJECT: return !n_word(c, n, 0);
  default: return false;
  }
}

// Notes that a default value may name variables: then the body's are not the ones it means.
static void check_default(js_compiler *c, node_ref f, node_ref value) {
  if (!c->failed && value && !is_constant(c, value))
    add_flags(c, f, FF_OWN_BODY);
}

// A parameter: name, maybe with a default; or ...name.
static node_ref parameter(js_compiler *c, node_ref f) {
  uint32_t pos = c->token.start;
  bool rest = js_p_accept(c, P_ELLIPSIS);
  name_ref name = js_p_binding_name(c);
  node_ref b = js_p_declare(c, BIND_PARAMETER, name, pos), value = 0;
  if (rest || js_c_is(c, P_ASSIGN))
    add_flags(c, f, FF_DEFAULTS);
  if (!rest && js_p_accept(c, P_ASSIGN))
    value = js_p_assignment(c, false);
  check_default(c, f, value);
  if (!c->failed && value && js_c_name(c, name)->use > pos) // its own default value names it
    n_set(c, b, B_FLAGS, n_word(c, b, B_FLAGS) | BF_CHECKED);
  node_ref n = node3(c, N_DECLARE, pos, BIND_PARAMETER, name, value);
  if (rest)
    return node1(c, N_SPREAD, pos, n);
  if (!(n_word(c, f, FN_FLAGS) & FF_DEFAULTS))
    n_set(c, f, FN_LENGTH, n_word(c, f, FN_LENGTH) + 1);
  return n;
}

static void parameters(js_compiler *c, node_ref f) {
  node_list list = {0, 0};
  js_p_expect(c, P_LPAREN);
  while (more(c, &list, P_RPAREN)) {
    node_ref p = parameter(c, f);
    js_c_list_add(c, &list, p);
    if (p && n_kind(c, p) == N_SPREAD && !js_c_is(c, P_RPAREN))
      js_c_fail_here(c, "a rest parameter must be the last");
  }
  n_set(c, f, FN_PARAMS, list.first);
}

// A function whose parameters are more than names cannot say "use strict".
static void refuse_directive(js_compiler *c, node_ref list) {
  for (; list && n_kind(c, list) == N_EXPRESSION; list = n_next(c, list)) {
    node_ref n = n_word(c, list, 0);
    if (n_kind(c, n) != N_STRING || (n_flags(c, n) & E_PAREN))
      return;
    if (js_c_is_name(c, n_word(c, n, 0), "use strict"))
      js_c_fail(c, n_pos(c, n), "\"use strict\" cannot stand in a function with default or rest parameters",
                NULL);
  }
}

// `own`: a scope for the body, for parse_function to keep.
static void function_body(js_compiler *c, node_ref f, scope *own) {
  uint32_t flags = n_word(c, f, FN_FLAGS), pos = c->token.start;
  js_p_expect(c, P_LBRACE);
  if (flags & FF_OWN_BODY) {
    js_p_open(c, own, pos);
    c->parsing->scope = own;
  }
  node_ref body = js_p_statements(c, true);
  if (!c->failed && (flags & FF_DEFAULTS))
    refuse_directive(c, body);
  if (!c->failed && (flags & FF_OWN_BODY))
    body = node2(c, N_BLOCK, pos, own->node, body);
  n_set(c, f, FN_BODY, body);
  n_set(c, f, FN_END, c->token.start);
}

// After `function name`, or at a method's parenthesis.
node_ref js_p_function(js_compiler *c, uint32_t flags, name_ref name, uint32_t pos) {
  node_ref node = js_c_node(c, N_FUNCTION, pos);
  parse_function f;
  scope s, own;
  if (!js_p_enter(c))
    return 0;
  n_set(c, node, FN_NAME, name);
  n_set(c, node, FN_FLAGS, flags);
  open_function(c, &f, &s, node, c->token.start);
  if (flags & FF_SELF)
    js_p_declare(c, BIND_SELF, name, pos);
  parameters(c, node);
  function_body(c, node, &own);
  close_function(c, &f, &s);
  js_p_expect(c, P_RBRACE);
  js_p_leave(c);
  return c->failed ? 0 : node;
}

static node_ref function_expression(js_compiler *c) {
  uint32_t pos = c->token.start;
  js_c_next(c);
  if (js_c_is(c, P_MUL))
    return js_p_refuse_generator(c);
  name_ref name = js_c_is(c, P_LPAREN) ? 0 : js_p_binding_name(c);
  return js_p_function(c, name ? FF_SELF : 0, name, pos);
}

// The parameters of an arrow function were parsed as an expression: (a, b = 1).
static void convert_parameter(js_compiler *c, node_ref f, node_list *list, node_ref n) {
  node_ref value = 0, target = n;
  bool rest = n_kind(c, n) == N_SPREAD;
  if (rest)
    target = n_word(c, n, 0);
  if (n_kind(c, n) == N_ASSIGN && n_word(c, n, 0) == P_ASSIGN && !(n_flags(c, n) & E_PAREN)) {
    target = n_word(c, n, 1);
    value = n_word(c, n, 2);
  }
  uint32_t kind = n_kind(c, target);
  if (kind == N_ARRAY || kind == N_OBJECT) {
    refuse_destructuring(c, n_pos(c, target));
    return;
  }
  if (kind != N_NAME || (n_flags(c, target) & E_PAREN)) {
    js_c_fail(c, n_pos(c, target), "a parameter of an arrow function must be a name", NULL);
    return;
  }
  name_ref name = n_word(c, target, 0);
  if (js_c_is_name(c, name, "arguments") || js_c_is_name(c, name, "eval")) {
    js_c_fail_name(c, n_pos(c, target), "%s cannot be declared or assigned", name);
    return;
  }
  if (rest || value)
    add_flags(c, f, FF_DEFAULTS);
  if (!(n_word(c, f, FN_FLAGS) & FF_DEFAULTS))
    n_set(c, f, FN_LENGTH, n_word(c, f, FN_LENGTH) + 1);
  node_ref b = js_p_declare(c, BIND_PARAMETER, name, n_pos(c, target));
  check_default(c, f, value);
  if (c->failed)
    return;
  // Default values were read before the parameters were known: any up to its own may name this one.
  bool checked = n_word(c, f, FN_FLAGS) & FF_OWN_BODY;
  n_set(c, b, B_FLAGS, (n_word(c, b, B_FLAGS) & ~(uint32_t)BF_CHECKED) | (checked ? BF_CHECKED : 0u));
  node_ref d = node3(c, N_DECLARE, n_pos(c, target), BIND_PARAMETER, name, value);
  js_c_list_add(c, list, rest ? node1(c, N_SPREAD, n_pos(c, target), d) : d);
}

// n, right: chains lean to the right, *last is their last comma.
static node_ref comma(js_compiler *c, node_ref n, node_ref *last, node_ref right, uint32_t pos) {
  node_ref tail = *last ? n_word(c, *last, 1) : n;
  node_ref added = with_effects(c, node2(c, N_COMMA, pos, tail, right), tail, right, 0);
  if (*last)
    n_set(c, *last, 1, added);
  else
    n = added;
  *last = added;
  n_add_flags(c, n, effects(c, right));
  return n;
}

static bool has_default(const js_compiler *c, node_ref n) {
  for (; n && n_kind(c, n) == N_COMMA; n = n_word(c, n, 1))
    if (n_kind(c, n_word(c, n, 0)) == N_ASSIGN)
      return true;
  return n && n_kind(c, n) == N_ASSIGN;
}

// At =>. `head`: the expression that was in the parentheses (0: none), `last`: a rest parameter after it.
static node_ref arrow(js_compiler *c, node_ref head, node_ref last, uint32_t pos, bool no_in) {
  if (c->failed)
    return 0;
  if (c->token.after_newline)
    return js_c_fail_here(c, "=> must be on the line of its parameters");
  uint32_t start = has_default(c, head) ? pos : c->token.start;
  node_ref node = js_c_node(c, N_FUNCTION, pos);
  n_set(c, node, FN_FLAGS, FF_ARROW);
  if (has_default(c, head)) { // parsed as the outer function's: they may have used what only functions have
    js_p_use_hidden(c, c->arguments_name);
  }
  js_c_next(c);
  parse_function f;
  scope s, own;
  if (!js_p_enter(c))
    return 0;
  open_function(c, &f, &s, node, start);
  if (has_default(c, head))
    js_p_use_hidden(c, c->this_name);
  node_list list = {0, 0};
  while (head && !c->failed && n_kind(c, head) == N_COMMA && !(n_flags(c, head) & E_PAREN)) {
    convert_parameter(c, node, &list, n_word(c, head, 0));
    head = n_word(c, head, 1);
  }
  if (head && !c->failed)
    convert_parameter(c, node, &list, head);
  if (last && !c->failed)
    convert_parameter(c, node, &list, last);
  n_set(c, node, FN_PARAMS, list.first);
  bool block = js_c_is(c, P_LBRACE);
  if (block) {
    function_body(c, node, &own);
  } else {
    add_flags(c, node, FF_EXPRESSION);
    node_ref body = js_p_assignment(c, no_in);
    n_set(c, node, FN_BODY, body);
  }
  close_function(c, &f, &s);
  if (block)
    js_p_expect(c, P_RBRACE);
  js_p_leave(c);
  return c->failed ? 0 : node;
}

// ---- primary expressions -----------------------------------------------------------------------------------------

static node_ref number_node(js_compiler *c, double d, uint32_t pos) {
  uint64_t bits;
  memcpy(&bits, &d, sizeof bits);
  return node2(c, N_NUMBER, pos, (uint32_t)bits, (uint32_t)(bits >> 32));
}

static node_ref name_node(js_compiler *c) {
  uint32_t pos = c->token.start;
  name_ref name = c->token.name;
  js_c_next(c);
  if (js_c_is(c, P_ARROW) && !c->failed)
    return node1(c, N_NAME, pos, name); // a parameter
  if (name == c->arguments_name)
    js_p_use_hidden(c, name);
  else
    js_p_use(c, name, pos);
  return node1(c, N_NAME, pos, name);
}

static node_ref element_or_spread(js_compiler *c) {
  uint32_t pos = c->token.start;
  if (!js_p_accept(c, P_ELLIPSIS))
    return js_p_assignment(c, false);
  node_ref value = js_p_assignment(c, false);
  return with_effects(c, node1(c, N_SPREAD, pos, value), value, 0, E_CALLS);
}

// Elements or arguments, from their opening bracket on.
static node_ref elements(js_compiler *c, symbol_code end) {
  node_list list = {0, 0};
  js_c_next(c);
  while (more(c, &list, end)) {
    if (end == P_RBRACKET && js_c_is(c, P_COMMA))
      return js_c_fail_here(c, "array holes are not supported; write undefined");
    js_c_list_add(c, &list, element_or_spread(c));
  }
  return list.first;
}

// A node that holds a list, which does what its members do, and `more`.
static node_ref list_node(js_compiler *c, node_kind kind, uint32_t pos, node_ref list,
                          uint32_t more_effects) {
  node_ref n = node1(c, kind, pos, list);
  if (!c->failed)
    n_add_flags(c, n, list_effects(c, list) | more_effects);
  return n;
}

// A property's key: a STRING or NUMBER node, or a computed expression.
static node_ref property_key(js_compiler *c, bool *computed) {
  uint32_t pos = c->token.start;
  *computed = false;
  if (js_p_accept(c, P_LBRACKET)) {
    node_ref key = js_p_assignment(c, false);
    js_p_expect(c, P_RBRACKET);
    *computed = true;
    return key;
  }
  node_ref key = 0;
  if (c->token.kind == T_NUMBER)
    key = number_node(c, c->token.number, pos);
  else if (c->token.kind == T_STRING || c->token.kind == T_NAME || c->token.kind == T_WORD)
    key = node1(c, N_STRING, pos, c->token.name);
  else
    unexpected(c);
  js_c_next(c);
  return key;
}

static name_ref key_name(js_compiler *c, node_ref key) {
  return key && n_kind(c, key) == N_STRING ? n_word(c, key, 0) : 0;
}

static bool ends_key(js_compiler *c) {
  return js_c_is(c, P_LPAREN) || js_c_is(c, P_COLON) || js_c_is(c, P_COMMA) || js_c_is(c, P_RBRACE) ||
         js_c_is(c, P_ASSIGN);
}

static node_ref method(js_compiler *c, node_kind kind, node_ref key, uint32_t pos) {
  node_ref f = js_p_function(c, FF_METHOD, key_name(c, key), pos);
  node_ref first = c->failed ? 0 : n_word(c, f, FN_PARAMS);
  if (kind == N_GETTER && first)
    return js_c_fail(c, n_pos(c, first), "a getter has no parameters", NULL);
  if (kind == N_SETTER && !c->failed && (!first || n_next(c, first) || n_kind(c, first) == N_SPREAD))
    return js_c_fail(c, pos, "a setter has one parameter", NULL);
  return with_effects(c, node2(c, kind, pos, key, f), key, 0, 0);
}

static node_ref property(js_compiler *c) {
  uint32_t pos = c->token.start;
  bool computed, identifier = c->token.kind == T_NAME || c->token.kind == T_WORD, name = can_be_name(c);
  if (js_c_is(c, P_ELLIPSIS))
    return element_or_spread(c);
  if (js_c_is(c, P_MUL))
    return js_p_refuse_generator(c);
  node_ref key = property_key(c, &computed);
  if (c->failed)
    return 0;
  bool get = identifier && js_c_is_name(c, key_name(c, key), "get"),
       set = identifier && js_c_is_name(c, key_name(c, key), "set");
  if (identifier && js_c_is_name(c, key_name(c, key), "async") && !ends_key(c))
    return js_c_fail(c, pos, "async functions are not supported; use callbacks", NULL);
  if ((get || set) && !ends_key(c)) {
    key = property_key(c, &computed);
    return c->failed ? 0 : method(c, get ? N_GETTER : N_SETTER, key, pos);
  }
  if (js_c_is(c, P_LPAREN))
    return method(c, N_PROPERTY, key, pos);
  if (name && (js_c_is(c, P_COMMA) || js_c_is(c, P_RBRACE))) { // { x }
    name_ref n = key_name(c, key);
    if (n == c->arguments_name)
      js_p_use_hidden(c, n);
    else
      js_p_use(c, n, pos);
    return node2(c, N_PROPERTY, pos, key, node1(c, N_NAME, pos, n));
  }
  if (name && js_c_is(c, P_ASSIGN))
    return refuse_destructuring(c, c->token.start);
  js_p_expect(c, P_COLON);
  node_ref value = js_p_assignment(c, false);
  if (c->failed)
    return 0;
  if (!computed && js_c_is_name(c, key_name(c, key), "__proto__"))
    return with_effects(c, node1(c, N_PROTO, pos, value), value, 0, 0);
  return with_effects(c, node2(c, N_PROPERTY, pos, key, value), key, value, 0);
}

static node_ref object_literal(js_compiler *c) {
  uint32_t pos = c->token.start;
  node_list list = {0, 0};
  bool proto = false;
  js_c_next(c);
  while (more(c, &list, P_RBRACE)) {
    node_ref p = property(c);
    if (p && n_kind(c, p) == N_PROTO) {
      if (proto)
        js_c_fail(c, n_pos(c, p), "two __proto__ in one object", NULL);
      proto = true;
    }
    js_c_list_add(c, &list, p);
  }
  return list_node(c, N_OBJECT, pos, list.first, 0);
}

// After the piece of template in the token: its expressions and other pieces.
static void template_parts(js_compiler *c, node_list *list, bool tagged) {
  while (!c->failed) {
    if (!c->token.name && !tagged) {
      js_c_fail_here(c, "malformed escape in template");
      return;
    }
    js_c_list_add(c, list, node1(c, N_STRING, c->token.start, c->token.name));
    if (tagged)
      js_c_list_add(c, list, node1(c, N_STRING, c->token.start, c->token.extra));
    if (c->token.last)
      return;
    js_c_next(c);
    js_c_list_add(c, list, js_p_expression(c, false));
    if (!js_c_is(c, P_RBRACE)) {
      js_c_fail_here(c, "expected } after the expression of a template");
      return;
    }
    js_c_next_template(c, c->token.end);
  }
}

static node_ref template_literal(js_compiler *c) {
  uint32_t pos = c->token.start;
  node_list list = {0, 0};
  if (!js_p_enter(c))
    return 0;
  template_parts(c, &list, false);
  js_p_leave(c);
  js_c_next(c);
  return list_node(c, N_TEMPLATE, pos, list.first, E_CALLS);
}

// ( expression ), or the parameters of an arrow function.
static node_ref parenthesised(js_compiler *c, bool no_in) {
  uint32_t pos = c->token.start;
  node_ref n = 0, rest = 0;
  bool trailing = false;
  js_c_next(c);
  if (!js_c_is(c, P_RPAREN)) {
    if (!js_c_is(c, P_ELLIPSIS))
      n = js_p_assignment(c, false);
    node_ref last = 0;
    while (!c->failed && (js_c_is(c, P_COMMA) || js_c_is(c, P_ELLIPSIS))) {
      uint32_t at = c->token.start;
      js_p_accept(c, P_COMMA);
      if (js_c_is(c, P_RPAREN)) {
        trailing = true;
        break;
      }
      if (js_p_accept(c, P_ELLIPSIS)) {
        uint32_t name_at = c->token.start;
        name_ref name = js_p_binding_name(c);
        rest = node1(c, N_SPREAD, at, node1(c, N_NAME, name_at, name));
        break;
      }
      node_ref right = js_p_assignment(c, false);
      if (c->failed)
        return 0;
      n = comma(c, n, &last, right, at);
    }
  }
  js_p_expect(c, P_RPAREN);
  if (c->failed)
    return 0;
  if (js_c_is(c, P_ARROW))
    return arrow(c, n, rest, pos, no_in);
  if (!n || rest || trailing)
    return js_c_fail_here(c, "expected => after the parameters of an arrow function");
  n_add_flags(c, n, E_PAREN);
  return n;
}

static node_ref refuse_word(js_compiler *c) {
  switch (c->token.symbol) {
  case W_class:
    return js_c_fail_here(c, "class is not supported; use a constructor function and its prototype");
  case W_import: return js_c_fail_here(c, "import is not supported; a program is one file");
  case W_export: return js_c_fail_here(c, "export is not supported; a program is one file");
  case W_super: return js_c_fail_here(c, "super is not supported; call the prototype's function");
  case W_yield: return js_p_refuse_generator(c);
  default:
    return js_c_fail_name(c, c->token.start, "%s is a reserved word and cannot be used here", c->token.name);
  }
}

static node_ref primary_word(js_compiler *c) {
  uint32_t pos = c->token.start, code = c->token.symbol;
  switch (code) {
  case W_function: return function_expression(c);
  case W_this:
    js_p_use_hidden(c, c->this_name);
    js_c_next(c);
    return js_c_node(c, N_THIS, pos);
  case W_null:
  case W_false:
  case W_true: js_c_next(c); return node1(c, N_VALUE, pos, code == W_null ? 1 : code == W_false ? 2 : 3);
  case W_await: return name_node(c);
  default: return refuse_word(c);
  }
}

// A pattern that is wrong is an error here already.
static node_ref regexp(js_compiler *c) {
  struct js_regexp_error error;
  js_c_next_regexp(c);
  if (c->failed)
    return 0;
  const name_record *source = js_c_name(c, c->token.name), *letters = js_c_name(c, c->token.extra);
  int flags = js_regexp_flags(js_c_text(c, c->token.extra), letters->bytes);
  size_t bytes = 0;
  if (flags < 0)
    js_c_fail_here(c, "regular expression flags are g i m s u y, each at most once");
  else if (!(bytes = js_regexp_compile(js_c_text(c, c->token.name), source->bytes, (unsigned)flags, NULL, 0,
                                       &error)))
    js_c_fail(c, c->token.start + 1 + (uint32_t)error.at, "regular expression: %s", error.message);
  node_ref n = node3(c, N_REGEXP, c->token.start, c->token.name, (uint32_t)flags, (uint32_t)bytes);
  js_c_next(c);
  return n;
}

static node_ref primary(js_compiler *c, bool no_in) {
  uint32_t pos = c->token.start;
  node_ref n;
  switch (c->token.kind) {
  case T_NUMBER:
    n = number_node(c, c->token.number, pos);
    js_c_next(c);
    return n;
  case T_STRING:
    n = node1(c, N_STRING, pos, c->token.name);
    js_c_next(c);
    return n;
  case T_TEMPLATE: return template_literal(c);
  case T_NAME: {
    name_ref name = c->token.name;
    n = name_node(c);
    if (js_c_is_name(c, name, "async") &&
        (js_c_is(c, W_function) || (c->token.kind == T_NAME && !js_c_is_name(c, c->token.name, "of"))) &&
        !c->token.after_newline)
      return js_c_fail(c, pos, "async functions are not supported; use callbacks", NULL);
    return js_c_is(c, P_ARROW) && !c->failed ? arrow(c, n, 0, pos, no_in) : n;
  }
  case T_WORD: return primary_word(c);
  case T_PUNCTUATOR: break;
  default: unexpected(c); return 0;
  }
  switch (c->token.symbol) {
  case P_LPAREN: return parenthesised(c, no_in);
  case P_LBRACKET: return list_node(c, N_ARRAY, pos, elements(c, P_RBRACKET), 0);
  case P_LBRACE: return object_literal(c);
  case P_DIV:
  case P_DIV_SET: return regexp(c);
  default: unexpected(c); return 0;
  }
}

// ---- constants in loops ------------------------------------------------------------------------------------------

enum { KEPT_MAX = 8 };

// A number or a value like true that a loop would load each time: the function loads it once, at its start.
static void keep(js_compiler *c, node_ref n) {
  if (!JS_COMPILE_FOR_SPEED)
    return;
  node_ref f = c->parsing->node, kept = n_word(c, f, FN_KEPT);
  if (c->failed || !c->parsing->loops || (n_kind(c, n) != N_NUMBER && n_kind(c, n) != N_VALUE))
    return;
  uint32_t count = 0;
  for (; kept && !js_c_same_constant(c, n_word(c, kept, 0), n); kept = n_next(c, kept))
    count++;
  if (kept || count == KEPT_MAX)
    return;
  kept = node1(c, N_KEPT, n_pos(c, n), n);
  if (c->failed)
    return;
  n_set_next(c, kept, n_word(c, f, FN_KEPT));
  n_set(c, f, FN_KEPT, kept);
}

// An operand, unless instructions have room for the number.
static void keep_operand(js_compiler *c, node_ref n, int32_t low, int32_t high) {
  int32_t number;
  if (JS_COMPILE_FOR_SPEED && !c->failed && n_kind(c, n) == N_NUMBER &&
      !js_c_integer_in(c, n, low, high, &number))
    keep(c, n);
}

// Numbers given to a function of Math, see LEAF in opcode.h.
static void keep_arguments(js_compiler *c, node_ref callee, node_ref list) {
  if (!JS_COMPILE_FOR_SPEED || c->failed || n_kind(c, callee) != N_MEMBER ||
      n_kind(c, n_word(c, callee, 0)) != N_NAME ||
      !js_c_is_name(c, n_word(c, n_word(c, callee, 0), 0), "Math"))
    return;
  for (; list && !c->failed; list = n_next(c, list))
    keep_operand(c, list, 1, 0);
}

// ---- calls and members -------------------------------------------------------------------------------------------

static node_ref member_name(js_compiler *c, node_ref object, uint32_t pos) {
  name_ref name = c->token.name;
  if (c->token.kind != T_NAME && c->token.kind != T_WORD) {
    unexpected(c);
    return 0;
  }
  js_c_next(c);
  return with_effects(c, node2(c, N_MEMBER, pos, object, name), object, 0, E_CALLS);
}

static node_ref element(js_compiler *c, node_ref object, uint32_t pos) {
  js_p_expect(c, P_LBRACKET);
  node_ref key = js_p_expression(c, false);
  js_p_expect(c, P_RBRACKET);
  return with_effects(c, node2(c, N_ELEMENT, pos, object, key), object, key, E_CALLS);
}

// The top level keeps the array of a tagged template's texts in a variable that no program can name.
static node_ref template_variable(js_compiler *c, uint32_t pos) {
  parse_function *f = c->parsing;
  while (f->outer)
    f = f->outer;
  uint8_t name[9] = {'`'};
  for (unsigned i = 1; i < sizeof name; i++)
    name[i] = (uint8_t)('a' + (pos >> (i - 1) * 4 & 15u));
  node_ref b = js_p_add_binding(c, f->scope, BIND_TEMPLATE, js_c_name_of(c, name, sizeof name), pos);
  if (b && f != c->parsing)
    n_set(c, b, B_FLAGS, BF_CAPTURED);
  return b;
}

static node_ref tagged_template(js_compiler *c, node_ref tag) {
  uint32_t pos = c->token.start;
  node_list list = {0, 0};
  if (!js_p_enter(c))
    return 0;
  template_parts(c, &list, true);
  js_p_leave(c);
  js_c_next(c);
  return with_effects(c, node3(c, N_TAGGED, pos, tag, list.first, c->failed ? 0 : template_variable(c, pos)),
                      tag, 0, E_CALLS | E_RUNS | list_effects(c, list.first));
}

static node_ref new_expression(js_compiler *c) {
  uint32_t pos = c->token.start;
  js_c_next(c);
  if (js_p_accept(c, P_DOT)) {
    if (!js_c_is_name(c, c->token.name, "target") || c->token.kind != T_NAME)
      return js_c_fail_here(c, "expected new.target");
    parse_function *f = c->parsing;
    while (f->arrow && f->outer)
      f = f->outer;
    if (!f->outer)
      return js_c_fail(c, pos, "new.target outside a function", NULL);
    js_p_use_hidden(c, c->target_name);
    js_c_next(c);
    return js_c_node(c, N_TARGET, pos);
  }
  if (!js_p_enter(c))
    return 0;
  node_ref callee = js_c_is(c, W_new) ? new_expression(c) : primary(c, false);
  uint32_t links = 0;
  if (!c->failed && is_arrow(c, callee))
    return js_c_fail(c, n_pos(c, callee), "an arrow function cannot be constructed", NULL);
  while (!c->failed) {
    uint32_t at = c->token.start;
    if (++links > JS_COMPILE_DEPTH)
      return js_c_fail(c, at, "too many members in a row; use variables between", NULL);
    if (js_p_accept(c, P_DOT))
      callee = member_name(c, callee, at);
    else if (js_c_is(c, P_LBRACKET))
      callee = element(c, callee, at);
    else if (js_c_is(c, P_OPTIONAL))
      return js_c_fail(c, at, "?. cannot stand in the callee of new", NULL);
    else if (c->token.kind == T_TEMPLATE)
      callee = tagged_template(c, callee);
    else
      break;
  }
  node_ref list = js_c_is(c, P_LPAREN) ? elements(c, P_RPAREN) : 0;
  js_p_leave(c);
  return with_effects(c, node2(c, N_NEW, pos, callee, list), callee, 0,
                      E_CALLS | E_RUNS | list_effects(c, list));
}

static node_ref refuse_direct_eval(js_compiler *c, node_ref callee, uint32_t pos) {
  if (n_kind(c, callee) == N_NAME && js_c_is_name(c, n_word(c, callee, 0), "eval"))
    return js_c_fail(c, pos, "eval is not supported: no code is made at run time", NULL);
  return callee;
}

// One link of a chain of members and calls; 0: there is none.
static node_ref link(js_compiler *c, node_ref n, bool *optional) {
  uint32_t pos = c->token.start, flags = 0;
  if (js_p_accept(c, P_OPTIONAL)) {
    *optional = true;
    flags = E_OPTIONAL;
    if (c->token.kind == T_TEMPLATE)
      return js_c_fail_here(c, "a template cannot follow ?.");
    if (!js_c_is(c, P_LPAREN) && !js_c_is(c, P_LBRACKET)) {
      n = member_name(c, n, pos);
      n_add_flags(c, n, flags);
      return n;
    }
  } else if (js_p_accept(c, P_DOT)) {
    return member_name(c, n, pos);
  }
  if (js_c_is(c, P_LBRACKET)) {
    n = element(c, n, pos);
  } else if (js_c_is(c, P_LPAREN)) {
    refuse_direct_eval(c, n, pos);
    uint32_t at = n_kind(c, n) == N_NAME ? n_pos(c, n) : pos;
    node_ref list = elements(c, P_RPAREN);
    if (js_c_is(c, P_ARROW) && n_kind(c, n) == N_NAME && js_c_is_name(c, n_word(c, n, 0), "async"))
      return js_c_fail(c, at, "async functions are not supported; use callbacks", NULL);
    keep_arguments(c, n, list);
    n = c->failed
            ? 0
            : with_effects(c, node2(c, N_CALL, at, n, list), n, 0, E_CALLS | E_RUNS | list_effects(c, list));
  } else if (c->token.kind == T_TEMPLATE) {
    return *optional ? js_c_fail(c, pos, "a template cannot follow ?.", NULL) : tagged_template(c, n);
  } else {
    return 0;
  }
  if (!c->failed)
    n_add_flags(c, n, flags);
  return n;
}

static node_ref postfix(js_compiler *c, bool no_in) {
  uint32_t pos = c->token.start, links = 0;
  bool optional = false;
  node_ref n = js_c_is(c, W_new) ? new_expression(c) : primary(c, no_in), more;
  if (!c->failed && is_arrow(c, n))
    return n;
  while (!c->failed && (more = link(c, n, &optional)) != 0) {
    n = more;
    if (++links > JS_COMPILE_DEPTH)
      return js_c_fail(c, pos, "too many members and calls in a row; use variables between", NULL);
  }
  if (c->failed)
    return 0;
  return optional ? with_effects(c, node1(c, N_CHAIN, pos, n), n, 0, 0) : n;
}

// ---- operators ---------------------------------------------------------------------------------------------------

bool js_p_is_target(js_compiler *c, node_ref n) {
  if (c->failed)
    return false;
  uint32_t kind = n_kind(c, n);
  if (kind == N_MEMBER || kind == N_ELEMENT)
    return true;
  if (kind == N_NAME && !js_c_is_name(c, n_word(c, n, 0), "arguments") &&
      !js_c_is_name(c, n_word(c, n, 0), "eval"))
    return true;
  if (kind == N_ARRAY || kind == N_OBJECT)
    refuse_destructuring(c, n_pos(c, n));
  else
    js_c_fail(c, n_pos(c, n), "cannot assign to this expression", NULL);
  return false;
}

static node_ref update(js_compiler *c, node_ref target, uint32_t flags, uint32_t pos) {
  if (!js_p_is_target(c, target))
    return 0;
  return with_effects(c, node2(c, N_UPDATE, pos, flags, target), target, 0, E_ASSIGNS | E_CALLS);
}

static int unary_of(const js_compiler *c) {
  switch (c->token.symbol) {
  case P_SUB: return U_NEG;
  case P_ADD: return U_PLUS;
  case P_NOT: return U_NOT;
  case P_TILDE: return U_BNOT;
  case W_typeof: return U_TYPEOF;
  case W_void: return U_VOID;
  case W_delete: return U_DELETE;
  default: return -1;
  }
}

static node_ref unary(js_compiler *c, bool no_in);

static node_ref fold_negative(js_compiler *c, node_ref operand, uint32_t pos) {
  uint64_t bits = n_word(c, operand, 0) | (uint64_t)n_word(c, operand, 1) << 32;
  double d;
  memcpy(&d, &bits, sizeof d);
  return number_node(c, -d, pos);
}

// An arrow function is no operand.
static bool refuse_arrow(js_compiler *c, node_ref n) {
  if (is_arrow(c, n))
    js_c_fail(c, n_pos(c, n), "put parentheses around the arrow function", NULL);
  return c->failed;
}

static node_ref unary_operator(js_compiler *c, unary_op op, bool no_in) {
  uint32_t pos = c->token.start;
  js_c_next(c);
  if (!js_p_enter(c))
    return 0;
  node_ref operand = unary(c, no_in);
  js_p_leave(c);
  if (c->failed || refuse_arrow(c, operand))
    return 0;
  if (js_c_is(c, P_POW))
    return js_c_fail_here(c, "put parentheses around the operand of ** that has a sign");
  if (op == U_DELETE && n_kind(c, operand) == N_NAME)
    return js_c_fail(c, pos, "a variable cannot be deleted", NULL);
  if (op == U_NEG && n_kind(c, operand) == N_NUMBER)
    return fold_negative(c, operand, pos);
  uint32_t more = op == U_NOT || op == U_TYPEOF || op == U_VOID ? 0 : E_CALLS;
  return with_effects(c, node2(c, N_UNARY, pos, op, operand), operand, 0, more);
}

static node_ref unary(js_compiler *c, bool no_in) {
  uint32_t pos = c->token.start;
  int op = unary_of(c);
  if (op >= 0)
    return unary_operator(c, (unary_op)op, no_in);
  if (js_c_is(c, P_INCREMENT) || js_c_is(c, P_DECREMENT)) {
    uint32_t flags = UPDATE_PREFIX | (js_c_is(c, P_DECREMENT) ? UPDATE_DECREMENT : 0);
    js_c_next(c);
    if (!js_p_enter(c))
      return 0;
    node_ref target = unary(c, no_in);
    js_p_leave(c);
    return c->failed ? 0 : update(c, target, flags, pos);
  }
  node_ref n = postfix(c, no_in);
  if (c->failed)
    return 0;
  if (!c->token.after_newline && (js_c_is(c, P_INCREMENT) || js_c_is(c, P_DECREMENT))) {
    uint32_t flags = js_c_is(c, P_DECREMENT) ? UPDATE_DECREMENT : 0;
    n = update(c, n, flags, c->token.start);
    js_c_next(c);
  }
  return n;
}

enum { STRENGTH = 15, COMPARES = 16, ASSIGNS = 32 };
enum { LOGICAL_MOST = 3, RELATIONAL = 8, STRONGEST = 12 };

static const uint8_t punctuator_is[P_COUNT] = {
#define X(name, text, is) is,
    PUNCTUATORS(X)
#undef X
};

// What the token is as an operator.
static uint32_t operator_is(const js_compiler *c, bool no_in) {
  uint32_t symbol = c->token.symbol;
  if (symbol < P_COUNT)
    return punctuator_is[symbol];
  return symbol == W_instanceof || (symbol == W_in && !no_in) ? RELATIONAL : 0;
}

static bool is_logical(const js_compiler *c, node_ref n, bool nullish) {
  if (n_kind(c, n) != N_LOGICAL || (n_flags(c, n) & E_PAREN))
    return false;
  return (n_word(c, n, 0) == P_NULLISH) == nullish;
}

// (a || b) || c becomes a || (b || c), so that chains of any length lean to one side.
static node_ref logical(js_compiler *c, uint32_t op, node_ref left, node_ref right, node_ref *tail,
                        uint32_t pos) {
  if (is_logical(c, left, op != P_NULLISH) || is_logical(c, right, op != P_NULLISH))
    return js_c_fail(c, pos, "?? cannot be mixed with && or || without parentheses", NULL);
  bool continues =
      *tail && n_kind(c, left) == N_LOGICAL && n_word(c, left, 0) == op && !(n_flags(c, left) & E_PAREN);
  if (!continues) {
    *tail = with_effects(c, node3(c, N_LOGICAL, pos, op, left, right), left, right, 0);
    return *tail;
  }
  node_ref last = n_word(c, *tail, 2);
  node_ref n = with_effects(c, node3(c, N_LOGICAL, pos, op, last, right), last, right, 0);
  n_set(c, *tail, 2, n);
  n_add_flags(c, left, effects(c, right));
  *tail = n;
  return left;
}

static node_ref operation(js_compiler *c, node_kind kind, uint32_t op, node_ref left, node_ref right,
                          uint32_t pos) {
  bool compares = kind == N_COMPARE;
  keep_operand(c, left, 1, 0);
  keep_operand(c, right, compares ? INT16_MIN : 0, compares ? INT16_MAX : 255);
  return with_effects(c, node3(c, kind, pos, op, left, right), left, right, E_CALLS);
}

// Operators stronger than `least`, left to right; ** from right to left.
static node_ref binary(js_compiler *c, uint32_t least, bool no_in) {
  if (!js_p_enter(c))
    return 0;
  node_ref left = unary(c, no_in), tail = 0;
  uint32_t is, strength;
  while (!c->failed && !is_arrow(c, left) && (strength = (is = operator_is(c, no_in)) & STRENGTH) > least) {
    uint32_t pos = c->token.start, op = c->token.symbol;
    js_c_next(c);
    node_ref right = binary(c, strength == STRONGEST ? STRONGEST - 1 : strength, no_in);
    if (c->failed || refuse_arrow(c, right))
      break;
    if (strength <= LOGICAL_MOST)
      left = logical(c, op, left, right, &tail, pos);
    else
      left = operation(c, is & COMPARES ? N_COMPARE : N_BINARY, op, left, right, pos);
  }
  js_p_leave(c);
  return c->failed ? 0 : left;
}

static node_ref conditional(js_compiler *c, node_ref test, bool no_in) {
  uint32_t pos = c->token.start;
  js_c_next(c);
  node_ref then = js_p_assignment(c, false);
  js_p_expect(c, P_COLON);
  node_ref other = js_p_assignment(c, no_in);
  if (c->failed)
    return 0;
  node_ref n = node3(c, N_CONDITIONAL, pos, test, then, other);
  return with_effects(c, n, test, then, effects(c, other));
}

node_ref js_p_assignment(js_compiler *c, bool no_in) {
  if (!js_p_enter(c))
    return 0;
  node_ref n = binary(c, 0, no_in);
  if (!c->failed && is_arrow(c, n)) {
    // nothing can follow it
  } else if (!c->failed && js_c_is(c, P_QUESTION)) {
    n = conditional(c, n, no_in);
  } else if (!c->failed && (operator_is(c, true) & ASSIGNS)) {
    uint32_t pos = c->token.start, op = c->token.symbol;
    if (js_p_is_target(c, n)) {
      js_c_next(c);
      node_ref value = js_p_assignment(c, no_in);
      if (!c->failed && op != P_ASSIGN)
        keep_operand(c, value, 0, 255);
      else if (!c->failed && n_kind(c, n) != N_NAME)
        keep(c, value);
      if (!c->failed)
        n = with_effects(c, node3(c, N_ASSIGN, pos, op, n, value), n, value, E_ASSIGNS | E_CALLS);
    }
  }
  js_p_leave(c);
  return c->failed ? 0 : n;
}

node_ref js_p_expression(js_compiler *c, bool no_in) {
  node_ref n = js_p_assignment(c, no_in), last = 0;
  while (!c->failed && js_c_is(c, P_COMMA)) {
    uint32_t pos = c->token.start;
    js_c_next(c);
    node_ref right = js_p_assignment(c, no_in);
    if (c->failed)
      return 0;
    n = comma(c, n, &last, right, pos);
  }
  return c->failed ? 0 : n;
}

// ---- the program -------------------------------------------------------------------------------------------------

node_ref js_c_parse(js_compiler *c) {
  node_ref node = js_c_node(c, N_FUNCTION, 0);
  parse_function f;
  scope s;
  open_function(c, &f, &s, node, 0);
  js_c_next(c);
  node_ref body = js_p_statements(c, false);
  n_set(c, node, FN_BODY, body);
  close_function(c, &f, &s);
  return c->failed ? 0 : node;
}
