"""Kept prompts and sent ones, in the book over its shelf."""

from __future__ import annotations

from dataclasses import replace

import pytest

from demotape.errors import InvalidRequest
from demotape.library import Database, JobShelf
from demotape.library.prompts import PromptShelf
from demotape.prompts.book import PromptBook
from tests.unit.library.conftest import REQUEST


@pytest.fixture
def book(database: Database) -> PromptBook:
    return PromptBook(PromptShelf(database))


def send(jobs: JobShelf, *prompts: str, visitor: str = "me") -> None:
    for number, prompt in enumerate(prompts):
        job_id = f"{visitor} {number} {prompt}"
        jobs.add(job_id=job_id, visitor=visitor, request=replace(REQUEST, prompt=prompt, seed=number))


def test_a_prompt_and_a_preset_come_back_as_they_were_kept(book: PromptBook) -> None:
    book.keep("  words ", REQUEST, visitor="me")
    book.keep("everything", REQUEST, visitor="me", as_preset=True)
    preset, prompt = book.kept(visitor="me")
    assert (prompt.name, prompt.prompt, prompt.form) == ("words", REQUEST.prompt, None)
    assert (preset.name, preset.form) == ("everything", REQUEST)


def test_what_one_visitor_keeps_is_no_other_visitors_business(book: PromptBook) -> None:
    book.keep("mine", REQUEST, visitor="me")
    (mine,) = book.kept(visitor="me")
    assert book.kept(visitor="you") == []
    book.delete(mine.id, visitor="you")
    with pytest.raises(InvalidRequest):
        book.rename(mine.id, "yours", visitor="you")
    assert book.kept(visitor="me") == [mine]
    book.keep("mine", REQUEST, visitor="you")


@pytest.mark.parametrize(("name", "prompt"), [("", "a tune"), (" \n", "a tune"), ("tune", "  ")])
def test_neither_blank_names_nor_blank_prompts_are_kept(book: PromptBook, name: str, prompt: str) -> None:
    with pytest.raises(InvalidRequest):
        book.keep(name, replace(REQUEST, prompt=prompt), visitor="me")
    assert book.kept(visitor="me") == []


def test_a_preset_may_have_no_words(book: PromptBook) -> None:
    book.keep("silent", replace(REQUEST, prompt=""), visitor="me", as_preset=True)
    assert book.kept(visitor="me")[0].form == replace(REQUEST, prompt="")


def test_two_of_one_name_are_refused_and_the_first_stays(book: PromptBook) -> None:
    book.keep("tune", REQUEST, visitor="me")
    with pytest.raises(InvalidRequest, match="tune already"):
        book.keep("tune", replace(REQUEST, prompt="another"), visitor="me")
    book.keep("other", REQUEST, visitor="me")
    other, tune = book.kept(visitor="me")
    with pytest.raises(InvalidRequest, match="tune already"):
        book.rename(other.id, "tune", visitor="me")
    book.rename(tune.id, "tune", visitor="me")
    assert [each.name for each in book.kept(visitor="me")] == ["other", "tune"]
    assert book.kept(visitor="me")[1].prompt == REQUEST.prompt


def test_a_kept_prompt_is_renamed_and_deleted(book: PromptBook) -> None:
    book.keep("tune", REQUEST, visitor="me")
    (tune,) = book.kept(visitor="me")
    book.rename(tune.id, "Better\nname", visitor="me")
    assert [each.name for each in book.kept(visitor="me")] == ["Better name"]
    book.delete(tune.id, visitor="me")
    book.delete(tune.id, visitor="me")
    assert book.kept(visitor="me") == []


def test_sent_prompts_come_once_each_and_the_last_one_first(book: PromptBook, jobs: JobShelf) -> None:
    send(jobs, "first", "second", "first", " ")
    send(jobs, "not mine", visitor="you")
    assert [(each.request.prompt, each.times, each.request.seed) for each in book.sent(visitor="me")] == [
        ("first", 2, 2),
        ("second", 1, 1),
    ]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["Ünique %_ harp", "Quiet piano", "loud Piano"]),
        ("PIANO", ["Quiet piano", "loud Piano"]),
        ("piano quiet", ["Quiet piano"]),
        ("üNIQUE", ["Ünique %_ harp"]),
        ("%", ["Ünique %_ harp"]),
        ("'; drop table", []),
    ],
)
def test_search_wants_every_word_in_any_case(book: PromptBook, jobs: JobShelf, search: str, found: list[str]) -> None:
    send(jobs, "loud Piano", "Quiet piano", "Ünique %_ harp")
    assert [each.request.prompt for each in book.sent(visitor="me", search=search)] == found
    for prompt in ("loud Piano", "Quiet piano", "Ünique %_ harp"):
        book.keep(f"name of {prompt}", replace(REQUEST, prompt=prompt), visitor="me")
    assert [each.prompt for each in book.kept(visitor="me", search=search)] == found
    assert len(book.kept(visitor="me", search=f"NAME {search}")) == len(found)


def test_the_list_of_sent_prompts_ends_where_it_is_told(book: PromptBook, jobs: JobShelf) -> None:
    send(jobs, *(f"tune {number}" for number in range(30)))
    assert len(book.sent(visitor="me", limit=20)) == 20
    assert [each.request.prompt for each in book.sent(visitor="me", limit=1)] == ["tune 29"]
