// Creating a context, its stack slots, budget, pins and globals.
#include "js/context.h"

#include "js/object.h"
#include "js/rom.h"
#include "js/string.h"

// Words kept free for marking: a fixed part of the block, so rounds of re-marking are bounded.
static uint32_t reserve_for(size_t bytes) {
  size_t words = bytes / (sizeof(js_word) * 128);
  return (uint32_t)(words < 8 ? 8 : words);
}

static void make_cache(js_ctx *js, size_t bytes) {
  size_t lines = 1;
  while (lines * 2 * sizeof(js_cache_line) <= bytes / 16 && lines < 512)
    lines *= 2;
  if (lines < 4)
    return; // a heap this small has no room for speed
  js->cache = js_permanent(js, lines * sizeof(js_cache_line));
  js->cache_mask = js->cache ? (uint32_t)lines - 1 : 0;
  if (js->cache)
    memset(js->cache, 0, lines * sizeof(js_cache_line));
}

js_ctx *js_create(void *block, size_t bytes, const js_host *host, size_t *needed) {
  size_t reserve = (JS_NATIVE_STACK + reserve_for(bytes)) * sizeof(js_word);
  size_t context = (sizeof(js_ctx) + 7) & ~(size_t)7;
  bytes &= ~(size_t)7;
  if (needed)
    *needed = context + reserve;
  if (!block || ((uintptr_t)block & 7) || bytes < context + reserve || bytes > UINT32_MAX / 2)
    return NULL;
  js_ctx *js = block;
  memset(js, 0, sizeof *js);
  js->heap_start = js->heap_top = (uint8_t *)block + context;
  js->block_end = (uint8_t *)block + bytes;
  js->sp = js->stack_top = (js_value *)(void *)js->block_end;
  js->mark_reserve = reserve_for(bytes);
  for (unsigned i = 0; i < JS_ROOT_COUNT; i++)
    js->roots[i] = JS_UNDEFINED;
  js->roots[JS_ROOT_EXCEPTION] = JS_ABSENT;
  for (unsigned i = 0; i < JS_MAX_PINS; i++)
    js->roots[JS_ROOT_PINS + i] = JS_ABSENT;
  js->shapes = JS_UNDEFINED;
  if (host)
    js->host = *host;
  js_set_budget(js, -1);
  make_cache(js, bytes);
  return js;
}

// ---- stack slots -------------------------------------------------------------------------------------------------

js_ref js_push(js_ctx *js, js_value v) {
  *--js->sp = v;
  return js->sp;
}

_Static_assert(offsetof(js_ctx, sp) == 0, "js_mark and js_release");

js_ref js_push_checked(js_ctx *js, js_value v) {
  size_t reserve = (JS_NATIVE_STACK + js->mark_reserve + 1) * sizeof(js_word);
  if ((size_t)((uint8_t *)js->sp - js->heap_top) < reserve) {
    js_value *mark = js->sp;
    js_ref held = js_push(js, v);
    js_collect(js);
    v = *held;
    js_release(js, mark);
  }
  if ((size_t)((uint8_t *)js->sp - js->heap_top) < reserve) {
    js_throw_out_of_memory(js, sizeof(js_word));
    return NULL;
  }
  return js_push(js, v);
}

// ---- budget ------------------------------------------------------------------------------------------------------

static int64_t slice(js_ctx *js) {
  if (js->steps_left < 0)
    return JS_POLL_STEPS;
  int64_t n = js->steps_left < JS_POLL_STEPS ? js->steps_left : JS_POLL_STEPS;
  js->steps_left -= n;
  return n;
}

void js_set_budget(js_ctx *js, int64_t steps) {
  js->steps_left = js->steps_granted = steps < 0 ? -1 : steps;
  js->steps_done = 0;
  js->stopped = false;
  js->fuel = js->fuel_given = slice(js);
}

int64_t js_steps_used(const js_ctx *js) {
  return js->steps_done + js->fuel_given - js->fuel;
}

bool js_was_stopped(const js_ctx *js) {
  return js->stopped;
}

// The fuel ran out: asks the host and takes the next slice of the budget. False: stop.
bool js_refuel(js_ctx *js) {
  if (js->stopped)
    return false;
  while (js->fuel < 0) {
    js->steps_done += js->fuel_given;
    int64_t more = slice(js);
    js->fuel_given = more;
    js->fuel += more;
    if (more == 0 || (js->host.poll && !js->host.poll(js->host.user))) {
      js->stopped = true;
      js->roots[JS_ROOT_EXCEPTION] = JS_UNDEFINED;
      return false;
    }
  }
  return true;
}

bool js_charge(js_ctx *js, uint32_t steps) {
  js->fuel -= steps;
  return js->fuel >= 0 || js_refuel(js);
}

// ---- pins, globals, statistics -----------------------------------------------------------------------------------

js_ref js_pin(js_ctx *js, js_value value) {
  for (unsigned i = JS_ROOT_PINS; i < JS_ROOT_COUNT; i++)
    if (js->roots[i] == JS_ABSENT) {
      js->roots[i] = value;
      return &js->roots[i];
    }
  return NULL;
}

void js_unpin(js_ctx *js, js_ref pin) {
  (void)js;
  *pin = JS_ABSENT;
}

static bool global_key(js_ctx *js, const char *name, js_ref key) {
  return js_set_string(js, key, name) && js_intern(js, key, key);
}

bool js_get_global(js_ctx *js, const char *name, js_ref out) {
  js_value *mark = js_mark(js);
  js_ref key = js_push(js, JS_UNDEFINED), global = js_push(js, JS_ROM(JS_OBJ_GLOBAL));
  bool there = false, ok = global_key(js, name, key) && js_has(js, global, *key, &there);
  js_value v = JS_ABSENT;
  if (ok && there) {
    ok = js_get(js, global, *key, key);
    v = *key;
  }
  js_release(js, mark);
  if (ok)
    *out = v;
  return ok;
}

bool js_set_global(js_ctx *js, const char *name, js_value value) {
  js_value *mark = js_mark(js);
  js_ref held = js_push(js, value), key = js_push(js, JS_UNDEFINED),
         global = js_push(js, JS_ROM(JS_OBJ_GLOBAL));
  bool ok = global_key(js, name, key) && js_define(js, global, *key, held);
  js_release(js, mark);
  return ok;
}

js_memory js_memory_use(const js_ctx *js) {
  return (js_memory){
      .block_bytes = (size_t)(js->block_end - (const uint8_t *)js),
      .context_bytes = sizeof *js,
      .heap_bytes = (size_t)(js->heap_top - js->heap_start),
      .stack_bytes = (size_t)((const uint8_t *)js->stack_top - (const uint8_t *)js->sp),
      .permanent_bytes = (size_t)(js->block_end - (const uint8_t *)js->stack_top),
      .needed_bytes = js->needed_bytes,
      .collections = js->collections,
  };
}

#if JS_STRESS_GC
void js_stress(js_ctx *js, bool on) {
  js->stress = on;
}
void js_fail_allocation(js_ctx *js, uint32_t nth) {
  js->fail_countdown = nth;
}
#endif
