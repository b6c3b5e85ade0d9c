"""How a voice sounds: its sample at its pitch, its filter and its envelopes.

Source: SoundFont Technical Specification 2.04 (2006), section 9 (synthesis model).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import signal

from demotape.engines.band.soundfont import Pcm
from demotape.engines.band.voice import SAMPLE_RATE, SILENT_DB, Envelope, Lfo, Mono, Voice

_FILTER_OPEN_CENTS = 12_800
_HOP_FRAMES = 64
_FILTER_STEP_CENTS = 100
"""A moving filter gets new coefficients when its cutoff has moved this far."""
_PRECISE_BELOW_CENTS = 6_000
"""Filters below 260 Hz are worked out in double precision."""
_SWING_HEARD_BELOW_CENTS = 10_500
"""A filter that swings to and fro above 3.5 kHz rests in the middle: its tremolo is heard, not its colour."""
_FILTERS_APART_CENTS = 700.0
_HEARD_DB = 72.0
"""What is further below the peak than this is not played."""
_END_FADE_FRAMES = 128


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
    sound: Mono = _filtered(voice, dry[: len(level)])
    return sound * level


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
    if voice.is_pitch_moving:
        hops = -(-frames // _HOP_FRAMES) + 1
        cents = voice.to_pitch_cents * _modulation_curve(voice.modulation, hops)
        for lfo in (voice.mod_lfo, voice.vib_lfo):
            if lfo.to_pitch_cents:
                cents = cents + lfo.to_pitch_cents * _triangle(lfo, hops)
        steps = np.interp(np.arange(frames), np.arange(hops) * _HOP_FRAMES, voice.ratio * 2 ** (cents / 1200))
        position = voice.start + np.concatenate([[0.0], np.cumsum(steps[:-1])])
    else:
        position = voice.start + np.arange(frames) * voice.ratio
    last = voice.end - 1
    if voice.loop:
        first, after = voice.loop
        over = int(np.searchsorted(position, after))
        position[over:] = first + (position[over:] - first) % (after - first)
        last = min(last, after)
    else:
        position = position[: int(np.searchsorted(position, last))]
    if not len(position):
        return np.zeros(0, np.float32)
    needed = min(last, int(position.max() if voice.loop else position[-1])) + 4
    source = read(voice.sample, needed)
    if not len(source):
        return np.zeros(0, np.float32)
    return _interpolate(source, position)


def _interpolate(source: Pcm, position: npt.NDArray[np.float64]) -> Mono:
    """Values between samples, by 4-point, 3rd-order Hermite interpolation.

    Source of the polynomial: O. Niemitalo, "Polynomial Interpolators for High-Quality Resampling of Oversampled
    Audio" (2001), x-form of the 4-point Catmull-Rom spline.
    """
    scaled = source.astype(np.float32)
    scaled *= np.float32(1 / 32_768)
    padded = np.concatenate([scaled[:1], scaled, np.zeros(3, np.float32)])
    whole = position.astype(np.int32)
    share = (position - whole).astype(np.float32)
    np.minimum(whole, len(source) - 1, out=whole)
    before, here, after, later = (padded.take(whole + step) for step in range(4))
    cubic = 3 * (here - after) + later - before
    cubic *= share
    cubic += 2 * before - 5 * here + 4 * after - later
    cubic *= share
    cubic += after - before
    cubic *= share
    cubic *= np.float32(0.5)
    cubic += here
    return np.asarray(cubic, np.float32)


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
    return np.asarray(np.interp(np.arange(frames), np.arange(len(values)) * _HOP_FRAMES, values), np.float32)


def _filtered(voice: Voice, dry: Mono) -> Mono:
    is_moving = bool(voice.to_filter_cents or voice.mod_lfo.to_filter_cents)
    if not len(dry) or (voice.cutoff_cents >= _FILTER_OPEN_CENTS and not voice.resonance_db and not is_moving):
        return dry
    if not is_moving:
        return np.asarray(signal.sosfilt(_low_pass(voice.cutoff_cents, voice.resonance_db), dry), np.float32)
    hops = -(-len(dry) // _HOP_FRAMES)
    cents = voice.cutoff_cents + voice.to_filter_cents * _modulation_curve(voice.modulation, hops)
    if voice.mod_lfo.to_filter_cents:
        cents = cents + voice.mod_lfo.to_filter_cents * _triangle(voice.mod_lfo, hops)
    cents = np.clip(cents, 1_500, 13_500)
    if voice.mod_lfo.to_filter_cents:
        if cents.min() < _SWING_HEARD_BELOW_CENTS or voice.resonance_db:
            return _between_filters(dry, cents, voice.resonance_db)
        cents = np.full(hops, cents.mean())
    steps = np.rint(cents / _FILTER_STEP_CENTS).astype(int)
    edges = [0, *(np.flatnonzero(np.diff(steps)) + 1).tolist(), hops]
    out = np.empty(len(dry), np.float32)
    state = np.zeros((1, 2), np.float32)
    for first, after in pairwise(edges):
        stretch = slice(first * _HOP_FRAMES, after * _HOP_FRAMES)
        sections = _low_pass(float(steps[first] * _FILTER_STEP_CENTS), voice.resonance_db)
        out[stretch], state = signal.sosfilt(sections, dry[stretch], zi=state)
    return out


def _between_filters(dry: Mono, cents: npt.NDArray[np.float64], resonance_db: float) -> Mono:
    """A filter that swings to and fro: a few fixed ones, with a way between them that follows the cutoff."""
    lowest = float(cents.min())
    filters = 1 + math.ceil((float(cents.max()) - lowest) / _FILTERS_APART_CENTS)
    place = _between_hops((cents - lowest) / _FILTERS_APART_CENTS, len(dry))
    out = np.zeros(len(dry), np.float32)
    for number in range(filters):
        share = np.maximum(0, 1 - np.abs(place - np.float32(number)))
        cutoff_cents = round(lowest + number * _FILTERS_APART_CENTS)
        if cutoff_cents < _FILTER_OPEN_CENTS or resonance_db:
            share *= signal.sosfilt(_low_pass(cutoff_cents, resonance_db), dry)
        else:
            share *= dry
        out += share
    return out


@lru_cache(4096)
def _low_pass(cutoff_cents: float, resonance_db: float) -> npt.NDArray[np.floating]:
    """Two-pole low-pass as one second-order section; at DC it loses half of the resonance (section 8.1.2, 9).

    Source of the coefficients: R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients".
    """
    omega = 2 * math.pi * min(8.176 * 2 ** (cutoff_cents / 1200) / SAMPLE_RATE, 0.45)
    q = 10 ** ((resonance_db - 3.01) / 20)
    alpha = math.sin(omega) / (2 * q)
    gain = min(1.0, 10 ** (-resonance_db / 40))
    a0, b1 = 1 + alpha, (1 - math.cos(omega)) * gain
    section = [[b1 / 2 / a0, b1 / a0, b1 / 2 / a0, 1.0, -2 * math.cos(omega) / a0, (1 - alpha) / a0]]
    return np.array(section, np.float64 if cutoff_cents < _PRECISE_BELOW_CENTS else np.float32)
