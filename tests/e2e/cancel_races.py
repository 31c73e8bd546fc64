"""Run as a process of its own: a cancellation against whatever can happen to its order at the same
moment.

*ship*: a box that is closed, handed over, seen by its carrier. *capture*: the money being taken.
*expiry*: a reservation, a review or a hold that ends. *cancel*: another cancellation, or another
answer to it. *delay*: the choice that a delay gives. *unpaid*: paying again. Two or three processes
each, stopped before every statement and let through in an order that is chosen by a seed. Prints
one JSON object a kind.
Arguments: the races of each kind as JSON, `on`, `off` or `unlocked` for the guards, the seed, and
`all` races or up to the `first` that goes wrong.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections import Counter
from typing import Any

MOST_SHOWN = 8


def main(races: dict[str, list[int]], guards: str, seed: int, until: str) -> None:
    from django.db import connection

    from tests.e2e.cancel_acts import ACTS, with_turnstile
    from tests.e2e.turnstile import Chooser, Process, Turnstile

    connection.close()

    def begin(turnstile: Turnstile) -> None:
        _quick(connection)
        with_turnstile(turnstile)
        if guards != "on":
            _take_guards_off(whole=guards == "off")

    processes: list[Process] = []
    for _ in range(3):
        processes.append(Process(ACTS, begin, processes))
    _quick(connection)
    try:
        for kind, numbers in races.items():
            tally = _play(
                kind, range(*numbers), guards, seed, Chooser(processes), first=until == "first"
            )
            print(json.dumps(tally), flush=True)
        print(
            json.dumps({"kind": "tie-out", "differences": _tie_out() if guards == "on" else []}),
            flush=True,
        )
    finally:
        for process in processes:
            process.stop()


def _play(
    kind: str, races: range, guards: str, seed: int, chooser: Any, *, first: bool
) -> dict[str, Any]:
    from tests.e2e import cancel_acts as acts
    from tests.e2e import cancel_oracle as oracle
    from tests.e2e import cancel_settling as settling

    ends: Counter[str] = Counter()
    scenes: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    ways, shown, broken, stops = set(), [], 0, 0
    for nth in races:
        chance = random.Random(f"{seed}.{kind}.{nth}")
        scene = chance.choice(_scenes(kind))(chance)
        outcomes, went = chooser.play(scene.acts, chance)
        problems = _found(scene, outcomes)
        orders = settling.orders_of(scene)
        ends[" + ".join(sorted(oracle.end_of(order) for order in orders)) or "no order"] += 1
        scenes[scene.name] += 1
        ways.add((scene.name, tuple(name for name, _ in scene.acts), went))
        stops += len(went)
        broken += bool(problems)
        wrong.update({problem.partition(":")[0] for problem in problems})
        if problems and len(shown) < MOST_SHOWN:
            shown.append(
                {
                    "race": nth,
                    "scene": scene.name,
                    "ends": outcomes,
                    "wrong": problems,
                    "went": went,
                }
            )
        acts.tried(settling.clear, *([] if guards == "on" else [Exception]), scene=scene)
        if first and set(wrong) - {"broke"}:
            break
    return {
        "kind": kind,
        "races": sum(scenes.values()),
        "broken": broken,
        "wrong": dict(wrong),
        "ends": dict(ends.most_common()),
        "scenes": dict(scenes),
        "ways": len(ways),
        "stops": stops,
        "shown": shown,
    }


def _scenes(kind: str) -> list[Any]:
    from tests.e2e import cancel_scenes as first
    from tests.e2e import cancel_scenes_later as later

    return {
        "ship": first.SHIP,
        "capture": first.CAPTURE,
        "expiry": later.EXPIRY,
        "cancel": later.CANCEL,
        "delay": later.DELAY,
        "unpaid": later.UNPAID,
    }[kind]


def _found(scene: Any, outcomes: list[str]) -> list[str]:
    """What is wrong after the worker has done its part; that it can't do its part is wrong too."""
    from tests.e2e import cancel_oracle as oracle
    from tests.e2e import cancel_settling as settling

    try:
        settling.settle(scene)
        return oracle.wrongs(scene, outcomes)
    except Exception as broken:
        return [f"afterwards: {type(broken).__name__}: {broken}", *oracle.wrongs(scene, outcomes)]


def _quick(connection: Any) -> None:
    """A ring of waiting processes is found at once, not after a second; nobody pulls the plug."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous = OFF")
    else:
        with connection.cursor() as cursor:
            name = connection.ops.quote_name(connection.settings_dict["NAME"])
            cursor.execute(f"ALTER DATABASE {name} SET deadlock_timeout = '20ms'")


def _take_guards_off(*, whole: bool) -> None:
    """A shop that looks and then writes: no row is locked. The `whole` of it: no transaction holds
    a verb together, and a line moves whatever it has become since it was read.
    """
    from django.db.models import QuerySet
    from django.db.transaction import Atomic

    from troth.orders import actions

    QuerySet.select_for_update = lambda rows, *_, **__: rows
    if not whole:
        return
    Atomic.__enter__ = lambda _: None
    Atomic.__exit__ = lambda *_: None
    actions._move_line = _move_without_looking
    _forget_the_lifecycle()


def _forget_the_lifecycle() -> None:
    """The database would refuse a move that the lifecycle doesn't know."""
    from django.db import connection

    on = "_update" if connection.vendor == "sqlite" else " ON orders_line"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS orders_line_refuse_jump{on}")


def _move_without_looking(line: Any, kind: str) -> None:
    from troth.orders.models import Line
    from troth.policy.lifecycle import next_state

    line.state = next_state(kind, line.state)
    Line.objects.filter(pk=line.pk).update(state=line.state)


def _tie_out() -> list[dict[str, Any]]:
    """The product's own comparison with the provider, over all of it."""
    from datetime import timedelta

    from tests.factories.moments import NOON
    from troth.payments import reconciliation
    from troth.payments.provider import configured_provider

    until = NOON + timedelta(days=60)
    comparison = reconciliation.reconcile_payments(
        since=NOON - timedelta(days=1), until=until, now=until, provider=configured_provider()
    )
    return comparison.differences


if __name__ == "__main__":
    import django

    from tests.factories import world

    django.setup()
    world.url_of_another(os.environ["STRIPE_API"], os.environ["TROTH_PAYMENTS_CLOCK"])
    main(json.loads(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4])
