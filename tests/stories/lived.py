"""Run as a process of its own: a store that has lived through a generated year, and whose clock
stands at its end.

Argument: how many orders.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime


def main(count: int) -> None:
    import django

    django.setup()
    from tests import year
    from troth import clock
    from troth.scorecard import actions

    year.make(count)
    clock.offset_file().parent.mkdir(parents=True, exist_ok=True)
    clock.offset_file().write_text(
        str((year.NOW - datetime.now(UTC)).total_seconds()), encoding="ascii"
    )
    actions.catch_up(now=year.NOW)


if __name__ == "__main__":
    main(int(sys.argv[1]))
