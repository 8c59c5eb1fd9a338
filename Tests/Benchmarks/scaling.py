"""`validate` of large generated topologies, against libyaml's bare event parsing of the same file."""

import json
import re
import subprocess
from pathlib import Path

from bumpwire import Bumpwire
from commands import CommandFailed, Run, run, timed
from figures import table

SHAPES = ["regular", "noise", "peering-mesh", "summary-gap"]
SIZES = [
    *((vpcs, shape) for shape in SHAPES for vpcs in [1_000, 10_000, 20_000]),
    (10_000, "regular, intents"),
]
FAULTS = [
    ("regular", "edge-entry-missing"),
    ("regular", "foreign-zone"),
    ("noise", "spoke-bypass"),
    ("regular", "appliance-mode-off"),
    ("peering-mesh", "one-sided-peering"),
]
FAULTY_VPCS = 10_000
REPETITIONS = 3


def measure(bumpwire: Bumpwire, directory: Path) -> str:
    events = _event_parser(directory)
    file = directory / "large.yaml"
    sizes = [_size_row(bumpwire, events, file, vpcs, shape) for vpcs, shape in SIZES]
    faults = [_fault_row(bumpwire, file, shape, fault) for shape, fault in FAULTS]
    return (
        f"Validate of generated topologies, whole process, best of {REPETITIONS}: parse, resolve, prove\n"
        "all pairs, fingerprint. Aim: at most 3 times libyaml's bare event parsing of the file, under\n"
        "1 GB, linear; the engine alone, proof and fingerprint after resolving, in less than 0.5 s.\n"
        "What follows shows, walks and mends: `verifying`.\n\n"
        + table(
            ["VPCs", "shape", "MB", "pairs", "s", "s engine", "s verifying", "MB peak",
             "times events"],
            sizes,
        )
        + f"\n\nFaults planted in {FAULTY_VPCS} VPCs: pairs that they break, and pairs found broken.\n\n"
        + table(["shape", "fault", "finding", "planted", "found", "s"], faults)
    )


def _size_row(
    bumpwire: Bumpwire, events: str, file: Path, vpcs: int, shape: str
) -> list[str]:
    name, *intents = shape.split(", ")
    generate(
        bumpwire, file, "--vpcs", str(vpcs), "--shape", name, *(f"--{word}" for word in intents)
    )
    bare, ours = [], []
    for _ in range(REPETITIONS):
        bare.append(timed(events, str(file)))
        ours.append(validate(bumpwire, file))
    best = min(ours, key=lambda run: run.seconds)
    summary = json.loads(best.output)["summary"]
    return [
        f"{vpcs}",
        shape,
        f"{file.stat().st_size / 1e6:.1f}",
        f"{summary['pairs_proved']}",
        f"{best.seconds:.2f}",
        f"{min(_step(run, 'proved') for run in ours):.2f}",
        f"{min(_step(run, 'verified') for run in ours):.2f}",
        f"{max(run.peak_bytes for run in ours) / 1e6:.0f}",
        f"{best.seconds / min(run.seconds for run in bare):.2f}",
    ]


def _step(run: Run, step: str) -> float:
    """What `--timings` says."""
    match = re.search(rf"{step} in (\d+) ms", run.messages)
    if match is None:
        raise CommandFailed(f"`validate --timings` says no time: {run.messages!r}")
    return int(match[1]) / 1000


def _fault_row(bumpwire: Bumpwire, file: Path, shape: str, fault: str) -> list[str]:
    generate(bumpwire, file, "--vpcs", str(FAULTY_VPCS), "--shape", shape, "--fault", fault)
    done = validate(bumpwire, file)
    findings = json.loads(done.output)["findings"]
    errors = [finding for finding in findings if finding["severity"] == "error"]
    ids = ", ".join(sorted({finding["id"] for finding in errors})) or "none"
    found = sum(finding["pairs"] for finding in errors)
    return [shape, fault, ids, f"{_planted(file)}", f"{found}", f"{done.seconds:.2f}"]


def _planted(file: Path) -> int:
    """What the generator says in the file's head."""
    with file.open() as lines:
        head = "".join(next(lines) for _ in range(2))
    match = re.search(r"not routed symmetrically: (\d+)", head)
    if match is None:
        raise CommandFailed(f"`{file}` does not say how many pairs it breaks")
    return int(match[1])


def generate(bumpwire: Bumpwire, file: Path, *arguments: str) -> None:
    with file.open("wb") as output:
        subprocess.run(
            [bumpwire.binary, "generate", *arguments], stdout=output, check=True, timeout=120
        )


def validate(bumpwire: Bumpwire, file: Path) -> Run:
    done = timed(bumpwire.binary, "validate", "--timings", "--format", "json", str(file))
    if done.status not in (0, 1):
        raise CommandFailed(f"`validate` ended with {done.status}: {done.output[-2000:]!r}")
    return done


def _event_parser(directory: Path) -> str:
    binary = str(directory / "events")
    flags = run("pkg-config", "--cflags", "--libs", "yaml-0.1").split()
    source = str(Path(__file__).with_name("events.c"))
    run("clang", "-O2", "-o", binary, source, *flags)
    return binary
