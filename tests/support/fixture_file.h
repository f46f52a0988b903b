/*
 * Files of cases, as the runners of tests/ebpf and tests/verify read them: "== name" starts a case; "-- section value", or
 * "-- section" with lines below, says something of it; a line that begins with '#' is a comment.
 */
#ifndef TESTS_FIXTURE_FILE_H
#define TESTS_FIXTURE_FILE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fixture_reader {
  void (*begin)(const char *file, unsigned line, const char *name);
  void (*text)(const char *section, const char *text); /* a line of it, perhaps empty */
  void (*end)(void);                                   /* the case is complete */
};

/* Ends the program when the file cannot be read. */
static inline void fixture_file_read(const char *path, const struct fixture_reader *reader) {
  static char line[4096];
  char section[32] = "";
  unsigned number = 0, cases = 0;
  FILE *file = fopen(path, "r");
  if (!file) {
    perror(path);
    exit(2);
  }
  while (fgets(line, sizeof line, file)) {
    number++;
    line[strcspn(line, "\r\n")] = '\0';
    if (line[0] == '#')
      continue;
    if (strncmp(line, "== ", 3) == 0) {
      if (cases++ != 0)
        reader->end();
      reader->begin(path, number, line + 3);
      section[0] = '\0';
    } else if (strncmp(line, "-- ", 3) == 0) {
      int used = 3;
      sscanf(line, "-- %31s %n", section, &used);
      reader->text(section, line + used);
    } else if (section[0]) {
      reader->text(section, line);
    }
  }
  if (cases != 0)
    reader->end();
  fclose(file);
}

#endif
