"""The warehouses' pages: packing with a scanner, transfers in two languages, closures, and who was
overtaken.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import world
from tests.cast import ANN, a_bag, a_watch_in_japan, erin, ola, order_of, pat
from tests.numbers import ups_number, usps_number
from tests.uploads import picture
from troth import clock
from troth.approvals.models import ApprovalRequest
from troth.care import claims
from troth.desk.packing import carrier_views
from troth.fulfillment import closures, labels, monitoring, tags
from troth.fulfillment.models import Closure, CrossingPhoto, Delay, Parcel, Pickup, Transfer
from troth.fulfillment.outbox import LABELS
from troth.orders import actions as orders
from troth.orders.actions import mark_confirmation_sent, record_event

BOX = {"grams": 2400, "length_mm": 400, "width_mm": 300, "height_mm": 200, "seal": "S-1"}


@pytest.fixture
def desk(house, client):
    client.force_login(pat())
    return client


def placed(*items, by=ANN):
    now = clock.now() - timedelta(hours=3)
    order = order_of(*items or [a_bag()], by=by, now=now)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=now, by="notifications"
    )
    monitoring.start_watching([order])
    return order


def page_html(answer):
    return answer.content.decode()


def taken(desk):
    desk.post("/desk/packing/take")
    return Parcel.objects.get()


def filled(desk):
    parcel = taken(desk)
    at = f"/desk/packing/{parcel.key}"
    for packed in parcel.packed.select_related("line"):
        desk.post(f"{at}/scan", {"tag": tags.tag_of(packed.line.item_id).lower()})
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
    page = page_html(desk.get(at))
    assert "not yet" not in page
    assert desk.post(f"{at}/close", BOX, follow=True).status_code == 200
    assert {line.state for line in order.lines.all()} == {"processed"}
    assert "label is being bought" in page_html(desk.get(at))
    assert order.number in page_html(desk.get(f"{at}/slip"))


def test_nothing_to_take_says_so(desk):
    assert "Nothing may go now" in page_html(desk.post("/desk/packing/take", follow=True))


def test_a_wrong_tag_is_told(desk):
    placed()
    parcel = taken(desk)
    answer = desk.post(
        f"/desk/packing/{parcel.key}/scan", {"tag": tags.tag_of(a_bag().pk)}, follow=True
    )
    assert "Wrong piece" in page_html(answer)


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
    orders.hold_order(order=order, why="The shopper wants to cancel", now=clock.now(), by="care")
    assert "wants to cancel" in desk.get(f"{at}/state").json()["stop"]
    assert desk.post(f"{at}/close", BOX).status_code == 422
    assert "held for a person" in page_html(
        desk.post(f"{at}/aside", {"why": "stop", "hold_it": "on"}, follow=True)
    )


def test_a_closed_box_of_an_order_that_is_held_is_to_be_pulled(desk):
    order = placed()
    at = filled(desk)
    desk.post(f"{at}/close", BOX)
    orders.hold_order(order=order, why="A request", now=clock.now(), by="care")
    assert "1 box to pull back" in page_html(desk.get("/desk/"))
    assert "Stop." in page_html(desk.post(f"{at}/hand-over", {"to": "F. Driver"}, follow=True))
    assert "still stands" in page_html(desk.post(f"{at}/unpack", follow=True))


def test_without_a_label_nothing_is_handed_over(desk):
    order = placed()
    at = filled(desk)
    desk.post(f"{at}/close", BOX)
    assert "no label yet that asks for a signature" in page_html(
        desk.post(f"{at}/hand-over", {"to": "F. Driver"}, follow=True)
    )
    assert {line.state for line in order.lines.all()} == {"processed"}


def test_a_shelf_is_scanned(desk):
    bag = a_bag()
    response = desk.post(
        "/desk/shelve", {"shelf": "B-04-2", "tag": tags.tag_of(bag.pk)}, follow=True
    )
    assert "lies on B-04-2" in page_html(response)


def test_a_transfer_from_batch_to_check(desk):
    order = placed(a_watch_in_japan())
    line = order.lines.get()
    desk.post("/desk/transfers/begin", {"line": [line.pk]})
    transfer = Transfer.objects.get()
    at = f"/desk/transfers/{transfer.key}"
    crossing = transfer.crossings.get()
    desk.post(f"{at}/papers/{crossing.pk}", {"value_cents": "4,100.00", "permit": ""})
    leaves(desk, at, line, number="1234-5678-9013")
    desk.post(f"{at}/late/enter", {"why": "customs asks for papers", "unknown": "on", "seen": "1"})
    assert Delay.objects.get().silence == "cancel"
    for leg in ("at_customs", "cleared", "landed"):
        desk.post(f"{at}/reached", {"leg": leg, "confirmed": "yes"})
    desk.post(f"{at}/check-in", {"tag": tags.tag_of(line.item_id), "shelf": "J-1"})
    line.refresh_from_db()
    transfer.refresh_from_db()
    assert (line.state, transfer.ended_at is not None) == ("placed", True)
    assert (transfer.crossings.get().value_cents, line.item.shelved.shelf) == (410_000, "J-1")


def leaves(desk, at, line, number="123456789013"):
    tag = tags.tag_of(line.item_id)
    form = {"carrier": "yamato", "number": number, "tags_scanned": tag}
    return desk.post(f"{at}/dispatch", form, follow=True)


def crossing_to_here(desk):
    """A piece on its way: its line, and the address of its transfer."""
    line = placed(a_watch_in_japan()).lines.get()
    desk.post("/desk/transfers/begin", {"line": [line.pk]})
    at = f"/desk/transfers/{Transfer.objects.get().key}"
    leaves(desk, at, line)
    return line, at


def test_a_wrong_number_at_dispatch_empties_nothing(desk):
    line = placed(a_watch_in_japan()).lines.get()
    desk.post("/desk/transfers/begin", {"line": [line.pk]})
    at = f"/desk/transfers/{Transfer.objects.get().key}"
    tag = tags.tag_of(line.item_id)
    form = {"carrier": "dhl", "number": "987", "tags_scanned": f"{tag}\n", "rest_stays": "on"}
    answer = desk.post(f"{at}/dispatch", form)
    page = page_html(answer)
    assert answer.status_code == 422
    assert "987 is not a number of DHL Express" in page
    assert 'value="987"' in page
    assert '<option value="dhl" selected>' in page
    assert tag in page[page.index("tags_scanned") :]
    assert Transfer.objects.get().dispatched_at is None


def test_late_wants_a_day_or_that_nobody_knows(desk):
    _, at = crossing_to_here(desk)
    for address in (f"{at}/late", f"{at}/late/enter"):
        assert desk.post(address, {"why": "x"}).status_code == 422


def test_a_late_report_shows_who_is_written_to_and_the_letter_first(desk):
    line, at = crossing_to_here(desk)
    form = {"why": "customs asks for papers", "unknown": "on"}
    page = page_html(desk.post(f"{at}/late", form))
    assert "1 order moves" in page
    assert "Nobody can say yet when it will ship" in page
    assert f"Your order {line.order.number} is late" in page
    assert not Delay.objects.exists()
    again = page_html(desk.post(f"{at}/late/enter", form))  # sent without having seen it
    assert "1 order moves" in again
    assert not Delay.objects.exists()


def test_a_step_of_a_transfer_is_confirmed_and_can_be_taken_back(desk):
    _, at = crossing_to_here(desk)
    page = page_html(desk.post(f"{at}/reached", {"leg": "landed"}))
    assert "The page of 1 order says so at once. Nobody is emailed." in page
    assert Transfer.objects.get().landed_at is None
    desk.post(f"{at}/reached", {"leg": "landed", "confirmed": "yes"})
    assert Transfer.objects.get().landed_at is not None
    desk.post(f"{at}/take-back", {"leg": "landed", "why": ""})
    assert Transfer.objects.get().landed_at is not None
    desk.post(f"{at}/take-back", {"leg": "landed", "why": "the wrong transfer"})
    assert Transfer.objects.get().landed_at is None


def test_what_arrives_damaged_is_recorded_shown_and_examined(desk, client_class):
    line, at = crossing_to_here(desk)
    desk.post(f"{at}/reached", {"leg": "landed", "confirmed": "yes"})
    crossing = line.crossing
    form = {"crossing": crossing.pk, "outcome": "damaged", "words": "the glass is cracked"}
    answer = desk.post(f"{at}/fault", form)
    assert answer.status_code == 422
    assert "the glass is cracked" in page_html(answer)  # nothing that was typed is lost
    form |= {
        "tag": tags.tag_of(line.item_id),
        "photos": SimpleUploadedFile("box.jpg", picture()),
    }
    page = page_html(desk.post(f"{at}/fault", form, follow=True))
    assert "Recorded. Care has a task, and the customer is emailed once." in page
    shot = CrossingPhoto.objects.get()
    assert (
        b"".join(desk.get(f"/desk/transfers/photos/{shot.pk}").streaming_content)[:2] == b"\xff\xd8"
    )
    expert = client_class()
    expert.force_login(erin())
    assert "It is as it was sold" in page_html(expert.get(at))
    assert "Record it" not in page_html(expert.get(at))
    expert.post(f"{at}/examine/{crossing.pk}", {"answer": "right", "words": "dust"})
    line.refresh_from_db()
    assert line.state == "placed"


def test_japan_reads_its_own_language_and_clock(desk):
    placed(a_watch_in_japan())
    page = page_html(desk.get("/desk/transfers/?lang=ja", follow=True))
    assert "日本からの移送" in page
    assert "時刻は日本の現地時刻です。" in page


def test_who_examines_proves_who_they_are(house, client):
    client.force_login(erin())
    client.proven(erin(), minutes_ago=16)
    form = {"answer": "right", "words": "dust"}
    assert client.post("/desk/transfers/X1/examine/1", form).url.startswith("/desk/sign-in/again/")


def test_the_shelf_stays_for_the_next_piece(desk):
    _, at = crossing_to_here(desk)
    desk.post(f"{at}/reached", {"leg": "landed", "confirmed": "yes"})
    desk.post(f"{at}/check-in", {"tag": "TAG0", "shelf": "J-7"})
    assert 'value="J-7"' in page_html(desk.get(at))


def test_a_closure_is_entered_and_told(desk):
    placed()
    today = clock.now().date()
    form = {
        "place": "us",
        "first_on": today,
        "last_on": today + timedelta(days=2),
        "why": "a snow storm",
    }
    page = page_html(desk.post("/desk/closures", form))
    assert "1 order moves, and its customer is emailed once." in page
    assert "is late: a new date, and your choice" in page  # the letter, for a real order
    assert "a snow storm" in page[page.index("The letter, for one of them") :]
    assert Closure.objects.count() == 0
    desk.post("/desk/closures/enter", form)  # sent without having seen it
    assert Closure.objects.count() == 0
    for _ in range(2):
        entered = form | {"seen": "1"}
        assert desk.post("/desk/closures/enter", entered, follow=True).status_code == 200
    assert Closure.objects.count() == 1
    assert "a snow storm" in page_html(desk.get("/desk/promises/"))
    for address in ("/desk/closures", "/desk/closures/enter"):
        over = desk.post(address, form | {"last_on": today - timedelta(days=9), "seen": "1"})
        assert over.status_code == 422


def entered_closure(days=2):
    today = clock.now().date()
    return closures.enter_closure(
        place="us",
        first_on=today,
        last_on=today + timedelta(days=days),
        why="a snow storm",
        now=clock.now(),
        by="staff:pat",
    )


def test_a_closure_is_ended_early_corrected_and_taken_back_on_its_page(desk):
    placed()
    first = entered_closure()
    page = f"/desk/closures/{first.pk}"
    for words in ("End it early", "Correct it", "Take it back"):
        assert words in page_html(desk.get(page))
    form = {
        "replaces": first.pk,
        "place": "us",
        "first_on": first.first_on,
        "last_on": first.first_on,
        "why": first.why,
        "seen": "9",
    }
    assert "Reason: say why" in page_html(desk.post("/desk/closures", form))
    desk.post("/desk/closures/enter", form | {"note": "it stopped"})
    second = Closure.objects.get(replaces=first)
    assert second.last_on == first.first_on
    stale = form | {"note": "again", "last_on": first.last_on + timedelta(days=1)}
    assert "changed this closure meanwhile" in page_html(desk.post("/desk/closures/enter", stale))
    off = form | {"replaces": second.pk, "is_off": "on", "note": "typed by mistake"}
    assert "not closed after all" in page_html(desk.post("/desk/closures", off))
    desk.post("/desk/closures/enter", off)
    assert monitoring.current_closures() == ()
    assert "typed by mistake" in page_html(desk.get(page))
    assert "End it early" not in page_html(desk.get(page))


def test_a_closure_that_moves_much_waits_for_a_second_person(desk, client_class):
    order = placed()
    today = clock.now().date()
    form = {"place": "us", "first_on": today, "last_on": today + timedelta(days=30), "why": "fire"}
    page = page_html(desk.post("/desk/closures", form))
    assert "so a second person must approve it" in " ".join(page.split())
    assert "Reason: say why" in page_html(desk.post("/desk/closures/enter", form | {"seen": "1"}))
    explained = form | {"seen": "1", "reason": "The roof is gone."}
    page = page_html(desk.post("/desk/closures/enter", explained, follow=True))
    assert "Moves most" in page
    assert order.number in page
    approval_request = ApprovalRequest.objects.get()
    shown = page_html(desk.get(approval_request.link))
    assert "Hi [name]," in shown  # the letter, without anybody's name
    assert f"Your order {order.number} is late" in shown
    desk.post(f"/desk/approvals/{approval_request.pk}/decide", {"answer": "approve"})
    assert not Closure.objects.exists()
    second = client_class()
    second.force_login(ola())
    second.post(f"/desk/approvals/{approval_request.pk}/decide", {"answer": "approve"})
    assert "This was decided." in page_html(second.get(approval_request.link))
    assert Closure.objects.get().by == "staff:pat@example.com, staff:ola@example.com"


@pytest.mark.parametrize("address", ["/desk/closures/enter", "late/enter"])
def test_who_enters_for_many_proves_who_they_are(desk, address):
    _, at = crossing_to_here(desk)
    url = f"{at}/{address}" if address.startswith("late") else address
    desk.proven(pat(), minutes_ago=16)
    assert desk.post(url, {"why": "x", "seen": "1"}).url.startswith("/desk/sign-in/again/")


@pytest.fixture
def fedex(monkeypatch):
    world.carrier_clock(clock.now())  # another test may have moved it
    carriers_by_name = world.fedex()
    monkeypatch.setattr(carrier_views, "configured_carriers", lambda: carriers_by_name)
    yield carriers_by_name
    world.carrier_control(reset=True)


def test_the_carrier_is_asked_to_come_and_told_not_to(desk, fedex):
    placed()
    at = filled(desk)
    desk.post(f"{at}/close", BOX)
    assert "0 boxes wait" in page_html(desk.get("/desk/parcels/"))
    for label_id in LABELS.due_keys(now=clock.now()):
        labels.process_label(label_id=label_id, clock=clock.now, carriers=fedex)
    assert "1 box waits" in page_html(desk.get("/desk/parcels/"))
    for _ in range(2):
        assert "They come on" in page_html(
            desk.post("/desk/parcels/pickups", {"carrier": "fedex"}, follow=True)
        )
    booked = Pickup.objects.get()
    assert booked.confirmation in page_html(desk.get("/desk/parcels/"))
    desk.post(f"/desk/parcels/pickups/{booked.pk}/cancel")
    assert "Ask them to come" in page_html(desk.get("/desk/parcels/"))
    assert "isn't set up" in page_html(
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


# --- by hand


def receipt(seed=1):
    return SimpleUploadedFile("receipt.jpg", picture(seed=seed, size=(400, 400)))


def to_the_counter(typed, **changes):
    form = {"number": typed, "number_again": typed, "is_signed": "on", "receipt": receipt()}
    return {name: value for name, value in (form | changes).items() if value is not None}


def closed_for_a_po_box(desk):
    order = placed(by=replace(ANN, street="PO Box 12"))
    at = filled(desk)
    desk.post(f"{at}/close", BOX)
    return order, at


def test_a_box_goes_over_the_counter_with_its_receipt(desk):
    order, at = closed_for_a_po_box(desk)
    page = page_html(desk.get(at))
    assert "Ship it by hand, with USPS" in page
    assert "Signature Confirmation" in page
    assert "Ask for a label" not in page
    assert "to be taken to the counter of USPS" in page_html(desk.get("/desk/parcels/"))
    number = usps_number(1)
    done = desk.post(f"{at}/by-hand", to_the_counter(number), follow=True)
    assert "Shipped. The shopper is being told." in page_html(done)
    assert {line.state for line in order.lines.all()} == {"shipped"}
    page = page_html(desk.get(at))
    assert number in page
    assert "attests that" in page
    shown = desk.get(f"{at}/receipt.jpg")
    assert shown["Content-Type"] == "image/jpeg"
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
    assert "look it up on the site of USPS" in page_html(desk.get("/desk/parcels/"))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"number": "123", "number_again": "123"}, "is not a number of USPS"),
        ({"number_again": usps_number(2)}, "The two numbers differ"),
        ({"is_signed": None}, "This field is required"),
        ({"receipt": None}, "Receipt: add a photo"),
    ],
)
def test_a_wrong_entry_names_its_field_and_ships_nothing(desk, changes, error):
    order, at = closed_for_a_po_box(desk)
    answer = desk.post(f"{at}/by-hand", to_the_counter(usps_number(1), **changes))
    assert answer.status_code == 422
    assert error in page_html(answer).replace("&#x27;", "'")
    assert {line.state for line in order.lines.all()} == {"processed"}


def test_another_carrier_waits_for_a_second_person(desk, client_class):
    order = placed()
    at = filled(desk)
    desk.post(f"{at}/close", BOX)
    parcel = Parcel.objects.get()
    parcel.labels.update(state="refused", problem="FedEx is on strike.")
    assert "Another carrier must take it" in page_html(desk.get(at))
    form = {"carrier": "ups", "reason": "FedEx is on strike"}
    assert "a second person must agree" in page_html(desk.post(f"{at}/carrier", form, follow=True))
    assert "Waits for a second person" in page_html(desk.get(at))
    wrong = desk.post(f"{at}/by-hand", to_the_counter(ups_number(1)))
    assert "is not a number of FedEx" in page_html(wrong)
    [request] = ApprovalRequest.objects.all()
    second = client_class()
    second.force_login(ola())
    answer = {"answer": "approve"}
    assert "Another person must decide" in page_html(
        desk.post(f"/desk/approvals/{request.pk}/decide", answer, follow=True)
    )
    second.post(f"/desk/approvals/{request.pk}/decide", answer, follow=True)
    assert "Ship it by hand, with UPS" in page_html(desk.get(at))
    desk.post(f"{at}/by-hand", to_the_counter(ups_number(1)))
    assert order.events.get(kind="parcel.shipped").facts["carrier"] == "ups"


def test_what_the_carriers_site_says_is_entered(desk):
    order, at = closed_for_a_po_box(desk)
    desk.post(f"{at}/by-hand", to_the_counter(usps_number(1)))
    assert "enter what the carrier" in page_html(desk.get(f"/desk/orders/{order.number}"))
    now = clock.now().astimezone(order.policy.terms.zone)
    form = {"status": "delivered", "on": now.date(), "at": now.strftime("%H:%M")}
    wrong = desk.post(f"{at}/lookup", form | {"at": "nonsense"}, follow=True)
    assert "Since what time" in page_html(wrong)
    accepted = desk.post(f"{at}/lookup", form | {"signed_by": "A. Lee"}, follow=True)
    assert "like a scan of the carrier" in page_html(accepted)
    assert {line.state for line in order.lines.all()} == {"delivered"}
    assert "A. LEE" in page_html(desk.get("/desk/parcels/"))
    assert 'value="proof"' in page_html(desk.get(at))
    empty = desk.post(f"{at}/lookup", {"what": "proof"}, follow=True)
    assert "Choose a file first." in page_html(empty)
    proof = SimpleUploadedFile("proof.pdf", b"%PDF-1.4 signed")
    uploaded = desk.post(f"{at}/lookup", {"what": "proof", "proof": proof}, follow=True)
    assert "Kept." in page_html(uploaded)
    assert b"".join(desk.get(f"{at}/proof.pdf")) == b"%PDF-1.4 signed"
    assert 'value="proof"' not in page_html(desk.get(at))


def test_care_reads_the_evidence_of_a_parcel_that_went_by_hand(desk):
    order, at = closed_for_a_po_box(desk)
    number = usps_number(1)
    desk.post(f"{at}/by-hand", to_the_counter(number))
    now = clock.now()
    request = claims.report_not_received(
        order=order, number=number, asked_at=now, now=now, by="shopper", how="page"
    )
    page = page_html(desk.get(f"/desk/care/{request.key}"))
    assert f"USPS {number}, by hand" in page
    assert f"{at}/receipt.jpg" in page
    assert "look it up on the site of USPS" in page


def test_the_parcels_page_says_true_things(desk):
    """A label that was refused isn't made; a box that the driver took is not waiting for him."""
    placed()
    at = filled(desk)
    desk.post(f"{at}/close", BOX)
    parcel = Parcel.objects.get()
    untrue = "The label is made"
    assert "is being bought" in page_html(desk.get("/desk/parcels/"))
    parcel.labels.update(state="refused", problem="The address is unknown")
    page = page_html(desk.get("/desk/parcels/"))
    assert "it has no label: The address is unknown" in page
    assert untrue not in page
    parcel.labels.update(state="bought", number="986578788855", signature="DIRECT")
    assert "waiting for FedEx to collect it" in page_html(desk.get("/desk/parcels/"))
    desk.post(f"{at}/hand-over", {"to": "F. Driver"})
    page = page_html(desk.get("/desk/parcels/"))
    assert "signed for by F. Driver; FedEx has not scanned it yet" in page
    assert untrue not in page


def test_the_queue_says_may_ship_of_what_may_and_what_the_rest_waits_for(desk):
    placed(a_watch_in_japan())
    assert "May ship" not in page_html(desk.get("/desk/"))
    assert "in Japan, waiting for a transfer" in page_html(desk.get("/desk/"))
    placed()
    assert "May ship" in page_html(desk.get("/desk/"))
    at = filled(desk)
    page = page_html(desk.get("/desk/"))
    assert "May ship" not in page
    assert "Being packed by" in page
    desk.post(f"{at}/close", BOX)
    assert "May ship" not in page_html(desk.get("/desk/"))


def test_the_proof_of_fairness_shows_what_no_box_shows(desk):
    first, second = placed(), placed()
    now = clock.now()
    record_event(
        order=second, line=second.lines.get(), kind="line.processed", now=now, by="staff:pat"
    )
    page = page_html(desk.get("/desk/in-turn"))
    assert "to be packed or marked processed: 1." in page
    assert first.number in page
    assert "Marked processed, without a box." in page
