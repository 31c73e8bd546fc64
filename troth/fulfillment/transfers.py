"""From Japan to New York: what crosses together, its papers, each leg as it happens: clause
`transfer`.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

from troth.catalog import crossing as catalog
from troth.fulfillment import queue, watching
from troth.fulfillment.models import Crossing, Transfer
from troth.fulfillment.queue import UnableTo
from troth.fulfillment.tracking import looks_right, tidy
from troth.orders import turns
from troth.orders.actions import record
from troth.orders.in_force import terms_at
from troth.orders.models import Line, Order
from troth.policy.promise import local_time

MOST_PIECES = 200
CARRIERS = {
    "fedex": "FedEx",
    "dhl": "DHL Express",
    "japanpost": "Japan Post EMS",
    "yamato": "Yamato",
}


def waiting() -> list[Line]:
    """Sold pieces that lie in Japan and are in no transfer yet, in the order received."""
    rows = Line.objects.filter(
        state="in_japan", crossing=None, item__left_japan_on=None
    ).select_related("order__policy", "item__shelved")
    return list(rows.order_by("order__placed_at", "order_id", "pk")[:MOST_PIECES])


@transaction.atomic
def begin(*, lines: Collection[int], now: datetime, by: str) -> Transfer:
    """A batch of pieces that will cross together. Raises `UnableTo` for pieces that don't wait in
    Japan.
    """
    found = list(
        Line.objects.select_for_update().filter(pk__in=lines, state="in_japan").order_by("pk")
    )
    if not lines or len(found) != len(set(lines)) or len(found) > MOST_PIECES:
        raise UnableTo("transfer", f"Choose from 1 to {MOST_PIECES} pieces that wait in Japan.")
    if taken := Crossing.objects.filter(line__in=found).select_related("transfer").first():
        raise UnableTo("transfer", f"{taken} is in transfer {taken.transfer} already.")
    transfer = Transfer.objects.create(
        key=f"X{now:%y%m%d}-{secrets.token_hex(3).upper()}", made_at=now, by=by
    )
    Crossing.objects.bulk_create(
        Crossing(transfer=transfer, line=line, value_cents=line.price_cents) for line in found
    )
    return transfer


@transaction.atomic
def papers(*, crossing: Crossing, value_cents: int, permit: str) -> None:
    """The customs value, and the permit of a protected species. Raises `UnableTo` once it has
    left.
    """
    if crossing.transfer.dispatched_at is not None:
        raise UnableTo("transfer", "It has left: its papers went with it.")
    if value_cents <= 0:
        raise UnableTo("transfer", "The customs value is more than $0.00.")
    Crossing.objects.filter(pk=crossing.pk).update(
        value_cents=value_cents, permit=permit.strip()[:60]
    )


def missing(transfer: Transfer) -> list[str]:
    """What the transfer lacks before it may leave, in words."""
    lacks = []
    for crossing in transfer.crossings.select_related("line__item").order_by("pk"):
        if not crossing.value_cents:
            lacks.append(f"{crossing.line.title}: no customs value")
        if crossing.line.item.needs_papers and not crossing.permit:
            lacks.append(
                f"{crossing.line.title}: {crossing.line.item.species or 'a protected species'}"
                " needs a permit"
            )
    return lacks


@transaction.atomic
def dispatch(*, transfer: Transfer, carrier: str, number: str, now: datetime, by: str) -> None:
    """It leaves Japan, with a carrier and a number. Pieces whose order must wait stay, and go with
    a later one.
    """
    stored = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if stored.dispatched_at is not None:
        raise UnableTo("transfer", f"{stored} has left already.")
    number = tidy(number)
    if carrier not in CARRIERS or not looks_right(carrier=carrier, number=number):
        raise UnableTo(
            "transfer",
            f"{number[:40] or 'Nothing'} is not a number of {CARRIERS.get(carrier, 'theirs')}.",
        )
    if lacks := missing(stored):
        raise UnableTo("transfer", f"Papers are missing. {'; '.join(lacks[:5])}.")
    turns.lock(
        stored.crossings.values_list("line__order", flat=True)
    )  # one may be called off at this moment
    going = []
    for crossing in stored.crossings.select_related("line__item").order_by("pk"):
        if crossing.line.state != "in_japan" or _waits(crossing.line):
            crossing.delete()
            continue
        going.append(crossing.line.item)
        facts = {"transfer": stored.key, "carrier_name": CARRIERS[carrier], "number": number}
        record(
            order=crossing.line.order,
            line=crossing.line,
            kind="line.dispatched",
            now=now,
            by=by,
            facts=facts,
        )
    if not going:
        raise UnableTo("transfer", "Every piece of it must wait, or is called off: nothing leaves.")
    stored.carrier, stored.number, stored.dispatched_at = carrier, number, now
    stored.save()
    # Each piece crosses whatever becomes of its order: sold again, it is promised from this leg.
    catalog.leave_japan(items=going, on=local_time(terms_at(now), now).date(), now=now, by=by)


@transaction.atomic
def join(*, line: Line, now: datetime, by: str) -> Crossing | None:
    """A piece that crosses already was sold again on its way: its new line goes on with that
    crossing, its papers and its dates. None where it lies in Japan, or has come.
    """
    found = (
        Crossing.objects.filter(line__item=line.item_id, checked_at=None)
        .exclude(transfer__dispatched_at=None)
        .order_by("-pk")
        .first()
    )
    if found is None:
        return None
    transfer = Transfer.objects.select_for_update().get(pk=found.transfer_id)
    turns.lock([line.order_id])
    stored = Line.objects.select_related("order", "item").get(pk=line.pk)
    crossing = Crossing.objects.select_related("line").get(pk=found.pk)
    if stored.state != "in_japan" or crossing.checked_at or crossing.line.state != "cancelled":
        return None
    Crossing.objects.filter(pk=crossing.pk).update(line=stored)
    facts = {
        "transfer": transfer.key,
        "carrier_name": CARRIERS.get(transfer.carrier, transfer.carrier),
        "number": transfer.number,
    }
    record(order=stored.order, line=stored, kind="line.dispatched", now=now, by=by, facts=facts)
    return Crossing.objects.get(pk=crossing.pk)


def join_all(*, order: Order | None = None, now: datetime, limit: int = 200) -> int:
    """Lines, of one order or of any, whose piece crosses already. Returns how many went on with
    their crossing.
    """
    rows = Line.objects.filter(
        state="in_japan", crossing=None, item__left_japan_on__isnull=False
    ).select_related("item")
    if order is not None:
        rows = rows.filter(order=order)
    lines = list(rows.order_by("pk")[:limit])
    return sum(join(line=line, now=now, by="policy") is not None for line in lines)


def _waits(line: Line) -> bool:
    """A hold or a payment in doubt keeps a piece in Japan; an open cancellation window doesn't."""
    order = queue.whole(line.order_id)
    return bool(order.doubted() or queue.waits_for_money(order) or queue.holds_of(order))


@transaction.atomic
def reached(*, transfer: Transfer, leg: str, now: datetime, by: str) -> None:
    """`at_customs`, `cleared` or `landed`, in this order, once each."""
    legs: Sequence[str] = ("dispatched", "at_customs", "cleared", "landed")
    stored = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if leg not in legs[1:]:
        raise UnableTo("transfer", "A transfer reaches customs, is cleared, and lands here.")
    done = [name for name in legs if getattr(stored, f"{name}_at") is not None]
    if leg in done:
        return
    if "dispatched" not in done or legs.index(leg) < max(legs.index(name) for name in done):
        raise UnableTo(
            "transfer", f"{stored} can't be there now: {done[-1] if done else 'it has not left'}."
        )
    setattr(stored, f"{leg}_at", now)
    if leg in ("cleared", "landed"):
        stored.unknown = False
    stored.save()
    for order in orders_of(stored):
        facts = {"transfer": stored.key}
        record(order=order, kind=f"transfer.{leg}", now=now, by=by, facts=facts)


@transaction.atomic
def late(*, transfer: Transfer, why: str, expected_on: date | None, now: datetime, by: str) -> int:
    """Customs or the freight say when it comes now, or can't say (`expected_on` None). Every
    shopper of a piece whose date moves is told. Returns how many promises moved.
    """
    stored = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if stored.dispatched_at is None or stored.ended_at is not None:
        raise UnableTo("transfer", "Only what is on its way can be late.")
    if not why.strip():
        raise UnableTo("transfer", "Say why: the shopper is told.")
    if expected_on is not None and expected_on < now.date():
        raise UnableTo("transfer", "That day is over.")
    stored.late_why, stored.expected_on, stored.unknown = (
        why.strip()[:200],
        expected_on,
        expected_on is None,
    )
    stored.save()
    items = [each.line.item for each in stored.crossings.select_related("line__item")]
    catalog.expect_here(items=items, on=expected_on, why=stored.late_why)
    return sum(watching.look(order, now=now, by=by) for order in orders_of(stored))


@transaction.atomic
def check_in(*, crossing: Crossing, now: datetime, by: str) -> None:
    """A piece has arrived and was checked, by its tag: from now on it waits its turn here. Once."""
    stored = Transfer.objects.select_for_update().get(pk=crossing.transfer_id)
    if stored.landed_at is None:
        raise UnableTo("transfer", f"{stored} hasn't landed yet.")
    if not Crossing.objects.filter(pk=crossing.pk, checked_at=None).update(
        checked_at=now, checked_by=by
    ):
        return
    line = _sold_now(stored, crossing, now)
    catalog.arrive_here(item=line.item, now=now, by=by)
    if line.state == "in_transfer":
        record(
            order=line.order,
            line=line,
            kind="line.arrived",
            now=now,
            by=by,
            facts={"transfer": stored.key},
        )
    if not stored.crossings.filter(checked_at=None).exists():
        Transfer.objects.filter(pk=stored.pk).update(ended_at=now)


def _sold_now(transfer: Transfer, crossing: Crossing, now: datetime) -> Line:
    """The line that the piece which has come belongs to: sold again on its way, it is the new
    one.
    """
    told = Line.objects.select_related("order", "item")
    first = told.get(pk=Crossing.objects.values_list("line", flat=True).get(pk=crossing.pk))
    again = told.filter(item=first.item_id, state="in_japan").first()
    line = again if first.state == "cancelled" and again is not None else first
    turns.lock([line.order_id])
    line = told.get(pk=line.pk)
    if line.state != "in_japan":
        return line
    Crossing.objects.filter(pk=crossing.pk).update(line=line)
    record(
        order=line.order,
        line=line,
        kind="line.dispatched",
        now=now,
        by="policy",
        facts={"transfer": transfer.key},
    )
    return told.get(pk=line.pk)


def orders_of(transfer: Transfer) -> list[Order]:
    """Whose pieces cross, in the order received."""
    rows = Order.objects.filter(
        lines__crossing__transfer=transfer, lines__state="in_transfer"
    ).select_related("policy")
    return list(rows.distinct().in_turn())
