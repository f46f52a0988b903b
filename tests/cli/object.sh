# Objects that are damaged, foreign, or ask for what there is not: each is refused by name, none crashes.
. "$CLI/lib.sh"

compile() { # compile CODE: the program's text after the usual includes, to a.o
  printf '#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n%s\n' "$1" >a.bpf.c
  clang -O2 -g -target bpf -mcpu=v3 -idirafter "/usr/include/$(uname -m)-linux-gnu" -Wno-everything -c a.bpf.c -o a.o ||
    fail 'clang'
}
refuse() { # refuse CODE MESSAGE
  compile "$1"
  expect 1 build a.o
  err_has "$2"
}
prog='SEC("xdp") int f(struct xdp_md *c) { return 2; }'

# --- the container ---
cp "$CLI/features.bpf.c" f.bpf.c
clang -O2 -g -target bpf -idirafter "/usr/include/$(uname -m)-linux-gnu" -c f.bpf.c -o f.o
bytes=$(wc -c <f.o)
patch() { # patch OFFSET HEX: f.o with bytes changed, in p.o
  cp f.o p.o
  unhex "$2" | dd of=p.o bs=1 seek="$1" conv=notrunc 2>/dev/null
  expect 1 build p.o -o p.mbpf
}
: >p.o
expect 1 build p.o
err_has 'not an ELF object'
echo 'this is no object at all, it is a text' >p.o
expect 1 build p.o
err_has 'not an ELF object'
patch 4 01
err_has 'ELF header at 0x4: class 1'
patch 5 03
err_has 'ELF header at 0x5: byte order 3'
patch 16 0200
err_has 'ELF header at 0x10: type 2'
patch 18 3e00
err_has 'ELF header at 0x12: machine 62, not BPF'
patch 40 ffffffffffffffff
err_has 'ELF header at 0x28'
patch 58 2000
err_has 'ELF header at 0x3a'
patch 62 ffff
err_has 'ELF header at 0x3e: section name table 65535'
step=$((bytes / 40))
at=0
while [ "$at" -lt "$bytes" ]; do
  head -c "$at" f.o >p.o
  expect 1 build p.o -o p.mbpf
  at=$((at + step))
done
check 'no package came of a broken object' ! -e p.mbpf
# Every 97th byte flipped: built or refused, but never a signal.
at=0
while [ "$at" -lt "$bytes" ]; do
  cp f.o p.o
  printf '\377' | dd of=p.o bs=1 seek="$at" conv=notrunc 2>/dev/null
  "$MBPF" build p.o -o p.mbpf >out 2>err
  code=$?
  check "byte $at flipped: exit $code" "$code" -le 1 -o "$code" -eq 3
  at=$((at + 97))
done
cp /bin/true p.o
expect 1 build p.o
err_has 'not BPF'

# --- programs and functions ---
refuse 'int f(void) { return 0; }' 'the object has no program'
refuse 'SEC("kprobe/x") int f(void *c) { return 0; }' 'section kprobe/x: no hook has programs of this kind'
refuse 'SEC("cgroup_skb/egress") int f(struct __sk_buff *c) { return 0; }' 'section cgroup_skb/egress: no hook has programs'
refuse 'SEC("mbpf/nothing") int f(void *c) { return 0; }' "section mbpf/nothing: there is no hook type 'nothing'"
refuse 'SEC("xdp") static int f(struct xdp_md *c) { return 0; }' "program f in section xdp is static; remove 'static'"
refuse 'extern int g(int); SEC("xdp") int f(struct xdp_md *c) { return g(1); }' 'g is not defined in this object'
refuse 'extern int v __kconfig; SEC("xdp") int f(struct xdp_md *c) { return v; }' 'v is not defined in this object; .kconfig'
refuse 'int *p; int x; int *q = &x; SEC("xdp") int f(struct xdp_md *c) { return *q; }' 'a global variable holds an address (of x)'
refuse 'SEC("xdp") int this_name_is_far_too_long_for_a_program_of_a_package_because_it_has_71_b(struct xdp_md *c) { return 0; }' \
  'the name is longer than 63 bytes'
compile 'SEC("xdp") int unknown(struct xdp_md *c) { return ((int (*)(void *))9999)(c); }'
expect 3 build a.o
err_has 'rejected unknown: V20 malformed'
err_has 'a.bpf.c:3:'
err_has 'there is no helper 9999'
err_has '3 | SEC("xdp") int unknown'

# --- maps ---
map() { # map FIELDS MESSAGE
  refuse "struct { $1 } m SEC(\".maps\"); $prog" "$2"
}
map '__uint(type, 4); __uint(max_entries, 1); __uint(key_size, 4); __uint(value_size, 4);' 'map m: type perf_event_array (4) is not available; use a ringbuf map'
map '__uint(type, 999);' 'map m: unknown map type 999'
map '__uint(max_entries, 1);' 'map m: no type'
map '__uint(type, 1); __uint(colour, 3);' "map m: unknown field 'colour'"
map '__uint(type, 1); __type(key, __u32); __uint(key_size, 8);' 'map m: field key_size says 8 bytes, an earlier field 4'
map '__uint(type, 1); int max_entries;' 'field max_entries is not written with __uint'
map '__uint(type, 1); __type(key, void);' 'the type of field key has no size'
map '__uint(type, 1); __uint(max_entries, 0); __type(key, __u32); __type(value, __u32);' 'map m:'
map '__uint(type, 27); __uint(max_entries, 1000);' 'map m:'
map '__uint(type, 1); __uint(pinning, 7);' 'pinning 7'
map '__uint(type, 12); __uint(max_entries, 1); __type(key, __u32);' 'it has no inner map definition'
map '__uint(type, 1); __uint(max_entries, 1); __array(values, int (void *));' 'only prog_array, array_of_maps and hash_of_maps have values'
refuse 'int g(struct xdp_md *); struct { __uint(type, 3); __uint(max_entries, 1); __uint(key_size, 4); __array(values, int (void *)); } m
  SEC(".maps") = { .values = { [1] = (void *)&g } }; SEC("xdp") int g(struct xdp_md *c) { return 1; }' \
  'map m: .values[1], but max_entries is 1'
compile "struct { __uint(type, 1); __uint(max_entries, 1); __type(key, __u32); __type(value, __u32); } m SEC(\".maps\"); $prog"
clang -O2 -target bpf -idirafter "/usr/include/$(uname -m)-linux-gnu" -c a.bpf.c -o a.o
expect 1 build a.o
err_has 'section .maps: the object has no .BTF to describe its maps; compile with -g'

# The definitions of old, and weak externs, are fine.
compile 'struct bpf_map_def { unsigned type, key_size, value_size, max_entries, map_flags; };
struct bpf_map_def SEC("maps") old = { 2, 4, 8, 3, 0 };
extern int CONFIG_X __kconfig __weak; extern int sym __ksym __weak;
SEC("xdp") int f(struct xdp_md *c) { int k = 2; long *v = bpf_map_lookup_elem(&old, &k); if (v) *v = 5;
  return CONFIG_X + (&sym != 0) + 2; }'
expect 0 build a.o
expect 0 run a.mbpf --json
out_has '"retval":2,'
out_has '"old":{"type":"array","entries":[["00000000","0000000000000000"],["01000000","0000000000000000"],["02000000","0500000000000000"]]}'
finish
