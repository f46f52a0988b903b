# mbpf inspect and disasm.
. "$CLI/lib.sh"

expect 0 build "$CLI/features.bpf.c" -o f.mbpf
expect 0 inspect f.mbpf
out_has 'features 0.0.0 (f.mbpf, '
out_has 'second               ebpf on net_rx (xdp_md)'
out_has 'outer                array_of_maps       4      4         3  0x0  inner outer.inner'
out_has '.rodata'
expect 0 inspect f.mbpf --json
out_has '{"schema":"mbpf.inspect/1","file":"f.mbpf","bytes":'
out_has '"flags":["DEBUG","PROOF"],"sections":[{"type":1,"name":"MANIFEST","offset":'
out_has '"program_name":"features"'
out_has '{"name":"bloom","type":"bloom_filter"'
out_has '"map_extra":3'
out_has '{"map":"jumps","kind":"PROGRAM","slot":1,"bytes":"'
out_has '{"map":".data","kind":"VALUE","slot":0,"bytes":"04030201"}'
expect 0 inspect f.mbpf --manifest
out_has '"hook_type": "net_rx"'

expect 0 disasm f.mbpf
out_has 'features: on net_rx (xdp_md)'
out_has 'global_function:'
out_has 'call ringbuf_output'
out_has '; .rodata + 0'
out_has '; map pairs'
out_has 'features.bpf.c:'
out_has 'bpf_loop(10, add, &sum, 0)'
expect 0 disasm f.mbpf --no-source --bytes --program third
out_has 'third: on net_rx (xdp_md)'
out_has '95 00 00 00 00 00 00 00'
out_lacks 'features.bpf.c'
out_lacks 'features: on'
expect 0 disasm f.mbpf --json
out_has '{"schema":"mbpf.disasm/1","functions":[{"name":"'
out_has '"note":"map pairs"'
expect 6 disasm f.mbpf --program nobody
err_has "the package has no function 'nobody'"
echo nothing >x.mbpf
expect 1 disasm x.mbpf
err_has 'x.mbpf: '
expect 0 inspect f.mbpf --json
out_has '"proofs":[{"program":'
expect 0 inspect f.mbpf
out_has 'proof of '
finish
