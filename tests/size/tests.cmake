# The package in the device's image carries a proof that a loader of this version takes. To renew it:
#   mbpf build tests/size/device.bpf.c -o tests/size/device.mbpf --no-debug
if(TARGET mbpf AND NOT CMAKE_CROSSCOMPILING)
  add_test(NAME size/device_package COMMAND mbpf check ${PROJECT_SOURCE_DIR}/tests/size/device.mbpf)
endif()
