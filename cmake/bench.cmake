# Benchmarks: bench/<name>.c is one program bench_<name>; ./dev bench runs them all. They share the tests' builders.
file(GLOB bench_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/bench/*.c)
add_library(mbpf_bench_support STATIC ${PROJECT_SOURCE_DIR}/tests/support/host.c
                                      ${PROJECT_SOURCE_DIR}/tests/support/package_builder.c)
target_include_directories(mbpf_bench_support PUBLIC ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests/support)
target_link_libraries(mbpf_bench_support PUBLIC ${mbpf_libraries} PRIVATE mbpf_warnings)
foreach(source ${bench_sources})
  get_filename_component(stem ${source} NAME_WE)
  add_executable(bench_${stem} ${source})
  target_compile_definitions(bench_${stem} PRIVATE _GNU_SOURCE MBPF_TEST_DIR="${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(bench_${stem} PRIVATE mbpf_bench_support mbpf_warnings m)
endforeach()

# bench/programs/<name>.c is compiled three times: natively into bench_interp, and by clang for BPF to <name>.bin, bare instructions,
# and to linux-<name>.o, an object for the running kernel.
find_program(BPF_CLANG NAMES clang clang-19 clang-16 clang-14 REQUIRED)
find_program(LLVM_OBJCOPY NAMES llvm-objcopy llvm-objcopy-19 llvm-objcopy-16 llvm-objcopy-14 REQUIRED)
set(bench_program_dir ${CMAKE_BINARY_DIR}/bench-programs)
file(MAKE_DIRECTORY ${bench_program_dir})
file(GLOB bench_programs CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/bench/programs/*.c)
set(bench_binaries)
foreach(source ${bench_programs})
  get_filename_component(stem ${source} NAME_WE)
  set(binary ${bench_program_dir}/${stem}.bin)
  add_custom_command(
    OUTPUT ${binary}
    COMMAND ${BPF_CLANG} -O2 -fno-builtin -target bpf -mcpu=v3 -c ${source} -o ${bench_program_dir}/${stem}.o
    COMMAND ${LLVM_OBJCOPY} -O binary --only-section=.text ${bench_program_dir}/${stem}.o ${binary}
    DEPENDS ${source} ${PROJECT_SOURCE_DIR}/bench/programs/programs.h
    VERBATIM)
  list(APPEND bench_binaries ${binary})
  # The same for the running kernel, whose verifier wants to see where the buffer ends.
  add_custom_command(
    OUTPUT ${bench_program_dir}/linux-${stem}.o
    COMMAND ${BPF_CLANG} -O2 -g -fno-builtin -target bpf -mcpu=v3 -idirafter /usr/include/${CMAKE_LIBRARY_ARCHITECTURE}
      -I${PROJECT_SOURCE_DIR}/bench -DPROGRAM=${stem} "-DSOURCE=\"programs/${stem}.c\""
      -c ${PROJECT_SOURCE_DIR}/bench/linux/program.bpf.c -o ${bench_program_dir}/linux-${stem}.o
    DEPENDS ${source} ${PROJECT_SOURCE_DIR}/bench/programs/programs.h ${PROJECT_SOURCE_DIR}/bench/linux/program.bpf.c
    VERBATIM)
  list(APPEND bench_binaries ${bench_program_dir}/linux-${stem}.o)
endforeach()
add_custom_target(bench_binaries DEPENDS ${bench_binaries})
add_dependencies(bench_interp bench_binaries)
target_sources(bench_interp PRIVATE ${bench_programs} ${PROJECT_SOURCE_DIR}/bench/linux/linux.c)
target_link_libraries(bench_interp PRIVATE PkgConfig::TOOL_LIBRARIES)
target_include_directories(bench_interp PRIVATE ${PROJECT_SOURCE_DIR}/bench)
target_compile_definitions(bench_interp PRIVATE BENCH_PROGRAM_DIR="${bench_program_dir}")
set_source_files_properties(${bench_programs} PROPERTIES COMPILE_OPTIONS -Wno-unknown-pragmas) # clang's loop pragmas

# tests/verify/accept/<name>.bpf.c: objects for bench_verifier, which links, verifies and shows them to Linux's verifier.
set(bench_corpus_dir ${CMAKE_BINARY_DIR}/bench-corpus)
file(MAKE_DIRECTORY ${bench_corpus_dir})
file(GLOB bench_corpus CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/verify/accept/*.bpf.c)
set(bench_objects)
foreach(source ${bench_corpus})
  get_filename_component(stem ${source} NAME_WE)
  file(STRINGS ${source} needs_v4 REGEX "^ \\* mcpu: v4")
  if(NOT needs_v4)
    add_custom_command(
      OUTPUT ${bench_corpus_dir}/${stem}.o
      COMMAND ${BPF_CLANG} -O2 -g -target bpf -mcpu=v3 -idirafter /usr/include/${CMAKE_LIBRARY_ARCHITECTURE} -c ${source} -o ${bench_corpus_dir}/${stem}.o
      DEPENDS ${source} ${PROJECT_SOURCE_DIR}/tests/verify/accept/corpus.h
      VERBATIM)
    list(APPEND bench_objects ${bench_corpus_dir}/${stem}.o)
  endif()
endforeach()
add_custom_target(bench_objects DEPENDS ${bench_objects})
add_dependencies(bench_verifier bench_objects)
target_include_directories(bench_verifier PRIVATE ${PROJECT_SOURCE_DIR}/bench)
target_compile_definitions(bench_verifier PRIVATE BENCH_CORPUS_DIR="${bench_corpus_dir}")
target_link_libraries(bench_verifier PRIVATE mbpf_toolkit)
