"""Clause `non_receipt`: what the carrier says of a parcel that is traced already, or that nobody
waits for any more.
"""

from __future__ import annotations

import pytest

from tests.factories.days import Days
from tests.factories.items import a_bag
from tests.factories.letters import letters_of
from tests.factories.moments import HOUR, moment
from tests.factories.parcels import (
    NUMBER,
    PICKED_UP,
    apply_tracking_events,
    ship_by_label,
    tracking_event,
)
from troth.care.models import CareCase
from troth.care.not_received import claims, tracing
from troth.order_status.reading import status_of
from troth.worklist.models import Task

LOOKING = "Shipment exception: Unable to locate package, trace started"
WEDNESDAY = moment("Wed 2026-12-02 10:00")
SCANS = {
    "missing": ("missing", LOOKING, "Memphis, TN"),
    "elsewhere": ("elsewhere", "Delivered", "TULSA, OK"),
}


@pytest.fixture
def days(monkeypatch):
    return Days(monkeypatch, PICKED_UP)


def report(order, at):
    return claims.report_not_received(
        order=order, number=NUMBER, asked_at=at, now=at, by="shopper", how="page"
    )


def scan(kind, at):
    status, words, place = SCANS[kind]
    apply_tracking_events(at, tracking_event(status, at, words, place=place))


def claim_sentence(order, now) -> str:
    """What the order's page says of the parcel under "Not received"."""
    [request] = [case for case in CareCase.objects.all() if case.kind == "not_received"]
    status = status_of(order, now)
    [entry] = [entry for entry in status.requests if entry.key == request.key]
    return str(entry.sentence)


@pytest.mark.parametrize("kind", SCANS)
def test_the_page_names_the_time_for_the_trace_that_was_told_last(house, days, kind):
    order = ship_by_label()
    days.at(PICKED_UP)
    report(order, WEDNESDAY)
    days.at(WEDNESDAY)
    on_friday = moment("Fri 2026-12-04 11:00")
    scan(kind, on_friday)
    days.at(on_friday)
    announced = "We ask FedEx for a trace by 6:00 pm ET on Fri Dec 4, 2026"
    assert announced in letters_of(order, "trouble")[-1].text
    assert announced in claim_sentence(order, on_friday)


def test_a_time_for_the_trace_that_is_still_to_come_is_not_put_off(house, days):
    order = ship_by_label()
    days.at(PICKED_UP)
    evening = moment("Wed 2026-12-02 17:00")
    report(order, evening)
    days.at(evening)
    after_closing = moment("Wed 2026-12-02 17:59")
    scan("missing", after_closing)
    days.at(after_closing)
    assert "by 6:00 pm ET on Wed Dec 2, 2026" in letters_of(order, "trouble")[-1].text
    assert Task.objects.get(kind="trace").due_at == moment("Wed 2026-12-02 18:00")


@pytest.mark.parametrize("kind", SCANS)
def test_a_trace_that_has_started_is_not_announced_again(house, days, kind):
    order = ship_by_label()
    days.at(PICKED_UP)
    request = report(order, WEDNESDAY)
    tracing.start_trace(
        request=request, reference="TRACE-7", now=WEDNESDAY + HOUR, by="staff:care@example.com"
    )
    days.at(WEDNESDAY + HOUR)
    on_friday = moment("Fri 2026-12-04 11:00")
    scan(kind, on_friday)
    days.at(on_friday)
    letter = letters_of(order, "trouble")[-1].text
    assert "FedEx is looking for it already (its reference: TRACE-7)." in letter
    assert "when it has started" not in letter
    [task] = Task.objects.open().filter(role="care", key__startswith="parcel.")
    assert task.title.startswith("Tell FedEx, for its trace TRACE-7")
    assert (task.kind, task.due_at) == ("carrier_event", moment("Fri 2026-12-04 18:00"))


@pytest.fixture
def refunded_as_lost(house, days):
    order = ship_by_label(a_bag())
    days.at(PICKED_UP)
    apply_tracking_events(
        WEDNESDAY, tracking_event("lost", WEDNESDAY, "Shipment exception: Package was lost")
    )
    days.at(WEDNESDAY), days.at(WEDNESDAY + HOUR)
    assert order.lines.get().state == "lost"
    return order


def test_who_got_the_money_back_is_not_told_that_it_is_looked_for(refunded_as_lost, days):
    written, later = len(letters_of(refunded_as_lost)), moment("Thu 2026-12-10 11:00")
    scan("missing", later)
    days.at(later)
    assert len(letters_of(refunded_as_lost)) == written
    assert not Task.objects.open().filter(role="care").exists()


def test_of_a_lost_parcel_that_turns_up_care_hears_and_its_buyer_does_not(refunded_as_lost, days):
    written, later = len(letters_of(refunded_as_lost)), moment("Thu 2026-12-10 11:00")
    apply_tracking_events(later, tracking_event("attempted", later, "Customer not available"))
    days.at(later)
    assert len(letters_of(refunded_as_lost)) == written
    [task] = Task.objects.open().filter(role="care")
    assert task.title == f"Ask FedEx to bring {NUMBER} back: it has it, and nobody waits for it"
    assert task.due_at == moment("Thu 2026-12-10 18:00")
