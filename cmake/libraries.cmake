# mbpf_libraries: what there is to link a test, a benchmark or a fuzz target with, users before what they use.
set(mbpf_libraries)
foreach(library mbpf_toolkit mbpf_posix mbpf_core mbpf_js_compiler mbpf_js)
  if(TARGET ${library})
    list(APPEND mbpf_libraries ${library})
  endif()
endforeach()
