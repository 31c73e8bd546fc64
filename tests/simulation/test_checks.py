"""Every check beside a small life that it passes, and one in which it must find something."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.simulation.calendar_oracle import Policy
from tests.simulation.checks import CHECKS
from tests.simulation.findings import Finding, shape_of
from tests.simulation.small_life import (
    CONFIRMATION,
    DELAY,
    FAQ,
    LATE,
    MAIL,
    NUMBER,
    ORDER_PAGE,
    POLICY,
    RING,
    SHIPPED_PAGE,
    A,
    B,
    Story,
    delayed,
    delivered,
    placed,
    shipped,
)
from tests.simulation.words import Reader

CALENDAR = f"""BEGIN:VEVENT
SUMMARY:{RING} should arrive
STATUS:CONFIRMED
DTSTART;VALUE=DATE:20261202
DTEND;VALUE=DATE:20261211
END:VEVENT"""


def read_around() -> Story:
    """She reads her calendar and the FAQ too."""
    return placed().page(CALENDAR, "calendar").page(FAQ, "faq", "")


def cancelled() -> Story:
    """Ann cancels in time."""
    story = placed().to("2026-11-23", "21:00").event("line.cancelled", RING)
    story.event("order.cancelled").event("refund.owed").event("payment.voided")
    return story.page("Cancelled\nYou cancelled this order on Mon Nov 23, 2026.").page(
        "BEGIN:VEVENT\nSUMMARY:No delivery date\nSTATUS:CANCELLED\nEND:VEVENT", "calendar"
    )


def reported() -> Story:
    """Ann reports early that it hasn't come; a trace is asked for."""
    story = shipped().to("2026-12-08", "15:00").event("claim.reported", number=NUMBER)
    story.write("task", key="t", title="Ask FedEx for a trace", order=A, role="care")
    story.page("What you can do\nWe ask FedEx for a trace by 6:00 pm ET on Tue Dec 8, 2026.")
    return story.to("2026-12-08", "22:00").event("trace.started", number=NUMBER)


NOT_PACKED = DELAY.replace(
    "It's packed, but we can't get a shipping label from FedEx yet.",
    "It isn't packed yet. We're sorry; we don't know why yet.",
)
NOT_COLLECTED = DELAY.replace(
    "It's packed, but we can't get a shipping label from FedEx yet.",
    "It's packed, but the carrier hasn't collected it yet. We're sorry.",
)


def unpacked() -> Story:
    """Nobody packs it in time; Ann is told that."""
    return placed().to("2026-11-25").letter(LATE, NOT_PACKED)


def uncollected() -> Story:
    """It is packed, and nobody collects it; Ann is told that."""
    story = placed().to("2026-11-24").event("line.processed", RING)
    return story.to("2026-11-25").letter(LATE, NOT_COLLECTED)


GONE_PAGE = f"""Order {A}
The carrier can't locate your parcel
When it comes
The carrier can't locate it
Shipped Tue Nov 24 with FedEx: {NUMBER}
What you ordered
{RING}
The carrier can't locate it | $610.00"""


def missing() -> Story:
    """The carrier can't locate the parcel, and finds it a week later."""
    story = shipped().to("2026-12-01").event("parcel.missing", number=NUMBER).page(GONE_PAGE)
    story.to("2026-12-08").write(
        "deed", who="carrier", what="parcel.found", order=A,
        details={"number": NUMBER, "carrier_knows": "moving"},
    )  # fmt: skip
    return story.page(SHIPPED_PAGE.replace("Arrives Wed Dec 2 – Wed Dec 9\n", ""))


COMES_BACK = (
    "FedEx is bringing it back to us.\n\nIf we don't hear from you by the end of Tue Dec 15, 2026,"
    " we cancel it and return everything you paid for it."
)


def returned(settled: tuple[str, str] = ("2026-12-16", "05:01")) -> Story:
    """The carrier brings it back; Ann doesn't answer, and it is cancelled after her last day."""
    story = shipped().to("2026-12-01").event("parcel.returning", number=NUMBER)
    story.letter(f"Your parcel is coming back to us, please choose: order {A}", COMES_BACK)
    story.to(*settled).event("parcel.cancel_chosen", lines=[1])
    story.lines[-1]["by"] = "silence"
    return story.event("line.returned", RING).event("payment.refunded", amount_cents=62500)


HELD = (
    "Accepted: the order is held now, and is cancelled on the next business day, Mon Nov 30, 2026,"
    " with the payment returned in full."
)


def held(called_off: tuple[str, str] = ("2026-11-30", "05:01")) -> Story:
    """Ann buys on a Saturday, and asks to cancel at once: it is done on Monday."""
    story = Story().to("2026-11-28").event("order.placed").event("line.placed", RING)
    story.event("cancellation.requested").letter(f"Order {A}: held until it is answered", HELD)
    story.to(*called_off).event("line.cancelled", RING).event("order.cancelled")
    return story.to("2026-12-02").write("end", counts={})


WATCH = "Steel watch US002"
TWO_PIECES = f"""Your order {A} is confirmed.

WHAT YOU PAY
{RING}: $610.00
{WATCH}: $110.00
Ground shipping by FedEx (5–10 business days after processing): $15.00
Sales tax, Yonkers (city), code 6511: $55.47
  {RING}: 8.875 % of $610.00: $54.14
  {WATCH}: under $110.00: exempt; no tax on $110.00
  Ground shipping: Shipping is taxed as what is shipped: 8.875 % of $15.00: $1.33
Total: $790.47

SHIPS TO
Ann Shopper
"""
# The ring's share of the shipping is 12.7083…, and of the tax on it 1.1268….
REFUND = f"""We refunded $678.12 of your order {A} to your Visa ending in 4242.

Price: $610.00
Shipping: $12.71
Sales tax: $55.41
"""


def refunded() -> Story:
    """One of two pieces came damaged, and all that was paid for it goes back."""
    story = Story().event("order.placed").event("line.placed", RING).event("line.placed", WATCH)
    story.letter(f"Your Store order {A} is confirmed", TWO_PIECES)
    story.event("payment.authorized", amount_cents=79047, reference="pi_1")
    story.to("2026-12-01").event("damage.decided", verdict="whole", title=RING)
    story.event("payment.refunded", amount_cents=67812)
    story.letter(f"We refunded $678.12 of your order {A}", REFUND)
    return story.write("money", id="pi_1", amount=79047, refunded=67812)


def _refund_by(people: str) -> Story:
    story = shipped().to("2026-12-01").event("refund.owed", amount_cents=62500)
    story.lines[-1]["by"] = people
    return _limited(story.event("payment.refunded", amount_cents=62500))


def _limited(story: Story) -> Story:
    """Refunds above 500.00 take two people."""
    return _changed(story, "[care]\\n", "[care]\\nsecond_person_above_cents = 50000\\n")


def agreed() -> Story:
    """Two people give a large sum back."""
    return _refund_by("staff:gus@example.com, staff:gia@example.com")


def _late_claim(people: str) -> Story:
    story = shipped().to("2026-12-17", "05:30")
    story.page("You can file a claim now, until the end of Mon Dec 21, 2026.").to("2026-12-22")
    story.page("The time to file a claim ended with Mon Dec 21, 2026.")
    story.event("claim.refused", number=NUMBER)
    story.to("2026-12-23").event("claim.accepted", number=NUMBER).event("line.lost", RING)
    story.lines[-2]["by"] = people
    return story


def excepted() -> Story:
    """A claim that came too late is paid as an exception."""
    return _late_claim("staff:gus@example.com, staff:gia@example.com")


def cancelled_at_night() -> Story:
    """Ann buys and cancels on a Monday evening, when it is Tuesday in UTC."""
    story = Story().to("2026-11-24", "01:30").event("order.placed").event("line.placed", RING)
    story.to("2026-11-24", "01:45").event("line.cancelled", RING).event("order.cancelled")
    story.event("payment.voided")
    return story.page("Cancelled\nYou cancelled this order on Mon Nov 23, 2026.")


CUSTOMS_PAGE = f"""{RING}
Order within 11 h 0 min: arrives Wed Dec 23 – Mon Jan 4
It is on its way from Japan, and reaches New York Tue Dec 15. Someone must sign for it."""


def held_at_customs() -> Story:
    """Customs hold a piece on its way; its buyer gives it up, and others look at it."""
    story = Story().event("order.placed").event("line.placed_in_japan", RING)
    story.to("2026-11-25").event("line.dispatched", RING, transfer="X1")
    story.to("2026-11-30").write(
        "deed", who="japan", what="transfer.late", order=A, ok=True,
        details={"key": "X1", "expected_on": "2026-12-15"},
    )  # fmt: skip
    story.event("line.cancelled", RING).event("order.cancelled")
    return story.page(CUSTOMS_PAGE, "item", "gold-ring")


GOOD: tuple[Callable[[], Story], ...] = (
    placed, read_around, shipped, delivered, delayed, cancelled, reported, unpacked, uncollected,
    missing, returned, held, refunded, agreed, excepted, cancelled_at_night, held_at_customs,
)  # fmt: skip


@pytest.mark.parametrize("story", GOOD, ids=lambda story: story.__name__)
def test_a_kept_promise_is_no_finding(story: Callable[[], Story]) -> None:
    life = story().life()
    assert life.orders
    assert [finding.as_text() for check in CHECKS for finding in check.run(life)] == []


def _changed(story: Story, old: str, new: str) -> Story:
    """The same life with other words; they must stand in it."""
    text = json.dumps(story.lines, ensure_ascii=False)
    assert old in text
    story.lines = json.loads(text.replace(old, new))
    return story


def _error() -> Story:
    return placed().write("error", where="/orders", text="Traceback\nKeyError: 'x'")


def _wrong_weekday() -> Story:
    return _changed(
        placed(),
        "Arrives Wed Dec 2 – Thu Dec 10, 2026",
        "Arrives Tue Dec 2 – Thu Dec 10, 2026",
    )


def _open_day_called_closed() -> Story:
    return placed().letter("Order", "- It arrives (store closed: Columbus Day, Mon Dec 7, 2026).")


def _other_html() -> Story:
    return placed().letter(
        "Your order: x", "Arrives Wed Dec 2, 2026.", html="<p>Arrives Thu Dec 3, 2026.</p>"
    )


def _shipped_unpacked() -> Story:
    return placed().to("2026-11-24").event("line.shipped", RING)


def _stored_otherwise() -> Story:
    return placed().write("state", order=A, lines=[{"title": RING, "state": "shipped"}])


def _late_promise() -> Story:
    return _changed(
        placed(),
        "Arrives Wed Dec 2 – Thu Dec 10, 2026",
        "Arrives Tue Dec 1 – Thu Dec 10, 2026",
    )


def _item_promise() -> Story:
    page = "Gold ring\nOrder within 1 h 2 min: arrives Tue Dec 1 – Thu Dec 10"
    return placed().page(page, "item", "gold-ring")


def _second_confirmation() -> Story:
    return placed().letter(f"Your Store order {A} is confirmed", CONFIRMATION + "Again.")


def _no_confirmation() -> Story:
    story = Story().event("order.placed").event("line.placed", RING)
    return story.to("2026-11-24").write("end", counts={})


def _date_without_year() -> Story:
    return _changed(
        placed(),
        "Processed Tue Nov 24 – Wed Nov 25, 2026.",
        "Processed Tue Nov 24 – Wed Nov 25.",
    )


def _sum_left_out() -> Story:
    return _changed(placed(), "(5–10 business days after processing): $15.00", "is free")


def _limit_an_hour_late() -> Story:
    return _changed(placed(), "cancel until 5:00 pm", "cancel until 6:00 pm")


def _limit_before_the_report() -> Story:
    return Story(mail_reports=True).place().page(ORDER_PAGE)


def _packed_in_the_window() -> Story:
    return placed().to("2026-11-23", "21:59").event("line.processed", RING)


def _overtaken() -> Story:
    story = placed().to("2026-11-23", "20:30").place(B, "Silk scarf US002")
    story.to("2026-11-25").event("line.processed", "Silk scarf US002", B)
    return story.event("line.processed", RING)


def _same_letter_twice() -> Story:
    story = placed().letter(f"Order {A}: answer", "Hi Ann,\n\nWe look at it.")
    return story.to("2026-11-24").letter(f"Order {A}: answer", "Hi Ann,\n\nWe look at it.")


def _old_dates_as_news() -> Story:
    return delayed().letter(
        f"Your order {A} is late: a new date, and your choice", DELAY + "Sorry."
    )


def _drip() -> Story:
    story = delayed()
    for day in (1, 2):
        story.to(f"2026-12-0{day}").event("promise.delayed")
        story.letter(
            f"Your order {A} is late: a new date, and your choice",
            DELAY.replace("Dec 18", f"Dec {20 + day}").replace(
                "Fri Dec 2", ("Mon Dec 2", "Tue Dec 2")[day - 1]
            ),
        )
    return story


def _letter_against_page() -> Story:
    return _changed(delayed(), "Arrives Fri Dec 11 – Fri Dec 18", "Arrives Fri Dec 11 – Thu Dec 17")


def _page_later_than_letters() -> Story:
    return placed().to("2026-11-24").page(ORDER_PAGE.replace("Thu Dec 10", "Fri Dec 11"))


def _overdue_since_another_day() -> Story:
    text = f"Your parcel (FedEx {NUMBER}) should have arrived by Thu Dec 10, 2026, and it hasn't."
    return shipped().to("2026-12-11").letter(f"Your parcel of order {A} hasn't arrived yet", text)


def _reason_of_another() -> Story:
    text = DELAY.replace("It's packed, but we can't get a shipping label from FedEx yet.",
                         "We did not get it ready in time. We are sorry.")  # fmt: skip
    return shipped().to("2026-12-01").letter(f"Your order {A}: new dates", text)


def _past_day() -> Story:
    return placed().to("2026-12-11", "21:30").page(ORDER_PAGE)


def _ships_after_it_arrives() -> Story:
    return _changed(delayed(), "It ships by Fri Dec 4, 2026", "It ships by Mon Dec 14, 2026")


def _too_early() -> Story:
    return _changed(delayed(), "should arrive Fri Dec 11, 2026", "should arrive Tue Dec 1, 2026")


def _closure_forgotten() -> Story:
    story = placed().to("2026-12-01").write(
        "deed", who="owner", what="closure.enter",
        details={"place": "carrier", "first_on": "2026-12-02", "last_on": "2026-12-04"},
    )  # fmt: skip
    text = DELAY.replace("Fri Dec 11, 2026", "Tue Dec 8, 2026")
    return story.letter(f"Your order {A}: new dates", text)


def _claim_a_day_late() -> Story:
    return _changed(
        shipped(), "until the end of Mon Dec 21, 2026.", "until the end of Tue Dec 22, 2026."
    )


def _claim_date_left_out() -> Story:
    return _changed(
        shipped(),
        "You can file a claim from Thu Dec 17, 2026 until the end of Mon Dec 21, 2026.",
        "",
    )


def _claim_postponed() -> Story:
    story = shipped().to("2026-12-01")
    return story.page(SHIPPED_PAGE.replace("by the end of Wed Dec 16", "by the end of Thu Dec 17"))


def _time_to_answer_cut() -> Story:
    words = "Unless you tell us by the end of {} that you want to wait, we cancel it."
    story = placed().letter(f"Order {A}: late", words.format("Sun Dec 20, 2026"))
    return story.to("2026-11-30").letter(f"Order {A}: late", words.format("Wed Dec 2, 2026"))


def _silence_without_consequence() -> Story:
    story = delayed()
    story.lines = [line for line in story.lines if line.get("kind") != "delay.accepted"]
    return story


def _refused_in_time() -> Story:
    story = placed().to("2026-11-23", "21:00").event("cancellation.requested")
    return story.event("cancellation.refused")


def _over_when_written() -> Story:
    words = "You can cancel until 5:00 pm ET on Mon Nov 23, 2026."
    return placed().to("2026-11-24").letter(f"Order {A}: kept", words)


def _not_in_time() -> Story:
    story = placed().to("2026-11-23", "22:30").event("cancellation.requested")
    closed = "The cancellation window closed at 5:00 pm ET on Mon Nov 23, 2026."
    return story.to("2026-11-24").page(f"You cancelled in time.\n{closed}")


def _stale_offer() -> Story:
    return placed().to("2026-11-24").page(ORDER_PAGE + "\nMore")


def _cancelled_arrives() -> Story:
    return _changed(
        cancelled(),
        "You cancelled this order",
        "Arrives Wed Dec 2 – Thu Dec 10\\nYou cancelled this order",
    )


def _cancelled_in_calendar() -> Story:
    entry = f"BEGIN:VEVENT\nSUMMARY:Order {A}: {RING} should arrive\nSTATUS:CONFIRMED\nEND:VEVENT"
    return cancelled().page(entry, "calendar")


def _returning_arrives() -> Story:
    story = shipped().to("2026-12-01").event("parcel.returning", number=NUMBER)
    return story.page(SHIPPED_PAGE)


def _delay_after_delivery() -> Story:
    return (
        delivered()
        .to("2027-01-21")
        .letter(f"Your parcel of order {A} hasn't arrived yet", "Sorry.")
    )


def _trace_a_day_late() -> Story:
    return _changed(reported(), "6:00 pm ET on Tue Dec 8", "6:00 pm ET on Wed Dec 9")


def _no_trace() -> Story:
    story = _changed(reported(), "Ask FedEx for a trace", "Water the plants")
    story.lines = [line for line in story.lines if line.get("kind") != "trace.started"]
    return story.to("2026-12-09").write("end", counts={})


def _stands_still() -> Story:
    return placed().to("2027-01-20").write("end", counts={})


def _refund_not_paid() -> Story:
    return _changed(cancelled(), "payment.voided", "care.answered").to("2027-01-20").write("end")


def _explains_another_day() -> Story:
    return _changed(
        placed(), "WHY THESE DATES", "WHY THESE DATES\\n- Arrives Wed Dec 2, 2026 at the earliest."
        "\\n- Arrives Fri Dec 11, 2026 at the latest.",
    )  # fmt: skip


def _explains_another_limit() -> Story:
    words = (
        "from then, a cancellation is accepted until 5:01 pm ET on Mon Nov 23, 2026. Cancellation"
    )
    return _changed(placed(), "What you ordered", f"2 hours {words}\\nWhat you ordered")


def _processed_on_another_day() -> Story:
    story = shipped().to("2026-11-25")
    return story.page(SHIPPED_PAGE + "\nIt was processed Wed Nov 25, 2026. Processing")


def _wrong_example() -> Story:
    page = "Ordered Mon Nov 23, 2026, 4:01 pm ET\nwe start on Mon Nov 23, 2026"
    return placed().page(page, "faq", "")


def _wrong_closed_day() -> Story:
    return placed().page("Mon Dec 7, 2026: Pearl Harbor Day", "faq", "")


def _headline_too_early() -> Story:
    return placed().to("2026-11-24").page("Order\nDelivered\n")


def _delivered_in_part() -> Story:
    story = Story().event("order.placed").event("line.placed", RING).event("line.placed", "Watch")
    story.event("line.processed", RING).event("line.shipped", RING).event("line.delivered", RING)
    return story.letter(f"Your order {A} was delivered, signed for by ANN", "Here.")


def _calendar_of_another_day() -> Story:
    return placed().page(
        f"BEGIN:VEVENT\nSUMMARY:{RING} should arrive\nSTATUS:CONFIRMED\n"
        "DTSTART;VALUE=DATE:20261202\nDTEND;VALUE=DATE:20261210\nEND:VEVENT",
        "calendar",
    )


def _paper_of_another_day() -> Story:
    return placed().page("It arrives soon. Arrives Wed Dec 2 – Wed Dec 9, 2026.", "print")


def _undated_piece_sold_again() -> Story:
    story = Story().event("order.placed").event("line.placed_in_japan", RING)
    story.to("2026-11-25").event("line.dispatched", RING)
    story.letter(
        f"Your order {A} is late: no date yet, and your choice", "Nobody can say yet when."
    )
    story.to("2026-11-30").event("line.cancelled", RING)
    story.event("order.placed", order=B).event("line.placed_in_japan", RING, B)
    return story.letter(f"Your Store order {B} is confirmed", CONFIRMATION.replace(A, B), B)


def _own_experts_decide() -> Story:
    story = delivered().event("authenticity.reported").event("authenticity.return_offered")
    story.to("2027-01-21").event("authenticity.piece_received")
    reason = "Two of our experts looked at it again, and it is an original."
    return story.to("2027-01-22").event("authenticity.report_refused", sentence=reason)


def _nobody_asks_after_a_return() -> Story:
    story = shipped().to("2026-12-01").event("parcel.returned", number=NUMBER)
    return story.to("2027-01-10").write("end", counts={})


def _sentence_with_two_ends() -> Story:
    return placed().page("Asked for by staff: we are sorry for the wait.. Approve it.")


def _comma_after_a_blank() -> Story:
    return placed().page("17 of 21 parcels , 4 without a signature.")


def _placeholder_left() -> Story:
    return placed().page("It arrives by %(day)s.")


def _answer_not_sent() -> Story:
    story = placed().to("2026-11-24")
    story.write("deed", who="care", what="care.answer", order=A, details={"reply": "It is red."})
    return story.to("2026-11-25").write("end", counts={})


def _claimant_too_late() -> Story:
    story = shipped().to("2026-12-17").event("claim.filed", number=NUMBER).to("2026-12-23")
    return story.page("The time to file a claim ended with Mon Dec 21, 2026.")


def _overtaken_in_the_window() -> Story:
    story = placed().to("2026-11-23", "20:30").place(B, "Silk scarf US002")
    return story.to("2026-11-23", "21:00").event("line.processed", "Silk scarf US002", B)


def _answer_on_a_sunday() -> Story:
    return placed().letter(
        f"Order {A}: kept", "A person answers by 6:00 pm ET on Sun Nov 29, 2026."
    )


def _trace_not_started() -> Story:
    return shipped().letter(f"Order {A}: kept", "Your report is kept, and a trace has started.")


def _unheard_bounce() -> Story:
    story = Story(mail_reports=True).place()
    message_id = story.lines[-1]["message_id"]
    story.write("mail_report", message_id=message_id, to=MAIL, kind="bounced")
    return story.to("2026-11-24").write("end", counts={})


def _piece_elsewhere() -> Story:
    story = Story().event("order.placed").event("line.placed_in_japan", RING)
    story.to("2026-11-25").event("line.dispatched", RING)
    return story.page(f"{RING}\nIt is in Japan now.", "item", "gold-ring")


def _called_packed() -> Story:
    return placed().to("2026-11-25").letter(LATE, NOT_COLLECTED)


def _called_unpacked() -> Story:
    story = placed().to("2026-11-24").event("line.processed", RING)
    return story.to("2026-11-25").letter(LATE, NOT_PACKED)


def _lost_on_its_way() -> Story:
    return _changed(missing(), "When it comes\\nThe carrier can't locate it",
                    "When it comes\\nOn its way")  # fmt: skip


def _lost_arrives() -> Story:
    story = shipped().to("2026-12-01").event("parcel.lost", number=NUMBER)
    return story.page(SHIPPED_PAGE)


def _returned_a_day_early() -> Story:
    return returned(("2026-12-15", "05:01"))


def _held_a_day_longer() -> Story:
    return held(("2026-12-01", "05:01"))


def _last_day_without_year() -> Story:
    return _changed(shipped(), "the end of Mon Dec 21, 2026.\\n", "the end of Mon Dec 21.\\n")


def _trace_without_a_task() -> Story:
    story = _changed(reported(), "Ask FedEx for a trace", "Water the plants")
    return _changed(story, "2026-12-08T22:00", "2026-12-08T15:30").write("end", counts={})


def _cent_of_shipping_kept() -> Story:
    return _changed(
        _changed(refunded(), "Shipping: $12.71", "Shipping: $12.70"), "$678.12", "$678.11"
    )


def _other_sum_moved() -> Story:
    return _changed(refunded(), '"amount_cents": 67812', '"amount_cents": 67811')


def _other_sum_at_the_provider() -> Story:
    return _changed(refunded(), '"refunded": 67812', '"refunded": 0')


def _parts_of_another_sum() -> Story:
    return _changed(refunded(), "Sales tax: $55.41", "Sales tax: $55.40")


def _large_refund_by_one() -> Story:
    return _refund_by("staff:gus@example.com")


def _late_claim_by_one() -> Story:
    return _late_claim("staff:gus@example.com")


def _day_in_utc() -> Story:
    return _changed(cancelled_at_night(), "on Mon Nov 23, 2026", "on Tue Nov 24, 2026")


def _delivered_in_utc() -> Story:
    story = shipped().to("2026-12-08", "01:30").event("parcel.delivered", number=NUMBER)
    return story.event("line.delivered", RING).page(
        f"BEGIN:VEVENT\nSUMMARY:Delivered: {RING}\nDTSTART;VALUE=DATE:20261208\nEND:VEVENT",
        "calendar",
    )


def _sold_before_it_is_here() -> Story:
    return _changed(held_at_customs(), "reaches New York Tue Dec 15", "reaches New York Tue Dec 1")


def _confirmed_before_it_is_here() -> Story:
    story = held_at_customs().to("2026-12-01")
    story.event("order.placed", order=B).event("line.placed", RING, B)
    return story.letter(f"Your Store order {B} is confirmed", CONFIRMATION.replace(A, B), B)


BAD: tuple[tuple[str, Callable[[], Story]], ...] = (
    ("reasons", _called_packed),
    ("reasons", _called_unpacked),
    ("lost_parcels", _lost_on_its_way),
    ("lost_parcels", _lost_arrives),
    ("announced_deadlines", _returned_a_day_early),
    ("announced_deadlines", _held_a_day_longer),
    ("years", _last_day_without_year),
    ("written_marks", _sentence_with_two_ends),
    ("written_marks", _comma_after_a_blank),
    ("written_marks", _placeholder_left),
    ("early_reports", _trace_without_a_task),
    ("refunds", _cent_of_shipping_kept),
    ("refunds", _other_sum_moved),
    ("refunds", _parts_of_another_sum),
    ("refunds", _other_sum_at_the_provider),
    ("two_people", _large_refund_by_one),
    ("two_people", _late_claim_by_one),
    ("recorded_days", _day_in_utc),
    ("recorded_days", _delivered_in_utc),
    ("sold_while_crossing", _sold_before_it_is_here),
    ("sold_while_crossing", _confirmed_before_it_is_here),
    ("errors", _error),
    ("real_dates", _wrong_weekday),
    ("real_dates", _open_day_called_closed),
    ("letter_parts", _other_html),
    ("timelines", _shipped_unpacked),
    ("timelines", _stored_otherwise),
    ("made_promises", _late_promise),
    ("made_promises", _item_promise),
    ("explained_dates", _explains_another_day),
    ("explained_dates", _explains_another_limit),
    ("explained_dates", _processed_on_another_day),
    ("faq_examples", _wrong_example),
    ("faq_examples", _wrong_closed_day),
    ("headlines", _headline_too_early),
    ("headlines", _delivered_in_part),
    ("calendar_files", _calendar_of_another_day),
    ("calendar_files", _paper_of_another_day),
    ("confirmations", _second_confirmation),
    ("confirmations", _no_confirmation),
    ("full_copy", _date_without_year),
    ("full_copy", _sum_left_out),
    ("cancel_limit", _limit_an_hour_late),
    ("cancel_limit", _limit_before_the_report),
    ("packed_early", _packed_in_the_window),
    ("queue_order", _overtaken),
    ("new_facts", _same_letter_twice),
    ("new_facts", _old_dates_as_news),
    ("new_facts", _drip),
    ("letter_against_page", _letter_against_page),
    ("letter_against_page", _page_later_than_letters),
    ("letter_against_page", _overdue_since_another_day),
    ("reasons", _reason_of_another),
    ("known_then", _past_day),
    ("known_then", _ships_after_it_arrives),
    ("known_then", _too_early),
    ("known_then", _closure_forgotten),
    ("sold_while_crossing", _undated_piece_sold_again),
    ("authenticator_decides", _own_experts_decide),
    ("after_return", _nobody_asks_after_a_return),
    ("answers_are_sent", _answer_not_sent),
    ("claims_on_file", _claimant_too_late),
    ("out_of_turn", _overtaken_in_the_window),
    ("people_decide", _answer_on_a_sunday),
    ("started_traces", _trace_not_started),
    ("unreached", _unheard_bounce),
    ("where_pieces_are", _piece_elsewhere),
    ("claim_dates", _claim_a_day_late),
    ("claim_dates", _claim_date_left_out),
    ("lost_rights", _claim_postponed),
    ("lost_rights", _time_to_answer_cut),
    ("announced_deadlines", _silence_without_consequence),
    ("announced_deadlines", _refused_in_time),
    ("announced_deadlines", _over_when_written),
    ("announced_deadlines", _not_in_time),
    ("announced_deadlines", _stale_offer),
    ("ended_orders", _cancelled_arrives),
    ("ended_orders", _cancelled_in_calendar),
    ("ended_orders", _returning_arrives),
    ("delivered_orders", _delay_after_delivery),
    ("early_reports", _trace_a_day_late),
    ("early_reports", _no_trace),
    ("endings", _stands_still),
    ("endings", _refund_not_paid),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "story"), BAD, ids=lambda value: getattr(value, "__name__", value)
)
def test_a_broken_promise_is_found(name: str, story: Callable[[], Story]) -> None:
    check = next(check for check in CHECKS if check.name == name)
    findings = list(check.run(story().life()))
    assert findings, f"{name} finds nothing in {story.__name__}"
    assert all(finding.check == name for finding in findings)


def test_every_check_has_a_life_that_it_must_find() -> None:
    assert {check.name for check in CHECKS} == {name for name, _ in BAD}
    assert all(check.clause and check.loses for check in CHECKS)


@pytest.mark.parametrize(
    ("placed_at", "arrives"),
    [  # the worked dates of the clauses
        ("2026-11-23T21:00:00+00:00", ("2026-12-02", "2026-12-10")),
        ("2026-11-23T21:00:01+00:00", ("2026-12-03", "2026-12-11")),
        ("2026-11-25T21:30:00+00:00", ("2026-12-07", "2026-12-15")),
        ("2026-11-28T17:00:00+00:00", ("2026-12-08", "2026-12-16")),
    ],
)
def test_the_worked_dates(placed_at: str, arrives: tuple[str, str]) -> None:
    promise = Policy(POLICY).promise(datetime.fromisoformat(placed_at))
    assert tuple(map(str, promise["arrives"])) == arrives


def test_the_worked_dates_of_a_piece_abroad() -> None:
    promise = Policy(POLICY).promise(datetime(2026, 12, 28, 15, tzinfo=UTC), from_abroad=True)
    assert tuple(map(str, promise["transfer"])) == ("2027-01-08", "2027-01-15")


def test_the_worked_claim_days() -> None:
    policy = Policy(POLICY)
    assert policy.claim_days(date(2026, 11, 23)) == (date(2026, 12, 15), date(2026, 12, 18))
    assert policy.claim_days(date(2026, 11, 28)) == (date(2026, 12, 18), date(2026, 12, 23))


@pytest.mark.parametrize(
    ("line", "meaning", "value"),
    [
        ("Arrives Wed Dec 30 – Thu Jan 7, 2027.", "arrives", "2026-12-30 2027-01-07"),
        ("Arrives Wed Dec 30 – Thu Jan 7", "arrives", "2026-12-30 2027-01-07"),
        ("A person answers by 6 pm on Monday, Nov 30", "person_answers", "2026-11-30T23:00:00"),
        ("A person answers by end of Fri, Dec 18", "person_answers", "2026-12-19T05:00:00"),
        ("A person decides it, and answers by 6 pm on Monday, Nov 30.", "person_answers",
         "2026-11-30T23:00:00"),
        ("Without an answer by the end of Tue Jan 26, 2027, everything you paid is returned.",
         "cancel_if_silent", "2027-01-27T05:00:00"),
        ("You can cancel until 12:00 pm ET on Mon Nov 30.", "cancel_until", "2026-11-30T17:00:00"),
        ("FedEx expects to deliver it Thu Dec 3.", "carrier_expects", "2026-12-03 2026-12-03"),
        ("The carrier has had it since Mon Nov 30, 2026.", "why_handed_over",
         "2026-11-30 2026-11-30"),
        ("It ships by Fri Dec 4, 2026 at the latest.", "why_will_ship", "2026-12-04 2026-12-04"),
        ("The authorization on your card expires at 4:08 am ET on Mon Nov 30, 2026.",
         "authorization_ends", "2026-11-30T09:08:00"),
        ("Left Japan for our New York warehouse, on Mon Nov 30, 2026 there", "left_there_on",
         "2026-11-30 2026-11-30"),
    ],
)  # fmt: skip
def test_words_with_dates(line: str, meaning: str, value: str) -> None:
    read = Reader(Policy(POLICY), datetime(2026, 11, 28, tzinfo=UTC)).read_line(line)
    assert not read.unread
    (mention,) = read.mentions
    instant = mention.token.instant
    shown = instant.isoformat()[:19] if instant else f"{mention.first} {mention.last}"
    assert (mention.meaning, shown) == (meaning, value)


def test_a_date_that_no_rule_reads_is_kept() -> None:
    reader = Reader(Policy(POLICY), datetime(2026, 11, 28, tzinfo=UTC))
    assert [token.text for token in reader.read_line("The moon is full Tue Dec 1.").unread] == [
        "Tue Dec 1"
    ]


def test_a_signature_has_no_numbers() -> None:
    def of(order: str, day: str, cents: str) -> Finding:
        words = f"Order {order} says Tue {day}, 2026 and {cents}"
        return Finding("x", order, datetime.now(UTC) + timedelta(0), words)

    assert of(A, "Dec 1", "$1.00").signature == of(B, "Jan 12", "$2,300.10").signature
    assert shape_of("Your order T-AAAAA-AAAAA") == "Your order ORDER"
