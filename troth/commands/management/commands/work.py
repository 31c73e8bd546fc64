"""`troth work`: a worker beside those of `troth run`."""

from __future__ import annotations

from troth.commands.base import StoreCommand, refuse_demo_people, require_guards
from troth.commands.names import HELP
from troth.running import run_worker


class Command(StoreCommand):
    """Runs until a signal stops it."""

    help = HELP["work"]

    def prepare(self) -> None:
        """No work is done on a database that isn't guarded."""
        super().prepare()
        require_guards()
        refuse_demo_people()

    def perform(self) -> int:
        """Returns when the worker has stopped."""
        return run_worker()
