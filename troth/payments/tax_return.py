"""The sales-tax return's figures: what was sold and given back in a period, by the code of the
place.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from troth.orders.actions import record
from troth.orders.models import Event, Order
from troth.payments.actions import UnableTo
from troth.policy import tax_report
from troth.policy.promise import local_time
from troth.policy.tax import SHIPPING, Jurisdiction, rates_on
from troth.policy.tax_report import Entry
from troth.policy.terms import Terms

REVIEWED, OFF = "tax.reviewed", "order.called_off"
_PARTS = ("state_cents", "local_cents", "mctd_cents")


def report(*, first: date, last: date, terms: Terms) -> str:
    """The figures of the days `first` to `last`, both in it, in the store's zone, as CSV."""
    rows = tax_report.by_code(entries(first=first, last=last, terms=terms), first=first, last=last)
    return tax_report.to_csv(rows, first=first, last=last)


def entries(*, first: date, last: date, terms: Terms) -> Iterator[Entry]:
    """Sales on the day they were placed; what was called off or refunded, as negative ones, on its
    own day.
    """
    since = datetime.combine(first, time(0), terms.zone)
    until = datetime.combine(last + timedelta(days=1), time(0), terms.zone)
    orders = Order.objects.filter(placed_at__gte=since, placed_at__lt=until).order_by("pk")
    for order in orders.prefetch_related("lines", "events").iterator(chunk_size=500):
        yield from _sale(order, local_time(terms, order.placed_at).date())
    back = Event.objects.filter(kind__in=[OFF, "payment.refunded"], at__gte=since, at__lt=until)
    back = back.select_related("order__payment").prefetch_related("order__lines", "order__events")
    for event in back.order_by("pk").iterator(chunk_size=500):
        on = local_time(terms, event.at).date()
        if event.kind == OFF:
            payment = getattr(event.order, "payment", None)
            if payment is not None and payment.captured_cents:
                continue  # what was taken comes back as a refund
            yield from (_negative(entry) for entry in _sale(event.order, on))
        else:
            yield _refund(event, on)


def _sale(order: Order, on: date) -> Iterator[Entry]:
    code, name = _place(order)
    told: dict[str, Any] = {
        "on": on,
        "code": code,
        "name": name,
        "review": awaits_review(order),
        "reference": order.number,
    }
    if not order.tax["lines"]:
        nothing: dict[str, Any] = dict.fromkeys(("taxable_cents", *_PARTS), 0)
        yield Entry(gross_cents=order.items_cents + order.shipping_cents, **nothing, **told)
        return
    prices = {str(line.item_id): line.price_cents for line in order.lines.all()} | {
        SHIPPING: order.shipping_cents
    }
    for line in order.tax["lines"]:
        parts = {part: line[part] for part in _PARTS}
        yield Entry(
            gross_cents=prices[line["key"]], taxable_cents=line["taxable_cents"], **parts, **told
        )


def _refund(event: Event, on: date) -> Entry:
    """A part of the order given back: its tax is shared out to the parts as it was charged."""
    order, parts = event.order, event.facts.get("parts", {})
    code, name = _place(order)
    gross, cents = (
        parts.get("item_cents", 0) + parts.get("shipping_cents", 0),
        parts.get("tax_cents", 0),
    )
    charged = {part: sum(line[part] for line in order.tax["lines"]) for part in _PARTS}
    whole = sum(charged.values())
    # Of an order with exempt pieces, as much counts as taxable as its share of the tax.
    taxable = (
        min(gross, round(sum(line["taxable_cents"] for line in order.tax["lines"]) * cents / whole))
        if whole
        else 0
    )
    given = _shared(cents, charged)
    return Entry(
        on=on,
        code=code,
        name=name,
        gross_cents=-gross,
        taxable_cents=-taxable,
        **{part: -given[part] for part in _PARTS},
        review=awaits_review(order),
        reference=order.number,
    )


def _shared(cents: int, charged: dict[str, int]) -> dict[str, int]:
    """So many cents in the proportions that were charged; what rounding leaves goes to the largest
    remainders.
    """
    whole = sum(charged.values())
    if not whole:
        return dict.fromkeys(charged, 0)
    given = {part: cents * of // whole for part, of in charged.items()}
    left = cents - sum(given.values())
    for part in sorted(charged, key=lambda each: cents * charged[each] % whole, reverse=True)[
        :left
    ]:
        given[part] += 1
    return given


def _negative(entry: Entry) -> Entry:
    return Entry(
        on=entry.on,
        code=entry.code,
        name=entry.name,
        gross_cents=-entry.gross_cents,
        taxable_cents=-entry.taxable_cents,
        state_cents=-entry.state_cents,
        local_cents=-entry.local_cents,
        mctd_cents=-entry.mctd_cents,
        review=entry.review,
        reference=entry.reference,
    )


def _place(order: Order) -> tuple[str, str]:
    """The code and name of the place: as a person found it, else as it was charged."""
    for event in order.events.all():
        if event.kind == REVIEWED:
            return event.facts["code"], event.facts["name"]
    lines = order.tax["lines"]
    return (lines[0]["code"], order.tax.get("jurisdiction", "")) if lines else ("", "")


def awaits_review(order: Order) -> bool:
    return bool(order.tax["review"]) and all(event.kind != REVIEWED for event in order.events.all())


def to_review() -> QuerySet[Order]:
    """Orders whose place a person must look at, oldest first."""
    looked = Event.objects.filter(order=OuterRef("pk"), kind=REVIEWED)
    return (
        Order.objects.filter(~Exists(looked), tax__review=True)
        .select_related("recipient")
        .order_by("placed_at", "pk")
    )


def places(order: Order) -> list[Jurisdiction]:
    """The places of the table that the order was taxed by."""
    return list(rates_on(local_time(order.policy.terms, order.placed_at).date()).places)


def review(*, order: Order, code: str, now: datetime, by: str) -> None:
    """A person has found the place of an order's sales tax. Raises `UnableTo` for a code that is
    not in the table.
    """
    names = {place.code: place.name for place in places(order)}
    if code not in names:
        raise UnableTo(
            f"{code or 'Nothing'} is not a code of the table that the order was taxed by."
        )
    if not awaits_review(order):
        raise UnableTo(f"The place of {order.number} does not wait to be looked at.")
    record(order=order, kind=REVIEWED, now=now, by=by, facts={"code": code, "name": names[code]})
