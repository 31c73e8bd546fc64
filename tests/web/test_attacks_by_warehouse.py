"""What one packer alone can't do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.orders import order_of
from tests.factories.parcels import process_and_ship
from tests.factories.tracking_numbers import fedex_number, ups_number
from tests.factories.transfers import send_from_japan
from tests.web.attacks import (
    BOX,
    attempt,
    boxed,
    desk,
    given_back,
    has_shipped,
    over_the_counter,
    paid,
    photo,
    placed,
    press,
    refund,
    staff,
    states,
    tag,
)
from troth import clock
from troth.fulfillment.from_japan import transfers
from troth.fulfillment.models import Closure, Crossing, Parcel
from troth.fulfillment.warehouse.tags import tag_of
from troth.orders import actions as orders
from troth.orders.models import Event, Line
from troth.payments import actions as payments

FEDEX = fedex_number(1)


@pytest.fixture
def packer(house):
    return desk(staff("wim", "warehouse"))


@attempt("warehouse", "clause 12: a tracking number is one of its carrier")
def test_a_number_that_is_none(packer):
    order = placed()
    box = boxed(order)
    for number in ("123", "T-123", FEDEX[:-1] + str((int(FEDEX[-1]) + 1) % 10)):
        over_the_counter(packer, box, number, insist="on")
    assert not has_shipped(order)


@attempt("warehouse", "clause 12: a number is that of one parcel alone")
def test_the_number_of_another_parcel(packer):
    first, second = placed(hours_ago=4), placed()
    over_the_counter(packer, boxed(first), FEDEX)
    over_the_counter(packer, boxed(second), FEDEX)
    assert (has_shipped(first), has_shipped(second)) == (True, False)


@attempt("warehouse", "clause 8: another carrier than the rule's takes a second person")
def test_another_carrier(packer):
    order = placed()
    box = boxed(order)
    press(packer, f"{box}/carrier", {"carrier": "ups", "reason": "the driver waits"})
    over_the_counter(packer, box, ups_number(1), carrier="ups")
    assert not has_shipped(order)


@attempt("warehouse", "clause 16: every parcel leaves with a signature that somebody attests")
def test_shipped_without_a_signature(packer):
    order = placed()
    box = boxed(order)
    over_the_counter(packer, box, FEDEX, is_signed=None)
    over_the_counter(packer, box, FEDEX, receipt=None)
    assert not has_shipped(order)


@attempt("warehouse", "clause 1: the order received first goes first")
def test_choosing_a_later_order(packer):
    first, second = placed(hours_ago=4), placed(hours_ago=3)
    packer.post("/desk/packing/take", {"order": second.number, "number": second.number})
    assert [parcel.order for parcel in Parcel.objects.all()] == [first]


@attempt("warehouse", "clauses 1, 16: nothing is processed or shipped without a box")
def test_processed_and_shipped_from_the_orders_page(packer):
    first, second = placed(hours_ago=4), placed(hours_ago=3)
    for path in ("process", "ship"):
        form = {"carrier": "fedex", "number": FEDEX, "insist": "on"}
        packer.post(f"/desk/orders/{second.number}/{path}", form)
    assert states(first) == states(second) == {"placed"}


@attempt("warehouse", "clause 13: nothing ships while the window is open")
def test_shipping_in_the_open_window(packer):
    order = placed(hours_ago=1)
    packer.post("/desk/packing/take")
    for parcel in Parcel.objects.filter(order=order):
        box = f"/desk/packing/{parcel.key}"
        packer.post(f"{box}/scan", {"tag": tag(order)})
        packer.post(f"{box}/photos", {"photos": photo()})
        packer.post(f"{box}/close", BOX)
        over_the_counter(packer, box, FEDEX)
        press(packer, f"{box}/hand-over", {"to": "F. Driver"})
    assert not has_shipped(order)


@attempt("warehouse", "a held order keeps its place, and stays")
def test_shipping_a_held_order(packer):
    order = placed()
    box = boxed(order)
    orders.hold_order(order=order, why="A doubt", now=clock.now(), by="staff:cara")
    over_the_counter(packer, box, FEDEX)
    assert not has_shipped(order)


@attempt("warehouse", "a box is closed with the tags of its pieces, and no other")
def test_closing_a_box_without_its_piece(packer):
    order, other = placed(), a_bag()
    packer.post("/desk/packing/take")
    box = f"/desk/packing/{Parcel.objects.get(order=order).key}"
    packer.post(f"{box}/photos", {"photos": photo()})
    packer.post(f"{box}/scan", {"tag": tag_of(other.pk)})
    press(packer, f"{box}/close", BOX)
    assert Parcel.objects.get(order=order).closed_at is None


@attempt("warehouse", "clause 13: what was cancelled doesn't leave")
def test_handing_over_the_box_of_a_cancelled_order(packer):
    order = placed()
    box = boxed(order)
    payments.cancel_order(order=order, reason="as asked", now=clock.now(), by="care")
    over_the_counter(packer, box, FEDEX)
    press(packer, f"{box}/hand-over", {"to": "F. Driver"})
    assert Parcel.objects.get(order=order).left_at is None


@attempt("warehouse", "a closure is previewed and confirmed before it is written to many")
def test_a_closure_with_one_press(packer):
    placed()
    today = clock.now().date()
    form = {"place": "us", "first_on": today, "last_on": today + timedelta(days=9), "why": "x"}
    packer.post("/desk/closures", form)
    assert not Closure.objects.exists()


@attempt("warehouse", "a closure of weeks is for two people")
def test_a_closure_until_new_year(packer):
    placed()
    today = clock.now().date()
    form = {"place": "us", "first_on": today, "last_on": date(today.year + 1, 1, 31), "why": "x"}
    press(packer, "/desk/closures", form)
    assert not Closure.objects.exists()


@attempt("warehouse", "clause 7: only what lies in the box from Japan has arrived")
def test_checking_in_a_piece_that_is_not_there(packer):
    order = order_of(a_watch_in_japan(), now=clock.now())
    transfer = send_from_japan(order, now=clock.now())
    transfers.record_leg(transfer=transfer, leg="landed", now=clock.now(), by="staff:wim")
    other = a_bag()
    form = {"tag": tag_of(other.pk), "outcome": "sound", "condition": "sound"}
    press(packer, f"/desk/transfers/{transfer.key}/check-in", form)
    assert not Crossing.objects.filter(transfer=transfer, checked_at__isnull=False).exists()
    assert Line.objects.get(order=order).state != "placed"


@attempt("warehouse", "money is not the warehouse's")
def test_a_packer_refunds(packer):
    order = paid()
    refund(packer, order, item_cents="10.00")
    assert given_back(order) == 0


@attempt("warehouse", "clause 17: a delivery is the carrier's word")
def test_marking_a_parcel_lost_or_delivered(packer):
    order = placed()
    process_and_ship(order, clock.now())
    for path in ("lost", "delivered"):
        press(packer, f"/desk/orders/{order.number}/{path}", {"parcel": FEDEX, "sentence": "x"})
    assert not Event.objects.filter(
        order=order, kind__in=["line.delivered", "parcel.lost", "line.lost"]
    ).exists()
