"""Bit-exactness: packets of each kind are inside GENEVE, and come back, as they were sent."""

from scapy.layers.inet import (
    ICMP, IP, TCP, UDP, IPOption_LSRR, IPOption_RR, IPOption_Router_Alert, IPOption_Timestamp)
from scapy.layers.inet6 import (
    ICMPv6EchoReply, ICMPv6EchoRequest, ICMPv6PacketTooBig, ICMPv6ParamProblem, ICMPv6TimeExceeded,
    IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop, IPv6ExtHdrRouting,
    IPv6ExtHdrSegmentRouting, Jumbo, Pad1, PadN, RouterAlert)
from scapy.layers.l2 import GRE
from scapy.layers.sctp import SCTP, SCTPChunkInit
from scapy.packet import Raw

from lab import rule
from packets import CLIENT, SERVER, ip, ip6, tcp, udp

ESP, AH = 50, 51
DATA = bytes(range(256)) * 3


def with_wrong(packet, layer):
    """With a checksum that is wrong."""
    whole = packet.__class__(bytes(packet))
    whole[layer].chksum ^= 0x5555
    return whole


def quoting(header, error, packet, size=None):
    return header / error / Raw(bytes(packet)[:size])


def authentication(next_header):
    """RFC 4302, with an integrity check value of twelve bytes."""
    return Raw(bytes([next_header, 4, 0, 0]) + bytes(range(20)))


def fragments(header, offsets, size=64, total=64):
    """(header, first, later ones …) of one datagram."""
    datagram = bytes(UDP(sport=4000, dport=53, len=8 + total) / Raw(bytes(total)))
    for offset in offsets:
        yield header(offset, offset + size < len(datagram)) / Raw(datagram[offset:offset + size])


def ipv4(lab):
    port = lab.fresh_port
    yield "TCP SYN with options", ip() / TCP(
        sport=port(), flags="S",
        options=[("MSS", 8460), ("SAckOK", b""), ("Timestamp", (7, 0)), ("NOP", None),
                 ("WScale", 14)])
    yield "TCP SYN with ECN", ip() / TCP(sport=port(), flags="SEC")
    yield "TCP fast open", ip() / TCP(
        sport=port(), flags="S", options=[("TFO", (1, 2))]) / Raw(DATA)
    opened = port()
    yield "TCP SYN", tcp(opened, "S")
    yield "TCP data", tcp(opened, "PA", DATA)
    yield "TCP urgent data", ip() / TCP(
        sport=opened, dport=80, flags="UA", urgptr=5, seq=9) / Raw(DATA)
    yield "TCP with a wrong checksum", with_wrong(tcp(opened, "PA", DATA), TCP)
    yield "TCP with reserved bits and all flags", ip() / TCP(
        sport=opened, dport=80, flags=0x1F8, reserved=7)
    yield "TCP of no payload and the largest window", ip() / TCP(
        sport=opened, dport=80, flags="A", window=65535)
    yield "UDP", udp(port(), DATA)
    yield "UDP without payload", udp(port(), b"")
    yield "UDP of odd length", udp(port(), DATA[:333])
    yield "UDP with a checksum of zero", ip() / UDP(sport=port(), chksum=0) / Raw(DATA)
    yield "UDP with a wrong checksum", with_wrong(udp(port(), DATA), UDP)
    yield "UDP with options behind its length", ip() / UDP(sport=port(), len=16) / Raw(DATA)
    yield "UDP with a length beyond the packet", ip() / UDP(sport=port(), len=999) / Raw(b"1")
    yield "UDP from port 0 to port 0", ip() / UDP(sport=0, dport=0) / Raw(DATA)
    yield "UDP to GENEVE's port", ip() / UDP(sport=port(), dport=6081) / Raw(DATA)
    yield "UDP to VXLAN's port", ip() / UDP(sport=port(), dport=4789) / Raw(DATA)
    yield "UDP with the ends the other way around", IP(src=SERVER, dst=CLIENT) / UDP(
        sport=port(), dport=9) / Raw(DATA)
    yield "UDP-Lite", ip(proto=136) / Raw(DATA)
    yield "ICMP echo request", ip() / ICMP(id=7, seq=1) / Raw(DATA)
    yield "ICMP echo reply", ip() / ICMP(type=0, id=7, seq=1) / Raw(DATA)
    yield "ICMP timestamp", ip() / ICMP(type=13)
    yield "ICMP of an unknown type", ip() / ICMP(type=253, code=9) / Raw(DATA)
    yield "ICMP with a wrong checksum", with_wrong(ip() / ICMP(id=8) / Raw(DATA), ICMP)
    flow = udp(port(), DATA)
    yield "UDP that errors are about", flow
    yield "ICMP fragmentation needed", quoting(
        IP(src="10.0.1.1", dst=CLIENT), ICMP(type=3, code=4, nexthopmtu=1400), flow)
    yield "ICMP time exceeded, eight bytes quoted", quoting(
        IP(src="10.0.1.1", dst=CLIENT), ICMP(type=11), flow, 28)
    yield "ICMP unreachable about nothing known", quoting(
        IP(src="10.0.1.1", dst=CLIENT), ICMP(type=3, code=1), udp(port()))
    yield "ICMP parameter problem about noise", quoting(
        IP(src="10.0.1.1", dst=CLIENT), ICMP(type=12), Raw(DATA))
    yield "IPv4 router alert", ip(options=[IPOption_Router_Alert()]) / UDP(sport=port())
    yield "IPv4 record route", ip(
        options=[IPOption_RR(routers=["0.0.0.0"] * 9)]) / UDP(sport=port()) / Raw(DATA)
    yield "IPv4 timestamp option", ip(options=[IPOption_Timestamp()]) / UDP(sport=port())
    yield "IPv4 loose source route", ip(
        options=[IPOption_LSRR(routers=["192.0.2.1", "192.0.2.2"])]) / TCP(
            sport=port(), flags="S")
    yield "IPv4 options to the last byte", ip(
        ihl=15, options=[Raw(b"\x01" * 39 + b"\x00")]) / TCP(sport=port(), flags="S") / Raw(DATA)
    yield "IPv4 with DSCP and congestion experienced", ip(tos=0xBB) / UDP(sport=port())
    yield "IPv4 with TTL 1", ip(ttl=1) / UDP(sport=port())
    yield "IPv4 with TTL 255 and the reserved flag", ip(ttl=255, flags="evil") / UDP(sport=port())
    for number, piece in enumerate(fragments(
            lambda offset, more: ip(id=77, proto=17, frag=offset // 8, flags="MF" if more else 0),
            (0, 32, 64), 32)):
        yield f"IPv4 fragment {number}", piece
    yield "a later IPv4 fragment of ICMP", ip(id=78, proto=1, frag=9) / Raw(DATA)
    yield "ESP", ip(proto=ESP) / Raw(DATA)
    yield "AH", ip(proto=AH) / authentication(17) / UDP(sport=port()) / Raw(DATA)
    yield "GRE", ip() / GRE(
        key_present=1, key=7, seqnum_present=1, sequence_number=9, chksum_present=1) / IP(
            src="192.168.0.1", dst="192.168.0.2") / Raw(DATA)
    yield "IPv4 in IPv4", ip() / IP(src="192.168.0.1", dst="192.168.0.2") / UDP() / Raw(DATA)
    yield "IPv6 in IPv4", ip() / IPv6(src="2001:db8::1", dst="2001:db8::2") / UDP() / Raw(DATA)
    yield "SCTP", ip() / SCTP(sport=port(), dport=36412, tag=9) / SCTPChunkInit(init_tag=3)
    for name, protocol in (
            ("DCCP", 33), ("RSVP", 46), ("EIGRP", 88), ("OSPF", 89), ("PIM", 103), ("VRRP", 112),
            ("L2TP", 115), ("an experiment's protocol", 253), ("the reserved protocol", 255),
            ("protocol 0", 0)):
        yield name, ip(proto=protocol) / Raw(DATA)
    yield "an IPv4 header alone", ip(proto=59)


def ipv6(lab):
    port = lab.fresh_port
    yield "TCP SYN", ip6(fl=0xABCDE, tc=0xBB) / TCP(
        sport=port(), flags="S", options=[("MSS", 8440), ("WScale", 14)])
    opened = port()
    yield "TCP SYN without options", tcp(opened, "S", family=6)
    yield "TCP data", tcp(opened, "PA", DATA, family=6)
    yield "TCP with a wrong checksum", with_wrong(tcp(opened, "PA", DATA, family=6), TCP)
    yield "UDP", udp(port(), DATA, family=6)
    yield "UDP of odd length", udp(port(), DATA[:333], family=6)
    yield "UDP with a checksum of zero", ip6() / UDP(sport=port(), chksum=0) / Raw(DATA)
    yield "UDP with hop limit 1", ip6(hlim=1) / UDP(sport=port()) / Raw(DATA)
    yield "ICMPv6 echo request", ip6() / ICMPv6EchoRequest(id=7, data=DATA)
    yield "ICMPv6 echo reply", ip6() / ICMPv6EchoReply(id=7, data=DATA)
    flow = udp(port(), DATA, family=6)
    yield "UDP that errors are about", flow
    router = IPv6(src="2001:db8:2::1", dst=flow.src)
    yield "ICMPv6 packet too big", quoting(router, ICMPv6PacketTooBig(mtu=1400), flow)
    yield "ICMPv6 time exceeded", quoting(router, ICMPv6TimeExceeded(), flow, 48)
    yield "ICMPv6 parameter problem about nothing known", quoting(
        router, ICMPv6ParamProblem(), udp(port(), family=6))
    yield "hop-by-hop options", ip6() / IPv6ExtHdrHopByHop(
        options=[RouterAlert(), PadN(optdata=b"\0\0")]) / UDP(sport=port()) / Raw(DATA)
    yield "a jumbo payload option that says nothing true", ip6() / IPv6ExtHdrHopByHop(
        options=[Jumbo(jumboplen=1 << 20)]) / UDP(sport=port()) / Raw(DATA)
    yield "destination options", ip6() / IPv6ExtHdrDestOpt(
        options=[Pad1(), PadN(optdata=bytes(20))]) / TCP(sport=port(), flags="S")
    yield "a routing header", ip6() / IPv6ExtHdrRouting(
        addresses=["2001:db8::5", "2001:db8::6"], segleft=1) / UDP(sport=port()) / Raw(DATA)
    yield "segment routing", ip6() / IPv6ExtHdrSegmentRouting(
        addresses=["2001:db8::5", "2001:db8::6"], segleft=1) / UDP(sport=port()) / Raw(DATA)
    yield "AH", ip6(nh=AH) / authentication(17) / UDP(sport=port()) / Raw(DATA)
    yield "ESP", ip6(nh=ESP) / Raw(DATA)
    yield "mobility", ip6(nh=135) / Raw(bytes([59, 1, 5, 0]) + bytes(12))
    yield "host identity", ip6(nh=139) / Raw(bytes([59, 4, 1, 1]) + bytes(36))
    yield "no next header, and bytes behind it", ip6(nh=59) / Raw(DATA)
    yield "an atomic fragment", ip6() / IPv6ExtHdrFragment(id=5) / UDP(sport=port()) / Raw(DATA)
    for number, piece in enumerate(fragments(
            lambda offset, more: ip6() / IPv6ExtHdrFragment(
                id=77, offset=offset // 8, m=int(more), nh=17), (0, 32, 64), 32)):
        yield f"IPv6 fragment {number}", piece
    options = bytes([17, 0, 1, 4, 0, 0, 0, 0])
    datagram = options + bytes(UDP(sport=port(), len=104) / Raw(bytes(96)))
    for offset in (0, 56):
        yield f"fragment at {offset}, with options before the ports", ip6() / IPv6ExtHdrFragment(
            id=79, offset=offset // 8, m=int(offset == 0), nh=60) / Raw(
                datagram[offset:offset + 56])
    yield "all extension headers in a row", (
        ip6() / IPv6ExtHdrHopByHop(options=[RouterAlert()]) / IPv6ExtHdrDestOpt(options=[Pad1()])
        / IPv6ExtHdrRouting(addresses=["2001:db8::5"]) / IPv6ExtHdrFragment(id=6)
        / IPv6ExtHdrDestOpt(options=[Pad1()]) / TCP(sport=port(), flags="S"))
    yield "GRE", ip6() / GRE() / IP(src="192.168.0.1", dst="192.168.0.2") / Raw(DATA)
    yield "SCTP", ip6() / SCTP(sport=port(), dport=36412, tag=9) / SCTPChunkInit(init_tag=3)
    yield "IPv6 in IPv6", ip6() / IPv6(src="2001:db8::1", dst="2001:db8::2") / UDP() / Raw(DATA)
    yield "IPv4 in IPv6", ip6() / IP(src="192.168.0.1", dst="192.168.0.2") / UDP() / Raw(DATA)
    yield "an IPv6 header alone", ip6(nh=59)


def check(lab, kinds):
    count = 0
    for name, packet in kinds:
        for endpoint in (0, 1):
            try:
                lab.round_trip(packet, endpoint)
            except AssertionError as failure:
                raise AssertionError(f"{name}: {failure}") from None
        count += 1
    lab.expect_drops()
    lab.ask("count", name="kinds", value=count)


@rule("IPv4 of each kind is bit for bit what it was, inside GENEVE and behind it")
def of_ipv4(lab):
    check(lab, ipv4(lab))


@rule("IPv6 of each kind is bit for bit what it was, inside GENEVE and behind it")
def of_ipv6(lab):
    check(lab, ipv6(lab))


@rule("Packets of each length from the smallest to the largest are whole")
def lengths(lab):
    mtu, count = lab.endpoints[0]["mtu"], 0
    sizes = [*range(0, 64), *range(64, mtu - 48, 97), *range(mtu - 56, mtu - 48 + 1)]
    port, port6 = lab.fresh_port(), lab.fresh_port()
    for size in sizes:
        payload = bytes((x * 31 + size) & 255 for x in range(size))
        lab.round_trip(udp(port, payload))
        lab.round_trip(udp(port6, payload, family=6))
        count += 2
    lab.expect_drops()
    lab.ask("count", name="lengths", value=count)
