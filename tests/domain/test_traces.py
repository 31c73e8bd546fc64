"""Clause `non_receipt`: an early report has care ask for a trace by the end of the business day;
"started" is said only once that is recorded.
"""

from __future__ import annotations

import pytest

from tests.factories.care_requests import place_and_ship, report_missing
from tests.factories.letters import letter_of
from tests.factories.moments import moment
from tests.factories.parcels import NUMBER
from troth.care.cases import CaseActionRefused
from troth.care.not_received import tracing
from troth.policy.dates.windows import claim_verdict
from troth.policy.terms import shipped_terms as terms
from troth.worklist.models import Task


@pytest.mark.parametrize(
    ("reported_at", "due", "due_text"),
    [
        ("Wed 2026-12-02 10:00", "Wed 2026-12-02 18:00", "6:00 pm ET on Wed Dec 2, 2026"),
        ("Wed 2026-12-02 18:00:01", "Thu 2026-12-03 18:00", "6:00 pm ET on Thu Dec 3, 2026"),
        ("Sat 2026-12-05 09:00", "Mon 2026-12-07 18:00", "6:00 pm ET on Mon Dec 7, 2026"),
        ("Thu 2026-11-26 09:00", "Fri 2026-11-27 18:00", "6:00 pm ET on Fri Nov 27, 2026"),
    ],
)
def test_an_early_report_is_a_task_with_the_time_that_the_shopper_reads(
    house, reported_at, due, due_text
):
    order = place_and_ship()
    report_missing(order, moment(reported_at))
    task = Task.objects.get(kind="trace")
    assert (task.role, task.due_at, task.order) == ("care", moment(due), order)
    letter = letter_of(order, "request")
    assert f"We ask the carrier for a trace by {due_text}" in letter.text
    assert "starts" not in letter.text
    assert "the end of Tue Dec 15, 2026" in letter.text


def test_started_is_said_only_when_it_is_recorded(house):
    order = place_and_ship()
    at = moment("Wed 2026-12-02 10:00")
    request = report_missing(order, at)
    with pytest.raises(CaseActionRefused, match="reference"):
        tracing.start_trace(request=request, reference="  ", now=at, by="carol")
    later = moment("Wed 2026-12-02 15:00")
    for _ in range(2):
        request = tracing.start_trace(request=request, reference="TR-88123", now=later, by="carol")
    started = order.events.get(kind="trace.started")
    assert (started.by, started.facts["reference"]) == ("carol", "TR-88123")
    assert started.facts["number"] == NUMBER
    task = Task.objects.get(kind="trace")
    assert (task.closed_at, task.closed_by) == (later, "carol")
    letter = letter_of(order, "request")
    assert "FedEx is now looking for your parcel (its reference: TR-88123)" in letter.text
    assert request.state == "asleep"  # it becomes a claim by itself all the same


def test_the_policy_s_own_words_promise_the_request_and_not_the_start():
    verdict = claim_verdict(
        terms(),
        shipped_on=moment("Mon 2026-11-23 00:00").date(),
        asked_at=moment("Wed 2026-12-02 10:00"),
    )
    assert verdict.sentence == (
        "We ask the carrier for a trace by 6:00 pm ET on Wed Dec 2, 2026. If nothing has arrived by"
        " the end of Tue Dec 15, 2026, your report becomes a claim by itself."
    )
