"""Whether this store can do its work: the database, its tables, a worker, the search, the disk."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from troth.catalog.search.index_reader import IndexFolder
from troth.database.app_role import role_faults
from troth.database.installing import guard_faults
from troth.database.older import made_by
from troth.operations import keeping
from troth.operations.models import Heartbeat

LEAST_FREE_BYTES = 100_000_000
MOST_LAG_BYTES = 16_000_000


def record_heartbeat(*, now: datetime) -> None:
    """A worker is at work. Called between two sweeps, so that one that hangs in the middle of it
    isn't seen.
    """
    worker = f"{socket.gethostname()[:80]}:{os.getpid()}"
    Heartbeat.objects.update_or_create(
        worker=worker, defaults={"at": now}, create_defaults={"at": now, "since": now}
    )
    Heartbeat.objects.filter(at__lt=now - timedelta(days=1)).delete()


def count_workers(*, now: datetime) -> int:
    """How many workers were seen lately: within three rounds of the sweep, and three minutes at
    least.
    """
    lately = timedelta(seconds=max(180.0, 3 * settings.SWEEP_SECONDS))
    return Heartbeat.objects.filter(at__gt=now - lately).count()


def run_checks(names: Iterable[str] | None = None) -> dict[str, str]:
    """Each check by name (all, where none are named), with `ok` or, in a few words for everybody to
    see, what is wrong.
    """
    return {name: _run_check(CHECKS[name]) for name in (CHECKS if names is None else names)}


def _run_check(check: Callable[[], str]) -> str:
    try:
        return check() or "ok"
    except Exception as problem:  # whatever is wrong, the answer is that something is
        logging.getLogger(__name__).exception("A check of this store failed")
        return type(problem).__name__


def _check_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _check_migrations() -> str:
    applied = set(MigrationRecorder(connection).applied_migrations())
    missing = len(_disk_migrations() - applied)
    if missing:
        return f"{missing} not applied"
    return "another version's" if made_by(applied) else ""


@cache
def _disk_migrations() -> set[tuple[str, str]]:
    return set(MigrationLoader(None).disk_migrations)


def _check_guards() -> str:
    """Counted alone: their names are nobody's business."""
    missing = len(guard_faults())
    if missing:
        return f"{missing} not as declared"
    may = [] if settings.DEVELOPMENT else role_faults()
    return "the database's role could change them" if may else ""


def _check_worker() -> str:
    return "" if count_workers(now=datetime.now(UTC)) else "none seen lately"


def _check_search() -> str:
    folder = IndexFolder(settings.SEARCH_DIR).current()
    return "" if folder is not None and (folder / "meta.json").exists() else "no index"


def _check_disk() -> str:
    with tempfile.TemporaryFile(dir=settings.VAR_DIR) as file:
        file.write(b"x")
        file.flush()
    return "" if shutil.disk_usage(settings.VAR_DIR).free >= LEAST_FREE_BYTES else "almost full"


def _check_copy() -> str:
    return "" if keeping.copy_lag_bytes() < MOST_LAG_BYTES else "behind"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _check_database,
    "migrations": _check_migrations,
    "guards": _check_guards,
    "worker": _check_worker,
    "search": _check_search,
    "disk": _check_disk,
    "copy": _check_copy,
}
