"""Starting payment keeps a piece for one shopper, for as long as the policy says, and no more than
it allows.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.items import a_bag, a_cheap_scarf
from tests.factories.moments import NOON
from troth.catalog import reservations
from troth.catalog.models import Reservation
from troth.policy.terms import shipped_terms

LIMITS = shipped_terms().file.hold


def by(name: str, key: str = "", **changes: str) -> reservations.Holder:
    fields = {"session": name, "email": f"{name}@", "address": name} | changes
    return reservations.Holder(key=key or f"checkout-of-{name}", **fields)


def keep(*items, by, now=NOON, **limits):
    return reservations.reserve_items(
        items=items, by=by, limits=LIMITS.model_copy(update=limits), now=now
    )


def held(item, now) -> bool:
    return Reservation.objects.filter(item=item, until__gt=now).exists()


def after(**time: float):
    return NOON + timedelta(**time)


def test_it_is_kept_for_fifteen_minutes(house):
    assert keep(a_bag(), by=by("ann")) == after(minutes=15)


def test_nobody_else_may_have_it_and_they_are_told_until_when(house):
    bag = a_bag()
    keep(bag, by=by("ann"))
    with pytest.raises(reservations.BeingBought) as error:
        keep(bag, by=by("ben"), now=after(minutes=5))
    assert error.value.until == after(minutes=15)


@pytest.mark.parametrize(("minutes", "free"), [(14.999, False), (15, True), (16, True)])
def test_it_frees_itself_at_the_end(house, minutes, free):
    bag = a_bag()
    keep(bag, by=by("ann"))
    if free:
        assert keep(bag, by=by("ben"), now=after(minutes=minutes)) == after(minutes=minutes + 15)
    else:
        with pytest.raises(reservations.BeingBought):
            keep(bag, by=by("ben"), now=after(minutes=minutes))


def test_asking_again_makes_it_no_longer(house):
    bag = a_bag()
    keep(bag, by=by("ann"))
    assert keep(bag, by=by("ann", key="another-tab"), now=after(minutes=9)) == after(minutes=15)
    assert Reservation.objects.get().key == "another-tab"


def test_all_of_a_bag_or_nothing(house):
    bag, scarf = a_bag(), a_cheap_scarf()
    keep(scarf, by=by("ben"))
    with pytest.raises(reservations.BeingBought):
        keep(bag, scarf, by=by("ann"))
    assert not held(bag, NOON)


def test_leaving_frees_it_at_once(house):
    bag = a_bag()
    keep(bag, by=by("ann"))
    assert reservations.release_items(key="checkout-of-ann", now=after(minutes=1)) == 1
    keep(bag, by=by("ben"), now=after(minutes=1))


def test_a_decline_leaves_time_for_another_card_and_never_more_than_before(house):
    bag = a_bag()
    keep(bag, by=by("ann"))
    reservations.shorten_reservations(key="checkout-of-ann", until=after(minutes=4))
    assert held(bag, after(minutes=3.9))
    assert not held(bag, after(minutes=4))
    reservations.shorten_reservations(key="checkout-of-ann", until=after(minutes=9))
    assert Reservation.objects.get().until == after(minutes=4)


@pytest.mark.parametrize("shared", ["session", "email", "address"])
def test_no_more_than_the_policy_allows(house, shared):
    limits = {f"most_items_per_{shared}": 2}
    for at in range(2):
        keep(a_bag(), by=by(f"shopper{at}", **{shared: "the same"}), **limits)
    with pytest.raises(reservations.TooManyReserved, match="At most 2 pieces"):
        keep(a_bag(), by=by("one-more", **{shared: "the same"}), **limits)
    keep(a_bag(), by=by("another"), **limits)


def test_what_has_lapsed_counts_no_more(house):
    keep(a_bag(), by=by("ann"), most_items_per_session=1)
    keep(a_bag(), by=by("ann", key="later"), now=after(minutes=15), most_items_per_session=1)


def test_the_same_piece_is_not_held_for_ever(house):
    bag = a_bag()
    for start in range(LIMITS.most_starts_a_day):
        keep(bag, by=by("ann"), now=after(minutes=20 * start))
    with pytest.raises(reservations.TooManyReserved, match="5 times in 24 hours"):
        keep(bag, by=by("ann"), now=after(hours=5))
    keep(bag, by=by("ben"), now=after(hours=5))
    keep(bag, by=by("ann"), now=after(hours=26))


def test_what_no_limit_asks_for_is_forgotten(house):
    keep(a_bag(), by=by("ann"))
    assert reservations.delete_old_starts(before=after(days=1)) == 1


@pytest.mark.parametrize("seconds", [0, 60])
def test_a_hold_that_begins_while_another_is_checked_is_never_taken(house, monkeypatch, seconds):
    """Ben looked before Ann had it, and takes it after her: the statement itself refuses him."""
    bag, now = a_bag(), after(seconds=seconds)
    checked = reservations._check_limits

    def meanwhile(*seen, **named):
        checked(*seen, **named)
        monkeypatch.setattr(reservations, "_check_limits", checked)
        keep(bag, by=by("ann"))

    monkeypatch.setattr(reservations, "_check_limits", meanwhile)
    with pytest.raises(reservations.BeingBought) as refused:
        keep(bag, by=by("ben"), now=now)
    assert refused.value.until == after(minutes=15)
