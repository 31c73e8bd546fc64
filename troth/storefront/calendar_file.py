"""The days of an order as a calendar file (RFC 5545, RFC 5546): fetched again, it replaces what a
calendar has of it.
"""

from __future__ import annotations

from datetime import UTC, timedelta

from icalendar import Calendar, Event, vCalAddress

from troth.order_status.model import OrderStatus, Slot
from troth.policy.schema import Store
from troth.policy.terms import Terms
from troth.policy.texts import as_text

_STATES = {"coming": "CONFIRMED", "delivered": "CONFIRMED", "off": "CANCELLED"}


def calendar_of(status: OrderStatus, terms: Terms) -> Calendar:
    """One all-day event a parcel, or a warehouse that still has pieces: the days on which it should
    arrive; the day of the delivery, once it is known; cancelled, where no day is promised.

    It cancels as a whole (METHOD:CANCEL) where nothing of it stands.
    """
    file = Calendar()
    file.add("prodid", "-//Troth//order//EN")
    file.add("version", "2.0")
    stands = any(slot.state != "off" for slot in status.slots)
    file.add("method", "PUBLISH" if stands else "CANCEL")
    for slot in status.slots:
        file.add_component(_calendar_event(status, slot, terms))
    return file


def _calendar_event(status: OrderStatus, slot: Slot, terms: Terms) -> Event:
    store, event = terms.file.store, Event()
    changed_at = status.revised_at.astimezone(UTC)
    domain = store.care_email.partition("@")[2]
    event.add("uid", f"{status.number}.{slot.key}@{domain}")
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", status.revision)
    event.add("organizer", _organizer(store))
    event.add("status", _STATES[slot.state])
    event.add("dtstart", slot.first_on)
    event.add("dtend", slot.last_on + timedelta(days=1))  # a day's end is the next day
    event.add("summary", _summary_of(status, slot, store))
    event.add("description", _description_of(slot, terms))
    event.add("transp", "TRANSPARENT")
    return event


def _organizer(store: Store) -> vCalAddress:
    address = vCalAddress(f"mailto:{store.care_email}")
    address.params["CN"] = store.name
    return address


def _summary_of(status: OrderStatus, slot: Slot, store: Store) -> str:
    what = as_text(f"{store.name} order {status.number}: {', '.join(slot.titles)}")
    return {
        "coming": f"{what} should arrive",
        "delivered": f"{what} was delivered",
        "off": f"No delivery date: {what}",
    }[slot.state]


def _description_of(slot: Slot, terms: Terms) -> str:
    signs = " Someone must sign for it." if terms.file.signature.required else ""
    care = f" Questions: {terms.file.store.care_email}"
    return {
        "coming": f"It should arrive within these days.{signs}{care}",
        "delivered": f"It was delivered on this day.{care}",
        "off": f"No day is promised for it now; the order's page says why.{care}",
    }[slot.state]
