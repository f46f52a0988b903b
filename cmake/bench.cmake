# Benchmarks: bench/<name>.c is one program bench_<name>; ./dev bench runs them all.
file(GLOB bench_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/bench/*.c)
foreach(source ${bench_sources})
  get_filename_component(stem ${source} NAME_WE)
  add_executable(bench_${stem} ${source})
  target_include_directories(bench_${stem} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests/support)
  target_compile_definitions(bench_${stem} PRIVATE _GNU_SOURCE MBPF_TEST_DIR="${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(bench_${stem} PRIVATE ${mbpf_libraries} mbpf_warnings m)
endforeach()
