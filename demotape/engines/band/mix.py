"""What a mixing desk does to audio: equalizer, width, ducking, room and tape.

All of it takes the audio in blocks and remembers where it was. Audio is float32 of shape (2, frames), full scale 1.0,
at `SAMPLE_RATE`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import fft

from demotape.audio.filters import Filter, bell, high_pass, low_pass
from demotape.engines.band.bank import SAMPLE_RATE, Audio
from demotape.engines.band.desk import Equalizer

_DUCK_ATTACK_S = 0.004
_DUCK_RELEASE_S = 0.22


def equalizer(settings: Equalizer) -> Filter:
    """An equalizer for audio that arrives in blocks."""
    sections = [bell(hertz, sample_rate=SAMPLE_RATE, gain_db=gain_db, q=q) for hertz, gain_db, q in settings.bells]
    if settings.low_cut_hz:
        sections.append(high_pass(settings.low_cut_hz, sample_rate=SAMPLE_RATE))
    if settings.high_cut_hz:
        sections.append(low_pass(settings.high_cut_hz, sample_rate=SAMPLE_RATE))
    return Filter(tuple(sections))


class Widener:
    """Adds to each side what the other played a few milliseconds ago, on the right upside down."""

    _DELAYS_S = (0.017, 0.011)

    def __init__(self, share: float) -> None:
        self._share = np.float32(share)
        self._delays = [int(seconds * SAMPLE_RATE) for seconds in self._DELAYS_S]
        self._past = np.zeros((2, max(self._delays)), np.float32)

    def __call__(self, block: Audio) -> Audio:
        """Widen the next block."""
        reach = self._past.shape[1]
        known = np.concatenate([self._past, block], axis=1)
        self._past = known[:, known.shape[1] - reach :].copy()
        frames = block.shape[1]
        wide = block.copy()
        for side, (delay, sign) in enumerate(zip(self._delays, (1, -1), strict=True)):
            wide[side] += sign * self._share * known[1 - side, reach - delay : reach - delay + frames]
        return wide


def saturated(block: Audio, drive: float) -> Audio:
    """Soft clipping, as of a driven amplifier: the louder, the more overtones.

    Args:
        block: any level.
        drive: 1 is where a level of full scale is bent by 2.4 dB; small signals keep their level.
    """
    return np.asarray(np.tanh(block * np.float32(drive)) / np.float32(drive), np.float32)


class Ducker:
    """How far the kicks push everything down: 1 at a kick, back to 0 after 0.22 s."""

    def __init__(self, kicks: Sequence[int]) -> None:
        """The kicks' frames, in order."""
        attack = np.linspace(0, 1, int(_DUCK_ATTACK_S * SAMPLE_RATE), dtype=np.float32)
        release = np.linspace(1, 0, int(_DUCK_RELEASE_S * SAMPLE_RATE), dtype=np.float32)
        self._shape = np.concatenate([attack, release])
        self._kicks = np.asarray(kicks, int) - len(attack)

    def read(self, start: int, length: int) -> npt.NDArray[np.float32] | None:
        """Depth in each frame of a block, 0 to 1; None where no kick reaches into it."""
        reach = len(self._shape)
        near = self._kicks[(self._kicks + reach > start) & (self._kicks < start + length)]
        if not near.size:
            return None
        depth = np.zeros(length, np.float32)
        for kick in near.tolist():
            first, last = max(kick, start), min(kick + reach, start + length)
            part = depth[first - start : last - start]
            np.maximum(part, self._shape[first - kick : last - kick], out=part)
        return depth


class Room:
    """Reverb: convolution with decaying noise, different on both sides, after some early reflections.

    The spectrum of the room's answer is kept, so that a block costs one transform there and one back.
    """

    _EARLY_S = (0.011, 0.019, 0.027, 0.041, 0.057)

    def __init__(self, seconds: float, noise: np.random.Generator, *, brightness_hz: float, block_frames: int) -> None:
        """A room.

        Args:
            seconds: reverberation time (60 dB).
            noise: where its answer comes from.
            brightness_hz: where the answer loses its top.
            block_frames: the longest block that will come.
        """
        frames = int(seconds * SAMPLE_RATE)
        at = np.arange(frames, dtype=np.float32) / SAMPLE_RATE
        response = noise.standard_normal((2, frames), dtype=np.float32)
        response *= 10 ** (-3 * at / seconds) * np.minimum(1, at / 0.03)
        for side, shift in ((0, 0.0), (1, 0.0035)):
            for number, delay in enumerate(self._EARLY_S):
                place = int((delay + shift) * SAMPLE_RATE)
                if place < frames:
                    response[side, place] += 30 * (-0.7) ** number
        response = equalizer(Equalizer(low_cut_hz=180, high_cut_hz=brightness_hz))(response)
        response /= np.sqrt(np.square(response).sum(axis=1, keepdims=True))
        response = equalizer(Equalizer(low_cut_hz=200))(response)  # of what is sent in
        self._size = fft.next_fast_len(block_frames + frames - 1, real=True)
        self._spectrum = fft.rfft(response, self._size)
        self._tail = np.zeros((2, frames - 1), np.float32)

    @property
    def tail_frames(self) -> int:
        """How long it goes on after the last sound."""
        return self._tail.shape[1]

    def __call__(self, block: Audio) -> Audio:
        """What the room answers while the next block sounds."""
        frames, tail = block.shape[1], self._tail.shape[1]
        spectrum = fft.rfft(block, self._size)
        spectrum *= self._spectrum
        heard: Audio = fft.irfft(spectrum, self._size)[:, : frames + tail]
        heard[:, :tail] += self._tail
        self._tail = heard[:, frames:].copy()
        return heard[:, :frames]


class Tape:
    """An old cassette: pitch wow and flutter, saturation, no treble, crackle and hiss."""

    _BASE_DELAY = 40
    _WOW = (26, 0.55)
    _FLUTTER = (5, 6.3)
    """(frames, hertz)"""
    _DRIVE = 1.8
    _CRACKLES_PER_S = 9
    _STARTS_FRAMES = SAMPLE_RATE // 20

    def __init__(
        self, noise: np.random.Generator, heard: Sequence[tuple[int, int]], *, loop_frames: int | None = None
    ) -> None:
        """A cassette.

        Args:
            noise: where hiss and crackle come from.
            heard: (first frame, frame after the last) of each stretch in which it hisses; elsewhere it stands still.
            loop_frames: after how many frames the music begins anew; the wobble then does so too.
        """
        self._noise = noise
        self._heard = _joined(heard)
        self._wobbles = [(depth, _whole_turns(rate, loop_frames)) for depth, rate in (self._WOW, self._FLUTTER)]
        self._frame = 0
        self._past = np.zeros((2, 2 * self._BASE_DELAY), np.float32)
        self._tone = equalizer(Equalizer(low_cut_hz=32, high_cut_hz=8_000))
        self._hiss = equalizer(Equalizer(low_cut_hz=400, high_cut_hz=7_000))
        self._crackle = equalizer(Equalizer(low_cut_hz=600, high_cut_hz=5_500))

    def __call__(self, block: Audio) -> Audio:
        """Play the next block back from the cassette."""
        frames = block.shape[1]
        at = self._frame + np.arange(frames)
        self._frame += frames
        seconds = at / SAMPLE_RATE
        delay = self._BASE_DELAY + sum(depth * np.sin(2 * np.pi * rate * seconds) for depth, rate in self._wobbles)
        reach = self._past.shape[1]
        known = np.concatenate([self._past, block], axis=1)
        self._past = known[:, known.shape[1] - reach :].copy()
        position = reach + np.arange(frames) - delay
        whole = position.astype(np.int32)
        share = (position - whole).astype(np.float32)
        played = np.stack([side.take(whole) * (1 - share) + side.take(whole + 1) * share for side in known])
        out = self._tone(saturated(played, self._DRIVE))
        own = self._hiss(self._noise.standard_normal((2, frames), dtype=np.float32) * np.float32(0.0013))
        clicks = np.zeros((2, frames), np.float32)
        places = self._noise.integers(0, frames, self._noise.poisson(self._CRACKLES_PER_S * frames / SAMPLE_RATE))
        clicks[:, places] = self._noise.uniform(-0.07, 0.07, len(places))
        own += self._crackle(clicks)
        own *= self._running(at[0], frames)
        out += own
        return out

    def _running(self, start: int, frames: int) -> npt.NDArray[np.float32]:
        """1 where it runs, 0 where it stands still."""
        at = np.arange(start, start + frames)
        running = np.zeros(frames, np.float32)
        for first, after in self._heard:
            ramps = [first - self._STARTS_FRAMES, first, after, after + self._STARTS_FRAMES]
            if ramps[0] >= start + frames or ramps[-1] <= start:
                continue
            np.maximum(running, np.interp(at, ramps, [0, 1, 1, 0]).astype(np.float32), out=running)
        return running


def _joined(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same stretches in order, those that touch as one."""
    found: list[tuple[int, int]] = []
    for first, after in sorted(stretches):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(after, found[-1][1]))
        else:
            found.append((first, after))
    return found


def _whole_turns(rate_hz: float, loop_frames: int | None) -> float:
    if not loop_frames:
        return rate_hz
    seconds = loop_frames / SAMPLE_RATE
    return max(1, round(rate_hz * seconds)) / seconds
