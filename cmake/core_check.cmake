# Fails when the core uses anything but mem* and the compiler's own runtime, or has a writable global.
#   cmake -DLD=… -DNM=… -DOBJDUMP=… -DOUTPUT=core.o "-DLIBRARIES=a.a;b.a" -P core_check.cmake
# Linking the libraries into one relocatable object resolves what they get from each other; the rest is left over.
execute_process(
  COMMAND ${LD} -r -o ${OUTPUT} --whole-archive ${LIBRARIES}
  RESULT_VARIABLE failed ERROR_VARIABLE message)
if(failed)
  message(FATAL_ERROR "the core does not link: ${message}")
endif()

execute_process(COMMAND ${NM} --undefined-only --format=posix ${OUTPUT} OUTPUT_VARIABLE listing)
string(REGEX REPLACE "[^\n]*\\.o:\n" "" listing "${listing}")
string(REGEX REPLACE " [^\n]*" "" listing "${listing}")
string(REGEX MATCHALL "[^\n]+" undefined "${listing}")
# libgcc's arithmetic: __aeabi_* on Arm, __udivti3 and the like elsewhere.
list(FILTER undefined EXCLUDE REGEX "^(memcpy|memmove|memset|memcmp|_GLOBAL_OFFSET_TABLE_)$")
list(FILTER undefined EXCLUDE REGEX "^__(aeabi_[a-z0-9_]+|[a-z]+[sdt][ifc][sdt]?[if]?[234]?)$")
# A build with assertions reports them through the host's C library; cmake/freestanding/assert.h traps instead.
list(FILTER undefined EXCLUDE REGEX "^__assert_fail$")
if(undefined)
  list(JOIN undefined " " undefined)
  message(FATAL_ERROR "the core may use only mem* and libgcc, but needs: ${undefined}")
endif()

# Constant tables with addresses in them are .data.rel.ro in position-independent code; they are not state.
execute_process(COMMAND ${OBJDUMP} --section-headers --wide ${OUTPUT} OUTPUT_VARIABLE sections)
string(REGEX MATCHALL "[^\n]*\\.(data|bss|tdata|tbss)[^\n]*" writable "${sections}")
list(FILTER writable EXCLUDE REGEX "\\.data\\.rel\\.ro")
list(FILTER writable EXCLUDE REGEX "\\.(data|bss|tdata|tbss) +0+ ")
if(writable)
  list(JOIN writable "\n" writable)
  message(FATAL_ERROR "the core may have no writable globals, but has:\n${writable}")
endif()
