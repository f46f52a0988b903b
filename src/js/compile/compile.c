// The compiler's entry: parse, generate, write the image.
#include "js/compile/gen.h"
#include "js/context.h"

enum { RESERVED_WORDS = 16 }; // a place to write to when memory is out: see js_c_take

static void name_own_words(js_compiler *c) {
  c->this_name = js_c_name_of(c, (const uint8_t *)"this", 4);
  c->target_name = js_c_name_of(c, (const uint8_t *)"new.target", 10);
  c->arguments_name = js_c_name_of(c, (const uint8_t *)"arguments", 9);
  c->empty_name = js_c_name_of(c, (const uint8_t *)"", 0);
}

const uint8_t *js_compile(const char *source, size_t bytes, const char *file, bool positions, void *work,
                          size_t work_bytes, size_t *image_bytes, js_compile_error *error) {
  js_compiler c = {.source = (const uint8_t *)source,
                   .error = error,
                   .file = file,
                   .positions = positions,
                   .memory = work,
                   .line = 1,
                   .column = 1};
  *error = (js_compile_error){0};
  size_t words = work_bytes / 4;
  words = words > 0xffffff ? 0xffffff : words; // what a node_ref can name
  if (words < RESERVED_WORDS) {
    js_c_no_memory(&c, RESERVED_WORDS);
    return NULL;
  }
  c.low = RESERVED_WORDS;
  c.high = c.end = (uint32_t)words;
  memset(work, 0, RESERVED_WORDS * 4);
  if (bytes > 0xfffffe) {
    js_c_fail(&c, 0, "source is longer than 16 MiB", NULL);
    return NULL;
  }
  c.bytes = (uint32_t)bytes;
  name_own_words(&c);
  node_ref program = js_c_parse(&c);
  if (c.failed)
    return NULL;
  js_c_forget_uses(&c);
  js_g_reserve_functions(&c);
  js_g_function(&c, program);
  return c.failed ? NULL : js_g_finish_image(&c, image_bytes);
}

int js_compile_and_load(js_ctx *js, const char *source, size_t bytes, const char *file,
                        js_compile_error *error) {
  *error = (js_compile_error){0};
  js->host.compile_pattern = js_regexp_compile; // as the compiler is there
  if (js->sp != js->stack_top)
    return js_throw(js, JS_INTERNAL_ERROR, "compiling while code runs"), -1;
  js_collect(js);
  uint8_t *free_start = (uint8_t *)(((uintptr_t)js->heap_top + 7) & ~(uintptr_t)7);
  size_t room = (size_t)((uint8_t *)js->sp - free_start), length;
  const uint8_t *image = js_compile(source, bytes, file, true, free_start, room, &length, error);
  if (!image)
    return -1;
  // The image lies at the end of the free space, where js_permanent takes from: it only has to be kept.
  uint8_t *place = js_permanent(js, length);
  if (!place)
    return -1;
  memmove(place, image, length);
  return js_load(js, place, length);
}
