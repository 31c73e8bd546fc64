"""What shoppers do once they have bought: they ask, change their mind, answer letters, or don't."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from simulation.actors.mail_in import Mailer
from simulation.actors.mail_words import compose
from simulation.actors.warehouse import photo
from simulation.browser import Browser, Form, Page
from simulation.outside import DECLINED, VISA, Sent, ask
from simulation.wishes import business_day_after, wish_instant

if TYPE_CHECKING:
    from simulation.actors.shoppers import Shoppers
    from simulation.life import Life

Wish = dict[str, Any]
REPORT = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
# A question in a letter: by which words it is known, and which form of the order's page answers it.
QUESTIONS = {
    "delay": (r"your choice", "/delay/"),
    "returned": (r"please choose", "/returned/"),
    "pay_again": (r"please pay again", "/pay"),
    "confirm": (r"was it you", "/confirm"),
}
PRESSES = {
    "wait": ("answer=wait", "keeps the order and waits"),
    "cancel": ("answer=cancel", "cancels it"),
    "resend": ("answer=resend", "has it sent again"),
    "yes": ("", "says that the mail was theirs"),
}
DELIVERED = ("parcel.delivered", "parcel.delivered_unsigned")


def amount_of_time(minutes: float) -> str:
    """As one says it: `1 h 20 min`, `3 days`."""
    seconds = round(minutes * 60)
    if seconds % 60:
        return f"{seconds // 60} min {seconds % 60} s"
    if minutes >= 2880:
        return f"{minutes / 1440:.0f} days"
    hours, rest = divmod(round(minutes), 60)
    return " ".join(word for word in (f"{hours} h" * bool(hours), f"{rest} min") if word)


class AfterSale:
    """Wishes of their own, and answers to what the store asks."""

    def __init__(self, life: Life, shoppers: Shoppers) -> None:
        self.life, self._shoppers = life, shoppers
        self._mailer = Mailer(life)
        self._letters: dict[str, list[Sent]] = {}
        self._started: dict[str, set[str]] = {}  # order -> what its wishes are counted from
        self._asked: dict[tuple[str, str], int] = {}  # how often a question was asked
        self._reported: set[str] = set()  # who reported a parcel and would withdraw
        self._doing: dict[str, Callable[[str, Wish], None]] = {
            "cancel_page": self.cancel_by_page,
            "mail": self.write_mail,
            "not_received": self.report_missing,
            "damaged": self.report_damage,
            "not_authentic": self.report_not_authentic,
            "forget": self.ask_to_forget,
            "find_order": self.find_order,
            "open_link": self.open_link,
            "buy_again": self.buy_again,
        }

    # When

    def traits(self, order: str) -> dict[str, Any]:
        """What was decided about the shopper of an order."""
        return dict(self.life.orders[order]["line"].traits)

    def start_wishes(self, order: str) -> None:
        """The order was placed."""
        self._start(order, "placed")

    def _start(self, order: str, after: str) -> None:
        """Schedules the wishes that are counted from this; once an order."""
        started = self._started.setdefault(order, set())
        if after in started:
            return
        started.add(after)
        for wish in self.traits(order).get("wishes", []):
            when = wish["when"]
            if when["after"] == after:
                self.life.schedule(self._instant(when), partial(self._do, order, wish))

    def _do(self, order: str, wish: Wish) -> None:
        self._doing[wish["do"]](order, wish)

    def _instant(self, when: dict[str, Any]) -> datetime:
        return wish_instant(when, now=self.life.now, is_open=self._is_open)

    def _is_open(self, day: datetime) -> bool:
        return day.weekday() < 5 and day.date().isoformat() not in self.life.holidays

    # What they hear

    def hear_event(self, order: str, kind: str) -> None:
        """What happened to an order, as far as it starts something."""
        if kind == "confirmation.bounced":
            self._hear_bounce(order)
        elif kind == "parcel.shipped":
            self._start(order, "shipped")
            missing = self.traits(order).get("missing", {})
            if missing.get("business_day") is not None:
                at = business_day_after(
                    self.life.now, missing["business_day"], missing["hour"], self._is_open
                )
                self.life.schedule(at, partial(self.miss_parcel, order, missing))
        elif kind in DELIVERED:
            self._start(order, "delivered")
            if order in self._reported:
                self._reported.discard(order)
                self.life.later(partial(self._mail, order, "came_after_all"), hours=5)

    def read_letter(self, order: str, letter: Sent) -> None:
        """A letter came, or is on its way: what it asks is answered after some time, or never."""
        self._letters.setdefault(order, []).append(letter)
        self._start_from_letter(order, letter)
        text = f"{letter.subject}\n{letter.text}".lower()
        for question, (words, _) in QUESTIONS.items():
            if re.search(words, text):
                self._hear_question(order, question, letter)
        if "return label" in letter.subject:
            self._hear_of_label(order)

    def _start_from_letter(self, order: str, letter: Sent) -> None:
        if "on its way" in letter.subject:
            self._start(order, "shipping_letter")
        if "is confirmed" not in letter.subject:
            return
        traits = self.traits(order)
        fate, minutes = traits.get("mail", "delivered"), traits.get("mail_minutes", 0)
        if not self.life.host.mail_reports or fate == "silent":
            fate, minutes = "delivered", 0
        if fate in ("bounced", "refused"):
            return
        minutes = 180 if fate == "late" else minutes
        self.life.later(partial(self._receive_confirmation, order), minutes=minutes)

    def _receive_confirmation(self, order: str) -> None:
        self._start(order, "confirmation")
        self._start(order, "closed_day")

    # Answers

    def _answers(self, order: str) -> dict[str, Any]:
        return dict(self.traits(order).get("answers", {}))

    def _hear_question(self, order: str, question: str, letter: Sent) -> None:
        answers = self._answers(order)
        if question not in answers:
            return
        count = self._asked.get((order, question), 0)
        self._asked[order, question] = count + 1
        answer = answers[question][min(count, len(answers[question]) - 1)]
        if answer == "silent":
            self._write(order, f"{question}.silent", "doesn't answer", question=letter.subject)
            return
        deed = partial(self._answer, order, question, answer, letter)
        self.life.later(deed, hours=answers["hours"])

    def _answer(self, order: str, question: str, answer: str, letter: Sent) -> None:
        browser, page = self._open_letter(order, letter)
        form = page.form(QUESTIONS[question][1])
        if question == "pay_again":
            form = next(
                (candidate for candidate in page.forms() if candidate.action.endswith("/pay")), None
            )
        what = f"{question}.{answer}"
        if form is None:
            words = "finds nothing to answer any more"
            self._write(order, what, words, ok=False, answer=page.text, question=letter.subject)
        elif question == "pay_again":
            self._pay_again(order, answer, browser, page, form)
        else:
            button, words = PRESSES[answer]
            self._press(order, what, words, browser, page, form, button=button)

    def _open_letter(self, order: str, letter: Sent) -> tuple[Browser, Page]:
        """The order's page: in the browser that bought, or by the letter's link on a telephone."""
        link = re.search(r"https?://[^/\s]+(/o/[^\s\"<>]+)", letter.text)
        if link and self.traits(order).get("opens_links_on") == "telephone":
            browser = self.life.host.shopper(f"{self.life.orders[order]['line'].key} telephone")
            return browser, browser.get(link[1])
        return self._own_page(order)

    def _own_page(self, order: str) -> tuple[Browser, Page]:
        browser = self.life.orders[order]["browser"]
        return browser, browser.get(f"/orders/{order}")

    def _pay_again(self, order: str, answer: str, browser: Browser, page: Page, form: Form) -> None:
        from simulation.actors.shoppers import path_of, pay_at_provider

        if answer == "cancel":
            done = browser.post(f"{form.action}/cancel")
            self._note(order, "pay_again.cancel", "cancels instead of paying again", done)
            return
        paying = browser.send(page, form, button="Pay again")
        if "/c/" not in paying.url:
            self._note(order, "pay_again.pay", "can't pay again", paying, ok=False)
            return
        traits = self.traits(order)
        if answer == "declined_then_pay":
            pay_at_provider(paying.url, traits, DECLINED)
        status, back = pay_at_provider(paying.url, traits, VISA)
        if status not in (302, 303):
            self._write(order, "pay_again.pay", "can't pay again", ok=False, answer=back)
            return
        self._note(order, f"pay_again.{answer}", "pays again", browser.get(path_of(back)))

    def _hear_bounce(self, order: str) -> None:
        answers = self._answers(order)
        count = self._asked.get((order, "bounce"), 0)
        self._asked[order, "bounce"] = count + 1
        if not answers or answers["bounce"][min(count, 2)] == "silent":
            self._write(order, "bounce.silent", "never looks at the order's page")
        else:
            self.life.later(partial(self._acknowledge, order), hours=answers["hours"])

    def _acknowledge(self, order: str) -> None:
        browser, page = self._own_page(order)
        form = page.form("/acknowledge")
        if form is None:
            words = "finds nothing to acknowledge"
            self._write(order, "bounce.acknowledge", words, ok=False, answer=page.text)
            return
        words = "says that they have the order's details"
        self._press(order, "bounce.acknowledge", words, browser, page, form)
        self._receive_confirmation(order)

    # Wishes: to cancel

    def cancel_by_page(self, order: str, wish: Wish) -> None:
        """Opens the page to cancel, reads it, and presses the button if there is one."""
        browser = self.life.orders[order]["browser"]
        page = browser.get(f"/orders/{order}/ask/cancel")
        self.life.reader.write_page("ask_cancel", order, "shopper", page)
        form = page.form("Cancel this order")
        if page.status == 404:
            self.life.left_out("cancel.press")
        elif form is None:
            words = f"wants to cancel {self._since(wish)}, and the page has no button"
            self._note(order, "cancel.refused", words, page, ok=False, when=wish["when"])
            self._plead(order, wish)
        else:
            self._press_cancel(order, wish, browser, page, form)

    def _press_cancel(
        self, order: str, wish: Wish, browser: Browser, page: Page, form: Form
    ) -> None:
        page_text = page.text
        typed = {"sentence": "I changed my mind."} if "sentence" in form.fields else {}
        words = f"asks to cancel {self._since(wish)}"
        self._press(
            order, "cancel.press", words, browser, page, form, typed, when=wish["when"],
            page_said=page_text,
        )  # fmt: skip
        if wish.get("again_minutes") is not None:
            again = {**wish, "again_minutes": None, "when": {**wish["when"], "twice": True}}
            deed = partial(self.cancel_by_page, order, again)
            self.life.later(deed, minutes=wish["again_minutes"])
        if wish.get("keeps_it_after_all"):
            self.life.later(partial(self._take_back, order, "cancel"), hours=3)
        self._plead(order, wish)

    def _plead(self, order: str, wish: Wish) -> None:
        if wish.get("pleads"):
            self.life.later(partial(self._mail, order, "pleads"), minutes=25)

    def _since(self, wish: Wish) -> str:
        when = wish["when"]
        if "minutes" in when:
            after = {"placed": "the purchase"}.get(when["after"], "the confirmation")
            again = " (once more)" if when.get("twice") else ""
            return f"{amount_of_time(when['minutes'])} after {after}{again}"
        if when["after"] == "closed_day":
            return "on a day on which the store is closed"
        count = when.get("business_days", when.get("days"))
        unit = "business days" if "business_days" in when else "days"
        return f"{count} {unit} after the parcel {when['after']}"

    def _take_back(self, order: str, kind: str) -> None:
        browser, page = self._own_page(order)
        form = page.form("/keep")
        if form is None:
            self._write(order, f"{kind}.keep", "can't take it back", ok=False, answer=page.text)
            return
        words = "keeps the order after all" if kind == "cancel" else "doesn't want it deleted"
        self._press(order, f"{kind}.keep", words, browser, page, form)

    # What is wished by mail

    def write_mail(self, order: str, wish: Wish) -> None:
        """A mail to care, of the kind that was decided."""
        self._mail(order, wish["mail"], when=wish["when"])
        if wish["mail"] == "twice":
            self.life.later(partial(self._mail, order, "twice", when=wish["when"]), hours=2)

    def _mail(self, order: str, kind: str, **details: Any) -> None:
        traits = self.traits(order)
        letters = self._letters.get(order, [])
        mail = compose(
            kind,
            name=traits["name"],
            sender=traits["email"],
            number=order,
            latest=letters[-1] if letters else None,
            photo=photo(),
        )
        status = self._mailer.send(mail)
        self.life.deed(
            f"shopper:{traits['email']}",
            f"mail.{kind}",
            f"{traits['name']} writes to care ({kind.replace('_', ' ')}): {mail.text[:60]!r}",
            order=order,
            ok=status == 200,
            asked_at=self.life.host.clock.now().isoformat(),
            sender=mail.sender,
            verdict=mail.verdict,
            subject=mail.subject,
            text=mail.text[:1500] or mail.html[:1500],
            status=status,
            **details,
        )

    # What is wished of parcels and pieces

    def miss_parcel(self, order: str, missing: dict[str, Any]) -> None:
        """Honest people report only what hasn't come."""
        wish = {
            "do": "not_received",
            "when": {"after": "shipped", "business_days": missing["business_day"]},
        }
        if missing["by"] == "mail":
            page = self._not_received_page(order)
            if self._numbers(page, delivered=False):
                self._mail(order, "not_received", when=wish["when"])
        else:
            self.report_missing(order, wish)

    def _not_received_page(self, order: str) -> Page:
        browser: Browser = self.life.orders[order]["browser"]
        return browser.get(f"/orders/{order}/ask/not-received")

    def _numbers(self, page: Page, *, delivered: bool) -> list[str]:
        """The parcels that the form offers, of those that came or of those that didn't."""
        form = page.form("number")
        numbers = []
        for number in form.choices.get("number", []) if form else []:
            about = re.search(rf"^.*\b{re.escape(number)}\n(.*)$", page.text, re.MULTILINE)
            came = bool(about and re.search(r"delivered|signed", about[1].lower()))
            if number and came == delivered:
                numbers.append(number)
        return numbers

    def report_missing(self, order: str, wish: Wish) -> None:
        """By the page: the first parcel that didn't come, or, who denies it, one that did."""
        page = self._not_received_page(order)
        denies = bool(wish.get("denies"))
        numbers = self._numbers(page, delivered=denies)
        form = page.form("number")
        words = f"reports a parcel as not received, {self._since(wish)}"
        if form is None or not numbers:
            has_come = not denies and "Nothing has shipped" not in page.text and form is not None
            if not has_come and "cancelled" not in page.text:
                self._note(
                    order, "claim.none", f"{words}: nothing to report", page, ok=False,
                    when=wish["when"],
                )  # fmt: skip
            return
        if wish.get("withdraws"):
            self._reported.add(order)
        browser = self.life.orders[order]["browser"]
        typed = {"number": numbers[0], "sentence": "It isn't here."}
        what = "claim.deny" if denies else "claim.report"
        self._press(
            order, what, words, browser, page, form, typed, when=wish["when"], number=numbers[0],
            page_said=page.text,
        )  # fmt: skip

    def report_damage(self, order: str, wish: Wish) -> None:
        """With photos, or without."""
        photos = [self._file("damage.jpg", photo(9 + number)) for number in range(wish["photos"])]
        typed: dict[str, Any] = {"sentence": "There is a deep scratch on its front."}
        self._report(order, "damaged", wish, typed, photos)

    def report_not_authentic(self, order: str, wish: Wish) -> None:
        """With an authenticator's report, of one on the public list or another."""
        files = {
            "pdf": [self._file("report.pdf", REPORT)],
            "photo": [self._file("report.jpg", photo(31))],
            "none": [],
        }[wish["file"]]
        typed: dict[str, Any] = {"sentence": "Their report says that it is a replica."}
        self._report(order, "not-authentic", wish, typed, files)

    def _report(
        self, order: str, kind: str, wish: Wish, typed: dict[str, Any], files: list[io.BytesIO]
    ) -> None:
        browser = self.life.orders[order]["browser"]
        page = browser.get(f"/orders/{order}/ask/{kind}")
        form = page.form("line")
        what = f"report.{kind.replace('-', '_')}"
        if form is None:
            self._note(order, what, f"can't report it ({kind})", page, ok=False)
            return
        typed["line"] = next((choice for choice in form.choices["line"] if choice), "")
        names = [choice for choice in form.choices.get("authenticator", []) if choice]
        if names:
            listed = [choice for choice in names if choice != "other"]
            typed["authenticator"] = listed[0] if listed and wish["listed"] else "other"
        if files and "files" in form.uploads:
            typed["files"] = files
        words = f"reports a piece as {kind.replace('-', ' ')}, {self._since(wish)}"
        self._press(
            order, what, words, browser, page, form, typed, when=wish["when"], files=len(files),
            authenticator=typed.get("authenticator", ""),
        )  # fmt: skip

    @staticmethod
    def _file(name: str, content: bytes) -> io.BytesIO:
        file = io.BytesIO(content)
        file.name = name
        return file

    def _hear_of_label(self, order: str) -> None:
        """There is a label to send a piece back: some do, some never."""
        chosen = [
            wish["sends_back_days"]
            for wish in self.traits(order).get("wishes", [])
            if "sends_back_days" in wish
        ]
        days = chosen[0] if chosen else 4
        if days is None:
            self._write(order, "return.never", "never sends the piece back")
        else:
            self.life.later(partial(self._send_back, order), days=days)

    def _send_back(self, order: str) -> None:
        browser, page = self._own_page(order)
        renew = page.form("Get a new label")
        label = re.search(r"(\w+)\. The label can be used until", page.text)
        if label is None and renew is not None:
            self._press(order, "return.new_label", "asks for a new label", browser, page, renew)
            return
        if label is None:
            words = "finds no label to send the piece back"
            self._write(order, "return.send", words, ok=False, answer=page.text)
            return
        browser.get(next(iter(page.links(r"/label\.pdf$")), f"/orders/{order}"))
        number = label[1]
        self._tell_carrier("handed_over", number)
        self._write(order, "return.send", "hands the piece in at the carrier", number=number)
        self.life.later(partial(self._arrive_back, order, number), days=4)

    def _arrive_back(self, order: str, number: str) -> None:
        self._tell_carrier("deliver", number, signed_by="Warehouse")
        self.life.deed(
            "carrier",
            "return.delivered",
            f"The carrier brings {number} back to the warehouse",
            order=order,
            number=number,
        )

    def _tell_carrier(self, path: str, number: str, **more: Any) -> None:
        ask(f"{self.life.host.outside.carrier.url}/_control/{path}", number=number, **more)

    # Wishes: data, links, another purchase

    def ask_to_forget(self, order: str, wish: Wish) -> None:
        """Looks at their data, and asks for it to be deleted."""
        browser = self.life.orders[order]["browser"]
        data = browser.get(f"/orders/{order}/my-data")
        self.life.reader.write_page("own_data", order, "shopper", data)
        page = browser.get(f"/orders/{order}/ask/forget")
        form = page.form("sure")
        words = f"asks to be forgotten, {self._since(wish)}"
        if form is None:
            self._note(order, "forget.ask", words, page, ok=False, when=wish["when"])
            return
        self._press(
            order, "forget.ask", words, browser, page, form, {"sure": "on"}, when=wish["when"],
            page_said=page.text,
        )  # fmt: skip
        if wish.get("keeps_it_after_all"):
            self.life.later(partial(self._take_back, order, "forget"), hours=5)

    def find_order(self, order: str, wish: Wish) -> None:
        """Has the confirmation mailed again."""
        browser = self.life.host.shopper(f"{self.life.orders[order]['line'].key} elsewhere")
        email = self.traits(order)["email"]
        typed = {"number": order, "email": "else@example.net" if wish["wrong_address"] else email}
        for _ in range(wish["times"]):
            page = browser.get("/orders/find")
            form = page.form("number")
            if form is None:
                self.life.left_out("order.find")
                return
            words = "has lost the link, and asks for it again"
            self._press(order, "order.find", words, browser, page, form, typed, **typed)

    def open_link(self, order: str, wish: Wish) -> None:
        """The link of the first letter, on another device; and whatever the page leads to."""
        letters = self._letters.get(order, [])
        link = letters and re.search(r"https?://[^/\s]+(/o/[^\s\"<>]+)", letters[0].text)
        if not link:
            return
        browser = self.life.host.shopper(f"{self.life.orders[order]['line'].key} telephone")
        page = browser.get(link[1])
        self._note(order, "order.open_link", f"opens the link {self._since(wish)}", page)
        for name in ("print", "calendar.ics", "my-data"):
            other = browser.get(f"/orders/{order}/{name}")
            if not other.ok:
                self._note(order, "order.open_link", f"can't open {name}", other, ok=False)

    def buy_again(self, order: str, wish: Wish) -> None:
        """The same shopper, in the same browser: another order, without wishes."""
        line = self.life.orders[order]["line"]
        plain = {"wishes": [], "pieces": ["us"], "card": "visa", "place": ""}
        traits = {**line.traits, **plain, "returns_to_store": True}
        self._shoppers.buy(replace(line, traits=traits))

    # Writing down

    def _press(
        self,
        order: str,
        what: str,
        words: str,
        browser: Browser,
        page: Page,
        form: Form,
        typed: dict[str, Any] | None = None,
        *,
        button: str = "",
        **details: Any,
    ) -> Page | None:
        """Presses the button of a form. A field or button that isn't there is left out."""
        try:
            done = browser.send(page, form, typed, button=button)
        except LookupError as missing:
            self.life.left_out(f"{what}: {missing}")
            return None
        typed_text = {
            name: value for name, value in (typed or {}).items() if isinstance(value, str)
        }
        self._note(order, what, words, done, typed=typed_text, **details)
        return done

    def _note(
        self, order: str, what: str, words: str, page: Page, *, ok: bool = True, **details: Any
    ) -> None:
        refused = re.search(r'class="note error" role="(?:status|alert)"', page.source)
        fine = ok and page.ok and not refused
        answer = f"{page.notice}\n\n{page.text}" if refused else page.text
        self._write(order, what, words, ok=fine, answer=answer, **details)

    def _write(
        self,
        order: str,
        what: str,
        words: str,
        *,
        ok: bool = True,
        answer: str = "",
        **details: Any,
    ) -> None:
        traits = self.traits(order)
        self.life.deed(
            f"shopper:{traits['email']}",
            what,
            f"{traits['name']} {words}",
            order=order,
            ok=ok,
            answer=answer,
            asked_at=self.life.host.clock.now().isoformat(),
            **details,
        )
