# libFuzzer targets: fuzz/fuzz_*.c, one program each, linked with every library there is. ctest runs each for a short
# time, all of them within MBPF_FUZZ_SECONDS of one CPU; ./dev fuzz runs one for as long as asked.
# tests/support/<target>/*.c belong to the target of that name.
# fuzz/corpus/<target>: seeds that are kept; build/fuzz-corpus/<target>: what a run finds; fuzz/<target>.dict.
set(MBPF_FUZZ_SECONDS 90 CACHE STRING "seconds that all fuzz targets run together, under ctest")

foreach(library ${mbpf_libraries})
  target_compile_options(${library} PRIVATE -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
endforeach()

file(GLOB fuzz_targets CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/fuzz/fuzz_*.c)
list(LENGTH fuzz_targets fuzz_count)
set(seconds_each 15)
if(fuzz_count)
  math(EXPR seconds_each "${MBPF_FUZZ_SECONDS} / ${fuzz_count}")
  if(seconds_each GREATER 15)
    set(seconds_each 15)
  elseif(seconds_each LESS 5)
    set(seconds_each 5)
  endif()
endif()

foreach(source ${fuzz_targets})
  get_filename_component(stem ${source} NAME_WE)
  string(REGEX REPLACE "^fuzz_" "" target ${stem})
  file(GLOB own_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/support/${target}/*.c)
  add_executable(${stem} ${source} ${own_sources})
  target_include_directories(${stem} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests/support)
  target_compile_definitions(${stem} PRIVATE _GNU_SOURCE MBPF_TEST_DIR="${PROJECT_SOURCE_DIR}/tests")
  target_compile_options(${stem} PRIVATE -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all)
  target_link_options(${stem} PRIVATE -fsanitize=fuzzer,address,undefined)
  target_link_libraries(${stem} PRIVATE ${mbpf_libraries} mbpf_warnings)

  set(found ${PROJECT_SOURCE_DIR}/build/fuzz-corpus/${target})
  set(artifacts ${PROJECT_SOURCE_DIR}/build/fuzz-artifacts)
  set(arguments ${found})
  if(EXISTS ${PROJECT_SOURCE_DIR}/fuzz/corpus/${target})
    list(APPEND arguments ${PROJECT_SOURCE_DIR}/fuzz/corpus/${target})
  endif()
  if(EXISTS ${PROJECT_SOURCE_DIR}/fuzz/${target}.dict)
    list(APPEND arguments -dict=${PROJECT_SOURCE_DIR}/fuzz/${target}.dict)
  endif()
  file(MAKE_DIRECTORY ${found} ${artifacts})
  add_test(NAME fuzz/${target}
    COMMAND ${stem} -max_total_time=${seconds_each} -timeout=10 -rss_limit_mb=2048 -print_final_stats=1
      -artifact_prefix=${artifacts}/${target}- ${arguments})
  set_tests_properties(fuzz/${target} PROPERTIES TIMEOUT 300)
endforeach()
