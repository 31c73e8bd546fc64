"""The index follows the timeline of items: in order or not, once or again, beside another that is
being built.
"""

from __future__ import annotations

import json
import shutil

import pytest
from django.db import connection

from tests.factories.items import a_bag, a_cheap_scarf, an_unjudged_bag, index_items
from tests.factories.moments import NOON
from tests.factories.orders import order_of
from tests.factories.people import erin
from troth.catalog import actions
from troth.catalog.models import Evaluation, ItemEvent
from troth.catalog.search import indexing
from troth.catalog.search.engine import find_items
from troth.catalog.search.index_reader import IndexFolder, index_reader
from troth.catalog.search.indexing import Indexer, IndexLocked, IndexPosition, rebuild_index
from troth.catalog.search.types import SearchQuery


def for_sale() -> set[int]:
    return set(find_items(SearchQuery()).keys)


def everything(standing: str) -> set[int]:
    return set(find_items(SearchQuery(everything=True, filters={"standing": (standing,)})).keys)


def test_it_knows_where_each_item_stands(house):
    unjudged, sold, bag = an_unjudged_bag(), a_bag(), a_bag()
    order_of(sold)
    index_items()
    assert for_sale() == {bag.pk}
    assert everything("taken_in") == {unjudged.pk}
    assert everything("sold") == {sold.pk}
    actions.evaluate_items(
        items=[unjudged], verdict=Evaluation.REJECTED, evidence={}, now=NOON, by=erin()
    )
    actions.withdraw_approval(
        evaluation=Evaluation.objects.get(item=bag), reason="x", now=NOON, by=erin()
    )
    index_items()
    assert for_sale() == set()
    assert everything("rejected") == {unjudged.pk}
    assert everything("withdrawn") == {bag.pk}


def test_what_happens_is_followed_by_the_same_indexer(house):
    indexer = Indexer(house.SEARCH_DIR)
    assert indexer.catch_up() == 0
    bag = a_bag()
    assert indexer.catch_up() == 1
    assert for_sale() == {bag.pk}
    order_of(bag)
    indexer.catch_up()
    assert for_sale() == set()
    assert find_items(SearchQuery(states=("sold",))).keys == [bag.pk]
    assert indexer.catch_up() == 0
    indexer.close()


def test_there_is_one_indexer_and_another_takes_its_place(house):
    first, second = Indexer(house.SEARCH_DIR), Indexer(house.SEARCH_DIR)
    first.catch_up()
    with pytest.raises(IndexLocked):
        second.catch_up()
    first.close()
    bag = a_bag()
    second.catch_up()
    assert for_sale() == {bag.pk}
    second.close()


def test_what_a_killed_indexer_left_is_in_nobody_s_way(house, tmp_path):
    """It dies after it wrote its files, and before its commit names them."""
    ended_after(house)  # makes an empty index
    bags = [a_bag() for _ in range(3)]
    ended_after(house)  # writes all three into one segment
    folder = IndexFolder(house.SEARCH_DIR).current()
    before = tmp_path / "before"
    shutil.copytree(folder, before)
    insert_event(bags[0], ItemEvent.objects.latest("pk").pk + 1)
    ended_after(house)
    managed = [json.loads((path / ".managed.json").read_text()) for path in (before, folder)]
    left = {file.name for file in folder.iterdir()} - {file.name for file in before.iterdir()}
    assert any(name.endswith(".del") for name in left)
    for file in before.iterdir():
        shutil.copy(file, folder)
    (folder / ".managed.json").write_text(json.dumps(sorted({*managed[0], *managed[1]})))
    assert ended_after(house) == 1
    assert for_sale() == {bag.pk for bag in bags}


def ended_after(house) -> int:
    """One indexer catches up, and ends; how many items it wrote."""
    indexer = Indexer(house.SEARCH_DIR)
    written = indexer.catch_up()
    indexer.close()
    return written


def insert_event(item, pk: int) -> None:
    ItemEvent.objects.create(pk=pk, item=item, kind="item.description_changed", at=NOON, by="test")


def test_an_event_that_commits_after_a_later_one_is_not_lost(house):
    """Ids are given when a transaction writes, and seen when it commits."""
    bag, scarf = a_bag(), a_cheap_scarf()
    top = ItemEvent.objects.order_by("pk").last().pk
    insert_event(bag, top + 3)
    items, position = IndexPosition(top).new()
    assert items == [bag.pk]
    assert (position.top, sorted(position.gaps)) == (top + 3, [top + 1, top + 2])
    insert_event(scarf, top + 2)
    items, position = position.new()
    assert items == [scarf.pk]
    assert sorted(position.gaps) == [top + 1]


def test_an_id_that_never_comes_is_forgotten(house, monkeypatch):
    bag = a_bag()
    position = IndexPosition.now()
    insert_event(bag, position.top + 2)
    position = position.new()[1]
    assert position.gaps
    monkeypatch.setattr(indexing, "WAIT_SECONDS", 0)
    assert not position.new()[1].gaps


def test_its_position_is_kept(house, tmp_path):
    bag = a_bag()
    top = IndexPosition.now().top
    insert_event(bag, top + 2)
    position = IndexPosition(top).new()[1]
    position.save(tmp_path)
    loaded = IndexPosition.load(tmp_path)
    assert (loaded.top, set(loaded.gaps)) == (position.top, set(position.gaps))


def test_another_index_is_built_while_this_one_serves(house):
    indexer = Indexer(house.SEARCH_DIR)
    indexer.catch_up()
    before = index_reader().place.current()
    bag = a_bag()
    seen = []

    def watched(items, total):
        for item in items:
            seen.append((for_sale(), total))
            yield item

    rebuild_index(house.SEARCH_DIR, progress=watched)
    assert seen == [(set(), 1)]  # the old one still answered
    assert for_sale() == {bag.pk}
    assert not before.exists()
    scarf = a_cheap_scarf()
    indexer.catch_up()  # it has moved over, and goes on from where the new one began
    assert for_sale() == {bag.pk, scarf.pk}
    indexer.close()


def test_what_happens_during_the_building_is_followed_after_it(house):
    bag = a_bag()

    def sold_meanwhile(items, _total):
        yield from items
        order_of(bag)

    rebuild_index(house.SEARCH_DIR, progress=sold_meanwhile)
    index_items()
    assert for_sale() == set()


def test_every_verb_tells_the_timeline(house):
    """Search follows nothing else: what changes an item without an event would never be found."""
    bag = a_bag()
    kinds = [
        kind for (kind,) in ItemEvent.objects.filter(item=bag).order_by("pk").values_list("kind")
    ]
    assert kinds == ["item.added", "item.approved", "item.listed"]
    actions.take_off_sale(item=bag, reason="x", now=NOON, by="x")
    actions.describe_item(item=bag, changes={"title": "Another"}, now=NOON, by="x")
    assert ItemEvent.objects.filter(item=bag).count() == 5
    assert not connection.needs_rollback
