"""The list of edits as a person works on it: switched off and on, moved, taken out, and undone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from demotape.audio.edit import Step


@dataclass(frozen=True, slots=True)
class Item:
    """A step in the list."""

    step: Step
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class Edits:
    """A list of steps and how it came to be. Each change gives a new list that remembers the one before."""

    items: tuple[Item, ...] = ()
    before: Edits | None = field(default=None, repr=False, compare=False)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are switched on, in order."""
        return tuple(item.step for item in self.items if item.is_on)

    def add(self, step: Step) -> Edits:
        """Put a step at the end."""
        return self._changed((*self.items, Item(step)))

    def replace(self, index: int, step: Step) -> Edits:
        """Put another step in the place of one."""
        return self._changed((*self.items[:index], replace(self.items[index], step=step), *self.items[index + 1 :]))

    def switch(self, index: int) -> Edits:
        """Switch a step off, or on again."""
        item = self.items[index]
        return self._changed((*self.items[:index], replace(item, is_on=not item.is_on), *self.items[index + 1 :]))

    def move(self, index: int, by: int) -> Edits:
        """Move a step by so many places, as far as the list goes."""
        to = min(max(index + by, 0), len(self.items) - 1)
        rest = [*self.items[:index], *self.items[index + 1 :]]
        rest.insert(to, self.items[index])
        return self if to == index else self._changed(tuple(rest))

    def remove(self, index: int) -> Edits:
        """Take a step out."""
        return self._changed((*self.items[:index], *self.items[index + 1 :]))

    def clear(self) -> Edits:
        """Take all steps out."""
        return self._changed(()) if self.items else self

    def undo(self) -> Edits:
        """The list before the last change; the same where there was none."""
        return self.before or self

    def _changed(self, items: tuple[Item, ...]) -> Edits:
        return Edits(items, before=self)
