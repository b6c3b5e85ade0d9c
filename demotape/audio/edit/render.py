"""Edits carried out. Each function takes a clip and a step, and gives a new clip and what the person should know."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import soxr

from demotape.audio.cores import one_core_per_product
from demotape.audio.edit import steps as kinds
from demotape.audio.edit.bench import Bench, Clip, Samples
from demotape.audio.edit.curves import fall, rise
from demotape.audio.edit.pieces import samples_of, segment
from demotape.audio.edit.step import Step
from demotape.audio.edit.stretch import stretched
from demotape.audio.loudness import LoudnessMeter, TruePeakMeter

_SEAM_FRAMES = 4_410
_SEAM_REACH = 4
_HEARD_SEAM = 1.5
_HEARD_STRETCH = 0.2
_CANCELLING_DB = 3.5


@dataclass(frozen=True, slots=True)
class Work:
    """What a step needs besides its clip."""

    bench: Bench
    others: Mapping[str, Clip]
    notes: list[str] = field(default_factory=list)

    def made(self, clip: Clip, frames: int, block: Callable[[slice], Samples]) -> Clip:
        """The next clip, of so many frames, from a function that gives any slice of it."""
        return self.bench.recorded(map(block, self.bench.spans(frames)), sample_rate=clip.sample_rate)


def render(step: Step, clip: Clip, work: Work) -> Clip:
    """Carry out one step that `plan` has found to fit."""
    return _RENDERERS[type(step)](step, clip, work)


def seam_roughness(samples: Samples, *, usual: float = 0.0) -> float:
    """How the step from the last sample to the first compares with what the music does there by itself.

    Args:
        samples: a loop, shape (frames, channels).
        usual: a step that is known to belong to the music, for example that of an attack on the first beat.

    Returns:
        The largest step from sample to sample at the seam, as a multiple of `usual` or of the 99th percentile of the
        steps in a tenth of a second on either side, whichever is larger. About 1 or less cannot be told from the
        music; 0 for silence.
    """
    around = np.concatenate([samples[-_SEAM_FRAMES:], samples[:_SEAM_FRAMES]])
    seam = len(around) - min(_SEAM_FRAMES, len(samples))
    at_seam = _largest_step(around, seam)
    usual = max(usual, float(np.percentile(_steps(around), 99)))
    return at_seam / usual if usual > 0 else (math.inf if at_seam > 0 else 0.0)


def _steps(samples: Samples) -> npt.NDArray[np.float64]:
    mono = samples.mean(axis=1, dtype=np.float64)
    steps: npt.NDArray[np.float64] = np.abs(np.diff(mono))
    return steps


def _largest_step(samples: Samples, at: int) -> float:
    """The largest step from sample to sample around the one that leads to `at`."""
    return float(_steps(samples[max(0, at - _SEAM_REACH - 1) : at + _SEAM_REACH + 1]).max(initial=0.0))


def _trim(step: kinds.Trim, clip: Clip, work: Work) -> Clip:  # noqa: ARG001 - a view needs no work
    return Clip(clip.samples[clip.shape.at(step.start_s) : clip.shape.at(step.end_s)], clip.sample_rate)


def _length(step: kinds.Length, clip: Clip, work: Work) -> Clip:
    frames = clip.shape.at(step.length_s)
    if step.by == "fade":
        fade = min(clip.shape.at(step.fade_s), frames)
        return work.made(clip, frames, lambda span: _faded_out(clip.samples[span], span, frames, fade, "equal power"))
    change = frames / len(clip.samples) - 1
    if abs(change) > _HEARD_STRETCH:
        work.notes.append(f"Stretched to {1 + change:.0%} of its length, which can be heard.")
    return work.bench.recorded(_stretched(clip, frames, work), sample_rate=clip.sample_rate)


def _stretched(clip: Clip, frames: int, work: Work) -> Iterator[Samples]:
    done = 0
    with contextlib.closing(stretched(clip.samples, frames, sample_rate=clip.sample_rate)) as blocks:
        for block in blocks:
            work.bench.tell(done / frames)
            yield block
            done += len(block)


def _fade_in(step: kinds.FadeIn, clip: Clip, work: Work) -> Clip:
    fade = clip.shape.at(step.length_s)
    return work.made(clip, len(clip.samples), lambda span: _faded_in(clip.samples[span], span, fade, step.shape))


def _fade_out(step: kinds.FadeOut, clip: Clip, work: Work) -> Clip:
    frames, fade = len(clip.samples), clip.shape.at(step.length_s)
    return work.made(clip, frames, lambda span: _faded_out(clip.samples[span], span, frames, fade, step.shape))


def _faded_in(block: Samples, span: slice, fade: int, shape: kinds.FadeShape) -> Samples:
    """A slice of something that rises over its first `fade` frames."""
    stop = min(span.stop, fade)
    if span.start >= stop:
        return block
    block = np.array(block)
    block[: stop - span.start] *= rise(fade, shape, start=span.start, stop=stop)
    return block


def _faded_out(block: Samples, span: slice, frames: int, fade: int, shape: kinds.FadeShape) -> Samples:
    """A slice of something that has `frames` in all, and falls over the last `fade` of them."""
    offset = frames - fade
    begin = max(span.start, offset)
    if begin >= span.stop:
        return block
    block = np.array(block)
    block[begin - span.start :] *= fall(fade, shape, start=begin - offset, stop=span.stop - offset)
    return block


def _gain(step: kinds.Gain, clip: Clip, work: Work) -> Clip:
    return _amplified(clip, step.gain_db, work)


def _amplified(clip: Clip, gain_db: float, work: Work) -> Clip:
    def block(span: slice) -> Samples:
        return samples_of(segment(clip.samples[span], clip.sample_rate).apply_gain(gain_db))

    return work.made(clip, len(clip.samples), block)


def _loudness(step: kinds.Loudness, clip: Clip, work: Work) -> Clip:
    one_core_per_product()
    meter = LoudnessMeter(clip.sample_rate, channels=clip.shape.channels)
    peak_meter = TruePeakMeter(channels=clip.shape.channels)
    for span in work.bench.spans(len(clip.samples)):
        meter.feed(clip.samples[span])
        peak_meter.feed(clip.samples[span])
    before, peak = meter.integrated_lufs, peak_meter.true_peak_dbtp
    if before is None or peak is None:
        work.notes.append("It is silent or too short to have a loudness, so nothing was changed.")
        return clip
    wanted, allowed = step.target_lufs - before, step.ceiling_dbtp - peak
    gain_db = min(wanted, allowed)
    if allowed < wanted - 0.05:
        work.notes.append(f"Peaks limit this to {before + gain_db:.1f} LUFS.")
    work.notes.append(f"Loudness was {before:.1f} LUFS and is now {before + gain_db:.1f}.")
    return _amplified(clip, gain_db, work)


def _loop(step: kinds.Loop, clip: Clip, work: Work) -> Clip:
    start, frames = clip.shape.at(step.start_s), clip.shape.at(step.length_s)
    seam = _seam(clip, start, start + frames, fade=clip.shape.at(step.crossfade_s))
    # The seam lies where the loop ends and begins; whichever side it changes is inside.
    patches = [(seam.offset % frames, seam.samples)]

    def block(span: slice) -> Samples:
        return _patched(clip.samples[start + span.start : start + span.stop], span, patches)

    made = work.made(clip, frames, block)
    by_itself = max(_largest_step(clip.samples, start), _largest_step(clip.samples, start + frames))
    roughness = seam_roughness(made.samples, usual=by_itself)
    if roughness > _HEARD_SEAM:
        work.notes.append(
            f"The seam may click: its step is {roughness:.1f} times what the music does there. Move the start a little."
        )
    else:
        work.notes.append(f"The seam is smooth: its step is {roughness:.2f} of what the music does there by itself.")
    work.notes.append(f"The loop lasts {frames} samples, {step.length_s:.3f} s.")
    return made


@dataclass(frozen=True, slots=True)
class _Seam:
    offset: int
    """Where the changed samples begin, counted from where the end meets the start. Negative: before."""
    samples: Samples


def _seam(clip: Clip, start: int, stop: int, *, fade: int) -> _Seam:
    """Samples that lead the end of a region over into its start.

    The end fades into what precedes the start, or, where nothing does, the start fades in from what follows the end.
    """
    fade = min(fade, (stop - start) // 2)
    before, behind = min(fade, start), min(fade, len(clip.samples) - stop)
    if before >= behind:
        up = rise(before, "linear")
        return _Seam(-before, clip.samples[stop - before : stop] * (1 - up) + clip.samples[start - before : start] * up)
    up = rise(behind, "linear")
    return _Seam(0, clip.samples[stop : stop + behind] * (1 - up) + clip.samples[start : start + behind] * up)


def _patched(block: Samples, span: slice, patches: Iterable[tuple[int, Samples]]) -> Samples:
    """A slice in which pieces, each with its place in the whole, replace what was there."""
    block = np.array(block)
    for at, patch in patches:
        first, last = max(at, span.start), min(at + len(patch), span.stop)
        if first < last:
            block[first - span.start : last - span.start] = patch[first - at : last - at]
    return block


def _repeat(step: kinds.Repeat, clip: Clip, work: Work) -> Clip:
    start, stop = clip.shape.at(step.start_s), min(clip.shape.at(step.end_s), len(clip.samples))
    region = stop - start
    last = start + (step.times - 1) * region
    seam = _seam(clip, start, stop, fade=clip.shape.at(step.crossfade_s))
    patches = [(at + seam.offset, seam.samples) for at in range(start + region, last + 1, region)]

    def block(span: slice) -> Samples:
        at = np.arange(span.start, span.stop)
        # The last time, the region goes on as it did.
        read = np.where(at < start, at, np.where(at < last, start + (at - start) % region, at - last + start))
        return _patched(clip.samples[read], span, patches)

    return work.made(clip, last + len(clip.samples) - start, block)


def _reverse(step: kinds.Reverse, clip: Clip, work: Work) -> Clip:  # noqa: ARG001 - see _trim
    # Not pydub's: it turns all samples round, and so swaps left and right.
    return Clip(clip.samples[::-1], clip.sample_rate)


def _channels(step: kinds.Channels, clip: Clip, work: Work) -> Clip:
    wanted = 1 if step.to == "mono" else 2
    if clip.shape.channels == wanted:
        work.notes.append(f"It was {step.to} already.")
        return clip
    power = np.zeros(2)

    def block(span: slice) -> Samples:
        before = clip.samples[span]
        after = with_channels(before, wanted, clip.sample_rate)
        power[:] += [np.square(side, dtype=np.float64).mean(axis=1).sum() for side in (before, after)]
        return after

    made = work.made(clip, len(clip.samples), block)
    before, after = power.tolist()
    if after < before * 10 ** (-_CANCELLING_DB / 10):
        loss = f"{10 * math.log10(before / after):.0f} dB quieter" if after > before * 1e-6 else "almost silent"
        work.notes.append(f"Left and right cancel each other in part: in mono it is {loss}.")
    return made


def with_channels(block: Samples, channels: int, sample_rate: int) -> Samples:
    """A block with another number of channels: the mean of all, or one of them on both sides."""
    if block.shape[1] == channels:
        return block
    if block.shape[1] > 2:
        mean: Samples = block.mean(axis=1, keepdims=True)  # pydub mixes only two
        return mean
    return samples_of(segment(block, sample_rate).set_channels(channels))


def _join(step: kinds.Join, clip: Clip, work: Work) -> Clip:
    shape = clip.shape
    other = _at_rate(work.others[step.take_id], shape.sample_rate, work)
    channels = max(shape.channels, other.shape.channels)
    at, begin, fade = shape.at(step.at_s), shape.at(step.from_s), shape.at(step.crossfade_s)
    ending = at + fade

    def block(span: slice) -> Samples:
        mixed = np.zeros((span.stop - span.start, channels), np.float32)
        if span.start < ending:
            mine = slice(span.start, min(span.stop, ending))
            part = with_channels(clip.samples[mine], channels, shape.sample_rate)
            mixed[: mine.stop - mine.start] = _faded_out(part, mine, ending, fade, "equal power")
        if span.stop > at:
            theirs = slice(max(span.start, at) - at, span.stop - at)
            part = with_channels(other.samples[begin + theirs.start : begin + theirs.stop], channels, shape.sample_rate)
            mixed[theirs.start + at - span.start :] += _faded_in(part, theirs, fade, "equal power")
        return mixed

    return work.made(clip, at + len(other.samples) - begin, block)


def _at_rate(clip: Clip, sample_rate: int, work: Work) -> Clip:
    """The clip at another sample rate, with exactly as many frames as `Join.after` has promised."""
    if clip.sample_rate == sample_rate:
        return clip
    frames = round(len(clip.samples) * sample_rate / clip.sample_rate)

    def blocks() -> Iterator[Samples]:
        channels = clip.shape.channels
        resampler = soxr.ResampleStream(clip.sample_rate, sample_rate, channels, dtype="float32", quality="VHQ")
        left = frames
        for span in work.bench.spans(len(clip.samples)):
            is_last = span.stop == len(clip.samples)
            block = resampler.resample_chunk(np.ascontiguousarray(clip.samples[span]), last=is_last)[:left]
            left -= len(block)
            yield block
        yield np.zeros((left, channels), np.float32)

    return work.bench.recorded(blocks(), sample_rate=sample_rate)


_RENDERERS: dict[type[Step], Callable[[Any, Clip, Work], Clip]] = {
    kinds.Trim: _trim,
    kinds.Length: _length,
    kinds.FadeIn: _fade_in,
    kinds.FadeOut: _fade_out,
    kinds.Gain: _gain,
    kinds.Loudness: _loudness,
    kinds.Loop: _loop,
    kinds.Repeat: _repeat,
    kinds.Reverse: _reverse,
    kinds.Channels: _channels,
    kinds.Join: _join,
}
