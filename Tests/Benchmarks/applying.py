"""`apply` of many instances, against `ip -batch` making the same objects and the kernel alone."""

import os
import time
from pathlib import Path

import calibration
from bumpwire import Bumpwire
from commands import run
from figures import ratios, repetitions, spread, table
from ip_batch import INEXPRESSIBLE, Scripts, convert

TOPOLOGY = "bench-apply"
SUBNETS, INSTANCES = 20, 200
# The kernel takes removed namespaces apart in the background, for about half a second.
SETTLING_SECONDS = 1


def measure(bumpwire: Bumpwire, directory: Path) -> str:
    """Alternating: made by one, destroyed, made by the other, destroyed."""
    file = _write_topology(directory)
    plan = bumpwire.offline_plan(file)
    scripts = convert(plan, directory)
    objects = sum(len(operation["changes"]) for operation in plan["operations"])
    namespaces = sum(_makes_namespace(operation) for operation in plan["operations"])
    applies, destroys, batches, all_tools, bare = [], [], [], [], []
    for number in repetitions(least=3, most=7, seconds=60):
        with bumpwire.owning(TOPOLOGY):
            applies.append(bumpwire.apply(file))
            destroys.append(bumpwire.destroy(TOPOLOGY))
        time.sleep(SETTLING_SECONDS)
        with bumpwire.owning(TOPOLOGY):
            batch, others = _make(scripts)
            batches.append(batch)
            all_tools.append(batch + others)
            if number == 0:
                bumpwire.require_no_changes(file, besides=INEXPRESSIBLE)
        time.sleep(SETTLING_SECONDS)
        bare.append(calibration.measure(namespaces))
        time.sleep(SETTLING_SECONDS)
    rows = [
        ["bumpwire apply, journal and read-back included", _milliseconds(applies), ""],
        ["ip -batch: namespaces, links, addresses, routes, rules", *_against(batches, applies)],
        ["ip -batch, sysctl and nft: all but the source checks", *_against(all_tools, applies)],
        [f"the kernel alone: {namespaces} namespaces and veth pairs", *_against(bare, applies)],
        ["bumpwire destroy", *_against(destroys, applies)],
    ]
    return (
        f"Apply, {len(applies)} interleaved repetitions: {INSTANCES} instances in {SUBNETS}"
        f" subnets, {objects} objects.\nAim: ip -batch takes 3 times as long.\n\n"
        + table(["", "ms", "times apply"], rows)
    )


def _makes_namespace(operation: dict) -> bool:
    return operation["changes"][0]["object"]["kind"] == "namespace"


def _milliseconds(seconds: list[float]) -> str:
    return spread([value * 1e3 for value in seconds], digits=0)


def _against(times: list[float], applies: list[float]) -> list[str]:
    return [_milliseconds(times), spread(ratios(times, applies))]


def _make(scripts: Scripts) -> tuple[float, float]:
    """Seconds in `ip -batch`, and in sysctl and nft."""
    first, settings = _timed(scripts.namespaces), _timed(scripts.sysctls)
    content, tables = _timed(scripts.content), _timed(scripts.nftables)
    return first + content, settings + tables


def _timed(script: Path) -> float:
    start = time.perf_counter()
    run("sh", os.fspath(script))
    return time.perf_counter() - start


def _write_topology(directory: Path) -> Path:
    lines = ["bumpwire: 1", f"name: {TOPOLOGY}", "zones: [a]", "vpcs:", "  app:"]
    lines += ["    cidr: 10.0.0.0/16", "    subnets:"]
    lines += [f"      s{n}: {{ cidr: 10.0.{n}.0/24, zone: a }}" for n in range(SUBNETS)]
    lines += ["    instances:"]
    lines += [f"      i{n}: {{ subnet: s{n % SUBNETS} }}" for n in range(INSTANCES)]
    file = directory / f"{TOPOLOGY}.yaml"
    file.write_text("\n".join(lines) + "\n")
    return file
