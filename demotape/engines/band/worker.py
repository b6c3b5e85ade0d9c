"""The process that renders, so that the studio's own process stays quick.

It reads one order a line from standard input and answers with lines on standard output, all JSON:

    {"id": "1", "prompt": "...", "length_s": 20.0, "seed": 7, "path": "/..."}
    {"id": "1", "progress": 0.25}
    {"id": "1", "done": {"understood": [...], "not_followed": [...], "plan": {...}}}
    {"id": "1", "failed": "disk full"}

The first line that it writes is {"ready": true}. When its standard input ends, it ends itself at once, also in
the middle of a render: whoever started it is gone.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import queue
import shutil
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from demotape.engines.band.pool import DISK_FULL

if TYPE_CHECKING:
    from demotape.engines.band.bank import Bank

NICENESS = 10
"""The page's own process comes first."""
_SMALLEST_STEP = 0.01

_log = logging.getLogger(__name__)


def main() -> None:
    """Serve orders until standard input ends."""
    answers = _take_stdout()
    orders: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_read_orders, args=(orders,), daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the studio, which then ends its workers

    # Takes a second. The reader above already ends the process if nobody waits for it any more.
    from demotape.engines.band.bank import Bank  # noqa: PLC0415

    bank = Bank()
    _say(answers, {"ready": True})
    while True:
        order = orders.get()
        _serve(order, bank, answers)


def _serve(order: dict[str, Any], bank: Bank, answers: TextIO) -> None:
    from demotape.engines.band.parse import parse  # noqa: PLC0415
    from demotape.engines.band.render import render_file  # noqa: PLC0415

    told = 0.0

    def say(answer: dict[str, Any]) -> None:
        _say(answers, {"id": order["id"], **answer})

    def report(share: float) -> None:
        nonlocal told
        if share - told >= _SMALLEST_STEP:
            told = share
            say({"progress": round(share, 3)})

    try:
        plan = parse(order["prompt"], length_s=order["length_s"], seed=order["seed"])
        render_file(plan, bank, Path(order["path"]), report=report)
        details = {"understood": plan.understood, "not_followed": plan.not_followed, "plan": plan.to_json()}
        say({"done": details})
    except Exception as error:  # whatever it is, the person must hear of it and the next order must be served
        _log.exception("The Band could not render an order")
        say({"failed": DISK_FULL if _is_disk_full(error, order["path"]) else type(error).__name__})


def _is_disk_full(error: BaseException, path: str) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    if type(error).__module__ != "soundfile":
        return False
    # The sound library does not say why it could not write.
    return shutil.disk_usage(Path(path).parent).free < 1_000_000


def _take_stdout() -> TextIO:
    """Standard output for the answers alone: whatever a library prints goes to standard error."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def _say(answers: TextIO, answer: dict[str, Any]) -> None:
    try:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
    except OSError:
        os._exit(0)  # nobody listens any more


def _read_orders(orders: queue.SimpleQueue[dict[str, Any]]) -> None:
    for line in sys.stdin:
        orders.put(json.loads(line))
    os._exit(0)


if __name__ == "__main__":
    main()
