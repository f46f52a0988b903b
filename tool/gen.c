/* mbpf gen: what is generated from the core's tables: the header programs include, and pages of the reference. */
#include "error.h"
#include "options.h"
#include "output.h"
#include "verbs.h"

#include "helper/helper.h"

#include <mbpf/hook.h>
#include <mbpf/package.h>
#include <stdio.h>
#include <string.h>

/* A field as a program sees it; host-only fields have no type. */
struct field {
  const char *type;
  const char *name;
  const char *end_name; /* of data: the second pointer */
  const char *meaning;
};

#define CTX_U16(name, meaning)      {"__u16", #name, NULL, meaning},
#define CTX_U32(name, meaning)      {"__u32", #name, NULL, meaning},
#define CTX_U64(name, meaning)      {"__u64", #name, NULL, meaning},
#define CTX_PACKET(name, meaning)   {"__u64", #name, #name "_end", meaning},
#define CTX_DATA(name, meaning)     {"__u64", #name, #name "_end", meaning},
#define CTX_HOST_U32(name, meaning) {NULL, #name, NULL, meaning},
#define CTX_READ(name, meaning)     {NULL, #name, NULL, meaning},
#define CTX_FIELDS(name, meaning)   {NULL, #name, NULL, meaning},
#define END                                                                                                  \
  { NULL, NULL, NULL, NULL }
static const struct field net_fields[] = {
#include <mbpf/ctx/net.def>
    END};
static const struct field tracepoint_fields[] = {
#include <mbpf/ctx/tracepoint.def>
    END};
static const struct field timer_fields[] = {
#include <mbpf/ctx/timer.def>
    END};
static const struct field custom_fields[] = {
#include <mbpf/ctx/custom.def>
    END};

static const struct context {
  const char *name;
  const struct field *fields;
} contexts[] = {
#define CONTEXT_ROW(name) {#name, name##_fields},
    MBPF_CONTEXT_TABLE(CONTEXT_ROW)
#undef CONTEXT_ROW
};

static const struct hook {
  const char *name;
  const char *constant;
  uint32_t number;
  const char *context;
  bool decision;
  int fallback;
} hooks[] = {
#define HOOK_ROW(id, text, value, context, decision, fallback)                                               \
  {text, #id, value, #context, decision, fallback},
    MBPF_HOOK_TYPE_TABLE(HOOK_ROW)
#undef HOOK_ROW
};

enum { CONTEXTS = sizeof contexts / sizeof contexts[0], HOOKS = sizeof hooks / sizeof hooks[0] };

/* --- the header --- */

static void print_struct(const struct context *context) {
  printf("\nstruct mbpf_%s {\n", context->name);
  for (const struct field *field = context->fields; field->name; field++) {
    if (field->end_name)
      printf(
          "  __u64 %s __attribute__((aligned(8))); /* %s; a pointer: (void *)(long)ctx->%s */\n  __u64 %s;\n",
          field->name, field->meaning, field->name, field->end_name);
    else if (field->type)
      printf("  %s %s%s; /* %s */\n", field->type, field->name,
             strcmp(field->type, "__u64") == 0 ? " __attribute__((aligned(8)))" : "", field->meaning);
  }
  printf("};\n");
}

static void print_header(void) {
  printf("/* microBPF's hook contexts and verdicts for eBPF programs; made by `mbpf gen header`. */\n"
         "#ifndef MBPF_PROGRAM_H\n#define MBPF_PROGRAM_H\n\n#include <linux/types.h>\n\n");
  printf("/* Verdicts of programs in SEC(\"mbpf/net_rx\") and SEC(\"mbpf/net_tx\"). Other hooks: 0 is "
         "success. */\n"
         "enum { MBPF_PASS = %d, MBPF_DROP = %d, MBPF_ABORT = %d, MBPF_TX = %d, MBPF_REDIRECT = %d };\n",
         MBPF_NET_PASS, MBPF_NET_DROP, MBPF_NET_ABORT, MBPF_NET_TX, MBPF_NET_REDIRECT);
  for (size_t i = 0; i < CONTEXTS; i++)
    print_struct(&contexts[i]);
  printf("\n#endif\n");
}

/* --- the reference of hooks --- */

static void print_context_rows(const struct context *context) {
  printf("\n## `struct mbpf_%s_ctx`, in programs `struct mbpf_%s`\n\n| field | in programs | meaning "
         "|\n|---|---|---|\n",
         context->name, context->name);
  for (const struct field *field = context->fields; field->name; field++) {
    if (field->end_name)
      printf("| `%s` | `%s`, `%s` | %s |\n", field->name, field->name, field->end_name, field->meaning);
    else
      printf("| `%s` | %s | %s |\n", field->name, field->type ? field->type : "not visible", field->meaning);
  }
}

static void print_hooks(void) {
  printf("# Hooks and their contexts\n\n"
         "Made by `mbpf gen hooks` from `include/mbpf/hook.h` and `include/mbpf/ctx/*.def`.\n\n"
         "A hook type says which context an event brings and what a program's result means. On a decision "
         "hook the most\n"
         "restrictive verdict of all programs wins (net: abort, drop, redirect, tx, pass) and a program that "
         "fails decides\n"
         "nothing; when none decides, the default holds. On an observer hook 0 is success and anything else "
         "a counted\n"
         "soft failure.\n\n"
         "| hook type | number | section of a C program | kind | default | context "
         "|\n|---|---|---|---|---|---|\n");
  for (size_t i = 0; i < HOOKS; i++)
    printf("| `%s` | %u | `SEC(\"mbpf/%s\")` | %s | %d | `%s` |\n", hooks[i].name, hooks[i].number,
           hooks[i].name, hooks[i].decision ? "decision" : "observer", hooks[i].fallback, hooks[i].context);
  printf("\nOn `net_rx` and `net_tx` programs may instead be written for Linux's contexts: `xdp_md` "
         "(`SEC(\"xdp\")`, XDP return\n"
         "codes) and `__sk_buff` (`SEC(\"socket\")`, the result is how many bytes to keep, 0 drops; "
         "`SEC(\"tc\")` "
         "and its kin, where\n"
         "TC_ACT_SHOT, STOLEN, QUEUED and TRAP drop, TC_ACT_REDIRECT redirects, and every other code "
         "passes).\n");
  for (size_t i = 0; i < CONTEXTS; i++)
    print_context_rows(&contexts[i]);
}

/* --- the reference of helpers --- */

static const char *argument_name(uint8_t kind) {
  switch ((enum helper_arg)kind) {
  case ARG_NONE: return "";
  case ARG_ANYTHING: return "number";
  case ARG_OPTIONAL: return "number, or nothing";
  case ARG_CONTEXT: return "ctx";
  case ARG_MAP: return "map";
  case ARG_MAP_KEY: return "key";
  case ARG_MAP_VALUE: return "value";
  case ARG_MAP_VALUE_OUT: return "value (out)";
  case ARG_MEM: return "bytes";
  case ARG_MEM_OR_NULL: return "bytes or NULL";
  case ARG_MEM_OUT: return "bytes (out)";
  case ARG_MEM_OUT_OR_NULL: return "bytes (out) or NULL";
  case ARG_SIZE: return "size";
  case ARG_SIZE_OR_ZERO: return "size or 0";
  case ARG_LONG_OUT: return "long (out)";
  case ARG_STRING: return "string";
  case ARG_RING_SIZE: return "record size";
  case ARG_RING_RECORD: return "record";
  case ARG_FUNCTION: return "function";
  case ARG_CALLBACK_CONTEXT: return "callback context";
  case ARG_CONSTANT: return "constant";
  }
  return "?";
}

static const char *capability_names(uint32_t capabilities) {
#define NAME(name, bit, sentence)                                                                            \
  if (capabilities == 1u << (bit))                                                                           \
    return #name;
  MBPF_CAPABILITY_TABLE(NAME)
#undef NAME
  return "none";
}

static void print_helpers(void) {
  uint32_t count;
  const struct helper *helpers = helper_table(&count);
  printf(
      "# Helpers\n\nMade by `mbpf gen helpers` from `src/helper/helpers.def`. Ids, arguments and results are "
      "Linux's "
      "(bpf-helpers(7)).\n\n| id | name | arguments | capability | what it does |\n|---|---|---|---|---|\n");
  for (uint32_t i = 0; i < count; i++) {
    const struct helper *helper = &helpers[i];
    printf("| %u | `%s` | ", helper->id, helper->name);
    for (int j = 0; j < 5 && helper->args[j] != ARG_NONE; j++)
      printf("%s%s", j > 0 ? ", " : "", argument_name(helper->args[j]));
    printf(" | %s | %s |\n", capability_names(helper->capability), helper_sentence(helper));
  }
}

static const struct output {
  const char *name;
  const char *summary;
  void (*print)(void);
} outputs[] = {
    {"header", "C header with the hook contexts and verdicts, for eBPF programs", print_header},
    {"hooks", "reference of hook types and contexts, Markdown", print_hooks},
    {"helpers", "reference of helpers, Markdown", print_helpers},
};

enum { OUTPUTS = sizeof outputs / sizeof outputs[0] };

int tool_gen(int argc, char **argv) {
  static const struct command command = {
      .name = "gen",
      .arguments = "WHAT",
      .summary = "print what is generated from the core's tables",
      .details = "WHAT is one of\n"
                 "  header   C header with the hook contexts and verdicts, for eBPF programs\n"
                 "  hooks    reference of hook types and contexts, Markdown\n"
                 "  helpers  reference of helpers, Markdown",
      .least_arguments = 1,
      .most_arguments = 1,
  };
  struct arguments arguments;
  int code = TOOL_OK;
  if (options_parse(&command, argc - 1, argv + 1, &arguments, &code)) {
    const struct output *output = outputs;
    while (output < outputs + OUTPUTS && strcmp(output->name, arguments.at[0]) != 0)
      output++;
    if (output < outputs + OUTPUTS) {
      output->print();
    } else {
      fprintf(stderr, "mbpf gen: there is no '%s' to generate; one of header, hooks, helpers\n",
              arguments.at[0]);
      code = TOOL_USAGE;
    }
  }
  arguments_free(&arguments);
  return code;
}
