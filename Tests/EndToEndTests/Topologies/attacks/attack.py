"""Attacks on a gateway load balancer and its appliances, packet by packet, built by scapy.

    attack.py capture FILE COUNT     waits for packets of two endpoints, and writes one of each
    attack.py KIND FILE              sends each attack of the kind, then prints as JSON how many
                                     packets ought to be dropped for each reason, in status's words

Everything happens in the network namespace of an appliance or of an instance, at its `eth0`.
"""

import json
import random
import sys

from scapy.all import (
    ARP, ICMP, IP, TCP, UDP, AsyncSniffer, Dot1Q, Ether, ICMPv6ND_NA, ICMPv6ND_RA, IPv6, Raw, conf,
    fragment, get_if_addr, get_if_hwaddr, rdpcap, sendp, wrpcap)
from scapy.contrib.geneve import GENEVE, GeneveOptions

LINK = "eth0"
CLASS = 0x0108
OUTER = 20 + 8  # IP and UDP
GENEVE_BYTES = 8 + 32


def capture(path, seconds):
    """One packet of each endpoint, as the load balancer sent it."""
    sniffer = AsyncSniffer(
        iface=LINK, timeout=seconds, store=False, prn=lambda packet: keep(packet),
        stop_filter=lambda packet: len(found) == 2)
    found = {}

    def keep(packet):
        if UDP in packet and packet[UDP].dport == 6081 and packet[Ether].dst == get_if_hwaddr(LINK):
            found.setdefault(bytes(packet[GENEVE])[12:20], packet)

    sniffer.start()
    sniffer.join()
    wrpcap(path, list(found.values()))
    print(len(found))


class Envelope:
    """The parts of a GENEVE packet, each of which an attack may replace."""

    def __init__(self, packet):
        raw = bytes(packet[GENEVE])
        self.ethernet = packet[Ether].copy()
        self.ethernet.remove_payload()
        self.ip = packet[IP].copy()
        self.ip.remove_payload()
        del self.ip.len, self.ip.chksum
        self.port = packet[UDP].sport
        self.geneve = raw[:8]
        self.endpoint, self.attachment, self.cookie = raw[12:20], raw[24:32], raw[36:40]
        self.inner = raw[GENEVE_BYTES:]

    def returned(self):
        """What an appliance does: swaps the addresses and nothing else."""
        self.ethernet.src, self.ethernet.dst = self.ethernet.dst, self.ethernet.src
        self.ip.src, self.ip.dst = self.ip.dst, self.ip.src
        return self

    def options(self, **changed):
        """AWS's three options, in their order."""
        data = {"endpoint": self.endpoint, "attachment": self.attachment, "cookie": self.cookie}
        data.update(changed)
        return [
            GeneveOptions(classid=CLASS, type=1, data=data["endpoint"]),
            GeneveOptions(classid=CLASS, type=2, data=data["attachment"]),
            GeneveOptions(classid=CLASS, type=3, data=data["cookie"]),
        ]

    def packet(self, options=None, inner=None, source=None, port=None, destination_port=6081,
               hardware=None, cut=None, **header):
        proto = int.from_bytes(self.geneve[2:4], "big")
        geneve = GENEVE(**{"proto": proto, "options": options or self.options(), **header})
        payload = bytes(geneve) + (self.inner if inner is None else inner)
        ip, ethernet = self.ip.copy(), self.ethernet.copy()
        ip.src = source or ip.src
        ethernet.src = hardware or ethernet.src
        udp = UDP(sport=port or self.port, dport=destination_port, chksum=0)
        return ethernet / ip / udp / Raw(payload[:cut])


def flip(data):
    return bytes([data[0] ^ 1]) + data[1:]


def malformed(envelope):
    """What nobody may send, in either direction: (reason, packet) each."""
    good = envelope.options()
    header, options, cut = (
        "bad GENEVE header", "bad GENEVE options", "GENEVE of another length than it says")
    for length in (0, 4, 7, 8, 12, 39):
        yield cut, envelope.packet(cut=length)
    yield "wrong GENEVE version", envelope.packet(version=1)
    yield "wrong GENEVE version", envelope.packet(version=3)
    yield header, envelope.packet(oam=1)
    yield header, envelope.packet(critical=1)
    yield "wrong GENEVE network identifier", envelope.packet(vni=random.randrange(1, 1 << 24))
    yield header, envelope.packet(proto=0x6558)
    yield header, envelope.packet(optionlen=7)
    yield header, envelope.packet(optionlen=63)
    # Options that make the header longer, to the most that it can hold.
    extra = GeneveOptions(classid=CLASS, type=4, data=bytes(84))
    yield header, envelope.packet(options=good + [extra])
    yield options, envelope.packet(options=[good[1], good[0], good[2]])
    wrong = envelope.options()
    wrong[0].classid = 0x0110
    yield options, envelope.packet(options=wrong)
    wrong = envelope.options()
    wrong[2].type = 0x83
    yield options, envelope.packet(options=wrong)
    # The right bytes in all, the wrong lengths of each.
    wrong = [
        GeneveOptions(classid=CLASS, type=1, data=envelope.endpoint[:4]),
        GeneveOptions(classid=CLASS, type=2, data=envelope.attachment + bytes(4)),
        good[2],
    ]
    yield options, envelope.packet(options=wrong)
    wrong = envelope.packet()
    wrong[IP].chksum = 0xbad
    yield "wrong outer checksum", wrong
    yield "wrong UDP source port", envelope.packet(port=6081)
    yield "unknown endpoint id", envelope.packet(
        options=envelope.options(endpoint=flip(envelope.endpoint)))
    yield "wrong attachment id", envelope.packet(
        options=envelope.options(attachment=flip(envelope.attachment)))
    yield "malformed inner packet", envelope.packet(inner=b"")
    yield "malformed inner packet", envelope.packet(inner=b"\x45" + bytes(10))
    yield "malformed inner packet", envelope.packet(inner=b"\x00" + envelope.inner[1:])
    outer = "fragment of GENEVE"
    first, *later = fragment(envelope.packet(inner=envelope.inner + bytes(400)), 200)
    yield outer, first
    for piece in later:
        yield outer, piece
    longer = envelope.packet()
    longer[IP].options = [b"\x01\x01\x01\x01"]
    del longer[IP].ihl
    yield "outer header with options or in a VLAN", longer


def from_appliance(mine, other):
    """An appliance that was given one packet of each endpoint, and lies about them."""
    mine.returned(), other.returned()
    yield from malformed(mine)
    yield "wrong flow cookie", mine.packet(options=mine.options(cookie=other.cookie))
    yield "wrong flow cookie", mine.packet(options=mine.options(cookie=flip(mine.cookie)))
    # Another tenant's endpoint, with all that belongs to it but the flow.
    yield "of no known flow", mine.packet(
        options=other.options(),
        inner=bytes(IP(src="10.0.21.10", dst="192.0.2.1") / TCP(sport=1, dport=2)))
    yield "of no known flow", mine.packet(
        inner=bytes(IP(src="198.51.100.10", dst="10.0.21.10") / UDP(sport=7, dport=7)))
    yield "wrong UDP source port", mine.packet(port=mine.port ^ 1)
    # Its port lets nothing pass that is not its own.
    address = "another's IP address as source"
    yield address, mine.packet(source="10.100.1.66")
    yield address, mine.ethernet / IP(src="198.51.100.10", dst="10.0.21.10") / ICMP()
    yield "another's MAC address as source", mine.packet(hardware="02:00:00:00:00:66")


def from_instance(packet):
    """An instance in the appliances' subnet, which has seen a packet for one of them."""
    envelope = Envelope(packet)
    own, hardware = get_if_addr(LINK), get_if_hwaddr(LINK)
    appliance, node = packet[IP].dst, packet[IP].src
    # To the appliance, as itself and as the load balancer's node.
    peer = "GENEVE not between node and appliance"
    yield peer, envelope.packet(source=own, hardware=hardware)
    for piece in fragment(
            Ether(src=hardware, dst=envelope.ethernet.dst) / IP(src=own, dst=appliance)
            / UDP(dport=6081) / Raw(bytes(600)), 300):
        yield peer, piece
    address = "another's IP address as source"
    yield address, envelope.packet(source=node, hardware=hardware)
    yield "another's MAC address as source", envelope.packet(source=node)
    # To the node, as itself and as the appliance.
    envelope.returned()
    yield "from an unknown target", envelope.packet(source=own, hardware=hardware)
    yield address, envelope.packet(source=appliance, hardware=hardware)
    to_node = Ether(src=hardware, dst=envelope.ethernet.dst)
    for piece in fragment(to_node / IP(src=own, dst=node) / UDP(dport=6081) / Raw(bytes(600)), 300):
        yield "fragment of GENEVE", piece
    yield address, to_node / IPv6(src="2001:db8::1", dst="2001:db8::2") / UDP(dport=6081)
    yield address, to_node / ARP(op=2, hwsrc=hardware, psrc=appliance, pdst=node)
    yield "another's MAC address as source", to_node / ARP(
        op=2, hwsrc="02:00:00:00:00:66", psrc=own, pdst=node)
    yield address, to_node / IPv6(src="fe80::1", dst="ff02::1") / ICMPv6ND_RA()
    yield address, to_node / IPv6(src="fe80::1", dst="ff02::1", hlim=255) / ICMPv6ND_NA(
        tgt="2001:db8::1")
    yield "neither IP nor ARP", to_node / Dot1Q(vlan=7) / IP(src=own, dst=node) / ICMP()
    yield "neither IP nor ARP", Ether(src=hardware, dst=envelope.ethernet.dst, type=0x88b5) / Raw(
        bytes(50))
    yield "GENEVE of another length than it says", to_node / IP(
        src=own, dst="198.51.100.10") / UDP(dport=6081)
    neither = "neither GENEVE nor health check"
    yield neither, to_node / IP(src=own, dst=node) / UDP(sport=envelope.port, dport=6082)
    yield neither, to_node / IP(src=own, dst=node, proto=47) / Raw(bytes(40))


def main(kind, path, *arguments):
    conf.verb = 0
    if kind == "capture":
        return capture(path, int(arguments[0]))
    packets = list(rdpcap(path))
    if kind == "appliance":
        # The control comes last: a packet that is as it should be is returned.
        control = Envelope(packets[0]).returned().packet()
        attacks = list(from_appliance(*map(Envelope, packets))) + [(None, control)]
    else:
        attacks = list(from_instance(packets[0]))
    expected = {}
    for reason, packet in attacks:
        sendp(packet, iface=LINK)
        if reason:
            expected[reason] = expected.get(reason, 0) + 1
    print(json.dumps(expected))


if __name__ == "__main__":
    main(*sys.argv[1:])
