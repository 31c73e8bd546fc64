"""What a press that writes to many would do, shown before it is done: how many orders move, by how
much, and the words that will be sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django import forms

from troth.fulfillment.promises.effects import Effect
from troth.notifications.actions import preview_letter
from troth.orders.policy_versions import terms_at

# Orders come in while somebody reads. A few more than were shown are no other decision.
_MORE_IS_FINE, _PART_MORE_IS_FINE = 1, 0.05


@dataclass(frozen=True, slots=True)
class EffectPreview:
    """The page's facts."""

    effect: Effect
    letter: dict[str, str] | None
    needs_second: bool


def preview_effect(effect: Effect, now: datetime) -> EffectPreview:
    """The effect with its first letter, rendered for a real order."""
    letter = preview_letter(event=effect.example, now=now) if effect.example is not None else None
    return EffectPreview(effect, letter, effect.needs_second_person(terms_at(now)))


def has_seen_effect(form: forms.Form, effect: Effect) -> bool:
    """Whether the person has seen about as many orders as would move now."""
    seen: int | None = form.cleaned_data.get("seen")
    if seen is None:
        return False
    return effect.orders <= seen + _MORE_IS_FINE + int(seen * _PART_MORE_IS_FINE)
