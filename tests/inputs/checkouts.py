"""What becomes of an address that is typed at checkout: asked again, or an address; and what the
carriers' requests say of it, read by code of its own.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.factories.items import a_bag
from troth import clock
from troth.checkout import actions
from troth.checkout.models import Checkout
from troth.fulfillment.carriers.interface import Address, ShipmentRequest
from troth.orders.policy_versions import terms_at

CARRIERS = ("fedex", "ups", "usps")
ADDRESS = {
    "email": "ann@example.com",
    "name": "Ann Lee",
    "street": "12 Grand Street",
    "street2": "",
    "city": "New York",
    "state": "NY",
    "zip_code": "10013",
    "phone": "",
    "method": "ground",
}
ACCOUNT = {"key": "k", "secret": "s", "account": "A12345", "crid": "1", "mid": "2"}
SENDER = Address(
    name="Fathom & Reed",
    company="Fathom & Reed",
    street=("214 Lantern Row, Floor 3",),
    city="New York",
    state="NY",
    zip="10013",
    phone="212-555-0177",
    residential=False,
)


def checked_out(shopper, **typed: str) -> tuple[Any, dict[str, Any] | None]:
    """The answer to a checkout with this address, and the address that was taken; None where it is
    asked again.
    """
    if not shopper.session.get("bag"):
        shopper.post(f"/bag/add/{a_bag().slug}")
    answer = shopper.post("/checkout", ADDRESS | typed)
    taken = answer.status_code == 302
    return answer, Checkout.objects.latest("started_at").address if taken else None


def carrier_of() -> str:
    """The carrier that the look-once-more page promises."""
    now, checkout = clock.now(), Checkout.objects.latest("started_at")
    return actions.current_quote(checkout=checkout, terms=terms_at(now), now=now).route.carrier


def parcel_to(address: dict[str, Any]) -> ShipmentRequest:
    """A parcel to an address that checkout has taken."""
    street = tuple(line for line in (address["street"], address["street2"]) if line)
    to = Address(
        name=address["name"],
        street=street,
        city=address["city"],
        state=address["state"],
        zip=address["zip_code"],
        phone=address["phone"],
    )
    return ShipmentRequest(
        reference="T-AAAAA-00001-1.1",
        sender=SENDER,
        recipient=to,
        grams=2_400,
        length_mm=300,
        width_mm=200,
        height_mm=100,
        declared_cents=120_000,
        ship_on=date(2026, 11, 24),
    )


def printed(carrier: str, body: dict[str, Any]) -> dict[str, Any]:
    """Who and where, as a carrier's request says it."""
    if carrier == "fedex":
        [to] = body["requestedShipment"]["recipients"]
        who, where = to["contact"], to["address"]
        names = [who.get("companyName"), who.get("personName")]
        lines, city = where["streetLines"], where["city"]
        phone, extension = who.get("phoneNumber"), who.get("phoneExtension")
    elif carrier == "ups":
        to = body["ShipmentRequest"]["Shipment"]["ShipTo"]
        where = to["Address"]
        names = list(dict.fromkeys([to.get("Name"), to.get("AttentionName")]))
        lines, city = where["AddressLine"], where["City"]
        phone_fields = to.get("Phone") or {}
        phone, extension = phone_fields.get("Number"), phone_fields.get("Extension")
    else:
        to = body["toAddress"]
        names = [to.get("firm"), to.get("firstName"), to.get("lastName")]
        lines, city = [to["streetAddress"], to.get("secondaryAddress")], to["city"]
        phone, extension = to.get("phone"), None
    return {
        "name": " ".join(filter(None, names)),
        "lines": list(filter(None, lines)),
        "city": city,
        "phone": phone or "",
        "extension": extension or "",
    }
