"""Benchmarks of one build of Bumpwire: ratios, each measured in one run on this host.

python3 Tests/Benchmarks BINARY [PART ...], as root.
"""

import argparse
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path

import applying
import applying_at_scale
import data_plane
import diffing
import flow_table
import planning
import scaling
import validating
from bumpwire import Bumpwire, NameTaken
from commands import CommandFailed

PARTS = {
    "validate": validating.measure,
    "plan": planning.measure,
    "apply": applying.measure,
    "apply-scale": applying_at_scale.measure,
    "data-plane": data_plane.measure,
    "flows": flow_table.measure,
    "scale": scaling.measure,
    "diff": diffing.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="Tests/Benchmarks", description=__doc__.split("\n")[0])
    parser.add_argument("binary", help="the bumpwire to measure, best a release build")
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all without")
    arguments = parser.parse_args()
    unknown = [part for part in arguments.parts if part not in PARTS]
    if unknown:
        parser.error(f"no part is called `{unknown[0]}`")
    if os.geteuid() != 0:
        return fail("benchmarks make network namespaces of their own, which needs root", 77)
    # The kernel frees the name with this process, whatever ends it.
    alone = socket.socket(socket.AF_UNIX)
    try:
        alone.bind("\0bumpwire-benchmarks")
    except OSError:
        return fail("other benchmarks are running on this host; they would disturb each other", 75)
    # An end by SIGTERM runs the clean-up as one by SIGINT does.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    bumpwire = Bumpwire(arguments.binary)
    try:
        for part in arguments.parts or PARTS:
            with tempfile.TemporaryDirectory(prefix="bumpwire-benchmarks-") as directory:
                print(f"{PARTS[part](bumpwire, Path(directory))}\n", flush=True)
    except (CommandFailed, NameTaken) as error:
        return fail(str(error), 1)
    except KeyboardInterrupt:
        return 130
    load = os.getloadavg()[0]
    print(
        "median (min..max); ratios within a repetition. Other work on the machine, and few cores,\n"
        "make single figures noisy: trust the medians of the ratios."
        f" Load is {load:.1f} on {os.cpu_count()} cores."
    )
    return 0


def fail(message: str, status: int) -> int:
    print(f"error: {message}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
