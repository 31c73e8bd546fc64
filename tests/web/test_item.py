"""The page of a piece: the dates before you buy, and why."""

from __future__ import annotations

import pytest

from tests.factories.items import a_bag, a_watch_in_japan, an_unjudged_bag
from tests.factories.moments import NOON
from tests.factories.orders import order_of
from tests.factories.pages import page_text
from tests.factories.people import erin, sam
from troth.catalog.actions import evaluate_items, put_on_sale
from troth.policy.terms import shipped_terms


def test_dates_with_their_reasons(shopper):
    words = page_text(shopper.get(a_bag().get_absolute_url(), {"zip": "10013"}))
    assert "arrives" in words
    assert "Why these dates?" in words
    assert "To New York, NY 10013" in words
    assert "Someone must sign" in words


def test_the_zip_is_remembered(shopper):
    shopper.get(a_bag().get_absolute_url(), {"zip": "60610"})
    assert "To Chicago, IL 60610" in page_text(shopper.get(a_bag().get_absolute_url()))


@pytest.mark.parametrize("typed", ["00000", "tribeca", "1001", "٣٣٣٣٣", "1\x0001"])
def test_what_is_no_zip_is_told_beside_the_field(shopper, typed):
    answer = shopper.get(a_bag().get_absolute_url(), {"zip": typed})
    assert answer.status_code == 200
    assert "zip-problem" in answer.content.decode()


def test_a_destination_nothing_serves_is_told_with_what_is_possible(shopper):
    words = page_text(shopper.get(a_bag().get_absolute_url(), {"zip": "96813"}))
    assert "Ground does not go to Hawaii" in words
    assert "48 contiguous states" in words


def test_an_item_in_japan_shows_its_leg_before_it_is_bought(shopper):
    assert "It is in Japan now, and reaches New York" in page_text(
        shopper.get(a_watch_in_japan().get_absolute_url(), {"zip": "10013"})
    )


def test_sold_it_keeps_its_page_and_is_not_offered(shopper):
    bag = a_bag()
    order_of(bag)
    words = page_text(shopper.get(bag.get_absolute_url()))
    assert "Sold. There was only one." in words
    assert "Put in the bag" not in words


def test_unlisted_it_has_no_page(shopper):
    assert shopper.get(an_unjudged_bag().get_absolute_url()).status_code == 404


def on_sale(item, *evidences):
    """Approved on this evidence, by one expert after the other, and put on sale."""
    for who, evidence in zip((erin(), sam()), evidences, strict=False):
        evaluate_items(items=[item], verdict="approved", evidence=evidence, now=NOON, by=who)
    put_on_sale(items=[item], terms=shipped_terms(), now=NOON, by="staff:erin")
    return item.get_absolute_url()


def test_who_judged_it_is_said_without_a_name(shopper):
    words = page_text(shopper.get(on_sale(an_unjudged_bag(), {})))
    assert "Approved by one in-house expert" in words
    assert "erin" not in words.lower()


def test_an_earlier_examination_that_was_attested_is_said_as_that(shopper):
    attested = {"judged_by": "Erin", "judged_on": "2026-11-20", "evidence_at": "Binder 7"}
    words = page_text(shopper.get(on_sale(an_unjudged_bag(), {"attested": attested})))
    assert "Examined by an expert on Fri Nov 20, 2026" in words
    assert "One in-house expert attests to that examination" in words
    for hidden in ("Approved by", "Binder 7", "Erin"):
        assert hidden not in words


def test_a_piece_that_an_import_approved_is_not_said_to_be_examined(shopper):
    words = page_text(shopper.get(on_sale(an_unjudged_bag(), {"import": "items.csv"})))
    assert "nobody has examined it" in words
    assert "Approved by" not in words


@pytest.mark.parametrize(("listed", "claimed"), [(0, False), (3, True)])
def test_a_serial_compared_with_an_empty_list_is_not_claimed(shopper, listed, claimed):
    evidence = {"serial": {"recorded": True, "compared_with": listed, "listed": ""}}
    words = page_text(shopper.get(on_sale(an_unjudged_bag(), evidence)))
    assert ("Its serial is not among those" in words) == claimed


def test_queries(shopper, django_assert_max_num_queries):
    bag = a_bag()
    with django_assert_max_num_queries(6):
        shopper.get(bag.get_absolute_url())
