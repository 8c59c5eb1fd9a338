"""Section 9, rules 4 and 5: which target a flow gets, and what becomes of it there."""

from scapy.layers.inet import UDP

from lab import rule, same
from packets import answer, check_reset, tcp, udp

ZONES = {0: [0, 2, 3], 1: [1, 4]}
ALL = [{"slot": slot, "zone": zone} for zone, slots in ZONES.items() for slot in slots]
MANY = 96  # of five targets, none is missed by chance


def drained(slot):
    return [{**x, "draining": x["slot"] == slot} for x in ALL]


def without(slot):
    return [x for x in ALL if x["slot"] != slot]


def spread(lab, endpoint=0, packets=None):
    """Opens many flows, and gives the slot of each one's target with its opener."""
    openers = packets or [tcp(lab.fresh_port(), "S") for _ in range(MANY)]
    return [(x, lab.slot(lab.through(x, endpoint).target)) for x in openers]


def slots(flows):
    return {slot for _, slot in flows}


def data(opener):
    packet = opener.copy()
    packet[1].flags = "PA"
    del packet[1].chksum
    return packet


def reconfigure(lab, **settings):
    """Changes the load balancer under its flows."""
    targets = settings.pop("targets", ALL)
    lab.targets = {
        **lab.targets,
        **{x["slot"]: x for x in lab.ask("change", targets=targets, settings=settings)}}


@rule("9.4: cross-zone off, a new flow gets a healthy target of its node's zone", targets=ALL)
def zonal(lab):
    lab.ask("health", healthy={"0": [0, 1, 2, 3, 4], "1": [0, 1, 2, 3, 4]})
    for zone, expected in ZONES.items():
        same(slots(spread(lab, zone)), set(expected), f"targets of zone {zone}")
    lab.ask("health", healthy={"0": [2], "1": [4]})
    same(slots(spread(lab, 0)), {2}, "healthy targets of zone 0")
    same(slots(spread(lab, 1)), {4}, "healthy targets of zone 1")


@rule("9.4: cross-zone on, a new flow gets any healthy target", targets=ALL, cross_zone=True)
def cross_zone(lab):
    everybody = [0, 1, 2, 3, 4]
    lab.ask("health", healthy={"0": everybody, "1": everybody})
    for zone in (0, 1):
        flows = spread(lab, zone)
        same(slots(flows), set(everybody), f"from zone {zone}")
    lab.ask("health", healthy={"0": [1, 3], "1": [1, 3]})
    for zone in (0, 1):
        same(slots(spread(lab, zone)), {1, 3}, f"healthy, from zone {zone}")
    # A target of the other zone returns to the node that sent.
    envelope = next(x for x in (lab.through(tcp(lab.fresh_port(), "S")) for _ in range(MANY))
                    if lab.slot(x.target) == 1)
    lab.deliver(envelope)


@rule("9.4: each zone goes by its own verdicts", targets=ALL, cross_zone=True)
def verdicts(lab):
    lab.ask("health", healthy={"0": [0, 1], "1": [3, 4]})
    same(slots(spread(lab, 0)), {0, 1}, "from zone 0")
    same(slots(spread(lab, 1)), {3, 4}, "from zone 1")


@rule("9.4: when none is healthy, a new flow gets any registered target, and stays there",
      targets=ALL)
def fail_open(lab):
    lab.ask("health", healthy={"0": [], "1": []})
    flows = spread(lab)
    same(slots(flows), set(ZONES[0]), "any registered")
    for opener, slot in flows:
        same(lab.slot(lab.through(data(opener)).target), slot, "the same")
    lab.expect_drops()


@rule("9.4: where none is registered, packets are dropped and counted",
      targets=[{"slot": 1, "zone": 1}])
def nobody(lab):
    lab.give(tcp(lab.fresh_port(), "S"))
    lab.give(udp(lab.fresh_port()))
    lab.give(udp(lab.fresh_port(), family=6))
    lab.expect_drops(no_target=3)
    lab.round_trip(udp(lab.fresh_port()), 1)
    reconfigure(lab, targets=[{"slot": 1, "zone": 1}], cross_zone=True)
    envelope = lab.through(udp(lab.fresh_port()))
    same(lab.slot(envelope.target), 1, "the other zone's")
    lab.deliver(envelope)


@rule("9.5: no_rebalance: a flow stays with its target though it is unhealthy", targets=ALL)
def no_rebalance(lab):
    lab.ask("health", healthy={"0": [0, 2, 3], "1": [1, 4]})
    flows = spread(lab)
    lab.ask("health", healthy={"0": [2], "1": [1, 4]})
    for opener, slot in flows:
        same(lab.slot(lab.through(data(opener)).target), slot, "the same target")
        same(lab.slot(lab.through(answer(data(opener))).target), slot, "the same target")
    same(slots(spread(lab)), {2}, "new flows")
    lab.expect_drops()


@rule("9.5: no_rebalance: a flow stays with its target though it is drained; new ones do not",
      targets=ALL)
def draining(lab):
    flows = spread(lab) + spread(lab, packets=[udp(lab.fresh_port()) for _ in range(MANY)])
    reconfigure(lab, targets=drained(0))
    for opener, slot in flows:
        packet = opener if UDP in opener else data(opener)
        same(lab.slot(lab.round_trip(packet).target), slot, "the same target")
    same(slots(spread(lab)), {2, 3}, "new flows")
    lab.expect_drops()


@rule("9.5: no_rebalance: a removed target's flows are dropped, and nobody else's", targets=ALL)
def removed(lab):
    flows = spread(lab)
    reconfigure(lab, targets=without(0))
    lost = 0
    for opener, slot in flows:
        if slot == 0:
            lab.give(data(opener))
            lost += 1
        else:
            same(lab.slot(lab.round_trip(data(opener)).target), slot, "the same target")
    assert lost
    lab.expect_drops(target_gone=lost)
    # A SYN opens the connection anew, with somebody who is there.
    for opener, slot in flows:
        assert lab.slot(lab.round_trip(opener).target) != 0


@rule("9.5: rebalance: exactly the unhealthy target's flows move, with the next packet",
      targets=ALL, rebalances=True)
def rebalance(lab):
    lab.ask("health", healthy={"0": [0, 2, 3], "1": [1, 4]})
    flows = spread(lab)
    lab.ask("health", healthy={"0": [2, 3], "1": [1, 4]})
    moved = 0
    for opener, slot in flows:
        now = lab.slot(lab.round_trip(data(opener)).target)
        assert now != 0 and (slot == 0 or now == slot), f"from {slot} to {now}"
        same(lab.slot(lab.round_trip(answer(data(opener))).target), now, "both directions")
        moved += slot == 0
    assert moved
    # Back, flows stay where they are.
    lab.ask("health", healthy={"0": [0, 2, 3], "1": [1, 4]})
    assert 0 not in {lab.slot(lab.through(data(opener)).target) for opener, _ in flows}
    lab.expect_drops()


@rule("9.5: rebalance: a removed target's flows move, those of a drained one not before",
      targets=ALL, rebalances=True)
def rebalance_removed(lab):
    flows = spread(lab)
    reconfigure(lab, targets=drained(0), rebalances=True)
    for opener, slot in flows:
        same(lab.slot(lab.round_trip(data(opener)).target), slot, "the same target")
    reconfigure(lab, targets=without(0), rebalances=True)
    for opener, slot in flows:
        now = lab.slot(lab.round_trip(data(opener)).target)
        assert now != 0 and (slot == 0 or now == slot), f"from {slot} to {now}"
    lab.expect_drops()


def reset_of(lab, opener):
    segment = data(opener)
    lab.give(segment)
    frame = lab.routers[0].receive()
    assert frame, f"no reset: {lab.dropped()}"
    check_reset(frame[14:], segment, 0)


@rule("9.5: send_tcp_reset: an unhealthy target's connections are reset once and forgotten",
      targets=ALL, resets=["unhealthy"])
def unhealthy_resets(lab):
    lab.ask("health", healthy={"0": [0, 2, 3], "1": [1, 4]})
    flows = spread(lab)
    lab.ask("health", healthy={"0": [2, 3], "1": [1, 4]})
    gone = 0
    for opener, slot in flows:
        if slot == 0:
            reset_of(lab, opener)
            lab.give(data(opener))  # of no known flow any more, and not answered
            gone += 1
        else:
            same(lab.slot(lab.round_trip(data(opener)).target), slot, "the same target")
    assert gone
    lab.expect_drops(target_unhealthy=gone, not_syn=gone)
    # What is not TCP stays, without a word.
    lab.ask("health", healthy={"0": [0], "1": [1]})
    packet = udp(lab.fresh_port())
    lab.round_trip(packet)
    lab.ask("health", healthy={"0": [2], "1": [1]})
    same(lab.slot(lab.round_trip(packet).target), 0, "UDP stays")


@rule("9.5: send_tcp_reset: a deregistered target's connections are reset after it was drained",
      targets=ALL, resets=["deregistration"])
def deregistration_resets(lab):
    flows = spread(lab)
    reconfigure(lab, targets=drained(0), resets=["deregistration"])
    for opener, slot in flows:
        same(lab.slot(lab.round_trip(data(opener)).target), slot, "while it is drained")
    reconfigure(lab, targets=without(0), resets=["deregistration"])
    gone = 0
    for opener, slot in flows:
        if slot == 0:
            reset_of(lab, opener)
            gone += 1
        else:
            same(lab.slot(lab.round_trip(data(opener)).target), slot, "the same target")
    assert gone
    lab.expect_drops(target_gone=gone)


@rule("9.4: a new target gets new flows, and no flow that was there before", targets=without(3))
def grown(lab):
    flows = spread(lab)
    reconfigure(lab, targets=ALL)
    same(slots(spread(lab)), {0, 2}, "before its first health checks")
    lab.ask("health", healthy={"0": [0, 2, 3], "1": [1, 4]})
    for opener, slot in flows:
        same(lab.slot(lab.round_trip(data(opener)).target), slot, "the same target")
    same(slots(spread(lab)), {0, 2, 3}, "healthy")
    lab.expect_drops()
