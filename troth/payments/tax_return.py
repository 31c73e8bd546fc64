"""The sales-tax return's figures: what was sold and given back in a period, by the code of the
place.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any, cast

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from troth.event_kinds import EventKind
from troth.orders.actions import record_event
from troth.orders.models import Event, Order, QueueEntry
from troth.payments import approving
from troth.payments.actions import PaymentActionRefused
from troth.payments.models import Approval, Payment, PaymentOperation
from troth.payments.parts import refundable_parts
from troth.policy.addresses.places import place_of
from troth.policy.dates.promise import local_time
from troth.policy.sales_tax import tax_report
from troth.policy.sales_tax.tax import (
    SHIPPING,
    Category,
    Jurisdiction,
    Taxed,
    TaxLine,
    rates_on,
    tax_in,
)
from troth.policy.sales_tax.tax_places import possible_places
from troth.policy.sales_tax.tax_report import Entry
from troth.policy.terms import Terms

REVIEWED, OFF = EventKind.TAX_REVIEWED, EventKind.ORDER_CANCELLED
LOOKED_AFTER_FOR = timedelta(days=120)  # longer than any order waits for its charge
MOST_SWEPT = 200
OVERCHARGED = "tax"  # the key under which an order's overcharged tax is refunded
_PARTS = ("state_cents", "local_cents", "mctd_cents")


def tax_return_csv(*, first: date, last: date, terms: Terms) -> str:
    """The figures of the days `first` to `last`, both in it, in the store's zone, as CSV."""
    rows = tax_report.sums_by_code(
        tax_entries(first=first, last=last, terms=terms), first=first, last=last
    )
    return tax_report.report_as_csv(rows, first=first, last=last)


def tax_entries(*, first: date, last: date, terms: Terms) -> Iterator[Entry]:
    """Sales on the day they were placed, with the tax that is due by what a person found; what was
    cancelled or refunded, as negative ones, on its own day. Overcharged tax that was given back
    never was due.
    """
    since = datetime.combine(first, time(0), terms.zone)
    until = datetime.combine(last + timedelta(days=1), time(0), terms.zone)
    orders = Order.objects.filter(placed_at__gte=since, placed_at__lt=until).order_by("pk")
    for order in orders.prefetch_related("lines", "events").iterator(chunk_size=500):
        yield from _sale_entries(order, local_time(terms, order.placed_at).date())
    back = Event.objects.filter(
        kind__in=[OFF, EventKind.PAYMENT_REFUNDED], at__gte=since, at__lt=until
    )
    back = back.select_related("order__payment").prefetch_related("order__lines", "order__events")
    overcharged = set(
        PaymentOperation.objects.filter(
            kind=PaymentOperation.REFUND, key__endswith=f".refund.{OVERCHARGED}"
        ).values_list("pk", flat=True)
    )
    for event in back.order_by("pk").iterator(chunk_size=500):
        if event.facts.get("operation") not in overcharged:
            yield from _negative_entries(event, local_time(terms, event.at).date())


def _negative_entries(event: Event, on: date) -> Iterator[Entry]:
    """What was cancelled or refunded; what was taken first comes back as a refund alone."""
    if event.kind != OFF:
        yield _refund_entry(event, on)
        return
    payment = getattr(event.order, "payment", None)
    if payment is None or not payment.captured_cents:
        yield from (_negate_entry(entry) for entry in _sale_entries(event.order, on))


def _sale_entries(order: Order, on: date) -> Iterator[Entry]:
    code, name = _taxed_place(order)
    shared: dict[str, Any] = {
        "on": on,
        "code": code,
        "name": name,
        "review": awaits_tax_review(order),
        "reference": order.number,
    }
    lines = _lines_due(order)
    if not lines:
        nothing: dict[str, Any] = dict.fromkeys(("taxable_cents", *_PARTS), 0)
        yield Entry(gross_cents=order.items_cents + order.shipping_cents, **nothing, **shared)
        return
    prices = {str(line.item_id): line.price_cents for line in order.lines.all()} | {
        SHIPPING: order.shipping_cents
    }
    for line in lines:
        parts = {part: line[part] for part in _PARTS}
        yield Entry(
            gross_cents=prices[line["key"]], taxable_cents=line["taxable_cents"], **parts, **shared
        )


def _refund_entry(event: Event, on: date) -> Entry:
    """A part of the order refunded back: its tax is shared out to the parts as it was charged."""
    order, parts = event.order, event.facts.get("parts", {})
    code, name = _taxed_place(order)
    gross, cents = (
        parts.get("item_cents", 0) + parts.get("shipping_cents", 0),
        parts.get("tax_cents", 0),
    )
    lines = _lines_due(order)
    due = {part: sum(line[part] for line in lines) for part in _PARTS}
    share = _share_given_back(order, gross=gross, tax_cents=cents, due_cents=sum(due.values()))
    # Of an order with exempt pieces, as much counts as taxable as its share of the tax.
    taxable = min(gross, round(sum(line["taxable_cents"] for line in lines) * share))
    refunded = _share_cents(round(sum(due.values()) * share), due)
    return Entry(
        on=on,
        code=code,
        name=name,
        gross_cents=-gross,
        taxable_cents=-taxable,
        **{part: -refunded[part] for part in _PARTS},
        review=awaits_tax_review(order),
        reference=order.number,
    )


def _share_given_back(order: Order, *, gross: int, tax_cents: int, due_cents: int) -> Fraction:
    """How much of an order's tax a refund gives back: by what the shopper keeps paying of it, which
    is what was charged, or less where that was too much.
    """
    paid = min(order.tax_cents, due_cents)
    if paid:
        return Fraction(tax_cents, paid)
    whole = order.items_cents + order.shipping_cents
    return Fraction(gross, whole) if due_cents and whole else Fraction(0)


def _lines_due(order: Order) -> list[dict[str, Any]]:
    """The taxed lines as they are due: by the place that a person found, else as charged."""
    for event in order.events.all():
        if event.kind == REVIEWED and "lines" in event.facts:
            return cast(list[dict[str, Any]], event.facts["lines"])
    return cast(list[dict[str, Any]], order.tax["lines"])


def _share_cents(cents: int, charged: dict[str, int]) -> dict[str, int]:
    """So many cents in the proportions that were charged; what rounding leaves goes to the largest
    remainders.
    """
    whole = sum(charged.values())
    if not whole:
        return dict.fromkeys(charged, 0)
    shares = {part: cents * of // whole for part, of in charged.items()}
    left = cents - sum(shares.values())
    for part in sorted(charged, key=lambda part: cents * charged[part] % whole, reverse=True)[
        :left
    ]:
        shares[part] += 1
    return shares


def _negate_entry(entry: Entry) -> Entry:
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


def _taxed_place(order: Order) -> tuple[str, str]:
    """The code and name of the place: as a person found it, else as it was charged."""
    for event in order.events.all():
        if event.kind == REVIEWED:
            return event.facts["code"], event.facts["name"]
    lines = order.tax["lines"]
    return (lines[0]["code"], order.tax.get("jurisdiction", "")) if lines else ("", "")


def awaits_tax_review(order: Order) -> bool:
    return bool(order.tax["review"]) and all(event.kind != REVIEWED for event in order.events.all())


def orders_awaiting_tax_review() -> QuerySet[Order]:
    """Orders whose place a person must look at, oldest first."""
    looked = Event.objects.filter(order=OuterRef("pk"), kind=REVIEWED)
    return (
        Order.objects.filter(~Exists(looked), tax__review=True)
        .select_related("recipient")
        .order_by("placed_at", "pk")
    )


def possible_tax_places(order: Order) -> list[Jurisdiction]:
    """The places of the table that the order's ZIP allows."""
    table = rates_on(_placed_on(order))
    return possible_places(table, place=place_of(order.ship_to_zip))


def _placed_on(order: Order) -> date:
    return local_time(order.policy.terms, order.placed_at).date()


@transaction.atomic
def review_tax_place(*, order: Order, code: str, now: datetime, by: str) -> int:
    """A person has found the place of an order's sales tax. Returns how many cents were charged too
    much, which are refunded; less than zero where it was too little, which the store bears.

    Raises `PaymentActionRefused` for a place that the order's ZIP doesn't allow, and where none
    waits.
    """
    QueueEntry.objects.select_for_update().get(order=order.pk)  # reviewed by two at once, it is one
    stored = Order.objects.select_related("policy").get(pk=order.pk)
    names = {place.code: place.name for place in possible_tax_places(stored)}
    if code not in names:
        raise PaymentActionRefused(
            f"Place: {code or 'nothing'} is not a place that ZIP {stored.ship_to_zip} allows."
            f" Choose one of {', '.join(f'{name} ({key})' for key, name in names.items())}."
        )
    if not awaits_tax_review(stored):
        raise PaymentActionRefused(f"The place of {stored.number} does not wait to be looked at.")
    due = _due_in(stored, code)
    facts = {
        "code": code,
        "name": names[code],
        "charged_as": stored.tax.get("jurisdiction", ""),
        "charged_cents": stored.tax_cents,
        "due_cents": sum(line.cents for line in due),
        "lines": [line.data() for line in due],
    }
    facts["overcharged"] = facts["charged_cents"] > facts["due_cents"]
    record_event(order=stored, kind=REVIEWED, now=now, by=by, facts=facts)
    refund_overcharge(order=stored, now=now)
    return int(facts["charged_cents"] - facts["due_cents"])


def _due_in(order: Order, code: str) -> tuple[TaxLine, ...]:
    """What an order's tax is in the place of a code, by the table that it was charged by."""
    taxed = [
        Taxed(str(line.item_id), line.price_cents, cast(Category, line.item.tax_category))
        for line in order.lines.select_related("item").order_by("pk")
    ]
    return tax_in(
        order.policy.terms,
        code=code,
        items=taxed,
        shipping_cents=order.shipping_cents,
        on=_placed_on(order),
    )


def refund_missed_overcharges(*, now: datetime) -> int:
    """Refunds the overcharged tax that a lost task has left unrefunded. Returns how many orders."""
    refunded = PaymentOperation.objects.filter(
        payment__order=OuterRef("order"), key__endswith=f".refund.{OVERCHARGED}"
    )
    waits = Approval.objects.filter(payment__order=OuterRef("order"), key=OVERCHARGED)
    owed = Event.objects.filter(
        ~Exists(refunded),
        ~Exists(waits),
        kind=REVIEWED,
        facts__overcharged=True,
        at__gt=now - LOOKED_AFTER_FOR,
        order__payment__captured_cents__gt=0,
    )
    events = list(owed.select_related("order__policy").order_by("pk")[:MOST_SWEPT])
    for event in events:
        refund_overcharge(order=event.order, now=now)
    return len(events)


@transaction.atomic
def refund_overcharge(*, order: Order, now: datetime) -> None:
    """Refunds the sales tax that a review found overcharged, once; of tax that was given back
    since, only its share of what is left. Nothing before the money is taken: then it follows the
    capture.
    """
    reviewed = order.events.filter(kind=REVIEWED, facts__has_key="due_cents").order_by("pk").first()
    payment = Payment.objects.select_for_update().filter(order=order).first()
    if reviewed is None or payment is None or not payment.captured_cents:
        return
    facts = reviewed.facts
    too_much = facts["charged_cents"] - facts["due_cents"]
    if (
        too_much <= 0
        or payment.operations.filter(key=f"{payment.key}.refund.{OVERCHARGED}").exists()
    ):
        return
    left = refundable_parts(payment)["tax_cents"]
    cents = -(-too_much * left // facts["charged_cents"])
    if cents <= 0:
        return
    reason = (
        f"your address is in {facts['name']}, and we charged the sales tax of"
        f" {facts['charged_as']}, which is higher"
    )
    approving.submit_or_note_blocked_refund(
        order=order,
        parts={"tax_cents": cents},
        key=OVERCHARGED,
        reason=reason,
        now=now,
        by=reviewed.by,
    )
