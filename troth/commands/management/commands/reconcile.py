"""`troth reconcile`: what a restored store has lost, by the payment provider."""

from __future__ import annotations

from datetime import datetime

from django.core.management.base import CommandParser

from troth.commands.base import StoreCommand
from troth.commands.errors import WrongInput
from troth.commands.reconciling import reconcile_since


class Command(StoreCommand):
    """Exit code 1 where money still differs."""

    help = "Safe to repeat. The store must not run meanwhile."
    since: datetime

    def add_arguments(self, parser: CommandParser) -> None:
        """Of when the restored store is."""
        parser.add_argument(
            "since",
            metavar="WHEN",
            help="of when the restored store is: 2026-11-25T10:00:00+00:00",
        )

    def prepare(self) -> None:
        """Reads the moment first."""
        self.since = read_moment(self.options.since)
        super().prepare()

    def perform(self) -> int:
        """Prints each case, and a summary."""
        return reconcile_since(self.since)


def read_moment(text: str) -> datetime:
    """With its zone. Raises `WrongInput`."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise WrongInput(f"WHEN: {text!r} is no moment") from wrong
    if moment.tzinfo is None:
        raise WrongInput(f"WHEN: {text!r} has no zone; end it with +00:00")
    return moment
