// The interpreter: one threaded loop over the operations of opcode.h.
//
// Registers: R(x) is base[x], base being 255 words below register 0. The heap may move at any call of a function that
// takes js; frames do not. Steps are charged where control transfers: `segment` is where the last transfer led.
#include "js/interp.h"

#include "js/call.h"
#include "js/convert.h"
#include "js/image.h"
#include "js/opcode.h"
#include "js/operate.h"
#include "js/rom.h"
#include "js/shape.h"

// The handler that covers a code word of a function, or NULL.
static const uint32_t *find_handler(const js_image *image, const uint32_t *f, uint32_t word) {
  const uint32_t *h = (const uint32_t *)(const void *)(image->base + js_word_at(&f[JS_F_HANDLERS]));
  for (uint32_t n = js_word_at(&f[JS_F_HANDLER_COUNT]); n > 0; n--, h += 3)
    if (word >= js_word_at(&h[0]) && word < js_word_at(&h[1]))
      return h;
  return NULL;
}

static const uint32_t *code_of(const js_image *image, const uint32_t *f) {
  return (const uint32_t *)(const void *)(image->base + js_word_at(&f[JS_F_CODE]));
}

static const js_image *image_of_frame(js_ctx *js, js_value *frame) {
  return &js->images[js_image_of_function(*js_frame_window(frame))];
}

static void set_sp(js_ctx *js, js_value *frame) {
  js->sp = frame - (js_word_at(&js_frame_function(frame)[JS_F_FRAME]) & 255u) + 1;
}

// Unwinds to the frame with a handler for js->pc; false when native code must take the exception. On success
// js->frame and js->pc are where to go on.
static bool unwind(js_ctx *js) {
  for (;;) {
    js_value *frame = js->frame;
    const js_image *image = image_of_frame(js, frame);
    const uint32_t *f = js_frame_function(frame), *code = code_of(image, f);
    const uint32_t *h = js->stopped ? NULL : find_handler(image, f, (uint32_t)(js->pc - code) - 1);
    if (h) {
      uint32_t target = js_word_at(&h[2]);
      (frame - 255)[target >> 24] = js_take_exception(js);
      js->pc = code + (target & 0xffffffu);
      set_sp(js, frame);
      return true;
    }
    int32_t link = js_frame_link(frame);
    js_close_captures(js, frame);
    if (link & JS_LINK_BOUNDARY)
      return false;
    js->pc = (const uint32_t *)frame[2];
    js->frame = js_caller_window(frame) + (link & 255);
  }
}

// The result of a call that was made by `new`.
static js_value constructed(js_value *frame, js_value v) {
  return js_is_object(v) ? v : frame[JS_CALL_ARGS - JS_CALL_THIS];
}

#if !defined(__GNUC__)
#error "the interpreter needs labels as values"
#endif
#define LABEL(name) op_##name:
// The word that runs, and its operands. Where reading memory costs nothing a byte is read where it is wanted, else the
// word stays in a register.
#if JS_OPERANDS_FROM_CODE
#define WORD       js_word_at(pc - 1)
#define OPERAND(n) ((uint32_t)((const uint8_t *)(const void *)pc)[(n)-4])
#define FETCH_AND_GO()                                                                                       \
  do {                                                                                                       \
    pc++;                                                                                                    \
    __extension__({ goto *labels[OPERAND(0)]; });                                                            \
  } while (0)
#else
#define WORD       word
#define OPERAND(n) (word >> (n)*8 & 255u)
#define FETCH_AND_GO()                                                                                       \
  do {                                                                                                       \
    word = js_word_at(pc++);                                                                                 \
    __extension__({ goto *labels[OPERAND(0)]; });                                                            \
  } while (0)
#endif
// Built for size, all operations share one dispatch and one jump; built for speed, each has its own.
#ifdef __OPTIMIZE_SIZE__
#define DISPATCH()  goto dispatch
#define TAKE_JUMP() goto take_jump
#else
#define DISPATCH() FETCH_AND_GO()
#define TAKE_JUMP()                                                                                          \
  do {                                                                                                       \
    JUMP();                                                                                                  \
    DISPATCH();                                                                                              \
  } while (0)
#endif

#define LIKELY(condition) __builtin_expect(condition, 1)
#define A                 R(OPERAND(1))
#define B                 R(OPERAND(2))
#define C                 R(OPERAND(3))
#define R(x)              (base[x])

// Charges the words passed since the last transfer of control and goes to `target`.
#define TRANSFER(target)                                                                                     \
  do {                                                                                                       \
    const uint32_t *to_ = (target);                                                                          \
    js->fuel -= pc - segment;                                                                                \
    pc = segment = to_;                                                                                      \
    if (__builtin_expect(js->fuel < 0, 0))                                                                   \
      goto refuel;                                                                                           \
  } while (0)
// The jump in the next word.
#define JUMP()                                                                                               \
  do {                                                                                                       \
    int32_t offset_ = js_op_s24(js_word_at(pc++));                                                           \
    TRANSFER(pc + offset_);                                                                                  \
  } while (0)
#define JUMP_IF(condition)                                                                                   \
  do {                                                                                                       \
    if (condition)                                                                                           \
      TAKE_JUMP();                                                                                           \
    pc++;                                                                                                    \
    DISPATCH();                                                                                              \
  } while (0)
// A call that may throw, allocate or run other code.
#define TRY(call)                                                                                            \
  do {                                                                                                       \
    js->pc = pc;                                                                                             \
    if (__builtin_expect(!(call), 0))                                                                        \
      goto exception;                                                                                        \
  } while (0)
// Charges the words passed, before a call or a return.
#define SETTLE()                                                                                             \
  do {                                                                                                       \
    js->fuel -= pc - segment;                                                                                \
    segment = pc;                                                                                            \
    if (__builtin_expect(js->fuel < 0, 0)) {                                                                 \
      js->pc = pc;                                                                                           \
      if (!js_refuel(js))                                                                                    \
        goto exception;                                                                                      \
    }                                                                                                        \
  } while (0)
// A call's window as a number: the operand back to the register's.
#define LINK()               (255 - (int32_t)OPERAND(1))
#define KEY()                (constants[js_op_u24(js_word_at(pc))])
#define CACHE_LINE_AT(place) (cache ? &cache[((uintptr_t)(place) >> 2) & cache_mask] : NULL)
#define CACHE_LINE()         CACHE_LINE_AT(pc)

// A property found where the cache line says: an own slot, a prototype's slot, or a value of a built-in object.
#define CACHED_GET(object)                                                                                   \
  if (line && line->pc == pc) {                                                                              \
    bool cell_ = js_is_object_cell(object);                                                                  \
    if (line->shape == (cell_ ? js_shape_of(object) : object)) {                                             \
      if (cell_ && line->holder == JS_ABSENT)                                                                \
        A = js_values(js_slots_of(object))[line->slot];                                                      \
      else                                                                                                   \
        A = line->slot == JS_CACHE_VALUE ? line->holder : js_values(js_slots_of(line->holder))[line->slot];  \
      pc++;                                                                                                  \
      DISPATCH();                                                                                            \
    }                                                                                                        \
  }

#if JS_WIDE
#define FITS(i) ((i) == (int32_t)(i))
#define IF_DOUBLES(x, y, result)                                                                             \
  if (js_is_number(x) && js_is_number(y)) {                                                                  \
    double a_ = js_double_of(x), b_ = js_double_of(y);                                                       \
    A = js_from_double(result);                                                                              \
    DISPATCH();                                                                                              \
  }
#else
#define FITS(i)                  js_fits_int(i)
#define IF_DOUBLES(x, y, result) (void)(x), (void)(y);
#endif

// Integers added, subtracted, multiplied; false: the result is none, or is -0. On narrow words a tagged integer is
// twice its value, and the sums are right as they are.
#if JS_WIDE
#define OPERAND_INT(v) js_int_of(v)
#define FROM_RESULT(r) js_int(r)
#else
#define OPERAND_INT(v) ((int32_t)(v))
#define FROM_RESULT(r) ((js_value)(r))
#endif
static inline bool add_ints(js_value x, js_value y, js_value *out) {
  int32_t r;
  if (__builtin_add_overflow(OPERAND_INT(x), OPERAND_INT(y), &r))
    return false;
  *out = FROM_RESULT(r);
  return true;
}
static inline bool subtract_ints(js_value x, js_value y, js_value *out) {
  int32_t r;
  if (__builtin_sub_overflow(OPERAND_INT(x), OPERAND_INT(y), &r))
    return false;
  *out = FROM_RESULT(r);
  return true;
}
static inline bool multiply_ints(js_value x, js_value y, js_value *out) {
  int32_t r;
  if (__builtin_mul_overflow(js_int_of(x), OPERAND_INT(y), &r) ||
      (r == 0 && (js_int_of(x) | js_int_of(y)) < 0))
    return false;
  *out = FROM_RESULT(r);
  return true;
}

// a op b with a fast path for integers, and for doubles.
#define ARITHMETIC(name, integers, floating)                                                                 \
  LABEL(name) {                                                                                              \
    js_value x = B, y = C, r;                                                                                \
    if (LIKELY(js_are_ints(x, y)) && LIKELY(integers(x, y, &r))) {                                           \
      A = r;                                                                                                 \
      DISPATCH();                                                                                            \
    }                                                                                                        \
    IF_DOUBLES(x, y, floating)                                                                               \
    TRY(js_arithmetic(js, JS_OP_##name, &B, &C, &A));                                                        \
    DISPATCH();                                                                                              \
  }                                                                                                          \
  LABEL(name##I) {                                                                                           \
    js_value x = B, y = js_int((int32_t)OPERAND(3)), r;                                                      \
    if (LIKELY(js_is_int(x)) && LIKELY(integers(x, y, &r))) {                                                \
      A = r;                                                                                                 \
      DISPATCH();                                                                                            \
    }                                                                                                        \
    IF_DOUBLES(x, y, floating)                                                                               \
    TRY(js_arithmetic_number(js, JS_OP_##name, &B, (int32_t)OPERAND(3), &A));                                \
    DISPATCH();                                                                                              \
  }

// The 32-bit operations; `r` is an int64_t.
#if JS_WIDE
#define IF_WORDS(x, y, integer)                                                                              \
  if (js_is_number(x) && js_is_number(y)) {                                                                  \
    int32_t i = js_to_word(x), k = js_to_word(y);                                                            \
    int64_t r = integer;                                                                                     \
    A = FITS(r) ? js_int((int32_t)r) : js_from_double((double)r);                                            \
    DISPATCH();                                                                                              \
  }
// x >>> 0 of what is likely to have its highest bit set as often as not: kinds that change are bad guesses of the CPU's.
#define IF_UNSIGNED(name, x)                                                                                 \
  if (JS_##name == JS_SHR && OPERAND(3) == JS_UNSIGNED && js_is_number(x)) {                                 \
    A = js_from_double((double)(uint32_t)js_to_word(x));                                                     \
    DISPATCH();                                                                                              \
  }
#else
#define IF_WORDS(x, y, integer)
#define IF_UNSIGNED(name, x)
#endif
#define BITS(name, integer)                                                                                  \
  LABEL(name) {                                                                                              \
    js_value x = B, y = C;                                                                                   \
    if (LIKELY(js_are_ints(x, y))) {                                                                         \
      int32_t i = js_int_of(x), k = js_int_of(y);                                                            \
      int64_t r = integer;                                                                                   \
      if (FITS(r)) {                                                                                         \
        A = js_int((int32_t)r);                                                                              \
        DISPATCH();                                                                                          \
      }                                                                                                      \
    }                                                                                                        \
    IF_WORDS(x, y, integer)                                                                                  \
    TRY(js_arithmetic(js, JS_OP_##name, &B, &C, &A));                                                        \
    DISPATCH();                                                                                              \
  }                                                                                                          \
  LABEL(name##I) {                                                                                           \
    js_value x = B;                                                                                          \
    IF_UNSIGNED(name, x)                                                                                     \
    if (LIKELY(js_is_int(x))) {                                                                              \
      int32_t i = js_int_of(x), k = (int32_t)OPERAND(3);                                                     \
      int64_t r = integer;                                                                                   \
      if (FITS(r)) {                                                                                         \
        A = js_int((int32_t)r);                                                                              \
        DISPATCH();                                                                                          \
      }                                                                                                      \
    }                                                                                                        \
    IF_WORDS(x, js_int((int32_t)OPERAND(3)), integer)                                                        \
    TRY(js_arithmetic_number(js, JS_OP_##name, &B, (int32_t)OPERAND(3), &A));                                \
    DISPATCH();                                                                                              \
  }

#define COMPARE(name, op, or_equal, swapped)                                                                 \
  LABEL(J##name) {                                                                                           \
    js_value x = A, y = B;                                                                                   \
    bool r;                                                                                                  \
    if (LIKELY(js_are_ints(x, y)))                                                                           \
      JUMP_IF((js_int_of(x) op js_int_of(y)) == (bool)OPERAND(3));                                           \
    if (JS_WIDE && js_is_number(x) && js_is_number(y))                                                       \
      JUMP_IF((js_double_of(x) op js_double_of(y)) == (bool)OPERAND(3));                                     \
    TRY(swapped ? js_less(js, &B, &A, or_equal, true, &r) : js_less(js, &A, &B, or_equal, false, &r));       \
    JUMP_IF(r == (bool)OPERAND(3));                                                                          \
  }

#define COMPARE_NUMBER(name, op, or_equal, swapped, want)                                                    \
  LABEL(name) {                                                                                              \
    js_value x = A;                                                                                          \
    bool r;                                                                                                  \
    if (LIKELY(js_is_int(x)))                                                                                \
      JUMP_IF((js_int_of(x) op js_op_s16(WORD)) == want);                                                    \
    if (JS_WIDE && js_is_number(x))                                                                          \
      JUMP_IF((js_double_of(x) op js_op_s16(WORD)) == want);                                                 \
    TRY(js_less_number(js, &A, js_op_s16(WORD), or_equal, swapped, &r));                                     \
    JUMP_IF(r == want);                                                                                      \
  }

#define EQUAL_NUMBER(name, strict, want)                                                                     \
  LABEL(name) {                                                                                              \
    js_value x = A;                                                                                          \
    bool r;                                                                                                  \
    if (LIKELY(js_is_int(x)))                                                                                \
      r = js_int_of(x) == js_op_s16(WORD);                                                                   \
    else if (js_is_number(x))                                                                                \
      r = js_double_of(x) == js_op_s16(WORD);                                                                \
    else if (strict)                                                                                         \
      r = false;                                                                                             \
    else                                                                                                     \
      TRY(js_equal_number(js, &A, js_op_s16(WORD), &r));                                                     \
    JUMP_IF(r == want);                                                                                      \
  }

// Loads what depends on the frame that runs.
#define LOAD_FRAME()                                                                                         \
  do {                                                                                                       \
    frame = js->frame;                                                                                       \
    base = (js_value *)((uintptr_t)frame - 255 * sizeof(js_value));                                          \
    image = image_of_frame(js, frame);                                                                       \
    constants = image->constants;                                                                            \
  } while (0)

bool js_interpret(js_ctx *js) {
  static const void *const labels[JS_OPCODE_COUNT] = {// the verifier lets no other operation pass
#define X(name, a, b, c, second) &&op_##name,
                                                      JS_OPCODES(X)
#undef X
  };
#if !JS_OPERANDS_FROM_CODE
  uint32_t word;
#endif
  js_value *frame, *base;
  const js_image *image;
  const js_value *constants;
  js_cache_line *const cache = js->cache;
  const uint32_t cache_mask = js->cache_mask;
  const uint32_t *pc, *segment;

  LOAD_FRAME();
  pc = segment = code_of(image, js_frame_function(frame));
  DISPATCH();

  // clang-format off
  LABEL(EXT)
    js->pc = pc;
    js_throw(js, JS_INTERNAL_ERROR, "operand executed as an operation");
    goto exception;

  LABEL(MOVE) A = B; DISPATCH();
  LABEL(LOADI) A = js_int(js_op_s16(WORD)); DISPATCH();
  LABEL(LOADK) A = constants[js_op_u16(WORD)]; DISPATCH();
  LABEL(LOADV) A = JS_SPECIAL(JS_KIND_MISC, OPERAND(2)); DISPATCH();
  LABEL(LOADTHIS) A = frame[JS_CALL_ARGS - JS_CALL_THIS]; DISPATCH();
  LABEL(LOADSELF) A = frame[JS_CALL_ARGS]; DISPATCH();
  LABEL(LOADTARGET)
    A = js_frame_link(frame) & JS_LINK_CONSTRUCT ? frame[JS_CALL_ARGS] : JS_UNDEFINED;
    DISPATCH();

  // clang-format on
  LABEL(GETG) {
    uint32_t slot = image->global_slots[js_op_u16(WORD)];
    if (slot != JS_NO_SLOT) {
      A = js_values(js_slots_of(js->roots[JS_ROOT_GLOBAL]))[slot];
      DISPATCH();
    }
    js_cache_line *line = CACHE_LINE();
    if (line && line->pc == pc && line->shape == JS_ROM(JS_OBJ_GLOBAL) && line->slot == JS_CACHE_VALUE) {
      A = line->holder;
      DISPATCH();
    }
    TRY(js_get_global_slow(js, image, js_op_u16(WORD), true, &A, line, pc));
    DISPATCH();
  }
  LABEL(GETGT)
  TRY(js_get_global_slow(js, image, js_op_u16(WORD), false, &A, NULL, pc));
  DISPATCH();
  LABEL(SETG) {
    uint32_t slot = image->global_slots[js_op_u16(WORD)];
    if (slot != JS_NO_SLOT && !(js_header(js->roots[JS_ROOT_GLOBAL]) & JS_FROZEN)) {
      js_values(js_slots_of(js->roots[JS_ROOT_GLOBAL]))[slot] = A;
      DISPATCH();
    }
    TRY(js_set_global_slow(js, image, js_op_u16(WORD), &A));
    DISPATCH();
  }
  LABEL(DEFG)
  TRY(js_define_global(js, image, js_op_u16(WORD), &A));
  DISPATCH();
  LABEL(DECLG)
  TRY(js_define_global(js, image, js_op_u16(WORD), NULL));
  DISPATCH();

  LABEL(GETU) {
    js_value cell = js_words(frame[JS_CALL_ARGS])[JS_W_CLASS + 1 + OPERAND(2)];
    A = *(js_value *)js_words(cell)[2];
    DISPATCH();
  }
  LABEL(SETU) {
    js_value cell = js_words(frame[JS_CALL_ARGS])[JS_W_CLASS + 1 + OPERAND(2)];
    *(js_value *)js_words(cell)[2] = A;
    DISPATCH();
  }
  LABEL(CLOSEU)
  js_close_captures(js, &A);
  DISPATCH();
  LABEL(CHKT)
  if (__builtin_expect(A == JS_ABSENT, 0)) {
    js->pc = pc;
    js_throw(js, JS_REFERENCE_ERROR, "%v is used before its initialisation", constants[js_op_u16(WORD)]);
    goto exception;
  }
  DISPATCH();
  LABEL(THROWC)
  js->pc = pc;
  js_throw(js, JS_TYPE_ERROR, "assignment to constant %v", constants[js_op_u16(WORD)]);
  goto exception;

  ARITHMETIC(ADD, add_ints, a_ + b_)
  ARITHMETIC(SUB, subtract_ints, a_ - b_)
  ARITHMETIC(MUL, multiply_ints, a_ * b_)
  LABEL(DIV) {
    js_value x = B, y = C;
    IF_DOUBLES(x, y, a_ / b_)
    TRY(js_arithmetic(js, JS_OP_DIV, &B, &C, &A));
    DISPATCH();
  }
  LABEL(DIVI) {
    js_value x = B, y = js_int((int32_t)OPERAND(3));
    IF_DOUBLES(x, y, a_ / b_)
    TRY(js_arithmetic_number(js, JS_OP_DIV, &B, (int32_t)OPERAND(3), &A));
    DISPATCH();
  }
  LABEL(MOD) {
    js_value x = B, y = C;
    if (js_are_ints(x, y) && js_int_of(x) >= 0 && js_int_of(y) > 0) {
      A = js_int((int32_t)((uint32_t)js_int_of(x) % (uint32_t)js_int_of(y)));
      DISPATCH();
    }
    if (JS_WIDE && js_is_number(x) && js_is_int(y) && js_int_of(y) > 0) { // a whole number beyond integers
      double d = js_double_of(x);
      if (d > 0 && d < 4294967296.0 && d == (double)(uint32_t)d) {
        A = js_int((int32_t)((uint32_t)d % (uint32_t)js_int_of(y)));
        DISPATCH();
      }
    }
    TRY(js_arithmetic(js, JS_OP_MOD, &B, &C, &A));
    DISPATCH();
  }
  LABEL(MODI) {
    js_value x = B;
    if (js_is_int(x) && js_int_of(x) >= 0 && OPERAND(3) > 0) {
      A = js_int((int32_t)((uint32_t)js_int_of(x) % OPERAND(3)));
      DISPATCH();
    }
    TRY(js_arithmetic_number(js, JS_OP_MOD, &B, (int32_t)OPERAND(3), &A));
    DISPATCH();
  }
  LABEL(POW)
  TRY(js_arithmetic(js, JS_OP_POW, &B, &C, &A));
  DISPATCH();
  BITS(AND, i & k)
  BITS(OR, i | k)
  BITS(XOR, i ^ k)
  BITS(SHL, (int32_t)((uint32_t)i << (k & 31)))
  BITS(SAR, i >> (k & 31))
  BITS(SHR, (int64_t)((uint32_t)i >> (k & 31)))
  LABEL(INC)
  if (LIKELY(js_is_int(B)) && js_int_of(B) != JS_INT_MAX) {
    A = js_int(js_int_of(B) + 1);
    DISPATCH();
  }
  TRY(js_add_to_number(js, &B, 1, &A));
  DISPATCH();
  LABEL(DEC)
  if (LIKELY(js_is_int(B)) && js_int_of(B) != JS_INT_MIN) {
    A = js_int(js_int_of(B) - 1);
    DISPATCH();
  }
  TRY(js_add_to_number(js, &B, -1, &A));
  DISPATCH();
  LABEL(TONUM)
  if (js_is_number(B)) {
    A = B;
    DISPATCH();
  }
  TRY(js_add_to_number(js, &B, 0, &A));
  DISPATCH();
  LABEL(NEG)
  TRY(js_negate(js, &B, &A));
  DISPATCH();
  LABEL(BNOT)
  if (js_is_int(B)) {
    A = js_int(~js_int_of(B));
    DISPATCH();
  }
  TRY(js_complement(js, &B, &A));
  DISPATCH();
  LABEL(NOT)
  A = js_bool(!js_to_boolean(B));
  DISPATCH();
  LABEL(TYPEOF)
  A = js_typeof(B);
  DISPATCH();
  LABEL(CONCAT)
  TRY(js_join_strings(js, &B, OPERAND(3), &A));
  DISPATCH();
  LABEL(IN)
  TRY(js_in(js, &B, &C, &A));
  DISPATCH();
  LABEL(INSTOF) {
    bool r;
    TRY(js_instance_of(js, &B, &C, &r));
    A = js_bool(r);
    DISPATCH();
  }

  LABEL(JMP) {
    int32_t offset = js_op_s24(WORD);
    TRANSFER(pc + offset);
    DISPATCH();
  }
  LABEL(JT) {
    js_value x = A;
    JUMP_IF(x == JS_TRUE || (x != JS_FALSE && js_to_boolean(x)));
  }
  LABEL(JF) {
    js_value x = A;
    JUMP_IF(x == JS_FALSE || (x != JS_TRUE && !js_to_boolean(x)));
  }
  LABEL(JNULLISH)
  JUMP_IF(js_is_nullish(A) == (bool)OPERAND(2));
  LABEL(JUNDEF)
  JUMP_IF((A == JS_UNDEFINED) == (bool)OPERAND(2));
  COMPARE(LT, <, false, false)
  COMPARE(LE, <=, true, false)
  COMPARE(GT, >, false, true)
  COMPARE(GE, >=, true, true)
  LABEL(JEQ) {
    bool r;
    if (js_are_ints(A, B))
      r = A == B;
    else
      TRY(js_loose_equal(js, &A, &B, &r));
    JUMP_IF(r == (bool)OPERAND(3));
  }
  LABEL(JSEQ) {
    bool r = js_are_ints(A, B) ? A == B : js_strict_equal(js, A, B);
    JUMP_IF(r == (bool)OPERAND(3));
  }
  COMPARE_NUMBER(JLTI, <, false, false, true)
  COMPARE_NUMBER(JLEI, <=, true, false, true)
  COMPARE_NUMBER(JGTI, >, false, true, true)
  COMPARE_NUMBER(JGEI, >=, true, true, true)
  EQUAL_NUMBER(JEQI, false, true)
  EQUAL_NUMBER(JSEQI, true, true)
  COMPARE_NUMBER(JNLTI, <, false, false, false)
  COMPARE_NUMBER(JNLEI, <=, true, false, false)
  COMPARE_NUMBER(JNGTI, >, false, true, false)
  COMPARE_NUMBER(JNGEI, >=, true, true, false)
  EQUAL_NUMBER(JNEI, false, false)
  EQUAL_NUMBER(JSNEI, true, false)

  LABEL(NEWOBJ)
  TRY(js_new_object(js, &A));
  DISPATCH();
  LABEL(NEWARR)
  TRY(js_array_of(js, &B, OPERAND(3), &A));
  DISPATCH();
  LABEL(APPEND)
  TRY(js_append(js, &A, &B, OPERAND(3)));
  DISPATCH();
  LABEL(SPREAD)
  TRY(js_spread(js, &A, &B));
  DISPATCH();
  LABEL(REGEXP) {
    js_value flags = KEY();
    TRY(js_new_regexp(js, constants[js_op_u16(WORD)], flags, &A));
    pc++;
    DISPATCH();
  }
  LABEL(INITF)
  TRY(js_init_field(js, &A, KEY(), &B));
  pc++;
  DISPATCH();
  LABEL(FNNAME)
  TRY(js_name_function(js, &A, &B));
  DISPATCH();
  LABEL(INITE)
  TRY(js_init_element(js, &A, &B, &C));
  DISPATCH();
  LABEL(INITGET)
  TRY(js_init_accessor(js, &A, &B, C, JS_ABSENT));
  DISPATCH();
  LABEL(INITSET)
  TRY(js_init_accessor(js, &A, &B, JS_ABSENT, C));
  DISPATCH();
  LABEL(INITPROTO)
  TRY(js_init_prototype(js, &A, B));
  DISPATCH();
  LABEL(LEAF) {
#if JS_DIRECT_LEAVES
    // What the GETGM behind the jump found last time. To the budget the words jumped over are words passed.
    js_cache_line *line = CACHE_LINE_AT(pc + 2);
    if (line && line->pc == pc + 2 && line->slot == JS_CACHE_METHOD &&
        js_is_kind(line->holder, JS_KIND_ROM_FUNCTION)) {
      uint32_t leaf = js_rom_leaf(line->holder);
      if (leaf - 1 < JS_LEAF_BEFORE_OTHERS && js_op_s24(js_word_at(pc)) > 0 &&
          LIKELY(js_number_leaves[leaf](B, C, &A))) {
        pc += js_op_s24(js_word_at(pc));
        SETTLE();
        pc++;
        DISPATCH();
      }
    }
#endif
    pc++;
    DISPATCH();
  }
  LABEL(FREEZE)
  TRY(!js_is_object(A) || js_freeze(js, &A));
  DISPATCH();
  LABEL(COPYPROPS)
  TRY(js_copy_properties(js, &A, &B));
  DISPATCH();

  LABEL(GETF) {
    js_value object = B;
    js_cache_line *line = CACHE_LINE();
    CACHED_GET(object)
    TRY(js_get_field(js, &B, KEY(), &A, line, pc));
    pc++;
    DISPATCH();
  }
  LABEL(GETLEN) {
    js_value object = B;
    if (js_is_class(object, JS_CLASS_ARRAY)) {
      A = js_int((int32_t)js_array_length(object));
      DISPATCH();
    }
    if (js_is_class(object, JS_CLASS_UINT8)) {
      A = js_int((int32_t)js_typed_length(object));
      DISPATCH();
    }
    TRY(js_get_length(js, &B, &A));
    DISPATCH();
  }
  LABEL(SETF) {
    js_value object = A;
    js_cache_line *line = CACHE_LINE();
    if (line && line->pc == pc && js_is_object_cell(object) && line->shape == js_shape_of(object)) {
      js_value slots = js_slots_of(object);
      if (line->holder == JS_ABSENT) {
        js_values(slots)[line->slot] = B;
        pc++;
        DISPATCH();
      }
      if (js_is_cell(slots) && line->slot < js_cell_length(slots) && !(js_header(object) & JS_PROTOTYPE)) {
        js_words(object)[JS_W_SHAPE] = line->holder;
        js_values(slots)[line->slot] = B;
        pc++;
        DISPATCH();
      }
    }
    TRY(js_set_cached(js, &A, KEY(), &B, line, pc));
    pc++;
    DISPATCH();
  }
  LABEL(GETE) {
    js_value object = B, key = C;
    if (js_is_cell(object) && js_is_int(key)) {
      uint32_t i = (uint32_t)js_int_of(key);
      js_word class = js_header(object) & 0x3f3cu;
      if (class == JS_CLASS_BITS(ARRAY)) {
        if (i < js_array_length(object)) {
          A = js_array_elements(object)[i];
          DISPATCH();
        }
      } else if (class == JS_CLASS_BITS(UINT8)) {
        if (i < js_typed_length(object)) {
          A = js_int(js_typed_data(object)[i]);
          DISPATCH();
        }
      } else if (js_load_element(object, class, i, &A)) {
        DISPATCH();
      }
    }
    TRY(js_get_element(js, &B, &C, &A));
    DISPATCH();
  }
  LABEL(SETE) {
    js_value object = A, key = B;
    if (js_is_cell(object) && js_is_int(key)) {
      uint32_t i = (uint32_t)js_int_of(key);
      js_word class = js_header(object) & (0x3f3cu | JS_FROZEN);
      if (class == JS_CLASS_BITS(ARRAY)) {
        if (i < js_array_length(object)) {
          js_array_elements(object)[i] = C;
          DISPATCH();
        }
      } else if (class == JS_CLASS_BITS(UINT8) && js_is_int(C)) {
        if (i < js_typed_length(object)) {
          js_typed_data(object)[i] = (uint8_t)js_int_of(C);
          DISPATCH();
        }
      } else if (js_store_element(object, class, i, C)) {
        DISPATCH();
      }
    }
    TRY(js_set_element(js, &A, &B, &C));
    DISPATCH();
  }
  LABEL(DELE)
  TRY(js_delete_element(js, &B, &C));
  A = JS_TRUE;
  DISPATCH();
  LABEL(GETM) {
    js_value object = B;
    js_cache_line *line = CACHE_LINE();
    *(&A - 1) = object;
    CACHED_GET(object)
    TRY(js_get_field(js, &A - 1, KEY(), &A, line, pc));
    pc++;
    DISPATCH();
  }
  LABEL(GETME) {
    js_value key = C;
    *(&A - 1) = B;
    A = key;
    TRY(js_get_element(js, &A - 1, &A, &A));
    DISPATCH();
  }

  LABEL(GETGM) {
    js_cache_line *line = CACHE_LINE();
    if (line && line->pc == pc && line->slot == JS_CACHE_METHOD) {
      *(&A - 1) = line->shape;
      A = line->holder;
      pc++;
      DISPATCH();
    }
    uint32_t slot = image->global_slots[js_op_u16(WORD)];
    if (slot != JS_NO_SLOT) {
      js_value object = js_values(js_slots_of(js->roots[JS_ROOT_GLOBAL]))[slot];
      *(&A - 1) = object;
      CACHED_GET(object)
      TRY(js_get_field(js, &A - 1, KEY(), &A, line, pc));
    } else {
      TRY(js_get_global_method(js, image, js_op_u16(WORD), KEY(), &A, line, pc));
    }
    pc++;
    DISPATCH();
  }

  LABEL(CALLF)
  *(&A - JS_CALL_THIS) = JS_UNDEFINED;
  LABEL(CALL) {
    SETTLE();
    js_value *window = &A, function = *window;
    if (js_is_kind(function, JS_KIND_ROM_FUNCTION)) {
      uint32_t leaf = js_rom_leaf(function);
      if (leaf != JS_LEAF_NONE && LIKELY(js_leaves[leaf](js, window, OPERAND(2))))
        DISPATCH();
    } else if (js_enter_plain(js, window, OPERAND(2), LINK())) {
      goto entered;
    }
    goto call;
  }
  LABEL(NEW) {
    SETTLE();
  call:;
    js_value *window = &A;
    uint32_t argc = OPERAND(2);
    int32_t link = LINK();
    bool construct = OPERAND(0) == JS_NEW;
    js_value *low = js->sp;
    js->pc = pc;
    js_call_outcome outcome = js_begin_call(js, window, argc, construct ? link | JS_LINK_CONSTRUCT : link);
    if (outcome == JS_CALL_ENTERED)
      goto entered;
    js->sp = low;
    if (outcome == JS_CALL_FAILED)
      goto exception;
    DISPATCH();
  }
  LABEL(CALLV)
  LABEL(NEWV) {
    SETTLE();
    js_value *window = &A, *low = js->sp;
    uint32_t argc;
    int32_t link = LINK();
    js->pc = pc;
    if (!js_spread_call(js, window, &argc))
      goto exception;
    js_call_outcome outcome =
        js_begin_call(js, window, argc, OPERAND(0) == JS_NEWV ? link | JS_LINK_CONSTRUCT : link);
    if (outcome == JS_CALL_ENTERED)
      goto entered;
    js->sp = low;
    if (outcome == JS_CALL_FAILED)
      goto exception;
    DISPATCH();
  }

entered:
  js->frame[2] = (js_value)pc;
  LOAD_FRAME();
  pc = segment = code_of(image, js_frame_function(frame));
  DISPATCH();

  LABEL(RETU) {
    js_value v = JS_UNDEFINED;
    goto leave;
    LABEL(RET)
    v = A;
  leave:
    SETTLE();
    js_value captures = js->roots[JS_ROOT_UPVALUES];
    if (js_is_cell(captures) && (js_value *)js_words(captures)[2] <= frame)
      js_close_captures(js, frame);
    int32_t link = js_frame_link(frame);
    js_value *window = js_frame_window(frame);
    if (link & (JS_LINK_CONSTRUCT | JS_LINK_BOUNDARY | JS_LINK_COPIED)) {
      if (link & JS_LINK_CONSTRUCT)
        v = constructed(frame, v);
      window = js_caller_window(frame);
      if (link & JS_LINK_BOUNDARY) {
        *window = v;
        return true;
      }
    }
    *window = v;
    pc = segment = (const uint32_t *)frame[2];
    js->frame = window + (link & 255);
    LOAD_FRAME();
    set_sp(js, frame);
    DISPATCH();
  }
  LABEL(THROW)
  js->pc = pc;
  js_throw_value(js, A);
  goto exception;

  LABEL(CLOSURE)
  TRY(js_make_closure(js, frame, js_image_of_function(frame[JS_CALL_ARGS]), js_op_u16(WORD), &A));
  DISPATCH();
  LABEL(ARGS)
  TRY(js_arguments(js, frame, 0, &A));
  DISPATCH();
  LABEL(REST)
  TRY(js_arguments(js, frame, OPERAND(2), &A));
  DISPATCH();
  LABEL(FORIN) {
    js_value object = B;
    *(&A - 3) = object;
    *(&A - 1) = js_int(0);
    TRY(js_for_in_keys(js, &A - 3, &A));
    DISPATCH();
  }
  LABEL(NEXTK) {
    bool done;
    TRY(js_next_key(js, &A, &done));
    JUMP_IF(done);
  }
  LABEL(FOROF) {
    js_value sequence = B;
    A = sequence;
    *(&A - 1) = js_int(0);
    TRY(js_check_sequence(js, &A));
    DISPATCH();
  }
  LABEL(NEXTV) {
    js_value *window = &A;
    if (js_is_class(window[0], JS_CLASS_ARRAY) && js_is_int(window[-1])) {
      uint32_t i = (uint32_t)js_int_of(window[-1]);
      if (i < js_array_length(window[0])) {
        window[-2] = js_array_elements(window[0])[i];
        window[-1] = js_int((int32_t)i + 1);
        pc++;
        DISPATCH();
      }
    }
    bool done;
    TRY(js_next_element(js, window, &done));
    JUMP_IF(done);
  }

#ifdef __OPTIMIZE_SIZE__
take_jump:
  JUMP();
dispatch:
  FETCH_AND_GO();
#endif

refuel:
  js->pc = pc;
  if (js_refuel(js))
    DISPATCH();
exception:
  js->fuel -= 1 + (js->pc - segment);
  if (js->fuel < 0 && !js->stopped)
    js_refuel(js);
  if (!unwind(js))
    return false;
  LOAD_FRAME();
  pc = segment = js->pc;
  DISPATCH();
}
