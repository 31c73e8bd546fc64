"""Terms as two owners publish them."""

from __future__ import annotations

from datetime import datetime

from tests.factories.moments import NOON, day
from tests.factories.policies import changed_terms
from troth.orders.actions import store_policy
from troth.orders.models import Publication
from troth.orders.policy_versions import clear_terms_cache
from troth.policy.terms import Terms
from troth.publishing import actions
from troth.publishing.models import Draft, Proposal

OLGA, OSCAR = "staff:olga", "staff:oscar"
LONGER = changed_terms(("window_hours = 2 ", "window_hours = 3 "))
TODAY = day("Mon 2026-11-23")


def put_in_force(terms: Terms, *, since: datetime, published_at: datetime | None = None) -> Terms:
    """Terms that two owners have published, in force from an instant on."""
    row = Publication(
        policy=store_policy(terms), in_force_from=since, published_at=published_at or since
    )
    row.proposed_by, row.approved_by = "staff:olga", "staff:oscar"
    row.save(force_insert=True)
    clear_terms_cache()
    return terms


def save_draft(terms=LONGER, *, over=0, by=OLGA, now=NOON) -> Draft:
    return actions.save_draft(text=terms.source, over=over, now=now, by=by)


def propose_draft(terms=LONGER, *, on=TODAY, by=OLGA, now=NOON, over=0) -> Proposal:
    return actions.propose_terms(
        draft=save_draft(terms, over=over), on=on, sentence="Three hours.", now=now, by=by
    )
