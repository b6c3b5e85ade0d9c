"""The instruments: notes by name, from the shipped SoundFont or from another.

`DEMOTAPE_SOUNDFONT` names another .sf2 or .sf3 file. What a SoundFont lacks is played by the nearest instrument
that it has (`presets.nearest`). `tools/build_bank.py` makes the shipped one.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from demotape.engines.band.choice import chosen_soundfont
from demotape.engines.band.presets import PRESETS, STACCATO_STRINGS, nearest
from demotape.engines.band.soundfont import Pcm, SoundFont, SoundFontError, Zone
from demotape.engines.band.tone import STRETCH_FRAMES, at_pitch, fade_end, hold, release_curve
from demotape.engines.band.voice import SAMPLE_RATE, Envelope, Layer, Mono, Source, Voice, Voices, strike

__all__ = ["METER_FRAMES", "SAMPLE_RATE", "Audio", "Bank", "Piece"]

Audio = npt.NDArray[np.float32]
"""Audio as (channels, frames), full scale 1.0."""

METER_FRAMES = SAMPLE_RATE // 10

_LONGEST_NOTE_S = 90.0
_LEAST_LENGTH_S = 0.03
_CHOKE_S = 0.012
_MARGIN_FRAMES = SAMPLE_RATE // 4
"""Made beyond what is asked, so that a slightly longer note finds its sound ready."""

_DECODED_BYTES = 20_000_000
_PITCHED_BYTES = 24_000_000
_HELD_BYTES = 76_000_000

_HI_HATS = frozenset({42, 44, 46})
_HI_HAT_CLASS = 127
_WIDEST_STRETCH = 24
"""Semitones by which the outermost samples are stretched beyond the keys that they are meant for."""

_INAUDIBLE = 1e-4
"""Gain of a layer that is left out."""

_SHORT_BOW = Envelope(0.0, 0.012, 0.0, 3.0, 30.0)
_SHORT_BOW_RELEASE_S = 0.25


class Piece(NamedTuple):
    """Part of a note's sound."""

    at: int
    """First frame, from the note's start."""
    samples: Mono | Pcm
    """Not to be written to."""
    left: float
    right: float
    """What to multiply the samples with on each side."""


class Packed(NamedTuple):
    """A sound in half the memory, with 16 bits below its own peak."""

    samples: Pcm
    scale: float
    """What to multiply them with."""

    @classmethod
    def of(cls, sound: Mono) -> Packed:
        peak = float(max(sound.max(initial=0.0), -sound.min(initial=0.0))) or 1.0
        samples = np.empty(len(sound), np.int16)
        for first in range(0, len(sound), STRETCH_FRAMES):  # so that a long sound needs no third copy
            part = slice(first, first + STRETCH_FRAMES)
            samples[part] = np.rint(sound[part] * np.float32(32_767 / peak))
        return cls(samples, peak / 32_767)


@dataclass(frozen=True, slots=True)
class Held:
    """The sound of a voice as long as its key is held."""

    sound: Packed
    energy: npt.NDArray[np.float64]
    """Mean square in each tenth of a second."""
    is_complete: bool
    """Whether it ends by itself, so that holding longer gives no more."""


class Bank:
    """Instruments by name. Decoded samples and sounds are kept, within limits of memory.

    Safe for use by several threads, which may make a sound twice.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Open a SoundFont: the given one, or else the one that the environment names, or else the shipped one.

        Raises:
            SoundFontError: it cannot be read or has no instruments.
        """
        path = path or chosen_soundfont()
        if path is None:
            with resources.as_file(resources.files("demotape.engines.band") / "data/gm.sf3") as shipped:
                self._font = SoundFont(shipped)
        else:
            self._font = SoundFont(path)
        has = self._font.presets
        self._available = frozenset(name for name, preset in PRESETS.items() if (preset.bank, preset.program) in has)
        if not self._available:
            raise SoundFontError("It has none of the instruments of General MIDI.")
        self._decoded = _Cache(_DECODED_BYTES)
        self._pitched = _Cache(_PITCHED_BYTES)
        self._held = _Cache(_HELD_BYTES)
        self._voices: Voices = {}
        self._numbers: dict[Voice, int] = {}
        self._unused_numbers = count()
        self._longest: dict[object, int] = {}
        self.layers = lru_cache(4_000)(self._layers)

    @property
    def presets(self) -> frozenset[str]:
        """Names of the instruments that this bank has itself."""
        return self._available

    def plays(self, preset: str) -> str:
        """What this bank plays for an instrument: itself, or the nearest that is there.

        Raises:
            KeyError: no such instrument is known.
            LookupError: there is nothing like it at all.
        """
        return nearest(preset, self._available)

    def expect(self, notes: Iterable[tuple[str, int, int, float]]) -> None:
        """Tell which notes will be asked for, so that every sound is made as long as needed when it is made first.

        Args:
            notes: (preset, key, velocity, length in seconds) of each, as in `pieces`. Those told before are forgotten.
        """
        longest: dict[object, int] = {}
        for preset, key, velocity, length_s in notes:
            held_frames = _held_frames(length_s)
            for layer in self.layers(preset, key, velocity):
                frames = held_frames + len(release_curve(layer.voice.release_s))
                if frames > longest.get(layer.number, 0):
                    longest[layer.number] = frames
                    pitched = layer.voice.pitched
                    longest[pitched] = max(frames, longest.get(pitched, 0))
        self._longest = longest

    def pieces(
        self,
        preset: str,
        key: int,
        velocity: int,
        length_s: float,
        *,
        choke_s: float | None = None,
    ) -> list[Piece]:
        """One note, dry, with its release.

        Args:
            preset: a name in `presets.PRESETS`.
            key: MIDI note number, or percussion key of a drum kit.
            velocity: 1 to 127.
            length_s: how long the key is held, in seconds.
            choke_s: when another note of the same exclusive class ends it, in seconds from its start.

        Returns:
            What is to be added up. Empty where the preset has nothing for that key.
        """
        held_frames = _held_frames(length_s)
        choke_frames = None if choke_s is None else round(choke_s * SAMPLE_RATE)
        found: list[Piece] = []
        for layer in self.layers(preset, key, velocity):
            release = release_curve(layer.voice.release_s)
            frames = held_frames + len(release)
            if choke_frames is not None and choke_frames < frames:
                frames = choke_frames + int(_CHOKE_S * SAMPLE_RATE)
            made, scale = self.held(layer, frames).sound
            sound = made[:frames]
            left, right = layer.left * scale, layer.right * scale
            body: Mono | Pcm = sound[:held_frames]
            let_go = sound[held_frames:]
            tail = let_go * release[: len(let_go)]
            if choke_frames is not None and len(sound) > choke_frames:
                body, tail = _choked(body, tail, choke_frames)
            found.append(Piece(0, body, left, right))
            if len(tail):
                found.append(Piece(held_frames, tail, left, right))
        return found

    def note(self, preset: str, key: int, velocity: int, length_s: float, *, choke_s: float | None = None) -> Audio:
        """One note as audio of shape (2, frames); arguments as in `pieces`."""
        pieces = self.pieces(preset, key, velocity, length_s, choke_s=choke_s)
        out = np.zeros((2, max((piece.at + len(piece.samples) for piece in pieces), default=0)), np.float32)
        for piece in pieces:
            stretch = slice(piece.at, piece.at + len(piece.samples))
            out[0, stretch] += np.float32(piece.left) * piece.samples
            out[1, stretch] += np.float32(piece.right) * piece.samples
        return out

    def exclusive_class(self, preset: str, key: int, velocity: int) -> int:
        """The class whose notes end each other; 0 for none. Hi-hats have one even where the bank forgot it."""
        known = max((layer.exclusive_class for layer in self.layers(preset, key, velocity)), default=0)
        is_hat = key in _HI_HATS and PRESETS[preset].is_kit and preset != "Orchestra Kit"
        return known or (_HI_HAT_CLASS if is_hat else 0)

    def energy(self, preset: str, key: int, velocity: int, length_s: float) -> npt.NDArray[np.float64]:
        """Mean square of a note's two sides in each tenth of a second of its being held."""
        hops = max(1, round(min(length_s, _LONGEST_NOTE_S) * SAMPLE_RATE / METER_FRAMES))
        total = np.zeros(hops)
        for layer in self.layers(preset, key, velocity):
            energy = self.held(layer, hops * METER_FRAMES).energy[:hops]
            total[: len(energy)] += energy * (layer.left**2 + layer.right**2) / 2
        return total

    def held(self, layer: Layer, frames: int) -> Held:
        """The sound of a layer's voice, at least `frames` long, or else all that there is of it."""
        voice = layer.voice
        found: Held | None = self._held.get(layer.number)
        if found is None or (len(found.sound.samples) < frames and not found.is_complete):
            wanted = max(frames, self._longest.get(layer.number, frames + _MARGIN_FRAMES))
            samples = hold(voice, self._at_pitch(voice, wanted))
            is_complete = len(samples) < wanted
            if is_complete:
                fade_end(samples)
            sound = Packed.of(samples)
            found = Held(sound, _energy(samples), is_complete)
            self._held.put(layer.number, found, sound.samples.nbytes)
        return found

    def _layers(self, preset: str, key: int, velocity: int) -> tuple[Layer, ...]:
        name = self.plays(preset)
        layers = tuple(
            strike(zone, key, velocity, source=self._source(zone.sample), voices=self._voices)
            for zone in self._zones(name, key, velocity)
        )
        if preset == STACCATO_STRINGS:
            layers = tuple(
                replace(layer, voice=replace(layer.voice, volume=_SHORT_BOW, release_s=_SHORT_BOW_RELEASE_S))
                for layer in layers
            )
        return tuple(
            replace(layer, number=self._numbers.setdefault(layer.voice, next(self._unused_numbers)))
            for layer in layers
            if max(layer.left, layer.right) > _INAUDIBLE
        )

    def _zones(self, preset: str, key: int, velocity: int) -> list[Zone]:
        """The zones for a key, or for the nearest key that has any. In a kit every key is for itself."""
        known = PRESETS[preset]
        zones = self._font.zones(known.bank, known.program)
        for distance in range(1 if known.is_kit else _WIDEST_STRETCH):
            for near in (key - distance, key + distance):
                found = [zone for zone in zones if zone.sounds_for(near, velocity)]
                if found:
                    return found
        return []

    def _source(self, sample: int) -> Source:
        header = self._font.samples[sample]
        return Source(
            sample_rate=header.sample_rate,
            length=self._font.length(sample),
            loop=self._font.loop(sample),
            key=header.original_key,
            correction_cents=header.correction_cents,
        )

    def _at_pitch(self, voice: Voice, frames: int) -> Mono:
        found: Packed | None = self._pitched.get(voice.pitched)
        if found is None or len(found.samples) < frames:
            made = at_pitch(voice, max(frames, self._longest.get(voice.pitched, 0)), self._pcm)
            found = Packed.of(made)
            self._pitched.put(voice.pitched, found, found.samples.nbytes)
        return found.samples[:frames] * np.float32(found.scale)

    def _pcm(self, sample: int, frames: int) -> Pcm:
        length = self._font.length(sample)
        frames = min(length, frames)
        found: Pcm | None = self._decoded.get(sample)
        if found is None or len(found) < frames:
            # All of a short sample; of a long one not much more than needed.
            wanted = frames + 2 * SAMPLE_RATE
            found = self._font.pcm(sample, length if length < wanted + SAMPLE_RATE else wanted)
            self._decoded.put(sample, found, found.nbytes)
        return found


def _held_frames(length_s: float) -> int:
    return round(min(max(length_s, _LEAST_LENGTH_S), _LONGEST_NOTE_S) * SAMPLE_RATE)


def _energy(samples: Mono) -> npt.NDArray[np.float64]:
    """Mean square in each tenth of a second; of the last one as if silence followed."""
    whole = len(samples) // METER_FRAMES
    tenths = samples[: whole * METER_FRAMES].reshape(whole, METER_FRAMES)
    rest = samples[whole * METER_FRAMES :]
    energy = [*np.einsum("ij,ij->i", tenths, tenths), np.dot(rest, rest)]
    return np.array(energy if len(rest) else energy[:-1], np.float64) / METER_FRAMES


def _choked(body: Mono | Pcm, tail: Mono, choke_frames: int) -> tuple[Mono, Mono]:
    """Both parts of a note, ended at a frame within some milliseconds."""
    sound = np.concatenate([body, tail])[: choke_frames + int(_CHOKE_S * SAMPLE_RATE)]
    fade = sound[choke_frames:]
    fade *= np.linspace(1, 0, len(fade), dtype=np.float32)
    return sound[: len(body)], sound[len(body) :]


class _Cache:
    """What was used last, up to a number of bytes. Safe for use by several threads."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._size = 0
        self._lock = threading.Lock()
        self._kept: OrderedDict[Any, tuple[Any, int]] = OrderedDict()

    def get(self, name: Any) -> Any:
        with self._lock:
            found = self._kept.get(name)
            if found is None:
                return None
            self._kept.move_to_end(name)
            return found[0]

    def put(self, name: Any, thing: Any, size: int) -> None:
        with self._lock:
            replaced = self._kept.pop(name, None)
            self._size += size - (replaced[1] if replaced is not None else 0)
            self._kept[name] = (thing, size)
            for oldest in self._too_many():
                self._size -= self._kept.pop(oldest)[1]

    def _too_many(self) -> Iterator[Any]:
        while self._size > self._limit and len(self._kept) > 1:
            yield next(iter(self._kept))
