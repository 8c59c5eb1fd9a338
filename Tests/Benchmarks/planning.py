"""`plan --offline` of up to 100,000 resources: time and memory a resource, which a plan that is linear
has the same at every size."""

from pathlib import Path

from bumpwire import Bumpwire
from commands import CommandFailed, Run, timed
from figures import table

SIZES = [1_000, 10_000, 100_000]
REPETITIONS = 3
SUBNETS_A_VPC, INSTANCES_A_VPC = 4, 50
# The VPC itself, its subnets, its route table and its instances.
RESOURCES_A_VPC = 1 + SUBNETS_A_VPC + 1 + INSTANCES_A_VPC


def measure(bumpwire: Bumpwire, directory: Path) -> str:
    rows = [_row(bumpwire, directory / "plan.yaml", resources) for resources in SIZES]
    return (
        f"Plan of generated topologies against an empty host, whole process, best of {REPETITIONS}: VPCs of\n"
        f"{INSTANCES_A_VPC} instances in {SUBNETS_A_VPC} subnets. Aim: linear, in time and memory.\n\n"
        + table(["resources", "operations", "s", "us a resource", "MB peak", "kB a resource"], rows)
    )


def _row(bumpwire: Bumpwire, file: Path, resources: int) -> list[str]:
    vpcs = round(resources / RESOURCES_A_VPC)
    resources = vpcs * RESOURCES_A_VPC
    file.write_text(_topology(vpcs))
    runs = [_plan(bumpwire, file) for _ in range(REPETITIONS)]
    seconds = min(run.seconds for run in runs)
    peak = max(run.peak_bytes for run in runs)
    words = runs[0].output.decode().split()
    return [
        f"{resources}",
        words[words.index("Plan:") + 1],
        f"{seconds:.2f}",
        f"{seconds / resources * 1e6:.0f}",
        f"{peak / 1e6:.0f}",
        f"{peak / resources / 1e3:.1f}",
    ]


def _plan(bumpwire: Bumpwire, file: Path) -> Run:
    done = timed(bumpwire.binary, "plan", "--offline", "--summary", str(file))
    if done.status != 0:
        raise CommandFailed(f"`plan --offline` ended with {done.status}: {done.output[-2000:]!r}")
    return done


def _topology(vpcs: int) -> str:
    lines = ["bumpwire: 1", "name: bench-plan", "zones: [a]", "vpcs:"]
    for vpc in range(vpcs):
        first, second = 10 + vpc // 256 // 16, vpc // 16 % 256
        third = vpc % 16 * 16
        lines += [
            f"  v{vpc}:",
            f"    cidr: {first}.{second}.{third}.0/20",
            "    route_tables: { own: {} }",
            "    subnets:",
        ]
        for subnet in range(SUBNETS_A_VPC):
            cidr = f"{first}.{second}.{third + subnet}.0/24"
            lines.append(f"      s{subnet}: {{ cidr: {cidr}, zone: a, route_table: own }}")
        lines.append("    instances:")
        for number in range(INSTANCES_A_VPC):
            lines.append(f"      i{number}: {{ subnet: s{number % SUBNETS_A_VPC} }}")
    return "\n".join(lines) + "\n"
