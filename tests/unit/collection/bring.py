"""Another Demotape that imports a ZIP, as a process of its own: `python -m tests.unit.collection.bring URL DATA ZIP`.

It says `ready`, waits for a line, imports, and prints what came of it as JSON.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import asdict
from pathlib import Path

from demotape.collection import Collection
from demotape.library import BenchShelf, Database, TakeShelf
from demotape.storage import Storage


def main(url: str, data: Path, archive: Path) -> None:
    database = Database(url)
    storage = Storage(data, is_ours=False)
    collection = Collection(
        takes=TakeShelf(database), lineage=BenchShelf(database), storage=storage, data=data, is_ours=False
    )
    path = collection.incoming()
    shutil.copyfile(archive, path)
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(asdict(collection.take_in(path, name="all.zip", visitor="you"))))
    collection.close()
    database.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
