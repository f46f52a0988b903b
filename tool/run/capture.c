/* Captures through libpcap. */
#include "run/capture.h"

#include "base/bytes.h"

#include <errno.h>
#include <string.h>

/* Longest packet an output header promises: programs may let packets grow beyond the input's. */
enum { OUTPUT_SNAPLEN = 262144 };

/*
 * Does a capture have timestamps finer than microseconds? The magic of a pcap says so; in a pcapng it is the if_tsresol option (9)
 * of an interface block (1), which stands in front of the packets.
 */
static bool has_nanoseconds(FILE *stream) {
  uint8_t head[4096];
  size_t length = fread(head, 1, sizeof head, stream);
  rewind(stream);
  if (length < 28)
    return false;
  uint32_t magic = load_le32(head);
  if (magic == 0xa1b23c4du || magic == 0x4d3cb2a1u)
    return true;
  if (magic != 0x0a0d0d0au)
    return false;
  bool big = load_le32(head + 8) != 0x1a2b3c4du;
#define U32(at) (big ? load_be32(at) : load_le32(at))
#define U16(at) (big ? load_be16(at) : load_le16(at))
  for (size_t block = 0; block + 16 <= length;) {
    uint32_t type = U32(head + block), bytes = U32(head + block + 4);
    size_t end = bytes < length - block ? block + bytes : length;
    if (bytes < 12 || (type != 1 && block > 0 && type != 0x0a0d0d0au))
      return false;
    for (size_t option = block + 16; type == 1 && option + 5 <= end;) {
      uint16_t code = U16(head + option), size = U16(head + option + 2);
      if (code == 9)
        return (head[option + 4] & 0x7f) > ((head[option + 4] & 0x80) ? 20 : 6);
      if (code == 0)
        break;
      option += 4 + ((size + 3u) & ~3u);
    }
    block += (bytes + 3u) & ~3u;
  }
#undef U32
#undef U16
  return false;
}

bool capture_open(struct capture *capture, const char *path, struct tool_error *error) {
  char message[PCAP_ERRBUF_SIZE] = "";
  bool from_stdin = strcmp(path, "-") == 0;
  *capture = (struct capture){.path = path};
  FILE *stream = from_stdin ? stdin : fopen(path, "rb");
  if (!stream)
    return tool_fail(error, errno == ENOENT ? TOOL_NOT_FOUND : TOOL_FAILED, "%s: cannot open: %s", path,
                     strerror(errno));
  capture->nanoseconds = !from_stdin && has_nanoseconds(stream);
  capture->pcap = pcap_fopen_offline_with_tstamp_precision(
      stream, capture->nanoseconds ? PCAP_TSTAMP_PRECISION_NANO : PCAP_TSTAMP_PRECISION_MICRO, message);
  if (!capture->pcap) {
    if (!from_stdin)
      fclose(stream);
    return tool_fail(error, TOOL_FAILED, "%s: not a capture that can be read: %s", path, message);
  }
  capture->link_type = pcap_datalink(capture->pcap);
  return true;
}

bool capture_open_output(struct capture *capture, const char *path, struct tool_error *error) {
  if (!file_open_output(path, &capture->output, error))
    return false;
  capture->writing = true;
  capture->shape = pcap_open_dead_with_tstamp_precision(capture->link_type, OUTPUT_SNAPLEN,
                                                        capture->nanoseconds ? PCAP_TSTAMP_PRECISION_NANO
                                                                             : PCAP_TSTAMP_PRECISION_MICRO);
  capture->dumper = capture->shape ? pcap_dump_fopen(capture->shape, capture->output.stream) : NULL;
  if (capture->dumper)
    return true;
  return tool_fail(error, TOOL_FAILED, "%s: cannot write captures of link type %s%s%s", path,
                   capture_link_name(capture), capture->shape ? ": " : "",
                   capture->shape ? pcap_geterr(capture->shape) : "");
}

/* EtherType of a packet, behind one VLAN tag if there is one, as Linux's skb->protocol would say. */
static uint16_t protocol_of(int link_type, const uint8_t *bytes, uint32_t length) {
  if (link_type == DLT_EN10MB && length >= 14) {
    uint16_t type = load_be16(bytes + 12);
    return (type == 0x8100 || type == 0x88a8) && length >= 18 ? load_be16(bytes + 16) : type;
  }
  if ((link_type == DLT_RAW || link_type == 101) && length >= 1)
    return bytes[0] >> 4 == 6 ? 0x86dd : 0x0800;
  return 0;
}

bool capture_next(struct capture *capture, struct captured *packet, bool *end, struct tool_error *error) {
  struct pcap_pkthdr *header;
  const u_char *bytes;
  int got = pcap_next_ex(capture->pcap, &header, &bytes);
  *end = got == PCAP_ERROR_BREAK;
  if (*end)
    return true;
  if (got != 1)
    return tool_fail(error, TOOL_FAILED, "%s: packet %llu: %s", capture->path,
                     (unsigned long long)capture->packets + 1, pcap_geterr(capture->pcap));
  capture->packets++;
  packet->header = *header;
  packet->bytes = bytes;
  packet->length = header->caplen;
  packet->wire_length = header->len > header->caplen ? header->len : header->caplen;
  packet->time_ns = (uint64_t)header->ts.tv_sec * 1000000000u +
                    (uint64_t)header->ts.tv_usec * (capture->nanoseconds ? 1u : 1000u);
  packet->l2_proto = protocol_of(capture->link_type, bytes, packet->length);
  return true;
}

void capture_write(struct capture *capture, const struct captured *packet, const uint8_t *bytes,
                   uint32_t length) {
  struct pcap_pkthdr header = packet->header;
  header.len = packet->wire_length - packet->length + length;
  header.caplen = length;
  if (capture->dumper)
    pcap_dump((u_char *)capture->dumper, &header, bytes);
}

bool capture_close(struct capture *capture, bool ok, struct tool_error *error) {
  bool written = true;
  if (capture->writing) /* a pcap_dumper_t is the stream itself */
    written = file_close_output(&capture->output, ok, error);
  if (capture->shape)
    pcap_close(capture->shape);
  if (capture->pcap)
    pcap_close(capture->pcap);
  *capture = (struct capture){0};
  return written;
}

const char *capture_link_name(const struct capture *capture) {
  const char *name = pcap_datalink_val_to_name(capture->link_type);
  return name ? name : "unknown";
}
