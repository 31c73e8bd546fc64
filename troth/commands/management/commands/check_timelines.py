"""`troth check-timelines`: every stored state against its timeline."""

from __future__ import annotations

from troth.commands.base import StoreCommand
from troth.commands.names import HELP
from troth.orders.replaying import timeline_differences
from troth.policy.results import count_label


class Command(StoreCommand):
    """Exit code 1 where they differ."""

    help = HELP["check-timelines"]

    def perform(self) -> int:
        """Prints each difference, and how many there are."""
        count = 0
        for difference in timeline_differences():
            print(difference)
            count += 1
        print(f"{count_label(count, 'difference')} between stored states and timelines.")
        return 1 if count else 0
