"""Everything that instruments can tell of a file, in one pass over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from demotape.audio.cores import one_core_per_product
from demotape.audio.decode import Decoder
from demotape.audio.frames import ANALYSIS_RATE, Mono, MonoStream
from demotape.audio.key import Key, PitchMeter
from demotape.audio.loudness import LoudnessMeter, TruePeakMeter
from demotape.audio.shape import BassMeter, Clipping, ClippingMeter, LevelMeter, SectionShape, SectionSpan, Stretch
from demotape.audio.tempo import OnsetMeter, Tempo
from demotape.models import Measured

VERSION = 2
"""Rises when the same file would be analysed differently. What was stored under another version is stale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What was found in a file. It goes to JSON and back without loss."""

    duration_s: float
    sample_rate: int
    """Hertz."""
    channels: int
    loudness_lufs: float | None
    """Integrated loudness after ITU-R BS.1770-4; None for silence and for less than 0.4 s."""
    true_peak_dbtp: float | None
    """Highest peak between the samples, dBTP; None for digital silence."""
    tempo: Tempo
    key: Key
    silence: tuple[Stretch, ...]
    """Stretches of at least 0.25 s below -60 dBFS."""
    clipping: Clipping
    sections: tuple[SectionShape, ...]
    """The energy of the sections that were asked for."""

    def to_json(self) -> dict[str, Any]:
        """The analysis as plain data, fit for JSON, with the version that made it."""
        return {"version": VERSION, **asdict(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Analysis:
        """The analysis that `to_json` wrote.

        Raises:
            TypeError, KeyError, ValueError: the data is no such analysis, or one of another version.
        """
        if data["version"] != VERSION:
            raise ValueError(f"an analysis of version {data['version']}, not {VERSION}")
        fields = {name: value for name, value in data.items() if name != "version"}
        return cls(
            **{
                **fields,
                "tempo": Tempo(**{**data["tempo"], "beats_s": tuple(data["tempo"]["beats_s"])}),
                "key": Key(**data["key"]),
                "silence": tuple(Stretch(**stretch) for stretch in data["silence"]),
                "clipping": Clipping(**data["clipping"]),
                "sections": tuple(SectionShape(**section) for section in data["sections"]),
            }
        )


def analyse(path: Path, *, sections: Sequence[SectionSpan] = (), measured: Measured | None = None) -> Analysis:
    """Decode a file to its end and analyse it. For each second about 15 kB are kept, and nothing of the audio.

    Args:
        path: an audio file of any kind, sample rate and number of channels that Demotape reads.
        sections: stretches whose energy is to be measured.
        measured: what `probe.measure` found in the same file, where that is known: it saves half of the time.

    Raises:
        AudioError: no audio, damaged, cut off, or without a single frame; the message says which.
        OSError: the file cannot be read.
    """
    one_core_per_product()
    with Decoder(path) as source:
        listener = _Listener(source.sample_rate, source.channels)
        loudness, true_peak = None, None
        if measured is None:
            loudness = LoudnessMeter(source.sample_rate, channels=source.channels)
            true_peak = TruePeakMeter(channels=source.channels)
        for block in source.blocks():
            listener.feed(block)
            if loudness is not None and true_peak is not None:
                loudness.feed(block)
                true_peak.feed(block)
        listener.finish()
        if loudness is not None and true_peak is not None:
            lufs, peak = loudness.integrated_lufs, true_peak.true_peak_dbtp
        elif measured is not None:
            lufs, peak = measured.loudness_lufs, measured.true_peak_dbtp
        return Analysis(
            duration_s=listener.levels.duration_s,
            sample_rate=source.sample_rate,
            channels=source.channels,
            loudness_lufs=lufs,
            true_peak_dbtp=peak,
            tempo=listener.onsets.tempo(listener.levels.duration_s),
            key=listener.pitches.key(),
            silence=listener.levels.silence(),
            clipping=listener.clips.clipping(),
            sections=listener.levels.sections(sections, listener.bass),
        )


class _Listener:
    """All instruments, fed together."""

    def __init__(self, sample_rate: int, channels: int) -> None:
        self.levels = LevelMeter(sample_rate)
        self.clips = ClippingMeter(sample_rate, channels=channels)
        self.bass = BassMeter()
        self.onsets = OnsetMeter()
        self.pitches = PitchMeter()
        self._mono = MonoStream(sample_rate, ANALYSIS_RATE)

    def feed(self, block: npt.NDArray[np.float32]) -> None:
        self.levels.feed(block)
        self.clips.feed(block)
        self._feed_mono(self._mono.feed(block))

    def finish(self) -> None:
        self._feed_mono(self._mono.finish())

    def _feed_mono(self, mono: Mono) -> None:
        self.bass.feed(mono)
        self.onsets.feed(mono)
        self.pitches.feed(mono)
