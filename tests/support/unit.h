/* What every cmocka program includes, in the order cmocka wants it, and checks that print the message on
 * failure. */
#ifndef SUPPORT_UNIT_H
#define SUPPORT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <mbpf/error.h>

/* The call failed with this status and its message contains part. */
#define EXPECT_ERROR(call, expected, part)                                                                   \
  do {                                                                                                       \
    mbpf_status got_ = (call);                                                                               \
    if (got_ != (expected) || error.status != (expected) || !strstr(error.message, (part)))                  \
      fail_msg("got %s (%s), expected %s with '%s'", mbpf_status_name(got_), got_ ? error.message : "",      \
               #expected, (part));                                                                           \
  } while (0)

#define EXPECT_OK(call)                                                                                      \
  do {                                                                                                       \
    mbpf_status got_ = (call);                                                                               \
    if (got_ != MBPF_OK)                                                                                     \
      fail_msg("got %s: %s", mbpf_status_name(got_), error.message);                                         \
  } while (0)

#endif
