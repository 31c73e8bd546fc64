"""Clauses `cancellation_closed_days` and `cancellation_by_email`: a mail of a closed day that its
sender confirms later is answered by how things are then, and nobody who was late was "in time".
"""

from __future__ import annotations

import pytest

from tests.factories.items import a_bag
from tests.factories.letters import letter_of, letters_of
from tests.factories.moments import moment
from tests.factories.orders import order_of
from troth.care.cancellations import cancellation
from troth.care.models import ASLEEP, DONE, CareCase
from troth.care.tasks import sweep_care
from troth.order_status.reading import status_of
from troth.orders.actions import mark_confirmation_sent
from troth.orders.models import Order

SUNDAY = moment("Sun 2026-10-25 11:17")
CONFIRMED = moment("Tue 2026-10-27 13:17")
LATE = (
    "The window had closed, and you asked on a day on which we're closed. It hadn't shipped, so we"
    " cancelled it."
)


def placed(at):
    order = order_of(a_bag(), now=at)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=at, by="notifications"
    )
    return order


def mailed(order, *, at=SUNDAY):
    return cancellation.request_confirmation(
        order=order, asked_at=at, now=at, sentence="please cancel it", proven=True
    )


def page_of(order, now):
    loaded_order = Order.objects.select_related("policy", "recipient", "payment").get(pk=order.pk)
    return status_of(loaded_order, now)


def said_of(order, now) -> str:
    """Everything that the requests on the page and the letters since say."""
    status = page_of(order, now)
    words = [f"{request.sentence} {request.answer_sentence}" for request in status.requests]
    words += [step["sentence"] for request in status.requests for step in request.steps]
    return " ".join(words)


@pytest.mark.parametrize(
    ("placed_at", "reason"),
    [
        (moment("Sun 2026-10-25 09:16"), LATE),  # the window closed a minute before the mail
        (moment("Sun 2026-10-25 09:17"), "You cancelled in time."),  # at its last instant
    ],
)
def test_confirmed_after_its_business_day_it_is_done_at_once(house, placed_at, reason):
    order = placed(placed_at)
    request = mailed(order)
    sweep_care()
    done = cancellation.confirm_request(request=request, now=CONFIRMED, by="shopper")
    assert (done.state, done.outcome, done.reason) == (DONE, "accepted", reason)
    assert {line.state for line in order.lines.all()} == {"cancelled"}
    words = said_of(order, CONFIRMED)
    assert reason in words
    for stale in ("We're late", "when we open on", "answers on the next business day"):
        assert stale not in words
    assert "You confirmed it Tue Oct 27, 2026, 1:17 pm ET" in words
    assert "cancelled, as you asked" in letter_of(order, "cancelled").text
    assert not any("Mon Oct 26" in letter.text for letter in letters_of(order, "request"))


def test_confirmed_before_its_business_day_it_waits_for_it(house):
    order = placed(moment("Sun 2026-10-25 09:00"))
    request = mailed(order)
    now = moment("Sun 2026-10-25 23:59")
    confirmed = cancellation.confirm_request(request=request, now=now, by="shopper")
    assert confirmed.state == ASLEEP
    assert "If it hasn't shipped when we open on Mon Oct 26" in said_of(order, now)
    cancellation.answer_due_request(request_id=confirmed.pk, now=moment("Mon 2026-10-26 00:01"))
    confirmed.refresh_from_db()
    assert (confirmed.outcome, confirmed.reason) == ("accepted", LATE)


def test_who_is_asked_back_reads_of_no_answer_that_waits_for_them(house):
    order = placed(moment("Sun 2026-10-25 09:00"))
    mailed(order)
    words = said_of(order, SUNDAY) + letter_of(order, "request").text
    assert "answers on the next business day" not in words
    assert "One press on the order's page answers." in words


@pytest.mark.parametrize("now", [moment("Mon 2026-10-26 00:00"), CONFIRMED])
def test_a_page_read_late_names_no_day_that_is_over_as_to_come(house, now):
    """The worker is down: the request sleeps on, though its day has come."""
    order = placed(moment("Sun 2026-10-25 09:00"))
    cancellation.request_cancellation(
        order=order, asked_at=SUNDAY, now=SUNDAY, by="shopper", how="page"
    )
    (request,) = page_of(order, now).requests
    is_over = now == CONFIRMED
    assert ("when we open on Mon Oct 26" in request.sentence) != is_over
    assert ("If it hasn't shipped, we cancel it now" in request.sentence) == is_over


def test_goodwill_of_two_people_was_not_in_time(house):
    order = placed(moment("Mon 2026-10-26 09:00"))
    late = moment("Mon 2026-10-26 14:00")
    request = cancellation.request_confirmation(
        order=order, asked_at=late, now=late, sentence="cancel", proven=False
    )
    done = cancellation.decide_cancellation(
        request=request, accept=True, why="", now=late, by="ann, ben"
    )
    assert done.outcome == "accepted"
    assert CareCase.objects.get(pk=done.pk).reason == (
        "The window had closed. We cancelled it all the same, as an exception."
    )
