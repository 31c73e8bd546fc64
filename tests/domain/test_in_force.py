"""Which terms are in force, and what becomes of who is in the middle of a checkout when others come
into force.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.factories import world
from tests.factories.items import a_bag
from tests.factories.moments import NOON
from tests.factories.orders import (
    open_payment_page,
    order_of,
    place_paid_order,
    reach_payment_page,
    shopper_of,
    start_checkout,
)
from tests.factories.people import ANN
from tests.factories.policies import changed_terms
from tests.factories.publications import put_in_force
from troth.checkout import actions as checkout
from troth.checkout import placement
from troth.checkout.quoting import QuoteChanged, UnableToPlace
from troth.orders.actions import store_policy
from troth.orders.models import Order, Publication
from troth.orders.policy_versions import clear_terms_cache, terms_at, terms_versions, version_at
from troth.payments.provider import configured_provider
from troth.policy.terms import shipped_terms

MINUTE = timedelta(minutes=1)
SLOWER = changed_terms(("latest_days = 2", "latest_days = 3"))
DEARER = changed_terms(("price_cents = 1500", "price_cents = 1600"))
LONGER = changed_terms(("window_hours = 2", "window_hours = 3"))
UNSERVED = changed_terms(('"NY", "OH"', '"OH"'))


def test_the_shipped_terms_until_others_are_in_force(house):
    assert terms_at(NOON) == shipped_terms()
    assert [version.in_force_from for version in terms_versions()] == [None]
    put_in_force(LONGER, since=NOON + MINUTE, published_at=NOON)
    put_in_force(SLOWER, since=NOON + 3 * MINUTE, published_at=NOON)
    digests = [terms_at(NOON + n * MINUTE).digest for n in (0, 1, 2, 3, 4000)]
    assert digests == [
        shipped_terms().digest,
        LONGER.digest,
        LONGER.digest,
        SLOWER.digest,
        SLOWER.digest,
    ]
    assert [version.terms.digest for version in terms_versions()] == [
        shipped_terms().digest,
        LONGER.digest,
        SLOWER.digest,
    ]
    assert version_at(NOON + MINUTE).by == "staff:olga, staff:oscar"


def test_another_process_hears_of_it_within_seconds(house):
    terms_at(NOON)
    Publication.objects.bulk_create(
        [
            Publication(
                policy=store_policy(LONGER),
                in_force_from=NOON,
                published_at=NOON,
                proposed_by="a",
                approved_by="b",
            )
        ]
    )
    assert terms_at(NOON) == shipped_terms()  # as it was read
    house.TERMS_READ_AGAIN_SECONDS = 0
    assert terms_at(NOON).digest == LONGER.digest


def test_known_terms_cost_nothing(house, django_assert_num_queries):
    with django_assert_num_queries(0):
        terms_at(NOON)
    clear_terms_cache()
    with django_assert_num_queries(1):
        terms_at(NOON), terms_versions()


def test_a_publication_is_never_edited(house):
    put_in_force(LONGER, since=NOON)
    for sql in (
        "UPDATE orders_publication SET proposed_by = 'x'",
        "DELETE FROM orders_publication",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_database_wants_two_people_and_no_past(house):
    a_bag()  # is on sale: before, one owner may publish
    row = {
        "policy": store_policy(LONGER),
        "in_force_from": NOON,
        "published_at": NOON,
        "proposed_by": "a",
        "approved_by": "b",
    }
    for wrong in ({"approved_by": "a"}, {"published_at": NOON + MINUTE}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Publication.objects.create(**row | wrong)
    Publication.objects.create(**row)


def test_the_last_word_governs(house):
    """A later publication for the same day or an earlier one replaces what was only scheduled."""
    put_in_force(SLOWER, since=NOON + 9 * MINUTE, published_at=NOON)
    put_in_force(DEARER, since=NOON + 9 * MINUTE, published_at=NOON + MINUTE)
    assert [version.terms.digest for version in terms_versions()] == [
        shipped_terms().digest,
        DEARER.digest,
    ]
    put_in_force(LONGER, since=NOON + 5 * MINUTE, published_at=NOON + 2 * MINUTE)
    assert [version.terms.digest for version in terms_versions()] == [
        shipped_terms().digest,
        LONGER.digest,
    ]
    assert terms_at(NOON + 4 * MINUTE) == shipped_terms()
    assert {terms_at(NOON + n * MINUTE).digest for n in (5, 9, 1000)} == {LONGER.digest}


def test_what_was_placed_before_keeps_its_terms(house):
    order = order_of(a_bag())
    put_in_force(LONGER, since=NOON + MINUTE)
    assert Order.objects.get(pk=order.pk).policy.terms == shipped_terms()
    assert placed(NOON + 2 * MINUTE).policy.terms.digest == LONGER.digest


def placed(now) -> Order:
    session, terms = "later", terms_at(now)
    shopper, item = shopper_of(session), a_bag()
    started = checkout.start_checkout(
        terms=terms, items=[item], address=ANN, method=None, shopper=shopper, key=None, now=now
    )
    world.clock(now)
    offer = checkout.current_quote(checkout=started, terms=terms, now=now)
    paying = checkout.start_payment(
        checkout=started,
        terms=terms,
        agreed=offer.signed_token(),
        shopper=shopper,
        now=now,
        provider=configured_provider(),
    )
    world.pay(paying.payment.session_url)
    return conclude(paying, now)


def conclude(paying, now) -> Order:
    paid_checkout = placement.checkout_of(session_id=paying.payment.session_id)
    session = configured_provider().session(paying.payment.session_id)
    return placement.place_order(
        checkout=paid_checkout, snapshot=session, terms=terms_at(now), now=now
    )


@pytest.mark.parametrize("terms", [LONGER, SLOWER, DEARER], ids=["window", "dates", "price"])
def test_pressed_under_other_terms_than_were_shown(house, terms):
    """Before it is paid: whatever the new terms change, the shopper looks once more."""
    started = start_checkout(a_bag(), session="browser")
    agreed = checkout.current_quote(
        checkout=started, terms=shipped_terms(), now=NOON
    ).signed_token()
    put_in_force(terms, since=NOON + MINUTE)
    with pytest.raises(QuoteChanged):
        checkout.start_payment(
            checkout=started,
            terms=terms_at(NOON + MINUTE),
            agreed=agreed,
            shopper=shopper_of("browser"),
            now=NOON + MINUTE,
            provider=configured_provider(),
        )
    assert (
        open_payment_page(started, session="browser").agreed["shown"]["policy"]
        == shipped_terms().digest
    )  # as long as they hold


@pytest.mark.parametrize("terms", [LONGER, SLOWER], ids=["window", "dates"])
def test_other_terms_while_the_card_is_typed(house, terms):
    """Paid, with the same total: the money stays reserved, and the order is placed under what the
    shopper agrees to.
    """
    paying = reach_payment_page(a_bag())
    world.pay(paying.payment.session_url)
    later = NOON + MINUTE
    put_in_force(terms, since=later)
    with pytest.raises(placement.DatesChanged, match="terms"):
        conclude(paying, later)
    paid_checkout = placement.checkout_of(session_id=paying.payment.session_id)
    session, now_shown = configured_provider().session(paying.payment.session_id), terms_at(later)
    agreed = checkout.current_quote(
        checkout=paid_checkout, terms=now_shown, now=later
    ).signed_token()
    order = placement.accept_new_dates(
        checkout=paid_checkout, agreed=agreed, snapshot=session, terms=now_shown, now=later
    )
    assert order.policy.terms.digest == order.agreed["shown"]["policy"] == terms.digest


@pytest.mark.parametrize("terms", [DEARER, UNSERVED], ids=["price", "state"])
def test_another_total_or_none_is_released(house, terms):
    paying = reach_payment_page(a_bag())
    world.pay(paying.payment.session_url)
    put_in_force(terms, since=NOON + MINUTE)
    with pytest.raises(UnableToPlace):
        conclude(paying, NOON + MINUTE)
    assert not Order.objects.exists()


def test_terms_that_begin_after_it_was_placed_change_nothing(house):
    paying = reach_payment_page(a_bag())
    world.pay(paying.payment.session_url)
    order = place_paid_order(paying)
    put_in_force(SLOWER, since=NOON + MINUTE)
    assert conclude(paying, NOON + 2 * MINUTE) == order
