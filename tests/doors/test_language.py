"""The desk in Japanese and English: every word of it, chosen or asked for by the browser; the store
and its letters English.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from babel.messages.mofile import read_mo
from django.test import Client
from django.utils import translation

from tests import desk_words
from tests.cast import a_bag, a_watch_in_japan, order_of, pat
from tests.doors.every_door import doors
from tests.doors.test_desk_packing import BOX, filled, placed
from tests.moments import moment
from troth.notices.models import Notice
from troth.orders.models import Event
from troth.orders.templatetags.says import instant_in

JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
PLACEHOLDER = re.compile(r"%\(\w+\)s|%[sd]|\{\w*\}|<[^>]+>")


@pytest.fixture
def desk(house, client):
    client.force_login(pat())
    return client


def said(answer) -> str:
    return answer.content.decode()


def test_every_word_of_the_desk_is_in_japanese():
    known = desk_words.catalog()
    missing = [
        message
        for message in desk_words.wanted()
        if not (known.get(message) and known.get(message).string)
    ]
    assert not missing, "make words adds them to the file; then translate them there"
    wanted = set(desk_words.wanted())
    ids = [each.id if isinstance(each.id, str) else tuple(each.id) for each in known if each.id]
    assert not [message for message in ids if message not in wanted], "make words takes them out"


def test_a_translation_fills_in_what_its_sentence_does():
    for each in desk_words.catalog():
        if not each.id:
            continue
        english = each.id if isinstance(each.id, str) else each.id[1]
        japanese = each.string if isinstance(each.string, str) else each.string[0]
        assert sorted(PLACEHOLDER.findall(japanese)) == sorted(PLACEHOLDER.findall(english)), (
            english
        )


def told(catalog) -> list[tuple[str, ...]]:
    return sorted((*forms(each.id), "=", *forms(each.string)) for each in catalog if each.id)


def forms(said) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def test_what_is_read_at_run_time_is_what_is_written():
    with desk_words.PO.with_suffix(".mo").open("rb") as file:
        compiled = told(read_mo(file))
    assert compiled == told(desk_words.catalog()), "make words compiles it"


def test_no_template_of_the_desk_says_what_no_translator_can_reach():
    for path in sorted((desk_words.TROTH / "desk" / "templates").rglob("*")):
        if path.suffix in (".html", ".txt"):
            assert desk_words.unmarked(path.read_text(encoding="utf-8")) == [], path


def test_the_check_of_templates_can_fail():
    assert desk_words.unmarked('<p>{% translate "Kept" %} but <b>this</b> isn\'t</p>') == [
        "but",
        "this",
        "isn't",
    ]
    assert desk_words.unmarked('<a aria-label="Close">{{ name }}</a>') == ["Close"]


def test_a_language_is_chosen_once_and_the_rest_of_the_address_stays(desk):
    answer = desk.get("/desk/parcels/?q=B-1&lang=ja")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/parcels/?q=B-1")
    page = said(desk.get("/desk/parcels/?q=B-1"))
    assert '<html lang="ja">' in page
    assert "荷物" in page
    desk.get("/desk/?lang=en")
    assert '<html lang="en">' in said(desk.get("/desk/parcels/"))
    assert desk.get("/desk/parcels/?lang=xx").status_code == 200


def test_the_browser_is_asked_before_anybody_has_chosen(house):
    client = Client(headers={"accept-language": "ja,en;q=0.5"})
    page = said(client.get("/desk/sign-in/"))
    assert '<html lang="ja">' in page
    assert "ログイン" in page


def test_the_store_stays_english(desk):
    desk.get("/desk/?lang=ja")
    for address in ("/", "/faq", "/bag", "/orders/find"):
        page = said(desk.get(address, headers={"accept-language": "ja"}))
        assert '<html lang="en">' in page
        assert not JAPANESE.search(page), address


def test_what_is_kept_and_mailed_is_english_whoever_acts(desk):
    """A box packed, closed and handed over by somebody who reads Japanese."""
    desk.get("/desk/?lang=ja")
    order = placed()
    at = filled(desk)
    desk.post(f"{at}/close", BOX)
    slip = said(desk.get(f"{at}/slip"))  # its reader is the shopper
    assert "Someone must sign for this parcel." in slip
    assert not JAPANESE.search(slip)
    hand_over = desk.post(f"/desk/orders/{order.number}/hold", {"why": "a note"}, follow=True)
    assert JAPANESE.search(said(hand_over))
    kept = [
        *Notice.objects.values_list("subject", "text", "html"),
        *Event.objects.values_list("kind", "facts", "by"),
    ]
    assert kept
    assert not JAPANESE.search(str(kept))


class Words(HTMLParser):
    """What a page says, piece by piece; but what stands in another language, or is no language."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.deaf = 0

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        self.said += [told[name] for name in ("aria-label", "alt", "placeholder") if told.get(name)]
        self.deaf += tag in ("script", "style", "code")

    def handle_endtag(self, tag):
        self.deaf -= tag in ("script", "style", "code")

    def handle_data(self, data):
        if not self.deaf:
            self.said.append(data)


def words_of(page: str) -> list[str]:
    read = Words()
    read.feed(page)
    return [" ".join(each.split()) for each in read.said if each.strip()]


def test_no_page_of_the_desk_falls_back_to_english(desk):
    """Every page that opens without an object, and those of a piece and an order: what the catalog
    has, it says.
    """
    order, item = order_of(a_bag(), a_watch_in_japan()), a_bag()
    known = {
        each.id: each.string
        for each in desk_words.catalog()
        if isinstance(each.id, str) and each.string != each.id
    }
    desk.get("/desk/?lang=ja")
    seen = 0
    addresses = [
        f"/{door.route}"
        for door in doors().values()
        if door.kind == "desk" and "<" not in door.route
    ]
    for address in [
        *addresses,
        f"/desk/orders/{order.number}",
        f"/desk/items/{item.slug}",
        f"/desk/items/{item.slug}/describe",
        f"/desk/items/{item.slug}/evaluate",
        "/desk/items/new?category=bags",
    ]:
        answer = desk.get(address)
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        page = said(answer)
        english = [words for words in words_of(page) if words in known]
        assert not english, f"{address}: {english}"
        seen += 1
    assert seen > 10


@pytest.mark.parametrize(
    ("language", "says"), [("en", "Tue Nov 24, 09:30 JST"), ("ja", "11月24日(火) 09:30 JST")]
)
def test_the_clock_of_another_warehouse_is_told_as_every_time_is(house, language, says):
    with translation.override(language):
        assert says in instant_in(moment("Mon 2026-11-23 19:30"), ZoneInfo("Asia/Tokyo"))
