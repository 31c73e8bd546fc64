"""Guesses at order links and numbers: none opens an order, and every miss looks like every other.

The same status, page and headers, by the same statements to the database: neither the answer nor
the work behind it tells whether there is such an order. `make guesses` asks a million times; the
suite a share.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import process_time
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests.factories.items import a_bag, a_cheap_scarf
from tests.factories.letters import send_confirmation
from tests.factories.orders import order_of
from tests.factories.pages import QuickBrowser
from tests.factories.people import ANN, BEN
from tests.web.link_guesser import Guesser
from troth import clock
from troth.notifications.models import Resend
from troth.orders.links import token_for
from troth.orders.models import Event, Order

GUESSES, SEED = int(os.environ.get("TROTH_GUESSES", "1500")), int(os.environ.get("TROTH_SEED", "1"))
TOKEN = "a" * 32
# New with each answer, whoever asks: the form's token, and the instant that a cached copy would
# end.
FRESH = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
SAVEPOINT = re.compile(r'"s\d+_x\d+"')  # named by a counter of the process
CHANGING = {"Expires", "Set-Cookie", "X-Request-ID"}


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is told meanwhile."""
    queries: list[str] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        queries.append(SAVEPOINT.sub("", sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield queries


class Stranger:
    """A browser that never opened an order, or one that opened an order of its own."""

    def __init__(self, own: Order | None = None) -> None:
        self.browser = QuickBrowser(enforce_csrf_checks=True)
        if own:
            self.browser.get(f"/o/{token_for(own.number)}")
        self.held = dict(self.browser.cookies)

    def _forget_messages(self) -> None:
        """What the last answer left to be said on the next page is forgotten, as cookies are."""
        if settings.SESSION_COOKIE_NAME in self.browser.cookies:
            session = self.browser.session
            if session.pop("_messages", None) is not None:
                session.save()

    def look(self, path: str, form: dict[str, str] | None = None) -> tuple[Any, ...]:
        """All that they could see of an answer, and all that the database was told for it."""
        self.browser.cookies.clear()
        self.browser.cookies.update(self.held)
        self.browser.cookies["csrftoken"] = TOKEN
        self._forget_messages()
        with statements() as queries:
            if form is None:
                answer = self.browser.get(path)
            else:
                answer = self.browser.post(path, form, headers={"X-CSRFToken": TOKEN})
        headers = tuple(
            sorted((name, value) for name, value in answer.headers.items() if name not in CHANGING)
        )
        cookies = tuple(
            (name, cookie["max-age"], len(cookie.value))
            for name, cookie in sorted(answer.cookies.items())
        )
        return answer.status_code, FRESH.sub(b"", answer.content), headers, cookies, tuple(queries)


@pytest.fixture
def orders(house, caplog) -> list[Order]:
    caplog.set_level("CRITICAL", "django.request")
    now = clock.now()
    placed = [
        order_of(a_bag(), now=now),
        order_of(a_cheap_scarf(), by=BEN, now=now),
        order_of(a_bag(), now=now),
    ]
    for order in placed[:2]:
        send_confirmation(order)
    return placed


def test_no_guess_hits_and_all_misses_look_alike(orders):
    guesser, counted, looks = Guesser(orders, SEED), Counter(), {}
    askers = {"a stranger": Stranger(), "a shopper": Stranger(order_of(a_bag(), now=clock.now()))}
    events, began = Event.objects.count(), process_time()
    for nth in range(GUESSES):
        name, asker = list(askers.items())[nth % 2]
        kind = ("link", "link", "page", "page", "asking")[nth // 2 % 5]
        guess = guesser.new(kind)
        look = asker.look("/orders/find", guess) if kind == "asking" else asker.look(guess)
        first_guess, first_look = looks.setdefault((kind, name), (guess, look))
        assert look == first_look, (
            f"{name}: {guess!r} gives another answer than {first_guess!r}\n{look[:1]}"
            f" {look[2:]}\n{first_look[2:]}"
        )
        counted[kind] += 1
        if (nth + 1) % 10_000 == 0:
            print(f"{nth + 1:,} guesses: none hit, all misses alike", flush=True)
    spent = (process_time() - began) / GUESSES
    statuses = {(kind, name): (look[0], len(look[4])) for (kind, name), (_, look) in looks.items()}
    print(
        f"{sum(counted.values()):,} guesses, {dict(counted)}, {spent * 1000:.1f} ms each; status"
        f" and statements: {statuses}"
    )
    assert {look[0] for (kind, _), (_, look) in looks.items() if kind != "asking"} == {404}
    assert (Resend.objects.count(), Event.objects.count()) == (0, events)


def test_the_control_a_right_one_is_seen(orders):
    asker, number = Stranger(), orders[0].number
    right = asker.look(f"/o/{token_for(number)}")
    assert right[0] == 302
    assert right != asker.look(f"/o/{token_for(number)[:-1]}x")
    own = Stranger(orders[0])
    assert own.look(f"/orders/{number}")[0] == 200
    assert asker.look(f"/orders/{number}") == asker.look("/orders/T-22222-22222")
    asker.look("/orders/find", {"number": number, "email": ANN.email})
    assert Resend.objects.count() == 1


def test_who_names_both_right_is_told_no_more_and_mailed_three_times_a_day(orders):
    number = orders[0].number
    wrong = Stranger().look("/orders/find", {"number": number, "email": "x@example.com"})
    typed_pairs = [
        (number, ANN.email),
        (number.lower(), ANN.email.upper()),
        (f" {number} ", f" {ANN.email} "),
    ] * 7
    for day in (1, 2):
        for nth, (typed_number, email) in enumerate(typed_pairs):
            right = (Stranger() if nth % 2 else Stranger(orders[1])).look(
                "/orders/find", {"number": typed_number, "email": email}
            )
            assert nth % 2 == 0 or right[:4] == wrong[:4]
        assert Resend.objects.count() == 3 * day
        clock.move_forward(timedelta(days=1, minutes=1))
    assert not Resend.objects.exclude(notice__event__order=orders[0]).exists()
