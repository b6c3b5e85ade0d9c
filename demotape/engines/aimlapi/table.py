"""Every music model of the endpoint, as a table: what it takes, in which units, and how that is called there.

Source: the provider's own schemas, https://docs.aimlapi.com/api-references/music-models, read in November 2026.
The names of fields are those of the request; a dot leads into an object (`audio_setting.format`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from demotape.engines.model import Field, Kind, LengthRange, Model
from demotape.models import Request

_COSTS = "Costs money."


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A model and how its length travels."""

    model: Model
    length_name: str | None = None
    units_per_second: int = 1
    """1,000 where the provider counts milliseconds."""

    def body(self, request: Request) -> dict[str, object]:
        """The request as the provider wants it: only what was set, and never a field that the model does not have."""
        body: dict[str, object] = {"model": self.model.name}
        if prompt := self.model.prompt_sent(request):
            body["prompt"] = prompt
        if self.length_name and request.length_s is not None:
            body[self.length_name] = round(request.length_s * self.units_per_second)
        if self.model.takes_seed and request.seed is not None:
            body["seed"] = request.seed
        options = self.model.complete(request.options)
        for field in self.model.fields:
            if field.name in options and not field.adds_words:
                _put(body, field.name.split("."), options[field.name])
        return body


def _put(body: dict[str, object], path: list[str], value: object) -> None:
    *outer, name = path
    for step in outer:
        inner = body.setdefault(step, {})
        assert isinstance(inner, dict)  # noqa: S101 - the table's own names
        body = inner
    body[name] = value


def _lyrics(*, is_required: bool, minimum: int | None = 10, help: str = "") -> Field:  # noqa: A002 - as in Field
    return Field(
        name="lyrics",
        label="Lyrics",
        kind=Kind.TEXT,
        help=help or "One line a line; [verse], [chorus] or [bridge] on a line of its own begins a part.",
        is_required=is_required,
        minimum=minimum,
        maximum=3000,
    )


def _sound(rate_name: str) -> tuple[Field, ...]:
    # The provider also offers raw PCM, which says nothing of its own rate and width, so nobody could play it.
    return (
        Field(
            name="audio_setting.format",
            label="File format",
            kind=Kind.CHOICE,
            choices=("mp3", "wav"),
            default="mp3",
            is_advanced=True,
        ),
        Field(
            name=f"audio_setting.{rate_name}",
            label="Sample rate in Hz",
            kind=Kind.CHOICE,
            choices=(16_000, 24_000, 32_000, 44_100),
            default=44_100,
            is_advanced=True,
        ),
        Field(
            name="audio_setting.bitrate",
            label="MP3 bit rate in bit/s",
            kind=Kind.CHOICE,
            choices=(32_000, 64_000, 128_000, 256_000),
            default=256_000,
            is_advanced=True,
        ),
    )


def _lyrics_or_none(options: Mapping[str, object], prompt: str) -> str | None:
    """What `minimax/music-2.6` wants, after its other vendors: its schema names only single fields."""
    has_lyrics = bool(str(options.get("lyrics") or "").strip())
    is_instrumental = options.get("is_instrumental") is True
    if is_instrumental and has_lyrics:
        return "An instrumental has no lyrics: switch Instrumental off, or take the lyrics out."
    if is_instrumental and not prompt.strip():
        return "An instrumental needs a prompt."
    if not (has_lyrics or is_instrumental or options.get("lyrics_optimizer") is True):
        return "It needs lyrics, or Instrumental, or Write the lyrics for me."
    if not prompt.strip() and not has_lyrics:
        return "Write a prompt or lyrics first."
    return None


_ELEVEN = Model(
    name="elevenlabs/eleven_music",
    title="ElevenLabs Music",
    summary=f"Songs and pieces with or without voices, 10 seconds to 5 minutes. {_COSTS}",
    prompt_limit=2000,
    length=LengthRange(min_s=10.0, max_s=300.0, default_s=30.0),
    fields=(
        Field(
            name="instrumental",
            label="Instrumental",
            kind=Kind.SWITCH,
            help="Without it most prompts are sung. Adds “instrumental only” to what is sent.",
            adds_words="instrumental only",
        ),
    ),
    usual_wait_s=(30.0, 40.0),
)

ENTRIES = (
    Entry(model=_ELEVEN, length_name="music_length_ms", units_per_second=1000),
    Entry(
        model=replace(
            _ELEVEN,
            name="elevenlabs/eleven_music_v2_5",
            title="ElevenLabs Music 2.5",
            summary=f"The newer sibling of ElevenLabs Music, up to 5 minutes. {_COSTS}",
        ),
        length_name="music_length_ms",
        units_per_second=1000,
    ),
    Entry(
        model=Model(
            name="stable-audio",
            title="Stable Audio",
            summary=f"Instrumental pieces, loops and sounds up to 47 seconds, as WAV. {_COSTS}",
            prompt_limit=2000,
            length=LengthRange(min_s=1.0, max_s=47.0, default_s=30.0),
            sings=False,
            fields=(
                Field(
                    name="steps",
                    label="Steps",
                    kind=Kind.NUMBER,
                    help="More steps take longer and can sound finer.",
                    minimum=1,
                    maximum=1000,
                    default=100,
                    is_advanced=True,
                ),
                Field(
                    name="seconds_start",
                    label="Start, in seconds",
                    kind=Kind.NUMBER,
                    help="Where in the imagined piece the audio begins; left out, at its beginning.",
                    minimum=1,
                    maximum=47,
                    is_advanced=True,
                ),
            ),
            usual_wait_s=(20.0, 90.0),
        ),
        length_name="seconds_total",
    ),
    Entry(
        model=Model(
            name="google/lyria2",
            title="Google Lyria 2",
            summary=f"Instrumental pieces of about half a minute, as WAV; it decides on the length. {_COSTS}",
            prompt_limit=2000,
            takes_seed=True,
            sings=False,
            fields=(
                Field(
                    name="negative_prompt",
                    label="Leave out",
                    kind=Kind.TEXT,
                    help="What should not be heard: instruments, moods, sounds.",
                    maximum=2000,
                ),
            ),
            usual_wait_s=(15.0, 60.0),
        )
    ),
    Entry(
        model=Model(
            name="minimax/music-1.5",
            title="MiniMax Music 1.5",
            summary=f"Songs up to 4 minutes from your lyrics; they decide on the length. {_COSTS}",
            prompt_limit=300,
            prompt_minimum=10,
            fields=(_lyrics(is_required=True), *_sound("audio_sample_rate")),
            usual_wait_s=(30.0, 150.0),
        )
    ),
    Entry(
        model=Model(
            name="minimax/music-2.0",
            title="MiniMax Music 2.0",
            summary=f"Songs from your lyrics; they decide on the length. {_COSTS}",
            prompt_limit=2000,
            prompt_minimum=10,
            fields=(_lyrics(is_required=True), *_sound("audio_sample_rate")),
            usual_wait_s=(30.0, 180.0),
        )
    ),
    Entry(
        model=Model(
            name="minimax/music-2.6",
            title="MiniMax Music 2.6",
            summary=f"Songs from your lyrics or its own, and instrumentals; it decides on the length. {_COSTS}",
            prompt_limit=2000,
            prompt_minimum=0,
            fields=(
                Field(name="is_instrumental", label="Instrumental", kind=Kind.SWITCH, default=False),
                Field(
                    name="lyrics_optimizer",
                    label="Write the lyrics for me",
                    kind=Kind.SWITCH,
                    help="The model writes lyrics after the prompt.",
                    default=False,
                ),
                _lyrics(is_required=False, minimum=None),
                *_sound("audio_sample_rate"),
            ),
            rules=(_lyrics_or_none,),
            usual_wait_s=(30.0, 180.0),
        )
    ),
    Entry(
        model=Model(
            name="minimax/music-cover",
            title="MiniMax Cover",
            summary=f"A recording of yours in another style; it decides on the length. {_COSTS}",
            prompt_limit=2000,
            prompt_minimum=10,
            fields=(
                Field(
                    name="reference_audio_url",
                    label="Web address of the recording",
                    kind=Kind.ADDRESS,
                    help="6 seconds to 6 minutes, at most 50 MB. The provider fetches it from there.",
                    is_required=True,
                    maximum=2000,
                ),
                _lyrics(is_required=False, help="Other words for it; left out, it keeps its own."),
                *_sound("sample_rate"),
            ),
            usual_wait_s=(30.0, 180.0),
        )
    ),
)


def entries(first: str) -> tuple[Entry, ...]:
    """The table with this model at its head. One that it does not know is taken for a sibling of `eleven_music`."""
    chosen = next((entry for entry in ENTRIES if entry.model.name == first), None)
    if chosen is None:
        summary = f"Named in the settings; asked like ElevenLabs Music. {_COSTS}"
        chosen = replace(ENTRIES[0], model=replace(_ELEVEN, name=first, title=first, summary=summary))
    return (chosen, *(entry for entry in ENTRIES if entry is not chosen))
