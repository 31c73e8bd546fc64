"""Mail to an address that anybody can type: a few a day, nobody's free text in it, and the same
answer for everybody. From the store's domain comes the confirmation of orders too.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories.items import a_bag, index_items
from tests.factories.letters import send_confirmation
from tests.factories.orders import order_of
from troth import clock
from troth.notifications import repeating, searches, typed_addresses
from troth.notifications.models import MailAllowance, Notification, Resend, SavedSearch
from troth.notifications.tasks import sweep_notices

BAIT = "WIN A PRIZE at http://evil.example/now"


def save(client: Client, email: str, words: str = "bag", **more) -> str:
    answer = client.post("/searches", {"email": email, "search": f"q={words}"}, follow=True, **more)
    assert answer.status_code == 200
    return answer.content.decode().split("<main")[1]


def letters(kind: str = "search_confirm") -> list[Notification]:
    return list(Notification.objects.filter(kind=kind).order_by("pk"))


@pytest.mark.parametrize(
    "search",
    [
        f"q={BAIT}", f"brand={BAIT}", f"category={BAIT}&color={BAIT}", f"size={BAIT}",
        f"material={BAIT}&location={BAIT}", f"q=bag&brand=Marais&sub_category={BAIT}",
    ],
)  # fmt: skip
def test_no_typed_word_is_in_the_mail(house, client, search):
    a_bag()
    client.post("/searches", {"email": "victim@example.com", "search": search})
    [letter] = letters()
    whole = f"{letter.subject}\n{letter.text}\n{letter.html}"
    for word in ("PRIZE", "evil.example", "WIN"):
        assert word not in whole
    assert "saved search" in letter.subject
    search = SavedSearch.objects.get()
    assert f"/searches/{search.key}" in letter.text


def test_the_stores_own_words_are_in_it(house, client):
    bag = a_bag()
    client.post(
        "/searches",
        {"email": "ann@example.com", "search": f"q={BAIT}&brand={bag.brand}&price_to=900"},
    )
    [letter] = letters()
    assert f"{bag.brand}, up to $900.00" in letter.text
    assert "PRIZE" not in letter.text


def test_after_the_owner_confirmed_the_words_are_theirs(house, client):
    save(client, "ann@example.com", "calfskin+bag")
    search = SavedSearch.objects.get()
    assert "calfskin bag" in client.get(f"/searches/{search.key}").content.decode()
    client.post(f"/searches/{search.key}")
    search.refresh_from_db()
    context = searches._search_context(search, clock.now())
    assert "calfskin bag" in context["asked"]


def test_one_address_gets_three_a_day_whoever_asks(house):
    answers = set()
    for number in range(20):
        network = f"10.{number}.0.1"
        answers.add(save(Client(), "victim@example.com", f"bag+{number}", REMOTE_ADDR=network))
    assert len(letters()) == 3
    assert SavedSearch.objects.count() == 3
    words = {answer.split('class="messages"')[-1].split("</ul>")[0][:400] for answer in answers}
    assert all("Check your email" in answer for answer in answers)
    assert len({word.split("Check your email")[1][:120] for word in words}) == 1


@pytest.mark.parametrize("other", [" Victim@example.com", "VICTIM@EXAMPLE.COM "])
def test_one_address_is_one_however_it_is_written(house, other):
    for number in range(5):
        email = "victim@example.com" if number % 2 else other
        save(Client(), email, f"bag+{number}", REMOTE_ADDR=f"10.{number}.0.1")
    assert len(letters()) == 3


@pytest.mark.parametrize(
    "address", ["203.0.113.{}", "2001:db8:7:{}::1"], ids=["IPv4 /24", "IPv6 /48"]
)
def test_one_network_has_twenty_mails_sent_a_day(house, address):
    for number in range(30):
        where = address.format(number)
        save(Client(), f"victim{number}@example.com", REMOTE_ADDR=where)
    assert len(letters()) == 20
    save(Client(), "ann@example.com", REMOTE_ADDR="198.51.100.1")
    assert len(letters()) == 21


def test_the_whole_store_has_a_limit_a_day(house):
    house.TYPED_ADDRESS_LIMITS = {"search": {"address": 3, "network": 20, "store": 7}}
    for number in range(12):
        save(Client(), f"v{number}@example.com", REMOTE_ADDR=f"10.{number}.0.1")
    assert len(letters()) == 7


def test_the_next_day_has_its_own_count(house):
    now = clock.now()
    for number in range(5):
        searches.save_search(email="ann@example.com", address=f"q=a{number}", now=now)
        searches.save_search(
            email="ann@example.com", address=f"q=b{number}", now=now + timedelta(days=1)
        )
    assert len(letters()) == 6


def test_the_counts_survive_a_restart(house):
    """They are rows of the database, and no cache or process holds them."""
    for number in range(3):
        save(Client(), "victim@example.com", f"bag+{number}")
    cache.clear()
    save(Client(), "victim@example.com", "one+more")
    assert len(letters()) == 3


def test_no_address_stands_in_a_count(house):
    save(Client(), "victim@example.com", REMOTE_ADDR="203.0.113.9")
    rows = str(list(MailAllowance.objects.values()))
    assert MailAllowance.objects.count() == 3
    assert "victim" not in rows
    assert "203.0.113" not in rows


def test_old_counts_are_forgotten(house):
    now = clock.now()
    assert typed_addresses.allow_mail(
        purpose="search", email="a@example.com", network="", now=now - timedelta(days=3)
    )
    sweep_notices()
    assert not MailAllowance.objects.exists()


def test_a_lost_link_is_sent_to_the_orders_own_address_a_few_times(house):
    """Six a day for an address, whatever orders it has; one answer for everybody."""
    index_items()
    orders = [order_of(a_bag(), now=clock.now()) for _ in range(3)]
    for order in orders:
        send_confirmation(order)
    client, answers = Client(), set()
    for order in orders:
        for _ in range(5):
            form = {"number": order.number, "email": "ann@example.com"}
            answer = client.post("/orders/find", form, follow=True)
            answers.add("is on its way to it" in answer.content.decode())
    assert answers == {True}
    assert Resend.objects.count() == 6
    form = {"number": orders[0].number, "email": "stranger@example.com"}
    assert "is on its way to it" in client.post("/orders/find", form, follow=True).content.decode()
    assert Resend.objects.count() == 6


def test_searches_of_a_stranger_take_no_lost_link_away(house):
    order = order_of(a_bag(), now=clock.now())
    send_confirmation(order)
    for number in range(5):
        save(Client(), "ann@example.com", f"bag+{number}")
    assert repeating.request_resend(number=order.number, email="ann@example.com", now=clock.now())
