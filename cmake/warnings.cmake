# Warnings are errors everywhere, for our own sources only.
add_library(mbpf_warnings INTERFACE)
target_compile_options(mbpf_warnings INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wundef
  -Wvla -Wcast-qual -Wwrite-strings -Wpointer-arith -Werror)
