"""Clause `authentication`: nothing is listed before an in-house expert has approved it, by any
door.
"""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction

from tests.factories.items import a_bag, an_unjudged_bag
from tests.factories.moments import NOON
from tests.factories.people import erin
from troth.catalog.actions import NotAnExpert, NotApproved, evaluate_items, put_on_sale
from troth.catalog.models import Evaluation, Item
from troth.policy.terms import shipped_terms


def judge(item, verdict, by=None):
    evaluate_items(
        items=[item],
        verdict=verdict,
        evidence={"sentence": "seen in hand"},
        now=NOON,
        by=by or erin(),
    )


def test_approved_it_is_listed(house):
    item = an_unjudged_bag()
    judge(item, Evaluation.APPROVED)
    put_on_sale(items=[item], terms=shipped_terms(), now=NOON, by="staff:erin")
    assert Item.objects.for_sale().get() == item


@pytest.mark.parametrize("verdict", [None, Evaluation.REJECTED])
def test_unjudged_or_rejected_it_is_not(house, verdict):
    item = an_unjudged_bag()
    if verdict:
        judge(item, verdict)
    with pytest.raises(NotApproved, match="1 of 1"):
        put_on_sale(items=[item], terms=shipped_terms(), now=NOON, by="staff:erin")
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(listed_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE catalog_item SET listed_at = '2026-11-23' WHERE id = {item.pk}")


def test_one_unapproved_keeps_all_back(house):
    approved, unjudged = a_bag(), an_unjudged_bag()
    Item.objects.filter(pk=approved.pk).update(listed_at=None)
    with pytest.raises(NotApproved):
        put_on_sale(items=[approved, unjudged], terms=shipped_terms(), now=NOON, by="staff:erin")
    assert not Item.objects.listed().exists()


def test_an_item_is_not_born_listed(house):
    fields = {
        field.name: getattr(an_unjudged_bag(), field.name) for field in Item._meta.concrete_fields
    }
    born = Item(
        **(fields | {"id": None, "slug": "another", "source_id": "another", "listed_at": NOON})
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        born.save()


def test_a_listed_item_cannot_take_the_place_of_an_unjudged_one(house):
    listed = a_bag()
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=listed.pk).update(id=listed.pk + 1000)


@pytest.mark.parametrize("person", [{"is_staff": False}, {"is_staff": True, "is_active": False}])
def test_only_active_staff_judge(house, person):
    outsider = User.objects.create_user(username="olga@example.com", **person)
    with pytest.raises(NotAnExpert):
        judge(an_unjudged_bag(), Evaluation.APPROVED, by=outsider)


def test_who_judged_what_when_on_what_evidence_is_kept(house):
    item = an_unjudged_bag()
    judge(item, Evaluation.APPROVED)
    evaluation = Evaluation.objects.get()
    assert (evaluation.item, evaluation.by, evaluation.at, evaluation.evidence) == (
        item,
        erin(),
        NOON,
        {"sentence": "seen in hand"},
    )
