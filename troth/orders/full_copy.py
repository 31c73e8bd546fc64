"""The full copy of an order: all that was bought, promised, charged and agreed to, as the
confirmation and the printed page hold it. Clauses `confirmation` and `copy`.

It is made from what the order froze when it was placed. What has happened since isn't here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage

from troth.catalog.details import measures_in_words, name_of
from troth.catalog.kinds import item_kinds
from troth.catalog.numbers import item_number
from troth.orders.models import Line, Order, Recipient
from troth.policy.agreement import authenticity_rule, charged_when, claim_rule, damage_rule
from troth.policy.dates.explaining import Reasons, reasons_of
from troth.policy.money import dollars
from troth.policy.results import days_label
from troth.policy.sales_tax.tax import SHIPPING

Fact = tuple[str, str]
_CARDS = {  # as the payment provider writes them, and as their owners do
    "amex": "American Express",
    "diners": "Diners Club",
    "discover": "Discover",
    "jcb": "JCB",
    "mastercard": "Mastercard",
    "unionpay": "UnionPay",
    "visa": "Visa",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo, with the words that stand for it. `src` is its address on a page of the store."""

    src: str
    alt: str

    @property
    def url(self) -> str:
        """The whole address, for mail."""
        return f"{settings.SITE_URL}{self.src}" if self.src.startswith("/") else self.src


@dataclass(frozen=True, slots=True)
class Piece:
    """One item as it was sold."""

    line: Line
    number: str
    title: str
    brand: str
    price_cents: int
    ships_from: str
    condition: str  # with what the grade means
    facts: list[Fact]  # grades by zone, reference, material, measures, what comes with it
    defects: list[str]
    description: str
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class Shipment:
    """What leaves from one warehouse, with the dates promised when the order was placed."""

    ships_from: str
    pieces: list[str]
    promise: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FullCopy:
    """Everything agreed to, in the order in which a reader wants it."""

    order: Order
    pieces: list[Piece]
    shipments: list[Shipment]
    method: str
    time_frame: str
    carrier: str
    tax_place: str
    tax_rows: list[str]  # the tax on each thing, and by what rate
    no_tax_sentence: str
    payment_sentence: str
    pick_up: Fact | None  # the name and hours of the carrier's location that keeps the parcel
    address: list[str]
    contact: str
    agreed_to: list[str]  # word by word, as shown before payment
    rules: list[str]  # what the policy promises besides, in words
    reasons: list[tuple[str, Reasons]]  # with a heading where there are several parcels


def full_copy(order: Order) -> FullCopy:
    """The copy of this order."""
    terms = order.policy.terms
    method = terms.methods[order.method]
    lines = list(order.lines.select_related("item").order_by("pk"))
    agreed_to: list[str] = order.agreed.get("said", [])
    return FullCopy(
        order=order,
        pieces=[_build_piece(line) for line in lines],
        shipments=[
            _build_shipment(order, warehouse, promise, lines)
            for warehouse, promise in order.promised
        ],
        method=method.name,
        time_frame=f"{days_label(method.earliest_days, method.latest_days)} after processing",
        carrier=terms.file.carriers[order.carrier].name,
        tax_place=_tax_place(order),
        tax_rows=_tax_rows(order, lines, f"{method.name} shipping"),
        no_tax_sentence=_no_tax_sentence(order),
        payment_sentence=_payment_sentence(order),
        pick_up=pick_up(order.recipient),
        address=address_lines(order),
        contact=", ".join(
            words for words in (order.recipient.email, order.recipient.phone) if words
        ),
        agreed_to=agreed_to,
        rules=[
            rule
            for rule in (claim_rule(terms), damage_rule(terms), authenticity_rule())
            if rule not in agreed_to
        ],
        reasons=[
            (_parcel_heading(reason.warehouse, order), reason)
            for reason in reasons_of(order.promised)
        ],
    )


def pick_up(recipient: Recipient) -> Fact | None:
    """The name and hours of the carrier's location that keeps the parcel; None where it comes to
    the door.
    """
    if not recipient.hold_at:
        return None
    name = recipient.hold_name or recipient.street2.removeprefix("Hold at ")
    return name, recipient.hold_hours


def address_lines(order: Order) -> list[str]:
    """Where the parcel goes, line by line: the recipient's address, or the location that keeps it
    with its hours.
    """
    to = order.recipient
    if not to.email:
        return [f"{order.ship_to_state} {order.ship_to_zip}; name and address are erased."]
    city = f"{to.city}, {order.ship_to_state} {order.ship_to_zip}"
    if at := pick_up(to):
        hours = [f"Hours: {at[1]}"] if at[1] else []
        return [at[0], to.street, city, *hours, f"For {to.name}, with a photo ID"]
    street = ", ".join(words for words in (to.street, to.street2) if words)
    return [to.name, street, city]


def _build_piece(line: Line) -> Piece:
    listing = line.listing
    grade = item_kinds().grade(listing.get("condition", ""))
    means = listing.get("condition_means") or (grade.means if grade else "")
    return Piece(
        line=line,
        number=item_number(line.item_id),
        title=line.title,
        brand=listing.get("brand", ""),
        price_cents=line.price_cents,
        ships_from=line.order.policy.terms.warehouse_name(line.warehouse),
        condition=". ".join(
            words for words in (listing.get("condition", "").capitalize(), means) if words
        ),
        facts=_listing_facts(listing),
        defects=_defect_texts(listing),
        description=listing.get("description", ""),
        picture=_first_picture(line),
    )


def _listing_facts(listing: dict[str, Any]) -> list[Fact]:
    kind = item_kinds().of(listing.get("category", ""))
    years = sorted({year for year in (listing.get("year_from"), listing.get("year_to")) if year})
    facts = [
        ("Designer", listing.get("brand")),
        ("Line", listing.get("line")),
        ("Model", listing.get("model")),
        ("Reference", listing.get("reference")),
        ("Year", "–".join(str(year) for year in years)),
        ("Material", _material_label(listing)),
        ("Color", _color_label(listing)),
        ("Hardware", (listing.get("hardware") or "").capitalize()),
        ("Size", listing.get("size")),
        *measures_in_words(kind, listing.get("measures") or {}),
        ("Includes", ", ".join(listing.get("accessories") or [])),
        ("Service", listing.get("service")),
        ("Alterations", listing.get("alterations")),
    ]
    grades = [
        (f"{name_of(kind.zones, zone)} condition", grade.name if grade else key)
        for zone, key in (listing.get("grades") or {}).items()
        for grade in [item_kinds().grade(key)]
    ]
    return [*grades, *((name, words) for name, words in facts if words)]


def _material_label(listing: dict[str, Any]) -> str:
    names = (listing.get("material"), listing.get("species"))
    material = ", ".join(name for name in names if name).capitalize()
    if listing.get("needs_papers"):
        material += " (a protected species: it travels with its papers)"
    return material


def _color_label(listing: dict[str, Any]) -> str:
    color = (listing.get("color") or "").capitalize()
    if listing.get("color_name"):
        color = f"{color} “{listing['color_name']}”".strip()
    return color


def _defect_texts(listing: dict[str, Any]) -> list[str]:
    kind = item_kinds().of(listing.get("category", ""))
    return [
        f"{name_of(kind.zones, defect['zone'])}:"
        f" {name_of(item_kinds().defects, defect['kind']).lower()},"
        f" {defect['severity']}" + (f" ({defect['note']})" if defect.get("note") else "")
        for defect in listing.get("defects") or []
    ]


def _first_picture(line: Line) -> Picture | None:
    """The first photo of the listing as it was sold; of an order that froze none, the item's."""
    frozen = line.listing.get("photos")
    if frozen is None:
        photo = line.item.photos.first()
        return Picture(photo.url, photo.alt or line.title) if photo else None
    if not frozen:
        return None
    first = frozen[0]
    name, sizes = first["file"], first["sizes"]
    if sizes:
        name = f"{name.rpartition('.')[0]}-{sizes[0]}.webp"
    return Picture(default_storage.url(name), first["alt"] or line.title)


def _build_shipment(
    order: Order, warehouse: str, promise: dict[str, Any], lines: list[Line]
) -> Shipment:
    titles = [line.title for line in lines if line.warehouse == warehouse]
    return Shipment(order.policy.terms.warehouse_name(warehouse), titles, promise)


def _parcel_heading(warehouse: str, order: Order) -> str:
    if len(order.promises) < 2:
        return ""
    if not warehouse:
        return "For the whole order"
    return f"From {order.policy.terms.warehouse_name(warehouse)}"


def _tax_place(order: Order) -> str:
    lines = order.tax.get("lines") or []
    place: str = order.tax.get("jurisdiction") or ""
    return f"{place}, code {lines[0]['code']}" if place and lines else place


def _tax_rows(order: Order, lines: list[Line], shipping: str) -> list[str]:
    names = {str(line.item_id): line.title for line in lines} | {SHIPPING: shipping}
    return [
        f"{names.get(row['key'], row['key'])}: {row['sentence'].removesuffix('.')}"
        for row in order.tax.get("lines") or []
    ]


def _no_tax_sentence(order: Order) -> str:
    steps = order.tax.get("steps") or []
    return steps[0]["sentence"] if steps and not order.tax.get("lines") else ""


def _payment_sentence(order: Order) -> str:
    """What was authorized on which card, and when it is charged, or what has become of it."""
    payment = getattr(order, "payment", None)
    if payment is None:
        return ""
    total, card = dollars(payment.amount_cents), card_name(payment.checks)
    if payment.captured_cents:
        text = f"{dollars(payment.captured_cents)} was charged to {card}."
        if payment.refunded_cents:
            text += (
                f" {dollars(payment.refunded_cents)} of it was refunded, or is on its way back to"
                " you."
            )
        return text
    if payment.state == "authorized":
        when = charged_when(order.policy.terms, order.promises)
        return f"{total} was authorized on {card} when you placed the order. It is charged {when}."
    ended = "is being released" if payment.state == "releasing" else "has ended"
    return f"Nothing was charged. The authorization of {total} on {card} {ended}."


def card_name(checks: dict[str, Any]) -> str:
    """The card as its owner knows it: `your Visa ending in 4242`."""
    brand, last4 = checks.get("brand") or "card", checks.get("last4")
    return f"your {_CARDS.get(brand, brand)} ending in {last4}" if last4 else "your card"
