"""The request page offers only what can succeed. Where a clause refuses, it says so and leads to
what is possible instead.
"""

from __future__ import annotations

import re

import pytest

from tests.factories.care_requests import (
    place_and_deliver,
    place_and_ship,
    report_damage,
    report_fake,
    report_missing,
)
from tests.factories.items import a_bag
from tests.factories.moments import CLAIM_OPENS, MONDAY, moment
from tests.factories.orders import place_confirmed
from tests.factories.pages import page_text
from tests.factories.parcels import NUMBER, deliver_parcel, process_and_ship
from tests.factories.payments import money_moved, open_dispute
from tests.factories.people import pat
from tests.web.desk_forms import post_decision, request_path
from troth import clock
from troth.care import damage
from troth.care.cancellations import cancellation, goodwill
from troth.care.models import CareCase
from troth.care.not_received import claims
from troth.orders.actions import record_event
from troth.payments import approving
from troth.payments.models import Approval

LATE = moment("Mon 2026-11-23 18:00")
BUTTON = re.compile(r'name="what"\s+value="([a-z_]+)"')


@pytest.fixture
def desk(house, client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: moment("Mon 2026-11-30 12:00"))
    client.force_login(pat())
    return client


def offered(desk, request) -> list[str]:
    """The answers that stand in the form of the decision."""
    _, begins, form = (
        desk.get(request_path(request))
        .content.decode()
        .partition(f"{request_path(request)}/decide")
    )
    return BUTTON.findall(form.partition("</form>")[0]) if begins else []


def mailed(order, when=LATE, *, proven=True):
    return cancellation.request_confirmation(
        order=order, asked_at=when, now=when, sentence="Please make an exception.", proven=proven
    )


def in_the_window():
    order = place_confirmed(at=MONDAY)
    return mailed(order, MONDAY)


def outside_the_window():
    return mailed(place_confirmed(at=MONDAY))


def on_a_closed_day():
    return cancellation.request_cancellation(
        order=place_confirmed(at=moment("Fri 2026-11-27 12:00")),
        asked_at=moment("Sat 2026-11-28 10:00"),
        now=moment("Sat 2026-11-28 10:00"),
        by="shopper",
        how="page",
    )


def left_all_the_same():
    order = place_confirmed(at=MONDAY)
    process_and_ship(order, LATE)
    money_moved(LATE)
    return cancellation.request_cancellation(
        order=order, asked_at=MONDAY, now=LATE, by="shopper", how="mail"
    )


def on_its_way():
    return report_missing(place_and_ship(), CLAIM_OPENS)


def claimed_and_come():
    order = place_and_ship()
    request = report_missing(order, CLAIM_OPENS)
    deliver_parcel(order, CLAIM_OPENS)
    return request


def disputed_damage():
    order = place_and_deliver()
    request = report_damage(order)
    open_dispute(order)
    return request


def offered_back():
    return damage.decide_report(
        request=report_damage(place_and_deliver()),
        outcome="return",
        cents=0,
        why="x",
        now=CLAIM_OPENS,
        by="staff:a",
    )


SITUATIONS = [
    in_the_window,
    outside_the_window,
    on_a_closed_day,
    left_all_the_same,
    on_its_way,
    claimed_and_come,
    lambda: report_damage(place_and_deliver()),
    disputed_damage,
    offered_back,
    lambda: report_fake(place_and_deliver(), CLAIM_OPENS),
]


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("nth", range(6))
def test_every_button_that_stands_there_succeeds(desk, situation, nth):
    request = situation()
    buttons = offered(desk, request)
    assert buttons, "a request that is open can be answered"
    if nth >= len(buttons):
        return
    words = post_decision(
        desk, request, buttons[nth], why="As the carrier told us.", part_cents="20.00"
    )
    assert "Done, and on the order's timeline" in words or "waits for a second person" in words


def test_outside_the_window_the_page_says_no_with_the_clause_and_leads_to_goodwill(desk):
    request = outside_the_window()
    page = page_text(desk.get(request_path(request)))
    assert offered(desk, request) == ["refuse"]
    assert "Cancel it : not by the clause" in page
    assert "so the order can't be cancelled. What remains:" in page
    link = f'href="/desk/orders/{request.order.number}/cancel"'
    assert link in desk.get(request_path(request)).content.decode()
    assert "Ask a second person to cancel it" in page_text(
        desk.get(f"/desk/orders/{request.order.number}/cancel")
    )


def test_the_words_to_begin_with_are_those_of_the_refusal_and_are_sent_once(desk):
    request = outside_the_window()
    field = re.search(
        r'<textarea name="why".*?>(.*?)</textarea>',
        desk.get(request_path(request)).content.decode(),
        re.DOTALL,
    )
    assert "Was it you" not in field[1]
    why = cancellation.verdict_of(request.order, asked_at=LATE).sentence
    assert field[1].strip() == why.replace("'", "&#x27;")
    post_decision(desk, request, "refuse", why=why)
    assert (
        request.order.events.get(kind="cancellation.refused").facts["sentence"].count("remains")
        == 1
    )


def test_goodwill_that_is_asked_for_already_is_not_offered_again(desk):
    request = outside_the_window()
    goodwill.ask_for_goodwill(
        order=request.order, reason="x", asked_by_shopper=True, now=LATE, by="staff:ann"
    )
    assert "Cancel it as goodwill" not in page_text(desk.get(request_path(request)))


def test_what_was_asked_in_time_cannot_be_refused_and_the_page_says_why(desk):
    request = in_the_window()
    assert offered(desk, request) == ["accept"]
    assert "It was asked for in time, so it is accepted" in page_text(
        desk.get(request_path(request))
    )


def test_a_refund_that_a_dispute_blocks_is_not_offered(desk):
    request = disputed_damage()
    assert offered(desk, request) == ["return", "refused"]
    assert "While the dispute is open" in page_text(desk.get(request_path(request)))


def test_a_claim_of_what_comes_back_is_not_refunded_here(desk):
    request = on_its_way()
    record_event(
        order=request.order,
        kind="parcel.returning",
        now=CLAIM_OPENS,
        by="fedex",
        facts={"number": NUMBER},
    )
    assert "refunded" not in offered(desk, request)
    assert "Refund it : not by the clause" in page_text(desk.get(request_path(request)))


def test_a_decision_that_waits_for_a_second_person_has_no_buttons_and_says_so(desk):
    request = report_missing(place_and_ship(a_bag(price="9000.00")), CLAIM_OPENS)
    claims.settle_claim(
        request=request, outcome="refunded", why="Lost.", now=CLAIM_OPENS, by="staff:pat"
    )
    page = page_text(desk.get(request_path(request)))
    assert offered(desk, request) == []
    assert "A refund waits for a second person" in page
    assert "the customer is told nothing of the decision" in page


def test_declined_the_page_says_so_and_has_its_buttons_again(desk):
    request = report_missing(place_and_ship(a_bag(price="9000.00")), CLAIM_OPENS)
    claims.settle_claim(
        request=request, outcome="refunded", why="Lost.", now=CLAIM_OPENS, by="staff:pat"
    )
    approving.decide_refund(
        approval=Approval.objects.get(), agree=False, now=CLAIM_OPENS, by="staff:fay"
    )
    page = page_text(desk.get(request_path(CareCase.objects.get())))
    assert "refunded" in offered(desk, request)
    assert "A second person declined the refund that was decided here." in page
