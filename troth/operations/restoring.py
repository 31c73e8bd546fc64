"""Restores a store from its backup, into an empty place only, and checks every step."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.core.management import call_command
from django.db import connection

from troth.catalog.search.indexing import rebuild_index
from troth.database.app_role import as_owner
from troth.database.older import made_by
from troth.errors import ActionRefused
from troth.operations import backup
from troth.operations.backup import FOLDERS, UnableToBackUp


class UnableToRestore(ActionRefused):
    """Nothing was restored, or not all of it; the text says what."""


def restore_store(folder: Path, *, report: Callable[[str], None] = lambda _: None) -> datetime:
    """Makes the store what it was: database, files, newer tables, search. Returns the moment from
    which on the payment provider must be asked. Whatever is here already stays, and is a reason to
    refuse.

    Raises `UnableToRestore`.
    """
    with as_owner():
        return _restore_into_empty(folder, report)


def _restore_into_empty(folder: Path, report: Callable[[str], None]) -> datetime:
    try:
        _refuse_what_is_here()
        report("Checking what is to be restored ...")
        manifest = backup.verified_manifest(folder)
        since = _restore_database(folder, manifest)
    except (UnableToBackUp, OSError) as unable:
        raise UnableToRestore(str(unable)) from unable
    for alias, name in FOLDERS.items():
        _restore_files(folder / name, alias)
    _check_row_counts(manifest["counts"])
    report("Migrating ...")
    call_command("migrate", verbosity=0, interactive=False)
    report("Making the search anew ...")
    rebuild_index(settings.SEARCH_DIR)
    return since


def _refuse_what_is_here() -> None:
    name = settings.DATABASES["default"]["NAME"]
    if connection.vendor == "sqlite":
        if Path(name).exists():
            raise UnableToRestore(f"{name} exists: move it away first")
        # Of a database that is gone: they would be taken for the new one's.
        for rest in (
            "-wal",
            "-shm",
        ):
            Path(f"{name}{rest}").unlink(missing_ok=True)
    elif there := connection.introspection.table_names():
        raise UnableToRestore(f"the database {name} has {len(there)} tables: name an empty one")


def _restore_database(folder: Path, manifest: dict[str, Any]) -> datetime:
    if manifest["engine"] != connection.vendor:
        raise UnableToRestore(
            f"the backup is of {manifest['engine']}, and DATABASE_URL names {connection.vendor}"
        )
    if connection.vendor == "sqlite":
        _put_in_place(lambda to: shutil.copyfile(folder / manifest["database"], to))
    else:
        name = settings.DATABASES["default"]["NAME"]
        _refuse_other_versions(_dumped_migrations(folder / manifest["database"]))
        backup.run_pg_program(
            "pg_restore",
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
            f"--dbname={name}",
            str(folder / manifest["database"]),
        )
    return datetime.fromisoformat(manifest["began_at"])


def _dumped_migrations(dump: Path) -> set[tuple[str, str]]:
    """The migrations in a dump of PostgreSQL's, which are the second and third column of a row."""
    rows = backup.run_pg_program(
        "pg_restore", "--data-only", "--table=django_migrations", "--file=-", str(dump)
    )
    columns = [row.split("\t") for row in rows.splitlines()]
    return {(row[1], row[2]) for row in columns if len(row) == 4}


def _refuse_other_versions(applied: set[tuple[str, str]]) -> None:
    if version := made_by(applied):
        raise UnableToRestore(f"it was made by {version}")


def _put_in_place(make: Callable[[Path], Any]) -> None:
    """Beside its place first, and checked: a restore that breaks off leaves nothing that looks like
    a store.
    """
    name = Path(settings.DATABASES["default"]["NAME"])
    name.parent.mkdir(parents=True, exist_ok=True)
    beside = name.with_name(f"{name.name}.restoring")
    beside.unlink(missing_ok=True)
    make(beside)
    with contextlib.closing(sqlite3.connect(beside)) as database:
        integrity = database.execute("PRAGMA integrity_check").fetchone()
        if integrity != ("ok",):
            raise UnableToRestore(f"what was restored is damaged: {integrity[0]}")
        broken = database.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise UnableToRestore(f"what was restored is damaged: {len(broken)} rows lead nowhere")
        _refuse_other_versions(set(database.execute("SELECT app, name FROM django_migrations")))
    with beside.open("rb") as written:
        os.fsync(written.fileno())
    beside.rename(name)


def _restore_files(source: Path, alias: str) -> None:
    """What is here already is kept where it is the same: no name is ever used again."""
    storage = storages[alias]
    if not source.is_dir() or not isinstance(storage, FileSystemStorage):
        return
    for file in source.rglob("*"):
        if not file.is_file():
            continue
        to = Path(storage.location) / file.relative_to(source)
        if to.exists():
            if backup.digest_of(to) != backup.digest_of(file):
                raise UnableToRestore(f"{to} is here, and is another one")
            continue
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, to)


def _check_row_counts(counts: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        for table, wanted in counts.items():
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            [count] = cursor.fetchone()
            if count != wanted:
                raise UnableToRestore(f"{table} has {count:,} rows, and had {wanted:,}")
