"""What staff type into fields that no form reads is kept without a NUL character, which PostgreSQL
can't store, and as far as its column is long.
"""

from __future__ import annotations

import pytest

from tests.factories.care_requests import place_and_deliver, place_and_ship, report_fake
from tests.factories.items import a_bag
from tests.factories.orders import order_of
from tests.factories.parcels import NUMBER
from tests.factories.people import erin, fay, ola
from tests.factories.returns import return_reported_piece
from tests.web.desk_forms import NOW, create_task
from troth import clock
from troth.approvals.models import ApprovalRequest
from troth.care.models import CareCase, Note, Opinion
from troth.catalog.models import Item
from troth.worklist.models import Task

TYPED = " The clasp\0 is loose. "
KEPT = "The clasp is loose."


@pytest.fixture
def desk(house, client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    client.force_login(ola())
    return client


def test_why_an_order_is_held(desk):
    order = order_of(a_bag())
    desk.post(f"/desk/orders/{order.number}/hold", {"why": TYPED})
    assert order.events.get(kind="order.held").facts["why"] == KEPT


def test_what_was_done_about_a_task(desk):
    one = create_task("letter_bounced")
    desk.post(f"/desk/tasks/{one.pk}/done", {"note": TYPED})
    assert Task.objects.get().outcome == KEPT


def test_a_note_on_a_request(desk):
    request = report_fake(place_and_deliver(), at=NOW)
    desk.post(f"/desk/care/{request.key}/note", {"sentence": TYPED})
    assert Note.objects.get().text == KEPT


def test_an_experts_opinion(desk):
    request = return_reported_piece(place_and_deliver(), at=NOW)
    desk.force_login(erin())
    desk.post(f"/desk/care/{request.key}/opinion", {"authentic": "no", "sentence": TYPED})
    assert Opinion.objects.get().text == KEPT


def test_why_a_piece_leaves_the_store(desk):
    item = a_bag()
    desk.post(f"/desk/items/{item.slug}/unlist", {"reason": TYPED})
    assert Item.objects.get().events.latest("pk").facts["reason"] == KEPT


def test_what_a_carrier_said_of_a_loss(desk):
    order = place_and_ship()
    loss = {"parcel": f"{NUMBER}\0", "sentence": TYPED}
    desk.post(f"/desk/orders/{order.number}/lost", loss)
    assert KEPT in str(order.events.get(kind="parcel.lost").facts)


def test_two_people_with_long_addresses_decide_it_too(desk):
    request = return_reported_piece(place_and_deliver(), at=NOW)
    for person, url, form in (
        (
            erin(),
            f"/desk/care/{request.key}/piece",
            {"photos": "no", "sentence": "Another lining."},
        ),
        (fay(), "/desk/approvals/{key}/decide", {"answer": "approve"}),
    ):
        person.username = f"{person.first_name or person.pk}.{'x' * 60}@authentication.example"
        person.save()
        desk.force_login(person)
        waiting = ApprovalRequest.objects.first()
        desk.post(url.format(key=waiting.pk if waiting else ""), form)
    done = CareCase.objects.get()
    assert (done.outcome, len(done.ended_by)) == ("refused", 100)
