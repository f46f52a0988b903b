// Calls: from native code and from bytecode, of bytecode, native, bound functions.
#include "js/call.h"

#include "js/image.h"
#include "js/opcode.h"
#include "js/rom.h"
#include "js/string.h"

bool js_stack_room(js_ctx *js, const js_value *low, size_t words) {
  size_t wanted = (words + JS_NATIVE_STACK + js->mark_reserve) * sizeof(js_value);
  if ((uintptr_t)low >= (uintptr_t)js->heap_top && (uintptr_t)low - (uintptr_t)js->heap_top >= wanted)
    return true;
  js_collect(js);
  if ((uintptr_t)low >= (uintptr_t)js->heap_top && (uintptr_t)low - (uintptr_t)js->heap_top >= wanted)
    return true;
  size_t used = (size_t)(js->heap_top - (uint8_t *)js) + (size_t)(js->block_end - (const uint8_t *)low);
  js->needed_bytes = (uint32_t)(used + wanted);
  return js_throw_value(js, JS_ROM(JS_OBJ_STACK_OVERFLOW));
}

// ---- captured variables --------------------------------------------------------------------------------------------

enum { NEXT_OR_VALUE = 1, PLACE = 2 };

static js_value *place_of(js_value cell) {
  return (js_value *)js_words(cell)[PLACE];
}

js_value js_capture(js_ctx *js, js_value *slot) {
  js_value *link = &js->roots[JS_ROOT_UPVALUES];
  while (js_is_cell(*link) && place_of(*link) < slot)
    link = &js_words(*link)[NEXT_OR_VALUE];
  if (js_is_cell(*link) && place_of(*link) == slot)
    return *link;
  js_value cell = js_alloc(js, js_make_header(JS_CELL_UPVALUE, 0), 2);
  if (cell == JS_ABSENT)
    return cell;
  // Allocation may have moved the list: walk it again.
  link = &js->roots[JS_ROOT_UPVALUES];
  while (js_is_cell(*link) && place_of(*link) < slot)
    link = &js_words(*link)[NEXT_OR_VALUE];
  js_words(cell)[NEXT_OR_VALUE] = *link;
  js_words(cell)[PLACE] = (js_word)slot;
  *link = cell;
  return cell;
}

void js_close_captures(js_ctx *js, const js_value *top) {
  js_value cell;
  while (js_is_cell(cell = js->roots[JS_ROOT_UPVALUES]) && place_of(cell) <= top) {
    js->roots[JS_ROOT_UPVALUES] = js_words(cell)[NEXT_OR_VALUE];
    js_words(cell)[NEXT_OR_VALUE] = *place_of(cell);
    js_words(cell)[PLACE] = (js_word)&js_words(cell)[NEXT_OR_VALUE];
  }
}

bool js_make_closure(js_ctx *js, js_value *frame, uint32_t image, uint32_t index, js_ref out) {
  const uint32_t *f = js_image_function(&js->images[image], index);
  uint32_t shape = js_word_at(&f[JS_F_FRAME]), count = (shape >> 16) & 255u;
  js_value *mark = js_mark(js);
  js_ref function = js_push(js, JS_UNDEFINED);
  bool ok = js_new_sized(js, function, JS_CLASS_FUNCTION, JS_ROM(JS_OBJ_FUNCTION_PROTO), count);
  if (ok) {
    js_words(*function)[JS_W_CLASS] = (js_word)f;
    *js_words(*function) |= (js_word)image << 28 | ((shape >> 24) & JS_FLAG_ARROW ? JS_ARROW : 0);
  }
  uint32_t captures = js_word_at(&f[JS_F_CAPTURES]);
  for (uint32_t i = 0; ok && i < count; i++) {
    uint32_t capture = js_image_word(js->images[image].base, captures + i * 4);
    js_value cell = capture >> 31 ? js_capture(js, frame - (capture & 255u))
                                  : js_words(*js_frame_window(frame))[JS_W_CLASS + 1 + capture];
    ok = cell != JS_ABSENT;
    if (ok)
      js_words(*function)[JS_W_CLASS + 1 + i] = cell;
  }
  if (ok)
    *out = *function;
  js_release(js, mark);
  return ok;
}

// ---- bytecode frames ---------------------------------------------------------------------------------------------

// Below the arguments goes a copy of the window; parameters are copied after it.
static js_value *copy_window(js_value *window, uint32_t argc, uint32_t parameters) {
  js_value *copy = window - JS_CALL_ARGS - argc;
  copy[0] = window[0];
  copy[-JS_CALL_THIS] = window[-JS_CALL_THIS];
  for (uint32_t i = 0; i < argc && i < parameters; i++)
    copy[-JS_CALL_ARGS - (ptrdiff_t)i] = window[-JS_CALL_ARGS - (ptrdiff_t)i];
  return copy;
}

static js_call_outcome enter(js_ctx *js, js_value *window, uint32_t argc, int32_t link) {
  const uint32_t *f = (const uint32_t *)js_words(*window)[JS_W_CLASS];
  uint32_t shape = js_word_at(&f[JS_F_FRAME]);
  uint32_t registers = shape & 255u, parameters = (shape >> 8) & 255u;
  size_t words = JS_CALL_ARGS + (size_t)registers;
  bool copies = (shape >> 24) & JS_FLAG_ARGUMENTS;
  if (copies)
    words += JS_CALL_ARGS + (size_t)argc;
  size_t wanted = (words + JS_NATIVE_STACK + js->mark_reserve) * sizeof(js_value);
  if ((uintptr_t)window - (uintptr_t)js->heap_top < wanted && !js_stack_room(js, window, words))
    return JS_CALL_FAILED;
  if (copies)
    window = copy_window(window, argc, parameters);
  js_value *frame = window - JS_CALL_ARGS;
  for (uint32_t i = argc < parameters ? argc : parameters; i < registers; i++)
    frame[-(ptrdiff_t)i] = JS_UNDEFINED;
  frame[1] = js_int(link | (int32_t)(argc << 12) | (copies ? JS_LINK_COPIED : 0));
  js->frame = frame;
  js->sp = frame - registers + 1;
  return JS_CALL_ENTERED;
}

// `new`: this becomes an object whose prototype is the function's.
static bool make_this(js_ctx *js, js_value *window) {
  js_ref this = window - JS_CALL_THIS;
  if (!js_get(js, window, JS_KEY(prototype), this))
    return false;
  return js_new(js, this, JS_CLASS_OBJECT, js_is_object(*this) ? *this : JS_ROM(JS_OBJ_OBJECT_PROTO));
}

// ---- native functions --------------------------------------------------------------------------------------------

static js_call_outcome run_native(js_ctx *js, js_value *window, uint32_t argc, js_native native,
                                  uint32_t length, uint32_t magic, bool construct) {
  uint32_t slots = argc < length + 2 ? length + 2 : argc;
  js_value *args = window - JS_CALL_ARGS, *low = args - slots + 1;
  size_t reserve = (JS_NATIVE_STACK + js->mark_reserve) * sizeof(js_value);
  if ((uintptr_t)low < (uintptr_t)js->heap_top + reserve && !js_stack_room(js, low, 0))
    return JS_CALL_FAILED;
  for (uint32_t i = argc; i < slots; i++)
    args[-(ptrdiff_t)i] = JS_UNDEFINED;
  js_value *saved_sp = js->sp;
  if (low < js->sp)
    js->sp = low;
  window[-JS_CALL_PC] = JS_UNDEFINED;
  window[-JS_CALL_LINK] =
      js_is_class(*window, JS_CLASS_HOST_FUNCTION) ? js_words(*window)[JS_W_CLASS + 1] : JS_UNDEFINED;
  *window = JS_UNDEFINED;
  js_call_info call = {args, argc, (uint16_t)magic, construct};
  bool ok = native(js, &call);
  js->sp = saved_sp;
  return ok ? JS_CALL_FINISHED : JS_CALL_FAILED;
}

// The name by which the running code got the function of a window: the last operation that loaded it.
static js_value callee_name(js_ctx *js, const js_value *window) {
  if (!js->frame || window < js->sp || window > js->frame)
    return JS_ABSENT;
  js_value function = *js_frame_window(js->frame), name = JS_ABSENT;
  const js_image *image = &js->images[js_image_of_function(function)];
  const uint32_t *code =
      (const uint32_t *)(const void *)(image->base + js_word_at(&js_frame_function(js->frame)[JS_F_CODE]));
  uint32_t operand = JS_REG((uint32_t)(js->frame - window));
  for (; code < js->pc - 1; code++) {
    uint32_t w = js_word_at(code), op = w & 255u;
    if (js_op_a(w) != operand || op == JS_EXT || op == JS_JMP)
      continue;
    if (op == JS_GETM || op == JS_GETGM)
      name = image->constants[js_op_u24(js_word_at(code + 1))];
    else if (op == JS_GETG)
      name = js_global_name(image, js_op_u16(w));
  }
  return name;
}

static js_call_outcome throw_not_callable(js_ctx *js, js_value *window, js_value v, bool construct) {
  js_value name = window ? callee_name(js, window) : JS_ABSENT;
  v = name != JS_ABSENT ? name : v;
  js_throw(js, JS_TYPE_ERROR, construct ? "%v is not a constructor" : "%v is not a function", v);
  return JS_CALL_FAILED;
}

static js_call_outcome call_rom(js_ctx *js, js_value *window, uint32_t argc, bool construct) {
  js_value f = *window;
  if (js_is_kind(f, JS_KIND_ROM_FUNCTION)) {
    const js_rom_property *p = js_rom_function_of(f);
    if (construct)
      return throw_not_callable(js, NULL, js_rom_key(p->name), true);
    return run_native(js, window, argc, p->as.function, p->length, p->magic, false);
  }
  const js_rom_object *o = js_rom_object_of(js_payload(f));
  if (!o->function || (construct && !(o->flags & JS_ROM_CONSTRUCTS)))
    return throw_not_callable(js, NULL, o->name ? JS_ATOM(o->name) : f, construct);
  return run_native(js, window, argc, o->function, o->length, o->magic, construct);
}

static js_call_outcome call_host(js_ctx *js, js_value *window, uint32_t argc, bool construct) {
  const js_word *w = js_words(*window);
  if (construct)
    return throw_not_callable(js, NULL, w[JS_W_CLASS], true);
  return run_native(js, window, argc, (js_native)w[JS_W_CLASS + 2], (uint32_t)w[JS_W_CLASS + 3], 0, false);
}

// ---- functions that stand for others -----------------------------------------------------------------------------

static js_value *argument(js_value *window, uint32_t i) {
  return window - JS_CALL_ARGS - i;
}

// A bound function: its arguments go before the given ones.
static bool unbind(js_ctx *js, js_value *window, uint32_t *argc, bool construct) {
  js_value list = js_words(*window)[JS_W_CLASS + 2];
  uint32_t count = js_is_cell(list) ? js_cell_length(list) : 0;
  if (!js_charge(js, *argc + count) || !js_stack_room(js, window, JS_CALL_ARGS + (size_t)*argc + count))
    return false;
  list = js_words(*window)[JS_W_CLASS + 2];
  for (uint32_t i = *argc; i-- > 0;)
    *argument(window, i + count) = *argument(window, i);
  for (uint32_t i = 0; i < count; i++)
    *argument(window, i) = js_values(list)[i];
  if (!construct)
    window[-JS_CALL_THIS] = js_words(*window)[JS_W_CLASS + 1];
  *window = js_words(*window)[JS_W_CLASS];
  *argc += count;
  return true;
}

// f.call(o, …): everything moves up one place.
static void shift_call(js_value *window, uint32_t *argc) {
  window[0] = window[-JS_CALL_THIS];
  window[-JS_CALL_THIS] = *argc ? *argument(window, 0) : JS_UNDEFINED;
  for (uint32_t i = 1; i < *argc; i++)
    *argument(window, i - 1) = *argument(window, i);
  *argc -= *argc > 0;
}

static bool spread_arguments(js_ctx *js, js_value *window, js_value list, uint32_t *argc) {
  if (js_is_nullish(list))
    return *argc = 0, true;
  if (!js_is_array(list))
    return js_throw(js, JS_TYPE_ERROR, "the arguments of apply must be an array");
  *argument(window, 0) = list; // where the collector sees it
  uint32_t count = js_array_length(list);
  if (count > 0xffffu)
    return js_throw(js, JS_RANGE_ERROR, "more than 65535 arguments");
  if (!js_charge(js, count) || !js_stack_room(js, window, JS_CALL_ARGS + (size_t)count))
    return false;
  list = *argument(window, 0);
  for (uint32_t i = 0; i < count; i++)
    *argument(window, i) = js_array_elements(list)[i];
  *argc = count;
  return true;
}

static bool shift_apply(js_ctx *js, js_value *window, uint32_t *argc) {
  js_value list = *argc > 1 ? *argument(window, 1) : JS_UNDEFINED;
  js_value this = *argc ? *argument(window, 0) : JS_UNDEFINED;
  if (!js_is_callable(window[-JS_CALL_THIS]))
    return js_throw(js, JS_TYPE_ERROR, "apply needs a function");
  window[0] = window[-JS_CALL_THIS];
  window[-JS_CALL_THIS] = this;
  return spread_arguments(js, window, list, argc);
}

bool js_function_call(js_ctx *js, const js_call_info *call) {
  (void)call;
  return js_throw(js, JS_TYPE_ERROR, "call needs a function"); // js_begin_call performs it
}

bool js_function_apply(js_ctx *js, const js_call_info *call) {
  (void)call;
  return js_throw(js, JS_TYPE_ERROR, "apply needs a function");
}

static js_native native_of(js_value f) {
  return js_is_kind(f, JS_KIND_ROM_FUNCTION) ? js_rom_function_of(f)->as.function : NULL;
}

js_call_outcome js_begin_call(js_ctx *js, js_value *window, uint32_t argc, int32_t link) {
  bool construct = (link & JS_LINK_CONSTRUCT) != 0;
  for (;;) {
    js_value f = *window;
    if (js_is_class(f, JS_CLASS_FUNCTION)) {
      if (!construct)
        return enter(js, window, argc, link);
      if (js_header(f) & JS_ARROW)
        return throw_not_callable(js, NULL, js_function_name(js, f), true);
      // Arguments below the window are in the caller's frame, so the collector sees them.
      return make_this(js, window) ? enter(js, window, argc, link) : JS_CALL_FAILED;
    }
    js_native native = native_of(f);
    if (native && native != js_function_call && native != js_function_apply)
      return call_rom(js, window, argc, construct);
    if (js_is_class(f, JS_CLASS_BOUND)) {
      if (!unbind(js, window, &argc, construct))
        return JS_CALL_FAILED;
    } else if (native == js_function_call && js_is_callable(window[-JS_CALL_THIS]) && !construct) {
      shift_call(window, &argc);
    } else if (native == js_function_apply && !construct) {
      if (!shift_apply(js, window, &argc))
        return JS_CALL_FAILED;
    } else if (js_is_class(f, JS_CLASS_HOST_FUNCTION)) {
      return call_host(js, window, argc, construct);
    } else if (js_is_callable(f)) {
      return call_rom(js, window, argc, construct);
    } else {
      return throw_not_callable(js, window, f, construct);
    }
    // The window may now reach below the frame.
    if (argument(window, argc) < js->sp)
      js->sp = argument(window, argc);
    if (!js_charge(js, 1))
      return JS_CALL_FAILED;
  }
}

// ---- from native code --------------------------------------------------------------------------------------------

static bool call_window(js_ctx *js, js_value *window, uint32_t argc, int32_t flags) {
  js_value *frame = js->frame;
  const uint32_t *pc = js->pc;
  if (js->depth >= JS_MAX_NATIVE_DEPTH)
    return js_throw_value(js, JS_ROM(JS_OBJ_STACK_OVERFLOW));
  js->depth++;
  js_call_outcome outcome = js_begin_call(js, window, argc, flags | JS_LINK_BOUNDARY);
  bool ok = outcome == JS_CALL_FINISHED || (outcome == JS_CALL_ENTERED && js_interpret(js));
  js->depth--;
  js->frame = frame;
  js->pc = pc;
  return ok;
}

static bool call_values(js_ctx *js, js_value function, js_value this_value, unsigned argc,
                        const js_value *argv, int32_t flags, js_ref result) {
  js_value *mark = js_mark(js);
  size_t words = 3 + JS_CALL_ARGS + (size_t)argc;
  // The values are put where the collector sees them before it may run: below is the reserve.
  if (argc + 2 > JS_NATIVE_STACK / 2)
    return js_throw(js, JS_RANGE_ERROR, "too many arguments from native code");
  js_push(js, (js_value)js->frame); // for the stack trace
  js_push(js, (js_value)js->pc);
  js_ref window = js_push(js, function);
  js_push(js, this_value);
  js_push(js, JS_UNDEFINED);
  js_push(js, JS_UNDEFINED);
  for (unsigned i = 0; i < argc; i++)
    js_push(js, argv[i]);
  bool ok = js_stack_room(js, js->sp, words) && js_charge(js, 1) && call_window(js, window, argc, flags);
  js_value v = *window;
  js_release(js, mark);
  if (ok && result)
    *result = v;
  return ok;
}

bool js_call(js_ctx *js, js_value function, js_value this_value, unsigned argc, const js_value *argv,
             js_ref result) {
  return call_values(js, function, this_value, argc, argv, 0, result);
}

bool js_construct(js_ctx *js, js_value function, unsigned argc, const js_value *argv, js_ref result) {
  return call_values(js, function, JS_UNDEFINED, argc, argv, JS_LINK_CONSTRUCT, result);
}

bool js_run(js_ctx *js, int image, js_ref result) {
  js_value *mark = js_mark(js);
  js_ref main = js_push(js, JS_UNDEFINED);
  bool ok = js_make_closure(js, NULL, (uint32_t)image, 0, main);
  ok = ok && js_call(js, *main, JS_NULL, 0, NULL, main);
  js_value v = *main;
  js_release(js, mark);
  if (ok && result)
    *result = v;
  return ok;
}

// ---- what functions say of themselves, and traces ------------------------------------------------------------------

static js_value code_name(js_ctx *js, js_value function) {
  const uint32_t *f = (const uint32_t *)js_words(function)[JS_W_CLASS];
  uint32_t name = js_word_at(&f[JS_F_NAME]);
  return name == JS_NO_NAME ? JS_KEY(empty) : js->images[js_image_of_function(function)].constants[name];
}

js_value js_function_name(js_ctx *js, js_value function) {
  if (js_is_class(function, JS_CLASS_FUNCTION))
    return code_name(js, function);
  if (js_is_class(function, JS_CLASS_HOST_FUNCTION))
    return js_words(function)[JS_W_CLASS];
  if (js_is_kind(function, JS_KIND_ROM_FUNCTION))
    return js_rom_key(js_rom_function_of(function)->name);
  if (js_is_kind(function, JS_KIND_ROM_OBJECT))
    return JS_ATOM(js_rom_object_of(js_payload(function))->name);
  return JS_KEY(empty);
}

uint32_t js_function_length(js_ctx *js, js_value function) {
  if (js_is_class(function, JS_CLASS_FUNCTION))
    return js_word_at(&((const uint32_t *)js_words(function)[JS_W_CLASS])[JS_F_LENGTH]);
  if (js_is_class(function, JS_CLASS_HOST_FUNCTION))
    return (uint32_t)js_words(function)[JS_W_CLASS + 3];
  if (js_is_kind(function, JS_KIND_ROM_FUNCTION))
    return js_rom_function_of(function)->length;
  if (js_is_kind(function, JS_KIND_ROM_OBJECT))
    return js_rom_object_of(js_payload(function))->length;
  if (js_is_class(function, JS_CLASS_BOUND)) {
    js_value list = js_words(function)[JS_W_CLASS + 2];
    uint32_t n = js_function_length(js, js_words(function)[JS_W_CLASS]);
    uint32_t bound = js_is_cell(list) ? js_cell_length(list) : 0;
    return n > bound ? n - bound : 0;
  }
  return 0;
}
