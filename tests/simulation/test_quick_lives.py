"""What makes a life cheap changes nothing that it sees."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

from simulation.browser import Browser
from simulation.host import seed_secrets
from simulation.quick_django import make_django_quick

DRAWS = ("choice", "randbelow", "randbits", "token_bytes", "token_hex")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that makes Django quick, until the test ends."""
    for name in ("get_select", "get_converters", "_order_by_pairs"):
        monkeypatch.setattr(SQLCompiler, name, getattr(SQLCompiler, name))
    monkeypatch.setattr(SQLCompiler, "remembers_columns", False, raising=False)
    return make_django_quick


def _questions() -> list[QuerySet[Any]]:
    """Ways to ask for each model: all of it, some columns, related rows, sorted, filtered."""
    querysets: list[QuerySet[Any]] = []
    for model in apps.get_models():
        rows = model._default_manager.all()
        related = [field.name for field in model._meta.fields if field.is_relation]
        querysets += [rows, rows.only("pk"), rows.defer(model._meta.fields[-1].name)]
        querysets += [rows.order_by("-pk"), rows.order_by("pk").values("pk"), rows.exclude(pk=5)]
        querysets += [rows.filter(pk__in=rows.filter(pk__gt=3).values("pk")), rows.distinct()]
        for name in related:
            querysets += [rows.select_related(name), rows.select_related(name).only("pk", name)]
            querysets += [rows.filter(**{f"{name}__isnull": False}).order_by(f"{name}__pk")]
            querysets += [rows.filter(**{f"{name}__pk__gt": 2}).select_related(name)]
    return querysets


def _statements() -> list[str]:
    return [repr(rows.query.sql_with_params()) for rows in _questions()]


def test_the_statements_stay_the_same_to_the_letter(quick: Any) -> None:
    before = _statements()
    quick()
    first, again = _statements(), _statements()
    assert len(before) > 500
    assert [one for one, other in zip(before, first, strict=True) if one != other] == []
    assert [one for one, other in zip(before, again, strict=True) if one != other] == []


@pytest.mark.django_db
def test_rows_are_read_as_they_were(quick: Any) -> None:
    user = User.objects.create(username="ann")
    user.groups.add(Group.objects.create(name="packers of a test"))
    before = vars(User.objects.get(pk=user.pk))
    quick()
    for _ in range(2):
        read = User.objects.prefetch_related("groups").get(pk=user.pk)
        assert [group.name for group in read.groups.all()] == ["packers of a test"]
        assert {k: v for k, v in vars(User.objects.get(pk=user.pk)).items() if k[0] != "_"} == {
            k: v for k, v in before.items() if k[0] != "_"
        }


def _draw_number() -> str:
    return "".join(secrets.choice("ABCDEFGH") for _ in range(10))


def _draw_token() -> str:
    return secrets.token_hex(8) + secrets.token_urlsafe(8) + str(uuid.uuid4())


def test_one_place_that_draws_more_changes_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DRAWS:
        monkeypatch.setattr(secrets, name, getattr(secrets, name))
    monkeypatch.setattr(uuid, "uuid4", uuid.uuid4)
    seed_secrets(5)
    numbers = [_draw_number(), _draw_number()]
    seed_secrets(5)
    tokens = {_draw_token() for _ in range(20)}
    assert numbers == [_draw_number(), _draw_number()]
    assert len(tokens) == 20
    seed_secrets(6)
    assert _draw_number() != numbers[0]


class _Answer:
    status_code, streaming = 200, False
    headers = {"Content-Type": "text/html"}

    def __init__(self, words: str) -> None:
        self.content = words.encode()


class _Store:
    """Answers each request with how many there were; counts what was written."""

    def __init__(self) -> None:
        self.requests, self.written = 0, 0

    def get(self, _url: str, **_: Any) -> _Answer:
        self.requests += 1
        return _Answer(f"request {self.requests}")

    def post(self, _url: str, _fields: Any, **_: Any) -> _Answer:
        return self.get("")


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> tuple[_Store, Browser, list[str]]:
    store, pages = _Store(), []
    monkeypatch.setattr(Browser, "state", staticmethod(lambda: store.written))
    return store, Browser(store, lambda page: pages.append(page.source)), pages


def test_a_page_of_the_desk_is_opened_again_once_something_was_written(visit: Any) -> None:
    store, browser, pages = visit
    for _ in range(3):
        browser.get("/desk/packing/")
    assert pages == ["request 1"] * 3  # each is counted as read
    store.written += 1
    assert browser.get("/desk/packing/").source == "request 2"
    assert [browser.get("/orders/T-1").source for _ in range(2)] == ["request 3", "request 4"]


def test_what_a_form_says_once_is_said_once(visit: Any) -> None:
    _, browser, _ = visit
    browser.get("/desk/packing/")
    browser.post("/desk/packing/take")
    first, later, again = (browser.get("/desk/packing/").source for _ in range(3))
    assert first != later
    assert later == again
