"""The library as a collection: finding takes, judging them, throwing them away and back, carrying them in and out.

arrivals.py    files and ZIPs that come in
departures.py  ZIPs that go out, made in the background
health.py      files without takes, takes without files, what takes up the disk
sayings.py     what people say about a take, made fit to be stored
"""

from demotape.collection.arrivals import Arrival
from demotape.collection.collection import BIN_DAYS, Collection
from demotape.collection.departures import Export, ExportState
from demotape.collection.health import Findings, Orphan, Use
from demotape.collection.sayings import NOTES_LIMIT, TAGS_LIMIT, clean_tags

__all__ = [
    "BIN_DAYS",
    "NOTES_LIMIT",
    "TAGS_LIMIT",
    "Arrival",
    "Collection",
    "Export",
    "ExportState",
    "Findings",
    "Orphan",
    "Use",
    "clean_tags",
]
