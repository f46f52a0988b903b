# Programs for Linux's traffic control: sections, return codes, direct packet access.
. "$CLI/lib.sh"

expect 0 build "$CLI/tc.bpf.c" -o tc.mbpf
expect 0 inspect tc.mbpf
out_has 'net_rx (tc)'
out_has 'net_tx (tc)'

ethernet=0200000000020200000000010800
# packet TTL PORT: a frame of 46 bytes with IPv4, that TTL, UDP to that port and 4 bytes, in hexadecimal digits.
packet() {
  printf '%s45000020000000%02x%02x1100000102030405060708' "$ethernet" 0 "$1"
  printf '1388%04x000c0000cafef00d' "$2"
}

# decides PORT VERDICT RETVAL: what comes of a packet to the port; its TTL becomes 100 + port.
decides() {
  expect 0 run tc.mbpf --program classify --data-hex "$(packet 64 "$1")" --json
  out_has "{\"status\":\"ok\",\"retval\":$3,\"verdict\":\"$2\","
  out_has "\"out\":\"$(packet $((100 + $1)) "$1")\""
}
decides 1 pass 0
decides 2 drop 2
decides 3 pass 4294967295
decides 4 drop 4
decides 5 pass 3
decides 6 redirect 7
decides 7 redirect 7
decides 8 drop 2
decides 9 pass 0
decides 10 drop 8

# Counted over several packets; what is not IPv4 and UDP passes untouched.
expect 0 run tc.mbpf --program classify --data-hex "$(packet 1 1)" --data-hex "$(packet 9 1)" --data-hex "$(packet 9 2)" \
  --data-hex 02000000000202000000000186dd6000 --json
out_has '"entries":[["0100","5c00000000000000"],["0200","2e00000000000000"]]'
out_has '"verdict":"pass","steps":6,"out":"02000000000202000000000186dd6000"'

expect 0 run tc.mbpf --program leave --data-hex "$(packet 1 1)" --json
out_has '"verdict":"drop"'
expect 0 run tc.mbpf --program leave --data-hex "$ethernet" --json
out_has '"verdict":"pass"'
expect 0 run tc.mbpf --program old_name --data-hex "$ethernet" --json
out_has '"verdict":"pass"'
expect 0 run tc.mbpf --program refuse --data-hex "$ethernet" --json
out_has '"verdict":"drop"'
finish
