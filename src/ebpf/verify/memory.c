/* Loads, stores and atomics: is the memory there, and what do they leave. Bottom-up: regions, the stack, instructions. */
#include "ebpf/verify/transfer.h"

const struct verify_map *machine_map(const struct machine *m, uint32_t index) {
  return index < m->in->map_count ? &m->in->maps[index] : NULL;
}

/* Smallest and largest first byte touched, relative to the region's start; false when that overflows. */
static bool reach(const struct value *v, int64_t displacement, int64_t *low, int64_t *high) {
  return !__builtin_add_overflow(range_smin(v->number.full, 64), displacement, low) &&
         !__builtin_add_overflow(range_smax(v->number.full, 64), displacement, high);
}

/* Claim: true only if [v + displacement, + size) lies in [start, start + limit) for every number of v. */
static bool inside(const struct value *v, int64_t displacement, uint64_t size, uint64_t limit) {
  int64_t low, high;
  return reach(v, displacement, &low, &high) && low >= 0 && size <= limit && (uint64_t)high <= limit - size;
}

static bool fail_bounds(struct machine *m, const struct value *v, int64_t displacement, uint64_t size,
                        uint64_t limit, const char *what, const char *where) {
  int64_t low = INT64_MIN, high = INT64_MAX;
  if (!reach(v, displacement, &low, &high) || (low == INT64_MIN && high == INT64_MAX))
    transfer_fail(m, VERIFY_BOUNDS, "%s of %llu bytes %s of %llu bytes at an offset that nothing bounds",
                  what, (unsigned long long)size, where, (unsigned long long)limit);
  else if (low == high)
    transfer_fail(m, VERIFY_BOUNDS, "%s of %llu bytes at offset %lld %s of %llu bytes", what,
                  (unsigned long long)size, (long long)low, where, (unsigned long long)limit);
  else
    transfer_fail(m, VERIFY_BOUNDS, "%s of %llu bytes at offsets %lld to %lld %s of %llu bytes", what,
                  (unsigned long long)size, (long long)low, (long long)high, where,
                  (unsigned long long)limit);
  return false;
}

static bool access_map_value(struct machine *m, const struct value *v, int64_t displacement, uint64_t size,
                             enum access_mode mode, const char *what) {
  const struct verify_map *map = machine_map(m, v->aux);
  if (!map) {
    transfer_fail(m, VERIFY_PROOF, "there is no map %u", v->aux);
    return false;
  }
  if ((mode & (MODE_WRITE | MODE_FILL)) && (map->def.flags & MBPF_MAP_RDONLY_PROG)) {
    transfer_fail(m, VERIFY_READ_ONLY, "map %u is read-only for programs", v->aux);
    return false;
  }
  if ((mode & MODE_READ) && (map->def.flags & MBPF_MAP_WRONLY_PROG)) {
    transfer_fail(m, VERIFY_READ_ONLY, "map %u is write-only for programs", v->aux);
    return false;
  }
  return inside(v, displacement, size, map->def.value_bytes) ||
         fail_bounds(m, v, displacement, size, map->def.value_bytes, what, "of a map value");
}

static bool access_map_key(struct machine *m, const struct value *v, int64_t displacement, uint64_t size,
                           enum access_mode mode, const char *what) {
  const struct verify_map *map = machine_map(m, v->aux);
  if (!map || mode != MODE_READ) {
    transfer_fail(m, VERIFY_READ_ONLY, "map keys cannot be written");
    return false;
  }
  return inside(v, displacement, size, map->def.key_bytes) ||
         fail_bounds(m, v, displacement, size, map->def.key_bytes, what, "of a map key");
}

static bool access_packet(struct machine *m, const struct value *v, int64_t displacement, uint64_t size,
                          enum access_mode mode, const char *what) {
  int64_t low, high, end;
  if (!m->in->view->direct_packet || ((mode & (MODE_WRITE | MODE_FILL)) && !m->in->view->packet_writable)) {
    transfer_fail(m, VERIFY_READ_ONLY, "the packet is read-only in this hook");
    return false;
  }
  if (!reach(v, displacement, &low, &high) || low < 0) {
    transfer_fail(m, VERIFY_PACKET, "%s of %llu packet bytes that may lie before the packet", what,
                  (unsigned long long)size);
    return false;
  }
  /* pointer + extent <= end, so bytes up to displacement + size <= extent are there */
  uint32_t length = v->kind == VALUE_PACKET ? state_packet_bytes(m->s) : 0;
  int32_t extent = v->kind == VALUE_PACKET ? state_extent(m->s, v) : v->extent;
  if (size <= length && high <= (int64_t)(length - size))
    return true;
  if (__builtin_add_overflow(displacement, (int64_t)size, &end) || size > INT32_MAX || end > extent) {
    if (extent <= 0)
      transfer_fail(m, VERIFY_PACKET,
                    "%s of %llu packet bytes, but no comparison with data_end covers this pointer", what,
                    (unsigned long long)size);
    else
      transfer_fail(m, VERIFY_PACKET,
                    "%s of packet bytes up to %lld behind the pointer, but only %d are proven to be there",
                    what, (long long)end, (int)extent);
    return false;
  }
  return true;
}

/* --- the stack --- */

static void note_filled(struct machine *m, uint32_t at, uint32_t count) {
  if (at >= 8 * state_slot_base(m->s, m->s->frames - 1u)) {
    m->filled_bytes = count;
    m->filled_below = 8 * state_slot_count(m->s) - at;
  }
}

/* A store may hit any of the bytes. It fills an array when some of them hold nothing yet. */
static void smear_stack(struct machine *m, uint32_t at, uint32_t count) {
  uint32_t bad;
  bool fills = !state_is_initialised(m->s, at, count, &bad);
  state_smear(m->s, at, count);
  if (fills)
    note_filled(m, at, count);
}

/* Every byte an access at an unknown place may touch. */
static bool access_stack_range(struct machine *m, uint32_t at, uint32_t count, enum access_mode mode,
                               const char *what) {
  uint32_t bad;
  if ((mode & MODE_READ) && !state_is_initialised(m->s, at, count, &bad)) {
    transfer_fail(m, VERIFY_UNINIT,
                  "%s at a computed stack offset: some byte it may touch is not a number that was written",
                  what);
    return false;
  }
  if (mode & (MODE_WRITE | MODE_FILL))
    smear_stack(m, at, count);
  return true;
}

/* Where in the state's stack bytes a frame ends: its r10. */
static uint32_t frame_top(const struct state *s, uint32_t frame) {
  return 8 * (state_slot_base(s, frame) + s->frame_slots[frame]);
}

/* Finds the bytes [*at, *at + *count) an access may touch; false fills the problem. */
static bool locate_stack(struct machine *m, const struct value *v, int64_t displacement, uint64_t size,
                         uint32_t *at, uint32_t *count, const char *what) {
  int64_t low = 0, high = 0, frame_bytes;
  if (v->frame >= m->s->frames) {
    transfer_fail(m, VERIFY_PROOF, "there is no such frame");
    return false;
  }
  frame_bytes = 8 * (int64_t)m->s->frame_slots[v->frame];
  if (!reach(v, displacement, &low, &high) || size > MBPF_EBPF_STACK_BYTES || high > -(int64_t)size ||
      low < -frame_bytes) {
    bool own = v->frame + 1u == m->s->frames && low >= -(int64_t)MBPF_EBPF_STACK_BYTES &&
               low < -frame_bytes && high <= -(int64_t)size;
    if (own)
      m->stack_needed = (uint32_t)-low;
    if (low == high)
      transfer_fail(m, VERIFY_BOUNDS, "%s of %llu bytes at r10 + (%lld), outside the stack of %u bytes", what,
                    (unsigned long long)size, (long long)low, MBPF_EBPF_STACK_BYTES);
    else
      transfer_fail(m, VERIFY_BOUNDS,
                    "%s of %llu bytes at a stack offset that nothing keeps inside the stack", what,
                    (unsigned long long)size);
    return false;
  }
  *at = (uint32_t)((int64_t)frame_top(m->s, v->frame) + low);
  *count = (uint32_t)(high - low) + (uint32_t)size;
  return true;
}

static bool access_stack(struct machine *m, const struct value *v, int64_t displacement, uint64_t size,
                         enum access_mode mode, const char *what) {
  uint32_t at, count, bad;
  if (!locate_stack(m, v, displacement, size, &at, &count, what))
    return false;
  if (count != size)
    return access_stack_range(m, at, count, mode == MODE_FILL ? MODE_BOTH : mode, what);
  if ((mode & MODE_READ) && !state_is_initialised(m->s, at, count, &bad)) {
    transfer_fail(m, VERIFY_UNINIT,
                  "%s of %llu stack bytes, of which that at r10 + (%lld) is not a number that was written",
                  what, (unsigned long long)size, (long long)bad - (long long)frame_top(m->s, v->frame));
    return false;
  }
  if (mode & (MODE_WRITE | MODE_FILL))
    state_fill(m->s, at, count);
  return true;
}

/* What a register held before it was lost. */
static const char *const lost_text[] = {
    [LOST_NEVER] = "a register that holds nothing",
    [LOST_CALL] = "a register that the call before emptied",
    [LOST_PACKET_MOVED] = "a pointer into the packet from before it was moved; load data and data_end again",
    [LOST_RELEASED] = "a pointer to a record that was already submitted or discarded",
    [LOST_MERGED] = "a register that holds different things on the paths that lead here"};

bool access_memory(struct machine *m, const struct value *v, int64_t displacement, uint64_t size,
                   enum access_mode mode, const char *what) {
  switch ((enum value_kind)v->kind) {
  case VALUE_STACK: return access_stack(m, v, displacement, size, mode, what);
  case VALUE_MAP_VALUE: return access_map_value(m, v, displacement, size, mode, what);
  case VALUE_MAP_KEY: return access_map_key(m, v, displacement, size, mode, what);
  case VALUE_PACKET:
  case VALUE_META: return access_packet(m, v, displacement, size, mode, what);
  case VALUE_RECORD:
    return inside(v, displacement, size, v->aux) ||
           fail_bounds(m, v, displacement, size, v->aux, what, "of a ring record");
  case VALUE_UNINIT:
    transfer_fail(m, VERIFY_UNINIT, "%s through %s", what,
                  lost_text[v->aux <= LOST_MERGED ? v->aux : LOST_NEVER]);
    return false;
  case VALUE_MAP_VALUE_OR_NULL:
  case VALUE_RECORD_OR_NULL:
  case VALUE_MAP_OR_NULL:
    transfer_fail(m, VERIFY_NULL_CHECK, "%s through a pointer that may be NULL", what);
    return false;
  case VALUE_SCALAR:
    transfer_fail(m, VERIFY_NOT_POINTER, "%s through a number, not a pointer", what);
    return false;
  default:
    transfer_fail(m, VERIFY_NOT_POINTER, "%s through %s", what, value_kind_text[v->kind]);
    return false;
  }
}

/* --- instructions --- */

/* What a context field holds. Packet pointers start at the first byte of their part. */
static struct value context_field(const struct view_access *access) {
  struct value v;
  switch ((enum view_type)access->field->type) {
  case VIEW_PACKET: return value_pointer(VALUE_PACKET, 0, 0);
  case VIEW_PACKET_META: return value_pointer(VALUE_META, 0, 0);
  case VIEW_PACKET_END: return value_pointer(VALUE_PACKET_END, 0, 0);
  case VIEW_SCALAR: break;
  }
  v = value_scalar(scalar_of_bytes(access->bytes));
  if (access->field->kind == VIEW_LENGTH && access->bytes == access->field->bytes)
    v.number = scalar_between(0, MBPF_MAX_PACKET_BYTES, 64);
  return v;
}

static enum step load_context(struct machine *m, const struct value *v, unsigned bytes, struct value *out) {
  struct view_access access;
  int64_t offset = (int64_t)v->number.bits.value + m->insn.off;
  if (!value_is_constant(v))
    return transfer_fail(m, VERIFY_CONTEXT, "a context field is read at a computed offset");
  if (offset < 0 || !view_find_load(m->in->view, (uint64_t)offset, bytes, &access))
    return transfer_fail(m, VERIFY_CONTEXT,
                         "%u bytes at offset %lld of the context (%s) are no field that may be read so",
                         bytes, (long long)offset, m->in->view->name);
  m->access = ACCESS_CONTEXT;
  *out = context_field(&access);
  return STEP_NEXT;
}

static enum step load_stack(struct machine *m, const struct value *v, unsigned bytes, struct value *out) {
  uint32_t at, count, bad;
  if (!locate_stack(m, v, m->insn.off, bytes, &at, &count, "a read"))
    return STEP_FAIL;
  if (count != bytes) {
    *out = value_scalar(scalar_of_bytes(bytes));
    return access_stack_range(m, at, count, MODE_READ, "a read") ? STEP_NEXT : STEP_FAIL;
  }
  if (state_load(m->s, at, bytes, m->in->big_endian, out))
    return STEP_NEXT;
  (void)state_is_initialised(m->s, at, bytes, &bad);
  if (slot_byte(&m->s->slot[bad / 8], bad % 8) == BYTE_SPILL)
    return transfer_fail(m, VERIFY_LEAK, "part of a pointer kept on the stack is read");
  return transfer_fail(m, VERIFY_UNINIT, "the stack byte at r10 + (%lld) is read but was not written",
                       (long long)bad - (long long)frame_top(m->s, v->frame));
}

enum step transfer_load(struct machine *m, unsigned bytes, bool is_signed) {
  struct value from = state_register(m->s, m->insn.src), out = value_scalar(scalar_of_bytes(bytes));
  enum step step = STEP_NEXT;
  m->access = ACCESS_MEMORY;
  if (from.kind == VALUE_CONTEXT)
    step = load_context(m, &from, bytes, &out);
  else if (from.kind == VALUE_STACK)
    step = load_stack(m, &from, bytes, &out);
  else if (!access_memory(m, &from, m->insn.off, bytes, MODE_READ, "a read"))
    step = STEP_FAIL;
  if (step != STEP_NEXT)
    return step;
  if (is_signed) {
    if (out.kind != VALUE_SCALAR || m->access == ACCESS_CONTEXT)
      return transfer_fail(m, VERIFY_UNSUPPORTED, "a sign-extending load of %s",
                           m->access == ACCESS_CONTEXT ? "a context field" : "a pointer");
    out = value_scalar(scalar_sign_extend(&out.number, bytes * 8, false, 64));
  }
  m->s->reg[m->insn.dst] = out;
  return STEP_NEXT;
}

/* The name of the field that lies there. */
static const char *field_at(const struct machine *m, uint64_t offset) {
#if MBPF_WITH_ERROR_TEXT
  const struct view *view = m->in->view;
  for (uint32_t i = 0; i < view->field_count; i++)
    if (offset >= view->fields[i].offset && offset - view->fields[i].offset < view->fields[i].bytes)
      return view->fields[i].name;
#else
  (void)m, (void)offset;
#endif
  return "no field";
}

static enum step store_context(struct machine *m, const struct value *to, unsigned bytes,
                               const struct value *v) {
  struct view_access access;
  int64_t offset = (int64_t)to->number.bits.value + m->insn.off;
  m->access = ACCESS_CONTEXT;
  if (v->kind != VALUE_SCALAR)
    return transfer_fail(m, VERIFY_LEAK, "%s would be written to the context", value_kind_text[v->kind]);
  if (!value_is_constant(to) || offset < 0)
    return transfer_fail(m, VERIFY_CONTEXT, "the context is written at a computed offset");
  if (!view_find_store(m->in->view, (uint64_t)offset, bytes, &access))
    return transfer_fail(m, VERIFY_CONTEXT,
                         "%u bytes at offset %lld of the context (%s: %s) may not be written", bytes,
                         (long long)offset, m->in->view->name, field_at(m, (uint64_t)offset));
  return STEP_NEXT;
}

/* A pointer fits only as a whole, at an aligned place that is known. */
static enum step store_stack(struct machine *m, const struct value *to, unsigned bytes, struct value *v) {
  uint32_t at, count, bad;
  if (!locate_stack(m, to, m->insn.off, bytes, &at, &count, "a write"))
    return STEP_FAIL;
  if (value_is_pointer(v) && (bytes != 8 || count != 8 || at % 8 != 0))
    return transfer_fail(m, VERIFY_LEAK,
                         "a pointer can only be stored whole, 8-aligned and at a fixed place of the stack");
  if (count != bytes) {
    smear_stack(m, at, count);
    return STEP_NEXT;
  }
  bool fills = m->insn.dst < STATE_REGISTERS && !state_is_initialised(m->s, at, bytes, &bad);
  state_store(m->s, at, bytes, v);
  if (fills) /* at a computed address, even if it is known in this round of a loop */
    note_filled(m, at, bytes);
  return STEP_NEXT;
}

enum step transfer_store(struct machine *m, unsigned bytes, bool immediate) {
  struct value to = state_register(m->s, m->insn.dst), v = value_constant((uint64_t)(int64_t)m->insn.imm);
  m->access = ACCESS_MEMORY;
  if (!immediate) {
    if (m->insn.src < STATE_REGISTERS && to.kind == VALUE_STACK)
      state_name_value(m->s, &m->s->reg[m->insn.src]);
    v = state_register(m->s, m->insn.src);
  }
  if (v.kind == VALUE_UNINIT)
    return transfer_fail(m, VERIFY_UNINIT, "r%u is stored but holds nothing", m->insn.src);
  if (to.kind == VALUE_CONTEXT)
    return store_context(m, &to, bytes, &v);
  if (to.kind == VALUE_STACK)
    return store_stack(m, &to, bytes, &v);
  if (!access_memory(m, &to, m->insn.off, bytes, MODE_WRITE, "a write"))
    return STEP_FAIL;
  if (v.kind != VALUE_SCALAR)
    return transfer_fail(m, VERIFY_LEAK, "%s would be stored in %s", value_kind_text[v.kind],
                         value_kind_text[to.kind]);
  return STEP_NEXT;
}

/* Map values, ring records and frames start at multiples of 8. */
static bool is_aligned(const struct value *v, int64_t displacement, unsigned bytes) {
  uint64_t low = bytes - 1u;
  return (v->number.bits.mask & low) == 0 && ((v->number.bits.value + (uint64_t)displacement) & low) == 0;
}

enum step transfer_atomic(struct machine *m, unsigned bytes, bool fetch, bool compare) {
  struct value to = state_register(m->s, m->insn.dst), v = state_register(m->s, m->insn.src);
  m->access = ACCESS_MEMORY;
  if (v.kind != VALUE_SCALAR || (compare && m->s->reg[0].kind != VALUE_SCALAR))
    return transfer_fail(m, v.kind == VALUE_UNINIT ? VERIFY_UNINIT : VERIFY_LEAK,
                         "the operand of an atomic operation must be a number");
  if (to.kind == VALUE_CONTEXT || to.kind == VALUE_PACKET || to.kind == VALUE_META)
    return transfer_fail(m, VERIFY_UNSUPPORTED,
                         "atomic operations work on the stack, map values and ring records, not on %s",
                         value_kind_text[to.kind]);
  if (!access_memory(m, &to, m->insn.off, bytes, MODE_BOTH, "an atomic operation"))
    return STEP_FAIL;
  if (!is_aligned(&to, m->insn.off, bytes))
    return transfer_fail(m, VERIFY_BOUNDS,
                         "an atomic operation of %u bytes at an address that may not be a multiple of %u",
                         bytes, bytes);
  if (fetch)
    m->s->reg[compare ? 0 : m->insn.src] = value_scalar(scalar_of_bytes(bytes));
  return STEP_NEXT;
}
