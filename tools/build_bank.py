"""Cut the Band's SoundFont out of a larger one: General MIDI's programs and kits, with fewer of the sampled keys.

    apt-get download musescore-general-soundfont-small && dpkg -x musescore-general-soundfont-small_*.deb debian
    python tools/build_bank.py debian/usr/share/sounds/sf3/MuseScore_General_Lite.sf3 demotape/engines/band/data/gm.sf3

The source of the shipped bank is Debian's package `musescore-general-soundfont-small` 0.2.1 (MIT licence; parts are
public domain or CC0). The same source and the same `soundfile` give the same bytes. Zones keep their generators and
modulators; where a sampled key is left out, its neighbours' key ranges grow over it. Large samples are compressed
anew, to about 80 kbit/s; small ones, whose loops are short, stay the OGG Vorbis streams that they are.
"""

from __future__ import annotations

import argparse
import io
import struct
import sys
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import soundfile

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from demotape.engines.band.presets import KITS, PRESETS
from demotape.engines.band.soundfont import Generator, SoundFont

LIMIT_BYTES = 20_000_000

REUSE = 0
"""Only those of the sampled keys that an instrument before it has brought."""

THINNED: dict[str, int] = {
    "Acoustic Grand Piano": 3,
    "Bright Acoustic Piano": REUSE,
    "Honky-tonk Piano": REUSE,
    "Percussive Organ": 2,
    "Rock Organ": 2,
    "Church Organ": 2,
    "Baritone Sax": 2,
    "Soprano Sax": 2,
}
"""Which share of an instrument's sampled keys stays: every second, every third."""


COMPRESSED_ANEW_FROM_BYTES = 12_000
COMPRESSION = 0.5
"""Of libsndfile, 0 (best) to 1 (smallest)."""
_BLOCK_FRAMES = 65_536
"""libsndfile crashes when much more is written to Vorbis at once."""


class Zone(NamedTuple):
    """One zone of a preset or an instrument as it stands in the file."""

    generators: tuple[tuple[int, int], ...]
    modulators: tuple[tuple[int, ...], ...]

    def value(self, generator: Generator) -> int | None:
        return dict(self.generators).get(generator)

    def with_value(self, generator: Generator, value: int) -> Zone:
        return self._replace(generators=tuple((g, value if g == generator else v) for g, v in self.generators))

    @property
    def keys(self) -> tuple[int, int]:
        packed = self.value(Generator.KEY_RANGE)
        return (0, 127) if packed is None else (packed & 0xFF, packed >> 8)

    def with_keys(self, low: int, high: int) -> Zone:
        rest = tuple(pair for pair in self.generators if pair[0] != Generator.KEY_RANGE)
        return self._replace(generators=((int(Generator.KEY_RANGE), low | high << 8), *rest))  # must stand first


@dataclass
class Cut:
    """What goes into the new file, in the order of its being needed."""

    font: SoundFont
    instruments: dict[tuple[int, int], int] = field(default_factory=dict)
    """(number in the source, thinning) to the new number."""
    instrument_zones: list[tuple[bytes, list[Zone]]] = field(default_factory=list)
    presets: list[tuple[bytes, int, int, list[Zone]]] = field(default_factory=list)
    samples: dict[int, int] = field(default_factory=dict)

    def add(self, bank: int, program: int, *, step: int) -> int:
        """Take a preset in; returns how many bytes of samples it adds."""
        before = set(self.samples)
        headers = self.font.records("phdr")
        number = next(n for n, header in enumerate(headers[:-1]) if (header[2], header[1]) == (bank, program))
        zones = []
        for zone in read_zones(self.font, "p", headers[number][3], headers[number + 1][3]):
            source = zone.value(Generator.INSTRUMENT)
            zones.append(
                zone if source is None else zone.with_value(Generator.INSTRUMENT, self._instrument(source, step))
            )
        self.presets.append((headers[number][0], program, bank, zones))
        return sum(len(self.font.blob(sample)) for sample in set(self.samples) - before)

    def _instrument(self, source: int, step: int) -> int:
        known = self.instruments.get((source, step))
        if known is not None:
            return known
        headers = self.font.records("inst")
        zones = read_zones(self.font, "i", headers[source][1], headers[source + 1][1])
        zones = thinned(zones, step, self.samples)
        renumbered = []
        for zone in zones:
            sample = zone.value(Generator.SAMPLE)
            if sample is None:
                renumbered.append(zone)
            else:
                number = self.samples.setdefault(sample, len(self.samples))
                renumbered.append(zone.with_value(Generator.SAMPLE, number))
        self.instruments[source, step] = len(self.instrument_zones)
        self.instrument_zones.append((headers[source][0], renumbered))
        return self.instruments[source, step]


def read_zones(font: SoundFont, kind: str, first: int, last: int) -> list[Zone]:
    """The zones of a preset ("p") or an instrument ("i")."""
    bags, generators, modulators = (font.records(kind + name) for name in ("bag", "gen", "mod"))
    return [
        Zone(
            tuple((g, v) for g, v in generators[bags[n][0] : bags[n + 1][0]]),
            tuple(modulators[bags[n][1] : bags[n + 1][1]]),
        )
        for n in range(first, last)
    ]


def thinned(zones: Sequence[Zone], step: int, known: Container[int]) -> list[Zone]:
    """Every `step`-th sampled key of each velocity layer and side, with the gaps shared out among its neighbours.

    With `REUSE`, those whose samples are `known`.
    """
    if step == 1:
        return list(zones)
    groups: dict[tuple[int | None, ...], list[Zone]] = {}
    kept: list[Zone] = []
    for zone in zones:
        if zone.value(Generator.SAMPLE) is None:
            kept.append(zone)
        else:
            alike = (Generator.VELOCITY_RANGE, Generator.PAN, Generator.MOD_ENV_TO_FILTER, Generator.MOD_ENV_SUSTAIN)
            groups.setdefault(tuple(zone.value(generator) for generator in alike), []).append(zone)
    for group in groups.values():
        ordered = sorted(group, key=lambda zone: zone.keys)
        if any(one.keys[1] >= other.keys[0] for one, other in pairwise(ordered)):
            raise ValueError("zones of one layer overlap, so they cannot be thinned")
        if step == REUSE:
            chosen = [zone for zone in ordered if zone.value(Generator.SAMPLE) in known]
        else:
            chosen = ordered[(len(ordered) - 1) % step // 2 :: step]
        ends = [left.keys[1] + (right.keys[0] - left.keys[1]) // 2 for left, right in pairwise(chosen)]
        lows = [ordered[0].keys[0], *(end + 1 for end in ends)]
        highs = [*ends, ordered[-1].keys[1]]
        kept += [zone.with_keys(low, high) for zone, low, high in zip(chosen, lows, highs, strict=True)]
    return kept


def small_blob(font: SoundFont, sample: int) -> bytes:
    """A sample's OGG stream, compressed anew where that saves a tenth or more."""
    blob = font.blob(sample)
    if len(blob) < COMPRESSED_ANEW_FROM_BYTES:
        return blob
    pcm, file = font.pcm(sample, font.length(sample)), io.BytesIO()
    rate = font.samples[sample].sample_rate
    with soundfile.SoundFile(file, "w", rate, 1, "VORBIS", format="OGG", compression_level=COMPRESSION) as out:
        for start in range(0, len(pcm), _BLOCK_FRAMES):
            out.write(pcm[start : start + _BLOCK_FRAMES])
    again = file.getvalue()
    return without_chance(again) if len(again) < 0.9 * len(blob) else blob


def without_chance(ogg: bytes) -> bytes:
    """An OGG stream with the serial number 1 in place of a random one (RFC 3533, section 6)."""
    out, at = bytearray(ogg), 0
    while at < len(out):
        segments = out[at + 26]
        size = 27 + segments + sum(out[at + 27 : at + 27 + segments])
        struct.pack_into("<II", out, at + 14, 1, struct.unpack_from("<I", out, at + 18)[0])
        struct.pack_into("<I", out, at + 22, 0)
        struct.pack_into("<I", out, at + 22, ogg_checksum(out[at : at + size]))
        at += size
    return bytes(out)


def ogg_checksum(page: bytes) -> int:
    """CRC with the polynomial 0x04c11db7, from 0, neither reflected nor inverted."""
    crc = 0
    for byte in page:
        crc = (crc << 8 & 0xFFFFFFFF) ^ _CRC_TABLE[crc >> 24 ^ byte]
    return crc


def _crc_table() -> list[int]:
    table = []
    for byte in range(256):
        crc = byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
        table.append(crc)
    return table


_CRC_TABLE = _crc_table()


def chunk(name: bytes, content: bytes) -> bytes:
    """A RIFF chunk, padded to whole words."""
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def hydra(cut: Cut, blobs: Sequence[bytes]) -> Iterable[bytes]:
    """The nine chunks of presets, instruments and sample headers, each with its terminal record."""
    for prefix, owners in (
        ("p", [zones for *_, zones in cut.presets]),
        ("i", [zones for _, zones in cut.instrument_zones]),
    ):
        bags, generators, modulators, firsts = [], [], [], []
        for zones in owners:
            firsts.append(len(bags))
            for zone in zones:
                bags.append((len(generators), len(modulators)))
                generators += zone.generators
                modulators += zone.modulators
        firsts.append(len(bags))
        bags.append((len(generators), len(modulators)))
        if prefix == "p":
            heads = [
                struct.pack("<20sHHHIII", name, program, bank, firsts[n], 0, 0, 0)
                for n, (name, program, bank, _) in enumerate(cut.presets)
            ]
            yield chunk(b"phdr", b"".join(heads) + struct.pack("<20sHHHIII", b"EOP", 0, 0, firsts[-1], 0, 0, 0))
        else:
            heads = [struct.pack("<20sH", name, firsts[n]) for n, (name, _) in enumerate(cut.instrument_zones)]
            yield chunk(b"inst", b"".join(heads) + struct.pack("<20sH", b"EOI", firsts[-1]))
        kind = prefix.encode()
        yield chunk(kind + b"bag", b"".join(struct.pack("<HH", *bag) for bag in bags))
        yield chunk(kind + b"mod", b"".join(struct.pack("<HHhHH", *m) for m in modulators) + bytes(10))
        yield chunk(kind + b"gen", b"".join(struct.pack("<HH", *pair) for pair in generators) + bytes(4))
    headers, at = [], 0
    for sample, blob in zip(cut.samples, blobs, strict=True):
        header = cut.font.samples[sample]
        headers.append(struct.pack("<20sIIIIIBbHH", *header._replace(start=at, end=at + len(blob), link=0)))
        at += len(blob)
    yield chunk(b"shdr", b"".join(headers) + struct.pack("<20sIIIIIBbHH", b"EOS", *[0] * 9))


def info(font: SoundFont) -> bytes:
    """What the file says of itself, with the source's copyright and comment."""
    texts = {b"isng": b"EMU8000", b"INAM": b"Demotape GM, cut of MuseScore_General_Lite"}
    texts |= {name: font.text(name.decode()) for name in (b"ICOP", b"ICMT")}
    parts = [chunk(b"ifil", struct.pack("<HH", 3, 0))]
    parts += [chunk(name, text + b"\0" * (2 - len(text) % 2)) for name, text in texts.items()]
    return b"".join(parts)


def build(source: Path, target: Path) -> None:
    """Write the bank, and print how much each instrument adds to it.

    Raises:
        SystemExit: it became too large.
    """
    font = SoundFont(source)
    cut = Cut(font)
    for name, preset in PRESETS.items():
        if not preset.is_computed and (preset.name == name):
            added = cut.add(preset.bank, preset.program, step=THINNED.get(name, 1))
            print(f"{name:26}{added / 1e6:8.2f} MB")
    blobs = [small_blob(font, sample) for sample in cut.samples]
    content = b"sfbk" + b"".join(
        chunk(b"LIST", kind + parts)
        for kind, parts in (
            (b"INFO", info(font)),
            (b"sdta", chunk(b"smpl", b"".join(blobs))),
            (b"pdta", b"".join(hydra(cut, blobs))),
        )
    )
    target.write_bytes(chunk(b"RIFF", content))
    size = target.stat().st_size
    print(f"{len(cut.presets)} presets ({len(KITS)} kits), {len(cut.samples)} samples, {size / 1e6:.2f} MB")
    if size > LIMIT_BYTES:
        raise SystemExit(f"It is larger than {LIMIT_BYTES / 1e6:.0f} MB.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Cut the Band's SoundFont out of a larger SF3.")
    parser.add_argument("source", type=Path, help="an SF3 file")
    parser.add_argument("target", type=Path, help="the SF3 to write")
    arguments = parser.parse_args()
    build(arguments.source, arguments.target)
