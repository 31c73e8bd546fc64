"""`troth tie-out`: our money and the payment provider's, compared."""

from __future__ import annotations

from datetime import timedelta

from django.core.management.base import CommandParser

from troth import clock
from troth.commands.base import StoreCommand
from troth.commands.errors import WrongInput
from troth.commands.names import HELP
from troth.payments.provider import ProviderUnreachable, configured_provider
from troth.payments.reconciliation import reconcile_payments
from troth.policy.money import dollars
from troth.policy.results import count_label


class Command(StoreCommand):
    """Exit code 1 where they differ."""

    help = HELP["tie-out"]

    def add_arguments(self, parser: CommandParser) -> None:
        """`--days`."""
        parser.add_argument(
            "--days",
            type=int,
            default=8,
            metavar="N",
            help="of the last N days, 1 to 400 (default: 8)",
        )

    def prepare(self) -> None:
        """Checks the days before anybody is asked."""
        if not 1 <= self.options.days <= 400:
            raise WrongInput("--days: a number from 1 to 400")
        super().prepare()

    def perform(self) -> int:
        """Prints each difference, and how many there are."""
        now, days = clock.now(), self.options.days
        try:
            comparison = reconcile_payments(
                since=now - timedelta(days=days), until=now, now=now, provider=configured_provider()
            )
        except ProviderUnreachable as unreachable:
            raise WrongInput(
                f"the payment provider doesn't answer: {unreachable}; try again later"
            ) from unreachable
        for difference in comparison.differences:
            ours, theirs = dollars(difference["ours_cents"]), dollars(difference["theirs_cents"])
            print(f"{difference['about']}: {difference['sentence']} (ours {ours}, theirs {theirs})")
        print(
            f"{count_label(comparison.payments, 'payment')} of the last"
            f" {count_label(days, 'day')},"
            f" {count_label(len(comparison.differences), 'difference')}."
        )
        return 1 if comparison.differences else 0
