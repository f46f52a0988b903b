# Tests. tests/unit/<area>/*.c: one cmocka program each, found by name. Fixture folders (tests/ebpf, tests/js, …) are
# run by a runner of their own, added by tests/<folder>/tests.cmake, on every CPU. tests/support: the builders every
# test shares; tests/support/<name>: what the unit test and the fuzz target of that name share; tests/support/cross: what
# stands in for cmocka on CPUs it is not packaged for.
# A test or runner program: sees the core's internal headers and the shared builders. MBPF_TEST_SLOW is 1 where code
# runs ten times slower (an emulated CPU, sanitizers) and randomised tests should make that many fewer rounds.
set(test_slow 0)
if(CMAKE_CROSSCOMPILING OR MBPF_SANITIZE)
  set(test_slow 1)
endif()
function(mbpf_test_program name)
  add_executable(${name} ${ARGN})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests/support)
  target_compile_definitions(${name} PRIVATE
    _GNU_SOURCE MBPF_TEST_DIR="${PROJECT_SOURCE_DIR}/tests" MBPF_TEST_SLOW=${test_slow})
  target_link_libraries(${name} PRIVATE ${mbpf_libraries} mbpf_warnings m)
endfunction()

if(CMAKE_CROSSCOMPILING)
  add_library(cmocka STATIC ${PROJECT_SOURCE_DIR}/tests/support/cross/cmocka.c)
  target_include_directories(cmocka PUBLIC ${PROJECT_SOURCE_DIR}/tests/support/cross)
  target_link_libraries(cmocka PRIVATE mbpf_warnings)
else()
  find_library(CMOCKA_LIBRARY cmocka REQUIRED)
  add_library(cmocka INTERFACE)
  target_link_libraries(cmocka INTERFACE ${CMOCKA_LIBRARY})
endif()

file(GLOB unit_tests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/unit/*/*.c)
file(GLOB support_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/support/*.c)
# Tests that say nothing on an emulated CPU:
# arm: js/math and js/number compare with long double, which has no more bits than double there.
set(not_on_arm js/math js/number)

foreach(source ${unit_tests})
  get_filename_component(area ${source} DIRECTORY)
  get_filename_component(area ${area} NAME)
  get_filename_component(stem ${source} NAME_WE)
  if("${area}/${stem}" IN_LIST not_on_${CMAKE_SYSTEM_PROCESSOR})
    continue()
  endif()
  file(GLOB own_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/support/${stem}/*.c)
  mbpf_test_program(unit_${area}_${stem} ${source} ${support_sources} ${own_sources})
  target_link_libraries(unit_${area}_${stem} PRIVATE cmocka)
  add_test(NAME unit/${area}/${stem} COMMAND unit_${area}_${stem})
  set_tests_properties(unit/${area}/${stem} PROPERTIES TIMEOUT 300)
endforeach()

file(GLOB test_lists CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/*/tests.cmake)
foreach(list_file ${test_lists})
  include(${list_file})
endforeach()
