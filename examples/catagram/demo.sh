#!/usr/bin/env bash
# The main job, end to end: prove the topology, build it, send packets through it, break things, and
# leave the host as it was. Usage: demo.sh PATH-TO-BUMPWIRE (as root)
set -euo pipefail

bumpwire=$(readlink -f "${1:-bumpwire}")
cd "$(dirname "$0")/../.."
here=examples/catagram
topology=$here/topology.yaml
work=$(mktemp -d)
client=bw.catagram.internet.client
appliance=bw.catagram.security.appliance_group.firewalls

say() { printf '\n\033[1m==> %s\033[0m\n' "$*"; }
fail() {
  printf 'demo failed: %s\n' "$*" >&2
  exit 1
}
leave() {
  status=$?
  trap - EXIT
  [ "$status" -eq 0 ] || "$bumpwire" destroy catagram --yes >/dev/null 2>&1 || true
  rm -rf "$work"
  exit "$status"
}
trap leave EXIT
on_client() { ip netns exec "$client" "$@"; }
fetch() { on_client curl --silent --show-error --max-time "${2:-3}" "http://$1/resource"; }

say "validate: is every flow inspected, both ways, by the same appliance?"
"$bumpwire" validate "$topology"

say "the same topology without its edge table: validate refuses it, apply refuses it"
sed -e 's/internet_gateway: { route_table: ingress }.*/internet_gateway: {}/' \
  -e '/^      ingress: /d' "$topology" >"$work/broken.yaml"
cp "$here/firewall.nft" "$work/"
"$bumpwire" validate "$work/broken.yaml" && fail "validate accepted a broken topology"
"$bumpwire" apply --yes "$work/broken.yaml" >"$work/refused" 2>&1 && fail "apply accepted it"
grep -q edge-table-missing "$work/refused" || fail "apply refused it for another reason"

say "plan"
"$bumpwire" plan --summary "$topology" | tail -n 6

say "apply"
# Elsewhere than on a terminal progress is a line an operation; every fortieth will do here.
"$bumpwire" apply --yes "$topology" 2>&1 >"$work/apply.log" |
  awk 'NR % 40 == 1 || !/^\[/ { print "   ", $0 }'
tail -n 1 "$work/apply.log"
"$bumpwire" plan "$topology" | tail -n 1

say "HTTP from internet/client to the load balancer's public addresses"
# A target is taken in when its health checks pass.
for _ in $(seq 120); do
  for _ in 1 2 3 4; do
    for address in 203.0.113.10 203.0.113.11; do fetch "$address" 2>/dev/null || true; done
  done | sort | uniq -c >"$work/answers"
  [ "$(wc -l <"$work/answers")" -eq 2 ] && break || sleep 0.5
done
cat "$work/answers"
[ "$(wc -l <"$work/answers")" -eq 2 ] || fail "not both instances answered"

say "one flow, and the appliance that saw it in both directions"
on_client curl --silent --output /dev/null --local-port 40001 http://203.0.113.10/resource
"$bumpwire" flows catagram --port 40001 | tee "$work/flow"
[ "$(grep -c 'inspected and returned' "$work/flow")" -eq 2 ] || fail "one direction went uninspected"
"$bumpwire" status catagram

say "a connection that the firewall's rules forbid"
if on_client curl --silent --show-error --max-time 3 http://203.0.113.10:22/ 2>"$work/blocked"; then
  fail "the firewall let port 22 through"
fi
cat "$work/blocked"

say "two appliances a zone: the same topology with desired: 4, changed in place"
sed 's/desired: 2/desired: 4/' "$topology" >"$work/topology.yaml"
"$bumpwire" apply --yes "$work/topology.yaml" 2>"$work/progress" | tail -n 1 || {
  cat "$work/progress"
  fail "apply"
}

say "one appliance dies: new connections are served within the health check's time"
# Sixteen new connections in a row through zone a, whose two appliances share them: with one of
# them dead, they all pass by luck once in 65,536 times.
served() {
  for _ in $(seq 16); do fetch 203.0.113.10 1 >/dev/null 2>&1 || return 1; done
}
for _ in $(seq 60); do served && break || sleep 0.5; done
before=$(date +%s)
ip -n "$appliance.0" link set eth0 down
echo "the link of security/appliance_group/firewalls[0] is down"
sleep 1
until served; do
  [ $(($(date +%s) - before)) -lt 60 ] || fail "no connection for a minute"
  sleep 0.5
done
echo "every new connection is served again after $(($(date +%s) - before)) s (10 s x 2 probes)"
"$bumpwire" status catagram | grep -A 6 -i target || true

say "destroy"
namespaces=$(ip netns list | awk '/^bw\.catagram\./ { print $1 }')
pids=$(
  for namespace in $namespaces; do ip netns pids "$namespace"; done
  "$bumpwire" status catagram --format json |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["agent"]["pid"])'
)
"$bumpwire" destroy catagram --yes 2>&1 | grep -v '^\['

say "is anything left?"
left=$(
  ip netns list | grep '^bw\.catagram\.' || true
  ip -o link | grep 'catagram/' || true
  for pid in $pids; do readlink "/proc/$pid/exe" || true; done 2>/dev/null
  ls -d /run/bumpwire/catagram /var/lib/bumpwire/catagram* 2>/dev/null || true
  grep 'bumpwire/catagram' /proc/mounts || true
)
[ -z "$left" ] || fail "left behind: $left"
echo "no namespace, link, process, pin or file of the topology is left" \
  "($(wc -w <<<"$namespaces") namespaces and $(wc -w <<<"$pids") processes are gone)"
