"""Tempo and beats, from how strongly something begins at each moment.

A beat is looked for as a period at which onsets repeat, so the tempo is known only up to a factor of two: a slow
piece counted in eighths and a fast one counted in halves look the same. What reads a tempo has to allow for that.

Sources: the onset strength is spectral flux on compressed bands, as in S. Böck and G. Widmer, "Maximum filter vibrato
suppression for onset detection", DAFx 2013 (without its filter); the period is sought by autocorrelation with a
prior on tempo, and the beats of a piece without a steady one by dynamic programming, after D. Ellis, "Beat tracking
by dynamic programming", Journal of New Music Research 36 (2007).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from demotape.audio.frames import ANALYSIS_RATE, FrameCutter, Mono, periodic_hann

Curve = npt.NDArray[np.float64]

SLOWEST_BPM, FASTEST_BPM = 45.0, 215.0
"""Tempi are told within these; slower and faster ones come out doubled or halved."""

_FRAME, _HOP = 1024, 256
_RATE = ANALYSIS_RATE / _HOP
_BANDS = 40
_LOWEST_HZ, _HIGHEST_HZ = 40.0, 10_000.0
_RISE_FRAMES = 2
_COMPRESSION = 10  # more of it hears the noise of distorted guitars as onsets, less of it misses soft ones
_ATTACK_S = 0.56 * _FRAME / ANALYSIS_RATE  # the flux is highest when an attack has come this far into the frame
_SHORTEST_S = 3.0

_USUAL_BPM = 118.0
_USUAL_SPREAD_OCTAVES = 1.0
_BAR_S = (1.0, 8.0)
_BLUR = np.full(5, 0.2)
_AT_LONGEST = 0.8
_EVEN_WITHIN = 0.15  # of a beat
_HEARD = 0.5  # how much of the likeness at the dotted beat the beat itself needs
_CLEAR = 0.25
"""Confidence from which there is a beat."""
_STRETCH_S = 10.0
_STRETCH_DRIFT_OCTAVES = 0.08  # from one stretch to the next, which overlap by half
_AGREEING, _STEADY = 0.7, 0.85  # share of the stretches
_PHASE_SLACK = np.linspace(-1 / 16, 1 / 16, 5)  # of a period
_TIGHTNESS = 100.0
_USUAL_GAP = 0.1  # beats that are further apart, or less, were missed or guessed


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """What beat was found."""

    bpm: float | None
    """Beats a minute, 45 to 215; right up to a factor of two. None where there is no clear beat."""
    confidence: float
    """0 to 1: how clearly the onsets repeat. It says nothing of the factor of two."""
    is_steady: bool
    """Whether one regular grid fits from start to end."""
    beats_s: tuple[float, ...]
    """When the beats fall, in seconds, rising: a regular grid for a steady tempo, else as tracked. Not all of them
    need be heard. The first one need not start a bar."""


NO_CLEAR_BEAT = Tempo(bpm=None, confidence=0.0, is_steady=False, beats_s=())


class OnsetMeter:
    """How strongly something begins, moment by moment, of audio that arrives in blocks of any size.

    It keeps 14 kB for each second.
    """

    def __init__(self) -> None:
        self._cutter = FrameCutter(_FRAME, _HOP)
        self._window = periodic_hann(_FRAME)
        self._filters = _band_filters()
        self._bands: list[npt.NDArray[np.float32]] = []
        # The silence before the first sample, so that a beat at the very start counts.
        self.feed(np.zeros(_FRAME, np.float32))

    def feed(self, samples: Mono) -> None:
        """Take in the next block, shape (frames,), at `ANALYSIS_RATE`."""
        frames = self._cutter.feed(samples)
        if len(frames):
            self._bands.append((np.abs(np.fft.rfft(frames * self._window, axis=1)) @ self._filters).astype(np.float32))

    def tempo(self, duration_s: float) -> Tempo:
        """The beat of everything so far.

        Args:
            duration_s: length of the audio; no beat is told beyond it.
        """
        if duration_s < _SHORTEST_S:
            return NO_CLEAR_BEAT
        strength = self._strength()
        if not strength.any():
            return NO_CLEAR_BEAT
        period, confidence = _period_and_clarity(strength)
        is_steady = confidence >= _CLEAR
        if is_steady:
            phase = _phase(strength, period)
            is_steady = _fits_throughout(strength, period, phase)
        if is_steady:
            frames = np.arange(phase, len(strength), period)
        else:
            periods, local = _local_periods(strength, period)
            confidence = max(confidence, local)
            if confidence < _CLEAR:
                return Tempo(bpm=None, confidence=round(confidence, 3), is_steady=False, beats_s=())
            frames = _tracked(strength, periods)
        beats = _seconds(frames)
        beats = beats[(beats > -0.02) & (beats < duration_s)]
        if not is_steady and len(frames) > 2:
            gaps = np.diff(frames)
            period = float(gaps[np.abs(gaps / np.median(gaps) - 1) < _USUAL_GAP].mean())
        return Tempo(
            bpm=round(60 * _RATE / period, 2),
            confidence=round(confidence, 3),
            is_steady=is_steady,
            beats_s=tuple(round(max(0.0, float(beat)), 4) for beat in beats),
        )

    def _strength(self) -> Curve:
        """Onset strength, one value every `_HOP` samples, mean square 1; zeros where nothing ever begins."""
        bands = np.concatenate(self._bands)
        highest = bands.max(axis=1)
        if highest.max() < 1e-6 * _FRAME:
            return np.zeros(len(bands))
        loud = float(np.percentile(highest[highest > 1e-3 * highest.max()], 95))
        compressed = np.log1p(bands * (_COMPRESSION / loud))
        rise = np.maximum(0, compressed[_RISE_FRAMES:] - compressed[:-_RISE_FRAMES]).mean(axis=1, dtype=np.float64)
        rise = np.concatenate([np.zeros(_RISE_FRAMES), rise])
        around = int(_RATE / 2) | 1
        rise = np.maximum(0, rise - np.convolve(rise, np.ones(around) / around, "same"))
        level = float(np.sqrt(np.mean(rise**2)))
        return rise / level if level > 1e-9 else np.zeros(len(bands))


def same_tempo(one_bpm: float, other_bpm: float, *, tolerance: float = 0.04) -> bool:
    """Whether two tempi are equal up to a factor of two, or of four."""
    ratio = abs(np.log2(one_bpm / other_bpm))
    return bool(ratio < 2.5 and abs(ratio - round(ratio)) <= np.log2(1 + tolerance))


def _seconds(frames: Curve) -> Curve:
    """When what the frames see begins. The first frame lies in the silence before the audio."""
    return (frames * _HOP - _FRAME) / ANALYSIS_RATE + _ATTACK_S


def _band_filters() -> npt.NDArray[np.float32]:
    """Triangles on a logarithmic scale, none narrower than a bin: shape (bins, `_BANDS`)."""
    frequencies = np.fft.rfftfreq(_FRAME, 1 / ANALYSIS_RATE)[:, None]
    edges = np.geomspace(_LOWEST_HZ, _HIGHEST_HZ, _BANDS + 2)
    bin_hz = ANALYSIS_RATE / _FRAME
    centre = edges[1:-1]
    low, high = np.minimum(edges[:-2], centre - bin_hz), np.maximum(edges[2:], centre + bin_hz)
    triangles = np.minimum((frequencies - low) / (centre - low), (high - frequencies) / (high - centre))
    return np.asarray(np.maximum(0, triangles), np.float32)


def _autocorrelation(strength: Curve) -> Curve:
    """Likeness to itself by lag in frames, 1 at lag 0, not falling because less and less overlaps."""
    size = 1 << int(np.ceil(np.log2(2 * len(strength))))
    spectrum = np.fft.rfft(strength - strength.mean(), size)
    product = np.fft.irfft(np.abs(spectrum) ** 2)[: len(strength)]
    overlap = 1 - np.arange(len(strength)) / len(strength) + 1e-3
    return np.asarray(product / product[0] / overlap, np.float64)


def _likeliest_period(likeness: Curve) -> float:
    """Period in frames: what repeats at it and its multiples, and not at dotted ones, and is a usual tempo."""
    bpm = np.arange(SLOWEST_BPM, FASTEST_BPM, 0.25)
    period = 60 * _RATE / bpm
    lags = np.arange(len(likeness))

    def at(factor: float) -> Curve:
        return np.interp(factor * period, lags, likeness, right=0)

    score = at(1) + 0.7 * at(2) + 0.5 * at(4) + 0.3 * at(0.5) - 0.35 * at(1.5) - 0.35 * at(0.75)
    usual = np.exp(-0.5 * (np.log2(bpm / _USUAL_BPM) / _USUAL_SPREAD_OCTAVES) ** 2)
    return _undotted(likeness, float(period[np.argmax(score * usual)]))


def _undotted(likeness: Curve, period: float) -> float:
    """The beat, where a period is the dotted beat of a syncopated groove.

    Both may repeat equally well, but where something repeats best (a bar, or some bars), a whole number of beats has
    gone by, and hardly ever one of dotted beats.
    """
    shortest, longest = (round(seconds * _RATE) for seconds in _BAR_S)
    bars = likeness[shortest : min(longest, round(0.7 * len(likeness)))]
    if len(bars) < len(_BLUR):
        return period
    # Blurred, because most lags lie between two frames; falling, because of several that repeat alike the first counts.
    bars = np.convolve(bars, _BLUR, "same") * np.linspace(1, _AT_LONGEST, len(bars))
    best = int(np.argmax(bars))
    if best < len(_BLUR):  # there nothing repeats: it only falls from the likeness of the same moment
        return period
    beat = period / 1.5
    dotted_off, beats_off = (
        abs(count - round(count)) for count in ((shortest + best) / each for each in (period, beat))
    )
    is_heard = likeness[round(beat)] >= _HEARD * likeness[round(period)]
    return beat if is_heard and beats_off < _EVEN_WITHIN < dotted_off else period


def _period_and_clarity(strength: Curve) -> tuple[float, float]:
    """The likeliest period in frames, whatever there is, and how clear it is, 0 to 1."""
    if not strength.std() > 0:
        return 60 * _RATE / _USUAL_BPM, 0.0
    likeness = _autocorrelation(strength)
    period = _within_range(_refined(likeness, _likeliest_period(likeness)))
    return period, _clarity(likeness, period)


def _refined(likeness: Curve, period: float) -> float:
    """The period from the farthest multiple at which the piece still repeats: the error shrinks with the multiple."""
    near = max(float(likeness[max(1, int(lag) - 2) : int(lag) + 3].max(initial=0)) for lag in (period, 2 * period))
    for multiple in (1, 2, 4, 8, 16, 32):
        expected = period * multiple
        if expected * 1.05 > len(likeness) * 0.7:
            break
        reach = max(2, round(0.35 * period if multiple == 1 else min(0.25 * period, 0.6 * multiple + 2)))
        first, last = max(1, round(expected) - reach), min(len(likeness) - 2, round(expected) + reach)
        peak = first + int(np.argmax(likeness[first : last + 1]))
        if likeness[peak] < 0.25 * max(near, 1e-9):
            if multiple == 1:
                continue  # a beat that is only heard every other time
            break
        before, at, after = likeness[peak - 1 : peak + 2]
        bend = before - 2 * at + after
        shift = 0.5 * (before - after) / bend if bend < 0 else 0.0
        period = (peak + float(np.clip(shift, -0.5, 0.5))) / multiple
    return period


def _within_range(period: float) -> float:
    while 60 * _RATE / period > FASTEST_BPM:
        period *= 2
    while 60 * _RATE / period < SLOWEST_BPM:
        period /= 2
    return period


def _clarity(likeness: Curve, period: float) -> float:
    """How much the piece repeats at the beat and at its multiples, 0 to 1."""
    lags = np.arange(len(likeness))
    found = [
        float(np.interp(period * multiple, lags, likeness))
        for multiple in (1, 2, 4, 8, 16)
        if period * multiple < 0.7 * len(likeness)
    ]
    return float(np.clip(np.mean(sorted(found)[-3:]) if found else 0.0, 0, 1))


def _phase(strength: Curve, period: float) -> float:
    """Where the regular grid that meets the strongest onsets begins, in frames."""
    smooth = np.convolve(strength, [0.25, 0.5, 0.25], "same")
    offsets = np.arange(0, period, 0.25)
    count = max(1, int((len(strength) - 1 - period) / period))
    grid = offsets[:, None] + period * np.arange(count)
    met = np.interp(grid, np.arange(len(strength)), smooth).sum(axis=1)
    return float(offsets[np.argmax(met)])


def _fits_throughout(strength: Curve, period: float, phase: float) -> bool:
    """Whether one grid fits nearly all stretches: none of another tempo or phase explains much more of their onsets."""
    smooth = _smooth(strength)
    length = round(_STRETCH_S * _RATE)
    if len(strength) < 1.5 * length:
        return True
    fits = []
    for start in range(0, len(strength) - length + 1, length // 2):
        stretch = smooth[start : start + length]
        on_grid = _met(stretch, period, np.array([(phase - start) % period]) + _PHASE_SLACK * period).max()
        any_phase = _met(stretch, period, np.arange(0, period, 0.5)).max()
        local, clarity = _period_and_clarity(strength[start : start + length])
        if clarity < _CLEAR:
            continue  # no beat here that could contradict
        local *= 2.0 ** round(float(np.log2(period / local)))
        other = _met(stretch, local, np.arange(0, local, 0.5)).max()
        fits.append(on_grid > 0.75 * any_phase and on_grid > 0.7 * other)
    return not fits or float(np.mean(fits)) >= _STEADY


def _met(smooth: Curve, period: float, offsets: Curve) -> Curve:
    """Mean onset strength on the grids of this period that begin at the offsets."""
    grid = offsets[:, None] + period * np.arange(int((len(smooth) - 1 - offsets.max()) / period) + 1)
    return np.asarray(np.interp(grid, np.arange(len(smooth)), smooth).mean(axis=1), np.float64)


def _smooth(strength: Curve) -> Curve:
    """Onset strength that an onset raises for three frames to both sides."""
    window = np.hanning(9)
    return np.convolve(strength, window / window.sum(), "same")


def _local_periods(strength: Curve, period: float) -> tuple[Curve, float]:
    """The period at each frame of a piece whose tempo wanders or changes.

    Args:
        strength: onset strength.
        period: that of the whole; of the octaves of a local one the nearest to it is taken.

    Returns:
        Periods by frame, and how clear the beat is by this: 0 to 1, and 0 if neighbouring stretches do not agree.
    """
    length = min(len(strength), round(_STRETCH_S * _RATE))
    starts = np.arange(0, len(strength) - length + 1, length // 2)
    found = [_period_and_clarity(strength[start : start + length]) for start in starts.tolist()]
    near = np.array([local * 2.0 ** round(float(np.log2(period / local))) for local, _ in found])
    clarity = np.array([clear for _, clear in found])
    periods = np.interp(np.arange(len(strength)), starts + length / 2, near)
    steps = np.abs(np.diff(np.log2(near)))
    agreeing = float(np.mean(np.minimum(steps, 1 - steps) < _STRETCH_DRIFT_OCTAVES)) if len(steps) else 0.0
    return periods, float(np.median(clarity)) * (agreeing >= _AGREEING)


def _tracked(strength: Curve, periods: Curve) -> Curve:
    """Beats that meet onsets and keep about the period of their place, by dynamic programming. In frames."""
    smooth = _smooth(strength)
    gaps = np.arange(max(1, round(periods.min() / 2)), round(2 * periods.max()) + 1)
    log_gaps, log_periods = np.log(gaps), np.log(periods)
    score, previous = smooth.copy(), np.full(len(smooth), -1)
    for frame in range(int(gaps[-1]), len(smooth)):
        candidates = score[frame - gaps] - _TIGHTNESS * (log_gaps - log_periods[frame]) ** 2
        best = int(np.argmax(candidates))
        score[frame] += candidates[best]
        previous[frame] = frame - gaps[best]
    reach = min(len(score), int(periods[-1]) + 1)
    last = len(score) - reach + int(np.argmax(score[-reach:]))
    beats = []
    while last >= 0:
        beats.append(last)
        last = int(previous[last])
    return _between_frames(smooth, np.array(beats[::-1]))


def _between_frames(smooth: Curve, beats: npt.NDArray[np.int64]) -> Curve:
    """Beats moved to the top of the parabola through the onset strength around them, by half a frame at most."""
    inner = np.clip(beats, 1, len(smooth) - 2)
    before, at, after = smooth[inner - 1], smooth[inner], smooth[inner + 1]
    bend = before - 2 * at + after
    shift = np.where(bend < 0, 0.5 * (before - after) / np.minimum(bend, -1e-9), 0.0)
    return np.asarray(beats + np.clip(shift, -0.5, 0.5), np.float64)
