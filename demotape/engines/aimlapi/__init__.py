"""The music models of the AI/ML API: https://docs.aimlapi.com.

engine.py    the port: submit, poll, fetch; key, balance and price
table.py     every model: what it takes, and how that is called there
catalogue.py the provider's own list of models and prices
client.py    HTTP: the key, time limits, connections, and faults underneath HTTP
answers.py   what the provider says of a job
faults.py    what the provider says when it says no, as errors of our tree
download.py  the finished audio: which addresses may be opened, and its bytes
words.py     the provider's words, out of any shape, as plain text
"""

from __future__ import annotations

from demotape.engines.aimlapi.client import Timeouts
from demotape.engines.aimlapi.engine import AimlapiEngine
from demotape.engines.base import Engine
from demotape.settings import Settings

__all__ = ["AimlapiEngine", "Timeouts", "create"]


def create(settings: Settings) -> Engine:
    """The engine as the entry point `demotape.engines` names it."""
    return AimlapiEngine(settings)
