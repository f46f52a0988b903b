// The loop kinds the verifier must prove: hash, CRC, generator, matrix, sieve, state machine, search, nested and variable steps.
#include <bpf/bpf_helpers.h>
#include <linux/bpf.h>

#define ENTRY(name) SEC("xdp") int name(struct xdp_md *ctx)
#define BYTES                                                                                                \
  __u8 *data = (void *)(long)ctx->data;                                                                      \
  __u8 *end = (void *)(long)ctx->data_end

ENTRY(fnv) {
  BYTES;
  __u32 h = 2166136261u;
  for (int i = 0; i < 1500; i++) {
    if (data + i + 1 > end)
      break;
    h = (h ^ data[i]) * 16777619u;
  }
  return h & 3;
}

ENTRY(crc32) {
  BYTES;
  __u32 crc = ~0u;
  for (int i = 0; i < 256; i++) {
    if (data + i + 1 > end)
      break;
    crc ^= data[i];
    for (int k = 0; k < 8; k++)
      crc = (crc >> 1) ^ (0xedb88320u & -(crc & 1));
  }
  return crc & 3;
}

ENTRY(lcg) {
  __u32 x = ctx->ingress_ifindex;
  for (int i = 0; i < 100000; i++)
    x = x * 1103515245u + 12345u;
  return x & 3;
}

ENTRY(matrix) {
  BYTES;
  __u8 a[36], b[36];
  __u16 c[36];
  if (data + 72 > end)
    return 1;
  __builtin_memcpy(a, data, 36);
  __builtin_memcpy(b, data + 36, 36);
  for (int i = 0; i < 6; i++)
    for (int j = 0; j < 6; j++) {
      __u32 s = 0;
      for (int k = 0; k < 6; k++)
        s += a[i * 6 + k] * b[k * 6 + j];
      c[i * 6 + j] = s;
    }
  __u32 t = 0;
  for (int i = 0; i < 36; i++)
    t ^= c[i];
  return t & 3;
}

ENTRY(sieve) {
  __u8 composite[256];
  __u32 count = 0;
  __builtin_memset(composite, 0, sizeof composite);
  for (__u32 i = 2; i < 256; i++) {
    if (composite[i])
      continue;
    count++;
    for (__u32 j = i * i; j < 256; j += i)
      composite[j] = 1;
  }
  return count & 3;
}

ENTRY(tokenizer) {
  BYTES;
  __u32 words = 0, numbers = 0, state = 0;
  for (int i = 0; i < 400; i++) {
    if (data + i + 1 > end)
      break;
    __u8 c = data[i];
    switch (state) {
    case 0:
      if (c >= '0' && c <= '9')
        state = 1, numbers++;
      else if (c >= 'a' && c <= 'z')
        state = 2, words++;
      else if (c == '"')
        state = 3;
      break;
    case 1:
      if (c < '0' || c > '9')
        state = 0;
      break;
    case 2:
      if (c == ' ')
        state = 0;
      break;
    default:
      if (c == '"')
        state = 0;
    }
  }
  return (words + numbers) & 3;
}

ENTRY(search) {
  BYTES;
  for (int i = 0; i < 200; i++) {
    if (data + i + 4 > end)
      return 2;
    if (data[i] == 'G' && data[i + 1] == 'E' && data[i + 2] == 'T' && data[i + 3] == ' ')
      return 1;
  }
  return 2;
}

ENTRY(nested) {
  __u32 s = ctx->rx_queue_index;
  for (int i = 0; i < 20; i++)
    for (int j = 0; j < 30; j++)
      for (int k = j; k < 40; k++)
        s = s * 31 + i * j + k;
  return s & 3;
}

ENTRY(options) {
  BYTES;
  __u32 seen = 0;
  __u8 *p = data;
  for (int i = 0; i < 40; i++) {
    if (p + 2 > end)
      break;
    if (p[0] == 0)
      break;
    seen += p[0];
    p += p[0] == 1 ? 1 : p[1];
  }
  return seen & 3;
}

ENTRY(modulo) {
  __u32 table[10] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  __u32 x = ctx->ingress_ifindex;
  return table[x % 10] & 3;
}

ENTRY(sort) {
  BYTES;
  __u8 a[16];
  if (data + 16 > end)
    return 1;
  __builtin_memcpy(a, data, 16);
  for (int i = 1; i < 16; i++) {
    __u8 key = a[i];
    int j = i - 1;
    while (j >= 0 && a[j] > key) {
      a[j + 1] = a[j];
      j--;
    }
    a[j + 1] = key;
  }
  return a[7] & 3;
}

ENTRY(root) {
  __u32 x = ctx->ingress_ifindex, r = 0, bit = 1u << 30;
  while (bit > x)
    bit >>= 2;
  while (bit != 0) {
    if (x >= r + bit) {
      x -= r + bit;
      r = (r >> 1) + bit;
    } else {
      r >>= 1;
    }
    bit >>= 2;
  }
  return r & 3;
}

char _license[] SEC("license") = "GPL";
