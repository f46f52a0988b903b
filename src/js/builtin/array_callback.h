// The Array methods that call back: iteration, reduction, sort.
#ifndef JS_ARRAY_CALLBACK_H
#define JS_ARRAY_CALLBACK_H

#include "js/js.h"

enum { JS_FOR_EACH, JS_MAP, JS_FILTER, JS_EVERY, JS_SOME, JS_FIND, JS_FIND_INDEX };

bool js_array_iterate(js_ctx *js, const js_call_info *call); // magic: one of the above
bool js_array_reduce(js_ctx *js, const js_call_info *call);  // magic 1: from the right
bool js_array_sort(js_ctx *js, const js_call_info *call);

#endif
