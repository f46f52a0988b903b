# The verifier fixtures: one test per file, on every CPU.
mbpf_test_program(test_verify_run ${CMAKE_CURRENT_LIST_DIR}/run.c)
file(GLOB verify_fixtures CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.txt)
foreach(fixture ${verify_fixtures})
  get_filename_component(name ${fixture} NAME_WE)
  add_test(NAME verify/${name} COMMAND test_verify_run ${fixture})
  set_tests_properties(verify/${name} PROPERTIES TIMEOUT 120)
endforeach()
mbpf_test_program(test_verify_objects ${CMAKE_CURRENT_LIST_DIR}/objects.c)
