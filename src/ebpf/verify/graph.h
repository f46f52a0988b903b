/*
 * The control flow of one function: blocks, loops, which registers are still read and whose numbers matter. For the solver only;
 * nothing here is trusted.
 */
#ifndef EBPF_VERIFY_GRAPH_H
#define EBPF_VERIFY_GRAPH_H

#include "ebpf/verify/merge.h"
#include "ebpf/verify/transfer.h"

#define NO_BLOCK UINT32_MAX

/* Memory of the solver: what is taken is given back in reverse, or as pieces of equal size. */
enum { PIECE_CLASSES = 512 };

struct pool {
  uint8_t *at;
  size_t bytes, used, peak;
  void *pieces[PIECE_CLASSES]; /* free ones by size / 16 */
};

/* 8-aligned; NULL when there is no more. */
void *pool_take(struct pool *pool, size_t bytes);
/* For pieces that come and go. */
void *pool_piece(struct pool *pool, size_t bytes);
void pool_give(struct pool *pool, void *piece, size_t bytes);

struct block {
  uint32_t first; /* slot */
  uint32_t end;   /* slot behind */
  uint32_t next[2];
  uint32_t order;  /* place in reverse postorder; NO_BLOCK: never reached */
  uint32_t loop;   /* the head block of the innermost loop around it (its own, for a head), or NO_BLOCK */
  uint32_t around; /* of a head: the head of the next outer loop */
  struct needed needed;
  uint16_t steered; /* of a head: registers that are compared with something in its loop */
  uint8_t level;    /* of a head: loops around it */
  bool is_head;
  bool meets_loop; /* it is in a loop, or leads to one */
  bool is_target;  /* of a jump: states are kept here */
};

struct graph {
  uint32_t function;
  uint32_t first_slot, slot_count;
  uint32_t frame_bytes;
  struct filled filled;
  uint32_t block_count;
  struct block *blocks; /* by slot */
  uint32_t *block_of;   /* by slot - first_slot; NO_BLOCK inside blocks */
  uint32_t *by_order;   /* block numbers in reverse postorder */
  uint32_t order_count;
  uint32_t threshold_count;
  int64_t *thresholds;           /* constants of the function, ascending: where ranges may end */
  uint16_t *threshold_registers; /* those each is compared with; all bits for widths of numbers */
  uint16_t compared[11];         /* by register: those it is compared with */
};

/* Analyses a function; result_matters: somebody looks at the number it returns. False when memory ran out. */
bool graph_build(struct graph *graph, const struct ebpf_image *image, uint32_t function, bool result_matters,
                 struct pool *pool);

/* Is the block in the loop of that head? */
bool graph_in_loop(const struct graph *graph, uint32_t block, uint32_t head);

#endif
