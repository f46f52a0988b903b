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
