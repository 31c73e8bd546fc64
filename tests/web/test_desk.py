"""The desk: staff only, the queue in order, and refusals that say why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from tests.factories.items import a_bag
from tests.factories.letters import send_confirmation
from tests.factories.orders import order_of
from tests.factories.pages import page_text
from troth import clock
from troth.orders.models import Line

PAGES = ["/desk/", "/desk/orders/{}"]
PRESSES = ["/desk/orders/{}/hold", "/desk/clock"]


@pytest.fixture
def order(house):
    placed = order_of(a_bag(), now=clock.now())
    send_confirmation(placed)
    return placed


@pytest.mark.parametrize("url", PAGES + PRESSES)
def test_who_is_not_signed_in_is_asked_to(client, order, url):
    method = client.get if url in PAGES else client.post
    answer = method(url.format(order.number))
    assert answer.status_code == 302
    assert answer.url.startswith("/desk/sign-in/")


@pytest.mark.parametrize("url", PAGES + PRESSES)
def test_who_is_not_staff_is_refused(client, order, url):
    client.force_login(User.objects.create_user(username="olga@example.com"))
    method = client.get if url in PAGES else client.post
    assert method(url.format(order.number)).status_code == 403
    assert Line.objects.get().state == "placed"


@pytest.mark.parametrize("url", PRESSES)
def test_reading_changes_nothing(staff, order, url):
    assert staff.get(url.format(order.number)).status_code == 405


def test_signing_in(client, house):
    User.objects.create_user(username="pat@example.com", password="a long password", is_staff=True)
    wrong = client.post("/desk/sign-in/", {"login": "pat@example.com", "password": "wrong"})
    assert "correct username and password" in page_text(wrong)
    right = client.post(
        "/desk/sign-in/", {"login": "pat@example.com", "password": "a long password"}
    )
    assert right.url == "/desk/"


def test_a_sign_in_leads_nowhere_else(client, house):
    User.objects.create_user(username="pat@example.com", password="a long password", is_staff=True)
    form = {
        "login": "pat@example.com",
        "password": "a long password",
        "next": "https://evil.example/",
    }
    assert client.post("/desk/sign-in/", form).url == "/desk/"


def test_the_queue_is_in_the_order_received(staff, house):
    now = clock.now()
    orders = [order_of(a_bag(), now=now + timedelta(minutes=minutes)) for minutes in (2, 0, 1)]
    words = page_text(staff.get("/desk/"))
    places = [words.index(order.number) for order in orders]
    assert places[1] < places[2] < places[0]
    assert "The confirmation hasn't gone out yet" in words


def test_a_longer_queue_costs_no_more_queries(staff, django_assert_max_num_queries):
    for _ in range(12):
        send_confirmation(order_of(a_bag(), now=clock.now()))
    with django_assert_max_num_queries(14):
        staff.get("/desk/")


def test_nothing_is_processed_or_shipped_without_a_box(staff, order):
    """The addresses that once did so are gone."""
    staff.post("/desk/clock", {"hours": "3"})
    for what in ("process", "ship"):
        answer = staff.post(
            f"/desk/orders/{order.number}/{what}", {"carrier": "fedex", "number": "986578788855"}
        )
        assert answer.status_code == 404
    assert Line.objects.get().state == "placed"
    assert "Mark processed" not in page_text(staff.get(f"/desk/orders/{order.number}"))


def test_a_hold_is_set_and_released(staff, house):
    order = order_of(a_bag(), now=clock.now())
    url = f"/desk/orders/{order.number}"
    assert "Say why" in page_text(staff.post(f"{url}/hold", {"why": " "}, follow=True))
    assert "Held: the clasp is loose" in page_text(
        staff.post(f"{url}/hold", {"why": "the clasp is loose"}, follow=True)
    )
    hold = order.events.get(kind="order.held")
    assert "Say why it goes on" in page_text(staff.post(f"{url}/release/{hold.pk}", follow=True))
    for _ in range(2):
        staff.post(f"{url}/release/{hold.pk}", {"why": "it was mended"})
    assert order.events.filter(kind="order.released").count() == 1
    assert staff.post(f"{url}/release/999999").status_code == 404


@pytest.mark.parametrize("hours", ["0", "-1", "nonsense", "99999", "nan", "inf"])
def test_the_clock_is_moved_forward_only(staff, house, hours):
    before = clock.moved_by()
    assert staff.post("/desk/clock", {"hours": hours}, follow=True).status_code == 200
    assert clock.moved_by() == before


def test_production_has_no_clock_to_move(staff, house):
    house.DEVELOPMENT = False
    assert "development only" in page_text(staff.post("/desk/clock", {"hours": "3"}, follow=True))
    assert "Move forward" not in page_text(staff.get("/desk/"))


def test_mail_that_could_not_be_sent_is_seen(staff, house):
    house.EMAIL_BACKEND, house.EMAIL_HOST, house.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    order = order_of(a_bag(), now=clock.now())
    send_confirmation(order)
    words = page_text(staff.get(f"/desk/orders/{order.number}"))
    assert "not sent yet" in words
    assert "ConnectionRefusedError" in words


def test_an_unknown_order_is_not_there(staff, house):
    assert staff.get("/desk/orders/T-00000-00000").status_code == 404
