"""`troth scorecard`: reads timelines for the scorecard."""

from __future__ import annotations

import sys

from django.core.management.base import CommandParser
from tqdm import tqdm

from troth import clock
from troth.commands.base import StoreCommand
from troth.commands.names import HELP
from troth.orders.models import Event
from troth.policy.results import count_label
from troth.scorecard import actions


class Command(StoreCommand):
    """As far as they aren't read; `--anew`, all of them."""

    help = HELP["scorecard"]

    def add_arguments(self, parser: CommandParser) -> None:
        """`--anew`."""
        parser.add_argument(
            "--anew", action="store_true", help="forget what was read, and read all of it again"
        )

    def perform(self) -> None:
        """Prints how many orders were judged."""
        if self.options.anew:
            actions.clear_scorecard()
        with tqdm(
            total=Event.objects.count(), unit=" events", desc="Reading", file=sys.stderr
        ) as bar:
            judged = actions.catch_up(
                now=clock.now(), progress=lambda looked: bar.update(looked - bar.n)
            )
        print(f"Judged anew: {count_label(judged, 'order')}. The scorecard is up to date.")
