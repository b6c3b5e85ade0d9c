"""`demotape engines` and `demotape generate`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from demotape.cli.console import Exit, open_studio, put
from demotape.cli.follow import follow
from demotape.engines.base import EngineInfo
from demotape.engines.model import Field, Kind, Model
from demotape.errors import InvalidRequest
from demotape.models import Job, Request
from demotape.settings import Settings

if TYPE_CHECKING:
    from demotape.studio import Studio

_VISITOR = "command line"


def engines(options: argparse.Namespace, settings: Settings) -> int:
    """List the engines and what they still need."""
    with open_studio(settings, only_look=True) as studio:
        infos = studio.engines()
    if options.json:
        put(json.dumps([_facts(info) for info in infos], indent=2))
        return Exit.READY
    for info in infos:
        put(f"{info.name:10} {info.title}")
        for model in info.models:
            name = f"{model.name}: " if len(info.models) > 1 else ""
            put(f"{'':10} {name}{_lengths(model)}{model.summary}{' Gone at the provider.' if model.is_gone else ''}")
        if info.missing:
            put(f"{'':10} {info.missing}")
    return Exit.READY


def generate(options: argparse.Namespace, settings: Settings) -> int:
    """Make one take and wait for it."""

    def begin(studio: Studio) -> Job:
        infos = {info.name: info for info in studio.engines()}
        info = infos.get(options.engine)
        if info is None:
            raise InvalidRequest(
                f"There is no engine called {options.engine}.", advice=f"Choose one of: {', '.join(infos)}."
            )
        model = info.model(options.model)
        request = Request(
            engine=options.engine,
            prompt=options.prompt,
            length_s=model.length.default_s if options.length is None and model.length else options.length,
            seed=options.seed,
            options=_options(model, options.option) | ({"model": options.model} if options.model else {}),
        )
        return studio.generate(request, visitor=_VISITOR)

    return follow(begin, options, settings)


def _facts(info: EngineInfo) -> dict[str, object]:
    facts = asdict(info)
    for model in facts["models"]:
        del model["rules"]  # code
    return facts


def _lengths(model: Model) -> str:
    return f"{model.length.min_s:g} to {model.length.max_s:g} s. " if model.length else ""


def _options(model: Model, given: Sequence[str]) -> dict[str, object]:
    """What `--option NAME=VALUE` says, as the kinds of value that the model's fields hold."""
    fields = {field.name: field for field in model.fields}
    found: dict[str, object] = {}
    for text in given:
        name, mark, value = text.partition("=")
        field = fields.get(name)
        if not mark or field is None:
            known = ", ".join(fields) or "none"
            raise InvalidRequest(
                f"{model.title} has no option {name}." if mark else f"{text} has no =.", advice=f"Its options: {known}."
            )
        found[name] = _value(field, value)
    return found


def _value(field: Field, text: str) -> object:
    if field.kind is Kind.SWITCH:
        return {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}.get(text, text)
    if field.kind is Kind.CHOICE:
        return next((choice for choice in field.choices if str(choice) == text), text)
    if field.kind is Kind.NUMBER and text.lstrip("-").isdecimal():
        return int(text)
    return text
