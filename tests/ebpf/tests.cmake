# The eBPF fixtures: one test per file, on every CPU.
mbpf_test_program(test_ebpf_run ${CMAKE_CURRENT_LIST_DIR}/run.c)
file(GLOB_RECURSE ebpf_fixtures CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.txt)
foreach(fixture ${ebpf_fixtures})
  file(RELATIVE_PATH name ${CMAKE_CURRENT_LIST_DIR} ${fixture})
  string(REGEX REPLACE "\\.txt$" "" name ${name})
  add_test(NAME ebpf/${name} COMMAND test_ebpf_run ${fixture})
  set_tests_properties(ebpf/${name} PROPERTIES TIMEOUT 120)
endforeach()
