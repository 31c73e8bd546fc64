"""Clauses `non_receipt`, `claim_deadline`: what the carrier says of a parcel is told in its own
words, a search isn't a loss, and a loss that it confirms is settled at once.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories.days import Days
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.letters import letter_of, letters_of
from tests.factories.moments import moment
from tests.factories.parcels import (
    NUMBER,
    PICKED_UP,
    apply_tracking_events,
    ship_by_label,
    tracking_event,
)
from tests.factories.people import pat
from troth.care.cases import CaseActionRefused
from troth.care.models import CareCase
from troth.care.not_received import claims, losses
from troth.fulfillment.carriers import fedex_events
from troth.fulfillment.models import Parcel, PromiseStatus
from troth.fulfillment.promises import closures
from troth.fulfillment.tracking.shipment_scans import scans_of_parcel
from troth.payments.models import Approval, PaymentOperation
from troth.policy.shipping import tracking
from troth.worklist.models import Task

# Shipped Mon Nov 23: the 15th business day is Tue Dec 15, the 18th Fri Dec 18.
LAST_PROMISED = moment("Thu 2026-12-10 12:00")
LOOKING = "Shipment exception: Unable to locate package, trace started"


@pytest.fixture
def days(monkeypatch):
    return Days(monkeypatch, PICKED_UP)


def goes_missing(order, days, at="Wed 2026-12-02 10:00"):
    days.at(PICKED_UP)
    when = moment(at)
    apply_tracking_events(when, tracking_event("missing", when, LOOKING))
    days.at(when)
    return when


def test_the_carrier_s_words_place_and_time_stay_on_the_parcel(house, days):
    when = goes_missing(ship_by_label(), days)
    parcel = Parcel.objects.get()
    assert (parcel.status, parcel.exception_kind) == ("missing", "missing")
    assert (parcel.exception_text, parcel.exception_place) == (LOOKING, "Memphis, TN")
    assert parcel.exception_at == when
    assert tracking.STATUSES[parcel.status] == "The carrier can't locate it"
    assert [scan.carrier_text for scan in scans_of_parcel(parcel)] == [LOOKING, "Picked up"]
    assert NUMBER in parcel.tracking_url()


def test_fedex_s_own_event_is_read_as_what_it_is():
    event = {
        "date": "2026-12-02T10:00:00-05:00",
        "eventType": "SE",
        "eventDescription": "Shipment exception",
        "exceptionCode": "29",
        "exceptionDescription": "Unable to locate package, trace started",
        "derivedStatusCode": "SE",
        "scanLocation": {"city": "MEMPHIS", "stateOrProvinceCode": "TN"},
    }
    answer = {
        "completeTrackResults": [
            {"trackingNumber": NUMBER, "trackResults": [{"scanEvents": [event]}]}
        ]
    }
    (sighting,) = fedex_events.parse_events({"output": answer})
    assert (sighting.status, sighting.carrier_text) == ("missing", LOOKING)


def test_a_lost_parcel_lives_sixty_days(house, days):
    order = ship_by_label()
    goes_missing(order, days)
    days.pass_by(60)
    written = letters_of(order)
    kinds = [letter.kind for letter in written]
    assert kinds.count("trouble") == 1
    assert kinds.count("delay") == 0  # no date is promised of it
    assert kinds.count("request") == 1  # the report became a claim after Tue Dec 15
    assert not any("not get it ready" in letter.text for letter in written)
    (trouble,) = [letter for letter in written if letter.kind == "trouble"]
    assert "FedEx can't locate your parcel" in trouble.subject
    assert "Unable to locate package, trace started" in trouble.text
    assert "for a trace by 6:00 pm ET on Wed Dec 2, 2026" in trouble.text
    assert "the end of Tue Dec 15, 2026" in trouble.text
    request = CareCase.objects.get()
    assert (request.by, request.kind, request.state) == ("policy", "not_received", "open")
    filed = order.events.get(kind="claim.filed")
    assert filed.at == moment("Wed 2026-12-16 00:05")
    assert PromiseStatus.objects.get().arrives_by == moment("Tue 2026-12-08 00:00").date()


def test_care_has_one_task_to_ask_for_the_trace(house, days):
    order = ship_by_label()
    when = goes_missing(order, days)
    claims.report_not_received(
        order=order, number=NUMBER, asked_at=when, now=when, by="shopper", how="page"
    )
    (task,) = Task.objects.filter(kind="trace")
    assert (task.role, task.due_at) == ("care", moment("Wed 2026-12-02 18:00"))


@pytest.mark.parametrize("day", ["Wed 2026-12-02 10:00", "Fri 2026-12-18 23:50"])
def test_a_confirmed_loss_is_settled_at_once_whatever_the_day(house, days, day):
    order = ship_by_label()
    days.at(PICKED_UP)
    when = moment(day)
    apply_tracking_events(
        when, tracking_event("lost", when, "Shipment exception: Package was lost")
    )
    days.at(when)
    request = CareCase.objects.get()
    assert (request.by, request.outcome, request.state) == ("policy", "refunded", "done")
    assert order.lines.get().state == "lost"
    refund = PaymentOperation.objects.get(kind="refund")
    assert refund.amount_cents == order.total_cents
    letter = letters_of(order, "request")[-1]
    assert "FedEx has confirmed that it lost your parcel" in letter.text
    assert "We have filed your claim for you, and accepted it" in letter.text
    written = len(letters_of(order, "request"))
    days.pass_by(30)
    assert len(letters_of(order, "request")) == written
    assert PaymentOperation.objects.filter(kind="refund").count() == 1


def test_who_filed_the_claim_is_told_that_it_is_accepted(house, days):
    order = ship_by_label()
    days.at(PICKED_UP)
    early = moment("Wed 2026-12-02 10:00")
    claims.report_not_received(
        order=order, number=NUMBER, asked_at=early, now=early, by="shopper", how="page"
    )
    days.at(early)
    when = early + timedelta(days=1)
    apply_tracking_events(
        when, tracking_event("lost", when, "Shipment exception: Package was lost")
    )
    days.at(when)
    letter = letters_of(order, "request")[-1]
    assert "Your claim is accepted: you get back everything" in letter.text
    assert "filed your claim for you" not in letter.text


def test_after_the_last_day_a_confirmed_loss_goes_to_a_person(house, days):
    order = ship_by_label()
    days.at(PICKED_UP)
    when = moment("Sat 2026-12-19 00:00")
    apply_tracking_events(
        when, tracking_event("lost", when, "Shipment exception: Package was lost")
    )
    days.at(when)
    days.at(when + timedelta(hours=1))
    assert not PaymentOperation.objects.filter(kind="refund").exists()
    assert Task.objects.get(kind="lost_parcel").due_at == moment("Mon 2026-12-21 18:00")
    (letter,) = letters_of(order, "request")
    assert "6:00 pm ET on Mon Dec 21, 2026" in letter.text


def test_the_carrier_s_own_time_counts_not_ours(house, days):
    order = ship_by_label()
    days.at(PICKED_UP)
    said_at, heard_at = moment("Fri 2026-12-18 23:30"), moment("Sat 2026-12-19 01:00")
    apply_tracking_events(
        heard_at, tracking_event("lost", said_at, "Shipment exception: Package was lost")
    )
    days.at(heard_at)
    assert CareCase.objects.get().outcome == "refunded"
    assert order.lines.get().state == "lost"


def test_a_loss_before_the_money_is_taken_is_settled_when_it_is(house, days):
    order = ship_by_label(take_money=False)
    when = PICKED_UP + timedelta(minutes=30)
    apply_tracking_events(
        when, tracking_event("lost", when, "Shipment exception: Package was lost")
    )
    losses.handle_loss(order=order, number=NUMBER, now=when)
    assert CareCase.objects.get().state == "open"
    assert "as soon as the charge on your card has gone through" in letter_of(order, "request").text
    days.at(when)
    days.at(when + timedelta(minutes=1))
    assert CareCase.objects.get().outcome == "refunded"
    assert not Task.objects.open().filter(kind="lost_parcel").exists()


def find_with_neighbor(now):
    claims.settle_claim(
        request=CareCase.objects.get(),
        outcome=claims.ARRIVED,
        why="A neighbor has it for you.",
        now=now,
        by="staff:gus",
    )


def test_a_claim_of_a_loss_that_was_found_counts_again_at_once(house):
    """It was on file before the 15th day: told again, it doesn't wait for that day."""
    order = ship_by_label(take_money=False)
    when = moment("Wed 2026-12-02 10:00")
    apply_tracking_events(
        when, tracking_event("lost", when, "Shipment exception: Package was lost")
    )
    losses.handle_loss(order=order, number=NUMBER, now=when)
    find_with_neighbor(when + timedelta(hours=2))
    later = moment("Fri 2026-12-04 10:00")
    verdict = claims.verdict_of(order, claims.parcel_events(order)[0], asked_at=later)
    assert verdict.verdict == "open"
    assert "Your claim was filed on Wed Dec 2, 2026, in time, and that still" in verdict.sentence
    again = claims.report_not_received(
        order=order, number=NUMBER, asked_at=later, now=later, by="shopper", how="page"
    )
    assert again.state == "open"


def test_the_day_of_a_claim_is_that_of_its_filing_not_of_the_search_before(house):
    order = ship_by_label(take_money=False)
    searched, lost = moment("Tue 2026-12-01 10:00"), moment("Fri 2026-12-04 10:00")
    apply_tracking_events(searched, tracking_event("missing", searched, "Trace started"))
    losses.handle_carrier_search(order=order, number=NUMBER, now=searched)
    apply_tracking_events(
        lost, tracking_event("lost", lost, "Shipment exception: Package was lost")
    )
    losses.handle_loss(order=order, number=NUMBER, now=lost)
    find_with_neighbor(lost + timedelta(hours=2))
    later = moment("Mon 2026-12-07 10:00")
    verdict = claims.verdict_of(order, claims.parcel_events(order)[0], asked_at=later)
    assert "Your claim was filed on Fri Dec 4, 2026, in time" in verdict.sentence


def test_a_report_of_a_search_that_was_found_waits_for_its_day_again(house, days):
    order = ship_by_label()
    when = goes_missing(order, days)
    find_with_neighbor(when + timedelta(hours=2))
    later = moment("Fri 2026-12-04 10:00")
    verdict = claims.verdict_of(order, claims.parcel_events(order)[0], asked_at=later)
    assert verdict.verdict == "early"


def test_above_the_limit_a_second_person_approves_first(house, days):
    order = ship_by_label(a_bag(price="7200.00"))
    days.at(PICKED_UP)
    when = moment("Wed 2026-12-02 10:00")
    apply_tracking_events(
        when, tracking_event("lost", when, "Shipment exception: Package was lost")
    )
    days.at(when)
    assert Approval.objects.get().amount_cents == order.total_cents
    assert not PaymentOperation.objects.filter(kind="refund").exists()
    assert (
        "a second person here must approve the refund first" in letters_of(order, "request")[0].text
    )


def test_a_search_and_then_the_loss_settle_the_report_that_was_filed(house, days):
    order = ship_by_label()
    when = goes_missing(order, days)
    report = CareCase.objects.get()
    assert report.state == "asleep"
    later = when + timedelta(days=3)
    apply_tracking_events(
        later, tracking_event("lost", later, "Shipment exception: Package was lost")
    )
    days.at(later)
    report.refresh_from_db()
    assert (report.state, report.outcome) == ("done", "refunded")
    assert not Task.objects.open().filter(kind="trace").exists()


def test_care_records_a_loss_that_the_carrier_confirmed_by_phone(house, days):
    order = ship_by_label()
    when = goes_missing(order, days)
    request = CareCase.objects.get()
    with pytest.raises(CaseActionRefused, match="what the carrier said"):
        losses.confirm_loss(request=request, sentence=" ", now=when, by="carol")
    later = when + timedelta(days=1)
    for _ in range(2):
        done = losses.confirm_loss(
            request=request, sentence="Ms. Ito of FedEx claims: lost.", now=later, by="carol"
        )
    days.at(later)
    assert done.outcome == "refunded"
    lost = order.events.get(kind="parcel.lost")
    assert (lost.by, lost.facts["carrier_text"]) == ("carol", "Ms. Ito of FedEx claims: lost.")
    assert PaymentOperation.objects.filter(kind="refund").count() == 1


def test_a_parcel_late_without_a_word_is_told_once(house, days):
    order = ship_by_label()
    days.at(PICKED_UP)
    days.pass_by(22)  # to Tue Dec 15: its report or claim isn't due yet
    (letter,) = letters_of(order, "delay")
    assert letter.subject == f"Your parcel of order {order.number} hasn't arrived yet"
    (shipped,) = letters_of(order, "shipping")
    # Packed on Mon Nov 23: 5 to 10 business days from there, as the shipping notice says.
    assert "Tue Dec 8, 2026" in shipped.text
    assert "should have arrived by Tue Dec 8, 2026" in letter.text
    assert "FedEx still has your parcel" in letter.text
    assert "ready" not in letter.text
    days.pass_by(10)
    assert len(letters_of(order, "delay")) == 1


def test_who_has_reported_a_parcel_is_not_told_that_it_is_late(house, days):
    order = ship_by_label()
    days.at(PICKED_UP)
    reported = moment("Tue 2026-12-01 10:00")
    claims.report_not_received(
        order=order, number=NUMBER, asked_at=reported, now=reported, by="shopper", how="page"
    )
    days.at(reported)
    find_with_neighbor(reported + timedelta(hours=2))
    days.pass_by(22)
    assert not letters_of(order, "delay")


def test_a_later_day_of_the_carrier_s_own_is_told_with_its_reason(house, days):
    order = ship_by_label()
    days.at(PICKED_UP)
    when = moment("Tue 2026-12-08 10:00")
    late_on = moment("Mon 2026-12-14 00:00").date()
    weather = "Shipment exception: Delay due to weather or natural disaster"
    apply_tracking_events(when, tracking_event("delayed", when, weather, expected_on=late_on))
    days.at(when)
    days.pass_by(3)
    (letter,) = letters_of(order, "delay")
    assert "It should arrive Mon Dec 14, 2026." in letter.text
    assert "Delay due to weather" in letter.text


def test_a_damaged_parcel_is_told_and_care_asks(house, days):
    order = ship_by_label()
    days.at(PICKED_UP)
    when = moment("Wed 2026-12-02 10:00")
    description = "Shipment exception: Damaged, handling per shipper instructions"
    apply_tracking_events(when, tracking_event("damaged", when, description))
    days.pass_by(20)
    (letter,) = letters_of(order, "trouble")
    assert "damaged on its way" in letter.subject
    assert description in letter.text
    assert Task.objects.filter(kind="damaged_parcel").count() == 1
    assert letters_of(order, "delay") == []


def test_a_claim_that_is_open_keeps_dates_silent(house, days):
    order = ship_by_label()
    days.at(PICKED_UP)
    early = moment("Tue 2026-12-08 10:00")
    claims.report_not_received(
        order=order, number=NUMBER, asked_at=early, now=early, by="shopper", how="page"
    )
    days.at(early)
    days.pass_by(20)
    assert letters_of(order, "delay") == []


def test_the_other_piece_of_a_mixed_order_is_not_touched_by_a_loss(house, days):
    order = ship_by_label(a_bag(), a_watch_in_japan())
    bag, watch = order.lines.order_by("pk")
    days.at(PICKED_UP)
    when = moment("Wed 2026-12-02 10:00")
    apply_tracking_events(
        when, tracking_event("lost", when, "Shipment exception: Package was lost")
    )
    days.at(when)
    bag.refresh_from_db(), watch.refresh_from_db()
    assert (bag.state, watch.state) == ("lost", "in_japan")
    assert PaymentOperation.objects.get(kind="refund").parts["item_cents"] == bag.price_cents


def test_the_desk_shows_the_carrier_s_words_and_a_link_to_its_site(house, days, client):
    order = ship_by_label()
    goes_missing(order, days)
    client.force_login(pat())
    request = CareCase.objects.get()
    for page in (
        f"/desk/care/{request.key}",
        f"/desk/orders/{order.number}",
        f"/desk/packing/{Parcel.objects.get().key}",
    ):
        shown = client.get(page).content.decode()
        assert "Unable to locate package, trace started" in shown
        assert "Memphis, TN" in shown
        assert f"fedextrack/?trknbr={NUMBER}" in shown
    assert "Unable to locate package" in client.get("/desk/parcels/").content.decode()


def test_a_closure_of_the_carriers_moves_what_is_on_its_way(house, days):
    order = ship_by_label()
    days.at(PICKED_UP)
    now = moment("Mon 2026-11-30 12:00")
    closure = closures.enter_closure(
        place="carrier",
        first_on=date(2026, 12, 1),
        last_on=date(2026, 12, 4),
        why="an ice storm",
        now=now,
        by="pat",
    )
    closures.recompute_promises(closure_id=closure.pk, now=now)
    days.at(now)
    (letter,) = letters_of(order, "delay")
    assert "an ice storm" in letter.text
    assert "will arrive later than we said" in letter.text
    # Packed Mon Nov 23: ten business days, less four closed ones, end on Mon Dec 14.
    assert "Mon Dec 14, 2026" in letter.text
    days.pass_by(3)
    assert len(letters_of(order, "delay")) == 1


def carriers_closed(first, last, now):
    closure = closures.enter_closure(
        place="carrier", first_on=first, last_on=last, why="an ice storm", now=now, by="pat"
    )
    closures.recompute_promises(closure_id=closure.pk, now=now)


def test_a_closure_after_the_last_promised_day_gives_an_overdue_parcel_no_date(house, days):
    order = ship_by_label()
    days.at(PICKED_UP)
    days.at(moment("Fri 2026-12-11 12:00"))
    assert len(letters_of(order, "delay")) == 1  # overdue: nobody knows when it comes
    now = moment("Mon 2026-12-14 12:00")
    carriers_closed(date(2026, 12, 14), date(2026, 12, 16), now)
    days.at(now)
    days.pass_by(5)
    assert len(letters_of(order, "delay")) == 1
    assert PromiseStatus.objects.get(order=order).unknown_why


def test_a_closure_that_began_before_it_gives_it_one(house, days):
    order = ship_by_label()
    days.at(PICKED_UP)
    days.at(moment("Fri 2026-12-11 12:00"))
    now = moment("Fri 2026-12-11 15:00")
    carriers_closed(date(2026, 12, 8), date(2026, 12, 14), now)
    days.at(now)
    assert "an ice storm" in letters_of(order, "delay")[-1].text
    assert len(letters_of(order, "delay")) == 2
