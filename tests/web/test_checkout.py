"""Clauses `methods`, `no_changes`: address, look once more, pay, one order; and everything that may
go wrong there.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.factories import world
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.moments import moment
from tests.factories.orders import order_of, start_checkout
from tests.factories.pages import ADDRESS_FORM, page_text
from troth import clock
from troth.catalog.models import Item, Reservation
from troth.checkout.models import Checkout
from troth.orders.models import Order
from troth.payments.models import Payment
from troth.payments.provider import configured_provider


def test_an_empty_bag_has_no_checkout(shopper):
    assert shopper.get("/checkout").url == "/bag"
    assert shopper.get("/checkout/review").url == "/bag"


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("email", "nobody", "valid email"),
        ("name", "", "required"),
        ("zip_code", "00000", "there is no ZIP code 00000"),
        ("zip_code", "60610", "ZIP 60610 is in Illinois, not in New York"),
        ("state", "XX", "XX is not one of the available choices"),
        ("street", "x" * 101, "at most 100 characters"),
        ("street", "PSC 3 Box 1021", "reads as a military address"),
        ("name", "a\x00b", "Null characters"),
    ],
)
def test_a_wrong_field_is_told_and_nothing_typed_is_lost(shopper, field, typed, error):
    shopper.post(f"/bag/add/{a_bag().slug}")
    answer = shopper.post("/checkout", ADDRESS_FORM | {field: typed})
    assert answer.status_code == 200
    assert error in page_text(answer)
    assert 'value="12 Grand Street"' in answer.content.decode() or field == "street"


def test_at_most_eight_fields_are_seen_and_no_account_is_asked_for(shopper):
    shopper.post(f"/bag/add/{a_bag().slug}")
    page = shopper.get("/checkout").content.decode()
    assert page.count('class="field') <= 8
    assert "password" not in page


def test_the_total_comes_early(shopper):
    bag = a_bag()
    shopper.post(f"/bag/add/{bag.slug}")
    assert "$1,200.00" in page_text(shopper.get("/bag"))
    for page in ("/bag?zip=10013", "/bag", "/checkout"):
        words = page_text(shopper.get(page))
        assert "Total to 10013 $1,322.83" in words, page
    assert "Ground does not go to Hawaii" in page_text(shopper.get("/bag?zip=96813"))


@pytest.mark.parametrize(
    ("state", "zip_code", "where"),
    [
        ("HI", "96813", "Hawaii"),
        ("AK", "99501", "Alaska"),
        ("PR", "00901", "Puerto Rico"),
        ("GU", "96910", "Guam"),
        ("AE", "09001", "military post"),
    ],
)
def test_a_destination_nothing_serves_is_refused_before_payment(shopper, state, zip_code, where):
    shopper.post(f"/bag/add/{a_bag().slug}")
    answer = shopper.post(
        "/checkout", ADDRESS_FORM | {"state": state, "zip_code": zip_code, "city": "There"}
    )
    assert f"Ground does not go to {where}" in page_text(answer).replace("a military", "military")
    assert "Shipping methods" in page_text(answer)
    assert shopper.get("/checkout/review").status_code == 302
    assert not Reservation.objects.exists()


def test_what_another_is_buying_is_told_with_the_time(shopper):
    bag = a_bag()
    shopper.post(f"/bag/add/{bag.slug}")
    start_checkout(bag, session="somebody else", now=_now())
    answer = shopper.post("/checkout", ADDRESS_FORM)
    assert "is being bought by somebody else. It may be back" in page_text(answer)
    assert 'value="12 Grand Street"' in answer.content.decode()
    for page in (f"/items/{bag.slug}", "/bag"):
        assert "Being bought by somebody else now. It may be back" in page_text(
            shopper.get(page)
        ), page


def _now():
    return clock.now()


def test_the_look_once_more_page_shows_all_that_is_agreed_to(shopper, review):
    review(a_bag(), a_watch_in_japan())
    words = page_text(shopper.get("/checkout/review"))
    for shown in (
        "Kept for you until",
        "Please look once more",
        "can't be changed",
        "12 Grand Street",
        "From Japan: Steel chronograph",
        "From New York: Black calfskin top-handle bag",
        "Sales tax",
        "8.875 %",
        "$6,548.83",
        "FedEx carries it",
        "Someone must sign",
        "within 2 hours",
        "Final sale",
        "authorized on your card now",
    ):
        assert shown in words, shown


def test_the_look_once_more_page_tells_that_a_piece_is_moved_from_japan_first(
    shopper, review, monkeypatch
):
    """Clause `transfer`: told before they buy, with its own window (clauses.md, worked dates)."""
    noon = moment("Mon 2026-11-23 12:00")
    monkeypatch.setattr(clock, "now", lambda: noon)
    world.clock(noon)
    review(a_watch_in_japan())
    words = page_text(shopper.get("/checkout/review"))
    assert "First moved from Japan, here Tue Dec 1 – Tue Dec 8" in words
    assert "Processed Wed Dec 2 – Thu Dec 10" in words


def test_a_piece_in_new_york_is_moved_from_nowhere(shopper, review):
    review(a_bag())
    assert "moved from Japan" not in page_text(shopper.get("/checkout/review"))


def test_who_holds_it_sees_no_warning(shopper, review):
    bag = a_bag()
    review(bag)
    assert "Being bought" not in page_text(shopper.get(f"/items/{bag.slug}"))


def test_one_press_one_payment_one_order(shopper, review):
    form = review(a_bag())
    first = shopper.post("/checkout/review", form)
    assert first.status_code == 303
    assert shopper.post("/checkout/review", form).url == first.url
    status, back = world.pay(first.url)
    assert status == 303
    done = shopper.get(_path(back))
    order = Order.objects.get()
    assert done.url == f"/orders/{order.number}?thanks=1"
    assert shopper.get(_path(back)).url == done.url
    assert shopper.post("/checkout/review", form).url == f"/orders/{order.number}"
    assert "Thank you" in page_text(shopper.get(done.url))
    assert "Nothing in it yet" in page_text(shopper.get("/bag"))
    assert Payment.objects.count() == 1


def _path(url: str) -> str:
    return re.sub(r"^https?://[^/]+", "", url)


def test_a_declined_card_charges_nothing_and_another_may_be_tried(shopper, review):
    page = shopper.post("/checkout/review", review(a_bag())).url
    assert "declined" in world.pay(page, card=world.DECLINED)[1]
    assert not Order.objects.exists()
    shopper.get(_path(world.pay(page)[1]))
    assert Order.objects.count() == 1


def test_who_comes_back_without_paying_may_go_on(shopper, review):
    review(a_bag())
    form = dict(
        re.findall(
            r'name="(key|agreed)" value="([^"]+)"', shopper.get("/checkout/review").content.decode()
        )
    )
    shopper.post("/checkout/review", form)
    session = Payment.objects.get().session_id
    answer = shopper.get(f"/checkout/paid?session={session}", follow=True)
    assert "Nothing is paid yet" in page_text(answer)
    assert "Go on paying" in page_text(answer)


def test_a_price_that_changed_meanwhile_is_shown_never_charged(shopper, review):
    bag = a_bag()
    form = review(bag)
    Item.objects.filter(pk=bag.pk).update(price_cents=130_000)
    answer = shopper.post("/checkout/review", form, follow=True)
    assert "Something changed since you looked" in page_text(answer)
    assert "$1,300.00" in page_text(answer)
    assert not Payment.objects.exists()


def test_an_address_changed_in_another_tab_is_looked_at_again(shopper, review):
    form = review(a_bag())
    shopper.post("/checkout", ADDRESS_FORM | {"street": "99 Other Street"})
    answer = shopper.post("/checkout/review", form, follow=True)
    assert "99 Other Street" in page_text(answer)
    assert not Payment.objects.exists()


def test_who_comes_second_is_told(shopper, review):
    bag = a_bag()
    form = review(bag)
    Reservation.objects.all().delete()
    order_of(bag)
    assert "just been sold" in page_text(shopper.post("/checkout/review", form, follow=True))


@pytest.mark.parametrize(
    "forged", [{"agreed": ""}, {"agreed": "gold"}, {"key": "short"}, {"agreed": "x" * 5000}]
)
def test_a_forged_form_pays_nothing(shopper, review, forged):
    answer = shopper.post("/checkout/review", review(a_bag()) | forged)
    assert answer.status_code in (200, 302)
    assert not Payment.objects.exists()


def test_an_ended_session_is_told_so(shopper, review):
    form = review(a_bag())
    shopper.cookies.clear()
    assert "nothing was charged" in page_text(shopper.post("/checkout/review", form, follow=True))


def test_letting_go_frees_the_piece_at_once(shopper, review):
    bag = a_bag()
    review(bag)
    assert "nothing is kept for you" in page_text(shopper.post("/checkout/leave", follow=True))
    start_checkout(bag, session="the next one", now=_now())
    assert Checkout.objects.get(ended_at__isnull=False).ended_why == "You left the checkout."


def test_taking_it_out_of_the_bag_lets_go_too(shopper, review):
    bag = a_bag()
    review(bag)
    shopper.post(f"/bag/remove/{bag.slug}")
    start_checkout(bag, session="the next one", now=_now())


def test_dates_that_moved_while_paying_are_agreed_to_with_one_press(shopper, review):
    back = _path(world.pay(shopper.post("/checkout/review", review(a_bag())).url)[1])
    clock.move_forward(timedelta(days=7))
    words = page_text(shopper.get(back, follow=True))
    assert "The dates have changed: look once more" in words
    assert not Order.objects.exists()
    page = shopper.get("/checkout/review").content.decode()
    form = dict(re.findall(r'name="(key|agreed)" value="([^"]+)"', page))
    assert "Something was missing" not in page
    assert shopper.post("/checkout/accept", form | {"agreed": "forged"}).url == "/checkout/review"
    done = shopper.post("/checkout/accept", form)
    assert done.url.startswith("/orders/T-")
    assert Order.objects.get().agreed["shown"]["total"] == 132_283


def test_taking_out_what_is_not_in_the_bag_ends_no_checkout(shopper, review):
    review(a_bag())
    shopper.post(f"/bag/remove/{a_bag().slug}")
    assert Checkout.objects.get().ended_at is None


def test_instead_they_may_let_go_and_nothing_stays_reserved(shopper, review):
    back = _path(world.pay(shopper.post("/checkout/review", review(a_bag())).url)[1])
    clock.move_forward(timedelta(days=7))
    shopper.get(back)
    shopper.post("/checkout/leave")
    assert Payment.objects.get().state == "releasing"


def test_a_provider_that_does_not_answer_charges_nothing_and_may_be_asked_again(
    shopper, review, settings
):
    form = review(a_bag())
    settings.STRIPE_API = "http://127.0.0.1:9"
    configured_provider.cache_clear()
    assert "doesn't answer now. Nothing was charged" in page_text(
        shopper.post("/checkout/review", form, follow=True)
    )
    settings.STRIPE_API = world.payments().url
    configured_provider.cache_clear()
    assert shopper.post("/checkout/review", form).status_code == 303


def test_back_from_paying_while_the_provider_is_silent_says_not_to_pay_again(
    shopper, review, settings
):
    back = _path(world.pay(shopper.post("/checkout/review", review(a_bag())).url)[1])
    settings.STRIPE_API = "http://127.0.0.1:9"
    configured_provider.cache_clear()
    assert "Please don't pay again" in page_text(shopper.get(back))


def test_in_another_browser_the_order_is_placed_and_not_shown(shopper, review, client_class):
    back = _path(world.pay(shopper.post("/checkout/review", review(a_bag())).url)[1])
    words = page_text(client_class().get(back))
    assert "the order is placed" in words
    assert "Ann Lee" not in words
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    "session", ["cs_test_forged", "", "x", "cs_a%00b", "cs_" + "x" * 300, "pi_1' OR 1=1"]
)
def test_a_payment_nobody_knows_is_told_so(shopper, session):
    assert "We know of no such payment" in page_text(
        shopper.get(f"/checkout/paid?session={session}", follow=True)
    )


def test_queries_to_place(shopper, review, django_assert_max_num_queries):
    back = _path(world.pay(shopper.post("/checkout/review", review(a_bag())).url)[1])
    with django_assert_max_num_queries(19) as counted:  # 17 and the test's own two savepoints
        shopper.get(back)
    kinds = [query["sql"].split()[0] for query in counted.captured_queries]
    assert sum(kind in ("SELECT", "INSERT", "UPDATE", "DELETE") for kind in kinds) <= 16
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "weight", "error"),
    [
        ({"street": "PO Box 12"}, 900, "to a PO box by USPS only"),
        ({}, 30_000, "with a parcel of 30,000 g by UPS only"),
    ],
)
def test_what_no_carrier_that_is_set_up_serves_is_refused_before_payment(
    shopper, house, address, weight, error
):
    house.CARRIERS_BY_HAND = ()
    item = a_bag()
    type(item).objects.filter(pk=item.pk).update(weight_grams=weight)
    shopper.post(f"/bag/add/{item.slug}")
    answer = shopper.post("/checkout", ADDRESS_FORM | address)
    assert answer.status_code == 200
    assert error in page_text(answer)
    assert "at the moment" in page_text(answer)
    house.CARRIERS_BY_HAND = ("ups", "usps")
    assert shopper.post("/checkout", ADDRESS_FORM | address).status_code == 302


def test_the_faq_and_the_checkout_say_the_same_of_what_is_not_served(shopper, house):
    house.CARRIERS_BY_HAND = ("ups",)
    words = page_text(shopper.get("/faq"))
    assert "We don't ship with USPS at the moment" in words
    assert "but not to PO boxes" in words
    house.CARRIERS_BY_HAND = ("ups", "usps")
    words = page_text(shopper.get("/faq"))
    assert "at the moment" not in words
    assert "PO boxes there included" in words
