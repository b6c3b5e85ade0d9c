"""Matrix products stay on the core that asked for them."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import numpy, scipy.linalg
from threadpoolctl import threadpool_info
from demotape.audio.cores import one_core_per_product

one_core_per_product()
threads = [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]
assert set(threads) <= {1}, threads
assert (numpy.ones((300, 300)) @ numpy.ones((300, 300)) == 300).all()
"""


def test_products_stay_on_one_core_from_the_first_call_on() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)
