"""Serials: sealed, masked, compared with those that are voided or stolen."""

from __future__ import annotations

import pytest

from tests.factories.items import SERIAL, a_bag, an_unjudged_bag
from tests.factories.moments import NOON
from tests.factories.people import erin
from troth.catalog import serials
from troth.catalog.actions import ItemActionRefused, describe_item, evaluate_items, void_serial
from troth.catalog.judging import serial_findings
from troth.catalog.models import Evaluation, Item


def bearing(serial: str = SERIAL, **values) -> Item:
    return a_bag(serial=serial, **values)


def test_it_is_stored_under_a_key_and_opened_again(house):
    item = bearing()
    assert SERIAL not in str(Item.objects.values().get())
    assert "12340987" not in str(Item.objects.values().get())
    assert serials.decrypt_text(item.serial_sealed) == SERIAL


@pytest.mark.parametrize(
    ("serial", "shown"), [("MB-1234-0987", "•••••••••987"), ("AB12", "••••"), ("", "")]
)
def test_it_is_shown_masked(settings, serial, shown):
    assert serials.masked_serial(serials.encrypt_text(serial)) == shown


@pytest.mark.parametrize(
    ("other", "same"), [("mb 1234 0987", True), ("MB12340987", True), ("MB-1234-0986", False)]
)
def test_the_same_serial_however_it_is_written(other, same):
    assert (
        serials.serial_fingerprint("Orlède", other) == serials.serial_fingerprint("ORLEDE", SERIAL)
    ) is same


def test_a_new_key_still_opens_what_the_old_one_sealed(settings):
    settings.SERIAL_KEYS = ["old"]
    sealed, mark = serials.encrypt_text(SERIAL), serials.serial_fingerprint("X", SERIAL)
    settings.SERIAL_KEYS = ["new", "old"]
    assert serials.decrypt_text(sealed) == SERIAL
    assert serials.serial_fingerprint("X", SERIAL) == mark
    settings.SERIAL_KEYS = ["new"]
    with pytest.raises(serials.SerialUnreadable):
        serials.decrypt_text(sealed)


def void(serial: str = SERIAL) -> list[Item]:
    return void_serial(
        brand="Maison Orlède", serial=serial, reason="stolen in 2012", now=NOON, by="staff:erin"
    )


def test_what_bears_a_listed_serial_leaves_the_store(house):
    item = bearing()
    assert void() == [item]
    assert not Item.objects.for_sale().exists()
    assert "stolen in 2012" in item.events.get(kind="item.unlisted").facts["reason"]


def test_a_listed_serial_found_later_takes_its_item_off_sale(house):
    item = a_bag()
    void()
    changes = {"serial_print": serials.serial_fingerprint("Maison Orlède", SERIAL)}
    describe_item(item=item, changes=changes, now=NOON, by="staff:erin")
    assert not Item.objects.for_sale().exists()


def test_what_bears_a_listed_serial_cannot_be_approved(house):
    void()
    item = an_unjudged_bag()
    Item.objects.filter(pk=item.pk).update(
        serial_print=serials.serial_fingerprint("Maison Orlède", SERIAL)
    )
    with pytest.raises(ItemActionRefused, match="voided and stolen"):
        evaluate_items(
            items=[Item.objects.get()],
            verdict=Evaluation.APPROVED,
            evidence={},
            now=NOON,
            by=erin(),
        )


def test_the_expert_sees_that_another_item_bears_the_same(house):
    first, second = bearing(), bearing()
    assert serial_findings(second) == {
        "recorded": True,
        "compared_with": 0,
        "listed": "",
        "also_on": [first.slug],
    }


def test_an_empty_serial_is_on_no_list(house):
    with pytest.raises(ItemActionRefused, match="serial"):
        void(" - ")
