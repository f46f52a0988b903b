/*
 * A traffic-control program: fields of its context, and direct packet access that also writes.
 *
 * run: 01020304 -> 2 ff0203fe
 * run: 05020304 -> 0 fb0203fe
 * run: 01 -> 0 01
 * native: no
 */
#include "corpus.h"

SEC("tc")
int classifier(struct __sk_buff *skb) {
  __u8 *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end, first;
  if (data + 4 > end || bpf_skb_load_bytes(skb, 0, &first, sizeof first))
    return 0;
  data[0] = -first;
  data[3] = skb->len - 6;
  skb->mark = first;
  return skb->mark == 1 ? 2 : 0;
}

char _license[] SEC("license") = "GPL";
