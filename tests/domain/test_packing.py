"""Clauses `queue`, `processing`, `cancellation`: one order a packer, in turn; the right pieces;
stopped on the spot.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.items import a_bag, a_cheap_scarf
from tests.factories.moments import NOON
from tests.factories.orders import order_of, place_minutes_later, time_after_placing
from tests.factories.parcels import BOX, LATER, fill_and_close, fill_parcel, scan_tags
from tests.factories.pictures import picture
from troth.fulfillment.models import Label, Parcel, ParcelLine
from troth.fulfillment.warehouse import handover, packing, queue, tags
from troth.fulfillment.warehouse.queue import FulfillmentRefused, claim_next_order
from troth.fulfillment.warehouse.queue_audit import queue_report
from troth.orders import actions as orders
from troth.orders.actions import mark_confirmation_sent, record_event
from troth.orders.models import QueueEntry
from troth.payments import actions as payments


def test_packers_get_orders_in_the_order_received_and_never_the_same(house):
    first, second = place_minutes_later(), place_minutes_later(minutes=1)
    assert claim_next_order(now=LATER, by="pat").order == first
    assert claim_next_order(now=LATER, by="kim").order == second
    assert claim_next_order(now=LATER, by="lou") is None


def test_the_same_press_twice_is_one_box(house):
    place_minutes_later(), place_minutes_later(minutes=1)
    assert claim_next_order(now=LATER, by="pat") == claim_next_order(now=LATER, by="pat")
    assert Parcel.objects.count() == 1


@pytest.mark.parametrize("held", [True, False])
def test_what_is_held_keeps_its_place(house, held):
    first, second = place_minutes_later(), place_minutes_later(minutes=1)
    hold = orders.hold_order(
        order=first, why="A cancellation is being looked at", now=LATER, by="care"
    )
    if not held:
        assert orders.release_hold(hold=hold, now=LATER, by="care")
        assert orders.release_hold(hold=hold, now=LATER, by="care") is None
    assert claim_next_order(now=LATER, by="pat").order == (second if held else first)


def test_the_window_keeps_it_to_its_last_instant(house):
    order = place_minutes_later()
    assert claim_next_order(now=time_after_placing(order, hours=2), by="pat") is None
    assert (
        claim_next_order(
            now=time_after_placing(order, hours=2) + timedelta(microseconds=1), by="pat"
        ).order
        == order
    )


def test_a_piece_in_doubt_waits_and_what_was_passed_is_kept(house):
    first, second = place_minutes_later(), place_minutes_later(minutes=1)
    type(first.lines.get().item).objects.filter(lines__order=first).update(listed_at=None)
    parcel = claim_next_order(now=LATER, by="pat")
    assert (parcel.order, [passed["order"] for passed in parcel.passed]) == (second, [first.number])


def test_a_box_is_closed_with_its_evidence(house):
    order = place_minutes_later(a_bag(), a_cheap_scarf())
    parcel = fill_and_close(claim_next_order(now=LATER, by="pat"))
    assert {line.state for line in order.lines.all()} == {"processed"}
    assert (parcel.grams, parcel.seal, parcel.carrier) == (2_400, "S-1001", "fedex")
    assert Label.objects.get().reference == f"{order.number}-1.1"


def test_a_wrong_piece_is_refused_and_named(house):
    place_minutes_later()
    other = a_bag()
    with pytest.raises(FulfillmentRefused, match="Wrong piece"):
        packing.scan_tag(
            parcel=claim_next_order(now=LATER, by="pat"), tag=tags.tag_of(other.pk), now=LATER
        )


@pytest.mark.parametrize("typed", ["", "TAG", "TAG000000001", "../etc", "T" * 500])
def test_what_is_no_tag_is_refused(house, typed):
    place_minutes_later()
    with pytest.raises(FulfillmentRefused, match="no tag of ours"):
        packing.scan_tag(parcel=claim_next_order(now=LATER, by="pat"), tag=typed, now=LATER)


def test_a_misread_tag_is_never_another_pieces():
    good = tags.tag_of(42)
    assert tags.item_of(good.lower()) == 42
    misread = [
        good[:at] + digit + good[at + 1 :] for at in range(3, len(good)) for digit in "0123456789"
    ]
    assert {tags.item_of(tag) for tag in misread if tag != good} == {None}


@pytest.mark.parametrize("missing", ["scan", "photo", "weight", "side", "seal"])
def test_nothing_closes_without_its_proof(house, missing):
    place_minutes_later()
    parcel = claim_next_order(now=LATER, by="pat")
    if missing == "photo":
        scan_tags(parcel)
    elif missing != "scan":
        fill_parcel(parcel)
    box = (
        BOX
        | ({"seal": " "} if missing == "seal" else {})
        | ({"size_mm": (0, 1, 1)} if missing == "side" else {})
    )
    with pytest.raises(FulfillmentRefused):
        packing.close_parcel(
            parcel=parcel, grams=1 if missing == "weight" else 2_400, now=LATER, by="pat", **box
        )
    assert Label.objects.count() == 0


def test_a_box_is_not_closed_while_a_tag_is_unscanned(house):
    """All other proof is there; one of two tags is missing."""
    order = place_minutes_later(a_bag(), a_cheap_scarf())
    parcel = claim_next_order(now=LATER, by="pat")
    scanned, unscanned = parcel.packed.order_by("pk")
    packing.scan_tag(parcel=parcel, tag=tags.tag_of(scanned.line.item_id), now=LATER)
    photo = SimpleUploadedFile("box.jpg", picture())
    packing.add_photos(parcel=parcel, files=[photo], now=LATER, by="pat")
    with pytest.raises(
        FulfillmentRefused, match=f"The tag of {unscanned.line.title} isn't scanned yet"
    ):
        packing.close_parcel(parcel=parcel, grams=2_400, now=LATER, by="pat", **BOX)
    parcel.refresh_from_db()
    assert (parcel.closed_at, {line.state for line in order.lines.all()}) == (None, {"placed"})


@pytest.mark.parametrize("state", ["held", "called off"])
def test_a_closed_box_whose_order_must_wait_is_not_handed_over(house, state):
    """It has its label, with a signature: nothing but the order keeps it here."""
    order = place_minutes_later()
    parcel = fill_and_close(claim_next_order(now=LATER, by="pat"))
    parcel.labels.update(state=Label.BOUGHT, number="986578788855", signature="DIRECT")
    if state == "held":
        orders.hold_order(order=order, why="A request", now=LATER, by="care")
    else:
        payments.cancel_order(order=order, reason="the shopper asked", now=LATER, by="care")
    with pytest.raises(FulfillmentRefused, match=r"Stop\..* The box stays here") as refused:
        handover.hand_over(parcel=parcel, to="F. Driver", now=LATER, by="pat")
    assert refused.value.clause == "cancellation"
    parcel.refresh_from_db()
    assert parcel.left_at is None
    event_kinds = set(order.events.values_list("kind", flat=True))
    assert not event_kinds & {"line.shipped", "parcel.shipped", "parcel.shipped_in_error"}


@pytest.mark.parametrize("state", ["held", "called off"])
def test_the_packer_is_stopped_before_the_box_is_closed(house, state):
    order = place_minutes_later()
    parcel = fill_parcel(claim_next_order(now=LATER, by="pat"))
    if state == "held":
        orders.hold_order(
            order=order, why="A cancellation is being looked at", now=LATER, by="care"
        )
    else:
        payments.cancel_order(order=order, reason="the shopper asked", now=LATER, by="care")
    with pytest.raises(FulfillmentRefused, match=r"Stop\."):
        packing.close_parcel(parcel=parcel, grams=2_400, now=LATER, by="pat", **BOX)
    packing.set_aside(parcel=parcel, why="stopped", hold_it=False, now=LATER, by="pat")
    assert queue.open_parcel("pat") is None
    assert not ParcelLine.objects.filter(out=False).exists()


def test_set_aside_goes_back_to_its_own_place(house):
    first, second = place_minutes_later(), place_minutes_later(minutes=1)
    parcel = claim_next_order(now=LATER, by="pat")
    packing.set_aside(parcel=parcel, why="no box of that size", hold_it=False, now=LATER, by="pat")
    assert claim_next_order(now=LATER, by="kim").order == first
    assert claim_next_order(now=LATER, by="pat").order == second


def test_set_aside_for_a_person_waits_for_one(house):
    place_minutes_later()
    packing.set_aside(
        parcel=claim_next_order(now=LATER, by="pat"),
        why="The strap is missing",
        hold_it=True,
        now=LATER,
        by="pat",
    )
    assert claim_next_order(now=LATER, by="pat") is None


def test_a_shelf_and_a_tag(house):
    bag = a_bag()
    assert (
        tags.shelve_item(shelf=" b-04-2 ", tag=tags.tag_of(bag.pk), now=LATER, by="pat").shelf
        == "B-04-2"
    )
    with pytest.raises(FulfillmentRefused):
        tags.shelve_item(shelf="../", tag=tags.tag_of(bag.pk), now=LATER, by="pat")


def everything():
    return queue_report(since=NOON, until=LATER + timedelta(days=9))


def test_the_report_finds_nobody_overtaken(house):
    place_minutes_later(), place_minutes_later(minutes=1)
    claim_next_order(now=LATER, by="pat"), claim_next_order(now=LATER, by="kim")
    assert (everything().taken, everything().overtaken) == (2, [])


def test_the_report_finds_who_was_overtaken(house):
    first, second = place_minutes_later(), place_minutes_later(minutes=1)
    Parcel.objects.create(order=second, key="x", by="pat", taken_at=LATER)  # past the queue
    QueueEntry.objects.filter(order=second).update(claimed=True)
    assert [(pair.taken, pair.earlier) for pair in everything().overtaken] == [
        (second.number, first.number)
    ]


def test_who_had_to_wait_was_not_overtaken(house):
    first, second = place_minutes_later(), place_minutes_later(minutes=1)
    hold = orders.hold_order(
        order=first, why="A request", now=LATER - timedelta(minutes=1), by="care"
    )
    assert claim_next_order(now=LATER, by="pat").order == second
    orders.release_hold(hold=hold, now=LATER + timedelta(minutes=1), by="care")
    assert everything().overtaken == []


def marked(order, now=LATER, by="pat"):
    """Processed past the queue and without a box, as an older version's desk or a shell could."""
    for line in order.lines.all():
        record_event(order=order, line=line, kind="line.processed", now=now, by=by)


def test_the_report_shows_an_overtaking_that_no_box_shows(house):
    first, second = place_minutes_later(), place_minutes_later(minutes=1)
    marked(second)
    report_of_all = everything()
    assert report_of_all.taken == 1
    [overtaken] = report_of_all.overtaken
    assert (overtaken.taken, overtaken.earlier) == (second.number, first.number)
    assert (overtaken.by, overtaken.how) == ("pat", "marked")


def test_among_orders_in_their_windows_the_first_received_is_first(house):
    earlier = [place_minutes_later(), place_minutes_later(minutes=1)]
    last = place_minutes_later(minutes=2)
    marked(last, now=NOON + timedelta(minutes=30))  # nobody's window is closed
    assert [(pair.taken, pair.earlier) for pair in everything().overtaken] == [
        (last.number, earlier[0].number)
    ]


def test_what_is_marked_in_turn_overtakes_nobody(house):
    first, second = place_minutes_later(), place_minutes_later(minutes=1)
    marked(first)
    marked(second, now=LATER + timedelta(minutes=1))
    assert (everything().taken, everything().overtaken) == (2, [])


def test_who_waits_in_the_window_is_not_overtaken_by_who_may_go(house):
    late = place_minutes_later(minutes=1)
    early = order_of(a_bag(), now=NOON)
    mark_confirmation_sent(
        order=early,
        message_id="<late@example.com>",
        now=LATER - timedelta(minutes=5),
        by="notifications",
    )
    marked(late)
    assert everything().overtaken == []


def test_a_box_and_a_mark_are_one_proof(house):
    first, second, third = (
        place_minutes_later(),
        place_minutes_later(minutes=1),
        place_minutes_later(minutes=2),
    )
    assert claim_next_order(now=LATER, by="pat").order == first
    marked(third, now=LATER + timedelta(minutes=1))
    assert claim_next_order(now=LATER + timedelta(minutes=2), by="kim").order == second
    fairness = everything()
    assert fairness.taken == 3
    assert [(pair.taken, pair.earlier) for pair in fairness.overtaken] == [
        (third.number, second.number)
    ]
