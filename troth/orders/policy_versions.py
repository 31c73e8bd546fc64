"""Which version of the store's terms is in force, and which ones there were: the shipped file, then
what was published.

An order never asks this: it is judged by its own policy for ever. Who quotes, shows or dates
something new does.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import NamedTuple

from django.conf import settings

from troth.orders.models import Publication
from troth.policy.terms import Terms, shipped_terms


class Version(NamedTuple):
    """One version of the terms. The shipped one is in force from the beginning: it has no dates,
    and nobody's name.
    """

    terms: Terms
    in_force_from: datetime | None
    published_at: datetime | None
    by: str  # who proposed it, and who agreed


class _CachedVersions(NamedTuple):
    published: tuple[Version, ...]
    read_at: float  # by the monotonic clock


_known: _CachedVersions | None = None


def terms_at(now: datetime) -> Terms:
    """The terms in force at `now`: of the latest publication in force by then, else the shipped
    ones.
    """
    return version_at(now).terms


def version_at(now: datetime) -> Version:
    """The version in force at `now`."""
    begun = (
        version
        for version in reversed(terms_versions())
        if version.in_force_from is None or version.in_force_from <= now
    )
    return next(begun)


def terms_versions() -> list[Version]:
    """Every version, oldest first, those that are only scheduled too. The first are the shipped
    terms.

    One that was replaced before it came into force isn't among them: nothing was ever placed under
    it.

    Read again from the database after `settings.TERMS_READ_AGAIN_SECONDS`, and at once after
    `clear_terms_cache`.
    """
    global _known
    cached = _known
    if cached is None or time.monotonic() - cached.read_at > settings.TERMS_READ_AGAIN_SECONDS:
        began = time.monotonic()
        cached = _known = _CachedVersions(tuple(_published_versions()), began)
    return [Version(shipped_terms(), None, None, ""), *cached.published]


def _published_versions() -> list[Version]:
    governing: list[Publication] = []
    for row in Publication.objects.select_related("policy").order_by("pk"):
        governing = [
            *(
                publication
                for publication in governing
                if publication.in_force_from < row.in_force_from
            ),
            row,
        ]
    return [
        Version(
            row.policy.terms,
            row.in_force_from,
            row.published_at,
            _publishers(row),
        )
        for row in governing
    ]


def _publishers(row: Publication) -> str:
    if row.proposed_by == row.approved_by:
        return f"{row.proposed_by} alone, before anything was on sale"
    return f"{row.proposed_by}, {row.approved_by}"


def clear_terms_cache() -> None:
    """What was read is read again when it is next asked for: something was published in this
    process.
    """
    global _known
    _known = None
