# The device's package holds a proof: where the verifier states something new, it has to be built again (mbpf build --no-debug).
if(TARGET mbpf AND NOT CMAKE_CROSSCOMPILING)
  add_test(NAME size/package COMMAND mbpf check ${CMAKE_CURRENT_LIST_DIR}/device.mbpf)
endif()
