"""An order's page, its letters and the steps beside them name the same days at every hour: clauses
`delivery`, `processing`, `closed_days`.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import situations
from tests.factories.closures import enter_storm
from tests.factories.items import a_watch_in_japan
from tests.factories.letters import letters_of
from tests.factories.moments import moment
from tests.factories.orders import place_watched
from tests.factories.pages import page_text, token_path
from tests.factories.parcels import box_and_reassess
from tests.factories.transfers import send_from_japan
from troth import clock
from troth.fulfillment import actions as fulfillment
from troth.fulfillment.from_japan import late_transfers
from troth.fulfillment.models import Label
from troth.fulfillment.promises import closures, monitoring
from troth.fulfillment.promises.closures import ClosurePlan
from troth.fulfillment.warehouse import handover
from troth.notifications import tasks as notices
from troth.orders import actions as orders
from troth.orders.actions import record_event
from troth.payments.models import Payment

DEC_3 = date(2026, 12, 3)


@pytest.fixture
def page(shopper, monkeypatch):
    """Reads the order's page at a moment."""

    def read(order, at) -> str:
        monkeypatch.setattr(clock, "now", lambda: at)
        shopper.get(token_path(order))
        return page_text(shopper.get(f"/orders/{order.number}"))

    return read


def write_letters(order):
    for event in order.events.filter(kind__in=("promise.delayed", "parcel.shipped")).order_by("pk"):
        notices.on_event(event.pk)
    return letters_of(order, "delay", "shipping")


def processed(order, at):
    """Packed, and the worker hasn't looked at it yet."""
    for line in order.lines.filter(state="placed"):
        record_event(order=order, line=line, kind="line.processed", now=at, by="pat")


def shipped(order, at):
    parcel = order.parcels.get()
    bought = {"state": Label.BOUGHT, "number": situations.NUMBER, "signature": "DIRECT"}
    Label.objects.filter(parcel=parcel).update(**bought)
    handover.hand_over(parcel=parcel, to="Dan", now=at, by="pat")
    monitoring.reassess_order(order, now=at, by="policy")


def test_packed_late_the_page_waits_for_the_letter_that_tells_it(house, page):
    order, at = place_watched(), moment("Fri 2026-11-27 12:00")
    processed(order, at)
    words = page(order, at)
    assert "Arrives Wed Dec 2 – Thu Dec 10" in words
    assert "Fri Dec 11" not in words
    monitoring.reassess_order(order, now=at, by="policy")
    (letter,) = write_letters(order)
    assert "It should arrive Fri Dec 4, 2026 to Fri Dec 11, 2026." in letter.text
    words = page(order, at)
    assert "Arrives Fri Dec 4 – Fri Dec 11" in words
    assert "Arrives Fri Dec 11, 2026 at the latest" in words


def test_packed_late_and_collected_the_same_day_one_window_is_told(house, page):
    order, at = place_watched(), moment("Fri 2026-11-27 12:00")
    box_and_reassess(order, at)
    shipped(order, moment("Fri 2026-11-27 14:00"))
    new_dates, notice = write_letters(order)
    assert "It should arrive Fri Dec 4, 2026 to Fri Dec 11, 2026." in new_dates.text
    assert "It should arrive Fri Dec 4 – Fri Dec 11, 2026." in notice.text
    assert "Arrives Fri Dec 4 – Fri Dec 11" in page(order, moment("Fri 2026-11-27 15:00"))


def test_a_label_that_cant_be_had_leaves_the_page_without_a_date(house, page):
    order = place_watched()
    order.standings.update(unknown_why="The payment isn't complete")
    processed(order, moment("Wed 2026-11-25 10:00"))
    words = page(order, moment("Wed 2026-11-25 10:00"))
    assert "No delivery date right now: the payment isn't complete." in words
    assert "Arrives" not in words


def on_its_way(packed_at="Tue 2026-11-24 10:00", at="Tue 2026-11-24 12:00"):
    order = place_watched()
    box_and_reassess(order, moment(packed_at))
    shipped(order, moment(at))
    return order


def test_a_closure_of_the_carriers_moves_a_parcel_on_its_way_with_a_letter(house, page):
    order = on_its_way()
    at = moment("Wed 2026-11-25 12:00")
    assert "Arrives Wed Dec 2 – Wed Dec 9" in page(order, at)
    enter_storm(first=date(2026, 12, 1), last=date(2026, 12, 1), place="carrier", now=at)
    letter = write_letters(order)[-1]
    assert "It should arrive Thu Dec 3, 2026 to Thu Dec 10, 2026." in letter.text
    words = page(order, at)
    assert "Arrives Thu Dec 3 – Thu Dec 10" in words
    assert "Wed Dec 9" not in words


def test_new_days_of_a_parcel_on_its_way_begin_today(house, page):
    order = on_its_way()
    at = moment("Fri 2026-12-04 12:00")  # told Wed Dec 2 – Wed Dec 9
    closed = {"place": "carrier", "first_on": date(2026, 12, 7), "last_on": date(2026, 12, 8)}
    enter_storm(first=closed["first_on"], last=closed["last_on"], place="carrier", now=at)
    letter = write_letters(order)[-1]
    assert "It should arrive Fri Dec 4, 2026 to Fri Dec 11, 2026." in letter.text
    assert "Arrives Fri Dec 4 – Fri Dec 11" in page(order, at)
    wrong = monitoring.Closure.objects.get()
    plan = ClosurePlan(
        **closed, why="a snow storm", replaces=wrong.pk, is_off=True, note="It is open."
    )
    saturday = moment("Sat 2026-12-05 12:00")
    closure = closures.enter_plan(plan=plan, now=saturday, by="staff:pat")
    closures.recompute_promises(closure_id=closure.pk, now=saturday)
    words = page(order, saturday)
    assert "Arrives Mon Dec 7 – Wed Dec 9" in words  # as its shipping notice said
    assert "Arrives Mon Dec 7, 2026 at the earliest" in words
    assert "Arrives Wed Dec 9, 2026 at the latest" in words


def test_handed_over_late_a_closure_moves_it_from_the_day_it_left(house, page):
    order = on_its_way(at="Mon 2026-11-30 12:00")  # packed on Tue 24, with the carrier on Mon 30
    at = moment("Mon 2026-11-30 13:00")
    words = page(order, at)
    assert "Arrives Mon Dec 7 – Mon Dec 14" in words
    assert "It was processed Tue Nov 24, 2026." in words
    assert "The carrier has had it since Mon Nov 30, 2026." in words
    assert "Arrives Mon Dec 14, 2026 at the latest" in words
    enter_storm(first=DEC_3, last=DEC_3, place="carrier", now=at)
    letter = write_letters(order)[-1]
    assert "The carriers are closed Thu Dec 3, 2026 (a snow storm)." in letter.text
    assert "It should arrive Tue Dec 8, 2026 to Tue Dec 15, 2026." in letter.text
    assert "Arrives Tue Dec 8 – Tue Dec 15" in page(order, at)


def test_a_closure_that_moves_nothing_told_is_no_reason(house, page):
    """The parcel is expected later by its carrier than the closure would make it."""
    order = on_its_way()
    at = moment("Wed 2026-11-25 12:00")
    closure = {"place": "carrier", "first_on": date(2026, 12, 1), "last_on": date(2026, 12, 1)}
    monitoring.Closure.objects.create(**closure, why="a strike", entered_at=at, by="pat")
    words = page(order, at)
    assert "Arrives Wed Dec 2 – Wed Dec 9" in words
    assert "a strike" not in words
    assert "Arrives Wed Dec 9, 2026 at the latest" in words


def test_a_parcel_of_an_older_release_keeps_its_reasons(house, page, monkeypatch):
    """Its event has no steps: they are counted anew where they lead to the days it was told."""
    as_today = fulfillment._shipment_facts

    def as_before(*args):
        return {name: it for name, it in as_today(*args).items() if name != "arrives_steps"}

    monkeypatch.setattr(fulfillment, "_shipment_facts", as_before)
    order, at = on_its_way(), moment("Wed 2026-11-25 12:00")
    assert "Arrives Wed Dec 9, 2026 at the latest" in page(order, at)
    closure = {"place": "carrier", "first_on": date(2026, 12, 1), "last_on": date(2026, 12, 1)}
    monitoring.Closure.objects.create(**closure, why="a strike", entered_at=at, by="pat")
    words = page(order, at)
    assert "a strike" not in words
    assert "Arrives Wed Dec 9, 2026 at the latest" in words


def test_before_it_ships_a_closure_that_isnt_worked_through_moves_no_page(house, page):
    order = place_watched()
    box_and_reassess(order, moment("Tue 2026-11-24 10:00"))
    at = moment("Tue 2026-11-24 12:00")
    assert "Arrives Wed Dec 2 – Wed Dec 9" in page(order, at)
    closure = {"place": "carrier", "first_on": date(2026, 12, 1), "last_on": DEC_3}
    monitoring.Closure.objects.create(**closure, why="a strike", entered_at=at, by="pat")
    words = page(order, at)
    assert "Arrives Wed Dec 2 – Thu Dec 10" in words
    assert "a strike" not in words


def choice(words):
    """What stands beside the choice in a delay, up to the arrival of the order."""
    return words.partition("When it comes")[0]


def test_after_a_correction_the_choice_explains_the_date_that_it_names(house, page):
    order, at = place_watched(), moment("Mon 2026-11-23 13:00")
    enter_storm(first=date(2026, 11, 24), last=date(2026, 12, 4), now=at)
    assert "It ships by Wed Dec 9" in choice(page(order, at))
    wrong = monitoring.Closure.objects.get()
    right = ClosurePlan(
        place="us", first_on=date(2026, 11, 24), last_on=date(2026, 12, 1), why="a snow storm",
        replaces=wrong.pk, note="It opens sooner.",
    )  # fmt: skip
    closure = closures.enter_plan(plan=right, now=at, by="staff:pat")
    closures.recompute_promises(closure_id=closure.pk, now=at)
    words = choice(page(order, at))
    assert "It ships by Fri Dec 4" in words
    assert "It ships by Fri Dec 4, 2026 at the latest." in words
    for other in ("wait until Wed Dec 9", "It will ship by", "3 days after"):
        assert other not in words
    assert "Processed Thu Dec 3, 2026 at the latest" in words


def test_a_date_known_again_is_explained_beside_the_choice(house, page):
    order, at = place_watched(), moment("Fri 2026-11-27 16:30")
    Payment.objects.update(capture_before=moment("Thu 2026-12-31 12:00"))
    hold = orders.hold_order(
        order=order, why="a question", now=moment("Mon 2026-11-23 15:00"), by="care"
    )
    monitoring.reassess_order(order, now=at, by="policy")
    assert "Nobody can say yet when it will ship." in choice(page(order, at))
    later = moment("Mon 2026-11-30 10:00")
    orders.release_hold(hold=hold, now=later, by="care")
    monitoring.reassess_order(order, now=later, by="policy", goes_on=True)
    words = choice(page(order, later))
    assert "It ships by Thu Dec 3" in words
    assert "It ships by Thu Dec 3, 2026 at the latest." in words
    assert "Nobody can say" not in words
    assert "Unless you tell us by" in words  # the refund that was announced stands


def test_what_the_freight_says_counts_on_the_page_as_in_the_promise(house, page):
    """A later day within the promise writes no letter; the page counts from it all the same."""
    order = place_watched(a_watch_in_japan())
    at = situations.TUESDAY_IN_TOKYO  # Tue Nov 24 there: in New York Tue Dec 1 to Mon Dec 7
    transfer = send_from_japan(order, now=at)
    monitoring.reassess_order(order, now=at, by="policy")
    assert "Arrives Wed Dec 9 – Wed Dec 23" in page(order, at)
    moved = late_transfers.report_late(
        transfer=transfer,
        why="customs is looking at the box",
        expected_on=date(2026, 12, 4),
        now=at,
        by="kenji",
    )
    assert moved == 0
    words = page(order, at)
    # In New York on Fri Dec 4, processed on Mon Dec 7, and five business days later.
    assert "Arrives Mon Dec 14 – Wed Dec 23" in words
    assert "we are told Fri Dec 4, 2026 now (customs is looking at the box)" in words
