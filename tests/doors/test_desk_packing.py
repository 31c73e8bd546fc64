"""The warehouses' pages: packing with a scanner, transfers in two languages, closures, and who was
overtaken.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import world
from tests.cast import a_bag, a_watch_in_japan, order_of, pat
from tests.uploads import picture
from troth import clock
from troth.desk import carrier_views
from troth.fulfillment import labels, tags, watching
from troth.fulfillment.models import Closure, Delay, Parcel, Pickup, Transfer
from troth.orders import actions as orders
from troth.orders.actions import confirmation_sent

BOX = {"grams": 2400, "length_mm": 400, "width_mm": 300, "height_mm": 200, "seal": "S-1"}


@pytest.fixture
def desk(house, client):
    client.force_login(pat())
    return client


def placed(*items):
    now = clock.now() - timedelta(hours=3)
    order = order_of(*items or [a_bag()], now=now)
    confirmation_sent(order=order, message_id=f"<{order}@example.com>", now=now, by="notices")
    watching.begin([order])
    return order


def said(answer):
    return answer.content.decode()


def taken(desk):
    desk.post("/desk/packing/take")
    return Parcel.objects.get()


def filled(desk):
    parcel = taken(desk)
    at = f"/desk/packing/{parcel.key}"
    for each in parcel.packed.select_related("line"):
        desk.post(f"{at}/scan", {"tag": tags.tag_of(each.line.item_id).lower()})
    desk.post(f"{at}/photos", {"photos": SimpleUploadedFile("box.jpg", picture())})
    return at


PAGES = ["packing/", "parcels/", "promises/", "transfers/", "in-turn", "in-turn?days=x"]


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_for_staff_and_for_nobody_else(desk, client, page):
    placed(), placed(a_watch_in_japan())
    assert desk.get(f"/desk/{page}").status_code == 200
    client.logout()
    assert client.get(f"/desk/{page}").status_code == 302


def test_a_box_from_the_shelf_to_its_close(desk):
    order = placed()
    at = filled(desk)
    page = said(desk.get(at))
    assert "not yet" not in page
    assert desk.post(f"{at}/close", BOX, follow=True).status_code == 200
    assert {line.state for line in order.lines.all()} == {"processed"}
    assert "label is being bought" in said(desk.get(at))
    assert order.number in said(desk.get(f"{at}/slip"))


def test_nothing_to_take_says_so(desk):
    assert "Nothing may go now" in said(desk.post("/desk/packing/take", follow=True))


def test_a_wrong_tag_is_told(desk):
    placed()
    parcel = taken(desk)
    answer = desk.post(
        f"/desk/packing/{parcel.key}/scan", {"tag": tags.tag_of(a_bag().pk)}, follow=True
    )
    assert "Wrong piece" in said(answer)


@pytest.mark.parametrize(
    "wrong", [{"grams": "0"}, {"grams": "x"}, {"seal": ""}, {"length_mm": "9999"}, {"grams": "10"}]
)
def test_a_box_that_cannot_be_right_stays_open(desk, wrong):
    placed()
    at = filled(desk)
    assert desk.post(f"{at}/close", BOX | wrong).status_code == 422
    assert Parcel.objects.get().closed_at is None


def test_the_page_is_told_to_stop(desk):
    order = placed()
    at = filled(desk)
    assert desk.get(f"{at}/state").json()["stop"] is None
    orders.hold(order=order, why="The shopper wants to cancel", now=clock.now(), by="care")
    assert "wants to cancel" in desk.get(f"{at}/state").json()["stop"]
    assert desk.post(f"{at}/close", BOX).status_code == 422
    assert "held for a person" in said(
        desk.post(f"{at}/aside", {"why": "stop", "hold_it": "on"}, follow=True)
    )


def test_a_closed_box_of_an_order_that_is_held_is_to_be_pulled(desk):
    order = placed()
    at = filled(desk)
    desk.post(f"{at}/close", BOX)
    orders.hold(order=order, why="A request", now=clock.now(), by="care")
    assert "1 box to pull back" in said(desk.get("/desk/"))
    assert "Stop." in said(desk.post(f"{at}/hand-over", {"to": "F. Driver"}, follow=True))
    assert "still stands" in said(desk.post(f"{at}/unpack", follow=True))


def test_without_a_label_nothing_is_handed_over(desk):
    order = placed()
    at = filled(desk)
    desk.post(f"{at}/close", BOX)
    assert "no label yet that asks for a signature" in said(
        desk.post(f"{at}/hand-over", {"to": "F. Driver"}, follow=True)
    )
    assert {line.state for line in order.lines.all()} == {"processed"}


def test_a_shelf_is_scanned(desk):
    bag = a_bag()
    told = desk.post("/desk/shelve", {"shelf": "B-04-2", "tag": tags.tag_of(bag.pk)}, follow=True)
    assert "lies on B-04-2" in said(told)


def test_a_transfer_from_batch_to_check(desk):
    order = placed(a_watch_in_japan())
    line = order.lines.get()
    desk.post("/desk/transfers/begin", {"line": [line.pk]})
    transfer = Transfer.objects.get()
    at = f"/desk/transfers/{transfer.key}"
    crossing = transfer.crossings.get()
    desk.post(f"{at}/papers/{crossing.pk}", {"value_cents": "4,100.00", "permit": ""})
    assert "is not a number of" in said(
        desk.post(f"{at}/dispatch", {"carrier": "yamato", "number": "1"}, follow=True)
    )
    desk.post(f"{at}/dispatch", {"carrier": "yamato", "number": "1234-5678-9013"})
    desk.post(f"{at}/late", {"why": "customs asks for papers", "unknown": "on"})
    assert Delay.objects.get().silence == "cancel"
    for leg in ("at_customs", "cleared", "landed"):
        desk.post(f"{at}/reached", {"leg": leg})
    desk.post(f"{at}/check-in", {"tag": tags.tag_of(line.item_id), "shelf": "J-1"})
    line.refresh_from_db()
    transfer.refresh_from_db()
    assert (line.state, transfer.ended_at is not None) == ("placed", True)
    assert (transfer.crossings.get().value_cents, line.item.shelved.shelf) == (410_000, "J-1")


def test_late_wants_a_day_or_that_nobody_knows(desk):
    order = placed(a_watch_in_japan())
    desk.post("/desk/transfers/begin", {"line": [order.lines.get().pk]})
    at = f"/desk/transfers/{Transfer.objects.get().key}"
    desk.post(f"{at}/dispatch", {"carrier": "yamato", "number": "123456789013"})
    assert desk.post(f"{at}/late", {"why": "x"}).status_code == 422


def test_japan_reads_its_own_language_and_clock(desk):
    placed(a_watch_in_japan())
    page = said(desk.get("/desk/transfers/?lang=ja", follow=True))
    assert "日本からの移送" in page
    assert "時刻は日本時間です。" in page


def test_a_closure_is_entered_and_told(desk):
    placed()
    today = clock.now().date()
    form = {
        "place": "us",
        "first_on": today,
        "last_on": today + timedelta(days=9),
        "why": "a snow storm",
    }
    assert desk.post("/desk/closures", form, follow=True).status_code == 200
    assert Closure.objects.count() == 1
    assert "a snow storm" in said(desk.get("/desk/promises/"))
    assert (
        desk.post("/desk/closures", form | {"last_on": today - timedelta(days=9)}).status_code
        == 422
    )


@pytest.fixture
def fedex(monkeypatch):
    world.carrier_clock(clock.now())  # another test may have moved it
    found = world.fedex()
    monkeypatch.setattr(carrier_views, "carriers", lambda: found)
    yield found
    world.carrier_control(reset=True)


def test_the_carrier_is_asked_to_come_and_told_not_to(desk, fedex):
    placed()
    at = filled(desk)
    desk.post(f"{at}/close", BOX)
    assert "0 boxes wait" in said(desk.get("/desk/parcels/"))
    for label_id in labels.owed(now=clock.now()):
        labels.do(label_id=label_id, clock=clock.now, carriers=fedex)
    assert "1 box waits" in said(desk.get("/desk/parcels/"))
    for _ in range(2):
        assert "They come on" in said(
            desk.post("/desk/parcels/pickups", {"carrier": "fedex"}, follow=True)
        )
    booked = Pickup.objects.get()
    assert booked.confirmation in said(desk.get("/desk/parcels/"))
    desk.post(f"/desk/parcels/pickups/{booked.pk}/cancel")
    assert "Ask them to come" in said(desk.get("/desk/parcels/"))
    assert "isn't set up" in said(
        desk.post("/desk/parcels/pickups", {"carrier": "dhl"}, follow=True)
    ).replace("&#x27;", "'")


def test_the_proof_of_delivery_is_for_staff_and_for_who_may_see_the_order(desk, client_class):
    order = placed()
    parcel = Parcel.objects.get(key=filled(desk).rpartition("/")[2])
    pages = [
        f"/desk/packing/{parcel.key}/proof.pdf",
        f"/orders/{order.number}/proof/{parcel.pk}.pdf",
    ]
    assert [desk.get(page).status_code for page in pages] == [404, 404]
    parcel.proof.save("proof.pdf", ContentFile(b"%PDF-1.4"))
    assert [b"".join(desk.get(page).streaming_content) for page in pages] == [b"%PDF-1.4"] * 2
    other = placed()
    assert desk.get(f"/orders/{other.number}/proof/{parcel.pk}.pdf").status_code == 404
    stranger = client_class()
    assert [stranger.get(page).status_code for page in pages] == [302, 404]
