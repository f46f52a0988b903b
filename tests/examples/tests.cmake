# Every example compiles without a warning with each clang that is here.
if(NOT CMAKE_CROSSCOMPILING AND NOT MBPF_SANITIZE)
  file(GLOB examples CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/examples/*.bpf.c)
  foreach(compiler clang-14 clang-16 clang-19)
    find_program(BPF_${compiler} ${compiler})
    set(output ${CMAKE_BINARY_DIR}/examples/${compiler})
    file(MAKE_DIRECTORY ${output})
    foreach(source ${examples})
      get_filename_component(name ${source} NAME_WE)
      if(BPF_${compiler})
        # The kernel's headers want asm/types.h, which Debian keeps in the architecture's directory.
        add_test(NAME examples/${name}/${compiler}
          COMMAND ${BPF_${compiler}} -O2 -g -target bpf -mcpu=v3 -Wall -Wextra -Werror
            -idirafter /usr/include/${CMAKE_LIBRARY_ARCHITECTURE} -c ${source} -o ${output}/${name}.o)
      endif()
    endforeach()
  endforeach()
endif()

# Every example finds in the capture what a second computation finds there.
if(TARGET mbpf AND NOT CMAKE_CROSSCOMPILING)
  file(GLOB examples CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/examples/*.bpf.c)
  add_executable(test_examples_reference ${PROJECT_SOURCE_DIR}/tests/examples/reference.c)
  target_link_libraries(test_examples_reference PRIVATE PkgConfig::TOOL_LIBRARIES mbpf_warnings)
  target_compile_definitions(test_examples_reference PRIVATE _GNU_SOURCE)
  foreach(source ${examples})
    get_filename_component(name ${source} NAME_WE)
    add_test(NAME examples/${name}/result COMMAND sh ${PROJECT_SOURCE_DIR}/tests/examples/run.sh ${name})
    set_tests_properties(examples/${name}/result PROPERTIES TIMEOUT 60 ENVIRONMENT
      "MBPF=$<TARGET_FILE:mbpf>;ROOT=${PROJECT_SOURCE_DIR};REFERENCE=$<TARGET_FILE:test_examples_reference>")
  endforeach()
endif()
