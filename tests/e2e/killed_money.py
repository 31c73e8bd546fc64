"""Run as a process of its own: one step of a purchase is done in a child that is killed with
SIGKILL at one line of the way; then the next minutes come, with a sweep and a worker. Again for a
later line, and so on to the end of the way.

Prints one JSON object a round. Arguments: the step (press, place, capture, refund, void), the first
line, how many lines to go on by, the most rounds.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.e2e.killed_worker import die_at, in_child, work_once

# Every line executed in these files is a place to die: our rooms, the provider's client, the end of
# transactions.
WATCHED = (
    "/troth/checkout/",
    "/troth/payments/",
    "/troth/orders/",
    "/troth/catalog/reservations.py",
    "/troth/catalog/actions.py",
    "/troth/storefront/checkout/views.py",
    "/stripe/_http_client.py",
    "/stripe/_api_requestor.py",
    "/django/db/transaction.py",
    "/django_tasks_db/models.py",
)


def main(step: str, first: int, go_on_by: int, most_rounds: int) -> None:
    import django

    django.setup()

    line = first
    for _ in range(most_rounds):
        died, facts = STEPS[step](line)
        print(json.dumps({"step": step, "line": line, "died": died, **facts}), flush=True)
        if not died:
            return  # the whole way is shorter than this line
        line += go_on_by


def _press(line: int) -> tuple[bool, dict[str, Any]]:
    """The press on the look-once-more page; pressed again by the shopper, paid, and come back
    from.
    """
    browser, form = _browser_at_review()
    _close()
    died = in_child(die_at, line, WATCHED, lambda: browser.post("/checkout/review", form))
    page = browser.post("/checkout/review", form).url
    done = _pay(page)
    ended = browser.get(done).url
    _recover()
    return died, _facts(form["key"], acknowledged=ended)


def _place(line: int) -> tuple[bool, dict[str, Any]]:
    """The way back from the provider's page."""
    browser, form = _browser_at_review()
    done = _pay(browser.post("/checkout/review", form).url)
    reading, writing = os.pipe()
    _close()

    def come_back() -> None:
        os.write(writing, browser.get(done).url.encode())

    died = in_child(die_at, line, WATCHED, come_back)
    os.close(writing)
    acknowledged = os.read(reading, 1000).decode()
    os.close(reading)
    _recover()
    return died, _facts(form["key"], acknowledged=acknowledged)


def _moved(kind: str) -> Callable[[int], tuple[bool, dict[str, Any]]]:
    def step(line: int) -> tuple[bool, dict[str, Any]]:
        """The worker that moves the money of an order."""
        from tests.factories.items import a_bag
        from tests.factories.orders import order_of
        from troth import clock
        from troth.payments import actions

        order = order_of(a_bag(), now=clock.now())
        if kind == "void":
            actions.cancel_order(order=order, reason="x", now=clock.now(), by="care")
        else:
            actions.request_capture(order=order, now=clock.now(), by="pat", reason="handed over")
        if kind == "refund":
            work_once()
            actions.request_refund(
                payment=order.payment,
                amount_cents=4_200,
                key=f"{order.number}.r",
                now=clock.now(),
                by="care",
                reason="x",
                parts={},
            )
        _close()
        died = in_child(die_at, line, WATCHED, work_once)
        _recover()
        return died, _facts(order.checkout_key, acknowledged=f"/orders/{order.number}")

    return step


STEPS = {
    "press": _press,
    "place": _place,
    "capture": _moved("capture"),
    "refund": _moved("refund"),
    "void": _moved("void"),
}


def _browser_at_review() -> tuple[Any, dict[str, str]]:
    from django.test import Client

    from tests.factories import world
    from tests.factories.items import a_bag
    from tests.factories.pages import ADDRESS_FORM
    from troth import clock

    world.clock(clock.now())
    browser = Client()
    browser.post(f"/bag/add/{a_bag().slug}")
    browser.post("/checkout", ADDRESS_FORM)
    page = browser.get("/checkout/review").content.decode()
    return browser, dict(re.findall(r'name="(key|agreed)" value="([^"]+)"', page))


def _pay(page: str) -> str:
    from tests.factories import world

    status, done = world.pay(page)
    assert status == 303, done
    return re.sub(r"^https?://[^/]+", "", done)


def _recover() -> None:
    """What the next minutes bring: leases run out, the sweep finds what is owed, a worker does
    it.
    """
    from tests.factories import world
    from troth import clock

    clock.move_forward(timedelta(minutes=6))
    world.clock(clock.now())
    _close()
    in_child(_sweep_and_work)


def _sweep_and_work() -> None:
    from troth.checkout.tasks import sweep_payments

    sweep_payments()
    work_once()


def _facts(key: str, *, acknowledged: str) -> dict[str, Any]:
    """What the database knows of the checkout, and what the provider does."""
    from tests.factories import world
    from troth.orders.models import Order
    from troth.payments.models import Payment, PaymentOperation

    orders = list(Order.objects.filter(checkout_key=key).values_list("number", "total_cents"))
    theirs = [
        intent
        for intent in world.audit()["payment_intents"]
        if intent["metadata"].get("key") == key
    ]
    facts = {
        "acknowledged": acknowledged,
        "orders": orders,
        "theirs": [
            [intent["status"], intent["amount"], intent["amount_received"], intent["refunded"]]
            for intent in theirs
        ],
        "payments": list(
            Payment.objects.filter(key=key).values_list("state", "captured_cents", "refunded_cents")
        ),
        "owed": PaymentOperation.objects.filter(payment__key=key, done_at=None).count(),
        "differences": _tie_out(key, [number for number, _ in orders]),
    }
    _close()
    return facts


def _tie_out(key: str, about: list[str]) -> list[Any]:
    from troth import clock
    from troth.payments.provider import configured_provider
    from troth.payments.reconciliation import reconcile_payments

    now = clock.now()
    comparison = reconcile_payments(
        since=now - timedelta(minutes=9), until=now, now=now, provider=configured_provider()
    )
    return [
        difference for difference in comparison.differences if difference["about"] in (*about, key)
    ]


def _close() -> None:
    from django.db import connection

    connection.close()


if __name__ == "__main__":
    from tests.factories import world

    world.url_of_another(os.environ["STRIPE_API"], os.environ["TROTH_PAYMENTS_CLOCK"])
    main(sys.argv[1], *(int(argument) for argument in sys.argv[2:5]))
