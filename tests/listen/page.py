"""The report as one page: the numbers, then each piece with its takes to hear and to see."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from demotape.audio.spectrogram import spectrogram
from tests.listen.figures import Figure, strongest
from tests.listen.measure import Take
from tests.listen.prompts import HEARD_AS
from tests.listen.roll import piano_roll
from tests.listen.verdicts import Finding

_STYLE = """
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:1120px;padding:0 1rem;color:#222;background:#fff}
table{border-collapse:collapse;width:100%;margin:.6rem 0 1.4rem}th,td{text-align:left;padding:.25rem .6rem;
border-bottom:1px solid #ddd;vertical-align:top}.no{color:#b00020;font-weight:600}.ok{color:#1b6e3a}
article{border-top:2px solid #222;padding-top:.4rem;margin-top:2rem}section{margin:1rem 0 1.6rem}
audio{width:100%;display:block;margin:.4rem 0}img,svg{width:100%;height:190px;display:block;background:#000}
svg{background:#14161a;height:220px}.legend{background:#14161a;padding:.1rem .5rem;font-size:13px}
.small{color:#555;font-size:13px}
"""


def page(
    takes: Sequence[tuple[Take, Sequence[Finding]]],
    told: Sequence[Figure],
    heard: Mapping[str, Mapping[str, float]],
    *,
    folder: Path,
) -> str:
    """The whole page. The players name files in its folder; everything else is inside.

    Raises:
        AudioError, OSError: a file of a take cannot be read.
    """
    by_prompt: dict[str, list[tuple[Take, Sequence[Finding]]]] = {}
    for take, findings in takes:
        by_prompt.setdefault(take.piece.prompt, []).append((take, findings))
    pieces = "".join(_piece(prompt, group, folder) for prompt, group in by_prompt.items())
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>The Band: listening report</title>'
        f"<style>{_STYLE}</style><h1>The Band: listening report</h1>"
        f"<p>{len(by_prompt)} prompts, {len(takes)} takes.</p>{_numbers(told)}{_ear(heard)}{pieces}</html>"
    )


def _numbers(told: Sequence[Figure]) -> str:
    rows = "".join(
        f"<tr><td>{escape(figure.what)}<td>{escape(figure.got)}<td>{escape(figure.target)}<td>{_mark(figure.holds)}"
        f'<td class="small">{"<br>".join(escape(missed) for missed in figure.missed)}'
        for figure in told
    )
    return f"<h2>Numbers</h2><table><tr><th>What<th>Measured<th>Target<th><th>What misses it{rows}</table>"


def _ear(heard: Mapping[str, Mapping[str, float]]) -> str:
    rows = "".join(
        f"<tr><td>{escape(style)}<td>{escape(' / '.join(HEARD_AS.get(style, ('-',))))}<td>{escape(strongest(tags, 6))}"
        for style, tags in heard.items()
    )
    return (
        "<h2>An independent ear</h2><p>Tags of musicnn, a network that others trained on real music. It has none for "
        f"many styles.</p><table><tr><th>Style<th>To be heard as<th>Heard{rows}</table>"
    )


def _piece(prompt: str, group: Sequence[tuple[Take, Sequence[Finding]]], folder: Path) -> str:
    takes = "".join(_take(take, findings, folder) for take, findings in group)
    return f"<article><h2>{escape(prompt)}</h2>{takes}</article>"


def _take(take: Take, findings: Sequence[Finding], folder: Path) -> str:
    picture = base64.b64encode(spectrogram(folder / take.file).png()).decode()
    plan = take.plan
    casts = [plan.cast(section) for section in plan.sections]
    players = "; ".join(
        f"{role}: {', '.join(dict.fromkeys(cast[role] for cast in casts if role in cast))}"
        for role in dict.fromkeys(role for cast in casts for role in cast)
    )
    form = " | ".join(
        f"{section.name} {section.length_s:.1f} s, {section.tempo_bpm:.0f} BPM, energy {section.energy_start:.2f} to "
        f"{section.energy_end:.2f}"
        for section in plan.sections
    )
    rows = "".join(
        f"<tr><td>{escape(each.what)}<td>{escape(each.wanted)}<td>{escape(each.got)}<td>{_mark(each.holds)}"
        for each in findings
    )
    not_followed = f"<br>Not followed: {escape('; '.join(plan.not_followed))}" if plan.not_followed else ""
    return (
        f'<section><b>Seed {take.seed}</b><audio controls preload="none" src="{escape(take.file)}"></audio>'
        f'<img alt="Spectrogram" src="data:image/png;base64,{picture}">{piano_roll(plan, take.score)}'
        f'<p class="small">{escape(form)}<br>{escape(players)}<br>Understood: {escape("; ".join(plan.understood))}'
        f"{not_followed}<br>{take.notes_per_s:.1f} notes and {take.onsets_per_s:.1f} onsets a second. "
        f"Heard: {escape(strongest(take.heard, 6))}</p>"
        f"<table><tr><th>What<th>Asked or planned<th>Measured<th>{rows}</table></section>"
    )


def _mark(holds: bool) -> str:
    return '<span class="ok">ok</span>' if holds else '<span class="no">missed</span>'
