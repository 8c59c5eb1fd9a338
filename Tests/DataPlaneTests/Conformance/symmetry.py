"""Both directions of every flow are at the same appliance, counted over many flows."""

import os
import random
import socket
import struct

from scapy.layers.inet import TCP, UDP

from lab import OVERHEAD, Envelope, network, rule, same
from packets import tcp, udp

FLOWS = int(os.environ.get("BUMPWIRE_FLOWS", "8000"))
TARGETS = [{"slot": slot, "zone": slot % 2} for slot in range(10)]
AT_ONCE = 64  # frames in a link's queue


class Template:
    """An opener that scapy built, into which flows' addresses and ports are written."""

    def __init__(self, packet, family):
        self.bytes, self.family = bytes(packet), family
        self.addresses, self.size = (12, 4) if family == 4 else (8, 16)
        self.ports = 20 if family == 4 else 40
        self.flags = self.ports + 13 if TCP in packet else None

    def of(self, source, destination, source_port, destination_port, flags):
        data = bytearray(self.bytes)
        at, size = self.addresses, self.size
        data[at:at + size] = source
        data[at + size:at + 2 * size] = destination
        struct.pack_into("!HH", data, self.ports, source_port, destination_port)
        if self.flags:
            data[self.flags] = flags
        return bytes(data)


def flows(seed, count):
    """(opener, answer, endpoint), of many hosts and ports, never the same flow twice."""
    source = random.Random(seed)
    templates = [Template(tcp(1, "S"), 4), Template(udp(1), 4), Template(tcp(1, "S", family=6), 6),
                 Template(udp(1, family=6), 6)]
    for number in range(count):
        template = source.choice(templates)
        host = source.getrandbits(32)
        prefix = b"" if template.family == 4 else socket.inet_pton(
            socket.AF_INET6, "2001:db8:7::")[:12]
        # Hosts of a /8 that is nobody's link or group, told apart by the number of the flow.
        one = prefix + struct.pack("!I", 0x0B000000 | number & 0xFFFFFF)
        two = prefix + struct.pack("!I", 0x0A000000 | host & 0xFFFFFF)
        ports = source.getrandbits(16), source.getrandbits(16)
        yield (template.of(one, two, *ports, 0x02), template.of(two, one, *reversed(ports), 0x12),
               number & 1)


def run(lab, packets, endpoint):
    """Sends packets into an endpoint, and gives the envelopes in which an appliance got them."""
    for packet in packets:
        lab.give(packet, endpoint)
    for packet in packets:
        frame = lab.subnets[endpoint].receive()
        assert frame, f"lost: {lab.dropped()}"
        same(frame[14 + OVERHEAD:], packet, "inside GENEVE")
        yield frame[14:14 + OVERHEAD]


def key(envelope):
    """The target, the source port and the cookie."""
    return envelope[16:22] + envelope[64:68]


@rule("Both directions of every flow are at the same appliance, also while others come and go",
      targets=TARGETS, cross_zone=True)
def symmetry(lab):
    everybody = [x["slot"] for x in TARGETS]
    lab.ask("health", healthy={"0": everybody, "1": everybody})
    source = random.Random(7)
    all_flows = list(flows(1, FLOWS))
    keys, violations = [], 0
    targets = {}
    for start in range(0, FLOWS, 2 * AT_ONCE):
        stretch = all_flows[start:start + 2 * AT_ONCE]
        for endpoint in (0, 1):
            mine = [x for x in stretch if x[2] == endpoint]
            opened = list(run(lab, [x[0] for x in mine], endpoint))
            answered = list(run(lab, [x[1] for x in mine], endpoint))
            violations += sum(key(x) != key(y) for x, y in zip(opened, answered, strict=True))
            keys += [(x[0], x[1], endpoint, key(y)) for x, y in zip(mine, opened, strict=True)]
            for envelope in opened:
                targets[envelope[16:20]] = targets.get(envelope[16:20], 0) + 1
            # One of each stretch as scapy reads it.
            sample = Envelope(bytes(12) + b"\x08\x00" + opened[0] + mine[0][0], endpoint)
            same(network(sample.inner).src, network(mine[0][0]).src, "decoded")
    # Once more, the answers first, with other targets healthy: no flow moves.
    lab.ask("health", healthy={"0": everybody[::2], "1": everybody[1::2]})
    source.shuffle(keys)
    for start in range(0, len(keys), AT_ONCE):
        for endpoint in (0, 1):
            mine = [x for x in keys[start:start + AT_ONCE] if x[2] == endpoint]
            # A SYN would open the connection anew: data goes the way of the first one.
            there = [flagged(x[0]) for x in mine]
            for packets in ([flagged(x[1]) for x in mine], there):
                found = run(lab, packets, endpoint)
                violations += sum(key(y) != x[3] for x, y in zip(mine, found, strict=True))
    lab.ask("count", name="flows", value=len(keys))
    lab.ask("count", name="violations", value=violations)
    same(violations, 0, "violations")
    same(len(targets), len(TARGETS), "targets in use")
    share = FLOWS / len(TARGETS)
    assert all(0.8 * share < x < 1.2 * share for x in targets.values()), targets
    lab.expect_drops()


def flagged(packet):
    """With ACK alone where it is TCP."""
    data = bytearray(packet)
    is_ipv4 = data[0] >> 4 == 4
    if data[9 if is_ipv4 else 6] == 6:
        data[33 if is_ipv4 else 53] = 0x10
    return bytes(data)
