# Shared by the tests of the mbpf command: source it first. MBPF is the command, CLI the folder of the tests, ROOT the
# project's. Everything happens in a fresh folder that is removed at the end.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0
checks=0
NO_COLOR=1
export NO_COLOR

fail() {
  failures=$((failures + 1))
  echo "FAILED: $*"
  echo "--- stdout"
  head -c 2000 out
  echo "--- stderr"
  head -c 2000 err
}

# expect CODE ARGS…: mbpf ARGS ends with the exit code; its output is in the files out and err.
expect() {
  wanted=$1
  shift
  "$MBPF" "$@" >out 2>err </dev/null
  code=$?
  checks=$((checks + 1))
  case $code in
  "$wanted") ;;
  *) fail "mbpf $*: exit $code, expected $wanted" ;;
  esac
}

# The last command's stdout or stderr contains a text.
out_has() {
  checks=$((checks + 1))
  grep -qF -e "$1" out || fail "stdout lacks: $1"
}
out_lacks() {
  checks=$((checks + 1))
  grep -qF -e "$1" out && fail "stdout has: $1"
}
err_has() {
  checks=$((checks + 1))
  grep -qF -e "$1" err || fail "stderr lacks: $1"
}
err_empty() {
  checks=$((checks + 1))
  [ -s err ] && fail "stderr is not empty"
}

# A condition of test(1), with a sentence for when it does not hold.
check() {
  sentence=$1
  shift
  checks=$((checks + 1))
  [ "$@" ] || fail "$sentence"
}

# Bytes from hexadecimal digits, on stdout.
unhex() {
  for pair in $(printf '%s' "$1" | sed 's/../& /g'); do
    # shellcheck disable=SC2059
    printf "\\$(printf %03o "0x$pair")"
  done
}

finish() {
  echo "$checks checks, $failures failed"
  [ "$failures" -eq 0 ]
  exit
}
