"""How a voice sounds: its sample at its pitch, its filter and its envelopes.

Source: SoundFont Technical Specification 2.04 (2006), section 9 (synthesis model).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from demotape.audio.filters import Filter, Section, low_pass
from demotape.engines.band.soundfont import Pcm
from demotape.engines.band.voice import SAMPLE_RATE, SILENT_DB, Envelope, Lfo, Mono, Voice

_FILTER_OPEN_CENTS = 12_800
_HOP_FRAMES = 64
_SWING_HEARD_BELOW_CENTS = 10_500
"""A filter that swings to and fro above 3.5 kHz rests in the middle: its tremolo is heard, not its colour."""
_FILTERS_APART_CENTS, _PEAKED_APART_CENTS, _PEAKED_FROM_DB = 700.0, 350.0, 10.0
"""A filter that moves is made of some that rest: how far they lie apart, also where resonance makes narrow peaks."""
_SETTLE_HOPS = 32
"""How long a filter listens before it is heard."""
_HEARD_DB = 72.0
"""What is further below the peak than this is not played."""
_END_FADE_FRAMES = 128
STRETCH_FRAMES = 16_384
"""Worked on at once: what stays in the fast memory of a core."""
_FILTERED_FRAMES = 131_072
"""Filtered at once; all of a long note would be much memory."""


def hold(voice: Voice, dry: Mono) -> Mono:
    """Envelope, tremolo and filter on a sample that is at its pitch already.

    Args:
        voice: what sounds.
        dry: from the note's start.

    Returns:
        As long as `dry`, or shorter where it has died away before.
    """
    level = _volume_curve(voice.volume, len(dry))
    if voice.mod_lfo.to_volume_db:
        hops = -(-len(level) // _HOP_FRAMES) + 1
        swing = 10 ** (voice.mod_lfo.to_volume_db * _triangle(voice.mod_lfo, hops) / 20)
        level *= _between_hops(swing, len(level))
    level *= _filtered(voice, dry[: len(level)])
    return level


def fade_end(sound: Mono) -> None:
    """Bring the last few milliseconds of a sound that ends to zero, in place."""
    fade = min(len(sound), _END_FADE_FRAMES)
    sound[len(sound) - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)


@lru_cache(64)
def release_curve(release_s: float) -> Mono:
    """How a note dies away after its key is let go: from 1 down to where nobody hears it. Not to be written to."""
    frames = max(1, int(release_s * _HEARD_DB / SILENT_DB * SAMPLE_RATE))
    curve = np.exp(np.arange(frames, dtype=np.float32) * np.float32(-math.log(10) * 5 / (release_s * SAMPLE_RATE)))
    fade_end(curve)
    return np.asarray(curve, np.float32)


def at_pitch(voice: Voice, frames: int, read: Callable[[int, int], Pcm]) -> Mono:
    """The sample at the voice's pitch.

    Args:
        voice: what sounds.
        frames: how many are wanted.
        read: gives the first n frames of a sample's PCM, or fewer.

    Returns:
        As long as wanted, or shorter where the sample ends before.
    """
    last = voice.end - 1 if voice.loop is None else min(voice.end - 1, voice.loop[1])
    reach = last if voice.is_pitch_moving else min(last, int(voice.start + frames * voice.ratio))
    source = read(voice.sample, reach + 4)[: reach + 4]
    out = np.empty(frames if len(source) else 0, np.float32)
    polynomials = _polynomials(source)
    for first, ahead in _positions(voice, len(out)):
        if voice.loop:
            _wrap(ahead, *voice.loop)
        position = ahead if voice.loop else ahead[: int(np.searchsorted(ahead, last))]
        part = out[first : first + len(position)]
        whole = position.astype(np.intp)
        position -= whole
        share = position.astype(np.float32)
        # Polynomials of 16 bytes are looked up in one go, as if they were complex numbers.
        terms = polynomials.take(whole, mode="clip").view(np.float32).reshape(-1, 4)
        np.multiply(terms[:, 3], share, out=part)
        for power in (2, 1):
            part += terms[:, power]
            part *= share
        part += terms[:, 0]
        if len(position) < len(ahead):
            return out[: first + len(position)]
    return out


def _positions(voice: Voice, frames: int) -> Iterator[tuple[int, npt.NDArray[np.float64]]]:
    """Where in its sample a voice is, a stretch at a time: (first frame, the place for each), to be written to."""
    if not voice.is_pitch_moving:
        for first in range(0, frames, STRETCH_FRAMES):
            position = np.arange(first, min(first + STRETCH_FRAMES, frames), dtype=np.float64)
            position *= voice.ratio
            position += voice.start
            yield first, position
        return
    hops = -(-frames // _HOP_FRAMES) + 1
    cents = voice.to_pitch_cents * _modulation_curve(voice.modulation, hops)
    for lfo in (voice.mod_lfo, voice.vib_lfo):
        if lfo.to_pitch_cents:
            cents = cents + lfo.to_pitch_cents * _triangle(lfo, hops)
    ratios, at_hops = voice.ratio * 2 ** (cents / 1200), np.arange(hops) * _HOP_FRAMES
    place = float(voice.start)
    for first in range(0, frames, STRETCH_FRAMES):
        steps = np.interp(np.arange(first, min(first + STRETCH_FRAMES, frames)), at_hops, ratios)
        after = np.cumsum(steps)
        after += place
        place = float(after[-1])
        yield first, after - steps


def _wrap(position: npt.NDArray[np.float64], first: int, after: int) -> None:
    """Bring what lies behind the loop back into it, in place."""
    beyond = position[int(np.searchsorted(position, after)) :]
    if len(beyond):
        beyond -= first
        turns = beyond * (1 / (after - first))
        np.floor(turns, out=turns)
        turns *= after - first
        beyond -= turns
        beyond += first


def _polynomials(source: Pcm) -> npt.NDArray[np.complex128]:
    """What to put in between each sample and the next, by 4-point, 3rd-order Hermite interpolation.

    Source: O. Niemitalo, "Polynomial Interpolators for High-Quality Resampling of Oversampled Audio" (2001), x-form of
    the 4-point Catmull-Rom spline.

    Returns:
        For each sample four float32, the constant term first, in the room of one complex number.
    """
    scaled = source.astype(np.float32)
    scaled *= np.float32(1 / 32_768)
    padded = np.concatenate([scaled[:1], scaled, np.zeros(2, np.float32)])
    before, here, after, later = (padded[step : step + len(scaled)] for step in range(4))
    half = np.float32(0.5)
    terms = np.empty((len(scaled), 4), np.float32)
    terms[:, 0] = here
    terms[:, 1] = half * (after - before)
    terms[:, 2] = half * (2 * before - 5 * here + 4 * after - later)
    terms[:, 3] = half * (3 * (here - after) + later - before)
    return terms.reshape(-1).view(np.complex128)


def _volume_curve(envelope: Envelope, frames: int) -> Mono:
    """Gain in each frame while the key is held; shorter than asked where the sound has died away."""
    decay_db_per_s = SILENT_DB / max(envelope.decay_s, 0.001)
    begins = envelope.delay_s + envelope.attack_s + envelope.hold_s
    if envelope.sustain >= _HEARD_DB:
        frames = min(frames, int((begins + _HEARD_DB / decay_db_per_s) * SAMPLE_RATE) + 1)
    delay, top, fall, rest = (
        min(frames, round(seconds * SAMPLE_RATE))
        for seconds in (
            envelope.delay_s,
            envelope.delay_s + envelope.attack_s,
            begins,
            begins + envelope.sustain / decay_db_per_s,
        )
    )
    level = np.empty(frames, np.float32)
    level[:delay] = 0
    level[delay:top] = np.arange(top - delay, dtype=np.float32) * np.float32(1 / (envelope.attack_s * SAMPLE_RATE))
    level[top:fall] = 1
    slope = np.float32(-decay_db_per_s * math.log(10) / 20 / SAMPLE_RATE)
    np.exp(np.arange(rest - fall, dtype=np.float32) * slope, out=level[fall:rest])
    level[rest:] = 10 ** (-envelope.sustain / 20)
    return level


def _modulation_curve(envelope: Envelope, hops: int) -> npt.NDArray[np.float64]:
    """Modulation envelope at each hop, 0 to 1. Its attack is convex, so that pitch rises evenly in hertz."""
    seconds = np.arange(hops) * _HOP_FRAMES / SAMPLE_RATE - envelope.delay_s
    rise = np.clip(seconds / max(envelope.attack_s, 1e-4), 1e-6, 1)
    attack = np.clip(1 + (40 / 96) * np.log10(rise), 0, 1)
    since = seconds - envelope.attack_s - envelope.hold_s
    fall = np.maximum(envelope.sustain, 1 - np.maximum(0, since) / max(envelope.decay_s, 0.001))
    return np.where(seconds < envelope.attack_s, attack, fall) * (seconds >= 0)


def _triangle(lfo: Lfo, hops: int) -> npt.NDArray[np.float64]:
    phase = (np.arange(hops) * _HOP_FRAMES / SAMPLE_RATE - lfo.delay_s) * lfo.frequency_hz
    return np.where(phase < 0, 0.0, 1 - 4 * np.abs((phase + 0.25) % 1 - 0.5)) * (phase >= 0)


def _between_hops(values: npt.NDArray[np.float64], frames: int) -> Mono:
    """A line through the values, which stand at the hops; there must be one at the end or after it."""
    at_hops = values[: -(-frames // _HOP_FRAMES) + 1].astype(np.float32)
    line = at_hops[:-1, None] + np.diff(at_hops)[:, None] * _BETWEEN_HOPS
    return line.reshape(-1)[:frames]


_BETWEEN_HOPS = np.arange(_HOP_FRAMES, dtype=np.float32) / np.float32(_HOP_FRAMES)


def _filtered(voice: Voice, dry: Mono) -> Mono:
    is_moving = bool(voice.to_filter_cents or voice.mod_lfo.to_filter_cents)
    if not len(dry) or (voice.cutoff_cents >= _FILTER_OPEN_CENTS and not voice.resonance_db and not is_moving):
        return dry
    if not is_moving:
        return _low_passed(dry, voice.cutoff_cents, voice.resonance_db)
    hops = -(-len(dry) // _HOP_FRAMES) + 1
    cents = voice.cutoff_cents + voice.to_filter_cents * _modulation_curve(voice.modulation, hops)
    swing = voice.mod_lfo.to_filter_cents * _triangle(voice.mod_lfo, hops)
    lowest_cents = float((cents + swing).min())
    if lowest_cents < _SWING_HEARD_BELOW_CENTS or voice.resonance_db:
        cents = cents + swing
    return _between_filters(dry, np.clip(cents, 1_500, 13_500), voice.resonance_db)


def _between_filters(dry: Mono, cents: npt.NDArray[np.float64], resonance_db: float) -> Mono:
    """A filter that moves: a few that rest, with a way between them that follows the cutoff at each hop."""
    apart_cents = _PEAKED_APART_CENTS if resonance_db >= _PEAKED_FROM_DB else _FILTERS_APART_CENTS
    lowest = float(cents.min())
    place = (cents - lowest) / apart_cents
    out = np.zeros(len(dry), np.float32)
    for number in range(1 + math.ceil(float(place.max()))):
        shares = np.maximum(0, 1 - np.abs(place - number))
        heard = np.flatnonzero((shares[:-1] > 0) | (shares[1:] > 0))
        if not heard.size:
            continue
        first, after = int(heard[0]), int(heard[-1]) + 1
        stretch = slice(first * _HOP_FRAMES, min(after * _HOP_FRAMES, len(dry)))
        share = _between_hops(shares[first : after + 1], stretch.stop - stretch.start)
        cutoff_cents = round(lowest + number * apart_cents)
        if cutoff_cents < _FILTER_OPEN_CENTS or resonance_db:
            settles = max(0, first - _SETTLE_HOPS) * _HOP_FRAMES
            share *= _low_passed(dry[settles : stretch.stop], cutoff_cents, resonance_db)[stretch.start - settles :]
        else:
            share *= dry[stretch]
        out[stretch] += share
    return out


def _low_passed(dry: Mono, cutoff_cents: float, resonance_db: float) -> Mono:
    """A filter that rests."""
    rests = Filter((_low_pass(cutoff_cents, resonance_db),), channels=1)
    if len(dry) <= _FILTERED_FRAMES:
        return rests(dry[None]).reshape(-1)
    out = np.empty((1, len(dry)), np.float32)
    for first in range(0, len(dry), _FILTERED_FRAMES):
        part = slice(first, first + _FILTERED_FRAMES)
        out[:, part] = rests(dry[None, part])
    return out.reshape(-1)


@lru_cache(4096)
def _low_pass(cutoff_cents: float, resonance_db: float) -> Section:
    """At DC it loses half of its resonance (sections 8.1.2, 9)."""
    hertz, q = 8.176 * 2 ** (cutoff_cents / 1200), 10 ** ((resonance_db - 3.01) / 20)
    b0, b1, b2, a1, a2 = low_pass(hertz, sample_rate=SAMPLE_RATE, q=q)
    gain = min(1.0, 10 ** (-resonance_db / 40))
    return gain * b0, gain * b1, gain * b2, a1, a2
