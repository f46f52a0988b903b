# cases/*.txt: assembly that must be rejected, and just inside the line accepted (README.md): one test per file, on every CPU.
mbpf_test_program(test_verify_run ${CMAKE_CURRENT_LIST_DIR}/run.c)
file(GLOB verify_cases CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/cases/*.txt)
foreach(fixture ${verify_cases})
  get_filename_component(name ${fixture} NAME_WE)
  add_test(NAME verify/cases/${name} COMMAND test_verify_run ${fixture})
  set_tests_properties(verify/cases/${name} PROPERTIES TIMEOUT 120)
endforeach()
mbpf_test_program(test_verify_objects ${CMAKE_CURRENT_LIST_DIR}/objects.c)

# What the verifier is held against. accept/*.bpf.c: programs it must accept, compiled by every clang that is here at every
# level, run in the checked tier, and compared with what they say and with the same source compiled for the host. One form
# each, all of them with MBPF_TEST_FULL.
if(TARGET mbpf AND NOT CMAKE_CROSSCOMPILING)
  set(matrix short)
  if(MBPF_TEST_FULL)
    set(matrix full)
  endif()
  file(GLOB accepted CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/accept/*.bpf.c)
  foreach(source ${accepted})
    get_filename_component(name ${source} NAME_WE)
    add_test(NAME verify/accept/${name}
      COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/accept.sh $<TARGET_FILE:mbpf> ${source}
        ${PROJECT_SOURCE_DIR}/build/corpus ${matrix})
    set_tests_properties(verify/accept/${name} PROPERTIES TIMEOUT 300)
  endforeach()
endif()

# mistakes/*.bpf.c: C with one mistake, and what it must be explained as.
if(TARGET mbpf AND NOT CMAKE_CROSSCOMPILING AND NOT MBPF_SANITIZE)
  file(GLOB mistakes CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/mistakes/*.bpf.c)
  foreach(source ${mistakes})
    get_filename_component(name ${source} NAME_WE)
    add_test(NAME verify/mistakes/${name}
      COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/mistakes.sh $<TARGET_FILE:mbpf> ${source})
    set_tests_properties(verify/mistakes/${name} PROPERTIES TIMEOUT 120)
  endforeach()
endif()

# docs/verifier/: a page per class, and the programs on it.
if(NOT CMAKE_CROSSCOMPILING)
  set(docs_tool)
  if(TARGET mbpf AND NOT MBPF_SANITIZE)
    set(docs_tool $<TARGET_FILE:mbpf>)
  endif()
  add_test(NAME verify/docs COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/docs.sh ${PROJECT_SOURCE_DIR} ${docs_tool})
endif()
