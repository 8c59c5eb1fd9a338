"""`validate` of the example, the whole process."""

from pathlib import Path

from bumpwire import Bumpwire
from figures import spread

EXAMPLE = Path(__file__).parents[2] / "examples" / "catagram" / "topology.yaml"
RUNS = 20


def measure(bumpwire: Bumpwire, _: Path) -> str:
    milliseconds = [bumpwire.validate(EXAMPLE) * 1e3 for _ in range(RUNS)]
    return (
        f"Validate, {RUNS} runs of examples/{EXAMPLE.parent.name}, whole process:"
        f" {spread(milliseconds, digits=1)} ms"
    )
