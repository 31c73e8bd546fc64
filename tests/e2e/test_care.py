"""Clauses `cancellation`, `cancellation_by_email`, `non_receipt`, `authenticity_refund`, `care`,
lived in a browser on a running store with its mailbox, its carrier and its payment provider; looked
at on a phone and a desktop by axe-core.
"""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest

from tests.e2e.browser_steps import (
    ANY_PRICE,
    FIRST_EXPERT,
    PHONE,
    SECOND_EXPERT,
    TAG,
    buy_item,
    check_page,
    hold_other_orders,
    letters_with,
    main_text,
    move_clock,
    move_to_business_day,
    move_to_claim_days,
    newest_letter,
    open_desk_as,
    wait_until,
    wait_until_shown,
)
from tests.e2e.counter import over_the_counter
from tests.engine import ENGINE
from tests.factories.pictures import picture

pytestmark = pytest.mark.skipif(
    ENGINE != "sqlite", reason="the rooms' tests see each way on both engines"
)


def write(
    page, store, subject: str, text: str, *, proven: bool = True, sender: str = "ann@example.com"
) -> None:
    """A mail to care, through the sandbox's mailbox."""
    page.goto(f"{store.url}/dev/mail/")
    page.get_by_label("From").fill(sender)
    page.get_by_label("Subject").fill(subject)
    page.get_by_label("Text").fill(text)
    page.get_by_label(re.compile("genuine")).set_checked(proven)
    page.get_by_role("button", name="Send it").click()
    move_clock(store, seconds=1)  # and the worker looks into the mailbox


def reply_saying(store, words: str) -> EmailMessage:
    """The newest reply with these words, once it comes."""

    def matching() -> list[EmailMessage]:
        replies = letters_with(store, "Re: ")
        return [reply for reply in replies if words in reply.get_body(("plain",)).get_content()]

    wait_until(store, matching, lambda: f"no reply {words!r}")
    return matching()[-1]


def shipped(desk, store, page, *, up_to_cents: int = ANY_PRICE) -> str:
    """An order that left, by hand, of a piece of at most this price; its number."""
    number = buy_item(page.context, store, "us", up_to_cents=up_to_cents)
    move_clock(store, hours=3)
    hold_other_orders(store, number)
    over_the_counter(desk, store, number)
    return number


def send_back(store, page, number: str) -> None:
    """The shopper prints the label that the letter speaks of, and drops the box off."""
    text = newest_letter(store, number, "label")
    assert "Your prepaid label by FedEx is on your order's page" in text
    page.goto(f"{store.url}/orders/{number}")
    wait_until_shown(page, store, "Print your return label")
    check_page(page, "order-return-label")
    label = page.get_by_role("link", name="Print your return label").get_attribute("href")
    assert page.context.request.get(store.url + label).body().startswith(b"%PDF")
    tracking = re.search(r"FedEx (\d{12})\.", main_text(page))[1]
    store.carrier("/_control/handed_over", number=tracking)
    move_clock(store, days=9)  # the carrier brings it
    wait_until_shown(page, store, "It is on its way to us")


def check_in(store, desk, address: str) -> None:
    """The warehouse opens the box: a photo of it, the piece's tag by the scanner, its condition."""
    key = address.rpartition("/")[2]
    desk.goto(f"{store.url}/desk/returns/")
    check_page(desk, "returns")
    to_check_in = desk.get_by_role("region", name="To check in")
    wait_until(
        store, lambda: desk.reload() and to_check_in.get_by_role("link", name=key).count(), str
    )
    to_check_in.get_by_role("link", name=key).click()
    check_page(desk, "return-to-check-in")
    desk.get_by_label("Tag of the piece").focus()
    desk.keyboard.type(TAG.search(main_text(desk))[0])  # as the scanner does
    desk.keyboard.press("Enter")  # which the browser holds back: the rest is required
    desk.get_by_label("Condition").select_option("Sound: as it was sent")
    desk.get_by_label("Photos of the open box").set_input_files(
        {"name": "open.jpg", "mimeType": "image/jpeg", "buffer": picture(seed=7)}
    )
    desk.get_by_role("button", name="Check in").click()
    assert "Checked in." in desk.locator(".note.success").inner_text()
    check_page(desk, "return-checked-in")


def test_cancelled_with_one_press_in_the_window(store, page, desk):
    move_to_business_day(store)
    number = buy_item(page.context, store, "us")
    page.goto(f"{store.url}/orders/{number}")
    wait_until_shown(page, store, "You can cancel until")
    page.locator("[data-until]", has_text="left").wait_for()  # the script has begun
    assert re.search(r"[12]:\d\d:\d\d left", main_text(page))
    check_page(page, "order-may-cancel")
    page.get_by_role("link", name="Cancel this order").click()
    check_page(page, "ask-cancel")
    page.get_by_role("button", name="Cancel this order").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Cancelled, as you asked" in main_text(page)
    assert "cancelled, as you asked" in newest_letter(store, f"{number} is cancelled")
    state = (
        "SELECT p.state FROM payments_payment p JOIN orders_order o ON o.id = p.order_id WHERE"
        f" o.number = '{number}'"
    )
    wait_until(store, lambda: store.sql(state) == [("voided",)], lambda: "nothing was released")


def test_by_mail_it_is_done_or_asked_back(store, page, desk):
    move_to_business_day(store)
    proven, asked_back = buy_item(page.context, store, "us"), buy_item(page.context, store, "us")
    write(page, store, "Cancel", f"Please cancel my order {proven}.\n\nThanks,\nAnn")
    page.goto(f"{store.url}/orders/{proven}")
    wait_until_shown(page, store, "Cancelled, as you asked")
    write(page, store, "Cancel", f"Please cancel my order {asked_back}.", proven=False)
    page.goto(f"{store.url}/orders/{asked_back}")
    wait_until_shown(page, store, "Was it you, and do you mean it?")
    check_page(page, "order-asked-back")
    assert "Was it you" in newest_letter(store, f"{asked_back}: held until")
    page.get_by_role("button", name="Yes, it was me").click()
    assert "Cancelled, as you asked" in main_text(page)


def test_a_question_by_mail_is_answered_in_its_thread(store, page, desk):
    number = buy_item(page.context, store, "us")
    write(page, store, "Don't cancel my order!", f"Just asking how {number} is coming along.")
    assert "replies by" in newest_letter(store, "Re: Don't cancel my order!")
    desk.goto(f"{store.url}/desk/care/")
    check_page(desk, "care")
    desk.get_by_role("row", name=re.compile(number)).get_by_role("link").first.click()
    check_page(desk, "request")
    desk.get_by_label("Reply to customer (emailed)").fill("It is being packed with care.")
    desk.get_by_role("button", name="Preview").click()
    assert "nothing is sent yet" in main_text(desk)
    desk.get_by_role("button", name="Send reply and close").click()
    assert "being emailed" in main_text(desk)
    answer = reply_saying(store, "It is being packed with care.")
    assert answer["Subject"] == "Re: Don't cancel my order!"
    assert answer["In-Reply-To"].endswith("@mail.example>")
    assert answer["References"].endswith(answer["In-Reply-To"])
    assert answer["Auto-Submitted"] is None
    assert "answered" in main_text(desk)


def test_mail_without_an_order_is_linked_by_a_person(store, page, desk):
    number = buy_item(page.context, store, "us")
    write(page, store, "Hello?", "Where is my bag?", sender="ann@work.example")
    desk.goto(f"{store.url}/desk/care/")
    wait_until_shown(desk, store, "Hello?")
    desk.get_by_role("link", name="Hello?").click()
    check_page(desk, "mail")
    desk.get_by_label("Order number").fill(number)
    desk.get_by_role("button", name="It belongs to this order").click()
    assert "Where is my bag?" in main_text(desk)


def test_not_received_is_claimed_and_refunded(store, page, desk):
    number = shipped(desk, store, page, up_to_cents=4_000_00)  # one person may refund it alone
    page.goto(f"{store.url}/orders/{number}/ask/not-received")
    check_page(page, "ask-not-received")
    page.get_by_label("Anything we should know").fill("Nothing came.")
    page.get_by_role("button", name="Report it").click()
    assert "becomes a claim by itself" in main_text(page)
    move_to_claim_days(store, number)
    claim = newest_letter(store, f"{number}: claim filed")
    assert "your claim is filed now" in claim
    desk.goto(f"{store.url}/desk/care/")
    desk.get_by_role("row", name=re.compile(number)).get_by_role("link").first.click()
    assert "Nothing came." in main_text(desk)
    desk.get_by_role("button", name="Refund it").click()
    assert "Done, and on the order's timeline." in main_text(desk)
    page.goto(f"{store.url}/orders/{number}")
    wait_until_shown(page, store, "Claim accepted: everything paid for it goes back")


def test_cancelled_reported_and_forgotten_without_scripts(store, browser, desk):
    move_to_business_day(store)
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    context.set_default_timeout(30_000)
    page = context.new_page()
    number = buy_item(page.context, store, "us")
    page.goto(f"{store.url}/orders/{number}/ask/cancel")
    page.get_by_role("button", name="Cancel this order").click()
    assert "Cancelled, as you asked" in main_text(page)
    page.get_by_role("link", name="Delete my personal data").click()
    page.get_by_label("Erase it.").check()
    page.get_by_role("button", name="Delete it").click()
    assert "To be forgotten" in main_text(page)
    shipped_number = shipped(desk, store, page)
    move_clock(store, hours=25)
    page.goto(f"{store.url}/orders/{number}")
    wait_until_shown(page, store, "name and address are erased")
    page.goto(f"{store.url}/orders/{shipped_number}/ask/not-received")
    page.get_by_role("button", name="Report it").click()
    assert "becomes a claim by itself" in main_text(page)
    context.close()


def test_damage_is_looked_at_and_a_part_goes_back(store, page, desk):
    number = shipped(desk, store, page)
    page.goto(f"{store.url}/orders/{number}/ask/damaged")
    check_page(page, "ask-damaged")
    page.get_by_label("What is damaged").fill("The handle is torn.")
    page.get_by_label("Photos of it").set_input_files(
        {"name": "torn.jpg", "mimeType": "image/jpeg", "buffer": picture(seed=3)}
    )
    page.get_by_role("button", name="Report it").click()
    assert "A person compares it with the listing" in main_text(page)
    desk.goto(f"{store.url}/desk/care/")
    desk.get_by_role("row", name=re.compile(number)).get_by_role("link").first.click()
    assert "The handle is torn." in main_text(desk)
    assert desk.get_by_alt_text("torn.jpg").count() == 1
    desk.get_by_label("The part of the price").fill(
        "20.00"
    )  # whichever piece was bought, it cost more
    desk.get_by_role("button", name="Give a part back").click()
    assert "Done" in desk.locator(".note.success").inner_text()
    page.goto(f"{store.url}/orders/{number}")
    wait_until_shown(page, store, "Refunded")


def test_from_a_report_to_proven_not_authentic(store, page, desk):
    desk.goto(f"{store.url}/desk/authenticators")
    check_page(desk, "authenticators")
    desk.get_by_label("Name").fill("Orlède House")
    desk.get_by_label("Site").fill("https://house.example")
    desk.get_by_label("How they were verified").fill("We saw their license.")
    desk.get_by_role("button", name="Ask to put it on the list").click()
    open_desk_as(desk.context, store, FIRST_EXPERT)
    desk.goto(f"{store.url}/desk/approvals/")
    desk.get_by_role("link", name=re.compile("Put Orlède House on the list")).click()
    desk.get_by_role("button", name="Approve").click()
    open_desk_as(desk.context, store)
    number = shipped(desk, store, page)
    page.goto(f"{store.url}/orders/{number}/ask/not-authentic")
    check_page(page, "ask-not-authentic")
    page.get_by_label("Who says so").select_option("Orlède House")
    page.get_by_label("What their report says").fill("The stamp is wrong.")
    page.get_by_label("The report", exact=True).set_input_files(
        {"name": "report.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 report"}
    )
    page.get_by_role("button", name="Send the report").click()
    desk.goto(f"{store.url}/desk/care/")
    desk.get_by_role("row", name=re.compile(number)).get_by_role("link").first.click()
    address = desk.url
    desk.get_by_label("What the shopper is told").fill("They confirmed it by phone.")
    check_page(desk, "report-to-check")
    desk.get_by_role("button", name=re.compile("It is genuine, by this authenticator")).click()
    send_back(store, page, number)
    check_in(store, desk, address)
    page.goto(f"{store.url}/orders/{number}")
    wait_until_shown(page, store, "It has reached us")
    check_page(page, "order-returned")
    open_desk_as(desk.context, store, SECOND_EXPERT)
    desk.goto(address)
    desk.get_by_label("What you found", exact=True).fill("An original, I think.")
    desk.get_by_role("button", name="Authentic", exact=True).click()
    desk.get_by_label("It is the same piece").check()
    desk.get_by_label("What you found, as the shopper may read it").fill("The same scratch.")
    check_page(desk, "piece-to-check")
    desk.get_by_role("button", name="Record the check").click()
    open_desk_as(desk.context, store)
    if "A second person is asked to decide" in main_text(
        desk
    ):  # whichever piece: its price decides
        desk.get_by_role("link", name=re.compile("refund everything")).click()
        check_page(desk, "approval")
        desk.get_by_role("button", name="Approve").click()
    desk.goto(address)
    assert "proven" in main_text(desk)
    page.goto(f"{store.url}/orders/{number}")
    wait_until_shown(page, store, "Proven not authentic: everything goes back")
    wait_until_shown(page, store, "Refunded")
