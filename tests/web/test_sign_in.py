"""Signing in: the password, the second factor, the recovery codes; what production asks for, and
what nobody is told.
"""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User

from tests.factories.pages import Browser, page_text
from tests.factories.people import fay
from tests.web.sign_in import (
    MINE,
    PASSWORD,
    SIGN_IN,
    app_code,
    give_password,
    post_sign_in,
    set_up_app,
)
from troth.cli import main

pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def person(house):
    return give_password(fay())


def test_the_password_and_then_the_code(client, person, watch):
    post_sign_in(client)
    page = client.get(f"{MINE}app/").content.decode()
    secret = re.search(r"Key: <code>(\w+)", page)[1]
    assert "<svg" in page
    wrong = client.post(f"{MINE}app/", {"code": "000000"})
    assert "That code is wrong" in page_text(wrong)
    secret, _ = set_up_app(client, watch)
    assert secret not in str(list(Authenticator.objects.values()))
    client.post("/desk/sign-out/")

    redirect = post_sign_in(client, next="/desk/money/")
    assert redirect.url == "/desk/sign-in/code/"
    assert client.get("/desk/money/").status_code == 302
    assert "That code is wrong" in page_text(client.post(redirect.url, {"code": "000000"}))
    right = app_code(secret, watch)
    assert client.post(redirect.url, {"code": right}).url == "/desk/money/"
    assert client.get("/desk/money/").status_code == 200

    other = Browser()
    post_sign_in(other)
    assert "was used already" in page_text(other.post(redirect.url, {"code": right}))
    watch.now += 30
    assert other.post(redirect.url, {"code": app_code(secret, watch)}).url == "/desk/"


def test_a_recovery_code_opens_once(client, person, watch):
    post_sign_in(client)
    _, codes = set_up_app(client, watch)
    assert len(codes) == 10
    for opens, recovery in ((True, codes[0]), (False, codes[0]), (True, codes[1])):
        browser = Browser()
        answer = browser.post(post_sign_in(browser).url, {"code": recovery})
        assert (answer.status_code == 302) == opens
    left = page_text(browser.get(f"{MINE}codes/"))
    assert "8 of 10 are left" in left
    assert codes[0] not in left
    browser.post(f"{MINE}codes/new/")
    assert codes[2] not in page_text(browser.get(f"{MINE}codes/"))


def test_an_app_is_removed(client, person, watch):
    post_sign_in(client)
    set_up_app(client, watch)
    assert "It is set up" in page_text(client.get(MINE))
    assert "is removed" in page_text(client.post(f"{MINE}app/remove/", follow=True))
    assert not Authenticator.objects.exists()


def test_who_lost_their_way_in_gets_another(client, person, watch, capsys):
    post_sign_in(client)
    set_up_app(client, watch)
    assert main(["staff", "fay@example.com", "--reset"]) == 0
    password = re.search(r"password (\S+) within", capsys.readouterr().out)[1]
    assert client.get("/desk/").status_code == 302
    assert "correct username and password" in page_text(post_sign_in(client))
    assert post_sign_in(client, password=password).url == "/desk/"
    assert client.get("/desk/").url == f"{MINE}password/"


def test_in_production_the_desk_waits_for_a_second_factor(client, person, watch, house):
    house.SECOND_FACTOR_REQUIRED = True
    post_sign_in(client)
    for path in ("/desk/", "/desk/money/", "/desk/serials/"):
        assert client.get(path).url == MINE
    assert client.post("/desk/orders/x/refund", {}).url == MINE
    page = client.get("/desk/", follow=True)
    assert "First set up a passkey or an authenticator app" in page_text(page)
    assert 'href="/desk/money/"' not in page.content.decode()
    set_up_app(client, watch)
    assert client.get("/desk/money/").status_code == 200
    client.post(f"{MINE}app/remove/")
    assert client.get("/desk/money/").url == MINE


def test_in_development_the_password_is_enough(client, person):
    assert post_sign_in(client).url == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_nobody_is_told_which_accounts_there_are(client, person):
    gone = give_password(
        User.objects.create_user("gone@example.com", is_staff=True, is_active=False)
    )
    pages = {
        page_text(post_sign_in(client, who=who, password="wrong"))
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
        post_sign_in(client)
    if path not in (SIGN_IN, f"{MINE}app/"):
        set_up_app(client, watch)
    if path == "/desk/sign-in/code/":
        client.post("/desk/sign-out/")
        post_sign_in(client)
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
    post_sign_in(client)
    secret = re.search(r"Key: <code>(\w+)", client.get(f"{MINE}app/").content.decode())[1]
    first = app_code(secret, watch)
    assert "10 of 10" in page_text(client.post(f"{MINE}app/", {"code": first}, follow=True))
    other = Browser()
    code_url = post_sign_in(other).url
    assert "was used already" in page_text(other.post(code_url, {"code": first}))
    assert other.get("/desk/").status_code == 302
    watch.now += 30
    assert other.post(code_url, {"code": app_code(secret, watch)}).url == "/desk/"
