// Natives that both Number and the global object list.
#ifndef JS_BUILTIN_NUMBER_H
#define JS_BUILTIN_NUMBER_H

#include "js/js.h"

// Places in the global object's table: Number lists the very same functions.
enum { JS_GLOBAL_PARSE_INT, JS_GLOBAL_PARSE_FLOAT };

bool js_global_parse_int(js_ctx *js, const js_call_info *call);
bool js_global_parse_float(js_ctx *js, const js_call_info *call);
bool js_global_is_nan(js_ctx *js, const js_call_info *call);
bool js_global_is_finite(js_ctx *js, const js_call_info *call);

#endif
