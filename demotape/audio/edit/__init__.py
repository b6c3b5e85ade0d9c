"""The workbench: edits as a list of steps, carried out on a decoded copy. The original is only ever read.

steps = (Trim(start_s=4.0, end_s=20.0), FadeOut(length_s=2.0), Loudness(target_lufs=-14.0))
plan(steps, Shape(frames, sample_rate, channels))      # says at once what does not fit
done = apply(steps, source, target)                    # minutes later: a file, and notes for the person
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from demotape.audio.edit.chain import from_json, plan, to_json
from demotape.audio.edit.musical import join_on_beat, loop_on_bars
from demotape.audio.edit.step import Shape, Step
from demotape.audio.edit.steps import (
    KINDS,
    LOUDNESS_TARGETS_LUFS,
    Channels,
    FadeIn,
    FadeOut,
    FadeShape,
    Gain,
    Join,
    Length,
    Loop,
    Loudness,
    Repeat,
    Reverse,
    Trim,
)
from demotape.audio.files import told_plainly, whole_file
from demotape.errors import AudioError

if TYPE_CHECKING:
    from demotape.audio.edit.bench import Bench, Clip, Samples

__all__ = [
    "KINDS",
    "LOUDNESS_TARGETS_LUFS",
    "Channels",
    "Edited",
    "FadeIn",
    "FadeOut",
    "FadeShape",
    "Gain",
    "Join",
    "Length",
    "Loop",
    "Loudness",
    "Note",
    "Repeat",
    "Reverse",
    "Shape",
    "Step",
    "Trim",
    "apply",
    "from_json",
    "join_on_beat",
    "loop_on_bars",
    "plan",
    "to_json",
]

_FORMATS = ("flac", "wav")


@dataclass(frozen=True, slots=True)
class Note:
    """What the person should know of one step."""

    step: int
    """Which one, from 0; as many as there are steps for the writing of the file."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What came of an edit."""

    shape: Shape
    bits: int
    """Depth of the file: 16 where nothing but 16-bit samples were moved about, else 24."""
    notes: tuple[Note, ...]


def apply(
    steps: Sequence[Step],
    source: Path,
    target: Path,
    *,
    to: str = "flac",
    others: Mapping[str, Path] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[float], None] = lambda share: None,  # noqa: ARG005 - told to nobody
) -> Edited:
    """Carry out steps on the audio of `source` and write the result to `target`, all of it or nothing.

    The audio is decoded to floating point and lies on disk beside the target meanwhile, about 23 MB a minute of
    stereo for each of two stages; memory does not grow with its length. The result is lossless.

    Args:
        steps: in their order.
        source: a file of any format in `FORMATS`. It is only read.
        target: replaced if it exists. Its folder must exist.
        to: `flac` or `wav`.
        others: the audio of the takes that are joined, by id.
        cancelled: asked about once a second of audio.
        progress: told the share that is done, 0 to 1.

    Raises:
        AudioError: a step does not fit (see `plan`), or audio cannot be decoded whole. Nothing was written.
        Cancelled: `cancelled` said so.
        DiskFull: no space left.
        DataFolderUnusable: the target cannot be written for another reason.
        OSError: a source cannot be read.
    """
    # They bring numpy and what measures loudness, which pages that show steps need not wait for.
    from demotape.audio.edit.bench import Bench  # noqa: PLC0415
    from demotape.audio.edit.render import Work, render  # noqa: PLC0415

    if to not in _FORMATS:
        raise AudioError("An edit is written as FLAC or WAV; export it to get another format.")
    for path in (source, *(others or {}).values()):
        path.open("rb").close()  # what cannot be read is no fault of the target's folder
    joined = {step.take_id for step in steps if isinstance(step, Join)}
    passes = 1 + len(joined) + sum(step.passes for step in steps) + 1
    with told_plainly("edit this take"):
        bench = Bench(target.parent, passes=passes, cancelled=cancelled, progress=progress)
        clip, is_sixteen_bit = bench.decoded(source)
        clips = {id_: bench.decoded(path)[0] for id_, path in (others or {}).items() if id_ in joined}
        plan(steps, clip.shape, others={id_: other.shape for id_, other in clips.items()})
        notes: list[Note] = []
        done = 1 + len(joined)
        for index, step in enumerate(steps):
            work = Work(bench, clips)
            clip = render(step, clip, work)
            notes += [Note(index, text) for text in work.notes]
            done += step.passes
            bench.end_of_pass(done)
        bits = 16 if is_sixteen_bit and all(step.is_exact for step in steps) else 24
        notes += [Note(len(steps), text) for text in _written(clip, bench, target, to=to, bits=bits)]
    progress(1.0)
    return Edited(shape=clip.shape, bits=bits, notes=tuple(notes))


def _written(clip: Clip, bench: Bench, target: Path, *, to: str, bits: int) -> list[str]:
    """Write the file; returns what the person should know of it."""
    import numpy as np  # noqa: PLC0415 - see apply

    from demotape.audio.encode import Encoding, as_16_bit, as_24_bit, encode  # noqa: PLC0415

    highest = 0.0

    def blocks() -> Iterator[Samples]:
        nonlocal highest
        for span in bench.spans(len(clip.samples)):
            block = clip.samples[span]
            highest = max(highest, float(np.abs(block).max()))
            yield block

    encoding = Encoding(
        container=to.upper(), subtype=f"PCM_{bits}", sample_rate=clip.sample_rate, channels=clip.shape.channels
    )
    with whole_file(target, purpose="edit this take") as file:
        # Samples that were 16 bits before are so still, and dither would only add noise.
        encode(file, as_16_bit(blocks(), dither=False) if bits == 16 else as_24_bit(blocks()), encoding)
    if highest <= 1.0:
        return []
    too_high_db = 20 * float(np.log10(highest))
    return [f"The loudest peaks were {too_high_db:.1f} dB too high for a file and were cut off. Make it quieter."]
