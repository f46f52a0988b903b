/* Instructions of a package as people read them. */
#include "code_text.h"

#include "ebpf/disasm.h"

enum { OP_LDDW = 0x18, OP_CALL = 0x85, OP_GOTOL = 0x06 };

/* Where a jump goes, as a slot; false when the instruction is none. Classes: RFC 9669 section 4.3. */
static bool jump_target(const uint8_t *insn, uint32_t slot, uint32_t *target) {
  unsigned class = insn[0] & 7, op = insn[0] & 0xf0;
  if ((class != 5 && class != 6) || op == 0x80 || op == 0x90)
    return false;
  int32_t wide = (int32_t)((uint32_t)insn[4] | (uint32_t)insn[5] << 8 | (uint32_t)insn[6] << 16 |
                           (uint32_t)insn[7] << 24);
  int16_t near = (int16_t)(insn[2] | insn[3] << 8);
  int32_t distance = insn[0] == OP_GOTOL ? wide : near;
  *target = (uint32_t)((int64_t)slot + 1 + distance);
  return true;
}

static uint32_t immediate(const uint8_t *insn) {
  return (uint32_t)insn[4] | (uint32_t)insn[5] << 8 | (uint32_t)insn[6] << 16 | (uint32_t)insn[7] << 24;
}

static const char *function_name(struct pool *pool, const struct package_file *file, int64_t slot) {
  const struct ebpf_image *code = &file->code;
  if (slot < 0 || slot >= code->slot_count)
    return "?";
  struct ebpf_function function = ebpf_image_function(code, ebpf_image_function_at(code, (uint32_t)slot));
  return pool_copy(pool, function.name, function.name_length);
}

static const char *map_name(struct pool *pool, const struct package_file *file, uint32_t index) {
  const struct mbpf_manifest *manifest = &file->manifest;
  if (index >= manifest->map_count)
    return "?";
  return pool_copy(pool, manifest->maps[index].name.at, manifest->maps[index].name.length);
}

const char *code_note(struct pool *pool, const struct package_file *file, uint32_t slot) {
  const uint8_t *insn = file->code.insns + (size_t)slot * EBPF_SLOT_BYTES;
  uint32_t target, imm = immediate(insn);
  unsigned src = insn[1] >> 4;
  if (jump_target(insn, slot, &target))
    return pool_format(pool, "to %u", target);
  if ((insn[0] == OP_CALL && src == 1) || (insn[0] == OP_LDDW && src == 4))
    return function_name(pool, file, (int64_t)slot + 1 + (int32_t)imm);
  if (insn[0] == OP_LDDW && src == 5)
    return pool_format(pool, "map %s", map_name(pool, file, imm));
  if (insn[0] == OP_LDDW && src == 6 && slot + 1 < file->code.slot_count)
    return pool_format(pool, "%s + %u", map_name(pool, file, imm), immediate(insn + 8));
  return "";
}

const char *code_insn(struct pool *pool, const struct package_file *file, uint32_t slot, uint32_t *slots) {
  char line[160];
  struct text text;
  text_init(&text, line, sizeof line);
  *slots = ebpf_disasm(&text, &file->code, slot);
  return pool_copy(pool, line, text.length);
}

bool code_place(const struct package_file *file, uint32_t slot, struct debug_place *place) {
  return file->has_debug && debug_find(&file->debug, slot, place) && place->line != 0;
}

const char *code_function(struct pool *pool, const struct package_file *file, uint32_t slot) {
  return function_name(pool, file, slot);
}
