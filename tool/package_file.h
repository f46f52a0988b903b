/* A package read from a file and parsed in every part, for the verbs that show one. */
#ifndef TOOL_PACKAGE_FILE_H
#define TOOL_PACKAGE_FILE_H

#include "ebpf/image.h"
#include "error.h"
#include "package/debug_section.h"
#include "package/maps_section.h"
#include "pool.h"

#include <mbpf/package.h>

struct package_file {
  struct buffer bytes;
  struct mbpf_package package;
  struct mbpf_manifest manifest;
  bool has_code, has_debug, has_maps;
  struct ebpf_image code;  /* has_code */
  struct debug_info debug; /* has_debug */
  struct mbpf_bytes maps;  /* has_maps: checked */
};

/* Reads and checks a package; every part that is there is checked. Call package_file_close in either case. */
bool package_file_open(const char *path, struct package_file *file, struct tool_error *error);
/* The same for bytes in memory, which the file takes over; path is for messages. */
bool package_file_take(const char *path, struct buffer *bytes, struct package_file *file,
                       struct tool_error *error);
void package_file_close(struct package_file *file);

/* "net_rx (xdp_md)" for a program; the pool owns the text. */
const char *package_file_hook(struct pool *pool, const struct mbpf_manifest_program *program);

#endif
