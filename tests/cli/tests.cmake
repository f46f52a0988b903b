# The mbpf command from outside: each tests/cli/*.sh but lib.sh is one test.
if(TARGET mbpf AND NOT CMAKE_CROSSCOMPILING)
  file(GLOB cli_tests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/cli/*.sh)
  list(FILTER cli_tests EXCLUDE REGEX "/lib\\.sh$")
  foreach(script ${cli_tests})
    get_filename_component(stem ${script} NAME_WE)
    add_test(NAME cli/${stem} COMMAND sh ${script})
    set_tests_properties(cli/${stem} PROPERTIES TIMEOUT 300
      ENVIRONMENT "MBPF=$<TARGET_FILE:mbpf>;CLI=${PROJECT_SOURCE_DIR}/tests/cli;ROOT=${PROJECT_SOURCE_DIR}")
  endforeach()
endif()
