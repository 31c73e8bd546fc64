"""Terms as two owners publish them."""

from __future__ import annotations

from datetime import datetime

from troth.orders.actions import store_policy
from troth.orders.models import Publication
from troth.orders.policy_versions import clear_terms_cache
from troth.policy.terms import Terms


def put_in_force(terms: Terms, *, since: datetime, published_at: datetime | None = None) -> Terms:
    """Terms that two owners have published, in force from an instant on."""
    row = Publication(
        policy=store_policy(terms), in_force_from=since, published_at=published_at or since
    )
    row.proposed_by, row.approved_by = "staff:olga", "staff:oscar"
    row.save(force_insert=True)
    clear_terms_cache()
    return terms
