"""`apply`, `destroy` and `plan` of 100 to 2,000 instances, against the kernel alone, `ip -batch` and
Mininet making as many hosts and links."""

import os
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path

import calibration
from bumpwire import Bumpwire
from commands import CommandFailed, run
from figures import ratios, repetitions, spread, table
from ip_batch import INEXPRESSIBLE, Scripts, convert

TOPOLOGY = "bench-apply-scale"
SIZES = [100, 1_000, 2_000]
INSTANCES_A_VPC, SUBNETS_A_VPC = 50, 4
# Mininet starts a shell a host: of thousands, once is long enough.
MININET_REPETITIONS = 1


@dataclass
class Times:
    """Seconds, one a repetition."""

    apply: list[float] = field(default_factory=list)
    plan: list[float] = field(default_factory=list)
    destroy: list[float] = field(default_factory=list)
    kernel: list[float] = field(default_factory=list)
    batch: list[float] = field(default_factory=list)
    all_tools: list[float] = field(default_factory=list)
    drop: list[float] = field(default_factory=list)
    # The same two until the kernel has taken apart what was in the namespaces.
    destroy_whole: list[float] = field(default_factory=list)
    drop_whole: list[float] = field(default_factory=list)
    mininet: list[float] = field(default_factory=list)


def measure(bumpwire: Bumpwire, directory: Path) -> str:
    rows = [_row(instances, _measure(bumpwire, directory, instances)) for instances in SIZES]
    return (
        f"Apply at scale: VPCs of {INSTANCES_A_VPC} instances in {SUBNETS_A_VPC} subnets. Seconds of"
        " ours, and how many times\nas long the others take: the kernel alone (bare namespaces and"
        " veth pairs, one thread),\nip -batch (alone, and with sysctl and nft), Mininet with as many"
        " hosts and links. `drop` removes\nthe namespaces' names and nothing else, which returns before"
        " the kernel takes apart what is in\nthem; `whole` is both until it has.\n"
        "Aim: apply at most 1.3 times the kernel alone, ip -batch 4 times, Mininet"
        " 20 times; destroy at\nmost 2 times the drop; a plan without changes under 1 s.\n\n"
        + table(
            ["instances", "apply s", "apply/kernel", "ip -batch", "with sysctl, nft", "Mininet",
             "destroy s", "destroy/drop", "whole s", "whole/drop", "plan s"],
            rows,
        )
    )


def _row(instances: int, times: Times) -> list[str]:
    return [
        f"{instances}",
        spread(times.apply),
        spread(ratios(times.apply, times.kernel), digits=1),
        spread(ratios(times.batch, times.apply), digits=1),
        spread(ratios(times.all_tools, times.apply), digits=1),
        f"{statistics.median(times.mininet) / statistics.median(times.apply):.0f}",
        spread(times.destroy),
        spread(ratios(times.destroy, times.drop), digits=1),
        spread(times.destroy_whole),
        spread(ratios(times.destroy_whole, times.drop_whole), digits=1),
        spread(times.plan),
    ]


def _measure(bumpwire: Bumpwire, directory: Path, instances: int) -> Times:
    """Alternating: made by one, removed, made by the other, removed."""
    file = _write_topology(directory, instances)
    plan = bumpwire.offline_plan(file)
    (directory / "scripts").mkdir(exist_ok=True)
    scripts = convert(plan, directory / "scripts")
    made = [operation["changes"][0]["object"] for operation in plan["operations"]]
    namespaces = [thing["namespace"] for thing in made if thing["kind"] == "namespace"]
    times = Times()
    for number in repetitions(least=2, most=5, seconds=20):
        with bumpwire.owning(TOPOLOGY):
            times.apply.append(bumpwire.apply(file))
            times.plan.append(bumpwire.plan(file))
            start = time.perf_counter()
            times.destroy.append(bumpwire.destroy(TOPOLOGY))
            times.destroy_whole.append(calibration.taken_apart() - start)
        with bumpwire.owning(TOPOLOGY):
            batch, others = _make(scripts)
            times.batch.append(batch)
            times.all_tools.append(batch + others)
            if number == 0:
                bumpwire.require_no_changes(file, besides=INEXPRESSIBLE)
            start = time.perf_counter()
            times.drop.append(calibration.drop(namespaces))
            times.drop_whole.append(calibration.taken_apart() - start)
        times.kernel.append(calibration.measure(len(namespaces)))
        calibration.taken_apart()
    for _ in range(MININET_REPETITIONS):
        times.mininet.append(_mininet(instances))
    return times


def _make(scripts: Scripts) -> tuple[float, float]:
    """Seconds in `ip -batch`, and in sysctl and nft."""
    first, settings = _timed(scripts.namespaces), _timed(scripts.sysctls)
    content, tables = _timed(scripts.content), _timed(scripts.nftables)
    return first + content, settings + tables


def _timed(script: Path) -> float:
    start = time.perf_counter()
    run("sh", os.fspath(script), timeout=300)
    return time.perf_counter() - start


def _mininet(instances: int) -> float:
    """Seconds that Mininet needs; Debian's Python has it."""
    script = Path(__file__).with_name("mininet_peer.py")
    vpcs = instances // INSTANCES_A_VPC
    words = run(
        "/usr/bin/python3", "-B", os.fspath(script), str(vpcs), str(INSTANCES_A_VPC), timeout=600
    ).split()
    if not words:
        raise CommandFailed("Mininet did not say how long it took")
    return float(words[-1])


def _write_topology(directory: Path, instances: int) -> Path:
    lines = ["bumpwire: 1", f"name: {TOPOLOGY}", "zones: [a]", "vpcs:"]
    for vpc in range(instances // INSTANCES_A_VPC):
        lines += [f"  v{vpc}:", f"    cidr: 10.{vpc}.0.0/16", "    subnets:"]
        for n in range(SUBNETS_A_VPC):
            lines.append(f"      s{n}: {{ cidr: 10.{vpc}.{n}.0/24, zone: a }}")
        lines.append("    instances:")
        for n in range(INSTANCES_A_VPC):
            lines.append(f"      i{n}: {{ subnet: s{n % SUBNETS_A_VPC} }}")
    file = directory / f"{TOPOLOGY}.yaml"
    file.write_text("\n".join(lines) + "\n")
    return file
