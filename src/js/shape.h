// Shapes: which property lies in which slot. Objects made alike share shapes, each a link to the shape with one
// property less; an object that grew big or lost a property has a hash table of its own (a dict).
//
//  shape: prototype, parent, key of the newest property, youngest child, next sibling, info
//         info: properties | flags of the newest << 16; children are weak
//  dict:  prototype, keys (values: key and flags in turn), index (bytes: uint32 entry numbers + 1), entries used
#ifndef JS_SHAPE_H
#define JS_SHAPE_H

#include "js/context.h"

enum { JS_S_PROTO = 1, JS_S_PARENT, JS_S_KEY, JS_S_CHILD, JS_S_SIBLING, JS_S_INFO };
enum { JS_D_PROTO = 1, JS_D_KEYS, JS_D_INDEX, JS_D_USED };

#define JS_PROP_HIDDEN   1u // not enumerable
#define JS_PROP_ACCESSOR 2u // the slot holds an accessor cell
#define JS_NO_SLOT_FOUND 0xffffffffu

static inline bool js_is_dict(js_value shape) {
  return js_cell_type_of(shape) == JS_CELL_DICT;
}
static inline js_value js_shape_proto(js_value shape) {
  return js_words(shape)[JS_S_PROTO];
}
static inline uint32_t js_shape_count(js_value shape) {
  return (uint32_t)js_int_of(js_words(shape)[JS_S_INFO]) & 0xffffu;
}

// The shape without properties for a prototype; JS_ABSENT when out of memory.
js_value js_shape_root(js_ctx *js, js_value proto);
// Slot of a key in a shape or dict, JS_NO_SLOT_FOUND if it has none. Never allocates.
uint32_t js_shape_find(js_value shape, js_value key, uint32_t *flags);
// The shape with one property more, if it exists already; JS_ABSENT. Never allocates.
js_value js_shape_child(js_value shape, js_value key, uint32_t flags);

// Adds a property the object does not have; its slot holds *value.
bool js_add_property(js_ctx *js, js_ref object, js_value key, uint32_t flags, js_ref value);
// Removes an own property in a slot.
bool js_remove_property(js_ctx *js, js_ref object, js_value key);
// Gives the object a table of its own (freeze, redefinition, deletion, another prototype).
bool js_make_dict(js_ctx *js, js_ref object);
void js_dict_set_flags(js_value dict, uint32_t slot, uint32_t flags);

// Own keys in order of age: entry `i` of a shape or dict, JS_ABSENT for one that was removed.
uint32_t js_shape_entries(js_value shape);
js_value js_shape_entry(js_value shape, uint32_t i, uint32_t *flags);

// Called when an object that is somebody's prototype changes.
void js_prototype_changed(js_ctx *js);

#endif
