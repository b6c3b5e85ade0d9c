"""Takes as one ZIP that can be carried elsewhere and read back: audio, one JSON a take, and a manifest.

The format is described in docs/archive-format.md.
"""

from demotape.archive.entry import ArchivedTake
from demotape.archive.read import Archive, Sorting, read_archive, sha256_of, sort_out
from demotape.archive.write import Written, write_archive

__all__ = ["Archive", "ArchivedTake", "Sorting", "Written", "read_archive", "sha256_of", "sort_out", "write_archive"]
