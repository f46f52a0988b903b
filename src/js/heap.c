// The collector: marks with a bounded stack, then slides live cells down by threading references through headers
// (Jonkers 1979): linear time, no memory beside the marking stack, order of cells kept.
#include "js/heap.h"

#include "js/context.h"
#include "js/object.h"
#include "js/shape.h"

#define MARK ((js_word)2)

// Words of a cell: all, those that hold values, and how many of these keep what they name alive (the links of a shape to
// younger shapes do not). Types without a row depend on the length in the header.
typedef struct {
  uint8_t words, values, strong;
} cell_layout;

static const cell_layout layouts[JS_CELL_TYPES] = {
    [JS_CELL_DOUBLE] = {1 + sizeof(double) / sizeof(js_word), 0, 0},
    [JS_CELL_SHAPE] = {7, 5, 3},
    [JS_CELL_DICT] = {5, 3, 3},
    [JS_CELL_UPVALUE] = {3, 1, 1},
    [JS_CELL_ACCESSOR] = {3, 2, 2},
};
static const cell_layout class_layouts[JS_CLASS_COUNT] = {
#define X(name, values, raw)                                                                                 \
  {JS_W_CLASS + (values) + (raw), JS_W_CLASS - 1 + (values), JS_W_CLASS - 1 + (values)},
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

// Words of a cell, and how many of those after the header hold values.
typedef struct {
  size_t words, values;
} cell_extent;

static inline cell_extent extent_of(js_word header) {
  js_cell_type type = js_type_of_header(header);
  if (type == JS_CELL_OBJECT) {
    const cell_layout *layout = &class_layouts[js_class_of_header(header)];
    size_t captures = capture_words(header);
    return (cell_extent){layout->words + captures, layout->values + captures};
  }
  if (layouts[type].words)
    return (cell_extent){layouts[type].words, layouts[type].values};
  size_t length = header >> 8;
  if (type == JS_CELL_VALUES || type == JS_CELL_WEAK)
    return (cell_extent){1 + length, length};
  return (cell_extent){type == JS_CELL_FREE ? length : 1 + bytes_to_words(length), 0};
}

static inline size_t cell_words(js_word header) {
  return extent_of(header).words;
}

size_t js_cell_words(js_word header) {
  return cell_words(header);
}

static inline size_t value_words(js_word header) {
  js_cell_type type = js_type_of_header(header);
  if (type == JS_CELL_OBJECT)
    return class_layouts[js_class_of_header(header)].values + capture_words(header);
  return type == JS_CELL_VALUES || type == JS_CELL_WEAK ? header >> 8 : layouts[type].values;
}

// How many of them keep what they name alive.
static inline size_t strong_words(js_word header) {
  js_cell_type type = js_type_of_header(header);
  return type == JS_CELL_SHAPE ? layouts[type].strong : type == JS_CELL_WEAK ? 0 : value_words(header);
}

// Types whose cells refer to nothing, or to nothing strongly.
#define LEAVES (1u << JS_CELL_STRING | 1u << JS_CELL_DOUBLE | 1u << JS_CELL_BYTES | 1u << JS_CELL_WEAK)

// ---- marking -----------------------------------------------------------------------------------------------------

typedef struct {
  js_word **next, **end; // the stack: free space between heap and stack
  js_word **base;
  bool overflow;
} js_marker;

static inline void mark_value(js_marker *m, js_value v) {
  if (!js_is_cell(v))
    return;
  js_word *cell = js_words(v);
  if (*cell & MARK)
    return;
  *cell |= MARK;
  js_cell_type type = js_type_of_header(*cell);
  if (LEAVES >> type & 1u)
    return;
  if (m->next == m->end)
    m->overflow = true;
  else
    *m->next++ = cell;
}

static void mark_children(js_marker *m, const js_word *cell) {
  for (size_t i = 1, n = strong_words(*cell); i <= n; i++)
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
  for (js_word *cell = first_cell(js); cell < last_cell(js); cell += cell_words(*cell))
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
      *link = js_words(*link)[JS_S_SIBLING];
    else
      link = &js_words(*link)[JS_S_SIBLING];
}

// Clears weak references: links to dead shapes, all through the trees of live ones, and dead entries of the table of
// unique strings.
static void clear_weak(js_ctx *js) {
  prune_shapes(&js->shapes);
  for (js_value shape = js->shapes; js_is_cell(shape);) {
    js_word *w = js_words(shape);
    prune_shapes(&w[JS_S_CHILD]);
    shape = w[JS_S_CHILD];
    while (!js_is_cell(shape) &&
           w) { // no child: the next sibling, of it or of the nearest ancestor that has one
      shape = w[JS_S_SIBLING];
      w = js_is_cell(w[JS_S_PARENT]) ? js_words(w[JS_S_PARENT]) : NULL;
    }
  }
  js_value table = js->roots[JS_ROOT_STRINGS];
  if (js_is_cell(table))
    for (uint32_t i = 0, n = js_cell_length(table); i < n; i++)
      if (is_dead(js_values(table)[i]))
        js_values(table)[i] = JS_ABSENT;
}

// ---- sliding -----------------------------------------------------------------------------------------------------

// The cells below the first dead one stay where they are: references to them are right already. A heap that is full of
// what has lived for long is dense at its start, so most of it is only looked through.
static js_word *first_dead(js_ctx *js) {
  js_word *cell = first_cell(js), *end = last_cell(js);
  while (cell < end && (*cell & MARK))
    cell += cell_words(*cell);
  return cell;
}

// Puts the field into the chain of references to its cell, if that moves: the header moves into the field, the field's
// address into the header.
static inline void thread(js_value *field, const js_word *first_moving) {
  if (!js_is_cell(*field) || js_words(*field) < first_moving)
    return;
  js_word *cell = js_words(*field);
  *field = *cell;
  *cell = (js_word)field;
}

static inline void unthread(js_word *cell, const js_word *target) {
  js_word link = *cell;
  while ((link & 1u) == 0) {
    js_value *field = (js_value *)link;
    link = *field;
    *field = js_cell(target);
  }
  *cell = link;
}

static inline void thread_cell(js_word *cell, size_t values, const js_word *first_moving) {
  for (js_word *field = cell + 1, *end = field + values; field < end; field++)
    thread(field, first_moving);
}

static void thread_roots(js_ctx *js, const js_word *first_moving) {
  for (unsigned i = 0; i < JS_ROOT_COUNT; i++)
    thread(&js->roots[i], first_moving);
  thread(&js->shapes, first_moving);
  for (js_value *slot = js->sp; slot < js->stack_top; slot++)
    thread(slot, first_moving);
  for (uint32_t i = 0; i < js->image_count; i++)
    for (uint32_t k = 0; k < js->images[i].constant_count; k++)
      thread(&js->images[i].constants[k], first_moving);
}

static inline bool is_live(js_word header) { // a link, or marked
  return (header & 1u) == 0 || (header & MARK);
}

// References from cells that stay.
static void thread_resting(js_ctx *js, const js_word *first_moving) {
  for (js_word *cell = first_cell(js); cell < first_moving;) {
    cell_extent extent = extent_of(*cell &= ~MARK);
    thread_cell(cell, extent.values, first_moving);
    cell += extent.words;
  }
}

// Settles references from lower addresses and roots, then adds this cell's own references. Dead cells become runs.
static void update_forward(js_ctx *js, js_word *first_moving) {
  js_word *to = first_moving, *run = NULL, *end = last_cell(js);
  for (js_word *cell = to; cell < end;) {
    if (is_live(*cell)) {
      unthread(cell, to);
      cell_extent extent = extent_of(*cell);
      thread_cell(cell, extent.values, first_moving);
      to += extent.words;
      cell += extent.words;
      run = NULL;
    } else {
      size_t words = cell_words(*cell);
      if (!run)
        *(run = cell) = js_make_header(JS_CELL_FREE, words);
      else
        *run += (js_word)words << 8;
      cell += words;
    }
  }
}

static void move_cell(js_word *to, js_word *cell, size_t words) {
  if (js_type_of_header(*cell) == JS_CELL_UPVALUE && cell[2] == (js_word)&cell[1])
    cell[2] = (js_word)&to[1]; // closed: it points to its own value
  if (to != cell)
    memmove(to, cell, words * sizeof *cell);
}

// Settles references from higher addresses and moves.
static void update_backward(js_ctx *js, js_word *first_moving) {
  js_word *to = first_moving, *cell = to, *end = last_cell(js);
  while (cell < end) {
    bool live = is_live(*cell);
    if (live)
      unthread(cell, to);
    size_t words = cell_words(*cell);
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
  for (js_word *cell = first_cell(js); cell < last_cell(js); cell += cell_words(*cell)) {
    for (size_t i = 1, n = value_words(*cell); i <= n; i++)
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

// A collection takes as long as some thousand steps. It does not count as steps, but the host is asked soon after.
static void end_slice(js_ctx *js) {
  if (js->fuel <= 0 || !js->host.poll)
    return;
  if (js->steps_left >= 0)
    js->steps_left += js->fuel;
  js->fuel_given -= js->fuel;
  js->fuel = 0;
}

void js_collect(js_ctx *js) {
  end_slice(js);
  js->collections++;
  mark_roots(js);
  clear_weak(js);
  js_word *first_moving = first_dead(js);
  thread_roots(js, first_moving);
  thread_resting(js, first_moving);
  update_forward(js, first_moving);
  update_backward(js, first_moving);
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
  // So little room is as good as none: the next collection would follow at once.
  bytes += (size_t)(js->block_end - (uint8_t *)js) / 64;
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
