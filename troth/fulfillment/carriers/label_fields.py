"""Who and where on a label, as each carrier's request has the fields for it."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from troth.fulfillment.carriers.port import Address, NotAsPromised, ToSend
from troth.policy.label_layout import LIMITS, DoesNotFit, NotLatin, lay_out
from troth.policy.phones import phone_of

Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fields:
    """What a label says of one party. A phone number is the party's own, or none."""

    names: tuple[str, ...]
    company: str
    lines: tuple[str, ...]
    city: str
    phone: str
    extension: str


def fields_of(address: Address, carrier: str) -> Fields:
    """The fields of a carrier's label. Raises `NotAsPromised` where it has no room for the address,
    or can't print its letters: nothing is cut or left out.
    """
    try:
        told = lay_out(
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
    return Fields(
        told.names, told.company, told.lines, told.city, number, extension if fits else ""
    )


def fedex_party(party: Doc, address: Address) -> None:
    """Writes who and where into a party of FedEx's."""
    told = fields_of(address, "fedex")
    contact = {"personName": told.names[0], "companyName": told.company}
    contact |= {"phoneNumber": told.phone, "phoneExtension": told.extension}
    party["contact"] = {name: value for name, value in contact.items() if value}
    party["address"]["streetLines"], party["address"]["city"] = list(told.lines), told.city


def give_stores_phone(body: Doc, parcel: ToSend) -> bool:
    """Writes the number of the party that has one, the store, into a request for the one that has
    none. Whether it did.
    """
    shipment = body["requestedShipment"]
    contacts = [shipment["shipper"]["contact"], shipment["recipients"][0]["contact"]]
    numbers = [fields_of(each, "fedex").phone for each in (parcel.sender, parcel.recipient)]
    number = next(filter(None, numbers), "")
    missing = [each for each in contacts if "phoneNumber" not in each]
    for each in missing:
        each["phoneNumber"] = number
    return bool(missing and number)


def ups_party(party: Doc, address: Address) -> None:
    """Writes who and where into a party of UPS's: a name that is too long for one field goes on in
    the next, and its company then stands above the street.
    """
    told = fields_of(address, "ups")
    lines, who = told.lines, (told.company, *told.names) if told.company else told.names
    if len(who) > 2:
        lines, who = (told.company, *told.lines), told.names
    if len(lines) > LIMITS["ups"].lines:
        raise NotAsPromised("name: with this company and street, it has no room on a label.")
    party["Name"], party["AttentionName"] = who[0], who[-1]
    party["Address"]["AddressLine"], party["Address"]["City"] = list(lines), told.city
    party.pop("Phone", None)
    if told.phone:
        party["Phone"] = {"Number": told.phone}
        if told.extension:
            party["Phone"]["Extension"] = told.extension


def usps_party(party: Doc, address: Address) -> None:
    """Writes who and where into an address of the Postal Service's. It wants a first and a last
    name, or a firm: a name of one word stands in the firm's place.
    """
    told = fields_of(address, "usps")
    first, _, last = told.names[0].rpartition(" ") if len(told.names) == 1 else _both(told.names)
    second = told.lines[1] if len(told.lines) > 1 else ""
    fields = {
        "firstName": first or (last if told.company else ""),
        "lastName": last if first else "",
        "firm": told.company or ("" if first else last),
        "streetAddress": told.lines[0],
        "secondaryAddress": second,
        "city": told.city,
        "phone": told.phone,
    }
    for name, value in fields.items():
        party.pop(name, None)
        if value:
            party[name] = value


def first_words(name: str, most: int) -> str:
    """As many words of the store's own name as there is room for. Nobody else's is cut."""
    return shorten(name, most, placeholder="") or name[:most]


def _both(names: tuple[str, ...]) -> tuple[str, str, str]:
    return names[0], " ", names[1]
