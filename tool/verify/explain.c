/* A rejected program on one screen. Bottom-up: the parts, the whole. */
#include "verify/explain.h"

#include "code_text.h"
#include "output.h"
#include "verify/path.h"

#include <stdlib.h>
#include <string.h>

/* --- parts --- */

/* "file.c:12:5" or "slot 7". */
static const char *place_text(struct pool *pool, const struct package_file *file, uint32_t slot) {
  struct debug_place place;
  if (!code_place(file, slot, &place))
    return pool_format(pool, "slot %u", slot);
  return pool_format(pool, "%.*s:%u", (int)place.file.length, place.file.at, place.line);
}

static unsigned digits(uint32_t number) {
  unsigned count = 1;
  for (; number > 9; number /= 10)
    count++;
  return count;
}

/* The source line with a caret below its column. */
static void show_source(const struct debug_place *place, const struct palette *color, FILE *out) {
  int margin = (int)digits(place->line);
  if (place->text.length == 0)
    return;
  fprintf(out, "%*s %s|%s\n", margin, "", color->faint, color->end);
  fprintf(out, "%s%u |%s %.*s\n", color->faint, place->line, color->end, (int)place->text.length,
          place->text.at);
  if (place->column > 0 && place->column <= place->text.length)
    fprintf(out, "%*s %s|%s %*s%s^%s\n", margin, "", color->faint, color->end, (int)place->column - 1, "",
            color->bad, color->end);
}

static void show_place(struct pool *pool, const struct package_file *file, uint32_t slot,
                       const struct palette *color, FILE *out) {
  struct debug_place place;
  uint32_t slots;
  const char *function = code_function(pool, file, slot);
  if (code_place(file, slot, &place)) {
    fprintf(out, "  %s-->%s %.*s:%u", color->faint, color->end, (int)place.file.length, place.file.at,
            place.line);
    if (place.column)
      fprintf(out, ":%u", place.column);
    fprintf(out, " in %s\n", function);
    show_source(&place, color, out);
  } else {
    fprintf(out, "  %s-->%s in %s\n", color->faint, color->end, function);
  }
  const char *note = code_note(pool, file, slot);
  fprintf(out, "  slot %u: %s%s%s%s\n", slot, code_insn(pool, file, slot, &slots), *note ? "   ; " : "", note,
          "");
}

/* The registers of a problem, "r1 is …; r2 is …", one a line with where each was set. */
static void show_registers(struct pool *pool, const struct package_file *file,
                           const struct verify_problem *problem, const struct path *path,
                           const struct palette *color, FILE *out) {
  uint32_t shown = 0, slots;
  for (const char *at = problem->registers, *end; *at; at = end + (*end ? 2 : 0)) {
    const char *next = strstr(at, "; r");
    end = next ? next : at + strlen(at);
    unsigned long reg = *at == 'r' ? strtoul(at + 1, NULL, 10) : PATH_REGISTERS;
    if (reg < PATH_REGISTERS && shown >> reg & 1)
      continue;
    fprintf(out, "    %.*s", (int)(end - at), at);
    if (reg < PATH_REGISTERS) {
      shown |= 1u << reg;
      if (path->origin[reg] != PATH_NO_ORIGIN)
        fprintf(out, "%s, set at %s: %s%s", color->faint, place_text(pool, file, (uint32_t)path->origin[reg]),
                code_insn(pool, file, (uint32_t)path->origin[reg], &slots), color->end);
    }
    fprintf(out, "\n");
  }
}

static void show_branch(struct pool *pool, const struct package_file *file,
                        const struct verify_branch *branch, const struct palette *color, FILE *out) {
  struct debug_place place;
  uint32_t slots;
  fprintf(out, "    %-22s %-28s %s", place_text(pool, file, branch->slot),
          code_insn(pool, file, branch->slot, &slots), branch->taken ? "taken" : "not taken");
  if (code_place(file, branch->slot, &place) && place.text.length != 0) {
    while (place.text.length > 0 && place.text.at[0] == ' ')
      place.text = (struct mbpf_text){place.text.at + 1, place.text.length - 1};
    fprintf(out, "%s   %s%.*s%s", branch->taken ? "    " : "", color->faint,
            (int)(place.text.length < 60 ? place.text.length : 60), place.text.at, color->end);
  }
  fprintf(out, "\n");
}

static void show_path(struct pool *pool, const struct package_file *file, const struct path *path,
                      const struct palette *color, FILE *out) {
  if (path->count == 0)
    return;
  fprintf(out, "  %sthe way there%s\n", color->strong, color->end);
  for (uint32_t i = path->count > VERIFY_PATH ? path->count - VERIFY_PATH : 0; i < path->count; i++)
    show_branch(pool, file, &path->branches[i], color, out);
}

/* --- the whole --- */

void explain_problem(struct pool *pool, const struct package_file *file, const struct report_program *program,
                     bool brief, FILE *out) {
  const struct palette *color = output_palette(out);
  const struct report_problem *problem = &program->problem;
  struct path path;
  fprintf(out, "%srejected%s %s%s%s: %s%s %s%s: %s\n", color->bad, color->end, color->strong, program->name,
          color->end, color->strong, problem->code, problem->class, color->end, problem->title);
  if (problem->has_slot && problem->found.slot < file->code.slot_count)
    show_place(pool, file, problem->found.slot, color, out);
  fprintf(out, "  %swhy%s  %s\n", color->strong, color->end, problem->found.text);
  path_find(file, &problem->found, &path);
  if (!brief && *problem->found.registers) {
    fprintf(out, "  %sregisters%s\n", color->strong, color->end);
    show_registers(pool, file, &problem->found, &path, color, out);
  }
  if (!brief)
    show_path(pool, file, &path, color, out);
  fprintf(out, "  %sfix%s  %s\n", color->good, color->end, problem->hint);
  if (!brief)
    fprintf(out, "  %ssee  %s%s\n", color->faint, problem->page, color->end);
}
