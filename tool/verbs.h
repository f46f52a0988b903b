/* The verbs of the mbpf command: one file each. argv[0] is the verb; the result is the exit code. */
#ifndef TOOL_VERBS_H
#define TOOL_VERBS_H

/* name, summary for the list of verbs */
#define TOOL_VERB_TABLE(X)                                                                                   \
  X(build, "compile, verify and pack an eBPF program")                                                       \
  X(check, "verify a package's programs, and say why one is rejected")                                       \
  X(inspect, "show what a package holds")                                                                    \
  X(disasm, "show a package's code with its source lines")                                                   \
  X(run, "run a program over a capture or given bytes")                                                      \
  X(js, "run or compile a plain script on the JavaScript engine")                                            \
  X(gen, "print what is generated from the core's tables")

#define TOOL_VERB_DECLARE(name, summary) int tool_##name(int argc, char **argv);
TOOL_VERB_TABLE(TOOL_VERB_DECLARE)
#undef TOOL_VERB_DECLARE

#endif
