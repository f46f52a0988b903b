/*
 * The report of mbpf check as an HTML page. Per program: the verdict and the way to the problem, then its functions, source line by
 * source line, each instruction with the states before it to unfold. Bottom-up: escaping, instructions, programs, the page.
 */
#include "verify/html.h"

#include "code_text.h"
#include "output.h"
#include "verify/path.h"

#include <string.h>

struct page {
  struct pool *pool;
  const struct package_file *file;
  const struct report_program *program; /* the one under way */
  struct path path;                     /* to its problem */
  FILE *out;
};

static const char style[] =
    "body{font:15px/1.45 system-ui,sans-serif;margin:0;color:#1c1e21;background:#fff}\n"
    "header,section{padding:1em 2em}header{background:#f3f4f6}\n"
    "nav a{margin-right:1.2em}a{color:#0b57d0;text-decoration:none}a:hover{text-decoration:underline}\n"
    "code,pre,.src,summary{font:13px/1.5 ui-monospace,monospace}pre{margin:0;white-space:pre-wrap}\n"
    ".bad{color:#b3261e}.good{color:#146c2e}.faint{color:#70757a}\n"
    ".src{background:#eef3fe;padding:.1em .6em;margin-top:.5em;white-space:pre-wrap}\n"
    "details,.insn{padding-left:1.5em}details pre{color:#3c4043;padding-left:2.5em}\n"
    ".insn{font:13px/1.5 ui-monospace,monospace}\n"
    ".wrong{background:#fce8e6}.way{background:#fef7e0}\n"
    ":target{outline:2px solid #0b57d0}\n"
    "table{border-collapse:collapse}td{padding:.1em 1.2em .1em 0;vertical-align:top}\n"
    "@media(prefers-color-scheme:dark){body{background:#17181a;color:#e3e3e3}header{background:#222427}\n"
    "a{color:#8ab4f8}.bad{color:#f28b82}.good{color:#81c995}.src{background:#20283a}details "
    "pre{color:#bdc1c6}\n"
    ".wrong{background:#4a2320}.way{background:#40391e}}\n";

/* --- text --- */

static void put_escaped(FILE *out, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)text[i];
    switch (c) {
    case '<': fputs("&lt;", out); break;
    case '>': fputs("&gt;", out); break;
    case '&': fputs("&amp;", out); break;
    case '"': fputs("&quot;", out); break;
    default: putc(c < ' ' && c != '\t' ? '?' : c, out);
    }
  }
}

static void put(FILE *out, const char *text) {
  put_escaped(out, text, strlen(text));
}

/* The anchor of an instruction: programs are numbered, since they share code. */
static void put_link(struct page *page, uint32_t slot, const char *text) {
  fprintf(page->out, "<a href=\"#p%us%u\">", page->program->number, slot);
  put(page->out, text);
  fputs("</a>", page->out);
}

static void put_place(struct page *page, uint32_t slot) {
  struct debug_place place;
  if (code_place(page->file, slot, &place))
    put_link(page, slot,
             pool_format(page->pool, "%.*s:%u", (int)place.file.length, place.file.at, place.line));
  else
    put_link(page, slot, pool_format(page->pool, "slot %u", slot));
}

/* --- instructions --- */

static bool is_problem(const struct page *page, uint32_t slot) {
  return !page->program->accepted && page->program->problem.has_slot &&
         page->program->problem.found.slot == slot;
}

static const struct verify_branch *branch_at(const struct page *page, uint32_t slot) {
  for (uint32_t i = page->path.count; i > 0; i--)
    if (page->path.branches[i - 1].slot == slot)
      return &page->path.branches[i - 1];
  return NULL;
}

static const struct report_state *first_state(const struct report_program *program, uint32_t slot) {
  size_t low = 0, high = program->state_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (program->states[middle].slot < slot)
      low = middle + 1;
    else
      high = middle;
  }
  return low < program->state_count && program->states[low].slot == slot ? &program->states[low] : NULL;
}

static void show_source(struct page *page, uint32_t slot) {
  struct debug_place place;
  if (!code_place(page->file, slot, &place) || place.slot != slot)
    return;
  fprintf(page->out, "<div class=src><span class=faint>");
  put_escaped(page->out, place.file.at, place.file.length);
  fprintf(page->out, ":%u</span>  ", place.line);
  put_escaped(page->out, place.text.at, place.text.length);
  fputs("</div>\n", page->out);
}

static uint32_t show_insn(struct page *page, uint32_t slot) {
  const struct report_program *program = page->program;
  const struct verify_branch *branch = branch_at(page, slot);
  const struct report_state *state = first_state(program, slot),
                            *end = program->states + program->state_count;
  bool wrong = is_problem(page, slot);
  uint32_t slots;
  const char *text = code_insn(page->pool, page->file, slot, &slots);
  const char *note = code_note(page->pool, page->file, slot);
  const char *class = wrong ? " wrong" : branch ? " way" : "";
  fprintf(page->out,
          state ? "<details id=p%us%u class=\"insn%s\"%s><summary>" : "<div id=p%us%u class=\"insn%s\"%s>",
          program->number, slot, class, state && wrong ? " open" : "");
  fprintf(page->out, "%u: ", slot);
  put(page->out, text);
  if (*note || branch) {
    fputs(" <span class=faint>", page->out);
    put(page->out, note);
    fprintf(page->out, "%s</span>", !branch ? "" : branch->taken ? " taken" : " not taken");
  }
  fputs(state ? "</summary>" : "</div>\n", page->out);
  for (; state && state < end && state->slot == slot; state++) {
    fputs("<pre>", page->out);
    put(page->out, state->text);
    fputs("</pre>", page->out);
  }
  if (first_state(program, slot))
    fputs("</details>\n", page->out);
  return slots;
}

static bool was_reached(const struct page *page, const struct ebpf_function *function) {
  uint32_t end = function->first_slot + function->slot_count;
  for (size_t i = 0; i < page->program->state_count; i++)
    if (page->program->states[i].slot >= function->first_slot && page->program->states[i].slot < end)
      return true;
  for (uint32_t slot = function->first_slot; slot < end; slot++)
    if (is_problem(page, slot))
      return true;
  return false;
}

static void show_functions(struct page *page) {
  for (uint32_t i = 0; i < page->file->code.function_count; i++) {
    struct ebpf_function function = ebpf_image_function(&page->file->code, i);
    if (!was_reached(page, &function))
      continue;
    fputs("<h3>", page->out);
    put_escaped(page->out, function.name, function.name_length);
    fputs("</h3>\n", page->out);
    for (uint32_t slot = function.first_slot; slot < function.first_slot + function.slot_count;) {
      show_source(page, slot);
      slot += show_insn(page, slot);
    }
  }
}

/* --- programs --- */

static void show_problem(struct page *page) {
  const struct report_problem *problem = &page->program->problem;
  fprintf(page->out, "<p class=bad><b>%s %s</b>: ", problem->code, problem->class);
  put(page->out, problem->title);
  fputs("</p>\n<table>\n<tr><td>where<td>", page->out);
  if (problem->has_slot)
    put_place(page, problem->found.slot);
  fputs("\n<tr><td>why<td>", page->out);
  put(page->out, problem->found.text);
  if (*problem->found.registers) {
    fputs("\n<tr><td>registers<td>", page->out);
    put(page->out, problem->found.registers);
  }
  for (unsigned reg = 0; problem->has_slot && reg < PATH_REGISTERS; reg++)
    if (page->path.origin[reg] != PATH_NO_ORIGIN &&
        strstr(problem->found.registers, pool_format(page->pool, "r%u is", reg))) {
      fprintf(page->out, "\n<tr><td><td>r%u was set at ", reg);
      put_place(page, (uint32_t)page->path.origin[reg]);
    }
  fputs("\n<tr><td>fix<td>", page->out);
  put(page->out, problem->hint);
  fputs("\n</table>\n", page->out);
  if (page->path.count != 0)
    fputs("<p>The way there:</p>\n<ol>\n", page->out);
  for (uint32_t i = 0; i < page->path.count; i++) {
    uint32_t slots;
    fputs("<li>", page->out);
    put_place(page, page->path.branches[i].slot);
    fputs(" <code>", page->out);
    put(page->out, code_insn(page->pool, page->file, page->path.branches[i].slot, &slots));
    fprintf(page->out, "</code> %s</li>\n", page->path.branches[i].taken ? "taken" : "not taken");
  }
  if (page->path.count != 0)
    fputs("</ol>\n", page->out);
}

static void show_figures(struct page *page) {
  const struct verify_result *result = &page->program->result;
  fputs("<p class=good><b>accepted</b></p>\n<table>\n<tr><td>most steps of a run<td>", page->out);
  if (result->max_steps == VERIFY_UNBOUNDED) {
    fputs("not bounded (metered): the loop at ", page->out);
    put_place(page, result->unproven_slot);
  } else {
    fprintf(page->out, "%llu%s", (unsigned long long)result->max_steps,
            result->tail_calls ? ", without its tail calls" : "");
  }
  fprintf(page->out,
          "\n<tr><td>stack<td>%u bytes, %u frame%s\n<tr><td>proof<td>%u bytes\n<tr><td>solver<td>%llu us, %u "
          "bytes"
          "\n<tr><td>checker<td>%llu us, %u bytes\n</table>\n",
          result->stack_bytes, result->frames, result->frames == 1 ? "" : "s", page->program->proof_bytes,
          (unsigned long long)page->program->solve_us, page->program->solver_peak_bytes,
          (unsigned long long)page->program->check_us, result->checker_peak_bytes);
}

static void show_program(struct page *page) {
  const struct report_program *program = page->program;
  page->path.count = 0;
  if (!program->accepted && program->problem.has_slot)
    path_find(page->file, &program->problem.found, &page->path);
  fprintf(page->out, "<section id=p%u>\n<h2>", program->number);
  put(page->out, program->name);
  fputs(" <span class=faint>on ", page->out);
  put(page->out, package_file_hook(page->pool, &page->file->manifest.programs[program->number]));
  fputs("</span></h2>\n", page->out);
  if (program->accepted)
    show_figures(page);
  else
    show_problem(page);
  show_functions(page);
  fputs("</section>\n", page->out);
}

/* --- the page --- */

void html_write(struct pool *pool, const char *title, const struct report *report, FILE *out) {
  struct page page = {.pool = pool, .file = report->file, .out = out};
  fputs("<!DOCTYPE html>\n<html lang=en>\n<meta charset=utf-8>\n"
        "<meta name=viewport content=\"width=device-width,initial-scale=1\">\n<title>",
        out);
  put(out, title);
  fprintf(out, "</title>\n<style>\n%s</style>\n<header>\n<h1>", style);
  put(out, title);
  fputs("</h1>\n<nav>", out);
  for (uint32_t i = 0; i < report->count; i++) {
    const struct report_program *program = &report->programs[i];
    fprintf(out, "<a href=\"#p%u\" class=%s>", program->number, program->accepted ? "good" : "bad");
    put(out, program->name);
    fprintf(out, "%s%s</a>\n", program->accepted ? "" : " ", program->accepted ? "" : program->problem.code);
  }
  fputs("</nav>\n<p class=faint>Each instruction unfolds to what is known before it.</p>\n</header>\n", out);
  for (uint32_t i = 0; i < report->count; i++) {
    page.program = &report->programs[i];
    show_program(&page);
  }
  fputs("</html>\n", out);
}
