"""Writes tiny SoundFonts for tests, by the specification and not by the code under test."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import soundfile

RATE = 44_100

START_OFFSET, VIB_TO_PITCH, ENV_TO_PITCH, CUTOFF, Q, ENV_TO_FILTER, PAN, VIB_FREQUENCY = 0, 6, 7, 8, 9, 11, 17, 24
MOD_ATTACK, MOD_DECAY, MOD_SUSTAIN, ATTACK, HOLD, DECAY, SUSTAIN, RELEASE = 26, 28, 29, 34, 35, 36, 37, 38
INSTRUMENT, KEYS, VELOCITIES, ATTENUATION, COARSE, FINE, SAMPLE, MODES, SCALE, EXCLUSIVE, ROOT = (
    41,
    43,
    44,
    48,
    51,
    52,
    53,
    54,
    56,
    57,
    58,
)

Generators = Sequence[tuple[int, int]]


def span(low: int, high: int) -> int:
    """A range of keys or velocities as a generator's amount."""
    return low | high << 8


@dataclass(frozen=True)
class Wave:
    """A sample to be put in."""

    pcm: np.ndarray
    root: int = 69
    loop: tuple[int, int] = (0, 0)
    rate: int = RATE
    correction: int = 0


@dataclass(frozen=True)
class Bag:
    """A zone."""

    generators: Generators
    modulators: Sequence[tuple[int, int, int, int, int]] = ()


@dataclass(frozen=True)
class Tiny:
    """One preset at (bank, program), with one instrument."""

    waves: Sequence[Wave]
    zones: Sequence[Bag]
    """Of the instrument; each ends with SAMPLE, but for a global one."""
    outer: Sequence[Bag] = field(default_factory=lambda: [Bag([(INSTRUMENT, 0)])])
    bank: int = 0
    program: int = 0


def sine(hertz: float = 440.0, seconds: float = 1.0, *, rate: int = RATE, level: float = 0.5) -> np.ndarray:
    """A sine as 16-bit PCM."""
    return (np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate) * level * 32_767).astype(np.int16)


def written(tiny: Tiny, *, is_compressed: bool = False) -> bytes:
    """The bytes of an SF2, or of an SF3."""
    data, headers = b"", b""
    for wave in tiny.waves:
        if is_compressed:
            file = io.BytesIO()
            soundfile.write(file, wave.pcm, wave.rate, format="OGG", subtype="VORBIS")
            blob, first, loop, kind = file.getvalue(), len(data), wave.loop, 0x11
            last = first + len(blob)
        else:
            blob, first, kind = wave.pcm.astype("<i2").tobytes() + bytes(92), len(data) // 2, 1
            last, loop = first + len(wave.pcm), (first + wave.loop[0], first + wave.loop[1])
        data += blob
        headers += struct.pack(
            "<20sIIIIIBbHH", b"wave", first, last, *loop, wave.rate, wave.root, wave.correction, 0, kind
        )
    headers += struct.pack("<20sIIIIIBbHH", b"EOS", *[0] * 9)
    pdta = b"".join(
        [
            chunk(b"phdr", preset(b"tiny", tiny.program, tiny.bank, 0) + preset(b"EOP", 0, 0, len(tiny.outer))),
            *bags(b"p", tiny.outer),
            chunk(b"inst", struct.pack("<20sH20sH", b"tiny", 0, b"EOI", len(tiny.zones))),
            *bags(b"i", tiny.zones),
            chunk(b"shdr", headers),
        ]
    )
    info = chunk(b"ifil", struct.pack("<HH", 2, 4)) + chunk(b"INAM", b"tiny\0\0")
    lists = [(b"INFO", info), (b"sdta", chunk(b"smpl", data)), (b"pdta", pdta)]
    return chunk(b"RIFF", b"sfbk" + b"".join(chunk(b"LIST", kind + content) for kind, content in lists))


def preset(name: bytes, program: int, bank: int, bag: int) -> bytes:
    return struct.pack("<20sHHHIII", name, program, bank, bag, 0, 0, 0)


def bags(kind: bytes, zones: Sequence[Bag]) -> list[bytes]:
    places, generators, modulators = [], b"", b""
    for zone in [*zones, Bag([])]:
        places.append(struct.pack("<HH", len(generators) // 4, len(modulators) // 10))
        generators += b"".join(struct.pack("<HH", which, value & 0xFFFF) for which, value in zone.generators)
        modulators += b"".join(struct.pack("<HHhHH", *modulator) for modulator in zone.modulators)
    return [
        chunk(kind + b"bag", b"".join(places)),
        chunk(kind + b"mod", modulators + bytes(10)),
        chunk(kind + b"gen", generators + bytes(4)),
    ]


def chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
