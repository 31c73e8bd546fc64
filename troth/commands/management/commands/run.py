"""`troth run`: the store alone, its web server and its worker in processes of their own."""

from __future__ import annotations

from troth.commands.base import (
    StoreCommand,
    refuse_demo_people,
    refuse_development_on_production,
    require_guards,
)
from troth.commands.names import HELP
from troth.running import run_store, unreachable_services
from troth.stopping import StopSignals


class Command(StoreCommand):
    """Prepares the database, then runs until a signal stops it."""

    help = HELP["run"]
    migrates = True

    def prepare(self) -> None:
        """Nothing is served on a database that isn't guarded, or isn't meant for this."""
        super().prepare()
        require_guards()
        refuse_development_on_production()
        refuse_demo_people()

    def perform(self) -> int:
        """Returns when the store has stopped."""
        if hasattr(self, "stop_signals"):
            return run_store(self.stop_signals, greeting=unreachable_services())
        with StopSignals() as stop_signals:  # as `troth manage run`
            return run_store(stop_signals, greeting=unreachable_services())
