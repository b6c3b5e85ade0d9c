"""Linear filters as matrix products, several times as fast as a loop over samples, and as exact in 32 bits.

A filter of a few poles takes in 64 samples at once: what comes out is one matrix times what goes in, and what is
remembered is another. What it remembers is written in the coordinates in which an error never grows (the observability
Gramian is the identity), so single precision will do, also for a filter at 25 Hz.

    sections ──system──▶ System ──Filter──▶ blocks in, blocks out

Sources: second-order sections: R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients";
block state-space: C. W. Barnes, S. Shinnaka, "Block-shift invariance and block implementation of discrete-time
filters", IEEE Trans. CAS 27 (1980).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Section = tuple[float, float, float, float, float]
"""A second-order section: b0, b1, b2, a1, a2 (a0 is 1)."""

BUTTERWORTH = 1 / math.sqrt(2)
"""The Q at which a section is flat up to its edge."""

BUTTERWORTH_4 = (1 / (2 * math.sin(math.pi / 8)), 1 / (2 * math.cos(math.pi / 8)))
"""The same for two sections in a row, which then lose 24 dB an octave."""

_Matrix = npt.NDArray[np.float64]
_Numbers = npt.NDArray[Any]
"""In the precision of the filter."""

Precision = np.dtype[np.float32] | np.dtype[np.float64]
SINGLE, DOUBLE = np.dtype(np.float32), np.dtype(np.float64)
"""What is heard is single, what is measured double."""
_F = TypeVar("_F", np.float32, np.float64)

_STEP = 64
"""Samples taken in at once."""
_GROUP = 16
"""Steps whose states are found at once."""
_NOTHING = 1e-20
_LEVELS = 3
"""Steps, groups, groups of groups; a block seldom has more than a few of these."""
_HIGHEST_SHARE = 0.45
"""Of the sample rate, above which no filter is set."""


def low_pass(hertz: float, *, sample_rate: int, q: float = BUTTERWORTH) -> Section:
    """12 dB less with each octave above `hertz`."""
    cosine, alpha = _angle(hertz / sample_rate, q)
    return _section(((1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2), (1 + alpha, -2 * cosine, 1 - alpha))


def high_pass(hertz: float, *, sample_rate: int, q: float = BUTTERWORTH) -> Section:
    """12 dB less with each octave below `hertz`."""
    cosine, alpha = _angle(hertz / sample_rate, q)
    return _section(((1 + cosine) / 2, -1 - cosine, (1 + cosine) / 2), (1 + alpha, -2 * cosine, 1 - alpha))


def bell(hertz: float, *, sample_rate: int, gain_db: float, q: float) -> Section:
    """Raises or lowers what is around `hertz`."""
    cosine, alpha = _angle(hertz / sample_rate, q)
    amplitude = 10 ** (gain_db / 40)
    over, under = alpha * amplitude, alpha / amplitude
    return _section((1 + over, -2 * cosine, 1 - over), (1 + under, -2 * cosine, 1 - under))


def _angle(share: float, q: float) -> tuple[float, float]:
    omega = 2 * math.pi * min(share, _HIGHEST_SHARE)
    return math.cos(omega), math.sin(omega) / (2 * q)


def _section(over: tuple[float, float, float], under: tuple[float, float, float]) -> Section:
    a0, a1, a2 = under
    b0, b1, b2 = over
    return b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0


@dataclass(frozen=True)
class System:
    """What a filter does: state' = turn @ state + take * sample; output = give @ state + direct * sample."""

    turn: _Matrix
    take: _Matrix
    give: _Matrix
    direct: float
    precision: Precision = SINGLE
    """Of the audio."""

    @property
    def order(self) -> int:
        """How many numbers it remembers."""
        return len(self.take)

    def then(self, after: System) -> System:
        """The two in a row."""
        nothing = np.zeros((self.order, after.order))
        return System(
            np.block([[self.turn, nothing], [np.outer(after.take, self.give), after.turn]]),
            np.concatenate([self.take, after.take * self.direct]),
            np.concatenate([after.direct * self.give, after.give]),
            after.direct * self.direct,
        )

    def steady(self) -> System:
        """The same in coordinates in which a small error of the state stays as small in all that follows.

        There are such only where what is remembered fades.
        """
        seen = np.outer(self.give, self.give)
        for turned in _squares(self.turn):
            added = turned.T @ seen @ turned
            seen = seen + added
            if np.abs(added).max() <= 1e-17 * np.abs(seen).max():
                break
        sizes, axes = np.linalg.eigh(seen)
        sizes = np.sqrt(np.maximum(sizes, 1e-14 * sizes.max()))
        there, back = sizes[:, None] * axes.T, axes / sizes
        return System(there @ self.turn @ back, there @ self.take, self.give @ back, self.direct)

    @cached_property
    def _powers(self) -> _Matrix:
        """The state's turn in 0 to `_STEP` samples."""
        return _powers(self.turn, _STEP)

    @cached_property
    def answer(self) -> _Numbers:
        """Shape (`_STEP`, `_STEP`): what comes out, by what goes in."""
        impulse = np.array([self.direct, *(self._powers[:-1] @ self.take @ self.give)])
        distance = np.arange(_STEP) - np.arange(_STEP)[:, None]
        return _rounded(np.where(distance >= 0, impulse[distance], 0), self.precision)

    @cached_property
    def ringing(self) -> _Numbers:
        """Shape (order, `_STEP`): what comes out, by what is remembered."""
        return _rounded((self.give @ self._powers[:-1]).T, self.precision)

    @cached_property
    def memory(self) -> _Numbers:
        """Shape (`_STEP`, order): what is remembered at the end, by what goes in."""
        return _rounded(self._powers[_STEP - 1 :: -1] @ self.take, self.precision)

    def turned(self, samples: int) -> _Numbers:
        """Shape (order, order): what is remembered some samples later (`_STEP` at most), by what is remembered now."""
        return _rounded(self._powers[samples].T, self.precision)

    @cached_property
    def scans(self) -> tuple[Scan, ...]:
        """How states follow from each other: from step to step, from group to group, and so on."""
        found, turn = [], self._powers[_STEP]
        for _ in range(_LEVELS):
            found.append(Scan.of(turn, self.precision))
            turn = np.linalg.matrix_power(turn, _GROUP)
        return tuple(found)


@dataclass(frozen=True)
class Scan:
    """Finds the states of `_GROUP` steps at once, each of which turns the state and adds something to it."""

    turn: _Numbers
    """Shape (order, order): the state after a step, by the one before."""
    spread: _Numbers
    """Shape (`_GROUP` * order, `_GROUP` * order): states after each step, by what each adds."""
    carried: _Numbers
    """Shape (order, `_GROUP` * order): states after each step, by the one before the first."""

    @classmethod
    def of(cls, turn: _Matrix, precision: Precision) -> Scan:
        """For steps that turn the state so."""
        order = len(turn)
        powers = _powers(turn.T, _GROUP)
        distance = np.arange(_GROUP) - np.arange(_GROUP)[:, None]
        spread = np.where((distance >= 0)[..., None, None], powers[distance], 0)
        return cls(
            _rounded(turn.T, precision),
            _rounded(spread.transpose(0, 2, 1, 3).reshape(_GROUP * order, _GROUP * order), precision),
            _rounded(powers[1:].transpose(1, 0, 2).reshape(order, _GROUP * order), precision),
        )


def _powers(matrix: _Matrix, highest: int) -> _Matrix:
    """A matrix to the power of 0 to `highest`."""
    powers = [np.eye(len(matrix))]
    for _ in range(highest):
        powers.append(matrix @ powers[-1])
    return np.array(powers)


def _rounded(matrix: _Numbers, precision: Precision) -> _Numbers:
    """In a precision, without the tiniest numbers, with which processors are slow."""
    return np.where(np.abs(matrix) < _NOTHING, 0, matrix).astype(precision)


def _followed(scans: tuple[Scan, ...], state: _Numbers, added: _Numbers) -> _Numbers:
    """The states before each step and after the last.

    Args:
        scans: of these steps, then of groups of them, and so on.
        state: before the first step, shape (channels, order).
        added: by each step, shape (channels, steps, order).

    Returns:
        Shape (channels, steps + 1, order).
    """
    channels, steps, order = added.shape
    found = np.empty((channels, steps + 1, order), added.dtype)
    found[:, 0] = state
    scan, *wider = scans
    if steps <= _GROUP or not wider:
        for step in range(steps):
            found[:, step + 1] = found[:, step] @ scan.turn + added[:, step]
        return found
    groups = -(-steps // _GROUP)
    padded = np.zeros((channels, groups * _GROUP, order), added.dtype)
    padded[:, :steps] = added
    within = padded.reshape(channels * groups, -1) @ scan.spread
    ends = within[:, -order:].reshape(channels, groups, order)
    before = _followed(tuple(wider), state, ends)[:, :-1].reshape(channels * groups, order)
    within += before @ scan.carried
    found[:, 1:] = within.reshape(channels, -1, order)[:, :steps]
    return found


def _squares(matrix: _Matrix) -> Iterator[_Matrix]:
    """A matrix to the power of 1, 2, 4, ..."""
    while True:
        yield matrix
        matrix = matrix @ matrix


@lru_cache(512)
def system(sections: tuple[Section, ...], precision: Precision) -> System:
    """Second-order sections in a row.

    Raises:
        ValueError: one of them is not stable.
    """
    found: System | None = None
    for b0, b1, b2, a1, a2 in sections:
        if not abs(a1) - 1 < a2 < 1:  # its memory would grow, and the search for better coordinates never end
            raise ValueError(f"The section with a1 = {a1:g} and a2 = {a2:g} is not stable.")
        section = System(
            np.array([[-a1, 1.0], [-a2, 0.0]]),
            np.array([b1 - a1 * b0, b2 - a2 * b0]),
            np.array([1.0, 0.0]),
            b0,
        ).steady()
        found = section if found is None else found.then(section)
    if found is None:
        return System(np.zeros((0, 0)), np.zeros(0), np.zeros(0), 1.0)
    return replace(found.steady(), precision=precision)


class Filter:
    """A filter for audio that arrives in blocks."""

    def __init__(self, sections: tuple[Section, ...], *, channels: int = 2, precision: Precision = SINGLE) -> None:
        """Second-order sections in a row; without any, what goes in comes out.

        Args:
            sections: from first to last.
            channels: of the audio.
            precision: of the audio.

        Raises:
            ValueError: a section is not stable.
        """
        self._system = system(sections, precision)
        self._state: _Numbers = np.zeros((channels, self._system.order), precision)

    def __call__(self, block: npt.NDArray[_F]) -> npt.NDArray[_F]:
        """Filter the next block: shape (channels, frames), also none. Without sections it is the same array."""
        known = self._system
        if not known.order:
            return block
        channels, frames = block.shape
        steps, rest = divmod(frames, _STEP)
        end = steps * _STEP
        parts: list[npt.NDArray[_F]] = []
        if steps:
            whole = block[:, :end].reshape(-1, _STEP)
            states = _followed(known.scans, self._state, (whole @ known.memory).reshape(channels, steps, -1))
            made = whole @ known.answer
            made += states[:, :-1].reshape(-1, known.order) @ known.ringing
            parts.append(made.reshape(channels, end))
            self._state = _rounded(states[:, -1], known.precision)
        if rest:
            last = block[:, end:]
            parts.append(last @ known.answer[:rest, :rest] + self._state @ known.ringing[:, :rest])
            kept = self._state @ known.turned(rest) + last @ known.memory[_STEP - rest :]
            self._state = _rounded(kept, known.precision)
        return parts[0] if len(parts) == 1 else np.concatenate([block[:, :0], *parts], axis=1)
