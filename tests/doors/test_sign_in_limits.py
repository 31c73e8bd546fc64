"""Guessing is slowed down: for an account from everywhere, for an address at every account."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from tests.cast import fay
from tests.doors.conftest import Browser, said
from tests.doors.test_sign_in import PASSWORD, SIGN_IN, code, typed, with_an_app, with_password

pytestmark = pytest.mark.usefixtures("quick_passwords")
TOO_MANY = "Too many tries"


@pytest.fixture
def from_somewhere(house):
    """A browser at a network address that our own proxy tells; what the visitor tells is in front
    of it.
    """
    house.CLIENT_ADDRESS_HEADER = "X-Forwarded-For"
    with_password(fay())
    return lambda last: Browser(headers={"X-Forwarded-For": f"203.0.113.9, 198.51.100.{last}"})


@pytest.mark.parametrize("who", ["fay@example.com", "nobody@example.com"])
def test_five_wrong_tries_close_an_account_to_every_address(from_somewhere, monkeypatch, who):
    for last in range(5):
        assert "correct username and password" in said(
            typed(from_somewhere(last), who=who, password="wrong")
        )
    assert TOO_MANY in said(typed(from_somewhere(77), who=who.upper()))
    later = SimpleNamespace(
        time=lambda: time.time() + 301, monotonic=time.monotonic, sleep=time.sleep
    )
    monkeypatch.setattr("allauth.core.internal.ratelimit.time", later)
    assert (typed(from_somewhere(77), who=who).status_code == 302) == (who == "fay@example.com")


def test_ten_wrong_tries_close_every_account_to_an_address(from_somewhere):
    for nth in range(10):
        typed(from_somewhere(1), who=f"guess-{nth}@example.com", password="wrong")
    assert TOO_MANY in said(typed(from_somewhere(1)))
    assert typed(from_somewhere(2)).status_code == 302


def test_thirty_posts_a_minute_are_enough(from_somewhere):
    browser = from_somewhere(1)
    statuses = [browser.post(SIGN_IN, {}).status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
    assert TOO_MANY in said(browser.post(SIGN_IN, {}))


def test_made_up_passkeys_are_counted(from_somewhere):
    browser = from_somewhere(1)
    assert [
        browser.post(f"{SIGN_IN}passkey/", {"credential": "{}"}).status_code for _ in range(11)
    ][-1] == 429


def test_codes_are_not_guessed(from_somewhere, watch):
    browser = from_somewhere(1)
    typed(browser)
    secret, _ = with_an_app(browser, watch)
    guessing = from_somewhere(2)
    asked = typed(guessing).url
    for _ in range(5):
        assert "That code is wrong" in said(guessing.post(asked, {"code": "000000"}))
    assert TOO_MANY in said(guessing.post(asked, {"code": code(secret, watch)}))


def test_an_open_desk_is_no_place_to_guess_the_password(from_somewhere):
    browser = from_somewhere(1)
    browser.force_login(fay())
    for _ in range(5):
        assert "The password is wrong" in said(
            browser.post(f"{SIGN_IN}again/", {"password": "wrong"})
        )
    assert TOO_MANY in said(browser.post(f"{SIGN_IN}again/", {"password": PASSWORD}))
