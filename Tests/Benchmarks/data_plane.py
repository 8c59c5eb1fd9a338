"""Throughput and latency of the inspected path, against plain forwarding and no inspection."""

from collections.abc import Callable
from pathlib import Path

import paths
from bumpwire import Bumpwire
from figures import ratios, repetitions, spread, table
from traffic import Pair

SECONDS = 2
MEASURES: dict[str, tuple[Callable[[Pair], float], int]] = {
    "TCP in, Gbit/s": (lambda pair: pair.tcp(SECONDS), 1),
    "TCP out, Gbit/s": (lambda pair: pair.tcp(SECONDS, reverse=True), 1),
    "UDP 22 B in, kpackets/s": (lambda pair: pair.udp(SECONDS, payload=22), 0),
    "ping RTT, us": (lambda pair: pair.round_trip(count=200), 0),
}


def measure(bumpwire: Bumpwire, directory: Path) -> str:
    """Interleaved, in an order that rotates, so that what else the machine does meets all alike."""
    found = {name: {kind: [] for kind in paths.ALL} for name in MEASURES}
    count = 0
    with paths.applied(bumpwire, directory):
        for number in repetitions(least=3, most=9, seconds=150):
            count += 1
            for name, (take, _) in MEASURES.items():
                first = number % len(paths.ALL)
                for kind in paths.ALL[first:] + paths.ALL[:first]:
                    found[name][kind].append(take(kind.pair))
    rows = [
        [
            name,
            *(spread(found[name][kind], digits) for kind in paths.ALL),
            spread(ratios(found[name][paths.INSPECTED], found[name][paths.PLAIN])),
            spread(ratios(found[name][paths.INSPECTED], found[name][paths.VXLAN])),
            spread(ratios(found[name][paths.INSPECTED], found[name][paths.DIRECT])),
            spread(ratios(found[name][paths.FIREWALL], found[name][paths.DIRECT])),
        ]
        for name, (_, digits) in MEASURES.items()
    ]
    return (
        f"Data plane, {count} interleaved repetitions, one stream each: through endpoint, gateway\n"
        "load balancer and pass-through appliance, or a stateful firewall; plain forwarding over\n"
        "the same links, and in the kernel's VXLAN; direct routes without them. Aims of TCP and\n"
        "packets: 0.97 and 1.0 of plain, 0.85 and 0.6 of direct, a firewall 0.8 and 0.5; of the\n"
        "round trip 1.05 of plain.\n\n"
        + table(
            [
                "",
                *(kind.name for kind in paths.ALL),
                "inspected/plain",
                "inspected/vxlan",
                "inspected/direct",
                "firewall/direct",
            ],
            rows,
        )
    )
