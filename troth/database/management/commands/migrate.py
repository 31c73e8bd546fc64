"""Django's `migrate`, which leaves a database of an older Troth alone, and looks at the guards once
it has installed them: before it, those of a new version may well be missing. It works as the owner
of the tables, where DATABASE_OWNER_URL names one, and gives the application's role what it needs.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections, transaction

from troth.database.app_role import app_role, as_owner, grant_to
from troth.database.executor import AtomicExecutor
from troth.database.older import OtherVersion, refuse_other_versions

# Django's command has no other way to be given an executor.
migrate.MigrationExecutor = AtomicExecutor  # type: ignore[attr-defined]


class Command(migrate.Command):
    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        """The checks before it, without those that ask the database."""
        return super().get_check_kwargs(options) | {"databases": None}

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` for another version's database, for guards that are missing at the
        end, and in production for anything but all the way forward: going back would drop tables
        that the database itself never deletes a row of.
        """
        if not settings.DEVELOPMENT and (
            options["app_label"] or options["fake"] or options["run_syncdb"]
        ):
            raise CommandError(
                "migrate: in production without an app, --fake or --run-syncdb: only all the way"
                " forward. There is no way back but a backup.",
                returncode=2,
            )
        try:
            refuse_other_versions(options["database"])
        except OtherVersion as other:
            raise CommandError(str(other), returncode=2) from other
        with as_owner(options["database"]):
            super().handle(*args, **options)
            if (role := app_role()) and not options["plan"]:
                _grant_to_role(options["database"], role)
        if not options["plan"]:
            self.check(tags=[Tags.database], databases=[options["database"]])


def _grant_to_role(using: str, role: str) -> None:
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        grant_to(cursor, role)
