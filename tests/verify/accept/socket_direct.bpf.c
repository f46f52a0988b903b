/*
 * A socket filter with direct packet access and fields of its context; sums what it reads.
 *
 * run: 01020304 -> 14
 * run: 01 -> 1
 * native: no
 */
#include "corpus.h"

SEC("socket")
int socket_direct(struct __sk_buff *skb) {
  __u8 *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
  __u32 sum = skb->len;
  if (data + 4 > end)
    return (int)sum;
  for (int i = 0; i < 4; i++)
    sum += data[i];
  skb->mark = sum;
  skb->cb[4] = skb->mark;
  return (int)skb->cb[4];
}

char _license[] SEC("license") = "GPL";
