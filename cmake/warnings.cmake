# Warnings are errors everywhere, for our own sources only.
add_library(mbpf_warnings INTERFACE)
target_compile_options(mbpf_warnings INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wundef
  -Wvla -Wcast-qual -Wwrite-strings -Wpointer-arith -Werror)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  # GCC's guesses change with each optimisation level. The first is wrong about out-parameters of functions that can fail;
  # clang's -Wuninitialized and the sanitizers find the real ones. The second warns of snprintf doing what it is for.
  target_compile_options(mbpf_warnings INTERFACE -Wno-maybe-uninitialized -Wno-format-truncation)
endif()
if(CMAKE_SYSTEM_NAME STREQUAL "Generic")
  # arm-none-eabi's uint32_t is unsigned long, so %u for one would warn; the other CPUs check the formats.
  target_compile_options(mbpf_warnings INTERFACE -Wno-format)
endif()
