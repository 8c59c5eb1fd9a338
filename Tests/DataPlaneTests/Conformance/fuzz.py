"""Random, truncated, stretched and spoofed packets: what is not as it should be is dropped and
counted, and nothing else is ever delivered."""

import os
import random
from collections import Counter

from scapy.layers.inet import ICMP, IP, TCP
from scapy.layers.inet6 import IPv6
from scapy.packet import Raw, fuzz

from kinds import ipv4, ipv6
from lab import GENEVE_PORT, OVERHEAD, Envelope, rule, same
from packets import answer, ip, ip6, tcp, udp, unreachable
from wire import layout

FRAMES = int(os.environ.get("BUMPWIRE_FRAMES", "6000"))
SEED = int(os.environ.get("BUMPWIRE_SEED", "1"))
AT_ONCE = 50
LONGEST = 1590
# Of an envelope, what is left to the way back: service, lengths, identification, DF, TTL, the two
# checksums. The lengths and the header's checksum are looked at by themselves.
FREE = {1, 2, 3, 4, 5, 8, 10, 11, 24, 25, 26, 27}


class Mutation:
    """Damages packets, the same way for the same seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def damage(self, data):
        data, pick = bytearray(data), self.random
        for _ in range(pick.randrange(1, 4)):
            if not data:
                break
            place = pick.randrange(min(len(data), 120) if pick.random() < 0.8 else len(data))
            kind = pick.randrange(5)
            if kind == 0:
                data[place] ^= 1 << pick.randrange(8)
            elif kind == 1:
                data[place] = pick.choice((0, 1, 0x45, 0x4F, 0x60, 0x7F, 0x80, 0xFF))
            elif kind == 2:
                word = pick.choice((0, 1, 0x0108, GENEVE_PORT, 0x2000, 0xFFFF, pick.getrandbits(16)))
                data[place:place + 2] = word.to_bytes(2, "big")
            elif kind == 3:
                del data[place:place + pick.randrange(1, 40)]
            else:
                data[place:place] = pick.randbytes(pick.randrange(1, 40))
        return bytes(data)

    def packet(self, packets):
        pick, choice = self.random, self.random.random()
        data = pick.choice(packets)
        if choice < 0.05:
            data = bytes([pick.choice((0x45, 0x60, pick.randrange(256)))]) + pick.randbytes(
                pick.randrange(LONGEST))
        elif choice < 0.15:
            data = data[:pick.randrange(1, len(data) + 1)]
        elif choice < 0.2:
            data += pick.randbytes(pick.randrange(1, LONGEST))
        elif choice < 0.9:
            data = self.damage(data)
        return data[:LONGEST] or b"\x45"


def inner_packets(lab):
    """One of each kind, and some of whose fields scapy leaves none."""
    packets = [bytes(x) for kinds in (ipv4, ipv6) for _, x in kinds(lab)]
    packets += [bytes(x) for x in (
        udp(7), answer(udp(7)), tcp(7, "S"), tcp(7, "PA", b"data"), udp(7, family=6),
        tcp(7, "S", family=6), unreachable(udp(7)), unreachable(udp(7, family=6)))]
    random.seed(SEED)
    for _ in range(40):
        for packet in (fuzz(ip() / TCP()) / Raw(b"x" * 40), ip() / fuzz(ICMP()), ip6() / fuzz(TCP())):
            try:
                packets.append(bytes(packet)[:LONGEST])
            except Exception:
                continue  # some fields are of no use to scapy itself
    return packets


@rule("From a router: an appliance gets what was sent, in AWS's envelope, or nobody gets anything")
def endpoint(lab):
    from_router(lab)


@rule("From a router, with resets on: whoever is answered is reset, and sent a segment that is none",
      resets=["idle_timeout", "unhealthy", "deregistration"])
def resets(lab):
    assert from_router(lab) > 0


@rule("From a router, with resets on: of two segments of one connection the whole one is answered",
      resets=["idle_timeout"])
def one_cut_short(lab):
    for family in (4, 6):
        whole = bytes(tcp(lab.fresh_port(), "A", family=family))
        for size in range(1, 20):
            sent = [whole[:-size], whole]
            for data in sent:
                lab.give(data)
            check_reset_of(lab.routers[0].receive()[14:], sent)
    lab.expect_drops(malformed=38, not_syn=38)


def from_router(lab):
    mutation, packets = Mutation(SEED), inner_packets(lab)
    target = lab.targets[0]
    arrived = reset = 0
    waiting = Counter()
    last = bytes(udp(1))
    # At last without any: a fragment that waited comes behind its first, and behind the last frame.
    for count in [AT_ONCE] * (FRAMES // AT_ONCE) + [0]:
        sent = [mutation.packet(packets) for _ in range(count)]
        waiting.update(sent)
        for data in sent:
            lab.give(data)
        lab.give(last)  # frames keep their order: with this one, all have been seen
        while (inner := (outer := lab.subnets[0].receive()[14:])[OVERHEAD:]) != last:
            for offset, expected, what in layout(lab, inner, 0, target):
                if outer[offset:offset + len(expected)] != expected:
                    same(outer[offset:offset + len(expected)], expected, what)
            if arrived % 64 == 0:
                # As scapy reads it, which takes longer than all else here.
                same(Envelope(bytes(12) + b"\x08\x00" + outer, 0).inner, inner, "decoded")
            waiting[inner] -= 1
            assert waiting[inner] >= 0, "what was not sent, or twice"
            arrived += 1
        while frame := lab.routers[0].receive(0):
            check_reset_of(frame[14:], sent)
            reset += 1
    drops = lab.dropped()
    # Counted once more, where they were kept: by this rule or the one before.
    drops.pop("fragment_lost", None)
    dropped, all_sent = sum(drops.values()), FRAMES // AT_ONCE * AT_ONCE
    # A fragment that was kept may have arrived later.
    assert all_sent <= arrived + dropped <= all_sent + drops.get("fragment_kept", 0), (
        f"{arrived} arrived and {dropped} were dropped of {all_sent}: {drops}")
    assert 0.1 * FRAMES < arrived < 0.9 * FRAMES, f"{arrived} of {FRAMES} arrived"
    lab.expect_silence()
    lab.ask("count", name="frames", value=FRAMES)
    lab.ask("count", name="arrived at an appliance", value=arrived)
    lab.ask("count", name="answered with a reset", value=reset)
    return reset


def check_reset_of(data, sent):
    layer = IPv6 if data[0] >> 4 == 6 else IP
    packet = layer(data)
    header = 40 if layer is IPv6 else 20
    same(len(data), header + 20, "a reset's length")
    assert str(packet[TCP].flags) in ("R", "RA"), packet.summary()
    again = packet.copy()
    del again[TCP].chksum
    if layer is IP:
        del again.chksum
    same(bytes(again), data, "a reset's checksums")
    ends = data[header + 2:header + 4] + data[header:header + 2]
    place, size = (8, 16) if layer is IPv6 else (12, 4)
    addresses = data[place + size:place + 2 * size] + data[place:place + size]
    segments = [x for x in sent if x[0] >> 4 == data[0] >> 4 and len(x) >= header + 20
                and x[place:place + 2 * size] == addresses and x[header:header + 4] == ends]
    assert any(not x[header + 13] & 4 for x in segments), "an answer to nothing, or to a reset"


def is_geneve(frame):
    """What the program has to judge as such."""
    if frame[12:14] != b"\x08\x00" or len(frame) < 34 or frame[23] != 17:
        return False
    if int.from_bytes(frame[20:22], "big") & 0x1FFF:
        return True
    udp_at = 14 + (frame[14] & 15) * 4
    return len(frame) >= udp_at + 8 and frame[udp_at + 2:udp_at + 4] == GENEVE_PORT.to_bytes(
        2, "big")


def is_return_of(frame, issued):
    """Whether all that must be as it was issued is."""
    outer, good = frame[14:14 + OVERHEAD], issued[14:14 + OVERHEAD]
    if len(frame) < 14 + OVERHEAD or frame[:6] != issued[:6] or frame[12:14] != issued[12:14]:
        return False
    # Most differ in what is quickly told.
    if outer[12:24] != good[12:24] or outer[28:] != good[28:]:
        return False
    if any(x != y for place, (x, y) in enumerate(zip(outer, good))
           if place not in FREE and place != 6):
        return False
    length = int.from_bytes(outer[2:4], "big")
    total = sum(int.from_bytes(outer[x:x + 2], "big") for x in range(0, 20, 2))
    return (outer[6] & 0x3F == 0 and length == len(frame) - 14 and total % 0xFFFF == 0
            and int.from_bytes(outer[24:26], "big") == length - 20)


def repaired(frame):
    """With lengths and a header checksum that are right."""
    if len(frame) < 14 + 28:
        return frame
    data = bytearray(frame)
    data[16:18] = (len(data) - 14).to_bytes(2, "big")
    data[38:40] = (len(data) - 34).to_bytes(2, "big")
    data[24:26] = b"\0\0"
    total = sum(int.from_bytes(data[x:x + 2], "big") for x in range(14, 34, 2))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    data[24:26] = (total ^ 0xFFFF).to_bytes(2, "big")
    return bytes(data)


@rule("From an appliance: a router gets what was issued for its endpoint, or nobody gets anything")
def node(lab):
    mutation = Mutation(SEED + 1)
    issued = []
    for packet in (udp(7, b"x" * 600), tcp(7, "S"), udp(7, b"y", family=6), tcp(7, "S", family=6),
                   ip() / ICMP(id=7), ip(proto=47) / Raw(b"gre" * 9), ip6(nh=50) / Raw(b"esp" * 9)):
        issued.append(lab.through(packet).returned())
    # Another tenant's, which this appliance must not know: sent by its own node it is refused.
    theirs = [lab.through(packet, 1).returned() for packet in (udp(7), tcp(7, "S"))]
    ethernet = issued[0][:14]
    sentinel = lab.through(udp(9, b"sentinel"))
    delivered = stack = 0
    for start in range(0, FRAMES, AT_ONCE):
        frames = []
        for _ in range(AT_ONCE):
            choice = mutation.random.random()
            packet = mutation.packet([x[14:] for x in issued + theirs])
            frame = ethernet + packet
            if choice < 0.7:
                frame = repaired(frame)
            elif choice < 0.75:
                frame = bytes(mutation.damage(frame[:14]))[:14].ljust(14, b"\0") + packet
            frames.append(frame)
        for frame in frames:
            lab.subnets[0].send(frame)
        lab.give_back(sentinel)
        stack += sum(not is_geneve(x) for x in frames)
        allowed = {x[14 + OVERHEAD:] for x in frames
                   if is_geneve(x) and any(is_return_of(x, y) for y in issued)}
        while (frame := lab.routers[0].receive())[14:] != sentinel.inner:
            assert frame[14:] in allowed, f"delivered {frame.hex()}"
            delivered += 1
    drops = lab.dropped()
    # Of what was kept by the rule before.
    drops.pop("fragment_lost", None)
    # What is no GENEVE is the stack's only where a health check may be concerned.
    refused = drops.pop("not_geneve", 0)
    assert 0 < refused < stack, f"{refused} of {stack} that are no GENEVE were refused"
    dropped = sum(drops.values())
    same(delivered + dropped + stack, FRAMES // AT_ONCE * AT_ONCE, "delivered, dropped or left")
    assert 0.05 * FRAMES < delivered < 0.9 * FRAMES, f"{delivered} of {FRAMES} delivered"
    lab.expect_silence()
    lab.ask("count", name="frames", value=FRAMES)
    lab.ask("count", name="delivered to a router", value=delivered)
