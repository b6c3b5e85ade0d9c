"""The sampler: plays notes from the shipped bank of sampled instruments.

The bank is a ZIP file: `zones.json` says which sample sounds for which key and velocity and how (the zones of a
SoundFont, flattened), and each sample lies beside it as an OGG Vorbis file. `tools/build_bank.py` makes it.

Meaning of the zones: SoundFont Technical Specification 2.04, section 8.1. Velocity modulators and filter
envelopes are not read; a velocity curve and a low-pass filter stand in for them.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import IO, Any

import numpy as np
import numpy.typing as npt
import soundfile
from scipy import signal

SAMPLE_RATE = 44_100
"""Hertz, of everything that the Band makes."""

Audio = npt.NDArray[np.float32]
"""Audio as (channels, frames), full scale 1.0."""

_VELOCITY_STEP = 6
_LENGTH_STEP_S = 0.02
_LONGEST_NOTE_S = 14.0
_SILENT_DB = 100.0
_END_FADE_FRAMES = 400
_VELOCITY_POWER = 1.7
_FILTER_OFF_HZ = 9_000
_LOWEST_CUTOFF_HZ = 2_200
_LONGEST_RELEASE_S = 2.5

_DECODED_BYTES = 32_000_000
_PITCHED_BYTES = 32_000_000
_NOTE_BYTES = 64_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Which sample sounds for a range of keys and velocities, and how."""

    keys: tuple[int, int]
    velocities: tuple[int, int]
    sample: int
    root_key: int
    tuning_cents: float
    cents_per_key: float
    is_looped: bool
    attenuation_db: float
    pan: float
    """-0.5 (left) to 0.5 (right)."""
    cutoff_hz: float
    attack_s: float
    hold_s: float
    decay_s: float
    sustain_db: float
    """How far below the peak the note rests while it is held."""
    release_s: float


@dataclass(frozen=True, slots=True)
class Sample:
    """Where a sample loops."""

    sample_rate: int
    loop_start: int
    loop_end: int


class Bank:
    """Instruments by name. Decoded samples and finished notes are kept, within limits of memory.

    Not safe for use by several threads at once.
    """

    def __init__(self, file: IO[bytes] | None = None) -> None:
        """Open a bank: a binary file that can seek, or the shipped one if None."""
        if file is None:
            file = io.BytesIO(resources.files("demotape.engines.band").joinpath("data/gm.bank").read_bytes())
        self._archive = zipfile.ZipFile(file)
        index = json.loads(self._archive.read("zones.json"))
        self._zones = {name: tuple(_zone(entry) for entry in entries) for name, entries in index["presets"].items()}
        # Short bowed notes: the sustained strings with a short envelope.
        self._zones["spiccato"] = tuple(
            replace(zone, attack_s=0.012, hold_s=0.0, decay_s=0.9, sustain_db=30.0, release_s=0.25)
            for zone in self._zones["strings"]
        )
        self._samples = {int(n): Sample(s["sr"], s["l0"], s["l1"]) for n, s in index["samples"].items()}
        self._decoded = _Cache(_DECODED_BYTES)
        self._pitched = _Cache(_PITCHED_BYTES)
        self._notes = _Cache(_NOTE_BYTES)

    @property
    def presets(self) -> tuple[str, ...]:
        """Names of all instruments."""
        return tuple(self._zones)

    def note(self, preset: str, key: int, velocity: int, length_s: float) -> Audio:
        """One note, dry, with its release.

        Velocity and length are rounded a little, so that repeated notes are made once.

        Args:
            preset: a name in `presets`.
            key: MIDI note number, or percussion key of a drum kit.
            velocity: 1 to 127.
            length_s: how long it is held, in seconds.

        Returns:
            Audio of shape (1 or 2, frames): mono where no zone is panned. Not to be written to. Empty where the
            preset has nothing for that key.
        """
        rounded = min(127, velocity // _VELOCITY_STEP * _VELOCITY_STEP + _VELOCITY_STEP // 2)
        steps = round(min(max(length_s, 0.03), _LONGEST_NOTE_S) / _LENGTH_STEP_S)
        name = (preset, key, rounded, steps)
        found = self._notes.get(name)
        if found is None:
            found = self._play(preset, key, rounded, steps * _LENGTH_STEP_S)
            self._notes.put(name, found)
        return found

    def _play(self, preset: str, key: int, velocity: int, length_s: float) -> Audio:
        zones = [zone for zone in self._zones[preset] if _covers(zone, key, velocity)]
        voices = [self._voice(zone, key, velocity, length_s) for zone in zones]
        frames = max((len(voice) for voice in voices), default=0)
        is_stereo = any(zone.pan for zone in zones)
        out = np.zeros((2 if is_stereo else 1, frames), np.float32)
        for zone, voice in zip(zones, voices, strict=True):
            angle = (zone.pan + 0.5) * np.pi / 2
            sides = np.sqrt(2) * np.array([np.cos(angle), np.sin(angle)]) if is_stereo else np.ones(1)
            out[:, : len(voice)] += (sides[:, None] * voice).astype(np.float32)
        return out

    def _voice(self, zone: Zone, key: int, velocity: int, length_s: float) -> npt.NDArray[np.float32]:
        release_s = min(max(zone.release_s, 0.03), _LONGEST_RELEASE_S)
        # 60 dB down, nobody hears the rest of a release of 100 dB.
        frames = int((length_s + release_s * 0.6) * SAMPLE_RATE)
        dry = self._at_pitch(zone, key, frames)
        seconds = np.arange(len(dry), dtype=np.float32) / SAMPLE_RATE
        level_db = -np.clip(
            (seconds - zone.attack_s - zone.hold_s) * (_SILENT_DB / max(zone.decay_s, 0.001)), 0, zone.sustain_db
        )
        level_db -= np.maximum(0, seconds - length_s) * (_SILENT_DB / release_s)
        strike = (velocity / 127) ** _VELOCITY_POWER * 10 ** (-zone.attenuation_db / 20)
        envelope = np.minimum(1, seconds / max(zone.attack_s, 0.002)) * np.exp(level_db * np.float32(np.log(10) / 20))
        voice: npt.NDArray[np.float32] = dry * (envelope * strike).astype(np.float32)
        fade = min(len(voice), _END_FADE_FRAMES)
        voice[len(voice) - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
        cutoff_hz = max(zone.cutoff_hz, _LOWEST_CUTOFF_HZ) * (0.35 + 0.9 * (velocity / 127) ** 2)
        if cutoff_hz < _FILTER_OFF_HZ and len(voice):
            voice = signal.sosfilt(_low_pass(round(cutoff_hz, -2)), voice).astype(np.float32)
        return voice

    def _at_pitch(self, zone: Zone, key: int, frames: int) -> npt.NDArray[np.float32]:
        """The sample at the pitch of a key, `frames` long or shorter where it ends before. Not to be written to."""
        sample = self._samples[zone.sample]
        cents = (key - zone.root_key) * zone.cents_per_key + zone.tuning_cents
        ratio = 2 ** (cents / 1200) * sample.sample_rate / SAMPLE_RATE
        is_looped = zone.is_looped and sample.loop_end > sample.loop_start + 8
        name = (zone.sample, ratio, is_looped)
        found = self._pitched.get(name)
        if found is None or len(found) < frames:
            source = self._source(zone.sample)
            wanted = max(1, frames + SAMPLE_RATE // 2)
            if not is_looped:
                wanted = max(1, min(wanted, int((len(source) - 5) / ratio)))
            if found is None or wanted > len(found):
                found = _interpolate(source, ratio, wanted, (sample.loop_start, sample.loop_end) if is_looped else None)
                self._pitched.put(name, found)
        return found[:frames]

    def _source(self, number: int) -> npt.NDArray[np.float32]:
        found = self._decoded.get(number)
        if found is None:
            pcm, _ = soundfile.read(io.BytesIO(self._archive.read(f"{number}.ogg")), dtype="float32")
            found = np.append(pcm, np.zeros(4, np.float32))
            self._decoded.put(number, found)
        return found


class _Cache:
    """The arrays used last, up to a number of bytes."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._size = 0
        self._arrays: OrderedDict[Any, npt.NDArray[np.float32]] = OrderedDict()

    def get(self, name: Any) -> npt.NDArray[np.float32] | None:
        found = self._arrays.get(name)
        if found is not None:
            self._arrays.move_to_end(name)
        return found

    def put(self, name: Any, array: npt.NDArray[np.float32]) -> None:
        replaced = self._arrays.pop(name, None)
        self._size += array.nbytes - (replaced.nbytes if replaced is not None else 0)
        self._arrays[name] = array
        for oldest in self._too_many():
            self._size -= self._arrays.pop(oldest).nbytes

    def _too_many(self) -> Iterator[Any]:
        while self._size > self._limit and len(self._arrays) > 1:
            yield next(iter(self._arrays))


def _covers(zone: Zone, key: int, velocity: int) -> bool:
    return zone.keys[0] <= key <= zone.keys[1] and zone.velocities[0] <= velocity <= zone.velocities[1]


def _zone(entry: dict[str, Any]) -> Zone:
    attack, hold, decay, sustain, release = entry["env"]
    return Zone(
        keys=tuple(entry["k"]),
        velocities=tuple(entry["v"]),
        sample=entry["s"],
        root_key=entry["root"],
        tuning_cents=entry["tune"],
        cents_per_key=entry["scale"],
        is_looped=bool(entry["loop"]),
        attenuation_db=entry["att"],
        pan=entry["pan"] / 1000,
        cutoff_hz=entry["fc"],
        attack_s=attack,
        hold_s=hold,
        decay_s=decay,
        sustain_db=sustain,
        release_s=release,
    )


@lru_cache(256)
def _low_pass(cutoff_hz: float) -> npt.NDArray[np.float64]:
    return np.asarray(signal.butter(2, cutoff_hz, fs=SAMPLE_RATE, output="sos"))


def _interpolate(
    source: npt.NDArray[np.float32], ratio: float, frames: int, loop: tuple[int, int] | None
) -> npt.NDArray[np.float32]:
    """Read `source` at `ratio` times its speed, by 4-point, 3rd-order Hermite interpolation.

    Source of the polynomial: O. Niemitalo, "Polynomial Interpolators for High-Quality Resampling of Oversampled
    Audio" (2001), x-form of the 4-point Catmull-Rom spline.
    """
    position = np.arange(frames) * ratio
    if loop:
        start, end = loop
        over = int(np.searchsorted(position, end))
        position[over:] = start + (position[over:] - start) % (end - start)
    whole = position.astype(np.int32)
    share = (position - whole).astype(np.float32)
    np.minimum(whole, len(source) - 4, out=whole)
    before, here, after, later = (source[np.maximum(whole + step, 0)] for step in (-1, 0, 1, 2))
    cubic = 3 * (here - after) + later - before
    square = 2 * before - 5 * here + 4 * after - later
    return np.asarray(here + 0.5 * share * (after - before + share * (square + share * cubic)), np.float32)
