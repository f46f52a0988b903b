/* The assembler: text in the disassembler's syntax to instructions. For tests and tools; no engine needs it. */
#ifndef EBPF_ASM_H
#define EBPF_ASM_H

#include "ebpf/isa.h"

#include <mbpf/error.h>
#include <stddef.h>

enum { EBPF_ASM_MAX_LABELS = 128 };

/*
 * Assembles source (length bytes) into insns (capacity slots of 8 bytes) and says how many slots it made. One instruction
 * or `label:` a line; '#' and ';' start a comment; a label may stand for a jump distance or a place in the code; spaces do not
 * matter. A helper may be given by number or name. INVALID_BYTECODE names the line. About 4 KiB of stack.
 */
MBPF_WARN_UNUSED mbpf_status ebpf_assemble(const char *source, size_t length, uint8_t *insns,
                                           uint32_t capacity, uint32_t *slot_count, mbpf_error *error);

#endif
