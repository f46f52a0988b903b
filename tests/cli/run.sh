# mbpf run: captures in and out, bytes, bare instructions, tiers, time, failures.
. "$CLI/lib.sh"

expect 0 build "$CLI/packets.bpf.c" -o p.mbpf

# --- captures ---
pcap_head=d4c3b2a1020004000000000000000000000004 # magic, version, zone, accuracy, snap length (without its last byte)
le32() { printf '%02x%02x%02x%02x' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255)); }
packet() { # packet SECONDS MICROSECONDS HEX [WIRE LENGTH]
  printf '%s%s%s%s%s' "$(le32 "$1")" "$(le32 "$2")" "$(le32 $((${#3} / 2)))" "$(le32 "${4:-$((${#3} / 2))}")" "$3"
}
unhex "${pcap_head}0001000000$(packet 1 500000 0200aaaa)$(packet 2 0 0100bbbb)$(packet 7 250001 0300cccc)$(packet 8 9 0200dddd 99)" >in.pcap

expect 0 run p.mbpf --program packets --pcap in.pcap --pcap-out out.pcap --json
out_has '"schema":"mbpf.run/1","program":"packets","engine":"ebpf","tier":"interp","status":"ok","retval":2,'
out_has '"runs":4,'
out_has '"packets":4,"verdicts":{"pass":2,"drop":1,"abort":0,"tx":1,"redirect":0},"failures":0,"results":[],'
# 1.5 s, 2 s, 7.250001 s, 8.000009 s: the capture's clock
out_has '["00000000","002f685900000000"],["01000000","0094357700000000"],["02000000","683c22b001000000"],["03000000","2873d6dc01000000"]'
out_has '".bss":{"type":"array","entries":[["00000000","04000000"]]}'
unhex "${pcap_head}0001000000$(packet 1 500000 02ffaaaa)$(packet 7 250001 03ffcccc)$(packet 8 9 02ffdddd 99)" >want.pcap
check 'survivors keep their time, changes are written' "$(cksum <out.pcap)" = "$(cksum <want.pcap)"
expect 0 run p.mbpf --program packets --pcap in.pcap
out_has '4 packets'
out_has 'drop               1   25.0 %'
"$MBPF" run p.mbpf --program packets --pcap - --json <in.pcap >out 2>err
out_has '"packets":4,'
expect 0 run p.mbpf --program packets --pcap in.pcap --real-time --json
out_lacks '"002f685900000000"'
expect 0 run p.mbpf --program packets --pcap in.pcap --repeat 10 --json
out_has '"runs":40,'
out_has '"packets":4,'

# Nanoseconds, other byte order, pcapng.
unhex "a1b23c4d00020004000000000000000000040000000000010000000100000007000000100000001002001111222233334444555566667788" >nano.pcap
expect 0 run p.mbpf --program packets --pcap nano.pcap --json --pcap-out out.pcap
out_has '["00000000","07ca9a3b00000000"]' # 1.000000007 s
check 'nanoseconds survive' "$(od -An -tx1 out.pcap | tr -d ' \n' | cut -c1-8)" = 4d3cb2a1
section=0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c000000
interface=01000000140000000100000000000000
block=06000000300000000000000000000000404b4c00100000001000000002001111222233334444555566667788
unhex "${section}${interface}14000000${block}30000000" >ng.pcapng
expect 0 run p.mbpf --program packets --pcap ng.pcapng --json
out_has '"packets":1,"verdicts":{"pass":1,'
out_has '["00000000","00f2052a01000000"]'

# Empty, cut and foreign captures.
: >empty.pcap
expect 1 run p.mbpf --program packets --pcap empty.pcap
err_has 'empty.pcap: not a capture that can be read'
unhex "${pcap_head}0001000000" >none.pcap
expect 0 run p.mbpf --program packets --pcap none.pcap --json --pcap-out out.pcap
out_has '"packets":0,'
check 'the capture of nothing has a header' "$(wc -c <out.pcap)" -eq 24
echo 'certainly no capture' >text.pcap
expect 1 run p.mbpf --program packets --pcap text.pcap
err_has 'text.pcap: not a capture that can be read'
head -c 60 in.pcap >cut.pcap
printf precious >out.pcap
expect 1 run p.mbpf --program packets --pcap cut.pcap --pcap-out out.pcap --json
err_has 'cut.pcap: packet 2: truncated dump file'
check 'nothing is reported of a cut capture' ! -s out
check 'the old output is untouched' "$(cat out.pcap)" = precious
expect 6 run p.mbpf --program packets --pcap missing.pcap
err_has 'missing.pcap: cannot open'
expect 1 run p.mbpf --program packets --pcap in.pcap --pcap-out /dev/full
err_has '/dev/full: cannot write'
expect 2 run p.mbpf --program tick --pcap in.pcap
err_has 'program tick is for timer events, not packets'

# --- bytes ---
expect 0 run p.mbpf --program packets --json --data-hex 0200 --data-hex '01 00' --data-hex 'DD000102030405060708090a0b0c0d0e0f'
out_has '"results":[{"status":"ok","retval":2,"verdict":"pass","steps":'
out_has '"out":"02ff"},{"status":"ok","retval":1,"verdict":"drop",'
out_has '"out":"ddff0102030405060708090a0b0c0d0e0f00000000"}]'
out_has '".bss":{"type":"array","entries":[["00000000","03000000"]]}'
unhex 0299 >data.bin
expect 0 run p.mbpf --program packets --json --data-in data.bin --data-hex '' --repeat 3
out_has '"out":"0266"},{"status":"ok","retval":2,"verdict":"pass","steps":'
out_has '"runs":6,'
expect 6 run p.mbpf --program packets --data-in missing.bin
expect 2 run p.mbpf --data-hex 0g
err_has "--data-hex: character 2 ('g') is no hexadecimal digit"
expect 2 run p.mbpf --data-hex 012
err_has '--data-hex: 3 hexadecimal digits'

# --- other hooks, programs ---
expect 0 run p.mbpf --program tick --json
out_has '"program":"tick",'
out_has '"verdicts":{"ok":1},'
expect 0 run p.mbpf --program filter --json --data-hex 000102030405060708090a0b0c0d0e0f101112131415161718
out_has '"retval":20,'
out_has '"out":"000102030405060708090a0b0c0d0e0f10111213"'
expect 0 run p.mbpf
err_has 'running packets, the first of 3 programs'
expect 6 run p.mbpf --program nobody
err_has 'nobody'

# --- unverified programs: the checked tier only, where one is stopped ---
expect 0 build "$CLI/wild.bpf.c" --no-verify -o wild.mbpf
expect 3 run wild.mbpf --json --data-hex 0200
err_has "program 'wild' is rejected: V03 packet-bounds at "
err_has 'wild.bpf.c:12 (slot '
expect 3 run wild.mbpf --tier interp --data-hex 0200
expect 0 run wild.mbpf --program wild --tier checked --json --data-hex 0200
out_has '"tier":"checked","status":"ok","retval":2,'
expect 1 run wild.mbpf --program wild --tier checked --json --data-hex ee00 --data-hex 0200
out_has '"status":"exception"'
out_has '"failures":1,'
err_has 'packet 1: exception: program '
err_has 'wild.bpf.c:12'
expect 1 run wild.mbpf --program wild --tier checked --data-hex ee00
out_has 'exception'

# --- bare instructions ---
insns() { # insns CODE HEX ARGS…
  wanted=$1
  printf '%s' "$2" >code
  shift 2
  "$MBPF" run --insns code "$@" >out 2>err
  code=$?
  check "insns: exit $code, expected $wanted" "$code" -eq "$wanted"
}
for tier in checked interp; do
  insns 0 'b700000078563412 9500000000000000' --tier $tier
  check 'r0 in hex' "$(cat out)" = 0x12345678
  insns 0 '79100000000000009500000000000000' --tier $tier --data-hex efcdab8967452301
  check 'r1 points to the data' "$(cat out)" = 0x123456789abcdef
  insns 0 'bf200000000000009500000000000000' --tier $tier --data-hex 000000
  check 'r2 is its length' "$(cat out)" = 0x3
done
printf 'b7000000010000009500000000000000' | "$MBPF" run --insns - >out 2>err
check 'instructions from stdin' "$(cat out)" = 0x1
insns 0 '18000000ffffffff 00000000ffffffff 9500000000000000' --json --repeat 5
out_has '"retval":18446744073709551615,"steps":2,"runs":5,'
insns 1 '79100100000000009500000000000000' --data-hex 0102030405060708
err_has 'accessed memory that is not its own'
insns 1 '79100100000000009500000000000000' --tier interp --data-hex 0102030405060708
err_has 'at pc 0: read of 8 bytes'
insns 0 '7110000000000000 0700000001000000 7301000000000000 9500000000000000' --tier interp --data-hex 07 --repeat 3 --json
out_has '"retval":10,'
insns 1 'ff00000000000000'
err_has 'INVALID_BYTECODE'
insns 1 'b7000000'
err_has 'multiple of 8'
insns 2 'zz'
err_has '--insns: character 1'
insns 1 '0500ffff00000000 9500000000000000'
err_has 'steps'
expect 6 run --insns missing.hex

# --- packages that are damaged ---
bytes=$(wc -c <p.mbpf)
at=0
while [ "$at" -lt "$bytes" ]; do
  head -c "$at" p.mbpf >cut.mbpf
  for verb in run inspect disasm; do
    expect 1 $verb cut.mbpf
    err_has 'cut.mbpf: '
  done
  at=$((at + bytes / 20))
done
for at in 0 4 12 16 40 100 300 700; do
  cp p.mbpf x.mbpf
  printf '\125' | dd of=x.mbpf bs=1 seek=$at conv=notrunc 2>/dev/null
  expect 1 inspect x.mbpf
done
finish
