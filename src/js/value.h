// A JavaScript value in one machine word.
//
//  32-bit words                                  64-bit words
//  iiiiiiii iiiiiiii iiiiiiii iiiiiii0  integer   fffe0000 iiiiiiii             integer, 32 bits
//  pppppppp pppppppp pppppppp pppppp01  heap      0000pppp pppppp01             heap cell
//  xxxxxxxx xxxxxxxx xxxxxxxx xxxkkk11  special   00000000 xxxxxkkk11           special
//  (a double is a heap cell)                      0002.... to fffc....          double, its bits plus 2^49
//
// A word with low bits 00 that is no integer (64-bit) is a raw aligned pointer: saved program counters and host
// pointers lie among values and the collector steps over them.
#ifndef JS_VALUE_H
#define JS_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if UINTPTR_MAX > 0xffffffffu
#define JS_WIDE 1
#else
#define JS_WIDE 0
#endif

typedef uintptr_t js_value;

// JS_SHARED(signature, { body }): a small function of a header. It is put in place where it is called, or, where code is
// to be small, called: its one copy is in inline.c.
#if defined(JS_SHARED_BODIES)
#define JS_SHARED(signature, ...)                                                                            \
  signature;                                                                                                 \
  signature __VA_ARGS__
#elif defined(__OPTIMIZE_SIZE__)
#define JS_SHARED(signature, ...) signature;
#else
#define JS_SHARED(signature, ...) static inline signature __VA_ARGS__
#endif

// Kinds of special word.
enum {
  JS_KIND_MISC,         // undefined, null, booleans and the engine's own markers
  JS_KIND_ROM_OBJECT,   // payload: index of a built-in object
  JS_KIND_ROM_FUNCTION, // payload: leaf << 16 | object index << 8 | property index of a built-in function
  JS_KIND_ATOM,         // a string every engine knows; payload: its number
  JS_KIND_CHAR,         // a string of one UTF-16 code unit; payload: the unit
  JS_KIND_IMAGE_STRING, // a string inside an image; payload: image << 24 | offset
};

#define JS_SPECIAL(kind, payload)                                                                            \
  ((js_value)(uint32_t)(((uint32_t)(payload) << 5) | ((uint32_t)(kind) << 2) | 3u))
#define JS_UNDEFINED JS_SPECIAL(JS_KIND_MISC, 0)
#define JS_NULL      JS_SPECIAL(JS_KIND_MISC, 1)
#define JS_FALSE     JS_SPECIAL(JS_KIND_MISC, 2)
#define JS_TRUE      JS_SPECIAL(JS_KIND_MISC, 3)
#define JS_ABSENT    JS_SPECIAL(JS_KIND_MISC, 4) // no such property; a binding before its initialisation
#define JS_ATOM(id)  JS_SPECIAL(JS_KIND_ATOM, id)
#define JS_CHAR(u)   JS_SPECIAL(JS_KIND_CHAR, u)
#define JS_ROM(id)   JS_SPECIAL(JS_KIND_ROM_OBJECT, id)

#if JS_WIDE
#define JS_INT_TAG    UINT64_C(0xfffe000000000000)
#define JS_DOUBLE_ADD UINT64_C(0x0002000000000000)
#define JS_INT_MAX    INT32_MAX
#define JS_INT_MIN    INT32_MIN
#else
#define JS_INT_MAX 0x3fffffff
#define JS_INT_MIN (-0x40000000)
#endif
// The word of a constant from 0 to 2^30 - 1.
#if JS_WIDE
#define JS_INT(i) (JS_INT_TAG | (uint32_t)(i))
#else
#define JS_INT(i) ((js_value)(i) << 1)
#endif
// Integers that are property keys lie in 0..JS_MAX_INDEX on every word size, so key order does not depend on it.
#define JS_MAX_INDEX 0x3fffffff

static inline bool js_is_int(js_value v) {
#if JS_WIDE
  return v >= JS_INT_TAG;
#else
  return (v & 1u) == 0;
#endif
}

static inline bool js_are_ints(js_value a, js_value b) {
#if JS_WIDE
  return (a & b) >= JS_INT_TAG;
#else
  return ((a | b) & 1u) == 0;
#endif
}

static inline int32_t js_int_of(js_value v) {
#if JS_WIDE
  return (int32_t)(uint32_t)v;
#else
  return (int32_t)v >> 1;
#endif
}

// i must lie in JS_INT_MIN..JS_INT_MAX.
static inline js_value js_int(int32_t i) {
#if JS_WIDE
  return JS_INT_TAG | (uint32_t)i;
#else
  return (js_value)((uint32_t)i << 1);
#endif
}

static inline bool js_fits_int(int64_t i) {
  return i >= JS_INT_MIN && i <= JS_INT_MAX;
}

static inline bool js_is_cell(js_value v) {
#if JS_WIDE
  return (v & UINT64_C(0xffff000000000003)) == 1;
#else
  return (v & 3u) == 1;
#endif
}

static inline bool js_is_special(js_value v) {
#if JS_WIDE
  return (v & UINT64_C(0xffffffff00000003)) == 3;
#else
  return (v & 3u) == 3;
#endif
}

static inline uint32_t js_special_kind(js_value v) {
  return (uint32_t)(v >> 2) & 7u;
}
static inline uint32_t js_payload(js_value v) {
  return (uint32_t)v >> 5;
}
static inline bool js_is_kind(js_value v, uint32_t kind) {
#if JS_WIDE
  return (v & UINT64_C(0xffffffff0000001f)) == ((kind << 2) | 3u);
#else
  return (v & 0x1fu) == ((kind << 2) | 3u);
#endif
}

static inline js_value js_bool(bool b) {
  return b ? JS_TRUE : JS_FALSE;
}
static inline bool js_is_bool(js_value v) {
  return v == JS_TRUE || v == JS_FALSE;
}
static inline bool js_is_nullish(js_value v) {
  return v == JS_UNDEFINED || v == JS_NULL;
}

static inline js_value js_cell(const void *p) {
  return (js_value)p + 1;
}
static inline void *js_pointer(js_value v) {
  return (void *)(v - 1);
}

#if JS_WIDE
static inline bool js_is_inline_double(js_value v) {
  return v - JS_DOUBLE_ADD < JS_INT_TAG - JS_DOUBLE_ADD;
}
static inline double js_inline_double(js_value v) {
  uint64_t bits = v - JS_DOUBLE_ADD;
  double d;
  memcpy(&d, &bits, sizeof d);
  return d;
}
static inline js_value js_from_double(double d) {
  uint64_t bits;
  if (d != d)
    return UINT64_C(0x7ff8000000000000) + JS_DOUBLE_ADD;
  memcpy(&bits, &d, sizeof bits);
  return bits + JS_DOUBLE_ADD;
}
#endif

#endif
