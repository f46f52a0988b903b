// Date: now and nothing else.
#include "js/builtin/support.h"

static bool date_now(js_ctx *js, const js_call_info *call) {
  return js_return_number(js, call, js->host.now_ms(js->host.user));
}

static bool date_construct(js_ctx *js, const js_call_info *call) {
  (void)call;
  return js_throw(js, JS_TYPE_ERROR, "there are no Date objects; use Date.now()");
}

static const js_rom_property properties[] = {JS_FN_GRANTED(now, date_now, 0, JS_GRANT_CLOCK)};

const js_rom_object js_rom_date = JS_ROM_CTOR(properties, date_construct, Date, 7, 0);
