"""Repeated measurements of one thing, and how they print."""

import statistics
import time
from collections.abc import Iterator, Sequence


def repetitions(least: int, most: int, seconds: float) -> Iterator[int]:
    """Numbers repetitions: `least` in any case, then more until `most` or until time is up."""
    end = time.monotonic() + seconds
    for number in range(most):
        if number >= least and time.monotonic() > end:
            return
        yield number


def ratios(numerators: Sequence[float], denominators: Sequence[float]) -> list[float]:
    """One ratio a repetition: what slows a repetition slows both of its measurements."""
    return [top / bottom for top, bottom in zip(numerators, denominators, strict=True)]


def spread(values: Sequence[float], digits: int = 2) -> str:
    """`median (min..max)`."""
    middle, low, high = statistics.median(values), min(values), max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f}..{high:.{digits}f})"


def table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their longest cell, the first flush left, the others flush right."""
    lines = [heading, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heading))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
