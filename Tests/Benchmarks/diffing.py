"""`diff` of large generated topologies, against `validate` of one of the two."""

import json
from pathlib import Path

from bumpwire import Bumpwire
from commands import CommandFailed, timed
from figures import table
from scaling import generate, validate

VPCS = 10_000
EDITS = [0, 1, 100]
REPETITIONS = 3
# One zone's hosts of a spoke, sent to another zone's endpoint.
ROUTE = b"      host-a:\n        routes:\n          0.0.0.0/0: gwlb_endpoint/inspect-"


def measure(bumpwire: Bumpwire, directory: Path) -> str:
    old, new = directory / "old.yaml", directory / "new.yaml"
    generate(bumpwire, old, "--vpcs", str(VPCS))
    rows = [_row(bumpwire, old, new, edits) for edits in EDITS]
    return (
        f"Diff of two files of {VPCS} VPCs, whole process, best of {REPETITIONS}: resources, and the\n"
        "behaviour of every pair. Each edit sends a host subnet of one more VPC to another zone's\n"
        "endpoint.\n\n"
        + table(["edits", "resources", "pairs", "s", "MB peak", "times validate"], rows)
    )


def _row(bumpwire: Bumpwire, old: Path, new: Path, edits: int) -> list[str]:
    _edit(old, new, edits)
    compared, validated = [], []
    for _ in range(REPETITIONS):
        validated.append(validate(bumpwire, old).seconds)
        done = timed(bumpwire.binary, "diff", "--format", "json", str(old), str(new))
        if done.status != 0:
            raise CommandFailed(f"`diff` ended with {done.status}: {done.output[-2000:]!r}")
        compared.append(done)
    best = min(compared, key=lambda run: run.seconds)
    found = json.loads(best.output)
    if len(found["resources"]) != edits:
        raise CommandFailed(f"{edits} edits, and {len(found['resources'])} resources differ")
    return [
        f"{edits}",
        f"{len(found['resources'])}",
        f"{found['summary']['pairs_changed']}",
        f"{best.seconds:.2f}",
        f"{max(run.peak_bytes for run in compared) / 1e6:.0f}",
        f"{best.seconds / min(validated):.2f}",
    ]


def _edit(old: Path, new: Path, edits: int) -> None:
    """Writes the file with every so manieth VPC's route changed."""
    text = bytearray(old.read_bytes())
    places = []
    place = text.find(ROUTE)
    while place >= 0:
        places.append(place + len(ROUTE))
        place = text.find(ROUTE, place + 1)
    if edits:
        for place in places[:: len(places) // edits][:edits]:
            text[place : place + 1] = b"b"
    new.write_bytes(text)
