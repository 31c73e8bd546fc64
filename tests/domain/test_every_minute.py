"""Clauses `cancellation`, `cancellation_closed_days`, `non_receipt`, `claim_deadline`, at every
minute around each limit: what care says of a real order's timeline is what the policy engine says,
and what a second reading of the law says.
"""

from __future__ import annotations

from datetime import UTC, date, timedelta

import numpy as np
import pytest

from tests.engine import FULL
from tests.factories.items import a_bag
from tests.factories.moments import moment
from tests.factories.orders import order_of
from tests.factories.parcels import NUMBER
from tests.policy import law_oracle
from troth.care.cancellations import cancellation
from troth.care.not_received import claims
from troth.fulfillment import actions as fulfillment
from troth.orders.actions import mark_confirmation_sent, record_event
from troth.orders.models import Order
from troth.policy.dates.windows import cancellation_verdict, claim_verdict

MINUTE = timedelta(minutes=1)
WINDOWS = {
    "over a weekend": "Fri 2026-11-20 15:59:30",
    "over Thanksgiving": "Wed 2026-11-25 12:00:00",
    "through the clock's step forward": "Sat 2027-03-13 23:30:00",
    "through the clock's step back": "Sun 2026-11-01 00:30:00",
}


def confirmed(at):
    order = order_of(a_bag(), now=at - MINUTE)
    mark_confirmation_sent(order=order, message_id="<a@example.com>", now=at, by="notifications")
    return order


def read_again(order):
    return Order.objects.select_related("policy").prefetch_related("events").get(pk=order.pk)


def instants(first, minutes):
    """Each minute, in UTC; in the suite every eleventh, and all by `make minutes`."""
    start = first.astimezone(UTC)
    return [start + n * MINUTE for n in range(0, minutes, 1 if FULL else 11)]


def as_numbers(moments):
    return np.array([instant.replace(tzinfo=None) for instant in moments], dtype="datetime64[us]")


@pytest.mark.parametrize("ships", [False, True])
@pytest.mark.parametrize("name", WINDOWS)
def test_a_cancellation_asked_from_five_minutes_before_to_five_days_after(house, name, ships):
    at = moment(WINDOWS[name])
    order = confirmed(at)
    left = at.astimezone(UTC) + timedelta(hours=26)
    if ships:
        record_event(order=order, line=order.lines.get(), kind="line.processed", now=left, by="pat")
        fulfillment.ship_order(order=order, carrier="fedex", number=NUMBER, now=left, by="pat")
    order = read_again(order)
    moments = instants(at - 5 * MINUTE, 5 + 5 * 24 * 60)
    ours = [cancellation.verdict_of(order, asked_at=asked_at) for asked_at in moments]
    shipped = left if ships else None
    terms = order.policy.terms
    assert ours == [
        cancellation_verdict(terms, asked_at=asked_at, confirmed_at=at, shipped_at=shipped)
        for asked_at in moments
    ]
    law = law_oracle.cancellation(
        np.full(len(moments), as_numbers([at.astimezone(UTC)])[0]),
        as_numbers(moments),
        np.full(len(moments), as_numbers([left])[0] if ships else np.datetime64("NaT", "us")),
    )
    verdicts = [
        (
            verdict.verdict,
            verdict.clause,
            verdict.closes_at.astimezone(UTC).replace(tzinfo=None),
            verdict.answer_by,
        )
        for verdict in ours
    ]
    assert verdicts == list(zip(*(column.tolist() for column in law), strict=True))
    kinds = {verdict for verdict, *_ in verdicts}
    assert {"accepted", "held"} & kinds
    print(f"\n{name}, {'ships' if ships else 'stays'}: {len(moments)} minutes, {sorted(kinds)}")


def test_a_claim_from_day_1_to_day_25_over_thanksgiving_to_new_year(house):
    left = moment("Mon 2026-11-23 15:00").astimezone(UTC)
    order = confirmed(moment("Mon 2026-11-23 12:00"))
    record_event(order=order, line=order.lines.get(), kind="line.processed", now=left, by="pat")
    fulfillment.ship_order(order=order, carrier="fedex", number=NUMBER, now=left, by="pat")
    order = read_again(order)
    [sent] = claims.parcel_events(order)
    # From the first business day after it shipped to the 25th, through the last night of the year.
    moments = instants(moment("Tue 2026-11-24 00:00"), 39 * 24 * 60)
    ours = [claims.verdict_of(order, sent, asked_at=asked_at) for asked_at in moments]
    terms = order.policy.terms
    assert ours == [
        claim_verdict(terms, shipped_on=date(2026, 11, 23), asked_at=asked_at)
        for asked_at in moments
    ]
    day = np.full(len(moments), np.datetime64("2026-11-23", "D"))
    law = law_oracle.claim(
        day, as_numbers(moments), np.full(len(moments), np.datetime64("NaT", "us"))
    )
    verdicts = [
        (
            verdict.verdict,
            verdict.clause,
            verdict.opens_at.astimezone(UTC).replace(tzinfo=None),
            verdict.closes_at.astimezone(UTC).replace(tzinfo=None),
        )
        for verdict in ours
    ]
    assert verdicts == list(zip(*(column.tolist() for column in law), strict=True))
    assert sent.facts["claim_opens_at"] == ours[0].opens_at.isoformat()
    assert {verdict for verdict, *_ in verdicts} == {"early", "open", "closed"}
    print(f"\nclaims: {len(moments)} minutes")
