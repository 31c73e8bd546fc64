"""Clauses `care`, `non_receipt`, `cancellation_closed_days`, `privacy`: a mail that a person files
days after it came counts from when it came, and its letters name no day that is over.
"""

from __future__ import annotations

import pytest

from tests.factories.care_requests import pass_claim_limits, place_and_ship
from tests.factories.letters import letter_of
from tests.factories.mails import raw_mail, receive_mail
from tests.factories.moments import CLAIM_OPENS, DAY, DAY_15, HOUR, moment
from tests.factories.orders import place_confirmed
from tests.factories.parcels import deliver_parcel
from troth.care import answering
from troth.care.models import CareCase
from troth.orders.models import Order
from troth.worklist.models import Task

FILED = moment("Fri 2026-12-04 11:00")


def mail_and_file(order: Order, kind: str, came_at, filed_at) -> CareCase:
    """A question, which a person reads later and files as what it asks for."""
    mail = receive_mail(raw_mail("My order", f"A word about {order}, please."), came_at)
    assert mail.request.kind == "other"
    return answering.refile_request(
        request=mail.request, kind=kind, now=filed_at, by="staff:care@example.com"
    )


@pytest.mark.parametrize(
    ("came_at", "due", "due_text"),
    [
        ("Wed 2026-12-02 10:00", "Fri 2026-12-04 18:00", "6:00 pm ET on Fri Dec 4, 2026"),
        ("Thu 2026-12-03 18:30", "Fri 2026-12-04 18:00", "6:00 pm ET on Fri Dec 4, 2026"),
    ],
)
def test_a_trace_is_due_on_the_day_of_the_record_where_that_of_the_mail_is_over(
    house, came_at, due, due_text
):
    order = place_and_ship()
    request = mail_and_file(order, "not_received", moment(came_at), FILED)
    assert (request.verdict["verdict"], request.state) == ("early", "asleep")
    assert request.asked_at == moment(came_at)
    letter = letter_of(order, "request").text
    assert f"We ask the carrier for a trace by {due_text}." in letter
    assert letter.count("Dec 2, 2026") == letter.count("Reported Wed Dec 2, 2026")
    assert Task.objects.get(kind="trace").due_at == moment(due)


def test_an_early_report_that_is_filed_once_it_can_be_claimed_is_a_claim(house):
    order = place_and_ship()
    pass_claim_limits(CLAIM_OPENS)
    request = mail_and_file(order, "not_received", DAY_15, CLAIM_OPENS + 9 * HOUR)
    assert (request.verdict["verdict"], request.state) == ("open", "open")
    assert request.answer_by == moment("Thu 2026-12-17 18:00")
    assert "You reported it on Tue Dec 15, 2026, in time" in request.verdict["sentence"]
    letter = letter_of(order, "request").text
    assert "Your claim is on file, in time." in letter
    assert "becomes a claim by itself" not in letter
    assert not Task.objects.filter(kind="trace").exists()


def test_a_claim_that_is_filed_after_its_last_day_names_no_day_until_which_it_counts(house):
    order = place_and_ship()
    came_at = moment("Fri 2026-12-18 17:00")
    request = mail_and_file(order, "not_received", came_at, moment("Mon 2026-12-21 10:00"))
    assert (request.verdict["verdict"], request.state) == ("open", "open")
    assert "that still counts" in request.verdict["sentence"]
    assert "until" not in request.verdict["sentence"]


def test_an_early_report_of_what_has_come_by_the_time_it_is_filed_is_answered_by_a_person(house):
    order = place_and_ship()
    deliver_parcel(order, moment("Thu 2026-12-03 11:00"))
    request = mail_and_file(order, "not_received", moment("Wed 2026-12-02 10:00"), FILED)
    assert (request.verdict["verdict"], request.state) == ("delivered", "open")
    letter = letter_of(order, "request").text
    assert "Delivered Thu Dec 3, 2026, 11:00 am ET." in letter
    assert "trace" not in letter


def test_a_cancellation_whose_day_has_come_when_it_is_filed_is_done_at_once(house):
    order = place_confirmed()
    came_at, filed_at = moment("Sat 2026-11-28 12:00"), moment("Tue 2026-12-01 10:30")
    request = mail_and_file(order, "cancel", came_at, filed_at)
    assert (request.verdict["verdict"], request.outcome) == ("best_effort", "accepted")
    steps = [step["sentence"] for step in request.verdict["steps"]]
    assert steps[-1] == (
        "We read it Tue Dec 1, 2026, 10:30 am ET. The next business day after it was asked for had"
        " come by then, so it is answered at once."
    )
    assert "Mon Nov 30" not in letter_of(order, "cancelled").text


def test_who_asked_to_be_forgotten_by_mail_has_their_hours_to_take_it_back(house):
    order = place_and_ship()
    deliver_parcel(order, moment("Mon 2026-11-30 11:00"))
    request = mail_and_file(order, "forget", moment("Wed 2026-12-02 10:00"), FILED)
    assert request.wakes_at == FILED + DAY
    assert "11:00 am ET on Sat Dec 5, 2026" in letter_of(order, "request").text
    assert "take it back" in letter_of(order, "request").text
