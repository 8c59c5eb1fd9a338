"""Section 9, rule 2, and section 1.3: what an appliance may return, and what nobody takes from it."""

from scapy.contrib.geneve import GeneveOptions
from scapy.layers.inet import ICMP, IP, TCP, UDP, IPOption
from scapy.layers.inet6 import ICMPv6DestUnreach, ICMPv6ND_Redirect, IPv6
from scapy.packet import Raw

from lab import CLASS, rule, same
from packets import CLIENT, CLIENT6, SERVER, SERVER6, answer, ip6, tcp, udp, unreachable


def flip(data, place=-1):
    data = bytearray(data)
    data[place] ^= 1
    return bytes(data)


@rule("9.2: an answer with the outer addresses swapped comes out of the endpoint of option 1")
def returned(lab):
    for endpoint in (0, 1):
        for family in (4, 6):
            lab.round_trip(tcp(lab.fresh_port(), "S", family=family), endpoint)
            lab.round_trip(udp(lab.fresh_port(), family=family), endpoint)
    lab.expect_drops()


@rule("1.3: TTL, service, identification, DF and the UDP checksum of a return are the appliance's")
def free_fields(lab):
    envelope = lab.through(udp(lab.fresh_port()))
    for ttl in (1, 2, 63, 255):
        lab.deliver(envelope, ip={"ttl": ttl})
    for fields in ({"tos": 0xFC}, {"id": 0xABCD}, {"flags": ""}, {"flags": "DF", "id": 1}):
        lab.deliver(envelope, ip=fields)
    for checksum in (None, 1, 0xFFFF):
        lab.deliver(envelope, udp={"chksum": checksum})
    lab.expect_drops()


@rule("9.2: an appliance may change the inner packet within its flow")
def changed(lab):
    port = lab.fresh_port()
    for family in (4, 6):
        envelope = lab.through(tcp(port, "S", family=family))
        other = tcp(port, "S", b"other", family=family)
        other[IPv6 if family == 6 else IP].setfieldval("hlim" if family == 6 else "ttl", 9)
        lab.deliver(envelope, inner=other, expected=other)
        lab.deliver(envelope, inner=tcp(port, "RA", family=family),
                    expected=tcp(port, "RA", family=family))
    lab.expect_drops()


@rule("9.2: an appliance may lose a packet, and give one back twice or late")
def lost(lab):
    lost_one, late = (lab.through(udp(lab.fresh_port())) for _ in range(2))
    lab.round_trip(udp(lab.fresh_port()))
    lab.deliver(late)
    lab.deliver(late)
    lab.expect_drops()
    assert lost_one.flow != late.flow


@rule("9.2: an appliance may answer in the flow's other direction with the header that it got")
def opposite(lab):
    for family in (4, 6):
        opener = tcp(lab.fresh_port(), "S", family=family)
        envelope = lab.through(opener)
        refusal = answer(opener)
        refusal[TCP].flags = "RA"
        refusal = refusal.__class__(bytes(refusal))
        lab.deliver(envelope, inner=refusal, expected=refusal)
    lab.expect_drops()


@rule("1.3: an appliance's ICMP error goes back in the header of the flow that it quotes")
def icmp_errors(lab):
    for family in (4, 6):
        packet = udp(lab.fresh_port(), b"x" * 64, family=family)
        envelope = lab.through(packet)
        for source in (None, packet[IPv6 if family == 6 else IP].dst):
            error = unreachable(packet, source)
            lab.deliver(envelope, inner=error, expected=error)
    lab.expect_drops()


@rule("9.2: an ICMP error about another flow, or about none, is not taken")
def foreign_icmp_errors(lab):
    envelope = lab.through(udp(lab.fresh_port()))
    other = udp(lab.fresh_port())
    lab.through(other)
    lab.give_back(envelope, inner=unreachable(other))
    lab.give_back(envelope, inner=unreachable(udp(lab.fresh_port())))
    error = IP(src="10.0.1.1", dst=CLIENT) / ICMP(type=3, code=1) / Raw(b"\x45" + bytes(12))
    lab.give_back(envelope, inner=error)
    lab.expect_drops(cookie=1, unknown_flow=2)


def of_icmp(error, **fields):
    """The error with other fields of ICMP."""
    for name, value in fields.items():
        setattr(error[ICMP], name, value)
    error[ICMP].chksum = None
    return IP(bytes(error))


@rule("9.2: an ICMP error goes to the sender of what it quotes, and to nobody else")
def errors_to_others(lab):
    packet, packet6 = udp(lab.fresh_port()), udp(lab.fresh_port(), family=6)
    envelope, envelope6 = lab.through(packet), lab.through(packet6)
    for destination in ("10.0.1.11", "198.51.100.66", SERVER, "8.8.8.8"):
        error = unreachable(packet)
        error.dst = destination
        lab.give_back(envelope, inner=error)
    for destination in (SERVER6, "2001:db8:2::11"):
        error = unreachable(packet6)
        error.dst = destination
        lab.give_back(envelope6, inner=error)
    # About a packet of the other family.
    lab.give_back(envelope6, inner=IPv6(src="2001:db8:2::1", dst=packet6.src)
                  / ICMPv6DestUnreach(code=4) / Raw(bytes(packet)))
    lab.give_back(envelope, inner=IP(src="10.0.1.1", dst=CLIENT) / ICMP(type=3, code=3)
                  / Raw(bytes(packet6)))
    lab.expect_drops(unknown_flow=8)
    lab.deliver(envelope, inner=unreachable(packet), expected=unreachable(packet))
    lab.deliver(envelope6, inner=unreachable(packet6), expected=unreachable(packet6))


@rule("9.2: redirects and what has link scope are nobody's, from an appliance as well")
def link_scope(lab):
    packet = udp(lab.fresh_port())
    envelope = lab.through(packet)
    lab.give_back(envelope, inner=of_icmp(unreachable(packet), type=5, code=1))
    lab.give_back(envelope, inner=IPv6(src="2001:db8:2::1", dst=CLIENT6) / ICMPv6ND_Redirect(),
                  proto=0x86DD)
    for destination in ("224.0.0.5", "255.255.255.255", "169.254.169.254"):
        error = unreachable(packet)
        error.dst = destination
        lab.give_back(envelope, inner=error)
    lab.expect_drops(link_scope=5)


@rule("9.2: an error about a later fragment is of the datagram's flow")
def errors_about_fragments(lab):
    port = lab.fresh_port()
    first = IP(src=CLIENT, dst=SERVER, id=9, flags="MF") / UDP(
        sport=port, dport=53, len=8 + 64 + 16) / Raw(bytes(64))
    later = IP(src=CLIENT, dst=SERVER, id=9, frag=9, proto=17) / Raw(bytes(16))
    flow = lab.round_trip(first).flow
    envelope = lab.through(later)
    error = unreachable(later)
    lab.deliver(envelope, inner=error, expected=error)
    same(lab.through(error).flow, flow, "the way in")
    lab.expect_drops()


@rule("9.2: errors keep no flow alive")
def errors_refresh_nothing(lab):
    packet = udp(lab.fresh_port())
    envelope = lab.through(packet)
    lab.ask("age", seconds=100)
    lab.deliver(envelope, inner=unreachable(packet), expected=unreachable(packet))
    lab.through(unreachable(packet))
    lab.ask("age", seconds=30)
    same(lab.ask("flows"), 0, "flows")
    lab.expect_drops()


@rule("9.2: an inner packet is as long as it says, and an IPv4 header has its checksum")
def inner_headers(lab):
    packet = udp(lab.fresh_port(), b"x" * 32)
    packet6 = udp(lab.fresh_port(), b"x" * 32, family=6)
    envelope, envelope6 = lab.through(packet), lab.through(packet6)
    count = 0
    for length in (0, 5, 19, 27, len(packet) + 1, 0x05DC, 0xFFFF):
        wrong = packet.copy()
        wrong.len, wrong.chksum = length, None
        lab.give_back(envelope, inner=wrong)
        count += 1
    for length in (0, 7, 41, 0xFFFF):
        wrong = packet6.copy()
        wrong.plen = length
        lab.give_back(envelope6, inner=wrong)
        count += 1
    for place in (1, 8, 10, 11):
        wrong = bytearray(bytes(packet))
        wrong[place] ^= 1
        lab.give_back(envelope, inner=wrong)
        count += 1
    with_options = IP(src=CLIENT, dst=SERVER, options=[IPOption(b"\x94\x04\x00\x00")]) / packet[UDP]
    for place in (10, 23):
        wrong = bytearray(bytes(with_options))
        wrong[place] ^= 1
        lab.give_back(envelope, inner=wrong)
        count += 1
    lab.expect_drops(inner_packet=count)
    lab.deliver(envelope, inner=with_options, expected=with_options)


@rule("9.2: an appliance originates nothing: a packet of no flow is not taken")
def originated(lab):
    envelope = lab.through(udp(lab.fresh_port()))
    for inner in (udp(lab.fresh_port()), tcp(lab.fresh_port(), "S"),
                  udp(lab.fresh_port(), family=6), answer(udp(lab.fresh_port()))):
        proto = 0x86DD if IPv6 in inner else 0x0800
        lab.give_back(envelope, inner=inner, proto=proto)
    lab.expect_drops(unknown_flow=4)


@rule("9.2: the options must be those that were issued, in their order, class and lengths")
def options(lab):
    envelope = lab.through(udp(lab.fresh_port()))
    good = envelope.given_options
    ids = {name: option.data for name, option in
           zip(("endpoint", "attachment", "cookie"), envelope.options)}
    for place in range(8):
        lab.give_back(envelope, options=good(endpoint=flip(ids["endpoint"], place)))
        lab.give_back(envelope, options=good(attachment=flip(ids["attachment"], place)))
    for place in range(4):
        lab.give_back(envelope, options=good(cookie=flip(ids["cookie"], place)))
    lab.expect_drops(unknown_endpoint=8, attachment=8, cookie=4)


def wrong_options(envelope):
    """Of the right length in all, and not AWS's three."""
    good = envelope.given_options()
    for order in ((0, 2, 1), (1, 0, 2), (2, 0, 1), (1, 2, 0), (2, 1, 0), (0, 0, 2), (1, 1, 2)):
        yield [good[place] for place in order]
    for number in range(3):
        for field, values in (("classid", (0, 0x0107, 0x0109, 0xFFFF)),
                              ("type", (0, 4, 0x81, 0x82, 0x83)), ("reserved", (1, 4, 7))):
            for value in values:
                wrong = envelope.given_options()
                wrong[number].length = len(wrong[number].data) // 4
                setattr(wrong[number], field, value)
                yield wrong
    yield [GeneveOptions(classid=CLASS, type=1, data=bytes(28))]
    yield [good[2], GeneveOptions(classid=CLASS, type=1, data=bytes(20))]


@rule("9.2: other options in the same room are not taken")
def other_options(lab):
    envelope = lab.through(udp(lab.fresh_port()))
    count = 0
    for wrong in wrong_options(envelope):
        same(sum(4 + len(x.data) for x in wrong), 32, "bytes of options")
        lab.give_back(envelope, options=wrong)
        count += 1
    lab.expect_drops(options=count)


@rule("9.2: options that are missing, or more than were issued, are not taken")
def number_of_options(lab):
    envelope = lab.through(udp(lab.fresh_port()))
    good = envelope.given_options()
    more = [GeneveOptions(classid=CLASS, type=4, data=bytes(size)) for size in (0, 4, 84)]
    for wrong in ([], good[:1], good[:2], good[1:], *(good + [extra] for extra in more)):
        lab.give_back(envelope, options=wrong)
    for length in (0, 7, 9, 63):
        lab.give_back(envelope, optionlen=length)
    same(lab.settle(11), 0, "delivered")
    assert set(lab.dropped()) <= {"geneve_header", "truncated"}, lab.dropped()


@rule("9.2: each other version, flag, VNI, reserved bit and protocol type is refused")
def header(lab):
    envelope = lab.through(udp(lab.fresh_port()))
    for version in (1, 2, 3):
        lab.give_back(envelope, version=version)
    for bit in range(24):
        lab.give_back(envelope, vni=1 << bit)
    wrong = [{"oam": 1}, {"critical": 1}, {"oam": 1, "critical": 1}]
    wrong += [{"reserved": 1 << x} for x in range(6)]
    wrong += [{"reserved2": 1 << x} for x in range(8)]
    wrong += [{"proto": x} for x in (0, 0x0806, 0x6558, 0x8847, 0x0801, 0xFFFF)]
    for fields in wrong:
        lab.give_back(envelope, **fields)
    lab.give_back(envelope, proto=0x86DD)
    lab.expect_drops(
        geneve_version=3, network_identifier=24, geneve_header=len(wrong), inner_packet=1)


@rule("1.3: UDP ports that were swapped or are not the flow's are refused")
def ports(lab):
    envelope = lab.through(udp(lab.fresh_port()))
    port = envelope.udp.sport
    for wrong in (port ^ 1, port ^ 0x2000, 6081, 0, 1):
        lab.give_back(envelope, udp={"sport": wrong})
    for wrong in (port, 6080, 4789, 0):
        lab.give_back(envelope, udp={"sport": 6081, "dport": wrong})
    lab.expect_drops(source_port=5, not_geneve=4)
    lab.round_trip(udp(lab.fresh_port()))
    lab.expect_silence()


@rule("9.2: only a registered target may return, and only what it was given")
def sources(lab):
    envelope = lab.through(udp(lab.fresh_port()))
    for source in ("10.100.1.66", "10.100.1.4", "10.100.1.1", "127.0.0.1", "0.0.0.0", CLIENT):
        lab.give_back(envelope, ip={"src": source})
    lab.give_back(envelope, ip={"src": lab.targets[1]["address"]})
    lab.expect_drops(unknown_target=6, other_target=1)


@rule("9.2: another node, another Ethernet address or a VLAN is the wrong way back")
def ways(lab):
    envelope = lab.through(udp(lab.fresh_port()))
    other = lab.nodes[1]
    lab.give_back(envelope, ip={"dst": other["address"]})
    lab.subnets[1].send(envelope.returned(mac=other["mac"], ip={"dst": other["address"]}))
    lab.subnets[1].send(envelope.returned(mac=other["mac"]))
    for mac in ("ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01", "02:00:00:00:00:66"):
        lab.give_back(envelope, mac=mac)
    frame = envelope.returned()
    lab.subnets[0].send(frame[:12] + b"\x81\x00\x00\x07" + frame[12:])
    lab.expect_drops(wrong_node=3, outer_address=3, outer_header=1)


@rule("9.2: no appliance reaches another tenant's endpoint, with whatever it knows of it")
def tenants(lab):
    # Two tenants with the same addresses and ports, whose packets one appliance got.
    packet = udp(lab.fresh_port())
    mine, theirs = lab.through(packet, 0), lab.through(packet, 1)
    assert mine.cookie != theirs.cookie
    lab.deliver(mine)
    # Theirs by mine's node, with each half of what belongs to them.
    lab.give_back(mine, options=theirs.given_options())
    lab.give_back(mine, options=theirs.given_options(), udp={"sport": theirs.udp.sport})
    lab.give_back(mine, options=mine.given_options(endpoint=theirs.options[0].data))
    lab.give_back(mine, options=theirs.given_options(cookie=mine.cookie))
    # And by their own node: as itself, it was not given the flow.
    lab.subnets[1].send(theirs.returned(ip={"src": mine.ip.dst}))
    lab.give_back(mine, options=mine.given_options(cookie=theirs.cookie))
    same(lab.settle(6), 0, "delivered")
    lab.deliver(mine)
    lab.deliver(theirs)


def shortened(packet, length):
    """So many bytes of a packet, which says so."""
    data = bytearray(packet[:length])
    if packet[0] >> 4 == 6 and length >= 6:
        data[4:6] = max(length - 40, 0).to_bytes(2, "big")
    elif packet[0] >> 4 == 4 and length >= 20:
        header = IP(bytes(packet[:20]))
        header.len, header.chksum = length, None
        data[:20] = bytes(header)
    return bytes(data)


@rule("9.2: truncated at each byte, a return is refused, counted and never delivered")
def truncated(lab):
    for family in (4, 6):
        envelope = lab.through(udp(lab.fresh_port(), b"x" * 40, family=family))
        whole, header = envelope.returned(), 28 if family == 4 else 48
        lab.reset_drops()
        for length in range(14 + 28, len(whole)):
            lab.subnets[0].send(whole[:length])
        same(lab.settle(len(whole) - 14 - 28), 0, "delivered")
        # With GENEVE's lengths right, and the inner packet shorter than it says.
        lab.reset_drops()
        for length in range(len(envelope.inner)):
            lab.give_back(envelope, inner=envelope.inner[:length])
        lab.expect_drops(inner_packet=len(envelope.inner))
        # All lengths right: what still has a UDP header is of its flow, and to cut it is the
        # appliance's right.
        lab.reset_drops()
        for length in range(len(envelope.inner)):
            lab.give_back(envelope, inner=shortened(envelope.inner, length))
        same(lab.settle(len(envelope.inner)), len(envelope.inner) - header, "delivered")


@rule("9.2: fragments, options and a wrong checksum of the outer header are refused")
def outer(lab):
    envelope = lab.through(udp(lab.fresh_port(), bytes(64)))
    lab.give_back(envelope, ip={"flags": "MF"})
    lab.give_back(envelope, ip={"flags": "", "frag": 1})
    lab.give_back(envelope, ip={"flags": "MF", "frag": 100})
    lab.give_back(envelope, ip={"options": [Raw(b"\x01\x01\x01\x01")], "ihl": 6})
    lab.expect_drops(outer_header=1, outer_fragment=3)
    for place in range(1, 12):
        frame = bytearray(envelope.returned())
        if place in (2, 3, 6, 7, 9):
            continue  # lengths, fragments and the protocol are looked at first
        frame[14 + place] ^= 0x10
        lab.subnets[0].send(bytes(frame))
    lab.expect_drops(outer_header=1, outer_fragment=3, outer_checksum=6)


@rule("9.2: fragments that an appliance returns follow their first one")
def fragments(lab):
    first = IP(src=CLIENT, dst=SERVER, id=9, flags="MF") / UDP(
        sport=lab.fresh_port(), dport=53, len=8 + 64 + 16) / Raw(bytes(64))
    later = IP(src=CLIENT, dst=SERVER, id=9, frag=9, proto=17) / Raw(bytes(16))
    one, two = lab.through(first), lab.through(later)
    assert one.flow == two.flow
    lab.deliver(one)
    lab.deliver(two)
    lab.give_back(two, inner=IP(src=CLIENT, dst=SERVER, id=10, frag=9, proto=17) / Raw(bytes(16)))
    lab.expect_drops(fragment_before_first=1)


@rule("9.2: an inner packet of the other family than GENEVE says is refused")
def families(lab):
    four = lab.through(udp(lab.fresh_port()))
    six = lab.through(udp(lab.fresh_port(), family=6))
    lab.give_back(four, inner=six.inner)
    lab.give_back(six, inner=four.inner)
    lab.give_back(four, inner=b"\x55" + four.inner[1:])
    lab.give_back(four, inner=b"")
    lab.give_back(six, inner=bytes(ip6(nh=0)))
    lab.expect_drops(inner_packet=5)


@rule("9.2: a return that is larger than the endpoint's MTU is dropped and counted")
def oversize(lab):
    port, mtu = lab.fresh_port(), lab.endpoints[0]["mtu"]
    envelope = lab.through(udp(port))
    whole = udp(port, bytes(mtu - 28))
    lab.deliver(envelope, inner=whole, expected=whole)
    lab.give_back(envelope, inner=udp(port, bytes(mtu - 27)))
    lab.expect_drops(oversize=1)


@rule("9.2: where flows are rebalanced, what the last target had in flight is still taken",
      rebalances=True)
def in_flight(lab):
    envelope = lab.through(udp(lab.fresh_port()))
    lab.deliver(envelope, ip={"src": lab.targets[1]["address"]})
    lab.give_back(envelope, ip={"src": "10.100.1.66"})
    lab.expect_drops(unknown_target=1)
