"""What every answer forbids, whoever made it: each address of the store, errors, redirects,
files.
"""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.factories.items import a_bag
from tests.factories.orders import order_of
from tests.factories.pages import read_to_end
from tests.factories.people import ola
from tests.web.address_patterns import address_patterns, fill_pattern
from troth import clock
from troth.http.downloads import SANDBOX
from troth.http.headers import LETTER, PICTURE, content_security_policy

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self';"
    " img-src 'self'; form-action 'self' http://localhost:8001; base-uri 'none'; frame-ancestors"
    " 'none'"
)
SAME = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def wrong_with(answer) -> list[str]:
    """Which headers are missing or weaker than they should be."""
    wrong = [name for name, value in SAME.items() if answer.headers.get(name) != value]
    wrong += (
        []
        if answer.headers.get("Referrer-Policy") in ("same-origin", "no-referrer")
        else ["Referrer-Policy"]
    )
    wrong += (
        []
        if "camera=()" in answer.headers.get("Permissions-Policy", "")
        else ["Permissions-Policy"]
    )
    # A file to save may do less than a page: nothing at all.
    saved = answer.headers.get("Content-Disposition", "").startswith("attachment")
    right = (STRICT, SANDBOX) if saved else (STRICT,)
    return wrong + (
        []
        if answer.headers.get("Content-Security-Policy") in right
        else ["Content-Security-Policy"]
    )


@pytest.fixture
def plain(house):
    house.PAYMENT_PAGES = ["http://localhost:8001"]
    return house


@pytest.mark.parametrize("who", ["a stranger", "staff"])
def test_every_address_says_it(plain, shopper, who):
    bag, tried = a_bag(), set()
    order, person = order_of(bag, now=clock.now()), ola()
    wrong = []
    for door in address_patterns():
        if who == "staff":
            shopper.force_login(person)
        for method in ("get", "post", "options"):
            answer = getattr(shopper, method)(fill_pattern(door, order, bag))
            read_to_end(answer)
            tried.add(answer.status_code)
            if faults := wrong_with(answer):
                wrong.append((method, door, answer.status_code, faults))
    assert wrong == []
    assert {200, 302, 404, 405} <= tried


def test_errors_say_it_too(plain, client):
    strict, broken = Client(enforce_csrf_checks=True), Client(raise_request_exception=False)
    plain.SEARCH_DIR = None  # a page that fails
    answers = {
        301: client.get("/items"),
        400: client.post(
            "/searches", b"x" * 1_100_000, content_type="application/x-www-form-urlencoded"
        ),
        403: strict.post("/searches", {"q": "bag"}),
        404: client.get("/nothing/here"),
        405: client.delete("/bag"),
        500: broken.get("/search?q=bag"),
    }
    assert {code: answer.status_code for code, answer in answers.items()} == {
        code: code for code in answers
    }
    assert {code: wrong_with(answer) for code, answer in answers.items()} == {
        code: [] for code in answers
    }


def test_a_wrong_host_is_told_no_more(plain, client):
    plain.ALLOWED_HOSTS = ["store.example"]
    answer = client.get("/", headers={"host": "other.example"})
    assert (answer.status_code, wrong_with(answer)) == (400, [])


def test_files_say_it(plain, client):
    for path in (
        "/static/store/store.css",
        "/static/store/search.js",
        "/static/nothing.css",
        "/favicon.ico",
    ):
        answer = client.get(path)
        read_to_end(answer)
        assert wrong_with(answer) == [], path


def test_production_asks_for_https_for_a_year(plain, client):
    plain.SECURE_SSL_REDIRECT, plain.SECURE_HSTS_SECONDS = True, 31_536_000
    plain.SECURE_HSTS_INCLUDE_SUBDOMAINS = plain.SECURE_HSTS_PRELOAD = True
    redirect, page = client.get("/bag"), client.get("/bag", secure=True)
    assert (redirect.status_code, redirect["Location"]) == (301, "https://testserver/bag")
    assert page["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert wrong_with(redirect) == wrong_with(page) == []


def test_photos_and_letters_have_policies_of_their_own(plain, client):
    (plain.MEDIA_ROOT).mkdir()
    (plain.MEDIA_ROOT / "x.jpg").write_bytes(b"x")
    photo = client.get("/media/x.jpg")
    read_to_end(photo)
    assert photo["Content-Security-Policy"] == PICTURE
    assert photo["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "sandbox" in PICTURE
    assert "sandbox" in LETTER
    assert "script-src" not in LETTER
    assert set(re.findall(r"[\w-]+-src", content_security_policy(frames=True))) - set(
        re.findall(r"[\w-]+-src", content_security_policy())
    ) == {"frame-src"}


def test_photos_and_payment_from_elsewhere_are_allowed_by_name(plain):
    plain.PHOTO_ORIGINS, plain.PAYMENT_PAGES = ["https://photos.example"], ["https://pay.example"]
    assert "img-src 'self' https://photos.example;" in content_security_policy()
    assert "form-action 'self' https://pay.example;" in content_security_policy()
