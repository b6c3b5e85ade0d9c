"""Plan to audio: the notes of each part are sampled, mixed in blocks and mastered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from demotape.engines.band import synth
from demotape.engines.band.bank import SAMPLE_RATE, Audio, Bank
from demotape.engines.band.compose import compose
from demotape.engines.band.desk import CHANNELS, DRUM_PANS, FINISHES, LOUD_BASS_GAIN, PIANO_CHANNELS, TRIMS, Channel
from demotape.engines.band.grooves import KICK
from demotape.engines.band.mix import Filter, Room, Tape, Widener, master
from demotape.engines.band.plan import Plan
from demotape.engines.band.score import Note
from demotape.engines.band.styles import STYLES

_BLOCK_FRAMES = 6 * SAMPLE_RATE
_METER_FRAMES = SAMPLE_RATE // 10
_DUCK_FRAMES = int(0.22 * SAMPLE_RATE)
_SHARES = {"notes": 0.4, "mix": 0.35, "master": 0.25}
"""Share of the whole work, as measured over all styles."""

_ORCHESTRA_PRESETS = {
    "ostinato": "spiccato",
    "basses": "strings",
    "high strings": "strings",
    "brass": "brass",
    "choir": "choir",
    "taiko": "taiko",
    "timpani": "timpani",
    "percussion": "kitorch",
    "lead doubling": "trumpet",
}

Report = Callable[[float], None]
"""Is told the share of the work that is done, 0 to 1, never falling."""


@dataclass(frozen=True, slots=True)
class _Event:
    frame: int
    note: Note
    length_s: float


def render(plan: Plan, bank: Bank, *, report: Report = lambda _: None) -> npt.NDArray[np.float32]:
    """Play a plan.

    Args:
        plan: what to play.
        bank: the instruments.
        report: told the share of the work that is done, 0 to 1.

    Returns:
        Audio of shape (frames, 2), full scale 1.0, at `SAMPLE_RATE`, as long as planned to the frame, at -14 LUFS
        and with a true peak of at most -1 dBTP.
    """
    style = STYLES[plan.styles[0]]
    finish = FINISHES[style.finish]
    frames = round(plan.length_s * SAMPLE_RATE)
    score = compose(plan)
    kicks = [round(plan.seconds_at(note.beat) * SAMPLE_RATE) for note in score.get("drums", ()) if note.key == KICK]
    tracks = [_Track(plan, bank, part, notes, frames) for part, notes in score.items()]

    total = sum(len(track.events) for track in tracks)
    done = 0
    for track in tracks:
        for _ in track.measure():
            done += 1
            if done % 16 == 0:
                report(_SHARES["notes"] * done / total)

    mix = np.zeros((2, frames), np.float32)
    seeds = np.random.SeedSequence([plan.seed & 0xFFFFFFFF, 5]).spawn(2)
    room = Room(finish.room_s, np.random.default_rng(seeds[0]), brightness_hz=finish.brightness_hz)
    tape = Tape(np.random.default_rng(seeds[1])) if finish.is_tape else Filter(low_cut_hz=28)
    steps = -(-frames // _BLOCK_FRAMES) * (len(tracks) + 1)
    step = 0
    for start in range(0, frames, _BLOCK_FRAMES):
        length = min(_BLOCK_FRAMES, frames - start)
        duck = _duck(kicks, start, length)
        dry, send = np.zeros((2, length), np.float32), np.zeros((2, length), np.float32)
        for track in tracks:
            block = track.read(start, length, duck)
            dry += block
            if track.channel.reverb:
                send += np.float32(track.channel.reverb) * block
            step += 1
            report(_SHARES["notes"] + _SHARES["mix"] * step / steps)
        mix[:, start : start + length] = tape(dry + np.float32(finish.room_gain) * room(send))
        step += 1
    before = _SHARES["notes"] + _SHARES["mix"]
    report(before)
    master(mix, finish, report=lambda share: report(min(1.0, before + _SHARES["master"] * share)))
    return mix.T


def write_wav(samples: npt.NDArray[np.float32], path: Path, *, seed: int) -> None:
    """Write audio as WAV, 16 bit: every browser and every music program plays and seeks it to the sample.

    Triangular dither of +-1 step (seeded) keeps quiet ends free of distortion.

    Args:
        samples: shape (frames, channels), full scale 1.0.
        path: where to; overwritten.
        seed: of the dither.

    Raises:
        OSError, soundfile.LibsndfileError: it cannot be written.
    """
    noise = np.random.default_rng([seed & 0xFFFFFFFF, 16])
    with soundfile.SoundFile(path, "w", SAMPLE_RATE, samples.shape[1], subtype="PCM_16", format="WAV") as file:
        for start in range(0, len(samples), _BLOCK_FRAMES):
            block = samples[start : start + _BLOCK_FRAMES] * np.float32(32767)
            block += noise.random(block.shape, np.float32) - noise.random(block.shape, np.float32)
            file.write(np.clip(np.rint(block), -32768, 32767).astype(np.int16))


class _Track:
    """One part on its way through its channel of the desk."""

    def __init__(self, plan: Plan, bank: Bank, part: str, notes: Sequence[Note], frames: int) -> None:
        self._bank = bank
        self._part = part
        self._preset = _preset(plan, part)
        self._frames = frames
        self._noise_seed = [plan.seed & 0xFFFFFFFF, 7]
        self.channel = _channel(plan, part)
        self.events = _events(plan, notes, frames)
        self._next = 0
        self._gain = 1.0
        self._tail = np.zeros((2, 0), np.float32)
        self._filter = Filter(low_cut_hz=self.channel.low_cut_hz, high_cut_hz=self.channel.high_cut_hz)
        self._widen = Widener() if self.channel.is_widened else None

    def measure(self) -> Iterator[None]:
        """Set the level from the loudest two thirds of the time that the part plays. Yields after each note.

        The energies of the notes are added up as if they were independent, so that no audio of the whole
        length is needed.
        """
        meter = np.zeros(self._frames // _METER_FRAMES + 2)
        playing = np.zeros(len(meter), bool)
        energies: dict[int, npt.NDArray[np.float64]] = {}
        for event in self.events:
            sound = self._sound(event)
            energy = energies.get(id(sound))
            if energy is None:
                energy = _energy(sound)
            first = event.frame // _METER_FRAMES
            energy = energy[: len(meter) - first]
            meter[first : first + len(energy)] += energy
            playing[first : int((event.frame + event.length_s * SAMPLE_RATE) // _METER_FRAMES) + 1] = True
            yield
        levels = np.sort(meter[playing])
        loudest = levels[len(levels) // 3 :]
        if loudest.size:
            self._gain = self.channel.level / float(np.sqrt(loudest.mean() + 1e-9))

    def read(self, start: int, length: int, duck: npt.NDArray[np.float32]) -> Audio:
        """The next block of the part, as it goes into the mix."""
        due = []
        while self._next < len(self.events) and self.events[self._next].frame < start + length:
            due.append(self.events[self._next])
            self._next += 1
        sounds = [(event, self._sound(event)) for event in due]
        reach = max((event.frame - start + sound.shape[1] for event, sound in sounds), default=0)
        heard = np.zeros((2, max(length, self._tail.shape[1], reach)), np.float32)
        heard[:, : self._tail.shape[1]] = self._tail
        for event, sound in sounds:
            at = event.frame - start
            heard[:, at : at + sound.shape[1]] += self._sides(event.note.key) * sound
        self._tail = heard[:, length:].copy()
        block = self._filter(heard[:, :length])
        if self._widen:
            block = self._widen(block)
        gain = np.float32(self._gain)
        return np.asarray(block * (gain - gain * np.float32(self.channel.duck) * duck), np.float32)

    def _sound(self, event: _Event) -> Audio:
        note = event.note
        if self._preset == "sub":
            return synth.sub_bass(note.key, note.velocity, round(event.length_s, 2))
        if self._preset == "riser":
            return synth.riser(note.velocity, event.length_s, np.random.default_rng([*self._noise_seed, event.frame]))
        return self._bank.note(self._preset, note.key, note.velocity, event.length_s)

    def _sides(self, key: int) -> npt.NDArray[np.float32]:
        """Gains of left and right for a key, by the constant-power law."""
        pan = self.channel.pan + self.channel.spread * max(-1.0, min(1.0, (key - 64) / 24))
        if self._part == "drums":
            pan = DRUM_PANS.get(key, 0.0)
        angle = (max(-0.95, min(0.95, pan)) + 1) * np.pi / 4
        return np.asarray([[np.cos(angle)], [np.sin(angle)]], np.float32) * np.float32(np.sqrt(2))


def _preset(plan: Plan, part: str) -> str:
    if part in _ORCHESTRA_PRESETS:
        return _ORCHESTRA_PRESETS[part]
    return plan.instruments.get(part, part)


def _channel(plan: Plan, part: str) -> Channel:
    style = STYLES[plan.styles[0]]
    channel = CHANNELS[part]
    if style.arrangement == "piano":
        channel = PIANO_CHANNELS.get(part, channel)
    gain = TRIMS.get(plan.styles[0], {}).get(part, 1.0)
    if part in ("bass", "sub", "basses") and any(section.loud_bass for section in plan.sections):
        gain *= LOUD_BASS_GAIN
    if style.finish == "lofi" and part in ("keys", "pad", "lead"):
        channel = replace(channel, high_cut_hz=7000)
    return replace(channel, level=channel.level * gain)


def _events(plan: Plan, notes: Sequence[Note], frames: int) -> list[_Event]:
    events = []
    for note in notes:
        start_s = plan.seconds_at(note.beat)
        frame = round(start_s * SAMPLE_RATE)
        if frame < frames:
            events.append(_Event(frame, note, plan.seconds_at(note.beat + note.beats) - start_s))
    return sorted(events, key=lambda event: event.frame)


def _duck(kicks: Sequence[int], start: int, length: int) -> npt.NDArray[np.float32]:
    """How far a kick has everything pushed down in a block: 1 at the kick, back to 0 after 0.22 s."""
    duck = np.zeros(length, np.float32)
    shape = np.linspace(1, 0, _DUCK_FRAMES, dtype=np.float32)
    for kick in kicks:
        first, last = max(kick, start), min(kick + _DUCK_FRAMES, start + length)
        if first < last:
            part = duck[first - start : last - start]
            np.maximum(part, shape[first - kick : last - kick], out=part)
    return duck


def _energy(sound: Audio) -> npt.NDArray[np.float64]:
    """Mean square of a sound in each tenth of a second."""
    power = np.square(sound).mean(axis=0)
    if not len(power):
        return np.zeros(0)
    return np.add.reduceat(power, np.arange(0, len(power), _METER_FRAMES), dtype=np.float64) / _METER_FRAMES
