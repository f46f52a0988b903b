// Generating functions: frames, parameters, scopes, captured variables.
#include "js/compile/gen.h"

// ---- captured variables ------------------------------------------------------------------------------------------

enum { FROM_REGISTER = 0x80000000u };

// Number of the capture of function `f` that reaches a variable of a function around it.
uint32_t js_g_capture(js_compiler *c, gen_function *f, node_ref binding) {
  for (uint32_t i = 0; i < f->capture_bindings.count; i++)
    if (*js_c_at(c, &f->capture_bindings, i) == binding)
      return i;
  if (!f->outer) {
    js_c_fail(c, f->position, "variable is out of reach", NULL);
    return 0;
  }
  uint32_t from = n_word(c, binding, B_FUNCTION) == f->outer->depth
                      ? n_word(c, binding, B_REGISTER) | FROM_REGISTER
                      : js_g_capture(c, f->outer, binding);
  js_c_append(c, &f->captures, from);
  js_c_append(c, &f->capture_bindings, binding);
  if (f->captures.count > 255)
    js_c_fail(c, f->position, "function uses more than 255 variables of functions around it", NULL);
  return f->captures.count - 1;
}

// ---- scopes ------------------------------------------------------------------------------------------------------

bool js_g_is_global(js_compiler *c, node_ref b) {
  uint32_t kind = n_word(c, b, B_KIND);
  return n_word(c, b, B_FUNCTION) == 1 && (kind == BIND_VAR || kind == BIND_FUNCTION) &&
         n_word(c, b, B_FLAGS) & BF_GLOBAL;
}

static void enter_binding(js_compiler *c, gen_scope *s, node_ref b) {
  name_record *r = js_c_name(c, n_word(c, b, B_NAME));
  n_set(c, b, B_OUTER, r->binding);
  r->binding = b;
  n_set(c, b, B_FUNCTION, c->generating->depth);
  s->captured |= (n_word(c, b, B_FLAGS) & BF_CAPTURED) != 0;
}

// A variable that may be used before its initialisation.
bool js_g_is_checked(const js_compiler *c, node_ref b) {
  uint32_t kind = n_word(c, b, B_KIND);
  return (kind == BIND_LET || kind == BIND_CONST || kind == BIND_PARAMETER) &&
         (n_word(c, b, B_FLAGS) & BF_CHECKED);
}

static void place_binding(js_compiler *c, node_ref b) {
  uint32_t r = js_g_temp(c);
  n_set(c, b, B_REGISTER, r);
  if (js_g_is_checked(c, b))
    js_g_emit2(c, JS_LOADV, r, 4);
}

static void start_scope(js_compiler *c, gen_scope *s, node_ref scope_node) {
  gen_function *f = c->generating;
  *s = (gen_scope){f->scope, scope_node, f->next, false};
  f->scope = s;
  for (node_ref b = n_word(c, scope_node, 0); b; b = n_next(c, b))
    enter_binding(c, s, b);
}

void js_g_open(js_compiler *c, gen_scope *s, node_ref scope_node) {
  start_scope(c, s, scope_node);
  for (node_ref b = n_word(c, scope_node, 0); b; b = n_next(c, b))
    place_binding(c, b);
  c->generating->base = c->generating->next;
}

void js_g_close(js_compiler *c, gen_scope *s) {
  gen_function *f = c->generating;
  for (node_ref b = n_word(c, s->node, 0); b && !c->failed; b = n_next(c, b))
    js_c_name(c, n_word(c, b, B_NAME))->binding = n_word(c, b, B_OUTER);
  f->scope = s->outer;
  f->next = f->base = s->first;
}

void js_g_close_captures(js_compiler *c, const gen_scope *s) {
  if (s->captured)
    js_g_emit2(c, JS_CLOSEU, s->first, 0);
}

// ---- functions ---------------------------------------------------------------------------------------------------

static name_ref parameter_name(js_compiler *c, node_ref p) {
  return n_word(c, n_kind(c, p) == N_SPREAD ? n_word(c, p, 0) : p, 1);
}

// Arguments have the first registers, in order, and are the parameters; those that default values may use too
// early are variables of their own. So is a rest parameter.
static void place_parameters(js_compiler *c, gen_function *f) {
  for (node_ref p = n_word(c, f->node, FN_PARAMS); p; p = n_next(c, p))
    if (n_kind(c, p) != N_SPREAD)
      n_set(c, js_c_name(c, parameter_name(c, p))->binding, B_REGISTER, js_g_temp(c));
}

static bool is_placed(const js_compiler *c, node_ref b, gen_function *f) {
  if (n_word(c, b, B_KIND) != BIND_PARAMETER || js_g_is_checked(c, b))
    return false;
  for (node_ref p = n_word(c, f->node, FN_PARAMS); p; p = n_next(c, p))
    if (n_kind(c, p) != N_SPREAD && n_word(c, p, 1) == n_word(c, b, B_NAME))
      return true;
  return false;
}

static void load_hidden(js_compiler *c, node_ref b) {
  name_ref name = n_word(c, b, B_NAME);
  js_opcode op = n_word(c, b, B_KIND) == BIND_SELF ? JS_LOADSELF
                 : name == c->this_name            ? JS_LOADTHIS
                 : name == c->target_name          ? JS_LOADTARGET
                                                   : JS_ARGS;
  js_g_emit2(c, op, n_word(c, b, B_REGISTER), 0);
}

static void place_variables(js_compiler *c, gen_function *f, node_ref scope_node) {
  for (node_ref b = n_word(c, scope_node, 0); b && !c->failed; b = n_next(c, b)) {
    uint32_t kind = n_word(c, b, B_KIND);
    if (is_placed(c, b, f))
      continue;
    if (f->depth == 1 && (kind == BIND_VAR || kind == BIND_FUNCTION)) {
      n_set(c, b, B_FLAGS, n_word(c, b, B_FLAGS) | BF_GLOBAL);
      js_g_emit16(c, JS_DECLG, 0, js_g_global(c, n_word(c, b, B_NAME)));
      continue;
    }
    place_binding(c, b);
    if (kind == BIND_HIDDEN || kind == BIND_SELF)
      load_hidden(c, b);
  }
  f->base = f->next;
}

static void default_values(js_compiler *c, gen_function *f) {
  uint32_t number = 0;
  for (node_ref p = n_word(c, f->node, FN_PARAMS); p && !c->failed; p = n_next(c, p), number++) {
    node_ref binding = js_c_name(c, parameter_name(c, p))->binding, value = n_word(c, p, 2);
    uint32_t r = n_word(c, binding, B_REGISTER);
    if (n_kind(c, p) == N_SPREAD) {
      js_g_emit2(c, JS_REST, r, number);
      continue;
    }
    if (value) {
      jump_list given = 0;
      js_g_emit2(c, JS_JUNDEF, number, 0);
      js_g_jump(c, &given);
      js_g_name_function(c, value, n_word(c, p, 1));
      js_g_into(c, value, number);
      js_g_patch_here(c, given);
    }
    if (r != number)
      js_g_emit(c, JS_MOVE, r, number, 0);
  }
}

static void mark_arguments(js_compiler *c, node_ref node) {
  uint32_t flags = n_word(c, node, FN_FLAGS);
  for (node_ref p = n_word(c, node, FN_PARAMS); p; p = n_next(c, p))
    if (n_kind(c, p) == N_SPREAD)
      flags |= FF_ARGUMENTS;
  for (node_ref b = n_word(c, n_word(c, node, FN_SCOPE), 0); b; b = n_next(c, b))
    if (n_word(c, b, B_KIND) == BIND_HIDDEN && n_word(c, b, B_NAME) == c->arguments_name)
      flags |= FF_ARGUMENTS;
  n_set(c, node, FN_FLAGS, flags);
}

// Variables of a body with a scope of its own begin with the value of the parameter of that name.
static void start_own_variables(js_compiler *c, node_ref scope_node) {
  for (node_ref b = n_word(c, scope_node, 0); b && !c->failed; b = n_next(c, b)) {
    node_ref outer = n_word(c, b, B_OUTER);
    bool given = outer && n_word(c, outer, B_KIND) == BIND_PARAMETER &&
                 n_word(c, outer, B_FUNCTION) == c->generating->depth;
    if (n_word(c, b, B_KIND) != BIND_VAR)
      continue;
    if (given)
      js_g_emit(c, JS_MOVE, n_word(c, b, B_REGISTER), n_word(c, outer, B_REGISTER), 0);
    else
      js_g_emit(c, JS_LOADV, n_word(c, b, B_REGISTER), 0, 0);
  }
}

static void body(js_compiler *c, gen_function *f) {
  uint32_t flags = n_word(c, f->node, FN_FLAGS);
  node_ref list = n_word(c, f->node, FN_BODY);
  if (flags & FF_EXPRESSION) {
    js_g_emit2(c, JS_RET, js_g_any(c, list), 0);
    return;
  }
  gen_scope s;
  if (flags & FF_OWN_BODY) {
    js_g_open(c, &s, n_word(c, list, 0));
    start_own_variables(c, s.node);
    list = n_word(c, list, 1);
  }
  js_g_hoist(c, list);
  js_g_statements(c, list);
  js_g_emit2(c, JS_RETU, 0, 0);
  if (flags & FF_OWN_BODY)
    js_g_close(c, &s);
}

// Room for the descriptors of all functions the parser saw.
void js_g_reserve_functions(js_compiler *c) {
  uint32_t words = c->function_total * JS_F_WORDS;
  c->functions = (table){js_c_take(c, words), 0, words};
}

uint32_t js_g_function(js_compiler *c, node_ref node) {
  uint32_t number = c->functions.count / JS_F_WORDS;
  for (uint32_t i = 0; i < JS_F_WORDS; i++)
    js_c_append(c, &c->functions, 0);
  if (number > 0xffff)
    js_c_fail(c, n_pos(c, node), "program has more than 65535 functions", NULL);
  gen_function f = {.outer = c->generating,
                    .node = node,
                    .depth = c->generating ? c->generating->depth + 1 : 1,
                    .number = number,
                    .position = n_pos(c, node),
                    .last_position = UINT32_MAX};
  gen_scope s;
  uint32_t line = 0, column;
  if (c->failed)
    return 0;
  if (c->positions)
    js_c_locate(c, n_pos(c, node), &line, &column);
  f.last_line = line;
  c->generating = &f;
  mark_arguments(c, node);
  start_scope(c, &s, n_word(c, node, FN_SCOPE));
  place_parameters(c, &f);
  place_variables(c, &f, s.node);
  if (JS_COMPILE_FOR_SPEED)
    js_g_load_kept(c, &f);
  default_values(c, &f);
  body(c, &f);
  js_g_close(c, &s);
  if (!c->failed)
    js_g_finish_function(c, &f);
  c->generating = f.outer;
  return number;
}
