"""CPU time of a process, which other load on the machine moves less than it moves the clock."""

from __future__ import annotations

from collections.abc import Callable

import psutil


def cpu_s(pid: int, act: Callable[[], object]) -> float:
    """Seconds of CPU that one process spends while `act` runs."""
    process = psutil.Process(pid)
    before = process.cpu_times()
    act()
    after = process.cpu_times()
    return (after.user - before.user) + (after.system - before.system)
