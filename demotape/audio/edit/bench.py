"""Where audio lies while it is edited: on disk, so that an hour of it takes no memory, and beside its destination."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from demotape.audio.decode import BLOCK_FRAMES, Decoder
from demotape.audio.edit.step import Shape
from demotape.errors import Cancelled

Samples = npt.NDArray[np.float32]
"""Shape (frames, channels), full scale 1.0. May lie on disk."""


@dataclass(frozen=True, slots=True)
class Clip:
    """Audio at one stage of an edit. Nobody writes into it once it is made."""

    samples: Samples
    sample_rate: int

    @property
    def shape(self) -> Shape:
        return Shape(len(self.samples), self.sample_rate, self.samples.shape[1])


class Bench:
    """Room on disk, and the one place that tells how far the work is and hears that it shall stop."""

    def __init__(
        self, folder: Path, *, passes: int, cancelled: Callable[[], bool], progress: Callable[[float], None]
    ) -> None:
        """
        Args:
            folder: on a disk with room. The files in it have no names, and vanish with the process at the latest.
            passes: how often the work goes through audio in all.
            cancelled: asked before each block.
            progress: told the share that is done, 0 to 1.
        """
        self._folder, self._passes = folder, max(1, passes)
        self._cancelled, self._progress = cancelled, progress
        self._done = 0

    def recorded(self, blocks: Iterable[Samples], *, sample_rate: int) -> Clip:
        """Blocks of shape (frames, channels), at least one frame in all, as a clip that lies on disk.

        They are written in order and mapped when complete: a full disk is an error then, where writing into
        a mapped file would end the process.
        """
        channels = frames = 0
        with tempfile.TemporaryFile(dir=self._folder) as file:
            for block in blocks:
                file.write(np.ascontiguousarray(block, np.float32).data)
                frames, channels = frames + len(block), block.shape[1]
            file.flush()
            return Clip(np.memmap(file, np.float32, "r", shape=(frames, channels)), sample_rate)

    def spans(self, frames: int) -> Iterator[slice]:
        """One pass through audio of this length, in slices of at most `BLOCK_FRAMES`.

        Raises:
            Cancelled: the person stopped it.
        """
        for start in range(0, frames, BLOCK_FRAMES):
            self.tell(start / frames)
            yield slice(start, min(start + BLOCK_FRAMES, frames))
        self.end_of_pass()

    def tell(self, share: float) -> None:
        """So much of the present pass is done.

        Raises:
            Cancelled: the person stopped it.
        """
        if self._cancelled():
            raise Cancelled("The edit was stopped.")
        self._progress(min(1.0, (self._done + share) / self._passes))

    def end_of_pass(self, number: int | None = None) -> None:
        """The present pass is over, or all up to this number are."""
        self._done = self._done + 1 if number is None else number

    def decoded(self, path: Path) -> tuple[Clip, bool]:
        """A file as a clip, and whether 16 bits hold all that is in it.

        Raises:
            AudioError: it cannot be decoded whole.
            Cancelled: the person stopped it.
        """
        with Decoder(path) as decoder:
            clip = self.recorded(self._watched(decoder), sample_rate=decoder.sample_rate)
            self.end_of_pass()
            return clip, decoder.subtype in ("PCM_16", "PCM_S8", "PCM_U8")

    def _watched(self, decoder: Decoder) -> Iterator[Samples]:
        done = 0
        for block in decoder.blocks("float32"):
            self.tell(done / decoder.frames if decoder.frames else 0.0)
            yield block
            done += len(block)
