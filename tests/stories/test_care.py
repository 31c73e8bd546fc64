"""Clauses `cancellation`, `cancellation_by_email`, `non_receipt`, `authenticity_refund`, `care`,
lived in a browser on a running store with its mailbox, its carrier and its payment provider; looked
at on a phone and a desktop by axe-core.
"""

from __future__ import annotations

import re

import pytest

from tests.engine import ENGINE
from tests.stories.stores import Store
from tests.stories.test_first_way_through import PHONE
from tests.stories.test_from_intake_to_sold import FIRST, SECOND
from tests.stories.test_from_intake_to_sold import sign_in as sign_in_as
from tests.stories.test_warehouse import buy, later, nothing_wrong, until
from tests.uploads import picture

NUMBER = "794988888885"
pytestmark = [
    pytest.mark.xdist_group("care"),
    pytest.mark.skipif(ENGINE != "sqlite", reason="the rooms' tests see each way on both engines"),
]


@pytest.fixture(scope="module")
def own_store(tmp_path_factory):
    with Store(tmp_path_factory.mktemp("care"), SWEEP_SECONDS="1") as store:
        yield store


def main_of(page) -> str:
    return page.locator("main").inner_text()


def write(
    page, store, subject: str, text: str, *, proven: bool = True, sender: str = "ann@example.com"
) -> None:
    """A mail to care, through the built-in mailbox."""
    page.goto(f"{store.url}/dev/mail/")
    page.get_by_label("From").fill(sender)
    page.get_by_label("Subject").fill(subject)
    page.get_by_label("Text").fill(text)
    page.get_by_label(re.compile("genuine")).set_checked(proven)
    page.get_by_role("button", name="Send it").click()


def letter(page, store, words: str) -> str:
    """The text of the newest letter whose subject has these words."""
    for _ in range(100):
        found = [mail for mail in store.mails() if words in mail["Subject"]]
        if found:
            return found[-1].get_body(("plain",)).get_content()
        page.wait_for_timeout(100)
    raise AssertionError([mail["Subject"] for mail in store.mails()])


def business_day(desk, store) -> None:
    """A clock of this test's own: a Tuesday noon in New York, wherever it stood."""
    desk.goto(f"{store.url}/desk/")
    shown = re.search(
        r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} \d+, (\d+):\d+(?::\d+)? (am|pm)", main_of(desk)
    )
    assert shown, main_of(desk)[:300]
    day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].index(shown[1])
    hour = int(shown[2]) % 12 + 12 * (shown[3] == "pm")
    ahead = (8 - day) % 7 * 24 + 12 - hour
    later(desk, store, ahead if ahead > 0 else ahead + 168)


def shipped(desk, store, page) -> str:
    """An order that left, by hand; its number."""
    number = buy(page, store, "us")
    later(desk, store, 3)
    for button in ("Mark processed", "Ship it"):
        desk.goto(f"{store.url}/desk/orders/{number}")
        desk.get_by_text("By hand, when the printer").click()
        if button == "Ship it":
            desk.get_by_label("Tracking number").fill(NUMBER)
        desk.get_by_role("button", name=button).click()
    assert "Shipped" in desk.locator(".note.success").inner_text()
    return number


def set_aside(desk, store, number: str) -> None:
    """Held, so that it blocks none of the others."""
    desk.goto(f"{store.url}/desk/orders/{number}")
    desk.get_by_label("Hold it, because").fill("This story has ended.")
    desk.get_by_role("button", name="Hold", exact=True).click()


def test_cancelled_with_one_press_in_the_window(own_store, page, desk):
    store = own_store
    business_day(desk, store)
    number = buy(page, store, "us")
    page.goto(f"{store.url}/orders/{number}")
    until(page, "You may cancel until")
    page.locator("[data-until]", has_text="left").wait_for()  # the script has begun
    assert re.search(r"[12]:\d\d:\d\d left", main_of(page))
    nothing_wrong(page, "order-may-cancel")
    page.get_by_role("link", name="Cancel this order").click()
    nothing_wrong(page, "ask-cancel")
    page.get_by_role("button", name="Cancel this order").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "cancelled, as you asked" in main_of(page)
    assert "cancelled, as you asked" in letter(page, store, f"{number} is cancelled")
    for _ in range(100):
        if store.sql(
            "SELECT p.state FROM payments_payment p JOIN orders_order o ON o.id = p.order_id WHERE"
            f" o.number = '{number}'"
        ) == [("voided",)]:
            break
        page.wait_for_timeout(100)
    else:
        raise AssertionError("nothing was released")


def test_by_mail_it_is_done_or_asked_back(own_store, page, desk):
    store = own_store
    business_day(desk, store)
    proven, asked_back = buy(page, store, "us"), buy(page, store, "us")
    write(page, store, "Cancel", f"Please cancel my order {proven}.\n\nThanks,\nAnn")
    page.goto(f"{store.url}/orders/{proven}")
    until(page, "cancelled, as you asked")
    write(page, store, "Cancel", f"Please cancel my order {asked_back}.", proven=False)
    page.goto(f"{store.url}/orders/{asked_back}")
    until(page, "Was it you, and do you mean it?")
    nothing_wrong(page, "order-asked-back")
    assert "Was it you" in letter(page, store, f"{asked_back}: held until")
    page.get_by_role("button", name="Yes, it was me").click()
    assert "cancelled, as you asked" in main_of(page)


def test_a_question_by_mail_is_answered_in_its_thread(own_store, page, desk):
    store = own_store
    number = buy(page, store, "us")
    write(page, store, "Don't cancel my order!", f"Just asking how {number} is coming along.")
    letter(page, store, f"{number}: a mail of yours was received")
    desk.goto(f"{store.url}/desk/care/")
    nothing_wrong(desk, "care")
    desk.get_by_role("row", name=re.compile(number)).get_by_role("link").first.click()
    nothing_wrong(desk, "request")
    desk.get_by_text("Write to the shopper").click()
    desk.get_by_label("Letter").fill("It is being packed with care.")
    desk.get_by_role("button", name="Send the letter").click()
    assert "It is being packed with care." in letter(page, store, f"Your order {number}")
    [answer] = [mail for mail in store.mails() if mail["Subject"] == f"Your order {number}"]
    assert answer["In-Reply-To"].endswith("@mail.example>")
    desk.get_by_role("button", name="It is answered").click()
    assert "answered" in main_of(desk)
    set_aside(desk, store, number)


def test_mail_without_an_order_is_linked_by_a_person(own_store, page, desk):
    store = own_store
    number = buy(page, store, "us")
    write(page, store, "Hello?", "Where is my bag?", sender="ann@work.example")
    for _ in range(60):
        desk.goto(f"{store.url}/desk/care/")
        if desk.get_by_role("link", name="Hello?").count():
            break
        desk.wait_for_timeout(250)
    desk.get_by_role("link", name="Hello?").click()
    nothing_wrong(desk, "mail")
    desk.get_by_label("Order number").fill(number)
    desk.get_by_role("button", name="It belongs to this order").click()
    assert "Where is my bag?" in main_of(desk)
    set_aside(desk, store, number)


def test_not_received_is_claimed_and_refunded(own_store, page, desk):
    store = own_store
    number = shipped(desk, store, page)
    page.goto(f"{store.url}/orders/{number}/ask/not-received")
    nothing_wrong(page, "ask-not-received")
    page.get_by_label("Anything we should know").fill("Nothing came.")
    page.get_by_role("button", name="Report it").click()
    assert "becomes a claim by itself" in main_of(page)
    later(desk, store, 24 * 25)
    claim = letter(page, store, f"{number}: claim filed")
    assert "your report is a claim now" in claim
    desk.goto(f"{store.url}/desk/care/")
    desk.get_by_role("row", name=re.compile(number)).get_by_role("link").first.click()
    assert "Nothing came." in main_of(desk)
    desk.get_by_role("button", name="Refund it").click()
    assert "refunded" in main_of(desk)
    page.goto(f"{store.url}/orders/{number}")
    until(page, "Claim accepted: everything paid for it goes back")


def test_cancelled_reported_and_forgotten_without_scripts(own_store, browser, desk):
    store = own_store
    business_day(desk, store)
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    context.set_default_timeout(30_000)
    page = context.new_page()
    number = buy(page, store, "us")
    page.goto(f"{store.url}/orders/{number}/ask/cancel")
    page.get_by_role("button", name="Cancel this order").click()
    assert "cancelled, as you asked" in main_of(page)
    page.get_by_role("link", name="Be forgotten").click()
    page.get_by_label("Erase it.").check()
    page.get_by_role("button", name="Erase it").click()
    assert "To be forgotten" in main_of(page)
    kept = shipped(desk, store, page)
    later(desk, store, 25)
    page.goto(f"{store.url}/orders/{number}")
    until(page, "name and address are erased")
    page.goto(f"{store.url}/orders/{kept}/ask/not-received")
    page.get_by_role("button", name="Report it").click()
    assert "becomes a claim by itself" in main_of(page)
    context.close()


def test_damage_is_looked_at_and_a_part_goes_back(own_store, page, desk):
    store = own_store
    number = shipped(desk, store, page)
    page.goto(f"{store.url}/orders/{number}/ask/damaged")
    nothing_wrong(page, "ask-damaged")
    page.get_by_label("What is damaged").fill("The handle is torn.")
    page.get_by_label("Photos of it").set_input_files(
        {"name": "torn.jpg", "mimeType": "image/jpeg", "buffer": picture(seed=3)}
    )
    page.get_by_role("button", name="Report it").click()
    assert "A person compares it with the listing" in main_of(page)
    desk.goto(f"{store.url}/desk/care/")
    desk.get_by_role("row", name=re.compile(number)).get_by_role("link").first.click()
    assert desk.get_by_alt_text("torn.jpg").count() == 1
    desk.get_by_label("The part of the price").fill(
        "20.00"
    )  # whichever piece was bought, it cost more
    desk.get_by_role("button", name="Give a part back").click()
    assert "Done" in desk.locator(".note.success").inner_text()
    page.goto(f"{store.url}/orders/{number}")
    until(page, "Refunded")


def test_from_a_report_to_proven_not_authentic(own_store, page, desk):
    store = own_store
    desk.goto(f"{store.url}/desk/authenticators")
    nothing_wrong(desk, "authenticators")
    desk.get_by_label("Name").fill("Orlède House")
    desk.get_by_label("Site").fill("https://house.example")
    desk.get_by_role("button", name="Put on the list").click()
    number = shipped(desk, store, page)
    page.goto(f"{store.url}/orders/{number}/ask/not-authentic")
    nothing_wrong(page, "ask-not-authentic")
    page.get_by_label("Who says so").select_option("Orlède House")
    page.get_by_label("What their report says").fill("The stamp is wrong.")
    page.get_by_label("The report", exact=True).set_input_files(
        {"name": "report.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 report"}
    )
    page.get_by_role("button", name="Send the report").click()
    desk.goto(f"{store.url}/desk/care/")
    desk.get_by_role("row", name=re.compile(number)).get_by_role("link").first.click()
    address = desk.url
    desk.get_by_role("button", name="The report is theirs: offer the return").click()
    desk.get_by_label("A picture or PDF").set_input_files(
        {"name": "return-label.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 label"}
    )
    desk.get_by_label(re.compile("for the shopper")).check()
    desk.get_by_role("button", name="Keep it").click()
    page.goto(f"{store.url}/orders/{number}")
    label = page.get_by_role("link", name="return-label.pdf").get_attribute("href")
    assert page.context.request.get(store.url + label).body() == b"%PDF-1.7 label"
    desk.get_by_role("button", name="The piece is back").click()
    for expert in (FIRST, SECOND):
        sign_in_as(desk, store, expert)
        desk.goto(address)
        desk.get_by_label(re.compile("What you found")).fill("Seen under ultraviolet light.")
        if expert == FIRST:
            nothing_wrong(desk, "two-people-look")
        desk.get_by_role("button", name="Not authentic", exact=True).click()
    assert "proven" in main_of(desk)
    page.goto(f"{store.url}/orders/{number}")
    until(page, "Proven not authentic: everything goes back")
    until(page, "Refunded")
