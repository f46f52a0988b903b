/*
 * The eBPF verifier. verify_solve analyses a program and writes a proof that it is safe; verify_check walks the program
 * once along a proof, in little memory, and believes nothing in it. What either accepts can run without memory checks. The
 * structural checks of ebpf_decode come first: both take an image that passed them.
 *
 * docs/verifier.md explains the analysis and the proof; docs/verifier/<code>.md each rejection.
 */
#ifndef EBPF_VERIFY_VERIFY_H
#define EBPF_VERIFY_VERIFY_H

#include "ebpf/image.h"
#include "hook/view.h"

#include <mbpf/map.h>

/*
 * What a program can be rejected for: name, code, class, title, what would fix it. Codes are stable: rows are added, never
 * changed. MALFORMED is ebpf_decode's: a loader refuses such code before it verifies anything.
 */
#define VERIFY_CLASSES(X)                                                                                    \
  X(UNINIT, "V01", "uninitialised", "reads a value that was never set",                                      \
    "set the variable on every path that leads here; structures with padding need memset or = {}")           \
  X(BOUNDS, "V02", "bounds", "an access outside its memory",                                                 \
    "bound the index with a comparison or a mask before the access")                                         \
  X(PACKET, "V03", "packet-bounds", "an access to packet bytes that may not be there",                       \
    "compare the end of the access with data_end first: if (p + size > data_end) return ...;")               \
  X(NOT_POINTER, "V04", "not-a-pointer", "a number is used as a pointer",                                    \
    "only pointers from the context, the stack, maps, packets and ring records can be followed")             \
  X(NULL_CHECK, "V05", "null", "a pointer that may be NULL is used unchecked",                               \
    "test it: if (!p) return ...;")                                                                          \
  X(CONTEXT, "V06", "context", "an access to the context that its rules do not allow",                       \
    "read the context's fields whole, by the names of its struct; most are read-only")                       \
  X(READ_ONLY, "V07", "read-only", "a write to read-only memory", "write to a copy")                         \
  X(POINTER_ARITHMETIC, "V08", "pointer-arithmetic", "arithmetic that loses a pointer",                      \
    "only add numbers to pointers and subtract them, in 64 bits")                                            \
  X(LEAK, "V09", "leak", "a pointer would leave the program",                                                \
    "store, return or compare the data, not the pointer to it")                                              \
  X(ARGUMENT, "V10", "argument", "a helper argument of the wrong kind",                                      \
    "see the helper's row in docs/helpers.md")                                                               \
  X(CAPABILITY, "V11", "capability", "a helper that is not granted here",                                    \
    "declare the capability in the manifest, and have the policy grant it")                                  \
  X(REFERENCE, "V12", "reference", "a ring record is not given back exactly once",                           \
    "submit or discard every reserved record once on every path, and leave it alone afterwards")             \
  X(STACK, "V13", "stack", "the stack is too small", "move large variables into a map")                      \
  X(CALL_DEPTH, "V14", "call-depth", "calls nest too deeply",                                                \
    "inline some functions (static __always_inline)")                                                        \
  X(RECURSION, "V15", "recursion", "a function calls itself", "use a loop")                                  \
  X(LOOP, "V16", "loop", "a loop that may not end",                                                          \
    "give the loop a counter that moves one way to a bound: for (i = 0; i < 100; i++)")                      \
  X(COMPLEX, "V17", "too-complex", "the analysis ran out of time or memory",                                 \
    "split the program into functions or tail calls, or simplify the code named")                            \
  X(UNSUPPORTED, "V18", "unsupported", "an instruction or construct the verifier does not handle",           \
    "rewrite this place; the message says what is not handled")                                              \
  X(PROOF, "V19", "proof", "the proof does not fit the program",                                             \
    "build the package again, with the mbpf command of the version that loads it")                           \
  X(MALFORMED, "V20", "malformed", "instructions, jumps or calls that do not exist",                         \
    "call helpers of docs/helpers.md; in inline assembly, jump to labels of the same function; else "        \
    "compile again")

enum verify_class {
  VERIFY_OK = 0,
#define VERIFY_CLASS_ENUM(name, code, class, title, hint) VERIFY_##name,
  VERIFY_CLASSES(VERIFY_CLASS_ENUM)
#undef VERIFY_CLASS_ENUM
      VERIFY_CLASS_COUNT
};

/* "V03", "packet-bounds", title, hint of a class. Static text. */
const char *verify_class_code(enum verify_class class);
const char *verify_class_name(enum verify_class class);
const char *verify_class_title(enum verify_class class);
const char *verify_class_hint(enum verify_class class);

enum { VERIFY_PATH = 12, VERIFY_TEXT_BYTES = 240, VERIFY_NO_MAP = 0xffffffff };

/* A branch on the way to a problem. */
struct verify_branch {
  uint32_t slot;
  bool taken;
};

/* Why a program is rejected. */
struct verify_problem {
  enum verify_class class;
  uint32_t slot;
  char text[VERIFY_TEXT_BYTES];      /* one sentence on what is wrong at slot */
  char registers[VERIFY_TEXT_BYTES]; /* the values that matter, "r1: a number 0 to 255; r2: ..." */
  uint32_t path_length;              /* the last branches before slot, oldest first */
  struct verify_branch path[VERIFY_PATH];
};

/* A map as the program sees it. */
struct verify_map {
  struct mbpf_map_def def;
  uint32_t inner; /* maps of maps: the index of the template map, else VERIFY_NO_MAP */
  const uint8_t *
      value; /* what entry 0 of a read-only array holds: value_bytes of it, the rest is zero; NULL: all zero */
  uint32_t value_bytes;
};

/* Called with the slot of an instruction and a line of text of the state before it. */
typedef void verify_trace_fn(void *user, uint32_t slot, const char *state);

/* What is verified, and for whom. Everything pointed to outlives the call. */
struct verify_input {
  const struct ebpf_image *image;
  uint32_t entry; /* function number */
  const struct verify_map *maps;
  uint32_t map_count;
  const struct view *view; /* the context r1 points to */
  uint32_t capabilities;   /* granted MBPF_CAP_* bits */
  bool big_endian;         /* byte order the program assumes for data */
  /*
   * A bit per slot: which loads and stores go to the context. NULL: what the proof says, which verify_facts reads. Programs that
   * share code must agree: check each alone, gather their bits with verify_facts, then check each again with the gathered ones.
   */
  const uint8_t *context_accesses;
  verify_trace_fn *trace; /* or NULL: for each instruction that is walked, as often as it is */
  void *trace_user;
};

#define VERIFY_UNBOUNDED UINT64_MAX

/* What is known of an accepted program before it runs. */
struct verify_result {
  uint64_t
      max_steps; /* worst case, without programs it tail-calls; VERIFY_UNBOUNDED: a loop has no proof, meter it */
  uint32_t stack_bytes; /* worst case over all call chains */
  uint32_t frames;      /* deepest call chain, entry included */
  bool tail_calls;
  bool clears_frames;     /* relies on frames that hold zeros when a function is entered */
  uint32_t unproven_slot; /* first instruction of a loop without a proof, when max_steps is unbounded */
  uint32_t proof_bytes;
  uint32_t checker_peak_bytes; /* memory the check used */
  uint32_t solver_peak_bytes;  /* memory the solver used; 0 after a check alone */
  uint64_t work;               /* instructions walked */
};

struct verify_options {
  bool allow_metered;  /* accept loops without a proof: max_steps is then VERIFY_UNBOUNDED */
  uint64_t work_limit; /* instructions to walk before it is too complex; 0: the default */
};

/*
 * Analyses a program and writes its proof. memory is scratch (8-aligned, 256 KiB for small programs, 4 MiB for the largest);
 * proof holds *proof_bytes bytes and receives the proof, *proof_bytes its length. False: problem says why. The result was
 * confirmed by verify_check. Bounded in time by work_limit.
 */
bool verify_solve(const struct verify_input *input, const struct verify_options *options, void *memory,
                  size_t memory_bytes, uint8_t *proof, size_t *proof_bytes, struct verify_result *result,
                  struct verify_problem *problem);

/*
 * Checks a proof, whatever its bytes. memory is MBPF_VERIFY_CHECKER_BYTES, 8-aligned, and all it uses beside a few hundred bytes of
 * stack. Time is linear in the proof and the program. False: problem says why.
 */
bool verify_check(const struct verify_input *input, const void *proof, size_t proof_bytes, void *memory,
                  struct verify_result *result, struct verify_problem *problem);

/*
 * After a successful check, what the engine needs to build the code: raises stack_bytes[function] to the frame each function needs (a
 * multiple of 16) and sets the bits of context accesses in context ((slots + 7) / 8 bytes). The caller zeroes both first; several
 * programs of one image add up.
 */
void verify_facts(const void *proof, size_t proof_bytes, const struct ebpf_image *image,
                  uint16_t *stack_bytes, uint8_t *context);

/*
 * After successful checks of all programs of an image: the stack a run of this one needs when each function has the window that
 * verify_facts gathered, without what calls back from helpers take. *calls_back: there are such calls.
 */
uint32_t verify_chain_bytes(const void *proof, size_t proof_bytes, const struct ebpf_image *image,
                            const uint16_t *stack_bytes, bool *calls_back);

/* After a successful check: does the load or store at slot go to the context? Then it always does. */
bool verify_is_context_access(const void *proof, uint32_t slot);

#endif
