/* The mbpf command: finds the verb and runs it. */
#include "error.h"
#include "options.h"
#include "output.h"
#include "verbs.h"

#include <signal.h>
#include <string.h>

static const struct verb {
  const char *name;
  const char *summary;
  int (*run)(int argc, char **argv);
} verbs[] = {
#define ROW(name, summary) {#name, summary, tool_##name},
    TOOL_VERB_TABLE(ROW)
#undef ROW
};

enum { VERB_COUNT = sizeof verbs / sizeof *verbs };

static void show_help(FILE *stream) {
  const struct palette *color = output_palette(stream);
  fprintf(
      stream,
      "%smbpf%s: small programs for kernels, RTOSes and firmware\n\nusage: mbpf VERB [options] …\n\nverbs:\n",
      color->strong, color->end);
  for (size_t i = 0; i < VERB_COUNT; i++)
    fprintf(stream, "  %-12s %s\n", verbs[i].name, verbs[i].summary);
  fprintf(stream,
          "\n  mbpf VERB --help  shows a verb's options\n  mbpf --version    shows the version\n\n"
          "exit codes: 0 ok, 1 failed, 2 usage, 3 verification rejected, 4 signature or policy refused,\n"
          "            5 target or transport, 6 not found\n");
}

static const struct verb *find_verb(const char *name) {
  for (size_t i = 0; i < VERB_COUNT; i++)
    if (strcmp(verbs[i].name, name) == 0)
      return &verbs[i];
  return NULL;
}

static int unknown_verb(const char *name) {
  const char *near = suggest(name, &verbs[0].name, VERB_COUNT, sizeof verbs[0]);
  fprintf(stderr, "mbpf: unknown %s '%s'", *name == '-' ? "option" : "verb", name);
  if (near && *name != '-')
    fprintf(stderr, "; did you mean %s?", near);
  fprintf(stderr, "\nsee: mbpf --help\n");
  return TOOL_USAGE;
}

/* "mbpf help VERB" is "mbpf VERB --help". */
static int help(int argc, char **argv) {
  static char flag[] = "--help";
  if (argc < 2) {
    show_help(stdout);
    return TOOL_OK;
  }
  const struct verb *verb = find_verb(argv[1]);
  char *arguments[] = {argv[1], flag, NULL};
  return verb ? verb->run(2, arguments) : unknown_verb(argv[1]);
}

static int dispatch(int argc, char **argv) {
  if (argc < 2) {
    show_help(stderr);
    return TOOL_USAGE;
  }
  const char *name = argv[1];
  if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
    return help(argc - 1, argv + 1);
  if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
    printf("mbpf %s\n", tool_version());
    return TOOL_OK;
  }
  const struct verb *verb = find_verb(name);
  return verb ? verb->run(argc - 1, argv + 1) : unknown_verb(name);
}

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN); /* a closed pipe is a failed write, so that temporary files are removed */
  return output_finish(dispatch(argc, argv));
}
