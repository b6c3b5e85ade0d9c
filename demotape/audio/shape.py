"""The shape of a file in time: where it is silent, where it clips, and how loud its sections are.

The meters take the audio in blocks of any size. For each second they keep 100 numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from demotape.audio.filters import BUTTERWORTH_4, Filter, low_pass
from demotape.audio.frames import ANALYSIS_RATE, Mono

SILENT_DBFS = -60.0
"""Below this nothing is heard beside music."""
BASS_HZ = 120.0

_CELLS_PER_SECOND = 100
_SHORTEST_SILENCE_S = 0.25
_CLIPPED_LEVEL = 0.98  # of full scale
_CLIPPED_FRAMES = 3  # that stand still up there: music does not, except for a sine at full scale below 20 Hz
_STILL = 1e-6
_FLOOR_DB = -120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of time."""

    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionSpan:
    """A section that is to be measured."""

    name: str
    """What a person reads."""
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionShape:
    """How loud a section is."""

    name: str
    start_s: float
    end_s: float
    rms_db: float
    """Root mean square over all channels, decibels under full scale; -120 for silence."""
    low_db: float
    """The same of what lies below 120 Hz, in the mean of the channels."""
    rise_db: float
    """How much louder the last third is than the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clipping:
    """Where the tops of the wave are cut off flat."""

    places: int
    """Runs of at least three samples that stand still at full scale, over all channels."""
    samples: int
    """How many samples they have together."""
    first_s: float | None
    """When the first begins; None if there is none."""


class LevelMeter:
    """Peaks and power of all channels: gives the silence, and with the bass meter the energy of sections."""

    def __init__(self, sample_rate: int) -> None:
        """Take the sample rate in hertz."""
        self._sample_rate = sample_rate
        self._peak = _Cells(sample_rate, np.maximum)
        self._power = _Cells(sample_rate, np.add)

    def feed(self, block: npt.NDArray[np.float32]) -> None:
        """Take in the next block, shape (frames, channels)."""
        self._peak.feed(np.abs(block).max(axis=1))
        self._power.feed(np.square(block, dtype=np.float64).mean(axis=1))

    @property
    def duration_s(self) -> float:
        """Length of everything so far."""
        return self._peak.frames / self._sample_rate

    def silence(self) -> tuple[Stretch, ...]:
        """Stretches of at least 0.25 s in which no sample reaches -60 dBFS, to 10 ms."""
        silent = self._peak.values() < 10 ** (SILENT_DBFS / 20)
        starts, ends = _runs(silent)
        found = (
            Stretch(start_s=start / _CELLS_PER_SECOND, end_s=min(end / _CELLS_PER_SECOND, self.duration_s))
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        )
        return tuple(stretch for stretch in found if stretch.length_s >= _SHORTEST_SILENCE_S)

    def sections(self, spans: Sequence[SectionSpan], bass: BassMeter) -> tuple[SectionShape, ...]:
        """The energy of each span, as far as the audio reaches; spans that lie outside of it are left out."""
        shapes = []
        for span in spans:
            start, end = max(0.0, span.start_s), min(span.end_s, self.duration_s)
            if end - start < 1 / _CELLS_PER_SECOND:
                continue
            third = (end - start) / 3
            shapes.append(
                SectionShape(
                    name=span.name,
                    start_s=start,
                    end_s=end,
                    rms_db=_level(self._power, start, end),
                    low_db=_level(bass.power, start, end),
                    rise_db=round(_level(self._power, end - third, end) - _level(self._power, start, start + third), 2),
                )
            )
        return tuple(shapes)


class BassMeter:
    """Power below 120 Hz of one channel at `ANALYSIS_RATE`."""

    def __init__(self) -> None:
        sections = (low_pass(BASS_HZ, sample_rate=ANALYSIS_RATE, q=q) for q in BUTTERWORTH_4)
        self._filter = Filter(tuple(sections), channels=1)
        self.power = _Cells(ANALYSIS_RATE, np.add)

    def feed(self, samples: Mono) -> None:
        """Take in the next block, shape (frames,)."""
        if len(samples):
            low = self._filter(np.asarray(samples, np.float32)[None])[0]
            self.power.feed(np.square(low, dtype=np.float64))


class ClippingMeter:
    """Finds tops that are cut off flat, also across blocks."""

    def __init__(self, sample_rate: int, *, channels: int) -> None:
        """Take the sample rate in hertz."""
        self._sample_rate = sample_rate
        self._before = np.zeros(channels, np.float32)
        self._open = [0] * channels
        self._frames = 0
        self._places = self._samples = 0
        self._first: int | None = None

    def feed(self, block: npt.NDArray[np.float32]) -> None:
        """Take in the next block, shape (frames, channels)."""
        if not len(block):
            return
        if any(self._open) or np.abs(block).max() >= _CLIPPED_LEVEL:
            for channel in range(block.shape[1]):
                self._feed_channel(channel, block[:, channel])
        self._before = block[-1].copy()
        self._frames += len(block)

    def clipping(self) -> Clipping:
        """What was found; nothing may be fed after this."""
        for channel, length in enumerate(self._open):
            self._close(length, self._frames - length)
            self._open[channel] = 0
        first_s = None if self._first is None else round(self._first / self._sample_rate, 3)
        return Clipping(places=self._places, samples=self._samples, first_s=first_s)

    def _feed_channel(self, channel: int, wave: Mono) -> None:
        loud = np.abs(wave) >= _CLIPPED_LEVEL
        still = np.abs(np.diff(wave, prepend=self._before[channel])) <= _STILL
        # A run is a loud sample and those after it that do not move.
        fresh = loud & ~still
        going_on = loud & still
        if self._open[channel] == 0 and going_on[0]:
            fresh[0], going_on[0] = True, False
        begins = np.flatnonzero(fresh)
        ends = np.flatnonzero(~loud)
        edges = np.union1d(begins, ends)
        first_edge = int(edges[0]) if len(edges) else len(wave)
        if self._open[channel]:
            self._open[channel] += first_edge
            if first_edge == len(wave):
                return
            self._close(self._open[channel], self._frames + first_edge - self._open[channel])
            self._open[channel] = 0
        if not len(begins):
            return
        following = np.append(edges, len(wave))
        lengths = following[np.searchsorted(following, begins, side="right")] - begins
        if begins[-1] + lengths[-1] == len(wave):
            self._open[channel] = int(lengths[-1])
            begins, lengths = begins[:-1], lengths[:-1]
        for start in np.flatnonzero(lengths >= _CLIPPED_FRAMES).tolist():
            self._close(int(lengths[start]), self._frames + int(begins[start]))

    def _close(self, length: int, start: int) -> None:
        if length >= _CLIPPED_FRAMES:
            self._places += 1
            self._samples += length
            self._first = start if self._first is None else min(self._first, start)


class _Cells:
    """Values by frame, gathered in cells of 10 ms."""

    def __init__(self, sample_rate: int, gather: np.ufunc) -> None:
        self.frames = 0
        self._sample_rate = sample_rate
        self._gather = gather
        self._done: list[npt.NDArray[np.float64]] = []

    def feed(self, values: npt.NDArray[np.floating]) -> None:
        if not len(values):
            return
        first = self.frames * _CELLS_PER_SECOND // self._sample_rate
        last = (self.frames + len(values) - 1) * _CELLS_PER_SECOND // self._sample_rate
        starts = [0] + [self._start(cell) - self.frames for cell in range(first + 1, last + 1)]
        cells = self._gather.reduceat(np.asarray(values, np.float64), starts)
        if self.frames > self._start(first):
            earlier = self._done[-1]
            earlier[-1] = self._gather(earlier[-1], cells[0])
            cells = cells[1:]
        if len(cells):
            self._done.append(cells)
        self.frames += len(values)

    def values(self) -> npt.NDArray[np.float64]:
        return np.concatenate(self._done) if self._done else np.zeros(0)

    def mean(self, start_s: float, end_s: float) -> float:
        """Mean by frame from the cell of `start_s` up to the cell of `end_s`, at least one cell."""
        values = self.values()
        first = min(round(start_s * _CELLS_PER_SECOND), len(values) - 1)
        last = min(max(round(end_s * _CELLS_PER_SECOND), first + 1), len(values))
        if first < 0:
            return 0.0
        frames = min(self._start(last), self.frames) - self._start(first)
        return float(values[first:last].sum() / max(frames, 1))

    def _start(self, cell: int) -> int:
        """First frame of a cell. Rounded up, so that rates that 100 does not divide do not drift."""
        return -(-cell * self._sample_rate // _CELLS_PER_SECOND)


def _level(power: _Cells, start_s: float, end_s: float) -> float:
    mean = power.mean(start_s, end_s)
    return round(max(_FLOOR_DB, 10 * math.log10(mean)), 2) if mean > 0 else _FLOOR_DB


def _runs(flags: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where runs of true begin, and where they have ended."""
    edges = np.diff(np.concatenate([[0], flags.astype(np.int8), [0]]))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
