"""The desk's money pages: what waits, one order's payment, the return's figures."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from tests.factories import world
from tests.factories.items import a_bag, a_cheap_scarf
from tests.factories.orders import place_now, process_pieces
from tests.factories.pages import page_text
from tests.factories.payments import money_moved, place_and_capture
from tests.factories.people import ANN, erin, fay
from tests.web.desk_forms import refund_form
from troth import clock
from troth.orders.models import Order
from troth.payments import actions, disputes
from troth.payments.models import Payment, PaymentOperation, Reconciliation
from troth.payments.provider import configured_provider


@pytest.fixture
def finance(house, client):
    client.force_login(fay())
    return client


@pytest.mark.parametrize(
    "path", ["/desk/money/", "/desk/money/sales-tax.csv?quarter=2026-09", "/desk/money/tie-outs/1"]
)
def test_only_staff_see_money(shopper, path):
    assert shopper.get(path).url.startswith("/desk/sign-in/")


def test_a_risky_payment_is_on_top_with_its_time(staff):
    placed = place_now(card=world.RISKY)
    words = page_text(staff.get("/desk/money/"))
    assert placed.number in words
    assert "Decide by" in words
    assert "A person looks at the payment first" in page_text(staff.get("/desk/"))


@pytest.mark.parametrize(("answer", "message"), [("approve", "Approved"), ("decline", "Cancelled")])
def test_it_is_decided_with_one_press(staff, answer, message):
    placed = place_now(card=world.RISKY)
    url = f"/desk/orders/{placed.number}/payment"
    assert message in page_text(
        staff.post(url, {"answer": answer, "note": "called them"}, follow=True)
    )
    assert "No review" in page_text(staff.post(url, {"answer": answer}, follow=True))


def test_a_forged_answer_is_none(staff):
    placed = place_now(card=world.RISKY)
    assert "Choose an answer" in page_text(
        staff.post(f"/desk/orders/{placed.number}/payment", {"answer": "x"}, follow=True)
    )
    assert placed.review() is not None


def test_what_waits_for_the_payment_is_not_packed(staff):
    placed = place_now(card=world.RISKY)
    staff.post("/desk/clock", {"hours": "3"})
    assert "Nothing may go now" in page_text(staff.post("/desk/packing/take", follow=True))
    assert "A person looks at the payment first" in page_text(staff.get("/desk/"))
    assert {line.state for line in placed.lines.all()} == {"placed"}


def test_the_checks_are_shown(staff):
    words = page_text(staff.get(f"/desk/orders/{place_now(card=world.WRONG_ZIP).number}"))
    for shown in (
        "ending 0036",
        "ZIP fail",
        "security code pass",
        "Risk normal",
        "the reservation lapses",
    ):
        assert shown in words, shown


def test_a_refund_sent_twice_is_one(finance):
    placed = place_and_capture()
    url = f"/desk/orders/{placed.number}"
    form = refund_form(finance.get(url))
    for _ in range(2):
        assert "The refund is on its way." in page_text(
            finance.post(f"{url}/refund", form, follow=True)
        )
    money_moved(clock.now())
    assert Payment.objects.get().refunded_cents == 10_942
    assert "Refund $109.42, a scratch" in page_text(finance.get(url))


@pytest.mark.parametrize(
    ("typed", "error"),
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
def test_a_wrong_refund_is_told_and_moves_nothing(finance, typed, error):
    placed = place_and_capture()
    url = f"/desk/orders/{placed.number}"
    assert error in page_text(
        finance.post(f"{url}/refund", refund_form(finance.get(url), **typed), follow=True)
    )
    assert not PaymentOperation.objects.filter(kind="refund").exists()


def test_the_whole_price_of_what_is_still_to_be_sent_isnt_refunded(finance):
    url = f"/desk/orders/{place_and_capture().number}"
    form = refund_form(finance.get(url), item_cents="1,200.00")
    page = page_text(finance.post(f"{url}/refund", form, follow=True))
    assert "To give back the whole price, cancel the order" in page
    assert not PaymentOperation.objects.filter(kind="refund").exists()


def test_who_may_not_move_money_refunds_nothing(house, client):
    client.force_login(erin())
    placed = place_and_capture()
    form = {"key": "12345678", "item_cents": "1", "reason": "x"}
    assert "for care and finance" in page_text(
        client.post(f"/desk/orders/{placed.number}/refund", form)
    )
    assert not PaymentOperation.objects.filter(kind="refund").exists()


def test_a_refund_of_a_disputed_payment_is_refused_with_the_reason(finance):
    placed = place_and_capture()
    paid = Payment.objects.get()
    opened = world.control(
        "/_control/dispute", payment_intent=paid.intent_id, reason="product_not_received"
    )
    disputes.record_dispute(
        payment=paid, dispute=configured_provider().dispute(opened["id"]), now=clock.now()
    )
    url = f"/desk/orders/{placed.number}"
    page = page_text(finance.get(url))
    assert "disputes this payment" in page
    assert "Give it back to the card" not in page
    form = {"key": "12345678", "item_cents": "1", "reason": "x"}
    assert "While the dispute is open" in page_text(
        finance.post(f"{url}/refund", form, follow=True)
    )
    assert not PaymentOperation.objects.filter(kind="refund").exists()


def test_the_second_refund_that_is_above_the_limit_with_the_first_waits(finance):
    placed = place_now(a_bag(price="9000.00"))
    actions.request_capture(order=placed, now=clock.now(), by="pat", reason="handed over")
    money_moved(clock.now())
    url = f"/desk/orders/{placed.number}/refund"
    for key, message in (("12345678", "The refund is on its way."), ("87654321", "in all")):
        form = {"key": key, "item_cents": "3000", "reason": f"goodwill {key}"}
        assert message in page_text(finance.post(url, form, follow=True))
    page = page_text(finance.get("/desk/care/"))
    assert "Given back of this order by people, in all: $6,000.00" in page
    assert "goodwill 12345678" in page
    assert page.count("$3,000.00, fay@example.com, ") == 2
    assert "staff:" not in page
    assert Payment.objects.get().refunded_cents == 300_000


def rows(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_the_return_is_by_code_and_ties_out(finance, settings):
    from tests.factories.people import BEN

    place_now(), place_now(a_cheap_scarf()), place_now(by=BEN)
    off = place_now()
    actions.cancel_order(order=off, reason="x", now=clock.now(), by="care")
    money_moved(clock.now())
    from troth.desk.money.forms import this_quarter
    from troth.policy.dates.promise import local_time
    from troth.policy.terms import shipped_terms

    quarter = this_quarter(local_time(shipped_terms(), clock.now()).date())
    tax_rows = rows(finance.get(f"/desk/money/sales-tax.csv?quarter={quarter}"))
    city = next(row for row in tax_rows if row["Code"] == "8081")
    assert (city["Sales"], city["Total tax"]) == (
        "3",
        "107.83",
    )  # a bag, a scarf without tax; the third is cancelled
    assert (
        next(row for row in tax_rows if row["Place"] == "Outside New York")["Gross sales"]
        == "1215.00"
    )


@pytest.mark.parametrize("quarter", ["", "2026-01", "now", "9999999"])
def test_a_wrong_quarter_is_told(staff, quarter):
    assert "Quarter" in page_text(
        staff.get(f"/desk/money/sales-tax.csv?quarter={quarter}", follow=True)
    )


def test_a_doubtful_place_waits_for_a_person(finance):
    import dataclasses

    placed = place_now(by=dataclasses.replace(ANN, city="Bronxville", zip_code="10708"))
    assert placed.number in page_text(finance.get("/desk/money/"))
    url = f"/desk/orders/{placed.number}"
    assert "may lie in another tax place" in page_text(finance.get(url))
    page = page_text(finance.get(url))
    assert ("(6511)" in page, "(5581)" in page, "(8081)" in page) == (True, True, False)
    wrong = finance.post(f"{url}/tax-place", {"code": "8081"}, follow=True)
    assert "8081 is not a place that ZIP 10708 allows" in page_text(wrong)
    right = page_text(finance.post(f"{url}/tax-place", {"code": "6511"}, follow=True))
    assert "the return uses this place" in right
    assert "$6.07 was charged too little: the store pays it" in right
    assert "may lie in another" not in page_text(finance.get(url))
    assert "does not wait" in page_text(
        finance.post(f"{url}/tax-place", {"code": "6511"}, follow=True)
    )


def test_tax_that_was_charged_too_much_is_refunded_by_the_same_press(finance):
    import dataclasses

    placed = place_now(by=dataclasses.replace(ANN, city="Yonkers", zip_code="10705"))
    actions.request_capture(order=placed, now=clock.now(), by="pat", reason="handed over")
    money_moved(clock.now())
    url = f"/desk/orders/{placed.number}/tax-place"
    for message in ("$6.07 was charged too much: it is refunded", "does not wait"):
        assert message in page_text(finance.post(url, {"code": "5581"}, follow=True))
    assert PaymentOperation.objects.get(kind="refund").parts == {"tax_cents": 607}


def test_a_tie_out_is_shown_whole(staff):
    tie_out = Reconciliation.objects.create(
        made_at=clock.now(),
        since=clock.now(),
        until=clock.now(),
        payments=3,
        differences=[
            {"about": "T-1", "sentence": "The amounts differ", "ours_cents": 1, "theirs_cents": 2}
        ],
    )
    assert "1 difference" in page_text(staff.get("/desk/money/"))
    assert "The amounts differ $0.01 $0.02" in page_text(
        staff.get(f"/desk/money/tie-outs/{tie_out.pk}")
    )


def test_queries_of_the_queue_do_not_grow(staff, django_assert_max_num_queries):
    for _ in range(3):
        place_now()
    process_pieces(order=Order.objects.first(), now=clock.now(), by="pat")
    with django_assert_max_num_queries(14):
        staff.get("/desk/")


def test_a_missing_comparison_is_said_above_the_old_ones(finance):
    now = clock.now()
    fields = {"payments": 3, "differences": [], "since": now - timedelta(days=10)}
    Reconciliation.objects.create(
        made_at=now - timedelta(days=2), until=now - timedelta(days=2), **fields
    )
    page = page_text(finance.get("/desk/money/"))
    assert page.index("The daily comparison is missing") < page.index("all tied out")
    Reconciliation.objects.create(made_at=now - timedelta(hours=3), until=now, **fields)
    assert "The daily comparison is missing" not in page_text(finance.get("/desk/money/"))
