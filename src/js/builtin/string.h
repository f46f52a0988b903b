// The String methods that take patterns, for String's table.
#ifndef JS_BUILTIN_STRING_H
#define JS_BUILTIN_STRING_H

#include "js/js.h"

enum { JS_REPLACE_FIRST, JS_REPLACE_ALL };

bool js_string_split(js_ctx *js, const js_call_info *call);
bool js_string_replace(js_ctx *js, const js_call_info *call);
bool js_string_match(js_ctx *js, const js_call_info *call);
bool js_string_search(js_ctx *js, const js_call_info *call);

#endif
