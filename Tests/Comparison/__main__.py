"""Which of twenty faults Bumpwire and cfn-lint find in the same network, and how long each takes.

python3 Tests/Comparison BUMPWIRE CFN_LINT
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from faults import FAULTS

HERE = Path(__file__).parent
REPETITIONS = 3


def main() -> int:
    parser = argparse.ArgumentParser(prog="Tests/Comparison", description=__doc__.split("\n")[0])
    parser.add_argument("bumpwire", type=Path)
    parser.add_argument("cfn_lint", type=Path, help="`pip install cfn-lint` brings it")
    arguments = parser.parse_args()
    ours = Tool("topology.yaml", lambda file: _bumpwire(arguments.bumpwire.resolve(), file))
    theirs = Tool("template.yaml", lambda file: _cfn_lint(arguments.cfn_lint.resolve(), file))
    for tool in (ours, theirs):
        if found := tool.findings(tool.network):
            sys.exit(f"{tool.file} is not clean: {found}")
    print("| fault | Bumpwire | | cfn-lint | |")
    print("|---|---|---:|---|---:|")
    totals = [0, 0]
    for fault in FAULTS:
        cells = [fault.name]
        for number, (tool, edit) in enumerate([(ours, fault.topology), (theirs, fault.template)]):
            found, milliseconds = tool.measure(*edit)
            totals[number] += bool(found)
            cells += [", ".join(f"`{name}`" for name in found) or "—", f"{milliseconds:.0f} ms"]
        print(f"| {' | '.join(cells)} |", flush=True)
    print(f"| found | {totals[0]} of {len(FAULTS)} | | {totals[1]} of {len(FAULTS)} | |")
    return 0


class Tool:
    """A tool, and the network in its language."""

    def __init__(self, file: str, check: Callable[[Path], list[str]]) -> None:
        self.file = file
        self.network = (HERE / file).read_text()
        self._check = check

    def findings(self, text: str) -> list[str]:
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / self.file
            path.write_text(text)
            return self._check(path)

    def measure(self, old: str, new: str) -> tuple[list[str], float]:
        """What is found when one text is replaced, and the median time in milliseconds."""
        if self.network.count(old) != 1:
            sys.exit(f"{self.file} has {self.network.count(old)} times: {old}")
        text = self.network.replace(old, new)
        times = []
        for _ in range(REPETITIONS):
            start = time.perf_counter()
            found = self.findings(text)
            times.append((time.perf_counter() - start) * 1e3)
        return found, statistics.median(times)


def _bumpwire(binary: Path, file: Path) -> list[str]:
    """Ids at warning and above, in their order."""
    result = _run([binary, "validate", "--format", "json", file], {0, 1, 65})
    report = json.loads(result)
    return _unique(
        finding["id"]
        for finding in report.get("findings", []) + report.get("diagnostics", [])
        if finding["severity"] != "note"
    )


def _cfn_lint(binary: Path, file: Path) -> list[str]:
    """Rules of errors and warnings, in their order."""
    command = [binary, "--regions", "eu-west-1", "--format", "json", "--", file]
    return _unique(match["Rule"]["Id"] for match in json.loads(_run(command) or "[]"))


def _unique(names) -> list[str]:
    return list(dict.fromkeys(names))


def _run(command: list, statuses: set[int] | None = None) -> str:
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if statuses is not None and result.returncode not in statuses:
        sys.exit(f"{command[0]}: exit {result.returncode}: {result.stderr}")
    return result.stdout


if __name__ == "__main__":
    sys.exit(main())
