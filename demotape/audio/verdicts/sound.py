"""Verdicts on loudness, true peak, silence and clipping."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from demotape.audio.shape import Clipping, Stretch
from demotape.audio.verdicts.rows import NOT_ASKED, AskedSection, Row, Verdict, clock

STREAMING_LUFS = -14.0
"""The loudness to which the large streaming services bring music."""

_SAME_LU, _CLOSE_LU = 0.5, 1.5
_TOO_LONG_AT_START_S, _TOO_LONG_AT_END_S, _TOO_LONG_INSIDE_S = 0.5, 2.0, 1.0
_EDGE_S = 0.05


def loudness_row(asked_lufs: float | None, got_lufs: float | None) -> Row:
    """Integrated loudness against that which was asked."""
    asked = NOT_ASKED if asked_lufs is None else f"{asked_lufs:g} LUFS"
    if got_lufs is None:
        verdict = Verdict.NOT_ASKED if asked_lufs is None else Verdict.UNSURE
        sentence = "Too quiet or too short to have a loudness."
        return Row(what="Loudness", asked=asked, got="none", verdict=verdict, sentence=sentence, confidence=1.0)
    if asked_lufs is None:
        verdict = Verdict.NOT_ASKED
        over = got_lufs - STREAMING_LUFS
        sentence = f"About as loud as streaming services play music ({STREAMING_LUFS:g} LUFS)."
        if abs(over) >= 1:
            how = f"{abs(over):.0f} dB {'louder' if over > 0 else 'quieter'}"
            sentence = f"About {how} than streaming services play music ({STREAMING_LUFS:g} LUFS)."
    else:
        over = got_lufs - asked_lufs
        how = f"{abs(over):.1f} dB {'louder' if over > 0 else 'quieter'} than asked."
        if abs(over) <= _SAME_LU:
            verdict, sentence = Verdict.AS_ASKED, "As loud as asked."
        elif abs(over) <= _CLOSE_LU:
            verdict, sentence = Verdict.CLOSE, f"Only {how}"
        else:
            verdict, sentence = Verdict.DIFFERENT, how
    got = f"{got_lufs:.1f} LUFS"
    return Row(what="Loudness", asked=asked, got=got, verdict=verdict, sentence=sentence, confidence=1.0)


def true_peak_row(asked_dbtp: float | None, got_dbtp: float | None) -> Row:
    """Highest true peak against the ceiling that was asked, or against full scale."""
    asked = NOT_ASKED if asked_dbtp is None else f"at most {asked_dbtp:g} dBTP"
    if got_dbtp is None:
        got, verdict, sentence = "none", Verdict.NOT_ASKED, "There is nothing but silence."
    else:
        got = f"{got_dbtp:.1f} dBTP"
        if asked_dbtp is not None and got_dbtp <= asked_dbtp + 0.05:
            verdict, sentence = Verdict.AS_ASKED, "No peak goes over what was asked."
        elif got_dbtp > 0:
            verdict = Verdict.FLAW if asked_dbtp is None else Verdict.DIFFERENT
            sentence = f"Peaks go {got_dbtp:.1f} dB over full scale and can distort when it is played or converted."
        elif asked_dbtp is not None:
            verdict, sentence = Verdict.DIFFERENT, f"Peaks go {got_dbtp - asked_dbtp:.1f} dB over what was asked."
        elif got_dbtp > -1:
            verdict = Verdict.NOT_ASKED
            sentence = "Peaks come within 1 dB of full scale. Conversion to MP3 or OGG can push them over it."
        else:
            verdict, sentence = Verdict.NOT_ASKED, "Peaks keep enough room for conversion to MP3 or OGG."
    return Row(what="True peak", asked=asked, got=got, verdict=verdict, sentence=sentence, confidence=1.0)


def silence_row(sections: Sequence[AskedSection], found: Sequence[Stretch], duration_s: float) -> Row:
    """Where it is silent, against where that was asked; short silence at the ends is usual.

    What was played before rings on into a silence: so it is kept where it falls silent somewhere in it.
    """
    wanted = [section for section in sections if section.is_silent]
    if wanted:
        is_kept = all(any(_overlap_s(section, stretch) > 0 for stretch in found) for section in wanted)
        kept, missed = "It falls silent where that was asked.", "Something is heard where silence was asked."
        return Row(
            what="Silence",
            asked=_places((section.start_s, section.end_s) for section in wanted),
            got=_places((stretch.start_s, stretch.end_s) for stretch in found) or "none",
            verdict=Verdict.AS_ASKED if is_kept else Verdict.DIFFERENT,
            sentence=kept if is_kept else missed,
            confidence=1.0,
        )
    places, is_flaw = [], False
    for stretch in found:
        at_start, at_end = stretch.start_s <= _EDGE_S, stretch.end_s >= duration_s - _EDGE_S
        if at_start and at_end:
            sentence = "There is nothing to hear in it."
            return Row(
                what="Silence",
                asked=NOT_ASKED,
                got="all of it",
                verdict=Verdict.FLAW,
                sentence=sentence,
                confidence=1.0,
            )
        where = "at the start" if at_start else "at the end" if at_end else f"at {clock(stretch.start_s)}"
        longest = _TOO_LONG_AT_START_S if at_start else _TOO_LONG_AT_END_S if at_end else _TOO_LONG_INSIDE_S
        is_flaw |= stretch.length_s > longest
        places.append(f"{stretch.length_s:.1f} s {where}")
    if not places:
        got, sentence = "none", "Something is heard from start to end."
    elif is_flaw:
        got, sentence = ", ".join(places), "Longer than music usually pauses. Trim it, unless it is meant."
    else:
        got, sentence = ", ".join(places), "No longer than music usually pauses."
    verdict = Verdict.FLAW if is_flaw else Verdict.NOT_ASKED
    return Row(what="Silence", asked=NOT_ASKED, got=got, verdict=verdict, sentence=sentence, confidence=1.0)


def _places(spans: Iterable[tuple[float, float]]) -> str:
    return ", ".join(f"{end - start:.1f} s at {clock(start)}" for start, end in spans)


def _overlap_s(section: AskedSection, stretch: Stretch) -> float:
    return min(section.end_s, stretch.end_s) - max(section.start_s, stretch.start_s)


def clipping_row(found: Clipping) -> Row:
    """Whether the wave is cut off flat at full scale."""
    if not found.places:
        sentence = "The wave is nowhere cut off at full scale."
        return Row(
            what="Clipping", asked=NOT_ASKED, got="none", verdict=Verdict.NOT_ASKED, sentence=sentence, confidence=0.9
        )
    places = "1 place" if found.places == 1 else f"{found.places:,} places"
    got = f"{places}, from {clock(found.first_s or 0)}"
    sentence = (
        f"The wave is cut off at full scale in {places}. It can be heard as crackle or grit, unless that is meant."
    )
    return Row(what="Clipping", asked=NOT_ASKED, got=got, verdict=Verdict.FLAW, sentence=sentence, confidence=0.9)
