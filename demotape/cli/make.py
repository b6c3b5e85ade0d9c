"""`demotape engines` and `demotape generate`."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from demotape.cli.console import Exit, open_studio, put
from demotape.cli.follow import follow
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
        put(json.dumps([asdict(info) for info in infos], indent=2))
        return Exit.READY
    for info in infos:
        put(f"{info.name:10} {info.title}: {info.min_length_s:g} to {info.max_length_s:g} s. {info.summary}")
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
        request = Request(
            engine=options.engine,
            prompt=options.prompt,
            length_s=info.default_length_s if options.length is None else options.length,
            seed=options.seed,
        )
        return studio.generate(request, visitor=_VISITOR)

    return follow(begin, options, settings)
