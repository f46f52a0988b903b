// Stack traces: walks the frames and names their places in the source.
#include "js/call.h"
#include "js/image.h"
#include "js/number.h"

// Reads a LEB128 number; *at stays at the end of bad data.
static uint32_t read_leb(const uint8_t **at, const uint8_t *end) {
  uint32_t n = 0;
  for (unsigned shift = 0; *at < end && shift < 32; shift += 7) {
    uint8_t byte = *(*at)++;
    n |= (uint32_t)(byte & 127u) << shift;
    if (!(byte & 128u))
      break;
  }
  return n;
}

void js_position(const js_image *image, const uint32_t *function, uint32_t code_word, uint32_t *line,
                 uint32_t *column) {
  const uint8_t *at = image->base + js_word_at(&function[JS_F_POSITIONS]);
  const uint8_t *end = at + js_word_at(&function[JS_F_POSITION_BYTES]);
  uint32_t word = 0, l = js_word_at(&function[JS_F_LINE]);
  *line = at < end ? l : 0;
  *column = js_word_at(&function[JS_F_COLUMN]);
  while (at < end) {
    word += read_leb(&at, end);
    uint32_t delta = read_leb(&at, end), c = read_leb(&at, end);
    if (word > code_word)
      return;
    l += delta & 1u ? ~(delta >> 1) : delta >> 1;
    *line = l;
    *column = c;
  }
}

static bool build_number(js_ctx *js, js_builder *b, uint32_t n) {
  char text[12];
  return js_build_text(js, b, ":", 1) && js_build_text(js, b, text, js_number_from_int32((int32_t)n, text));
}

static bool build_place(js_ctx *js, js_builder *b, const js_image *image, uint32_t line, uint32_t column) {
  js_value *mark = js_mark(js);
  js_ref file = js_push(js, image->constants[js_image_word(image->base, JS_I_FILE * 4)]);
  bool ok = js_build_text(js, b, " (", 2) && js_build_string(js, b, file);
  if (line)
    ok = ok && build_number(js, b, line) && build_number(js, b, column);
  js_release(js, mark);
  return ok && js_build_text(js, b, ")", 1);
}

static bool build_frame(js_ctx *js, js_builder *b, js_value *frame, const uint32_t *pc) {
  js_value *mark = js_mark(js);
  js_value function = *js_frame_window(frame);
  const js_image *image = &js->images[js_image_of_function(function)];
  const uint32_t *f = js_frame_function(frame);
  const uint32_t *code = (const uint32_t *)(const void *)(image->base + js_word_at(&f[JS_F_CODE]));
  uint32_t line, column;
  js_position(image, f, (uint32_t)(pc - code) - 1, &line, &column);
  js_ref name = js_push(js, js_function_name(js, function));
  if (*name == JS_KEY(empty))
    *name = f == js_image_function(image, 0) ? JS_UNDEFINED : JS_KEY(anonymous);
  bool ok = js_build_text(js, b, "    at ", 7);
  ok = ok && (*name == JS_UNDEFINED ? js_build_text(js, b, "<top level>", 11) : js_build_string(js, b, name));
  ok = ok && build_place(js, b, image, line, column);
  js_release(js, mark);
  return ok && js_build_text(js, b, "\n", 1);
}

bool js_describe_frames(js_ctx *js, js_builder *b) {
  js_value *frame = js->frame;
  const uint32_t *pc = js->pc;
  for (uint32_t n = 0; frame && n < JS_MAX_TRACE_FRAMES; n++) {
    if (!build_frame(js, b, frame, pc))
      return false;
    int32_t link = js_frame_link(frame);
    js_value *window = js_caller_window(frame);
    if (link & JS_LINK_BOUNDARY) { // native code called it: its caller is noted above the window
      pc = (const uint32_t *)window[1];
      frame = (js_value *)window[2];
    } else {
      pc = (const uint32_t *)frame[2];
      frame = window + (link & 255);
    }
  }
  return true;
}
