"""The gateway load balancer under test, between routers and appliances that this process plays.

The links are those of GatewayLoadBalancerLab: `r0` and `r1` are the routers' ends of two endpoints,
`s0` and `s1` the subnets' ends of two nodes. What else is done to the load balancer, its test does:
requests and answers are a line of JSON each, over standard output and input.
"""

import json
import os
import select
import socket
import sys
import time

from scapy.contrib.geneve import GENEVE, GeneveOptions
from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Ether
from scapy.packet import Raw

CLASS = 0x0108
GENEVE_PORT = 6081
OVERHEAD = 68
APPLIANCE_MAC = "02:00:00:00:0a:01"
SOL_PACKET, PACKET_IGNORE_OUTGOING = 263, 23
SO_RCVBUFFORCE = 33
SECONDS = 10  # a bound for a loaded machine, not a wait

# Debian 12's scapy (2.5.0) takes the options behind one for its payload.
GeneveOptions.extract_padding = lambda _, data: (b"", data)

RULES = []


def rule(text, **configuration):
    """A rule that is checked with the load balancer configured so."""

    def keep(function):
        RULES.append((text, configuration, function))
        return function

    return keep


def same(found, expected, what="bytes"):
    if found != expected:
        show = [x.hex() if isinstance(x, bytes) else repr(x) for x in (found, expected)]
        raise AssertionError(f"{what}: {show[0]}, not {show[1]}")


def network(data):
    """An IP packet of either family, decoded."""
    return (IPv6 if data[0] >> 4 == 6 else IP)(data)


class Link:
    """Whole frames in and out of one end of a veth."""

    def __init__(self, name):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.socket.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 25)
        self.socket.bind((name, 0))
        self.socket.setblocking(False)

    def send(self, frame):
        self.socket.send(frame)

    def receive(self, seconds=SECONDS):
        if not select.select([self.socket], [], [], seconds)[0]:
            return None
        return self.socket.recv(1 << 17)


class Envelope:
    """A packet as an appliance got it, decoded by scapy."""

    def __init__(self, frame, zone):
        self.frame, self.zone = frame, zone
        self.bytes = frame[14:]
        self.ethernet = Ether(frame)
        self.ip, self.udp, self.geneve = (self.ethernet[x] for x in (IP, UDP, GENEVE))
        self.options = self.geneve.options
        self.cookie = self.options[2].data
        self.inner = self.bytes[OVERHEAD:]

    @property
    def target(self):
        return self.ip.dst

    @property
    def flow(self):
        """What a flow's packets have in common, in both directions."""
        return self.target, self.udp.sport, self.cookie

    def returned(self, inner=None, options=None, proto=None, mac=None, udp=None, ip=None, **geneve):
        """What an appliance sends back: the outer addresses swapped, and what is to be changed."""
        inner = self.inner if inner is None else bytes(inner)
        header = {"proto": self.geneve.proto if proto is None else proto, "vni": 0, **geneve}
        outer = {"src": self.ip.dst, "dst": self.ip.src, "ttl": 64, "id": 0, "flags": "DF"}
        ports = {"sport": self.udp.sport, "dport": GENEVE_PORT, "chksum": 0}
        return bytes(
            Ether(src=APPLIANCE_MAC, dst=mac or self.ethernet.src)
            / IP(**{**outer, **(ip or {})})
            / UDP(**{**ports, **(udp or {})})
            / GENEVE(options=self.given_options() if options is None else options, **header)
            / Raw(inner))

    def given_options(self, **changed):
        """AWS's three options as they were given, with other data in those that are named."""
        names = ("endpoint", "attachment", "cookie")
        return [
            GeneveOptions(classid=CLASS, type=number + 1,
                          data=changed.get(name, self.options[number].data))
            for number, name in enumerate(names)
        ]


class Lab:
    def __init__(self):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # frames keep their order
        self.routers = [Link("r0"), Link("r1")]
        self.subnets = [Link("s0"), Link("s1")]
        self.facts = self.ask("facts")
        self.endpoints, self.nodes = self.facts["endpoints"], self.facts["nodes"]
        self.ports = iter(range(1024, 1 << 16))

    def ask(self, verb, **arguments):
        print(json.dumps({"do": verb, **arguments}), flush=True)
        line = sys.stdin.readline()
        if not line:
            sys.exit("the test has gone")
        answer = json.loads(line)
        if isinstance(answer, dict) and "error" in answer:
            raise RuntimeError(answer["error"])
        return answer

    def configure(self, **settings):
        """Two targets, 0 in zone 0 and 1 in zone 1, and AWS's defaults, but for what is given; no
        flow is known."""
        targets = settings.pop("targets", [{"slot": 0, "zone": 0}, {"slot": 1, "zone": 1}])
        self.targets = {
            x["slot"]: x for x in self.ask("configure", targets=targets, settings=settings)}
        for link in self.routers + self.subnets:
            while link.receive(0):
                pass
        self.reset_drops()

    def slot(self, address):
        return next(slot for slot, x in self.targets.items() if x["address"] == address)

    def fresh_port(self):
        """A port that no flow has had."""
        return next(self.ports)

    # What routers and appliances do.

    def give(self, packet, endpoint=0):
        """A router sends a packet into an endpoint."""
        data = bytes(packet)
        self.routers[endpoint].send(bytes(Ether(
            src=self.facts["router_mac"], dst=self.endpoints[endpoint]["mac"],
            type=0x86DD if data[0] >> 4 == 6 else 0x0800)) + data)

    def take(self, zone=0, seconds=SECONDS):
        """What an appliance gets next from the zone's node."""
        frame = self.subnets[zone].receive(seconds)
        return frame and Envelope(frame, zone)

    def through(self, packet, endpoint=0):
        """Sends a packet into an endpoint and gives what an appliance gets: it, bit for bit."""
        self.give(packet, endpoint)
        envelope = self.take(endpoint)
        if envelope is None:
            raise AssertionError(f"no appliance got {bytes(packet).hex()}: {self.dropped()}")
        same(envelope.inner, bytes(packet), "inside GENEVE")
        return envelope

    def give_back(self, envelope, **changes):
        self.subnets[envelope.zone].send(envelope.returned(**changes))

    def deliver(self, envelope, expected=None, endpoint=None, **changes):
        """An appliance returns a packet, and the router gets it, or what it was changed into."""
        endpoint = envelope.zone if endpoint is None else endpoint
        self.give_back(envelope, **changes)
        frame = self.routers[endpoint].receive()
        expected = envelope.inner if expected is None else bytes(expected)
        if frame is None:
            raise AssertionError(f"the router got nothing: {self.dropped()}")
        same(frame[14:], expected, "at the router")
        kind = Ether(frame).type
        same(kind, 0x86DD if expected[0] >> 4 == 6 else 0x0800, "Ethernet type")
        same(Ether(frame).dst, self.facts["router_mac"], "to the router")
        same(Ether(frame).src, self.endpoints[endpoint]["mac"], "from the endpoint")

    def round_trip(self, packet, endpoint=0):
        envelope = self.through(packet, endpoint)
        self.deliver(envelope)
        return envelope

    # What is counted.

    def dropped(self):
        after = self.ask("drops")
        counts = {x: after[x] - self.before.get(x, 0) for x in after}
        return {x: count for x, count in counts.items() if count}

    def reset_drops(self):
        self.before = self.ask("drops")

    def settle(self, sent):
        """Waits until so many packets were either dropped or delivered to a router, and gives how
        many were delivered."""
        delivered, end = 0, time.monotonic() + SECONDS
        while True:
            while any([link.receive(0) for link in self.routers]):
                delivered += 1
            count = sum(self.dropped().values()) + delivered
            if count >= sent or time.monotonic() > end:
                same(count, sent, "packets that were dropped or delivered")
                return delivered

    def expect_drops(self, **expected):
        """Exactly these drops since the rule began, and nothing delivered to anybody."""
        end = time.monotonic() + SECONDS
        while (found := self.dropped()) != expected and time.monotonic() < end:
            pass
        same(found, expected, "drops")
        self.expect_silence()

    def expect_silence(self):
        for name, links in (("router", self.routers), ("appliance", self.subnets)):
            for number, link in enumerate(links):
                frame = link.receive(0)
                if frame:
                    raise AssertionError(f"{name} {number} got {frame.hex()}")
