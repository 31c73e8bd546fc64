"""Clause `queue`: the queue says "may ship" of what a packer may take, and of everything else what
it waits for.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.moments import NOON
from tests.factories.orders import order_of, place_minutes_later
from tests.factories.parcels import BOX, LATER, fill_parcel
from tests.factories.people import ANN
from tests.factories.tracking_numbers import fedex_number
from tests.factories.transfers import check_in_transfer, send_from_japan
from troth.fulfillment.from_japan import late_transfers, transfers
from troth.fulfillment.models import Label, Parcel
from troth.fulfillment.warehouse import handover, packing
from troth.fulfillment.warehouse.queue import claim_next_order
from troth.order_status.outgoing import outgoing_of, waits_of_box, with_outgoing
from troth.orders import actions as orders
from troth.orders.actions import mark_confirmation_sent
from troth.orders.models import Order


def outgoing(order, now=LATER):
    """As the queue reads it."""
    return outgoing_of(with_outgoing(Order.objects.filter(pk=order.pk)).get(), now)


def reasons_to_wait(order, now=LATER):
    status = outgoing(order, now)
    return "; ".join(filter(None, [status.order_waits, *(wait.sentence for wait in status.waits)]))


def to_po_box(*items):
    order = order_of(*items or [a_bag()], by=replace(ANN, street="PO Box 12"), now=NOON)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=NOON, by="notifications"
    )
    return order


def boxed(order):
    parcel = fill_parcel(claim_next_order(now=LATER, by="pat"))
    assert parcel.order == order
    packing.close_parcel(parcel=parcel, grams=2_400, now=LATER, by="pat", **BOX)
    return Parcel.objects.get(pk=parcel.pk)


def labelled(parcel):
    parcel.labels.update(state=Label.BOUGHT, number=fedex_number(parcel.pk), signature="DIRECT")
    return Parcel.objects.get(pk=parcel.pk)


def test_what_a_packer_may_take_may_ship(house):
    order = place_minutes_later()
    status = outgoing(order)
    assert (status.may_ship, status.order_waits, status.waits) == (True, "", ())
    assert claim_next_order(now=LATER, by="pat").order == order


def in_its_window():
    return place_minutes_later(minutes=150), "The shopper may cancel until"


def held():
    order = place_minutes_later()
    orders.hold_order(order=order, why="the clasp is loose", now=LATER, by="care")
    return order, "Held: the clasp is loose"


def in_japan():
    return place_minutes_later(a_watch_in_japan()), "in Japan, waiting for a transfer"


def crossing():
    order = place_minutes_later(a_watch_in_japan())
    send_from_japan(order)
    return order, "on the way from Japan"


def crossing_with_a_day():
    order = place_minutes_later(a_watch_in_japan())
    late_transfers.report_late(
        transfer=send_from_japan(order),
        why="customs",
        expected_on=(NOON + timedelta(days=20)).date(),
        now=NOON,
        by="kenji",
    )
    return order, "on the way from Japan, expected Sun Dec 13"


def at_the_dock():
    order = place_minutes_later(a_watch_in_japan())
    transfers.record_leg(transfer=send_from_japan(order), leg="landed", now=NOON, by="pat")
    return order, "at our dock, waiting to be checked in"


def being_packed():
    order = place_minutes_later()
    claim_next_order(now=LATER, by="pat")
    return order, "Being packed by pat"


def without_a_label():
    order = place_minutes_later()
    boxed(order).labels.update(state=Label.REFUSED, problem="The address is unknown.")
    return order, "Packed, but it has no label: The address is unknown"


def label_on_its_way():
    order = place_minutes_later()
    boxed(order)
    return order, "its label from FedEx is being bought"


def for_the_counter():
    order = to_po_box()
    boxed(order)
    return order, "Packed, and to be taken to the counter of USPS"


def for_the_driver():
    order = place_minutes_later()
    parcel = labelled(boxed(order))
    return order, f"waiting for FedEx to collect it ({fedex_number(parcel.pk)})"


def partly_gone():
    order = place_minutes_later(a_bag(), a_watch_in_japan())
    handover.hand_over(parcel=labelled(boxed(order)), to="F. Driver", now=LATER, by="pat")
    return order, "1 of 2 pieces have left us"


WAITING = [
    in_its_window, held, in_japan, crossing, crossing_with_a_day, at_the_dock, being_packed,
    without_a_label, label_on_its_way, for_the_counter, for_the_driver, partly_gone,
]  # fmt: skip


@pytest.mark.parametrize("situation", WAITING)
def test_everything_else_says_what_it_waits_for(house, situation):
    order, words = situation()
    assert words in reasons_to_wait(order)
    assert not outgoing(order).may_ship
    parcel = claim_next_order(now=LATER, by="kim")
    assert parcel is None or parcel.order != order


def test_a_mixed_order_may_ship_its_part_and_says_what_the_rest_waits_for(house):
    order = place_minutes_later(a_bag(), a_watch_in_japan())
    assert outgoing(order).may_ship
    assert "in Japan, waiting for a transfer" in reasons_to_wait(order)
    check_in_transfer(send_from_japan(order))
    assert outgoing(order).waits == ()


def test_many_orders_are_read_in_as_many_queries_as_one(house, django_assert_max_num_queries):
    for _ in range(8):
        partly_gone()
    in_japan()
    with django_assert_max_num_queries(10):
        for order in with_outgoing(Order.objects.unshipped().in_turn()):
            outgoing_of(order, LATER)


def test_a_box_that_left_is_said_to_have_left(house):
    order = place_minutes_later()
    parcel = labelled(boxed(order))
    handover.hand_over(parcel=parcel, to="F. Driver", now=LATER, by="pat")
    parcel = Parcel.objects.get(pk=parcel.pk)
    assert parcel.status == "announced"
    assert waits_of_box(parcel).sentence == (
        "Left us: handed over, signed for by F. Driver; FedEx has not scanned it yet"
    )
