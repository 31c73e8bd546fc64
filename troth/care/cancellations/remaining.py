"""What a shopper can still ask for when cancelling is over: clause `cancellation`."""

from __future__ import annotations

from dataclasses import replace

from troth.care.not_received.coming_back import is_coming_back, return_explanation
from troth.event_kinds import EventKind
from troth.orders.models import Order
from troth.policy.dates import windows
from troth.policy.lifecycle import UNSHIPPED
from troth.policy.wording import lower_first


def what_remains(order: Order) -> str:
    """A claim for what doesn't arrive; but what is coming back, or has come, can't be claimed, so
    it is said what becomes of it.
    """
    numbers = [
        str(event.facts["number"])
        for event in order.events.all()
        if event.kind == EventKind.PARCEL_SHIPPED
    ]
    is_still_here = any(line.state in UNSHIPPED for line in order.lines.all())
    if not numbers or is_still_here or not all(is_coming_back(order, n) for n in numbers):
        return windows.what_remains(order.policy.terms)
    explanations = [return_explanation(order, number) for number in numbers]
    return f"What remains: {lower_first(' '.join(explanations))}"


def with_what_remains(
    order: Order, verdict: windows.CancellationVerdict
) -> windows.CancellationVerdict:
    """The policy's verdict; a refusal names what remains of this order."""
    by_policy = windows.what_remains(order.policy.terms)
    sentence = verdict.sentence.replace(by_policy, what_remains(order))
    return replace(verdict, sentence=sentence) if by_policy in verdict.sentence else verdict
