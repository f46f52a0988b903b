// Loading an image: verify, then make its constants and forget its global slots.
#include "js/image.h"

#include "js/string.h"

// Makes the words of the string constants: library names and unique texts are shared, the rest stays in the image.
static bool link_string(js_ctx *js, uint32_t image, uint32_t offset, js_ref out) {
  const uint8_t *base = js->images[image].base;
  uint32_t bytes = js_image_word(base, offset) & ~JS_STRING_ASCII;
  *out = JS_SPECIAL(JS_KIND_IMAGE_STRING, image << 24 | offset);
  if (bytes <= 4) { // maybe one UTF-16 unit, or none: such strings have words of their own
    js_text t;
    js_view(js, *out, &t);
    uint8_t text[4];
    memcpy(text, t.data, bytes);
    if (!js_set_text(js, out, text, bytes))
      return false;
  }
  return true;
}

static bool link_constant(js_ctx *js, uint32_t index, uint32_t k) {
  js_image *image = &js->images[index];
  uint32_t table = js_image_word(image->base, JS_I_CONSTANT_OFFSET * 4);
  uint32_t word = js_image_word(image->base, table + k * 4), offset = word & ~3u;
  js_ref out = &image->constants[k];
  uint32_t kind = word & 3u;
  if (kind == JS_CONSTANT_PATTERN)
    return *out = JS_SPECIAL(JS_KIND_IMAGE_STRING, index << 24 | offset), true;
  if (kind == JS_CONSTANT_NUMBER) {
    uint64_t bits = js_image_word(image->base, offset) | (uint64_t)js_image_word(image->base, offset + 4)
                                                             << 32;
    double d;
    memcpy(&d, &bits, sizeof d);
    return js_set_number(js, out, d);
  }
  if (!link_string(js, index, offset, out))
    return false;
  if (kind != JS_CONSTANT_KEY)
    return true;
  js_value *mark = js_mark(js);
  js_ref key = js_push(js, JS_UNDEFINED);
  bool ok = js_intern(js, out, key);
  // A name that is an array index stays a string here; GETF and others are never made for it.
  if (ok)
    *out = *key;
  js_release(js, mark);
  return ok;
}

int js_load(js_ctx *js, const void *bytes, size_t size) {
  uint32_t at = 0, index = js->image_count;
  const char *wrong = js_verify(bytes, size, &at);
  if (wrong)
    return js_throw(js, JS_SYNTAX_ERROR, "bad image: %s at offset %d", wrong, (int)at), -1;
  if (index == JS_MAX_IMAGES)
    return js_throw(js, JS_RANGE_ERROR, "more than %d images in one context", (int)JS_MAX_IMAGES), -1;
  js_image *image = &js->images[index];
  const uint8_t *base = bytes;
  uint32_t constants = js_image_word(base, JS_I_CONSTANTS * 4),
           globals = js_image_word(base, JS_I_GLOBALS * 4);
  js_value *words = js_permanent(js, constants * sizeof(js_value));
  uint16_t *slots = words ? js_permanent(js, globals * sizeof(uint16_t)) : NULL;
  if (!slots)
    return -1;
  for (uint32_t i = 0; i < constants; i++)
    words[i] = JS_UNDEFINED;
  memset(slots, 0xff, globals * sizeof(uint16_t));
  *image = (js_image){base,  (uint32_t)size, js_image_word(base, JS_I_FUNCTIONS * 4), constants, globals,
                      words, slots};
  js->image_count++;
  for (uint32_t i = 0; i < constants; i++)
    if (!link_constant(js, index, i)) {
      js->image_count--;
      return -1;
    }
  return (int)index;
}
