#!/bin/sh
# Records examples/traffic.pcap anew: real Ethernet frames between two network namespaces, as the server receives them.
#
#   sh examples/record.sh [OUTPUT]
#
# Needs root and tcpdump, iproute2, ethtool, iputils-ping, curl, dnsmasq-base, bind9-dnsutils, hping3, python3.
# The client has the addresses 10.0.0.1, .11 (told apart by the firewall), .12 (sends bursts), .66 and .67 (blocked)
# and .99 (floods); the server is 10.0.0.2 with DNS on 53/udp, HTTP on 80/tcp and an open 22/tcp.
# VLAN 7 has 10.7.0.1 and .2.
set -eu

output=${1:-$(dirname "$0")/traffic.pcap}
work=$(mktemp -d)
client=mbpf-$$-client
server=mbpf-$$-server

in_client() { ip netns exec "$client" "$@"; }
in_server() { ip netns exec "$server" "$@"; }
quietly() { "$@" >/dev/null 2>&1 || true; }

finish() {
  [ ! -f "$work/pids" ] || while read -r pid; do kill "$pid" 2>/dev/null || true; done <"$work/pids"
  ip netns delete $client 2>/dev/null || true
  ip netns delete $server 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

# start SIDE COMMAND...: runs a part of the test network in the background until the script ends.
start() {
  namespace=mbpf-$$-$1
  shift
  ip netns exec "$namespace" "$@" >>"$work/servers.log" 2>&1 &
  echo $! >>"$work/pids"
}

# A VLAN interface in user space, for kernels that have none: what is sent on TAP leaves DEVICE with the tag.
cat >"$work/vlan.py" <<'END'
import fcntl, os, select, socket, struct, subprocess, sys
device, tap_name, vlan = sys.argv[1], sys.argv[2], int(sys.argv[3])
tap = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(tap, 0x400454CA, struct.pack("16sH22x", tap_name.encode(), 0x1002))  # TUNSETIFF, IFF_TAP | IFF_NO_PI
subprocess.run(["sysctl", "-qw", f"net.ipv6.conf.{tap_name}.disable_ipv6=1"], check=True)
subprocess.run(["ip", "link", "set", tap_name, "up"], check=True)
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
wire.bind((device, 3))
wire.setsockopt(263, 8, 1)  # SOL_PACKET, PACKET_AUXDATA: the kernel takes the tag out of the frame
while True:
    for ready in select.select([tap, wire], [], [])[0]:
        if ready == tap:
            frame = os.read(tap, 2048)
            wire.send(frame[:12] + struct.pack("!HH", 0x8100, vlan) + frame[12:])
            continue
        frame, extra, _, address = wire.recvmsg(2048, 64)
        if address[2] == socket.PACKET_OUTGOING or not extra:
            continue
        status, _, _, _, _, tci, _ = struct.unpack("IIIHHHH", extra[0][2])
        if status & 16 and tci & 4095 == vlan:
            os.write(tap, frame)
END

ip netns add $client
ip netns add $server
for side in client server; do in_$side sysctl -qw net.ipv6.conf.default.accept_dad=0; done
ip link add eth0 netns $client address 02:00:00:00:00:01 type veth peer name eth0 netns $server address 02:00:00:00:00:02
# Offloads would leave checksums blank, join segments and carry VLAN tags outside the frame.
for side in client server; do
  in_$side ip link set lo up
  in_$side ethtool -K eth0 tx off rx off tso off gso off gro off txvlan off rxvlan off >/dev/null 2>&1
done
for last in 1 11 12 66 67 99; do ip -n $client address add 10.0.0.$last/24 dev eth0; done
ip -n $client address add fd00::1/64 dev eth0
ip -n $server address add 10.0.0.2/24 dev eth0
ip -n $server address add fd00::2/64 dev eth0
for side in client server; do
  in_$side ip link set eth0 up
  start $side python3 "$work/vlan.py" eth0 vlan7 7
done
sleep 1
ip -n $client address add 10.7.0.1/24 dev vlan7
ip -n $server address add 10.7.0.2/24 dev vlan7

mkdir "$work/www"
echo '<!doctype html><title>microBPF</title><p>A page to ask for.' >"$work/www/index.html"
start server dnsmasq --no-daemon --no-resolv --no-hosts --bind-interfaces --listen-address=10.0.0.2 --pid-file= \
  --address=/example.test/10.0.0.2
start server python3 -m http.server --bind :: --directory "$work/www" 80
start server python3 -m http.server --bind 10.0.0.2 --directory "$work/www" 22
start server tcpdump -i eth0 -Q in -s 0 -U -w "$work/traffic.pcap"
sleep 2

# Everyday traffic.
quietly in_client ping -c 3 -i 0.2 -I 10.0.0.1 10.0.0.2
quietly in_client ping -c 2 -i 0.2 fd00::2
for name in www mail api cdn; do
  quietly in_client dig +tries=1 +time=1 -b 10.0.0.1 @10.0.0.2 $name.example.test A
  quietly in_client dig +tries=1 +time=1 -b 10.0.0.11 @10.0.0.2 $name.example.test AAAA
done
for source in 10.0.0.1 10.0.0.1 10.0.0.12; do quietly in_client curl -s --interface $source http://10.0.0.2/; done
quietly in_client curl -s 'http://[fd00::2]/'
# Connections with the ports that the firewall's exact rules name, and services nobody offers.
quietly in_client curl -s --interface 10.0.0.1 --local-port 40022 http://10.0.0.2:22/
quietly in_client curl -s --interface 10.0.0.11 --local-port 40022 http://10.0.0.2:22/
quietly in_client curl -s --interface 10.0.0.11 --local-port 40080 http://10.0.0.2/
for port in 23 3306 8080; do quietly in_client curl -s -m 1 --interface 10.0.0.1 http://10.0.0.2:$port/; done
# Blocked hosts.
quietly in_client ping -c 4 -i 0.2 -I 10.0.0.66 10.0.0.2
quietly in_client curl -s --interface 10.0.0.66 http://10.0.0.2/
quietly in_client dig +tries=1 +time=1 -b 10.0.0.67 @10.0.0.2 www.example.test A
# Inside the VLAN.
quietly in_client ping -c 3 -i 0.2 10.7.0.2
quietly in_client curl -s http://10.7.0.2/
# A burst of pings, and a flood of SYNs to a port that is closed.
quietly in_client ping -c 90 -i 0.004 -s 16 -I 10.0.0.12 10.0.0.2
quietly in_client hping3 --quiet -S -p 4444 -i u5000 -c 80 -a 10.0.0.99 10.0.0.2
sleep 1

kill "$(tail -n 1 "$work/pids")"
sleep 1
cp "$work/traffic.pcap" "$output"
echo "$output: $(wc -c <"$output") bytes, $(tcpdump -r "$output" 2>/dev/null | wc -l) packets"
