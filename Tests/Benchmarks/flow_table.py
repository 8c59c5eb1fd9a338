"""What an endpoint's program costs with few flows, with a million, and for a new one; their memory."""

from pathlib import Path

import paths
from bumpwire import RUN_DIRECTORY, Bumpwire
from commands import CommandFailed, run, run_inside
from figures import spread, table

FLOWS = 1_000_000
REPETITIONS = 3


def measure(bumpwire: Bumpwire, directory: Path) -> str:
    """Each repetition on a load balancer of its own, whose flow table is empty."""
    binary = str(directory / "flows")
    run("clang", "-O2", "-o", binary, str(Path(__file__).with_name("flows.c")))
    found: dict[str, list[float]] = {}
    for _ in range(REPETITIONS):
        with bumpwire.owning(paths.INSPECTED.topology):
            bumpwire.apply(paths.INSPECTED.write(directory))
            for line in _run(binary).splitlines():
                name, value = line.split()
                found.setdefault(name, []).append(float(value))
    hot = found["hot"]
    rows = [
        [what, spread(found[name], 0), spread([one / two for one, two in zip(found[name], hot)])]
        for name, what in (
            ("hot", "a packet of one of 256 flows, which are all"),
            ("hot_among_many", f"the same among {FLOWS:,} live flows"),
            ("cold", f"a packet of any of {FLOWS:,} live flows, in turn"),
            ("new", f"the first packet of each of {FLOWS:,} flows"),
        )
    ]
    new = spread([1e6 / value for value in found["new"]], 0)
    return (
        f"Flow table, {REPETITIONS} repetitions: one run of the endpoint's program, its GENEVE header\n"
        "included, on a frame of 54 bytes (BPF_PROG_TEST_RUN), medians.\n\n"
        + table(["", "ns", "times the first"], rows)
        + f"\n\nSo many new flows a second would keep one processor busy: {new} thousand.\n"
        + f"A live flow takes {spread(found['bytes'], 0)} bytes, and the table without any "
        + f"{spread([value / (1 << 20) for value in found['empty']], 0)} MiB."
    )


def _run(binary: str) -> str:
    kind = paths.INSPECTED
    namespace = kind.namespace("security.gateway_load_balancer.inspection")
    encoded = namespace.replace(".", "%2e")
    pins = list(
        (RUN_DIRECTORY / kind.topology / "bpf").glob(f"v*/{encoded}/links/gwlb_endpoint-*")
    )
    if len(pins) != 1:
        raise CommandFailed(f"{len(pins)} programs of endpoints are pinned, not one")
    index = pins[0].name.split("-")[1]
    table = str(pins[0].parents[1] / "maps" / "flows")
    return run_inside(namespace, binary, str(pins[0]), index, str(FLOWS), table, timeout=300)
