/*
 * What the example programs have to find in a capture, computed a second time: no eBPF, no map, nothing of theirs.
 *
 *   test_examples_reference NAME CAPTURE
 *
 * prints pieces of the JSON that `mbpf run --json` has to print for examples/NAME.bpf.c, a line each: the verdicts,
 * every map's contents, the events. What it computes is what the header comment of the example promises.
 */
#include <pcap/pcap.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SOURCES = 256 };
enum { ICMP = 1, TCP = 6, UDP = 17 };

/* A frame of the capture, decoded. Addresses and ports are numbers, not bytes in packet order. */
struct frame {
  uint64_t time_ns;
  uint32_t length;
  uint32_t ethertype; /* behind VLAN tags */
  bool ipv4;          /* with a whole header */
  bool ports;         /* TCP or UDP with both ports, or another protocol */
  uint32_t source, target;
  uint32_t protocol; /* of IPv4, or IPv6's next header */
  uint32_t source_port, target_port;
  bool syn, ack;
};

/* Everything known of one source address; each example uses its part. */
struct source {
  uint32_t address;
  uint64_t last_ns, credit_ns, passed, dropped; /* ratelimit */
  uint64_t window_ns;                           /* synflood */
  uint32_t opened, finished;
};

static struct source sources[MAX_SOURCES]; /* by address */
static uint32_t source_count;
static uint32_t pass, drop;
static char events[1 << 16];

static uint32_t be(const uint8_t *at, uint32_t bytes) {
  uint32_t value = 0;
  for (uint32_t i = 0; i < bytes; i++)
    value = value << 8 | at[i];
  return value;
}

static void decode_ports(struct frame *frame, const uint8_t *at, const uint8_t *end) {
  if (frame->protocol != TCP && frame->protocol != UDP) {
    frame->ports = true;
  } else if (end - at >= 4) {
    frame->source_port = be(at, 2);
    frame->target_port = be(at + 2, 2);
    frame->ports = true;
  }
  if (frame->protocol == TCP && end - at >= 20) {
    frame->syn = (at[13] & 2) != 0;
    frame->ack = (at[13] & 16) != 0;
  }
}

static struct frame decode(const struct pcap_pkthdr *header, const uint8_t *at) {
  const uint8_t *end = at + header->caplen;
  struct frame frame = {.time_ns =
                            (uint64_t)header->ts.tv_sec * 1000000000u + (uint64_t)header->ts.tv_usec * 1000u,
                        .length = header->caplen,
                        .ethertype = be(at + 12, 2)};
  at += 14;
  while (frame.ethertype == 0x8100) {
    frame.ethertype = be(at + 2, 2);
    at += 4;
  }
  if (frame.ethertype == 0x86dd)
    frame.protocol = at[6];
  if (frame.ethertype != 0x0800 || end - at < 20)
    return frame;
  frame.ipv4 = true;
  frame.protocol = at[9];
  frame.source = be(at + 12, 4);
  frame.target = be(at + 16, 4);
  decode_ports(&frame, at + (size_t)(at[0] & 15) * 4, end);
  return frame;
}

/* The entry of an address, made empty and in order of addresses when it is new. */
static struct source *source_of(uint32_t address, bool *is_new) {
  uint32_t at = 0;
  while (at < source_count && sources[at].address < address)
    at++;
  *is_new = at == source_count || sources[at].address != address;
  if (*is_new) {
    if (source_count == MAX_SOURCES)
      exit(2);
    memmove(&sources[at + 1], &sources[at], (source_count - at) * sizeof *sources);
    source_count++;
    sources[at] = (struct source){.address = address};
  }
  return &sources[at];
}

static void verdict(bool passes) {
  if (passes)
    pass++;
  else
    drop++;
}

/* Numbers in the byte order a program for this CPU leaves them in. */
static void put(const void *value, size_t bytes) {
  const uint8_t *at = value;
  for (size_t i = 0; i < bytes; i++)
    printf("%02x", at[i]);
}
static void put32(uint32_t value) {
  put(&value, sizeof value);
}
static void put64(uint64_t value) {
  put(&value, sizeof value);
}

static void begin_map(const char *name, const char *type) {
  printf("\"%s\":{\"type\":\"%s\",\"entries\":[", name, type);
}
static void begin_entry(bool first) {
  printf(first ? "[\"" : ",[\"");
}

/* --- blocklist: three addresses; the count is what each has cost --- */

static const uint32_t blocked[] = {0x0a000042, 0x0a000043, 0xc0000201};
static uint64_t blocked_packets[3];

static void blocklist_frame(const struct frame *frame) {
  for (uint32_t i = 0; i < 3; i++)
    if (frame->ipv4 && frame->source == blocked[i]) {
      blocked_packets[i]++;
      verdict(false);
      return;
    }
  verdict(true);
}

static void blocklist_end(void) {
  begin_map("blocklist", "hash");
  for (uint32_t i = 0; i < 3; i++) {
    begin_entry(i == 0);
    printf("%08x\",\"", blocked[i]);
    put64(blocked_packets[i]);
    printf("\"]");
  }
  puts("]}");
}

/* --- firewall: five rules, the exact ones win, the rest of IPv4 is dropped --- */

static struct rule {
  uint32_t source, source_port, target_port, protocol;
  bool passes;
  uint64_t packets;
} rules[] = {
    {0, 0, 0, ICMP, true, 0},
    {0, 0, 53, UDP, true, 0},
    {0, 0, 80, TCP, true, 0},
    {0x0a000001, 40022, 22, TCP, true, 0},
    {0x0a00000b, 40080, 80, TCP, false, 0},
};
enum { RULES = sizeof rules / sizeof *rules, SERVER = 0x0a000002 };
static uint64_t unmatched;

static bool rule_covers(const struct rule *rule, const struct frame *frame) {
  bool from = rule->source == 0 || (rule->source == frame->source && rule->source_port == frame->source_port);
  return from && frame->target == SERVER && rule->target_port == frame->target_port &&
         rule->protocol == frame->protocol;
}

static void firewall_frame(const struct frame *frame) {
  if (frame->ethertype != 0x0800) {
    verdict(true);
    return;
  }
  if (!frame->ipv4 || !frame->ports) {
    verdict(false);
    return;
  }
  for (uint32_t i = RULES; i-- > 0;) /* the exact ones are last */
    if (rule_covers(&rules[i], frame)) {
      rules[i].packets++;
      verdict(rules[i].passes);
      return;
    }
  unmatched++;
  verdict(false);
}

static void firewall_end(void) {
  begin_map("unmatched", "array");
  printf("[\"00000000\",\"");
  put64(unmatched);
  puts("\"]]}");
  begin_map("rules", "hash");
  for (uint32_t i = 0; i < RULES; i++) {
    begin_entry(i == 0);
    printf("%08x%08x%04x%04x", rules[i].source, SERVER, rules[i].source_port, rules[i].target_port);
    put32(rules[i].protocol);
    printf("\",\"");
    put32(rules[i].passes ? 2 : 1);
    put32(0);
    put64(rules[i].packets);
    printf("\"]");
  }
  puts("]}");
}

/* --- ratelimit: a packet costs 20 ms of credit, 400 ms fit --- */

enum { COST_NS = 20000000, FULL_NS = 400000000 };

static void ratelimit_frame(const struct frame *frame) {
  bool is_new;
  if (!frame->ipv4) {
    verdict(true);
    return;
  }
  struct source *source = source_of(frame->source, &is_new);
  uint64_t credit = is_new ? FULL_NS : source->credit_ns + frame->time_ns - source->last_ns;
  if (credit > FULL_NS)
    credit = FULL_NS;
  bool passes = credit >= COST_NS;
  source->credit_ns = passes ? credit - COST_NS : credit;
  source->last_ns = frame->time_ns;
  source->passed += passes;
  source->dropped += !passes;
  verdict(passes);
}

static void ratelimit_end(void) {
  begin_map("buckets", "lru_hash");
  for (uint32_t i = 0; i < source_count; i++) {
    begin_entry(i == 0);
    printf("%08x\",\"", sources[i].address);
    put64(sources[i].last_ns);
    put64(sources[i].credit_ns);
    put64(sources[i].passed);
    put64(sources[i].dropped);
    printf("\"]");
  }
  puts("]}");
}

/* --- counters: packets and bytes by protocol --- */

enum { SLOTS = 11 };
static uint64_t packets[SLOTS], bytes[SLOTS];

static uint32_t slot_of(const struct frame *frame) {
  bool ipv6 = frame->ethertype == 0x86dd;
  if (frame->ethertype == 0x0806)
    return 0;
  if (!ipv6 && !frame->ipv4)
    return frame->ethertype == 0x0800 ? 10 : 9;
  switch (frame->protocol) {
  case ICMP: return ipv6 ? 8 : 1;
  case TCP: return ipv6 ? 6 : 2;
  case UDP: return ipv6 ? 7 : 3;
  case 58: return ipv6 ? 5 : 4;
  default: return ipv6 ? 8 : 4;
  }
}

static void counters_frame(const struct frame *frame) {
  uint32_t slot = slot_of(frame);
  packets[slot]++;
  bytes[slot] += frame->length;
  verdict(true);
}

static void counters_end(void) {
  begin_map("counters", "percpu_array");
  for (uint32_t i = 0; i < SLOTS; i++) {
    begin_entry(i == 0);
    put32(i);
    printf("\",\"");
    put64(packets[i]);
    put64(bytes[i]);
    printf("\"]");
  }
  puts("]}");
}

/* --- synflood: 32 handshakes opened and not finished within a second --- */

static void alarm_of(const struct frame *frame) {
  uint8_t time[8];
  uint32_t unfinished = 32;
  uint8_t count[4];
  memcpy(time, &frame->time_ns, sizeof time);
  memcpy(count, &unfinished, sizeof count);
  size_t used = strlen(events);
  used += (size_t)snprintf(events + used, sizeof events - used, "%s\"", used ? "," : "");
  for (int i = 0; i < 8; i++)
    used += (size_t)snprintf(events + used, sizeof events - used, "%02x", time[i]);
  used += (size_t)snprintf(events + used, sizeof events - used, "%08x%08x%04x0000", frame->source,
                           frame->target, frame->target_port);
  for (int i = 0; i < 4; i++)
    used += (size_t)snprintf(events + used, sizeof events - used, "%02x", count[i]);
  (void)snprintf(events + used, sizeof events - used, "\"");
}

static void synflood_frame(const struct frame *frame) {
  bool is_new;
  verdict(true);
  if (!frame->ipv4 || frame->protocol != TCP)
    return;
  struct source *source = source_of(frame->source, &is_new);
  if (is_new || frame->time_ns - source->window_ns >= 1000000000u) {
    source->window_ns = frame->time_ns;
    source->opened = 0;
    source->finished = 0;
  }
  if (frame->ack && source->finished < source->opened)
    source->finished++;
  if (frame->ack || !frame->syn)
    return;
  source->opened++;
  if (source->opened - source->finished == 32)
    alarm_of(frame);
}

static void synflood_end(void) {
  begin_map("sources", "lru_hash");
  for (uint32_t i = 0; i < source_count; i++) {
    begin_entry(i == 0);
    printf("%08x\",\"", sources[i].address);
    put64(sources[i].window_ns);
    put32(sources[i].opened);
    put32(sources[i].finished);
    printf("\"]");
  }
  puts("]}");
  printf("\"alarms\":{\"type\":\"ringbuf\",\"records\":[%s]}\n", events);
}

static const struct example {
  const char *name;
  void (*frame)(const struct frame *frame);
  void (*end)(void);
} examples[] = {
    {"blocklist", blocklist_frame, blocklist_end}, {"firewall", firewall_frame, firewall_end},
    {"ratelimit", ratelimit_frame, ratelimit_end}, {"counters", counters_frame, counters_end},
    {"synflood", synflood_frame, synflood_end},
};

static const struct example *example_of(const char *name) {
  for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
    if (strcmp(examples[i].name, name) == 0)
      return &examples[i];
  fprintf(stderr, "nothing is known of an example '%s'\n", name);
  exit(2);
}

int main(int argc, char **argv) {
  char problem[PCAP_ERRBUF_SIZE];
  if (argc != 3)
    return 2;
  const struct example *example = example_of(argv[1]);
  pcap_t *capture = pcap_open_offline(argv[2], problem);
  if (capture == NULL) {
    fprintf(stderr, "%s\n", problem);
    return 2;
  }
  struct pcap_pkthdr *header;
  const uint8_t *data;
  while (pcap_next_ex(capture, &header, &data) == 1) {
    struct frame frame = decode(header, data);
    example->frame(&frame);
  }
  pcap_close(capture);
  printf("\"packets\":%u,\"verdicts\":{\"pass\":%u,\"drop\":%u,\"abort\":0,\"tx\":0,\"redirect\":0}\n",
         (unsigned)(pass + drop), (unsigned)pass, (unsigned)drop);
  puts("\"failures\":0");
  example->end();
  return 0;
}
