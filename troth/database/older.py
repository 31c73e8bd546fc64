"""A database that an older Troth has made is told by its migrations, and left as it is."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.migrations.recorder import MigrationRecorder

from troth.database.app_role import as_owner
from troth.database.registry import own_apps

# Until 0.6.1 each app had migrations of its own after 0001_initial; from 0.7.0 on they begin anew.
BEFORE_0_7 = {
    "care": "0002_guards 0003_mail 0004_mail_guard 0005_forgetting",
    "catalog": "0002_guards 0003_collector 0004_numbers_and_events 0005_guards 0006_doubts"
    " 0007_doubts_are_events 0008_holds",
    "desk": "0001_roles 0002_cache",
    "fulfillment": "0002_guards 0003_proof_and_pickups",
    "notices": "0002_saved_searches 0003_repeats",
    "orders": "0002_guards 0003_links 0004_guards 0005_turns 0006_hold_at 0007_erasing"
    " 0008_publication",
    "payments": "0002_guards 0003_approval",
    "publishing": "0002_guards",
    "scorecard": "0002_guards",
}


class OtherVersion(Exception):
    """This version can't work on the database that another one has made."""


def refuse_other_versions(using: str = DEFAULT_DB_ALIAS) -> None:
    """Raises `OtherVersion` where the database has migrations of the store's own apps that this
    version doesn't know. A database that isn't there, or can't be asked, is nobody's.
    """
    connection = connections[using]
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and not Path(name).exists():
        return  # asking would make it
    try:
        with as_owner(using):  # before the first migration only the owner may read them
            applied = set(MigrationRecorder(connection).applied_migrations())
    except OperationalError:
        return
    finally:
        if not connection.in_atomic_block:
            connection.close()
    if version := made_by(applied):
        away = f"move {settings.VAR_DIR} away or " if connection.vendor == "sqlite" else ""
        raise OtherVersion(
            f"the database {name} was made by {version}; start a new one ({away}name another"
            " DATABASE_URL)"
        )


def made_by(applied: set[tuple[str, str]]) -> str:
    """Which version has made a database with these migrations, in a few words; empty where it may
    be this one.
    """
    on_disk = {config.label: _migrations_on_disk(config.name) for config in own_apps()}
    unknown = [(app, name) for app, name in applied if app in on_disk and name not in on_disk[app]]
    if any(name in BEFORE_0_7.get(app, "").split() for app, name in unknown):
        return "Troth 0.6.1 or older, which this version cannot upgrade"
    return "a newer Troth than this one" if unknown else ""


def _migrations_on_disk(app: str) -> set[str]:
    """The names of an app's migrations."""
    try:
        package = import_module(f"{app}.migrations")
    except ModuleNotFoundError:
        return set()
    return {module.name for module in pkgutil.iter_modules(package.__path__)}
