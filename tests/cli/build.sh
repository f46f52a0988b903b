# mbpf build: names, determinism, whole files or none, the manifest's overrides, errors of the compiler.
. "$CLI/lib.sh"

cp "$CLI/minimal.bpf.c" small.bpf.c
expect 0 build small.bpf.c
out_has 'small.mbpf: '
out_has '1 program, 0 maps, 2 instructions'
check 'the default output is NAME.mbpf' -s small.mbpf
expect 0 build small.bpf.c -o b.mbpf --json
out_has '{"schema":"mbpf.build/1","output":"b.mbpf","bytes":'
out_has '"programs":["pass"]'

# The same input gives the same bytes, wherever it is built.
mkdir elsewhere
cp small.bpf.c elsewhere
(cd elsewhere && "$MBPF" build small.bpf.c >/dev/null)
check 'a package is the same in another folder' "$(cksum <small.mbpf)" = "$(cksum <elsewhere/small.mbpf)"
"$MBPF" build small.bpf.c -o - >piped.mbpf
check 'a package on stdout is the same' "$(cksum <small.mbpf)" = "$(cksum <piped.mbpf)"
expect 0 inspect small.mbpf --json
out_has "\"source_sha256\":\"$(sha256sum <small.bpf.c | cut -d' ' -f1)\""
out_has '"files":["small.bpf.c"]'
expect 0 build small.bpf.c --no-debug -o nodebug.mbpf
expect 0 inspect nodebug.mbpf --json
out_has '"debug":null'
out_has '"flags":["PROOF"]'

# A name and macros.
expect 0 build small.bpf.c --name other -o named.mbpf
expect 0 inspect named.mbpf --manifest
out_has '"program_name": "other"'
mkdir include
echo '#define CODE XDP_DROP' >include/code.h
printf '#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n#include <code.h>\nSEC("xdp") int f(void *c) { return CODE + PLUS; }\n' >flags.bpf.c
expect 0 build flags.bpf.c -I include -DPLUS=2
expect 0 run flags.mbpf --json
out_has '"retval":3,'

# Headers of the kernel that bring in the C library's, which ask what CPU this is.
printf '#include <linux/bpf.h>\n#include <linux/icmp.h>\n#include <bpf/bpf_helpers.h>\nSEC("xdp") int f(void *c) { return sizeof(struct icmphdr); }\n' >icmp.bpf.c
expect 0 build icmp.bpf.c
expect 0 run icmp.mbpf --json
out_has '"retval":8,'

# What fails leaves the old file and no temporary one.
printf 'precious' >small.mbpf
printf 'int f( {\n' >broken.bpf.c
expect 1 build broken.bpf.c -o small.mbpf
err_has 'broken.bpf.c:1:'
err_has 'failed (exit code 1)'
check 'the old file is untouched' "$(cat small.mbpf)" = precious
expect 6 build small.bpf.c -o no/such/folder.mbpf
err_has 'no/such/folder.mbpf: cannot create: No such file'
expect 1 build small.bpf.c -o /dev/full
err_has '/dev/full: cannot write: No space left'
check 'no temporary file is left' -z "$(find . -name '*.mbpf.??????')"
expect 1 build small.bpf.c --clang no-such-clang
err_has 'cannot run no-such-clang'
PATH=/nowhere expect 1 build small.bpf.c
err_has 'no clang found'

# Overrides.
cat >m.json <<'JSON'
{"program_version": "1.2.3-rc.1", "security_counter": 7, "heap_size": null,
 "programs": [{"entry_symbol": "features", "attach": "net_rx/eth0", "budgets": {"max_steps": 5000, "max_wall_time_us": 10}}],
 "maps": [{"name": "pairs", "max_entries": 99, "pin": "shared"}]}
JSON
expect 0 build "$CLI/features.bpf.c" --manifest m.json -o o.mbpf
expect 0 inspect o.mbpf --manifest
out_has '"program_version": "1.2.3-rc.1"'
out_has '"security_counter": 7'
out_has '"max_steps": 5000'
out_has '"attach": "net_rx/eth0"'
out_has '"max_entries": 99'
out_has '"pin": "shared"'
override() {
  printf '%s' "$2" >m.json
  expect 1 build "$CLI/features.bpf.c" --manifest m.json -o o.mbpf
  err_has "$1"
}
override 'unknown key program_versoin' '{"program_versoin": "1.0.0"}'
override 'max_steps' '{"programs": [{"entry_symbol": "features", "budgets": {"max_steps": -1}}]}'
override 'the object has no nothing' '{"maps": [{"name": "nothing"}]}'
override '"value_size" cannot be overridden' '{"maps": [{"name": "pairs", "value_size": 4}]}'
override 'programs[0] has no "entry_symbol"' '{"programs": [{"attach": "x"}]}'
override '"maps" must be an array' '{"maps": {}}'
override 'm.json:2:' '{"maps":
 oops}'
override 'program_version' '{"program_version": "one"}'
override 'capabilities' '{"capabilities": ["FLY"]}'
override 'must be an object' '[]'
override 'map pairs' '{"maps": [{"name": "pairs", "max_entries": 0}]}'
expect 6 build small.bpf.c --manifest none.json
finish
