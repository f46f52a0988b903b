# Help, versions, and every way to call the command wrongly.
. "$CLI/lib.sh"

expect 2
err_has 'usage: mbpf VERB'
expect 0 --help
out_has 'exit codes: 0 ok'
expect 0 --version
out_has 'mbpf 0.'
expect 2 biuld
err_has "unknown verb 'biuld'; did you mean build?"
expect 2 --frobnicate
err_has "unknown option '--frobnicate'"

for verb in build check inspect disasm run; do
  expect 0 "$verb" --help
  out_has "usage: mbpf $verb"
  out_has '--help'
  err_empty
  expect 0 help "$verb"
  out_has "usage: mbpf $verb"
  expect 2 "$verb" --no-such-option
  err_has 'unknown option --no-such-option'
  err_has "see: mbpf $verb --help"
  expect 2 "$verb" a b
  err_has "unexpected argument 'b'"
done
expect 2 help nonsense
err_has "unknown verb 'nonsense'"

expect 2 build
err_has 'the argument is missing: FILE'
expect 2 run
err_has 'the package is missing'
expect 2 run --pacp x
err_has 'unknown option --pacp; did you mean --pcap?'
expect 2 run -z
err_has 'unknown option -z'
expect 2 run x --repeat
err_has '--repeat needs a value: N'
for number in 0 -1 1x '' 99999999999999999999; do
  expect 2 run x --repeat "$number"
  err_has "'$number' is not a number from 1 to"
done
expect 2 run x --json=yes
err_has "--json takes no value (got 'yes')"
expect 2 run x --tier fast
err_has "'fast' is none of checked, interp, jit"
expect 1 run x --tier jit
err_has 'this build has no jit'
expect 2 run x --pcap a --data-hex 00
err_has 'exclude each other'
expect 2 run x --pcap-out a
err_has '--pcap-out needs --pcap'
expect 2 run --insns - x
err_has '--insns takes no package'
expect 2 build x --mcpu v9
err_has "'v9' is none of v1, v2, v3, v4"
expect 2 build x --proven --no-verify
err_has '--proven and --no-verify exclude each other'
expect 2 build x.o --json -o -
err_has 'both want standard output'

# What comes after -- is no option.
expect 6 inspect -- --json
err_has '--json: cannot open'

# Missing files.
expect 6 build none.bpf.c
err_has 'none.bpf.c: cannot open: No such file'
expect 6 build none.o
expect 6 inspect none.mbpf
expect 6 check none.mbpf
expect 6 check none.o
expect 6 disasm none.mbpf
expect 6 run none.mbpf
err_has 'none.mbpf: cannot open: No such file or directory'

# Output that cannot be written.
"$MBPF" --help >/dev/full 2>err
code=$?
: >out
check 'writing to a full device fails' "$code" -eq 1
err_has 'cannot write to standard output'
("$MBPF" --help; echo $? >code) 2>err | :
check 'a closed pipe is silent' ! -s err
finish
