/* regexp.c: patterns, their matches and their errors; limits of memory and steps. */
#include "js/regexp/regexp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MEMORY_WORDS = 4096 };

struct counter {
  uint64_t steps, limit;
};

static bool count_steps(void *context, uint32_t steps) {
  struct counter *counter = context;
  assert_true(steps > 0);
  counter->steps += steps;
  return counter->steps <= counter->limit;
}

static uint8_t *compile(const char *pattern, const char *flags, struct js_regexp_error *error) {
  const uint8_t *text = (const uint8_t *)pattern;
  int bits = js_regexp_flags((const uint8_t *)flags, strlen(flags));
  size_t size, final;
  uint8_t *program;
  assert_true(bits >= 0);
  size = js_regexp_compile(text, strlen(pattern), (unsigned)bits, NULL, 0, error);
  if (size == 0)
    return NULL;
  program = malloc(size);
  final = js_regexp_compile(text, strlen(pattern), (unsigned)bits, program, size, error);
  assert_null(error->message);
  assert_true(final > 0 && final <= size);
  assert_int_equal(js_regexp_program_flags(program), bits);
  assert_int_equal(js_regexp_compile(text, strlen(pattern), (unsigned)bits, program, final - 1, error), 0);
  assert_string_equal(error->message, "no room for the regular expression");
  js_regexp_compile(text, strlen(pattern), (unsigned)bits, program, size, error);
  assert_true(js_regexp_verify(program, final));
  assert_false(js_regexp_verify(program, final - 1));
  return program;
}

/* The groups of the first match, joined by commas, "-" for one that took no part; "null" for none. */
static const char *match(const char *pattern, const char *flags, const char *text, size_t start) {
  static char shown[1000];
  static uint32_t memory[MEMORY_WORDS];
  struct js_regexp_error error;
  struct counter counter = {0, 10000000};
  uint8_t *program = compile(pattern, flags, &error);
  uint8_t *copy =
      malloc(strlen(text) + 1); /* without the final 0, so that reading it is seen by sanitizers */
  char *at = shown;
  if (program == NULL)
    fail_msg("/%s/: %s", pattern, error.message);
  memcpy(copy, text, strlen(text));
  struct js_regexp_match job = {.program = program,
                                .text = copy,
                                .length = strlen(text),
                                .memory = memory,
                                .memory_words = MEMORY_WORDS,
                                .charge = count_steps,
                                .context = &counter};
  enum js_regexp_result result = js_regexp_match(&job, start);
  if (result == JS_REGEXP_NO_MATCH) {
    strcpy(shown, "null");
  } else {
    assert_int_equal(result, JS_REGEXP_MATCH);
    *at = 0;
    for (unsigned i = 0; i < js_regexp_groups(program); i++) {
      uint32_t first = memory[2 * i], last = memory[2 * i + 1];
      if (i > 0)
        *at++ = ',';
      if (first == JS_REGEXP_UNSET || last == JS_REGEXP_UNSET) {
        at += sprintf(at, "-");
      } else {
        at += sprintf(at, "%.*s", (int)(last - first), text + first);
      }
    }
  }
  free(copy);
  free(program);
  return shown;
}

static void matches(void **state) {
  static const struct {
    const char *pattern, *flags, *text, *groups;
  } cases[] = {
      {"a|ab", "", "abc", "a"},
      {"((a)|(ab))((c)|(bc))", "", "abc", "abc,a,a,-,bc,-,bc"},
      {"a[a-z]{2,4}", "", "abcdefghi", "abcde"},
      {"a[a-z]{2,4}?", "", "abcdefghi", "abc"},
      {"(aa|aabaac|ba|b|c)*", "", "aabaac", "aaba,ba"},
      {"(z)((a+)?(b+)?(c))*", "", "zaacbbbcac", "zaacbbbcac,z,ac,a,-,c"},
      {"(a*)*", "", "b", ",-"},
      {"(?=(a+))", "", "baaabac", ",aaa"},
      {"(?=(a+))a*b\\1", "", "baaabac", "aba,a"},
      {"(.*?)a(?!(a+)b\\2c)\\2(.*)", "", "baaabaac", "baaabaac,ba,-,abaac"},
      {"(?:a*?)*$", "", "aa", "aa"},
      {"(a?)*?$", "", "aa", "aa,a"},
      {"(\\2a)(\\1)", "", "aaaa", "aa,a,a"},
      {"(a)|b", "", "b", "b,-"},
      {"(?:(a)|b)*", "", "ab", "ab,-"},
      {"^b", "m", "a\nb", "b"},
      {"^b", "", "a\nb", "null"},
      {"a$", "m", "a\r\nb", "a"},
      {"a.c", "", "a\nc", "null"},
      {"a.c", "s", "a\nc", "a\nc"},
      {"a.c", "",
       "a\xF0\x9F\x98\x80"
       "c",
       "a\xF0\x9F\x98\x80"
       "c"},
      {"\\ud83d\\ude00", "", "\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
      {"\\u{1F600}{2}", "u", "\xF0\x9F\x98\x80\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80\xF0\x9F\x98\x80"},
      {"[\xC3\xA0-\xC3\xBF]+", "", "x\xC3\xA9\xC3\xA8y", "\xC3\xA9\xC3\xA8"},
      {"[^\xC3\xA0-\xC3\xBF]+$", "", "\xC3\xA9xy", "xy"},
      {"ABC", "i", "xaBcx", "aBc"},
      {"[a-c]+", "i", "xABCx", "ABC"},
      {"(a)\\1", "i", "aA", "aA,a"},
      {"\\bfoo\\b", "", "a foo b", "foo"},
      {"\\Boo", "", "foo", "oo"},
      {"\\w+\\s\\d+\\S", "",
       "-ab\xC2\xA0"
       "12x",
       "ab\xC2\xA0"
       "12x"},
      {"[\\D]+", "",
       "1\xC3\xA9"
       "a2",
       "\xC3\xA9"
       "a"},
      {"[^\\D]+", "", "a12\xC3\xA9", "12"},
      {"[\\S]+", "", " \xC3\xA9\xE3\x80\x80", "\xC3\xA9"},
      {"[]", "", "a", "null"},
      {"[^]", "", "\n", "\n"},
      {"[\\b]", "", "\b", "\b"},
      {"[a-]+", "", "-a", "-a"},
      {"[\\d-x]+", "", "1-x", "1-x"},
      {"\\x41\\u0042\\cJ\\t\\0", "", "AB\n\t", "null"},
      {"\\x41\\u0042\\cJ\\t", "", "AB\n\t", "AB\n\t"},
      {"a{0}b", "", "ab", "b"},
      {"(a){0}b\\1", "", "ab", "b,-"},
      {"a{2}", "", "aaa", "aa"},
      {"a{,2}", "", "a{,2}", "a{,2}"},
      {"x{4294967296}", "", "xxxx", "null"},
      {"x{0,99999999999999999999}", "", "xxx", "xxx"},
      {"(?:ab){2,3}?c", "", "ababababc", "abababc"},
      {"(a+|b){1,2}c", "", "aabaac", "baac,aa"},
      {"(?!x)(?=a)a", "", "xa", "a"},
      {"(?=a)*b", "", "b", "b"},
      {"(?:)", "", "abc", ""},
      {"|a", "", "a", ""},
      {"a||b", "", "xb", ""},
      {"()|", "", "", ","},
      {"]}", "", "a]}", "]}"},
      {"\\/\\-\\_", "", "/-_", "/-_"},
      {"\xE2\x82\xAC+?\xE2\x82\xAC", "", "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC", "\xE2\x82\xAC\xE2\x82\xAC"},
      {"(?:a|b)+?c", "", "abac", "abac"},
      {"((a)|b)*?c", "", "abc", "abc,b,-"},
      {"(?=(a)|(b))\\2", "", "b", "b,-,b"},
      {"(?:(?=(a+))a)+", "", "aaa", "aaa,a"},
      {"(?!(a))b|(a)", "", "a", "a,-,a"},
      {"^(?:\\d{1,3}\\.){3}\\d{1,3}$", "", "192.168.10.254", "192.168.10.254"},
      {"\xED\xA0\xBD", "", "x\xED\xA0\xBDy", "\xED\xA0\xBD"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const char *got = match(cases[i].pattern, cases[i].flags, cases[i].text, 0);
    if (strcmp(got, cases[i].groups) != 0) {
      fail_msg("/%s/%s on %s: got %s, want %s", cases[i].pattern, cases[i].flags, cases[i].text, got,
               cases[i].groups);
    }
  }
}

static void starts(void **state) {
  (void)state;
  assert_string_equal(match("a", "y", "ba", 0), "null");
  assert_string_equal(match("a", "y", "ba", 1), "a");
  assert_string_equal(match("^a", "", "aa", 1), "null");
  assert_string_equal(match("^a", "y", "aa", 1), "null");
  assert_string_equal(match("^a", "my", "\na", 1), "a");
  assert_string_equal(match("a*", "", "baa", 3), "");
  assert_string_equal(match("\\b", "", "ab", 1), "");
  assert_string_equal(match("x", "", "", 0), "null");
}

static void errors(void **state) {
  static const struct {
    const char *pattern, *flags, *message;
    size_t at;
  } cases[] = {
      {"a(b", "", "( without )", 3},
      {"a)b", "", ") without (", 1},
      {"a[b", "", "[ without ]", 1},
      {"*a", "", "nothing to repeat", 0},
      {"a**", "", "nothing to repeat", 2},
      {"(?:+)", "", "nothing to repeat", 3},
      {"^*", "", "nothing to repeat", 1},
      {"\\b+", "", "nothing to repeat", 2},
      {"{1}", "", "nothing to repeat", 0},
      {"x|{1,2}", "", "nothing to repeat", 2},
      {"a{2,1}", "", "numbers out of order in {} quantifier", 1},
      {"[b-a]", "", "range out of order in class", 1},
      {"[\\d-z]", "u", "a range cannot begin or end with a class", 1},
      {"\\", "", "\\ at the end of the pattern", 1},
      {"[\\", "", "\\ at the end of the pattern", 2},
      {"\\1", "u", "back reference to a group that does not exist", 1},
      {"(a)[(]\\2", "u", "back reference to a group that does not exist", 7},
      {"\\a", "u", "unknown escape", 1},
      {"\\x4", "u", "unknown escape", 1},
      {"\\u{110000}", "u", "unknown escape", 1},
      {"\\u{41", "u", "unknown escape", 1},
      {"\\01", "u", "unknown escape", 1},
      {"\\-", "u", "unknown escape", 1},
      {"(?<=a)b", "", "look-behind is not supported: match the text before as a group", 1},
      {"(?<!a)b", "", "look-behind is not supported: match the text before as a group", 1},
      {"(?<n>a)", "", "named groups are not supported: use (...) and \\1, \\2, ...", 1},
      {"\\p{L}", "u", "\\p is not supported: list the characters in a class", 1},
      {"(?a)", "", "unknown kind of group", 1},
      {"(?", "", "unknown kind of group", 1},
      {"a{", "u", "{ that is no quantifier: write \\{", 1},
      {"]", "u", "unmatched bracket: write it with a \\", 0},
      {"(?=a)*", "u", "nothing to repeat", 5},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct js_regexp_error error;
    assert_null(compile(cases[i].pattern, cases[i].flags, &error));
    if (error.message == NULL || strcmp(error.message, cases[i].message) != 0 || error.at != cases[i].at) {
      fail_msg("/%s/: got %s at %zu, want %s at %zu", cases[i].pattern, error.message, error.at,
               cases[i].message, cases[i].at);
    }
  }
  assert_int_equal(js_regexp_flags((const uint8_t *)"gimsuy", 6), 63);
  assert_int_equal(js_regexp_flags((const uint8_t *)"gg", 2), -1);
  assert_int_equal(js_regexp_flags((const uint8_t *)"d", 1), -1);
  assert_int_equal(js_regexp_flags((const uint8_t *)"\0", 1), -1);
}

/* Megabytes of the same thing end fast, as a program or an error. */
static void hostile_patterns(void **state) {
  static const char *const units[] = {"(",   "[", "(a",  "(?:",  "a|",        "a*",  "(a)*", "\\",
                                      "(?=", "{", "[a-", "x{0}", "(?:a{0}|)", "\\u", "^",    ")"};
  enum { SIZE = 1 << 20 };
  char *pattern = malloc(SIZE);
  (void)state;
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
    struct js_regexp_error error;
    for (size_t k = 0; k < SIZE; k++)
      pattern[k] = units[i][k % strlen(units[i])];
    if (js_regexp_compile((const uint8_t *)pattern, SIZE, 0, NULL, 0, &error) == 0) {
      assert_non_null(error.message);
      assert_true(error.at <= SIZE);
    }
  }
  free(pattern);
}

static enum js_regexp_result run(const char *pattern, const char *text, size_t words,
                                 struct counter *counter) {
  struct js_regexp_error error;
  uint8_t *program = compile(pattern, "", &error);
  uint32_t *memory = malloc((words + 1) * sizeof *memory);
  struct js_regexp_match job = {.program = program,
                                .text = (const uint8_t *)text,
                                .length = strlen(text),
                                .memory = memory,
                                .memory_words = words,
                                .charge = count_steps,
                                .context = counter};
  enum js_regexp_result result = js_regexp_match(&job, 0);
  free(memory);
  free(program);
  return result;
}

static void limits(void **state) {
  enum { LONG = 20000 };
  char *text = malloc(LONG + 1);
  struct counter counter = {0, 100000};
  (void)state;
  memset(text, 'a', LONG);
  text[LONG] = 0;
  /* exponential backtracking stops where the callback says, within one interval */
  assert_int_equal(run("(a+)+$b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 4096, &counter),
                   JS_REGEXP_STOPPED);
  assert_true(counter.steps < 100000 + 600);
  /* loops over one character need no memory for their rounds */
  counter = (struct counter){0, 1000000};
  assert_int_equal(run("^.*a.*?[^b]*$", text, 32, &counter), JS_REGEXP_MATCH);
  counter = (struct counter){0, 1000000};
  assert_int_equal(run("^(?:a|b)*$", text, 4096, &counter), JS_REGEXP_NO_MEMORY);
  counter = (struct counter){0, 1000000};
  assert_int_equal(run("^(?:a|b)*$", text, 100000, &counter), JS_REGEXP_MATCH);
  assert_int_equal(run("(a)(b)", text, 5, &counter), JS_REGEXP_NO_MEMORY);
  for (size_t words = 0; words < 200; words++) {
    counter = (struct counter){0, 10000};
    run("(?=(a|b)+)((?:a{1,2}?|b)*c|a)+", "aaabababaaac", words, &counter);
  }
  for (uint64_t limit = 0; limit < 600; limit += 7) {
    counter = (struct counter){0, limit};
    run("(?:(a)|(?!(b)))*c\\1", text, 4096, &counter);
    assert_true(counter.steps <= limit + 600);
  }
  free(text);
}

/* Nested as deeply as allowed, with everything that has a target at each level: a program, and one that verifies. */
static void deepest(void **state) {
  char pattern[JS_REGEXP_NESTING_MAX * 12 + 1], *at = pattern;
  struct js_regexp_error error;
  (void)state;
  for (int i = 0; i < JS_REGEXP_NESTING_MAX; i++)
    at += sprintf(at, i % 2 ? "a|(?=" : "b|(?:");
  for (int i = 0; i < JS_REGEXP_NESTING_MAX; i++)
    at += sprintf(at, "|c)*");
  uint8_t *program = compile(pattern, "", &error);
  assert_non_null(program);
  free(program);
}

static bool is_edge(const uint8_t *text, size_t length, uint32_t place) {
  return place == JS_REGEXP_UNSET || (place <= length && (place == length || (text[place] & 0xC0) != 0x80));
}

/* Programs with changed bytes are refused, or run within their memory to places where characters begin. */
static void changed_programs(void **state) {
  static const char *const patterns[] = {
      "(?:(a)|(?!(b\u00e9)))*c\\1", "(?=(a|b)+?c)[^x-z\u0100-\u0200]{2,}|\\bq\\1",
      "(\xc3\xa9|x)*?(?:y(z)?){2,3}$", "(?=(?:(a)|b)*(?!c(d)))(?:\\2|.)+?"};
  static const char text[] = "aab\xc3\xa9"
                             "acbqx\xc3\xa9yzyz\xf0\x9f\x98\x80";
  const char *wanted_seed = getenv("SEED");
  uint64_t seed = wanted_seed ? strtoull(wanted_seed, NULL, 0) : 20261122;
  long rounds = MBPF_TEST_SLOW ? 20000 : 200000, good = 0;
  uint32_t memory[300];
  (void)state;
  printf("seed %llu\n", (unsigned long long)seed);
  for (size_t p = 0; p < sizeof patterns / sizeof patterns[0]; p++) {
    struct js_regexp_error error;
    uint8_t *program = malloc(1000), *changed;
    size_t size =
        js_regexp_compile((const uint8_t *)patterns[p], strlen(patterns[p]), 0, program, 1000, &error);
    assert_true(size > 0);
    changed = malloc(size);
    for (long round = 0; round < rounds; round++) {
      struct counter counter = {0, 5000};
      memcpy(changed, program, size);
      for (int n = 0; n < 3; n++) {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        if (n == 0 || (seed >> 60) != 0)
          changed[(seed >> 8) % size] = (uint8_t)(seed >> 40 & 1 ? seed >> 50 : seed >> 56 & 3);
      }
      if (!js_regexp_verify(changed, size))
        continue;
      good++;
      struct js_regexp_match job = {.program = changed,
                                    .text = (const uint8_t *)text,
                                    .length = sizeof text - 1,
                                    .memory = memory,
                                    .memory_words = sizeof memory / sizeof *memory,
                                    .charge = count_steps,
                                    .context = &counter};
      if (js_regexp_match(&job, 0) != JS_REGEXP_MATCH)
        continue;
      for (unsigned i = 0; i < 2 * js_regexp_groups(changed); i++)
        assert_true(is_edge(job.text, job.length, memory[i]));
    }
    free(changed);
    free(program);
  }
  printf("%ld verified\n", good);
  assert_true(good > rounds / 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(matches),          cmocka_unit_test(starts), cmocka_unit_test(errors),
      cmocka_unit_test(hostile_patterns), cmocka_unit_test(limits), cmocka_unit_test(deepest),
      cmocka_unit_test(changed_programs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
