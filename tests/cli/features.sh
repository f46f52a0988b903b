# Everything an ordinary object brings along: tail calls, maps in maps, .values, global data, callbacks, subprograms.
. "$CLI/lib.sh"

expect 0 build "$CLI/features.bpf.c" -o f.mbpf
out_has 'f.mbpf: '
run() { expect 0 run f.mbpf --program features --json "$@"; }

expect 0 inspect f.mbpf
out_has 'jumps[1] = program second'
out_has 'jumps[3] = program third'
out_has 'outer[0] = map inner_a'
out_has 'outer[2] = map inner_b'
out_has 'capabilities: LOG MAP_READ MAP_WRITE EMIT NET_WRITE'
out_lacks dead_function

run --data-hex 0100
out_has '"retval":1,'
out_has '"verdicts":{"pass":0,"drop":1,"abort":0,"tx":0,"redirect":0}'
out_has '".data":{"type":"array","entries":[["00000000","05030201"]]}'
out_has '".bss":{"type":"array","entries":[["00000000","0100000000000000"]]}'
run --data-hex 0300
out_has '"retval":3,'
out_has '".data.extra":{"type":"array","entries":[["00000000","f0be"]]}'
run --data-hex 0400
out_has '"retval":44,'
out_has '"abort":1'
run --data-hex 0511 --data-hex 0522
out_has '"inner_b":{"type":"array","entries":[["00000000","0000000000000000"],["01000000","3300000000000000"],'
out_has '"inner_a":{"type":"array","entries":[["00000000","0000000000000000"],["01000000","0000000000000000"],'
run --data-hex 0600
out_has '"retval":3465,'
run --data-hex 0705
out_has '"retval":19,'
run --data-hex 0701 --data-hex 08ff --data-hex 0801
out_has '"pairs":{"type":"hash","entries":[["0100000007000000","0200000000000000"],["ff00000007000000","0200000000000000"]]}'
run --data-hex 0901 --data-hex 0902
out_has '"events":{"type":"ringbuf","records":["0901","0902"]}'
out_has '"events":[{"event":1,"map":"events","data":"0901"},{"event":2,"map":"events","data":"0902"}]'
run --data-hex 0a05 --data-hex 0a06
out_has '"queue":{"type":"queue","records":["05000000","06000000"]}'
out_has '"verdicts":{"pass":2,'
run --data-hex 0b2a
err_has 'byte 42 of 77'
run --data-hex 0c112233445566778899aabbccddeeff00
out_has '"out":"112233445566778899aabbccddeeff00"'
run --data-hex 63
out_has '"status":"ok","retval":0,'

# The same in the other tier: equal results and equal steps.
for byte in 01 03 04 05 06 07 08 09 0a 0c; do
  run --data-hex "${byte}31" --tier checked
  sed 's/"ns_per_run":[0-9.e-]*//; s/"tier":"[a-z]*"//' out >checked
  run --data-hex "${byte}31" --tier interp
  sed 's/"ns_per_run":[0-9.e-]*//; s/"tier":"[a-z]*"//' out >interp
  check "both tiers agree on $byte" "$(cat checked)" = "$(cat interp)"
done

# Every compiler and byte order that is here gives the same program.
for clang in clang-14 clang-16 clang-19; do
  command -v "$clang" >/dev/null || continue
  expect 0 build "$CLI/features.bpf.c" --clang "$clang" -o "$clang.mbpf"
  expect 0 run "$clang.mbpf" --program features --json --data-hex 0600
  out_has '"retval":3465,'
done
expect 0 build "$CLI/features.bpf.c" --big-endian -o big.mbpf
expect 0 inspect big.mbpf
out_has 'big-endian'
expect 1 run big.mbpf
err_has 'TARGET_MISMATCH'
finish
