// The parser's scopes: what is declared where, and what uses it (ECMA-262 clause 8).
#include "js/compile/tree.h"

void js_p_open(js_compiler *c, scope *s, uint32_t start) {
  *s = (scope){c->scope, js_c_node(c, N_SCOPE, start & 0xffffffu), start, c->parsing, false};
  c->scope = s;
}

// Names mean again what they meant outside.
void js_p_close(js_compiler *c, scope *s) {
  if (!c->failed)
    for (node_ref b = n_word(c, s->node, 0); b; b = n_next(c, b))
      js_c_name(c, n_word(c, b, B_NAME))->binding = n_word(c, b, B_OUTER);
  c->scope = s->outer;
}

// Where a new binding of a scope goes in its name's chain: below those of scopes inside.
static uint32_t *chain_place(js_compiler *c, const scope *s, name_ref name) {
  uint32_t *link = &js_c_name(c, name)->binding;
  while (*link && n_word(c, *link, B_FUNCTION) == s->function->depth && n_word(c, *link, B_SCOPE) > s->node)
    link = &n_words(c, *link)[B_OUTER];
  return link;
}

node_ref js_p_add_binding(js_compiler *c, scope *s, binding_kind kind, name_ref name, uint32_t pos) {
  node_ref b = js_c_node(c, N_BINDING, pos);
  if (!b)
    return 0;
  uint32_t *place = chain_place(c, s, name);
  bool early = js_c_name(c, name)->use > s->start;
  n_set(c, b, B_KIND, kind);
  n_set(c, b, B_NAME, name);
  n_set(c, b, B_OUTER, *place);
  n_set(c, b, B_FLAGS, (early ? BF_CHECKED | BF_CAPTURED : 0u) | (s->is_switch ? BF_CHECKED : 0u));
  n_set(c, b, B_FUNCTION, s->function->depth);
  n_set(c, b, B_SCOPE, s->node);
  n_set(c, b, B_REGISTER, pos);
  n_set_next(c, b, n_word(c, s->node, 0));
  n_set(c, s->node, 0, b);
  *place = b;
  return b;
}

static node_ref binding_in(js_compiler *c, const scope *s, name_ref name) {
  node_ref b = *chain_place(c, s, name);
  return b && n_word(c, b, B_SCOPE) == s->node ? b : 0;
}

static node_ref declared_twice(js_compiler *c, name_ref name, uint32_t pos) {
  return js_c_fail_name(c, pos, "%s is declared twice in this scope", name);
}

// var: goes to the function's scope, and must not meet another declaration in the blocks between.
static node_ref declare_var(js_compiler *c, name_ref name, uint32_t pos) {
  scope *top = c->parsing->scope;
  node_ref b = js_c_name(c, name)->binding;
  for (; b && n_word(c, b, B_FUNCTION) == top->function->depth; b = n_word(c, b, B_OUTER)) {
    uint32_t kind = n_word(c, b, B_KIND);
    bool at_top = n_word(c, b, B_SCOPE) == top->node;
    if (kind == BIND_LET || kind == BIND_CONST || (kind == BIND_FUNCTION && !at_top))
      return declared_twice(c, name, pos);
    if (at_top) {
      n_set(c, b, B_REGISTER, pos);
      if (kind == BIND_SELF)
        n_set(c, b, B_KIND, BIND_VAR);
      return b;
    }
  }
  return js_p_add_binding(c, top, BIND_VAR, name, pos);
}

// A var declared in a block inside this scope belongs to the function and stands in the way.
static bool var_passed(js_compiler *c, name_ref name) {
  node_ref b = js_c_name(c, name)->binding;
  return b && n_word(c, b, B_KIND) == BIND_VAR && n_word(c, b, B_FUNCTION) == c->parsing->depth &&
         n_word(c, b, B_REGISTER) >= c->scope->start;
}

// A declaration takes the place of the function expression's own name.
static node_ref replace_self(js_compiler *c, node_ref b, binding_kind kind, uint32_t pos) {
  bool early = js_c_name(c, n_word(c, b, B_NAME))->use > c->scope->start;
  n_set(c, b, B_KIND, kind);
  n_set(c, b, B_FLAGS, n_word(c, b, B_FLAGS) | (early ? BF_CHECKED | BF_CAPTURED : 0u));
  n_set(c, b, B_REGISTER, pos);
  return b;
}

// A let of the body is called like a parameter, whose scope is another where the body has its own.
static bool hides_parameter(js_compiler *c, binding_kind kind, name_ref name) {
  const parse_function *f = c->parsing;
  node_ref b = f->scope != f->parameters && c->scope == f->scope ? binding_in(c, f->parameters, name) : 0;
  return b && n_word(c, b, B_KIND) == BIND_PARAMETER && kind != BIND_FUNCTION;
}

node_ref js_p_declare(js_compiler *c, binding_kind kind, name_ref name, uint32_t pos) {
  if (c->failed)
    return 0;
  if (kind == BIND_VAR)
    return declare_var(c, name, pos);
  node_ref b = binding_in(c, c->scope, name), outside = js_c_name(c, name)->binding;
  bool top = c->scope == c->parsing->scope;
  if (outside && !top && n_word(c, outside, B_KIND) == BIND_CATCH &&
      n_word(c, outside, B_SCOPE) == c->scope->outer->node)
    return declared_twice(c, name, pos); // catch (e) { let e }
  if (hides_parameter(c, kind, name))
    return declared_twice(c, name, pos);
  if (!b)
    return !top && var_passed(c, name) ? declared_twice(c, name, pos)
                                       : js_p_add_binding(c, c->scope, kind, name, pos);
  uint32_t old = n_word(c, b, B_KIND);
  if (kind == BIND_FUNCTION && top && (old == BIND_FUNCTION || old == BIND_VAR || old == BIND_PARAMETER)) {
    if (old == BIND_VAR)
      n_set(c, b, B_KIND, BIND_FUNCTION);
    return b;
  }
  if (kind == BIND_PARAMETER && old == BIND_PARAMETER)
    return js_c_fail_name(c, pos, "two parameters are called %s", name);
  return old == BIND_SELF ? replace_self(c, b, kind, pos) : declared_twice(c, name, pos);
}

// An identifier is used: its variable may be captured, or used too early.
void js_p_use(js_compiler *c, name_ref name, uint32_t pos) {
  if (c->failed)
    return;
  name_record *r = js_c_name(c, name);
  r->use = pos + 1;
  node_ref b = r->binding;
  if (!b || n_word(c, b, B_FUNCTION) == c->parsing->depth)
    return;
  uint32_t flags = n_word(c, b, B_FLAGS) | BF_CAPTURED;
  // A function declaration exists before its scope's variables are initialised.
  for (parse_function *f = c->parsing; f && f->depth > n_word(c, b, B_FUNCTION); f = f->outer)
    if (f->declaration)
      flags |= BF_CHECKED;
  n_set(c, b, B_FLAGS, flags);
}

void js_p_use_hidden(js_compiler *c, name_ref name) {
  parse_function *f = c->parsing;
  while (f && f->arrow)
    f = f->outer;
  if (!f || (!f->outer && name != c->this_name) || (f == c->parsing && name != c->arguments_name) ||
      c->failed)
    return;
  if (!binding_in(c, f->parameters, name))
    js_p_add_binding(c, f->parameters, BIND_HIDDEN, name, n_pos(c, f->node));
  js_p_use(c, name, c->token.start);
}
