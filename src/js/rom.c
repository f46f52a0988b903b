// The list of built-in objects and look-up in their tables.
#include "js/rom.h"

const js_rom_object *const js_rom_objects[JS_OBJ_COUNT] = {
#define X(id, table) &table,
    JS_ROM_OBJECTS(X)
#undef X
};

js_value js_rom_key(uint16_t name) {
  return name & JS_ONE_CHAR ? JS_CHAR(name & (JS_ONE_CHAR - 1)) : JS_ATOM(name);
}

// Built-in names are atoms and single characters, nothing else.
static uint32_t name_of_key(js_value key) {
  if (js_is_kind(key, JS_KIND_ATOM))
    return js_payload(key);
  if (js_is_kind(key, JS_KIND_CHAR) && js_payload(key) < JS_ONE_CHAR)
    return JS_ONE_CHAR | js_payload(key);
  return UINT32_MAX;
}

const js_rom_property *js_rom_find(uint32_t id, js_value key, uint32_t *place) {
  const js_rom_object *object = js_rom_objects[id];
  uint32_t name = name_of_key(key);
  for (uint32_t i = 0; i < object->count; i++)
    if (object->properties[i].name == name) {
      *place = i;
      return &object->properties[i];
    }
  return NULL;
}
