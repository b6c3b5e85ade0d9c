"""The chaos run: every fault of the provider, killed servers, closed tabs. `python -m tests.chaos --help`."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from tests.chaos.faults import Kinds
from tests.chaos.run import Outcome, run


def main() -> int:
    """Returns the exit status: 1 if a promise was broken."""
    kinds = Kinds()
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--jobs", type=int, default=200, help=f"presses of Generate, at least {kinds.fewest_jobs}")
    parser.add_argument("--kills", type=int, default=12, help="how often the server is killed, at least")
    parser.add_argument("--seed", type=int, default=1, help="decides who does what")
    given = parser.parse_args()
    if given.jobs < kinds.fewest_jobs or not 1 <= given.kills <= given.jobs - 5:
        parser.error(f"at least {kinds.fewest_jobs} jobs and 1 kill, and fewer kills than jobs")
    folder = Path(tempfile.mkdtemp(prefix="demotape-chaos-"))
    outcome = run(folder, kinds=kinds, jobs=given.jobs, kills=given.kills, seed=given.seed)
    print(report(outcome, seed=given.seed))
    if outcome.is_good:
        shutil.rmtree(folder)
    else:
        print(f"\nEverything that was written lies in {folder}")
    return 0 if outcome.is_good else 1


def report(outcome: Outcome, *, seed: int) -> str:
    """The table and the promises, as text."""
    width = max(len(name) for name in outcome.table)
    lines = [f"{'fault':{width}}  jobs  how they ended"]
    for name, ends in outcome.table.items():
        told = ", ".join(f"{count} {end}" for end, count in ends.most_common())
        lines.append(f"{name:{width}}  {ends.total():4}  {told}")
    lines.append("")
    lines += [f"{name:{width}}  {number:4}" for name, number in outcome.figures.items()]
    lines.append(f"{'kinds of faults':{width}}  {len(outcome.table):4}")
    lines.append(f"{'seconds':{width}}  {outcome.seconds:4.0f}")
    lines.append("")
    for done in outcome.checks:
        lines.append(f"{'BROKEN' if done.broken else 'holds ':6}  {done.promise}")
        lines += [f"          {what}" for what in done.broken]
    lines.append("")
    lines.append(f"Seed {seed}: " + ("all promises hold." if outcome.is_good else "broken."))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
