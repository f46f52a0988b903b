# The core: every .c below src/ but the ports and the JavaScript compiler, which are libraries of their own.
file(GLOB_RECURSE core_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*.c)
set(js_compiler_sources ${core_sources})
set(js_sources ${core_sources})
list(FILTER js_compiler_sources INCLUDE REGEX "/src/js/compile/")
list(FILTER js_sources INCLUDE REGEX "/src/js/")
list(FILTER js_sources EXCLUDE REGEX "/src/js/compile/")
list(FILTER core_sources EXCLUDE REGEX "/src/(js|port)/")

# Freestanding code: no libc but mem*, which the host provides. gcc would make a call of strlen out of a loop that is one.
set(mbpf_no_strlen $<$<C_COMPILER_ID:GNU>:-fno-tree-loop-distribute-patterns>)
# What -Os of gcc 12 leaves on though it makes the code larger: measured by ./dev bench size.
set(mbpf_smaller $<$<AND:$<C_COMPILER_ID:GNU>,$<CONFIG:MinSizeRel>>:-fno-tree-tail-merge\;-fno-tree-dominator-opts\;-fno-move-loop-invariants\;-fno-schedule-insns2\;-fno-tree-ter>)
function(mbpf_core_library name)
  add_library(${name} STATIC ${ARGN})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR}/include PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_compile_options(${name} PRIVATE
    -ffreestanding -fbuiltin -fno-math-errno -fno-tree-slp-vectorize ${mbpf_no_strlen} ${mbpf_smaller})
  target_link_libraries(${name} PRIVATE mbpf_warnings)
endfunction()

if(core_sources)
  mbpf_core_library(mbpf_core ${core_sources})
endif()
if(js_sources)
  mbpf_core_library(mbpf_js ${js_sources})
endif()
if(js_compiler_sources)
  mbpf_core_library(mbpf_js_compiler ${js_compiler_sources})
  target_link_libraries(mbpf_js_compiler PUBLIC mbpf_js)
endif()

file(GLOB posix_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/port/posix*.c)
if(posix_sources AND NOT CMAKE_SYSTEM_NAME STREQUAL "Generic")
  find_package(Threads REQUIRED)
  add_library(mbpf_posix STATIC ${posix_sources})
  target_include_directories(mbpf_posix PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_compile_definitions(mbpf_posix PRIVATE _GNU_SOURCE)
  target_link_libraries(mbpf_posix PUBLIC mbpf_core Threads::Threads PRIVATE mbpf_warnings)
endif()

# What the core may use and hold, for every set of parts a product may link: a freestanding build fails on more,
# elsewhere it is a test. Sanitizers bring symbols and globals of their own.
function(mbpf_check_core name)
  set(libraries)
  foreach(library ${ARGN})
    if(NOT TARGET ${library})
      return()
    endif()
    list(APPEND libraries $<TARGET_FILE:${library}>)
  endforeach()
  set(check ${CMAKE_COMMAND} -DLD=${CMAKE_LINKER} -DNM=${CMAKE_NM} -DOBJDUMP=${CMAKE_OBJDUMP}
    -DOUTPUT=${CMAKE_BINARY_DIR}/check_${name}.o "-DLIBRARIES=${libraries}"
    -P ${PROJECT_SOURCE_DIR}/cmake/core_check.cmake)
  if(CMAKE_SYSTEM_NAME STREQUAL "Generic")
    add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/check_${name}.o COMMAND ${check}
      DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/cmake/core_check.cmake
      COMMENT "Checking that ${name} needs only mem* and holds no state" VERBATIM)
    add_custom_target(check_${name} ALL DEPENDS ${CMAKE_BINARY_DIR}/check_${name}.o)
  elseif(MBPF_BUILD_TESTS)
    add_test(NAME freestanding/${name} COMMAND ${check})
  endif()
endfunction()

if(NOT MBPF_SANITIZE AND NOT MBPF_BUILD_FUZZ)
  mbpf_check_core(core mbpf_core)
  mbpf_check_core(core_js mbpf_core mbpf_js)
  mbpf_check_core(core_js_compiler mbpf_core mbpf_js mbpf_js_compiler)
endif()
