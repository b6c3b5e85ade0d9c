"""Small real audio files, as the bytes that a provider would send."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile as sf

Samples = npt.NDArray[np.float32]

CONTAINERS = {
    "mp3": ("MP3", "MPEG_LAYER_III"),
    "wav": ("WAV", "PCM_16"),
    "wav24": ("WAV", "PCM_24"),
    "wav32f": ("WAV", "FLOAT"),
    "rf64": ("RF64", "PCM_16"),
    "flac": ("FLAC", "PCM_16"),
    "flac24": ("FLAC", "PCM_24"),
    "ogg": ("OGG", "VORBIS"),
    "opus": ("OGG", "OPUS"),
    "aiff": ("AIFF", "PCM_16"),
}
"""Name of a kind of file -> libsndfile's names of its container and its encoding."""


def tone(
    seconds: float,
    *,
    format: str = "mp3",  # noqa: A002 - the word that a reader of a test expects
    sample_rate: int = 44_100,
    channels: int = 2,
    frequency: float = 440.0,
    level: float = 0.3,
) -> bytes:
    """A file that holds a sine.

    Args:
        seconds: length.
        format: one of `CONTAINERS`.
        sample_rate: hertz; Opus takes only 8, 12, 16, 24 and 48 kHz.
        channels: the same sine in each.
        frequency: hertz.
        level: amplitude, full scale 1.0.
    """
    samples = sine(seconds, sample_rate=sample_rate, channels=channels, frequency=frequency, level=level)
    return encode(samples, sample_rate, format=format)


def silence(
    seconds: float,
    *,
    format: str = "wav",  # noqa: A002 - as in `tone`
    sample_rate: int = 44_100,
    channels: int = 2,
) -> bytes:
    """A file that holds digital silence."""
    return encode(np.zeros((round(seconds * sample_rate), channels), np.float32), sample_rate, format=format)


def sine(
    seconds: float,
    *,
    sample_rate: int = 44_100,
    channels: int = 2,
    frequency: float = 440.0,
    level: float = 0.3,
    phase: float = 0.0,
) -> Samples:
    """The samples of a sine, shape (frames, channels)."""
    at = np.arange(round(seconds * sample_rate)) / sample_rate
    wave = level * np.sin(2 * np.pi * frequency * at + phase)
    return np.repeat(wave[:, None], channels, axis=1).astype(np.float32)


def encode(samples: Samples, sample_rate: int, *, format: str) -> bytes:  # noqa: A002 - as in `tone`
    """The samples, shape (frames, channels), as a file of that kind."""
    container, subtype = CONTAINERS[format]
    buffer = io.BytesIO()
    with sf.SoundFile(
        buffer, "w", samplerate=sample_rate, channels=samples.shape[1], format=container, subtype=subtype
    ) as file:
        # libsndfile's Vorbis encoder can kill the process when it is given minutes of audio at once.
        for start in range(0, len(samples), 65_536):
            file.write(samples[start : start + 65_536])
    return buffer.getvalue()


def write_tone(path: Path, seconds: float, *, level: float = 0.3) -> Path:
    """Write a tone to `path`, in the format that its suffix names. Returns the path."""
    path.write_bytes(tone(seconds, format=path.suffix.lstrip("."), level=level))
    return path
