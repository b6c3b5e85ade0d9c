"""Verdicts on length, tempo and key."""

from __future__ import annotations

import math

from demotape.audio.key import Key, key_name, parent_major, relative_key
from demotape.audio.tempo import Tempo, same_tempo
from demotape.audio.verdicts.rows import NOT_ASKED, Row, Verdict

_EXACT_S = 0.05  # MP3 pads by that much
_CLOSE_S, _CLOSE_SHARE = 0.5, 0.02
_SAME_TEMPO, _CLOSE_TEMPO = 0.02, 0.06
_WEAK_BEAT = 0.4
_PART = 0.2  # of the beats: less is chance
_SURE_KEY = 0.75


def length_row(asked_s: float | None, got_s: float) -> Row:
    """Length in seconds against that which was asked."""
    got = _length(got_s)
    if asked_s is None:
        verdict, sentence = Verdict.NOT_ASKED, f"It is {got} long."
    else:
        over = got_s - asked_s
        how = f"{_length(abs(over))} {'longer' if over > 0 else 'shorter'} than asked"
        if abs(over) <= _EXACT_S:
            verdict, sentence = Verdict.AS_ASKED, "Exactly as long as asked."
        elif abs(over) <= max(_CLOSE_S, _CLOSE_SHARE * asked_s):
            verdict, sentence = Verdict.CLOSE, f"Only {how}."
        else:
            verdict, sentence = Verdict.DIFFERENT, f"{how[0].upper()}{how[1:]}."
    asked = NOT_ASKED if asked_s is None else _length(asked_s)
    return Row(what="Length", asked=asked, got=got, verdict=verdict, sentence=sentence, confidence=1.0)


def tempo_row(asked_bpm: float | None, found: Tempo) -> Row:
    """Tempo against that which was asked, up to a factor of two."""
    asked = NOT_ASKED if asked_bpm is None else _bpm(asked_bpm)
    if found.bpm is None:
        verdict = Verdict.NOT_ASKED if asked_bpm is None else Verdict.UNSURE
        sentence = "No clear beat was found" + ("." if asked_bpm is None else ", so its tempo cannot be told.")
        return Row(
            what="Tempo",
            asked=asked,
            got="no clear beat",
            verdict=verdict,
            sentence=sentence,
            confidence=1 - found.confidence,
        )
    also = [bpm for bpm in (found.bpm / 2, found.bpm * 2) if 40 <= bpm <= 260]
    got = f"{'' if found.is_steady else 'about '}{_bpm(found.bpm)} (or {' or '.join(map(_number, also))})"
    if asked_bpm is None:
        verdict, sentence = (
            Verdict.NOT_ASKED,
            f"The beat runs at {_bpm(found.bpm)}, or is counted at half or twice that.",
        )
    else:
        verdict, sentence = _tempo_verdict(asked_bpm, found.bpm, found.confidence)
        if verdict not in (Verdict.AS_ASKED, Verdict.CLOSE) and _share_at(asked_bpm, found) >= _PART:
            verdict, sentence = Verdict.CLOSE, f"Mostly heard as {_bpm(found.bpm)}, but a part runs at the asked tempo."
    if not found.is_steady:
        sentence += " The tempo is not steady."
    return Row(
        what="Tempo", asked=asked, got=got, verdict=verdict, sentence=sentence, confidence=_beat_confidence(found)
    )


def key_row(asked_tonic: int | None, asked_mode: str | None, found: Key) -> Row:
    """Key against that which was asked, or its relative.

    Raises:
        KeyError: no such mode is known.
    """
    nothing_asked = asked_tonic is None and asked_mode is None
    asked = _asked_key(asked_tonic, asked_mode)
    if found.tonic is None or found.mode is None:
        verdict = Verdict.NOT_ASKED if nothing_asked else Verdict.UNSURE
        sentence = "No clear key was found" + (
            "." if nothing_asked else ", so it cannot be told whether it is this one."
        )
        return Row(
            what="Key",
            asked=asked,
            got="no clear key",
            verdict=verdict,
            sentence=sentence,
            confidence=1 - found.confidence,
        )
    if nothing_asked:
        verdict = Verdict.NOT_ASKED
        sentence = f"It sounds like {found.name}, or its relative {found.relative_name}, which has the same notes."
    elif asked_tonic is None:
        verdict, sentence = _mode_verdict(asked_mode or "", found)
    elif asked_mode is None:
        verdict, sentence = _tonic_verdict(asked_tonic, (found.tonic, found.mode), found.confidence)
    else:
        heard = (found.tonic, found.mode)
        verdict, sentence = _key_verdict((asked_tonic, asked_mode), heard, found.confidence)
    got = f"{found.name} (or {found.relative_name})"
    return Row(what="Key", asked=asked, got=got, verdict=verdict, sentence=sentence, confidence=found.confidence)


def _tempo_verdict(asked_bpm: float, got_bpm: float, confidence: float) -> tuple[Verdict, str]:
    heard = f"Heard as {_bpm(got_bpm)}"
    if same_tempo(got_bpm, asked_bpm, tolerance=_CLOSE_TEMPO):
        octaves = round(math.log2(got_bpm / asked_bpm))
        off = got_bpm / (asked_bpm * 2.0**octaves) - 1
        counted = ""
        if octaves:
            times = {1: "twice", 2: "four times"}[abs(octaves)]
            counted = f", counted {times} as {'fast' if octaves > 0 else 'slow'}"
        if abs(off) <= _SAME_TEMPO:
            return Verdict.AS_ASKED, f"{heard}: the asked beat{counted}." if octaves else "The asked tempo."
        how = f"{abs(off) * 100:.0f} % {'faster' if off > 0 else 'slower'}"
        return Verdict.CLOSE, f"{heard}: the asked beat {how}{counted}."
    if any(same_tempo(got_bpm, asked_bpm * ratio, tolerance=_SAME_TEMPO) for ratio in (2 / 3, 3 / 4)):
        return Verdict.UNSURE, f"{heard}. That can be the asked beat counted in threes, or another tempo."
    if confidence < _WEAK_BEAT:
        return Verdict.UNSURE, f"{heard}, but the beat is too weak to be sure."
    return Verdict.DIFFERENT, f"{heard}, which is not the asked beat however one counts."


def _share_at(asked_bpm: float, found: Tempo) -> float:
    """How much of a piece whose tempo changes runs at this one, 0 to 1."""
    gaps = [(after - before) / 4 for before, after in zip(found.beats_s, found.beats_s[4:], strict=False)]
    at_it = [gap for gap in gaps if gap > 0 and same_tempo(60 / gap, asked_bpm, tolerance=_SAME_TEMPO)]
    return len(at_it) / len(gaps) if gaps else 0.0


def _key_verdict(asked: tuple[int, str], heard: tuple[int, str], confidence: float) -> tuple[Verdict, str]:
    asked_name, heard_name = key_name(*asked), key_name(*heard)
    fifths = (parent_major(*asked) - parent_major(*heard)) * 7 % 12  # steps on the circle of fifths
    if asked == heard:
        return Verdict.AS_ASKED, "The asked key."
    if fifths == 0:
        return Verdict.AS_ASKED, f"It fits: {heard_name} has the same notes as {asked_name}."
    difference = f"Heard as {heard_name}, which has other notes than {asked_name}."
    surely = 0.5 * _SURE_KEY
    if fifths in (1, 11):
        difference = f"Heard as {heard_name}, which is one note away from {asked_name}."
        surely = _SURE_KEY
    elif asked[0] == heard[0]:
        difference = f"Heard as {heard_name}: the asked tonic, but not {asked[1]}."
    if confidence < surely:
        return Verdict.UNSURE, difference.removesuffix(".") + ", but too unclear to be sure."
    return Verdict.DIFFERENT, difference


def _mode_verdict(mode: str, found: Key) -> tuple[Verdict, str]:
    if found.mode == mode:
        return Verdict.AS_ASKED, f"It fits: heard as {found.name}."
    return Verdict.UNSURE, f"{found.name} and {found.relative_name} have the same notes, so the mode cannot be told."


def _tonic_verdict(tonic: int, heard: tuple[int, str], confidence: float) -> tuple[Verdict, str]:
    relative = relative_key(*heard)
    if tonic in (heard[0], relative[0]):
        return Verdict.AS_ASKED, f"It fits: heard as {key_name(*heard)}, or its relative {key_name(*relative)}."
    if confidence < _SURE_KEY:
        return Verdict.UNSURE, f"Heard as {key_name(*heard)}, but too unclear to be sure."
    return Verdict.DIFFERENT, f"Heard as {key_name(*heard)}, which is centred on another note."


def _asked_key(tonic: int | None, mode: str | None) -> str:
    if tonic is None:
        return NOT_ASKED if mode is None else f"a {mode} key"
    return key_name(tonic, mode or "").strip()


def _beat_confidence(found: Tempo) -> float:
    """Real music with a plain beat reaches about 0.5 to 0.8 of the tempo's own measure."""
    return min(1.0, found.confidence * 1.5)


def _bpm(bpm: float) -> str:
    return f"{_number(bpm)} BPM"


def _number(bpm: float) -> str:
    return f"{bpm:.1f}".removesuffix(".0")


def _length(seconds: float) -> str:
    if seconds < 0.1:
        return f"{seconds * 1000:.0f} ms"
    if round(seconds, 1) < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds, 1), 60)
    return f"{minutes:.0f} min {rest:.1f} s" if rest >= 0.1 else f"{minutes:.0f} min"
