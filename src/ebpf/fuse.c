/* Matching neighbours against fuse.def. */
#include "ebpf/fuse.h"

#if MBPF_WITH_FUSED_OPS

/* Relations of two neighbours a and b. The first result of a must not be an operand of b beside its destination. */
#define FUSE_ALWAYS     true
#define FUSE_CHAIN_IMM  (b->dst == a->dst)
#define FUSE_CHAIN_REG  (b->dst == a->dst && b->src != a->dst)
#define FUSE_FEED       (b->src == a->dst && a->src != a->dst)
#define FUSE_FEED_OTHER (b->src == a->dst && b->dst != a->dst)
#define FUSE_STORE      (b->dst == a->dst)
#define FUSE_SKIP       (a->off == 2 * (int32_t)sizeof(struct ebpf_op))
/* d = s; d += t; e = *(d + off) */
#define FUSE_INDEX3(load)                                                                                    \
  (left > 2 && b->dst == a->dst && b->src != a->dst && a[2].code == ISA_##load && a[2].src == a->dst)
#define FUSE_INDEX3_STORE(store)                                                                             \
  (left > 2 && b->dst == a->dst && b->src != a->dst && a[2].code == ISA_##store && a[2].dst == a->dst)

/* The fused code for the operations at a, or a's own. left >= 2 operations follow from a. */
static uint16_t three_of(const struct ebpf_op *a, uint32_t left) {
  const struct ebpf_op *b = a + 1;
#define TRY(bits)                                                                                            \
  if (FUSE_INDEX3(LDX##bits))                                                                                \
    return EBPF_OP_FUSED_INDEX3_##bits;                                                                      \
  if (FUSE_INDEX3_STORE(STX##bits))                                                                          \
    return EBPF_OP_FUSED_STORE_INDEX3_##bits;                                                                \
  if (FUSE_INDEX3_STORE(ST##bits))                                                                           \
    return EBPF_OP_FUSED_STORE_IMM_INDEX3_##bits;
  TRY(8)
  TRY(16)
  TRY(32)
  TRY(64)
#undef TRY
  return a->code;
}

#define PAIR(first, second) ((uint32_t)(first) << 8 | (uint32_t)(second))

struct fused_row {
  uint16_t pair;
  uint16_t code;
  uint8_t relation;
};

enum { IS_ALWAYS, IS_CHAIN_IMM, IS_CHAIN_REG, IS_FEED, IS_FEED_OTHER, IS_STORE, IS_SKIP, IS_INDEX3 };

static bool related(uint8_t relation, const struct ebpf_op *a, const struct ebpf_op *b) {
  switch (relation) {
  case IS_ALWAYS: return FUSE_ALWAYS;
  case IS_CHAIN_IMM: return FUSE_CHAIN_IMM;
  case IS_CHAIN_REG: return FUSE_CHAIN_REG;
  case IS_FEED: return FUSE_FEED;
  case IS_FEED_OTHER: return FUSE_FEED_OTHER;
  case IS_STORE: return FUSE_STORE;
  case IS_SKIP: return FUSE_SKIP;
  default: return false; /* of three */
  }
}

#undef FUSE_ALWAYS
#undef FUSE_CHAIN_IMM
#undef FUSE_CHAIN_REG
#undef FUSE_FEED
#undef FUSE_FEED_OTHER
#undef FUSE_SKIP
#undef FUSE_INDEX3
#undef FUSE_STORE
#undef FUSE_INDEX3_STORE
#define FUSE_ALWAYS              IS_ALWAYS
#define FUSE_CHAIN_IMM           IS_CHAIN_IMM
#define FUSE_CHAIN_REG           IS_CHAIN_REG
#define FUSE_FEED                IS_FEED
#define FUSE_FEED_OTHER          IS_FEED_OTHER
#define FUSE_SKIP                IS_SKIP
#define FUSE_STORE               IS_STORE
#define FUSE_INDEX3(load)        IS_INDEX3
#define FUSE_INDEX3_STORE(store) IS_INDEX3

static const struct fused_row rows[] = {
#define FUSED(name, first, second, relation, ...)                                                            \
  {(uint16_t)PAIR(ISA_##first, ISA_##second), EBPF_OP_FUSED_##name, relation},
#include "ebpf/fuse.def"
};

static uint16_t two_of(const struct ebpf_op *a) {
  uint32_t pair = PAIR(a->code, a[1].code);
  if (a->code >= ISA_COUNT || a[1].code >= ISA_COUNT)
    return a->code;
  for (uint32_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (rows[i].pair == pair && related(rows[i].relation, a, a + 1))
      return rows[i].code;
  return a->code;
}

void ebpf_fuse(struct ebpf_op *ops, uint32_t count) {
  for (uint32_t i = 0; i + 1 < count; i++) {
    uint16_t code = ops[i].code == ISA_MOV64_REG && ops[i + 1].code == ISA_ADD64_REG
                        ? three_of(&ops[i], count - i)
                        : ops[i].code;
    ops[i].code = code != ops[i].code ? code : two_of(&ops[i]);
  }
}

uint16_t ebpf_plain_code(uint16_t code) {
  static const uint8_t first[] = {
#define FUSED(name, first, second, relation, ...) ISA_##first,
#include "ebpf/fuse.def"
  };
  uint16_t base = EBPF_OP_COUNT - sizeof first;
  return code < base ? code : first[code - base];
}

#else

void ebpf_fuse(struct ebpf_op *ops, uint32_t count) {
  (void)ops;
  (void)count;
}

#endif
