"""A plan as stems: one WAV for each part, in a ZIP file.

Each stem holds its part as the desk sends it into the mix, with its share of the room. All of them, added up, are the
mix before colouring and mastering (at a level at which neither the sum nor a stem clips).
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import soundfile

from demotape.engines.band.bank import SAMPLE_RATE, Audio, Bank
from demotape.engines.band.plan import Plan
from demotape.engines.band.presets import PRESETS
from demotape.engines.band.session import BLOCK_FRAMES, Report, Session, ignore

_HIGHEST = 10 ** (-1 / 20)
_PACKED = (1980, 1, 1, 0, 0, 0)
"""The time in the ZIP file: the same plan gives the same bytes."""


def stem_blocks(plan: Plan, bank: Bank, *, report: Report = ignore) -> Iterator[Mapping[str, Audio]]:
    """Part name to its next block of shape (2, frames), from start to end, as in the mix before mastering."""
    session = Session(plan, bank, as_stems=True, report=lambda share: report(0.4 * share))
    try:
        for number, blocks in enumerate(session.stem_blocks()):
            yield blocks
            report(0.4 + 0.6 * min(1.0, (number + 1) * BLOCK_FRAMES / session.frames))
    finally:
        session.close()


def write_stems(plan: Plan, bank: Bank, path: Path, *, report: Report = ignore) -> None:
    """Write the stems as a ZIP file of WAVs of 24 bits, each as long as the piece.

    Raises:
        OSError, soundfile.LibsndfileError: it cannot be written.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=path.parent)))
        names = _raw_stems(plan, bank, folder, report)
        gain = names.pop("", 1.0)
        archive = stack.enter_context(zipfile.ZipFile(path, "w", zipfile.ZIP_STORED))
        for number, part in enumerate(names, start=1):
            wav = folder / "stem.wav"
            _as_wav(folder / f"{part}.raw", wav, gain)
            entry = zipfile.ZipInfo(f"{number:02} {_title(plan, part)}.wav", _PACKED)
            with wav.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
                while data := source.read(1 << 20):
                    target.write(data)
            report(0.9 + 0.1 * number / len(names))


def _raw_stems(plan: Plan, bank: Bank, folder: Path, report: Report) -> dict[str, float]:
    """Write each part as bare floats; gives the parts, and under the empty name the gain at which nothing clips."""
    highest = 1e-9
    names: dict[str, float] = {}
    with ExitStack() as stack:
        files = {}
        for blocks in stem_blocks(plan, bank, report=lambda share: report(0.9 * share)):
            total = np.zeros((2, next(iter(blocks.values())).shape[1]), np.float32) if blocks else np.zeros((2, 1))
            for part, block in blocks.items():
                if part not in files:
                    files[part] = stack.enter_context((folder / f"{part}.raw").open("wb"))
                    names[part] = 1.0
                files[part].write(np.ascontiguousarray(block.T).tobytes())
                total += block
                highest = max(highest, float(np.abs(block).max()))
            highest = max(highest, float(np.abs(total).max()))
    names[""] = _HIGHEST / highest
    return names


def _as_wav(raw: Path, wav: Path, gain: float) -> None:
    with (
        raw.open("rb") as source,
        soundfile.SoundFile(wav, "w", SAMPLE_RATE, 2, subtype="PCM_24", format="WAV") as target,
    ):
        while data := source.read(BLOCK_FRAMES * 8):
            target.write(np.frombuffer(data, np.float32).reshape(-1, 2) * np.float32(gain))
    raw.unlink()


def _title(plan: Plan, part: str) -> str:
    """What the file is called: the part, and the instrument where it is not the same word."""
    instrument = plan.instruments.get(part, "")
    name = f"{part} - {instrument}" if instrument in PRESETS else part
    return re.sub(r"[^\w ()&.-]", "", name)
