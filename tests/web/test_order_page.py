"""Clause `copy`: the order's own page and its copy for paper, behind a link nobody can guess and
nothing leaks.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from icalendar import Calendar

from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.letters import send_confirmation
from tests.factories.orders import order_of, process_pieces
from tests.factories.pages import page_text, token_path
from tests.factories.people import ANN
from troth import clock
from troth.fulfillment.actions import ship_order
from troth.fulfillment.models import Delay
from troth.fulfillment.promises import closures, monitoring
from troth.notifications.models import Notification, Resend
from troth.notifications.tasks import send_repeat
from troth.orders.models import Event


@pytest.fixture
def order(house):
    return order_of(a_bag(), now=clock.now())


@pytest.fixture
def page(shopper, order):
    """The order's page, opened with its mailed link."""
    return shopper.get(shopper.get(token_path(order)).url)


def test_the_mailed_link_leads_to_a_clean_address(shopper, order):
    answer = shopper.get(token_path(order))
    assert (answer.status_code, answer.url) == (302, f"/orders/{order.number}")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert order.number in page_text(shopper.get(answer.url))


def test_opening_it_changes_nothing_of_the_order(shopper, order):
    events = Event.objects.count()
    for _ in range(2):
        shopper.get(shopper.get(token_path(order)).url)
    assert Event.objects.count() == events


def test_the_cookie_alone_opens_it_and_scripts_cannot_read_it(shopper, order, client_class):
    shopper.get(token_path(order))
    assert shopper.cookies["sessionid"]["httponly"]
    assert shopper.cookies["sessionid"]["samesite"] == "Lax"
    assert client_class().get(f"/orders/{order.number}").status_code == 404


def test_guesses_all_look_alike(shopper, order):
    token = token_path(order)
    guesses = [
        f"/orders/{order.number}",
        "/orders/T-22222-22222",
        token[:-1],
        "/o/" + token[3:].swapcase(),
        "/o/x",
        f"/orders/{order.pk}",
    ]
    pages = {re.sub(r'value="\w+"', "", shopper.get(guess).content.decode()) for guess in guesses}
    assert len(pages) == 1
    assert all(shopper.get(guess).status_code == 404 for guess in guesses)
    for more in ("print", "calendar.ics"):
        assert shopper.get(f"/orders/{order.number}/{more}").status_code == 404


def test_it_leaks_to_nobody(page):
    words = page.content.decode()
    assert "noindex" in words
    assert 'name="referrer" content="same-origin"' in words
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]


def test_the_letter_holds_the_link_and_the_database_does_not(shopper, order):
    send_confirmation(order)
    [mail] = sorted((clock.offset_file().parent / "mail").glob("*.eml"))
    text = mail.read_text()
    token = token_path(order).removeprefix("/o/")
    assert token in text.replace("=\n", "")
    assert token not in str(list(Notification.objects.values()))


def test_until_when_it_may_be_cancelled(shopper, order, page):
    url = f"/orders/{order.number}"
    assert "We show the exact time here once it has reached you" in page_text(page)
    send_confirmation(order)
    assert "You can cancel until" in page_text(shopper.get(url))
    assert "Why this time?" in page_text(shopper.get(url))
    clock.move_forward(timedelta(hours=2, minutes=1))
    assert "closed" in page_text(shopper.get(url))


def test_shipped_it_leads_to_the_carriers_own_page(shopper, order, page):
    send_confirmation(order)
    process_pieces(order=order, now=clock.now(), by="pat")
    ship_order(
        order=order,
        carrier="fedex",
        number="986578788855",
        now=clock.now() + timedelta(hours=3),
        by="pat",
    )
    page = shopper.get(f"/orders/{order.number}")
    assert 'href="https://www.fedex.com/fedextrack/?trknbr=986578788855"' in page.content.decode()
    assert "Then you can file a claim, until the end of" in page_text(page)
    assert "Parcel handed to the carrier: FedEx 986578788855" in page_text(page)


def test_the_copy_for_paper_is_whole(shopper, order, page):
    words = page_text(shopper.get(f"/orders/{order.number}/print"))
    for part in (
        order.number,
        "Ann Lee",
        "12 Grand Street",
        "$1,322.83",
        "Arrives",
        "troth-standard",
        "Final sale",
    ):
        assert part in words, part


def test_the_days_go_into_a_calendar(shopper, house):
    order = order_of(a_bag(), a_watch_in_japan(), now=clock.now())
    shopper.get(token_path(order))
    file = shopper.get(f"/orders/{order.number}/calendar.ics")
    assert file["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(file.content).walk("VEVENT")
    assert len(events) == 2
    for (_, promise), event in zip(order.promised, events, strict=True):
        assert event["DTSTART"].dt.isoformat() == promise["arrives"]["earliest"]
        assert (event["DTEND"].dt - timedelta(days=1)).isoformat() == promise["arrives"]["latest"]
        assert "Someone must sign" in event["DESCRIPTION"]
    assert shopper.get(f"/orders/{order.number}/calendar.ics").content == file.content


@pytest.mark.parametrize(
    ("number", "email", "mails"),
    [
        ("{number}", "ann@example.com", 1),
        ("  {number} ", "ANN@example.com", 1),
        ("{number}", "ben@example.com", 0),
        ("T-22222-22222", "ann@example.com", 0),
    ],
)
def test_who_lost_the_link_has_the_same_letter_mailed_again(shopper, order, number, email, mails):
    send_confirmation(order)
    answer = shopper.post(
        "/orders/find", {"number": number.format(number=order.number), "email": email}, follow=True
    )
    assert "If the number and the address belong together" in page_text(answer)
    for repeat in Resend.objects.all():
        send_repeat.func(repeat.pk)
    sent = sorted((clock.offset_file().parent / "mail").glob("*.eml"))
    assert len(sent) == 1 + mails
    assert len({re.search(r"Message-ID: (.*)", mail.read_text())[1] for mail in sent}) == 1


def test_a_few_times_a_day_at_most(shopper, order):
    send_confirmation(order)
    for _ in range(5):
        shopper.post("/orders/find", {"number": order.number, "email": ANN.email})
    assert Resend.objects.count() == 3


def test_markup_in_a_name_stays_text(shopper):
    import dataclasses

    order = order_of(
        a_bag(), by=dataclasses.replace(ANN, name="<script>alert(1)</script>"), now=clock.now()
    )
    send_confirmation(order)
    shopper.get(token_path(order))
    for url in (f"/orders/{order.number}", f"/orders/{order.number}/print"):
        assert "<script>alert" not in shopper.get(url).content.decode()


def test_queries(shopper, order, page, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        shopper.get(f"/orders/{order.number}")


@pytest.fixture
def late(order):
    """The order is late by a storm, and the shopper may choose."""
    monitoring.start_watching([order])
    today = clock.now().date()
    closure = closures.enter_closure(
        place="us",
        first_on=today,
        last_on=today + timedelta(days=12),
        why="a snow storm",
        now=clock.now(),
        by="pat",
    )
    closures.recompute_promises(closure_id=closure.pk, now=clock.now())
    return Delay.objects.get(order=order)


def test_a_delay_is_told_with_its_reason_and_the_choice(shopper, late, page):
    text = page_text(shopper.get(page.request["PATH_INFO"]))
    for part in (
        "a snow storm",
        "Keep my order",
        "Cancel my order",
        "hear from you",
        "When you ordered, we promised",
    ):
        assert part in text


@pytest.mark.parametrize(("answer", "state"), [("wait", "placed"), ("cancel", "cancelled")])
def test_the_shopper_chooses_once_however_often_it_is_sent(shopper, late, page, answer, state):
    for _ in range(2):
        shopper.post(page.request["PATH_INFO"] + f"/delay/{late.pk}", {"answer": answer})
    late.refresh_from_db()
    assert (late.answer, late.order.lines.get().state) == (answer, state)
    assert shopper.get(page.request["PATH_INFO"]).status_code == 200


def test_nobody_else_chooses(client_class, late, page):
    other = client_class()
    assert (
        other.post(
            page.request["PATH_INFO"] + f"/delay/{late.pk}", {"answer": "cancel"}
        ).status_code
        == 404
    )
    assert late.order.lines.get().state == "placed"


def test_a_choice_that_is_none_is_told_so(shopper, late, page):
    assert "Choose to wait" in page_text(
        shopper.post(page.request["PATH_INFO"] + f"/delay/{late.pk}", {"answer": "x"}, follow=True)
    )
