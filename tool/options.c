/* The command line parser. */
#include "options.h"

#include "error.h"
#include "output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* --- suggestions --- */

/* Edit distance (insert, delete, replace) of two short names. */
static size_t distance(const char *a, const char *b) {
  size_t row[40];
  size_t columns = strlen(b);
  if (columns + 1 > sizeof row / sizeof *row)
    return columns;
  for (size_t j = 0; j <= columns; j++)
    row[j] = j;
  for (size_t i = 1; a[i - 1]; i++) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= columns; j++) {
      size_t best = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      if (row[j] + 1 < best)
        best = row[j] + 1;
      if (row[j - 1] + 1 < best)
        best = row[j - 1] + 1;
      row[j] = best;
    }
  }
  return row[columns];
}

const char *suggest(const char *typed, const void *names, size_t count, size_t step) {
  const char *best = NULL;
  size_t best_distance = strlen(typed) / 3 + 2;
  for (size_t i = 0; i < count; i++) {
    const char *name;
    memcpy(&name, (const char *)names + i * step, sizeof name);
    size_t d = distance(typed, name);
    if (d < best_distance) {
      best_distance = d;
      best = name;
    }
  }
  return best;
}

/* --- help --- */

static void show_option(const struct option *option) {
  char left[64];
  char letter[8] = "    ";
  if (option->letter)
    snprintf(letter, sizeof letter, "-%c, ", option->letter);
  snprintf(left, sizeof left, "%s%s%s%s", letter, option->name, option->value ? " " : "",
           option->value ? option->value : "");
  printf("  %-26s %s\n", left, option->help);
}

static void show_help(const struct command *command) {
  const struct palette *color = output_palette(stdout);
  printf("%smbpf %s%s: %s\n\n", color->strong, command->name, color->end, command->summary);
  printf("usage: mbpf %s%s%s%s\n", command->name, command->option_count ? " [options]" : "",
         *command->arguments ? " " : "", command->arguments);
  if (command->details)
    printf("\n%s\n", command->details);
  printf("\noptions:\n");
  for (size_t i = 0; i < command->option_count; i++)
    show_option(&command->options[i]);
  show_option(&(struct option){"--help", 'h', OPTION_FLAG, NULL, "show this text", NULL, 0, 0});
}

/* --- parsing --- */

struct parser {
  const struct command *command;
  int argc;
  char **argv;
  int next;
  struct arguments *arguments;
};

static bool usage_error(const struct parser *parser, const char *format, const char *a, const char *b) {
  struct tool_error error;
  tool_fail(&error, TOOL_USAGE, format, a, b);
  tool_report(parser->command->name, &error);
  fprintf(stderr, "see: mbpf %s --help\n", parser->command->name);
  return false;
}

static const struct option *find_long(const struct command *command, const char *name, size_t length) {
  for (size_t i = 0; i < command->option_count; i++) {
    const char *candidate = command->options[i].name;
    if (strlen(candidate) == length && memcmp(candidate, name, length) == 0)
      return &command->options[i];
  }
  return NULL;
}

static const struct option *find_letter(const struct command *command, char letter) {
  for (size_t i = 0; i < command->option_count; i++)
    if (command->options[i].letter == letter)
      return &command->options[i];
  return NULL;
}

static bool store_number(struct parser *parser, const struct option *option, const char *value) {
  char *end;
  errno = 0;
  unsigned long long number = strtoull(value, &end, 0);
  if (*value < '0' || *value > '9' || *end || errno || number < option->least || number > option->most) {
    struct tool_error error;
    tool_fail(&error, TOOL_USAGE, "%s: '%s' is not a number from %llu to %llu", option->name, value,
              (unsigned long long)option->least, (unsigned long long)option->most);
    tool_report(parser->command->name, &error);
    return false;
  }
  *(uint64_t *)option->into = number;
  return true;
}

static void store_item(const struct option *option, const char *value) {
  struct option_list *list = option->into;
  struct option_item *grown = calloc(list->count + 1, sizeof *grown);
  if (!grown)
    exit(TOOL_FAILED);
  if (list->count)
    memcpy(grown, list->items, list->count * sizeof *grown);
  free(list->items);
  grown[list->count++] = (struct option_item){option->name, value};
  list->items = grown;
}

static bool store(struct parser *parser, const struct option *option, const char *value) {
  switch (option->kind) {
  case OPTION_FLAG: *(bool *)option->into = true; return true;
  case OPTION_TEXT: *(const char **)option->into = value; return true;
  case OPTION_NUMBER: return store_number(parser, option, value);
  case OPTION_LIST: store_item(option, value); return true;
  }
  return true;
}

/* value: what came attached (--name=value, -Ivalue), or NULL. */
static bool take(struct parser *parser, const struct option *option, const char *value) {
  if (option->kind == OPTION_FLAG) {
    if (value)
      return usage_error(parser, "%s takes no value (got '%s')", option->name, value);
    return store(parser, option, NULL);
  }
  if (!value) {
    if (parser->next >= parser->argc)
      return usage_error(parser, "%s needs a value: %s", option->name, option->value);
    value = parser->argv[parser->next++];
  }
  return store(parser, option, value);
}

static bool take_long(struct parser *parser, const char *argument) {
  const char *equals = strchr(argument, '=');
  size_t length = equals ? (size_t)(equals - argument) : strlen(argument);
  const struct option *option = find_long(parser->command, argument, length);
  if (option)
    return take(parser, option, equals ? equals + 1 : NULL);
  const char *near = parser->command->option_count
                         ? suggest(argument, &parser->command->options[0].name, parser->command->option_count,
                                   sizeof parser->command->options[0])
                         : NULL;
  if (near)
    return usage_error(parser, "unknown option %s; did you mean %s?", argument, near);
  return usage_error(parser, "unknown option %s%s", argument, "");
}

static bool take_short(struct parser *parser, const char *argument) {
  const struct option *option = find_letter(parser->command, argument[1]);
  if (!option)
    return usage_error(parser, "unknown option %s%s", argument, "");
  if (option->kind == OPTION_FLAG && argument[2])
    return usage_error(parser, "%s: write one-letter options apart%s", argument, "");
  return take(parser, option, argument[2] ? argument + 2 : NULL);
}

static bool take_all(struct parser *parser, bool *help) {
  bool only_arguments = false;
  while (parser->next < parser->argc) {
    const char *argument = parser->argv[parser->next++];
    if (only_arguments || argument[0] != '-' || !argument[1]) {
      parser->arguments->at[parser->arguments->count++] = argument;
    } else if (strcmp(argument, "--") == 0) {
      only_arguments = true;
    } else if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0) {
      *help = true;
      return true;
    } else if (!(argument[1] == '-' ? take_long(parser, argument) : take_short(parser, argument))) {
      return false;
    }
  }
  return true;
}

bool options_parse(const struct command *command, int argc, char **argv, struct arguments *arguments,
                   int *exit_code) {
  struct parser parser = {.command = command, .argc = argc, .argv = argv, .arguments = arguments};
  bool help = false;
  *arguments = (struct arguments){.at = calloc((size_t)argc + 1, sizeof *arguments->at), .command = command};
  *exit_code = TOOL_USAGE;
  if (!arguments->at)
    exit(TOOL_FAILED);
  if (!take_all(&parser, &help))
    return false;
  if (help) {
    show_help(command);
    *exit_code = TOOL_OK;
    return false;
  }
  if (arguments->count < command->least_arguments)
    return usage_error(&parser, "%s missing: %s", arguments->count ? "an argument is" : "the argument is",
                       command->arguments);
  if (arguments->count > command->most_arguments)
    return usage_error(&parser, "unexpected argument '%s'%s", arguments->at[command->most_arguments], "");
  return true;
}

void arguments_free(struct arguments *arguments) {
  for (size_t i = 0; i < arguments->command->option_count; i++) {
    const struct option *option = &arguments->command->options[i];
    if (option->kind == OPTION_LIST) {
      struct option_list *list = option->into;
      free(list->items);
      *list = (struct option_list){0};
    }
  }
  free(arguments->at);
  arguments->at = NULL;
}
