"""What came back is the piece that was sold, so that everything paid for it goes back. Clause
`authenticity_refund`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from troth.care.cases import close_request, record_outcome
from troth.care.models import CareCase
from troth.catalog import serials
from troth.catalog.blocklist import bar_item
from troth.catalog.models import Item
from troth.event_kinds import EventKind
from troth.orders.actions import record_event
from troth.orders.models import Line, Order
from troth.payments import actions as payments
from troth.payments import approving
from troth.payments.parts import blocking_dispute
from troth.policy.lifecycle import ENDED, LineState

PROVEN = EventKind.AUTHENTICITY_DISPROVEN
CLAUSE = "authenticity_refund"
MATCHES, DIFFERS, NOT_READ, NOT_RECORDED = "matches", "differs", "not_read", "not_recorded"
SERIAL_SAYS = {
    MATCHES: "The serial is that of the piece that was sold.",
    DIFFERS: "The serial isn't that of the piece that was sold.",
    NOT_READ: "No serial was read from the piece, and the one that was sold bears one.",
    NOT_RECORDED: "No serial is on record for the piece that was sold.",
}


def compare_serial(item: Item, serial: str) -> str:
    """How the serial read from a piece stands to the one on record: a key of `SERIAL_SAYS`."""
    if not item.serial_sealed:
        return NOT_RECORDED
    if not serials.normalize_serial(serial):
        return NOT_READ
    try:
        same = serials.normalize_serial(
            serials.decrypt_text(item.serial_sealed)
        ) == serials.normalize_serial(serial)
    except serials.SerialUnreadable:
        same = serials.serial_fingerprint(item.brand, serial) == item.serial_print
    return MATCHES if same else DIFFERS


def prove_report(order: Order, request: CareCase, person: User, now: datetime, people: str) -> None:
    """The report stands and the piece is back: everything paid for it goes back, and it is never
    sold again.
    """
    line = order.lines.select_related("item").get(pk=int(request.about))
    if line.state in (LineState.SHIPPED, LineState.DELIVERED):  # accepted without our tag
        record_event(order=order, line=line, kind=EventKind.LINE_RETURNED, now=now, by=people[:100])
    evidence: dict[str, Any] = {
        "request": request.key,
        "authenticator": str(request.facts.get("authenticator", "")),
        "opinions": [opinion.text for opinion in request.opinions.all()],
    }
    flagged = bar_item(
        item=line.item,
        reason=f"{order.number}: proven not authentic",
        evidence=evidence,
        by=person,
        now=now,
    )
    CareCase.objects.filter(pk=request.pk).update(
        facts=request.facts | {"flagged": [item.pk for item in flagged]}
    )
    text, by = _proof_sentence(order, request, line), people[:100]
    if close_request(request=request, outcome="proven", reason=text, now=now, by=by):
        facts = {"sentence": text, "clause": CLAUSE, "title": line.title}
        record_outcome(request=request, kind=PROVEN, now=now, by=by, **facts)
        _refund_everything(order, request, line, now, by)


def _proof_sentence(order: Order, request: CareCase, line: Line) -> str:
    """What the shopper is told, by whether they have their money already, as for a parcel that was
    lost and then came, and by whether their bank disputes the payment.
    """
    name = str(request.facts.get("authenticator", ""))
    text = f"{name} has proven that it isn't authentic, and it is back with us."
    payment = getattr(order, "payment", None)
    if payment is not None and not _parts_to_refund(order, line):
        return f"{text} We have refunded everything that you paid for the piece already."
    text += " Everything that was paid for the piece goes back to you: price, tax, shipping."
    if payment is not None and blocking_dispute(payment):
        text += (
            " Your bank is disputing this payment, so we can't refund it ourselves: the money comes"
            " back through your bank, or from us once the dispute has ended."
        )
    return text


def needs_two_people(order: Order, line: Line) -> bool:
    """Whether, with this, the order has been given back more than one person alone gives back."""
    payment = getattr(order, "payment", None)
    if payment is None:
        return False
    cents = sum(_parts_to_refund(order, line).values())
    return approving.needs_second_person(payment, cents, by="")


def _parts_to_refund(order: Order, line: Line) -> dict[str, int]:
    """All that was paid for it; the whole shipping where it is all that the order has left."""
    parts, left = payments.amounts_paid_for(order, [line]), payments.refundable_parts(order.payment)
    remaining_lines = order.lines.exclude(pk=line.pk).exclude(
        state__in=[*ENDED, LineState.RETURNED, LineState.LOST]
    )
    if not remaining_lines.exists():
        parts = left
    return {name: min(cents, left[name]) for name, cents in parts.items() if left[name] > 0}


def _refund_everything(
    order: Order, request: CareCase, line: Line, now: datetime, people: str
) -> None:
    payment = getattr(order, "payment", None)
    if payment is None:  # placed before payments were taken here: care gives it back by hand
        return
    cents = {name: part for name, part in _parts_to_refund(order, line).items() if part > 0}
    if cents:
        approving.submit_or_note_blocked_refund(
            order=order,
            parts=cents,
            key=f"authentic.{request.key}",
            reason="proven not authentic",
            now=now,
            by=people,
        )
