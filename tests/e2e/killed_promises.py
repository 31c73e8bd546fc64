"""Run as a process of its own: a closure is worked through, or delays are decided, in a child that
is killed with SIGKILL at one line of the way; then it is done again by another. Again for a later
line, and so on to the end of the way.

Prints one JSON object a round. Arguments: the step (closure, decide), the first line, how many
lines to go on by, the most rounds.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import date, timedelta
from functools import partial
from typing import Any

from tests.e2e.killed_worker import die_at, in_child

WATCHED = (
    "/troth/fulfillment/",
    "/troth/payments/actions.py",
    "/troth/orders/",
    "/django/db/transaction.py",
)
ORDERS = 9


def main(step: str, first: int, go_on_by: int, most_rounds: int) -> None:
    import django

    django.setup()
    from django.db import connection

    line = first
    for nth in range(most_rounds):
        keys = _begin(nth, step)
        connection.close()
        died = in_child(die_at, line, WATCHED, partial(STEPS[step], keys))
        in_child(STEPS[step], keys)
        print(json.dumps({"step": step, "line": line, "died": died, **_facts(keys)}), flush=True)
        connection.close()
        if not died:
            return  # the whole way is shorter than this line
        line += go_on_by


def _begin(nth: int, step: str) -> list[int]:
    from simulation.years.generator import make_open_orders
    from tests.factories.moments import moment
    from troth.fulfillment.models import PromiseStatus
    from troth.fulfillment.promises import closures

    closures.BUNCH = 4  # nine orders are three bunches
    noon = moment("Mon 2026-11-23 12:00")
    PromiseStatus.objects.filter(ended_at=None).update(ended_at=noon)  # those of the round before
    keys = make_open_orders(ORDERS, placed_at=lambda n: noon + timedelta(minutes=n, hours=nth % 3))
    if step == "decide":
        _close()
    return keys


def _close(keys: list[int] | None = None) -> None:
    """A storm of fifty days: a first delay of more than thirty, which silence cancels."""
    from tests.factories.moments import moment
    from troth.fulfillment.models import Closure
    from troth.fulfillment.promises import closures

    noon = moment("Mon 2026-11-23 15:00")
    unfinished = closures.unfinished_closures()
    if not unfinished and (keys is None or not _delayed(keys)):
        first = date(2026, 11, 24)
        closure = closures.enter_closure(
            place="us",
            first_on=first,
            last_on=first + timedelta(days=50),
            why=f"a storm, {Closure.objects.count()}",
            now=noon,
            by="pat",
        )
        closures.recompute_promises(closure_id=closure.pk, now=noon)
    for reckoning in unfinished:
        closures.recompute_promises(closure_id=reckoning.pk, now=noon)


def _delayed(keys: list[int]) -> bool:
    from troth.fulfillment.models import Delay

    return Delay.objects.filter(order__in=keys).count() == len(keys)


def _decide(_keys: list[int]) -> None:
    from tests.factories.moments import moment
    from troth.fulfillment.promises import delay_consent

    now = moment("Mon 2027-02-01 12:00")
    for delay_id in delay_consent.due_delays(now=now):
        delay_consent.decide_delay(delay_id=delay_id, now=now)


STEPS = {"closure": _close, "decide": _decide}


def _facts(keys: list[int]) -> dict[str, Any]:
    from troth.fulfillment.models import Delay, PromiseStatus
    from troth.orders.models import Event, Line

    events = Event.objects.filter(order__in=keys, kind="promise.delayed")
    return {
        "delays": Delay.objects.filter(order__in=keys).count(),
        "rounds": _times(Delay, keys),
        "told": events.count(),
        "standing": sorted(
            set(PromiseStatus.objects.filter(order__in=keys).values_list("rounds", flat=True))
        ),
        "states": dict(
            Counter(Line.objects.filter(order__in=keys).values_list("state", flat=True))
        ),
        "cancelled": Event.objects.filter(order__in=keys, kind="order.cancelled").count(),
    }


def _times(model: Any, keys: list[int]) -> list[int]:
    return sorted(
        Counter(model.objects.filter(order__in=keys).values_list("order", flat=True)).values()
    )


if __name__ == "__main__":
    main(sys.argv[1], *(int(argument) for argument in sys.argv[2:5]))
