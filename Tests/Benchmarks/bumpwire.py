"""The program that is measured, and topologies that never outlive their measurement."""

import contextlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

from commands import CommandFailed, run

STATE_DIRECTORY = Path("/var/lib/bumpwire")
RUN_DIRECTORY = Path("/run/bumpwire")


class NameTaken(Exception):
    """A topology of a name that a benchmark needs is on this host."""


class Bumpwire:
    """The `bumpwire` binary."""

    def __init__(self, binary: str) -> None:
        self.binary = os.path.abspath(binary)

    def validate(self, file: Path) -> float:
        """Seconds that the whole process took."""
        return self._timed("validate", str(file))

    def apply(self, file: Path) -> float:
        """Seconds that the whole process took."""
        return self._timed("apply", "--yes", str(file))

    def plan(self, file: Path) -> float:
        """Seconds that the whole process took."""
        return self._timed("plan", str(file))

    def destroy(self, topology: str) -> float:
        """Seconds that the whole process took."""
        return self._timed("destroy", "--yes", topology)

    def offline_plan(self, file: Path) -> dict:
        """The plan for an empty host, as `schemas/plan.schema.json` has it."""
        return json.loads(run(self.binary, "plan", "--offline", "--format", "json", str(file)))

    def require_no_changes(self, file: Path, besides: str) -> None:
        """Fails unless the host is what the topology asks for, but for one kind of object."""
        plan = json.loads(run(self.binary, "plan", "--format", "json", str(file)))
        changes = [change for operation in plan["operations"] for change in operation["changes"]]
        for change in changes:
            if change["object"]["kind"] != besides:
                raise CommandFailed(f"the host is not as it should be: {change['object']}")

    @contextlib.contextmanager
    def owning(self, topology: str) -> Iterator[None]:
        """Destroys the topology at the end, however that comes; refuses one that is there."""
        left = list(self._traces(topology))
        if left:
            raise NameTaken(
                f"a topology `{topology}` is on this host ({left[0]}); it is not this run's\n"
                f"help: `bumpwire destroy {topology} --yes` removes it"
            )
        try:
            yield
        finally:
            self.destroy(topology)

    def _timed(self, *arguments: str) -> float:
        start = time.perf_counter()
        run(self.binary, *arguments)
        return time.perf_counter() - start

    @staticmethod
    def _traces(topology: str) -> Iterator[Path]:
        yield from Path("/run/netns").glob(f"bw.{topology}.*")
        yield from STATE_DIRECTORY.glob(f"{topology}.sqlite")
        yield from RUN_DIRECTORY.glob(topology)
