/*
 * Hook types, the contexts a host passes when it fires, and verdicts.
 *
 * Each context is declared once, in <mbpf/ctx/NAME.def>: a row a field, with its type and meaning. The
 * structs here, the rules for eBPF programs, the header programs include and docs/hooks.md all come from
 * those rows.
 */
#ifndef MBPF_HOOK_H
#define MBPF_HOOK_H

#include <mbpf/error.h>
#include <stddef.h>
#include <stdint.h>

/* Verdicts of net hooks. */
enum mbpf_net_verdict {
  MBPF_NET_PASS = 0,
  MBPF_NET_DROP = 1,
  MBPF_NET_ABORT = 2,    /* drop, and count a program error */
  MBPF_NET_TX = 3,       /* send back out of the interface it came from */
  MBPF_NET_REDIRECT = 4, /* send out of mbpf_result.redirect_ifindex */
  MBPF_NET_VERDICTS
};

/* enum name, package name, number, context (a file of mbpf/ctx), decision hook (else observer), default
 * verdict */
#define MBPF_HOOK_TYPE_TABLE(X)                                                                              \
  X(TRACEPOINT, "tracepoint", 1, tracepoint, 0, 0)                                                           \
  X(TIMER, "timer", 2, timer, 0, 0)                                                                          \
  X(NET_RX, "net_rx", 3, net, 1, MBPF_NET_PASS)                                                              \
  X(NET_TX, "net_tx", 4, net, 1, MBPF_NET_PASS)                                                              \
  X(CUSTOM, "custom", 6, custom, 0, 0)

enum mbpf_hook_type {
#define MBPF_HOOK_TYPE_ENUM(name, text, number, context, decision, fallback) MBPF_HOOK_##name = (number),
  MBPF_HOOK_TYPE_TABLE(MBPF_HOOK_TYPE_ENUM)
#undef MBPF_HOOK_TYPE_ENUM
};

/* Every context, by the name of its file. */
#define MBPF_CONTEXT_TABLE(X) X(net) X(tracepoint) X(timer) X(custom)

#define MBPF_CTX_ABI_VERSION 1u

enum { MBPF_CTX_TRUNCATED = 1u << 0 }; /* flags: data holds less than the event had */

/*
 * Copies length bytes at offset of the event's data to out; returns how many it copied. For hosts whose data
 * is not in one piece. Called in the firing context.
 */
typedef size_t mbpf_read_fn(const void *ctx, uint32_t offset, void *out, uint32_t length);

enum mbpf_custom_type {
  MBPF_CUSTOM_U8,
  MBPF_CUSTOM_U16,
  MBPF_CUSTOM_U32,
  MBPF_CUSTOM_U64,
  MBPF_CUSTOM_I8,
  MBPF_CUSTOM_I16,
  MBPF_CUSTOM_I32,
  MBPF_CUSTOM_I64,
  MBPF_CUSTOM_BYTES
};

/* A named piece of a custom event's data, little-endian. */
struct mbpf_custom_field {
  const char *name;
  uint32_t offset; /* bytes, from data */
  uint32_t length; /* bytes */
  enum mbpf_custom_type type;
};

/* The host's structs: a field a row. */
#define CTX_U16(name, meaning)      uint16_t name;
#define CTX_U32(name, meaning)      uint32_t name;
#define CTX_U64(name, meaning)      uint64_t name;
#define CTX_HOST_U32(name, meaning) uint32_t name;
#define CTX_PACKET(name, meaning)   uint8_t *name;
#define CTX_DATA(name, meaning)     const uint8_t *name;
#define CTX_READ(name, meaning)     mbpf_read_fn *name;
#define CTX_FIELDS(name, meaning)   const struct mbpf_custom_field *name;
struct mbpf_net_ctx {
#include <mbpf/ctx/net.def>
};
struct mbpf_tracepoint_ctx {
#include <mbpf/ctx/tracepoint.def>
};
struct mbpf_timer_ctx {
#include <mbpf/ctx/timer.def>
};
struct mbpf_custom_ctx {
#include <mbpf/ctx/custom.def>
};
#undef CTX_U16
#undef CTX_U32
#undef CTX_U64
#undef CTX_HOST_U32
#undef CTX_PACKET
#undef CTX_DATA
#undef CTX_READ
#undef CTX_FIELDS

/* "net_rx" for MBPF_HOOK_NET_RX; "unknown" for a number of no row. Static text, any context. */
const char *mbpf_hook_type_name(uint32_t type);

/* The number of a package name of length bytes, or 0. Any context. */
uint32_t mbpf_hook_type_find(const char *name, size_t length);

/* "pass", "drop", …: the name of a verdict of a hook type, or "?" . Static text, any context. */
const char *mbpf_verdict_name(uint32_t type, int32_t verdict);

#endif
