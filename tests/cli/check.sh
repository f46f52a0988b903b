# mbpf check, and what build does with what is rejected.
. "$CLI/lib.sh"

cp "$CLI/wild.bpf.c" "$CLI/packets.bpf.c" .

# --- accepted ---
expect 0 build packets.bpf.c
out_has ' bytes of proof'
expect 0 inspect packets.mbpf --json
out_has '"flags":["DEBUG","PROOF"]'
expect 0 check packets.mbpf
out_has 'accepted packets: at most '
out_has 'accepted tick: at most 2 steps, 0 bytes of stack, '
expect 0 check packets.mbpf --explain
out_has 'on timer; call chains up to 1 frames'
out_has 'the proof is in the package'
expect 0 check packets.mbpf --json
out_has '{"schema":"mbpf.check/1","file":"packets.mbpf","accepted":true,"programs":[{"name":"packets","accepted":true,"error":null,"max_steps":'
out_has '"packed_proof":true,"proof_bytes":'
out_has '"solver_peak_bytes":'
expect 0 check packets.bpf.c --program tick --json
out_has '"programs":[{"name":"tick","accepted":true,"error":null,"max_steps":2,"stack_bytes":0,"frames":1,"tail_calls":false,"packed_proof":false,'
out_lacks '"name":"packets"'
expect 6 check packets.mbpf --program nobody
err_has "no eBPF program 'nobody'"
expect 0 check packets.mbpf --states --program tick
out_has '    37: w0 = 0'
out_has 'r1: the context pointer'
out_has '    38: exit'
expect 0 check packets.mbpf --states --json
out_has '"states":[{"pc":0,"state":"r1: the context pointer"}'
expect 3 check wild.bpf.c --states --program wild
out_has '    r0: a number 238; r1: a packet pointer + 100000; '

# --- the page ---
expect 3 check wild.bpf.c --html wild.html
out_has 'rejected wild: V03'
check 'the page has the problem, the way there and the states' \
  "$(grep -c -e '<b>V03 packet-bounds</b>' -e 'id=p0s9 class="insn wrong" open' -e '<pre>r0: a number 238; ' wild.html)" -eq 3
check 'the page needs nothing else' "$(grep -ciE '<script|http|src=|@import|url\(' wild.html)" -eq 0
expect 2 check wild.bpf.c --html -
expect 6 check wild.bpf.c --html no/such/folder.html
printf precious >page
expect 1 check wild.bpf.c --html /dev/full

# --- rejected: by build, which writes nothing, and by check ---
printf precious >wild.mbpf
expect 3 build wild.bpf.c
err_has 'rejected wild: V03 packet-bounds: an access to packet bytes that may not be there'
err_has '--> wild.bpf.c:12:'
err_has '12 |     return data[100000];'
err_has '  registers'
err_has ', set at wild.bpf.c:'
err_has '  the way there'
err_has '  fix  compare the end of the access with data_end first'
err_has '  see  docs/verifier/V03.md'
err_has '1 of 2 programs rejected; nothing was written'
check 'the old file is untouched' "$(cat wild.mbpf)" = precious
expect 0 build wild.bpf.c --no-verify
out_has 'not verified'
expect 3 check wild.mbpf
out_has 'rejected wild: V03'
out_has 'accepted tame: '
out_lacks 'the way there'
expect 3 check wild.bpf.c --explain
out_has 'the way there'
expect 3 check wild.mbpf --json
out_has '"accepted":false,"programs":[{"name":"wild","accepted":false,"error":{"code":"V03","class":"packet-bounds",'
out_has '"file":"wild.bpf.c","line":12,"column":'
out_has '{"name":"tame","accepted":true,"error":null,'
expect 0 check wild.mbpf --program tame --json
out_has '"accepted":true,"programs":[{"name":"tame",'

# --- loops that nothing proves to end ---
cat >spin.bpf.c <<'C'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
volatile __u32 go;
SEC("xdp") int spin(void *ctx) {
  while (go)
    ;
  return 0;
}
C
expect 3 build spin.bpf.c --proven
err_has 'rejected spin: V16 loop: a loop that may not end'
check 'a rejected program leaves no package' ! -e spin.mbpf
expect 3 check spin.bpf.c --proven
expect 0 check spin.bpf.c
out_has 'steps not bounded (metered)'
out_has 'nothing proves that the loop at spin.bpf.c:5'
expect 0 build spin.bpf.c
err_has 'spin: a loop has no proof that it ends'
expect 0 check spin.mbpf --json
out_has '"max_steps":null,'
expect 3 check spin.mbpf --proven
out_has 'the packed proof does not show that the loop that begins here ends'
expect 0 run spin.mbpf --json
out_has '"tier":"interp","status":"ok","retval":0,'

# --- worst cases above the budget ---
printf '{"programs": [{"entry_symbol": "tick", "budgets": {"max_steps": 1}}]}' >m.json
expect 0 build packets.bpf.c --manifest m.json -o small.mbpf
err_has 'tick may take 2 steps, above its max_steps of 1'

# --- capabilities ---
printf '{"capabilities": ["MAP_READ"]}' >m.json
expect 3 check packets.bpf.c --manifest m.json --json
out_has '"code":"V11","class":"capability"'

# --- damaged packages ---
cp packets.mbpf x.mbpf
printf '\125' | dd of=x.mbpf bs=1 seek=700 conv=notrunc 2>/dev/null
expect 1 check x.mbpf
finish

# --- code that is no code ---
cat >astray.bpf.c <<'END'
struct xdp_md { unsigned data; };
__attribute__((section("xdp"), used)) int astray(struct xdp_md *ctx) {
  asm volatile("goto +40");
  return ctx ? 1 : 0;
}
char license[] __attribute__((section("license"), used)) = "GPL";
END
expect 3 check astray.bpf.c --explain
out_has 'rejected astray: V20 malformed: instructions, jumps or calls that do not exist'
out_has ' --> astray.bpf.c:3'
out_has 'outside its function'
out_has 'see  docs/verifier/V20.md'
expect 3 check astray.bpf.c --json
out_has '"code":"V20","class":"malformed","title":"instructions, jumps or calls that do not exist"'
expect 3 build astray.bpf.c
err_has 'rejected astray: V20 malformed'
expect 1 build astray.bpf.c --no-verify
err_has 'outside its function'
