/* The helpers' sentences, apart from the table: a device that only runs programs links none of them. */
#include "helper/helper.h"

const char *helper_sentence(const struct helper *helper) {
  switch (helper->id) {
#define HELPER(id, name, NAME, capability, views, kinds, flags, result, args, sentence)                      \
  case id:                                                                                                   \
    return sentence;
#include "helper/helpers.def"
#undef HELPER
  default: return "";
  }
}
