"""A plan on the mixing desk: its parts on their buses, and the room.

It is read in blocks. As many threads as there are cores play the parts.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from demotape.engines.band.bank import SAMPLE_RATE, Audio, Bank
from demotape.engines.band.bus import Bus, level_of
from demotape.engines.band.compose import compose
from demotape.engines.band.desk import DEFAULT_MIX, MIXES, Mix
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
        self.mix: Mix = MIXES.get(plan.styles[0], DEFAULT_MIX)
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
            self._buses = self._plugged(bank, self._levels(bank, report), as_stems=as_stems)
        except BaseException:
            self.close()
            raise
        self._as_stems = as_stems
        self._rooms = [self._room() for _ in range(len(self._buses) if as_stems else 1)]

    @property
    def stems(self) -> tuple[str, ...]:
        """Names of the parts, in the order of the score."""
        return tuple(part.name for part in self._parts)

    def blocks(self) -> Iterator[Audio]:
        """The mix, block by block: shape (2, `BLOCK_FRAMES`), the last one shorter."""
        for heard in self._read():
            yield self._in_room(self._rooms[0], heard)

    def stem_blocks(self) -> Iterator[Mapping[str, Audio]]:
        """Stem name to its next block, for a session of stems. They add up to the mix."""
        for heard in self._read():
            rooms = zip(self._rooms, heard.items(), strict=True)
            yield {name: self._in_room(room, {name: block}) for room, (name, block) in rooms}

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(cancel_futures=True)

    def _read(self) -> Iterator[dict[str, Audio]]:
        starts = range(self._start, self.frames, BLOCK_FRAMES)
        upcoming = self._ordered(starts[0])
        for number, start in enumerate(starts):
            heard = {name: block.result() for name, block in upcoming.items()}
            if number + 1 < len(starts):  # the parts play on while the room and the listener have this block
                upcoming = self._ordered(starts[number + 1])
            if start >= 0:
                yield heard
            else:
                self._warm_rooms(heard)

    def _ordered(self, start: int) -> dict[str, Future[Audio]]:
        length = min(BLOCK_FRAMES, self.frames - start)
        return {name: self._threads.submit(bus.read, length) for name, bus in self._buses.items()}

    def _warm_rooms(self, heard: dict[str, Audio]) -> None:
        if self._as_stems:
            for room, (name, block) in zip(self._rooms, heard.items(), strict=True):
                self._in_room(room, {name: block})
        else:
            self._in_room(self._rooms[0], heard)

    def _in_room(self, room: Room, heard: Mapping[str, Audio]) -> Audio:
        total, send = (np.zeros_like(next(iter(heard.values()), np.zeros((2, 0), np.float32))) for _ in range(2))
        for name, block in heard.items():
            total += block
            if self._buses[name].strip.reverb:
                send += np.float32(self._buses[name].strip.reverb) * block
        total += np.float32(self.mix.room_gain) * room(send)
        return total

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

    def _plugged(self, bank: Bank, gains: list[float], *, as_stems: bool) -> dict[str, Bus]:
        ducker = Ducker(kicks(self._parts))
        buses: dict[str, Bus] = {}
        shared: dict[object, str] = {}
        for part, gain in zip(self._parts, gains, strict=True):
            name = part.name if as_stems else shared.setdefault(_bus_of(part), part.name)
            if name not in buses:
                buses[name] = Bus(part.strip, bank, ducker, seed=self.plan.seed, start=self._start)
            buses[name].add(part, gain)
        return buses

    def _room(self) -> Room:
        noise = np.random.default_rng([self.plan.seed & 0xFFFFFFFF, 5])
        return Room(self.mix.room_s, noise, brightness_hz=self.mix.brightness_hz, block_frames=BLOCK_FRAMES)


def _playing_s(part: Part) -> float:
    return sum(event.length_s for event in part.events)


def _bus_of(part: Part) -> object:
    """Parts that agree in this can share a bus. A driven part cannot: it would distort with the others."""
    strip = part.strip
    return (part.name if strip.drive else None, strip.equalizer, strip.reverb, strip.duck, strip.width)
