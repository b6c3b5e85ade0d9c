"""The bridge to pydub: blocks of samples as its segments, and back, without a loss.

pydub works in whole numbers of at most 32 bits, and by itself in 16. Here full scale is 2 to the power of 27: that
leaves 24 dB of room above it, so that a step may go over what a later one takes back, and rounds at -163 dBFS,
below what 24 bits or a float of full scale can tell. So pydub makes gains and changes channels. Its fades and
crossfades move in steps of a millisecond, which puts noise at -72 dB under a tone (measured), and its `reverse` swaps
left and right: those are made in `curves` and `render`.
"""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt

with warnings.catch_warnings():
    # It warns of a missing ffmpeg, which is not used here, and of its own escape sequences.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

Samples = npt.NDArray[np.float32]

_FULL_SCALE = 2**27
_ROOM = 15.999


def segment(samples: Samples, sample_rate: int) -> AudioSegment:
    """A block, shape (frames, channels), as a segment of 32 bits."""
    steps = np.rint(np.clip(samples.astype(np.float64), -_ROOM, _ROOM) * _FULL_SCALE).astype("<i4")
    return AudioSegment(steps.tobytes(), frame_rate=sample_rate, sample_width=4, channels=samples.shape[1])


def samples_of(piece: AudioSegment) -> Samples:
    """A segment as samples, shape (frames, channels)."""
    steps = np.frombuffer(piece.raw_data, "<i4").reshape(-1, piece.channels)
    return (steps / _FULL_SCALE).astype(np.float32)
