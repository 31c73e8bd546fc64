"""Run as a process of its own: the five races that shops lose money by, each between two threads at
the same moment.

*stock*: two who have paid for one piece. *totals*: a price that changes while an order is placed.
*refund*: the whole amount given back twice. *limit*: two refunds, each within what one person may
give back alone, that are above it together. *expiry*: a payment that succeeds as its hold ends and
another shopper takes the piece. Prints one JSON object a race. Arguments: rounds, and `on` or `off`
for the guards.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any


def main(rounds: int, guards: str) -> None:
    import django

    django.setup()

    off = guards == "off"
    if off:
        _take_guards_off()
    for name, race in (
        ("stock", _stock),
        ("totals", _totals),
        ("refund", _refund),
        ("limit", _limit),
        ("expiry", _expiry),
    ):
        print(
            json.dumps(
                {"race": name, "rounds": rounds, "broken": sum(race(off) for _ in range(rounds))}
            ),
            flush=True,
        )


def _take_guards_off() -> None:
    """What the database refuses, it refuses no more; and the verbs are those of a shop that looks
    and then writes.
    """
    from django.db import connection

    from troth.database.installing import install_guards

    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_live_line_per_item")
        install_guards()  # SQLite's refuse a row by the unique keys that there are
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER orders_line_one_live_insert")
        else:
            cursor.execute(
                "ALTER TABLE payments_payment DROP CONSTRAINT"
                " payment_refunds_within_what_was_captured"
            )


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Each in a thread of its own, at the same moment; what each gave, or the name of what it
    raised.
    """
    from django.db import connection

    barrier, ends = threading.Barrier(len(acts)), [None] * len(acts)

    def run(at: int) -> None:
        if connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA ignore_check_constraints = ON") if OFF else None
        barrier.wait()
        try:
            ends[at] = acts[at]()
        except Exception as raised:  # the race's loser is told; which way, the caller looks at
            ends[at] = type(raised).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[at]) for at in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


OFF = False


def _paid(item: Any, session: str, now: Any) -> Any:
    from tests.factories import world
    from tests.factories.orders import reach_payment_page

    paying = reach_payment_page(item, session=session, now=now)
    world.pay(paying.payment.session_url)
    return paying


def _forget_holds() -> None:
    from troth.catalog.models import Reservation

    Reservation.objects.all().delete()


def _stock(_off: bool) -> bool:
    """Broken: two live lines of one piece."""
    from tests.factories.items import a_bag
    from tests.factories.orders import place_paid_order
    from troth import clock
    from troth.orders.models import Line

    now, bag, paying = clock.now(), a_bag(), []
    for session in ("ann", "ben"):
        paying.append(_paid(bag, f"{session}{bag.pk}", now))
        _forget_holds()
    together(
        *(lambda checkout=checkout: place_paid_order(checkout, now=now) for checkout in paying)
    )
    return Line.objects.live().filter(item=bag).count() != 1


def _totals(off: bool) -> bool:
    """Broken: a piece sold at a price that it did not have when it was sold."""
    from tests.factories.items import a_bag
    from tests.factories.orders import place_paid_order
    from troth import clock
    from troth.catalog import actions as catalog
    from troth.catalog import repricing
    from troth.catalog.models import Item, ItemEvent
    from troth.checkout import placement
    from troth.orders.models import Line, Order
    from troth.policy.terms import shipped_terms

    now, bag = clock.now(), a_bag()
    paying = _paid(bag, f"ann{bag.pk}", now)
    if off:
        catalog.mark_sold = _mark_sold_without_looking
        placement._revalidate_quote = _looks_and_then_takes_its_time
    together(
        lambda: place_paid_order(paying, now=now),
        lambda: (
            time.sleep(0.06 * off),
            repricing.reprice_item(
                item=bag, price_cents=130_000, terms=shipped_terms(), now=now, by="erin"
            ),
        ),
    )
    line = Line.objects.filter(item=bag).first()
    if line is None:
        return False
    order = Order.objects.get(lines=line)
    assert order.total_cents == order.payment.amount_cents
    events = list(
        ItemEvent.objects.filter(item=bag, kind__in=["item.price_changed", "item.sold"]).order_by(
            "pk"
        )
    )
    repriced_before = [event.kind for event in events][:1] == ["item.price_changed"]
    return repriced_before or Item.objects.get(pk=bag.pk).price_cents != line.price_cents


def _looks_and_then_takes_its_time(*looking: Any) -> Any:
    """The look before the write, of a shop whose server is slow."""
    offer = SAME_OFFER(*looking)
    time.sleep(0.15)
    return offer


def _mark_sold_without_looking(*, items: Any, key: str, now: Any) -> None:
    from troth.catalog.actions import record_item_events
    from troth.catalog.models import Item

    del key
    Item.objects.filter(pk__in=[item.pk for item in items]).update(sold_at=now)
    record_item_events(items, "item.sold", now=now, by="shopper", facts={})


def _refund(off: bool) -> bool:
    """Broken: more asked back than was taken."""
    from tests.factories.items import a_bag
    from tests.factories.orders import order_of
    from tests.factories.payments import money_moved
    from troth import clock
    from troth.payments import actions
    from troth.payments.models import Payment

    now = clock.now()
    order = order_of(a_bag(), now=now)
    actions.request_capture(order=order, now=now, by="pat", reason="handed over")
    money_moved(now)
    payment = Payment.objects.get(order=order)

    def back(key: str) -> Any:
        if off:
            return _refund_without_guard(payment)
        return actions.request_refund(
            payment=payment,
            amount_cents=order.total_cents,
            key=f"{order.number}.{key}",
            now=now,
            by=key,
            reason="x",
            parts={},
        )

    together(lambda: back("care"), lambda: back("finance"))
    payment.refresh_from_db()
    return payment.refunded_cents != order.total_cents


def _refund_without_guard(payment: Any) -> None:
    """A shop that looks at what is left, and then writes."""
    from django.db.models import F

    from troth.payments.models import Payment

    stored = Payment.objects.get(pk=payment.pk)
    if stored.captured_cents - stored.refunded_cents >= stored.captured_cents:
        time.sleep(0.02)
        Payment.objects.filter(pk=payment.pk).update(
            refunded_cents=F("refunded_cents") + stored.captured_cents
        )


def _limit(off: bool) -> bool:
    """Broken: two people give back more than the limit, each alone, and nobody agreed."""
    from tests.factories.items import a_bag
    from tests.factories.orders import order_of
    from tests.factories.payments import money_moved
    from troth import clock
    from troth.payments import actions, approving
    from troth.payments.models import Approval, Payment, PaymentOperation

    now = clock.now()
    order = order_of(a_bag(price="9000.00"), now=now)
    actions.request_capture(order=order, now=now, by="staff:pat", reason="handed over")
    money_moved(now)
    payment = Payment.objects.get(order=order)

    def back(person: str) -> Any:
        kwargs: dict[str, Any] = {"now": now, "by": person, "reason": "goodwill", "key": person[6:]}
        parts = {"item_cents": 300_000}
        if off:
            return _refund_without_lock(payment, parts, kwargs)
        return approving.submit_refund(order=order, parts=parts, exact=True, **kwargs)

    together(lambda: back("staff:ann"), lambda: back("staff:ben"))
    moved = PaymentOperation.objects.filter(payment=payment, kind="refund").count()
    waits = Approval.objects.filter(payment=payment).count()
    return (moved, waits) != (1, 1)


def _refund_without_lock(payment: Any, parts: dict[str, int], kwargs: dict[str, Any]) -> None:
    """A shop that looks at the sum, and then writes."""
    from troth.payments import actions, approving

    cents = sum(parts.values())
    if approving.total_refunded_by_people(payment) + cents <= 500_000:
        time.sleep(0.02)
        actions.request_refund(payment=payment, amount_cents=cents, parts=parts, **kwargs)


def _expiry(_off: bool) -> bool:
    """Broken: two orders, or a reservation that stays without an order."""
    from tests.factories import world
    from tests.factories.items import a_bag
    from tests.factories.orders import place_paid_order, reach_payment_page
    from tests.factories.payments import money_moved
    from troth import clock
    from troth.catalog.models import Reservation
    from troth.orders.models import Line
    from troth.payments.models import Payment

    now, bag = clock.now(), a_bag()
    ann = _paid(bag, f"ann{bag.pk}", now)
    ends = Reservation.objects.get(item=bag).until

    def ben() -> Any:
        paying = reach_payment_page(bag, session=f"ben{bag.pk}", now=ends)
        world.pay(paying.payment.session_url)
        if OFF:
            _forget_holds()
        return place_paid_order(paying, now=ends)

    together(lambda: place_paid_order(ann, now=ends), ben)
    money_moved(ends + timedelta(minutes=5))
    left = (
        Payment.objects.filter(state__in=["authorized", "releasing"])
        .filter(checkout__items=[bag.pk])
        .count()
    )
    return Line.objects.live().filter(item=bag).count() != 1 or left != 1


if __name__ == "__main__":
    import django

    from tests.factories import world

    django.setup()
    from troth.checkout.placement import _revalidate_quote as SAME_OFFER

    world.url_of_another(os.environ["STRIPE_API"], os.environ["TROTH_PAYMENTS_CLOCK"])
    OFF = sys.argv[2] == "off"
    main(int(sys.argv[1]), sys.argv[2])
