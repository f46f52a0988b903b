/* Status names and sentences from the one table, and the filling of an mbpf_error. */
#include "base/error.h"

#include "base/text.h"

const char *mbpf_status_name(mbpf_status status) {
  switch (status) {
#define NAME(name, value, sentence)                                                                          \
  case MBPF_##name: return #name;
    MBPF_STATUS_TABLE(NAME)
#undef NAME
  }
  return "UNKNOWN";
}

const char *mbpf_status_sentence(mbpf_status status) {
  switch (status) {
#define SENTENCE(name, value, sentence)                                                                      \
  case MBPF_##name: return sentence;
    MBPF_STATUS_TABLE(SENTENCE)
#undef SENTENCE
  }
  return "unknown status";
}

#if MBPF_WITH_ERROR_TEXT

/* In parentheses, for it is a macro to the static analyzer. */
mbpf_status(mbpf_fail)(mbpf_error *error, mbpf_status status, const char *format, ...) {
  if (!error)
    return status;
  struct text text;
  va_list args;
  error->status = status;
  text_init(&text, error->message, sizeof error->message);
  va_start(args, format);
  text_vprintf(&text, format, args);
  va_end(args);
  return status;
}

#else

mbpf_status mbpf_fail_bare(mbpf_error *error, mbpf_status status) {
  if (error) {
    error->status = status;
    error->message[0] = '\0';
  }
  return status;
}

#endif
