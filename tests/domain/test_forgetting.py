"""Being forgotten: later, once nothing goes on, by one verb; what the law keeps is named, and the
database agrees.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.core import serializers
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction

from tests.factories.care_requests import (
    DELIVERED,
    ask_to_be_forgotten,
    erase_due,
    mark_letters_sent,
    place_and_deliver,
    report_damage,
)
from tests.factories.items import a_bag
from tests.factories.letters import letter_of
from tests.factories.mails import raw_mail, receive_mail
from tests.factories.moments import DAY, MONDAY, moment
from tests.factories.orders import order_of, place_confirmed
from tests.factories.payments import money_moved
from tests.factories.pictures import picture
from troth.care import answering, attaching, erasure_requests
from troth.care.cases import CaseActionRefused, close_request
from troth.care.models import Attachment, CareCase, Mail, Note
from troth.checkout.payment_sync import sync_abandoned_checkouts as forget_addresses
from troth.fulfillment import erasure as papers
from troth.fulfillment.models import CounterReceipt, Label, Parcel
from troth.notifications import erasure as letters
from troth.notifications.models import SavedSearch
from troth.orders.erasure import erase_recipient
from troth.payments.provider import configured_provider
from troth.policy import retention
from troth.policy.lifecycle import TransitionRefused
from troth.policy.terms import shipped_terms

PERSONAL = ("Ann Lee", "ann@example.com", "12 Grand Street")


def test_nothing_personal_is_left_in_any_row(house):
    order = place_and_deliver()
    report = report_damage(order)
    attaching.attach_files(
        request=report, files=[ContentFile(picture(), "ann.jpg")], now=DELIVERED, by="shopper"
    )
    answering.add_note(
        request=report, sentence="Ann Lee is a kind person.", now=DELIVERED, by="staff:care"
    )
    receive_mail(
        raw_mail("Thanks", f"It came, {order}. Ann Lee, 12 Grand Street", sender="ann@example.com"),
        DELIVERED,
    )
    for request in CareCase.objects.unended():
        close_request(
            request=request, outcome="answered", reason="Answered.", now=DELIVERED, by="staff:care"
        )
    SavedSearch.objects.create(
        key="k" * 30,
        email="ann@example.com",
        asked="q=bag",
        saved_at=DELIVERED,
        confirmed_at=DELIVERED,
        told_until=DELIVERED,
        checked_at=DELIVERED,
    )
    assert erase_due(ask_to_be_forgotten(order)) == [True]
    letters.erase_letters(order=letters.orders_to_erase()[0], now=DELIVERED + DAY)
    forget_addresses(terms=shipped_terms(), now=DELIVERED + 2 * DAY, provider=configured_provider())
    left = [
        f"{model.__name__}: {words}"
        for model in apps.get_models()
        for row in serializers.serialize("jsonl", model.objects.all()).splitlines()
        if (words := [word for word in PERSONAL if word in row])
    ]
    assert left == []
    assert (
        Mail.objects.get().raw.name,
        Attachment.objects.get().file.name,
        Note.objects.get().text,
    ) == ("", "", "")


def test_it_is_said_and_what_stays_is_named(house):
    order = place_and_deliver()
    request = ask_to_be_forgotten(order)
    text = letter_of(order, "request").text
    assert "It is done after" in text
    assert "until then you may take it back" in text
    erase_due(request)
    event = order.events.get(kind="order.erased")
    assert event.by == "shopper"
    assert [entry["until"] for entry in event.facts["kept"]] == [None, "2029-12-20", None, None]
    assert CareCase.objects.get(kind="forget").outcome == "erased"


def test_asked_again_it_is_the_same_and_it_is_done_once(house):
    order = place_and_deliver()
    assert ask_to_be_forgotten(order) == ask_to_be_forgotten(order)
    assert erase_due(ask_to_be_forgotten(order)) == [True]
    assert erase_due(CareCase.objects.get(kind="forget")) == []
    with pytest.raises(CaseActionRefused, match="erased already"):
        ask_to_be_forgotten(order)
    assert erase_recipient(order=order, retained=[], now=DELIVERED, by="shopper") is None


def test_it_can_be_taken_back_until_it_is_done(house):
    order = place_and_deliver()
    request = ask_to_be_forgotten(order)
    assert erasure_requests.withdraw_erasure(request=request, now=DELIVERED, by="shopper")
    assert (erase_due(request), order.recipient.name) == ([], "Ann Lee")
    assert erase_due(ask_to_be_forgotten(order)) == [True]
    assert not erasure_requests.withdraw_erasure(
        request=CareCase.objects.latest("pk"), now=DELIVERED + DAY, by="shopper"
    )


def test_it_waits_while_something_goes_on(house):
    order = place_confirmed()
    request = ask_to_be_forgotten(order, MONDAY)
    assert erase_due(request, MONDAY + DAY) == [False]
    request.refresh_from_db()
    assert "hasn't come yet" in request.facts["waits"]
    assert request.wakes_at == MONDAY + DAY + erasure_requests.AGAIN
    with pytest.raises(TransitionRefused):
        erase_recipient(order=order, retained=[], now=MONDAY, by="shopper")


def test_other_reasons_to_wait(house):
    order = place_and_deliver()
    report_damage(order)
    assert "isn't answered yet" in erasure_requests.why_not_erase_yet(order)
    close_request(
        request=CareCase.objects.get(),
        outcome="answered",
        reason="Answered.",
        now=DELIVERED,
        by="staff:care",
    )
    letter_of(order, "confirmation")
    assert "hasn't left yet" in erasure_requests.why_not_erase_yet(order)
    mark_letters_sent(order)
    assert erasure_requests.why_not_erase_yet(order) == ""


def test_money_that_still_moves_is_waited_for(house):
    order = place_confirmed()
    assert erasure_requests.money.has_unsettled_money(order)
    from tests.factories.care_requests import ask_to_cancel

    ask_to_cancel(order, MONDAY)
    assert erasure_requests.money.has_unsettled_money(order)
    money_moved(MONDAY)
    assert not erasure_requests.money.has_unsettled_money(order)


def test_papers_stay_until_the_law_lets_go(house):
    order = place_and_deliver()
    parcel = Parcel.objects.create(
        order=order, key=f"{order}-1", by="pat", taken_at=MONDAY, closed_at=MONDAY
    )
    parcel.proof.save("p.pdf", ContentFile(b"%PDF"))
    label = Label.objects.create(
        parcel=parcel,
        reference="R",
        carrier="fedex",
        by="pat",
        asked_at=MONDAY,
        not_before=MONDAY,
        state=Label.BOUGHT,
    )
    label.file.save("l.pdf", ContentFile(b"%PDF"))
    receipt = CounterReceipt(label=label, digest="d", by="pat", at=MONDAY)
    receipt.file.save("r.jpg", ContentFile(b"jpg"))
    erase_due(ask_to_be_forgotten(order))
    assert papers.erase_due(today=date(2029, 12, 20)) == 0
    assert papers.erase_due(today=date(2029, 12, 21)) == 1
    assert (Label.objects.get().file.name, Parcel.objects.get().proof.name) == ("", "")
    assert CounterReceipt.objects.get().file.name == ""
    assert papers.erase_due(today=date(2029, 12, 22)) == 0


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE orders_recipient SET name = ''",
        (
            "UPDATE orders_recipient SET name = 'Eve', email = '', street = '', street2 = '', city"
            " = '', phone = '', hold_at = '', hold_name = '', hold_hours = ''"
        ),
        "UPDATE care_note SET text = 'other'",
        "UPDATE care_carecase SET message = 'other'",
        "UPDATE care_attachment SET file = ''",
        "UPDATE care_mail SET raw = 'other'",
        "UPDATE care_note SET text = '', by = 'other'",
    ],
)
def test_only_the_whole_is_erased(house, sql):
    order = place_and_deliver()
    report = report_damage(order)
    attaching.attach_files(
        request=report, files=[ContentFile(picture(), "a.jpg")], now=DELIVERED, by="shopper"
    )
    answering.add_note(request=report, sentence="A note.", now=DELIVERED, by="staff:care")
    receive_mail(raw_mail("Thanks", f"It came, {order}"), DELIVERED)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("placed_on", "until"),
    [
        ("Mon 2026-11-30", "2029-12-20"),
        ("Tue 2026-12-01", "2030-03-20"),
        ("Sun 2027-02-28", "2030-03-20"),
        ("Mon 2027-03-01", "2030-06-20"),
        ("Wed 2027-01-06", "2030-03-20"),
        ("Mon 2027-08-30", "2030-09-20"),
        ("Wed 2027-09-01", "2030-12-20"),
    ],
)
def test_three_years_after_the_return_was_due(placed_on, until):
    at = moment(f"{placed_on} 12:00")
    assert retention.tax_records_until(shipped_terms(), placed_at=at).isoformat() == until


def test_a_proven_mail_may_be_filed_as_it_and_another_may_not(house):
    order = order_of(a_bag())
    for signed in (True, False):
        email = receive_mail(
            raw_mail(
                "Data",
                f"Please delete my personal data, order {order}.",
                signed=signed,
                message_id=f"<{signed}@example.com>",
            ),
            MONDAY,
        )
        assert (
            email.suggests,
            "order's page" in answering.proposed_answer(email.request, now=MONDAY),
        ) == (
            "forget",
            True,
        )
        if signed:
            assert (
                answering.refile_request(
                    request=email.request, kind="forget", now=MONDAY, by="staff:care"
                ).kind
                == "forget"
            )
        else:
            with pytest.raises(CaseActionRefused, match="isn't proven"):
                answering.refile_request(
                    request=email.request, kind="forget", now=MONDAY, by="staff:care"
                )
