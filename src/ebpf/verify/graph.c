/* The control flow of one function. Bottom-up: memory, blocks, order, loops, liveness, constants. */
#include "ebpf/verify/graph.h"

#include <string.h>

void *pool_take(struct pool *pool, size_t bytes) {
  size_t rounded = (bytes + 7) & ~(size_t)7;
  if (rounded < bytes || rounded > pool->bytes - pool->used)
    return NULL;
  void *at = pool->at + pool->used;
  pool->used += rounded;
  if (pool->used > pool->peak)
    pool->peak = pool->used;
  return at;
}

static size_t piece_class(size_t bytes) {
  return (bytes + 15) / 16;
}

void *pool_piece(struct pool *pool, size_t bytes) {
  size_t class = piece_class(bytes);
  if (class < PIECE_CLASSES && pool->pieces[class]) {
    void *piece = pool->pieces[class];
    memcpy(&pool->pieces[class], piece, sizeof(void *));
    return piece;
  }
  return pool_take(pool, class * 16);
}

void pool_give(struct pool *pool, void *piece, size_t bytes) {
  size_t class = piece_class(bytes);
  if (class >= PIECE_CLASSES)
    return;
  memcpy(piece, &pool->pieces[class], sizeof(void *));
  pool->pieces[class] = piece;
}

/* --- instructions as the graph sees them --- */

struct flow {
  uint16_t reads, writes; /* register bits */
  uint32_t next;          /* slot behind */
  uint32_t target;        /* of a jump, or NO_BLOCK */
  bool falls;             /* may go on behind */
  bool is_call;
};

static uint16_t helper_reads(uint32_t id) {
  const struct helper *helper = helper_find(id);
  uint16_t reads = 0;
  for (unsigned i = 0; i < 5; i++)
    if (!helper || helper->args[i] != ARG_NONE)
      reads |= (uint16_t)(2u << i);
  return reads;
}

/* mov writes without reading; stores and jumps read both. */
static bool reads_dst(enum isa_op op) {
  uint16_t o = isa_table[op].operands;
  bool is_move = op == ISA_MOV64_IMM || op == ISA_MOV64_REG || op == ISA_MOV32_IMM || op == ISA_MOV32_REG ||
                 (isa_table[op].opcode & 0xf7) == 0xb7 || (isa_table[op].opcode & 0xf7) == 0xb4;
  bool is_load = (isa_table[op].opcode & 7) == 1 || (isa_table[op].opcode & 7) == 0;
  return (o & OPERAND_DST) && !is_move && !is_load;
}

static struct flow flow_of(const struct ebpf_image *image, uint32_t slot) {
  struct ebpf_insn insn = ebpf_image_insn(image, slot);
  enum isa_op op = isa_find(&insn);
  uint16_t o = op < ISA_COUNT ? isa_table[op].operands : OPERAND_NO_FALLTHROUGH;
  struct flow f = {.next = slot + (o & OPERAND_WIDE ? 2u : 1u),
                   .target = NO_BLOCK,
                   .falls = !(o & OPERAND_NO_FALLTHROUGH)};
  if (op >= ISA_COUNT)
    return f;
  if (reads_dst(op))
    f.reads |= (uint16_t)(1u << insn.dst);
  if (o & OPERAND_SRC)
    f.reads |= (uint16_t)(1u << insn.src);
  if (o & OPERAND_WRITES_DST)
    f.writes |= (uint16_t)(1u << insn.dst);
  if (o & OPERAND_WRITES_SRC)
    f.writes |= (uint16_t)(1u << insn.src);
  if (o & OPERAND_WRITES_R0)
    f.writes |= 1;
  if (o & OPERAND_JUMP_OFF)
    f.target = (uint32_t)((int64_t)f.next + insn.off);
  if (o & OPERAND_JUMP_IMM)
    f.target = f.next + (uint32_t)insn.imm;
  f.is_call = op == ISA_CALL_LOCAL || op == ISA_CALL_HELPER;
  if (op == ISA_CALL_LOCAL)
    f.reads |= 0x3e;
  if (op == ISA_CALL_HELPER)
    f.reads |= helper_reads((uint32_t)insn.imm);
  if (f.is_call)
    f.writes |= 0x3f;
  if (op == ISA_EXIT)
    f.reads |= 1;
  if ((isa_table[op].opcode & 7) == 0 && isa_table[op].group == ISA_GROUP_PACKET) {
    f.reads |= 1u << 6;
    f.writes |= 0x3f;
  }
  if (isa_table[op].opcode == 0xc3 || isa_table[op].opcode == 0xdb) {
    if (o & OPERAND_WRITES_R0)
      f.reads |= 1;
  }
  return f;
}

/* --- blocks --- */

static bool mark_leaders(struct graph *g, const struct ebpf_image *image, struct pool *pool) {
  uint32_t end = g->first_slot + g->slot_count;
  g->block_of = pool_take(pool, (size_t)g->slot_count * sizeof g->block_of[0]);
  if (!g->block_of)
    return false;
  for (uint32_t i = 0; i < g->slot_count; i++)
    g->block_of[i] = NO_BLOCK;
  g->block_of[0] = 0;
  for (uint32_t slot = g->first_slot; slot < end;) {
    struct flow f = flow_of(image, slot);
    struct ebpf_insn insn = ebpf_image_insn(image, slot);
    bool is_local = f.is_call && insn.src == 1;
    if (f.target != NO_BLOCK)
      g->block_of[f.target - g->first_slot] = 0;
    if ((f.target != NO_BLOCK || !f.falls || is_local) && f.next < end)
      g->block_of[f.next - g->first_slot] = 0;
    slot = f.next;
  }
  for (uint32_t i = 0; i < g->slot_count; i++)
    if (g->block_of[i] == 0)
      g->block_of[i] = g->block_count++;
  return true;
}

static bool make_blocks(struct graph *g, const struct ebpf_image *image, struct pool *pool) {
  uint32_t end = g->first_slot + g->slot_count;
  g->blocks = pool_take(pool, (size_t)g->block_count * sizeof g->blocks[0]);
  if (!g->blocks)
    return false;
  for (uint32_t i = 0, n = 0; i < g->slot_count; i++)
    if (g->block_of[i] != NO_BLOCK)
      g->blocks[n++] = (struct block){.first = g->first_slot + i,
                                      .end = end,
                                      .next = {NO_BLOCK, NO_BLOCK},
                                      .order = NO_BLOCK,
                                      .loop = NO_BLOCK,
                                      .around = NO_BLOCK};
  for (uint32_t b = 0; b < g->block_count; b++) {
    struct block *block = &g->blocks[b];
    struct flow f = {0};
    block->end = b + 1 < g->block_count ? g->blocks[b + 1].first : end;
    for (uint32_t slot = block->first; slot < block->end; slot = f.next)
      f = flow_of(image, slot);
    if (f.target != NO_BLOCK) {
      block->next[1] = g->block_of[f.target - g->first_slot];
      g->blocks[block->next[1]].is_target = true;
    }
    if (f.falls && block->end < end)
      block->next[0] = g->block_of[block->end - g->first_slot];
  }
  return true;
}

/* --- order and loops --- */

/*
 * Depth first, the later block first: then what follows a loop comes behind its body in the order. A jump back to a block whose
 * visit is not over makes it a loop's head.
 */
static bool find_order(struct graph *g, struct pool *pool) {
  uint32_t *stack = pool_take(pool, 2 * (size_t)g->block_count * sizeof stack[0]);
  uint8_t *progress = pool_take(pool, g->block_count);
  uint32_t depth = 0, place = g->block_count;
  g->by_order = pool_take(pool, (size_t)g->block_count * sizeof g->by_order[0]);
  if (!stack || !progress || !g->by_order)
    return false;
  memset(progress, 0, g->block_count);
  stack[depth++] = 0;
  while (depth > 0) {
    uint32_t b = stack[depth - 1], next = NO_BLOCK;
    uint32_t a = g->blocks[b].next[0], c = g->blocks[b].next[1];
    uint32_t later = a == NO_BLOCK || (c != NO_BLOCK && c > a) ? c : a;
    uint32_t earlier = later == a ? c : a;
    if (progress[b] >= 3) { /* over */
      depth--;
      continue;
    }
    next = progress[b] == 0 ? later : progress[b] == 1 ? earlier : NO_BLOCK;
    progress[b]++;
    if (progress[b] == 3) {
      g->by_order[--place] = b;
      depth--;
      continue;
    }
    if (next == NO_BLOCK)
      continue;
    if (progress[next] == 0)
      stack[depth++] = next;
    else if (progress[next] < 3)
      g->blocks[next].is_head = true;
  }
  g->order_count = g->block_count - place;
  memmove(g->by_order, g->by_order + place, g->order_count * sizeof g->by_order[0]);
  for (uint32_t i = 0; i < g->order_count; i++)
    g->blocks[g->by_order[i]].order = i;
  return true;
}

bool graph_in_loop(const struct graph *g, uint32_t block, uint32_t head) {
  uint32_t h = g->blocks[block].loop;
  while (h != NO_BLOCK && h != head)
    h = g->blocks[h].around;
  return h == head;
}

/* The outermost loop head known so far around a block, itself included. */
static uint32_t outermost(const struct graph *g, uint32_t block) {
  uint32_t h = g->blocks[block].loop;
  while (h != NO_BLOCK && g->blocks[h].around != NO_BLOCK)
    h = g->blocks[h].around;
  return h == NO_BLOCK ? block : h;
}

/*
 * Innermost loops first (heads from the back of the order): the blocks from which a jump back to the head is reached without
 * passing it. Found by passes over the order, each adding predecessors of members.
 */
static void find_loop(struct graph *g, uint32_t head) {
  uint32_t place = g->blocks[head].order;
  g->blocks[head].loop = head;
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = g->order_count; i-- > place + 1;) {
      uint32_t b = g->by_order[i], unit = outermost(g, b);
      if (unit == head)
        continue;
      for (unsigned k = 0; k < 2; k++) {
        uint32_t n = g->blocks[b].next[k];
        if (n == NO_BLOCK || outermost(g, n) != head || g->blocks[n].order == NO_BLOCK)
          continue;
        if (n != head && outermost(g, n) == n && g->blocks[n].loop == NO_BLOCK)
          continue;
        if (g->blocks[unit].is_head && g->blocks[unit].loop == unit)
          g->blocks[unit].around = head;
        else
          g->blocks[b].loop = head;
        changed = true;
        break;
      }
    }
  }
}

static void find_loops(struct graph *g) {
  for (uint32_t i = g->order_count; i-- > 0;)
    if (g->blocks[g->by_order[i]].is_head)
      find_loop(g, g->by_order[i]);
  for (uint32_t i = 0; i < g->order_count; i++) {
    struct block *b = &g->blocks[g->by_order[i]];
    if (b->is_head)
      b->level = b->around == NO_BLOCK ? 0 : (uint8_t)(g->blocks[b->around].level + 1);
  }
  for (uint32_t i = g->order_count; i-- > 0;) {
    struct block *b = &g->blocks[g->by_order[i]];
    b->meets_loop = b->loop != NO_BLOCK;
    for (unsigned k = 0; k < 2; k++)
      b->meets_loop = b->meets_loop || (b->next[k] != NO_BLOCK && g->blocks[b->next[k]].meets_loop);
  }
}

/* Which registers does the jump at the block's end compare? */
static uint16_t compared_by(const struct ebpf_image *image, const struct block *b) {
  struct ebpf_insn insn = ebpf_image_insn(image, b->end - 1);
  enum isa_op op = isa_find(&insn);
  unsigned class = insn.opcode & 7;
  if (op >= ISA_COUNT || (class != 5 && class != 6) || !(isa_table[op].operands & OPERAND_DST))
    return 0;
  return (uint16_t)(1u << insn.dst | (isa_table[op].operands & OPERAND_SRC ? 1u << insn.src : 0));
}

static void find_steered(struct graph *g, const struct ebpf_image *image) {
  for (uint32_t i = 0; i < g->order_count; i++) {
    uint16_t compared = compared_by(image, &g->blocks[g->by_order[i]]);
    for (uint32_t h = g->blocks[g->by_order[i]].loop; h != NO_BLOCK; h = g->blocks[h].around)
      g->blocks[h].steered |= compared;
  }
}

/* --- liveness --- */

static uint16_t live_before(const struct graph *g, const struct ebpf_image *image, const struct block *b) {
  uint16_t live = 0, reads = 0, written = 0;
  for (unsigned k = 0; k < 2; k++)
    if (b->next[k] != NO_BLOCK)
      live |= g->blocks[b->next[k]].needed.live;
  for (uint32_t slot = b->first; slot < b->end;) {
    struct flow f = flow_of(image, slot);
    reads |= (uint16_t)(f.reads & ~written);
    written |= f.writes;
    slot = f.next;
  }
  return (uint16_t)((live & ~written) | reads);
}

static void find_live(struct graph *g, const struct ebpf_image *image) {
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = g->order_count; i-- > 0;) {
      struct block *b = &g->blocks[g->by_order[i]];
      uint16_t live = live_before(g, image, b);
      changed = changed || live != b->needed.live;
      b->needed.live = live;
    }
  }
}

/* Registers whose number matters before an instruction, by those after it. A sum matters when what it is added up for does. */
static uint16_t matter_before(const struct ebpf_image *image, uint32_t slot, uint16_t after,
                              bool result_matters) {
  struct ebpf_insn insn = ebpf_image_insn(image, slot);
  enum isa_op op = isa_find(&insn);
  unsigned class = insn.opcode & 7;
  struct flow f = flow_of(image, slot);
  if (op == ISA_EXIT)
    return result_matters;
  if (op >= ISA_COUNT || (class != 4 && class != 7))
    return (uint16_t)((after & ~f.writes) | f.reads);
  if (!(after >> insn.dst & 1))
    return after;
  if (!reads_dst(op))
    after &= (uint16_t) ~(1u << insn.dst);
  return after | f.reads;
}

static uint16_t block_matter(const struct graph *g, const struct ebpf_image *image, const struct block *b,
                             bool result_matters) {
  uint16_t matter = 0;
  for (unsigned k = 0; k < 2; k++)
    if (b->next[k] != NO_BLOCK)
      matter |= g->blocks[b->next[k]].needed.matter;
  for (uint32_t slot = b->end; slot-- > b->first;)
    if (ebpf_image_insn(image, slot).opcode != 0) /* the second half of a wide instruction */
      matter = matter_before(image, slot, matter, result_matters);
  return matter;
}

static void find_matter(struct graph *g, const struct ebpf_image *image, bool result_matters) {
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = g->order_count; i-- > 0;) {
      struct block *b = &g->blocks[g->by_order[i]];
      uint16_t matter = block_matter(g, image, b, result_matters);
      changed = changed || matter != b->needed.matter;
      b->needed.matter = matter;
    }
  }
}

/* --- constants and the frame --- */

enum { MAX_THRESHOLDS = 160 };

static void add_threshold(struct graph *g, int64_t v, uint16_t registers) {
  uint32_t at = g->threshold_count;
  for (uint32_t i = 0; i < g->threshold_count; i++)
    if (g->thresholds[i] == v) {
      g->threshold_registers[i] |= registers;
      return;
    }
  if (at == MAX_THRESHOLDS)
    return;
  for (; at > 0 && g->thresholds[at - 1] > v; at--) {
    g->thresholds[at] = g->thresholds[at - 1];
    g->threshold_registers[at] = g->threshold_registers[at - 1];
  }
  g->thresholds[at] = v;
  g->threshold_registers[at] = registers;
  g->threshold_count++;
}

/* Compared constants and their neighbours, and the widths of numbers. */
static bool find_thresholds(struct graph *g, const struct ebpf_image *image, struct pool *pool) {
  static const int64_t always[] = {INT64_MIN, INT32_MIN, -1,         0,
                                   1,         255,       65535,      MBPF_MAX_PACKET_BYTES + 1024,
                                   1 << 20,   INT32_MAX, UINT32_MAX, INT64_MAX};
  g->thresholds = pool_take(pool, MAX_THRESHOLDS * sizeof g->thresholds[0]);
  g->threshold_registers = pool_take(pool, MAX_THRESHOLDS * sizeof g->threshold_registers[0]);
  if (!g->thresholds || !g->threshold_registers)
    return false;
  for (unsigned i = 0; i < sizeof always / sizeof always[0]; i++)
    add_threshold(g, always[i], UINT16_MAX);
  for (uint32_t slot = g->first_slot; slot < g->first_slot + g->slot_count; slot++) {
    struct ebpf_insn insn = ebpf_image_insn(image, slot);
    enum isa_op op = isa_find(&insn);
    unsigned class = insn.opcode & 7;
    bool is_move = op == ISA_MOV64_IMM || op == ISA_MOV32_IMM;
    if (op < ISA_COUNT && (class == 5 || class == 6) && (isa_table[op].operands & OPERAND_SRC) &&
        (isa_table[op].operands & OPERAND_DST)) {
      g->compared[insn.dst] |= (uint16_t)(1u << insn.src);
      g->compared[insn.src] |= (uint16_t)(1u << insn.dst);
    }
    if (op >= ISA_COUNT || !(isa_table[op].operands & OPERAND_IMM) || (class != 5 && class != 6 && !is_move))
      continue;
    for (int64_t v = -1; v <= 1; v++)
      add_threshold(g, insn.imm + v, (uint16_t)(is_move ? 0u : 1u << insn.dst));
  }
  return true;
}

/* The lowest offset from r10 that is named: directly, or in an addition to a copy of it. */
static void find_frame(struct graph *g, const struct ebpf_image *image) {
  int32_t lowest = 0;
  uint16_t copies = 1u << EBPF_FP;
  for (uint32_t slot = g->first_slot; slot < g->first_slot + g->slot_count; slot++) {
    struct ebpf_insn insn = ebpf_image_insn(image, slot);
    enum isa_op op = isa_find(&insn);
    unsigned class = insn.opcode & 7;
    if (op >= ISA_COUNT)
      continue;
    if ((class == 2 || class == 3) && insn.dst == EBPF_FP && insn.off < lowest)
      lowest = insn.off;
    if (class == 1 && insn.src == EBPF_FP && insn.off < lowest)
      lowest = insn.off;
    if (op == ISA_ADD64_IMM && (copies >> insn.dst & 1) && insn.imm < lowest &&
        insn.imm >= -(int32_t)MBPF_EBPF_STACK_BYTES)
      lowest = insn.imm;
    if (op == ISA_MOV64_REG && insn.src == EBPF_FP)
      copies |= (uint16_t)(1u << insn.dst);
    else if (isa_table[op].operands & OPERAND_WRITES_DST)
      copies &= (uint16_t) ~(1u << insn.dst);
  }
  if (lowest < -(int32_t)MBPF_EBPF_STACK_BYTES)
    lowest = -(int32_t)MBPF_EBPF_STACK_BYTES;
  g->frame_bytes = ((uint32_t)-lowest + 15u) & ~15u;
}

bool graph_build(struct graph *g, const struct ebpf_image *image, uint32_t function, bool result_matters,
                 struct pool *pool) {
  struct ebpf_function f = ebpf_image_function(image, function);
  memset(g, 0, sizeof *g);
  g->function = function;
  g->first_slot = f.first_slot;
  g->slot_count = f.slot_count;
  if (!mark_leaders(g, image, pool) || !make_blocks(g, image, pool) || !find_order(g, pool) ||
      !find_thresholds(g, image, pool))
    return false;
  find_loops(g);
  find_steered(g, image);
  find_live(g, image);
  find_matter(g, image, result_matters);
  find_frame(g, image);
  return true;
}
