"""Which carriers this store ships with: by an account of its own, or at their counter by hand."""

from __future__ import annotations

from django.conf import settings


def served_carriers() -> frozenset[str]:
    """The keys of all carriers that the store can ship with now."""
    return frozenset(settings.CARRIERS) | frozenset(settings.CARRIERS_BY_HAND)


def is_by_hand(carrier: str) -> bool:
    """Whether labels of this carrier are bought at its counter, because no account is set up."""
    return carrier in settings.CARRIERS_BY_HAND and carrier not in settings.CARRIERS
