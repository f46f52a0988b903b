/* struct __sk_buff: the fields that its views share. */
#ifndef HOOK_SKB_H
#define HOOK_SKB_H

#include "hook/view.h"

enum { SKB_FIELDS = 28, SKB_BYTES = 192 };

extern const struct view_field skb_fields[SKB_FIELDS];

#endif
