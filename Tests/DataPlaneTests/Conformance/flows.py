"""Section 9, rule 3: flows, their keys, beginnings and ends."""

from scapy.layers.inet import ICMP, IP, TCP, UDP
from scapy.layers.inet6 import ICMPv6EchoRequest, IPv6
from scapy.packet import Raw

from lab import rule, same
from packets import CLIENT, SERVER, SERVER6, answer, check_reset, ip, ip6, tcp, udp, unreachable

ALL = [{"slot": slot, "zone": 0} for slot in (0, 2, 3, 4)] + [{"slot": 1, "zone": 1}]


def segment(port, flags, family=4, payload=b""):
    return tcp(port, flags, payload, family)


@rule("9.3: both directions make one flow, whoever opens it", targets=ALL)
def directions(lab):
    for family in (4, 6):
        for _ in range(24):
            for opener in (tcp(lab.fresh_port(), "S", family=family),
                           udp(lab.fresh_port(), family=family),
                           answer(udp(lab.fresh_port(), family=family))):
                same(lab.round_trip(answer(opener) if UDP in opener else opener).flow,
                     lab.round_trip(opener if UDP in opener else answer(opener)).flow, "flow")
    lab.expect_drops()


@rule("9.3: the endpoint is part of the key: tenants' addresses may be the same")
def endpoints(lab):
    for packet in (udp(lab.fresh_port()), tcp(lab.fresh_port(), "S"), ip(proto=50), ip6(nh=50)):
        before = lab.ask("flows")
        one, two = lab.round_trip(packet, 0), lab.round_trip(packet, 1)
        assert one.cookie != two.cookie
        same(lab.ask("flows") - before, 2, "flows")


@rule("9.3: five tuples are the key of TCP and UDP, three of everything else", targets=ALL)
def five_tuple(lab):
    def count(*packets):
        before = lab.ask("flows")
        for packet in packets:
            lab.through(packet)
        return lab.ask("flows") - before

    for family in (4, 6):
        port, other = lab.fresh_port(), lab.fresh_port()
        same(count(tcp(port, "S", family=family), tcp(other, "S", family=family),
                   tcp(port, "S", family=family, to=81), udp(port, family=family)), 4, "flows")
        header = ip if family == 4 else ip6
        field = "proto" if family == 4 else "nh"
        same(count(*(header(**{field: 132}) / Raw(bytes([0, port]) + bytes(10))
                     for port in range(4))), 1, "SCTP flows")
        same(count(*(header(**{field: 50}) / Raw(bytes([spi]) * 12) for spi in range(4))), 1,
             "ESP flows")
        same(count(header(**{field: 47}) / Raw(bytes(8)), header(**{field: 50})), 1, "GRE flows")
    echo = [ip() / ICMP(id=x) for x in range(3)]
    same(count(*echo), 1, "ICMP flows")
    same(count(*(ip6() / ICMPv6EchoRequest(id=x) for x in range(3))), 1, "ICMPv6 flows")
    # Each address by itself.
    same(count(IP(src="192.0.2.1", dst=SERVER, proto=50), IP(src=CLIENT, dst="192.0.2.1", proto=50),
               IP(src="192.0.2.1", dst=CLIENT, proto=50)), 2, "flows of address pairs")


@rule("9.3: with three tuples ports count for nothing, and protocols do", targets=ALL,
      stickiness="source_ip_dest_ip_proto")
def three_tuple(lab):
    seen = {}
    for name, packets in {
            "tcp": [tcp(lab.fresh_port(), "S") for _ in range(8)] + [tcp(lab.fresh_port(), "PA")],
            "udp": [udp(lab.fresh_port()) for _ in range(8)]}.items():
        flows = {lab.round_trip(x).flow for x in packets}
        flows |= {lab.round_trip(answer(x)).flow for x in packets}
        same(len(flows), 1, name)
        seen[name] = flows
    same(lab.ask("flows"), 2, "flows")
    assert seen["tcp"] != seen["udp"]


@rule("9.3: with two tuples only addresses count", targets=ALL, stickiness="source_ip_dest_ip")
def two_tuple(lab):
    packets = [tcp(lab.fresh_port(), "S"), udp(lab.fresh_port()), ip() / ICMP(id=7),
               ip(proto=50) / Raw(bytes(12)), IP(src=CLIENT, dst=SERVER, frag=9, proto=17) / Raw(
                   bytes(8))]
    flows = {lab.round_trip(x).flow for x in packets}
    same(len(flows), 1, "one target, source port and cookie")
    same(lab.ask("flows"), 1, "flows")
    lab.round_trip(udp(lab.fresh_port(), family=6))
    same(lab.ask("flows"), 2, "flows")


@rule("9.3: TCP begins with SYN alone; each other combination of flags begins nothing")
def begins_with_syn(lab):
    refused = 0
    for family in (4, 6):
        for flags in range(64):
            is_syn = flags & 0x12 == 0x02
            packet = tcp(lab.fresh_port(), flags, family=family)
            if is_syn:
                lab.through(packet)
            else:
                lab.give(packet)
                refused += 1
    lab.expect_drops(not_syn=refused)


@rule("9.3: everything else begins with any packet, from either end")
def begins_with_any(lab):
    header = {4: ip, 6: ip6}
    for family in (4, 6):
        lab.round_trip(udp(lab.fresh_port(), family=family))
        lab.round_trip(answer(udp(lab.fresh_port(), family=family)))
        for protocol in (0x2F, 0x32, 0x84, 0x59, 0xFD):
            field = "proto" if family == 4 else "nh"
            lab.round_trip(header[family](**{field: protocol}) / Raw(bytes(12)))
    lab.expect_drops()


@rule("9.3: a TCP connection is one flow from its SYN to its last ACK", targets=ALL)
def connection(lab):
    for family in (4, 6):
        port = lab.fresh_port()
        there = lambda flags, data=b"": tcp(port, flags, data, family)
        back = lambda flags, data=b"": answer(tcp(port, flags, data, family))
        steps = [there("S"), back("SA"), there("A"), there("PA", b"GET"), back("A"),
                 back("PA", b"page"), there("A"), there("FA"), back("A"), back("FA"), there("A")]
        same(len({lab.round_trip(x).flow for x in steps}), 1, "target, source port and cookie")
    lab.expect_drops()


@rule("9.3: an idle TCP flow is forgotten after its timeout, 350 seconds by default")
def tcp_idle(lab):
    check_timeout(lab, 350)


@rule("9.3: an idle TCP flow is forgotten after its timeout, the shortest", tcp_idle_timeout=60)
def tcp_idle_shortest(lab):
    check_timeout(lab, 60)


@rule("9.3: an idle TCP flow is forgotten after its timeout, the longest", tcp_idle_timeout=6000)
def tcp_idle_longest(lab):
    check_timeout(lab, 6000)


def check_timeout(lab, timeout):
    port = lab.fresh_port()
    opener = tcp(port, "S")
    first = lab.through(opener)
    lab.ask("age", seconds=timeout - 5)
    same(lab.round_trip(tcp(port, "A")).flow, first.flow, "still")
    # The keepalive began the time anew.
    lab.ask("age", seconds=timeout - 5)
    same(lab.round_trip(answer(tcp(port, "PA"))).flow, first.flow, "still")
    lab.ask("age", seconds=timeout + 5)
    for flags in ("A", "PA", "FA", "SA", "R"):
        lab.give(tcp(port, flags))
    lab.give_back(first)  # what the appliance had is too late
    lab.expect_drops(not_syn=5, unknown_flow=1)
    lab.round_trip(opener)


@rule("9.3: everything else is forgotten after 120 seconds, and the next packet begins a new flow")
def others_idle(lab):
    for packet in (udp(lab.fresh_port()), ip(proto=50) / Raw(bytes(8)), ip() / ICMP(id=1),
                   udp(lab.fresh_port(), family=6)):
        lab.round_trip(packet)
        lab.ask("age", seconds=115)
        lab.round_trip(answer(packet) if UDP in packet else packet)
        lab.ask("age", seconds=125)
        same(lab.ask("flows"), 0, "flows")
        lab.round_trip(packet)
        lab.ask("age", seconds=125)
    lab.expect_drops()


@rule("9.3: a return refreshes a flow as much as what is given")
def return_refreshes(lab):
    packet = udp(lab.fresh_port())
    envelope = lab.through(packet)
    for _ in range(3):
        lab.ask("age", seconds=100)
        lab.deliver(envelope)
    lab.expect_drops()


@rule("9.3: a connection is forgotten soon after both ends closed it, not after one did")
def closed(lab):
    port = lab.fresh_port()
    for packet in (tcp(port, "S"), answer(tcp(port, "SA")), tcp(port, "FA")):
        lab.through(packet)
    lab.ask("age", seconds=100)
    lab.through(answer(tcp(port, "PA", b"half closed")))
    lab.through(answer(tcp(port, "FA")))
    lab.through(tcp(port, "A"))  # the last one is still carried
    lab.ask("age", seconds=60)
    same(lab.ask("flows"), 0, "flows")
    lab.give(tcp(port, "A"))
    lab.expect_drops(not_syn=1)


@rule("9.3: a connection is forgotten soon after a reset")
def reset(lab):
    port = lab.fresh_port()
    lab.through(tcp(port, "S"))
    lab.through(answer(tcp(port, "RA")))
    lab.ask("age", seconds=60)
    same(lab.ask("flows"), 0, "flows")


@rule("9.3: with resets on, a segment of no known flow is answered, and only that",
      resets=["idle_timeout"])
def idle_resets(lab):
    for family in (4, 6):
        port = lab.fresh_port()
        for flags, data in (("A", b""), ("PA", b"12345"), ("FA", b""), ("SA", b""), ("P", b"123")):
            segment = tcp(port, flags, data, family)
            segment[TCP].seq, segment[TCP].ack = 1000, 5000
            lab.give(segment)
            frame = lab.routers[0].receive()
            assert frame, f"no reset: {lab.dropped()}"
            check_reset(frame[14:], segment, len(data))
        lab.give(tcp(port, "R", family=family))
        lab.give(tcp(port, "RA", family=family))
    found = lab.dropped()
    same(found, {"not_syn": 14}, "drops")
    lab.expect_silence()


@rule("9.3: fragments belong to the flow of their first one; one that comes before it waits for it",
      targets=ALL)
def fragments(lab):
    for identification in range(16):
        port = lab.fresh_port()
        whole = lab.through(udp(port)).flow
        first = ip(id=identification, flags="MF") / UDP(sport=port, dport=53, len=88) / Raw(
            bytes(64))
        later = ip(id=identification, frag=9, proto=17) / Raw(bytes(16))
        same(lab.round_trip(first).flow, whole, "the first's")
        same(lab.round_trip(later).flow, whole, "the later's")
    lab.give(ip(id=99, frag=9, proto=17) / Raw(bytes(16)))
    lab.expect_drops(fragment_kept=1)


@rule("9.3: ICMP errors are with the flow that they quote, in either direction", targets=ALL)
def icmp_errors(lab):
    for family in (4, 6):
        for _ in range(16):
            packet = udp(lab.fresh_port(), bytes(64), family=family)
            flow = lab.through(packet).flow
            same(lab.round_trip(unreachable(packet)).flow, flow, "the error's")
            same(lab.round_trip(unreachable(answer(packet), SERVER6 if family == 6 else SERVER))
                 .flow, flow, "the other direction's error's")
    lab.expect_drops()


@rule("9.3: an ICMP error to another than the sender of what it quotes is a flow of its own",
      targets=ALL)
def foreign_icmp_errors(lab):
    for family in (4, 6):
        packet = udp(lab.fresh_port(), bytes(64), family=family)
        flow = lab.through(packet).flow
        before = lab.ask("flows")
        for host in range(4):
            error = unreachable(packet)
            error.dst = f"10.0.1.{20 + host}" if family == 4 else f"2001:db8:2::{20 + host}"
            assert lab.through(error).flow != flow
        same(lab.ask("flows") - before, 4, "flows")
    redirect = unreachable(udp(lab.fresh_port()))
    redirect[ICMP].type = 5
    lab.give(redirect)
    lab.expect_drops(link_scope=1)


@rule("9.3: what says another length than it has makes no flow")
def wrong_lengths(lab):
    count = 0
    for length in (0, 5, 19, 20, 27, 30, 0xFFFF):
        packet = udp(lab.fresh_port())
        packet.len = length
        lab.give(packet)
        count += 1
    for length in (0, 7, 10, 0xFFFF):
        packet = udp(lab.fresh_port(), family=6)
        packet.plen = length
        lab.give(packet)
        count += 1
    lab.expect_drops(malformed=count)
    same(lab.ask("flows"), 0, "flows")
    # What is behind the end is the link's padding.
    packet = udp(lab.fresh_port())
    lab.give(bytes(packet) + bytes(7))
    same(lab.take().inner, bytes(packet) + bytes(7), "inside GENEVE")


@rule("9.3: what is malformed makes no flow")
def malformed(lab):
    whole = bytes(udp(lab.fresh_port()))
    whole6 = bytes(udp(lab.fresh_port(), family=6))
    count = 0
    for data in (whole, whole6):
        header = (20 if data is whole else 40) + 4
        for length in range(1, header):
            lab.give(data[:length])
            count += 1
    for version in (0, 1, 5, 7, 15):
        lab.give(bytes([version << 4 | 5]) + whole[1:])
        count += 1
    for words in range(5):
        lab.give(bytes([0x40 | words]) + whole[1:])
        count += 1
    lab.expect_drops(malformed=count)
    same(lab.ask("flows"), 0, "flows")


@rule("9.3: a TCP segment that ends in its header is malformed, whatever the link's padding looks like",
      resets=["idle_timeout"])
def cut_segments(lab):
    for family in (4, 6):
        port = lab.fresh_port()
        for flags in ("S", "A"):
            for size in range(1, 20):
                segment = tcp(port, flags, family=family)
                if family == 4:
                    segment.len = 20 + size
                else:
                    segment.plen = size
                lab.give(segment)
    lab.expect_drops(malformed=2 * 2 * 19)
    same(lab.ask("flows"), 0, "flows")
