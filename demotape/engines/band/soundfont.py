"""Reads SoundFonts: .sf2, and .sf3 whose samples are OGG Vorbis.

A preset is a list of zones that point to instruments; an instrument is a list of zones that point to samples. Here
both are worked together into one flat list of `Zone`s a preset, each with the values of its generators and
modulators. What a voice makes of them is `voice`'s business.

Source of the format, and of all names: SoundFont Technical Specification 2.04 (E-mu, 2006). SF3 (MuseScore) stores an
OGG stream in place of a sample's PCM, sets bit 4 of its type, and counts loop points from the sample's own start.
Not read: the lowest byte of 24-bit samples (`sm24`), and samples in the ROM of a sound card.
"""

from __future__ import annotations

import io
import mmap
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import soundfile

Pcm = npt.NDArray[np.int16]
"""Samples of one channel."""


class SoundFontError(Exception):
    """The file is no SoundFont, or a damaged one. The message is for the person."""


class Generator(IntEnum):
    """Section 8.1.2. Absolute cents are 0 at 8.176 Hz; timecents are 1200 times the logarithm to base 2 of seconds."""

    START_OFFSET = 0
    END_OFFSET = 1
    LOOP_START_OFFSET = 2
    LOOP_END_OFFSET = 3
    START_COARSE_OFFSET = 4
    MOD_LFO_TO_PITCH = 5
    VIB_LFO_TO_PITCH = 6
    MOD_ENV_TO_PITCH = 7
    FILTER_CUTOFF = 8
    FILTER_Q = 9
    MOD_LFO_TO_FILTER = 10
    MOD_ENV_TO_FILTER = 11
    END_COARSE_OFFSET = 12
    MOD_LFO_TO_VOLUME = 13
    PAN = 17
    MOD_LFO_DELAY = 21
    MOD_LFO_FREQUENCY = 22
    VIB_LFO_DELAY = 23
    VIB_LFO_FREQUENCY = 24
    MOD_ENV_DELAY = 25
    MOD_ENV_ATTACK = 26
    MOD_ENV_HOLD = 27
    MOD_ENV_DECAY = 28
    MOD_ENV_SUSTAIN = 29
    MOD_ENV_RELEASE = 30
    KEY_TO_MOD_ENV_HOLD = 31
    KEY_TO_MOD_ENV_DECAY = 32
    VOL_ENV_DELAY = 33
    VOL_ENV_ATTACK = 34
    VOL_ENV_HOLD = 35
    VOL_ENV_DECAY = 36
    VOL_ENV_SUSTAIN = 37
    VOL_ENV_RELEASE = 38
    KEY_TO_VOL_ENV_HOLD = 39
    KEY_TO_VOL_ENV_DECAY = 40
    INSTRUMENT = 41
    KEY_RANGE = 43
    VELOCITY_RANGE = 44
    LOOP_START_COARSE_OFFSET = 45
    FIXED_KEY = 46
    FIXED_VELOCITY = 47
    ATTENUATION = 48
    LOOP_END_COARSE_OFFSET = 50
    COARSE_TUNE = 51
    FINE_TUNE = 52
    SAMPLE = 53
    SAMPLE_MODES = 54
    SCALE_TUNING = 56
    EXCLUSIVE_CLASS = 57
    ROOT_KEY = 58


_LONG_AGO = -12_000
DEFAULTS: Mapping[int, int] = {
    Generator.FILTER_CUTOFF: 13_500,
    Generator.MOD_LFO_DELAY: _LONG_AGO,
    Generator.VIB_LFO_DELAY: _LONG_AGO,
    Generator.MOD_ENV_DELAY: _LONG_AGO,
    Generator.MOD_ENV_ATTACK: _LONG_AGO,
    Generator.MOD_ENV_HOLD: _LONG_AGO,
    Generator.MOD_ENV_DECAY: _LONG_AGO,
    Generator.MOD_ENV_RELEASE: _LONG_AGO,
    Generator.VOL_ENV_DELAY: _LONG_AGO,
    Generator.VOL_ENV_ATTACK: _LONG_AGO,
    Generator.VOL_ENV_HOLD: _LONG_AGO,
    Generator.VOL_ENV_DECAY: _LONG_AGO,
    Generator.VOL_ENV_RELEASE: _LONG_AGO,
    Generator.FIXED_KEY: -1,
    Generator.FIXED_VELOCITY: -1,
    Generator.SCALE_TUNING: 100,
    Generator.ROOT_KEY: -1,
}
"""Section 8.1.3: values that are not 0 where no zone sets them."""

_FULL_RANGE = 0x7F00
_ONLY_IN_INSTRUMENTS = frozenset(
    {
        Generator.START_OFFSET,
        Generator.END_OFFSET,
        Generator.LOOP_START_OFFSET,
        Generator.LOOP_END_OFFSET,
        Generator.START_COARSE_OFFSET,
        Generator.END_COARSE_OFFSET,
        Generator.LOOP_START_COARSE_OFFSET,
        Generator.LOOP_END_COARSE_OFFSET,
        Generator.FIXED_KEY,
        Generator.FIXED_VELOCITY,
        Generator.SAMPLE_MODES,
        Generator.EXCLUSIVE_CLASS,
        Generator.ROOT_KEY,
    }
)
_NOT_ADDED = _ONLY_IN_INSTRUMENTS | {
    Generator.INSTRUMENT,
    Generator.KEY_RANGE,
    Generator.VELOCITY_RANGE,
    Generator.SAMPLE,
}

_ROM = 0x8000
_COMPRESSED = 0x10


class Modulator(NamedTuple):
    """Section 8.2: something that changes a generator, such as how hard the key is struck."""

    source: int
    destination: int
    amount: int
    amount_source: int
    transform: int

    @property
    def identity(self) -> tuple[int, int, int, int]:
        """Of two modulators of one identity in one place, the later one counts."""
        return (self.source, self.destination, self.amount_source, self.transform)


class SampleHeader(NamedTuple):
    """One record of the `shdr` chunk. Positions as they stand in the file; `SoundFont.loop` makes sense of them."""

    name: bytes
    start: int
    end: int
    loop_start: int
    loop_end: int
    sample_rate: int
    original_key: int
    correction_cents: int
    link: int
    kind: int

    @property
    def is_compressed(self) -> bool:
        return bool(self.kind & _COMPRESSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Which sample sounds for a range of keys and velocities, and how."""

    keys: tuple[int, int]
    velocities: tuple[int, int]
    sample: int
    generators: Mapping[int, int]
    """Those that are set; see `value`."""
    modulators: tuple[Modulator, ...]
    """Of the instrument; without the default ones of section 8.4."""
    added_modulators: tuple[Modulator, ...]
    """Of the preset: they come on top of the instrument's and of the default ones."""

    def value(self, generator: Generator) -> int:
        """The value of a generator, in its own unit."""
        return self.generators.get(generator, DEFAULTS.get(generator, 0))

    def sounds_for(self, key: int, velocity: int) -> bool:
        return self.keys[0] <= key <= self.keys[1] and self.velocities[0] <= velocity <= self.velocities[1]


class SoundFont:
    """An opened SoundFont. Safe for use by several threads."""

    def __init__(self, source: Path | bytes) -> None:
        """Open a SoundFont, from a file or from its bytes.

        Raises:
            SoundFontError: it cannot be read, or is none.
        """
        try:
            self._data: mmap.mmap | bytes = source if isinstance(source, bytes) else _mapped(source)
            self._chunks = dict(self._lists())
            self._smpl = self._chunks["smpl"][0]
            self._records: dict[str, list[Any]] = {name: self._table(name) for name in _LAYOUTS}
            self.samples: Sequence[SampleHeader] = [SampleHeader(*r) for r in self._records["shdr"]]
            self._numbers = {
                (bank, program): number
                for number, (_, program, bank, *_) in reversed(list(enumerate(self._records["phdr"][:-1])))
            }
        except OSError as error:
            raise SoundFontError(f"It cannot be read: {error.strerror or error}.") from error
        except (struct.error, LookupError, ValueError, TypeError) as error:
            raise SoundFontError("It is no SoundFont (.sf2 or .sf3), or a damaged one.") from error
        self.zones = lru_cache(None)(self._zones)
        self.length = lru_cache(None)(self._length)

    @property
    def presets(self) -> Mapping[tuple[int, int], str]:
        """(bank, program) of each preset to its name."""
        return {
            place: bytes(self._records["phdr"][number][0]).split(b"\0")[0].decode("latin-1")
            for place, number in self._numbers.items()
        }

    def records(self, chunk: str) -> Sequence[tuple[Any, ...]]:
        """The raw records of a chunk of the hydra, such as `phdr`."""
        return self._records[chunk]

    def _zones(self, bank: int, program: int) -> tuple[Zone, ...]:
        """All zones of a preset; empty where there is no such preset.

        Raises:
            SoundFontError: its records point to nowhere.
        """
        number = self._numbers.get((bank, program))
        if number is None:
            return ()
        try:
            return tuple(self._flat_zones(number))
        except LookupError as error:
            raise SoundFontError("It is damaged: its records point to nowhere.") from error

    def pcm(self, sample: int, frames: int) -> Pcm:
        """The first `frames` frames of a sample, or fewer where it is shorter; zeros where it cannot be decoded."""
        header = self.samples[sample]
        if header.is_compressed:
            try:
                with soundfile.SoundFile(io.BytesIO(self.blob(sample))) as file:
                    return np.asarray(file.read(frames, dtype="int16", always_2d=True)[:, 0])
            except soundfile.LibsndfileError:
                return np.zeros(frames, np.int16)
        last = max(header.start, min(header.end, header.start + frames))
        data = self._data[self._smpl + 2 * header.start : self._smpl + 2 * last]
        return np.frombuffer(data, "<i2", len(data) // 2).astype(np.int16)

    def text(self, chunk: str) -> bytes:
        """What the file says of itself in a chunk of its INFO list, such as `ICOP`; empty where it says nothing."""
        start, size = self._chunks.get(chunk, (0, 0))
        return bytes(self._data[start : start + size]).rstrip(b"\0")

    def blob(self, sample: int) -> bytes:
        """A compressed sample's OGG stream."""
        header = self.samples[sample]
        return bytes(self._data[self._smpl + header.start : self._smpl + header.end])

    def _length(self, sample: int) -> int:
        """Frames of a sample."""
        header = self.samples[sample]
        if not header.is_compressed:
            return max(0, header.end - header.start)
        try:
            with soundfile.SoundFile(io.BytesIO(self.blob(sample))) as file:
                return int(file.frames)
        except soundfile.LibsndfileError:
            return 0

    def loop(self, sample: int) -> tuple[int, int]:
        """First frame of a sample's loop and the first one after it, counted from the sample's start."""
        header = self.samples[sample]
        origin = 0 if header.is_compressed else header.start
        return header.loop_start - origin, header.loop_end - origin

    def _flat_zones(self, number: int) -> Iterator[Zone]:
        for outer in self._bags("p", self._records["phdr"], number, place=3, terminal=Generator.INSTRUMENT):
            for inner in self._bags(
                "i", self._records["inst"], outer.generators[Generator.INSTRUMENT], place=1, terminal=Generator.SAMPLE
            ):
                sample = inner.generators[Generator.SAMPLE] & 0xFFFF
                keys, velocities = (
                    _overlap(inner.generators, outer.generators, which)
                    for which in (Generator.KEY_RANGE, Generator.VELOCITY_RANGE)
                )
                if keys[0] > keys[1] or velocities[0] > velocities[1] or self.samples[sample].kind & _ROM:
                    continue
                yield Zone(
                    keys=keys,
                    velocities=velocities,
                    sample=sample,
                    generators=_added(inner.generators, outer.generators),
                    modulators=tuple(inner.modulators.values()),
                    added_modulators=tuple(outer.modulators.values()),
                )

    def _bags(
        self, kind: str, owners: Sequence[tuple[Any, ...]], number: int, *, place: int, terminal: Generator
    ) -> Iterator[_Bag]:
        """The zones of a preset or an instrument, each with the global zone's values under its own."""
        bags, generators, modulators = (self._records[kind + name] for name in ("bag", "gen", "mod"))
        shared = _Bag({}, {})
        first, last = owners[number][place], owners[number + 1][place]
        for bag in range(first, last):
            own = {which: _signed(value) for which, value in generators[bags[bag][0] : bags[bag + 1][0]]}
            changes = [Modulator(*record) for record in modulators[bags[bag][1] : bags[bag + 1][1]]]
            found = _Bag(shared.generators | own, shared.modulators | {change.identity: change for change in changes})
            if terminal in own:
                yield found
            elif bag == first:
                shared = found

    def _lists(self) -> Iterator[tuple[str, tuple[int, int]]]:
        if self._data[:4] != b"RIFF" or self._data[8:12] != b"sfbk":
            raise ValueError("no SoundFont")
        for name, start, size in chunks(self._data, 12, len(self._data)):
            if name == b"LIST":
                for inner, begin, length in chunks(self._data, start + 4, start + size):
                    yield inner.decode("latin-1"), (begin, length)

    def _table(self, name: str) -> list[Any]:
        start, size = self._chunks[name]
        layout = struct.Struct(_LAYOUTS[name])
        records = list(layout.iter_unpack(self._data[start : start + size // layout.size * layout.size]))
        if not records:
            raise ValueError(f"no {name}")
        return records


class _Bag(NamedTuple):
    generators: dict[int, int]
    modulators: dict[tuple[int, int, int, int], Modulator]


_LAYOUTS = {
    "phdr": "<20sHHHIII",
    "pbag": "<HH",
    "pmod": "<HHhHH",
    "pgen": "<HH",
    "inst": "<20sH",
    "ibag": "<HH",
    "imod": "<HHhHH",
    "igen": "<HH",
    "shdr": "<20sIIIIIBbHH",
}
"""Section 7: the chunks of the hydra and the records that they hold."""


def chunks(data: mmap.mmap | bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The chunks of a RIFF list between two positions: (name, start of the content, its size)."""
    while start + 8 <= end:
        name, (size,) = data[start : start + 4], struct.unpack_from("<I", data, start + 4)
        yield name, start + 8, size
        start += 8 + size
        if size & 1 and not data[start : start + 4].isalnum():  # some writers of SF3 leave the pad byte out
            start += 1


def _mapped(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _overlap(inner: Mapping[int, int], outer: Mapping[int, int], which: Generator) -> tuple[int, int]:
    ranges = [zone.get(which, _FULL_RANGE) & 0xFFFF for zone in (inner, outer)]
    return max(value & 0xFF for value in ranges), min(value >> 8 for value in ranges)


def _added(inner: Mapping[int, int], outer: Mapping[int, int]) -> dict[int, int]:
    """What an instrument's zone sets, with what the preset's zone adds (section 9.4)."""
    values = {which: value for which, value in inner.items() if which in _USED and which not in _RANGES}
    for which, value in outer.items():
        if which in _USED and which not in _NOT_ADDED:
            values[which] = values.get(which, DEFAULTS.get(which, 0)) + value
    return values


_USED = frozenset(Generator)
_RANGES = frozenset({Generator.KEY_RANGE, Generator.VELOCITY_RANGE, Generator.SAMPLE, Generator.INSTRUMENT})


def _signed(value: int) -> int:
    return value - 65_536 if value > 32_767 else value
