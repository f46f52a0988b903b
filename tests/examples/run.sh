#!/bin/sh
# One example over the capture that ships with it: run.sh NAME. Verdicts, maps and events have to be what a second
# computation (reference.c) finds. MBPF is the command, ROOT the project's folder, REFERENCE the second computation.
#
# The figures below are a third source, tshark's display filters over the same capture of 261 frames:
#   blocklist  ip.src==10.0.0.66: 10, ip.src==10.0.0.67: 1, so 11 dropped
#   firewall   ip that is not to 10.0.0.2 and (icmp, udp.dstport==53, tcp.dstport==80, or 10.0.0.1:40022 to port 22): 98;
#              10.0.0.11:40080 to port 80: 7; so 105 dropped
#   synflood   80 SYNs from 10.0.0.99, none answered: the 32nd raises the one alarm
# shellcheck source=/dev/null
. "$ROOT/tests/cli/lib.sh"

name=$1
capture=$ROOT/examples/traffic.pcap

expect 0 build "$ROOT/examples/$name.bpf.c" -o example.mbpf
expect 0 run example.mbpf --pcap "$capture" --pcap-out passed.pcap --json
"$REFERENCE" "$name" "$capture" >wanted || fail "the second computation failed"
check 'the second computation says at least verdicts, failures and a map' "$(wc -l <wanted)" -ge 3
while IFS= read -r piece; do
  out_has "$piece"
done <wanted

case $name in
blocklist) out_has '"pass":250,"drop":11' ;;
firewall) out_has '"pass":156,"drop":105' ;;
ratelimit) out_has '"pass":168,"drop":93' ;;
counters) out_has '"pass":261,"drop":0' ;;
synflood) out_has '"pass":261,"drop":0' ;;
*) fail "no figures for an example '$name'" ;;
esac
events=$(grep -o '"event":' out | wc -l)
case $name in
synflood) check "$events events, expected 1" "$events" -eq 1 ;;
*) check "$events events, expected none" "$events" -eq 0 ;;
esac

# The packets that passed, run again, all come out of the blocklist again.
if [ "$name" = blocklist ]; then
  expect 0 run example.mbpf --pcap passed.pcap --json
  out_has '"packets":250,"verdicts":{"pass":250,"drop":0,'
fi
finish
