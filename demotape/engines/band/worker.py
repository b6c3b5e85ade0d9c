"""The process that renders, so that the studio's own process stays quick.

It reads one order a line from standard input and answers with lines on standard output, all JSON:

    {"id": "1", "product": "audio", "prompt": "...", "length_s": 20.0, "seed": 7, "plan": null, "path": "/..."}
    {"id": "1", "progress": 0.25}
    {"id": "1", "done": {"understood": [...], "not_followed": [...], "plan": {...}, "seed": 7}}
    {"id": "1", "failed": "disk full"}

The product is `audio`, `stems` or `midi`. With a plan, that is played, and the prompt is not read.

The first line that it writes is {"ready": true}. When its standard input ends, it ends itself at once, also in
the middle of a render: whoever started it is gone.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import logging
import os
import queue
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from demotape.engines.band.pool import DISK_FULL, NO_INSTRUMENTS

if TYPE_CHECKING:
    from demotape.engines.band.bank import Bank
    from demotape.engines.band.plan import Plan

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
    from demotape.engines.band.soundfont import SoundFontError  # noqa: PLC0415

    bank: Bank | SoundFontError
    try:
        bank = Bank()
    except SoundFontError as error:
        bank = error
    _say(answers, {"ready": True})
    while True:
        order = orders.get()
        if isinstance(bank, Bank):
            _serve(order, bank, answers)
            _give_memory_back()
        else:
            _say(answers, {"id": order["id"], "failed": f"{NO_INSTRUMENTS}{bank}"})


def _serve(order: dict[str, Any], bank: Bank, answers: TextIO) -> None:
    told = 0.0

    def say(answer: dict[str, Any]) -> None:
        _say(answers, {"id": order["id"], **answer})

    def report(share: float) -> None:
        nonlocal told
        if share - told >= _SMALLEST_STEP:
            told = share
            say({"progress": round(share, 3)})

    try:
        plan = _plan(order)
        _make(order["product"], plan, bank, Path(order["path"]), report)
        details = {"understood": plan.understood, "not_followed": plan.not_followed}
        say({"done": {**details, "plan": plan.to_json(), "seed": plan.seed}})
    except Exception as error:  # whatever it is, the person must hear of it and the next order must be served
        _log.exception("The Band could not carry out an order")
        say({"failed": DISK_FULL if _is_disk_full(error, order["path"]) else type(error).__name__})


def _give_memory_back() -> None:
    """Hand the system what the C library keeps for the next block (see `pool`): none may follow for hours."""
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError):  # not every C library can
            ctypes.CDLL(None).malloc_trim(0)


def _plan(order: dict[str, Any]) -> Plan:
    from demotape.engines.band.parse import parse  # noqa: PLC0415
    from demotape.engines.band.plan import Plan  # noqa: PLC0415

    if order["plan"] is not None:
        return Plan.from_json(order["plan"])
    return parse(order["prompt"], length_s=order["length_s"], seed=order["seed"])


def _make(product: str, plan: Plan, bank: Bank, path: Path, report: Callable[[float], None]) -> None:
    if product == "midi":
        from demotape.engines.band.midi import write_midi  # noqa: PLC0415

        write_midi(plan, path)
    elif product == "stems":
        from demotape.engines.band.stems import write_stems  # noqa: PLC0415

        write_stems(plan, bank, path, report=report)
    else:
        from demotape.engines.band.render import render_file  # noqa: PLC0415

        render_file(plan, bank, path, report=report)


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
