/* The helper table and its three ways to find a row. */
#include "helper/helper.h"

#include "helper/family.h"
#include "hook/view.h"

#include <string.h>

/* The engine executes tail calls itself; the row is for everyone else. */
#define helper_tail_call NULL

static const struct helper rows[] = {
#define HELPER(number, text, NAME, cap, views, kinds, how, gives, arguments, sentence)                       \
  {.id = (number),                                                                                           \
   .name = #text,                                                                                            \
   .capability = (cap),                                                                                      \
   .version = 1,                                                                                             \
   .contexts = (views),                                                                                      \
   .maps = (kinds),                                                                                          \
   .flags = (how),                                                                                           \
   .result = (gives),                                                                                        \
   .args = arguments,                                                                                        \
   .call = helper_##text},
#include "helper/helpers.def"
#undef HELPER
};

enum { ROW_COUNT = sizeof rows / sizeof rows[0], LINUX_IDS = 212 };

/* Row numbers in order, to build the index below. */
enum {
#define HELPER(id, name, NAME, ...) ROW_##NAME,
#include "helper/helpers.def"
#undef HELPER
};

/* Row number + 1 of each of Linux's ids, 0 for none. */
static const uint8_t row_of_id[LINUX_IDS] = {
#define HELPER(id, name, NAME, ...) [id] = ROW_##NAME + 1,
#include "helper/helpers.def"
#undef HELPER
};

const struct helper *helper_find(uint32_t id) {
  return id < LINUX_IDS && row_of_id[id] ? &rows[row_of_id[id] - 1] : NULL;
}

const struct helper *helper_find_name(const char *name, uint32_t length) {
  for (unsigned i = 0; i < ROW_COUNT; i++) {
    uint32_t at = 0;
    while (at < length && rows[i].name[at] != '\0' && rows[i].name[at] == name[at])
      at++;
    if (at == length && rows[i].name[at] == '\0')
      return &rows[i];
  }
  return NULL;
}

const struct helper *helper_table(uint32_t *count) {
  *count = ROW_COUNT;
  return rows;
}
