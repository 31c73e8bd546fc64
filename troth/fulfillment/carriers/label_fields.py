"""Who and where on a label, as each carrier's request has the fields for it."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from troth.fulfillment.carriers.interface import Address, NotAsPromised, ShipmentRequest
from troth.policy.addresses.phones import phone_of
from troth.policy.shipping.label_layout import LIMITS, DoesNotFit, NotLatin, lay_out

Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LabelFields:
    """What a label says of one party. A phone number is the party's own, or none."""

    names: tuple[str, ...]
    company: str
    lines: tuple[str, ...]
    city: str
    phone: str
    extension: str


def fields_of(address: Address, carrier: str) -> LabelFields:
    """The fields of a carrier's label. Raises `NotAsPromised` where it has no room for the address,
    or can't print its letters: nothing is cut or left out.
    """
    try:
        layout = lay_out(
            carrier,
            name=address.name,
            company=address.company,
            street=address.street,
            city=address.city,
        )
    except (NotLatin, DoesNotFit) as unable:
        raise NotAsPromised(
            f"{unable.field}: {unable}. Ask for another spelling, and ship the box by hand."
        ) from unable
    phone = phone_of(address.phone)
    number, extension = (phone.number, phone.extension) if phone else ("", "")
    fits = len(extension) <= LIMITS[carrier].extension
    return LabelFields(
        layout.names, layout.company, layout.lines, layout.city, number, extension if fits else ""
    )


def write_fedex_party(party: Doc, address: Address) -> None:
    """Writes who and where into a party of FedEx's."""
    fields = fields_of(address, "fedex")
    contact = {"personName": fields.names[0], "companyName": fields.company}
    contact |= {"phoneNumber": fields.phone, "phoneExtension": fields.extension}
    party["contact"] = {name: value for name, value in contact.items() if value}
    party["address"]["streetLines"], party["address"]["city"] = list(fields.lines), fields.city


def write_store_phone(body: Doc, parcel: ShipmentRequest) -> bool:
    """Writes the number of the party that has one, the store, into a request for the one that has
    none. Whether it did.
    """
    shipment = body["requestedShipment"]
    contacts = [shipment["shipper"]["contact"], shipment["recipients"][0]["contact"]]
    numbers = [fields_of(address, "fedex").phone for address in (parcel.sender, parcel.recipient)]
    number = next(filter(None, numbers), "")
    missing = [contact for contact in contacts if "phoneNumber" not in contact]
    for contact in missing:
        contact["phoneNumber"] = number
    return bool(missing and number)


def write_ups_party(party: Doc, address: Address) -> None:
    """Writes who and where into a party of UPS's: a name that is too long for one field goes on in
    the next, and its company then stands above the street.
    """
    fields = fields_of(address, "ups")
    lines, names = fields.lines, (fields.company, *fields.names) if fields.company else fields.names
    if len(names) > 2:
        lines, names = (fields.company, *fields.lines), fields.names
    if len(lines) > LIMITS["ups"].lines:
        raise NotAsPromised("name: with this company and street, it has no room on a label.")
    party["Name"], party["AttentionName"] = names[0], names[-1]
    party["Address"]["AddressLine"], party["Address"]["City"] = list(lines), fields.city
    party.pop("Phone", None)
    if fields.phone:
        party["Phone"] = {"Number": fields.phone}
        if fields.extension:
            party["Phone"]["Extension"] = fields.extension


def write_usps_party(party: Doc, address: Address) -> None:
    """Writes who and where into an address of the Postal Service's. It wants a first and a last
    name, or a firm: a name of one word stands in the firm's place.
    """
    fields = fields_of(address, "usps")
    first, _, last = (
        fields.names[0].rpartition(" ")
        if len(fields.names) == 1
        else _partition_names(fields.names)
    )
    second = fields.lines[1] if len(fields.lines) > 1 else ""
    values = {
        "firstName": first or (last if fields.company else ""),
        "lastName": last if first else "",
        "firm": fields.company or ("" if first else last),
        "streetAddress": fields.lines[0],
        "secondaryAddress": second,
        "city": fields.city,
        "phone": fields.phone,
    }
    for name, value in values.items():
        party.pop(name, None)
        if value:
            party[name] = value


def first_words(name: str, most: int) -> str:
    """As many words of the store's own name as there is room for. Nobody else's is cut."""
    return shorten(name, most, placeholder="") or name[:most]


def _partition_names(names: tuple[str, ...]) -> tuple[str, str, str]:
    return names[0], " ", names[1]
