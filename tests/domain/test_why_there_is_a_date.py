"""A date that is known again says what had kept it; and no date is told over an authorization that
is known to expire before it. Clauses `processing`, `queue`; 16 CFR 435.2.
"""

from __future__ import annotations

from datetime import timedelta

from tests.factories.closures import enter_storm
from tests.factories.days import Days
from tests.factories.letters import letters_of
from tests.factories.moments import moment
from tests.factories.orders import place_watched
from tests.factories.parcels import BOX, fill_parcel
from troth.fulfillment.warehouse import packing
from troth.fulfillment.warehouse.queue import claim_next_order
from troth.order_status.reading import status_of
from troth.orders import actions as orders
from troth.payments.models import Payment

# An order of Mon Nov 23 ships by Fri 27; its authorization is kept for six days.
EVENING = moment("Fri 2026-11-27 16:30")
SUNDAY, MONDAY = moment("Sun 2026-11-29 12:00"), moment("Mon 2026-11-30 10:00")


def expires(order, at):
    Payment.objects.filter(order=order).update(capture_before=moment(at))


def held(order, days):
    """On hold from its first day, and told on the evening of its last one."""
    hold = orders.hold_order(order=order, why="a question", now=days.now, by="care")
    days.at(EVENING)
    return hold


def test_after_a_hold_the_hold_is_the_reason(house, monkeypatch):
    order = place_watched()
    expires(order, "Thu 2026-12-31 12:00")
    days = Days(monkeypatch, moment("Mon 2026-11-23 15:00"))
    hold = held(order, days)
    orders.release_hold(hold=hold, now=MONDAY, by="care")
    days.at(MONDAY)
    late, dated = letters_of(order, "delay")
    assert "Your order is on hold while we look into a question about it." in late.text
    assert "There is a date now for your order" in dated.text
    was = "Your order was on hold while we looked into a question about it. That is settled."
    assert was in dated.text
    assert "we don't know why" not in dated.text
    assert "isn't packed" not in dated.text


def test_no_date_is_told_over_an_authorization_that_expires_before_it(house, monkeypatch):
    order = place_watched()
    days = Days(monkeypatch, moment("Mon 2026-11-23 15:00"))
    hold = held(order, days)
    expires(order, "Mon 2026-11-30 04:08")  # before the warehouse opens
    orders.release_hold(hold=hold, now=SUNDAY, by="care")
    days.at(SUNDAY)
    _, letter = letters_of(order, "delay")
    assert "The authorization on your card expires at 4:08 am ET on Mon Nov 30, 2026" in letter.text
    assert "We'll ask you by email to pay again" in letter.text
    assert "Your order was on hold while we looked into a question about it." in letter.text
    assert "There is no date now for your order" in letter.text
    assert "Nobody can say yet when it will ship." in letter.text
    for day in ("Dec 1,", "Dec 2,", "Dec 3,"):
        assert day not in letter.text
    (to_come,) = status_of(order, SUNDAY).to_come
    assert to_come.dates.no_date_sentence.startswith(
        "No delivery date right now: the authorization on your card expires at 4:08 am"
    )
    days.at(SUNDAY + timedelta(hours=2))
    assert len(letters_of(order, "delay")) == 2  # told once
    over = status_of(order, MONDAY)  # the authorization has expired, whether or not it is recorded
    assert over.to_come[0].dates.no_date_sentence.startswith(
        "No delivery date right now: the authorization on your card expired at 4:08 am ET on Mon"
        " Nov 30, 2026, before it could ship. We'll ask you by email to pay again"
    )
    assert not any("expires at" in delay.why for delay in over.delays)


def test_a_date_beyond_the_authorization_says_that_a_new_payment_is_needed(house, monkeypatch):
    order = place_watched()
    expires(order, "Sun 2026-11-29 12:00")
    enter_storm(
        first=moment("Tue 2026-11-24 00:00").date(),
        last=moment("Fri 2026-12-04 00:00").date(),
        now=moment("Mon 2026-11-23 15:00"),
    )
    Days(monkeypatch, moment("Mon 2026-11-23 15:00")).at(moment("Mon 2026-11-23 15:00"))
    (letter,) = letters_of(order, "delay")
    why, _, dates = letter.text.partition("THE NEW DATES")
    assert "a snow storm" in why
    assert "expires at 12:00 pm ET on Sun Nov 29, 2026, before it ships" in why
    assert "we'll ask you by email to pay again" in why
    assert "It ships Mon Dec 7, 2026 to Wed Dec 9, 2026 at the latest" in dates


def test_a_date_within_the_authorization_says_nothing_of_it(house, monkeypatch):
    order = place_watched()
    expires(order, "Thu 2026-12-31 12:00")
    enter_storm(
        first=moment("Tue 2026-11-24 00:00").date(),
        last=moment("Fri 2026-12-04 00:00").date(),
        now=moment("Mon 2026-11-23 15:00"),
    )
    Days(monkeypatch, moment("Mon 2026-11-23 15:00")).at(moment("Mon 2026-11-23 15:00"))
    (letter,) = letters_of(order, "delay")
    assert "authorization" not in letter.text


def test_one_that_expires_between_the_first_and_the_last_day_is_said(house, monkeypatch):
    order = place_watched()
    days = Days(monkeypatch, moment("Mon 2026-11-23 15:00"))
    hold = held(order, days)
    expires(order, "Tue 2026-12-01 12:00")
    orders.release_hold(hold=hold, now=SUNDAY, by="care")
    days.at(SUNDAY)
    letter = letters_of(order, "delay")[-1]
    assert "If it hasn't shipped by then, we'll ask you by email to pay again." in letter.text
    assert "It ships Mon Nov 30, 2026 to Wed Dec 2, 2026 at the latest" in letter.text


def test_a_closure_that_outlasts_the_authorization_is_named_with_it(house, monkeypatch):
    order = place_watched()
    expires(order, "Tue 2026-12-01 08:00")
    at = moment("Wed 2026-11-25 17:00")  # it lies unpacked
    enter_storm(first=EVENING.date(), last=moment("Tue 2026-12-01 12:00").date(), now=at)
    Days(monkeypatch, at).at(at)
    (letter,) = letters_of(order, "delay")
    why = letter.text.partition("WHY")[2].partition("YOUR CHOICE")[0]
    assert "Our New York warehouse is closed Fri Nov 27 – Tue Dec 1, 2026 (a snow storm)." in why
    assert "expires at 8:00 am ET on Tue Dec 1, 2026, before it can ship." in why
    assert "Nobody can say yet when it will ship." in why


def test_packed_before_its_authorization_expires_it_was_not_paid_again(house, monkeypatch):
    order = place_watched()
    days = Days(monkeypatch, moment("Mon 2026-11-23 15:00"))
    hold = held(order, days)
    expires(order, "Mon 2026-11-30 15:00")
    orders.release_hold(hold=hold, now=MONDAY, by="care")
    days.at(MONDAY)
    assert "There is no date now for your order" in letters_of(order, "delay")[-1].text
    at = MONDAY + timedelta(hours=1)
    parcel = fill_parcel(claim_next_order(now=at, by="pat"), at)
    packing.close_parcel(parcel=parcel, grams=2_400, now=at, by="pat", **BOX)
    days.at(at)
    letter = letters_of(order, "delay")[-1]
    assert "There is a date now for your order" in letter.text
    assert "was to expire before it could ship. It can ship sooner now." in letter.text
    assert "you have done so" not in letter.text
