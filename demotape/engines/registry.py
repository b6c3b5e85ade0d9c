"""Finding the engines that are installed."""

from __future__ import annotations

import logging
from importlib.metadata import entry_points

from demotape.engines.base import Engine
from demotape.settings import Settings

GROUP = "demotape.engines"

_log = logging.getLogger(__name__)


def load_engines(settings: Settings) -> dict[str, Engine]:
    """All engines of the entry-point group by name; those that cost nothing first.

    An engine that cannot be loaded is left out and logged: the others go on working.
    """
    engines: dict[str, Engine] = {}
    for entry in entry_points(group=GROUP):
        try:
            engine: Engine = entry.load()(settings)
        except Exception:
            _log.exception("The engine %s cannot be loaded", entry.name)
            continue
        engines[engine.info.name] = engine
    return dict(sorted(engines.items(), key=lambda item: (item[1].info.costs_money, item[0])))
