// What several built-ins share.
#include "js/builtin/support.h"

#include "js/unicode.h"

bool js_number_arg(js_ctx *js, const js_call_info *call, uint32_t i, double *out) {
  js_value v = js_arg(call, i);
  if (js_is_number(v)) {
    *out = js_double_of(v);
    return true;
  }
  js_value *mark = js_mark(js);
  bool ok = js_to_number(js, js_push(js, v), out);
  js_release(js, mark);
  return ok;
}

bool js_index_arg(js_ctx *js, const js_call_info *call, uint32_t i, uint32_t length, uint32_t otherwise,
                  bool relative, uint32_t *out) {
  js_value v = js_arg(call, i);
  double place;
  *out = otherwise;
  if (v == JS_UNDEFINED)
    return true;
  if (!js_to_integer(js, js_arg_ref(call, i), &place))
    return false;
  if (relative && place < 0)
    place += length;
  *out = place < 0 ? 0 : place < length ? (uint32_t)place : length;
  return true;
}

bool js_string_arg(js_ctx *js, const js_call_info *call, uint32_t i) {
  js_ref argument = js_arg_ref(call, i);
  return js_is_string(*argument) || js_to_string(js, argument, argument);
}

// Bytes that agree at the start of both.
static uint32_t common_bytes(const uint8_t *a, const uint8_t *b, uint32_t bytes) {
  uint32_t n = 0;
  while (n < bytes && a[n] == b[n])
    n++;
  return n;
}

bool js_find_text(js_ctx *js, const js_text *in, const js_text *what, uint32_t from, int64_t *at) {
  uint32_t work = 16; // in bytes compared; a step is worth 16
  *at = -1;
  if (what->bytes == 0) {
    *at = from;
    return true;
  }
  for (uint32_t i = from; i < in->bytes && what->bytes <= in->bytes - i; i++, work++) {
    if (in->data[i] == what->data[0]) {
      uint32_t common = common_bytes(in->data + i, what->data, what->bytes);
      work += common;
      if (common == what->bytes) {
        *at = i;
        break;
      }
    }
    if (work >= 4096) {
      if (!js_charge(js, work / 16))
        return false;
      work = 0;
    }
  }
  return js_charge(js, work / 16);
}

uint32_t js_unit_of_byte(const js_text *t, uint32_t byte) {
  return t->ascii ? byte : (uint32_t)js_utf16_index(t->data, byte);
}

uint32_t js_byte_of_unit(const js_text *t, uint32_t unit) {
  if (t->ascii)
    return unit < t->bytes ? unit : t->bytes;
  struct js_utf16_place place = js_utf16_find(t->data, t->bytes, unit);
  return (uint32_t)place.byte + (place.half ? JS_WTF8_MAX : 0);
}
