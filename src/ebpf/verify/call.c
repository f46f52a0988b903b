/* Helper calls: are the arguments what the helper's row asks for, and what does the call leave. Bottom-up: one argument, results, callbacks. */
#include "ebpf/verify/transfer.h"

#include <mbpf/package.h>

/* What earlier arguments of the same call said. */
struct call {
  const struct helper *helper;
  const struct verify_map *map; /* of the last ARG_MAP */
  uint32_t map_index;
  unsigned memory; /* register of a memory argument that waits for its size; 0 none */
  enum access_mode mode;
  bool may_be_null;
  uint32_t record_bytes;
  uint8_t released; /* bit of the record given back */
  bool has_function;
  /* What the helper writes is marked after all it reads was checked. */
  uint64_t fill_bytes[6]; /* by register */
};

static bool wrong(struct machine *m, const struct call *c, unsigned reg, const char *wanted) {
  const struct value *v = &m->s->reg[reg];
  if (v->kind == VALUE_UNINIT)
    transfer_fail(m, VERIFY_UNINIT, "argument %u of %s (r%u) holds nothing", reg, c->helper->name, reg);
  else if (value_is_or_null(v))
    transfer_fail(m, VERIFY_NULL_CHECK, "argument %u of %s (r%u) may be NULL; it must be %s", reg,
                  c->helper->name, reg, wanted);
  else
    transfer_fail(m, VERIFY_ARGUMENT, "argument %u of %s (r%u) must be %s, but is %s", reg, c->helper->name,
                  reg, wanted, value_kind_text[v->kind]);
  return false;
}

static bool take_map(struct machine *m, struct call *c, unsigned reg) {
  static const uint32_t writers[] = {HELPER_ID_MAP_UPDATE_ELEM, HELPER_ID_MAP_DELETE_ELEM,
                                     HELPER_ID_MAP_PUSH_ELEM, HELPER_ID_MAP_POP_ELEM};
  const struct value *v = &m->s->reg[reg];
  if (v->kind != VALUE_MAP)
    return wrong(m, c, reg, "a map");
  c->map_index = v->aux;
  c->map = machine_map(m, v->aux);
  if (!c->map) {
    transfer_fail(m, VERIFY_PROOF, "there is no map %u", v->aux);
    return false;
  }
  if (!helper_takes_map(c->helper, c->map->def.type)) {
    transfer_fail(m, VERIFY_ARGUMENT, "%s does not work on maps of type %s", c->helper->name,
                  mbpf_map_type_name(c->map->def.type));
    return false;
  }
  for (unsigned i = 0; i < sizeof writers / sizeof writers[0]; i++)
    if (c->helper->id == writers[i] && (c->map->def.flags & MBPF_MAP_RDONLY_PROG)) {
      transfer_fail(m, VERIFY_READ_ONLY, "map %u is read-only for programs", v->aux);
      return false;
    }
  return true;
}

static bool take_memory_of_map(struct machine *m, struct call *c, unsigned reg, uint32_t bytes,
                               enum access_mode mode, const char *what) {
  if (!c->map) {
    transfer_fail(m, VERIFY_UNSUPPORTED, "%s has no map argument before argument %u", c->helper->name, reg);
    return false;
  }
  if (mode == MODE_FILL) {
    c->fill_bytes[reg] = bytes;
    return true;
  }
  return access_memory(m, &m->s->reg[reg], 0, bytes, mode, what);
}

static bool take_memory(struct machine *m, struct call *c, unsigned reg, enum access_mode mode,
                        bool may_be_null) {
  if (m->s->reg[reg].kind == VALUE_UNINIT)
    return wrong(m, c, reg, "a pointer to memory");
  c->memory = reg;
  c->mode = mode;
  c->may_be_null = may_be_null;
  return true;
}

/* The size of the memory argument before: every size it may have must fit; what is written must be wholly known or initialised. */
static bool take_size(struct machine *m, struct call *c, unsigned reg, bool may_be_zero) {
  const struct value *size = &m->s->reg[reg];
  struct value memory;
  uint64_t most;
  if (size->kind != VALUE_SCALAR)
    return wrong(m, c, reg, "a size");
  most = range_umax(size->number.full, 64);
  if (!may_be_zero && range_umin(size->number.full, 64) == 0) {
    transfer_fail(m, VERIFY_ARGUMENT, "argument %u of %s, a size, may be 0", reg, c->helper->name);
    return false;
  }
  if (c->memory == 0) {
    transfer_fail(m, VERIFY_UNSUPPORTED, "%s has a size without memory", c->helper->name);
    return false;
  }
  memory = m->s->reg[c->memory];
  if (value_is_zero(&memory)) {
    if (c->may_be_null && most == 0)
      return true;
    transfer_fail(m, VERIFY_NULL_CHECK, "argument %u of %s is NULL with a size that may not be 0", c->memory,
                  c->helper->name);
    return false;
  }
  if (memory.kind == VALUE_SCALAR || memory.kind == VALUE_CONTEXT)
    return wrong(m, c, c->memory, "a pointer to memory");
  if (most == 0)
    return true;
  if (most > INT32_MAX) {
    transfer_fail(m, VERIFY_BOUNDS, "argument %u of %s, a size, is not bounded", reg, c->helper->name);
    return false;
  }
  if (c->mode == MODE_FILL && value_is_constant(size)) {
    c->fill_bytes[c->memory] = most;
    return true;
  }
  return access_memory(m, &memory, 0, most, c->mode == MODE_FILL ? MODE_BOTH : c->mode, c->helper->name);
}

/* A zero byte somewhere at or behind the offset, in memory that neither programs nor the host write. */
static bool take_string(struct machine *m, struct call *c, unsigned reg) {
  const struct value *v = &m->s->reg[reg];
  const struct verify_map *map = v->kind == VALUE_MAP_VALUE ? machine_map(m, v->aux) : NULL;
  uint64_t at = v->number.bits.value;
  if (!map || (~map->def.flags & (MBPF_MAP_RDONLY_PROG | MBPF_MAP_RDONLY_HOST)) || !value_is_constant(v))
    return wrong(m, c, reg, "a constant text in read-only data");
  for (; at < map->def.value_bytes; at++)
    if (!map->value || at >= map->value_bytes || map->value[at] == 0)
      return true;
  transfer_fail(m, VERIFY_ARGUMENT, "argument %u of %s is a text without a terminating zero", reg,
                c->helper->name);
  return false;
}

static bool take_ring_size(struct machine *m, struct call *c, unsigned reg) {
  const struct value *v = &m->s->reg[reg];
  if (v->kind != VALUE_SCALAR || !value_is_constant(v) || v->number.bits.value == 0 ||
      v->number.bits.value > INT32_MAX)
    return wrong(m, c, reg, "a constant size above 0");
  c->record_bytes = (uint32_t)v->number.bits.value;
  return true;
}

static bool take_record(struct machine *m, struct call *c, unsigned reg) {
  const struct value *v = &m->s->reg[reg];
  if (v->kind == VALUE_UNINIT && v->aux == LOST_RELEASED) {
    transfer_fail(m, VERIFY_REFERENCE, "the record in r%u was already submitted or discarded", reg);
    return false;
  }
  if (v->kind != VALUE_RECORD || !value_is_constant(v) || v->number.bits.value != 0)
    return wrong(m, c, reg, "the start of a reserved record");
  if (!(m->s->held >> (v->ref - 1) & 1)) {
    transfer_fail(m, VERIFY_REFERENCE, "the record in r%u is not held any more", reg);
    return false;
  }
  c->released = (uint8_t)(1u << (v->ref - 1));
  return true;
}

static bool take_function(struct machine *m, struct call *c, unsigned reg) {
  const struct value *v = &m->s->reg[reg];
  if (v->kind != VALUE_FUNCTION || v->aux >= m->in->image->function_count)
    return wrong(m, c, reg, "a function of the program");
  m->callee = v->aux;
  c->has_function = true;
  return true;
}

/* A register that an optional argument may leave alone: calls and the start of the program leave 0 there, no secret. */
static bool is_unset(const struct value *v) {
  return v->kind == VALUE_UNINIT && (v->aux == LOST_NEVER || v->aux == LOST_CALL);
}

static bool take(struct machine *m, struct call *c, unsigned reg, enum helper_arg kind) {
  const struct value *v = &m->s->reg[reg];
  switch (kind) {
  case ARG_NONE: return true;
  case ARG_ANYTHING: return v->kind == VALUE_SCALAR || wrong(m, c, reg, "a number");
  case ARG_OPTIONAL: return v->kind == VALUE_SCALAR || is_unset(v) || wrong(m, c, reg, "a number");
  case ARG_CONSTANT:
    return (v->kind == VALUE_SCALAR && value_is_constant(v)) || wrong(m, c, reg, "a constant");
  case ARG_CONTEXT:
    return (v->kind == VALUE_CONTEXT && value_is_constant(v) && v->number.bits.value == 0) ||
           wrong(m, c, reg, "the context pointer");
  case ARG_MAP: return take_map(m, c, reg);
  case ARG_MAP_KEY:
    return take_memory_of_map(m, c, reg, c->map ? c->map->def.key_bytes : 0, MODE_READ, "a key");
  case ARG_MAP_VALUE:
    return take_memory_of_map(m, c, reg, c->map ? c->map->def.value_bytes : 0, MODE_READ, "a value");
  case ARG_MAP_VALUE_OUT: /* a bloom filter's peek reads it */
    return take_memory_of_map(m, c, reg, c->map ? c->map->def.value_bytes : 0,
                              c->map && c->map->def.type == MBPF_MAP_BLOOM_FILTER ? MODE_BOTH : MODE_FILL,
                              "a value");
  case ARG_MEM: return take_memory(m, c, reg, MODE_READ, false);
  case ARG_MEM_OR_NULL: return take_memory(m, c, reg, MODE_READ, true);
  case ARG_MEM_OUT: return take_memory(m, c, reg, MODE_FILL, false);
  case ARG_MEM_OUT_OR_NULL: return take_memory(m, c, reg, MODE_FILL, true);
  case ARG_SIZE: return take_size(m, c, reg, false);
  case ARG_SIZE_OR_ZERO: return take_size(m, c, reg, true);
  case ARG_LONG_OUT:
    if ((v->number.bits.mask & 7) != 0 || (v->number.bits.value & 7) != 0 || v->kind == VALUE_PACKET ||
        v->kind == VALUE_META)
      return wrong(m, c, reg, "8-aligned memory");
    c->fill_bytes[reg] = 8;
    return true;
  case ARG_STRING: return take_string(m, c, reg);
  case ARG_RING_SIZE: return take_ring_size(m, c, reg);
  case ARG_RING_RECORD: return take_record(m, c, reg);
  case ARG_FUNCTION: return take_function(m, c, reg);
  case ARG_CALLBACK_CONTEXT:
    return value_is_zero(v) || v->kind == VALUE_STACK || wrong(m, c, reg, "a stack pointer or NULL");
  }
  transfer_fail(m, VERIFY_UNSUPPORTED, "%s has an argument of unknown kind", c->helper->name);
  return false;
}

/* --- what a call leaves --- */

static void void_packet(struct value *v, void *user) {
  (void)user;
  if (v->kind == VALUE_PACKET || v->kind == VALUE_META || v->kind == VALUE_PACKET_END ||
      v->kind == VALUE_LOW_HALF)
    *v = value_uninit(LOST_PACKET_MOVED);
  else if (v->gap)
    value_unlink(v);
  if (v->reach) {
    v->reach = 0;
    v->extent = 0;
  }
}

void transfer_packet_moved(struct state *s) {
  s->packet_bytes = 0;
  state_each(s, void_packet, NULL);
  state_drop_void_spills(s);
}

static void clobber(struct state *s) {
  for (unsigned i = 0; i <= 5; i++)
    s->reg[i] = value_uninit(LOST_CALL);
}

void transfer_after_callback(struct machine *m) {
  clobber(m->s);
  m->s->reg[0] = value_scalar(scalar_unknown(64));
}

static struct value or_null(struct machine *m, enum value_kind kind, uint32_t aux) {
  struct value v = value_pointer(kind, aux, 0);
  v.id = state_new_id(m->s);
  return v;
}

static enum step reserve_record(struct machine *m, const struct call *c) {
  uint8_t busy = (uint8_t)(m->s->held | m->s->foreign);
  for (unsigned i = 0; i < MBPF_EBPF_MAX_REFERENCES; i++)
    if (!(busy >> i & 1)) {
      struct value v = or_null(m, VALUE_RECORD_OR_NULL, c->record_bytes);
      v.ref = (uint8_t)(i + 1);
      m->s->held |= (uint8_t)(1u << i);
      m->s->reg[0] = v;
      return STEP_NEXT;
    }
  return transfer_fail(m, VERIFY_REFERENCE, "more than %u records are reserved at once",
                       MBPF_EBPF_MAX_REFERENCES);
}

static enum step result(struct machine *m, const struct call *c) {
  switch (c->helper->result) {
  case RESULT_NOTHING:
  case RESULT_INTEGER: m->s->reg[0] = value_scalar(scalar_unknown(64)); return STEP_NEXT;
  case RESULT_MAP_VALUE_OR_NULL:
    if (!c->map)
      return transfer_fail(m, VERIFY_UNSUPPORTED, "%s looks up in no map", c->helper->name);
    if (c->map->def.type == MBPF_MAP_ARRAY_OF_MAPS || c->map->def.type == MBPF_MAP_HASH_OF_MAPS) {
      if (!machine_map(m, c->map->inner))
        return transfer_fail(m, VERIFY_UNSUPPORTED, "map %u holds maps of no known kind", c->map_index);
      m->s->reg[0] = or_null(m, VALUE_MAP_OR_NULL, c->map->inner);
    } else {
      m->s->reg[0] = or_null(m, VALUE_MAP_VALUE_OR_NULL, c->map_index);
    }
    return STEP_NEXT;
  case RESULT_RING_RECORD_OR_NULL: return reserve_record(m, c);
  }
  return transfer_fail(m, VERIFY_UNSUPPORTED, "%s has a result of unknown kind", c->helper->name);
}

/* --- callbacks --- */

enum { MAX_LOOP_ROUNDS = 1 << 23 }; /* of bpf_loop; more is an error it returns */

/* Entries a walk can visit. What is inside a map of maps may have more than the template says. */
static uint64_t most_entries(const struct machine *m, uint32_t index) {
  const struct mbpf_map_def *def = &m->in->maps[index].def;
  bool exact = (def->type == MBPF_MAP_ARRAY || def->type == MBPF_MAP_PERCPU_ARRAY) &&
               !(def->flags & MBPF_MAP_INNER_MAP);
  for (uint32_t i = 0; !exact && i < m->in->map_count; i++)
    if (m->in->maps[i].inner == index)
      return MBPF_MAP_MAX_ENTRIES;
  return def->max_entries;
}

/* Puts what the helper will pass into r1 to r5. */
static enum step call_back(struct machine *m, const struct call *c) {
  struct value *r = m->s->reg;
  uint64_t most = MAX_LOOP_ROUNDS;
  if (c->helper->id == HELPER_ID_LOOP) {
    struct value context = r[3];
    struct range n = scalar_half(&r[1].number);
    most = range_umax(n, 32) < most ? range_umax(n, 32) : most;
    clobber(m->s);
    r[1] = value_scalar(scalar_between(0, most == 0 ? 0 : most - 1, 64));
    r[2] = context;
  } else if (c->helper->id == HELPER_ID_FOR_EACH_MAP_ELEM && c->map) {
    struct value context = r[3];
    most = most_entries(m, c->map_index);
    clobber(m->s);
    r[1] = value_pointer(VALUE_MAP, c->map_index, 0);
    r[2] = value_pointer(VALUE_MAP_KEY, c->map_index, 0);
    r[3] = value_pointer(VALUE_MAP_VALUE, c->map_index, 0);
    r[4] = context;
  } else {
    return transfer_fail(m, VERIFY_UNSUPPORTED, "calls back through %s", c->helper->name);
  }
  m->rounds = most;
  return STEP_CALLBACK;
}

static enum step check_grant(struct machine *m, const struct helper *helper) {
  if (helper->contexts != 0 && !(helper->contexts & m->in->view->id))
    return transfer_fail(m, VERIFY_ARGUMENT, "%s does not work with the context %s", helper->name,
                         m->in->view->name);
#define MISSING(cap, bit, sentence)                                                                          \
  if (helper->capability & ~m->in->capabilities & MBPF_CAP_##cap)                                            \
    return transfer_fail(m, VERIFY_CAPABILITY, "%s needs the capability " #cap, helper->name);
  MBPF_CAPABILITY_TABLE(MISSING)
#undef MISSING
  return STEP_NEXT;
}

enum step transfer_helper(struct machine *m) {
  struct call c = {.helper = helper_find((uint32_t)m->insn.imm)};
  if (!c.helper)
    return transfer_fail(m, VERIFY_UNSUPPORTED, "there is no helper %d", (int)m->insn.imm);
  if (check_grant(m, c.helper) == STEP_FAIL)
    return STEP_FAIL;
  for (unsigned i = 0; i < 5; i++)
    if (!take(m, &c, i + 1, c.helper->args[i]))
      return STEP_FAIL;
  for (unsigned i = 1; i <= 5; i++) {
    struct value memory = m->s->reg[i];
    if (c.fill_bytes[i] != 0 && !access_memory(m, &memory, 0, c.fill_bytes[i], MODE_FILL, c.helper->name))
      return STEP_FAIL;
  }
  if (c.released != 0) {
    m->s->held &= (uint8_t)~c.released;
    state_void_refs(m->s, c.released);
  }
  if ((c.helper->flags & HELPER_TAIL_CALL) && m->s->held != 0)
    return transfer_fail(m, VERIFY_REFERENCE, "a tail call would abandon a reserved record");
  m->tail_call = (c.helper->flags & HELPER_TAIL_CALL) != 0;
  if (c.helper->flags & HELPER_CALLS_BACK)
    return c.has_function ? call_back(m, &c)
                          : transfer_fail(m, VERIFY_UNSUPPORTED, "calls back through %s", c.helper->name);
  if (c.helper->flags & HELPER_MOVES_PACKET) {
    m->moves_packet = true;
    transfer_packet_moved(m->s);
  }
  clobber(m->s);
  return result(m, &c);
}

/* Legacy loads: the program ends with 0 where the packet does, so nothing may be owed at that point. */
enum step transfer_packet_load(struct machine *m, unsigned bytes, bool indirect) {
  const struct value *context = &m->s->reg[6];
  if (!(m->in->view->id & (VIEW_SKB | VIEW_TC)))
    return transfer_fail(m, VERIFY_UNSUPPORTED,
                         "legacy packet loads work in socket filters and tc programs only");
  if (context->kind != VALUE_CONTEXT || !value_is_constant(context) || context->number.bits.value != 0)
    return transfer_fail(m, VERIFY_ARGUMENT, "legacy packet loads need the context pointer in r6");
  if (indirect && state_register(m->s, m->insn.src).kind != VALUE_SCALAR)
    return transfer_fail(m,
                         state_register(m->s, m->insn.src).kind == VALUE_UNINIT ? VERIFY_UNINIT : VERIFY_LEAK,
                         "the index of a packet load must be a number");
  if (m->s->held != 0)
    return transfer_fail(m, VERIFY_REFERENCE, "a packet load may end the program while a record is reserved");
  clobber(m->s);
  m->s->reg[0] = value_scalar(scalar_of_bytes(bytes));
  return STEP_NEXT;
}
