/*
 * A state machine over text: counts words, numbers, strings and other signs; words << 24 | numbers << 16 | strings <<
 * 8 | signs.
 *
 * run: 666f6f203d20626172202b2034322a2822612062223b -> 0x2010105
 * run: 22756e7465726d -> 0
 * run: 3132333435206162316320225c22222078 -> 0x2010100
 * run: 61*1000 -> 0x1000000
 */
#include "corpus.h"

enum state { BLANK, WORD, NUMBER, STRING, ESCAPE };

SEC("xdp")
int tokenizer(struct xdp_md *ctx) {
  __u8 *at = PACKET(ctx), *end = PACKET_END(ctx);
  __u32 words = 0, numbers = 0, strings = 0, signs = 0;
  enum state state = BLANK;
  for (int i = 0; i < 1500 && at < end; i++, at++) {
    __u8 c = *at;
    int is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    int is_digit = c >= '0' && c <= '9';
    switch (state) {
    case STRING:
      if (c == '"') {
        strings++;
        state = BLANK;
      } else if (c == '\\') {
        state = ESCAPE;
      }
      break;
    case ESCAPE: state = STRING; break;
    case WORD:
      if (is_letter || is_digit)
        break;
      /* fallthrough */
    case NUMBER:
      if (state == NUMBER && is_digit)
        break;
      /* fallthrough */
    case BLANK:
      state = BLANK;
      if (is_letter) {
        words++;
        state = WORD;
      } else if (is_digit) {
        numbers++;
        state = NUMBER;
      } else if (c == '"') {
        state = STRING;
      } else if (c > ' ') {
        signs++;
      }
    }
  }
  return (int)((words & 255) << 24 | (numbers & 255) << 16 | (strings & 255) << 8 | (signs & 255));
}

char _license[] SEC("license") = "GPL";
