"""A plan on the mixing desk: its parts on their buses, and the rooms.

A piece that goes from style to style has a desk for each of them, with its own strips and its own room. It is read in
blocks. As many threads as there are cores play the parts.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from demotape.engines.band.bank import SAMPLE_RATE, Audio, Bank
from demotape.engines.band.bus import Bus, level_of
from demotape.engines.band.compose import compose
from demotape.engines.band.desk import mix_of
from demotape.engines.band.master import HOP_FRAMES
from demotape.engines.band.mix import Ducker, Room
from demotape.engines.band.parts import Part, kicks, parts
from demotape.engines.band.plan import Plan
from demotape.engines.band.presets import PRESETS

BLOCK_FRAMES = HOP_FRAMES * 3072
"""4.5 seconds."""
_LOOP_LEAD_IN_S = 6.0
_THREADS = min(2, os.cpu_count() or 1)

Report = Callable[[float], None]
"""Is told the share of the work that is done, 0 to 1, never falling."""


def ignore(_: float) -> None:
    """For those who do not want to be told."""


class Session:
    """The mix before mastering, as a whole or in stems. To be closed."""

    def __init__(self, plan: Plan, bank: Bank, *, as_stems: bool = False, report: Report = ignore) -> None:
        """Set the levels, for which every different note is played once.

        Args:
            plan: what to play.
            bank: the instruments.
            as_stems: whether every part gets a bus and a room of its own.
            report: told the share of the setting up that is done, 0 to 1.
        """
        self.plan = plan
        self.frames = round(plan.length_s * SAMPLE_RATE)
        # A loop is entered some seconds before its start, so that what rings over its end rings into its start.
        lead_in = -(-int(_LOOP_LEAD_IN_S * SAMPLE_RATE) // BLOCK_FRAMES) * BLOCK_FRAMES if plan.loopable else 0
        self._start = -lead_in
        self._parts = parts(plan, compose(plan), bank, frames=self.frames, lead_in=lead_in)
        bank.expect(
            (event.preset, event.key, event.velocity, event.length_s)
            for part in self._parts
            for event in part.events
            if not PRESETS[event.preset].is_computed
        )
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="desk")
        try:
            self._desks = self._plugged(bank, self._levels(bank, report), as_stems=as_stems)
        except BaseException:
            self.close()
            raise

    @property
    def stems(self) -> tuple[str, ...]:
        """Names of the parts, in the order of the score."""
        return tuple(dict.fromkeys(part.name for part in self._parts))

    @property
    def styles(self) -> tuple[str, ...]:
        """Those that are played, each of which has a mix of its own."""
        return tuple(dict.fromkeys(desk.style for desk in self._desks))

    def blocks(self) -> Iterator[Mapping[str, Audio]]:
        """Style to the next block of its mix, shape (2, `BLOCK_FRAMES`), the last one shorter. They add up."""
        for heard in self._read():
            yield {desk.style: block for desk, block in zip(self._desks, heard, strict=True)}

    def stem_blocks(self) -> Iterator[Mapping[str, Audio]]:
        """Stem name to its next block, for a session of stems. They add up to the mix."""
        for heard in self._read():
            stems: dict[str, Audio] = {}
            for desk, block in zip(self._desks, heard, strict=True):
                stems[desk.stem] = stems[desk.stem] + block if desk.stem in stems else block
            yield stems

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(cancel_futures=True)

    def _read(self) -> Iterator[list[Audio]]:
        starts = range(self._start, self.frames, BLOCK_FRAMES)
        upcoming = self._ordered(starts[0])
        for number, start in enumerate(starts):
            played = [[block.result() for block in blocks] for blocks in upcoming]
            if number + 1 < len(starts):  # the parts play on while the rooms and the listener have this block
                upcoming = self._ordered(starts[number + 1])
            length = min(BLOCK_FRAMES, self.frames - start)
            heard = [desk.in_room(blocks, length) for desk, blocks in zip(self._desks, played, strict=True)]
            if start >= 0:
                yield heard

    def _ordered(self, start: int) -> list[list[Future[Audio]]]:
        length = min(BLOCK_FRAMES, self.frames - start)
        return [[self._threads.submit(bus.read, length) for bus in desk.buses.values()] for desk in self._desks]

    def _levels(self, bank: Bank, report: Report) -> list[float]:
        total = sum(len(part.events) for part in self._parts)
        done = [0] * len(self._parts)

        def measure(number: int) -> float:
            level = 1.0
            for found in level_of(self._parts[number], bank, self.frames):
                if found is not None:
                    level = found
                done[number] += 1
                if done[number] % 16 == 0:
                    report(min(1.0, sum(done) / total))
            return level

        # What takes longest comes first, so that no thread is left alone with it at the end.
        order = sorted(range(len(self._parts)), key=lambda number: -_playing_s(self._parts[number]))
        found = dict(zip(order, self._threads.map(measure, order), strict=True))
        return [found[number] for number in range(len(self._parts))]

    def _plugged(self, bank: Bank, gains: list[float], *, as_stems: bool) -> list[_Desk]:
        ducker = Ducker(kicks(self._parts))
        desks: dict[tuple[str, str], _Desk] = {}
        for part, gain in zip(self._parts, gains, strict=True):
            place = (part.name if as_stems else "", part.style)
            desk = desks.get(place)
            if desk is None:
                desk = desks[place] = _Desk(*place, seed=self.plan.seed)
            shared = _bus_of(part)
            if shared not in desk.buses:
                desk.buses[shared] = Bus(part.strip, bank, ducker, seed=self.plan.seed, start=self._start)
            desk.buses[shared].add(part, gain)
        # Where nobody plays, there is a mix all the same: silence.
        return list(desks.values()) or [_Desk("", self.plan.styles[0], seed=self.plan.seed)]


class _Desk:
    """The buses of one style, and their room."""

    def __init__(self, stem: str, style: str, *, seed: int) -> None:
        self.stem = stem
        self.style = style
        self.buses: dict[object, Bus] = {}
        mix = mix_of(style)
        noise = np.random.default_rng([seed & 0xFFFFFFFF, 5])
        self._room = Room(mix.room_s, noise, brightness_hz=mix.brightness_hz, block_frames=BLOCK_FRAMES)
        self._room_gain = np.float32(mix.room_gain)

    def in_room(self, blocks: list[Audio], length: int) -> Audio:
        """The next block of all buses, and what the room answers: shape (2, length)."""
        total, send = (np.zeros((2, length), np.float32) for _ in range(2))
        for bus, block in zip(self.buses.values(), blocks, strict=True):
            total += block
            if bus.strip.reverb:
                send += np.float32(bus.strip.reverb) * block
        total += self._room_gain * self._room(send)
        return total


def _playing_s(part: Part) -> float:
    return sum(event.length_s for event in part.events)


def _bus_of(part: Part) -> object:
    """Parts that agree in this can share a bus. A driven part cannot: it would distort with the others."""
    strip = part.strip
    return (part.name if strip.drive else None, strip.equalizer, strip.reverb, strip.duck, strip.width)
