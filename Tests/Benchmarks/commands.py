"""Running programs: bounded, quiet, and with what they said when they fail."""

import os
import subprocess
import time
from dataclasses import dataclass


class CommandFailed(Exception):
    """A program that ended otherwise than it should, with its last words."""


@dataclass(frozen=True)
class Run:
    """A process that ended."""

    status: int
    output: bytes
    seconds: float
    peak_bytes: int
    messages: str


def run(*arguments: str, timeout: float = 60) -> str:
    """The standard output of a program that succeeds within `timeout` seconds."""
    try:
        done = subprocess.run(
            arguments, capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise CommandFailed(f"`{' '.join(arguments)}` took longer than {timeout:.0f} s") from None
    except OSError as error:
        raise CommandFailed(f"`{arguments[0]}` cannot be run: {error.strerror}") from None
    if done.returncode != 0:
        words = (done.stderr.strip() or done.stdout.strip())[-2000:]
        raise CommandFailed(f"`{' '.join(arguments)}` ended with {done.returncode}: {words}")
    return done.stdout


def run_inside(namespace: str, *arguments: str, timeout: float = 60) -> str:
    """`run` in a network namespace; everything else stays the caller's."""
    return run("nsenter", f"--net={namespace_path(namespace)}", *arguments, timeout=timeout)


def namespace_path(name: str) -> str:
    return os.path.join("/run/netns", name)


def timed(*arguments: str) -> Run:
    """A program's whole run, with what it took."""
    start = time.perf_counter()
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
    ) as process:
        output = process.stdout.read() if process.stdout else b""
        # A few lines at most: they fit into the pipe meanwhile.
        messages = process.stderr.read().decode() if process.stderr else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    return Run(process.returncode, output, seconds, usage.ru_maxrss * 1024, messages)
