/* mbpf run: simulated events. The verb's options, then one function per source of events, then the report. */
#include "run/capture.h"
#include "run/dump.h"
#include "run/insns.h"
#include "run/session.h"

#include "options.h"
#include "output.h"
#include "verbs.h"

#include "base/bytes.h"

#include <mbpf/hook.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 64, MAX_DATA_BYTES = 16 * 1024 * 1024, MAX_HEX_BYTES = 4 * 1024 * 1024, SHOWN_FAILURES = 3 };

struct run {
  const char *file;
  const char *program;
  const char *pcap;
  const char *pcap_out;
  const char *insns;
  const char *tier_name;
  struct option_list data;
  uint64_t repeat;
  uint64_t seed;
  uint64_t memory_mib;
  bool json;
  bool all;
  bool real_time;
  enum mbpf_tier tier;

  struct session session;
  uint64_t events, runs, failures, ns;
  uint64_t verdicts[MBPF_NET_VERDICTS + 1]; /* the last: observers' */
  struct mbpf_result last;
  json_t *results; /* one per --data-* */
  bool stopped;    /* some run's status was not ok */
};

static bool is_net(const struct run *run) {
  return run->session.info.hook_type == MBPF_HOOK_NET_RX || run->session.info.hook_type == MBPF_HOOK_NET_TX;
}

/* --- one event's result --- */

static void report_failure(struct run *run, const struct mbpf_result *result, uint64_t event) {
  char why[300] = "";
  if (run->failures++ >= SHOWN_FAILURES)
    return;
  if (result->stop.reason)
    mbpf_stop_describe(run->session.runtime, &result->stop, why, sizeof why);
  else if (result->status == MBPF_RUN_OK)
    snprintf(why, sizeof why, "the result %llu means nothing to the hook",
             (unsigned long long)result->retval);
  const struct palette *color = output_palette(stderr);
  fprintf(stderr, "%s%s %llu:%s %s%s%s\n", color->bad, is_net(run) ? "packet" : "event",
          (unsigned long long)event, color->end, mbpf_run_status_name(result->status), *why ? ": " : "", why);
}

static void account(struct run *run, const struct frame *frame, uint64_t event) {
  const struct mbpf_result *result = &frame->result;
  bool known = is_net(run) && result->verdict >= 0 && result->verdict < MBPF_NET_VERDICTS;
  run->events++;
  run->runs += run->repeat;
  run->verdicts[known ? result->verdict : MBPF_NET_VERDICTS]++;
  run->last = *result;
  if (result->status != MBPF_RUN_OK)
    run->stopped = true;
  if (result->failures)
    report_failure(run, result, event);
}

static bool survives(const struct mbpf_result *result) {
  return result->verdict != MBPF_NET_DROP && result->verdict != MBPF_NET_ABORT;
}

/* --- events from a capture --- */

struct batch {
  struct frame frames[BATCH];
  struct captured packets[BATCH];
  size_t count;
};

static bool read_batch(struct capture *capture, struct batch *batch, bool *end, struct tool_error *error) {
  for (batch->count = 0; batch->count < BATCH; batch->count++) {
    struct captured *packet = &batch->packets[batch->count];
    struct frame *frame = &batch->frames[batch->count];
    if (!capture_next(capture, packet, end, error))
      return false;
    if (*end)
      return true;
    if (!frame_fill(frame, packet->bytes, packet->length))
      return tool_fail(error, TOOL_FAILED, "out of memory");
    frame->wire_length = packet->wire_length;
    frame->l2_proto = packet->l2_proto;
    frame->time_ns = packet->time_ns;
  }
  return true;
}

static void fire_batch(struct run *run, struct batch *batch) {
  if (run->repeat == 1) {
    run->ns += session_fire_all(&run->session, batch->frames, batch->count);
    return;
  }
  for (size_t i = 0; i < batch->count; i++)
    run->ns += session_fire(&run->session, &batch->frames[i], run->repeat);
}

static bool run_packets(struct run *run, struct capture *capture, struct tool_error *error) {
  struct progress progress;
  struct batch *batch = calloc(1, sizeof *batch);
  bool end = false, ok = batch != NULL;
  progress_start(&progress, "packets", 0);
  while (ok && !end) {
    ok = read_batch(capture, batch, &end, error);
    if (!ok)
      break;
    fire_batch(run, batch);
    for (size_t i = 0; i < batch->count; i++) {
      const struct frame *frame = &batch->frames[i];
      account(run, frame, run->events + 1);
      if (survives(&frame->result))
        capture_write(capture, &batch->packets[i], frame->result.data ? frame->result.data : frame->data,
                      frame->result.data ? frame->result.data_len : frame->length);
      progress_step(&progress, run->events);
    }
  }
  progress_end(&progress);
  for (size_t i = 0; batch && i < BATCH; i++)
    frame_free(&batch->frames[i]);
  free(batch);
  return ok;
}

static bool run_capture(struct run *run, struct tool_error *error) {
  struct capture capture;
  struct tool_error ignored;
  if (!is_net(run))
    return tool_fail(error, TOOL_USAGE, "--pcap: program %s is for %s events, not packets",
                     run->session.info.name, mbpf_hook_type_name(run->session.info.hook_type));
  if (!capture_open(&capture, run->pcap, error))
    return false;
  if (capture.link_type != DLT_EN10MB)
    fprintf(stderr, "mbpf run: %s: link type %s: packets do not start with an Ethernet header\n", run->pcap,
            capture_link_name(&capture));
  bool ok = (!run->pcap_out || capture_open_output(&capture, run->pcap_out, error)) &&
            run_packets(run, &capture, error);
  return capture_close(&capture, ok, ok ? error : &ignored) && ok;
}

/* --- events from bytes --- */

static bool read_data(const struct option_item *item, struct buffer *bytes, struct tool_error *error) {
  if (strcmp(item->option, "--data-in") == 0)
    return file_read(item->value, MAX_DATA_BYTES, bytes, error);
  struct tool_error inner;
  size_t length = strlen(item->value);
  bytes->at = calloc(1, length / 2 + 1);
  if (!bytes->at)
    return tool_fail(error, TOOL_FAILED, "out of memory");
  if (!hex_decode(item->value, length, bytes->at, &bytes->length, &inner))
    return tool_fail(error, inner.exit, "--data-hex: %s", inner.message);
  return true;
}

/* EtherType of a frame, for the context's l2_proto. */
static uint16_t ether_type(const struct buffer *bytes) {
  return bytes->length >= 14 ? load_be16(bytes->at + 12) : 0;
}

static void add_result(struct run *run, const struct frame *frame) {
  const struct mbpf_result *result = &frame->result;
  bool moved = result->data != NULL;
  json_array_append_new(
      run->results,
      json_pack("{s:s, s:I, s:s?, s:I, s:o}", "status", mbpf_run_status_name(result->status), "retval",
                (json_int_t)(uint32_t)result->retval, "verdict",
                is_net(run) ? mbpf_verdict_name(run->session.info.hook_type, result->verdict) : NULL, "steps",
                (json_int_t)result->steps, "out",
                output_hex(moved ? result->data : frame->data, moved ? result->data_len : frame->length)));
}

static bool run_bytes(struct run *run, const struct buffer *bytes, struct tool_error *error) {
  struct frame frame = {0};
  if (!frame_fill(&frame, bytes->at, (uint32_t)bytes->length))
    return tool_fail(error, TOOL_FAILED, "out of memory");
  frame.l2_proto = ether_type(bytes);
  run->ns += session_fire(&run->session, &frame, run->repeat);
  account(run, &frame, run->events + 1);
  add_result(run, &frame);
  frame_free(&frame);
  return true;
}

static bool run_data(struct run *run, struct tool_error *error) {
  bool ok = true;
  for (size_t i = 0; ok && i < run->data.count; i++) {
    struct buffer bytes = {0};
    ok = read_data(&run->data.items[i], &bytes, error) && run_bytes(run, &bytes, error);
    buffer_free(&bytes);
  }
  return ok;
}

/* Neither packets nor bytes: one event without data. */
static bool run_once(struct run *run, struct tool_error *error) {
  struct buffer nothing = {0};
  return run_bytes(run, &nothing, error);
}

/* --- the report --- */

static json_t *verdicts_json(const struct run *run) {
  json_t *verdicts = json_object();
  if (!is_net(run))
    json_object_set_new(verdicts, "ok", output_u64(run->events - run->failures));
  for (int32_t i = 0; is_net(run) && i < MBPF_NET_VERDICTS; i++)
    json_object_set_new(verdicts, mbpf_verdict_name(MBPF_HOOK_NET_RX, i), output_u64(run->verdicts[i]));
  return verdicts;
}

static json_t *events_json(struct run *run) {
  json_t *events = json_array();
  for (size_t i = 0; i < run->session.record_count; i++) {
    const struct session_record *record = &run->session.records[i];
    mbpf_map_handle map;
    struct mbpf_map_info info = {.name = ""};
    if (mbpf_map_at(run->session.runtime, run->session.package, record->map, &map, NULL) != MBPF_OK ||
        mbpf_map_describe(run->session.runtime, map, &info, NULL) != MBPF_OK)
      continue;
    json_array_append_new(events, json_pack("{s:o, s:s, s:o}", "event", output_u64(record->event), "map",
                                            info.name, "data", output_hex(record->bytes, record->length)));
  }
  return events;
}

static double ns_per_run(const struct run *run) {
  return run->runs ? (double)run->ns / (double)run->runs : 0.0;
}

static void report_json(struct run *run) {
  const struct mbpf_program_info *info = &run->session.info;
  json_t *out =
      json_pack("{s:s, s:s, s:s, s:s, s:s, s:I}", "schema", "mbpf.run/1", "program", info->name, "engine",
                info->engine == MBPF_ENGINE_JS ? "js" : "ebpf", "tier", mbpf_tier_name(info->tier), "status",
                mbpf_run_status_name(run->last.status), "retval", (json_int_t)(uint32_t)run->last.retval);
  json_object_set_new(out, "steps", output_u64(run->last.steps));
  json_object_set_new(out, "runs", output_u64(run->runs));
  json_object_set_new(out, "ns_per_run", json_real(ns_per_run(run)));
  json_object_set_new(out, "packets", output_u64(run->pcap ? run->events : 0));
  json_object_set_new(out, "verdicts", verdicts_json(run));
  json_object_set_new(out, "failures", output_u64(run->failures));
  json_object_set(out, "results", run->results);
  json_object_set_new(out, "maps", dump_json(&run->session));
  json_object_set_new(out, "events", events_json(run));
  if (run->session.records_lost)
    json_object_set_new(out, "events_lost", output_u64(run->session.records_lost));
  output_json(out);
}

static void report_verdicts(const struct run *run) {
  const struct palette *color = output_palette(stdout);
  for (int32_t i = 0; i < MBPF_NET_VERDICTS; i++) {
    const char *tint = i == MBPF_NET_DROP || i == MBPF_NET_ABORT ? color->bad : color->good;
    if (run->verdicts[i] || i <= MBPF_NET_DROP)
      printf("  %s%-9s%s %10llu  %5.1f %%\n", tint, mbpf_verdict_name(MBPF_HOOK_NET_RX, i), color->end,
             (unsigned long long)run->verdicts[i],
             run->events ? 100.0 * (double)run->verdicts[i] / (double)run->events : 0.0);
  }
}

static void report_results(const struct run *run) {
  size_t i;
  json_t *result;
  json_array_foreach(run->results, i, result) {
    const char *out = json_string_value(json_object_get(result, "out"));
    const char *verdict = json_string_value(json_object_get(result, "verdict"));
    printf("  #%zu %s, returned %lld%s%s, %lld steps%s%.128s%s\n", i + 1,
           json_string_value(json_object_get(result, "status")),
           (long long)json_integer_value(json_object_get(result, "retval")), verdict ? " = " : "",
           verdict ? verdict : "", (long long)json_integer_value(json_object_get(result, "steps")),
           out && *out ? ", out " : "", out ? out : "", out && strlen(out) > 128 ? "…" : "");
  }
}

static void report_text(struct run *run) {
  const struct palette *color = output_palette(stdout);
  const struct mbpf_program_info *info = &run->session.info;
  printf("%s%s%s on %s (%s), tier %s: ", color->strong, info->name, color->end,
         mbpf_hook_type_name(info->hook_type), info->context, mbpf_tier_name(info->tier));
  if (run->pcap)
    printf("%llu packets, ", (unsigned long long)run->events);
  printf("%llu run%s, %.1f ns per run\n", (unsigned long long)run->runs, run->runs == 1 ? "" : "s",
         ns_per_run(run));
  if (run->pcap)
    report_verdicts(run);
  report_results(run);
  if (run->failures)
    printf("  %sfailures%s  %10llu\n", color->bad, color->end, (unsigned long long)run->failures);
  if (run->session.records_lost)
    printf("  %llu ring records were not kept\n", (unsigned long long)run->session.records_lost);
  if (run->session.map_count)
    printf("%smaps%s\n", color->strong, color->end);
  dump_text(&run->session, run->all ? 0 : 20);
}

/* --- the verb --- */

static bool run_events(struct run *run, struct tool_error *error) {
  if (run->pcap)
    return run_capture(run, error);
  return run->data.count ? run_data(run, error) : run_once(run, error);
}

/* Which program runs is worth a word where there are several and none was named. */
static void note_choice(const struct run *run, const struct buffer *image) {
  struct mbpf_package package;
  struct mbpf_manifest *manifest = calloc(1, sizeof *manifest);
  if (!run->program && manifest && mbpf_package_open(image->at, image->length, &package, NULL) == MBPF_OK &&
      mbpf_package_manifest(&package, manifest, NULL) == MBPF_OK && manifest->program_count > 1)
    fprintf(stderr, "mbpf run: running %s, the first of %u programs; --program chooses another\n",
            run->session.info.name, manifest->program_count);
  free(manifest);
}

static bool run_package(struct run *run, struct tool_error *error) {
  struct buffer image = {0};
  struct session_options options = {.program = run->program,
                                    .tier = run->tier,
                                    .seed = run->seed,
                                    .capture_clock = run->pcap && !run->real_time,
                                    .arena_bytes = run->memory_mib << 20};
  bool ok = file_read(run->file, (size_t)MBPF_MAX_PACKAGE_BYTES, &image, error) &&
            session_open(&run->session, run->file, image.at, image.length, &options, error);
  if (ok) {
    note_choice(run, &image);
    ok = run_events(run, error);
  }
  buffer_free(&image);
  if (ok) {
    if (run->failures > SHOWN_FAILURES)
      fprintf(stderr, "… and %llu more failures\n", (unsigned long long)(run->failures - SHOWN_FAILURES));
    if (run->json)
      report_json(run);
    else
      report_text(run);
  }
  session_close(&run->session);
  return ok;
}

/* r0 has 64 bits, more than the JSON library's integers. */
static void report_insns(const struct run *run, const struct insns_result *result,
                         const struct buffer *data) {
  unsigned long long retval = result->retval;
  printf("{\"schema\":\"mbpf.run/"
         "1\",\"program\":\"insns\",\"engine\":\"ebpf\",\"tier\":\"%s\",\"status\":\"ok\","
         "\"retval\":%llu,\"steps\":%llu,\"runs\":%llu,\"ns_per_run\":%.3f,\"results\":[{\"status\":\"ok\","
         "\"retval\":%llu,"
         "\"out\":\"",
         mbpf_tier_name(run->tier), retval, (unsigned long long)result->steps,
         (unsigned long long)run->repeat, (double)result->ns / (double)run->repeat, retval);
  for (size_t i = 0; i < data->length; i++)
    printf("%02x", data->at[i]);
  printf("\"}]}\n");
}

static bool run_insns(struct run *run, struct tool_error *error) {
  struct buffer hex = {0}, data = {0};
  struct insns_result result = {0};
  bool ok = file_read(run->insns, MAX_HEX_BYTES, &hex, error);
  if (ok && run->data.count)
    ok = read_data(&run->data.items[0], &data, error);
  ok = ok && insns_run((const char *)hex.at, hex.length, data.at, data.length, run->tier, run->repeat,
                       &result, error);
  if (ok && run->json)
    report_insns(run, &result, &data);
  else if (ok)
    printf("0x%llx\n", (unsigned long long)result.retval);
  buffer_free(&hex);
  buffer_free(&data);
  return ok;
}

static bool find_tier(struct run *run, struct tool_error *error) {
  static const enum mbpf_tier tiers[] = {MBPF_TIER_CHECKED, MBPF_TIER_INTERP};
  if (!run->tier_name) { /* bare instructions cannot be verified */
    run->tier = run->insns ? MBPF_TIER_CHECKED : MBPF_TIER_DEFAULT;
    return true;
  }
  for (size_t i = 0; i < sizeof tiers / sizeof *tiers; i++)
    if (strcmp(run->tier_name, mbpf_tier_name(tiers[i])) == 0) {
      run->tier = tiers[i];
      return true;
    }
  if (strcmp(run->tier_name, "jit") == 0)
    return tool_fail(error, TOOL_FAILED, "--tier: this build has no jit");
  return tool_fail(error, TOOL_USAGE, "--tier: '%s' is none of checked, interp, jit", run->tier_name);
}

static bool check_usage(struct run *run, const struct arguments *arguments, struct tool_error *error) {
  run->file = arguments->count ? arguments->at[0] : NULL;
  if (!find_tier(run, error))
    return false;
  if (run->insns && (run->file || run->pcap || run->pcap_out || run->program))
    return tool_fail(error, TOOL_USAGE, "--insns takes no package, program or capture");
  if (run->insns && run->data.count > 1)
    return tool_fail(error, TOOL_USAGE, "--insns takes one --data-in or --data-hex");
  if (!run->insns && !run->file)
    return tool_fail(error, TOOL_USAGE, "the package is missing: mbpf run FILE.mbpf");
  if (run->pcap && run->data.count)
    return tool_fail(error, TOOL_USAGE, "--pcap and --data-* exclude each other");
  if (run->pcap_out && !run->pcap)
    return tool_fail(error, TOOL_USAGE, "--pcap-out needs --pcap");
  if (run->pcap_out && strcmp(run->pcap_out, "-") == 0)
    return tool_fail(error, TOOL_USAGE, "--pcap-out -: standard output is for the report; name a file");
  return true;
}

int tool_run(int argc, char **argv) {
  struct run *run = calloc(1, sizeof *run);
  if (!run)
    return TOOL_FAILED;
  *run = (struct run){.repeat = 1, .seed = 1, .memory_mib = sizeof(void *) == 4 ? 256 : 1024};
  const struct option options[] = {
      {"--program", 0, OPTION_TEXT, "NAME", "program to run (default: the package's first)", &run->program, 0,
       0},
      {"--pcap", 0, OPTION_TEXT, "FILE", "packets to run it over: pcap or pcapng, - is stdin", &run->pcap, 0,
       0},
      {"--pcap-out", 0, OPTION_TEXT, "FILE", "write the packets that survive", &run->pcap_out, 0, 0},
      {"--data-in", 0, OPTION_LIST, "FILE", "run on the bytes of a file; may be repeated", &run->data, 0, 0},
      {"--data-hex", 0, OPTION_LIST, "HEX", "run on these bytes; may be repeated", &run->data, 0, 0},
      {"--insns", 0, OPTION_TEXT, "FILE", "run bare instructions in hex (- is stdin): r1 data, r2 length",
       &run->insns, 0, 0},
      {"--repeat", 'n', OPTION_NUMBER, "N", "run each event N times", &run->repeat, 1, 1000000000000u},
      {"--tier", 0, OPTION_TEXT, "TIER", "interp (default: verified programs), checked (any program)",
       &run->tier_name, 0, 0},
      {"--real-time", 0, OPTION_FLAG, NULL, "with --pcap: the wall clock, not the capture's", &run->real_time,
       0, 0},
      {"--seed", 0, OPTION_NUMBER, "N", "of the program's random numbers (default 1)", &run->seed, 0,
       UINT64_MAX},
      {"--memory", 0, OPTION_NUMBER, "MIB", "memory of the simulated platform", &run->memory_mib, 1,
       sizeof(void *) == 4 ? 2048 : 1048576},
      {"--all", 0, OPTION_FLAG, NULL, "show every map entry and record", &run->all, 0, 0},
      {"--json", 0, OPTION_FLAG, NULL, "the report as JSON", &run->json, 0, 0},
  };
  const struct command command = {
      "run",
      "FILE.mbpf",
      "run a program over a capture or given bytes",
      "Loads the package into a runtime of its own, attaches one program and fires events at it: one per "
      "packet of\n"
      "the capture, one per --data-*, or a single one without data. Over a capture, programs see its time.",
      options,
      sizeof options / sizeof *options,
      0,
      1};
  struct arguments arguments;
  struct tool_error error = {0};
  int code;
  if (options_parse(&command, argc - 1, argv + 1, &arguments, &code)) {
    run->results = json_array();
    bool ok = check_usage(run, &arguments, &error) &&
              (run->insns ? run_insns(run, &error) : run_package(run, &error));
    code = ok ? (run->stopped ? TOOL_FAILED : TOOL_OK) : tool_report("run", &error);
    json_decref(run->results);
  }
  arguments_free(&arguments);
  free(run);
  return code;
}
