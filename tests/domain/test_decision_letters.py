"""The letter of a decision says what was decided: its sum, its clause, what is still possible."""

from __future__ import annotations

import pytest

from tests.factories.care_requests import (
    DELIVERED,
    decide_damage,
    place_and_deliver,
    place_and_ship,
    report_damage,
    report_missing,
)
from tests.factories.letters import letter_of
from tests.factories.moments import CLAIM_OPENS
from tests.factories.parcels import deliver_parcel
from tests.factories.payments import money_moved
from tests.factories.returns import send_back
from troth.approvals.actions import decide_request
from troth.care import damage
from troth.care.authenticity_refunds import authenticity
from troth.care.models import CareCase
from troth.care.not_received import claims
from troth.notifications.actions import preview_letter
from troth.notifications.models import Notification
from troth.order_status.reading import status_of
from troth.orders.models import Event
from troth.payments.models import PaymentOperation
from troth.policy.money import dollars

WHY = "We see the tear that you see"


def letter(order) -> Notification:
    return letter_of(order, "request")


def flat(text: str) -> str:
    return " ".join(text.split())


def both(notice: Notification) -> list[str]:
    """The letter's plain words, and those of its markup, which must say the same."""
    return [flat(notice.text), flat(notice.html.replace("&#x27;", "'"))]


def page(order) -> str:
    return " ".join(request.sentence for request in status_of(order, DELIVERED).requests)


def refund() -> PaymentOperation:
    return PaymentOperation.objects.get(kind="refund")


def test_everything_back_with_its_sum_and_its_day(house):
    order = place_and_deliver()
    decide_damage(report_damage(order), "whole", why=WHY)
    notice = letter(order)
    assert notice.subject.endswith(": you get back everything you paid for it")
    for words in both(notice):
        assert "We decided that you get back everything you paid for it." in words
        assert f"We refund {dollars(order.total_cents)} to the card you paid with by " in words
        assert f"{WHY}." in words
    assert refund().due_on.strftime("%b %-d, %Y") in notice.text
    assert "you get back everything" in page(order)


def test_a_part_back_with_its_sum(house):
    order = place_and_deliver()
    decide_damage(report_damage(order), "part", cents=20_000, why=WHY)
    notice, tax = letter(order), refund().parts["tax_cents"]
    assert notice.subject.endswith(": you get a part of the price back")
    for words in both(notice):
        assert (
            f"you keep it and get $200.00 of its price, with the sales tax on it, {dollars(tax)},"
            in words
        )
        assert f"We refund {dollars(20_000 + tax)} to the card you paid with by " in words
        assert "If you don't agree, report it again on your order's page" in words
    assert "you keep it and get $200.00 of its price" in page(order)


def test_a_no_says_so_with_its_clause_and_what_is_still_possible(house):
    order = place_and_deliver()
    decide_damage(report_damage(order), "refused", why=WHY)
    notice = letter(order)
    assert notice.subject.endswith(": your report isn't accepted")
    for words in both(notice):
        assert "We decided that it isn't refunded: you keep it, and the sale stands." in words
        assert "The promise that applies" in words
        assert "report it again on your order's page or answer this email" in words
        assert "with your card's issuer" in words
        assert "We refund" not in words
    assert "it isn't refunded" in page(order)


def test_what_the_letter_of_a_no_offers_is_possible(house):
    order = place_and_deliver()
    decide_damage(report_damage(order), "refused", why=WHY)
    again = report_damage(order, description="Here is the other side of it.")
    assert again.state == "open"
    assert CareCase.objects.count() == 2


def test_the_piece_is_back_and_so_is_the_money(house):
    order = place_and_deliver()
    decide_damage(report_damage(order), "return")
    send_back(order, DELIVERED)
    damage.refund_returned_piece(request=CareCase.objects.get(), now=DELIVERED, by="staff:care")
    for words in both(letter(order)):
        assert "you get back everything you paid for it" in words
        assert f"We refund {dollars(order.total_cents)}" in words


def test_what_was_given_back_before_is_not_announced_again(house):
    order = place_and_deliver()
    decide_damage(report_damage(order), "whole"), money_moved(DELIVERED)
    decide_damage(report_damage(order, description="Torn, too."), "whole")
    for words in both(letter(order)):
        assert "It has been given back already." in words
        assert "We refund" not in words


def test_a_decision_of_an_older_release_has_its_verdict_without_a_sum(house):
    order = place_and_deliver()
    decide_damage(report_damage(order), "whole", why=WHY)
    event = Event.objects.get(kind="damage.decided")
    for name in ("amount_cents", "parts", "due_on"):
        del event.facts[name]
    words = flat(preview_letter(event=event, now=DELIVERED)["text"])
    assert "We decided that you get back everything you paid for it." in words
    assert "$" not in words


def test_an_accepted_claim_has_its_sum(house):
    order = place_and_ship()
    request = report_missing(order, CLAIM_OPENS)
    claims.settle_claim(
        request=request, outcome="refunded", why="Lost.", now=CLAIM_OPENS, by="staff:care"
    )
    for words in both(letter(order)):
        assert f"We refund {dollars(order.total_cents)} to the card you paid with by " in words


@pytest.mark.parametrize("signed_for", [True, False])
def test_found_after_all_it_says_what_is_still_possible(house, signed_for):
    order = place_and_ship()
    request = report_missing(order, CLAIM_OPENS)
    if signed_for:
        deliver_parcel(order, CLAIM_OPENS)
    claims.settle_claim(
        request=request, outcome="found", why="A neighbor has it.", now=CLAIM_OPENS, by="staff:care"
    )
    for words in both(letter(order)):
        assert "If it isn't with you, tell us on your order's page or answer this email" in words


def test_a_report_on_authenticity_that_is_refused_says_so(house):
    order = place_and_deliver()
    request = authenticity.report_not_authentic(
        order=order,
        line=order.lines.get(),
        authenticator="Somebody",
        sentence="A fake.",
        asked_at=DELIVERED,
        now=DELIVERED,
        by="shopper",
        how="page",
    )
    approval_request = authenticity.ask_two_people(
        request=request, check="report", passes=False, why=WHY, now=DELIVERED, by="staff:care"
    )
    decide_request(request=approval_request, agree=True, by="staff:fay", now=DELIVERED)
    notice = letter(order)
    assert notice.subject.endswith(": your report on authenticity isn't accepted")
    for words in both(notice):
        assert "We can't accept the report, so nothing is refunded." in words
        assert "What remains: a report by one of the store's verified authenticators" in words
        assert "The promise that applies" in words
