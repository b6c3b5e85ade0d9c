"""The Band heard and measured: a page of players, pictures and numbers. `python -m tests.listen --help`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tests.listen.figures import as_text, figures, heard_by_style
from tests.listen.page import page
from tests.listen.prompts import PIECES, SEEDS
from tests.listen.run import run
from tests.listen.verdicts import findings


def main() -> int:
    """Returns the exit status: 1 if a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.listen", description=__doc__)
    parser.add_argument("--prompts", type=int, default=len(PIECES), help="only the first ones of the fixed set")
    parser.add_argument("--only", default="", help="only prompts with this text in them")
    parser.add_argument("--seeds", type=int, default=len(SEEDS), help="takes of each prompt, 1 to %(default)s")
    parser.add_argument("--out", type=Path, default=Path("listen-report"), help="folder of the page and its audio")
    parser.add_argument("--jobs", type=int, default=max(1, os.cpu_count() or 1), help="takes at a time")
    given = parser.parse_args()
    pieces = [(number, piece) for number, piece in enumerate(PIECES[: given.prompts], 1) if given.only in piece.prompt]
    if not pieces or given.jobs < 1 or not 1 <= given.seeds <= len(SEEDS):
        parser.error(f"at least one prompt and one job, and 1 to {len(SEEDS)} seeds")
    given.out.mkdir(parents=True, exist_ok=True)
    made = run(
        pieces,
        seeds=SEEDS[: given.seeds],
        folder=given.out,
        jobs=given.jobs,
        report=lambda line: print(line, file=sys.stderr, flush=True),
    )
    takes = [(take, findings(take)) for take in made]
    told, heard = figures(takes), heard_by_style(made)
    target = given.out / "index.html"
    target.write_text(page(takes, told, heard, folder=given.out), "utf-8")
    print(as_text(told, heard))
    print(f"\n{len(pieces)} prompts, {len(takes)} takes: {target}")
    return 0 if all(figure.holds for figure in told) else 1


if __name__ == "__main__":
    sys.exit(main())
