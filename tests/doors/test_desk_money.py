"""The desk's money pages: what waits, one order's payment, the return's figures."""

from __future__ import annotations

import csv
import io

import pytest

from tests import world
from tests.cast import ANN, a_bag, a_cheap_scarf, confirm, erin, fay, money_moved, order_of
from tests.doors.conftest import said
from troth import clock
from troth.fulfillment.actions import process
from troth.orders.models import Order
from troth.payments import actions
from troth.payments.models import Movement, Payment, TieOut


@pytest.fixture
def finance(house, client):
    client.force_login(fay())
    return client


def order(*items, **told) -> Order:
    placed = order_of(*items or [a_bag()], now=clock.now(), **told)
    confirm(placed)
    return placed


def taken() -> Order:
    placed = order()
    actions.owe_capture(order=placed, now=clock.now(), by="pat", reason="handed over")
    assert money_moved(clock.now()) == 1
    return placed


@pytest.mark.parametrize(
    "path", ["/desk/money/", "/desk/money/sales-tax.csv?quarter=2026-09", "/desk/money/tie-outs/1"]
)
def test_only_staff_see_money(shopper, path):
    assert shopper.get(path).url.startswith("/desk/sign-in/")


def test_a_risky_payment_is_on_top_with_its_time(staff):
    placed = order(card=world.RISKY)
    words = said(staff.get("/desk/money/"))
    assert placed.number in words
    assert "Decide by" in words
    assert "A person looks at the payment first" in said(staff.get("/desk/"))


@pytest.mark.parametrize(("answer", "told"), [("approve", "Approved"), ("decline", "Called off")])
def test_it_is_decided_with_one_press(staff, answer, told):
    placed = order(card=world.RISKY)
    url = f"/desk/orders/{placed.number}/payment"
    assert told in said(staff.post(url, {"answer": answer, "note": "called them"}, follow=True))
    assert "No review" in said(staff.post(url, {"answer": answer}, follow=True))


def test_a_forged_answer_is_none(staff):
    placed = order(card=world.RISKY)
    assert "Choose an answer" in said(
        staff.post(f"/desk/orders/{placed.number}/payment", {"answer": "x"}, follow=True)
    )
    assert placed.review() is not None


def test_what_waits_for_the_payment_is_not_processed(staff):
    placed = order(card=world.RISKY)
    assert "keeps its place and waits" in said(
        staff.post(f"/desk/orders/{placed.number}/process", follow=True)
    )


def test_the_checks_are_shown(staff):
    words = said(staff.get(f"/desk/orders/{order(card=world.WRONG_ZIP).number}"))
    for shown in (
        "ending 0036",
        "ZIP fail",
        "security code pass",
        "Risk normal",
        "the reservation lapses",
    ):
        assert shown in words, shown


def refund_form(page, **typed) -> dict[str, str]:
    import re

    key = re.search(r'name="key" value="([\w-]+)"', page.content.decode())[1]
    return {
        "key": key,
        "item_cents": "100.50",
        "shipping_cents": "",
        "tax_cents": "8.92",
        "reason": "a scratch",
    } | typed


def test_a_refund_sent_twice_is_one(finance):
    placed = taken()
    url = f"/desk/orders/{placed.number}"
    form = refund_form(finance.get(url))
    for _ in range(2):
        assert "it is on its way, or waits" in said(
            finance.post(f"{url}/refund", form, follow=True)
        )
    money_moved(clock.now())
    assert Payment.objects.get().refunded_cents == 10_942
    assert "Refund $109.42, a scratch" in said(finance.get(url))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"item_cents": "9,000"}, "Of the pieces, at most $1,200.00 can be refunded"),
        ({"tax_cents": "107.84"}, "Of the sales tax, at most $107.83 can be refunded"),
        ({"item_cents": "-1"}, "not between $0"),
        ({"item_cents": "x"}, "not an amount"),
        ({"item_cents": "", "tax_cents": ""}, "more than $0.00"),
        ({"reason": ""}, "required"),
        ({"key": "../.."}, "valid value"),
    ],
)
def test_a_wrong_refund_is_told_and_moves_nothing(finance, typed, told):
    placed = taken()
    url = f"/desk/orders/{placed.number}"
    assert told in said(
        finance.post(f"{url}/refund", refund_form(finance.get(url), **typed), follow=True)
    )
    assert not Movement.objects.filter(kind="refund").exists()


def test_who_may_not_move_money_refunds_nothing(house, client):
    client.force_login(erin())
    placed = taken()
    form = {"key": "12345678", "item_cents": "1", "reason": "x"}
    assert "for care and finance" in said(client.post(f"/desk/orders/{placed.number}/refund", form))
    assert not Movement.objects.filter(kind="refund").exists()


def rows(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_the_return_is_by_code_and_ties_out(finance, settings):
    from tests.cast import BEN

    order(), order(a_cheap_scarf()), order(by=BEN)
    off = order()
    actions.call_off(order=off, reason="x", now=clock.now(), by="care")
    money_moved(clock.now())
    from troth.desk.forms import this_quarter
    from troth.policy.promise import local_time
    from troth.policy.terms import shipped

    quarter = this_quarter(local_time(shipped(), clock.now()).date())
    found = rows(finance.get(f"/desk/money/sales-tax.csv?quarter={quarter}"))
    city = next(row for row in found if row["Code"] == "8081")
    assert (city["Sales"], city["Total tax"]) == (
        "3",
        "107.83",
    )  # a bag, a scarf without tax; the third is called off
    assert (
        next(row for row in found if row["Place"] == "Outside New York")["Gross sales"] == "1215.00"
    )


@pytest.mark.parametrize("quarter", ["", "2026-01", "now", "9999999"])
def test_a_wrong_quarter_is_told(staff, quarter):
    assert "Quarter" in said(staff.get(f"/desk/money/sales-tax.csv?quarter={quarter}", follow=True))


def test_a_doubtful_place_waits_for_a_person(finance):
    import dataclasses

    placed = order(by=dataclasses.replace(ANN, city="Bronxville", zip_code="10708"))
    assert placed.number in said(finance.get("/desk/money/"))
    url = f"/desk/orders/{placed.number}"
    assert "may lie in another tax place" in said(finance.get(url))
    assert "not a code" in said(finance.post(f"{url}/tax-place", {"code": "9999"}, follow=True))
    assert "the return uses this place" in said(
        finance.post(f"{url}/tax-place", {"code": "6511"}, follow=True)
    )
    assert "may lie in another" not in said(finance.get(url))
    assert "does not wait" in said(finance.post(f"{url}/tax-place", {"code": "6511"}, follow=True))


def test_a_tie_out_is_shown_whole(staff):
    made = TieOut.objects.create(
        made_at=clock.now(),
        since=clock.now(),
        until=clock.now(),
        payments=3,
        differences=[
            {"about": "T-1", "says": "The amounts differ", "ours_cents": 1, "theirs_cents": 2}
        ],
    )
    assert "1 difference" in said(staff.get("/desk/money/"))
    assert "The amounts differ $0.01 $0.02" in said(staff.get(f"/desk/money/tie-outs/{made.pk}"))


def test_queries_of_the_queue_do_not_grow(staff, django_assert_max_num_queries):
    for _ in range(3):
        order()
    process(order=Order.objects.first(), now=clock.now(), by="pat")
    with django_assert_max_num_queries(14):
        staff.get("/desk/")
