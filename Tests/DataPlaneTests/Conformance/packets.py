"""Packets between a client and a server, of either family, as scapy builds them."""

from scapy.layers.inet import ICMP, IP, TCP, UDP
from scapy.layers.inet6 import ICMPv6DestUnreach, IPv6
from scapy.packet import Raw

from lab import same

CLIENT, SERVER = "198.51.100.10", "10.0.1.10"
CLIENT6, SERVER6 = "2001:db8:1::10", "2001:db8:2::10"


def ip(**fields):
    return IP(src=CLIENT, dst=SERVER, **fields)


def ip6(**fields):
    return IPv6(src=CLIENT6, dst=SERVER6, **fields)


def answer(packet):
    """A packet of the other direction of the same flow."""
    reply = packet.copy()
    network = reply[IPv6] if IPv6 in reply else reply[IP]
    network.src, network.dst = network.dst, network.src
    for transport in (TCP, UDP):
        if transport in reply:
            part = reply[transport]
            part.sport, part.dport = part.dport, part.sport
            part.chksum = None
    network.chksum = None
    return reply.__class__(bytes(reply))


def tcp(port, flags, payload=b"", family=4, to=80):
    network = ip() if family == 4 else ip6()
    return network / TCP(sport=port, dport=to, flags=flags, seq=1, ack=2) / Raw(payload)


def udp(port, payload=b"?", family=4, to=53):
    network = ip() if family == 4 else ip6()
    return network / UDP(sport=port, dport=to) / Raw(payload)


def unreachable(packet, source=None):
    """What a router on the way says of a packet: nobody is there."""
    if IPv6 in packet:
        return IPv6(src=source or "2001:db8:2::1", dst=packet[IPv6].src) / ICMPv6DestUnreach(
            code=4) / Raw(bytes(packet)[:1000])
    return IP(src=source or "10.0.1.1", dst=packet[IP].src) / ICMP(type=3, code=3) / Raw(
        bytes(packet)[:520])


def check_reset(data, segment, length):
    """RFC 9293, section 3.10.7.1, as scapy reads it."""
    layer = IPv6 if IPv6 in segment else IP
    reset = layer(data)
    same((reset.src, reset.dst), (segment[layer].dst, segment[layer].src), "ends")
    answer_, sent = reset[TCP], segment[TCP]
    same((answer_.sport, answer_.dport), (sent.dport, sent.sport), "ports")
    if sent.flags & 0x10:
        same((str(answer_.flags), answer_.seq), ("R", sent.ack), "reset")
    else:
        extra = bool(sent.flags & 2) + bool(sent.flags & 1)
        same((str(answer_.flags), answer_.seq, answer_.ack),
             ("RA", 0, sent.seq + length + extra), "reset")
    rebuilt = reset.copy()
    del rebuilt[TCP].chksum
    if layer is IP:
        del rebuilt.chksum
    same(bytes(rebuilt), data, "checksums")
