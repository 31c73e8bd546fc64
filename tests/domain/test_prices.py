"""A price moves by one press only as far as the policy says: beyond 20 % it is confirmed, beyond
50 % it takes a second person; steps add up.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.items import a_bag, an_unjudged_bag
from tests.factories.moments import NOON
from tests.factories.orders import order_of
from tests.factories.people import erin
from tests.factories.policies import changed_terms
from troth.approvals.actions import ApprovalRefused as NotApproved
from troth.approvals.actions import decide_request
from troth.approvals.models import ApprovalRequest
from troth.catalog import actions
from troth.catalog.intake import Intake
from troth.catalog.models import Item
from troth.catalog.price_approvals import ask_for_price_change
from troth.catalog.repricing import PriceNeedsSecondPerson, PriceNotConfirmed, reprice_item
from troth.catalog.rows import Row
from troth.policy.terms import shipped_terms

DAY = timedelta(days=1)
STRICT_PRICING = """[pricing]
confirm_above_percent = 5
second_person_above_percent = 10
counted_days = 7

"""


def to(item: Item, cents: int, *, at=NOON, by="staff:erin", confirmed=True, terms=None) -> int:
    """The price after an attempt to change it."""
    reprice_item(
        item=Item.objects.get(pk=item.pk),
        price_cents=cents,
        terms=terms or shipped_terms(),
        now=at,
        by=by,
        confirmed=confirmed,
    )
    return Item.objects.get(pk=item.pk).price_cents


@pytest.mark.parametrize("cents", [96_000, 144_000])  # a bag of $1,200, by 20 %
def test_up_to_the_first_limit_a_price_just_changes(house, cents):
    assert to(a_bag(), cents, confirmed=False) == cents


@pytest.mark.parametrize("cents", [95_999, 144_001])
def test_beyond_it_a_price_is_confirmed(house, cents):
    bag = a_bag()
    with pytest.raises(PriceNotConfirmed) as refused:
        to(bag, cents, confirmed=False)
    assert refused.value.change.percent in ("-20.0 %", "+20.0 %")
    assert Item.objects.get().price_cents == 120_000
    assert to(bag, cents) == cents


@pytest.mark.parametrize("cents", [60_000, 180_000])
def test_up_to_the_second_limit_one_person_suffices(house, cents):
    assert to(a_bag(), cents) == cents


@pytest.mark.parametrize("cents", [59_999, 180_001, 12_000])
def test_beyond_the_second_limit_one_person_changes_nothing(house, cents):
    with pytest.raises(PriceNeedsSecondPerson):
        to(a_bag(), cents)
    assert Item.objects.get().price_cents == 120_000


def test_small_steps_add_up(house):
    bag = a_bag()
    price, at = 120_000, NOON
    for _ in range(3):  # by 19 % each: 972.00, 787.32, 637.72
        price = price * 81 // 100
        at += DAY
        assert to(bag, price, at=at) == price
    with pytest.raises(PriceNeedsSecondPerson) as refused:
        to(bag, price * 81 // 100, at=at + DAY)
    assert refused.value.change.compared_with_cents == 120_000


def test_up_and_then_down_is_counted_from_the_top(house):
    bag = a_bag()
    to(bag, 170_000)
    with pytest.raises(PriceNeedsSecondPerson) as refused:
        to(bag, 84_000, at=NOON + DAY)
    assert refused.value.change.compared_with_cents == 170_000


def test_what_was_long_ago_counts_no_more(house):
    bag = a_bag()
    to(bag, 70_000)
    with pytest.raises(PriceNeedsSecondPerson):
        to(bag, 50_000, at=NOON + 29 * DAY)
    assert to(bag, 50_000, at=NOON + 31 * DAY) == 50_000


def test_a_price_that_two_people_approved_counts_from_then_on(house):
    bag = a_bag()
    to(bag, 50_000, by="staff:erin, staff:sam")
    assert to(bag, 26_000, at=NOON + DAY) == 26_000
    with pytest.raises(PriceNeedsSecondPerson):
        to(bag, 20_000, at=NOON + 2 * DAY)


def test_off_sale_for_a_moment_is_no_way_around(house):
    bag = a_bag()
    actions.take_off_sale(item=bag, reason="photos", now=NOON, by="staff:erin")
    with pytest.raises(PriceNeedsSecondPerson):
        to(bag, 12_000)


def test_a_piece_that_was_never_listed_is_confirmed_only(house):
    bag = an_unjudged_bag()
    with pytest.raises(PriceNotConfirmed):
        to(bag, 12_000, confirmed=False)
    assert to(bag, 12_000) == 12_000


def test_the_price_at_the_first_listing_is_where_the_count_begins(house):
    bag = an_unjudged_bag()
    to(bag, 12_000)
    actions.evaluate_items(items=[bag], verdict="approved", evidence={}, now=NOON, by=erin())
    actions.put_on_sale(items=[bag], terms=shipped_terms(), now=NOON, by="staff:erin")
    assert to(bag, 7_000) == 7_000
    with pytest.raises(PriceNeedsSecondPerson):
        to(bag, 5_999)


def test_the_limits_are_the_policys(house):
    strict = changed_terms(
        (
            "[authentication] ",
            STRICT_PRICING + "[authentication] ",
        )
    )
    with pytest.raises(PriceNotConfirmed):
        to(a_bag(), 113_000, confirmed=False, terms=strict)
    with pytest.raises(PriceNeedsSecondPerson):
        to(a_bag(), 107_000, terms=strict)


# The second person


def request_price_change(
    bag: Item, cents: int, reason="The clasp is broken.", by="staff:erin"
) -> ApprovalRequest:
    with pytest.raises(PriceNeedsSecondPerson) as refused:
        to(bag, cents)
    return ask_for_price_change(
        item=bag, change=refused.value.change, reason=reason, now=NOON, by=by
    )


def test_the_price_changes_once_the_second_person_agrees(house):
    bag = a_bag()
    request = request_price_change(bag, 30_000)
    assert request_price_change(bag, 30_000) == request
    assert Item.objects.get().price_cents == 120_000
    with pytest.raises(NotApproved, match="Another person"):
        decide_request(request=request, agree=True, by="staff:erin", now=NOON)
    done = decide_request(request=request, agree=True, by="staff:sam", now=NOON)
    assert (Item.objects.get().price_cents, done.outcome) == (30_000, "The price is $300.00 now.")
    event = bag.events.get(kind="item.price_changed")
    assert event.by == "staff:erin, staff:sam"
    assert event.facts["reason"] == "The clasp is broken."


def test_declined_the_price_stays(house):
    bag = a_bag()
    decide_request(request=request_price_change(bag, 30_000), agree=False, by="staff:sam", now=NOON)
    assert Item.objects.get().price_cents == 120_000


def test_sold_meanwhile_it_changes_nothing(house):
    bag = a_bag()
    request = request_price_change(bag, 30_000)
    order_of(bag)
    with pytest.raises(NotApproved, match="was sold"):
        decide_request(request=request, agree=True, by="staff:sam", now=NOON)
    assert ApprovalRequest.objects.get().is_waiting


def test_it_is_asked_for_with_a_reason_and_one_at_a_time(house):
    bag = a_bag()
    with pytest.raises(actions.ItemActionRefused, match="say why"):
        request_price_change(bag, 30_000, reason=" ")
    request_price_change(bag, 30_000)
    with pytest.raises(actions.ItemActionRefused, match=r"waits .* already: \$300.00"):
        request_price_change(bag, 40_000)


# Other ways


def test_an_import_changes_no_price(house):
    bag = a_bag()
    values = {
        "source_id": bag.source_id,
        "title": bag.title,
        "designer": bag.brand,
        "category": bag.category,
        "condition": bag.condition,
        "price": "12.00",
    }
    intake = Intake(
        source=bag.source, file_name="again.csv", expert=None, terms=shipped_terms(), now=NOON
    )
    intake.add(Row(2, values))
    intake.flush()
    assert (intake.report.added, intake.report.already_here) == (0, 1)
    assert Item.objects.get().price_cents == 120_000


def test_a_description_changes_no_price(house):
    bag = a_bag()
    with pytest.raises(actions.ItemActionRefused, match="Price"):
        actions.describe_item(item=bag, changes={"price_cents": 100}, now=NOON, by="staff:erin")
    assert Item.objects.get().price_cents == 120_000
