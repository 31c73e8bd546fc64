"""Clause `authentication`: no import approves a piece in production; what was judged before is
attested by each expert, with its evidence; and the page says so.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management.sql import emit_post_migrate_signal
from django.db import IntegrityError, transaction

from sandbox.demo.loading import load_demo
from tests.factories.items import SERIAL, an_unjudged_bag
from tests.factories.moments import NOON
from tests.factories.people import erin, pat, sam
from troth.catalog import actions, judging, serials
from troth.catalog.actions import ItemActionRefused, NotAnExpert, NotApproved, put_on_sale
from troth.catalog.attesting import Examination, attest_items, items_to_attest
from troth.catalog.intake import Intake
from troth.catalog.models import Evaluation, Item, ProductionMark, VoidedSerial
from troth.catalog.production import mark_production
from troth.catalog.repricing import reprice_item
from troth.policy.terms import shipped_terms

BEFORE = date(2026, 11, 20)
TWO = "staff:erin, staff:fay"  # a price that falls or rises so far takes two people
SHELF = "Binder 7, page 12, in the vault"


def by_erin(*items, **overrides):
    examination = {"judged_by": "Erin Field", "judged_on": BEFORE, "evidence_at": SHELF}
    named = {name: overrides.pop(name) for name in list(overrides) if name in examination}
    good = {"notes": {}, "batch": "b" * 16, "now": NOON, "by": erin()}
    return attest_items(
        items=list(items),
        examination=Examination(**(examination | named)),
        terms=shipped_terms(),
        **(good | overrides),
    )


def fresh(item) -> Item:
    return Item.objects.get(pk=item.pk)


def dear_bag(price_cents=900_000):
    item = an_unjudged_bag()
    reprice_item(item=item, price_cents=price_cents, terms=shipped_terms(), now=NOON, by=TWO)
    return fresh(item)


def test_in_production_no_import_approves_a_piece(house):
    house.DEVELOPMENT = False
    kwargs = {"source": "x", "file_name": "x.csv", "terms": shipped_terms(), "now": NOON}
    with pytest.raises(ItemActionRefused, match="no import approves"):
        Intake(expert=erin(), **kwargs)
    with pytest.raises(ItemActionRefused, match="no import approves"):
        Intake(expert=None, second=sam(), **kwargs)
    with pytest.raises(ItemActionRefused, match="for development"):
        load_demo(expert_emails=("erin@example.com", "sam@example.com"), now=NOON)
    assert not Evaluation.objects.exists()
    assert not Item.objects.exists()


def test_a_shell_that_says_development_over_a_production_database_approves_nothing(house):
    assert house.DEVELOPMENT
    mark_production()
    kwargs = {"source": "x", "file_name": "x.csv", "terms": shipped_terms(), "now": NOON}
    with pytest.raises(ItemActionRefused, match="no import approves"):
        Intake(expert=erin(), **kwargs)
    with pytest.raises(ItemActionRefused, match="for development"):
        load_demo(expert_emails=("erin@example.com", "sam@example.com"), now=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductionMark.objects.all().delete()


def test_every_migrate_in_production_marks_the_database(house):
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert not ProductionMark.objects.exists()
    house.DEVELOPMENT = False
    for _ in range(2):
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert ProductionMark.objects.count() == 1


def test_what_is_attested_can_be_put_on_sale_and_keeps_its_evidence(house):
    bag, other = an_unjudged_bag(), an_unjudged_bag()
    assert by_erin(bag, other, notes={bag.pk: "Photos 31 to 36"}) == 2
    evidence = bag.evaluations.get().evidence["attested"]
    assert (evidence["judged_by"], evidence["judged_on"]) == ("Erin Field", "2026-11-20")
    assert (evidence["evidence_at"], evidence["note"]) == (SHELF, "Photos 31 to 36")
    assert other.evaluations.get().evidence["attested"]["note"] == ""
    put_on_sale(items=[bag, other], terms=shipped_terms(), now=NOON, by="staff:erin")


def test_the_same_batch_sent_twice_is_attested_once(house):
    item = an_unjudged_bag()
    assert (by_erin(item), by_erin(item)) == (1, 0)
    assert item.evaluations.count() == 1


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"judged_by": " "}, "Judged by: "),
        ({"evidence_at": ""}, "Evidence: "),
        ({"judged_on": date(2026, 11, 24)}, "entered here before that day"),
    ],
)
def test_an_attestation_names_who_judged_when_and_where_the_evidence_lies(
    house, overrides, message
):
    with pytest.raises(ItemActionRefused, match=message):
        by_erin(an_unjudged_bag(), **overrides)
    assert not Evaluation.objects.exists()


def test_only_an_expert_attests(house):
    with pytest.raises(NotAnExpert):
        by_erin(an_unjudged_bag(), by=pat())


def test_above_the_value_two_experts_attest_to_examinations_by_two(house):
    item = dear_bag()
    by_erin(item)
    with pytest.raises(NotApproved, match="lacks 1 more"):
        put_on_sale(items=[item], terms=shipped_terms(), now=NOON, by="staff:erin")
    with pytest.raises(ItemActionRefused, match="two different experts"):
        by_erin(item, by=sam(), judged_by="erin  FIELD", batch="c" * 16)
    by_erin(item, by=sam(), judged_by="Sam Hill", batch="c" * 16)
    put_on_sale(items=[item], terms=shipped_terms(), now=NOON, by="staff:sam")


@pytest.mark.parametrize("against", ["rejection", "withdrawal"])
def test_what_an_expert_spoke_against_is_judged_in_hand(house, against):
    item = an_unjudged_bag()
    verdict = Evaluation.REJECTED if against == "rejection" else Evaluation.APPROVED
    actions.evaluate_items(items=[item], verdict=verdict, evidence={}, now=NOON, by=sam())
    if against == "withdrawal":
        evaluation = item.evaluations.get()
        actions.withdraw_approval(evaluation=evaluation, reason="The stamp.", now=NOON, by=sam())
    assert not items_to_attest(erin()).exists()
    with pytest.raises(ItemActionRefused, match="can't be attested"):
        by_erin(item)


def test_one_that_cannot_be_attested_keeps_the_whole_batch_back(house):
    good, judged = an_unjudged_bag(), an_unjudged_bag()
    actions.evaluate_items(items=[judged], verdict="approved", evidence={}, now=NOON, by=erin())
    with pytest.raises(ItemActionRefused):
        by_erin(good, judged)
    assert not good.evaluations.exists()


def with_serial():
    item = an_unjudged_bag()
    Item.objects.filter(pk=item.pk).update(
        serial_sealed=serials.encrypt_text(SERIAL),
        serial_print=serials.serial_fingerprint(item.brand, SERIAL),
    )
    return fresh(item)


def test_a_serial_compared_with_an_empty_list_is_compared_with_nothing(house):
    item = with_serial()
    by_erin(item)
    assert judging.public_record(fresh(item)).serial_compared is False


def test_a_serial_compared_with_a_list_was_compared(house):
    actions.void_serial(brand="X", serial="ZZ-1", reason="stolen", now=NOON, by="staff:erin")
    item = with_serial()
    by_erin(item)
    assert judging.public_record(fresh(item)).serial_compared is True


def test_a_serial_listed_as_stolen_keeps_its_piece_from_being_put_on_sale_again(house):
    item = with_serial()
    by_erin(item)
    # Past the verb, so that the approval stands and the piece is merely not on sale.
    VoidedSerial.objects.create(
        brand=item.brand,
        serial=SERIAL,
        fingerprint=item.serial_print,
        reason="stolen in 2012",
        at=NOON,
        by="staff:erin",
    )
    with pytest.raises(ItemActionRefused, match="stolen in 2012"):
        put_on_sale(items=[item], terms=shipped_terms(), now=NOON, by="staff:erin")
    assert fresh(item).listed_at is None


def test_findings_stay_hidden_whatever_the_price_is_meanwhile(house):
    item = dear_bag()
    actions.evaluate_items(items=[item], verdict="approved", evidence={}, now=NOON, by=erin())
    for price in (90_000, 900_000):  # one expert is enough, and then it isn't
        reprice_item(item=fresh(item), price_cents=price, terms=shipped_terms(), now=NOON, by=TWO)
        assert judging.is_blind(fresh(item), sam())
    put = fresh(item)
    reprice_item(item=put, price_cents=90_000, terms=shipped_terms(), now=NOON, by=TWO)
    put_on_sale(items=[fresh(item)], terms=shipped_terms(), now=NOON, by="staff:erin")
    assert judging.is_blind(fresh(item), sam())  # on sale, and withdrawn, too
    withdrawn = item.evaluations.get()
    actions.withdraw_approval(evaluation=withdrawn, reason="The stamp.", now=NOON, by=erin())
    assert judging.is_blind(fresh(item), sam())
    assert not judging.is_blind(fresh(item), erin())
    actions.evaluate_items(items=[item], verdict="approved", evidence={}, now=NOON, by=sam())
    assert not judging.is_blind(fresh(item), sam())


def test_nothing_is_hidden_of_what_nobody_has_judged_or_an_expert_rejected(house):
    item = an_unjudged_bag()
    assert not judging.is_blind(item, erin())
    actions.evaluate_items(items=[item], verdict="rejected", evidence={}, now=NOON, by=sam())
    assert not judging.is_blind(fresh(item), erin())
