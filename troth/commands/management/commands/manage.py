"""`troth manage`: Django's own commands; in production only those that write no row."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from django.conf import settings
from django.core.management import execute_from_command_line

from troth.commands.base import StoreCommand
from troth.commands.errors import WrongInput
from troth.commands.names import HELP

# Django's commands that write no row of the store by themselves. In production no other one runs:
# `loaddata` would write an expert's approval, `flush` would try to empty the database, and
# `createsuperuser` makes somebody whom the staff list doesn't know.
PRODUCTION_COMMANDS = (
    "check",
    "clearsessions",
    "collectstatic",
    "db_worker",
    "help",
    "migrate",
    "prune_db_task_results",
    "sendtestemail",
    "showmigrations",
    "sqlmigrate",
    "version",
)


class Command(StoreCommand):
    """Hands everything that is typed on to Django."""

    help = HELP["manage"]

    def read_options(self, _name: str, arguments: Sequence[str]) -> None:
        """All of them are Django's."""
        self.options = Namespace(rest=list(arguments))

    def perform(self) -> None:
        """Raises `WrongInput` for what doesn't run in production."""
        rest: list[str] = self.options.rest
        named = next((word for word in rest if not word.startswith("-")), "help")
        if not settings.DEVELOPMENT and named not in PRODUCTION_COMMANDS:
            raise WrongInput(
                f"manage: {named} doesn't run in production; these do:"
                f" {', '.join(PRODUCTION_COMMANDS)}"
            )
        execute_from_command_line(["troth manage", *rest])
