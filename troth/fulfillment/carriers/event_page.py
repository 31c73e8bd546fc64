"""The page that says what each carrier's events mean to us: docs/carrier-events.md."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from troth.fulfillment.carriers.event_tables import CARRIERS, EventRow, EventTable, table_of
from troth.policy.shipping.tracking import NOTE, REDIRECTED, STATUSES, UNKNOWN

_NAMES = {"fedex": "FedEx", "ups": "UPS", "usps": "USPS"}
_OTHERS = {
    NOTE: "Tells nothing of where the parcel is: kept, and no more",
    REDIRECTED: "Another place, time or way of delivery: care asks, and the customer is told",
    UNKNOWN: "Nobody knows: care asks the carrier, and the customer reads its words",
}
_INTRO = """\
# What carriers' events mean to us

Each row of these tables is something that a carrier has published, or that a public project has
recorded. An event has the status of the first row that fits it. What no row fits is **unknown**: it
moves no parcel and ships no order, and care asks the carrier.

This page is made from `troth/fulfillment/carriers/events_*.toml`. Change a row there, with its
source, and print the page again.

What is judged besides, whatever the carrier:

- An event that is older than the label is another parcel's: carriers use a number again. So is
  every event of a shipment that began before the label, where the carrier tells its shipments
  apart.
- A signature is a person's name, or a picture of one. "Signature not required", "Left at front
  door" and "Signature release on file" are none: the parcel is unsigned, and care is told.
- A delivery in another ZIP code or city than the label's isn't one: care asks for a trace, and
  the customer is told. A parcel that was kept for its recipient may be handed over there, in the
  same state. One that is delivered to the store has come back.
- A parcel that turned back isn't delivered to its buyer, whoever signs for it.

## Redirection

What each label says against it; an event of it is an alarm with every carrier.

- **FedEx**: nothing. Its Ship API documents no option that forbids a recipient to redirect a
  parcel. Ask FedEx to forbid it for the store's account.
- **UPS**: `DirectDeliveryOnlyIndicator`, to the address on the label and nowhere else (UPS
  Shipping API, ShipmentServiceOptions; UPS-API/api-documentation:Shipping.yaml).
- **USPS**: `ancillaryServiceEndorsements` is `RETURN_SERVICE_REQUESTED`: what can't be delivered
  as addressed comes back, and is not forwarded (USPS Domestic Labels 3.0;
  karrioapi/karrio:modules/connectors/usps/vendor/domestic-labels.yaml). A recipient can still
  have it kept at a post office.

"""


def render_page() -> str:
    """The whole page."""
    return _INTRO + "\n".join(_render_table(table_of(carrier)) for carrier in CARRIERS)


def _render_table(table: EventTable) -> str:
    heading = "| our status | events | which means | source |\n|---|---|---|---|"
    rows = "\n".join(_render_row(row) for row in table.rows)
    sources = "\n".join(
        f"- **{name}**: {description}" for name, description in table.sources.items()
    )
    return f"## {_NAMES[table.carrier]}\n\n{heading}\n{rows}\n\nSources:\n\n{sources}\n"


def _render_row(row: EventRow) -> str:
    status = STATUSES.get(row.status) or _OTHERS[row.status]
    return f"| {status} | {'; '.join(_conditions_of(row))} | {row.means} | {row.source} |"


def _conditions_of(row: EventRow) -> Iterator[str]:
    """What the row asks of an event."""
    if row.kind:
        yield f"type `{row.kind}`"
    if row.codes:
        yield f"code {_format_codes(row.codes)}"
    if row.details == {""}:
        yield "without a status code"
    elif row.details:
        yield f"detail {_format_codes(row.details)}"
    if row.begins:
        yield f"begins with {_quote_words(row.begins)}"
    if row.words:
        yield f"says {_quote_words(row.words)}"


def _format_codes(codes: frozenset[str]) -> str:
    return " ".join(f"`{code}`" for code in sorted(codes, key=lambda code: (len(code), code)))


def _quote_words(words: tuple[str, ...]) -> str:
    return ", ".join(f"“{word.strip()}”" for word in words)


if __name__ == "__main__":
    sys.stdout.write(render_page())
