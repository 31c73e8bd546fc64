"""The store as a carrier knows it: where parcels leave from, and where they come back to."""

from __future__ import annotations

from troth.fulfillment.carriers.interface import Address
from troth.fulfillment.carriers.label_fields import first_words
from troth.policy.terms import Terms

MOST_OF_A_NAME = 35  # what every carrier prints of the store's own


def store_address(terms: Terms) -> Address:
    """Where parcels leave from: the store's own address."""
    *street, last = terms.file.store.address
    city, _, state_and_zip = last.rpartition(", ")
    state, _, zip_code = state_and_zip.partition(" ")
    store = terms.file.store
    name = first_words(store.name, MOST_OF_A_NAME)
    return Address(
        name=name,
        company=name,
        street=tuple(street),
        city=city,
        state=state,
        zip=zip_code,
        phone=store.phone,
        residential=False,
    )
