"""The subjects and sentences of earlier releases, so that their lives can be read as well.

What stands here says the same as its neighbor in `told.py` or `words.py`, in words that are no
longer used.
"""

from __future__ import annotations

SUBJECTS = (
    ("confirmation", r"^Order \S+: we have it"),
    ("shipping", r"^Order \S+: on its way with"),
    ("delay", r"^Your order \S+: the new dates"),
    ("claim_opened", r"^Order \S+: not delivered yet"),
    ("cancelled", r"^Order \S+ is called off"),
    ("partly_cancelled", r"^A part of your order \S+ is called off"),
    ("refunded", r"^Order \S+: \S+ is on its way back to you"),
    ("returned", r"^Order \S+ is on its way back to us"),
    ("waiting", r"^Order \S+ waits for you at|^Nobody could sign for order"),
    ("answer", r"^Re: |^Your order \S+$"),
    ("released", r"no order was placed"),
)
_A = r"‹(?:instant|deadline|day):(\d+)›"
_DAYS = r"‹(?:day|span):(\d+)›"
RULES: tuple[tuple[str, str], ...] = (
    ("cancel_closed", rf"[Tt]he window to cancel closed {_A}|[Tt]he window closed {_A}"),
    ("cancel_until", rf"[Yy]ou may cancel until {_A}|window to cancel is open until {_A}"),
    ("cancel_until", rf"[Aa] cancellation is accepted up to {_A}"),
    ("why_counts_from cancel_until", rf"{_A} ‹count:\d+› from then, up to {_A} itself"),
    ("claim_opens claim_closes", rf"[Aa] claim opens {_A} and can be filed until {_A}"),
    ("claim_opens", rf"a claim opens {_A}"),
    ("claim_opens claim_closes", rf"parcel not received opens {_A} and can be filed until {_A}"),
    ("claim_closes", rf"^and can be filed until {_A}"),
    ("why_shipped_on", r"^‹day:\d+› Shipped ‹day:(\d+)›"),
    ("promised", rf"We promised {_DAYS}"),
    ("review_by", rf"being looked at by a person, until {_A}"),
    ("silent_until", rf"you had not agreed to wait by {_A}"),
    ("delivered_at", rf"Delivered and signed for, by [^‹]*, {_A}"),
    ("happened_at", rf"(?:called off|cancelled, as you asked,) {_A}"),
    ("approved_on", rf"Approved by [^‹]*, {_A}, before it was listed"),
    ("lapses_at", rf"It lapses {_A}"),
)
