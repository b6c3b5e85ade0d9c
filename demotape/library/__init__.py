"""Jobs and takes in the database, through SQLAlchemy Core: SQLite (WAL) or PostgreSQL with the same code."""

from demotape.library.bench import BenchShelf, Link, Origin
from demotape.library.database import Database
from demotape.library.jobs import JobShelf, Wait
from demotape.library.takes import Facets, Share, TakeShelf
from demotape.library.view import Order, View

__all__ = [
    "BenchShelf",
    "Database",
    "Facets",
    "JobShelf",
    "Link",
    "Order",
    "Origin",
    "Share",
    "TakeShelf",
    "View",
    "Wait",
]
