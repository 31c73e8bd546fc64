"""A database that an older Troth has made is told by its migrations, and left as it is."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.migrations.recorder import MigrationRecorder

from troth.database.app_role import as_owner
from troth.database.own_apps import own_apps

# From 0.7.0 on the migrations begin anew, under the final names of tables and of what they store.
# These came after 0001_initial in 0.6.1 and older versions, and in those between the two. The first
# migration of orders carries the version in its name: all that was made before has it as
# 0001_initial, up to the last of the builds whose events had other kinds.
BEFORE_0_7 = {
    "care": "0002_guards 0003_mail 0004_mail_guard 0005_forgetting 0002_answers 0003_authentic",
    "catalog": "0002_guards 0003_collector 0004_numbers_and_events 0005_guards 0006_doubts"
    " 0007_doubts_are_events 0008_holds 0002_delay 0003_authentic",
    "desk": "0001_roles 0002_cache 0002_accounts",
    "fulfillment": "0002_guards 0003_proof_and_pickups 0002_copy 0003_delay 0004_returns"
    " 0005_authentic 0006_broadcast 0007_byhand 0008_carrier_facts",
    "orders": "0001_initial 0002_guards 0003_links 0004_guards 0005_turns 0006_hold_at 0007_erasing"
    " 0008_publication 0002_copy 0003_returns",
    "payments": "0002_guards 0003_approval 0002_care",
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
        return "a Troth older than 0.7.0, which this version cannot upgrade"
    return "a newer Troth than this one" if unknown else ""


def _migrations_on_disk(app: str) -> set[str]:
    """The names of an app's migrations."""
    try:
        package = import_module(f"{app}.migrations")
    except ModuleNotFoundError:
        return set()
    return {module.name for module in pkgutil.iter_modules(package.__path__)}
