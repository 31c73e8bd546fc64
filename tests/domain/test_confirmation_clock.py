"""Clause `cancellation`: when the clock of the window starts, moves and stops, and what waits for
it. Times are worked out here by hand from the clause.
"""

from __future__ import annotations

from datetime import UTC, date, timedelta
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from tests.e2e.stores import free_port
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.letters import letter_of, send_confirmation
from tests.factories.moments import moment
from tests.factories.orders import order_of, process_pieces
from tests.factories.payments import money_moved
from troth import clock
from troth.alerting.actions import bring_up_to_date
from troth.care import erasure_requests
from troth.care.cancellations import cancellation
from troth.care.mail import filing
from troth.care.mail_models import Mail
from troth.fulfillment import tasks as fulfillment
from troth.fulfillment.actions import ship_order
from troth.fulfillment.models import Delay
from troth.fulfillment.promises import closures, monitoring
from troth.fulfillment.promises.obstacles import obstacle_of
from troth.fulfillment.warehouse.queue import FulfillmentRefused, claim_next_order, waiting_reason
from troth.notifications import copies, erasure, repeating
from troth.notifications import tasks as notices
from troth.notifications.models import Notification, Resend, SentCopy, UnmatchedReport
from troth.order_status.reading import status_of
from troth.orders.actions import (
    mark_confirmation_acknowledged,
    mark_confirmation_bounced,
    mark_confirmation_delivered,
    mark_confirmation_sent,
)
from troth.orders.erasure import erase_recipient
from troth.orders.links import token_for
from troth.orders.models import Order, QueueEntry
from troth.payments import execution
from troth.payments.actions import cancel_order
from troth.payments.models import Payment
from troth.webhooks.mail import bounces
from troth.webhooks.mail import tasks as mailbox
from troth.worklist.models import Task

MONDAY = moment("Mon 2026-11-23 12:00")
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
ID = "<confirmation@example.com>"


def placed(*items, reports="", copy=1) -> Order:
    order = order_of(*items or [a_bag()], now=MONDAY)
    kwargs = {"message_id": ID, "now": MONDAY, "by": "notifications", "copy": copy}
    mark_confirmation_sent(order=order, reports=reports, **kwargs)
    return order


def whole(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def delivered(order, at, *, now=None, copy=1, again=False):
    kwargs = {"message_id": ID, "by": "postmark", "copy": copy, "again": again}
    return mark_confirmation_delivered(order=order, at=at, now=now or at, **kwargs)


def bounced(order, at, *, copy=1):
    return mark_confirmation_bounced(
        order=order, sentence="550 no such user", at=at, now=at, by="postmark", copy=copy
    )


def limit(order, now):
    return whole(order).cancellation_closes_at(now)


def leaves(order, now):
    process_pieces(order=whole(order), now=now, by="pat")
    ship_order(order=whole(order), carrier="fedex", number="986578788855", now=now, by="pat")


# --- where reports are set up


def test_it_waits_for_the_report_until_24_hours_to_the_instant(house):
    order = placed(reports="postmark")
    last = MONDAY + 24 * HOUR
    assert QueueEntry.objects.get(order=order).cancellable_until == last
    assert "provider's report" in waiting_reason(whole(order), now=last)
    assert waiting_reason(whole(order), now=last + timedelta(microseconds=1)) is None
    assert limit(order, last) is None
    assert limit(order, last + timedelta(microseconds=1)) == MONDAY + 2 * HOUR


def test_a_report_may_end_the_wait_early_and_never_shortens_the_window_from_hand_over(house):
    order = placed(reports="postmark")
    delivered(order, MONDAY - SECOND, now=MONDAY + SECOND)  # stamps of providers are rounded
    assert limit(order, MONDAY + HOUR) == MONDAY + 2 * HOUR
    assert QueueEntry.objects.get(order=order).cancellable_until == MONDAY + 2 * HOUR


def test_a_request_made_before_the_clock_started_stays_in_the_window(house):
    """It was delivered at 1 pm, and we heard of it at 6: a mail of 4 pm asked while nobody knew."""
    order = placed(reports="postmark")
    delivered(order, MONDAY + HOUR, now=MONDAY + 6 * HOUR)
    assert cancellation.verdict_of(whole(order), asked_at=MONDAY + 4 * HOUR).verdict == "accepted"
    assert cancellation.verdict_of(whole(order), asked_at=MONDAY + 7 * HOUR).verdict == "refused"


def test_a_report_after_24_hours_moves_the_limit_later(house):
    order = placed(reports="postmark")
    delivered(order, MONDAY + 30 * HOUR)
    assert limit(order, MONDAY + 30 * HOUR) == MONDAY + 32 * HOUR
    assert claim_next_order(now=MONDAY + 31 * HOUR, by="pat") is None
    assert cancellation.verdict_of(whole(order), asked_at=MONDAY + 31 * HOUR).verdict == "accepted"


def test_a_report_after_shipping_is_only_recorded(house):
    order = placed(reports="postmark")
    leaves(order, MONDAY + 25 * HOUR)
    event = delivered(order, MONDAY + 26 * HOUR)
    assert "closes_at" not in event.facts
    assert limit(order, MONDAY + 26 * HOUR) == MONDAY + 2 * HOUR


def test_a_copy_asked_for_again_extends_nothing_for_who_had_the_first(house):
    order = placed(reports="postmark")
    delivered(order, MONDAY + SECOND)
    kwargs = {"message_id": ID, "by": "notifications", "reports": "postmark", "again": True}
    event = mark_confirmation_sent(order=order, now=MONDAY + HOUR, copy=2, **kwargs)
    assert event.kind == "confirmation.resent"
    delivered(order, MONDAY + HOUR, copy=2, again=True)
    assert limit(order, MONDAY + 3 * HOUR) == MONDAY + 2 * HOUR + SECOND


def test_the_event_keeps_that_reports_were_set_up_whatever_the_setting_says_later(house):
    order = placed(reports="postmark")
    house.MAIL_REPORTS = False
    facts = order.events.get(kind="confirmation.sent").facts
    assert facts["reports"] == "postmark"
    assert "closes_at" not in facts
    assert limit(order, MONDAY + 3 * HOUR) is None


def test_nothing_ships_before_the_report(house):
    order = placed(reports="postmark")
    process_pieces(order=whole(order), now=MONDAY, by="pat")
    with pytest.raises(FulfillmentRefused, match="provider's report"):
        ship_order(
            order=whole(order), carrier="fedex", number="986578788855", now=MONDAY + 5 * HOUR,
            by="pat",
        )  # fmt: skip


def test_no_delay_is_blamed_on_a_confirmation_whose_report_never_came(house):
    """After 24 hours the hand-over stands: what keeps the order then is something else."""
    order = placed(reports="postmark")
    assert obstacle_of(whole(order), "us") is None
    bounced(order, MONDAY + HOUR)
    assert "confirmation" in obstacle_of(whole(order), "us").sentence


# --- a bounce


@pytest.mark.parametrize("reports", ["postmark", ""])
def test_a_bounce_after_hand_over_stops_the_clock(house, reports):
    order = placed(reports=reports)
    event = bounced(order, MONDAY + 3 * HOUR)  # without reports the window was closed
    assert event.facts["stops"] is True
    assert limit(order, MONDAY + 48 * HOUR) is None
    assert QueueEntry.objects.get(order=order).cancellable_until is None
    assert claim_next_order(now=MONDAY + 48 * HOUR, by="pat") is None
    assert "came back" in waiting_reason(whole(order), now=MONDAY + 48 * HOUR)
    assert bounced(order, MONDAY + 4 * HOUR) is None  # told once
    tuesday = moment("Tue 2026-11-24 12:00")
    assert cancellation.verdict_of(whole(order), asked_at=tuesday).verdict == "accepted"


def test_a_bounce_after_a_delivery_report_of_the_same_copy_stops_the_clock_too(house):
    order = placed(reports="postmark")
    delivered(order, MONDAY + SECOND)
    assert bounced(order, MONDAY + HOUR).facts["stops"] is True
    assert limit(order, MONDAY + HOUR) is None


def test_reports_that_come_in_the_wrong_order_are_put_right_by_their_times(house):
    first = placed(reports="postmark")
    bounced(first, MONDAY + HOUR)
    assert delivered(first, MONDAY + SECOND, now=MONDAY + 2 * HOUR) is None
    assert limit(first, MONDAY + 2 * HOUR) is None
    second = placed(reports="postmark")
    delivered(second, MONDAY + HOUR)
    assert bounced(second, MONDAY + SECOND) is None
    assert limit(second, MONDAY + 2 * HOUR) == MONDAY + 3 * HOUR


def test_a_later_delivery_of_what_had_bounced_softly_starts_the_clock(house):
    order = placed(reports="postmark")
    bounced(order, MONDAY + HOUR)
    delivered(order, MONDAY + 5 * HOUR)
    assert limit(order, MONDAY + 5 * HOUR) == MONDAY + 7 * HOUR


def test_a_bounce_of_one_copy_means_nothing_to_who_has_another(house):
    order = placed(reports="postmark")
    delivered(order, MONDAY + SECOND)
    assert bounced(order, MONDAY + HOUR, copy=2) is None
    assert limit(order, MONDAY + HOUR) == MONDAY + 2 * HOUR + SECOND


def test_a_bounce_after_shipping_is_recorded_and_stops_nothing(house):
    order = placed()
    leaves(order, MONDAY + 3 * HOUR)
    assert bounced(order, MONDAY + 4 * HOUR).facts["stops"] is False
    assert bounced(order, MONDAY + 5 * HOUR) is None
    assert limit(order, MONDAY + 4 * HOUR) == MONDAY + 2 * HOUR


def test_after_a_bounce_hand_over_alone_is_no_receipt_where_reports_are_set_up(house):
    order = placed(reports="postmark")
    bounced(order, MONDAY + HOUR)
    kwargs = {"message_id": ID, "by": "notifications", "copy": 2, "again": True}
    mark_confirmation_sent(order=order, now=MONDAY + 2 * HOUR, reports="postmark", **kwargs)
    assert limit(order, MONDAY + 60 * HOUR) is None
    delivered(order, MONDAY + 3 * HOUR, copy=2, again=True)
    assert limit(order, MONDAY + 3 * HOUR) == MONDAY + 5 * HOUR


def test_after_a_bounce_without_reports_the_next_hand_over_counts(house):
    order = placed()
    bounced(order, MONDAY + HOUR)
    kwargs = {"message_id": ID, "by": "notifications", "copy": 2, "again": True}
    mark_confirmation_sent(order=order, now=MONDAY + 20 * HOUR, **kwargs)
    assert limit(order, MONDAY + 20 * HOUR) == MONDAY + 22 * HOUR
    bounced(order, MONDAY + 21 * HOUR, copy=2)
    assert limit(order, MONDAY + 21 * HOUR) is None


# --- the shopper says that they have it


def test_the_press_starts_the_clock_once_and_a_fetched_page_starts_nothing(house):
    order = order_of(a_bag(), now=clock.now())
    mark_confirmation_sent(order=order, message_id=ID, now=clock.now(), by="notifications")
    mark_confirmation_bounced(order=order, sentence="550", now=clock.now(), by="mailbox")
    shopper = Client()
    for path in (f"/o/{token_for(order.number)}", f"/orders/{order.number}"):
        shopper.get(path)
    assert limit(order, clock.now()) is None
    press = f"/orders/{order.number}/acknowledge"
    assert shopper.get(press).status_code == 405
    assert Client().post(press).status_code == 404  # a stranger
    assert limit(order, clock.now()) is None
    for _ in range(2):
        assert shopper.post(press).status_code == 302
    event = order.events.get(kind="confirmation.acknowledged")
    assert event.by == "shopper"
    assert limit(order, clock.now()) == event.at.astimezone(UTC) + 2 * HOUR
    page = " ".join(shopper.get(f"/orders/{order.number}").content.decode().split())
    assert "I have my order" not in page
    assert (
        mark_confirmation_bounced(order=order, sentence="550", now=clock.now(), by="mailbox")
        is None
    )


def test_a_press_without_a_bounce_does_nothing(house):
    order = placed(reports="postmark")
    assert mark_confirmation_acknowledged(order=order, now=MONDAY + HOUR, by="shopper") is None
    assert limit(order, MONDAY + HOUR) is None


# --- failing both


@pytest.mark.parametrize("item", [a_bag, a_watch_in_japan])
def test_whom_nobody_reached_gets_everything_back_before_the_authorization_lapses(house, item):
    order = placed(item())
    bounced(order, MONDAY + HOUR)
    lapses = Payment.objects.get(order=order).capture_before
    execution.capture_before_authorizations_expire(now=lapses - 24 * HOUR - SECOND)
    assert not order.events.filter(kind="order.cancelled").exists()
    execution.capture_before_authorizations_expire(now=lapses - 24 * HOUR)
    off = order.events.get(kind="order.cancelled")
    assert "confirmation came back" in off.facts["reason"]
    assert off.by == "policy"
    money_moved(lapses - 24 * HOUR)
    payment = Payment.objects.get(order=order)
    assert (payment.state, payment.captured_cents) == ("voided", 0)
    assert "came back" in letter_of(order, "cancelled").text
    execution.capture_before_authorizations_expire(now=lapses)
    assert order.events.filter(kind="order.cancelled").count() == 1


def test_whom_care_reached_is_not_cancelled(house):
    order = placed()
    bounced(order, MONDAY + HOUR)
    mark_confirmation_acknowledged(order=order, now=MONDAY + 5 * HOUR, by="shopper")
    execution.capture_before_authorizations_expire(
        now=Payment.objects.get(order=order).capture_before - HOUR
    )
    assert not order.events.filter(kind="order.cancelled").exists()


def test_whom_nobody_reaches_is_given_one_deadline(house):
    """The order ends before its authorization does; no letter about its delay names another day."""
    order = placed()
    monitoring.start_watching([order])
    bounced(order, MONDAY + HOUR)
    late = moment("Fri 2026-11-27 16:30")  # the day to ship by is over
    monitoring.reassess_order(whole(order), now=late, by="policy")
    assert not Delay.objects.exists()
    mark_confirmation_acknowledged(order=order, now=late + HOUR, by="shopper")
    monitoring.reassess_order(whole(order), now=late + 2 * HOUR, by="policy")
    assert Delay.objects.get().order == order  # now it is told, like any other


def test_a_closure_gives_no_second_deadline_to_whom_nobody_reaches(house, monkeypatch):
    order = placed()
    monitoring.start_watching([order])
    bounced(order, MONDAY + HOUR)
    now = MONDAY + 2 * HOUR
    monkeypatch.setattr(clock, "now", lambda: now)
    storm = closures.enter_closure(
        place="carrier", first_on=date(2026, 11, 24), last_on=date(2026, 12, 1), why="a storm",
        now=now, by="ola",
    )  # fmt: skip
    closures.recompute_promises(closure_id=storm.pk, now=now)
    assert not Delay.objects.exists()
    [to_come] = status_of(whole(order), now).to_come
    assert to_come.dates.arrives is None  # nothing that can't be kept is said in the meantime
    assert to_come.dates.no_date_why == "nothing ships before you have your order's details"
    reached = mark_confirmation_acknowledged(order=order, now=now, by="shopper")
    fulfillment.on_event(reached.pk)
    assert "a storm" in Delay.objects.get().why


def test_care_has_a_task_until_the_clock_starts(house):
    order = placed()
    bounced(order, MONDAY + HOUR)
    bring_up_to_date(now=MONDAY + HOUR)
    task = Task.objects.open().get(kind="confirmation_bounced")
    assert task.role == "care"
    assert task.due_at == moment("Mon 2026-11-23 18:00")
    mark_confirmation_acknowledged(order=order, now=MONDAY + 5 * HOUR, by="shopper")
    bring_up_to_date(now=MONDAY + 5 * HOUR)
    assert not Task.objects.open().filter(kind="confirmation_bounced").exists()


# --- a mail server of our own


class Server:
    def __init__(self):
        self.at, self.answer, self.taken = "RCPT", "250 OK", []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if self.at == "RCPT" and not self.answer.startswith("250"):
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        if self.at == "DATA" and not self.answer.startswith("250"):
            return self.answer
        self.taken.append(envelope.content)
        return "250 Taken"


@pytest.fixture
def server(house):
    handler, port = Server(), free_port()
    running = Controller(handler, hostname="127.0.0.1", port=port)
    running.start()
    house.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    house.EMAIL_HOST, house.EMAIL_PORT = "127.0.0.1", port
    yield handler
    running.stop()


def bought() -> Order:
    order = order_of(a_bag(), now=clock.now())
    send_confirmation(order)
    return order


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_a_permanent_refusal_of_the_mail_server_is_a_bounce(server, step):
    server.at, server.answer = step, "550 5.1.1 No such user here"
    order = bought()
    assert "No such user here" in waiting_reason(whole(order), now=clock.now() + 72 * HOUR)
    assert order.events.get(kind="confirmation.bounced").facts["stops"] is True
    clock.move_forward(3 * HOUR)
    send_confirmation(order)
    assert order.events.filter(kind="confirmation.bounced").count() == 1
    server.answer = "250 OK"
    # "Find your order" works although the first copy never left.
    assert repeating.request_resend(number=order.number, email="ann@example.com", now=clock.now())
    assert repeating.resend_letter(repeat_id=Resend.objects.get().pk, now=clock.now())
    assert len(server.taken) == 1
    assert order.events.filter(kind="confirmation.sent").count() == 1
    assert abs(limit(order, clock.now()) - (clock.now() + 2 * HOUR)) < 5 * SECOND


@pytest.mark.parametrize("answer", ["451 4.3.0 Try later", "530 5.7.0 Authentication required"])
def test_a_refusal_for_now_or_of_ourselves_is_kept_and_tried_again(server, answer):
    server.answer = answer
    order = bought()
    notice = Notification.objects.get(kind="confirmation")
    assert answer[:3] in notice.problem
    assert notice.refused_at is None
    assert not order.events.filter(kind="confirmation.bounced").exists()
    assert not repeating.request_resend(
        number=order.number, email="ann@example.com", now=clock.now()
    )


def test_a_repeat_that_fails_is_tried_again_and_one_that_is_refused_is_not(server):
    order = bought()
    repeating.request_resend(number=order.number, email="ann@example.com", now=clock.now())
    repeat = Resend.objects.get()
    server.answer = "451 Later"
    assert not repeating.resend_letter(repeat_id=repeat.pk, now=clock.now())
    clock.move_forward(timedelta(minutes=3))
    assert repeating.overdue_repeat_ids(now=clock.now()) == [repeat.pk]
    server.answer = "550 Never"
    assert not repeating.resend_letter(repeat_id=repeat.pk, now=clock.now())
    clock.move_forward(timedelta(hours=2))
    assert repeating.overdue_repeat_ids(now=clock.now()) == []
    assert Resend.objects.get().refused_at is not None
    assert order.events.filter(kind="confirmation.bounced").count() == 1


def test_whatever_breaks_is_kept_and_the_task_goes_on(house, monkeypatch):
    def breaks(_self, *_args, **_told):
        raise ValueError("nobody expected this")

    monkeypatch.setattr(EmailMultiAlternatives, "send", breaks)
    order = bought()
    notice = Notification.objects.get(event__order=order)
    assert "nobody expected this" in notice.problem
    assert notice.not_before > clock.now()
    for _ in range(6):
        clock.move_forward(2 * HOUR)
        send_confirmation(order)
    bring_up_to_date(now=clock.now())
    assert Task.objects.open().filter(kind="letter_unsent").count() == 1


# --- a delivery report of a mail server, in care's mailbox


def dsn(message_id: str, action: str = "failed", references: str = "") -> bytes:
    """As RFC 3464 has it."""
    report = EmailMessage()
    report["From"] = "MAILER-DAEMON@mx.example"
    report["To"] = "care@fathomandreed.example"
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Message-ID"] = f"<{action}.{message_id.strip('<>')[:40]}.dsn@mx.example>"
    parts = (
        "--d\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        "--d\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; ann@example.com\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 <ann@example.com>: no such user\r\n"
        f"--d\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n"
        f"References: {references}\r\nSubject: Your order\r\n\r\n--d--\r\n"
    )
    head = (
        "\r\n".join(f"{name}: {value}" for name, value in report.items())
        + "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status;"
        ' boundary="d"\r\n\r\n'
    )
    return (head + parts).encode()


def came_in(raw: bytes) -> Mail:
    """The worker's part, as the mailbox hands it over."""
    now = clock.now()
    mail = filing.store_mail(raw, received_at=now, how="imap", now=now)
    mailbox.read_mail.func(mail.pk)
    return Mail.objects.get(pk=mail.pk)


def test_a_bounce_by_mail_stops_the_clock_of_the_confirmation(server):
    order = bought()
    came_in(dsn(Notification.objects.get(kind="confirmation").message_id))
    assert limit(order, clock.now()) is None
    assert SentCopy.objects.get().bounced_at is not None
    assert "no such user" in SentCopy.objects.get().reason
    assert not order.events.filter(kind="letter.bounced").exists()


def test_a_bounce_by_mail_of_another_letter_is_recorded_and_told_to_staff(server):
    order = bought()
    clock.move_forward(HOUR)
    cancellation.request_cancellation(
        order=whole(order), asked_at=clock.now(), now=clock.now(), by="shopper", how="page"
    )
    notices.on_event(order.events.get(kind="order.cancelled").pk)
    letter = Notification.objects.get(kind="cancelled")
    for _ in range(2):
        came_in(dsn(letter.message_id))
    event = order.events.get(kind="letter.bounced")
    assert event.facts["letter"] == "cancelled"
    assert "ann@example.com" not in event.facts["sentence"]
    assert not order.events.filter(kind="confirmation.bounced").exists()


def test_a_bounce_is_about_the_letter_that_came_back_not_those_that_it_refers_to(server):
    """RFC 5322, 3.6.4: an answer's References name the confirmation too."""
    order = bought()
    message_id = Notification.objects.get(kind="confirmation").message_id
    answer = f"<{order.number}.answer.0123456789abcdef@localhost>"
    came_in(dsn(answer, references=message_id))
    assert limit(order, clock.now()) is not None
    assert SentCopy.objects.get().bounced_at is None


def test_a_report_that_it_is_late_or_names_no_letter_of_ours_changes_nothing(server):
    order = bought()
    message_id = Notification.objects.get(kind="confirmation").message_id
    came_in(dsn(message_id, action="delayed"))
    came_in(dsn(f"<{order.number}.confirmation.0123456789abcdef@localhost>"))
    assert limit(order, clock.now()) is not None
    assert not order.events.filter(kind__in=["letter.bounced", "confirmation.bounced"]).exists()
    assert bounces.record_report(mail_id=0, now=clock.now()) == 0


# --- unmatched reports


def test_the_sweep_matches_what_came_at_the_same_moment(house):
    """The report found no copy, and the copy no report: each was written as the other looked."""
    order = bought()
    fields = {
        "provider": "postmark",
        "provider_id": "id-1",
        "kind": "delivered",
        "server_response": "",
    }
    UnmatchedReport.objects.create(**fields, at=clock.now(), received_at=clock.now())
    SentCopy.objects.create(
        notice=letter_of(order, "confirmation"),
        provider="postmark",
        provider_id="id-1",
        handed_over_at=clock.now(),
    )
    assert copies.match_unmatched(now=clock.now()) == 1
    assert order.events.filter(kind="confirmation.delivered").count() == 1
    assert not UnmatchedReport.objects.exists()


def test_unmatched_reports_are_limited_in_number(house, monkeypatch):
    monkeypatch.setattr(copies, "MOST_UNMATCHED", 5)
    for nth in range(9):
        copies.record_provider_report(
            provider="Postmark", provider_id=f"x{nth}", kind="bounced", at=clock.now(),
            sentence="x", now=clock.now(),
        )  # fmt: skip
    assert UnmatchedReport.objects.count() <= 5


def test_what_a_mail_server_said_is_erased_with_the_letters(server):
    server.answer = "550 5.1.1 Ann Lee has left us"
    order = bought()
    assert "Ann Lee" in SentCopy.objects.get().reason
    cancel_order(order=order, reason="nobody is reached", now=clock.now(), by="policy")
    kwargs = {"by": "shopper", "now": clock.now()}
    erasure_requests.request_erasure(order=order, asked_at=clock.now(), how="page", **kwargs)
    erase_recipient(order=order, retained=[], **kwargs)
    erasure.erase_letters(order=order, now=clock.now())
    assert SentCopy.objects.get().reason == ""
    assert Notification.objects.get(event__order=order, kind="confirmation").problem == ""
