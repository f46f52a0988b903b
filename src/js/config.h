// Limits and switches of the JavaScript engine. Each can be set on the compiler's command line.
#ifndef JS_CONFIG_H
#define JS_CONFIG_H

#include <stdint.h>

// Build in two test switches of a context: collect and move every cell at each allocation, and fail the n-th one.
#ifndef JS_STRESS_GC
#ifdef NDEBUG
#define JS_STRESS_GC 0
#else
#define JS_STRESS_GC 1
#endif
#endif

// Words of stack every native function may push without asking (js_push).
#ifndef JS_NATIVE_STACK
#define JS_NATIVE_STACK 24u
#endif

// How deep native code may call back into JavaScript: each level is one frame of the C stack.
#ifndef JS_MAX_NATIVE_DEPTH
#define JS_MAX_NATIVE_DEPTH 100u
#endif

// An object with more own properties than this, or one that lost a property, leaves shared shapes for a hash table.
#ifndef JS_MAX_SHAPE_PROPERTIES
#define JS_MAX_SHAPE_PROPERTIES 24u
#endif

// Images one context can hold.
#ifndef JS_MAX_IMAGES
#define JS_MAX_IMAGES 4u
#endif

// Values the host can pin at a time, for example its entry points.
#ifndef JS_MAX_PINS
#define JS_MAX_PINS 8u
#endif

// The interpreter reads operands from the code where it wants them, instead of taking the word apart.
#ifndef JS_OPERANDS_FROM_CODE
#if UINTPTR_MAX > 0xffffffffu && !defined(__OPTIMIZE_SIZE__)
#define JS_OPERANDS_FROM_CODE 1
#else
#define JS_OPERANDS_FROM_CODE 0
#endif
#endif

// Functions of numbers such as Math.imul run without a call where they can.
#ifndef JS_DIRECT_LEAVES
#define JS_DIRECT_LEAVES JS_OPERANDS_FROM_CODE
#endif

// The compiler makes faster code: constants of loops in registers, LEAF before calls of functions of numbers.
#ifndef JS_COMPILE_FOR_SPEED
#ifdef __OPTIMIZE_SIZE__
#define JS_COMPILE_FOR_SPEED 0
#else
#define JS_COMPILE_FOR_SPEED 1
#endif
#endif

// Longest string, in bytes of its internal encoding.
#ifndef JS_MAX_STRING_BYTES
#define JS_MAX_STRING_BYTES 0x7fffffu
#endif

// Steps between two calls of the host's poll function.
#ifndef JS_POLL_STEPS
#define JS_POLL_STEPS 1000
#endif

// Short ways for decimal numbers of few digits, from text and to text, by arithmetic with doubles. Without them every number
// goes the exact way, which is as good but slower where the processor has doubles, and 450 bytes smaller.
#ifndef JS_WITH_SHORT_DECIMALS
#ifdef __OPTIMIZE_SIZE__
#define JS_WITH_SHORT_DECIMALS 0
#else
#define JS_WITH_SHORT_DECIMALS 1
#endif
#endif

// Frames an error's stack text lists.
#ifndef JS_MAX_TRACE_FRAMES
#define JS_MAX_TRACE_FRAMES 10u
#endif

#endif
