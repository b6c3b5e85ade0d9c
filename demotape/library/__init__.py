"""Jobs and takes in the database, through SQLAlchemy Core: SQLite (WAL) or PostgreSQL with the same code."""

from demotape.library.bench import BenchShelf, Link, Origin
from demotape.library.database import Database
from demotape.library.jobs import JobShelf, Wait
from demotape.library.takes import TakeShelf

__all__ = ["BenchShelf", "Database", "JobShelf", "Link", "Origin", "TakeShelf", "Wait"]
