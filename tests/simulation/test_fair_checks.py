"""What a check leaves alone: small lives that look like a broken promise, and are none."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from simulation.actors.mail_provider import RETRIES, MailProvider
from tests.simulation.checks import CHECKS
from tests.simulation.small_life import (
    CONFIRMATION,
    FAQ,
    MAIL,
    NUMBER,
    ORDER_PAGE,
    RING,
    A,
    B,
    Story,
    delivered,
    placed,
    shipped,  # fmt: skip
)

SCARF, SECOND = "Silk scarf JP001", "794924691359"


def _returned_after_a_choice() -> Story:
    story = shipped().event("payment.captured", amount_cents=62500)
    story.to("2026-11-30").event("parcel.returning", number=NUMBER)
    story.to("2026-12-01").event("parcel.cancel_chosen", number=NUMBER)
    story.event("refund.owed", amount_cents=62500)
    story.to("2026-12-04").event("parcel.returned", number=NUMBER)
    return story.to("2027-01-20").write("end", counts={})


def _asked_by_phone_after_a_return() -> Story:
    """The mail provider refuses the address: care has the task to reach them in another way."""
    story = shipped().to("2026-12-01").event("parcel.returned", number=NUMBER)
    story.event("letter.bounced", letter="returned")
    words = "An email to the customer came back: reach them in another way"
    story.write("task", key="letter-bounced.1", title=words, order=A, role="care")
    story.to("2026-12-16").event("parcel.cancel_chosen", number=NUMBER).event("refund.owed")
    return story.to("2027-01-20").write("end", counts={})


def _marks_as_people_put_them() -> Story:
    return placed().page(
        "To St. Louis, MO. Nothing waits... What now? None. “It came?” (Yes.) Sold by A. Lee, Inc.,"
        " at 3.5 %; see troth.example/a.b, 10:30."
    )


def _refund_that_nobody_approves() -> Story:
    story = shipped().event("parcel.returned", number=NUMBER)
    story.to("2026-11-30").event("refund.approval_requested", amount_cents=62500)
    story.write("task", key="approval.1", title="Approve or decline a refund", order=A)
    return story.to("2027-03-01").write("end", counts={})


def _given_back_by_the_bank() -> Story:
    story = shipped().event("payment.captured", amount_cents=62500)
    story.to("2026-11-30").event("parcel.returning", number=NUMBER)
    story.event("parcel.cancel_chosen", number=NUMBER).event("refund.blocked", amount_cents=62500)
    story.to("2026-12-01").event("payment.dispute_closed", status="lost", amount_cents=62500)
    story.to("2026-12-04").event("parcel.returned", number=NUMBER)
    return story.to("2027-01-20").write("end", counts={})


def _called_back_after_a_cancellation() -> Story:
    story = shipped().event("payment.captured", amount_cents=62500)
    story.to("2026-11-25").event("cancellation.accepted").event("refund.owed", amount_cents=62500)
    story.to("2026-12-04").event("parcel.returned", number=NUMBER)
    return story.to("2027-01-20").write("end", counts={})


def _cancelled_before_the_clock_started() -> Story:
    """No report comes: the window is counted from the hand-over, a day later and backwards."""
    story = Story(mail_reports=True).place().event("confirmation.sent")
    story.to("2026-11-25").page("The cancellation window closed at 5:00 pm ET on Mon Nov 23, 2026.")
    story.event("cancellation.requested", asked_at="2026-11-23T22:10:00+00:00")
    return story.page("You cancelled in time.")


def _the_second_parcel_is_reported() -> Story:
    story = shipped().event("line.placed_in_japan", SCARF)
    story.to("2026-12-01").event(
        "parcel.shipped", number=SECOND, shipped_on="2026-12-01", carrier_name="FedEx"
    )
    story.to("2026-12-15").event("claim.reported", number=SECOND)
    return story.page(
        "Reported as not received. If it hasn't arrived by the end of Tue Dec 22, 2026, your report"
        " becomes a claim by itself.\n"
        f"{RING}: Shipped Tue Nov 24, 2026 with FedEx, tracking number {NUMBER}.",
        "print",
    )


def _the_first_parcel_is_reported_too_late() -> Story:
    story = shipped().event("line.placed_in_japan", SCARF)
    story.to("2026-12-08").event("parcel.shipped", number=SECOND, shipped_on="2026-12-08")
    story.page(
        f"{SCARF}: Shipped Tue Dec 8, 2026 with FedEx, tracking number {SECOND}.\nNot there by the"
        " end of Wed Dec 30, 2026? Then you can file a claim, until the end of Tue Jan 5, 2027."
    )
    late = "The time to claim ended with Mon Dec 21, 2026."
    return story.to("2026-12-22").event("claim.refused", number=NUMBER, sentence=late)


def _bounced_before_it_was_recorded() -> Story:
    """A process died between sending and recording: the same letter is sent once more."""
    story = Story(mail_reports=True).place()
    message_id = story.lines[-1]["message_id"]
    story.to("2026-11-23", "20:03").write(
        "mail_report", message_id=message_id, to=MAIL, kind="bounced"
    )
    story.to("2026-11-23", "22:30").letter(f"Your Store order {A} is confirmed", CONFIRMATION)
    story.lines[-1]["message_id"] = message_id
    story.event("confirmation.sent").to("2026-11-23", "22:33")
    story.write("mail_report", message_id=message_id, to=MAIL, kind="bounced")
    return story.event("confirmation.bounced").to("2026-12-10").write("end", counts={})


def _another_piece_came_back() -> Story:
    story = delivered().event("authenticity.reported").event("authenticity.return_offered")
    story.to("2027-01-21").event("authenticity.piece_received")
    reason = "The stitching differs from our photos. We send the piece back to you."
    return story.to("2027-01-22").event("authenticity.report_refused", sentence=reason)


def _found_before_it_could_be_claimed() -> Story:
    story = shipped().to("2026-12-03").event("claim.reported", number=NUMBER)
    return story.event("claim.redelivery_started", number=NUMBER).page(
        "FedEx found it. If it hasn't arrived by the end of Wed Dec 16, 2026, your report becomes a"
        " claim by itself."
    )


def _closed_on_tuesday(examples: str) -> Story:
    closed = {"place": "us", "first_on": "2026-11-24", "last_on": "2026-11-24"}
    story = placed().write("deed", who="owner", what="closure.enter", ok=True, details=closed)
    return story.to("2026-11-24").page(examples, "faq", "")


def _examples_after_a_closure() -> Story:
    """Wednesday is the first day of processing; Friday, after Thanksgiving, the second."""
    return _closed_on_tuesday(
        "Ordered Mon Nov 23, 2026, 4:00 pm ET\nwe start on Mon Nov 23, 2026\n"
        "ready Wed Nov 25 – Fri Nov 27, 2026, arrives Thu Dec 3 – Fri Dec 11, 2026\n"
        "Tue Nov 24, 2026: No work is done: a burst pipe"
    )


def _begun_before_the_other_was_free() -> Story:
    """The later order's box was begun while the earlier one was on hold, and closed days later."""
    story = placed().to("2026-11-23", "20:30").place(B, "Silk scarf US002").event("order.held")
    story.to("2026-11-24").write("deed", who="packer", what="box.take", order=B, ok=True)
    story.to("2026-11-25").event("order.released")
    story.to("2026-11-27").event("line.processed", "Silk scarf US002", B)
    return story.event("line.processed", RING)


def _answered_in_a_letter_that_came_back() -> Story:
    """The mail provider refuses the address: the page has the words, and says what came back."""
    story = placed().to("2026-11-25").write(
        "deed", who="care", what="question.reply", order=A, ok=True,
        details={"sentence": "It ships tomorrow, with a signature."},
    )  # fmt: skip
    story.event("care.answered").event("letter.bounced", letter="answer")
    return story.to("2026-11-26").page(
        "An email to you came back. What it says is on this page too.\nAnswered by email.\nWe"
        " emailed you:\nIt ships tomorrow, with a signature."
    )


def _two_parcels_wait_for_an_answer() -> Story:
    words = (
        "Please choose. If we don't hear from you by the end of {}, we cancel it and return"
        " everything you paid for it."
    )
    first, second = words.format("Wed Dec 9, 2026"), words.format("Thu Dec 17, 2026")
    story = shipped().page(f"{first}\n{ORDER_PAGE}").to("2026-11-30")
    story.page(f"{first}\n{second}\n{ORDER_PAGE}")
    return story.to("2026-12-02").page(f"{first}\n{second}\n{ORDER_PAGE}\nMore")


FAIR: tuple[tuple[str, Callable[[], Story]], ...] = (
    ("endings", _refund_that_nobody_approves),
    ("written_marks", _marks_as_people_put_them),
    ("after_return", _returned_after_a_choice),
    ("after_return", _asked_by_phone_after_a_return),
    ("after_return", _given_back_by_the_bank),
    ("after_return", _called_back_after_a_cancellation),
    ("announced_deadlines", _cancelled_before_the_clock_started),
    ("claim_dates", _the_second_parcel_is_reported),
    ("authenticator_decides", _another_piece_came_back),
    ("claims_on_file", _found_before_it_could_be_claimed),
    ("faq_examples", _examples_after_a_closure),
    ("queue_order", _begun_before_the_other_was_free),
    ("answers_are_sent", _answered_in_a_letter_that_came_back),
    ("lost_rights", _two_parcels_wait_for_an_answer),
    ("unreached", _bounced_before_it_was_recorded),
    ("announced_deadlines", _the_first_parcel_is_reported_too_late),
)


@pytest.mark.parametrize(
    ("name", "story"), FAIR, ids=lambda value: getattr(value, "__name__", value)
)
def test_a_kept_promise_is_left_alone(name: str, story: Callable[[], Story]) -> None:
    check = next(check for check in CHECKS if check.name == name)
    assert [finding.story for finding in check.run(story().life())] == []


def test_a_report_a_day_off_of_the_second_parcel_is_found() -> None:
    story = _the_second_parcel_is_reported()
    for line in story.lines:
        line["text"] = str(line.get("text", "")).replace("Dec 22, 2026", "Dec 23, 2026")
        line["text"] = line["text"].replace("Tue Dec 23", "Wed Dec 23")
    check = next(check for check in CHECKS if check.name == "claim_dates")
    assert [finding.kind for finding in check.run(story.life())] == ["claim_files_itself Page"]


def test_examples_that_leave_a_known_closure_out_are_found() -> None:
    check = next(check for check in CHECKS if check.name == "faq_examples")
    stories = [finding.story for finding in check.run(_closed_on_tuesday(FAQ).life())]
    assert len(stories) == 2
    assert "processed is 2026-11-25 to 2026-11-27" in stories[0]


def test_the_mail_provider_reports_again_until_somebody_takes_it() -> None:
    answers, waits, bodies = [502, 503, 200, 200], list[float](), list[str]()

    def post(_path: str, body: str, **_more: Any) -> SimpleNamespace:
        bodies.append(body)
        return SimpleNamespace(status_code=answers.pop(0))

    def later(deed: Callable[[], None], *, minutes: float) -> None:
        waits.append(minutes)
        deed()

    now = SimpleNamespace(isoformat=lambda: f"2026-12-23T04:{len(bodies):02}:00+00:00")
    life: Any = SimpleNamespace(
        host=SimpleNamespace(
            mail_reports=True,
            clock=SimpleNamespace(now=lambda: now),
            _client=lambda: SimpleNamespace(post=post),
        ),
        transcript=SimpleNamespace(write=lambda *_, **__: None),
        script=SimpleNamespace(seed=1),
        later=later,
    )
    letter: Any = SimpleNamespace(
        to=MAIL, provider_id="1", subject=f"Order {A} is confirmed", headers={}
    )
    MailProvider(life).letter(letter)
    assert waits == [0, *RETRIES[:2]]
    assert len(set(bodies)) == 1  # the same report each time, with its own time
