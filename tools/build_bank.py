"""Cut the Band's bank of instruments out of a General MIDI SoundFont.

    python tools/build_bank.py /usr/share/sounds/sf3/FluidR3Mono_GM.sf3 demotape/engines/band/data/gm.bank

The source of the shipped bank is Debian's package `fluidr3mono-gm-soundfont` (MIT licence). The bank is a ZIP file:
`zones.json` holds the zones of each instrument, flattened, and each sample lies beside it as OGG Vorbis. Samples
of an SF3 are copied as they are; those of an SF2 are compressed.

Source of the format: SoundFont Technical Specification 2.04 (2006). SF3 stores an OGG stream in place of each
sample's PCM and sets bit 4 of its type.
"""

from __future__ import annotations

import argparse
import io
import json
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import soundfile

PRESETS: dict[str, tuple[int, int]] = {
    "piano": (0, 0),
    "epiano": (0, 4),
    "epiano2": (0, 5),
    "celesta": (0, 8),
    "musicbox": (0, 10),
    "vibes": (0, 11),
    "marimba": (0, 12),
    "organ": (0, 16),
    "nylon": (0, 24),
    "steel": (0, 25),
    "jazzgtr": (0, 26),
    "overdrive": (0, 29),
    "upright": (0, 32),
    "fingerbass": (0, 33),
    "synthbass": (0, 38),
    "violin": (0, 40),
    "cello": (0, 42),
    "tremolo": (0, 44),
    "pizz": (0, 45),
    "harp": (0, 46),
    "timpani": (0, 47),
    "strings": (0, 48),
    "choir": (0, 52),
    "trumpet": (0, 56),
    "horn": (0, 60),
    "brass": (0, 61),
    "sax": (0, 66),
    "clarinet": (0, 71),
    "flute": (0, 73),
    "lead": (0, 81),
    "warmpad": (0, 89),
    "taiko": (0, 116),
    "kit": (128, 0),
    "kit808": (128, 25),
    "kitbrush": (128, 40),
    "kitorch": (128, 48),
}
"""Name in the bank to (bank, program) of the SoundFont."""

# Generators, by the numbers of the specification's section 8.1.2.
CUTOFF, PAN, DELAY, ATTACK, HOLD, DECAY, SUSTAIN, RELEASE = 8, 17, 33, 34, 35, 36, 37, 38
INSTRUMENT, KEY_RANGE, VELOCITY_RANGE, ATTENUATION = 41, 43, 44, 48
COARSE_TUNE, FINE_TUNE, SAMPLE, LOOP_MODE, SCALE_TUNING, EXCLUSIVE_CLASS, ROOT_KEY = 51, 52, 53, 54, 56, 57, 58

DEFAULTS = {CUTOFF: 13_500, DELAY: -12_000, ATTACK: -12_000, HOLD: -12_000, DECAY: -12_000, RELEASE: -12_000}
ADDED_BY_PRESETS = (CUTOFF, PAN, DELAY, ATTACK, HOLD, DECAY, SUSTAIN, RELEASE, ATTENUATION, COARSE_TUNE, FINE_TUNE)
FULL_RANGE = 0x7F00
COMPRESSED = 0x10
ATTENUATION_SCALE = 0.4
"""What players make of the centibels of `initialAttenuation`, after the E-mu hardware."""

THINNED = {"piano": (((9, 63), (64, 107), (108, 127)), 3)}
"""Velocity layers to keep, and which share of the sampled keys (every third), where a bank has more."""

Generators = dict[int, int]


class SampleHeader(NamedTuple):
    """One record of the `shdr` chunk."""

    name: bytes
    start: int
    end: int
    loop_start: int
    loop_end: int
    sample_rate: int
    root_key: int
    correction: int
    link: int
    kind: int


class SoundFont:
    """The hydra of an SF2 or SF3 file: presets, instruments and sample headers."""

    def __init__(self, path: Path) -> None:
        self.data = path.read_bytes()
        self._chunks = {
            name: (start, size)
            for kind, begin, length in chunks(self.data, 12, len(self.data))
            if kind == b"LIST"
            for name, start, size in chunks(self.data, begin + 4, begin + length)
        }
        self.presets = self._records(b"phdr", "<20sHHHIII")
        self.preset_bags = self._records(b"pbag", "<HH")
        self.preset_generators = self._records(b"pgen", "<HH")
        self.instruments = self._records(b"inst", "<20sH")
        self.instrument_bags = self._records(b"ibag", "<HH")
        self.instrument_generators = self._records(b"igen", "<HH")
        self.samples = [SampleHeader(*record) for record in self._records(b"shdr", "<20sIIIIIBbHH")]

    def _records(self, chunk: bytes, layout: str) -> list[tuple[Any, ...]]:
        start, size = self._chunks[chunk]
        return list(struct.iter_unpack(layout, self.data[start : start + size]))

    def sample_ogg(self, number: int) -> tuple[bytes, int]:
        """A sample as OGG Vorbis, and the frame in the file that its loop points count from."""
        header = self.samples[number]
        start, _ = self._chunks[b"smpl"]
        if header.kind & COMPRESSED:
            return self.data[start + header.start : start + header.end], 0
        pcm = np.frombuffer(self.data[start + 2 * header.start : start + 2 * header.end], "<i2")
        file = io.BytesIO()
        soundfile.write(file, pcm, header.sample_rate, format="OGG", subtype="VORBIS")
        return file.getvalue(), header.start


def chunks(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The chunks of a RIFF list: (name, start of the content, its size)."""
    while start + 8 <= end:
        name, (size,) = data[start : start + 4], struct.unpack_from("<I", data, start + 4)
        yield name, start + 8, size
        start += 8 + size
        if size & 1 and not data[start : start + 4].isalnum():  # some writers of SF3 leave the pad byte out
            start += 1


def merged_zones(
    generators: list[tuple[Any, ...]], bags: list[tuple[Any, ...]], first: int, last: int, *, terminal: int
) -> list[Generators]:
    """The zones of one preset or instrument, each with the global zone's values under its own."""
    shared: Generators = {}
    zones = []
    for number in range(first, last):
        zone: Generators = dict(generators[bags[number][0] : bags[number + 1][0]])
        if terminal in zone:
            zones.append({**shared, **zone})
        elif number == first:
            shared = zone
    return zones


def flatten(font: SoundFont, bank: int, program: int) -> list[dict[str, Any]]:
    """All zones of a preset with its instruments' zones worked in.

    Raises:
        LookupError: the SoundFont has no such preset.
    """
    number = next((n for n, p in enumerate(font.presets[:-1]) if (p[2], p[1]) == (bank, program)), None)
    if number is None:
        raise LookupError(f"no preset {program} in bank {bank}")
    first, last = font.presets[number][3], font.presets[number + 1][3]
    zones = []
    for outer in merged_zones(font.preset_generators, font.preset_bags, first, last, terminal=INSTRUMENT):
        inner_first, inner_last = (font.instruments[outer[INSTRUMENT] + step][1] for step in (0, 1))
        for inner in merged_zones(
            font.instrument_generators, font.instrument_bags, inner_first, inner_last, terminal=SAMPLE
        ):
            keys, velocities = (overlap(inner, outer, which) for which in (KEY_RANGE, VELOCITY_RANGE))
            if keys[0] <= keys[1] and velocities[0] <= velocities[1]:
                zones.append(flat_zone(inner, outer, keys, velocities, font.samples[inner[SAMPLE]]))
    return zones


def overlap(inner: Generators, outer: Generators, which: int) -> list[int]:
    """Where the ranges of an instrument's and a preset's zone meet: [lowest, highest]."""
    ranges = [zone.get(which, FULL_RANGE) for zone in (inner, outer)]
    return [max(value & 0xFF for value in ranges), min(value >> 8 for value in ranges)]


def flat_zone(
    inner: Generators, outer: Generators, keys: list[int], velocities: list[int], header: SampleHeader
) -> dict[str, Any]:
    """One zone of `zones.json`. The names are short because there are thousands of them."""
    values = {number: signed(value) for number, value in inner.items() if number in ADDED_BY_PRESETS}
    for number in ADDED_BY_PRESETS:
        if number in outer:
            values[number] = values.get(number, DEFAULTS.get(number, 0)) + signed(outer[number])

    def value(number: int) -> int:
        return values.get(number, DEFAULTS.get(number, 0))

    def seconds(number: int) -> float:
        return round(2 ** (value(number) / 1200), 4)

    root = inner.get(ROOT_KEY, 255)
    return {
        "k": keys,
        "v": velocities,
        "s": inner[SAMPLE],
        "root": root if root < 128 else header.root_key,
        "tune": value(COARSE_TUNE) * 100 + value(FINE_TUNE) + header.correction,
        "scale": inner.get(SCALE_TUNING, 100),
        "loop": inner.get(LOOP_MODE, 0) & 3,
        "att": value(ATTENUATION) * ATTENUATION_SCALE / 10,
        "pan": max(-500, min(500, value(PAN))),
        "fc": round(8.176 * 2 ** (min(value(CUTOFF), 13_500) / 1200)),
        "env": [seconds(ATTACK), seconds(HOLD), seconds(DECAY), max(0, value(SUSTAIN)) / 10, seconds(RELEASE)],
        "xc": inner.get(EXCLUSIVE_CLASS, 0),
    }


def signed(value: int) -> int:
    """A generator's amount as a signed 16-bit number."""
    return value - 65_536 if value > 32_767 else value


def thin(zones: list[dict[str, Any]], layers: tuple[tuple[int, int], ...], step: int) -> list[dict[str, Any]]:
    """Keep some velocity layers and every `step`-th sampled key, stretched over the gaps."""
    kept = []
    for number, layer in enumerate(layers):
        velocities = [
            0 if number == 0 else layers[number - 1][1] + 1,
            127 if number == len(layers) - 1 else layer[1],
        ]
        of_layer = [zone for zone in zones if tuple(zone["v"]) == layer]
        for side in sorted({zone["pan"] for zone in of_layer}):
            chosen = sorted((zone for zone in of_layer if zone["pan"] == side), key=lambda zone: zone["k"])[::step]
            for place, zone in enumerate(chosen):
                low, high = zone["k"]
                if place == 0:
                    low = 0
                else:
                    before = chosen[place - 1]["k"][1]
                    low = before + (low - before) // 2 + 1
                high = 127 if place == len(chosen) - 1 else high + (chosen[place + 1]["k"][0] - high) // 2
                kept.append({**zone, "v": velocities, "k": [low, high]})
    return kept


def build(source: Path, target: Path) -> None:
    """Write the bank, and print how much each instrument takes."""
    font = SoundFont(source)
    presets: dict[str, list[dict[str, Any]]] = {}
    samples: dict[int, dict[str, int]] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, (bank, program) in PRESETS.items():
            zones = flatten(font, bank, program)
            if name in THINNED and THINNED[name][0][0] in {tuple(zone["v"]) for zone in zones}:
                zones = thin(zones, *THINNED[name])
            presets[name] = zones
            for number in (zone["s"] for zone in zones):
                if number not in samples:
                    blob, origin = font.sample_ogg(number)
                    header = font.samples[number]
                    samples[number] = {
                        "sr": header.sample_rate,
                        "l0": header.loop_start - origin,
                        "l1": header.loop_end - origin,
                        "n": len(blob),
                    }
                    archive.writestr(zipfile.ZipInfo(f"{number}.ogg"), blob)
            size = sum(samples[number]["n"] for number in {zone["s"] for zone in zones})
            print(f"{name:12}{len(zones):5} zones{size / 1e6:8.2f} MB")
        index = json.dumps({"presets": presets, "samples": samples}, separators=(",", ":"))
        archive.writestr(zipfile.ZipInfo("zones.json"), index)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Cut the Band's bank out of a General MIDI SoundFont.")
    parser.add_argument("source", type=Path, help="an SF2 or SF3 file")
    parser.add_argument("target", type=Path, help="the bank to write")
    arguments = parser.parse_args()
    build(arguments.source, arguments.target)
