"""What was decided about a request, in a shopper's words: for its letter and the order's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from troth.event_kinds import EventKind
from troth.policy.dates.calendars import day_label
from troth.policy.money import dollars


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision. `heading` is empty where the event's own words say it; `remains` tells what is
    still possible where not everything was given.
    """

    heading: str
    in_short: str
    money: str = ""
    remains: str = ""

    @property
    def sentence(self) -> str:
        """The whole decision, with its money."""
        return f"{self.in_short} {self.money}".strip()


_DISAGREE = (
    "If you don't agree, report it again on your order's page or answer this email, with more"
    " photos if you have them: a person looks at it once more."
)
_LAW = "This changes nothing about your rights by law or with your card's issuer."
_MISSED = (
    "If it isn't with you, tell us on your order's page or answer this email: a person looks at it."
)


def decision_of(kind: str, facts: Mapping[str, Any]) -> Decision | None:
    """What an event of this kind, with these facts, tells of a decision; None where it tells of
    none.
    """
    if kind == EventKind.DAMAGE_DECIDED:
        return _damage_decision(facts)
    if kind in (EventKind.CLAIM_ACCEPTED, EventKind.CANCELLATION_ACCEPTED):
        return Decision("", "", _refund_sentence(facts))
    if kind == EventKind.CLAIM_PARCEL_FOUND:
        counts = " Your report still counts." if facts.get("still_counts") else ""
        return Decision("", "", remains=f"{_MISSED}{counts}")
    if kind == EventKind.AUTHENTICITY_REPORT_REFUSED and facts.get("check") == "piece":
        return Decision(
            "What came back isn't the piece that we sold you",
            "We compared what came back with the piece that we sold you, and they don't agree, so"
            " nothing is refunded.",
        )
    if kind == EventKind.AUTHENTICITY_REPORT_REFUSED:
        heading = "Your report on authenticity isn't accepted"
        return Decision(heading, "We can't accept the report, so nothing is refunded.")
    return None


def _damage_decision(facts: Mapping[str, Any]) -> Decision | None:
    verdict, remains = facts.get("verdict"), f"{_DISAGREE} {_LAW}"
    if verdict == "whole":
        sentence = "We decided that you get back everything you paid for it."
        return Decision(
            "You get back everything you paid for it", sentence, _refund_sentence(facts)
        )
    if verdict == "part":
        sentence = f"We decided that you keep it and get {_part_text(facts)} back."
        return Decision(
            "You get a part of the price back", sentence, _refund_sentence(facts), remains
        )
    if verdict == "refused":
        sentence = "We decided that it isn't refunded: you keep it, and the sale stands."
        return Decision("Your report isn't accepted", sentence, remains=remains)
    return None


def _part_text(facts: Mapping[str, Any]) -> str:
    parts = facts.get("parts") or {}
    if not parts.get("item_cents"):
        return "a part of its price"
    tax = parts.get("tax_cents")
    with_tax = f", with the sales tax on it, {dollars(tax)}," if tax else ""
    return f"{dollars(parts['item_cents'])} of its price{with_tax}"


def _refund_sentence(facts: Mapping[str, Any]) -> str:
    """The sum and the day by which it is refunded, where the event records them."""
    cents = facts.get("amount_cents")
    if cents is None:
        return ""
    if cents == 0:
        return "It has been given back already."
    due_on = facts.get("due_on")
    by = f" by {day_label(date.fromisoformat(due_on))} at the latest" if due_on else ""
    return (
        f"We refund {dollars(cents)} to the card you paid with{by}, and email you when it is sent."
    )
