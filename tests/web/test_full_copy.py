"""Clauses `confirmation` and `copy`: the mail and the page for paper hold all that was bought,
promised, charged and agreed to. A mixed order: a bag and exempt shoes in New York, a watch in
Japan, kept at a location of the carrier's in New York City.

What is expected is written down from the order's facts and the law's rates, not from the templates.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.letters import letter_of, send_confirmation
from tests.factories.moments import NOON, moment
from tests.factories.orders import order_of, process_pieces
from tests.factories.pages import page_text
from tests.factories.payments import money_moved
from tests.factories.people import ANN
from tests.factories.pictures import picture
from troth import clock
from troth.catalog import photos
from troth.fulfillment.actions import ship_order
from troth.orders.actions import mark_confirmation_sent
from troth.orders.links import link_of, token_for
from troth.payments.actions import cancel_order

HELD = replace(
    ANN,
    street="380 Canal Street",
    street2="Hold at FedEx Office Print & Ship",
    zip_code="10013",
    phone="212-555-0142",
    hold_at="MTNK28",
    hold_name="FedEx Office Print & Ship Center",
    hold_hours="Mon 08:00–20:00; Sat 10:00–18:00",
)
BAG = {
    "title": "black calfskin top-handle bag",
    "category": "bags",
    "price": "1200.00",
    "condition": "very good",
    "reference": "OR-4417",
    "material": "calfskin",
    "colour": "black",
    "hardware": "gold",
    "grades": "corners=B; interior=A",
    "defects": "corners/scuff/visible/rear left corner",
    "measures": "length_mm=250; height_mm=190",
    "accessories": "dust bag; strap",
    "year_from": "2019",
}
SHOES = {"title": "navy suede loafers", "category": "shoes", "price": "95.00", "size": "US 9"}
POLICY = re.compile(r"http://testserver/faq/[0-9a-f]{12}|http\S+/faq/[0-9a-f]{12}")

# What the shopper must find, whichever way they keep it.
PIECES = [
    "Black calfskin top-handle bag", "$1,200.00",
    "Navy suede loafers", "$95.00",
    "Steel chronograph", "$4,800.00",
    "ships from New York", "ships from Japan",
    "Very good", "Used little or with care",  # the grade and what it means
    "Corners and edges: scuff, visible (rear left corner)",
    "OR-4417", "Calfskin", "25 cm", "19 cm", "dust bag, strap", "2019", "Gold", "US 9",
]  # fmt: skip
DATES = [
    "Wed Dec 2 – Thu Dec 10, 2026",  # from New York
    "Tue Nov 24 – Wed Nov 25, 2026",  # processed there
    "Wed Dec 9 – Thu Dec 24, 2026",  # from Japan
    "Tue Dec 1 – Tue Dec 8, 2026",  # in New York
    "Mon Nov 23, 2026, 12:00 pm ET",  # placed
]
MONEY = [
    "Ground", "5–10 business days after processing", "FedEx", "$15.00",
    "New York City (5 boroughs), code 8081",
    "8.875 % of $1,200.00", "$106.50",
    "8.875 % of $4,800.00", "$426.00",
    "clothing or footwear under $110.00: exempt; no tax on $95.00",
    "8.875 % of $15.00", "$1.33",
    "$533.83",  # the sales tax
    "$6,643.83",  # the total
    "Visa ending in 4242", "authorized", "before the authorization would expire",
]  # fmt: skip
PLACE = [
    "FedEx Office Print & Ship Center",
    "380 Canal Street",
    "New York, NY 10013",
    "Mon 08:00–20:00; Sat 10:00–18:00",
    "Ann Lee",
    "photo ID",
    "ann@example.com",
    "212-555-0142",
]
RULES = [
    "within 15 business days of the day it ships",
    "until the end of business day 18",
    "If a verified authenticator ever proves that a piece isn't authentic",
    "no time limit",
    "troth-standard",
    "Wed Jan 1, 2025",  # of the policy
    "Someone must sign for it: ship to where someone can.",  # agreed to
]
WHY = ["For the whole order", "From New York", "From Japan"]


@pytest.fixture
def order(house, shopper):
    bag, shoes, watch = a_bag(**BAG), a_bag(**SHOES), a_watch_in_japan()
    upload = SimpleUploadedFile("bag.jpg", picture(size=(900, 700)))
    [photo], _ = photos.add_photos(item=bag, files=[upload], now=NOON, by="staff:pat")
    photos.describe_photo(photo=photo, alt="The bag from the front", now=NOON, by="staff:pat")
    placed = order_of(bag, shoes, watch, by=HELD)
    send_confirmation(placed)
    return placed


def paper(shopper, order):
    shopper.get(f"/o/{token_for(order.number)}")
    return shopper.get(f"/orders/{order.number}/print")


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", html)).split())


def tidy(text: str) -> str:
    """As it reads: one space between words, none before a comma or full stop."""
    return re.sub(r" ([.,;:)])", r"\1", " ".join(text.split())).replace("( ", "(")


@pytest.fixture
def copies(order, shopper):
    letter = letter_of(order, "confirmation")
    return {
        "mail as text": tidy(letter.text),
        "mail as HTML": tidy(words_of(letter.html)),
        "paper": tidy(unescape(page_text(paper(shopper, order)))),
    }


@pytest.mark.parametrize("kind", ["mail as text", "mail as HTML", "paper"])
def test_it_holds_everything_agreed_to(copies, order, kind):
    copy = copies[kind]
    numbers = [f"TAG{line.item_id:08d}" for line in order.lines.all()]
    wanted = [order.number, *PIECES, *numbers, *DATES, *MONEY, *PLACE, *RULES, *WHY]
    missing = [words for words in (*wanted, *order.agreed["said"]) if words not in copy]
    assert missing == []
    assert POLICY.search(copy) or kind == "mail as HTML"  # there it is a link


def test_the_mail_leads_to_the_order_the_policy_and_shows_the_photo(order, house):
    html = letter_of(order, "confirmation").html
    assert ">View your order</a>" in re.sub(r"\s+", " ", html).replace("> ", ">").replace(
        " </a>", "</a>"
    )
    assert re.search(r'href="http\S+/faq/[0-9a-f]{12}"', html)
    picture_tag = re.search(r"<img[^>]+>", html)[0]
    assert f'src="{house.SITE_URL}/media/items/' in picture_tag
    assert 'alt="The bag from the front"' in picture_tag
    assert link_of(number=order.number, link_hash=order.link_hash) not in html  # kept nowhere


def test_the_steps_stand_apart_in_order_and_none_twice(copies, order):
    for copy in copies.values():
        why = copy[copy.index("For the whole order") :]
        assert why.count("Placed Mon Nov 23, 2026") <= 2  # the step, and the line below
        together, _, rest = why.partition("From New York")
        here, _, there = rest.partition("From Japan")
        assert "It starts that day" in together
        assert "Leaves Japan" not in here
        assert there.index("Leaves Japan") < there.index("Reaches New York")
        days = [
            "Mon Dec 14" in there,
            there.index("Arrives Wed Dec 9"),
            there.index("Processed Thu Dec 10"),
        ]
        assert days[1] < days[2]
    steps = sum(len(promise["steps"]) for promise in order.promises.values())
    assert letter_of(order, "confirmation").text.count("\n- ") < steps + 9


def test_no_line_of_the_mail_says_midnight_or_a_day_without_its_year(copies):
    for copy in copies.values():
        assert "12:00 am" not in copy
        months = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
        days = re.findall(rf"(?:{months}) \d{{1,2}}(?!\d)(?! – )(.{{0,6}})", copy)
        assert [tail for tail in days if not re.match(r", 20\d\d", tail)] == []


def test_paper_has_the_claim_dates_once_a_parcel_has_shipped(order, shopper):
    before = page_text(paper(shopper, order))
    assert "tracking number" not in before
    process_pieces(order=order, now=NOON + timedelta(hours=3), by="pat")
    left = moment("Tue 2026-12-01 12:00")
    ship_order(order=order, carrier="fedex", number="986578788855", now=left, by="pat")
    after = page_text(paper(shopper, order))
    # Shipped Tue 2026-12-01: business day 15 is Tue Dec 22, day 18 is Mon Dec 28.
    assert "Black calfskin top-handle bag, Navy suede loafers: Shipped Tue Dec 1, 2026" in after
    assert "with FedEx, tracking number 986578788855" in after
    assert "Not there by the end of Tue Dec 22, 2026? Then you can file a claim" in after
    assert "until the end of Mon Dec 28, 2026" in after


def test_paper_tells_what_has_become_of_the_money(shopper):
    order = order_of(a_bag())
    mark_confirmation_sent(order=order, message_id="<c@example.com>", now=NOON, by="notifications")
    left = NOON + timedelta(hours=3)
    process_pieces(order=order, now=left, by="pat")
    ship_order(order=order, carrier="fedex", number="986578788855", now=left, by="pat")
    assert money_moved(left) == 1
    words = page_text(paper(shopper, order))
    assert "We charged $1,322.83 to your Visa ending in 4242 on Mon Nov 23, 2026." in words
    assert "authorized on your Visa" not in words


def test_paper_of_a_cancelled_order_says_so_first(order, shopper):
    cancel_order(order=order, reason="as you asked", requested=True, now=clock.now(), by="shopper")
    words = page_text(paper(shopper, order))
    assert words.index("You cancelled this order on") < words.index("What was ordered")
    assert "card was not charged. The authorization of $6,643.83" in words
    assert "A cancellation is accepted" not in words


def test_paper_keeps_the_photo_that_was_shown(order, shopper):
    bag = order.lines.order_by("pk").first().item
    shown = re.search(r'<img src="([^"]+)"', paper(shopper, order).content.decode())[1]
    photos.remove_photo(photo=bag.photos.get(), now=clock.now(), by="staff:pat")
    again = re.search(r'<img src="([^"]+)"', paper(shopper, order).content.decode())[1]
    assert shown == again
    assert default_storage.exists(shown.removeprefix("/media/"))
