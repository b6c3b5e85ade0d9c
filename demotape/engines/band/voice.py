"""The synthesis model of SoundFonts: what a zone makes of a key that is struck.

    zone, key, velocity ──strike──▶ Layer: a Voice (sample, pitch, envelopes, filter, LFOs) at a gain on each side
                                          │ tone.hold
                                          ▼
                        the sound as long as the key is held; letting go only multiplies its end (`tone.release_curve`)

Notes that differ in nothing but loudness and length share one `Voice`, so that its sound is made once.

Source: SoundFont Technical Specification 2.04 (2006), sections 8 (generators, modulators) and 9 (synthesis model).
Two habits of players are followed where they part from it, because banks are voiced with them: centibels of
`initialAttenuation` count by 0.4, as in the E-mu hardware, and velocity does not close the filter unless a zone
says so (the default modulator of 8.4.2 is left out, as FluidSynth does). Controllers rest at their usual values.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from demotape.engines.band.soundfont import Generator, Modulator, Zone

SAMPLE_RATE = 44_100
"""Hertz, of everything that the Band makes."""

Mono = npt.NDArray[np.float32]
"""Audio of shape (frames,), full scale 1.0."""

VELOCITY_TO_ATTENUATION = Modulator(0x0502, Generator.ATTENUATION, 960, 0, 0)
"""Section 8.4.1: the softer, the quieter, by the square of the velocity."""

_ATTENUATION_SCALE = 0.4
_CUTOFF_STEP_CENTS = 400
"""What velocity does to a filter is rounded to thirds, so that notes of neighbouring velocities share their sound."""
_TIME_STEP_CENTS = 200
SILENT_DB = 100.0
"""How far a decay or a release goes down, in the time that is stated for it."""
_LEAST_ATTACK_S = 0.001
_LEAST_RELEASE_S = 0.02
_LONGEST_RELEASE_S = 6.0


@dataclass(frozen=True, slots=True)
class Envelope:
    """Delay, attack, hold, decay (to silence, from which the sustain level cuts off), each in seconds."""

    delay_s: float
    attack_s: float
    hold_s: float
    decay_s: float
    sustain: float
    """Volume envelope: decibels below the peak. Modulation envelope: share of the peak."""


@dataclass(frozen=True, slots=True)
class Lfo:
    """A triangle wave that starts at zero, upwards, after a delay."""

    delay_s: float
    frequency_hz: float
    to_pitch_cents: float
    to_filter_cents: float = 0.0
    to_volume_db: float = 0.0

    @property
    def is_idle(self) -> bool:
        return not (self.to_pitch_cents or self.to_filter_cents or self.to_volume_db)


@dataclass(frozen=True, slots=True)
class Voice:
    """One zone as a note plays it, at full level."""

    sample: int
    start: int
    """First frame of the sample that sounds."""
    end: int
    """First one that does not."""
    loop: tuple[int, int] | None
    ratio: float
    """Frames of the sample for one frame of the output."""
    volume: Envelope
    release_s: float
    """From the full level down by 100 dB."""
    cutoff_cents: float
    resonance_db: float
    modulation: Envelope
    to_pitch_cents: float
    """What the modulation envelope does at its peak."""
    to_filter_cents: float
    mod_lfo: Lfo
    vib_lfo: Lfo

    @property
    def is_pitch_moving(self) -> bool:
        return bool(self.to_pitch_cents or self.mod_lfo.to_pitch_cents or self.vib_lfo.to_pitch_cents)

    @property
    def pitched(self) -> tuple[object, ...]:
        """Voices that agree in this differ in level and filter only, not in pitch."""
        moving = (self.modulation, self.to_pitch_cents, self.mod_lfo, self.vib_lfo) if self.is_pitch_moving else ()
        return (self.sample, self.start, self.end, self.loop, self.ratio, *moving)


Voices = MutableMapping[tuple[Any, ...], Voice]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a voice needs to know of its sample."""

    sample_rate: int
    """Hertz."""
    length: int
    """Frames."""
    loop: tuple[int, int]
    """First frame, first frame after it."""
    key: int
    """MIDI note number of its pitch; above 127 if it has none."""
    correction_cents: int


@dataclass(frozen=True, slots=True)
class Layer:
    """A voice and how loud it is on both sides; 1 on each is full level in the middle."""

    voice: Voice
    left: float
    right: float
    exclusive_class: int = 0
    """Of a kit: a note ends the others that share its class, as a foot ends an open hi-hat. 0 ends none."""
    number: int = 0
    """Of the voice, given by the bank: cheaper to look up than the voice itself."""


def strike(zone: Zone, key: int, velocity: int, *, source: Source, voices: Voices) -> Layer:
    """What a zone makes of a key.

    Args:
        zone: of the preset.
        key: MIDI note number.
        velocity: 1 to 127.
        source: what is known of the zone's sample.
        voices: those that are known already, of this SoundFont; a new one is put in.
    """
    if zone.value(Generator.FIXED_KEY) >= 0:
        key = zone.value(Generator.FIXED_KEY)
    if zone.value(Generator.FIXED_VELOCITY) > 0:
        velocity = zone.value(Generator.FIXED_VELOCITY)
    moved = _modulation(zone, key, velocity)
    attenuation_cb = zone.value(Generator.ATTENUATION) * _ATTENUATION_SCALE + moved.pop(Generator.ATTENUATION, 0.0)
    gain = math.sqrt(2) * 10 ** (-max(0.0, attenuation_cb) / 200)
    pan = zone.value(Generator.PAN) + moved.pop(Generator.PAN, 0.0)
    angle = (min(500.0, max(-500.0, pan)) / 1000 + 0.5) * math.pi / 2
    brightness_cents = moved.pop(Generator.FILTER_CUTOFF, 0.0)
    name = (id(zone), key, *sorted(moved.items()))
    voice = voices.get(name)
    if voice is None:
        voice = voices[name] = _voice(zone, key, moved, source)
    if brightness_cents:  # not in the name: it is what velocity mostly moves, and the rest of the voice is the same
        steps = round((zone.value(Generator.FILTER_CUTOFF) + brightness_cents) / _CUTOFF_STEP_CENTS)
        voice = replace(voice, cutoff_cents=_audible_cutoff(steps * _CUTOFF_STEP_CENTS))
    return Layer(voice, gain * math.cos(angle), gain * math.sin(angle), zone.value(Generator.EXCLUSIVE_CLASS))


def _voice(zone: Zone, key: int, moved: Mapping[int, float], source: Source) -> Voice:
    def value(generator: Generator) -> float:
        return zone.value(generator) + moved.get(generator, 0.0)

    def cents(generator: Generator, step: int) -> float:
        found = value(generator)
        return round(found / step) * step if generator in moved else found

    def seconds(generator: Generator, *, key_scaling: Generator | None = None) -> float:
        timecents = cents(generator, _TIME_STEP_CENTS)
        if key_scaling is not None:
            timecents += (60 - key) * zone.value(key_scaling)
        return 0.0 if timecents <= -12_000 else round(2 ** (min(timecents, 8_000) / 1200), 5)

    start, end, loop = _span(zone, source.length, source.loop)
    return Voice(
        sample=zone.sample,
        start=start,
        end=end,
        loop=loop,
        ratio=_ratio(zone, key, source, value(Generator.COARSE_TUNE) * 100 + value(Generator.FINE_TUNE)),
        volume=Envelope(
            seconds(Generator.VOL_ENV_DELAY),
            max(_LEAST_ATTACK_S, seconds(Generator.VOL_ENV_ATTACK)),
            seconds(Generator.VOL_ENV_HOLD, key_scaling=Generator.KEY_TO_VOL_ENV_HOLD),
            seconds(Generator.VOL_ENV_DECAY, key_scaling=Generator.KEY_TO_VOL_ENV_DECAY),
            min(SILENT_DB, max(0.0, value(Generator.VOL_ENV_SUSTAIN) / 10)),
        ),
        release_s=min(_LONGEST_RELEASE_S, max(_LEAST_RELEASE_S, seconds(Generator.VOL_ENV_RELEASE))),
        cutoff_cents=_audible_cutoff(zone.value(Generator.FILTER_CUTOFF)),
        resonance_db=min(96.0, max(0.0, round(value(Generator.FILTER_Q) / 10, 1))),
        modulation=Envelope(
            seconds(Generator.MOD_ENV_DELAY),
            seconds(Generator.MOD_ENV_ATTACK),
            seconds(Generator.MOD_ENV_HOLD, key_scaling=Generator.KEY_TO_MOD_ENV_HOLD),
            seconds(Generator.MOD_ENV_DECAY, key_scaling=Generator.KEY_TO_MOD_ENV_DECAY),
            min(1.0, max(0.0, 1 - value(Generator.MOD_ENV_SUSTAIN) / 1000)),
        ),
        to_pitch_cents=round(value(Generator.MOD_ENV_TO_PITCH), 1),
        to_filter_cents=cents(Generator.MOD_ENV_TO_FILTER, _CUTOFF_STEP_CENTS),
        mod_lfo=Lfo(
            seconds(Generator.MOD_LFO_DELAY),
            _hertz(value(Generator.MOD_LFO_FREQUENCY)),
            round(value(Generator.MOD_LFO_TO_PITCH), 1),
            round(value(Generator.MOD_LFO_TO_FILTER), 1),
            round(value(Generator.MOD_LFO_TO_VOLUME) / 10, 1),
        ),
        vib_lfo=Lfo(
            seconds(Generator.VIB_LFO_DELAY),
            _hertz(value(Generator.VIB_LFO_FREQUENCY)),
            round(value(Generator.VIB_LFO_TO_PITCH), 1),
        ),
    )


def _audible_cutoff(cents: float) -> float:
    return min(13_500.0, max(1_500.0, cents))


def _span(zone: Zone, length: int, loop: tuple[int, int]) -> tuple[int, int, tuple[int, int] | None]:
    """What of the sample is played: (first frame, frame after the last, loop)."""

    def offset(fine: Generator, coarse: Generator) -> int:
        return zone.value(fine) + 32_768 * zone.value(coarse)

    start = max(0, offset(Generator.START_OFFSET, Generator.START_COARSE_OFFSET))
    end = min(length, length + offset(Generator.END_OFFSET, Generator.END_COARSE_OFFSET))
    first = loop[0] + offset(Generator.LOOP_START_OFFSET, Generator.LOOP_START_COARSE_OFFSET)
    after = min(end, loop[1] + offset(Generator.LOOP_END_OFFSET, Generator.LOOP_END_COARSE_OFFSET))
    is_looped = zone.value(Generator.SAMPLE_MODES) & 3 in (1, 3) and first >= 0 and after > first + 8
    return min(start, end), end, (first, after) if is_looped else None


def _ratio(zone: Zone, key: int, source: Source, tune_cents: float) -> float:
    root = zone.value(Generator.ROOT_KEY)
    if not 0 <= root <= 127:
        root = source.key if source.key <= 127 else 60
    cents = (key - root) * zone.value(Generator.SCALE_TUNING) + tune_cents + source.correction_cents
    return float(2 ** (cents / 1200) * source.sample_rate / SAMPLE_RATE)


def _hertz(cents: float) -> float:
    return round(8.176 * 2 ** (min(cents, 4_500) / 1200), 3)


_CONTROLLERS = {7: 100, 8: 64, 10: 64, 11: 127, 71: 64, 72: 64, 73: 64, 74: 64}
"""Where MIDI controllers rest; all others at 0."""


def _modulation(zone: Zone, key: int, velocity: int) -> dict[int, float]:
    """What the modulators add to each generator."""
    own = zone.modulators
    if all(change.identity != VELOCITY_TO_ATTENUATION.identity for change in own):
        own = (*own, VELOCITY_TO_ATTENUATION)
    sums: dict[int, float] = {}
    for change in (*own, *zone.added_modulators):
        amount = change.amount * _source(change.source, key, velocity)
        if change.amount_source:
            amount *= _source(change.amount_source, key, velocity)
        if change.transform == 2:
            amount = abs(amount)
        if amount:
            sums[change.destination] = sums.get(change.destination, 0.0) + amount
    return sums


def _source(operator: int, key: int, velocity: int) -> float:
    """Value of a modulator's source, -1 to 1 (section 8.2.1 to 8.2.4, curves of 9.5)."""
    index, is_controller = operator & 0x7F, bool(operator & 0x80)
    is_negative, is_bipolar, curve = bool(operator & 0x100), bool(operator & 0x200), operator >> 10
    if is_controller:
        raw = float(_CONTROLLERS.get(index, 0))
    else:
        resting = {0: 127.0, 2: float(velocity), 3: float(key), 14: 64.0, 16: 2.0}
        raw = resting.get(index, 0.0)
        if index == 0:
            return 1.0
    raw = 127 - raw if is_negative else raw
    if is_bipolar:
        share = 2 * raw / 128 - 1
        return math.copysign(_curve(curve, abs(share) * 127), share) if curve else share
    return _curve(curve, raw)


def _curve(kind: int, value: float) -> float:
    if kind == 1:
        return _concave(value)
    if kind == 2:
        return 1 - _concave(127 - value)
    if kind == 3:
        return float(value >= 64)
    return value / 128


def _concave(value: float) -> float:
    left = (127 - value) / 127
    return 1.0 if left <= 0 else min(1.0, -(40 / 96) * math.log10(left))
