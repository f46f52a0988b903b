/* Instructions of a package as people read them: the text, what its numbers mean, where it came from. */
#ifndef TOOL_CODE_TEXT_H
#define TOOL_CODE_TEXT_H

#include "package_file.h"

/* The instruction at slot; *slots is how many it takes. Texts are the pool's. */
const char *code_insn(struct pool *pool, const struct package_file *file, uint32_t slot, uint32_t *slots);

/* What the numbers of an instruction mean in this package: "" when there is nothing to say. */
const char *code_note(struct pool *pool, const struct package_file *file, uint32_t slot);

/* The source line of a slot; false when it is not known. */
bool code_place(const struct package_file *file, uint32_t slot, struct debug_place *place);

/* The name of the function a slot belongs to. */
const char *code_function(struct pool *pool, const struct package_file *file, uint32_t slot);

#endif
