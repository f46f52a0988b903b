// Object and Object.prototype. ECMA-262 20.1.
#include "js/builtin/builtin.h"
#include "js/operate.h"

static bool object_construct(js_ctx *js, const js_call_info *call) {
  if (js_is_nullish(js_arg(call, 0)))
    return js_new_object(js, js_result(call));
  if (!js_is_object(js_arg(call, 0)))
    return js_throw(js, JS_TYPE_ERROR, "primitive values cannot become objects");
  return js_return(call, js_arg(call, 0));
}

// Takes get and set of a descriptor; JS_ABSENT for what it does not have.
static bool accessor_part(js_ctx *js, js_ref descriptor, js_value key, js_ref out) {
  bool has;
  *out = JS_ABSENT;
  if (!js_has(js, descriptor, key, &has) || !has)
    return js_root(js, JS_ROOT_EXCEPTION)[0] == JS_ABSENT && !js_was_stopped(js);
  if (!js_get(js, descriptor, key, out))
    return false;
  if (*out != JS_UNDEFINED && !js_is_callable(*out))
    return js_throw(js, JS_TYPE_ERROR, "%v of a property must be a function", key);
  return true;
}

static bool object_define_property(js_ctx *js, const js_call_info *call) {
  js_ref object = js_arg_ref(call, 0), descriptor = js_arg_ref(call, 2);
  js_ref key = js_push(js, JS_UNDEFINED), get = js_push(js, JS_UNDEFINED), set = js_push(js, JS_UNDEFINED);
  js_ref v = js_push(js, JS_UNDEFINED);
  bool has_value;
  if (!js_need_object(js, object) || !js_to_key(js, js_arg_ref(call, 1), key) ||
      !js_need_object(js, descriptor) || !accessor_part(js, descriptor, JS_KEY(get), get) ||
      !accessor_part(js, descriptor, JS_KEY(set), set) || !js_has(js, descriptor, JS_KEY(value), &has_value))
    return false;
  bool accessor = *get != JS_ABSENT || *set != JS_ABSENT;
  if (accessor && has_value)
    return js_throw(js, JS_TYPE_ERROR, "a property has either a value or get and set");
  if (js_is_frozen(js, *object))
    return js_throw(js, JS_TYPE_ERROR, "cannot define property %v of a frozen object", *key);
  if (accessor) {
    if (!js_define_accessor(js, object, *key, *get, *set))
      return false;
  } else {
    js_ref own = js_push(js, JS_UNDEFINED);
    if (!js_get(js, descriptor, JS_KEY(value), v) || !js_get_own(js, object, *key, own))
      return false;
    if ((has_value || *own == JS_ABSENT) && !js_define(js, object, *key, v))
      return false;
  }
  return js_return(call, *object);
}

static bool object_get_prototype(js_ctx *js, const js_call_info *call) {
  if (js_is_nullish(js_arg(call, 0)))
    return js_throw(js, JS_TYPE_ERROR, "undefined and null have no prototype");
  return js_return(call, js_prototype_of(js, js_arg(call, 0)));
}

static bool object_set_prototype(js_ctx *js, const js_call_info *call) {
  js_value proto = js_arg(call, 1);
  if (js_is_nullish(js_arg(call, 0)))
    return js_throw(js, JS_TYPE_ERROR, "undefined and null have no prototype");
  if (!js_is_object(proto) && proto != JS_NULL)
    return js_throw(js, JS_TYPE_ERROR, "a prototype is an object or null");
  if (js_is_object(js_arg(call, 0)) && !js_set_prototype(js, js_arg_ref(call, 0), proto))
    return false;
  return js_return(call, js_arg(call, 0));
}

static bool object_create(js_ctx *js, const js_call_info *call) {
  js_value proto = js_arg(call, 0);
  if (!js_is_object(proto) && proto != JS_NULL)
    return js_throw(js, JS_TYPE_ERROR, "a prototype is an object or null");
  if (js_arg(call, 1) != JS_UNDEFINED)
    return js_throw(js, JS_TYPE_ERROR, "Object.create takes no property descriptors; use defineProperty");
  return js_new(js, js_result(call), JS_CLASS_OBJECT, proto);
}

enum { KEYS, VALUES, ENTRIES };

// [key, v] in place of v.
static bool make_entry(js_ctx *js, js_ref key, js_ref v) {
  js_value *mark = js_mark(js);
  js_ref entry = js_push(js, JS_UNDEFINED);
  bool ok = js_new_array(js, entry, 0) && js_array_push(js, entry, *key) && js_array_push(js, entry, *v);
  *v = *entry;
  js_release(js, mark);
  return ok;
}

// keys, values, entries by magic.
static bool object_list(js_ctx *js, const js_call_info *call) {
  js_ref object = js_arg_ref(call, 0), keys = js_push(js, JS_UNDEFINED), out = js_result(call);
  if (js_is_nullish(*object))
    return js_throw(js, JS_TYPE_ERROR, "undefined and null have no properties");
  if (!js_own_keys(js, object, keys))
    return false;
  if (call->magic == KEYS)
    return js_return(call, *keys);
  js_ref text = js_push(js, JS_UNDEFINED), key = js_push(js, JS_UNDEFINED), v = js_push(js, JS_UNDEFINED);
  if (!js_new_array(js, out, 0))
    return false;
  for (uint32_t i = 0; i < js_array_length(*keys); i++) {
    *text = js_array_elements(*keys)[i];
    if (!js_charge(js, 1) || !js_to_key(js, text, key) || !js_get(js, object, *key, v) ||
        (call->magic == ENTRIES && !make_entry(js, text, v)) || !js_array_push(js, out, *v))
      return false;
  }
  return true;
}

static bool object_assign(js_ctx *js, const js_call_info *call) {
  js_ref keys = js_push(js, JS_UNDEFINED), key = js_push(js, JS_UNDEFINED), v = js_push(js, JS_UNDEFINED);
  js_ref target = js_arg_ref(call, 0);
  if (!js_need_object(js, target))
    return false;
  for (uint32_t a = 1; a < call->argc; a++) {
    js_ref source = js_arg_ref(call, a);
    if (js_is_nullish(*source))
      continue;
    if (!js_own_keys(js, source, keys))
      return false;
    for (uint32_t i = 0; i < js_array_length(*keys); i++) {
      *key = js_array_elements(*keys)[i];
      if (!js_charge(js, 1) || !js_to_key(js, key, key) || !js_get(js, source, *key, v) ||
          !js_set(js, target, *key, v))
        return false;
    }
  }
  return js_return(call, *target);
}

static bool object_freeze(js_ctx *js, const js_call_info *call) {
  if (js_is_object(js_arg(call, 0)) && !js_freeze(js, js_arg_ref(call, 0)))
    return false;
  return js_return(call, js_arg(call, 0));
}

static bool object_is_frozen(js_ctx *js, const js_call_info *call) {
  js_value v = js_arg(call, 0);
  return js_return(call, js_bool(!js_is_object(v) || js_is_frozen(js, v)));
}

static bool object_has_own(js_ctx *js, const js_call_info *call) {
  js_ref key = js_push(js, JS_UNDEFINED), v = js_push(js, JS_UNDEFINED);
  if (!js_to_key(js, js_arg_ref(call, 0), key))
    return false;
  if (js_is_nullish(*js_this(call)))
    return js_throw(js, JS_TYPE_ERROR, "undefined and null have no properties");
  return js_get_own(js, js_this(call), *key, v) && js_return(call, js_bool(*v != JS_ABSENT));
}

// What toString says a value is.
static js_value tag_of(js_value v) {
  if (js_is_array(v))
    return JS_KEY(Array);
  if (js_is_callable(v))
    return JS_KEY(Function);
  if (js_is_string(v))
    return JS_KEY(String);
  if (js_is_number(v))
    return JS_KEY(Number);
  if (js_is_bool(v))
    return JS_KEY(Boolean);
  if (v == JS_ROM(JS_OBJ_MATH))
    return JS_KEY(Math);
  if (v == JS_ROM(JS_OBJ_JSON))
    return JS_KEY(JSON);
  if (js_is_typed_array(v))
    return JS_ATOM(js_rom_object_of(JS_OBJ_UINT8_CLAMPED + js_class_of(v) - JS_CLASS_UINT8_CLAMPED)->name);
  if (!js_is_object_cell(v))
    return JS_KEY(Object);
  switch (js_class_of(v)) {
  case JS_CLASS_ERROR: return JS_KEY(Error);
  case JS_CLASS_REGEXP: return JS_KEY(RegExp);
  case JS_CLASS_ARRAY_BUFFER: return JS_KEY(ArrayBuffer);
  default: return JS_KEY(Object);
  }
}

static bool object_to_string(js_ctx *js, const js_call_info *call) {
  js_value v = *js_this(call);
  if (js_is_nullish(v))
    return js_set_string(js, js_result(call), v == JS_NULL ? "[object Null]" : "[object Undefined]");
  js_ref text = js_push(js, JS_UNDEFINED);
  js_push(js, tag_of(v));
  js_push(js, JS_CHAR(']'));
  if (!js_set_string(js, text, "[object "))
    return false;
  return js_join_strings(js, text, 3, js_result(call));
}

static bool object_value_of(js_ctx *js, const js_call_info *call) {
  (void)js;
  return js_return(call, *js_this(call));
}

static bool object_proto_accessor(js_ctx *js, const js_call_info *call) {
  if (!(call->magic & JS_SETTING))
    return js_return(call, js_prototype_of(js, *js_this(call)));
  js_value proto = js_arg(call, 0);
  if (!js_is_object(*js_this(call)) || (!js_is_object(proto) && proto != JS_NULL))
    return true;
  return js_set_prototype(js, js_this(call), proto);
}

static const js_rom_property object_proto[] = {
    JS_CONSTRUCTOR_OF(constructor, OBJECT),       JS_FN(hasOwnProperty, object_has_own, 1),
    JS_FN(toString, object_to_string, 0),         JS_FN(valueOf, object_value_of, 0),
    JS_GET_SET(__proto__, object_proto_accessor),
};
const js_rom_object js_rom_object_proto = {
    .properties = object_proto, .count = JS_COUNT(object_proto), .proto = JS_NO_PROTO};

static const js_rom_property object_ctor[] = {
    JS_VALUE(prototype, JS_ROM(JS_OBJ_OBJECT_PROTO)),
    JS_FN(defineProperty, object_define_property, 3),
    JS_FN(getPrototypeOf, object_get_prototype, 1),
    JS_FN(setPrototypeOf, object_set_prototype, 2),
    JS_FN(create, object_create, 2),
    JS_FN_MAGIC(keys, object_list, 1, KEYS),
    JS_FN_MAGIC(values, object_list, 1, VALUES),
    JS_FN_MAGIC(entries, object_list, 1, ENTRIES),
    JS_FN(assign, object_assign, 2),
    JS_FN(freeze, object_freeze, 1),
    JS_FN(isFrozen, object_is_frozen, 1),
};
const js_rom_object js_rom_object_ctor = JS_ROM_CTOR(object_ctor, object_construct, Object, 1, 0);
