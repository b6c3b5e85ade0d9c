"""How matrix products use the machine's cores."""

from __future__ import annotations

from functools import cache


@cache
def one_core_per_product() -> None:
    """Let each matrix product run on the core that asked for it, in this process, from now on.

    The library behind numpy's products shares each of them out over all cores, and its threads wait for each other by
    spinning. On a machine that is busy with something else, a render for instance, every product then waits for the
    scheduler: measured with seven busy processes on two cores, a tagger of many small products took 25 times as long.
    What can be done in parallel is better shared out as a whole.
    """
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - reads all libraries of the process

    threadpool_limits(1, user_api="blas")
