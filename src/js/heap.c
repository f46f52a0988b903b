// The collector: marks with a bounded stack, then slides live cells down by threading references through headers
// (Jonkers 1979): linear time, no memory beside the marking stack, order of cells kept.
#include "js/heap.h"

#include "js/context.h"
#include "js/object.h"

#define MARK ((js_word)2)

static const struct {
  uint8_t values, raw;
} class_words[] = {
#define X(name, values, raw) {values, raw},
    JS_CLASSES(X)
#undef X
};

static size_t bytes_to_words(size_t bytes) {
  return (bytes + sizeof(js_word) - 1) / sizeof(js_word);
}

// Captured variables of a function object.
static size_t capture_words(js_word header) {
  return (header >> 20) & 255u;
}

size_t js_cell_words(js_word header) {
  js_word length = header >> 8;
  switch (js_type_of_header(header)) {
  case JS_CELL_FREE: return length;
  case JS_CELL_STRING:
  case JS_CELL_BYTES: return 1 + bytes_to_words(length);
  case JS_CELL_DOUBLE: return 1 + bytes_to_words(sizeof(double));
  case JS_CELL_VALUES:
  case JS_CELL_WEAK: return 1 + length;
  case JS_CELL_OBJECT: {
    js_class class = js_class_of_header(header);
    return (size_t)JS_W_CLASS + class_words[class].values + class_words[class].raw + capture_words(header);
  }
  case JS_CELL_SHAPE: return 7;
  case JS_CELL_DICT: return 5;
  case JS_CELL_UPVALUE: return 3;
  case JS_CELL_ACCESSOR: return 3;
  default: return 1;
  }
}

// Words after the header that hold values, and how many of these keep what they name alive.
static size_t value_words(js_word header, size_t *strong) {
  size_t n = 0;
  *strong = 0;
  switch (js_type_of_header(header)) {
  case JS_CELL_VALUES: n = header >> 8; break;
  case JS_CELL_WEAK: return header >> 8;
  case JS_CELL_OBJECT:
    n = (size_t)JS_W_CLASS - 1 + class_words[js_class_of_header(header)].values + capture_words(header);
    break;
  case JS_CELL_SHAPE: *strong = 3; return 5; // the links to younger shapes are weak
  case JS_CELL_DICT: n = 3; break;
  case JS_CELL_UPVALUE: n = 1; break;
  case JS_CELL_ACCESSOR: n = 2; break;
  default: break;
  }
  *strong = n;
  return n;
}

// ---- marking -----------------------------------------------------------------------------------------------------

typedef struct {
  js_word **next, **end; // the stack: free space between heap and stack
  js_word **base;
  bool overflow;
} js_marker;

static void mark_value(js_marker *m, js_value v) {
  if (!js_is_cell(v))
    return;
  js_word *cell = js_words(v);
  if (*cell & MARK)
    return;
  *cell |= MARK;
  js_cell_type type = js_type_of_header(*cell);
  if (type == JS_CELL_STRING || type == JS_CELL_DOUBLE || type == JS_CELL_BYTES || type == JS_CELL_WEAK)
    return;
  if (m->next == m->end)
    m->overflow = true;
  else
    *m->next++ = cell;
}

static void mark_children(js_marker *m, const js_word *cell) {
  size_t strong;
  value_words(*cell, &strong);
  for (size_t i = 1; i <= strong; i++)
    mark_value(m, cell[i]);
}

static void drain(js_marker *m) {
  while (m->next != m->base)
    mark_children(m, *--m->next);
}

static js_word *first_cell(js_ctx *js) {
  return (js_word *)(void *)js->heap_start;
}
static js_word *last_cell(js_ctx *js) {
  return (js_word *)(void *)js->heap_top;
}

// The stack overflowed: cells are marked whose children are not. Each round marks at least a stackful more, and the
// reserve is a fixed part of the block, so the number of rounds is bounded.
static void mark_again(js_ctx *js, js_marker *m) {
  m->overflow = false;
  for (js_word *cell = first_cell(js); cell < last_cell(js); cell += js_cell_words(*cell))
    if (*cell & MARK) {
      mark_children(m, cell);
      drain(m);
    }
}

static void mark_roots(js_ctx *js) {
  js_word **base = (js_word **)(void *)js->heap_top;
  js_marker m = {base, (js_word **)(void *)js->sp, base, false};
  for (unsigned i = 0; i < JS_ROOT_COUNT; i++)
    mark_value(&m, js->roots[i]);
  drain(&m);
  for (js_value *slot = js->sp; slot < js->stack_top; slot++) {
    mark_value(&m, *slot);
    drain(&m);
  }
  for (uint32_t i = 0; i < js->image_count; i++)
    for (uint32_t k = 0; k < js->images[i].constant_count; k++)
      mark_value(&m, js->images[i].constants[k]);
  drain(&m);
  while (m.overflow)
    mark_again(js, &m);
}

// ---- weak references ---------------------------------------------------------------------------------------------

static bool is_dead(js_value v) {
  return js_is_cell(v) && !(js_header(v) & MARK);
}

// Drops dead shapes from a list linked by `sibling`.
static void prune_shapes(js_value *link) {
  while (js_is_cell(*link))
    if (is_dead(*link))
      *link = js_words(*link)[5];
    else
      link = &js_words(*link)[5];
}

static void prune_weak(js_word *cell) {
  js_cell_type type = js_type_of_header(*cell);
  if (type == JS_CELL_SHAPE)
    prune_shapes(&cell[4]);
  else if (type == JS_CELL_WEAK)
    for (size_t i = 1, n = *cell >> 8; i <= n; i++)
      if (is_dead(cell[i]))
        cell[i] = JS_ABSENT;
}

// Clears weak references and joins dead cells to runs.
static void sweep(js_ctx *js) {
  prune_shapes(&js->shapes);
  js_word *run = NULL;
  for (js_word *cell = first_cell(js); cell < last_cell(js);) {
    size_t words = js_cell_words(*cell);
    if (*cell & MARK) {
      prune_weak(cell);
      run = NULL;
    } else if (!run) {
      run = cell;
      *run = js_make_header(JS_CELL_FREE, words);
    } else {
      *run = js_make_header(JS_CELL_FREE, (*run >> 8) + words);
    }
    cell += words;
  }
}

// ---- sliding -----------------------------------------------------------------------------------------------------

// Puts the field into the chain of references to its cell: the header moves into the field, the field's address into
// the header.
static void thread(js_value *field) {
  if (!js_is_cell(*field))
    return;
  js_word *cell = js_words(*field);
  *field = *cell;
  *cell = (js_word)field;
}

static void unthread(js_word *cell, const js_word *target) {
  js_word link = *cell;
  while ((link & 1u) == 0) {
    js_value *field = (js_value *)link;
    link = *field;
    *field = js_cell(target);
  }
  *cell = link;
}

static void thread_cell(js_word *cell, js_word header) {
  size_t strong, n = value_words(header, &strong);
  for (size_t i = 1; i <= n; i++)
    thread(&cell[i]);
}

static void thread_roots(js_ctx *js) {
  for (unsigned i = 0; i < JS_ROOT_COUNT; i++)
    thread(&js->roots[i]);
  thread(&js->shapes);
  for (js_value *slot = js->sp; slot < js->stack_top; slot++)
    thread(slot);
  for (uint32_t i = 0; i < js->image_count; i++)
    for (uint32_t k = 0; k < js->images[i].constant_count; k++)
      thread(&js->images[i].constants[k]);
}

// Settles references from lower addresses and roots, then adds this cell's own references.
static void update_forward(js_ctx *js) {
  js_word *to = first_cell(js);
  for (js_word *cell = first_cell(js); cell < last_cell(js);) {
    bool live = (*cell & 1u) == 0 || (*cell & MARK);
    if (live)
      unthread(cell, to);
    size_t words = js_cell_words(*cell);
    if (live) {
      thread_cell(cell, *cell);
      to += words;
    }
    cell += words;
  }
}

static void move_cell(js_word *to, js_word *cell, size_t words) {
  if (js_type_of_header(*cell) == JS_CELL_UPVALUE && cell[2] == (js_word)&cell[1])
    cell[2] = (js_word)&to[1]; // closed: it points to its own value
  if (to != cell)
    memmove(to, cell, words * sizeof *cell);
}

// Settles references from higher addresses and moves.
static void update_backward(js_ctx *js) {
  js_word *to = first_cell(js), *cell = to, *end = last_cell(js);
  while (cell < end) {
    bool live = (*cell & 1u) == 0 || (*cell & MARK);
    if (live)
      unthread(cell, to);
    size_t words = js_cell_words(*cell);
    if (live) {
      *cell &= ~MARK;
      move_cell(to, cell, words);
      to += words;
    }
    cell += words;
  }
  js->heap_top = (uint8_t *)to;
}

// Inline caches hold addresses of shapes and holders; they fill again.
static void empty_caches(js_ctx *js) {
  if (js->cache)
    memset(js->cache, 0, (js->cache_mask + 1) * sizeof *js->cache);
}

#if JS_STRESS_GC
enum { SHIFT_BYTES = 64 };

static void shift_value(js_value *v, ptrdiff_t bytes) {
  if (js_is_cell(*v))
    *v = (js_value)((ptrdiff_t)*v + bytes);
}

static void shift_roots(js_ctx *js, ptrdiff_t bytes) {
  for (unsigned i = 0; i < JS_ROOT_COUNT; i++)
    shift_value(&js->roots[i], bytes);
  shift_value(&js->shapes, bytes);
  for (js_value *slot = js->sp; slot < js->stack_top; slot++)
    shift_value(slot, bytes);
  for (uint32_t i = 0; i < js->image_count; i++)
    for (uint32_t k = 0; k < js->images[i].constant_count; k++)
      shift_value(&js->images[i].constants[k], bytes);
}

// Moves the whole heap up or down in turn, so that every stale address shows in the next test that uses one.
static void shift_heap(js_ctx *js) {
  ptrdiff_t bytes = js->shifted ? -SHIFT_BYTES : SHIFT_BYTES;
  if (bytes > 0 && (uint8_t *)js->sp - js->heap_top < 2 * SHIFT_BYTES)
    return;
  shift_roots(js, bytes);
  for (js_word *cell = first_cell(js); cell < last_cell(js); cell += js_cell_words(*cell)) {
    size_t strong, n = value_words(*cell, &strong);
    for (size_t i = 1; i <= n; i++)
      shift_value(&cell[i], bytes);
    if (js_type_of_header(*cell) == JS_CELL_UPVALUE && cell[2] == (js_word)&cell[1])
      cell[2] = (js_word)((ptrdiff_t)cell[2] + bytes);
  }
  size_t used = (size_t)(js->heap_top - js->heap_start);
  memmove(js->heap_start + bytes, js->heap_start, used);
  memset(bytes > 0 ? js->heap_start : js->heap_top + bytes, 0xa5, SHIFT_BYTES);
  js->heap_start += bytes;
  js->heap_top += bytes;
  js->shifted = !js->shifted;
}
#endif

// A frame that waits for a call has registers below the call's window, which are dead but are scanned again when it
// goes on: they must not keep addresses from before this collection. No frame reaches further down.
static void clear_dead_registers(js_ctx *js) {
  enum { MOST_REGISTERS = 256 };
  for (js_value *slot = js->sp, *end = (js_value *)(void *)js->heap_top;
       slot > end && js->sp - slot < MOST_REGISTERS;)
    *--slot = JS_UNDEFINED;
}

void js_collect(js_ctx *js) {
  js->collections++;
  mark_roots(js);
  sweep(js);
  thread_roots(js);
  update_forward(js);
  update_backward(js);
#if JS_STRESS_GC
  if (js->stress)
    shift_heap(js);
#endif
  clear_dead_registers(js);
  empty_caches(js);
}

// ---- allocation --------------------------------------------------------------------------------------------------

static size_t free_bytes(const js_ctx *js) {
  size_t gap = (size_t)((uint8_t *)js->sp - js->heap_top);
  size_t reserve = (JS_NATIVE_STACK + js->mark_reserve) * sizeof(js_word);
  return gap > reserve ? gap - reserve : 0;
}

static bool make_room(js_ctx *js, size_t bytes) {
#if JS_STRESS_GC
  if (js->fail_countdown && --js->fail_countdown == 0)
    return js_throw_out_of_memory(js, bytes);
  if (js->stress)
    js_collect(js);
#endif
  if (bytes <= free_bytes(js))
    return true;
  js_collect(js);
  return bytes <= free_bytes(js) || js_throw_out_of_memory(js, bytes);
}

js_value js_alloc(js_ctx *js, js_word header, size_t words) {
  size_t bytes = (words + 1) * sizeof(js_word);
  if ((JS_STRESS_GC || bytes > free_bytes(js)) && !make_room(js, bytes))
    return JS_ABSENT;
  js_word *cell = last_cell(js);
  js->heap_top += bytes;
  *cell = header;
  return js_cell(cell);
}

js_value js_alloc_values(js_ctx *js, uint32_t count, js_value fill) {
  js_value cell = js_alloc(js, js_make_header(JS_CELL_VALUES, count), count);
  if (cell != JS_ABSENT)
    for (uint32_t i = 0; i < count; i++)
      js_values(cell)[i] = fill;
  return cell;
}

js_value js_alloc_bytes(js_ctx *js, uint32_t bytes) {
  size_t words = bytes_to_words(bytes);
  js_value cell = js_alloc(js, js_make_header(JS_CELL_BYTES, bytes), words);
  if (cell != JS_ABSENT)
    memset(js_bytes(cell), 0, words * sizeof(js_word));
  return cell;
}

void js_shrink(js_ctx *js, js_value cell, size_t words) {
  js_word *end = js_words(cell) + js_cell_words(js_header(cell));
  js_word *new_end = js_words(cell) + 1 + words;
  if (new_end >= end)
    return;
  if (end == last_cell(js))
    js->heap_top = (uint8_t *)new_end;
  else
    *new_end = js_make_header(JS_CELL_FREE, (js_word)(end - new_end));
}

void *js_permanent(js_ctx *js, size_t bytes) {
  bytes = (bytes + 7) & ~(size_t)7;
  if (js->sp != js->stack_top)
    return NULL;
  if (bytes > free_bytes(js))
    js_collect(js);
  if (bytes > free_bytes(js)) {
    js_throw_out_of_memory(js, bytes);
    return NULL;
  }
  uint8_t *p = (uint8_t *)js->stack_top - bytes;
  js->stack_top = js->sp = (js_value *)(void *)p;
  return p;
}
