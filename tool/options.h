/*
 * The command line: one parser for every verb. A verb states its options as a table and gets its values filled in; --help,
 * unknown options with a suggestion, wrong numbers and missing arguments are answered here.
 */
#ifndef TOOL_OPTIONS_H
#define TOOL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_kind {
  OPTION_FLAG,   /* into: bool */
  OPTION_TEXT,   /* into: const char * */
  OPTION_NUMBER, /* into: uint64_t, decimal or 0x…, least..most */
  OPTION_LIST    /* into: struct option_list; may be repeated, several options may share one list */
};

struct option {
  const char *name; /* "--pcap-out" */
  char letter;      /* 'o' for -o, or 0 */
  enum option_kind kind;
  const char *value; /* placeholder in the help: "FILE" */
  const char *help;
  void *into;
  uint64_t least, most;
};

struct option_item {
  const char *option; /* its name */
  const char *value;
};

struct option_list {
  struct option_item *items;
  size_t count;
};

struct command {
  const char *name;
  const char *arguments; /* "FILE" in the usage line */
  const char *summary;   /* one line */
  const char *details;   /* paragraphs for --help, or NULL */
  const struct option *options;
  size_t option_count;
  int least_arguments, most_arguments;
};

struct arguments {
  const char **at; /* what is no option, in order */
  int count;
  const struct command *command;
};

/*
 * Reads argv (without the verb's own name). True: go on. False: the command is over with *exit_code, after a help text or a
 * message. Call arguments_free in either case; it frees the lists, too.
 */
bool options_parse(const struct command *command, int argc, char **argv, struct arguments *arguments,
                   int *exit_code);
void arguments_free(struct arguments *arguments);

/* The nearest of count names to a mistyped one, or NULL when none is near. Names are step bytes apart. */
const char *suggest(const char *typed, const void *names, size_t count, size_t step);

#endif
