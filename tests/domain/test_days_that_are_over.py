"""A date that is told can be kept: it never begins on a day that is over, a closure that takes the
days an order still needs moves it at once, and what can leave today isn't late. Clauses
`processing`, `delivery`, `closed_days`; 16 CFR 435.2.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories.closures import enter_storm
from tests.factories.days import Days
from tests.factories.items import a_bag
from tests.factories.letters import letter_of, letters_of
from tests.factories.moments import NOON, moment
from tests.factories.orders import order_of, place_watched
from tests.factories.parcels import BOX, box_and_reassess, box_next_order, fill_parcel
from troth.fulfillment.models import Delay, Label, Parcel, PromiseStatus
from troth.fulfillment.promises import closures, monitoring, standing_progress
from troth.fulfillment.promises.closures import ClosurePlan
from troth.fulfillment.shipping_labels import labels
from troth.fulfillment.warehouse import packing
from troth.fulfillment.warehouse.queue import claim_next_order
from troth.notifications import tasks as notices
from troth.orders.actions import mark_confirmation_sent

# An order of Mon Nov 23, noon, is processed by Wed 25, ships by Fri 27 (Thu is Thanksgiving) and
# arrives by Thu Dec 10. One placed after the cut-off: by Fri 27, Mon 30 and Fri Dec 11.
WED_EVENING = moment("Wed 2026-11-25 17:00")
FRI_27, DEC_1, DEC_2, DEC_3 = (
    date(2026, 11, 27),
    date(2026, 12, 1),
    date(2026, 12, 2),
    date(2026, 12, 3),
)


@pytest.fixture(autouse=True)
def _authorizations_that_last(house, monkeypatch):
    """Cards are authorized for longer than these stories take."""
    monkeypatch.setattr(standing_progress, "_authorization_expiries", lambda orders: {})


def closed(first=FRI_27, last=DEC_1, place="us"):
    return ClosurePlan(place=place, first_on=first, last_on=last, why="a snow storm")


def placed_late():
    """After the cut-off of Mon Nov 23."""
    now = moment("Mon 2026-11-23 17:00")
    order = order_of(a_bag(), now=now)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=now, by="notifications"
    )
    monitoring.start_watching([order])
    return order


def delay_letters(order):
    """The letters about dates, as they are written."""
    for event in order.events.order_by("pk"):
        notices.on_event(event.pk)
    return letters_of(order, "delay")


def stands(order):
    standing = PromiseStatus.objects.get(order=order)
    return standing.ship_by, standing.arrives_from, standing.arrives_by


@pytest.mark.parametrize("place", ["us", "carrier"])
def test_a_closure_over_the_last_days_of_an_order_is_foreseen_and_told_at_once(house, place):
    order = place_watched()  # it lies unpacked: the days planned for it are over
    effect = closures.preview_plan(plan=closed(place=place), now=WED_EVENING)
    assert [move.order for move in effect.moves] == [order.number]
    enter_storm(first=FRI_27, last=DEC_1, place=place, now=WED_EVENING)
    (letter,) = delay_letters(order)
    assert "can't ship by Fri Nov 27, 2026" in letter.text
    assert "closed Fri Nov 27 – Tue Dec 1" in letter.text.partition("THE NEW DATES")[0]
    assert Delay.objects.get().old_by == FRI_27
    assert stands(order)[0] >= DEC_2
    assert stands(order)[2] == effect.moves[0].new_by


def test_a_closed_last_day_is_told_on_the_evening_before_it(house, monkeypatch):
    order = place_watched()
    enter_storm(first=FRI_27, last=FRI_27, now=NOON)
    days = Days(monkeypatch, NOON)
    days.at(moment("Wed 2026-11-25 15:00"))
    assert letters_of(order, "delay") == []  # it can still be packed, and leave, today
    days.at(moment("Wed 2026-11-25 16:30"))
    (letter,) = letters_of(order, "delay")
    assert "can't ship by Fri Nov 27, 2026" in letter.text
    assert "Our New York warehouse is closed Fri Nov 27, 2026 (a snow storm)." in letter.text


def test_a_closure_that_leaves_a_day_to_ship_moves_nobody(house):
    place_watched()
    assert closures.preview_plan(plan=closed(first=date(2026, 11, 30)), now=WED_EVENING).moves == []


def test_a_box_that_waits_for_the_carrier_is_held_up_by_a_closure_too(house):
    order = place_watched()
    box_and_reassess(order, moment("Wed 2026-11-25 10:00"))
    (move,) = closures.preview_plan(plan=closed(), now=WED_EVENING).moves
    enter_storm(first=FRI_27, last=DEC_1, now=WED_EVENING)
    (letter,) = delay_letters(order)
    assert "can't ship by Fri Nov 27, 2026" in letter.text
    ship_by, arrives_from, _ = stands(order)
    assert ship_by >= DEC_2
    assert (move.order, arrives_from > DEC_2) == (order.number, True)


def test_new_dates_begin_when_the_house_is_open_again(house):
    order = placed_late()
    enter_storm(first=FRI_27, last=DEC_1, now=WED_EVENING)
    (letter,) = delay_letters(order)
    # Packed on Wed Dec 2 at the earliest: five to ten business days later.
    assert (
        "It ships Wed Dec 2, 2026 to Thu Dec 3, 2026 at the latest, and should arrive Wed Dec 9,"
        " 2026 to Wed Dec 16, 2026" in letter.text
    )
    assert "Processed Wed Nov 25" not in letter.text
    assert stands(order) == (DEC_3, date(2026, 12, 9), date(2026, 12, 16))


def test_a_closure_corrected_brings_no_day_back_that_is_over(house):
    order = place_watched()
    enter_storm(first=FRI_27, last=DEC_1, now=WED_EVENING)
    delay_letters(order)
    wrong = closures.Closure.objects.get()
    later = moment("Thu 2026-11-26 12:00")
    right = ClosurePlan(
        place="us", first_on=FRI_27, last_on=date(2026, 11, 30), why="a snow storm",
        replaces=wrong.pk, note="It opens a day sooner.",
    )  # fmt: skip
    closure = closures.enter_plan(plan=right, now=later, by="staff:pat")
    closures.recompute_promises(closure_id=closure.pk, now=later)
    letter = delay_letters(order)[-1]
    assert letter.subject == f"Your order {order.number} ships sooner than we had told you"
    assert "It ships Tue Dec 1, 2026 to Wed Dec 2, 2026 at the latest" in letter.text
    for over in ("Tue Nov 24", "Wed Nov 25"):
        assert over not in letter.text
    assert stands(order) == (DEC_2, date(2026, 12, 8), date(2026, 12, 15))


def test_on_its_last_day_a_packed_box_may_wait_for_a_label(house):
    order = place_watched()
    noon = moment("Fri 2026-11-27 10:00")
    parcel = fill_parcel(claim_next_order(now=noon, by="pat"), noon)
    packing.close_parcel(parcel=parcel, grams=2_400, now=noon, by="pat", **BOX)
    label = Parcel.objects.get(pk=parcel.pk).labels.get()
    labels.process_label(label_id=label.pk, clock=lambda: noon, carriers={})
    label.refresh_from_db()
    assert label.state == Label.REFUSED
    monitoring.reassess_order(order, now=noon, by="policy")
    assert not Delay.objects.exists()  # the day isn't over, and a label can be had within the hour
    for letter in delay_letters(order):
        assert "can't ship" not in letter.text
    monitoring.reassess_order(order, now=moment("Fri 2026-11-27 16:30"), by="policy")
    late = delay_letters(order)[-1].text
    assert "can't ship by Fri Nov 27, 2026" in late
    assert "we can't get a shipping label from FedEx yet" in late  # so no date is made up
    assert "Nobody can say yet when it will ship." in late


def test_a_box_not_collected_on_its_last_day_isnt_promised_for_that_day(house):
    order = place_watched()
    box_and_reassess(order, moment("Fri 2026-11-27 12:00"))
    monitoring.reassess_order(order, now=moment("Fri 2026-11-27 16:30"), by="policy")
    letter = letter_of(order, "delay")
    assert "can't ship by Fri Nov 27, 2026" in letter.text
    assert "It ships by Mon Nov 30, 2026, and should arrive" in letter.text


def test_packed_late_the_new_days_are_told_when_it_is_packed(house):
    order = place_watched()
    box_and_reassess(order, moment("Fri 2026-11-27 12:00"))
    (letter,) = delay_letters(order)
    assert letter.subject == f"Your order {order.number}: new dates"
    assert "It was packed later than we had planned." in letter.text
    assert "It should arrive Fri Dec 4, 2026 to Fri Dec 11, 2026." in letter.text
    assert "can't ship" not in letter.text
    assert not Delay.objects.exists()
    assert stands(order) == (FRI_27, date(2026, 12, 4), date(2026, 12, 11))
    monitoring.reassess_order(order, now=moment("Fri 2026-11-27 13:00"), by="policy")
    assert len(delay_letters(order)) == 1


def test_a_box_packed_in_time_says_nothing(house):
    order = place_watched()
    box_next_order(order)
    monitoring.reassess_order(order, now=NOON + timedelta(days=1), by="policy")
    assert delay_letters(order) == []
