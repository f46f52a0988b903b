// Generating statements: loops, jumps out of them, exceptions.
#include "js/compile/gen.h"

static void statement(js_compiler *c, node_ref n);

// ---- leaving -----------------------------------------------------------------------------------------------------

static void open_control(js_compiler *c, control *x, control_kind kind, node_ref n, name_ref label) {
  gen_function *f = c->generating;
  *x = (control){.outer = f->control,
                 .kind = kind,
                 .id = f->control_count++,
                 .label = label,
                 .node = n,
                 .scope = f->scope};
  f->control = x;
}

static void close_control(js_compiler *c, control *x) {
  c->generating->control = x->outer;
}

// The scopes between here and `to` are left: captured variables of theirs move out of the registers.
static void leave_scopes(js_compiler *c, const gen_scope *to) {
  const gen_scope *outermost = NULL;
  for (const gen_scope *s = c->generating->scope; s != to; s = s->outer)
    if (s->captured)
      outermost = s;
  if (outermost)
    js_g_emit2(c, JS_CLOSEU, outermost->first, 0);
}

typedef enum { LEAVE_BREAK, LEAVE_CONTINUE, LEAVE_RETURN } leave_kind;

// A way through a finally block: words kind, target's id, next.
static uint32_t way_number(js_compiler *c, control *x, leave_kind kind, uint32_t id) {
  uint32_t number = x->way_count + 1;
  for (uint32_t w = x->ways; w; w = c->memory[w + 2], number--)
    if (c->memory[w] == (uint32_t)kind && c->memory[w + 1] == id)
      return number;
  uint32_t w = js_c_take(c, 3);
  if (!w)
    return 0;
  c->memory[w] = kind;
  c->memory[w + 1] = id;
  c->memory[w + 2] = x->ways;
  x->ways = w;
  return ++x->way_count + 1;
}

// Leaves for `target` (NULL: returns the value in `value`), running the finally blocks on the way.
static void leave(js_compiler *c, leave_kind kind, control *target, uint32_t value) {
  gen_function *f = c->generating;
  control *x = f->control;
  while (x != target && x->kind != CONTROL_FINALLY)
    x = x->outer;
  if (x != target) {
    if (kind == LEAVE_RETURN && x->value != value)
      js_g_emit2(c, JS_MOVE, x->value, value);
    leave_scopes(c, x->scope);
    js_g_emit16(c, JS_LOADI, x->why, way_number(c, x, kind, target ? target->id : 0));
    js_g_jump(c, &x->entries);
  } else if (kind == LEAVE_RETURN) {
    js_g_emit2(c, JS_RET, value, 0);
  } else {
    leave_scopes(c, target->scope);
    js_g_jump(c, kind == LEAVE_BREAK ? &target->breaks : &target->continues);
  }
}

// A label names the control statement after it.
static bool has_label(const js_compiler *c, const control *x, name_ref label) {
  for (const control *l = x->outer; l && l->kind == CONTROL_LABEL && n_word(c, l->node, 1) == x->node;
       x = l, l = l->outer)
    if (l->label == label)
      return true;
  return false;
}

static void break_statement(js_compiler *c, node_ref n) {
  name_ref label = n_word(c, n, 0);
  control *x = c->generating->control;
  while (x && (x->kind == CONTROL_FINALLY || (label ? x->label != label : x->kind == CONTROL_LABEL)))
    x = x->outer;
  if (x)
    leave(c, LEAVE_BREAK, x, 0);
  else if (label)
    js_c_fail_name(c, n_pos(c, n), "no statement around this has the label %s", label);
  else
    js_c_fail(c, n_pos(c, n), "break outside a loop or switch", NULL);
}

static void continue_statement(js_compiler *c, node_ref n) {
  name_ref label = n_word(c, n, 0);
  control *x = c->generating->control;
  while (x && (x->kind != CONTROL_LOOP || (label && !has_label(c, x, label))))
    x = x->outer;
  if (x)
    leave(c, LEAVE_CONTINUE, x, 0);
  else
    js_c_fail(c, n_pos(c, n), label ? "no loop around this has that label" : "continue outside a loop", NULL);
}

static void return_statement(js_compiler *c, node_ref n) {
  uint32_t next = c->generating->next, r;
  if (n_word(c, n, 0)) {
    r = js_g_any(c, n_word(c, n, 0));
  } else {
    r = js_g_temp(c);
    js_g_emit2(c, JS_LOADV, r, 0);
  }
  leave(c, LEAVE_RETURN, NULL, r);
  c->generating->next = next;
}

static void label_statement(js_compiler *c, node_ref n) {
  control x;
  name_ref label = n_word(c, n, 0);
  for (const control *o = c->generating->control; o; o = o->outer)
    if (o->kind == CONTROL_LABEL && o->label == label)
      js_c_fail_name(c, n_pos(c, n), "the label %s is taken by a statement around this", label);
  open_control(c, &x, CONTROL_LABEL, n, label);
  statement(c, n_word(c, n, 1));
  close_control(c, &x);
  js_g_patch_here(c, x.breaks);
}

// ---- loops -------------------------------------------------------------------------------------------------------

// Jumps back to `top` while the test holds.
static void loop_test(js_compiler *c, node_ref test, uint32_t top) {
  jump_list again = 0;
  if (test) {
    js_g_condition(c, test, true, &again);
    js_g_patch(c, again, top);
  } else {
    js_g_jump_to(c, top);
  }
}

static void while_statement(js_compiler *c, node_ref n) {
  control x;
  jump_list start = 0;
  js_g_jump(c, &start);
  uint32_t top = js_g_here(c);
  open_control(c, &x, CONTROL_LOOP, n, 0);
  statement(c, n_word(c, n, 1));
  close_control(c, &x);
  js_g_patch_here(c, x.continues);
  js_g_patch_here(c, start);
  loop_test(c, n_word(c, n, 0), top);
  js_g_patch_here(c, x.breaks);
}

static void do_statement(js_compiler *c, node_ref n) {
  control x;
  uint32_t top = js_g_here(c);
  open_control(c, &x, CONTROL_LOOP, n, 0);
  statement(c, n_word(c, n, 0));
  close_control(c, &x);
  js_g_patch_here(c, x.continues);
  loop_test(c, n_word(c, n, 1), top);
  js_g_patch_here(c, x.breaks);
}

static void for_statement(js_compiler *c, node_ref n) {
  control x;
  gen_scope s;
  jump_list start = 0;
  js_g_open(c, &s, n_word(c, n, 0));
  if (n_word(c, n, 1))
    statement(c, n_word(c, n, 1));
  js_g_close_captures(c, &s);
  if (n_word(c, n, 2))
    js_g_jump(c, &start);
  uint32_t top = js_g_here(c);
  open_control(c, &x, CONTROL_LOOP, n, 0);
  statement(c, n_word(c, n, 4));
  close_control(c, &x);
  js_g_patch_here(c, x.continues);
  js_g_close_captures(c, &s); // each round has variables of its own
  if (n_word(c, n, 3))
    js_g_discard(c, n_word(c, n, 3));
  js_g_patch_here(c, start);
  loop_test(c, n_word(c, n, 2), top);
  js_g_patch_here(c, x.breaks);
  js_g_close_captures(c, &s);
  js_g_close(c, &s);
}

// The element of a round goes to the variable or target at the loop's head.
static void assign_element(js_compiler *c, node_ref head, uint32_t element) {
  if (n_kind(c, head) != N_DECLARE) {
    js_g_assign_to(c, head, element);
    return;
  }
  node_ref b = js_g_find(c, n_word(c, head, 1));
  if (js_g_is_global(c, b))
    js_g_emit16(c, JS_SETG, element, js_g_global(c, n_word(c, head, 1)));
  else
    js_g_emit2(c, JS_MOVE, n_word(c, b, B_REGISTER), element);
}

// for-in and for-of: a window of registers holds the loop's state.
static void for_each_statement(js_compiler *c, node_ref n, bool of) {
  control x;
  gen_scope s;
  gen_function *f = c->generating;
  uint32_t next = f->next, base = f->base, window = js_g_temps(c, of ? 3 : 4);
  f->base = f->next;                 // the window lasts as long as a variable
  js_g_open(c, &s, n_word(c, n, 0)); // the sequence is evaluated where the loop's variables are uninitialised
  uint32_t r = js_g_any(c, n_word(c, n, 2));
  js_g_at(c, n_word(c, n, 2));
  js_g_emit2(c, of ? JS_FOROF : JS_FORIN, window, r);
  f->next = f->base;
  uint32_t top = js_g_here(c);
  open_control(c, &x, CONTROL_LOOP, n, 0);
  js_g_at(c, n);
  js_g_emit2(c, of ? JS_NEXTV : JS_NEXTK, window, 0);
  js_g_jump(c, &x.breaks);
  assign_element(c, n_word(c, n, 1), window + 2);
  statement(c, n_word(c, n, 3));
  close_control(c, &x);
  js_g_patch_here(c, x.continues);
  js_g_close_captures(c, &s);
  js_g_jump_to(c, top);
  js_g_patch_here(c, x.breaks);
  js_g_close_captures(c, &s);
  js_g_close(c, &s);
  f->next = next;
  f->base = base;
}

// ---- switch ------------------------------------------------------------------------------------------------------

// Jumps to a case's statements if its test is the value. The list of its jumps takes the place of the test.
static void case_test(js_compiler *c, node_ref n, uint32_t value) {
  uint32_t next = c->generating->next;
  jump_list list = 0;
  uint32_t r = js_g_any(c, n_word(c, n, 0));
  js_g_emit(c, JS_JSEQ, value, r, 1);
  js_g_jump(c, &list);
  n_set(c, n, 0, list);
  c->generating->next = next;
}

static void switch_statement(js_compiler *c, node_ref n) {
  control x;
  gen_scope s;
  gen_function *f = c->generating;
  uint32_t next = f->next, base = f->base, value = js_g_temp(c);
  jump_list otherwise = 0;
  node_ref fallback = 0;
  js_g_into(c, n_word(c, n, 1), value);
  f->base = f->next;
  js_g_open(c, &s, n_word(c, n, 0));
  open_control(c, &x, CONTROL_SWITCH, n, 0);
  for (node_ref k = n_word(c, n, 2); k && !c->failed; k = n_next(c, k))
    js_g_hoist(c, n_word(c, k, 1));
  for (node_ref k = n_word(c, n, 2); k && !c->failed; k = n_next(c, k))
    if (n_word(c, k, 0))
      case_test(c, k, value);
    else
      fallback = k;
  js_g_jump(c, &otherwise);
  for (node_ref k = n_word(c, n, 2); k && !c->failed; k = n_next(c, k)) {
    js_g_patch_here(c, k == fallback ? otherwise : n_word(c, k, 0));
    js_g_statements(c, n_word(c, k, 1));
  }
  if (!fallback)
    js_g_patch_here(c, otherwise);
  close_control(c, &x);
  js_g_close_captures(c, &s);
  js_g_patch_here(c, x.breaks);
  js_g_close_captures(c, &s);
  js_g_close(c, &s);
  f->next = next;
  f->base = base;
}

// ---- exceptions --------------------------------------------------------------------------------------------------

// What was captured inside the part that threw moves out of the registers, which are used again.
static void close_after_throw(js_compiler *c, uint32_t first) {
  if (n_word(c, c->generating->node, FN_FLAGS) & FF_INNER)
    js_g_emit2(c, JS_CLOSEU, first, 0);
}

static void catch_part(js_compiler *c, node_ref n, uint32_t exception) {
  gen_scope s;
  node_ref scope_node = n_word(c, n, 1);
  js_g_open(c, &s, scope_node);
  node_ref b = n_word(c, scope_node, 0);
  if (b)
    js_g_emit2(c, JS_MOVE, n_word(c, b, B_REGISTER), exception);
  statement(c, n_word(c, n, 2));
  js_g_close_captures(c, &s);
  js_g_close(c, &s);
}

// try and catch; `exception` is a register for what was thrown.
static void try_catch(js_compiler *c, node_ref n, uint32_t exception) {
  jump_list end = 0;
  uint32_t from = js_g_here(c);
  statement(c, n_word(c, n, 0));
  uint32_t to = js_g_here(c);
  if (!n_word(c, n, 2))
    return;
  js_g_jump(c, &end);
  js_g_handler(c, from, to, js_g_here(c), exception);
  close_after_throw(c, c->generating->next);
  catch_part(c, n, exception);
  js_g_patch_here(c, end);
}

static control *control_of(js_compiler *c, uint32_t id) {
  control *x = c->generating->control;
  while (x && x->id != id)
    x = x->outer;
  return x;
}

// After a finally block: goes on as it was entered.
static void finish_finally(js_compiler *c, const control *x) {
  jump_list not_thrown = 0;
  js_g_emit16(c, JS_JSNEI, x->why, 1);
  js_g_jump(c, &not_thrown);
  js_g_emit2(c, JS_THROW, x->value, 0);
  js_g_patch_here(c, not_thrown);
  uint32_t number = x->way_count + 1;
  for (uint32_t w = x->ways; w && !c->failed; w = c->memory[w + 2], number--) {
    jump_list other = 0;
    js_g_emit16(c, JS_JSNEI, x->why, number);
    js_g_jump(c, &other);
    leave_kind kind = (leave_kind)c->memory[w];
    leave(c, kind, kind == LEAVE_RETURN ? NULL : control_of(c, c->memory[w + 1]), x->value);
    js_g_patch_here(c, other);
  }
}

// why: 0 fell through, 1 thrown, 2 and more: the ways of break, continue and return.
static void try_finally(js_compiler *c, node_ref n, uint32_t exception) {
  control x;
  gen_function *f = c->generating;
  open_control(c, &x, CONTROL_FINALLY, n, 0);
  x.why = js_g_temp(c);
  x.value = js_g_temp(c);
  f->base = f->next;
  uint32_t from = js_g_here(c);
  try_catch(c, n, exception);
  js_g_emit16(c, JS_LOADI, x.why, 0);
  js_g_jump(c, &x.entries);
  uint32_t to = js_g_here(c);
  js_g_handler(c, from, to, to, x.value);
  close_after_throw(c, f->next);
  js_g_emit16(c, JS_LOADI, x.why, 1);
  js_g_patch_here(c, x.entries);
  close_control(c, &x);
  statement(c, n_word(c, n, 3));
  finish_finally(c, &x);
}

static void try_statement(js_compiler *c, node_ref n) {
  gen_function *f = c->generating;
  uint32_t next = f->next, base = f->base, exception = js_g_temp(c);
  f->base = f->next;
  if (n_word(c, n, 3))
    try_finally(c, n, exception);
  else
    try_catch(c, n, exception);
  f->next = next;
  f->base = base;
}

// ---- simple statements -------------------------------------------------------------------------------------------

static void block(js_compiler *c, node_ref n) {
  gen_scope s;
  js_g_open(c, &s, n_word(c, n, 0));
  js_g_hoist(c, n_word(c, n, 1));
  js_g_statements(c, n_word(c, n, 1));
  js_g_close_captures(c, &s);
  js_g_close(c, &s);
}

// if … else if …, without recursion along the chain.
static void if_statement(js_compiler *c, node_ref n) {
  jump_list end = 0;
  while (n && !c->failed) {
    jump_list no = 0;
    if (n_kind(c, n) != N_IF) {
      statement(c, n);
      break;
    }
    js_g_condition(c, n_word(c, n, 0), false, &no);
    statement(c, n_word(c, n, 1));
    if (n_word(c, n, 2))
      js_g_jump(c, &end);
    js_g_patch_here(c, no);
    n = n_word(c, n, 2);
  }
  js_g_patch_here(c, end);
}

static void declarations(js_compiler *c, node_ref list) {
  for (node_ref d = list; d && !c->failed; d = n_next(c, d)) {
    name_ref name = n_word(c, d, 1);
    js_g_name_function(c, n_word(c, d, 2), name);
    js_g_at(c, d);
    js_g_initialise_as(c, (binding_kind)n_word(c, d, 0), js_g_find(c, name), n_word(c, d, 2));
  }
}

static void throw_statement(js_compiler *c, node_ref n) {
  uint32_t next = c->generating->next, r = js_g_any(c, n_word(c, n, 0));
  js_g_at(c, n);
  js_g_emit2(c, JS_THROW, r, 0);
  c->generating->next = next;
}

static void statement(js_compiler *c, node_ref n) {
  if (c->failed)
    return;
  switch (n_kind(c, n)) {
  case N_EXPRESSION: js_g_discard(c, n_word(c, n, 0)); break;
  case N_DECLARATIONS: declarations(c, n_word(c, n, 0)); break;
  case N_BLOCK: block(c, n); break;
  case N_IF: if_statement(c, n); break;
  case N_FOR: for_statement(c, n); break;
  case N_FOR_IN: for_each_statement(c, n, false); break;
  case N_FOR_OF: for_each_statement(c, n, true); break;
  case N_WHILE: while_statement(c, n); break;
  case N_DO: do_statement(c, n); break;
  case N_SWITCH: switch_statement(c, n); break;
  case N_BREAK: break_statement(c, n); break;
  case N_CONTINUE: continue_statement(c, n); break;
  case N_RETURN: return_statement(c, n); break;
  case N_THROW: throw_statement(c, n); break;
  case N_TRY: try_statement(c, n); break;
  case N_LABEL: label_statement(c, n); break;
  default: break; // empty; function declarations are made when their block is entered
  }
}

void js_g_statements(js_compiler *c, node_ref list) {
  for (node_ref n = list; n && !c->failed; n = n_next(c, n))
    statement(c, n);
}

void js_g_hoist(js_compiler *c, node_ref list) {
  for (node_ref n = list; n && !c->failed; n = n_next(c, n)) {
    if (n_kind(c, n) != N_FUNCTION)
      continue;
    uint32_t next = c->generating->next;
    name_ref name = n_word(c, n, FN_NAME);
    node_ref b = js_g_find(c, name);
    bool global = js_g_is_global(c, b);
    uint32_t r = global ? js_g_temp(c) : n_word(c, b, B_REGISTER);
    js_g_emit16(c, JS_CLOSURE, r, js_g_function(c, n));
    if (global)
      js_g_emit16(c, JS_DEFG, r, js_g_global(c, name));
    c->generating->next = next;
  }
}
