"""`troth tax-report`: a quarter's sales tax, for the return."""

from __future__ import annotations

import sys
from datetime import date

from django.core.management.base import CommandParser

from troth import clock
from troth.commands.base import StoreCommand, record_shell_access
from troth.commands.errors import WrongInput
from troth.commands.names import HELP
from troth.orders.policy_versions import terms_at
from troth.payments import tax_return
from troth.policy.sales_tax.tax_report import parse_quarter


class Command(StoreCommand):
    """As CSV on stdout; the export is recorded."""

    help = HELP["tax-report"]
    first: date
    last: date

    def add_arguments(self, parser: CommandParser) -> None:
        """The quarter."""
        parser.add_argument(
            "quarter",
            metavar="YYYY-MM",
            help="the quarter that begins in March, June, September or December",
        )

    def prepare(self) -> None:
        """Checks the quarter first."""
        try:
            self.first, self.last = parse_quarter(self.options.quarter)
        except ValueError as wrong:
            raise WrongInput(f"YYYY-MM: {wrong}") from wrong
        super().prepare()

    def perform(self) -> None:
        """Writes the report."""
        record_shell_access(
            "exported", about="sales tax report", detail=f"{self.first} to {self.last}"
        )
        report = tax_return.tax_return_csv(
            first=self.first, last=self.last, terms=terms_at(clock.now())
        )
        sys.stdout.write(report)
