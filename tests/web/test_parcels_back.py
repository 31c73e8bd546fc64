"""At the desk and on the order's page: a piece that goes back to its buyer, from the box to the
end.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import world
from tests.factories.pages import page_text
from tests.factories.people import pat
from tests.factories.returns import (
    LEFT_BACK_AT,
    PACKED_BACK_AT,
    box_photo,
    refuse_reported_piece,
    scan_parcel_back,
)
from troth import clock, roles
from troth.fulfillment.models import ParcelBack, Return
from troth.fulfillment.outbox import PARCEL_BACK_LABELS
from troth.fulfillment.returns import parcels_back_labels
from troth.fulfillment.warehouse import tags
from troth.orders.links import token_for

BOX = {"grams": "2400", "length_mm": "400", "width_mm": "300", "height_mm": "200"}


@pytest.fixture
def fedex(house, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: PACKED_BACK_AT)
    carriers_by_name = world.fedex()
    world.carrier_control(auto_collect=False)
    world.carrier_clock(PACKED_BACK_AT)
    yield carriers_by_name
    world.carrier_control(reset=True)


@pytest.fixture
def desk(fedex, client):
    client.force_login(pat())
    return client


def send(desk, page, form):
    key = Return.objects.latest("pk").key
    return page_text(desk.post(f"/desk/returns/{key}/{page}", form, follow=True))


def buy(fedex):
    for key in PARCEL_BACK_LABELS.due_keys(now=PACKED_BACK_AT):
        parcels_back_labels.buy_label(parcel_id=key, clock=lambda: PACKED_BACK_AT, carriers=fedex)


def test_from_the_box_to_the_signature(desk, fedex, client_class):
    order = refuse_reported_piece()
    shopper = client_class()
    shopper.get(f"/o/{token_for(order.number)}")
    page = f"/orders/{order.number}"
    assert "is being packed to go back to you" in page_text(shopper.get(page))
    assert Return.objects.get().key in page_text(desk.get("/desk/returns/"))
    assert "Tag: " in send(desk, "pack", BOX | {"tag": "TAG0", "photos": box_photo(9)})
    assert "Weight" in send(desk, "pack", BOX | {"grams": "", "photos": box_photo(9)})
    tag = tags.tag_of(order.lines.get().item_id)
    assert "Packed. Its label is being bought" in send(
        desk, "pack", BOX | {"tag": tag, "photos": box_photo(9)}
    )
    assert "no label yet" in send(desk, "hand-over", {"to": "F. Driver"})
    buy(fedex)
    key = Return.objects.get().key
    label = desk.get(f"/desk/returns/{key}/label.pdf")
    assert b"".join(label.streaming_content).startswith(b"%PDF")
    assert label["Content-Disposition"].startswith("attachment")
    assert "Signed by" in send(desk, "hand-over", {"to": " "})
    for _ in range(2):
        assert "It has left, and the customer is told" in send(
            desk, "hand-over", {"to": "F. Driver"}
        )
    parcel = ParcelBack.objects.get()
    words = page_text(shopper.get(page))
    assert "Your piece is on its way back to you" in words
    assert parcel.number in words
    scan_parcel_back(parcel, "delivered", LEFT_BACK_AT + timedelta(days=1), signed_by="A. SHOPPER")
    assert "goes back to you with" not in page_text(shopper.get(page))
    assert "A. SHOPPER" in page_text(desk.get(f"/desk/returns/{key}"))


def test_care_settles_what_the_carrier_does_not_say_after_a_proof(desk, fedex):
    order = refuse_reported_piece()
    tag = tags.tag_of(order.lines.get().item_id)
    send(desk, "pack", BOX | {"tag": tag, "photos": box_photo(9)})
    buy(fedex)
    assert "It hasn't left" in send(desk, "settle", {"answer": "lost", "sentence": "They called."})
    send(desk, "hand-over", {"to": "F. Driver"})
    assert "Choose one" in send(desk, "settle", {"answer": "", "sentence": "They called."})
    assert "Reason" in send(desk, "settle", {"answer": "lost", "sentence": ""})
    desk.proven(pat(), minutes_ago=16)
    key = Return.objects.get().key
    redirect = desk.post(
        f"/desk/returns/{key}/settle", {"answer": "lost", "sentence": "They called."}
    )
    assert redirect.url.startswith("/desk/sign-in/again/")
    assert ParcelBack.objects.get().ended_at is None
    desk.force_login(pat())
    assert "The customer is told" in send(
        desk, "settle", {"answer": "lost", "sentence": "They called."}
    )
    assert ParcelBack.objects.get().ended_how == "lost"


def test_a_refused_label_is_tried_again_or_entered_by_hand(desk, fedex):
    order = refuse_reported_piece()
    tag = tags.tag_of(order.lines.get().item_id)
    send(desk, "pack", BOX | {"tag": tag, "photos": box_photo(9)})
    ParcelBack.objects.update(label="failed", problem="Recipient name is required.")
    key = Return.objects.get().key
    assert "Recipient name is required." in page_text(desk.get(f"/desk/returns/{key}"))
    wrong = {"what": "by_hand", "number": "123", "why": "At the counter.", "signed": "on"}
    assert "Receipt: add a photo" in send(desk, "label", wrong)
    assert "isn't a FedEx tracking number" in send(
        desk, "label", wrong | {"receipt": box_photo(12)}
    )
    assert "Its label is asked for again" in send(desk, "label", {"what": "again"})
    ParcelBack.objects.update(label="failed")
    by_hand = {"what": "by_hand", "number": "986578788855", "why": "At the counter."}
    by_hand |= {"signed": "on", "receipt": box_photo(11)}
    assert "The label is on record" in send(desk, "label", by_hand)
    assert ParcelBack.objects.get().by_hand_why == "At the counter."


def test_the_warehouse_closes_an_empty_box_only(desk):
    refuse_reported_piece()
    assert "The piece is here" in send(desk, "nothing", {"why": "Nothing in it."})


def test_only_care_has_it_sent_back_anew(desk):
    refuse_reported_piece()
    ParcelBack.objects.update(ended_at=PACKED_BACK_AT, ended_how="came_back")
    key = Return.objects.get().key
    assert "Send it back to the customer" in page_text(desk.get(f"/desk/returns/{key}"))
    roles.set_roles(pat(), [roles.WAREHOUSE])
    assert desk.post(f"/desk/returns/{key}/send-back").status_code == 403
    roles.set_roles(pat(), [roles.CARE])
    for _ in range(2):
        assert "The warehouse is asked to pack it" in send(desk, "send-back", {})
    assert ParcelBack.objects.count() == 2
