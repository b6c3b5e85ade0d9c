"""`make bench`: measure how fast the product is, and print one table.

Without arguments every benchmark runs; named ones run alone: `python -m tests.benchmarks band tick`. A missed
target is printed and is no failure, because other work on the machine moves every figure.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import band, calling, latency, library, rerun, start, tick
from tests.benchmarks.table import Line, as_text

BENCHMARKS: dict[str, Callable[[Path], list[Line]]] = {
    "start": start.measure,
    "rerun": rerun.measure,
    "tick": tick.measure,
    "band": band.measure,
    "latency": latency.measure,
    "calling": calling.measure,
    "library": library.measure,
}
"""Each takes an empty folder of its own."""


def main() -> int:
    """Returns the exit status: 1 if a benchmark could not be carried out."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which to run: {', '.join(BENCHMARKS)}")
    names = parser.parse_args().names or list(BENCHMARKS)
    if unknown := [name for name in names if name not in BENCHMARKS]:
        parser.error(f"There is no benchmark called {', '.join(unknown)}.")
    lines: list[Line] = []
    broken = []
    with tempfile.TemporaryDirectory(prefix="demotape-bench-") as scratch:
        for name in names:
            print(f"{name} …", end=" ", file=sys.stderr, flush=True)
            began = time.monotonic()
            folder = Path(scratch) / name
            folder.mkdir()
            try:
                lines += BENCHMARKS[name](folder)
            except Exception:
                traceback.print_exc()
                broken.append(name)
            print(f"{time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    print(as_text(lines))
    print(f"\n{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} in the last minute.")
    if broken:
        print(f"Could not be carried out: {', '.join(broken)}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
