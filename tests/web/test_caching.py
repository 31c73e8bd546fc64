"""What caches may keep: nothing of one person, in a browser or between; tried at every address."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

import troth
from tests.factories.items import a_bag
from tests.factories.orders import order_of
from tests.factories.pages import read_to_end
from tests.factories.people import ola
from tests.web.address_patterns import address_patterns, fill_pattern
from troth import clock
from troth.orders.links import link_of

# What belongs to one person: no cache keeps it, not even the browser's own.
PERSONAL = ("/desk", "/orders", "/o/", "/checkout", "/searches")


def rules(answer) -> set[str]:
    return {part.strip().split("=")[0] for part in answer.headers["Cache-Control"].split(",")}


@pytest.mark.parametrize("who", ["a stranger", "a shopper", "staff"])
def test_no_cache_keeps_what_is_one_persons(house, shopper, who):
    bag = a_bag()
    order, person = order_of(bag, now=clock.now()), ola()
    wrong, shared = [], set()
    if who == "a shopper":
        shopper.post(f"/bag/add/{a_bag().slug}")
        shopper.get("/o/" + link_of(number=order.number, link_hash=order.link_hash).split("/")[-1])
    for door in address_patterns():
        path = fill_pattern(door, order, bag)
        for method in ("get", "post"):
            if who == "staff":
                shopper.force_login(person)
            answer = getattr(shopper, method)(path)
            read_to_end(answer)
            directives, personal = rules(answer), path.startswith(PERSONAL)
            if personal and "no-store" not in directives:
                wrong.append((method, path, directives))
            by_cookie = "Cookie" in answer.headers.get("Vary", "") or answer.cookies
            if by_cookie and not {"private", "no-store"} & directives:
                wrong.append((method, path, directives))
            if "public" in directives:
                shared.add(path)
                assert b"csrfmiddlewaretoken" not in getattr(answer, "content", b""), path
    assert wrong == []
    assert "/.well-known/security.txt" in shared
    assert not shared & {"/", "/bag", "/items/", "/search", "/faq"}


@pytest.mark.parametrize("path", ["/", "/bag", "/items/", "/search?q=bag", "/faq"])
def test_a_page_that_shows_the_bag_is_asked_for_anew(shopper, path):
    assert {"private", "no-cache"} <= rules(shopper.get(path))


def test_a_photo_may_be_kept_by_everybody(house, client):
    house.MEDIA_ROOT.mkdir()
    (house.MEDIA_ROOT / "x.jpg").write_bytes(b"x")
    photo = client.get("/media/x.jpg")
    read_to_end(photo)
    assert "public" in rules(photo)
    assert "Cookie" not in photo.headers.get("Vary", "")


def test_signing_out_empties_the_browsers_cache(staff):
    assert staff.post("/desk/sign-out/").headers["Clear-Site-Data"] == '"cache"'


def test_the_web_server_is_not_named(client, house):
    for path in ("/healthz", "/nothing/here", "/static/store/store.css"):
        answer = client.get(path)
        read_to_end(answer)
        assert answer.headers["Server"] == "web", path


def test_security_txt_names_a_contact_and_never_lapses(house, client):
    path = "/.well-known/security.txt"
    response = client.get(path)
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    text = response.content.decode()
    assert "Contact: mailto:care@fathomandreed.example" in text
    assert f"Canonical: {house.SITE_URL}/.well-known/security.txt" in text
    expires = re.search(r"^Expires: (\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\dZ$", text, re.MULTILINE)[1]
    assert 150 < (datetime.fromisoformat(expires).date() - clock.now().date()).days < 365
    house.SECURITY_CONTACT = ["mailto:security@shop.example", "https://shop.example/report"]
    lines = client.get(path).content.decode().splitlines()
    assert lines[:2] == [
        "Contact: mailto:security@shop.example",
        "Contact: https://shop.example/report",
    ]


def test_trace_is_not_answered(shopper):
    for path in ("/", "/bag", "/desk/", "/nothing/here", "/orders/find"):
        answer = shopper.generic("TRACE", path, headers={"X-Probe": "echo"})
        assert answer.status_code == 405, path
        assert b"echo" not in answer.content


def test_scripts_store_nothing_in_the_browser():
    scripts = sorted(Path(troth.__file__).parent.glob("**/static/**/*.js"))
    assert len(scripts) >= 5
    for script in scripts:
        matches = re.findall(
            r"localStorage|sessionStorage|indexedDB|document\.cookie", script.read_text()
        )
        assert matches == [], script.name
