"""The carriers that this store has an account with, by their key in the policy. How to add one:
`carriers/__init__.py`.
"""

from __future__ import annotations

from functools import cache

from django.conf import settings

from troth.fulfillment.carriers import carriers_from
from troth.fulfillment.carriers.interface import Carrier


@cache
def configured_carriers() -> dict[str, Carrier]:
    """One object each in a process: it keeps the token. A carrier that isn't here is shipped with
    by hand.
    """
    return carriers_from(settings.CARRIERS)
