"""Clauses `cancellation`, `non_receipt`, `authenticity_refund`, `care`: what a shopper asks for, on
their order's pages.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.items import a_bag
from tests.factories.moments import MONDAY, SATURDAY, moment
from tests.factories.orders import order_of
from tests.factories.pages import page_text, request_paths, token_path
from tests.factories.parcels import process_and_ship
from tests.factories.pictures import picture
from tests.factories.situations import be_forgotten
from troth.care.models import Authenticator, CareCase


def sent(shopper, order, what, **form):
    return page_text(shopper.post(request_paths(order)[what], form, follow=True))


def test_the_page_says_until_when_and_one_press_cancels(shopper, monday_order):
    words = page_text(shopper.get(f"/orders/{monday_order.number}"))
    assert "You can cancel until 2:00 pm ET on Mon Nov 23, 2026, and are charged nothing" in words
    assert "You're in time: we cancel your order at once" in page_text(
        shopper.get(request_paths(monday_order)["cancel"])
    )
    assert "You cancelled this order on Mon Nov 23, 2026" in sent(shopper, monday_order, "cancel")
    assert "It is cancelled already" in page_text(
        shopper.get(request_paths(monday_order)["cancel"])
    )
    assert "cancelled already" in sent(shopper, monday_order, "cancel")
    assert CareCase.objects.count() == 1


def test_after_the_window_no_button_is_there_and_a_sent_form_is_told_why(
    shopper, monday_order, set_clock
):
    set_clock(MONDAY + timedelta(hours=2, microseconds=1))
    words = page_text(shopper.get(f"/orders/{monday_order.number}"))
    assert "The cancellation window closed at 2:00 pm ET on Mon Nov 23, 2026" in words
    page = page_text(shopper.get(request_paths(monday_order)["cancel"]))
    assert "What remains" in page
    assert "<button>Cancel" not in page
    assert "What remains" in sent(shopper, monday_order, "cancel")


def test_on_a_closed_day_it_is_held_and_may_be_kept(shopper, set_clock):
    set_clock(SATURDAY)
    order = order_of(a_bag(), now=SATURDAY)
    shopper.get(token_path(order))
    words = sent(shopper, order, "cancel")
    assert "You asked in time. We've put your order on hold, and cancel it on Mon Nov 30" in words
    assert "You have asked for this already" in page_text(
        shopper.get(request_paths(order)["cancel"])
    )
    keep = f"/orders/{order.number}/requests/{CareCase.objects.get().key}/keep"
    assert "You're keeping the order" in page_text(shopper.post(keep, follow=True))
    assert "answered already" in page_text(shopper.post(keep, follow=True))


def test_a_parcel_is_reported_with_its_dates(shopper, monday_order, set_clock):
    assert "Nothing has shipped yet" in page_text(
        shopper.get(request_paths(monday_order)["not-received"])
    )
    process_and_ship(monday_order, MONDAY + timedelta(hours=3))
    set_clock(moment("Mon 2026-11-30 12:00"))
    assert "a trace by 6:00 pm ET on Mon Nov 30" in page_text(
        shopper.get(request_paths(monday_order)["not-received"])
    )
    words = sent(shopper, monday_order, "not-received", number="794988888885", sentence="Not here.")
    assert "by the end of Tue Dec 15, 2026, your report becomes a claim by itself" in words
    assert (
        shopper.post(request_paths(monday_order)["not-received"], {"number": "x"}).status_code
        == 422
    )


def test_damage_is_reported_with_photos(shopper, delivered_order):
    line = str(delivered_order.lines.get().pk)
    files = [SimpleUploadedFile("a.jpg", picture()), SimpleUploadedFile("b.exe", b"MZ")]
    words = sent(
        shopper, delivered_order, "damaged", line=line, sentence="The handle is torn.", files=files
    )
    assert "b.exe" in words
    assert "A person compares it with the listing" in words
    request = CareCase.objects.get()
    assert [attachment.kind for attachment in request.attachments.all()] == ["image/jpeg"]
    sent(
        shopper,
        delivered_order,
        "damaged",
        line=line,
        sentence="again",
        files=[SimpleUploadedFile("a.jpg", picture())],
    )
    assert (CareCase.objects.count(), request.attachments.count()) == (1, 1)
    assert (
        shopper.post(
            request_paths(delivered_order)["damaged"], {"line": line, "sentence": ""}
        ).status_code
        == 422
    )


def test_a_report_of_an_authenticator_is_filed(shopper, delivered_order):
    Authenticator.objects.create(
        name="Orlède House", site="x", verified_on=date(2026, 1, 1), verified_by="staff:owner"
    )
    assert "Orlède House" in page_text(shopper.get(request_paths(delivered_order)["not-authentic"]))
    form = {
        "line": str(delivered_order.lines.get().pk),
        "authenticator": "Orlède House",
        "sentence": "The stamp is wrong.",
    }
    words = sent(
        shopper,
        delivered_order,
        "not-authentic",
        **form,
        files=[SimpleUploadedFile("r.pdf", b"%PDF-1.7 report")],
    )
    assert "Orlède House's word counts here" in words
    assert CareCase.objects.get().attachments.get().kind == "application/pdf"


def test_nobody_else_sees_or_asks_anything(monday_order, delivered_order, client_class):
    stranger = client_class()
    keys = [*request_paths(monday_order).values(), f"/orders/{monday_order.number}/papers/1"]
    assert {stranger.get(page).status_code for page in keys} == {404}
    assert {stranger.post(page, {"sentence": "x"}).status_code for page in keys[:-1]} == {404}
    assert CareCase.objects.count() == 0


def test_a_paper_of_another_order_stays_closed(shopper, delivered_order, client_class):
    assert shopper.get(f"/orders/{delivered_order.number}/papers/999").status_code == 404


def test_being_forgotten_is_asked_for_and_taken_back_on_a_page_that_tells_what_stays(
    shopper, delivered_order
):
    page = f"/orders/{delivered_order.number}/ask/forget"
    words = page_text(shopper.get(page))
    assert "Your name, address, email and phone" in words
    assert "The last day is Dec 20, 2029" in words
    assert shopper.post(page, {}).status_code == 422
    words = page_text(shopper.post(page, {"sure": "on"}, follow=True))
    assert "It is done after 12:00 pm ET on Tue Dec 1, 2026" in words
    assert "You have asked for this already." in page_text(shopper.get(page))
    key = CareCase.objects.get(kind="forget").key
    words = page_text(
        shopper.post(f"/orders/{delivered_order.number}/requests/{key}/keep", follow=True)
    )
    assert "Nothing is deleted." in words
    assert page_text(shopper.post(page, {"sure": "on"}, follow=True)).count("To be forgotten") == 2


def test_the_page_of_a_forgotten_order_names_nobody(shopper, delivered_order):
    be_forgotten(delivered_order, moment("Mon 2026-11-30 12:00"))
    for path in ("", "/print", "/ask/forget"):
        words = page_text(shopper.get(f"/orders/{delivered_order.number}{path}"))
        assert "Ann" not in words
        assert "erased" in words
