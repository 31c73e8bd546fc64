"""Clauses `confirmation` and `shipping_notice`: written once, sent until sent, over a real
socket.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from tests.e2e.stores import free_port
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.letters import send_confirmation
from tests.factories.mail_server import run_mail_server
from tests.factories.moments import NOON
from tests.factories.orders import order_of, process_pieces, time_after_placing
from troth import clock
from troth.fulfillment.actions import ship_order
from troth.notifications import actions, tasks
from troth.notifications.models import Notification
from troth.notifications.outbox import EMAILS
from troth.orders.links import link_of


@pytest.fixture
def server(house):
    yield from run_mail_server(house)


def text_of(message) -> str:
    return message.get_body(("plain",)).get_content()


def test_the_confirmation_is_a_full_copy(server):
    order = order_of(a_bag(), a_watch_in_japan())
    send_confirmation(order)
    [mail] = server.taken
    text, html = text_of(mail), mail.get_body(("html",)).get_content()
    for part in (text, " ".join(html.split())):
        assert "within 2 hours of receiving this mail" in part
        assert link_of(number=order.number, link_hash=order.link_hash) in part
        for words in [
            order.number,
            "Ann Lee",
            "12 Grand Street",
            "New York, NY 10013",
            "$6,548.83",
            "From Japan",
            "Someone must sign",
        ]:
            assert words in part, words
        assert all(line.title in part for line in order.lines.all())
    assert "keep this mail" in text
    assert mail["To"] == "ann@example.com"
    assert order.number in mail["Subject"]


def test_handing_it_over_opens_the_window(server):
    order = order_of(a_bag())
    send_confirmation(order)
    event = order.events.get(kind="confirmation.sent")
    assert order.cancellation_closes_at() - event.at == timedelta(hours=2)
    assert [step["clause"] for step in event.facts["steps"]] == ["cancellation", "cancellation"]
    assert event.facts["message_id"] == server.taken[0]["Message-ID"]


def test_the_shipping_notice_has_number_link_signature_and_claim_dates(server):
    order = order_of(a_bag())
    send_confirmation(order)
    process_pieces(order=order, now=NOON, by="pat")
    ship_order(
        order=order,
        carrier="fedex",
        number="986578788855",
        now=time_after_placing(order, days=30),
        by="pat",
    )
    tasks.on_event(order.events.get(kind="parcel.shipped").pk)
    text = text_of(server.taken[-1])
    assert "https://www.fedex.com/fedextrack/?trknbr=986578788855" in text
    assert "Someone must sign for it" in text
    assert "file a claim from Sat Jan 16, 2027" in text
    assert "until the end of Thu Jan 21, 2027" in text
    assert order.events.filter(kind="shipping_notice.sent").count() == 1


def test_following_again_sends_nothing_again(server):
    order = order_of(a_bag())
    for _ in range(3):
        send_confirmation(order)
    assert len(server.taken) == 1
    assert order.events.filter(kind="confirmation.sent").count() == 1


def test_a_refusal_keeps_it_owed_and_the_same_message_goes_later(server):
    order = order_of(a_bag())
    server.answer = "451 Not now"
    send_confirmation(order)
    notice = Notification.objects.get()
    assert "451" in notice.problem
    assert notice.not_before > clock.now()
    assert order.cancellation_closes_at() is None
    server.answer = "250 Taken"
    send_confirmation(order)
    assert server.taken == []  # it pauses first
    clock.move_forward(timedelta(minutes=2))
    send_confirmation(order)
    assert [mail["Message-ID"] for mail in server.taken] == [notice.message_id]


def test_pauses_grow_to_an_hour(server):
    server.answer = "451 Not now"
    order = order_of(a_bag())
    pauses = []
    for _ in range(9):
        send_confirmation(order)
        pauses.append(
            round((Notification.objects.get().not_before - clock.now()) / timedelta(minutes=1))
        )
        clock.move_forward(timedelta(hours=2))
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_server_that_is_down_is_like_a_refusal(house):
    house.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    house.EMAIL_HOST, house.EMAIL_PORT = "127.0.0.1", free_port()
    order = order_of(a_bag())
    send_confirmation(order)
    assert "Connection" in Notification.objects.get().problem


def test_two_workers_do_not_send_it_both(server):
    order = order_of(a_bag())
    event = order.events.get(kind="order.placed")
    notice = actions.write_notice(event=event, now=NOON)
    leased = Notification.objects.get()
    Notification.objects.update(
        not_before=clock.now() + EMAILS.lease
    )  # the other worker has just taken it
    assert not actions.send_notice(notice=leased, clock=clock.now)
    assert server.taken == []
    assert notice == leased


def test_the_sweep_finds_what_nobody_wrote_and_what_nobody_sent(server):
    unwritten, unsent, sent = (order_of(a_bag(), now=clock.now()) for _ in range(3))
    actions.write_notice(event=unsent.events.get(kind="order.placed"), now=clock.now())
    send_confirmation(sent)
    DBTaskResult.objects.all().delete()
    assert tasks.sweep_notices() == 2
    owed = {task.args_kwargs["args"][0] for task in DBTaskResult.objects.all()}
    assert owed == {order.events.get(kind="order.placed").pk for order in (unwritten, unsent)}


def test_events_that_owe_no_letter_get_none(house):
    order = order_of(a_bag())
    tasks.on_event(order.events.get(kind="payment.authorized").pk)
    assert not Notification.objects.exists()


def test_a_name_cannot_write_headers(server):
    import dataclasses

    from tests.factories.people import ANN

    send_confirmation(
        order_of(a_bag(), by=dataclasses.replace(ANN, name="Eve\r\nBcc: x@example.com"))
    )
    [mail] = server.taken
    assert mail["Bcc"] is None
