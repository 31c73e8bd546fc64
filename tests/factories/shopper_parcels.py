"""Parcels of a marked shopper, in each state that a box or a return has."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import world
from tests.factories.marked_shopper import DAY, HOUR, LATER, Shopper
from tests.factories.orders import process_pieces
from tests.factories.parcels import BOX, deliver_parcel, fill_parcel, process_and_ship
from tests.factories.payments import money_moved
from tests.factories.pictures import picture
from tests.factories.returns import scan_parcel
from tests.factories.tracking_numbers import usps_number
from troth.fulfillment.models import (
    CounterReceipt,
    Label,
    Parcel,
    ParcelBack,
    Return,
    ReturnedPiece,
)
from troth.fulfillment.outbox import LABELS
from troth.fulfillment.shipping_labels import labels
from troth.fulfillment.shipping_labels.by_hand import ship_by_hand
from troth.fulfillment.tracking import proofs, tracking_events
from troth.fulfillment.warehouse import handover, packing, tags
from troth.fulfillment.warehouse.queue import claim_next_order
from troth.orders.models import Order
from troth.payments import actions as payments


def open_box(shopper: Shopper, name: str, to: dict[str, str] | None = None, **item: str) -> Parcel:
    """Packed, by a packer of its own; the box is open."""
    shopper.order(name, shopper.item(f"{name}_item", **item), to=to)
    parcel = claim_next_order(now=LATER, by=f"staff:{name}-{shopper.name}")
    assert parcel.order.number == shopper.at[name]
    shopper.at |= {f"{name}_box": parcel.key, f"{name}_parcel": parcel.pk}
    return parcel


def close_box(parcel: Parcel, fedex) -> Parcel:
    packing.close_parcel(parcel=fill_parcel(parcel), grams=2_400, now=LATER, by=parcel.by, **BOX)
    for label_id in LABELS.due_keys(now=LATER):
        labels.process_label(label_id=label_id, clock=lambda: LATER, carriers=fedex)
    return Parcel.objects.get(pk=parcel.pk)


def create_boxes(shopper: Shopper, fedex) -> None:
    """One order in each state that a box has."""
    sent = close_box(open_box(shopper, "sent", price="9000.00"), fedex)
    handover.hand_over(parcel=sent, to="F. Driver", now=LATER, by=sent.by)
    world.carrier_clock(LATER + DAY)
    world.carrier_control(
        "/_control/deliver", number=sent.labels.get().number, signed_by=shopper.sign.upper()
    )
    tracking_events.ask_carriers(carriers=fedex, now=LATER + DAY + HOUR)
    proofs.fetch_proofs(carriers=fedex, now=LATER + DAY + HOUR)
    world.carrier_clock(LATER)
    sent = Parcel.objects.get(pk=sent.pk)
    assert sent.delivered_at
    money_moved(LATER)
    close_box(open_box(shopper, "boxed"), fedex)
    pulled = close_box(open_box(shopper, "pulled"), fedex)
    payments.cancel_order(order=pulled.order, reason="the shopper asked", now=LATER, by="care")
    fill_parcel(open_box(shopper, "box"))
    open_box(shopper, "opened")
    shopper.at["packing_photo"] = sent.photos.get().pk
    create_hand_shipments(shopper, fedex)
    boxes = Parcel.objects.filter(order__in=shopper.orders)
    files = [
        record.file
        for box in boxes
        for record in [*box.photos.all(), *box.labels.filter(state="bought").exclude(file="")]
    ]
    files += [receipt.file for receipt in CounterReceipt.objects.filter(label__parcel__in=boxes)]
    shopper.files |= {read_content(file) for file in [*files, sent.proof]}
    create_turned_back_parcel(shopper, fedex)
    process_pieces(order=shopper.order("done"), now=LATER, by="pat")
    process_and_ship(shopper.order("shipped"), LATER)


def create_hand_shipments(shopper: Shopper, fedex) -> None:
    """Boxes for the carrier's counter: one that went, one that waits; and one without a label."""
    to = {"street": f"PO Box {shopper.sign}"}
    went = close_box(open_box(shopper, "went", to), fedex)
    photo = picture(seed=f"receipt {shopper.sign}", size=(400, 400))
    receipt = SimpleUploadedFile("receipt.jpg", photo)
    ship_by_hand(
        parcel=went,
        number=usps_number(went.pk),
        receipt=receipt,
        is_signed=True,
        now=LATER,
        by=went.by,
    )
    counter = close_box(open_box(shopper, "counter", to), fedex)
    shopper.at["counter_number"] = usps_number(counter.pk)
    choice = open_box(shopper, "choice")
    packing.close_parcel(parcel=fill_parcel(choice), grams=2_400, now=LATER, by=choice.by, **BOX)
    choice.labels.update(state=Label.REFUSED, problem="FedEx is on strike", ended_at=LATER)


def create_returns(shopper: Shopper) -> None:
    """Pieces that stay their buyer's, each at another step of its way back to them."""
    order = next(placed for placed in shopper.orders if placed.number == shopper.at["come"])
    line = order.lines.get()
    for name, state in {
        "unsent": None,
        "unpacked": {},
        "empty": {},
        "refused": {"label": "failed"},
        "packed": {"label": "bought", "number": f"9865787888{55 if shopper.name == 'ann' else 66}"},
        "left": {"label": "bought", "left_at": LATER},
    }.items():
        here = Return.objects.create(
            key=f"back-{shopper.name}-{name}",
            order=order,
            opened_at=LATER,
            received_at=LATER,
            ended_at=LATER,
            ended_how="refused",
        )
        condition = "missing" if name == "empty" else "sound"
        ReturnedPiece.objects.create(returned=here, line=line, condition=condition)
        shopper.at |= {f"{name}_back": here.key, f"{name}_back_tag": tags.tag_of(line.item_id)}
        if state is None:
            continue
        parcel = ParcelBack.objects.create(
            returned=here, key=f"{here.key}.B1", opened_at=LATER, opened_by="x", carrier="fedex"
        )
        if name == "packed":
            content = b"%PDF-1.7 back to " + shopper.sign.encode()
            parcel.file.save(f"{here.key}.pdf", ContentFile(content), save=False)
            shopper.files.add(content)
            state |= {"file": parcel.file.name}
        if state:
            packed = {"packed_at": LATER, "grams": 2_000, "not_before": LATER}
            ParcelBack.objects.filter(pk=parcel.pk).update(**(packed | state))


def create_turned_back_parcel(shopper: Shopper, fedex) -> None:
    """A parcel that the carrier brings back."""
    parcel = close_box(open_box(shopper, "returning"), fedex)
    handover.hand_over(parcel=parcel, to="F. Driver", now=LATER, by=parcel.by)
    money_moved(LATER)
    scan_parcel(parcel, "returning", LATER + HOUR)
    returned = Return.objects.get(parcel=parcel)
    piece = returned.pieces.get()
    shopper.at |= {
        "returning_back": returned.key,
        "returning_piece": piece.pk,
        "returning_tag": tags.tag_of(piece.line.item_id),
    }


def deliver_order(shopper: Shopper, name: str) -> Order:
    order = shopper.order(name)
    process_and_ship(order, LATER)
    money_moved(LATER)
    deliver_parcel(order, LATER + DAY)
    return order


def read_content(file: Any) -> bytes:
    with file.open("rb") as opened:
        return opened.read()


def plain_photo(seed: int) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{seed}.jpg", picture(seed=seed, size=(400, 400)))
