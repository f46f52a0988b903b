# Pages made by `mbpf gen` are what it makes now. To renew one: mbpf gen hooks > docs/hooks.md
if(MBPF_BUILD_HOST)
  foreach(page hooks helpers)
    add_test(NAME docs/${page}
             COMMAND sh -c "$<TARGET_FILE:mbpf> gen ${page} | diff ${PROJECT_SOURCE_DIR}/docs/${page}.md -")
  endforeach()
endif()
