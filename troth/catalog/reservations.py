"""Reservations: a piece is kept for the shopper who is paying, one at a time, freed by itself, and
no more than the policy allows.

A reservation is a courtesy: what stops two buyers is `one_live_line_per_item` of `orders.models`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Q

from troth.catalog.models import Item, Reservation, ReservationStart
from troth.errors import ActionRefused
from troth.policy.schema import Hold as Limits


class ReservationRefused(ActionRefused):
    """The pieces can't be kept for this shopper now; the text says why, and what they can do."""


class BeingBought(ReservationRefused):
    """Another shopper is paying for it; it may be back at `until`."""

    def __init__(self, item: Item, until: datetime) -> None:
        super().__init__(f"{item.title} is being bought by somebody else.")
        self.item, self.until = item, until


class TooManyReserved(ReservationRefused):
    """The shopper keeps as much as the policy allows."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds: the checkout's key, and fingerprints of the session, the email and the network
    address.
    """

    key: str
    session: str
    email: str
    address: str


@transaction.atomic
def reserve_items(*, items: Sequence[Item], by: Holder, limits: Limits, now: datetime) -> datetime:
    """Keeps all the items for `by`, or none. Returns until when, which is never later for being
    asked for again.

    The same session takes over its own holds. Raises `BeingBought`, and `TooManyReserved` above the
    policy's limits.
    """
    pieces = sorted(items, key=lambda item: item.pk)
    holds = list(Reservation.objects.filter(item__in=pieces))
    mine = [held for held in holds if held.session == by.session and held.until > now]
    until = now + timedelta(minutes=limits.minutes)
    if len(mine) == len(pieces):
        until = min(held.until for held in mine)
        my_holds = Reservation.objects.filter(pk__in=[held.pk for held in mine], session=by.session)
        my_holds.update(key=by.key, email=by.email, until=until)
        return until
    _check_free(holds, pieces, by, now)
    _check_limits(pieces, by, limits, now)
    for item in pieces:  # in one order for everybody: nobody waits in a ring
        _reserve_item(item, by, until, now)
    ReservationStart.objects.bulk_create(
        ReservationStart(item=item, session=by.session, email=by.email, at=now) for item in pieces
    )
    return until


_TAKE = """
INSERT INTO catalog_reservation (item_id, key, session, email, address, since, until)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (item_id) DO UPDATE
SET key = excluded.key, session = excluded.session, email = excluded.email,
address = excluded.address, since = excluded.since, until = excluded.until
WHERE catalog_reservation.until <= excluded.since OR catalog_reservation.session = excluded.session
"""


def _reserve_item(item: Item, by: Holder, until: datetime, now: datetime) -> None:
    """One statement decides: there is no row yet, or it is free, or it is this session's. On both
    engines.
    """
    since, ends = (connection.ops.adapt_datetimefield_value(at) for at in (now, until))
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [item.pk, by.key, by.session, by.email, by.address, since, ends])
        if cursor.rowcount == 1:
            return
    raise BeingBought(item, Reservation.objects.values_list("until", flat=True).get(item=item))


def _check_free(
    holds: Sequence[Reservation], pieces: Sequence[Item], by: Holder, now: datetime
) -> None:
    titles = {item.pk: item for item in pieces}
    for held in holds:
        if held.until > now and held.session != by.session:
            raise BeingBought(titles[held.item_id], held.until)


def _check_limits(pieces: Sequence[Item], by: Holder, limits: Limits, now: datetime) -> None:
    theirs = (
        ("session", by.session, limits.most_items_per_session),
        ("email", by.email, limits.most_items_per_email),
        ("address", by.address, limits.most_items_per_address),
    )
    other_holds = Reservation.objects.filter(until__gt=now, item__sold_at=None).exclude(
        item__in=pieces
    )
    counts = other_holds.aggregate(
        **{field: Count("pk", filter=Q(**{field: value})) for field, value, _ in theirs}
    )
    for field, _, most in theirs:
        if counts[field] + len(pieces) > most:
            raise TooManyReserved(
                f"At most {most} pieces are kept at a time for one {_SHOWN[field]}. Place or leave"
                f" the other checkout first; what is kept frees itself within {limits.minutes}"
                " minutes."
            )
    a_day_ago = now - timedelta(days=1)
    mine = Q(session=by.session) | Q(email=by.email)
    starts = ReservationStart.objects.filter(mine, item__in=pieces, at__gt=a_day_ago)
    if starts.count() >= limits.most_starts_a_day * len(pieces):
        raise TooManyReserved(
            f"You have started to pay for this {limits.most_starts_a_day} times in 24 hours without"
            " placing the order. To let others have a chance, it can't be kept for you again"
            " today."
        )


_SHOWN = {"session": "shopper", "email": "email address", "address": "network address"}


def release_items(*, key: str, now: datetime, but: Sequence[Item] = ()) -> int:
    """Frees what a checkout keeps, `but` these. Returns how many items."""
    return (
        Reservation.objects.filter(key=key, until__gt=now).exclude(item__in=but).update(until=now)
    )


def shorten_reservations(*, key: str, until: datetime) -> int:
    """A declined payment: what the checkout keeps is free at `until` at the latest."""
    return Reservation.objects.filter(key=key, until__gt=until).update(until=until)


def reserved_until(*, key: str, now: datetime) -> datetime | None:
    """Until when the checkout keeps its items; None when it doesn't any more."""
    return (
        Reservation.objects.filter(key=key, until__gt=now)
        .order_by("until")
        .values_list("until", flat=True)
        .first()
    )


def delete_old_starts(*, before: datetime) -> int:
    """Deletes what no limit asks for any more."""
    return ReservationStart.objects.filter(at__lt=before).delete()[0]
