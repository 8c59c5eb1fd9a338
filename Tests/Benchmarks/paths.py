"""Topologies that differ only in the way between their client and their server."""

import contextlib
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bumpwire import RUN_DIRECTORY, Bumpwire
from commands import CommandFailed, run
from traffic import Pair

TEMPLATE = Path(__file__).parent / "topologies" / "path.yaml"
NODE, APPLIANCE = "10.100.1.4", "10.100.1.5"
PORT = "a-appliances-0"
TUNNEL = "vx0"
RULES = """table inet filter {
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    ct state new accept
  }
}
"""


@dataclass(frozen=True)
class PathKind:
    """A way, by the routes that make it and the number of routers on it."""

    name: str
    edge: str
    out: str
    hops: int
    appliance: str = "pass_through"

    @property
    def topology(self) -> str:
        return f"bench-{self.name}"

    def namespace(self, resource: str) -> str:
        return f"bw.{self.topology}.{resource}"

    @property
    def pair(self) -> Pair:
        client, server = self.namespace("internet.client"), self.namespace("app.instance.server")
        return Pair(client, server, "203.0.113.10")

    def write(self, directory: Path) -> Path:
        text = string.Template(TEMPLATE.read_text())
        file = directory / f"{self.topology}.yaml"
        (directory / "firewall.nft").write_text(RULES)
        file.write_text(
            text.substitute(
                name=self.topology, edge=self.edge, out=self.out, appliance=self.appliance
            )
        )
        return file


def _through_endpoint(name: str, hops: int, appliance: str = "pass_through") -> PathKind:
    endpoint = "gwlb_endpoint/inspect"
    return PathKind(name, f"subnet/servers: {endpoint}", endpoint, hops, appliance)


# The internet, the internet gateway and the VPC's router; the VPC's router once more after the
# endpoint; the gateway load balancer twice and the appliance where the stack forwards there.
VXLAN = _through_endpoint("vxlan", hops=7)
DIRECT = PathKind("direct", "10.0.0.0/16: local", "internet_gateway", hops=3)
INSPECTED = _through_endpoint("inspected", hops=4)
PLAIN = _through_endpoint("plain", hops=7)
FIREWALL = _through_endpoint("firewall", hops=4, appliance="{ firewall: { rules: firewall.nft } }")
ALL = [INSPECTED, FIREWALL, PLAIN, VXLAN, DIRECT]


@contextlib.contextmanager
def applied(bumpwire: Bumpwire, directory: Path) -> Iterator[None]:
    """All of them on this host, side by side, until the end of the block."""
    with contextlib.ExitStack() as stack:
        for kind in ALL:
            stack.enter_context(bumpwire.owning(kind.topology))
            bumpwire.apply(kind.write(directory))
            kind.pair.wait_for_server()
        forward_plainly(PLAIN)
        forward_plainly(VXLAN, in_tunnel=True)
        for kind in ALL:
            hops = kind.pair.hops()
            if hops != kind.hops:
                raise CommandFailed(f"{hops} routers on the {kind.name} path, not {kind.hops}")
        yield


def forward_plainly(kind: PathKind, *, in_tunnel: bool = False) -> None:
    """Lets the stack forward in place of the gateway load balancer's and the appliance's programs.

    Packets cross the same links in the same order, as they are, or in the kernel's VXLAN where the
    programs have GENEVE.
    """
    balancer = kind.namespace("security.gateway_load_balancer.inspection")
    appliance = kind.namespace("security.appliance_group.appliances.0")
    for namespace in (balancer, appliance):
        _detach(kind.topology, namespace)
        run("ip", "netns", "exec", namespace, "sysctl", "-qw", "net.ipv4.ip_forward=1")
    # The appliance sends as itself only, until its port's filter is gone, and what closes a port
    # without one.
    security = kind.namespace("security")
    run("tc", "-netns", security, "qdisc", "del", "dev", PORT, "clsact")
    run("ip", "netns", "exec", security, "nft", "delete", "table", "bridge", "bumpwire")
    endpoint, node = "e-app-inspect", "g-a"
    if in_tunnel:
        for namespace, own, other, link, number in (
            (balancer, NODE, APPLIANCE, node, 1),
            (appliance, APPLIANCE, NODE, "eth0", 2),
        ):
            ip = ("ip", "-netns", namespace)
            run(*ip, "link", "add", TUNNEL, "type", "vxlan", "id", "1", "dstport", "4789",
                "local", own, "remote", other, "dev", link)  # fmt: skip
            run(*ip, "address", "add", f"10.99.0.{number}/24", "dev", TUNNEL)
            run(*ip, "link", "set", TUNNEL, "mtu", "1500", "up")
        _lead(balancer, endpoint, to="10.99.0.2", over=TUNNEL, table=1)
        _lead(balancer, TUNNEL, to="169.254.0.1", over=endpoint, table=2)
        _lead(appliance, TUNNEL, to="10.99.0.1", over=TUNNEL, table=1)
        return
    _lead(balancer, endpoint, to=APPLIANCE, over=node, table=1)
    _lead(balancer, node, to="169.254.0.1", over=endpoint, table=2)
    _lead(appliance, "eth0", to=NODE, over="eth0", table=1)


def _lead(namespace: str, link: str, *, to: str, over: str, table: int) -> None:
    """What arrives on `link` goes to the next hop `to`."""
    ip = ("ip", "-netns", namespace)
    where = ("table", str(table))
    run(*ip, "route", "add", "default", "via", to, "dev", over, "onlink", *where)
    run(*ip, "rule", "add", "pref", "200", "iif", link, "lookup", str(table))


def _detach(topology: str, namespace: str) -> None:
    """A program whose last pin goes is detached."""
    encoded = namespace.replace(".", "%2e")
    pins = list((RUN_DIRECTORY / topology / "bpf").glob(f"*/{encoded}/links/*"))
    if not pins:
        raise CommandFailed(f"no program is pinned for {namespace}")
    for pin in pins:
        pin.unlink()
