/* Packet helpers: reading, changing, resizing and redirecting the packet of the run's context. */
#include "helper/family.h"
#include "map/map.h"
#include "runtime/program.h"

#include <string.h>

#if MBPF_WITH_HELPERS_NET

enum { ETH_HEADER_BYTES = 14, META_MAX_BYTES = 255, META_ALIGNMENT = 4, XDP_ABORTED = 0, XDP_REDIRECT = 4 };
enum { TC_ACT_SHOT = 2, TC_ACT_REDIRECT = 7, TC_FLAG_INGRESS = 1 };

static uint64_t packet_bytes(const struct run_context *context) {
  return context->data ? (uint64_t)(context->data_end - context->data) : 0;
}

static bool in_packet(const struct run_context *context, uint64_t offset, uint64_t bytes) {
  uint64_t total = packet_bytes(context);
  return offset <= total && bytes <= total - offset;
}

/* --- reading and writing --- */

/* Offsets beyond INT_MAX and bytes the packet lacks: -EFAULT, and the buffer cleared, as Linux does. */
uint64_t helper_skb_load_bytes(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                               uint64_t a5) {
  const struct run_context *context = run->context;
  uint32_t offset = (uint32_t)a2, bytes = (uint32_t)a4;
  (void)a1, (void)a5;
  if (offset > INT32_MAX || !in_packet(context, offset, bytes)) {
    memset(helper_pointer(a3), 0, bytes);
    return helper_error(E_FAULT);
  }
  memcpy(helper_pointer(a3), context->data + offset, bytes);
  return 0;
}

/* 0, or the error Linux has for a range of an XDP packet. */
static int check_xdp_range(const struct run_context *context, uint32_t offset, uint32_t bytes) {
  if (offset > 0xffff || bytes > 0xffff)
    return E_FAULT;
  return in_packet(context, offset, bytes) ? 0 : E_INVAL;
}

/* A range that is not there clears the buffer. */
uint64_t helper_xdp_load_bytes(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                               uint64_t a5) {
  const struct run_context *context = run->context;
  uint32_t offset = (uint32_t)a2, bytes = (uint32_t)a4;
  int error = check_xdp_range(context, offset, bytes);
  (void)a1, (void)a5;
  if (error) {
    memset(helper_pointer(a3), 0, bytes);
    return helper_error(error);
  }
  memmove(helper_pointer(a3), context->data + offset, bytes);
  return 0;
}

uint64_t helper_xdp_store_bytes(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                                uint64_t a5) {
  struct run_context *context = run->context;
  uint32_t offset = (uint32_t)a2, bytes = (uint32_t)a4;
  int error = check_xdp_range(context, offset, bytes);
  (void)a1, (void)a5;
  if (error)
    return helper_error(error);
  memmove(context->data + offset, helper_pointer(a3), bytes);
  return 0;
}

uint64_t helper_xdp_get_buff_len(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                                 uint64_t a5) {
  (void)a1, (void)a2, (void)a3, (void)a4, (void)a5;
  return packet_bytes(run->context);
}

/* May the packet be that long? Proofs rely on it. */
static bool is_too_long(int64_t bytes) {
  return bytes > (int64_t)MBPF_MAX_PACKET_BYTES;
}

/* --- moving the ends; offsets are signed 32-bit, distances are compared as 64-bit numbers, never as wild pointers --- */

static int64_t distance(const uint8_t *from, const uint8_t *to) {
  return (int64_t)(to - from);
}

uint64_t helper_xdp_adjust_head(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                                uint64_t a5) {
  struct run_context *context = run->context;
  int64_t delta = (int32_t)(uint32_t)a2;
  (void)a1, (void)a3, (void)a4, (void)a5;
  if (!context->data)
    return helper_error(E_INVAL);
  int64_t meta = distance(context->data_meta, context->data);
  int64_t room = distance(context->hard_start, context->data) - meta;
  int64_t length = distance(context->data, context->data_end);
  if (delta < -room || delta > length - ETH_HEADER_BYTES || is_too_long(length - delta))
    return helper_error(E_INVAL);
  memmove(context->data_meta + delta, context->data_meta, (size_t)meta);
  context->data_meta += delta;
  context->data += delta;
  return 0;
}

uint64_t helper_xdp_adjust_meta(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                                uint64_t a5) {
  struct run_context *context = run->context;
  int64_t delta = (int32_t)(uint32_t)a2;
  (void)a1, (void)a3, (void)a4, (void)a5;
  if (!context->data)
    return helper_error(E_INVAL);
  int64_t meta = distance(context->data_meta, context->data) - delta; /* bytes of it afterwards */
  if (meta < 0 || meta > distance(context->hard_start, context->data))
    return helper_error(E_INVAL);
  if (meta % META_ALIGNMENT != 0 || meta > META_MAX_BYTES)
    return helper_error(E_ACCES);
  context->data_meta += delta;
  return 0;
}

uint64_t helper_xdp_adjust_tail(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                                uint64_t a5) {
  struct run_context *context = run->context;
  int64_t delta = (int32_t)(uint32_t)a2;
  (void)a1, (void)a3, (void)a4, (void)a5;
  if (!context->data || delta > distance(context->data_end, context->hard_end) ||
      distance(context->data, context->data_end) + delta < ETH_HEADER_BYTES ||
      is_too_long(distance(context->data, context->data_end) + delta))
    return helper_error(E_INVAL);
  if (delta > 0)
    memset(context->data_end, 0, (size_t)delta);
  context->data_end += delta;
  return 0;
}

/* --- redirecting --- */

static void redirect_to(struct run_context *context, uint32_t ifindex, uint32_t flags) {
  context->redirect_ifindex = ifindex;
  context->redirect_flags = flags;
}

static bool is_tc(const struct run *run) {
  const struct view *view = run->program->entry.view;
  return MBPF_WITH_VIEW_SKB && view && view->id == VIEW_TC;
}

/* What to return depends on whose codes the program returns; only traffic control has a flag. */
uint64_t helper_redirect(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5) {
  bool tc = is_tc(run);
  (void)a3, (void)a4, (void)a5;
  if (a2 > (tc ? TC_FLAG_INGRESS : 0))
    return tc ? TC_ACT_SHOT : XDP_ABORTED;
  redirect_to(run->context, (uint32_t)a1, (uint32_t)a2);
  return tc ? TC_ACT_REDIRECT : XDP_REDIRECT;
}

/* The two low bits of flags are the code to return when the slot is empty; broadcasting is not supported. */
uint64_t helper_redirect_map(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4,
                             uint64_t a5) {
  struct map *map = helper_pointer(a1);
  uint32_t key = (uint32_t)a2, ifindex;
  (void)a4, (void)a5;
  if (map->def.type != MBPF_MAP_DEVMAP || a3 > 3)
    return XDP_ABORTED;
  const void *value = map->ops->lookup(map, &key, run->cpu);
  if (!value)
    return a3;
  memcpy(&ifindex, value, sizeof ifindex);
  redirect_to(run->context, ifindex, 0);
  return XDP_REDIRECT;
}

/* --- checksums: ones' complement sums of words in the host's order --- */

/* 0 only when everything is 0; else ones' complement zero is 0xffffffff. bytes is a multiple of 4 below 2^32: no wrap. */
static uint32_t sum_words(const uint8_t *at, uint32_t bytes, uint32_t seed) {
  uint64_t sum = seed;
  for (uint32_t i = 0; i < bytes; i += 4) {
    uint32_t word;
    memcpy(&word, at + i, sizeof word);
    sum += word;
  }
  while (sum > UINT32_MAX)
    sum = (sum & UINT32_MAX) + (sum >> 32);
  return (uint32_t)sum;
}

static uint64_t fold(uint32_t sum) {
  while (sum > 0xffff)
    sum = (sum & 0xffff) + (sum >> 16);
  return sum;
}

/*
 * seed + to - from. Folded to 16 bits, as Linux does since 6.13, so that every CPU gives the same; which of the two zeros comes
 * out is Linux's choice, too.
 */
uint64_t helper_csum_diff(struct run *run, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5) {
  uint32_t from_bytes = (uint32_t)a2, to_bytes = (uint32_t)a4, seed = (uint32_t)a5;
  const uint8_t *from = helper_pointer(a1), *to = helper_pointer(a3);
  (void)run;
  if ((from_bytes | to_bytes) % 4 != 0)
    return helper_error(E_INVAL);
  if (from_bytes == 0)
    return fold(sum_words(to, to_bytes, seed));
  if (to_bytes == 0)
    return fold(~sum_words(from, from_bytes, ~seed));
  uint32_t plus = sum_words(to, to_bytes, seed), minus = ~sum_words(from, from_bytes, 0);
  uint32_t sum = plus + minus;
  return fold(sum + (sum < minus));
}

#endif
