#!/bin/sh
# One program every verifier must accept, in all the forms compilers give it. Usage:
#
#   accept.sh MBPF SOURCE.bpf.c CACHE [full|short]
#
# The program is compiled with each clang, level and instruction set of the matrix (objects are kept in CACHE), packed with
# `mbpf build`, which verifies it, checked with `mbpf check`, and run on the packets its header comment states: in the tier for
# verified programs and in the checked one. A program named in accept/refused.txt may be rejected, and then runs in the checked tier
# only. Lines of that comment:
#
#   run: HEX -> RETVAL [HEX]   a packet, what the program returns, and the packet afterwards. Spaces do not matter and
#                              xx*N is N times these bytes. Without "->" the native run says what is right
#   expect: TEXT               is in the JSON report after all runs (maps and ring records)
#   program: NAME              to run, where there are several
#   mcpu: vN                   the least instruction set it compiles for
#   native: no                 cannot be compiled for the host: every result is stated
#   linux: no                  bench/verifier does not load it into the host's kernel
#
# Results never come from our own output: they are stated, and the same source compiled for the host (native/) agrees.
set -eu

mbpf=$1
source=$2
cache=$3
matrix=${4:-full}
here=$(cd "$(dirname "$0")" && pwd)
name=$(basename "$source" .bpf.c)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
forms=0
refused=0

fail() {
  echo "FAIL $name: $*" >&2
  failures=$((failures + 1))
}

directive() { sed -n "s/^ \* $1: //p" "$source"; }

# Packets, one a line; expected results, one a line: retval and packet, or "-".
awk -v packets="$work/packets" -v wanted="$work/stated" '
  function expand(text,    tokens, count, i, part, n, out) {
    count = split(text, tokens, " ")
    out = ""
    for (i = 1; i <= count; i++) {
      n = split(tokens[i], part, "*") > 1 ? part[2] : 1
      while (n-- > 0) out = out part[1]
    }
    return out
  }
  /^ \* run:/ {
    sub(/^ \* run: */, "")
    arrow = index($0, "->")
    packet = arrow ? substr($0, 1, arrow - 1) : $0
    result = arrow ? substr($0, arrow + 2) : "-"
    sub(/^ */, "", result)
    blank = index(result, " ")
    after = blank ? expand(substr(result, blank + 1)) : ""
    sub(/ .*/, "", result)
    print expand(packet) >packets
    print result, after >wanted
  }
  /\*\//{ exit }' "$source"
[ -s "$work/stated" ] || { echo "FAIL $name: no run: lines" >&2; exit 1; }

# number TEXT: as an unsigned decimal of 32 bits.
number() { printf '%d' $(($1 & 0xffffffff)); }

# The native run: what every result must be, and what the stated ones are tested against.
run_natively() {
  entry=$(directive program)
  entry=${entry:-$(sed -n 's/^int \([a-z0-9_]*\)(struct xdp_md \*ctx) {.*/\1/p' "$source" | tail -n 1)}
  ${CC:-cc} -O1 -g -w -I "$here/native" -DNATIVE_ENTRY="$entry" "$source" "$here/native/native.c" -o "$work/native"
  set --
  while read -r packet; do set -- "$@" "$packet"; done <"$work/packets"
  "$work/native" "$@" >"$work/native.out"
}

if [ "$(directive native)" = no ] || [ "$(uname -m)" != x86_64 ]; then
  cp "$work/stated" "$work/native.out"
else
  run_natively
fi

exec 3<"$work/stated" 4<"$work/native.out"
run=0
while read -r stated stated_after <&3 && read -r native native_after <&4; do
  run=$((run + 1))
  [ "$native" != - ] || { fail "run $run states no result"; native=0; }
  if [ "$stated" != - ] && [ "$(number "$stated")" != "$(number "$native")" ]; then
    fail "run $run: the header states $stated, the native run gives $native"
  fi
  [ -z "$stated_after" ] || [ "$stated_after" = "$native_after" ] || fail "run $run: native packet is $native_after"
  echo "$(number "$native") $stated_after"
done >"$work/wanted"
exec 3<&- 4<&-

# report FILE: "retval packet" of each run in a report.
report() {
  { tr -d ' \n' <"$1"; echo; } | sed 's/.*"results":\[//; s/\].*//' | tr '{' '\n' | sed -n 's/.*"status":"\([^"]*\)".*"retval":\(-\{0,1\}[0-9]*\).*"out":"\([0-9a-f]*\)".*/\1 \2 \3/p'
}

compare() {
  report "$work/report.json" >"$work/got"
  exec 3<"$work/wanted" 4<"$work/got"
  run=0
  while read -r wanted wanted_after <&3; do
    run=$((run + 1))
    read -r status got after <&4 || { fail "$1: run $run is missing"; break; }
    if [ "$status" != ok ] || [ "$(number "$got")" != "$wanted" ]; then
      fail "$1: run $run gives $got ($status), not $wanted"
    elif [ -n "$wanted_after" ] && [ "$after" != "$wanted_after" ]; then
      fail "$1: run $run leaves the packet $after, not $wanted_after"
    fi
  done
  exec 3<&- 4<&-
  directive expect | while read -r text; do
    tr -d ' \n' <"$work/report.json" | grep -qF -e "$text" || echo "$text"
  done >"$work/missing"
  [ ! -s "$work/missing" ] || fail "$1: the report has no $(head -n 1 "$work/missing")"
}

may_be_refused=no
if grep -q "^$name " "$here/accept/refused.txt"; then may_be_refused=yes; fi

# run_in TIER LABEL: the packets, in a tier.
run_in() {
  set -- "$2, $1" run "$package" --tier "$1" --json
  program=$(directive program)
  [ -z "$program" ] || set -- "$@" --program "$program"
  while read -r packet; do set -- "$@" --data-hex "$packet"; done <"$work/packets"
  tier_label=$1
  shift
  "$mbpf" "$@" >"$work/report.json" 2>"$work/log" || { fail "$tier_label: $(tail -n 3 "$work/log")"; return 0; }
  compare "$tier_label"
}

# pack LABEL: object to package. In accept/refused.txt and rejected: without its proof.
pack() {
  code=0
  "$mbpf" build --proven "$object" -o "$package" >"$work/log" 2>&1 || code=$?
  if [ $code = 3 ] && [ $may_be_refused = yes ]; then
    refused=$((refused + 1))
    verified=no
    "$mbpf" build --no-verify "$object" -o "$package" >"$work/log" 2>&1 && return 0
  elif [ $code = 0 ]; then
    verified=yes
    "$mbpf" check --proven "$package" >"$work/log" 2>&1 && return 0
  fi
  fail "$1: $(head -n 20 "$work/log")"
  return 1
}

# form COMPILER LEVEL MCPU: one form of the program, from source to results.
form() {
  command -v "$1" >/dev/null || return 0
  label="$1 -$2 $3"
  object="$cache/$name-$1-$2-$3.o"
  package="$work/package.mbpf"
  if [ ! -s "$object" ] || [ -n "$(find "$source" "$(dirname "$source")/corpus.h" -newer "$object")" ]; then
    "$1" "-$2" -g -target bpf "-mcpu=$3" -Wall -Wextra -Werror -Wno-unused-parameter \
      -idirafter "/usr/include/$(uname -m)-linux-gnu" -c "$source" -o "$work/object.o" || { fail "$label: does not compile"; return 0; }
    mv "$work/object.o" "$object"
  fi
  forms=$((forms + 1))
  pack "$label" || return 0
  run_in checked "$label"
  [ "$verified" = no ] || run_in interp "$label"
}

mkdir -p "$cache"
least=$(directive mcpu)
if [ "$matrix" = short ]; then
  if [ "$least" = v4 ]; then form clang-19 O2 v4; else form clang-16 O2 v3; fi
else
  for level in O1 O2 Os; do
    [ "$least" = v4 ] || for compiler in clang-14 clang-16 clang-19; do form $compiler $level v3; done
    form clang-19 $level v4
  done
  if [ -z "$least" ]; then
    form clang-14 O2 v2
    form clang-16 Os v2
    form clang-19 O2 v1
  fi
fi
if [ $may_be_refused = yes ] && [ $refused = 0 ] && [ "$matrix" = full ]; then
  fail "accepted in all $forms forms: take its line off tests/verify/accept/refused.txt"
fi
echo "$name: $forms forms, $refused refused, $(wc -l <"$work/packets") runs each, $failures failures"
[ $failures = 0 ] && [ $forms -gt 0 ]
