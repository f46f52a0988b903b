/*
 * Hook types, the contexts a host passes when it fires, and verdicts. The context structs are declared from
 * the schema files in src/hook (net.def, timer.def, …); docs/hooks.md lists every field.
 */
#ifndef MBPF_HOOK_H
#define MBPF_HOOK_H

#include <mbpf/error.h>
#include <stddef.h>
#include <stdint.h>

/* enum name, package name, number, decision hook (else observer), default verdict */
#define MBPF_HOOK_TYPE_TABLE(X)                                                                              \
  X(TRACEPOINT, "tracepoint", 1, 0, 0)                                                                       \
  X(TIMER, "timer", 2, 0, 0)                                                                                 \
  X(NET_RX, "net_rx", 3, 1, MBPF_NET_PASS)                                                                   \
  X(NET_TX, "net_tx", 4, 1, MBPF_NET_PASS)                                                                   \
  X(CUSTOM, "custom", 6, 0, 0)

enum mbpf_hook_type {
#define MBPF_HOOK_TYPE_ENUM(name, text, number, decision, fallback) MBPF_HOOK_##name = (number),
  MBPF_HOOK_TYPE_TABLE(MBPF_HOOK_TYPE_ENUM)
#undef MBPF_HOOK_TYPE_ENUM
};

/* Verdicts of net hooks. */
enum mbpf_net_verdict {
  MBPF_NET_PASS = 0,
  MBPF_NET_DROP = 1,
  MBPF_NET_ABORT = 2,   /* drop, and count a program error */
  MBPF_NET_TX = 3,      /* send back out of the interface it came from */
  MBPF_NET_REDIRECT = 4 /* send out of mbpf_result.redirect_ifindex */
};

enum { MBPF_CTX_TRUNCATED = 1u << 0 }; /* flags: data holds less than the event had */

/*
 * Copies length bytes at offset of the event's data to out; returns how many it copied. For hosts whose data is not in
 * one piece. Called in the firing context.
 */
typedef size_t mbpf_read_fn(const void *ctx, uint32_t offset, void *out, uint32_t length);

#define MBPF_CTX_ABI_VERSION 1u

/* One packet (NET_RX, NET_TX). Programs may change bytes in place and move both ends within the room stated. */
struct mbpf_net_ctx {
  uint32_t abi_version; /* MBPF_CTX_ABI_VERSION */
  uint32_t ifindex;
  uint32_t pkt_len;  /* of the whole packet on the wire, bytes */
  uint32_t data_len; /* of data, bytes */
  uint16_t l2_proto; /* EtherType, host byte order */
  uint16_t flags;    /* MBPF_CTX_TRUNCATED */
  uint8_t *data;     /* first byte of the link-layer header, or NULL with read_fn */
  mbpf_read_fn *read_fn; /* or NULL */
  uint32_t headroom; /* writable bytes before data */
  uint32_t tailroom; /* writable bytes after data + data_len */
  uint32_t rx_queue;
};

struct mbpf_tracepoint_ctx {
  uint32_t abi_version;
  uint32_t tracepoint_id;
  uint64_t timestamp; /* ns */
  uint32_t cpu;
  uint32_t pid;
  uint32_t data_len;
  uint32_t flags;
  const uint8_t *data;
  mbpf_read_fn *read_fn;
};

struct mbpf_timer_ctx {
  uint32_t abi_version;
  uint32_t timer_id;
  uint32_t period_us;
  uint32_t flags;
  uint64_t invocation_count;
  uint64_t timestamp; /* ns */
};

enum mbpf_custom_type {
  MBPF_CUSTOM_U8, MBPF_CUSTOM_U16, MBPF_CUSTOM_U32, MBPF_CUSTOM_U64,
  MBPF_CUSTOM_I8, MBPF_CUSTOM_I16, MBPF_CUSTOM_I32, MBPF_CUSTOM_I64,
  MBPF_CUSTOM_BYTES
};

/* A named piece of a custom event's data, little-endian. */
struct mbpf_custom_field {
  const char *name;
  uint32_t offset; /* bytes, from data */
  uint32_t length; /* bytes */
  enum mbpf_custom_type type;
};

struct mbpf_custom_ctx {
  uint32_t abi_version;
  uint32_t custom_hook_id;
  uint32_t schema_version;
  uint32_t flags;
  uint32_t data_len;
  uint32_t field_count;
  const uint8_t *data;
  mbpf_read_fn *read_fn;
  const struct mbpf_custom_field *fields; /* field_count of them */
};

#endif
