"""What comes back, on the order's page and at the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.care_requests import DELIVERED
from tests.factories.letters import letter_of
from tests.factories.pages import page_text, token_path
from tests.factories.people import pat
from tests.factories.returns import (
    begin_return,
    box_photo,
    buy_return_labels,
    check_in,
    send_back,
    want_damaged_back,
    want_fake_back,
    want_unscanned_back,
)
from troth.fulfillment.warehouse import tags
from troth.payments.models import PaymentOperation


@pytest.fixture
def page(shopper, returned_parcel):
    shopper.get(token_path(returned_parcel.order))
    return f"/orders/{returned_parcel.order.number}"


@pytest.fixture
def desk(house, client):
    client.force_login(pat())
    return client


def chosen(shopper, page, returned, answer):
    address = f"{page}/returned/{returned.key}"
    return page_text(shopper.post(address, {"answer": answer}, follow=True))


def test_the_page_says_why_and_until_when_and_has_both_buttons(shopper, page, returned_parcel):
    words = page_text(shopper.get(page))
    assert "Shipment refused" in words
    assert "the end of Fri Dec 18, 2026" in words  # ten business days after Fri Dec 4
    assert "Send it again to the same address" in words
    assert "Cancel it for a full refund" in words


@pytest.mark.parametrize("answer", ["resend", "cancel"])
def test_a_press_is_one_choice_however_often_it_is_sent(shopper, page, returned_parcel, answer):
    for _ in range(2):
        words = chosen(shopper, page, returned_parcel, answer)
    returned_parcel.refresh_from_db()
    assert returned_parcel.answer == answer
    kind = "parcel.resend_chosen" if answer == "resend" else "parcel.cancel_chosen"
    assert returned_parcel.order.events.filter(kind=kind).count() == 1
    assert PaymentOperation.objects.filter(kind="refund").count() == (answer == "cancel")
    assert ("Send it again to the same address" in words) is False


def test_another_choice_is_an_error_with_a_reason(shopper, page, returned_parcel):
    assert "Choose to have it sent again, or to cancel" in chosen(
        shopper, page, returned_parcel, "keep"
    )


def test_nobody_else_may_choose(client, returned_parcel):
    address = f"/orders/{returned_parcel.order.number}/returned/{returned_parcel.key}"
    assert client.post(address, {"answer": "cancel"}).status_code == 404


def test_the_warehouse_checks_it_in_by_tag_and_photo(desk, returned_parcel):
    assert returned_parcel.key in page_text(desk.get("/desk/returns/"))
    piece, at = returned_parcel.pieces.get(), f"/desk/returns/{returned_parcel.key}"
    tag = tags.tag_of(piece.line.item_id)
    form = {f"p{piece.pk}-tag": tag, f"p{piece.pk}-condition": "sound"}
    assert "take at least one" in page_text(desk.post(f"{at}/check-in", form))
    wrong = form | {f"p{piece.pk}-tag": "TAG1", "photos": box_photo()}
    assert "its tag" in page_text(desk.post(f"{at}/check-in", wrong))
    without = {f"p{piece.pk}-tag": tag, "photos": box_photo()}
    assert "condition of each piece" in page_text(desk.post(f"{at}/check-in", without))
    for _ in range(2):
        words = page_text(desk.post(f"{at}/check-in", form | {"photos": box_photo()}, follow=True))
    assert "Sound: as it was sent" in words
    picture = returned_parcel.photos.get()
    shown = desk.get(f"/desk/returns/photos/{picture.pk}")
    assert (shown["Content-Type"], b"".join(shown.streaming_content)[:2]) == (
        "image/jpeg",
        b"\xff\xd8",
    )
    assert returned_parcel.order.events.filter(kind="parcel.checked_in").count() == 1


def test_care_enters_what_a_customer_said_on_the_phone(desk, returned_parcel):
    at = f"/desk/returns/{returned_parcel.key}"
    assert "told by email" in page_text(
        desk.post(f"{at}/choose", {"answer": "cancel"}, follow=True)
    )
    assert "cancelled already" in page_text(
        desk.post(f"{at}/choose", {"answer": "resend"}, follow=True)
    )


def test_the_return_label_stands_on_the_orders_page(shopper, fedex, returns_clock):
    returns_clock[0] = DELIVERED
    order = want_damaged_back()
    shopper.get(token_path(order))
    page = f"/orders/{order.number}"
    returned = begin_return(order)
    assert "Your prepaid label is being made" in page_text(shopper.get(page))
    buy_return_labels(fedex, DELIVERED)
    words = page_text(shopper.get(page))
    assert "by the end of" in words
    assert "Wed Dec 30, 2026" in words
    label = shopper.get(f"{page}/returns/{returned.key}/label.pdf")
    assert b"".join(label.streaming_content).startswith(b"%PDF")
    assert "Get a new label" not in words


def test_without_a_label_the_page_says_by_when_it_comes(shopper, house, returns_clock):
    returns_clock[0] = DELIVERED
    order = want_damaged_back()
    begin_return(order)
    buy_return_labels({}, DELIVERED)
    shopper.get(token_path(order))
    words = page_text(shopper.get(f"/orders/{order.number}"))
    assert "Your prepaid label follows by email, by 6:00 pm ET on Tue Dec 1, 2026" in words
    assert "Print your return label" not in words


def test_a_lapsed_label_of_a_proven_fake_is_made_anew_by_a_press(shopper, fedex, returns_clock):
    returns_clock[0] = DELIVERED
    order = want_fake_back()
    returned = begin_return(order)
    buy_return_labels(fedex, DELIVERED)
    shopper.get(token_path(order))
    page = f"/orders/{order.number}"
    assert "there is no last day" in page_text(shopper.get(page))
    returns_clock[0] = DELIVERED + timedelta(days=400)
    assert "Get a new label" in page_text(shopper.get(page))
    assert shopper.get(f"{page}/returns/{returned.key}/label.pdf").status_code == 404
    for _ in range(2):
        shopper.post(f"{page}/returns/{returned.key}/label")
    assert returned.labels.count() == 2
    buy_return_labels(fedex, returns_clock[0])
    assert "Print your return label" in page_text(shopper.get(page))


def test_the_desk_may_say_that_it_is_back_only_once_it_is_checked_in(desk, returns_clock):
    returns_clock[0] = DELIVERED
    order = want_damaged_back()
    request = order.requests.get()
    at = f"/desk/care/{request.key}"
    assert "It is back: give everything back" not in page_text(desk.get(at))
    decided = desk.post(f"{at}/decide", {"what": "back", "why": "It is back."})
    assert "warehouse checks the piece in first" in page_text(decided)
    check_in(begin_return(order), DELIVERED)
    assert "The return, its label and its check-in" in page_text(desk.get(at))


@pytest.mark.parametrize(
    "asked_back", [want_damaged_back, want_unscanned_back], ids=["damaged", "never_scanned"]
)
def test_a_piece_that_was_sent_back_neither_arrives_nor_is_missing(
    shopper, returns_clock, house, asked_back
):
    returns_clock[0] = DELIVERED
    order = asked_back()
    shopper.get(token_path(order))
    page = f"/orders/{order.number}"
    assert "I didn't receive a parcel" in page_text(shopper.get(page))
    send_back(order, DELIVERED)
    words = page_text(shopper.get(page))
    assert "It has reached us" in words
    for untrue in ("Arrives", "file a claim", "FedEx has it", "I didn't receive a parcel"):
        assert untrue not in words
    assert ("Back with us" in words) is (asked_back is want_unscanned_back)
    assert ("signed for" in words) is (asked_back is want_damaged_back)


def test_a_label_that_care_attaches_is_mailed(desk, returns_clock):
    returns_clock[0] = DELIVERED
    order = want_damaged_back()
    begin_return(order)
    label = SimpleUploadedFile("label.pdf", b"%PDF-1.7")
    request = order.requests.get()
    desk.post(f"/desk/care/{request.key}/papers", {"files": label, "shown": "on"})
    assert order.events.filter(kind="return.label_attached").count() == 1
    assert "Your prepaid label is on your order's page" in letter_of(order, "return").text
