#!/usr/bin/env bash
# What stands for something that was there before: a namespace with an appliance in it, and a cable from
# it to the host's interface `to-appliance`. Stays until ^C; as root.
set -euo pipefail
cd "$(dirname "$0")"

appliance=
clean() {
  [ -z "$appliance" ] || kill "$appliance" 2>/dev/null || true
  ip link del to-appliance || true
  ip netns del appliance
}
ip netns add appliance
trap clean EXIT
trap 'exit 0' INT TERM
# 1500 bytes in GENEVE, with AWS's options.
ip link add to-appliance mtu 1568 type veth peer name eth0 mtu 1568 netns appliance
ip -n appliance link set lo up
ip -n appliance link set eth0 up
ip -n appliance address add 10.100.1.50/24 dev eth0
# To nodes in other subnets of its VPC, as on AWS.
ip -n appliance route add 10.100.0.0/16 via 10.100.1.1
ip link set to-appliance up
ip netns exec appliance python3 -B appliance.py &
appliance=$!
wait "$appliance"
