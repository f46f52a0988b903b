// Regular expression objects, for the interpreter and for String's methods.
#ifndef JS_BUILTIN_REGEXP_H
#define JS_BUILTIN_REGEXP_H

#include "js/builtin/builtin.h"
#include "js/regexp/regexp.h"

// As `new RegExp(pattern)` for a pattern of any kind; a RegExp object stays itself.
bool js_regexp_of(js_ctx *js, js_ref pattern, js_ref out);

// A match in the making. The slots are the caller's.
typedef struct {
  js_ref regexp, string;
  js_ref bounds; // after a match: bytes, the start and end byte of each group as u32, see js_match_bound
  uint32_t groups;
  uint32_t flags;
  bool anywhere; // whatever the flag y says
} js_matcher;

// Prepares matching the RegExp in *regexp with the string in *string; *bounds is overwritten.
bool js_matcher_start(js_ctx *js, js_matcher *m, js_ref regexp, js_ref string, js_ref bounds);

// Matches at or behind byte `from` of the string; lastIndex plays no part.
bool js_matcher_run(js_ctx *js, js_matcher *m, uint32_t from, bool *matched);

// Start (edge 0) or end (edge 1) byte of a group; JS_REGEXP_UNSET if it took no part. Never allocates.
uint32_t js_match_bound(const js_matcher *m, uint32_t group, uint32_t edge);

// The text of a group, or undefined.
bool js_match_group(js_ctx *js, const js_matcher *m, uint32_t group, js_ref out);

// Where to go on after a match that ended at byte `end`: there, or one character further if the match was empty.
uint32_t js_match_next(js_ctx *js, const js_matcher *m);

// The result array of exec and match.
bool js_match_array(js_ctx *js, const js_matcher *m, js_ref out);

// RegExpBuiltinExec (ECMA-262 22.2.7.2) up to the result: heeds and moves lastIndex.
bool js_regexp_exec(js_ctx *js, js_matcher *m, bool *matched);

bool js_set_last_index(js_ctx *js, js_ref regexp, uint32_t index);

#endif
