#!/bin/sh
# What a linked device takes: code and constants of each part of the core from the linker's map, and RAM as the device
# itself counted it.   report.sh DEVICE.map [OUTPUT-OF-THE-RUN]
# Text constants are merged over all files by the linker and so have a line of their own. Not counted: the test
# program, its board, and the package inside it.
set -eu

awk '
  function number(hex,  i, sum) {
    for (i = 3; i <= length(hex); i++) sum = sum * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
    return sum
  }
  /^Linker script and memory map/ { body = 1 }
  !body { next }
  # A section with a long name has its address on the next line.
  /^ \.[^ ]+$/ { name = $1; next }
  /^ \.[^ ]+ +0x/ { name = $1; sub(/^ \.[^ ]+/, "") ; $0 = $0 }
  /^ +0x[0-9a-f]+ +0x[0-9a-f]+ +[^ ]/ && name != "" {
    part = $3
    bytes = number($2)
    if (name ~ /^\.(text|rodata|data|bss)/ && bytes > 0 && number($1) + bytes > 0) {
      if (part ~ /mbpf_core/) {
        sub(/.*\.dir\/src\//, "", part); sub(/\/[^\/]*$/, "", part)
        if (name ~ /\.str1\./) part = "texts"
      } else if (part ~ /libgcc/) part = "libgcc"
      else part = ""
      if (part != "") {
        if (name ~ /^\.text/) code[part] += bytes; else constants[part] += bytes
        parts[part] = 1
      }
    }
  }
  { name = "" }
  END {
    printf "%-24s %8s %8s %8s\n", "part", "code", "const", "bytes"
    for (part in parts) {
      printf "%-24s %8d %8d %8d\n", part, code[part], constants[part], code[part] + constants[part] | "sort"
      all_code += code[part]; all_constants += constants[part]
    }
    close("sort")
    printf "%-24s %8d %8d %8d\n", "total", all_code, all_constants, all_code + all_constants
  }' "$1"

[ $# -gt 1 ] || exit 0
awk '
  $1 == "ram" { ram[$2] = $3 }
  END {
    printf "\nRAM of the device, bytes\n"
    printf "%-24s %8d\n", "runtime", ram["runtime"]
    printf "%-24s %8d  without its maps\n", "package", ram["package"]
    printf "%-24s %8d\n", "together", ram["runtime"] + ram["package"]
    printf "%-24s %8d\n", "maps of the package", ram["maps"]
    printf "%-24s %8d  while a package is being loaded\n", "load", ram["load"]
    printf "%-24s %8d  deepest, the test program included\n", "stack", ram["stack"]
  }' "$2"
