"""Clauses `care`, `cancellation_by_email`: each mail in its place; proven and plain it is done,
else it is asked back.
"""

from __future__ import annotations

import textwrap
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from tests.factories.items import a_bag
from tests.factories.letters import letter_of
from tests.factories.mails import CARE_ADDRESS, raw_mail, receive_mail
from tests.factories.moments import HOUR, MONDAY, SATURDAY
from tests.factories.orders import line_states, order_of, place_confirmed
from tests.factories.parcels import process_and_ship
from tests.factories.pictures import picture
from troth.care import answering, cases
from troth.care.cancellations import cancellation
from troth.care.mail import filing
from troth.care.mail_models import Mail
from troth.care.models import CareCase
from troth.fulfillment.warehouse.queue import claim_next_order as take_order
from troth.orders.actions import mark_confirmation_delivered
from troth.orders.models import QueueEntry


def test_proven_and_plain_it_is_done_like_a_press_of_the_button(house):
    order = place_confirmed()
    email = receive_mail(
        raw_mail("Cancel", f"Please cancel my order {order}.\r\n\r\nThanks,\r\nAnn")
    )
    assert (email.proven, email.clear, email.request.outcome, line_states(order)) == (
        True,
        True,
        "accepted",
        {"cancelled"},
    )
    assert "cancelled, as you asked" in letter_of(order, "cancelled").text


def test_it_counts_from_when_it_was_received(house):
    order = place_confirmed()
    email = receive_mail(
        raw_mail("Cancel", f"Please cancel my order {order}."),
        MONDAY + 2 * HOUR,
        now=MONDAY + 9 * HOUR,
    )
    assert email.request.outcome == "accepted"
    order = place_confirmed()
    late = receive_mail(
        raw_mail("Cancel", f"Please cancel my order {order}.", message_id="<m2@example.com>"),
        MONDAY + 2.01 * HOUR,
    )
    assert late.request.outcome == "refused"


@pytest.mark.parametrize("how", ["unsigned", "unclear"])
def test_unproven_or_unclear_it_is_frozen_and_asked_back(house, how):
    order = place_confirmed()
    text = f"Please cancel my order {order}." + (
        "" if how == "unsigned" else " But only if it hasn't shipped."
    )
    email = receive_mail(raw_mail("Cancel", text, signed=how != "unsigned"))
    assert (email.request.state, line_states(order)) == ("asleep", {"placed"})
    assert take_order(now=MONDAY + 5 * HOUR, by="pat") is None
    letter = letter_of(order, "request")
    assert letter.to == "ann@example.com"
    assert "One press on the order's page" in letter.text
    done = cancellation.confirm_request(request=email.request, now=MONDAY + 8 * HOUR, by="shopper")
    assert (done.outcome, done.asked_at, line_states(order)) == (
        "accepted",
        MONDAY + HOUR,
        {"cancelled"},
    )


def test_unanswered_a_person_looks_on_the_next_business_day(house):
    order = place_confirmed()
    email = receive_mail(raw_mail("Cancel", f"Please cancel my order {order}.", signed=False))
    assert cancellation.due_request_ids(now=MONDAY + timedelta(days=9)) == []
    assert cases.wake_due_requests(now=MONDAY + timedelta(days=1)) == 0
    assert cases.wake_due_requests(now=MONDAY + timedelta(days=2)) == 1
    request = CareCase.objects.get(pk=email.request.pk)
    done = cancellation.decide_cancellation(
        request=request, accept=True, why="", now=MONDAY + timedelta(days=2), by="staff:care"
    )
    assert (done.outcome, line_states(order)) == ("accepted", {"cancelled"})


FORGERIES = {
    "another sender": {"sender": "eve@evil.example", "signed": False},
    "two From": {"more": "From: eve@evil.example\r\n"},
    "two Subject": {"more": "Subject: T-22222-22222\r\n"},
    "two addresses": {"sender": "ann@example.com>, <eve@evil.example", "signed": False},
    "a false finding": {
        "signed": False,
        "more": "Authentication-Results: mx.evil; dmarc=pass header.from=example.com\r\n",
    },
}
FAILS_DMARC = "Authentication-Results: mx.store.example; dmarc=fail header.from=example.com\r\n"


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_mail_changes_nothing_of_the_order(house, forgery):
    order = place_confirmed()
    raw = raw_mail("Cancel", f"Please cancel my order {order}.", **FORGERIES[forgery])
    email = receive_mail(raw, authserv_id="mx.store.example")
    assert (email.proven, line_states(order)) == (False, {"placed"})
    if forgery != "a false finding":
        assert (email.state, email.request, order.queue_entry.holds) == ("open", None, 0)


@pytest.mark.parametrize("signed", [True, False])
def test_a_mail_that_fails_dmarc_is_frozen_and_asked_back(house, signed):
    """A forwarder breaks an honest mail: in the window nothing ships until its address answers."""
    order = place_confirmed()
    raw = FAILS_DMARC.encode() + raw_mail(
        "Cancel", f"Please cancel my order {order}.", signed=signed
    )
    email = receive_mail(raw, authserv_id="mx.store.example")
    assert (email.proven, email.request.state, line_states(order)) == (False, "asleep", {"placed"})
    assert QueueEntry.objects.get(order=order).holds == 1
    assert take_order(now=MONDAY + 5 * HOUR, by="pat") is None
    letter = letter_of(order, "request")
    assert letter.to == "ann@example.com"
    assert "One press on the order's page" in letter.text
    done = cancellation.confirm_request(request=email.request, now=MONDAY + 8 * HOUR, by="shopper")
    assert (done.outcome, done.asked_at) == ("accepted", MONDAY + HOUR)


def test_a_mail_that_fails_dmarc_and_is_not_from_the_orders_address_freezes_nothing(house):
    order = place_confirmed()
    text = f"Please cancel my order {order}."
    raw = FAILS_DMARC.encode() + raw_mail("Cancel", text, sender="eve@example.com", signed=False)
    email = receive_mail(raw, authserv_id="mx.store.example")
    assert (email.state, email.request, order.queue_entry.holds) == ("open", None, 0)


@pytest.mark.parametrize(
    "closing",
    ["Thanks, Ann", "Thank you, Ann Lee", "Best regards, Ann", "Thanks! Ann", "Cheers - Ann"],
)
def test_a_name_on_the_line_of_the_thanks_is_still_plain(house, closing):
    order = place_confirmed()
    email = receive_mail(raw_mail("Cancel", f"Please cancel my order {order}. {closing}"))
    assert (email.request.outcome, line_states(order)) == ("accepted", {"cancelled"})


@pytest.mark.parametrize("closing", ["Thanks, but wait", "Thanks, later", "Ann, only the bag"])
def test_what_is_no_name_after_the_thanks_is_asked_back(house, closing):
    order = place_confirmed()
    email = receive_mail(raw_mail("Cancel", f"Please cancel my order {order}. {closing}"))
    assert (email.request.state, line_states(order)) == ("asleep", {"placed"})


def test_a_signed_mail_with_another_subject_above_is_forged(house):
    order, other = place_confirmed(), place_confirmed()
    raw = (
        b"Subject: Cancel my order "
        + str(other).encode()
        + b"\r\n"
        + raw_mail("Cancel", f"Please cancel my order {order}.")
    )
    email = receive_mail(raw)
    assert (email.proven, line_states(order), line_states(other)) == (False, {"placed"}, {"placed"})


@pytest.mark.parametrize("broken", ["body", "subject", "signature"])
def test_a_broken_signature_proves_nothing(house, broken):
    order = place_confirmed()
    raw = raw_mail("Cancel", f"Please cancel my order {order}.")
    parts = {
        "body": (b"Please", b"PLEASE"),
        "subject": (b"Subject: Cancel", b"Subject: cancel"),
        "signature": (b" b=", b" b=A"),
    }
    email = receive_mail(raw.replace(*parts[broken]))
    assert (email.proven, line_states(order)) == (False, {"placed"})


@pytest.mark.parametrize("width", [None, 40])
def test_our_own_letter_quoted_without_a_mark_asks_for_nothing(house, width):
    order = place_confirmed()
    letter = letter_of(order, "confirmation").text
    assert "cancel" in letter
    if width:  # some programs wrap what they quote anew
        letter = textwrap.fill(letter, width)
    email = receive_mail(raw_mail(f"Re: Your order {order}", f"When does it come?\r\n\r\n{letter}"))
    assert (email.suggests, email.own) == ("", "When does it come?")
    assert email.request.kind == "other"
    assert QueueEntry.objects.get(order=order).holds == 0


@pytest.mark.parametrize("above", [True, False])
def test_a_wish_beside_our_unmarked_letter_is_asked_back(house, above):
    order = place_confirmed()
    letter, wish = letter_of(order, "confirmation").text, f"Please cancel my order {order}."
    parts = [wish, letter] if above else [letter, wish]
    email = receive_mail(raw_mail(f"Re: Your order {order}", "\r\n\r\n".join(parts)))
    assert (email.suggests, email.clear, email.own) == ("cancel", False, wish)
    assert (email.request.state, line_states(order)) == ("asleep", {"placed"})


def test_a_sentence_that_is_copied_from_our_letter_is_still_a_wish(house):
    order = place_confirmed()
    letter = letter_of(order, "confirmation").text
    copied = next(line for line in letter.splitlines() if "cancel" in line.lower())
    sentence = " ".join(copied[copied.lower().index("cancel") :].split()[:12])
    email = receive_mail(raw_mail(f"Re: Your order {order}", f"I want this: {sentence}"))
    assert (email.suggests, email.request.state) == ("cancel", "asleep")


def test_what_our_own_server_found_is_believed(house):
    order = place_confirmed()
    header = (
        "Authentication-Results: mx.store.example; dmarc=pass (p=none) header.from=example.com\r\n"
    )
    raw = header.encode() + raw_mail("Cancel", f"Please cancel my order {order}.", signed=False)
    assert receive_mail(raw, authserv_id="mx.store.example").request.outcome == "accepted"


@pytest.mark.parametrize(
    "text",
    [
        "Don't cancel my order {}!",
        "Can I still cancel {}?",
        "I won't cancel {}.",
        "Is {} on its way?",
        "Thanks for {}",
    ],
)
def test_what_is_no_request_is_a_persons_and_cancels_nothing(house, text):
    order = place_confirmed()
    email = receive_mail(raw_mail("A question", text.format(order)))
    assert line_states(order) == {"placed"}
    assert email.request is not None
    assert email.request.state in ("open", "asleep")


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (
            raw_mail(
                "Automatic reply: your order", "I am away.", more="Auto-Submitted: auto-replied\r\n"
            ),
            "auto_reply",
        ),
        (
            raw_mail(
                "News",
                "Buy!",
                sender="shop@news.example",
                signed=False,
                more="List-Unsubscribe: <x>\r\n",
            ),
            "bulk",
        ),
        (raw_mail("x", "x", sender=CARE_ADDRESS, signed=False), "ours"),
        (raw_mail("Undelivered", "x", sender="mailer-daemon@mx.example", signed=False), "bounce"),
    ],
)
def test_what_no_person_wrote_asks_for_nothing(house, raw, kind):
    email = receive_mail(raw)
    assert (email.kind, email.request) == (kind, None)
    assert email.state == ("open" if kind == "bounce" else "done")


@pytest.mark.parametrize(
    ("message_id", "bounces"), [("<{}@example.com>", 1), ("<{}.confirmation.00@localhost>", 0)]
)
def test_a_confirmation_that_bounced_is_told_once_and_only_by_its_own_name(
    house, message_id, bounces
):
    order = place_confirmed()
    report = f"Final-Recipient: x\n\nMessage-ID: {message_id.format(order)}\n"
    for nth in range(2):
        email = receive_mail(
            raw_mail(f"Undelivered {nth}", report, sender="mailer-daemon@mx.example", signed=False)
        )
    assert (order.events.filter(kind="confirmation.bounced").count(), email.state) == (
        bounces,
        "open",
    )
    entry = QueueEntry.objects.get(order=order)
    assert (entry.cancellable_until is None) == bool(bounces)  # its clock stands still


def test_an_address_inside_an_encoded_name_is_not_the_sender(house):
    order = place_confirmed()
    name = "=?utf-8?q?Ann_=3Cann=40example.com=3E_=28?="
    raw = raw_mail("Cancel", f"Please cancel my order {order}.", signed=False).replace(
        b"Ann Lee <ann@example.com>", f"{name} <eve@evil.example>".encode()
    )
    email = receive_mail(raw)
    assert (email.sender, email.request, order.queue_entry.holds) == ("eve@evil.example", None, 0)


def test_a_signed_letter_to_somebody_else_that_is_sent_on_to_us_cancels_nothing(house):
    order = place_confirmed()
    raw = f"Delivered-To: care+{order}@fathomandreed.example\r\n".encode() + raw_mail(
        "Cancel", "Please cancel my order."
    )
    email = receive_mail(raw)
    assert (email.proven, email.order, line_states(order)) == (True, order, {"placed"})
    assert "unconfirmed" in email.request.facts


def test_a_proven_mail_is_done_though_an_unproven_one_came_before(house):
    order = place_confirmed()
    receive_mail(raw_mail("Cancel", f"Please cancel my order {order}.", signed=False))
    receive_mail(
        raw_mail("Cancel", f"Please cancel my order {order}.", message_id="<m2@example.com>")
    )
    assert (line_states(order), order.queue_entry.holds) == ({"cancelled"}, 0)
    assert sorted(CareCase.objects.values_list("outcome", flat=True)) == ["accepted", "confirmed"]


def test_a_person_who_files_an_unproven_mail_as_a_cancellation_has_it_asked_back(house):
    order = place_confirmed()
    email = receive_mail(raw_mail("A question", f"What about {order}?", signed=False))
    filed = answering.refile_request(
        request=email.request, kind="cancel", now=MONDAY + HOUR, by="staff:care"
    )
    assert ("unconfirmed" in filed.facts, line_states(order)) == (True, {"placed"})


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (1, "charged nothing, until 2:00 pm ET on Mon Nov 23, 2026, and order again"),
        (3, "What remains"),
    ],
)
def test_who_asks_for_a_change_is_offered_what_is_possible(house, hours, expected):
    order = place_confirmed()
    email = receive_mail(raw_mail("Wrong address", f"Please change my address on {order}."))
    assert email.suggests == "change"
    proposal = answering.proposed_answer(email.request, now=MONDAY + hours * HOUR)
    assert "can't be changed" in proposal
    assert expected in proposal


def test_what_is_sent_along_belongs_to_the_request(house):
    order = place_confirmed()
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "ann@example.com",
        CARE_ADDRESS,
        f"{order}: it is torn",
    )
    message.set_content("See the picture.")
    message.add_attachment(picture(), maintype="image", subtype="jpeg", filename="torn.jpg")
    email = receive_mail(message.as_bytes(policy=SMTP))
    assert [attachment.name for attachment in email.request.attachments.all()] == ["torn.jpg"]


def test_null_characters_and_more_than_any_mail_holds_are_no_reason_to_lose_it(house, monkeypatch):
    order = place_confirmed()
    more = "Content-Transfer-Encoding: quoted-printable\r\n"
    assert receive_mail(raw_mail(f"{order}", "a=00b", signed=False, more=more)).own == "ab"
    monkeypatch.setattr(filing, "MOST_BYTES", 600)
    email = receive_mail(raw_mail(f"{order}", "x" * 5000, message_id="<m2@example.com>"))
    assert (email.raw.size, email.proven, email.request.state) == (600, False, "open")


def test_the_same_mail_by_two_ways_is_one(house):
    order = place_confirmed()
    raw = raw_mail("A question", f"Where is {order}?")
    receive_mail(raw), receive_mail(b"Received: from a by b\r\n" + raw), receive_mail(raw)
    assert (Mail.objects.count(), CareCase.objects.count()) == (1, 1)


@pytest.mark.parametrize("where", ["subject", "thread", "plus", "quoted", "none", "two"])
def test_it_finds_its_order(house, where):
    order, other = place_confirmed(), place_confirmed()
    fields = {
        "subject": {"subject": f"re: {str(order).lower().replace('-', ' ')}"},
        "thread": {"more": f"In-Reply-To: <{order}.shipping.0a@localhost>\r\n"},
        "plus": {"more": f"Delivered-To: care+{order}@fathomandreed.example\r\n"},
        "quoted": {"text": f"Hello\r\n\r\nOn Mon, Care wrote:\r\n> Order {order}"},
        "none": {},
        "two": {"text": f"{order} and {other}"},
    }[where]
    expected = None if where in ("none", "two") else order
    assert receive_mail(raw_mail(**fields)).order == expected


def test_a_person_links_it_or_puts_it_away(house):
    order = place_confirmed()
    lost, spam = (
        receive_mail(raw_mail("Hello", "my bag")),
        receive_mail(raw_mail("Casino", "win", message_id="<m2@example.com>")),
    )
    request = filing.link_to_order(mail=lost, order=order, now=MONDAY, by="staff:care")
    assert filing.link_to_order(mail=lost, order=order, now=MONDAY, by="staff:care") == request
    assert filing.dismiss_mail(mail=spam, why="spam", now=MONDAY, by="staff:care")
    assert not filing.dismiss_mail(mail=spam, why="spam", now=MONDAY, by="staff:care")
    assert Mail.objects.exclude(state="done").count() == 0


def test_two_programs_that_answer_each_other_stop(house):
    order = place_confirmed()
    for nth in range(6):
        receive_mail(raw_mail("Hello", f"{order} hello {nth}", message_id=f"<m{nth}@example.com>"))
    assert order.events.filter(kind="mail.received").count() == 3
    assert CareCase.objects.count() == 6


def test_nothing_crafted_is_lost_or_stops_the_others(house):
    crafted = [
        b"",
        b"\x00" * 1000,
        b"\r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n" * 5000,
        b"From: " + b"<" * 40_000,
        b"Subject: =?x?Q?=?=\r\n\r\nx",
        raw_mail("x", "> On a wrote:\r\n" * 3000),
        b"Content-Type: text/plain; charset=nosuch\r\n\r\n\xff\xfe",
        b"Content-Type: text/plain; charset=unicode_escape\r\n\r\n\\Out",
    ]
    for raw in crafted:
        receive_mail(raw)
    assert Mail.objects.exclude(state="new").count() == Mail.objects.count() == len(crafted)


def test_after_it_shipped_nothing_is_frozen(house):
    order = place_confirmed()
    process_and_ship(order, MONDAY + 3 * HOUR)
    email = receive_mail(
        raw_mail("Cancel", f"Please cancel my order {order}.", signed=False), MONDAY + 4 * HOUR
    )
    assert (email.request.state, order.queue_entry.holds) == ("open", 0)


def test_a_late_delivery_report_moves_the_limit_later_never_earlier(house):
    order = place_confirmed()
    kwargs = {"order": order, "message_id": f"<{order}@example.com>", "by": "postmark"}
    event = mark_confirmation_delivered(at=MONDAY + HOUR, now=MONDAY + 2 * HOUR, **kwargs)
    assert event.facts["closes_at"] == (MONDAY + 3 * HOUR).isoformat()
    assert (
        mark_confirmation_delivered(at=MONDAY + 9 * HOUR, now=MONDAY + 9 * HOUR, **kwargs) is None
    )
    order = place_confirmed(at=SATURDAY)
    kwargs |= {"order": order, "message_id": f"<{order}@example.com>"}
    assert (
        "closes_at"
        not in mark_confirmation_delivered(at=SATURDAY - HOUR, now=SATURDAY, **kwargs).facts
    )
    assert (
        mark_confirmation_delivered(
            order=order_of(a_bag()), message_id="<x@y>", at=MONDAY, now=MONDAY, by="p"
        )
        is None
    )
