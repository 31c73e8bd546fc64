"""The store as a carrier knows it: where parcels leave from, and where they come back to."""

from __future__ import annotations

from troth.fulfillment.carriers.port import Address
from troth.policy.terms import Terms


def sender(terms: Terms) -> Address:
    """Where parcels leave from: the store's own address."""
    *street, last = terms.file.store.address
    city, _, state_and_zip = last.rpartition(", ")
    state, _, zip_code = state_and_zip.partition(" ")
    store = terms.file.store
    return Address(
        name=store.name,
        company=store.name,
        street=tuple(street),
        city=city,
        state=state,
        zip=zip_code,
        phone=store.phone,
        residential=False,
    )
