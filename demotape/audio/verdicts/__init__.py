"""Asked and got: what a person asked for beside what instruments found, each with a verdict in plain words.

The verdicts allow for what the instruments cannot know: a tempo holds up to a factor of two, a key as much as its
relative, and where a measurement is unsure the verdict says so and does not blame the music.
"""

from __future__ import annotations

from demotape.audio.analysis import Analysis
from demotape.audio.shape import SectionSpan
from demotape.audio.verdicts.energy import energy_rows
from demotape.audio.verdicts.music import key_row, length_row, tempo_row
from demotape.audio.verdicts.rows import Asked, AskedSection, Row, Verdict
from demotape.audio.verdicts.sound import clipping_row, loudness_row, silence_row, true_peak_row

__all__ = ["Asked", "AskedSection", "Row", "Verdict", "asked_and_got", "spans"]


def asked_and_got(asked: Asked, analysis: Analysis) -> tuple[Row, ...]:
    """Length, tempo, key, loudness, true peak, silence, clipping and the energy of each asked section, in this order.

    Args:
        asked: what the prompt and the form asked for.
        analysis: what was found, with the energy of `spans(asked)`.

    Raises:
        KeyError: the asked mode is none that is known.
    """
    return (
        length_row(asked.length_s, analysis.duration_s),
        tempo_row(asked.tempo_bpm, analysis.tempo),
        key_row(asked.tonic, asked.mode, analysis.key),
        loudness_row(asked.loudness_lufs, analysis.loudness_lufs),
        true_peak_row(asked.true_peak_dbtp, analysis.true_peak_dbtp),
        silence_row(asked.sections, analysis.silence, analysis.duration_s),
        clipping_row(analysis.clipping),
        *energy_rows(asked.sections, analysis.sections),
    )


def spans(asked: Asked) -> tuple[SectionSpan, ...]:
    """The sections whose energy an analysis has to measure for these verdicts."""
    return tuple(
        SectionSpan(name=section.name, start_s=section.start_s, end_s=section.end_s) for section in asked.sections
    )
