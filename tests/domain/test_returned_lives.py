"""Two parcels that come back and one that is cancelled on its way, for 60 days, one day at a time,
as the worker lives them: every letter is read.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from tests.factories import world
from tests.factories.items import a_bag
from tests.factories.moments import moment
from tests.factories.orders import order_of
from tests.factories.parcels import BOX, fill_parcel
from tests.factories.people import BEN
from tests.factories.returns import check_in, scan_parcel
from troth import clock
from troth.care import tasks as care
from troth.fulfillment import tasks as fulfillment
from troth.fulfillment.models import Parcel, Return
from troth.fulfillment.outbox import LABELS
from troth.fulfillment.returns import returned_parcels
from troth.fulfillment.shipping_labels import labels
from troth.fulfillment.warehouse import handover, packing
from troth.fulfillment.warehouse.queue import claim_next_order
from troth.notifications import tasks as notices
from troth.notifications.models import Notification
from troth.orders.models import Event
from troth.payments.execution import execute_operation
from troth.payments.models import PaymentOperation
from troth.payments.outbox import OPERATIONS
from troth.payments.provider import configured_provider

START = moment("Mon 2026-11-23 12:00")
DAYS = 60
NAMES = ("again", "silent", "cancelled")


class Lived:
    """The store, its clock, and its worker."""

    def __init__(self, monkeypatch, carriers):
        self.now, self.carriers, self.heard = START, carriers, 0
        monkeypatch.setattr(clock, "now", lambda: self.now)
        monkeypatch.setattr(
            "troth.fulfillment.carriers.registry.configured_carriers", lambda: self.carriers
        )

    def work(self):
        """One round of the worker: followers, sweeps, labels, money, until nothing new happens."""
        world.carrier_clock(self.now), world.clock(self.now)
        for _ in range(6):
            before = self.heard
            self._follow()
            fulfillment.sweep_fulfillment(), care.sweep_care(), notices.sweep_notices()
            for label_id in LABELS.due_keys(now=self.now):
                labels.process_label(label_id=label_id, clock=clock.now, carriers=self.carriers)
            for operation in OPERATIONS.due(self.now):
                execute_operation(
                    operation_id=operation.pk, clock=clock.now, provider=configured_provider()
                )
            self._follow()
            if self.heard == before:
                return

    def _follow(self):
        for event in Event.objects.filter(pk__gt=self.heard).order_by("pk"):
            self.heard = event.pk
            for follow in (fulfillment.on_event, care.on_event, notices.on_event):
                follow(event.pk)

    def pack(self, order):
        parcel = fill_parcel(claim_next_order(now=self.now, by="pat"), self.now)
        assert parcel.order == order
        packing.close_parcel(parcel=parcel, grams=2_400, now=self.now, by="pat", **BOX)
        self.work()
        handover.hand_over(parcel=parcel, to="J. Driver", now=self.now, by="pat")
        return Parcel.objects.get(pk=parcel.pk)


def lived(monkeypatch, fedex):
    """What became of the three orders after 60 days: each with its letters, by the day."""
    store = Lived(monkeypatch, fedex)
    orders = {}
    for name in NAMES:
        order = order_of(a_bag(), by=BEN, now=START)
        orders[name] = order
    store.work()  # the confirmations go out
    store.now = START + timedelta(hours=3)
    parcels = {name: store.pack(order) for name, order in orders.items()}
    for day in range(1, DAYS + 1):
        store.now = START + timedelta(days=day)
        _live(store, orders, parcels, day)
        store.work()
    return orders


def _live(store, orders, parcels, day):
    if day == 8:  # Tue Dec 1: refused at the door
        for parcel in parcels.values():
            scan_parcel(parcel, "delayed", store.now, "Delivery exception: Shipment refused")
            scan_parcel(parcel, "returning", store.now + timedelta(minutes=1))
    if day == 9:  # one buyer chooses at once, before the box is back
        returned_parcels.choose_outcome(
            returned=Return.objects.get(parcel=parcels["cancelled"]),
            answer="cancel",
            now=store.now,
            by="shopper",
        )
    if day == 11:  # Fri Dec 4: all are back
        for parcel in parcels.values():
            scan_parcel(parcel, "returned", store.now)
    if day == 14:  # Mon Dec 7: checked in, and the second buyer chooses
        for parcel in parcels.values():
            check_in(Return.objects.get(parcel=parcel), store.now)
        store.work()
        returned_parcels.choose_outcome(
            returned=Return.objects.get(parcel=parcels["again"]),
            answer="resend",
            now=store.now,
            by="shopper",
        )
    if day == 15:
        parcels["second"] = store.pack(orders["again"])
        store.work()
        scan_parcel(parcels["second"], "accepted", store.now + timedelta(hours=1))
    if day == 21:
        scan_parcel(parcels["second"], "delivered", store.now, signed_by="B.ORTIZ")


def letters(order):
    rows = Notification.objects.filter(event__order=order).order_by("event")
    return [
        (notice.written_at.astimezone(UTC), notice.kind, notice.subject, notice.text)
        for notice in rows
    ]


def kinds(order):
    return [kind for _, kind, _, _ in letters(order)]


def _silence_and_a_cancellation_give_everything_back_once(lived):
    for name in ("silent", "cancelled"):
        [refund] = PaymentOperation.objects.filter(kind="refund", payment__order=lived[name])
        assert (refund.amount_cents, refund.failed) == (lived[name].total_cents, False)
        assert kinds(lived[name]).count("refunded") == 1
    assert not PaymentOperation.objects.filter(
        kind="refund", payment__order=lived["again"]
    ).exists()
    assert (
        PaymentOperation.objects.filter(kind="capture", payment__order=lived["again"]).count() == 1
    )


def _what_was_said_of_each_is_all_that_was_said(lived):
    # A letter when it turns back and one when it is here; what was chosen; the money.
    assert kinds(lived["silent"])[2:] == ["returned", "returned", "returned", "refunded"]
    assert kinds(lived["cancelled"])[2:] == ["returned", "returned", "refunded"]
    assert kinds(lived["again"])[2:] == [
        "returned",
        "returned",
        "returned",
        "shipping",
        "delivered",
    ]


def _after_the_end_there_is_silence(lived):
    ends = {"silent": moment("Wed 2026-12-16 00:00"), "cancelled": moment("Wed 2026-12-02 00:00")}
    for name, end in ends.items():
        late = [
            subject for at, _, subject, _ in letters(lived[name]) if at > end + timedelta(days=2)
        ]
        assert late == []
    assert [at for at, *_ in letters(lived["again"]) if at > START + timedelta(days=22)] == []


def _no_letter_promises_a_date_or_invites_a_claim(lived):
    for order in lived.values():
        order_letters = letters(order)
        assert not {"delay"} & {kind for _, kind, _, _ in order_letters}
        assert not any("it can be claimed now" in text for *_, text in order_letters)
    for name in ("silent", "cancelled"):
        for at, kind, _, text in letters(lived[name])[2:]:
            assert "should arrive" not in text, (at, kind)
            assert "new dates" not in text, (at, kind)


def _every_date_that_is_promised_again_was_kept(lived):
    [text] = [
        text
        for _, kind, _, text in letters(lived["again"])
        if "should arrive" in text and kind == "returned"
    ]
    match = re.search(r"should arrive \w+ (\w+ \d+, \d+) – \w+ (\w+ \d+, \d+)", text)
    first, last = (datetime.strptime(day, "%b %d, %Y").date() for day in match.groups())
    # Checked in and chosen on Mon Dec 7: processed by Wed Dec 9, there 5 to 10 business days later.
    assert (first.isoformat(), last.isoformat()) == ("2026-12-15", "2026-12-23")
    assert lived["again"].events.get(kind="parcel.delivered").at.date() <= last


def _what_came_back_is_where_it_belongs(lived):
    states = {name: order.lines.get().state for name, order in lived.items()}
    assert states == {"again": "delivered", "silent": "restocked", "cancelled": "restocked"}
    assert not Return.objects.filter(ended_at=None).exists()


def test_what_comes_back_has_an_end_and_is_followed_by_silence(fedex, monkeypatch):
    orders = lived(monkeypatch, fedex)
    for check in (
        _silence_and_a_cancellation_give_everything_back_once,
        _what_was_said_of_each_is_all_that_was_said,
        _after_the_end_there_is_silence,
        _no_letter_promises_a_date_or_invites_a_claim,
        _every_date_that_is_promised_again_was_kept,
        _what_came_back_is_where_it_belongs,
    ):
        check(orders)
