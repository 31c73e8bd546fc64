"""Saved searches: nothing is told before its owner confirms, new pieces once, and never after it
has ended.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.items import a_bag, a_cheap_scarf, index_items
from tests.factories.moments import NOON
from tests.factories.searches import save_search, search_letters
from troth.catalog.actions import put_on_sale, take_off_sale
from troth.catalog.models import Item
from troth.notifications import actions, searches
from troth.notifications.models import Notification, SavedSearch
from troth.policy.terms import shipped_terms

HOUR = timedelta(hours=1)


def relisted(item, now):
    """The same piece as if it came in at `now`."""
    take_off_sale(item=item, reason="x", now=now, by="x")
    put_on_sale(items=[Item.objects.get(pk=item.pk)], terms=shipped_terms(), now=now, by="x")
    index_items()
    return item


def test_it_asks_before_it_tells(house):
    search = save_search(confirmed=False)
    relisted(a_bag(), NOON + HOUR)
    assert searches.write_search_notices(now=NOON + 2 * HOUR) == 0
    letter = Notification.objects.get()
    assert (letter.kind, letter.to) == ("search_confirm", "ann@example.com")
    assert f"/searches/{search.key}" in letter.text


def test_what_is_new_is_told_once(house):
    save_search()
    bag = relisted(a_bag(), NOON + HOUR)
    for later in (2, 3, 4):
        searches.write_search_notices(now=NOON + later * HOUR)
    [letter] = search_letters()
    assert bag.get_absolute_url() in letter.text
    assert "$1,200.00" in letter.text


def test_what_was_there_before_is_not_new(house):
    a_bag()
    index_items()
    save_search()
    searches.write_search_notices(now=NOON + 2 * HOUR)
    assert search_letters() == []


def test_what_only_comes_near_is_not_told(house):
    save_search("q=calfskin+bag&color=purple")
    relisted(a_bag(), NOON + HOUR)
    relisted(a_cheap_scarf(), NOON + HOUR)
    searches.write_search_notices(now=NOON + 2 * HOUR)
    assert search_letters() == []


def test_at_most_once_an_hour(house):
    save_search()
    for minutes in (61, 62, 90):
        relisted(a_bag(), NOON + timedelta(minutes=minutes - 1))
        searches.write_search_notices(now=NOON + timedelta(minutes=minutes))
    assert len(search_letters()) == 1
    searches.write_search_notices(now=NOON + timedelta(minutes=121))
    assert len(search_letters()) == 2


def test_an_ended_one_is_silent(house):
    search = save_search()
    searches.end_search(key=search.key, now=NOON)
    relisted(a_bag(), NOON + HOUR)
    searches.write_search_notices(now=NOON + 2 * HOUR)
    assert search_letters() == []


def test_the_same_one_is_saved_once(house):
    assert save_search() == save_search(email=" ann@EXAMPLE.com ")
    assert SavedSearch.objects.count() == 1
    assert Notification.objects.count() == 1


@pytest.mark.parametrize("address", ["", "page=3", "sort=newest", "nonsense=1"])
def test_everything_is_no_search(house, address):
    with pytest.raises(searches.UnableToSave, match="Search for something first"):
        save_search(address)


def test_there_is_a_limit_and_nobody_learns_of_it(house):
    """The 21st is answered like the first: what an address has saved is nobody else's business."""
    for number in range(20):
        search, _ = searches.save_search(
            email="ann@example.com", address=f"q=bag+{number}", now=NOON + timedelta(days=number)
        )
        searches.confirm_search(key=search.key, now=NOON)
    later = NOON + timedelta(days=30)
    assert searches.save_search(email="ann@example.com", address="q=more", now=later) == (
        None,
        None,
    )
    assert SavedSearch.objects.count() == 20


def test_searches_that_a_stranger_saves_take_nobodys_place(house):
    """Unconfirmed, they count for nothing, and end after a week."""
    for number in range(21):
        now = NOON + timedelta(days=number)
        assert searches.save_search(email="ann@example.com", address=f"q=x{number}", now=now)[0]
    searches.write_search_notices(now=NOON + timedelta(days=20))
    ended = SavedSearch.objects.exclude(ended_at=None).count()
    assert ended == 13


def test_every_letter_can_be_ended_with_one_click(house):
    search = save_search()
    relisted(a_bag(), NOON + HOUR)
    searches.write_search_notices(now=NOON + 2 * HOUR)
    message = actions.build_email(search_letters()[0])
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.extra_headers["List-Unsubscribe"].endswith(f"/searches/{search.key}/end>")


def test_one_click_without_a_cookie_ends_it(house, client):
    from django.test import Client

    search = save_search()
    answer = Client(enforce_csrf_checks=True).post(
        f"/searches/{search.key}/end", {"List-Unsubscribe": "One-Click"}
    )
    assert answer.status_code == 200
    assert SavedSearch.objects.get().ended_at
    assert "has ended" in client.get(f"/searches/{search.key}").content.decode()


def test_following_the_link_confirms_nothing_by_itself(house, client):
    search = save_search(confirmed=False)
    client.get(f"/searches/{search.key}")
    assert not SavedSearch.objects.get().confirmed_at
    client.post(f"/searches/{search.key}")
    assert SavedSearch.objects.get().confirmed_at
    assert client.get("/searches/nonsense").status_code == 404


def test_saved_from_the_page(house, client):
    answer = client.post(
        "/searches", {"email": "ann@example.com", "search": "q=bag&brand=Prada"}, follow=True
    )
    assert "Check your email" in answer.content.decode()
    assert SavedSearch.objects.get().asked == "q=bag&brand=Prada"
    answer = client.post("/searches", {"email": "nonsense", "search": "q=bag"}, follow=True)
    assert "valid email" in answer.content.decode()
