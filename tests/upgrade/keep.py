"""Keeps a database of this version: `python -m tests.upgrade.keep 0.8.0`, then the same with
`--engine=postgres`, once its last migration is written.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from tests.e2e.stores import Store
from tests.engine import ENGINE
from tests.upgrade import kept

WRITE = "from tests.upgrade.rows import write_rows; write_rows()"


def keep_database(version: str) -> None:
    """Writes the database of this tree and the digests of its migrations."""
    folder = kept.HERE / version
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        store = Store(Path(temporary))
        ran = store.troth("manage", "shell", "--no-imports", "-c", WRITE)
        if ran.returncode:
            raise SystemExit(ran.stderr)
        kept.dump_database(store.database_url, folder / f"{ENGINE}.sql")
    digests = json.dumps(kept.migration_digests(), indent=1)
    (folder / kept.DIGESTS).write_text(f"{digests}\n", encoding="utf-8")


if __name__ == "__main__":
    keep_database(sys.argv[1])
