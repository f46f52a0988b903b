// What native code shows to programs: functions, and objects whose fields lie in the host's own memory.
//
//   struct packet { uint32_t length; uint16_t port; };
//   static const js_host_field fields[] = {
//       JS_HOST_FIELD(struct packet, length, JS_FIELD_U32),
//       JS_HOST_FIELD_RW(struct packet, port, JS_FIELD_U16),
//   };
//   static bool drop(js_ctx *js, const js_call_info *call) {
//     struct packet *p = js_host_this(js, call, &packet_class);            // TypeError for any other `this`
//     …
//   }
//   static const js_host_method methods[] = {{"drop", drop, 0}};
//   static const js_host_class packet_class = {.name = "Packet", .fields = fields, .field_count = 2,
//                                              .methods = methods, .method_count = 1};
//
// Once per context: js_new_prototype(js, &packet_class, proto), kept in a pin. Once, or for each event:
// js_new_host(js, &packet_class, *proto, &packet, out), and js_host_move to point the same object at the next event's
// memory, or at nothing: then fields and methods throw a TypeError, whatever a program has kept.
//
// Programs can neither add properties to such an object nor change those that are not writable; the names of fields
// are its own enumerable properties. Nothing is copied: reading a field reads the memory.
#ifndef JS_HOST_H
#define JS_HOST_H

#include "js/js.h"

// Kinds of field, in the host's byte order: X(name, C type). Numbers of 64 bits lose precision from 2^53 on.
#define JS_FIELD_KINDS(X)                                                                                    \
  X(U8, uint8_t)                                                                                             \
  X(I8, int8_t)                                                                                              \
  X(U16, uint16_t)                                                                                           \
  X(I16, int16_t)                                                                                            \
  X(U32, uint32_t)                                                                                           \
  X(I32, int32_t)                                                                                            \
  X(U64, uint64_t)                                                                                           \
  X(I64, int64_t)                                                                                            \
  X(F64, double)

typedef enum {
#define X(name, type) JS_FIELD_##name,
  JS_FIELD_KINDS(X)
#undef X
      JS_FIELD_COMPUTED // `get` makes the value
} js_field_kind;

typedef struct {
  const char *name; // ASCII
  uint8_t kind;     // js_field_kind
  bool writable;    // not if computed
  uint16_t offset;  // in bytes
  // Computed fields: puts the value into *out. As a native function, but without arguments.
  bool (*get)(js_ctx *js, void *memory, js_ref out);
} js_host_field;

#define JS_HOST_FIELD(type, member, field_kind)                                                              \
  { #member, field_kind, false, offsetof(type, member), NULL }
#define JS_HOST_FIELD_RW(type, member, field_kind)                                                           \
  { #member, field_kind, true, offsetof(type, member), NULL }
#define JS_HOST_COMPUTED(text, function)                                                                     \
  { text, JS_FIELD_COMPUTED, false, 0, function }

typedef struct {
  const char *name; // ASCII
  js_native function;
  uint8_t length; // arguments it wants
} js_host_method;

// Constant data that outlives every context that uses it.
typedef struct {
  const char *name; // for messages
  const js_host_field *fields;
  const js_host_method *methods;
  uint16_t field_count, method_count;
  // Elements object[i], optional. *out is JS_ABSENT when there is no element i.
  bool (*get_element)(js_ctx *js, void *memory, uint32_t i, js_ref out);
  // object[i] = number. Returns false, with nothing thrown, when there is no element i that can be written.
  bool (*set_element)(void *memory, uint32_t i, double number);
} js_host_class;

// A native function as a value. `name`: ASCII, copied. `data` is handed back by js_function_data.
bool js_new_function(js_ctx *js, const char *name, js_native function, uint8_t length, js_value data,
                     js_ref out);

// The frozen object with a class's methods.
bool js_new_prototype(js_ctx *js, const js_host_class *class, js_ref out);
// An object of a class. `memory` stays the host's and may be NULL.
bool js_new_host(js_ctx *js, const js_host_class *class, js_value prototype, void *memory, js_ref out);

// The memory of a host object of this class; NULL if `v` is none, or points at nothing. Never allocates.
void *js_host_memory(js_value v, const js_host_class *class);
// Points a host object elsewhere. Never allocates.
void js_host_move(js_value object, void *memory);
// A value of the host's own in each object: undefined at first. Good until the next allocation.
js_ref js_host_data(js_value object);
// js_host_memory of `this`, or NULL with a TypeError thrown.
void *js_host_this(js_ctx *js, const js_call_info *call, const js_host_class *class);

// ---- for property access (object.c, operate.c) -------------------------------------------------------------------

// Own property `key` of a host object: a field or an element; JS_ABSENT if it has none. *field is the number of the
// field, -1 for anything else.
bool js_host_get(js_ctx *js, js_value object, js_value key, js_ref out, int *field);
bool js_host_get_field(js_ctx *js, js_value object, uint32_t field, js_ref out);
// Sets a field or element; *done is false if the key is neither.
bool js_host_set(js_ctx *js, js_ref object, js_value key, js_ref value, bool *done);

#endif
