"""Django's `migrate`, which leaves a database of an older Troth alone, and looks at the guards once
it has installed them: before it, those of a new version may well be missing.
"""

from __future__ import annotations

from typing import Any

from django.core.checks import Tags
from django.core.management.base import CommandError
from django.core.management.commands import migrate

from troth.database.older import OtherVersion, refuse_other_versions


class Command(migrate.Command):
    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        """The checks before it, without those that ask the database."""
        return super().get_check_kwargs(options) | {"databases": None}

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` for another version's database, and for guards that are missing at
        the end.
        """
        try:
            refuse_other_versions(options["database"])
        except OtherVersion as other:
            raise CommandError(str(other), returncode=2) from other
        super().handle(*args, **options)
        if not options["plan"]:
            self.check(tags=[Tags.database], databases=[options["database"]])
