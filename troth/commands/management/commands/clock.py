"""`troth clock`: the store's clock, which development may move."""

from __future__ import annotations

import argparse
import re
from datetime import timedelta

from django.core.management.base import CommandParser

from troth import clock
from troth.commands.base import StoreCommand
from troth.commands.errors import WrongInput
from troth.commands.names import HELP


class Command(StoreCommand):
    """Shows it; `--forward`, moves it first."""

    help = HELP["clock"]
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        """`--forward`."""
        parser.add_argument(
            "--forward", metavar="TIME", type=read_duration, help="as in 90m, 3h or 2d"
        )

    def perform(self) -> None:
        """Prints the instant, and how far it is ahead."""
        if self.options.forward is not None:
            try:
                clock.move_forward(self.options.forward)
            except (clock.ClockIsReal, ValueError) as refused:
                raise WrongInput(f"--forward: {refused}") from refused
        now = clock.now().isoformat(timespec="seconds")
        print(f"{now} ({clock.moved_by()} ahead of real time)")


def read_duration(text: str) -> timedelta:
    """Of `90m`, `3h` or `2d`."""
    match = re.fullmatch(r"([0-9]{1,5}(?:\.[0-9]{1,5})?)([mhd])", text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 90m, 3h or 2d")
    unit = {"m": "minutes", "h": "hours", "d": "days"}[match[2]]
    return timedelta(**{unit: float(match[1])})
