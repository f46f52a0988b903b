# Map kinds and packet loads that the other objects do not have.
. "$CLI/lib.sh"

expect 0 build "$CLI/kinds.bpf.c"
for tier in checked interp; do
  expect 0 run kinds.mbpf --program first --json --tier "$tier"
  out_has '"retval":2,'
  out_has '"ib":{"type":"hash","entries":[["02000000","0900000000000000"]]}'
  out_has '"outer":{"type":"hash_of_maps","entries":[["01000000","00000000"],["02000000","01000000"]]}'
  out_has '"lpm":{"type":"lpm_trie","entries":[["100000000a010000","01000000"]]}'
  out_has '"pc":{"type":"percpu_array","entries":[["00000000","00000000"],["01000000","04030201"]]}'
  expect 0 run kinds.mbpf --program sk --json --data-hex 0102030405 --data-hex 0102 --tier "$tier"
  out_has '"results":[{"status":"ok","retval":4,"verdict":"pass","steps":6,"out":"01020304"},'
  out_has '{"status":"ok","retval":0,"verdict":"drop","steps":3,"out":"0102"}]'
done
expect 0 run kinds.mbpf --program first
out_has '02000000 = map ib'
finish
