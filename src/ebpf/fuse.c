/* Choosing fused operations: for every slot the one that leads to the function's end with the fewest dispatches. */
#include "ebpf/fuse.h"

#if MBPF_WITH_FUSED_OPS

/* --- fuse.def as tables --- */

/* Where an instruction stands in a plane's lists, from 1; 0 for those that are not there. */
#define PLACE(op, list) list##_##op,
#define INDEX(op, list) [ISA_##op] = list##_##op + 1,
#define PLANE_LISTS(plane)                                                                                   \
  enum { FUSE_##plane##_FIRST(PLACE, plane##_FIRST) plane##_FIRSTS };                                        \
  enum { FUSE_##plane##_SECOND(PLACE, plane##_SECOND) plane##_SECONDS };                                     \
  static const uint8_t plane##_first[ISA_COUNT] = {FUSE_##plane##_FIRST(INDEX, plane##_FIRST)};              \
  static const uint8_t plane##_second[ISA_COUNT] = {FUSE_##plane##_SECOND(INDEX, plane##_SECOND)};
FUSE_PLANES(PLANE_LISTS)

/* Rows of a plane follow each other by first, then by second; planes follow in the order of FUSE_PLANES. */
enum {
#define PLANE_BASE(plane)                                                                                    \
  plane##_BASE, plane##_LAST = (int)plane##_BASE + (int)plane##_FIRSTS * (int)plane##_SECONDS - 1,
  BEFORE_PLANES = EBPF_OP_FUSED - 1,
  FUSE_PLANES(PLANE_BASE) SEQUENCES_BASE
};

enum plane_number {
#define PLANE_NUMBER(plane) PLANE_##plane,
  FUSE_PLANES(PLANE_NUMBER) PLANE_COUNT
};

static const struct plane {
  const uint8_t *first, *second;
  uint16_t base, seconds;
} planes[PLANE_COUNT] = {
#define PLANE_ROW(plane) {plane##_first, plane##_second, plane##_BASE, plane##_SECONDS},
    FUSE_PLANES(PLANE_ROW)};

enum { MAX_PARTS = 5 };

/* Registers of a sequence: part k's own are 2k and 2k + 1. */
enum { D0, S0, D1, S1, D2, S2, D3, S3, D4, S4 };

struct part {
  uint8_t op; /* 1 + enum isa_op, 0 past the end */
  uint8_t dst, src;
  uint8_t jump; /* one of: */
};

enum { JUMPS_ANYWHERE, JUMPS_BACK, JUMPS_OVER_ONE };

static const struct part sequences[][MAX_PARTS] = {
#define DO(op, dst, src)      {1 + ISA_##op, dst, src, JUMPS_ANYWHERE},
#define DO_BACK(op, dst, src) {1 + ISA_##op, dst, src, JUMPS_BACK},
#define SKIP(jump, dst1, src1, op, dst2, src2)                                                               \
  {1 + ISA_##jump, dst1, src1, JUMPS_OVER_ONE}, DO(op, dst2, src2)
#define PAIR(plane, first, second)
#define SEQUENCE(name, first, ...) {__VA_ARGS__},
#include "ebpf/fuse.def"
};

enum { SEQUENCES = sizeof sequences / sizeof *sequences };

_Static_assert((int)SEQUENCES_BASE + (int)SEQUENCES == (int)EBPF_OP_COUNT,
               "the planes lie as the enumeration says");
_Static_assert((int)EBPF_OP_FUSED <= UINT8_MAX, "ebpf_plain holds bytes");

const uint8_t ebpf_plain[EBPF_OP_COUNT] = {
#define ISA(name, opcode, operands, src, off, imm, group, text, semantics) [ISA_##name] = ISA_##name,
#include "ebpf/isa.def"
#define OWN(code) [code] = code,
    EBPF_OWN_OPS(OWN)
#undef OWN
#define PAIR(plane, first, second) [EBPF_OP_##plane##_##first##_##second] = ISA_##first,
#define SEQUENCE(name, first, ...) [EBPF_OP_SEQUENCE_##name] = ISA_##first,
#include "ebpf/fuse.def"
};

/* --- matching --- */

static uint8_t plain(const struct ebpf_op *op) {
  return ebpf_plain[op->code];
}

static bool jumps(const struct ebpf_op *op, unsigned how) {
  return how == JUMPS_ANYWHERE ||
         (how == JUMPS_BACK ? op->off <= 0 : op->off == 2 * (int32_t)sizeof(struct ebpf_op));
}

static bool related(enum plane_number plane, const struct ebpf_op *a) {
  switch (plane) {
  case PLANE_SKIP: return jumps(a, JUMPS_OVER_ONE);
  case PLANE_BACK: return jumps(a + 1, JUMPS_BACK);
  case PLANE_LOOP64:
  case PLANE_LOOP32: return a[1].dst == a->dst && jumps(a + 1, JUMPS_BACK);
  case PLANE_SAME64:
  case PLANE_SAME32: return a[1].dst == a->dst;
  case PLANE_FEED: return a[1].src == a->dst;
  default: return true;
  }
}

/* The fused code for the two operations at a, or 0. */
static uint16_t pair_at(const struct ebpf_op *a) {
  uint8_t first = plain(a), second = plain(a + 1);
  if (first >= ISA_COUNT || second >= ISA_COUNT)
    return 0;
  for (unsigned i = 0; i < PLANE_COUNT; i++) {
    const struct plane *plane = &planes[i];
    unsigned row = plane->first[first], column = plane->second[second];
    if (row && column && related((enum plane_number)i, a))
      return (uint16_t)(plane->base + (row - 1) * plane->seconds + column - 1);
  }
  return 0;
}

static uint8_t register_at(const struct ebpf_op *a, uint8_t place) {
  const struct ebpf_op *op = &a[place / 2];
  return place % 2 ? op->src : op->dst;
}

/* How many of the operations at a the sequence covers: all its parts or 0. count operations follow from a. */
static uint32_t sequence_at(const struct part *parts, const struct ebpf_op *a, uint32_t count) {
  uint32_t i = 0;
  for (; i < MAX_PARTS && parts[i].op; i++)
    if (i >= count || plain(&a[i]) + 1 != parts[i].op || register_at(a, parts[i].dst) != a[i].dst ||
        register_at(a, parts[i].src) != a[i].src || !jumps(&a[i], parts[i].jump))
      return 0;
  return i;
}

/* --- choosing --- */

/* What a dispatch costs, and a value that goes from one part to the next without the way through memory saves. */
enum { DISPATCH_COST = 8, SHARED_GAIN = 1 };

static uint32_t gain_of(const struct part *parts) {
  uint32_t gain = 0;
  for (uint32_t i = 0; i < MAX_PARTS && parts[i].op; i++)
    gain += (uint32_t)((parts[i].dst != 2 * i) + (parts[i].src != 2 * i + 1)) * SHARED_GAIN;
  return gain;
}

/* Is what stands behind this operation rarely next? The end of a loop is mostly followed by its begin. */
static bool turns_away(const struct ebpf_op *op) {
  uint8_t code = plain(op);
  if (code >= ISA_COUNT)
    return false;
  uint16_t operands = isa_table[code].operands;
  return (operands & OPERAND_NO_FALLTHROUGH) || ((operands & OPERAND_JUMP_OFF) && op->off <= 0);
}

/* The cost from a slot to the next place that turns away if no jump is taken, for the slots that follow; a ring. */
struct costs {
  uint32_t of[8];
};

static uint32_t *cost_of(struct costs *costs, uint32_t slot) {
  return &costs->of[slot % (sizeof costs->of / sizeof *costs->of)];
}

struct choice {
  uint16_t code;
  uint32_t cost;
};

static uint32_t cost_after(const struct ebpf_op *ops, uint32_t slot, uint32_t length, struct costs *costs) {
  return turns_away(&ops[slot + length - 1]) ? 0 : *cost_of(costs, slot + length);
}

static void consider(struct choice *choice, uint16_t code, uint32_t cost) {
  if (cost < choice->cost)
    *choice = (struct choice){code, cost};
}

/* The best code for the slot; its cost goes into the ring. */
static uint16_t choose(const struct ebpf_op *ops, uint32_t slot, uint32_t count, struct costs *costs) {
  struct choice choice = {ops[slot].code, DISPATCH_COST + cost_after(ops, slot, 1, costs)};
  uint16_t pair = slot + 1 < count && !turns_away(&ops[slot]) ? pair_at(&ops[slot]) : 0;
  if (pair)
    consider(&choice, pair,
             (pair < BACK_BASE ? DISPATCH_COST - SHARED_GAIN : DISPATCH_COST) +
                 cost_after(ops, slot, 2, costs));
  for (uint32_t i = 0; i < SEQUENCES; i++) {
    uint32_t length = sequence_at(sequences[i], &ops[slot], count - slot);
    if (length)
      consider(&choice, (uint16_t)(SEQUENCES_BASE + i),
               DISPATCH_COST - gain_of(sequences[i]) + cost_after(ops, slot, length, costs));
  }
  *cost_of(costs, slot) = choice.cost;
  return choice.code;
}

void ebpf_fuse(struct ebpf_op *ops, uint32_t count) {
  struct costs costs = {{0}};
  for (uint32_t slot = count; slot-- > 0;)
    ops[slot].code = choose(ops, slot, count, &costs);
}

#else

void ebpf_fuse(struct ebpf_op *ops, uint32_t count) {
  (void)ops;
  (void)count;
}

#endif
