// The parser, part two: statements (ECMA-262 clause 14).
#include "js/compile/tree.h"

static void semicolon(js_compiler *c) {
  if (js_p_accept(c, P_SEMICOLON) || js_c_is(c, P_RBRACE) || c->token.kind == T_END || c->token.after_newline)
    return;
  js_c_fail_here(c, "expected ; here");
}

static node_ref node(js_compiler *c, node_kind kind, uint32_t pos, uint32_t a, uint32_t b, uint32_t d) {
  node_ref n = js_c_node(c, kind, pos);
  if (!n)
    return 0;
  n_set(c, n, 0, a);
  if (b)
    n_set(c, n, 1, b);
  if (d)
    n_set(c, n, 2, d);
  return n;
}

// ---- declarations ------------------------------------------------------------------------------------------------

static binding_kind binding_of_word(const js_compiler *c) {
  return c->token.symbol == W_var ? BIND_VAR : c->token.symbol == W_let ? BIND_LET : BIND_CONST;
}

// One name of a declaration, without its value.
static node_ref declared_name(js_compiler *c, binding_kind kind) {
  uint32_t pos = c->token.start;
  name_ref name = js_p_binding_name(c);
  js_p_declare(c, kind, name, pos);
  node_ref n = js_c_node(c, N_DECLARE, pos);
  n_set(c, n, 0, kind);
  n_set(c, n, 1, name);
  return n;
}

// let x = x: the variable is used before it has its value.
static void check_early_use(js_compiler *c, node_ref n) {
  const name_record *r = js_c_name(c, n_word(c, n, 1));
  if (!c->failed && r->use > n_pos(c, n) && r->binding)
    n_words(c, r->binding)[B_FLAGS] |= BF_CHECKED;
}

static void declared_value(js_compiler *c, node_ref n, binding_kind kind, bool no_in) {
  if (js_p_accept(c, P_ASSIGN)) {
    node_ref value = js_p_assignment(c, no_in);
    n_set(c, n, 2, value);
    if (!c->failed && kind != BIND_VAR && n_kind(c, value) != N_FUNCTION)
      check_early_use(c, n);
  } else if (kind == BIND_CONST) {
    js_c_fail_here(c, "a const needs a value");
  }
}

// The names after the first of a declaration list.
static node_ref declarations(js_compiler *c, node_ref first, binding_kind kind, bool no_in) {
  node_list list = {0, 0};
  uint32_t pos = n_pos(c, first);
  declared_value(c, first, kind, no_in);
  js_c_list_add(c, &list, first);
  while (!c->failed && js_p_accept(c, P_COMMA)) {
    node_ref n = declared_name(c, kind);
    declared_value(c, n, kind, no_in);
    js_c_list_add(c, &list, n);
  }
  return node(c, N_DECLARATIONS, pos, list.first, 0, 0);
}

static node_ref variable_statement(js_compiler *c) {
  binding_kind kind = binding_of_word(c);
  js_c_next(c);
  node_ref n = declarations(c, declared_name(c, kind), kind, false);
  semicolon(c);
  return n;
}

static node_ref function_declaration(js_compiler *c) {
  uint32_t pos = c->token.start;
  js_c_next(c);
  if (js_c_is(c, P_MUL))
    return js_p_refuse_generator(c);
  uint32_t at = c->token.start;
  name_ref name = js_p_binding_name(c);
  js_p_declare(c, BIND_FUNCTION, name, at);
  return js_p_function(c, FF_DECLARATION, name, pos);
}

// ---- blocks ------------------------------------------------------------------------------------------------------

node_ref js_p_statements(js_compiler *c, bool in_block) {
  node_list list = {0, 0};
  while (!c->failed && c->token.kind != T_END &&
         !(in_block && (js_c_is(c, P_RBRACE) || js_c_is(c, W_case) || js_c_is(c, W_default)))) {
    node_ref n = js_c_is(c, W_let) || js_c_is(c, W_const) ? variable_statement(c)
                 : js_c_is(c, W_function)                 ? function_declaration(c)
                                                          : js_p_statement(c);
    js_c_list_add(c, &list, n);
  }
  return list.first;
}

// { … } in the scope `s`, which is open already.
static node_ref block_in(js_compiler *c, scope *s, uint32_t pos) {
  js_p_expect(c, P_LBRACE);
  node_ref list = js_p_statements(c, true);
  js_p_close(c, s);
  js_p_expect(c, P_RBRACE);
  return node(c, N_BLOCK, pos, s->node, list, 0);
}

static node_ref block(js_compiler *c) {
  scope s;
  uint32_t pos = c->token.start;
  js_p_open(c, &s, pos);
  return block_in(c, &s, pos);
}

// ---- control flow ------------------------------------------------------------------------------------------------

static node_ref condition(js_compiler *c) {
  js_p_expect(c, P_LPAREN);
  node_ref n = js_p_expression(c, false);
  js_p_expect(c, P_RPAREN);
  return n;
}

// if … else if … else …, without recursion along the chain.
static node_ref if_statement(js_compiler *c) {
  node_ref first = 0, last = 0;
  while (!c->failed) {
    uint32_t pos = c->token.start;
    js_c_next(c);
    node_ref test = condition(c);
    node_ref n = node(c, N_IF, pos, test, js_p_statement(c), 0);
    if (last)
      n_set(c, last, 2, n);
    else
      first = n;
    last = n;
    if (!js_c_is(c, W_else))
      break;
    js_c_next(c);
    if (js_c_is(c, W_if))
      continue;
    node_ref other = js_p_statement(c);
    n_set(c, last, 2, other);
    break;
  }
  return c->failed ? 0 : first;
}

static bool is_of(const js_compiler *c) {
  return c->token.kind == T_NAME && js_c_is_name(c, c->token.name, "of");
}

// for (head in …) and for (head of …): at in or of.
static node_ref for_each(js_compiler *c, scope *s, node_ref head, uint32_t pos) {
  bool of = is_of(c);
  js_c_next(c);
  node_ref sequence = of ? js_p_assignment(c, false) : js_p_expression(c, false);
  if (!c->failed && n_kind(c, head) == N_DECLARE && n_word(c, head, 0) != BIND_VAR)
    check_early_use(c, head);
  js_p_expect(c, P_RPAREN);
  node_ref body = js_p_statement(c);
  js_p_close(c, s);
  node_ref n = js_c_node(c, of ? N_FOR_OF : N_FOR_IN, pos);
  n_set(c, n, 0, s->node);
  n_set(c, n, 1, head);
  n_set(c, n, 2, sequence);
  n_set(c, n, 3, body);
  return c->failed ? 0 : n;
}

static node_ref for_classic(js_compiler *c, scope *s, node_ref start, uint32_t pos) {
  js_p_expect(c, P_SEMICOLON);
  node_ref test = js_c_is(c, P_SEMICOLON) ? 0 : js_p_expression(c, false);
  js_p_expect(c, P_SEMICOLON);
  node_ref step = js_c_is(c, P_RPAREN) ? 0 : js_p_expression(c, false);
  js_p_expect(c, P_RPAREN);
  node_ref body = js_p_statement(c);
  js_p_close(c, s);
  node_ref n = js_c_node(c, N_FOR, pos);
  n_set(c, n, 0, s->node);
  n_set(c, n, 1, start);
  n_set(c, n, 2, test);
  n_set(c, n, 3, step);
  n_set(c, n, 4, body);
  return c->failed ? 0 : n;
}

static bool at_each(const js_compiler *c) {
  return is_of(c) || js_c_is(c, W_in);
}

static node_ref for_statement(js_compiler *c) {
  scope s;
  uint32_t pos = c->token.start;
  js_c_next(c);
  if (js_c_is(c, W_await))
    return js_c_fail_here(c, "for await is not supported; use callbacks");
  js_p_expect(c, P_LPAREN);
  js_p_open(c, &s, c->token.start);
  node_ref start = 0;
  if (js_c_is(c, W_var) || js_c_is(c, W_let) || js_c_is(c, W_const)) {
    binding_kind kind = binding_of_word(c);
    js_c_next(c);
    start = declared_name(c, kind);
    if (at_each(c))
      return for_each(c, &s, start, pos);
    start = declarations(c, start, kind, true);
  } else if (!js_c_is(c, P_SEMICOLON)) {
    bool async = c->token.kind == T_NAME && js_c_is_name(c, c->token.name, "async");
    start = js_p_expression(c, true);
    if (!c->failed && async && n_kind(c, start) == N_NAME && is_of(c))
      return js_c_fail(c, n_pos(c, start), "for (async of …) is not allowed; use another name", NULL);
    if (!c->failed && at_each(c))
      return js_p_is_target(c, start) ? for_each(c, &s, start, pos) : 0;
    if (!c->failed)
      start = node(c, N_EXPRESSION, pos, start, 0, 0);
  }
  return for_classic(c, &s, start, pos);
}

static node_ref while_statement(js_compiler *c) {
  uint32_t pos = c->token.start;
  js_c_next(c);
  node_ref test = condition(c);
  return node(c, N_WHILE, pos, test, js_p_statement(c), 0);
}

static node_ref do_statement(js_compiler *c) {
  uint32_t pos = c->token.start;
  js_c_next(c);
  node_ref body = js_p_statement(c);
  if (!js_c_is(c, W_while))
    return js_c_fail_here(c, "expected while after the body of do");
  js_c_next(c);
  node_ref test = condition(c);
  js_p_accept(c, P_SEMICOLON);
  return node(c, N_DO, pos, body, test, 0);
}

static node_ref switch_case(js_compiler *c, bool *has_default) {
  uint32_t pos = c->token.start;
  node_ref test = 0;
  if (js_c_is(c, W_default)) {
    if (*has_default)
      return js_c_fail(c, pos, "a switch has one default", NULL);
    *has_default = true;
    js_c_next(c);
  } else if (js_c_is(c, W_case)) {
    js_c_next(c);
    test = js_p_expression(c, false);
  } else {
    return js_c_fail(c, pos, "expected case, default or } in switch", NULL);
  }
  js_p_expect(c, P_COLON);
  return node(c, N_CASE, pos, test, js_p_statements(c, true), 0);
}

static node_ref switch_statement(js_compiler *c) {
  scope s;
  uint32_t pos = c->token.start;
  bool has_default = false;
  js_c_next(c);
  node_ref value = condition(c);
  node_list list = {0, 0};
  js_p_open(c, &s, c->token.start);
  s.is_switch = true;
  js_p_expect(c, P_LBRACE);
  while (!c->failed && !js_c_is(c, P_RBRACE))
    js_c_list_add(c, &list, switch_case(c, &has_default));
  js_p_close(c, &s);
  js_p_expect(c, P_RBRACE);
  return node(c, N_SWITCH, pos, s.node, value, list.first);
}

static node_ref jump_statement(js_compiler *c, node_kind kind) {
  uint32_t pos = c->token.start;
  name_ref label = 0;
  js_c_next(c);
  if ((c->token.kind == T_NAME || js_c_is(c, W_await)) && !c->token.after_newline) {
    label = c->token.name;
    js_c_next(c);
  }
  semicolon(c);
  return node(c, kind, pos, label, 0, 0);
}

static node_ref return_statement(js_compiler *c) {
  uint32_t pos = c->token.start;
  node_ref value = 0;
  if (!c->parsing->outer)
    return js_c_fail(c, pos, "return outside a function", NULL);
  js_c_next(c);
  if (!js_c_is(c, P_SEMICOLON) && !js_c_is(c, P_RBRACE) && c->token.kind != T_END && !c->token.after_newline)
    value = js_p_expression(c, false);
  semicolon(c);
  return node(c, N_RETURN, pos, value, 0, 0);
}

static node_ref throw_statement(js_compiler *c) {
  uint32_t pos = c->token.start;
  js_c_next(c);
  if (c->token.after_newline)
    return js_c_fail(c, pos, "the value of throw must be on its line", NULL);
  node_ref value = js_p_expression(c, false);
  semicolon(c);
  return node(c, N_THROW, pos, value, 0, 0);
}

static node_ref catch_block(js_compiler *c, node_ref *scope_node) {
  scope s;
  js_c_next(c);
  js_p_open(c, &s, c->token.start);
  *scope_node = s.node;
  if (js_p_accept(c, P_LPAREN)) {
    uint32_t pos = c->token.start;
    name_ref name = js_p_binding_name(c);
    js_p_declare(c, BIND_CATCH, name, pos);
    js_p_expect(c, P_RPAREN);
  }
  node_ref n = block(c);
  js_p_close(c, &s);
  return n;
}

static node_ref try_statement(js_compiler *c) {
  uint32_t pos = c->token.start;
  node_ref scope_node = 0, handler = 0, finally = 0;
  js_c_next(c);
  node_ref body = block(c);
  if (js_c_is(c, W_catch))
    handler = catch_block(c, &scope_node);
  if (js_c_is(c, W_finally)) {
    js_c_next(c);
    finally = block(c);
  }
  if (c->failed)
    return 0;
  if (!handler && !finally)
    return js_c_fail_here(c, "try needs catch or finally");
  node_ref n = js_c_node(c, N_TRY, pos);
  n_set(c, n, 0, body);
  n_set(c, n, 1, scope_node);
  n_set(c, n, 2, handler);
  n_set(c, n, 3, finally);
  return n;
}

static node_ref expression_statement(js_compiler *c) {
  uint32_t pos = c->token.start;
  bool name = c->token.kind == T_NAME || js_c_is(c, W_await);
  name_ref label = c->token.name;
  node_ref n = js_p_expression(c, false);
  if (c->failed)
    return 0;
  if (name && js_c_is(c, P_COLON) && n_kind(c, n) == N_NAME && !(n_flags(c, n) & E_PAREN)) {
    js_c_next(c);
    if (js_c_is(c, W_function))
      return js_c_fail_here(c, "a function declaration cannot have a label");
    node_ref statement = js_p_statement(c);
    return node(c, N_LABEL, pos, label, statement, 0);
  }
  semicolon(c);
  return node(c, N_EXPRESSION, pos, n, 0, 0);
}

static node_ref loop(js_compiler *c, node_ref (*statement)(js_compiler *)) {
  c->parsing->loops++;
  node_ref n = statement(c);
  c->parsing->loops--;
  return n;
}

static node_ref word_statement(js_compiler *c) {
  switch (c->token.symbol) {
  case W_var: return variable_statement(c);
  case W_if: return if_statement(c);
  case W_for: return loop(c, for_statement);
  case W_while: return loop(c, while_statement);
  case W_do: return loop(c, do_statement);
  case W_switch: return switch_statement(c);
  case W_break: return jump_statement(c, N_BREAK);
  case W_continue: return jump_statement(c, N_CONTINUE);
  case W_return: return return_statement(c);
  case W_throw: return throw_statement(c);
  case W_try: return try_statement(c);
  case W_let:
  case W_const: return js_c_fail_here(c, "let and const must stand in a block; add { }");
  case W_function: return js_c_fail_here(c, "a function declaration must stand in a block; add { }");
  case W_with: return js_c_fail_here(c, "with is not supported; use a variable");
  case W_debugger: return js_c_fail_here(c, "debugger is not supported; use mbpf.log");
  default: return expression_statement(c);
  }
}

node_ref js_p_statement(js_compiler *c) {
  node_ref n;
  uint32_t pos = c->token.start;
  if (!js_p_enter(c))
    return 0;
  if (js_c_is(c, P_LBRACE))
    n = block(c);
  else if (js_p_accept(c, P_SEMICOLON))
    n = js_c_node(c, N_EMPTY, pos);
  else if (c->token.kind == T_WORD)
    n = word_statement(c);
  else
    n = expression_statement(c);
  js_p_leave(c);
  return c->failed ? 0 : n;
}
