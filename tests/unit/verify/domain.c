/*
 * The abstract domain against concrete arithmetic: every pair of ranges and of known bits at small widths, random scalars at 64 bits.
 * The oracle below computes on plain numbers and shares nothing with the domain.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ebpf/verify/scalar.h"

static uint64_t mask_of(unsigned w) {
  return w == 64 ? UINT64_MAX : ((uint64_t)1 << w) - 1;
}
static int64_t sx(uint64_t v, unsigned w) {
  return (int64_t)(v << (64 - w)) >> (64 - w);
}

/* What RFC 9669 says, on the low w bits. */
static uint64_t concrete(enum alu op, uint64_t a, uint64_t b, unsigned w) {
  uint64_t m = mask_of(w);
  int64_t x, y;
  a &= m;
  b &= m;
  x = sx(a, w);
  y = sx(b, w);
  switch (op) {
  case ALU_ADD: return (a + b) & m;
  case ALU_SUB: return (a - b) & m;
  case ALU_MUL: return (a * b) & m;
  case ALU_DIV: return b ? a / b : 0;
  case ALU_MOD: return b ? a % b : a;
  case ALU_SDIV: return b == 0 ? 0 : y == -1 ? (0 - a) & m : (uint64_t)(x / y) & m;
  case ALU_SMOD: return b == 0 ? a : y == -1 ? 0 : (uint64_t)(x % y) & m;
  case ALU_AND: return a & b;
  case ALU_OR: return a | b;
  case ALU_XOR: return a ^ b;
  case ALU_LSH: return (a << (b & (w - 1))) & m;
  case ALU_RSH: return a >> (b & (w - 1));
  default: return (uint64_t)(x >> (b & (w - 1))) & m;
  }
}

static bool holds(enum compare op, uint64_t a, uint64_t b, unsigned w) {
  a &= mask_of(w);
  b &= mask_of(w);
  switch (op) {
  case CMP_EQ: return a == b;
  case CMP_NE: return a != b;
  case CMP_LT: return a < b;
  case CMP_LE: return a <= b;
  case CMP_SLT: return sx(a, w) < sx(b, w);
  case CMP_SLE: return sx(a, w) <= sx(b, w);
  case CMP_SET: return (a & b) != 0;
  default: return (a & b) == 0;
  }
}

#define ALU_LAST ALU_ARSH
#define CMP_LAST CMP_CLEAR

static bool is_shift(enum alu op) {
  return op >= ALU_LSH;
}

/* All ranges of a width: every start and length, the full one once. */
static unsigned all_ranges(struct range *out, unsigned w) {
  unsigned n = 0;
  for (uint64_t length = 0; length < mask_of(w); length++)
    for (uint64_t start = 0; start <= mask_of(w); start++)
      out[n++] = (struct range){start, length};
  out[n++] = range_full(w);
  return n;
}

static void range_arithmetic_is_sound(void **state) {
  static struct range all[1100];
  (void)state;
  for (unsigned w = 3; w <= 4; w++) {
    unsigned n = all_ranges(all, w);
    for (unsigned op = 0; op <= ALU_LAST; op++) {
      if (is_shift(op) && w != 4)
        continue;
      for (unsigned i = 0; i < n; i++)
        for (unsigned j = 0; j < n; j++) {
          struct range r = range_alu(op, all[i], all[j], w);
          assert_true(r.start <= mask_of(w) && r.length <= mask_of(w));
          assert_true(r.length != mask_of(w) || r.start == 0);
          for (uint64_t x = 0; x <= all[i].length; x++)
            for (uint64_t y = 0; y <= all[j].length; y++)
              if (!range_contains(r, concrete(op, all[i].start + x, all[j].start + y, w), w))
                fail_msg("op %u width %u [%llu+%llu] [%llu+%llu]", op, w, (unsigned long long)all[i].start,
                         (unsigned long long)all[i].length, (unsigned long long)all[j].start,
                         (unsigned long long)all[j].length);
        }
    }
  }
}

/* One operand constant at a wider width: the common case, and the one with the most special paths. */
static void range_arithmetic_with_constants_is_sound(void **state) {
  static struct range all[1100];
  const unsigned w = 5;
  unsigned n = all_ranges(all, w);
  (void)state;
  for (unsigned op = 0; op < ALU_LSH; op++)
    for (unsigned i = 0; i < n; i++)
      for (uint64_t c = 0; c <= mask_of(w); c++) {
        struct range ab = range_alu(op, all[i], range_constant(c), w),
                     ba = range_alu(op, range_constant(c), all[i], w);
        for (uint64_t x = 0; x <= all[i].length; x++) {
          assert_true(range_contains(ab, concrete(op, all[i].start + x, c, w), w));
          assert_true(range_contains(ba, concrete(op, c, all[i].start + x, w), w));
        }
      }
}

static void range_sets_are_sound_and_tight(void **state) {
  static struct range all[1100];
  const unsigned w = 4;
  unsigned n = all_ranges(all, w);
  (void)state;
  for (unsigned i = 0; i < n; i++) {
    uint64_t umin = 99, umax = 0;
    int64_t smin = 99, smax = -99;
    for (uint64_t v = 0; v <= mask_of(w); v++)
      if (range_contains(all[i], v, w)) {
        umin = v < umin ? v : umin;
        umax = v > umax ? v : umax;
        smin = sx(v, w) < smin ? sx(v, w) : smin;
        smax = sx(v, w) > smax ? sx(v, w) : smax;
      }
    assert_int_equal(umin, range_umin(all[i], w));
    assert_int_equal(umax, range_umax(all[i], w));
    assert_int_equal(smin, range_smin(all[i], w));
    assert_int_equal(smax, range_smax(all[i], w));
    for (unsigned j = 0; j < n; j++) {
      struct range join = range_join(all[i], all[j], w), meet;
      bool met = range_meet(all[i], all[j], w, &meet), include = true, common = false;
      for (uint64_t v = 0; v <= mask_of(w); v++) {
        bool a = range_contains(all[i], v, w), b = range_contains(all[j], v, w);
        assert_true(!(a || b) || range_contains(join, v, w));
        assert_true(!(a && b) || (met && range_contains(meet, v, w)));
        include = include && (a || !b);
        common = common || (a && b);
      }
      assert_int_equal(common, met);
      assert_int_equal(include, range_include(all[i], all[j], w));
      assert_true(!met || range_include(all[i], meet, w) || range_include(all[j], meet, w));
    }
  }
}

static unsigned all_bits(struct bits *out, unsigned w) {
  unsigned n = 0;
  for (uint64_t mask = 0; mask <= mask_of(w); mask++)
    for (uint64_t value = 0; value <= mask_of(w); value++)
      if ((mask & value) == 0)
        out[n++] = (struct bits){value, mask};
  return n;
}

static void known_bits_are_sound(void **state) {
  static struct bits all[800];
  const unsigned w = 4;
  unsigned n = all_bits(all, w);
  (void)state;
  for (unsigned i = 0; i < n; i++)
    for (unsigned j = 0; j < n; j++) {
      struct bits sum = bits_add(all[i], all[j], w), difference = bits_sub(all[i], all[j], w),
                  product = bits_mul(all[i], all[j], w), conj = bits_and(all[i], all[j]),
                  disj = bits_or(all[i], all[j]), excl = bits_xor(all[i], all[j]),
                  join = bits_join(all[i], all[j]), meet;
      bool met = bits_meet(all[i], all[j], &meet), include = true;
      for (uint64_t x = 0; x <= mask_of(w); x++) {
        include = include && (bits_contain(all[i], x) || !bits_contain(all[j], x));
        assert_int_equal(bits_contain(all[i], x) && bits_contain(all[j], x), met && bits_contain(meet, x));
        for (uint64_t y = 0; y <= mask_of(w); y++) {
          if (!bits_contain(all[i], x) || !bits_contain(all[j], y))
            continue;
          assert_true(bits_contain(sum, (x + y) & mask_of(w)));
          assert_true(bits_contain(difference, (x - y) & mask_of(w)));
          assert_true(bits_contain(product, (x * y) & mask_of(w)));
          assert_true(bits_contain(conj, x & y) && bits_contain(disj, x | y) && bits_contain(excl, x ^ y));
          assert_true(bits_contain(join, x) && bits_contain(join, y));
        }
      }
      assert_int_equal(include, bits_include(all[i], all[j]));
    }
  for (unsigned i = 0; i < n; i++)
    for (uint64_t x = 0; x <= mask_of(w); x++)
      for (unsigned s = 0; bits_contain(all[i], x) && s < w; s++) {
        assert_true(bits_contain(bits_lsh(all[i], s, w), (x << s) & mask_of(w)));
        assert_true(bits_contain(bits_rsh(all[i], s), x >> s));
        assert_true(bits_contain(bits_arsh(all[i], s, w), (uint64_t)(sx(x, w) >> s) & mask_of(w)));
        assert_true(bits_contain(bits_sign_extend(all[i], s + 1, w),
                                 (uint64_t)sx(x & mask_of(s + 1), s + 1) & mask_of(w)));
      }
  for (uint64_t low = 0; low <= mask_of(w); low++)
    for (uint64_t high = low; high <= mask_of(w); high++)
      for (uint64_t v = low; v <= high; v++)
        assert_true(bits_contain(bits_of_range(low, high), v));
}

/* --- scalars: a generator that keeps a witness --- */

static uint64_t seed;

static uint64_t next_random(void) {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return seed;
}

/* Numbers near the places where arithmetic goes wrong, and small ones, and any. */
static uint64_t interesting(unsigned w) {
  static const uint64_t corner[] = {0,
                                    1,
                                    2,
                                    7,
                                    0x7f,
                                    0x80,
                                    0xff,
                                    0x7fff,
                                    0x8000,
                                    0xffff,
                                    0x7fffffff,
                                    0x80000000,
                                    0xffffffff,
                                    0x100000000,
                                    0x7fffffffffffffff,
                                    0x8000000000000000,
                                    0xffffffff00000000,
                                    UINT64_MAX};
  uint64_t r = next_random();
  switch (r & 3) {
  case 0: return (r >> 8) & mask_of(w);
  case 1: return (corner[(r >> 8) % 18] + (r >> 32) % 5 - 2) & mask_of(w);
  case 2: return ((r >> 8) & 31) & mask_of(w);
  default: return ((uint64_t)1 << ((r >> 8) & (w - 1))) & mask_of(w);
  }
}

/* A scalar that contains v. */
static struct scalar around(uint64_t v, unsigned w) {
  struct scalar s = scalar_unknown(w);
  uint64_t r = next_random(), half = v & mask_of(w / 2), before, length;
  if (r & 1)
    s.bits.mask = interesting(w) & (r & 2 ? UINT64_MAX : interesting(w)), s.bits.value = v & ~s.bits.mask;
  if (r & 4) {
    length = interesting(w);
    before = length == 0 ? 0 : next_random() % length;
    s.full = length == mask_of(w) ? range_full(w) : (struct range){(v - before) & mask_of(w), length};
    if ((r & 32) && length != mask_of(w) &&
        before != 0) { /* a divisor of the distance, often the distance itself */
      uint64_t stride = before;
      for (unsigned k = 2; k < 14; k++)
        stride = stride % k == 0 && (next_random() & 1) ? stride / k : stride;
      s.stride = stride <= UINT32_MAX ? (uint32_t)stride : 0;
    }
  }
  if (r & 8) {
    length = interesting(w) & mask_of(w / 2);
    before = length == 0 ? 0 : next_random() % length;
    if (length != mask_of(w / 2))
      s.half_start = (uint32_t)((half - before) & mask_of(w / 2)), s.half_length = (uint32_t)length;
  }
  if (r & 16)
    s = scalar_constant(v, w);
  assert_true(scalar_contain(&s, v, w));
  assert_true(scalar_reduce(&s, w));
  assert_true(scalar_contain(&s, v, w));
  return s;
}

static void show(const char *what, const struct scalar *s) {
  fprintf(stderr, "%s bits %llx/%llx full %llx+%llx half %x+%x stride %u\n", what,
          (unsigned long long)s->bits.value, (unsigned long long)s->bits.mask,
          (unsigned long long)s->full.start, (unsigned long long)s->full.length, s->half_start,
          s->half_length, s->stride);
}

static void check_pair(const struct scalar *a, uint64_t x, const struct scalar *b, uint64_t y, unsigned w) {
  for (unsigned op = 0; op <= ALU_LAST; op++)
    for (unsigned narrow = 0; narrow < 2; narrow++) {
      struct scalar r = scalar_alu(op, a, b, narrow != 0, w);
      uint64_t z = concrete(op, x, y, narrow ? w / 2 : w);
      if (!scalar_contain(&r, z, w)) {
        show("a", a);
        show("b", b);
        show("result", &r);
        fail_msg("op %u narrow %u: %llx, %llx gives %llx", op, narrow, (unsigned long long)x,
                 (unsigned long long)y, (unsigned long long)z);
      }
    }
  for (unsigned op = 0; op <= CMP_LAST; op++)
    for (unsigned narrow = 0; narrow < 2; narrow++) {
      struct scalar p = *a, q = *b;
      bool possible = scalar_assume(op, &p, &q, narrow != 0, w), swap;
      enum compare inverse = compare_inverse(op, &swap);
      bool now = holds(op, x, y, narrow ? w / 2 : w);
      assert_int_equal(!now, swap ? holds(inverse, y, x, narrow ? w / 2 : w)
                                  : holds(inverse, x, y, narrow ? w / 2 : w));
      if (now && (!possible || !scalar_contain(&p, x, w) || !scalar_contain(&q, y, w))) {
        show("a", a);
        show("b", b);
        fail_msg("compare %u narrow %u: %llx, %llx", op, narrow, (unsigned long long)x,
                 (unsigned long long)y);
      }
    }
  {
    struct scalar j = scalar_join(a, b, w);
    assert_true(scalar_contain(&j, x, w) && scalar_contain(&j, y, w));
    assert_true(scalar_include(&j, a, w) && scalar_include(&j, b, w));
  }
}

static void scalars_are_sound_at_random(void **state) {
  const char *given = getenv("MBPF_SEED");
  (void)state;
  seed = given ? strtoull(given, NULL, 0) : 0x9e3779b97f4a7c15u;
  print_message("MBPF_SEED=%#llx\n", (unsigned long long)seed);
  for (unsigned i = 0; i < 150000; i++) {
    unsigned w = i % 3 == 0 ? 8 : 64;
    uint64_t x = interesting(w), y = i & 1 ? interesting(w) : (x + next_random() % 7 - 3) & mask_of(w);
    struct scalar a = around(x, w), b = around(y, w);
    check_pair(&a, x, &b, y, w);
  }
}

/* At width 4 every scalar a program can reach by bits and range, with every member. */
static void scalars_are_sound_exhaustively(void **state) {
  static struct bits bits[90];
  static struct range ranges[260];
  static struct scalar all[8000];
  unsigned n = 0, nb = all_bits(bits, 4), nr = all_ranges(ranges, 4);
  (void)state;
  for (unsigned i = 0; i < nb; i++)
    for (unsigned j = 0; j < 3 * nr; j++) {
      static const uint32_t strides[] = {0, 3, 5};
      struct scalar s = scalar_unknown(4);
      bool any = false;
      s.bits = bits[i];
      s.full = ranges[j / 3];
      s.stride = strides[j % 3];
      for (uint64_t v = 0; v < 16; v++)
        any = any || scalar_contain(&s, v, 4);
      struct scalar r = s;
      if (!scalar_reduce(&r, 4)) {
        assert_false(any);
        continue;
      }
      for (uint64_t v = 0; v < 16; v++)
        assert_true(!scalar_contain(&s, v, 4) || scalar_contain(&r, v, 4));
      for (unsigned k = 0; k < n; k++)
        if (memcmp(&all[k], &r, sizeof r) == 0)
          any = false;
      if (any && n < 8000)
        all[n++] = r;
    }
  print_message("%u different scalars at width 4\n", n);
  for (unsigned i = 0; i < n; i += 1)
    for (unsigned j = i % 7; j < n; j += 7)
      for (unsigned op = 0; op <= ALU_LAST + CMP_LAST + 1; op++) {
        struct scalar r, p = all[i], q = all[j];
        bool alu = op <= ALU_LAST, possible = true;
        if (alu)
          r = scalar_alu(op, &p, &q, false, 4);
        else
          possible = scalar_assume(op - ALU_LAST - 1, &p, &q, false, 4), r = p;
        for (uint64_t x = 0; x < 16; x++)
          for (uint64_t y = 0; scalar_contain(&all[i], x, 4) && y < 16; y++) {
            if (!scalar_contain(&all[j], y, 4))
              continue;
            if (alu)
              assert_true(scalar_contain(&r, concrete(op, x, y, 4), 4));
            else if (holds(op - ALU_LAST - 1, x, y, 4))
              assert_true(possible && scalar_contain(&p, x, 4) && scalar_contain(&q, y, 4));
          }
      }
}

static void moves_are_sound(void **state) {
  static const unsigned sizes[] = {8, 16, 32, 64};
  (void)state;
  seed = 0x123456789abcdefu;
  for (unsigned i = 0; i < 200000; i++) {
    uint64_t x = interesting(64);
    struct scalar a = around(x, 64);
    for (unsigned k = 0; k < 4; k++) {
      struct scalar t = scalar_truncate(&a, sizes[k], 64), s = scalar_sign_extend(&a, sizes[k], false, 64);
      assert_true(scalar_contain(&t, x & mask_of(sizes[k]), 64));
      assert_true(scalar_contain(&s, (uint64_t)sx(x, sizes[k]), 64));
      if (k < 2) {
        s = scalar_sign_extend(&a, sizes[k], true, 64);
        assert_true(scalar_contain(&s, (uint32_t)sx(x, sizes[k]), 64));
      }
      if (k > 0) {
        uint64_t swapped = k == 1   ? __builtin_bswap16((uint16_t)x)
                           : k == 2 ? __builtin_bswap32((uint32_t)x)
                                    : __builtin_bswap64(x);
        s = scalar_swap(&a, sizes[k]);
        assert_true(scalar_contain(&s, swapped, 64));
      }
    }
  }
}

/* Facts that programs rely on: a lost bound here is a program rejected. */
static void stays_precise(void **state) {
  struct scalar x = scalar_unknown(64), k = scalar_constant(10, 64), r;
  (void)state;
  r = scalar_alu(ALU_MOD, &x, &k, false, 64);
  assert_true(range_umax(r.full, 64) == 9);
  k = scalar_constant(15, 64);
  r = scalar_alu(ALU_AND, &x, &k, false, 64);
  assert_true(range_umax(r.full, 64) == 15);
  k = scalar_constant(100, 64);
  assert_true(scalar_assume(CMP_SLT, &x, &k, true, 64)); /* w < 100 signed */
  k = scalar_constant(0, 64);
  assert_true(scalar_assume(CMP_SLE, &k, &x, true, 64)); /* 0 <= w */
  r = scalar_truncate(&x, 32, 64);
  assert_true(range_umin(r.full, 64) == 0 && range_umax(r.full, 64) == 99);
  x = scalar_between((uint64_t)-1, 0, 64); /* -1 or 0, as a mask */
  k = scalar_constant(0xedb88320, 64);
  r = scalar_alu(ALU_AND, &x, &k, false, 64);
  assert_true(range_umax(r.full, 64) == 0xedb88320 && (r.bits.mask & ~0xedb88320u) == 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(range_arithmetic_is_sound),
      cmocka_unit_test(range_arithmetic_with_constants_is_sound),
      cmocka_unit_test(range_sets_are_sound_and_tight),
      cmocka_unit_test(known_bits_are_sound),
      cmocka_unit_test(scalars_are_sound_at_random),
      cmocka_unit_test(scalars_are_sound_exhaustively),
      cmocka_unit_test(moves_are_sound),
      cmocka_unit_test(stays_precise),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
