# CO-RE relocations.
. "$CLI/lib.sh"
expect 0 build "$CLI/core.bpf.c"
expect 0 run core.mbpf --json --data-hex 00112233445566778899aabb0800462a
out_has '"retval":1578,'
expect 0 run core.mbpf --json --data-hex 0011
out_has '"retval":1,'
expect 1 build "$CLI/core.bpf.c" -D KERNEL_TYPE
err_has 'CO-RE relocation of task_struct.pid'
expect 1 build "$CLI/core.bpf.c" -DMISSING_FIELD
err_has 'xdp_md has no field nonsense here'
finish
