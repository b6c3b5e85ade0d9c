"""The process that stretches: `python -m demotape.audio.edit.stretcher CHANNELS SAMPLE_RATE FACTOR`.

The library holds the interpreter while it works, for half a second with half a minute of music; in the studio's
own process all pages would stand still. Each order on standard input and each answer on standard output is a number
of frames (8 bytes, little endian) and as many frames of 32-bit floats. When its standard input ends, it ends.
"""

from __future__ import annotations

import os
import struct
import sys
from typing import IO

NICENESS = 10
"""The page's own process comes first."""
SIZE = struct.Struct("<Q")
_SEED = 1  # the same take gives the same samples


def main() -> None:
    """Serve orders until standard input ends."""
    import numpy as np  # noqa: PLC0415 - the studio reads the names above without any of it
    from python_stretch import Signalsmith  # noqa: PLC0415

    channels, sample_rate, factor = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    orders, answers = sys.stdin.buffer, sys.stdout.buffer
    while (data := receive(orders, channels)) is not None:
        samples = np.frombuffer(data, "<f4").reshape(-1, channels)
        machine = Signalsmith.Stretch(_SEED)
        machine.preset(channels, sample_rate)
        machine.timeFactor = factor
        # A copy, because the library refuses what is read-only.
        made = np.asarray(machine.process(np.array(samples.T, order="C")), np.float32)
        send(answers, np.ascontiguousarray(made.T, "<f4").tobytes(), channels)


def send(pipe: IO[bytes], data: bytes, channels: int) -> None:
    """One order or answer: interleaved 32-bit floats."""
    pipe.write(SIZE.pack(len(data) // (4 * channels)))
    pipe.write(data)
    pipe.flush()


def receive(pipe: IO[bytes], channels: int) -> bytes | None:
    """What `send` has sent; None at the end."""
    header = pipe.read(SIZE.size)
    if len(header) < SIZE.size:
        return None
    wanted = SIZE.unpack(header)[0] * 4 * channels
    data = pipe.read(wanted)
    return data if len(data) == wanted else None


if __name__ == "__main__":
    main()
