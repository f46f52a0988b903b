/*
 * A simulated platform with one package loaded and one program attached: mbpf run's runtime, clock, ring consumer and log. One CPU.
 */
#ifndef TOOL_RUN_SESSION_H
#define TOOL_RUN_SESSION_H

#include "error.h"
#include "pool.h"

#include <mbpf/runtime.h>

struct session_options {
  const char *program; /* entry symbol, or NULL: the first */
  enum mbpf_tier tier;
  uint64_t seed;      /* of the programs' random numbers */
  bool capture_clock; /* time is what session_set_time says */
  uint64_t arena_bytes;
};

/* A record a program put into a ring. */
struct session_record {
  uint32_t map;   /* number in the package */
  uint64_t event; /* 1: the first */
  const uint8_t *bytes;
  uint32_t length;
};

struct session {
  struct pool pool;
  mbpf_runtime *runtime;
  void *arena;
  size_t arena_bytes;
  struct mbpf_port port;
  mbpf_package_handle package;
  mbpf_program_handle program;
  mbpf_point_handle point;
  struct mbpf_program_info info;
  uint32_t map_count;
  bool has_rings;
  bool simulated;
  uint64_t time_ns;
  uint64_t random;
  uint64_t event; /* the one under way or last, from 1 */
  struct session_record *records;
  size_t record_count, record_capacity, record_bytes;
  uint64_t records_lost; /* not kept: too many */
  uint32_t consuming;    /* map whose ring is being read */
};

/* One event: bytes of a packet or of a tracepoint's or custom event's data, with room around them for packets that grow. */
struct frame {
  uint8_t *memory; /* malloc'ed: frame_free */
  size_t capacity;
  uint8_t *data; /* in memory */
  uint32_t length;
  uint32_t headroom, tailroom;
  uint32_t wire_length; /* >= length: the rest was not captured */
  uint16_t l2_proto;
  uint64_t time_ns;
  struct mbpf_result result; /* of the last run */
};

/* Loads an image and attaches its program. session_close in either case. path is for messages. */
bool session_open(struct session *session, const char *path, const void *image, size_t bytes,
                  const struct session_options *options, struct tool_error *error);
void session_close(struct session *session);

/* Makes a frame hold a copy of bytes, with room before and after. */
bool frame_fill(struct frame *frame, const uint8_t *bytes, uint32_t length);
void frame_free(struct frame *frame);

/*
 * Fires a frame repeat times and leaves the last result in it. Every run starts with the frame's bounds; bytes a program changed
 * stay changed. Returns the ns all runs took. Ring records are collected.
 */
uint64_t session_fire(struct session *session, struct frame *frame, uint64_t repeat);

/* Fires count frames once each, in order, timed together. */
uint64_t session_fire_all(struct session *session, struct frame *frames, size_t count);

#endif
