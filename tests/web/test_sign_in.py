"""Signing in: the password, the second factor, the recovery codes; what production asks for, and
what nobody is told.
"""

from __future__ import annotations

import base64
import hmac
import re
import struct

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User

from tests.factories.people import fay
from tests.web.conftest import Browser, page_text
from troth.cli import main

SIGN_IN, MINE = "/desk/sign-in/", "/desk/sign-in/mine/"
PASSWORD = "a long password"


pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def person(house):
    return with_password(fay())


def with_password(who: User) -> User:
    who.set_password(PASSWORD)
    who.save()
    return who


def typed(client, who="fay@example.com", password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": who, "password": password} | more)


def code(secret: str, watch) -> str:
    """What an authenticator app shows (RFC 6238)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", watch.now // 30), "sha1")
    return str((struct.unpack_from(">I", digest, digest[-1] & 15)[0] & 0x7FFFFFFF) % 10**6).zfill(6)


def with_an_app(client, watch) -> tuple[str, list[str]]:
    """Sets an authenticator app up, as a person would. Returns its key, and the recovery codes."""
    secret = re.search(r"Key: <code>(\w+)", client.get(f"{MINE}app/").content.decode())[1]
    page = client.post(f"{MINE}app/", {"code": code(secret, watch)}, follow=True)
    assert "10 of 10 are left" in page_text(page)
    watch.now += 30
    return secret, re.findall(r"<code>(\d{8})</code>", page.content.decode())


def test_the_password_and_then_the_code(client, person, watch):
    typed(client)
    page = client.get(f"{MINE}app/").content.decode()
    secret = re.search(r"Key: <code>(\w+)", page)[1]
    assert "<svg" in page
    wrong = client.post(f"{MINE}app/", {"code": "000000"})
    assert "That code is wrong" in page_text(wrong)
    secret, _ = with_an_app(client, watch)
    assert secret not in str(list(Authenticator.objects.values()))
    client.post("/desk/sign-out/")

    redirect = typed(client, next="/desk/money/")
    assert redirect.url == "/desk/sign-in/code/"
    assert client.get("/desk/money/").status_code == 302
    assert "That code is wrong" in page_text(client.post(redirect.url, {"code": "000000"}))
    right = code(secret, watch)
    assert client.post(redirect.url, {"code": right}).url == "/desk/money/"
    assert client.get("/desk/money/").status_code == 200

    other = Browser()
    typed(other)
    assert "was used already" in page_text(other.post(redirect.url, {"code": right}))
    watch.now += 30
    assert other.post(redirect.url, {"code": code(secret, watch)}).url == "/desk/"


def test_a_recovery_code_opens_once(client, person, watch):
    typed(client)
    _, codes = with_an_app(client, watch)
    assert len(codes) == 10
    for opens, recovery in ((True, codes[0]), (False, codes[0]), (True, codes[1])):
        browser = Browser()
        answer = browser.post(typed(browser).url, {"code": recovery})
        assert (answer.status_code == 302) == opens
    left = page_text(browser.get(f"{MINE}codes/"))
    assert "8 of 10 are left" in left
    assert codes[0] not in left
    browser.post(f"{MINE}codes/new/")
    assert codes[2] not in page_text(browser.get(f"{MINE}codes/"))


def test_an_app_is_removed(client, person, watch):
    typed(client)
    with_an_app(client, watch)
    assert "It is set up" in page_text(client.get(MINE))
    assert "is removed" in page_text(client.post(f"{MINE}app/remove/", follow=True))
    assert not Authenticator.objects.exists()


def test_who_lost_their_way_in_gets_another(client, person, watch, capsys):
    typed(client)
    with_an_app(client, watch)
    assert main(["staff", "fay@example.com", "--reset"]) == 0
    password = re.search(r"password (\S+) within", capsys.readouterr().out)[1]
    assert client.get("/desk/").status_code == 302
    assert "correct username and password" in page_text(typed(client))
    assert typed(client, password=password).url == "/desk/"
    assert client.get("/desk/").url == f"{MINE}password/"


def test_in_production_the_desk_waits_for_a_second_factor(client, person, watch, house):
    house.SECOND_FACTOR_REQUIRED = True
    typed(client)
    for path in ("/desk/", "/desk/money/", "/desk/serials/"):
        assert client.get(path).url == MINE
    assert client.post("/desk/orders/x/refund", {}).url == MINE
    page = client.get("/desk/", follow=True)
    assert "First set up a passkey or an authenticator app" in page_text(page)
    assert 'href="/desk/money/"' not in page.content.decode()
    with_an_app(client, watch)
    assert client.get("/desk/money/").status_code == 200
    client.post(f"{MINE}app/remove/")
    assert client.get("/desk/money/").url == MINE


def test_in_development_the_password_is_enough(client, person):
    assert typed(client).url == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_nobody_is_told_which_accounts_there_are(client, person):
    gone = with_password(
        User.objects.create_user("gone@example.com", is_staff=True, is_active=False)
    )
    pages = {
        page_text(typed(client, who=who, password="wrong"))
        for who in ("fay@example.com", "nobody@example.com", str(gone))
    }
    assert len({words.replace("Store Mail sent", "") for words in pages}) == 1
    assert "correct username and password" in pages.pop()
    assert "correct username and password" in page_text(
        client.post(SIGN_IN, {"login": gone, "password": PASSWORD}, follow=True)
    )
    assert client.get("/desk/").status_code == 302


def test_nobody_signs_up_and_no_passkey_is_made_up(client, person):
    for path in ("signup/", "sign-up/", "passkey/signup/", "password/reset/"):
        assert client.get(f"{SIGN_IN}{path}").status_code == 404
    for forged in ("", "{}", "[]", '{"response": {"userHandle": "MQ"}}'):
        client.post(f"{SIGN_IN}passkey/", {"credential": forged})
        assert client.get("/desk/").status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        SIGN_IN,
        MINE,
        f"{MINE}app/",
        f"{MINE}passkeys/",
        f"{MINE}codes/",
        f"{SIGN_IN}again/",
        "/desk/sign-in/code/",
    ],
)
def test_no_page_has_a_script_or_a_style_in_it(client, person, watch, path):
    if path != SIGN_IN:
        typed(client)
    if path not in (SIGN_IN, f"{MINE}app/"):
        with_an_app(client, watch)
    if path == "/desk/sign-in/code/":
        client.post("/desk/sign-out/")
        typed(client)
    page = client.get(path)
    html = page.content.decode()
    assert page.status_code == 200
    assert (
        re.findall(
            r"<script(?! src=| id=\"asked\" type=\"application/json\"| type=\"application/json\")",
            html,
        )
        == []
    )
    assert re.findall(r"<style| style=| on\w+=|javascript:", html) == []


def test_the_code_typed_at_setup_signs_nobody_in_within_its_half_minute(client, person, watch):
    typed(client)
    secret = re.search(r"Key: <code>(\w+)", client.get(f"{MINE}app/").content.decode())[1]
    first = code(secret, watch)
    assert "10 of 10" in page_text(client.post(f"{MINE}app/", {"code": first}, follow=True))
    other = Browser()
    code_url = typed(other).url
    assert "was used already" in page_text(other.post(code_url, {"code": first}))
    assert other.get("/desk/").status_code == 302
    watch.now += 30
    assert other.post(code_url, {"code": code(secret, watch)}).url == "/desk/"
