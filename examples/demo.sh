#!/bin/sh
# Packs the examples and runs each over the capture:  sh examples/demo.sh [MBPF]   (./dev demo builds the tool first)
set -eu

mbpf=${1:-mbpf}
examples=$(dirname "$0")
output=$(dirname "$examples")/build/demo
mkdir -p "$output"

# recipe NAME: reads two sentences about it, packs it, runs it.
recipe() {
  printf '\n== %s\n\n' "$1"
  cat
  printf '\n'
  for command in "build $examples/$1.bpf.c -o $output/$1.mbpf" \
    "run $output/$1.mbpf --pcap $examples/traffic.pcap --pcap-out $output/$1.pcap"; do
    printf '$ mbpf %s\n' "$command"
    # shellcheck disable=SC2086  # a list of words
    "$mbpf" $command
  done
}

cat <<'EOT'
The capture holds 261 Ethernet frames as a server, 10.0.0.2, received them: DNS, HTTP, pings and ARP from ordinary
clients, some IPv6, a VLAN, two blocked hosts, one burst of pings (10.0.0.12) and one SYN flood (10.0.0.99).
EOT
recipe blocklist <<'EOT'
Drops IPv4 packets whose source address is a key of the hash map `blocklist`.
The map counts what each address has cost: 10.0.0.66 (0a000042) pinged and fetched, 10.0.0.67 (0a000043) asked the DNS.
EOT
recipe ratelimit <<'EOT'
Lets each source send 50 packets a second with bursts of 20, by a token bucket per source that runs on the clock.
Drops come from the burst and the flood; the last two numbers of a bucket are its packets passed and dropped.
EOT
recipe counters <<'EOT'
Counts packets and bytes per protocol in a per-CPU array, so that counting needs no lock.
Slots are ARP 0, ICMP 1, TCP 2, UDP 3, other IPv4 4, ICMPv6 5, TCP over IPv6 6, and so on; all packets pass.
EOT
recipe synflood <<'EOT'
Watches TCP handshakes per source and reports one that leaves 32 of them unfinished within a second.
The record in the ring buffer `alarms` is the flood: its time, 10.0.0.99 (0a000063), the target, port 4444 (115c).
EOT
recipe firewall <<'EOT'
Looks up the exact 5-tuple first, then the service it is for, and drops IPv4 packets that no rule of the map knows.
One client may use port 22 and one may not use the web server; `unmatched` counts what the default verdict took.
EOT
printf '\nPackages and the packets that passed are in %s.\n' "$output"
