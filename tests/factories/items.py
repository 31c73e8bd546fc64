"""What is for sale, created by the store's own actions."""

from __future__ import annotations

import itertools

from django.conf import settings

from tests.factories.moments import NOON
from tests.factories.people import erin, sam
from troth.catalog import actions as catalog
from troth.catalog.intake import Intake
from troth.catalog.models import Item
from troth.catalog.rows import Row
from troth.catalog.search.indexing import Indexer
from troth.policy.terms import shipped_terms

_ids = itertools.count(1)

SERIAL = "MB-1234-0987"


def a_bag(**changes: str) -> Item:
    """A listed bag in New York, at $1,200.00."""
    return _item(
        {"title": "black calfskin top-handle bag", "category": "bags", "price": "1200.00"} | changes
    )


def a_watch_in_japan(**changes: str) -> Item:
    """A listed watch that lies in Japan, at $4,800.00."""
    return _item(
        {
            "title": "steel chronograph",
            "category": "watches",
            "price": "4800.00",
            "location": "japan",
        }
        | changes
    )


def a_cheap_scarf(**changes: str) -> Item:
    """A listed scarf under $110: exempt clothing in New York City."""
    scarf = {
        "title": "silk scarf",
        "category": "accessories",
        "sub_category": "scarves",
        "price": "95.00",
    }
    return _item(scarf | changes)


def an_unjudged_bag() -> Item:
    """Taken in, and evaluated by nobody."""
    return _item({"title": "an unjudged bag", "category": "bags", "price": "900.00"}, judged=False)


def _item(values: dict[str, str], *, judged: bool = True) -> Item:
    row = {
        "source_id": f"cast-{next(_ids)}",
        "designer": "Maison Orlède",
        "condition": "very good",
    } | values
    intake = Intake(
        source="cast", file_name="cast.csv", expert=None, terms=shipped_terms(), now=NOON
    )
    intake.add(Row(2, row))
    assert not intake.report.broken, intake.report.broken
    item = intake.flush()[0]
    return _approved(item) if judged else item


def _approved(item: Item) -> Item:
    """As many experts as its price needs approve it, and it is put on sale."""
    needed = catalog.experts_needed(terms=shipped_terms(), price_cents=item.price_cents)
    for expert in (erin(), sam())[:needed]:
        evidence = {"sentence": "Seen in hand."}
        catalog.evaluate_items(
            items=[item], verdict="approved", evidence=evidence, now=NOON, by=expert
        )
    catalog.put_on_sale(items=[item], terms=shipped_terms(), now=NOON, by="import")
    return Item.objects.get(pk=item.pk)


def index_items() -> None:
    """The indexer's part: search knows all that has happened."""
    indexer = Indexer(settings.SEARCH_DIR)
    while indexer.catch_up():
        pass
    indexer.close()
