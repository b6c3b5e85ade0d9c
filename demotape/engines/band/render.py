"""Plan to audio: the notes are sampled, mixed in blocks and mastered.

The mix is kept in a temporary file once it is long, and read again for mastering, so that a piece of ten minutes
needs little more memory than one of one.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from demotape.audio.filters import Filter
from demotape.engines.band.bank import SAMPLE_RATE, Audio, Bank
from demotape.engines.band.desk import Equalizer, Mix, mix_of
from demotape.engines.band.master import HOP_FRAMES, Mastering, Meters, Target, apply_curve, true_peaks
from demotape.engines.band.mix import Tape, equalizer
from demotape.engines.band.plan import Plan
from demotape.engines.band.session import BLOCK_FRAMES, Report, Session, ignore
from demotape.engines.band.wav import write

_KEPT_IN_MEMORY_BYTES = 24_000_000
_LAST_FADE_SHARE = 0.08
_LAST_FADE_S = 0.7
_FIRST_FADE_S = 0.003
_RIDE_DB, _RIDE_DB_PER_ENERGY, _FULL_ENERGY, _RIDE_S = 2.0, 5.0, 0.85, 0.03
_SHARES = {"notes": 0.35, "mix": 0.5, "master": 0.15}
"""Share of the whole work, as measured over all styles."""


def render(plan: Plan, bank: Bank, *, report: Report = ignore) -> npt.NDArray[np.float32]:
    """Play a plan.

    Args:
        plan: what to play.
        bank: the instruments.
        report: told the share of the work that is done, 0 to 1.

    Returns:
        Audio of shape (frames, 2), full scale 1.0, at `SAMPLE_RATE`, as long as planned to the frame, at the loudness
        of the style (-14 LUFS but for quiet ones) and with a true peak of at most -1 dBTP.
    """
    with tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY_BYTES) as reel:
        return np.concatenate(list(_masters(plan, bank, reel, report)), axis=1).T


def render_file(plan: Plan, bank: Bank, path: Path, *, report: Report = ignore) -> None:
    """Play a plan into a 16-bit WAV file, in little memory. Arguments as of `render`.

    Raises:
        OSError, soundfile.LibsndfileError: it cannot be written.
    """
    with tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY_BYTES, dir=str(path.parent)) as reel:
        write(_masters(plan, bank, reel, report), path, seed=plan.seed)


def _masters(plan: Plan, bank: Bank, reel: IO[bytes], report: Report) -> Iterator[Audio]:
    """The finished blocks."""
    session = Session(plan, bank, report=lambda share: report(_SHARES["notes"] * share))
    meters = Meters()
    colours = {style: _colour(plan, style, session.frames) for style in session.styles}
    before = _SHARES["notes"]
    try:
        for number, mixes in enumerate(session.blocks()):
            made = reduce(np.add, (colours[style](mixed) for style, mixed in mixes.items()))
            meters.feed(made)
            reel.write(made.tobytes())
            report(before + _SHARES["mix"] * min(1.0, (number + 1) * BLOCK_FRAMES / session.frames))
    finally:
        session.close()
    before += _SHARES["mix"]
    mastering = Mastering(meters, _target(plan, mix_of(plan.styles[0])))
    _look_closer(mastering, reel, session.frames, is_loop=plan.loopable)
    curve = mastering.curve()
    report(before + 0.4 * _SHARES["master"])
    for start in range(0, session.frames, BLOCK_FRAMES):
        block = _block(reel, start, session.frames)
        apply_curve(block, curve, start=start, is_loop=plan.loopable)
        yield block
        done = min(1.0, (start + BLOCK_FRAMES) / session.frames)
        report(min(1.0, before + _SHARES["master"] * (0.4 + 0.6 * done)))


def _colour(plan: Plan, style: str, frames: int) -> Tape | Filter:
    if not mix_of(style).is_tape:
        return equalizer(Equalizer(low_cut_hz=25))
    noise = np.random.default_rng([plan.seed & 0xFFFFFFFF, 6])
    heard = [
        (round(section.start_s * SAMPLE_RATE), round(section.end_s * SAMPLE_RATE))
        for section in plan.sections
        if plan.style_of(section) == style
    ]
    return Tape(noise, heard, loop_frames=frames if plan.loopable else None)


def _target(plan: Plan, mix: Mix) -> Target:
    fades = [(section.start_s, section.fade_in_s, True) for section in plan.sections if section.fade_in_s]
    fades += [
        (section.end_s - section.fade_out_s, section.fade_out_s, False)
        for section in plan.sections
        if section.fade_out_s
    ]
    if not plan.loopable:
        last_s = min(_LAST_FADE_SHARE * plan.length_s, _LAST_FADE_S)
        fades += [(0.0, _FIRST_FADE_S, True), (plan.length_s - last_s, last_s, False)]
    return Target(
        lufs=mix.lufs,
        threshold_db=mix.threshold_db,
        ratio=mix.ratio,
        is_loop=plan.loopable,
        fades=fades,
        ride=_ride(plan),
        sections=[
            (section.start_s, section.end_s, (section.energy_start + section.energy_end) / 2)
            for section in plan.sections
            if not (section.fade_in_s or section.fade_out_s)
        ],
    )


def _ride(plan: Plan) -> list[tuple[float, float]]:
    """A hand on the fader, so that glue and limiter do not level what the sections are to differ in."""
    points = []
    for section in plan.sections:
        moved_s = min(_RIDE_S, section.length_s / 2)
        points.append((section.start_s, _ride_db(section.energy_start)))
        points.append((section.end_s - moved_s, _ride_db(section.energy_end)))
    return [*points, (plan.length_s, points[0][1])] if plan.loopable else points


def _ride_db(energy: float) -> float:
    return max(-_RIDE_DB, min(0.0, _RIDE_DB_PER_ENERGY * (energy - _FULL_ENERGY)))


def _look_closer(mastering: Mastering, reel: IO[bytes], frames: int, *, is_loop: bool) -> None:
    hot = mastering.hot_hops
    nothing = np.zeros((2, 0), np.float32)
    before = _block(reel, (frames - 1) // BLOCK_FRAMES * BLOCK_FRAMES, frames) if is_loop else nothing
    after = _block(reel, 0, frames)
    for start in range(0, frames, BLOCK_FRAMES):
        block, following = after, start + BLOCK_FRAMES
        after = _block(reel, following, frames) if following < frames else nothing
        first = start // HOP_FRAMES
        inside = hot[(hot >= first) & (hot < first + BLOCK_FRAMES // HOP_FRAMES)]
        if inside.size:
            mastering.look_closer(inside, true_peaks(before, block, after, inside - first))
        before = block


def _block(reel: IO[bytes], start: int, frames: int) -> Audio:
    length = min(BLOCK_FRAMES, frames - start)
    reel.seek(start * 8)
    return np.frombuffer(reel.read(length * 8), np.float32).reshape(2, length).copy()
