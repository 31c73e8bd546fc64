"""Clause `transfer`: the page of a piece that is sold again while it crosses says where it is."""

from __future__ import annotations

from datetime import date

from tests.factories.items import a_watch_in_japan
from troth.catalog.models import Item

LEFT = date(2026, 11, 23)


def page_of(client, watch, zip_code="10013"):
    page = client.get(f"/items/{watch.slug}?zip={zip_code}").content.decode()
    return " ".join(page.split())


def test_before_it_leaves_it_is_in_japan(house, client):
    page = page_of(client, a_watch_in_japan())
    assert "<dt>Where it is</dt> <dd> Japan </dd>" in page
    assert "after it leaves Japan" in page


def test_once_it_has_left_it_is_on_its_way(house, client):
    watch = a_watch_in_japan()
    Item.objects.filter(pk=watch.pk).update(left_japan_on=LEFT)
    page = page_of(client, watch)
    assert "<dt>Where it is</dt> <dd> On its way from Japan </dd>" in page
    assert "after it left Japan" in page
    assert "leaves Japan" not in page
