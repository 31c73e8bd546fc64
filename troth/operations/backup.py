"""A backup: the database as it was at one moment, the photos and the evidence, and a manifest that
proves it whole.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection, transaction

from troth.errors import ActionRefused

MANIFEST = "manifest.json"
FOLDERS = {"default": "media", "evidence": "evidence"}


class UnableToBackUp(ActionRefused):
    """No backup was made; the text says why."""


def make_backup(folder: Path, *, report: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """Backs the store up into a new folder while it works on. Returns the manifest, which is
    written last: a folder without one is no backup. The settings' keys are not in it, and must be
    kept apart.

    Raises `UnableToBackUp`.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UnableToBackUp(f"{folder} is not empty")
    folder.mkdir(parents=True, exist_ok=True)
    began = datetime.now(UTC)
    report("The database ...")
    file, counts = (_back_up_sqlite if connection.vendor == "sqlite" else _back_up_postgres)(folder)
    # A file is there before the row that names it, and its name is never used again: files after
    # the database.
    elsewhere = [
        alias for alias, name in FOLDERS.items() if not _copy_files(alias, folder / name, report)
    ]
    manifest = {
        "version": version("troth"),
        "engine": connection.vendor,
        "began_at": began.isoformat(),
        "made_at": datetime.now(UTC).isoformat(),
        "database": file.name,
        "counts": counts,
        "elsewhere": elsewhere,
        "files": {name: digest_of(folder / name) for name in _file_names(folder)},
    }
    _write_manifest(folder, manifest)
    return manifest


def _write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Whole or not at all, under its name."""
    beside = folder / f"{MANIFEST}.new"
    beside.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    with beside.open("rb") as written:
        os.fsync(written.fileno())
    beside.rename(folder / MANIFEST)


def verified_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a backup whose every file is as it was written. Raises `UnableToBackUp` for
    any other.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        wanted = manifest["files"]
    except (OSError, ValueError, KeyError) as missing:
        raise UnableToBackUp(f"{folder} is no whole backup: {MANIFEST}: {missing}") from missing
    for name, digest in wanted.items():
        if not (folder / name).is_file() or digest_of(folder / name) != digest:
            raise UnableToBackUp(f"{folder / name} is missing, or is not what was written")
    return manifest


def digest_of(file: Path) -> str:
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def table_names() -> list[str]:
    """Every table of the store's."""
    return sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True))


def _back_up_sqlite(folder: Path) -> tuple[Path, dict[str, int]]:
    """SQLite's own online copy: one moment, and writers go on."""
    to = folder / "troth.sqlite3"
    with (
        contextlib.closing(
            sqlite3.connect(settings.DATABASES["default"]["NAME"], timeout=20)
        ) as source,
        contextlib.closing(sqlite3.connect(to)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        integrity = copy.execute("PRAGMA integrity_check").fetchone()
        if integrity != ("ok",):
            raise UnableToBackUp(f"the database is damaged: {integrity}")
        return to, {
            table: copy.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
            for table in table_names()
        }


def _back_up_postgres(folder: Path) -> tuple[Path, dict[str, int]]:
    """pg_dump and our counts see the same moment."""
    to = folder / "troth.pgdump"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        run_pg_program(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={to}",
        )
        counts = {}
        for table in table_names():
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return to, counts


def run_pg_program(program: str, *arguments: str) -> str:
    """What one of PostgreSQL's own programs prints, told where the database is by its environment:
    no password shows in a list of processes. Raises `UnableToBackUp`.
    """
    params = connection.get_connection_params()
    named = {
        "dbname": "PGDATABASE",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "host": "PGHOST",
        "port": "PGPORT",
        "sslmode": "PGSSLMODE",
    }
    where = {name: str(params[part]) for part, name in named.items() if params.get(part)}
    path = shutil.which(program)
    if path is None:
        raise UnableToBackUp(f"{program} is not on the PATH; it comes with PostgreSQL's client")
    ran = subprocess.run(  # noqa: S603
        [path, *arguments], env=os.environ | where, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise UnableToBackUp(f"{program}: {ran.stderr.strip()[-500:]}")
    return ran.stdout


def _copy_files(alias: str, to: Path, report: Callable[[str], None]) -> bool:
    """False where the files are not on this machine: their bucket has versions and copies of its
    own.
    """
    storage = storages[alias]
    if not isinstance(storage, FileSystemStorage):
        return False
    report(f"{to.name} ...")
    source = Path(storage.location)
    if source.exists():
        shutil.copytree(source, to)
    return True


def _file_names(folder: Path) -> Iterator[str]:
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield str(file.relative_to(folder))
