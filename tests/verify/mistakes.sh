#!/bin/sh
# C programs with one mistake each. Usage: mistakes.sh MBPF SOURCE.bpf.c
#
# Compiled by every clang that is here at -O1, -O2 and -Os, the program is rejected with the class its header comment states
# ("class: V02"), explained at a line that is marked "// wrong", on one screen; with -DMENDED it is accepted.
set -eu

mbpf=$1
source=$2
here=$(cd "$(dirname "$0")" && pwd)
name=$(basename "$source" .bpf.c)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
forms=0

fail() {
  echo "FAIL $name: $*" >&2
  [ ! -s "$work/log" ] || sed 's/^/     /' "$work/log" >&2
  failures=$((failures + 1))
}

class=$(sed -n 's/^ \* class: //p' "$source")
[ -n "$class" ] || fail 'states no class'
lines=$(grep -n '// wrong' "$source" | cut -d: -f1)
[ -n "$lines" ] || fail 'no line is marked "// wrong"'

compile() { # compile CLANG LEVEL FLAGS...: to p.o
  clang=$1
  level=$2
  shift 2
  "$clang" "$level" -g -target bpf -mcpu=v3 -I "$here/accept" -idirafter "/usr/include/$(uname -m)-linux-gnu" "$@" \
    -Wno-everything -c "$source" -o "$work/p.o" || fail "$clang $level: does not compile"
}

says_where() {
  for line in $lines; do
    ! grep -q -- "--> .*$name.bpf.c:${line}[: ]" "$work/log" || return 0
  done
  return 1
}

for clang in clang-14 clang-16 clang-19; do
  command -v "$clang" >/dev/null || continue
  for level in -O1 -O2 -Os; do
    form="$clang $level"
    forms=$((forms + 1))
    compile "$clang" "$level"
    status=0
    "$mbpf" check --proven --explain "$work/p.o" >"$work/log" 2>&1 || status=$?
    [ $status = 3 ] || fail "$form: exit code $status, not 3"
    grep -q "^rejected .*: $class " "$work/log" || fail "$form: is not rejected as $class"
    says_where || fail "$form: is not explained at a line marked wrong"
    [ "$(wc -l <"$work/log")" -le 40 ] || fail "$form: more than one screen"
    compile "$clang" "$level" -DMENDED
    "$mbpf" check --proven --explain "$work/p.o" >"$work/log" 2>&1 || fail "$form: the mended program is not accepted"
  done
done

[ $forms -gt 0 ] || fail 'no clang'
echo "$name: $forms forms, $failures failures"
[ $failures = 0 ]
