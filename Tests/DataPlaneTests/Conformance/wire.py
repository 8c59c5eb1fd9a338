"""Section 9, rule 1: what an appliance gets, each byte of it."""

import ipaddress

from scapy.layers.inet import IP, UDP
from scapy.packet import Raw

from lab import GENEVE_PORT, OVERHEAD, rule, same
from packets import answer, ip, ip6, tcp, udp


def number(text):
    return int(text, 16).to_bytes(8, "big")


def layout(lab, inner, endpoint, target):
    """(offset, bytes, what they are) for every byte that the reference fixes."""
    from_, node = lab.endpoints[endpoint], lab.nodes[endpoint]
    data = bytes(inner)
    is_ipv6 = data[0] >> 4 == 6
    return [
        (0, b"\x45", "IPv4 without options, outside IPv6 as well"),
        (1, b"\x00", "service"),
        (2, (len(data) + OVERHEAD).to_bytes(2, "big"), "total length"),
        (4, b"\x00\x00", "identification"),
        (6, b"\x40\x00", "not to be fragmented, and no fragment"),
        (9, b"\x11", "UDP"),
        (12, ipaddress.ip_address(node["address"]).packed, "the node of the endpoint's zone"),
        (16, ipaddress.ip_address(target["address"]).packed, "the target"),
        (22, GENEVE_PORT.to_bytes(2, "big"), "GENEVE's port"),
        (24, (len(data) + OVERHEAD - 20).to_bytes(2, "big"), "UDP length"),
        (26, b"\x00\x00", "UDP checksum"),
        (28, b"\x08", "version 0, eight words of options"),
        (29, b"\x00", "O, C and reserved bits"),
        (30, b"\x86\xdd" if is_ipv6 else b"\x08\x00", "protocol type"),
        (32, b"\x00\x00\x00", "VNI"),
        (35, b"\x00", "reserved"),
        (36, b"\x01\x08\x01\x02", "first option: class 0x0108, type 1, two words"),
        (40, number(from_["id"]), "the endpoint's id"),
        (48, b"\x01\x08\x02\x02", "second option: type 2, two words"),
        (52, number(from_["attachment"]), "the attachment's id"),
        (60, b"\x01\x08\x03\x01", "third option: type 3, one word"),
        (68, data, "the inner packet, without an Ethernet header"),
    ]


@rule("1.2: each byte between the outer header and the inner packet, both families and zones")
def every_byte(lab):
    for endpoint in (0, 1):
        for inner in (tcp(lab.fresh_port(), "S"), tcp(lab.fresh_port(), "S", family=6),
                      udp(lab.fresh_port()), udp(lab.fresh_port(), family=6), ip(proto=47)):
            envelope = lab.through(inner, endpoint)
            target = lab.targets[endpoint]
            for offset, expected, what in layout(lab, inner, endpoint, target):
                same(envelope.bytes[offset:offset + len(expected)], expected, f"{offset}: {what}")
            assert envelope.bytes[8] > 1, "8: TTL"
            # The same packet, as scapy makes it of its fields.
            rebuilt = IP(envelope.bytes)
            del rebuilt.chksum, rebuilt.len, rebuilt[UDP].len
            same(bytes(rebuilt), envelope.bytes, "10: header checksum, and all lengths")
            assert envelope.udp.sport >= 49152, "20: entropy out of the dynamic ports"
            same(len(envelope.options), 3, "options")
            same(envelope.ethernet.src, lab.nodes[endpoint]["mac"], "from the node")
            same(envelope.ethernet.dst, target["next_hops"][str(endpoint)], "to the target")


@rule("9.1: a flow has one source port and one cookie in both directions; flows differ")
def entropy(lab):
    seen = set()
    for family in (4, 6):
        for _ in range(32):
            opener = tcp(lab.fresh_port(), "S", family=family)
            first = lab.through(opener)
            reply = lab.through(answer(opener))
            same(reply.flow, first.flow, "the other direction's")
            later = opener.copy()
            later[1].flags = "PA"
            same(lab.through(later).flow, first.flow, "a later packet's")
            seen.add(first.flow)
    assert len({port for _, port, _ in seen}) > 32, "source ports are no entropy"
    assert len({cookie for _, _, cookie in seen}) == 64, "cookies are guessed too easily"


@rule("9.1: an inner packet of the MTU is carried whole, and one byte more is dropped silently")
def largest(lab):
    mtu = lab.endpoints[0]["mtu"]
    for header in (ip(flags="DF"), ip(), ip6()):
        room = mtu - len(header) - 8
        for size, is_carried in ((room - 1, True), (room, True), (room + 1, False)):
            packet = header / UDP(sport=lab.fresh_port(), dport=53) / Raw(bytes(size))
            if is_carried:
                lab.round_trip(packet)
            else:
                lab.give(packet)
    # No ICMP, which the router in front of the endpoint sends.
    lab.expect_drops(oversize=3)


@rule("9.1: what is link-local or multicast is nobody's flow")
def link_scope(lab):
    for destination in ("224.0.0.5", "239.1.2.3", "255.255.255.255", "169.254.169.254"):
        packet = udp(lab.fresh_port())
        packet[IP].dst = destination
        lab.give(packet)
    for source, destination in (("fe80::1", "2001:db8::1"), ("2001:db8::1", "ff05::1")):
        packet = ip6() / UDP(sport=1, dport=2)
        packet.src, packet.dst = source, destination
        lab.give(packet)
    lab.expect_drops(link_scope=6)
