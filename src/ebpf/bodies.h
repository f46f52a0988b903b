/*
 * Bodies of operations: what SEM_* of isa.def mean, in words the including dispatcher defines. It has pc, m and left, and
 *
 *   DST, SRC             the operands' values, as they were before the operation
 *   FINISH(value)        dst = value, and on to the next operation;  FINISH_SRC(value)  the same with src
 *   NEXT()               on to the next operation;  GO_ON(n)  to the n-th from here
 *   TAKE()               on to the jump's target
 *   LEAVE()              the run is over
 *   RESUME()             go on at m->pc with m->left
 *   WITH_IMMEDIATE(body) body, where operations with immediates have code of their own
 *   PACKET(offset, bits) a legacy packet load
 *   TIER_LOAD(bits, at, v)  v = zero-extended bits at address at;   TIER_STORE(bits, at, v)
 *   TIER_ATOMIC(bits, at)   before an atomic at address at
 *   TIER_CALL_REG()         the body of callx
 */

#define IMM64  ((uint64_t)(int64_t)pc->imm)
#define IMM32  ((uint32_t)pc->imm)
#define OFFSET ((uint64_t)(int64_t)pc->off)

/* Before anything that may look at the place or the account. */
#define SAVE() (m->pc = pc, m->left = left)

/* An operation done out of line, which moves pc itself. */
#define OUT_OF_LINE(call)                                                                                    \
  do {                                                                                                       \
    SAVE();                                                                                                  \
    if (!(call))                                                                                             \
      LEAVE();                                                                                               \
    RESUME();                                                                                                \
  } while (0)

#define ARITHMETIC(U, I, op, operand)                                                                        \
  do {                                                                                                       \
    U a = (U)DST, b = (U)(operand);                                                                          \
    (void)a;                                                                                                 \
    (void)b;                                                                                                 \
    U result = SEM_OP_##op(U, I, a, b);                                                                      \
    FINISH(result);                                                                                          \
  } while (0)
#define SEM_ALU64_REG(op) ARITHMETIC(uint64_t, int64_t, op, SRC)
#define SEM_ALU64_IMM(op) WITH_IMMEDIATE(ARITHMETIC(uint64_t, int64_t, op, IMM64))
#define SEM_ALU64_ONE(op) ARITHMETIC(uint64_t, int64_t, op, 0)
#define SEM_ALU32_REG(op) ARITHMETIC(uint32_t, int32_t, op, SRC)
#define SEM_ALU32_IMM(op) WITH_IMMEDIATE(ARITHMETIC(uint32_t, int32_t, op, IMM32))
#define SEM_ALU32_ONE(op) ARITHMETIC(uint32_t, int32_t, op, 0)

#define BRANCH(U, I, op, operand)                                                                            \
  do {                                                                                                       \
    U a = (U)DST, b = (U)(operand);                                                                          \
    if (SEM_IF_##op(U, I, a, b))                                                                             \
      TAKE();                                                                                                \
    NEXT();                                                                                                  \
  } while (0)
#define SEM_JUMP64_REG(op) BRANCH(uint64_t, int64_t, op, SRC)
#define SEM_JUMP64_IMM(op) WITH_IMMEDIATE(BRANCH(uint64_t, int64_t, op, IMM64))
#define SEM_JUMP32_REG(op) BRANCH(uint32_t, int32_t, op, SRC)
#define SEM_JUMP32_IMM(op) WITH_IMMEDIATE(BRANCH(uint32_t, int32_t, op, IMM32))
#define SEM_GOTO           TAKE()
#define SEM_GOTOL          TAKE()

#define SEM_CALL_HELPER OUT_OF_LINE(machine_helper(m, machine_op_helper(pc)))
#define SEM_CALL_LOCAL  OUT_OF_LINE(machine_call(m))
#define SEM_CALL_REG    TIER_CALL_REG()
#define SEM_EXIT                                                                                             \
  do {                                                                                                       \
    SAVE();                                                                                                  \
    if (m->depth == 0 && m->reference_count == 0)                                                            \
      LEAVE();                                                                                               \
    if (!machine_return(m))                                                                                  \
      LEAVE();                                                                                               \
    RESUME();                                                                                                \
  } while (0)

/* The wide instructions were resolved to constants; both slots together are one step. */
#define SEM_LDDW(kind)                                                                                       \
  do {                                                                                                       \
    m->r[pc->dst] = (uint64_t)pc->wide[1] << 32 | pc->wide[0];                                               \
    left += MACHINE_STEP;                                                                                    \
    GO_ON(2);                                                                                                \
  } while (0)

#define LOAD_WITH(load, bits, convert)                                                                       \
  do {                                                                                                       \
    uint64_t at = SRC + OFFSET, value;                                                                       \
    load(bits, at, value);                                                                                   \
    FINISH(convert);                                                                                         \
  } while (0)
#define STORE_WITH(store, bits, operand)                                                                     \
  do {                                                                                                       \
    uint64_t at = DST + OFFSET;                                                                              \
    store(bits, at, operand);                                                                                \
    NEXT();                                                                                                  \
  } while (0)
#define SEM_LOAD(bits)        LOAD_WITH(TIER_LOAD, bits, value)
#define SIGNED(bits)          ((uint64_t)(int64_t)(int##bits##_t)value)
#define SEM_LOAD_SIGNED(bits) LOAD_WITH(TIER_LOAD, bits, SIGNED(bits))
#define SEM_STORE_REG(bits)   STORE_WITH(TIER_STORE, bits, SRC)
#define SEM_STORE_IMM(bits)   WITH_IMMEDIATE(STORE_WITH(TIER_STORE, bits, IMM64))

#define SEM_PACKET_ABS(bits) PACKET((uint32_t)pc->imm, bits)
#define SEM_PACKET_IND(bits) PACKET((uint32_t)(SRC + IMM64), bits)
#define PACKET_LOAD_AT(offset, bytes)                                                                        \
  do {                                                                                                       \
    SAVE();                                                                                                  \
    if (!machine_packet_load(m, offset, bytes))                                                              \
      LEAVE();                                                                                               \
    NEXT();                                                                                                  \
  } while (0)

#define ATOMICALLY(bits, body)                                                                               \
  do {                                                                                                       \
    uint64_t address = DST + OFFSET;                                                                         \
    TIER_ATOMIC(bits, address);                                                                              \
    uint##bits##_t *at = (uint##bits##_t *)(uintptr_t)address;                                               \
    body;                                                                                                    \
    NEXT();                                                                                                  \
  } while (0)
#define SEM_ATOMIC(bits, op)       ATOMICALLY(bits, (void)atomic_##op##bits(at, (uint##bits##_t)SRC))
#define SEM_ATOMIC_FETCH(bits, op) ATOMICALLY(bits, FINISH_SRC(atomic_##op##bits(at, (uint##bits##_t)SRC)))
#define SEM_ATOMIC_COMPARE(bits)                                                                             \
  ATOMICALLY(bits, m->r[0] = atomic_compare##bits(at, (uint##bits##_t)m->r[0], (uint##bits##_t)SRC))

#define SEM_TRAP OUT_OF_LINE(machine_stop(m, RUN_BAD_INSTRUCTION, "not an instruction", 0, 0))
