"""What uploads are for, and who goes on with one that was held once it is clean, or isn't."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Purpose:
    """`complete(held, content, *, now) -> str` gives a clean file to whom it is for, and returns
    why it can't, empty where it could. `infected(held, *, now) -> None` tells who sent it. Both are
    dotted names: this package knows no other. `page` is where staff see what it belongs to.
    """

    key: str
    name: str
    page: str
    complete: str = ""  # empty: it is never held, but asked for again
    infected: str = ""


_TABLE = (
    Purpose(
        "care_file",
        "A photo or a paper of a request",
        "/desk/care/{subject}",
        complete="troth.care.held_files.complete_held",
        infected="troth.care.held_files.tell_infected",
    ),
    Purpose("care_mail", "A mail to care", "/desk/mails/{subject}"),
    Purpose(
        "packing_photo",
        "A photo of an open box",
        "/desk/packing/{subject}",
        complete="troth.fulfillment.warehouse.packing.complete_held_photo",
    ),
    Purpose(
        "return_photo",
        "A photo of what came back",
        "/desk/returns/{subject}",
        complete="troth.fulfillment.returns.checking_in.complete_held_photo",
    ),
    Purpose(
        "arrival_photo",
        "A photo of what arrived from abroad",
        "/desk/transfers/{subject}",
        complete="troth.fulfillment.from_japan.arrival_checks.complete_held_photo",
    ),
    Purpose(
        "item_photo",
        "A photo of a piece",
        "/desk/items/{subject}",
        complete="troth.catalog.photos.complete_held_photo",
    ),
    Purpose(
        "evidence_photo",
        "An expert's evidence",
        "/desk/items/{subject}",
        complete="troth.catalog.photos.complete_held_evidence",
    ),
    Purpose("item_file", "A file of items", "/desk/items/import"),
    Purpose("counter_receipt", "A receipt of a carrier's counter", "/desk/packing/{subject}"),
    Purpose("delivery_proof", "A carrier's proof of delivery", "/desk/packing/{subject}"),
)
PURPOSES = {purpose.key: purpose for purpose in _TABLE}
