"""What is to be played, before a single note of it is written: the plan.

A plan says everything that a person could want to see and change: key, tempo, sections, instruments, energy.
The same plan always gives the same notes. It goes to JSON and back without loss.

Beats are quarter notes everywhere, whatever the meter: a bar of 6/8 is 3 beats long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from demotape.engines.band.plain import Fields, PlanInvalid
from demotape.engines.band.presets import PRESETS
from demotape.engines.band.reading.vocabulary.moods import MOODS
from demotape.engines.band.reading.vocabulary.styles import MAXIMUM_STYLES, STYLE_WORDS
from demotape.engines.band.reading.vocabulary.tempo import MOST_BEATS
from demotape.engines.band.theory import SCALES, key_name, read_chord

DRUMS, PERCUSSION, BASS, KEYS, RHYTHM, PAD, LEAD, COUNTER = (
    "drums",
    "percussion",
    "bass",
    "keys",
    "rhythm",
    "pad",
    "lead",
    "counter",
)
ROLES = (DRUMS, PERCUSSION, BASS, KEYS, RHYTHM, PAD, LEAD, COUNTER)
"""What instruments are cast for. A role without an instrument is not played.

`percussion` is what is struck beside the drum kit (congas, timpani, tambourine: a kit or a pitched preset); `keys` is
the first instrument of the chords, `rhythm` the second (strummed guitar beside a piano); `counter` answers or
harmonises the `lead`. Most styles cast only drums, bass, keys, pad and lead; the others come when a person names more.
Any set of roles is possible, one alone too: "solo violin" casts nothing but a lead, "solo piano" the same piano as keys
and as lead.
"""

LOUD, SOFT = "loud", "soft"
"""Emphasis of a role: about 6 dB more, or about 6 dB less and gently struck."""

STROKES: Mapping[str, tuple[int, ...]] = {
    "kick drum": (35, 36),
    "snare": (37, 38, 40),
    "hi-hats": (42, 44, 46),
    "cymbals": (49, 51, 52, 53, 55, 57, 59),
}
"""What of a drum kit can be left out, to its keys of the General MIDI percussion map."""

NORMAL, HALF_TIME, DOUBLE_TIME = "normal", "half-time", "double-time"
"""Feel of the groove. In half-time the backbeat falls on 3 alone; the tempo stays."""

EARLY_BEATS = 0.06
"""A note so shortly before a section belongs to it: it is played a little early."""
SILENCE = "silence"
"""The kind of a section in which nobody plays."""

KINDS = (
    *("part", "intro", "verse", "prechorus", "chorus", "bridge", "solo", "breakdown", "build", "drop", "outro"),
    SILENCE,
)
"""What a section is for. `breakdown` thins out, `build` rises to what follows, `drop` hits with everything."""

IDEAS = ("A", "B", "C")
SHORTEST_SECTION_S, LONGEST_S = 0.2, 3600.0
SLOWEST_BPM, FASTEST_BPM = 10.0, 500.0
"""A tempo may be bent beyond what a person can name."""
MOST_SECTIONS = 400
LONGEST_NAME, LONGEST_PROMPT = 200, 20_000
_TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of the music of one character."""

    name: str
    """What a person reads: `slow intro`."""
    idea: str
    """Sections with the same letter share their musical material: `A`, `B`, `C`."""
    kind: str = "part"
    """One of `KINDS`."""
    start_s: float
    length_s: float
    tempo_bpm: float
    """Quarter notes a minute."""
    start_beat: float
    """In quarter notes from the start of the piece."""
    beats: float
    """Length in quarter notes. Whole bars wherever the tempo could be bent to them."""
    energy_start: float
    """0 (barely there) to 1 (everything plays, loudly)."""
    energy_end: float
    density: float = 0.5
    """0 (sparse: few notes) to 1 (busy); 0.5 is as the style has it."""
    without: tuple[str, ...] = ()
    """Roles that are silent here."""
    styles: tuple[str, ...] = ()
    """Of the piece's styles those that are played here, the leading one first; empty: all of them, as in `Plan`."""
    muted: tuple[str, ...] = ()
    """Names in `STROKES`: what the drummer does not strike here. Holds what the whole piece asks, too."""
    changes: Mapping[str, str] = field(default_factory=dict)
    """Role to preset, where another instrument than in the rest of the piece plays. See `Plan.cast`."""
    emphasis: Mapping[str, str] = field(default_factory=dict)
    """Role to `LOUD` or `SOFT`, where it is not balanced as the style has it. Holds what the whole piece asks, too."""
    feel: str = NORMAL
    """`NORMAL`, `HALF_TIME` or `DOUBLE_TIME`."""
    transpose: int = 0
    """Semitones above the key of the piece, -11 to 11: a key change."""
    fade_in_s: float = 0.0
    """The mix rises from silence over this time at the start of the section; 0 to its length."""
    fade_out_s: float = 0.0
    """The mix falls to silence over this time at the end of the section; 0 to its length."""

    @property
    def end_s(self) -> float:
        return self.start_s + self.length_s

    @property
    def end_beat(self) -> float:
        return self.start_beat + self.beats

    @property
    def loud_bass(self) -> bool:
        return self.emphasis.get(BASS) == LOUD

    def energy_at(self, beat: float) -> float:
        """Energy at a beat of this section, interpolated from its start to its end."""
        share = min(1.0, max(0.0, (beat - self.start_beat) / max(self.beats - 4, 1.0)))
        return self.energy_start + (self.energy_end - self.energy_start) * share


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole piece."""

    prompt: str
    length_s: float
    seed: int
    styles: tuple[str, ...]
    """Names in `styles.STYLES`. The first gives the grooves and the mix of sections without their own; instruments and
    harmony come from all."""
    tonic: int
    """Pitch class, 0 (C) to 11 (B)."""
    mode: str
    """A name in `theory.SCALES`."""
    chords: tuple[str, ...] = ()
    """Names for `theory.read_chord`, one a bar, round and round; empty: as the styles have it."""
    instruments: Mapping[str, str]
    """Role to preset of the bank (a name in `presets.PRESETS`)."""
    sections: tuple[Section, ...]
    beats_per_bar: int = 4
    """Upper number of the meter."""
    beat_unit: int = 4
    """Lower number of the meter: 4 or 8."""
    fixed_tempo: bool = False
    """Whether the person named the tempo: it is never bent, and odd beats ring out at the end."""
    swing: float | None = None
    """Where the second of two short notes falls inside their pair, 0.5 (straight) to 0.75; None: as in the style."""
    loopable: bool = False
    """Whether the end joins the start: whole bars, tails wrapped round, no ending and no fades."""
    moods: tuple[str, ...] = ()
    """Names in `reading.vocabulary.moods.MOODS`: `dark`, `happy`, `epic`."""
    understood: tuple[str, ...] = field(default=())
    """What was read out of the prompt, as plain sentences."""
    not_followed: tuple[str, ...] = field(default=())
    """What was asked and is not done, as plain sentences."""

    @property
    def beats(self) -> float:
        """Length in quarter notes."""
        return self.sections[-1].end_beat

    @property
    def bar_beats(self) -> float:
        """Length of a bar in quarter notes: 4 in 4/4, 3 in 3/4 and 6/8, 3.5 in 7/8."""
        return self.beats_per_bar * 4 / self.beat_unit

    @property
    def meter(self) -> str:
        """As a person reads it: `6/8`."""
        return f"{self.beats_per_bar}/{self.beat_unit}"

    def cast(self, section: Section) -> dict[str, str]:
        """Role to preset of everything that plays in a section."""
        if section.kind == SILENCE:
            return {}
        return {
            role: preset
            for role, preset in {**self.instruments, **section.changes}.items()
            if role not in section.without
        }

    def style_of(self, section: Section) -> str:
        """The style that leads in a section."""
        return (section.styles or self.styles)[0]

    def tonic_in(self, section: Section) -> int:
        """Pitch class of the tonic of a section, which can be in another key than the piece."""
        return (self.tonic + section.transpose) % 12

    def seconds_at(self, beat: float) -> float:
        """When a beat sounds. Beats before the start and after the end follow the nearest section's tempo."""
        section = next((s for s in self.sections if beat < s.end_beat - 1e-9), self.sections[-1])
        return section.start_s + (beat - section.start_beat) * 60 / section.tempo_bpm

    def to_json(self) -> dict[str, Any]:
        """The plan as plain data, fit for JSON.

        `key`, `meter`, `tempo_bpm` and the `instruments` of a section are there for the reader; `from_json` derives
        them anew.
        """
        sections = [
            asdict(section)
            | {"changes": dict(section.changes), "emphasis": dict(section.emphasis)}
            | {"instruments": self.cast(section)}
            for section in self.sections
        ]
        summary = {
            "key": key_name(self.tonic, self.mode),
            "meter": self.meter,
            "tempo_bpm": self.sections[0].tempo_bpm,
        }
        return asdict(self) | summary | {"instruments": dict(self.instruments), "sections": sections}

    @classmethod
    def from_json(cls, data: object) -> Plan:
        """The plan that `to_json` wrote, from this version or an older one.

        Args:
            data: anything. What is not named is as usual; names that mean nothing are passed over.

        Raises:
            PlanInvalid: the data is no plan that can be played.
        """
        fields = Fields(data, where="the plan")
        plan = cls(
            prompt=fields.text("prompt", longest=LONGEST_PROMPT, default=""),
            length_s=fields.number("length_s", SHORTEST_SECTION_S, LONGEST_S),
            seed=fields.whole("seed", -(2**63), 2**63, default=0),
            styles=fields.texts("styles", STYLE_WORDS),
            tonic=fields.whole("tonic", 0, 11),
            mode=fields.choice("mode", SCALES),
            chords=fields.texts("chords"),
            instruments=fields.pairs("instruments", ROLES, PRESETS),
            sections=fields.objects("sections", _section, most=MOST_SECTIONS),
            beats_per_bar=fields.whole("beats_per_bar", 2, 12, default=4),
            beat_unit=fields.whole("beat_unit", 4, 8, default=4),
            fixed_tempo=fields.flag("fixed_tempo", default=False),
            swing=fields.number("swing", 0.5, 0.75) if fields.has("swing") else None,
            loopable=fields.flag("loopable", default=False),
            moods=fields.texts("moods", MOODS),
            understood=fields.texts("understood"),
            not_followed=fields.texts("not_followed"),
        )
        check(plan)
        return plan


def check(plan: Plan) -> None:
    """See that what stands in a plan fits together.

    Raises:
        PlanInvalid: it does not. The message says why.
    """
    if not 0 < len(plan.styles) <= MAXIMUM_STYLES:
        raise PlanInvalid(f"A plan has one to {MAXIMUM_STYLES} styles.")
    if plan.beats_per_bar not in MOST_BEATS.get(plan.beat_unit, ()):
        raise PlanInvalid(f"The Band does not play in {plan.meter}.")
    if not plan.instruments:
        raise PlanInvalid("A plan needs at least one instrument.")
    if all(section.kind == SILENCE for section in plan.sections):
        raise PlanInvalid("Nobody plays in the whole piece.")
    for token in plan.chords:
        _check_chord(plan, token)
    for section in plan.sections:
        if not set(section.styles) <= set(plan.styles):
            raise PlanInvalid(f"{section.name} has a style that the piece does not have.")
        _check_players(plan, section)
        _check_times(section)
    edges = [0.0, *(section.end_s for section in plan.sections)]
    beats = [0.0, *(section.end_beat for section in plan.sections)]
    starts = [(section.start_s, section.start_beat) for section in plan.sections]
    is_whole = all(
        abs(start_s - edge) < _TOLERANCE and abs(start_beat - beat) < _TOLERANCE
        for (start_s, start_beat), edge, beat in zip(starts, edges, beats, strict=False)
    )
    if not is_whole or abs(edges[-1] - plan.length_s) > _TOLERANCE:
        raise PlanInvalid(f"The sections do not fill the {plan.length_s:g} s one after the other.")


def _check_chord(plan: Plan, token: str) -> None:
    try:
        read_chord(token, plan.tonic, plan.mode)
    except (KeyError, ValueError, IndexError) as error:
        raise PlanInvalid(f"The Band knows no chord called {token}.") from error


def _check_players(plan: Plan, section: Section) -> None:
    playing = {**plan.instruments, **section.changes}
    for role, preset in playing.items():
        is_kit = PRESETS[preset].is_kit
        if (role == DRUMS and not is_kit) or (is_kit and role not in (DRUMS, PERCUSSION)):
            raise PlanInvalid(f"{preset} cannot play the {role}.")
    if not plan.cast(section) and section.kind != SILENCE:
        raise PlanInvalid(f"Nobody plays in {section.name}.")


def _check_times(section: Section) -> None:
    if not SLOWEST_BPM <= section.tempo_bpm <= FASTEST_BPM:
        raise PlanInvalid(f"{section.tempo_bpm:.0f} BPM in {section.name}: the Band plays {FASTEST_BPM:g} at most.")
    if abs(section.beats * 60 / section.tempo_bpm - section.length_s) > _TOLERANCE:
        raise PlanInvalid(f"The beats of {section.name} do not fill its time at its tempo.")
    if max(section.fade_in_s, section.fade_out_s) > section.length_s + _TOLERANCE:
        raise PlanInvalid(f"A fade in {section.name} is longer than the section.")


def _section(data: object, index: int) -> Section:
    fields = Fields(data, where=f"section {index + 1}")
    emphasis = fields.pairs("emphasis", ROLES, (LOUD, SOFT))
    if fields.has("loud_bass") and fields.flag("loud_bass", default=False):  # how it was said before 0.2
        emphasis.setdefault(BASS, LOUD)
    return Section(
        name=fields.text("name", longest=LONGEST_NAME),
        idea=fields.choice("idea", IDEAS, default="A"),
        kind=fields.choice("kind", KINDS, default="part"),
        start_s=fields.number("start_s", 0, LONGEST_S),
        length_s=fields.number("length_s", 0, LONGEST_S),
        tempo_bpm=fields.number("tempo_bpm", SLOWEST_BPM, FASTEST_BPM),
        start_beat=fields.number("start_beat", 0, LONGEST_S * FASTEST_BPM / 60),
        beats=fields.number("beats", 0, LONGEST_S * FASTEST_BPM / 60),
        energy_start=fields.number("energy_start", 0, 1),
        energy_end=fields.number("energy_end", 0, 1),
        density=fields.number("density", 0, 1, default=0.5),
        without=fields.texts("without", ROLES),
        styles=fields.texts("styles", STYLE_WORDS),
        muted=fields.texts("muted", STROKES),
        changes=fields.pairs("changes", ROLES, PRESETS),
        emphasis=emphasis,
        feel=fields.choice("feel", (NORMAL, HALF_TIME, DOUBLE_TIME), default=NORMAL),
        transpose=fields.whole("transpose", -11, 11, default=0),
        fade_in_s=fields.number("fade_in_s", 0, LONGEST_S, default=0.0),
        fade_out_s=fields.number("fade_out_s", 0, LONGEST_S, default=0.0),
    )
