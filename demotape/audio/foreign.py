"""Audio that Demotape cannot decode itself but ffmpeg can, where this machine has it: AAC and ALAC in M4A."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from demotape.errors import AudioError

_TIMEOUT_S = 300
_LONGEST_S = 3600
_DEMUXERS = {"M4A": "mov", "AAC": "aac"}


def foreign_kind(path: Path) -> str | None:
    """Which of the kinds that ffmpeg is needed for a file is; None if it is none of them.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(12)
    if head[4:8] == b"ftyp":
        return "M4A"
    return "AAC" if head[:2] in (b"\xff\xf1", b"\xff\xf9") else None


def to_flac(path: Path, target: Path) -> None:
    """Write the sound of such a file as FLAC, which loses nothing of it.

    Raises:
        AudioError: there is no ffmpeg, or it finds no sound in the file.
    """
    kind = foreign_kind(path)
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None or kind is None:
        raise AudioError(
            f"{kind or 'This file'} can only be read where ffmpeg is installed.",
            advice="Install ffmpeg and import the file again, or convert it to WAV, FLAC or MP3.",
        )
    # The demuxer is named and only files may be opened, because some formats can point at other files and hosts.
    command = [ffmpeg, "-nostdin", "-v", "error", "-protocol_whitelist", "file", "-f", _DEMUXERS[kind], "-i", str(path)]
    command += ["-map", "0:a:0", "-map_metadata", "-1", "-t", str(_LONGEST_S), "-f", "flac", "-y", str(target)]
    try:
        done = subprocess.run(command, check=False, capture_output=True, timeout=_TIMEOUT_S)  # noqa: S603 - no shell
    except (OSError, subprocess.TimeoutExpired) as error:
        raise AudioError(f"ffmpeg could not read this {kind} file.") from error
    if done.returncode or not target.is_file():
        raise AudioError(f"This {kind} file is damaged, or there is no sound in it.")
