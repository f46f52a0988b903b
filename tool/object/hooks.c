/* The table of section names. Docs: docs/cli.md, "Sections". */
#include "object/hooks.h"

#include <mbpf/hook.h>

#include <string.h>

/* Names of libbpf, and of iproute2 for tc. A row stands for the name itself, NAME/anything, and with loose also
 * NAMEanything; the first that fits counts. */
static const struct {
  const char *name;
  uint32_t hook_type;
  const char *context;
  bool loose;
} rows[] = {
    {"xdp", MBPF_HOOK_NET_RX, "xdp_md", true},    {"socket", MBPF_HOOK_NET_RX, "__sk_buff", true},
    {"tc/egress", MBPF_HOOK_NET_TX, "tc", false}, {"tcx/egress", MBPF_HOOK_NET_TX, "tc", false},
    {"tc", MBPF_HOOK_NET_RX, "tc", false},        {"tcx", MBPF_HOOK_NET_RX, "tc", false},
    {"classifier", MBPF_HOOK_NET_RX, "tc", true}, {"cls", MBPF_HOOK_NET_RX, "tc", true},
    {"action", MBPF_HOOK_NET_RX, "tc", true},     {"tracepoint", MBPF_HOOK_TRACEPOINT, "", false},
    {"tp", MBPF_HOOK_TRACEPOINT, "", false},
};

/* "mbpf/TYPE" and "mbpf/TYPE/POINT": our own hooks with their own contexts. */
static const char own_prefix[] = "mbpf/";

static bool own_hook(const char *section, struct section_hook *hook, struct tool_error *error) {
  const char *type = section + sizeof own_prefix - 1;
  size_t length = strcspn(type, "/");
  hook->hook_type = mbpf_hook_type_find(type, length);
  hook->context = "";
  hook->attach = type[length] ? type : "";
  if (hook->hook_type)
    return true;
  return tool_fail(error, TOOL_FAILED, "section %s: there is no hook type '%.*s'", section, (int)length,
                   type);
}

bool section_hook(const char *section, struct section_hook *hook, struct tool_error *error) {
  const char *name = section + (*section == '?'); /* libbpf: not loaded unless asked for */
  if (strncmp(name, own_prefix, sizeof own_prefix - 1) == 0)
    return own_hook(name, hook, error);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    size_t length = strlen(rows[i].name);
    if (strncmp(name, rows[i].name, length) != 0 || !(rows[i].loose || name[length] == '/' || !name[length]))
      continue;
    *hook = (struct section_hook){rows[i].hook_type, rows[i].context, ""};
    return true;
  }
  return tool_fail(error, TOOL_FAILED,
                   "section %s: no hook has programs of this kind; there are xdp, socket, tc, classifier, "
                   "tracepoint, and mbpf/TYPE with "
                   "net_rx, net_tx, timer, tracepoint or custom",
                   section);
}
