"""A bus of the mixing desk: parts that share a strip's equalizer are added up, and go through it together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from demotape.engines.band import synth
from demotape.engines.band.bank import METER_FRAMES, SAMPLE_RATE, Audio, Bank, Piece
from demotape.engines.band.desk import DRUM_PANS, Strip
from demotape.engines.band.mix import Ducker, Widener, equalizer, saturated
from demotape.engines.band.parts import Event, Part
from demotape.engines.band.presets import PRESETS
from demotape.engines.band.soundfont import Pcm
from demotape.engines.band.voice import Mono

_STRETCHES = 10
_STRETCH_HOPS = 25
_SILENCE = 1e-9
_FEW_NOTES = 50
_LEAST_APART_FRAMES, _APART_FRAMES = 350, 599
"""Takes of one player lie 8 to 22 ms apart."""
_ONE_SIDED = 1e-5
"""A side that gets less than this share of what the other gets, gets nothing."""


def level_of(part: Part, bank: Bank, frames: int) -> Iterator[float | None]:
    """The gain that brings a part to its strip's level in the loudest two thirds of the time that it plays.

    The energies of the notes are added up as if they were independent, so that no audio of the whole length is
    needed; of a long piece, only some stretches are listened to. Yields None after each note, and at the end the gain.
    """
    meter = np.zeros(frames // METER_FRAMES + 2)
    is_heard = _stretches(len(meter))
    for event in part.events:
        first = event.frame // METER_FRAMES
        after = first + 1 + int(event.length_s * SAMPLE_RATE) // METER_FRAMES
        if first >= 0 and is_heard[first:after].any():
            energy = _energy(event, bank)[: len(meter) - first]
            meter[first : first + len(energy)] += energy
        yield None
    levels = np.sort(meter[is_heard & (meter > _SILENCE)])
    if not levels.size:  # it plays between the stretches only
        levels = np.concatenate([_energy(event, bank) for event in part.events[:_FEW_NOTES]])
    loudest = levels[len(levels) // 3 :]
    rms = math.sqrt(float(loudest.mean())) if loudest.size else 0.0
    yield 10 ** (part.strip.level_db / 20) / rms if rms else 1.0


def _stretches(hops: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which tenths of a second are listened to: all of a short piece, and of a long one ten stretches."""
    at = np.arange(hops)
    apart = max(_STRETCH_HOPS, hops / _STRETCHES)
    return np.asarray(at % apart < _STRETCH_HOPS)


def _energy(event: Event, bank: Bank) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    if not PRESETS[event.preset].is_computed:
        return bank.energy(event.preset, event.key, event.velocity, event.length_s)
    found = synth.pieces(event.preset, event.key, event.velocity, event.length_s, seed=0)
    power = sum(np.square(piece.samples) * (piece.left**2 + piece.right**2) / 2 for piece in found)
    return np.add.reduceat(np.asarray(power, np.float64), np.arange(0, np.size(power), METER_FRAMES)) / METER_FRAMES


class Bus:
    """Plays its parts block after block. For one thread at a time."""

    def __init__(self, strip: Strip, bank: Bank, ducker: Ducker, *, seed: int, start: int) -> None:
        self.strip = strip
        self._bank = bank
        self._ducker = ducker
        self._seed = seed
        self._events: list[tuple[Event, float, Strip, bool]] = []
        self._next = 0
        self._at = start
        self._playing: list[tuple[int, Mono | Pcm, tuple[float, float]]] = []
        self._filter = equalizer(strip.equalizer)
        self._widen = Widener(strip.width) if strip.width else None

    def add(self, part: Part, gain: float) -> None:
        """Put a part on the bus."""
        is_drums = part.name == "drums"
        self._events += [(event, gain * event.gain, part.strip, is_drums) for event in part.events]
        self._events.sort(key=lambda entry: entry[0].frame)

    def read(self, length: int) -> Audio:
        """The next block: shape (2, length)."""
        start, self._at = self._at, self._at + length
        heard = np.zeros((2, length), np.float32)
        self._playing += self._begun(start + length)
        for begin, samples, gains in self._playing:
            first, after = max(begin, start), min(begin + len(samples), start + length)
            if first >= after:  # a release that comes later
                continue
            part = samples[first - begin : after - begin].astype(np.float32, copy=False)
            for side, gain in zip(heard, gains, strict=True):
                if gain > _ONE_SIDED * max(gains):
                    side[first - start : after - start] += np.float32(gain) * part
        self._playing = [sound for sound in self._playing if sound[0] + len(sound[1]) > start + length]
        return self._processed(heard, start)

    def _begun(self, end: int) -> Iterator[tuple[int, Mono | Pcm, tuple[float, float]]]:
        """What begins before a frame and was not yet told: (first frame, samples, gains of both sides)."""
        while self._next < len(self._events) and self._events[self._next][0].frame < end:
            event, gain, strip, is_drums = self._events[self._next]
            self._next += 1
            left, right = _sides(event, strip, is_drums=is_drums)
            for piece in self._pieces(event):
                first, gains = event.frame + piece.at, (gain * left * piece.left, gain * right * piece.right)
                if strip.is_doubled:
                    yield first, piece.samples, (gains[0], 0.0)
                    yield first + _second_take(event), piece.samples, (0.0, gains[1])
                else:
                    yield first, piece.samples, gains

    def _processed(self, block: Audio, start: int) -> Audio:
        if self.strip.drive:
            block = saturated(block, self.strip.drive)
        block = self._filter(block)
        if self._widen:
            block = self._widen(block)
        if self.strip.duck:
            depth = self._ducker.read(start, block.shape[1])
            if depth is not None:
                block *= 1 - np.float32(self.strip.duck) * depth
        return block

    def _pieces(self, event: Event) -> Sequence[Piece]:
        if PRESETS[event.preset].is_computed:
            seed = self._seed * 31 + event.seed
            return synth.pieces(event.preset, event.key, event.velocity, event.length_s, seed=seed)
        return self._bank.pieces(event.preset, event.key, event.velocity, event.length_s, choke_s=event.choke_s)


def _second_take(event: Event) -> int:
    """How many frames later a doubled note is played the second time: by chance, but always alike."""
    return _LEAST_APART_FRAMES + event.seed * 7_919 % _APART_FRAMES


def _sides(event: Event, strip: Strip, *, is_drums: bool) -> tuple[float, float]:
    """Gains of left and right by the constant-power law; 1 on both sides in the middle."""
    if is_drums:
        pan = DRUM_PANS.get(event.key, 0.0)
    else:
        pan = strip.pan + strip.spread * max(-1.0, min(1.0, (event.key - 64) / 24))
    angle = (max(-0.95, min(0.95, pan)) + 1) * math.pi / 4
    return math.sqrt(2) * math.cos(angle), math.sqrt(2) * math.sin(angle)
