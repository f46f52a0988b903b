# The size test: tests/size/device.c, a whole small device linked with the core for QEMU's mps2-an386, and from its linker map
# what each part of the core takes (tests/size/report.sh). ./dev bench size shows it; ./dev test core-small also runs it.
set(size_image ${CMAKE_BINARY_DIR}/bin/device.elf)
set(size_map ${CMAKE_BINARY_DIR}/device.map)
set(size_package ${PROJECT_SOURCE_DIR}/tests/size/device.mbpf)
set(size_script ${PROJECT_SOURCE_DIR}/tests/size/mps2.ld)
add_executable(device ${PROJECT_SOURCE_DIR}/tests/size/device.c ${PROJECT_SOURCE_DIR}/tests/size/mps2.c)
set_target_properties(device PROPERTIES SUFFIX .elf LINK_DEPENDS ${size_script})
set_source_files_properties(${PROJECT_SOURCE_DIR}/tests/size/device.c PROPERTIES OBJECT_DEPENDS ${size_package})
target_include_directories(device PRIVATE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
target_compile_definitions(device PRIVATE SIZE_PACKAGE="${size_package}" SIZE_ARENA_BYTES=131072)
target_compile_options(device PRIVATE -ffreestanding)
target_link_options(device PRIVATE -nostdlib -T ${size_script} -Wl,--gc-sections -Wl,-Map=${size_map} -mcpu=cortex-m4 -mthumb)
# The objects, not the library: the map then names folders.
target_sources(device PRIVATE $<TARGET_OBJECTS:mbpf_core>)
target_link_libraries(device PRIVATE mbpf_warnings gcc)
