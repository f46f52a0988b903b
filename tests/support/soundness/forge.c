/* Changes of proofs and programs. docs/proof-format.md has the layout. */
#include "forge.h"

#include "dice.h"
#include "ebpf/isa.h"
#include "ebpf/verify/proof.h"

#include <string.h>

/* --- proofs --- */

/* A field of a record: where, how many bytes. */
struct field {
  uint8_t at, bytes;
};

static const struct field context_fields[] = {{4, 2},  {6, 1},  {7, 1},  {8, 4},
                                              {20, 4}, {24, 4}, {28, 4}, {32, 8}};
static const struct field label_fields[] = {{0, 4}, {4, 4}, {8, 4}, {16, 8}, {16, 8}};
static const struct field loop_fields[] = {{8, 4},  {12, 1}, {13, 1}, {14, 1}, {16, 2}, {20, 4},
                                           {24, 8}, {32, 8}, {40, 8}, {48, 8}, {56, 8}};

static uint64_t load_field(const uint8_t *at, unsigned bytes) {
  uint64_t v = 0;
  for (unsigned i = 0; i < bytes; i++)
    v |= (uint64_t)at[i] << (8 * i);
  return v;
}

static void store_field(uint8_t *at, unsigned bytes, uint64_t v) {
  for (unsigned i = 0; i < bytes; i++)
    at[i] = (uint8_t)(v >> (8 * i));
}

static uint64_t changed(uint64_t v) {
  switch (below(8)) {
  case 0: return v + 1;
  case 1:
  case 2: return v - 1;
  case 3: return v / 2;
  case 4: return v - 1 - below(16);
  case 5: return v + 1 + below(16);
  case 6: return 0;
  default: return v ^ (uint64_t)1 << below(16);
  }
}

static void change_field(uint8_t *record, const struct field *fields, unsigned count) {
  struct field f = fields[below(count)];
  store_field(record + f.at, f.bytes, changed(load_field(record + f.at, f.bytes)));
}

/* Two labels change states, or one takes the other's. */
static void mix_labels(uint8_t *labels, uint32_t count) {
  uint8_t *a = labels + (size_t)PROOF_LABEL_BYTES * (dice_number() % count);
  uint8_t *b = labels + (size_t)PROOF_LABEL_BYTES * (dice_number() % count), was[4];
  memcpy(was, a + 4, 4);
  memcpy(a + 4, b + 4, 4);
  if (below(2))
    memcpy(b + 4, was, 4);
}

/* A label goes: those behind it move up, its context has one less. */
static void drop_label(uint8_t *proof, const struct proof *p) {
  uint32_t gone = (uint32_t)(dice_number() % p->labels);
  uint8_t *at = proof + p->label_at + (size_t)PROOF_LABEL_BYTES * gone;
  for (uint32_t i = 0; i < p->contexts; i++) {
    uint8_t *record = proof + p->context_at + (size_t)PROOF_CONTEXT_BYTES * i;
    struct proof_context c = proof_context(p, i);
    if (gone < c.first_label || gone - c.first_label >= c.label_count ||
        c.label_count > p->labels - c.first_label)
      continue;
    memmove(at, at + PROOF_LABEL_BYTES,
            (size_t)PROOF_LABEL_BYTES * (c.first_label + c.label_count - 1 - gone));
    store_field(record + 16, 4, c.label_count - 1);
  }
}

/* --- what is stated --- */

static void sharpen_number(struct scalar *s) {
  switch (below(4)) {
  case 0: s->full.length -= s->full.length != 0; break;
  case 1: s->full.start += s->full.length != 0; break;
  case 2: s->full.length /= 2; break;
  default: s->stride *= 2; break;
  }
}

/* Claims more of a value than was found; of its progress in the loop around, too. */
static void claim_of_value(struct value *v, uint8_t *loop) {
  uint64_t ahead;
  switch (below(6)) {
  case 0:
    for (unsigned k = 0; loop && k < MBPF_VERIFY_LOOP_LEVELS; k++)
      v->ahead[k] = (int16_t)(v->ahead[k] + (v->ahead[k] != AHEAD_NONE));
    if (loop && below(2)) {
      ahead = load_field(loop + 20, 4);
      store_field(loop + 20, 4, ahead + 1);
    }
    break;
  case 1: v->extent += v->extent != 0; break;
  case 2: v->delta += v->id != 0; break;
  case 3: v->id = v->id ? (uint16_t)(1 + below(v->id)) : 0; break;
  default: sharpen_number(&v->number); break;
  }
}

static void claim_more(struct state *s, uint8_t *loop) {
  struct value *v = &s->reg[below(STATE_REGISTERS)];
  if (s->pool_used != 0 && below(2))
    v = &s->pool[__builtin_ctzll(s->pool_used)];
  switch (below(8)) {
  case 0: s->packet_bytes++; break;
  case 1: s->held ^= (uint8_t)(1u << below(2)); break;
  case 2: slot_set_byte(&s->slot[below(16)], below(8), BYTE_ZERO); break;
  default: claim_of_value(v, loop); break;
  }
}

/* The state of a label claims more, where that takes no more bytes. */
static void change_stated(uint8_t *proof, const struct proof *p) {
  static struct state s;
  static uint8_t room[4096];
  struct proof_label label = proof_label(p, (uint32_t)(dice_number() % p->labels));
  struct reader r = proof_blob(p, label.state_at);
  struct writer w = {room, sizeof room, 0};
  const uint8_t *start = r.at;
  uint8_t *loop = label.loop < p->loops ? proof + p->loop_at + (size_t)PROOF_LOOP_BYTES * label.loop : NULL;
  if (!read_state(&r, &s))
    return;
  claim_more(&s, loop);
  write_state(&w, &s);
  if (w.length == (size_t)(r.at - start) && w.length <= sizeof room)
    memcpy(proof + (start - proof), room, w.length);
}

static void change_state(uint8_t *proof, const struct proof *p) {
  uint8_t *byte = proof + p->blob_at + dice_number() % (p->bytes - p->blob_at);
  *byte = (uint8_t)changed(*byte);
}

static void change_proof(uint8_t *proof, const struct proof *p) {
  unsigned what = below(16);
  if (what >= 11 && p->labels != 0)
    change_stated(proof, p);
  else if (what < 3 && p->bytes > p->blob_at)
    change_state(proof, p);
  else if (what < 5 && p->labels != 0)
    change_field(proof + p->label_at + (size_t)PROOF_LABEL_BYTES * (dice_number() % p->labels), label_fields,
                 5);
  else if (what < 7 && p->loops != 0)
    change_field(proof + p->loop_at + (size_t)PROOF_LOOP_BYTES * (dice_number() % p->loops), loop_fields, 11);
  else if (what == 7)
    change_field(proof + p->context_at + (size_t)PROOF_CONTEXT_BYTES * (dice_number() % p->contexts),
                 context_fields, 8);
  else if (what == 8 && p->labels != 0)
    mix_labels(proof + p->label_at, p->labels);
  else if (what == 9 && p->labels != 0)
    drop_label(proof, p);
  else
    proof[PROOF_HEADER_BYTES + dice_number() % (p->bytes - PROOF_HEADER_BYTES)] ^= (uint8_t)(1u << below(8));
}

void forge_proof(uint8_t *proof, size_t bytes, uint32_t slots) {
  struct proof p;
  unsigned count = 1 + below(3);
  for (unsigned i = 0; i < count && proof_open(proof, bytes, slots, &p) && p.contexts != 0; i++)
    change_proof(proof, &p);
}

/* --- programs --- */

/* Another operation with the same operands. */
static uint8_t other_operation(const struct ebpf_insn *insn) {
  unsigned class = insn->opcode & 7;
  if (class == 4 || class == 7 || class == 5 || class == 6)
    return (uint8_t)((insn->opcode & 0x0f) | below(14) << 4);
  if (class >= 1 && class <= 3)
    return (uint8_t)((insn->opcode & 0xe7) | below(4) << 3);
  return insn->opcode;
}

void forge_program(uint8_t *insns, uint32_t slots) {
  uint8_t *at = insns + 8 * (dice_number() % slots);
  struct ebpf_insn insn = isa_load(at);
  switch (below(6)) {
  case 0: insn.dst = (uint8_t)below(10); break;
  case 1: insn.src = (uint8_t)below(10); break;
  case 2: insn.off = (int16_t)changed((uint64_t)(int64_t)insn.off); break;
  case 3: insn.opcode = other_operation(&insn); break;
  case 4: insn.opcode ^= 8; break;
  default: insn.imm = (int32_t)changed((uint64_t)(int64_t)insn.imm); break;
  }
  isa_store(at, &insn);
}
