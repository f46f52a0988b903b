// Built-in objects: constant tables made by the compiler, nothing of them is in the heap.
//
// A built-in object is named by its number (JS_ROM(id)), a built-in function by its object's number and its place in
// that object's table. What a program changes on them lies in overlay objects (object.c).
#ifndef JS_ROM_H
#define JS_ROM_H

#include "js/atom.h"
#include "js/js.h"
#include "js/leaf.h"

typedef enum {
  JS_ROM_FUNCTION, // native function
  JS_ROM_GRANTED,  // native function that is there only if the host gave what it needs: magic is a js_grant
  JS_ROM_GETTER,   // accessor: `function` is called for reading, and with JS_SETTING in magic for writing
  JS_ROM_ACCESSOR,
  JS_ROM_NUMBER,
  JS_ROM_VALUE, // a word that names no cell: undefined, an atom, a built-in object, a small integer
} js_rom_kind;

// What the host may give a context (js_host).
typedef enum { JS_GRANT_CLOCK, JS_GRANT_RANDOM } js_grant;

// In call->magic of an accessor that is being written.
#define JS_SETTING 0x8000u

typedef struct {
  uint32_t name : 10; // atom, or JS_ONE_CHAR | character
  uint32_t kind : 3;
  uint32_t length : 3; // of a function: its `length`
  uint32_t magic : 8;
  uint32_t leaf : 8; // js_leaf_id: a faster way for simple arguments
  union {
    js_native function;
    const double *number;
    uintptr_t value;
  } as;
} js_rom_property;
#define JS_ONE_CHAR 0x200u
_Static_assert(JS_ATOM_COUNT <= JS_ONE_CHAR, "js_rom_property.name");

#define JS_FN(text, native, len)                                                                             \
  {                                                                                                          \
    JS_ATOM_##text, JS_ROM_FUNCTION, len, 0, 0, {                                                            \
      .function = native                                                                                     \
    }                                                                                                        \
  }
#define JS_FN_MAGIC(text, native, len, mag)                                                                  \
  {                                                                                                          \
    JS_ATOM_##text, JS_ROM_FUNCTION, len, mag, 0, {                                                          \
      .function = native                                                                                     \
    }                                                                                                        \
  }
// A function with a leaf (leaf.h).
#define JS_FN_LEAF(text, native, len, mag, leaf)                                                             \
  {                                                                                                          \
    JS_ATOM_##text, JS_ROM_FUNCTION, len, mag, JS_LEAF_##leaf, {                                             \
      .function = native                                                                                     \
    }                                                                                                        \
  }
#define JS_FN_GRANTED(text, native, len, grant)                                                              \
  {                                                                                                          \
    JS_ATOM_##text, JS_ROM_GRANTED, len, grant, 0, {                                                         \
      .function = native                                                                                     \
    }                                                                                                        \
  }
#define JS_GET(text, native)                                                                                 \
  {                                                                                                          \
    JS_ATOM_##text, JS_ROM_GETTER, 0, 0, 0, {                                                                \
      .function = native                                                                                     \
    }                                                                                                        \
  }
#define JS_GET_MAGIC(text, native, mag)                                                                      \
  {                                                                                                          \
    JS_ATOM_##text, JS_ROM_GETTER, 0, mag, 0, {                                                              \
      .function = native                                                                                     \
    }                                                                                                        \
  }
#define JS_GET_SET(text, native)                                                                             \
  {                                                                                                          \
    JS_ATOM_##text, JS_ROM_ACCESSOR, 0, 0, 0, {                                                              \
      .function = native                                                                                     \
    }                                                                                                        \
  }
#define JS_NUMBER(text, number_)                                                                             \
  {                                                                                                          \
    JS_ATOM_##text, JS_ROM_NUMBER, 0, 0, 0, {                                                                \
      .number = &(const double) {                                                                            \
        number_                                                                                              \
      }                                                                                                      \
    }                                                                                                        \
  }
#define JS_NUMBER_CHAR(c, number_)                                                                           \
  {                                                                                                          \
    JS_ONE_CHAR | (c), JS_ROM_NUMBER, 0, 0, 0, {                                                             \
      .number = &(const double) {                                                                            \
        number_                                                                                              \
      }                                                                                                      \
    }                                                                                                        \
  }
#define JS_VALUE(text, value_)                                                                               \
  {                                                                                                          \
    JS_ATOM_##text, JS_ROM_VALUE, 0, 0, 0, {                                                                 \
      .value = value_                                                                                        \
    }                                                                                                        \
  }
#define JS_CONSTRUCTOR_OF(text, id) JS_VALUE(text, JS_ROM(JS_OBJ_##id))

typedef struct {
  const js_rom_property *properties;
  js_native function; // NULL: not callable
  uint16_t name;      // of a function: its atom
  uint8_t count;
  uint8_t proto; // number of the prototype; JS_NO_PROTO: null
  uint8_t length;
  uint8_t flags;
  uint16_t magic;
} js_rom_object;
#define JS_NO_PROTO 0xffu

#define JS_ROM_CONSTRUCTS 1u // a function that `new` may call
#define JS_ROM_FROZEN     2u // an object programs cannot change (host interfaces)

// Every built-in object: X(NUMBER'S NAME, the table's C name). A new one is one line here and one file in builtin/.
#define JS_ROM_OBJECTS(X)                                                                                    \
  X(GLOBAL, js_rom_global)                                                                                   \
  X(OBJECT_PROTO, js_rom_object_proto)                                                                       \
  X(FUNCTION_PROTO, js_rom_function_proto)                                                                   \
  X(ARRAY_PROTO, js_rom_array_proto)                                                                         \
  X(STRING_PROTO, js_rom_string_proto)                                                                       \
  X(NUMBER_PROTO, js_rom_number_proto)                                                                       \
  X(BOOLEAN_PROTO, js_rom_boolean_proto)                                                                     \
  X(ERROR_PROTO, js_rom_error_proto) /* the eight kinds of error in the order of js_error_kind */            \
  X(EVAL_ERROR_PROTO, js_rom_eval_error_proto)                                                               \
  X(RANGE_ERROR_PROTO, js_rom_range_error_proto)                                                             \
  X(REFERENCE_ERROR_PROTO, js_rom_reference_error_proto)                                                     \
  X(SYNTAX_ERROR_PROTO, js_rom_syntax_error_proto)                                                           \
  X(TYPE_ERROR_PROTO, js_rom_type_error_proto)                                                               \
  X(URI_ERROR_PROTO, js_rom_uri_error_proto)                                                                 \
  X(INTERNAL_ERROR_PROTO, js_rom_internal_error_proto)                                                       \
  X(ERROR, js_rom_error)                                                                                     \
  X(EVAL_ERROR, js_rom_eval_error)                                                                           \
  X(RANGE_ERROR, js_rom_range_error)                                                                         \
  X(REFERENCE_ERROR, js_rom_reference_error)                                                                 \
  X(SYNTAX_ERROR, js_rom_syntax_error)                                                                       \
  X(TYPE_ERROR, js_rom_type_error)                                                                           \
  X(URI_ERROR, js_rom_uri_error)                                                                             \
  X(INTERNAL_ERROR, js_rom_internal_error)                                                                   \
  X(OUT_OF_MEMORY, js_rom_out_of_memory)                                                                     \
  X(STACK_OVERFLOW, js_rom_stack_overflow)                                                                   \
  X(OBJECT, js_rom_object_ctor)                                                                              \
  X(FUNCTION, js_rom_function_ctor)                                                                          \
  X(ARRAY, js_rom_array_ctor)                                                                                \
  X(STRING, js_rom_string_ctor)                                                                              \
  X(NUMBER, js_rom_number_ctor)                                                                              \
  X(BOOLEAN, js_rom_boolean_ctor)                                                                            \
  X(MATH, js_rom_math)                                                                                       \
  X(JSON, js_rom_json)                                                                                       \
  X(DATE, js_rom_date)                                                                                       \
  X(CONSOLE, js_rom_console)                                                                                 \
  X(REGEXP_PROTO, js_rom_regexp_proto)                                                                       \
  X(REGEXP, js_rom_regexp_ctor)                                                                              \
  X(ARRAY_BUFFER_PROTO, js_rom_array_buffer_proto)                                                           \
  X(ARRAY_BUFFER, js_rom_array_buffer_ctor)                                                                  \
  X(TYPED_PROTO, js_rom_typed_proto)                 /* shared by the nine */                                \
  X(UINT8_CLAMPED_PROTO, js_rom_uint8_clamped_proto) /* the nine kinds in the order of js_class */           \
  X(INT8_PROTO, js_rom_int8_proto)                                                                           \
  X(UINT8_PROTO, js_rom_uint8_proto)                                                                         \
  X(INT16_PROTO, js_rom_int16_proto)                                                                         \
  X(UINT16_PROTO, js_rom_uint16_proto)                                                                       \
  X(INT32_PROTO, js_rom_int32_proto)                                                                         \
  X(UINT32_PROTO, js_rom_uint32_proto)                                                                       \
  X(FLOAT32_PROTO, js_rom_float32_proto)                                                                     \
  X(FLOAT64_PROTO, js_rom_float64_proto)                                                                     \
  X(UINT8_CLAMPED, js_rom_uint8_clamped)                                                                     \
  X(INT8, js_rom_int8)                                                                                       \
  X(UINT8, js_rom_uint8)                                                                                     \
  X(INT16, js_rom_int16)                                                                                     \
  X(UINT16, js_rom_uint16)                                                                                   \
  X(INT32, js_rom_int32)                                                                                     \
  X(UINT32, js_rom_uint32)                                                                                   \
  X(FLOAT32, js_rom_float32)                                                                                 \
  X(FLOAT64, js_rom_float64)

typedef enum {
#define X(id, table) JS_OBJ_##id,
  JS_ROM_OBJECTS(X)
#undef X
      JS_OBJ_COUNT
} js_rom_id;
_Static_assert(JS_OBJ_COUNT < JS_NO_PROTO, "js_rom_object.proto");

#define X(id, table) extern const js_rom_object table;
JS_ROM_OBJECTS(X)
#undef X

extern const js_rom_object *const js_rom_objects[JS_OBJ_COUNT];
static inline const js_rom_object *js_rom_object_of(uint32_t id) {
  return js_rom_objects[id];
}

// The property `key` of a built-in object's table, NULL when it has none.
const js_rom_property *js_rom_find(uint32_t id, js_value key, uint32_t *place);
// The key of a table entry; the function a JS_KIND_ROM_FUNCTION word names.
js_value js_rom_key(uint16_t name);
static inline uint32_t js_rom_leaf(js_value function) {
  return js_payload(function) >> 16;
}
static inline const js_rom_property *js_rom_function_of(js_value function) {
  uint32_t payload = js_payload(function);
  return &js_rom_objects[payload >> 8 & 255u]->properties[payload & 255u];
}

#endif
