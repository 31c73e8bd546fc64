"""Doors are tried with Django's client, which submits forms as a browser without scripts does."""

from __future__ import annotations

import re
import time
from types import SimpleNamespace

import pytest
from django.test import Client

from tests import with_django
from tests.factories import world
from tests.factories.people import pat
from troth import clock


def pytest_configure(config: pytest.Config) -> None:
    with_django.register(config)


class Browser(Client):
    """Who is let in without a sign-in has proven who they are just now, as after a sign-in."""

    def force_login(self, user, backend=None) -> None:
        super().force_login(user, backend)
        self.proven(user)

    def proven(self, user, minutes_ago: float = 0) -> None:
        session = self.session
        session["account_authentication_methods_user"] = str(user.pk)
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time() - minutes_ago * 60}
        ]
        session.save()


class Quick(Browser):
    """For many questions: nothing is kept of how an answer was made."""

    def request(self, **request):
        answer = self.handler(self._base_environ(**request))
        self.cookies.update(answer.cookies)
        return answer


@pytest.fixture
def client():
    return Browser()


@pytest.fixture
def shopper(house, client):
    world.clock(clock.now())
    return client


@pytest.fixture
def quick_passwords(house):
    house.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def watch(monkeypatch):
    """The time by which codes are made, on the phone and here."""
    shown = SimpleNamespace(now=1_800_000_000)
    shown.time = lambda: shown.now
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", shown)
    return shown


@pytest.fixture
def client_class(house):
    return Browser


@pytest.fixture
def staff(house, client):
    client.force_login(pat())
    return client


ADDRESS = {
    "email": "ann@example.com",
    "name": "Ann Lee",
    "street": "12 Grand Street",
    "street2": "",
    "city": "New York",
    "state": "NY",
    "zip_code": "10013",
    "phone": "",
    "method": "ground",
}


@pytest.fixture
def review(shopper):
    """Goes to the look-once-more page with these items; returns what its form holds."""

    def go(*items, **address):
        for item in items:
            shopper.post(f"/bag/add/{item.slug}")
        answer = shopper.post("/checkout", ADDRESS | address)
        assert answer.status_code == 302, answer.content.decode()
        page = shopper.get("/checkout/review").content.decode()
        return dict(re.findall(r'name="(key|agreed)" value="([^"]+)"', page))

    return go


def page_text(answer) -> str:
    """The words of a page, without its markup."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(text.replace("&#x27;", "'").replace("&amp;", "&").split())
