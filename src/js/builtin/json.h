// The halves of JSON.
#ifndef JS_BUILTIN_JSON_H
#define JS_BUILTIN_JSON_H

#include "js/js.h"

bool js_json_parse(js_ctx *js, const js_call_info *call);

#endif
