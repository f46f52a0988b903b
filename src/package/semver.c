/* Semantic versions: three numbers, then dotted identifiers after '-' and after '+'. */
#include "package/semver.h"

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_identifier(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

/* A number without leading zero; *i ends up behind it. */
static bool skip_number(const char *at, uint32_t length, uint32_t *i) {
  uint32_t start = *i;
  while (*i < length && is_digit(at[*i]))
    (*i)++;
  return *i > start && (at[start] != '0' || *i == start + 1);
}

static bool skip_dot(const char *at, uint32_t length, uint32_t *i) {
  return *i < length && at[(*i)++] == '.';
}

/* One identifier; where strict, one of digits only has no leading zero (semver.org rule 9). */
static bool skip_identifier(const char *at, uint32_t length, uint32_t *i, bool strict) {
  uint32_t start = *i;
  bool digits = true;
  for (; *i < length && is_identifier(at[*i]); (*i)++)
    digits = digits && is_digit(at[*i]);
  return *i > start && !(strict && digits && at[start] == '0' && *i > start + 1);
}

/* mark, then identifiers with dots between them; or nothing. */
static bool skip_tail(const char *at, uint32_t length, uint32_t *i, char mark) {
  if (*i >= length || at[*i] != mark)
    return true;
  do {
    (*i)++;
    if (!skip_identifier(at, length, i, mark == '-'))
      return false;
  } while (*i < length && at[*i] == '.');
  return true;
}

bool semver_valid(const char *at, uint32_t length) {
  uint32_t i = 0;
  return skip_number(at, length, &i) && skip_dot(at, length, &i) && skip_number(at, length, &i) &&
         skip_dot(at, length, &i) && skip_number(at, length, &i) && skip_tail(at, length, &i, '-') &&
         skip_tail(at, length, &i, '+') && i == length;
}
