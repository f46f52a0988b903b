#!/bin/sh
# Holds docs/verifier/ to the verifier. Usage: docs.sh ROOT [MBPF]
#
# Every class of src/ebpf/verify/verify.h has a page with its code, name and title, and every page a class; the index lists them all. With MBPF
# the programs of the pages are compiled and checked: those under "Wrong" are rejected with the page's code and those under
# "Right" accepted.
set -eu

root=$1
mbpf=${2:-}
pages=$root/docs/verifier
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

fail() {
  echo "FAIL $*" >&2
  failures=$((failures + 1))
}

# "V01 uninitialised: reads a value that was never set" of each row of VERIFY_CLASSES.
sed -n 's/^ *X([A-Z_]*, "\(V[0-9]*\)", "\([a-z-]*\)", "\([^"]*\)".*/\1 \2: \3/p' "$root/src/ebpf/verify/verify.h" >"$work/classes"
[ -s "$work/classes" ] || fail "no classes found in verify.h"

while read -r code rest; do
  if [ ! -f "$pages/$code.md" ]; then
    fail "class $code ($rest) has no page docs/verifier/$code.md"
  elif [ "$(head -n 1 "$pages/$code.md")" != "# $code $rest" ]; then
    fail "docs/verifier/$code.md must begin with '# $code $rest'"
  fi
  grep -qF "[$code]($code.md) | ${rest%%:*} |" "$pages/README.md" || fail "docs/verifier/README.md does not list $code"
done <"$work/classes"

for page in "$pages"/V*.md; do
  code=$(basename "$page" .md)
  grep -q "^$code " "$work/classes" || fail "docs/verifier/$code.md has no class in verify.h"
  for section in '## Wrong' '## What the verifier says' '## Right'; do
    grep -qx "$section" "$page" || fail "docs/verifier/$code.md has no section '$section'"
  done
done

# program PAGE SECTION: its first C block.
program() {
  awk -v section="## $2" '
    /^## / { here = $0 == section }
    here && /^```/ { inside = $0 == "```c" && !seen; if (inside) seen = 1; next }
    inside' "$1"
}

clang=
for candidate in clang clang-16 clang-19 clang-14; do
  [ -n "$clang" ] || ! command -v $candidate >/dev/null || clang=$candidate
done

# try PAGE SECTION: compiles its program, and checks it.
try() {
  code=$(basename "$1" .md)
  program "$1" "$2" >"$work/body.c"
  [ -s "$work/body.c" ] || return 0
  { echo '#include "corpus.h"' && cat "$work/body.c" && echo 'char _license[] SEC("license") = "GPL";'; } >"$work/program.bpf.c"
  "$clang" -O2 -g -target bpf -mcpu=v3 -I "$root/tests/verify/accept" -idirafter "/usr/include/$(uname -m)-linux-gnu" \
    -c "$work/program.bpf.c" -o "$work/program.o" || { fail "$code $2: does not compile"; return 0; }
  "$mbpf" check --proven --json "$work/program.o" >"$work/log" 2>&1 || true
  if [ "$2" = Right ]; then
    tr -d ' ' <"$work/log" | grep -q '"accepted":true' || fail "$code: the right program is not accepted: $(cat "$work/log")"
  else
    grep -q "$code" "$work/log" || fail "$code: the wrong program is not rejected so: $(cat "$work/log")"
  fi
}

if [ -n "$mbpf" ] && [ -n "$clang" ]; then
  for page in "$pages"/V*.md; do
    try "$page" Wrong
    try "$page" Right
  done
fi

echo "$(wc -l <"$work/classes") classes, $failures failures"
[ $failures = 0 ]
