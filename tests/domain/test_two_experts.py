"""Clause `authentication`: two different experts above the published value, and an approval that is
withdrawn.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.items import a_bag, an_unjudged_bag
from tests.factories.letters import send_confirmation
from tests.factories.moments import NOON
from tests.factories.orders import order_of, time_after_placing
from tests.factories.people import erin, sam
from troth import clock
from troth.catalog import actions
from troth.catalog.actions import (
    ItemActionRefused,
    JudgedMeanwhile,
    NotApproved,
    evaluate_items,
    put_on_sale,
    withdraw_approval,
)
from troth.catalog.models import Evaluation, Item, ListingRule
from troth.catalog.repricing import reprice_item
from troth.fulfillment.warehouse.queue import claim_next_order, load_queued_order, waiting_reason
from troth.policy.terms import shipped_terms

DEAR = 5_000_01


def judge(item, by, verdict=Evaluation.APPROVED, number=None):
    evaluate_items(items=[item], verdict=verdict, evidence={}, now=NOON, by=by, number=number)


def list_it(item):
    put_on_sale(items=[item], terms=shipped_terms(), now=NOON, by="staff:test")


def dear_bag(price_cents=DEAR) -> Item:
    item = an_unjudged_bag()
    reprice_item(
        item=item,
        price_cents=price_cents,
        terms=shipped_terms(),
        now=NOON,
        by="staff:test",
        confirmed=True,
    )
    return Item.objects.get(pk=item.pk)


def refused(statement: str):
    with (
        pytest.raises(IntegrityError, match="authentication"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_above_the_value_one_expert_is_not_enough(house):
    item = dear_bag()
    judge(item, erin())
    with pytest.raises(NotApproved, match="lacks 1 more"):
        list_it(item)
    judge(item, sam())
    list_it(item)
    assert Item.objects.for_sale().get() == item


def test_at_the_value_one_expert_is(house):
    item = dear_bag(DEAR - 1)
    judge(item, erin())
    list_it(item)
    assert Item.objects.for_sale().exists()


def test_the_same_expert_is_not_two(house):
    item = dear_bag()
    judge(item, erin())
    with pytest.raises(ItemActionRefused, match="another expert must"):
        judge(item, erin())
    Evaluation.objects.create(
        item=item, number=2, verdict="approved", by=erin(), at=NOON, evidence={}
    )  # past the verb
    with pytest.raises(NotApproved):
        list_it(item)
    refused(f"UPDATE catalog_item SET listed_at = '2026-11-23' WHERE id = {item.pk}")


def test_sql_lists_nothing_that_lacks_its_second(house):
    item = dear_bag()
    judge(item, erin())
    refused(f"UPDATE catalog_item SET listed_at = '2026-11-23' WHERE id = {item.pk}")
    refused(
        f"UPDATE catalog_item SET listed_at = '2026-11-23', price_cents = {DEAR} WHERE id ="
        f" {item.pk}"
    )


def test_a_price_does_not_rise_past_what_its_experts_carry(house):
    item = a_bag()
    with pytest.raises(NotApproved, match="second expert"):
        reprice_item(item=item, price_cents=DEAR, terms=shipped_terms(), now=NOON, by="staff:test")
    refused(f"UPDATE catalog_item SET price_cents = {DEAR} WHERE id = {item.pk}")
    judge(item, sam())
    reprice_item(
        item=item, price_cents=DEAR, terms=shipped_terms(), now=NOON, by="staff:test, staff:other"
    )
    facts = item.events.get(kind="item.price_changed").facts
    assert facts == {"from_cents": 120000, "price_cents": DEAR, "two_people": True}


def test_a_price_that_somebody_else_has_changed_is_not_changed_again(house):
    read = a_bag()
    reprice_item(
        item=Item.objects.get(pk=read.pk),
        price_cents=100_000,
        terms=shipped_terms(),
        now=NOON,
        by="staff:one",
    )
    with pytest.raises(actions.ItemChanged):
        reprice_item(item=read, price_cents=200, terms=shipped_terms(), now=NOON, by="staff:two")


def test_without_a_rule_nothing_is_listed(house):
    item = an_unjudged_bag()
    judge(item, erin())
    assert not ListingRule.objects.exists()
    refused(f"UPDATE catalog_item SET listed_at = '2026-11-23' WHERE id = {item.pk}")


def test_two_who_decide_at_once_cannot_both(house):
    item = an_unjudged_bag()
    judge(item, erin(), number=1)
    with pytest.raises(JudgedMeanwhile):
        judge(item, sam(), verdict=Evaluation.REJECTED, number=1)
    assert Evaluation.objects.get().by == erin()


def test_a_rejection_stands_for_ever(house):
    item = an_unjudged_bag()
    judge(item, erin(), verdict=Evaluation.REJECTED)
    with pytest.raises(ItemActionRefused, match="a rejection stands"):
        judge(item, sam())
    with pytest.raises(ItemActionRefused, match="a rejection stands"):
        withdraw_approval(
            evaluation=Evaluation.objects.get(), reason="a mistake", now=NOON, by=sam()
        )


def test_a_second_expert_who_rejects_takes_it_off_sale(house):
    item = a_bag()
    judge(item, sam(), verdict=Evaluation.REJECTED)
    assert Item.objects.get().listed_at is None
    refused(f"UPDATE catalog_item SET listed_at = '2026-11-23' WHERE id = {item.pk}")


def test_a_withdrawn_approval_takes_the_item_off_sale_at_once(house):
    item = a_bag()
    withdraw_approval(evaluation=Evaluation.objects.get(), reason="the stamp", now=NOON, by=sam())
    assert not Item.objects.listed().exists()
    assert [event.kind for event in item.events.order_by("pk")][-2:] == [
        "item.unlisted",
        "item.approval_withdrawn",
    ]
    with pytest.raises(NotApproved):
        list_it(item)
    refused(f"UPDATE catalog_item SET listed_at = '2026-11-23' WHERE id = {item.pk}")


def test_sql_takes_no_approval_from_under_a_listed_item(house):
    a_bag()
    key = Evaluation.objects.get().pk
    refused(
        "INSERT INTO catalog_withdrawal (evaluation_id, by_id, at, reason) "
        f"VALUES ({key}, {erin().pk}, '2026-11-23 12:00:00+00:00', 'x')"
    )


@pytest.mark.parametrize(
    "table", ["catalog_withdrawal", "catalog_listingrule", "catalog_itemevent"]
)
def test_what_happened_stays(house, table):
    a_bag()
    withdraw_approval(evaluation=Evaluation.objects.get(), reason="x", now=NOON, by=sam())
    for statement in (
        f"DELETE FROM {table}",
        f"UPDATE {table} SET at = '2020-01-01 00:00:00+00:00'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_was_sold_and_is_doubted_goes_no_further(house):
    order = order_of(a_bag())
    send_confirmation(order)
    withdraw_approval(
        evaluation=Evaluation.objects.get(),
        reason="the stamp",
        now=time_after_placing(order, hours=1),
        by=sam(),
    )
    later = clock.now() + timedelta(hours=3)
    assert "no longer vouches" in waiting_reason(load_queued_order(order.pk), now=later)
    assert claim_next_order(now=later, by="staff:pat") is None


def test_what_is_sold_is_not_put_on_sale_again(house):
    bag = a_bag()
    order_of(bag)
    withdraw_approval(evaluation=Evaluation.objects.get(), reason="the stamp", now=NOON, by=erin())
    judge(bag, sam())
    with pytest.raises(NotApproved, match="is sold"):
        list_it(bag)


def test_a_doubted_order_blocks_nobody_behind_it(house):
    doubted, behind = order_of(a_bag()), order_of(a_bag())
    send_confirmation(doubted)
    send_confirmation(behind)
    evaluation = Evaluation.objects.get(item__lines__order=doubted)
    withdraw_approval(
        evaluation=evaluation,
        reason="the stamp",
        now=time_after_placing(doubted, hours=1),
        by=sam(),
    )
    assert claim_next_order(now=clock.now() + timedelta(hours=3), by="staff:pat").order == behind
