/* mbpf disasm: a package's code as text, with the source lines it came from. */
#include "code_text.h"
#include "options.h"
#include "output.h"
#include "verbs.h"

#include "ebpf/disasm.h"

#include <string.h>

struct listing {
  const struct package_file *file;
  struct pool *pool;
  bool source; /* interleave source lines */
  bool bytes;  /* show encodings */
  struct mbpf_text last_file;
  uint32_t last_line;
};

static void show_source(struct listing *listing, uint32_t slot) {
  const struct palette *color = output_palette(stdout);
  struct debug_place place;
  if (!listing->source || !listing->file->has_debug || !debug_find(&listing->file->debug, slot, &place))
    return;
  bool same_file = place.file.at == listing->last_file.at;
  if (place.slot != slot || (same_file && place.line == listing->last_line))
    return;
  listing->last_file = place.file;
  listing->last_line = place.line;
  while (place.text.length > 0 && place.text.at[0] == ' ') {
    place.text.at++;
    place.text.length--;
  }
  printf("%s; %.*s:%u  %.*s%s\n", color->faint, (int)place.file.length, place.file.at, place.line,
         (int)place.text.length, place.text.length ? place.text.at : "", color->end);
}

static uint32_t show_insn(struct listing *listing, uint32_t slot) {
  const struct ebpf_image *code = &listing->file->code;
  const uint8_t *insn = code->insns + (size_t)slot * EBPF_SLOT_BYTES;
  const struct palette *color = output_palette(stdout);
  char line[160];
  struct text text;
  text_init(&text, line, sizeof line);
  uint32_t slots = ebpf_disasm(&text, code, slot);
  show_source(listing, slot);
  printf("%6u: ", slot);
  for (unsigned i = 0; listing->bytes && i < 2 * EBPF_SLOT_BYTES; i++) {
    if (i < slots * EBPF_SLOT_BYTES)
      printf("%02x ", insn[i]);
    else
      printf("   ");
  }
  const char *meaning = code_note(listing->pool, listing->file, slot);
  if (*meaning)
    printf(" %-42s %s; %s%s\n", line, color->faint, meaning, color->end);
  else
    printf(" %s\n", line);
  return slots;
}

static json_t *insn_json(struct listing *listing, uint32_t slot, uint32_t *slots) {
  const struct ebpf_image *code = &listing->file->code;
  const uint8_t *insn = code->insns + (size_t)slot * EBPF_SLOT_BYTES;
  char line[160];
  struct text text;
  struct debug_place place;
  text_init(&text, line, sizeof line);
  *slots = ebpf_disasm(&text, code, slot);
  json_t *out = json_pack("{s:I, s:o, s:s}", "slot", (json_int_t)slot, "bytes",
                          output_hex(insn, (size_t)*slots * EBPF_SLOT_BYTES), "text", line);
  const char *meaning = code_note(listing->pool, listing->file, slot);
  if (*meaning)
    json_object_set_new(out, "note", output_text(meaning, strlen(meaning)));
  if (listing->file->has_debug && debug_find(&listing->file->debug, slot, &place)) {
    json_object_set_new(out, "file", output_text(place.file.at, place.file.length));
    json_object_set_new(out, "line", json_integer(place.line));
    json_object_set_new(out, "column", json_integer(place.column));
  }
  return out;
}

/* " on net_rx (xdp_md)" for a program, "" for another function. */
static const char *entry_hook(struct listing *listing, const struct ebpf_function *function) {
  const struct mbpf_manifest *manifest = &listing->file->manifest;
  for (uint32_t i = 0; function->is_entry && i < manifest->program_count; i++) {
    struct mbpf_text name = manifest->programs[i].entry_symbol;
    if (name.length == function->name_length && memcmp(name.at, function->name, name.length) == 0)
      return pool_format(listing->pool, " on %s", package_file_hook(listing->pool, &manifest->programs[i]));
  }
  return "";
}

static void show_function(struct listing *listing, const struct ebpf_function *function) {
  const struct palette *color = output_palette(stdout);
  uint32_t end = function->first_slot + function->slot_count;
  printf("%s%.*s%s:%s\n", color->strong, (int)function->name_length, function->name, color->end,
         entry_hook(listing, function));
  listing->last_line = 0;
  for (uint32_t slot = function->first_slot; slot < end;)
    slot += show_insn(listing, slot);
}

static json_t *function_json(struct listing *listing, const struct ebpf_function *function) {
  json_t *insns = json_array();
  uint32_t slots;
  for (uint32_t slot = function->first_slot; slot < function->first_slot + function->slot_count;
       slot += slots)
    json_array_append_new(insns, insn_json(listing, slot, &slots));
  return json_pack("{s:o, s:b, s:o}", "name", output_text(function->name, function->name_length), "entry",
                   function->is_entry, "instructions", insns);
}

static bool show_all(struct listing *listing, const char *only, bool json, struct tool_error *error) {
  const struct ebpf_image *code = &listing->file->code;
  json_t *functions = json_array();
  uint32_t shown = 0;
  for (uint32_t i = 0; i < code->function_count; i++) {
    struct ebpf_function function = ebpf_image_function(code, i);
    if (only &&
        (strlen(only) != function.name_length || memcmp(only, function.name, function.name_length) != 0))
      continue;
    if (json) {
      json_array_append_new(functions, function_json(listing, &function));
    } else {
      printf("%s", shown ? "\n" : "");
      show_function(listing, &function);
    }
    shown++;
  }
  if (shown && json)
    output_json(json_pack("{s:s, s:O}", "schema", "mbpf.disasm/1", "functions", functions));
  json_decref(functions);
  return shown ? true
               : tool_fail(error, TOOL_NOT_FOUND, "the package has no function '%s'", only ? only : "");
}

int tool_disasm(int argc, char **argv) {
  const char *only = NULL;
  bool json = false, no_source = false, bytes = false;
  const struct option options[] = {
      {"--program", 0, OPTION_TEXT, "NAME", "only this program or function", &only, 0, 0},
      {"--no-source", 0, OPTION_FLAG, NULL, "leave source lines out", &no_source, 0, 0},
      {"--bytes", 0, OPTION_FLAG, NULL, "show encodings", &bytes, 0, 0},
      {"--json", 0, OPTION_FLAG, NULL, "the listing as JSON", &json, 0, 0},
  };
  const struct command command = {"disasm",
                                  "FILE.mbpf",
                                  "show a package's code with its source lines",
                                  NULL,
                                  options,
                                  sizeof options / sizeof *options,
                                  1,
                                  1};
  struct arguments arguments;
  struct pool pool = {0};
  int code;
  if (options_parse(&command, argc - 1, argv + 1, &arguments, &code)) {
    struct package_file *file = pool_alloc(&pool, sizeof *file);
    struct tool_error error = {0};
    struct listing listing = {.file = file, .pool = &pool, .source = !no_source, .bytes = bytes};
    bool ok = package_file_open(arguments.at[0], file, &error);
    if (ok && !file->has_code)
      ok = tool_fail(&error, TOOL_FAILED, "%s has no eBPF code", arguments.at[0]);
    if (!ok || !show_all(&listing, only, json, &error))
      tool_report("disasm", &error);
    package_file_close(file);
    code = error.exit;
  }
  arguments_free(&arguments);
  pool_free(&pool);
  return code;
}
