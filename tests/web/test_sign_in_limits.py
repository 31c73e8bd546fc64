"""Guessing is slowed down: at an address, for an account, and from everywhere together. Nobody who
guesses locks a colleague out.
"""

from __future__ import annotations

import re
import time
from types import SimpleNamespace

import pytest

from tests.factories.pages import Browser, page_text
from tests.factories.people import fay, ola
from tests.web.sign_in import PASSWORD, SIGN_IN, app_code, give_password, post_sign_in, set_up_app
from troth.cli import main

pytestmark = pytest.mark.usefixtures("quick_passwords")
TOO_MANY = "Too many tries"


@pytest.fixture
def from_somewhere(house):
    """A browser at a network address that our own proxy tells; what the visitor tells is in front
    of it.
    """
    house.CLIENT_ADDRESS_HEADER = "X-Forwarded-For"
    give_password(fay())
    return lambda last: Browser(headers={"X-Forwarded-For": f"203.0.113.9, 198.51.100.{last}"})


@pytest.fixture
def minutes_later(monkeypatch):
    """Sets the clock by which tries are counted."""

    def go(minutes: float) -> None:
        at = time.time() + minutes * 60
        later = SimpleNamespace(
            time=lambda: at, monotonic=time.monotonic, sleep=lambda _seconds: None
        )
        monkeypatch.setattr("allauth.core.internal.ratelimit.time", later)

    return go


WHO = ["fay@example.com", "nobody@example.com"]


@pytest.mark.parametrize("who", WHO)
def test_five_wrong_tries_close_an_account_to_their_address_alone(
    from_somewhere, minutes_later, who
):
    for _ in range(5):
        assert "correct username and password" in page_text(
            post_sign_in(from_somewhere(1), who=who, password="wrong")
        )
    assert TOO_MANY in page_text(post_sign_in(from_somewhere(1), who=who.upper()))
    assert (post_sign_in(from_somewhere(2), who=who).status_code == 302) == (
        who == "fay@example.com"
    )
    minutes_later(5.1)
    assert (post_sign_in(from_somewhere(1), who=who).status_code == 302) == (
        who == "fay@example.com"
    )


def test_one_address_closes_an_account_to_nobody_else(from_somewhere, minutes_later):
    """As many tries as one address can make in an hour leave the account open to others."""
    refused = 0
    for nth in range(60):
        minutes_later(nth)
        refused += TOO_MANY in page_text(post_sign_in(from_somewhere(1), password="wrong"))
    assert refused == 40  # twenty were taken
    assert post_sign_in(from_somewhere(2)).status_code == 302


@pytest.mark.parametrize("who", WHO)
def test_guessing_from_many_addresses_is_stopped(from_somewhere, minutes_later, who):
    answers = [
        page_text(post_sign_in(from_somewhere(n), who=who, password="wrong")) for n in range(101)
    ]
    assert [TOO_MANY in words for words in answers] == [False] * 100 + [True]
    assert TOO_MANY in page_text(post_sign_in(from_somewhere(200), who=who))
    minutes_later(61)
    assert (post_sign_in(from_somewhere(200), who=who).status_code == 302) == (
        who == "fay@example.com"
    )


def guessed_from_everywhere(from_somewhere) -> None:
    for n in range(101):
        post_sign_in(from_somewhere(n), password="wrong")


def test_nobody_elsewhere_locks_a_browser_in_which_one_has_signed_in(from_somewhere):
    mine = from_somewhere(1)
    assert post_sign_in(mine).status_code == 302
    mine.post("/desk/sign-out/")
    guessed_from_everywhere(from_somewhere)
    assert TOO_MANY in page_text(post_sign_in(from_somewhere(222)))
    assert "correct username" in page_text(post_sign_in(mine, password="wrong"))
    assert post_sign_in(mine).url == "/desk/"


def test_scripts_cannot_read_the_cookie_and_production_sends_it_by_tls_alone(from_somewhere, house):
    name = house.DEVICE_COOKIE_NAME
    mine = from_somewhere(1)
    post_sign_in(mine)
    cookie = mine.cookies[name]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert (cookie["domain"], cookie["secure"]) == ("", "")
    house.SESSION_COOKIE_SECURE = True
    other = from_somewhere(2)
    post_sign_in(other)
    assert other.cookies[name]["secure"] is True


def test_a_known_browser_has_an_allowance_of_its_own(from_somewhere):
    mine = from_somewhere(1)
    post_sign_in(mine)
    mine.post("/desk/sign-out/")
    for _ in range(5):
        post_sign_in(mine, password="wrong")
    assert TOO_MANY in page_text(post_sign_in(mine))
    assert post_sign_in(from_somewhere(1)).status_code == 302  # the address was not used up


def test_a_made_up_or_strange_cookie_is_no_known_browser(from_somewhere, house):
    ola_has = from_somewhere(9)
    give_password(ola())
    post_sign_in(ola_has, who="ola@example.com")
    guessed_from_everywhere(from_somewhere)
    name = house.DEVICE_COOKIE_NAME
    for cookie in (ola_has.cookies[name].value, "made:up:cookie", ""):
        stranger = from_somewhere(223)
        stranger.cookies[name] = cookie
        assert TOO_MANY in page_text(post_sign_in(stranger)), cookie


def test_a_new_password_forgets_the_browsers_that_knew_the_old_one(from_somewhere):
    mine = from_somewhere(1)
    post_sign_in(mine)
    mine.post("/desk/sign-out/")
    person = fay()
    person.set_password("quite another password")
    person.save()
    guessed_from_everywhere(from_somewhere)
    assert TOO_MANY in page_text(post_sign_in(mine, password="quite another password"))


def test_passkeys_are_not_counted_with_passwords(from_somewhere):
    guessed_from_everywhere(from_somewhere)
    answer = from_somewhere(1).post(f"{SIGN_IN}passkey/", {"credential": "{}"}, follow=True)
    assert TOO_MANY not in page_text(answer)


def test_the_operators_link_lets_one_browser_try(from_somewhere, capsys):
    guessed_from_everywhere(from_somewhere)
    assert main(["staff", "fay@example.com", "--device-link"]) == 0
    link = re.search(r"https?://\S+?(/desk/sign-in/device/\S+)", capsys.readouterr().out)[1]
    mine = from_somewhere(222)
    assert TOO_MANY in page_text(post_sign_in(mine))
    mine.get(link)
    assert TOO_MANY in page_text(post_sign_in(mine))  # a page that was only fetched does nothing
    assert mine.post(link).url == SIGN_IN
    assert mine.get("/desk/").status_code == 302  # it signs nobody in
    assert post_sign_in(mine).url == "/desk/"
    other = from_somewhere(223)
    assert other.post(link).status_code == 404
    assert "used already" in page_text(other.get(link))
    assert TOO_MANY in page_text(post_sign_in(other))
    assert other.post("/desk/sign-in/device/made-up").status_code == 404


def test_an_old_link_makes_no_browser_known(from_somewhere, capsys, house):
    main(["staff", "fay@example.com", "--device-link"])
    link = re.search(r"https?://\S+?(/desk/sign-in/device/\S+)", capsys.readouterr().out)[1]
    house.DEVICE_LINK_SECONDS = -1
    assert from_somewhere(1).post(link).status_code == 404


def test_ten_wrong_tries_close_every_account_to_an_address(from_somewhere):
    for nth in range(10):
        post_sign_in(from_somewhere(1), who=f"guess-{nth}@example.com", password="wrong")
    assert TOO_MANY in page_text(post_sign_in(from_somewhere(1)))
    assert post_sign_in(from_somewhere(2)).status_code == 302


def test_thirty_posts_a_minute_are_enough(from_somewhere):
    browser = from_somewhere(1)
    statuses = [browser.post(SIGN_IN, {}).status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
    assert TOO_MANY in page_text(browser.post(SIGN_IN, {}))


def test_made_up_passkeys_are_counted(from_somewhere):
    browser = from_somewhere(1)
    assert [
        browser.post(f"{SIGN_IN}passkey/", {"credential": "{}"}).status_code for _ in range(11)
    ][-1] == 429


def test_codes_are_not_guessed(from_somewhere, watch):
    browser = from_somewhere(1)
    post_sign_in(browser)
    secret, _ = set_up_app(browser, watch)
    guessing = from_somewhere(2)
    code_url = post_sign_in(guessing).url
    for _ in range(5):
        assert "That code is wrong" in page_text(guessing.post(code_url, {"code": "000000"}))
    assert TOO_MANY in page_text(guessing.post(code_url, {"code": app_code(secret, watch)}))


def test_an_open_desk_is_no_place_to_guess_the_password(from_somewhere):
    browser = from_somewhere(1)
    browser.force_login(fay())
    for _ in range(5):
        assert "The password is wrong" in page_text(
            browser.post(f"{SIGN_IN}again/", {"password": "wrong"})
        )
    assert TOO_MANY in page_text(browser.post(f"{SIGN_IN}again/", {"password": PASSWORD}))
    assert post_sign_in(from_somewhere(1)).status_code == 302  # its person signs in elsewhere
