/* Captures in and out: pcap and pcapng read with libpcap, pcap written. */
#ifndef TOOL_RUN_CAPTURE_H
#define TOOL_RUN_CAPTURE_H

#include "file.h"

#include <pcap/pcap.h>
#include <stdint.h>

struct capture {
  const char *path;
  pcap_t *pcap;
  int link_type;
  bool nanoseconds; /* unit of pcap_pkthdr.ts.tv_usec */
  uint64_t packets; /* read so far */
  pcap_t *shape;    /* what the output's header is made from */
  pcap_dumper_t *dumper;
  struct file_output output;
  bool writing;
};

/* A packet as read; bytes are valid until the next read. */
struct captured {
  const uint8_t *bytes;
  uint32_t length;
  uint32_t wire_length;
  uint64_t time_ns;  /* since 1970 */
  uint16_t l2_proto; /* Ethernet and raw IP; else 0 */
  struct pcap_pkthdr header;
};

bool capture_open(struct capture *capture, const char *path, struct tool_error *error);

/* Starts a capture of the packets that survive, with the link type of the one being read. */
bool capture_open_output(struct capture *capture, const char *path, struct tool_error *error);

/* The next packet; *end at the end of the file. False for a damaged capture, with the packet's number. */
bool capture_next(struct capture *capture, struct captured *packet, bool *end, struct tool_error *error);

/* Writes a packet of new contents under its original header. */
void capture_write(struct capture *capture, const struct captured *packet, const uint8_t *bytes,
                   uint32_t length);

/* ok: the output becomes the file; else it is removed. False when it could not be written. */
bool capture_close(struct capture *capture, bool ok, struct tool_error *error);

/* "Ethernet" */
const char *capture_link_name(const struct capture *capture);

#endif
