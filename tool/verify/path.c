/* The way to a problem. */
#include "verify/path.h"

#include <string.h>

enum {
  MAX_STEPS = 100000,
  OP_LDDW = 0x18,
  OP_JA = 0x05,
  OP_GOTOL = 0x06,
  OP_CALL = 0x85,
  OP_CALLX = 0x8d,
  OP_EXIT = 0x95
};

static void note_write(struct path *path, const struct ebpf_insn *insn, uint32_t slot) {
  unsigned class = insn->opcode & 7;
  if (class == 4 || class == 7 || class == 1 || insn->opcode == OP_LDDW)
    path->origin[insn->dst % PATH_REGISTERS] = slot;
  else if (class == 0) /* packet loads */
    path->origin[0] = slot;
  else if (insn->opcode == OP_CALL || insn->opcode == OP_CALLX)
    for (unsigned reg = 0; reg <= 5; reg++)
      path->origin[reg] = slot;
}

/* Does it decide where to go on? Classes: RFC 9669 section 4.3. */
static bool is_branch(const struct ebpf_insn *insn) {
  unsigned class = insn->opcode & 7, op = insn->opcode >> 4;
  return (class == 5 || class == 6) && op != 0 && op != 8 && op != 9;
}

static bool is_goto(const struct ebpf_insn *insn) {
  return insn->opcode == OP_JA || insn->opcode == OP_GOTOL;
}

static uint32_t jump_target(const struct ebpf_insn *insn, uint32_t slot) {
  int32_t distance = insn->opcode == OP_GOTOL ? insn->imm : insn->off;
  return slot + 1 + (uint32_t)distance;
}

static void add_branch(struct path *path, uint32_t slot, bool taken) {
  if (path->count == PATH_BRANCHES)
    memmove(path->branches, path->branches + 1, --path->count * sizeof path->branches[0]);
  path->branches[path->count++] = (struct verify_branch){slot, taken};
}

static void start(struct path *path) {
  path->count = 0;
  for (unsigned reg = 0; reg < PATH_REGISTERS; reg++)
    path->origin[reg] = PATH_NO_ORIGIN;
}

/* Where the way told begins: with its oldest branch when older ones are missing, else where the function does. */
static uint32_t first_slot(const struct package_file *file, const struct verify_problem *problem) {
  if (problem->path_length == VERIFY_PATH)
    return problem->path[0].slot;
  return ebpf_image_function(&file->code, ebpf_image_function_at(&file->code, problem->slot)).first_slot;
}

static bool walk(const struct package_file *file, const struct verify_problem *problem, struct path *path) {
  uint32_t at = first_slot(file, problem), told = 0;
  for (unsigned steps = 0; steps < MAX_STEPS && at < file->code.slot_count; steps++) {
    if (at == problem->slot && told == problem->path_length)
      return true;
    struct ebpf_insn insn = ebpf_image_insn(&file->code, at);
    bool is_told = told < problem->path_length && problem->path[told].slot == at;
    bool taken = is_told && problem->path[told].taken;
    told += is_told ? 1 : 0;
    note_write(path, &insn, at);
    if (insn.opcode == OP_EXIT)
      return false;
    if (is_branch(&insn))
      add_branch(path, at, taken);
    if (is_goto(&insn) || (is_branch(&insn) && taken))
      at = jump_target(&insn, at);
    else
      at += insn.opcode == OP_LDDW ? 2 : 1;
  }
  return false;
}

void path_find(const struct package_file *file, const struct verify_problem *problem, struct path *path) {
  start(path);
  if (problem->slot < file->code.slot_count && walk(file, problem, path))
    return;
  start(path);
  path->count = problem->path_length;
  memcpy(path->branches, problem->path, problem->path_length * sizeof path->branches[0]);
}
