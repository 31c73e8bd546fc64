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
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.moments import moment
from tests.factories.orders import order_of, place_hours_ago
from tests.factories.people import pat
from tests.web.desk_forms import BOX_FORM, fill_taken_parcel
from tests.web.page_table import page_rows
from troth.notifications.models import Notification
from troth.orders.formatting import format_instant_in
from troth.orders.models import Event

JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
PLACEHOLDER = re.compile(r"%\(\w+\)s|%[sd]|\{\w*\}|<[^>]+>")


@pytest.fixture
def desk(house, client):
    client.force_login(pat())
    return client


def page_html(answer) -> str:
    return answer.content.decode()


def test_every_word_of_the_desk_is_in_japanese():
    catalog = desk_words.catalog()
    missing = [
        message
        for message in desk_words.wanted()
        if not (catalog.get(message) and catalog.get(message).string)
    ]
    assert not missing, "make words adds them to the file; then translate them there"
    wanted = set(desk_words.wanted())
    ids = [
        message.id if isinstance(message.id, str) else tuple(message.id)
        for message in catalog
        if message.id
    ]
    assert not [message for message in ids if message not in wanted], "make words takes them out"


def test_a_translation_fills_in_what_its_sentence_does():
    for message in desk_words.catalog():
        if not message.id:
            continue
        english = message.id if isinstance(message.id, str) else message.id[1]
        japanese = message.string if isinstance(message.string, str) else message.string[0]
        assert sorted(PLACEHOLDER.findall(japanese)) == sorted(PLACEHOLDER.findall(english)), (
            english
        )


def catalog_forms(catalog) -> list[tuple[str, ...]]:
    return sorted(
        (*forms(message.id), "=", *forms(message.string)) for message in catalog if message.id
    )


def forms(message) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)


def test_what_is_read_at_run_time_is_what_is_written():
    with desk_words.PO.with_suffix(".mo").open("rb") as file:
        compiled = catalog_forms(read_mo(file))
    assert compiled == catalog_forms(desk_words.catalog()), "make words compiles it"


def test_no_template_of_the_desk_says_what_no_translator_can_reach():
    paths = sorted((desk_words.TROTH / "desk").rglob("templates/**/*.*"))
    assert len(paths) > 100
    for path in paths:
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
    page = page_html(desk.get("/desk/parcels/?q=B-1"))
    assert '<html lang="ja">' in page
    assert "荷物" in page
    desk.get("/desk/?lang=en")
    assert '<html lang="en">' in page_html(desk.get("/desk/parcels/"))
    assert desk.get("/desk/parcels/?lang=xx").status_code == 200


def test_the_browser_is_asked_before_anybody_has_chosen(house):
    client = Client(headers={"accept-language": "ja,en;q=0.5"})
    page = page_html(client.get("/desk/sign-in/"))
    assert '<html lang="ja">' in page
    assert "ログイン" in page


def test_the_store_stays_english(desk):
    desk.get("/desk/?lang=ja")
    for address in ("/", "/faq", "/bag", "/orders/find"):
        page = page_html(desk.get(address, headers={"accept-language": "ja"}))
        assert '<html lang="en">' in page
        assert not JAPANESE.search(page), address


def test_what_is_kept_and_mailed_is_english_whoever_acts(desk):
    """A box packed, closed and handed over by somebody who reads Japanese."""
    desk.get("/desk/?lang=ja")
    order = place_hours_ago()
    at = fill_taken_parcel(desk)
    desk.post(f"{at}/close", BOX_FORM)
    slip = page_html(desk.get(f"{at}/slip"))  # its reader is the shopper
    assert "Someone must sign for this parcel." in slip
    assert not JAPANESE.search(slip)
    hand_over = desk.post(f"/desk/orders/{order.number}/hold", {"why": "a note"}, follow=True)
    assert JAPANESE.search(page_html(hand_over))
    stored = [
        *Notification.objects.values_list("subject", "text", "html"),
        *Event.objects.values_list("kind", "facts", "by"),
    ]
    assert stored
    assert not JAPANESE.search(str(stored))


class Words(HTMLParser):
    """What a page says, piece by piece; but what stands in another language, or is no language."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.deaf = 0

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.texts += [
            values[name] for name in ("aria-label", "alt", "placeholder") if values.get(name)
        ]
        self.deaf += tag in ("script", "style", "code")

    def handle_endtag(self, tag):
        self.deaf -= tag in ("script", "style", "code")

    def handle_data(self, data):
        if not self.deaf:
            self.texts.append(data)


def words_of(page: str) -> list[str]:
    parser = Words()
    parser.feed(page)
    return [" ".join(text.split()) for text in parser.texts if text.strip()]


def test_no_page_of_the_desk_falls_back_to_english(desk):
    """Every page that opens without an object, and those of a piece and an order: what the catalog
    has, it says.
    """
    order, item = order_of(a_bag(), a_watch_in_japan()), a_bag()
    translations = {
        message.id: message.string
        for message in desk_words.catalog()
        if isinstance(message.id, str) and message.string != message.id
    }
    desk.get("/desk/?lang=ja")
    seen = 0
    addresses = [
        f"/{door.route}"
        for door in page_rows().values()
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
        page = page_html(answer)
        english = [words for words in words_of(page) if words in translations]
        assert not english, f"{address}: {english}"
        seen += 1
    assert seen > 10


@pytest.mark.parametrize(
    ("language", "label"), [("en", "Tue Nov 24, 09:30 JST"), ("ja", "11月24日(火) 09:30 JST")]
)
def test_the_clock_of_another_warehouse_is_told_as_every_time_is(house, language, label):
    with translation.override(language):
        assert label in format_instant_in(moment("Mon 2026-11-23 19:30"), ZoneInfo("Asia/Tokyo"))
