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
  js_ref v = js_arg_ref(call, i);
  double place;
  *out = otherwise;
  if (*v == JS_UNDEFINED)
    return true;
  if (!js_to_integer(js, v, &place))
    return false;
  if (place < 0 && relative)
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

// The lone surrogate of three bytes at `p`, 0 if something else is there.
static uint32_t lone_surrogate(const uint8_t *p) {
  return p[0] == 0xed && p[1] >= 0xa0 ? 0xd000u | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu) : 0;
}

// Is the surrogate of three bytes at the edge of a text the half of the four bytes of a pair in the other?
static bool is_half_of(const uint8_t *lone, const uint8_t *pair) {
  uint32_t unit = lone_surrogate(lone), code = js_wtf8_next(&pair, pair + JS_WTF8_MAX) - 0x10000u;
  return unit == (unit >= 0xdc00u ? 0xdc00u | (code & 0x3ffu) : 0xd800u | code >> 10);
}

int64_t js_text_at(const js_text *in, uint32_t at, const js_text *what, uint32_t *work) {
  const uint8_t *rest = what->data;
  uint32_t bytes = what->bytes;
  if (bytes > 0 && js_is_half(in, at)) {
    if (bytes < 3 || lone_surrogate(rest) < 0xdc00u || !is_half_of(rest, in->data + at - JS_HALF))
      return -1;
    at += JS_WTF8_MAX - JS_HALF;
    rest += 3;
    bytes -= 3;
  }
  uint32_t room = in->bytes - at, common = common_bytes(in->data + at, rest, bytes < room ? bytes : room);
  *work += common;
  if (common == bytes)
    return (int64_t)at + bytes;
  // A high surrogate at the end may be the first half of a pair.
  if (common + 3 == bytes && room - common >= JS_WTF8_MAX && in->data[at + common] >= 0xf0 &&
      lone_surrogate(rest + common) < 0xdc00u && is_half_of(rest + common, in->data + at + common))
    return (int64_t)at + common + JS_HALF;
  return -1;
}

bool js_find_text(js_ctx *js, const js_text *in, const js_text *what, uint32_t from, int64_t *at,
                  uint32_t *end) {
  uint32_t work = 16; // in bytes compared; a step is worth 16
  *at = -1;
  if (what->bytes == 0) {
    *at = *end = from;
    return true;
  }
  // A surrogate alone may be found in the middle of a pair, so any place is tried for it.
  uint8_t first = what->data[0] == 0xed ? 0 : what->data[0];
  for (uint32_t i = from; i < in->bytes; i++, work++) {
    if (in->data[i] == first || first == 0) {
      int64_t stop = js_text_at(in, i, what, &work);
      if (stop >= 0) {
        *at = i;
        *end = (uint32_t)stop;
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
  if (t->ascii)
    return byte;
  return js_is_half(t, byte) ? (uint32_t)js_utf16_index(t->data, byte - JS_HALF) + 1
                             : (uint32_t)js_utf16_index(t->data, byte);
}

uint32_t js_byte_of_unit(const js_text *t, uint32_t unit) {
  if (t->ascii)
    return unit < t->bytes ? unit : t->bytes;
  struct js_utf16_place place = js_utf16_find(t->data, t->bytes, unit);
  return (uint32_t)place.byte + (place.half ? JS_HALF : 0);
}
