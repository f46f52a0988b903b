/* Solved contexts as the bytes of a proof. Bottom-up: records, contexts, the whole. docs/proof-format.md is the layout. */
#include "ebpf/verify/solver.h"

#include "base/bytes.h"

#include <string.h>

struct image {
  struct solver *solver;
  uint8_t *at;
  size_t contexts_at, labels_at, loops_at;
  uint32_t contexts, label_count, loop_count; /* to be written */
  uint32_t labels, loops;                     /* written so far */
  struct writer blob;
};

static uint32_t put_state(struct image *image, struct packed *p, bool with_length) {
  uint32_t at = (uint32_t)image->blob.length;
  struct reader r;
  if (!packed_reader(image->solver, p, &r))
    return 0;
  if (with_length)
    write_number(&image->blob, p->length);
  for (uint32_t i = 0; i < p->length; i++)
    write_byte(&image->blob, p->bytes[i]);
  return at;
}

static void put_context(struct image *image, struct context *c, uint32_t first_label, uint32_t label_count) {
  uint8_t *r = image->at + image->contexts_at + (size_t)c->number * PROOF_CONTEXT_BYTES;
  uint32_t pre = put_state(image, &c->pre, false), posts = (uint32_t)image->blob.length;
  for (uint32_t i = 0; i < c->post_count; i++)
    (void)put_state(image, &c->posts[i], true);
  store_le32(r, c->function);
  store_le16(r + 4, (uint16_t)c->graph->frame_bytes);
  r[6] = (uint8_t)c->depth;
  r[7] = (uint8_t)c->flags;
  store_le32(r + 8, c->stack_bytes);
  store_le32(r + 12, first_label);
  store_le32(r + 16, label_count);
  store_le32(r + 20, pre);
  store_le32(r + 24, posts);
  store_le32(r + 28, c->post_count);
  store_le64(r + 32, c->cost);
}

static void put_label(struct image *image, const struct context *c, struct node *n, uint32_t first_loop) {
  uint8_t *r = image->at + image->labels_at + (size_t)image->labels++ * PROOF_LABEL_BYTES;
  store_le32(r, c->graph->blocks[n->block].first);
  store_le32(r + 4, put_state(image, &n->state, false));
  store_le32(r + 8, n->loop == PROOF_NO_LOOP ? PROOF_NO_LOOP : first_loop + n->loop);
  store_le32(r + 12, 0);
  store_le64(r + 16, n->cost);
}

static void put_loop(struct image *image, const struct context *c, const struct ring *ring,
                     uint32_t first_loop) {
  uint8_t *r = image->at + image->loops_at + (size_t)image->loops++ * PROOF_LOOP_BYTES;
  const struct proof_loop *l = &ring->loop;
  store_le32(r, c->number);
  store_le32(r + 4, l->head);
  store_le32(r + 8, ring->parent == PROOF_NO_LOOP ? PROOF_NO_LOOP : first_loop + ring->parent);
  r[12] = (uint8_t)l->level;
  r[13] = (uint8_t)l->direction;
  r[14] = (uint8_t)l->reg;
  r[15] = 0;
  store_le16(r + 16, (uint16_t)l->stack_at);
  store_le16(r + 18, 0);
  store_le32(r + 20, l->ahead);
  store_le64(r + 24, l->rounds);
  store_le64(r + 32, (uint64_t)l->low);
  store_le64(r + 40, (uint64_t)l->high);
  store_le64(r + 48, l->body);
  store_le64(r + 56, l->after);
}

static void emit_context(struct image *image, struct context *c) {
  const struct links *links = &c->links;
  uint32_t first_loop = image->loops;
  put_context(image, c, image->labels, links->node_count);
  for (uint32_t i = 0; i < links->node_count; i++)
    put_label(image, c, links->nodes[i], first_loop);
  for (uint32_t i = 0; i < links->ring_count; i++)
    put_loop(image, c, &links->rings[i], first_loop);
}

/* Marks what is called from contexts marked, until nothing is new; the entry's context gets number 0. */
static void find_used(struct solver *s, struct context *entry, struct image *image) {
  for (struct context *c = s->contexts; c; c = c->next)
    c->used = false;
  entry->used = true;
  for (bool again = true; again;) {
    again = false;
    for (struct context *c = s->contexts; c; c = c->next)
      for (struct callee *k = c->used ? c->links.callees : NULL; k; k = k->next)
        if (!k->context->used)
          k->context->used = again = true;
  }
  entry->number = 0;
  image->contexts = 1;
  for (struct context *c = s->contexts; c; c = c->next) {
    if (!c->used)
      continue;
    if (c != entry)
      c->number = image->contexts++;
    image->label_count += c->links.node_count;
    image->loop_count += c->links.ring_count;
  }
}

bool emit_proof(struct solver *s, struct context *entry, uint8_t *proof, size_t *proof_bytes) {
  struct image image = {.solver = s, .at = proof};
  size_t bitmap = ((size_t)s->in->image->slot_count + 63) / 64 * 8, tables;
  find_used(s, entry, &image);
  image.contexts_at = PROOF_HEADER_BYTES + bitmap;
  image.labels_at = image.contexts_at + (size_t)image.contexts * PROOF_CONTEXT_BYTES;
  image.loops_at = image.labels_at + (size_t)image.label_count * PROOF_LABEL_BYTES;
  tables = image.loops_at + (size_t)image.loop_count * PROOF_LOOP_BYTES;
  if (tables > *proof_bytes) {
    s->out_of_memory = true;
    return false;
  }
  memset(proof, 0, tables);
  memcpy(proof + PROOF_HEADER_BYTES, s->context_accesses, bitmap);
  image.blob = (struct writer){proof + tables, *proof_bytes - tables, 0};
  for (struct context *c = s->contexts; c; c = c->next)
    if (c->used)
      emit_context(&image, c);
  if (image.blob.length > image.blob.bytes)
    s->out_of_memory = true;
  if (s->out_of_memory)
    return false;
  *proof_bytes = tables + image.blob.length;
  store_le32(proof, PROOF_VERSION);
  store_le32(proof + 4, (uint32_t)*proof_bytes);
  store_le32(proof + 8, s->in->image->slot_count);
  store_le32(proof + 12, image.contexts);
  store_le32(proof + 16, image.labels);
  store_le32(proof + 20, image.loops);
  return true;
}
