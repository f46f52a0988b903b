/* mbpf build: a C source or an object becomes a package. */
#include "compile.h"
#include "file.h"
#include "options.h"
#include "output.h"
#include "pack.h"
#include "sha256.h"
#include "verbs.h"

#include <mbpf/config.h>
#include <string.h>

struct build {
  const char *input;
  const char *output;
  const char *manifest;
  const char *name;
  struct compile_options compile;
  bool no_debug;
  bool json;
};

enum { MAX_INPUT_BYTES = 64 * 1024 * 1024 };

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static bool ends_with(const char *text, size_t length, const char *suffix) {
  size_t suffix_length = strlen(suffix);
  return length > suffix_length && memcmp(text + length - suffix_length, suffix, suffix_length) == 0;
}

/* "path/foo.bpf.c" is foo. */
static char *stem(struct pool *pool, const char *path) {
  static const char *const suffixes[] = {".c", ".o", ".bpf"};
  const char *name = base_name(path);
  size_t length = strlen(name);
  for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
    if (ends_with(name, length, suffixes[i]))
      length -= strlen(suffixes[i]);
  return pool_copy(pool, name, length);
}

static bool is_source(const char *path) {
  return ends_with(path, strlen(path), ".c");
}

static bool load_object(struct pool *pool, const struct build *build, struct buffer *object, uint8_t hash[32],
                        struct tool_error *error) {
  struct buffer source = {0};
  if (!file_read(build->input, MAX_INPUT_BYTES, &source, error)) {
    buffer_free(&source);
    return false;
  }
  sha256(source.at, source.length, hash);
  if (!is_source(build->input)) {
    *object = source;
    return true;
  }
  buffer_free(&source);
  return compile(pool, build->input, &build->compile, object, error);
}

static void print_result(const struct linked *linked, const struct build *build, size_t bytes) {
  size_t programs = 0;
  for (size_t i = 0; i < linked->function_count; i++)
    programs += linked->functions[i].entry;
  if (!build->json) {
    if (strcmp(build->output, "-") != 0)
      printf("%s: %zu bytes, %zu program%s, %zu map%s, %zu instructions\n", build->output, bytes, programs,
             programs == 1 ? "" : "s", linked->maps.count, linked->maps.count == 1 ? "" : "s",
             linked->insn_count);
    return;
  }
  json_t *names = json_array();
  for (size_t i = 0; i < linked->function_count; i++)
    if (linked->functions[i].entry)
      json_array_append_new(names, output_text(linked->functions[i].name, strlen(linked->functions[i].name)));
  output_json(json_pack("{s:s, s:o, s:I, s:o, s:I, s:I}", "schema", "mbpf.build/1", "output",
                        output_text(build->output, strlen(build->output)), "bytes", (json_int_t)bytes,
                        "programs", names, "maps", (json_int_t)linked->maps.count, "instructions",
                        (json_int_t)linked->insn_count));
}

static bool build_package(struct pool *pool, struct build *build, struct linked *linked,
                          struct tool_error *error) {
  struct buffer object = {0}, image = {0};
  uint8_t hash[32];
  bool ok = load_object(pool, build, &object, hash, error);
  if (ok && !linked_open(pool, object.at, object.length, linked, error)) {
    struct tool_error inner = *error;
    ok = tool_fail(error, inner.exit, "%s: %.900s", build->input, inner.message);
  }
  struct pack_options options = {build->name ? build->name : stem(pool, build->input), build->manifest,
                                 build->no_debug, hash};
  ok = ok && pack(pool, linked, &options, &image, error) &&
       file_write(build->output, image.at, image.length, error);
  if (ok)
    print_result(linked, build, image.length);
  linked_close(linked);
  buffer_free(&object);
  buffer_free(&image);
  return ok;
}

int tool_build(int argc, char **argv) {
  struct build build = {.compile = {.mcpu = "v3"}};
  const struct option options[] = {
      {"--output", 'o', OPTION_TEXT, "FILE", "package to write (default: NAME.mbpf here; - is stdout)",
       &build.output, 0, 0},
      {"--name", 0, OPTION_TEXT, "NAME", "program_name of the package (default: the file's)", &build.name, 0,
       0},
      {"--manifest", 0, OPTION_TEXT, "FILE", "JSON merged into the manifest", &build.manifest, 0, 0},
      {"--include", 'I', OPTION_LIST, "DIR", "look for headers in DIR", &build.compile.flags, 0, 0},
      {"--define", 'D', OPTION_LIST, "NAME[=X]", "define a macro", &build.compile.flags, 0, 0},
      {"--mcpu", 0, OPTION_TEXT, "CPU", "instruction set v1, v2, v3 or v4 (default: v3)", &build.compile.mcpu,
       0, 0},
      {"--big-endian", 0, OPTION_FLAG, NULL, "compile for big-endian hosts", &build.compile.big_endian, 0, 0},
      {"--clang", 0, OPTION_TEXT, "PROGRAM", "compiler to use", &build.compile.clang, 0, 0},
      {"--no-debug", 0, OPTION_FLAG, NULL, "leave source lines out", &build.no_debug, 0, 0},
      {"--json", 0, OPTION_FLAG, NULL, "print the result as JSON", &build.json, 0, 0},
  };
  const struct command command = {
      "build",
      "FILE",
      "compile and pack an eBPF program",
      "FILE is a C source (foo.bpf.c), compiled with clang -O2 -g -target bpf, or an object that was.\n"
      "Every function with SEC(\"xdp\"), SEC(\"socket\"), SEC(\"tracepoint/…\") or SEC(\"mbpf/HOOK\") "
      "becomes a\n"
      "program of the package; maps and global variables come along as libbpf would set them up.",
      options,
      sizeof options / sizeof *options,
      1,
      1};
  struct arguments arguments;
  struct pool pool = {0};
  struct tool_error error;
  struct linked linked = {0};
  int code;
  bool go = options_parse(&command, argc - 1, argv + 1, &arguments, &code);
  if (go) {
    build.input = arguments.at[0];
    if (!build.output)
      build.output = pool_format(&pool, "%s.mbpf", stem(&pool, build.input));
    const char *cpus[] = {"v1", "v2", "v3", "v4"};
    bool known = false;
    for (size_t i = 0; i < 4; i++)
      known = known || strcmp(build.compile.mcpu, cpus[i]) == 0;
    if (build.json && strcmp(build.output, "-") == 0)
      tool_fail(&error, TOOL_USAGE, "--json and --output - both want standard output");
    else if (!known)
      tool_fail(&error, TOOL_USAGE, "--mcpu: '%s' is none of v1, v2, v3, v4", build.compile.mcpu);
    else
      error.exit = build_package(&pool, &build, &linked, &error) ? TOOL_OK : error.exit;
    code = error.exit ? tool_report("build", &error) : TOOL_OK;
  }
  arguments_free(&arguments);
  pool_free(&pool);
  return code;
}
