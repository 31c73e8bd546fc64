"""Customer care: opens what waits, decides it as its page offers, and writes to people."""

from __future__ import annotations

import re
from functools import partial
from random import Random
from typing import Any

from simulation.actors.deskwork import (
    DeskActor,
    as_instant,
    heading,
    order_in,
    picture,
)
from simulation.actors.refunds_again import give_declined
from simulation.browser import Browser, Form, Page
from simulation.life import Life
from simulation.script import Storyline

ROUNDS = ((10, 30), (15, 30))
SECOND_ROUND = (16, 10)
OPEN_WORK = (
    "SELECT (SELECT count(*) FROM care_carecase WHERE state <> 'done') + (SELECT count(*) FROM"
    " care_mail WHERE state = 'open') + (SELECT count(*) FROM worklist_task WHERE closed_at IS"
    " NULL)"
)
# What tells which kind of request a page is about: the answers that it offers.
KINDS = {
    "give_back": "left",
    "traced": "not_received",
    "refunded": "not_received",
    "genuine": "not_authentic",
    "not_received": "question",
    "withdrawn": "erase",
    "whole": "damaged",
    "back": "damaged",
    "accept": "cancel",
}
REASONS = {
    "accept": "You asked for it, and nothing has left yet.",
    "refuse": "It has been packed and is about to leave.",
    "give_back": "The carrier brings it back to us.",
    "refunded": "We could not find your parcel.",
    "refused": "The carrier's proof shows your signature.",
    "found": "The carrier's proof names a neighbor, who has it for you.",
    "again": "The carrier found it; it is on its way to you again.",
    "lost": "FedEx, Mr. Ellis, says by phone that it is lost.",
    "part": "We are sorry for the scratch.",
    "whole": "We are sorry that it came damaged.",
    "return": "Please send it back to us first.",
    "genuine": "The report is on the authenticator's own site.",
    "withdrawn": "",
}


class Care(DeskActor):
    """Two people: the second one decides what the first one asked for."""

    role = "care"

    def __init__(self, life: Life) -> None:
        super().__init__(life)
        self._habit = "prompt"
        self._traced: set[str] = set()
        self._awaited: set[str] = set()  # the carrier hasn't answered yet
        self._tried: set[tuple[str, str]] = set()
        self._reached: set[str] = set()
        self._declined: set[str] = set()  # orders of which a colleague declined a refund
        self._done_once: set[tuple[str, str]] = set()

    def begin(self) -> None:
        """Two rounds of requests a day, and one of colleagues' refunds."""
        for hour, minute in ROUNDS:
            self.every_business_day(hour, minute, self.work_round)
        self.every_business_day(*SECOND_ROUND, self.second_refunds)

    def story(self, line: Storyline) -> bool:
        """A week begins in which care works in some way."""
        if line.kind != "care_week":
            return False
        self._habit = line.traits["habit"]
        if self._habit != "prompt":
            words = {
                "last_day": "leaves each request to its last day",
                "late": "answers after the deadline",
                "absent": "is ill this week, and nobody does their part",
            }
            self.life.deed("care", "care.week", f"Care {words[self._habit]}", habit=self._habit)
        return True

    def event(self, order: str, kind: str) -> None:
        """An order was placed: whatever care will do about it by itself is put into the diary."""
        if kind == "order.placed":
            self.life.later(lambda: self._plan_deeds(order), minutes=1)

    def _plan_deeds(self, order: str) -> None:
        for deed in self.decisions(order).get("deeds", []):
            self.life.later(partial(self.do_deed, order, deed), hours=deed["hours"])

    # What waits

    def work_round(self) -> None:
        """Reads the tasks and the requests, and does what is to be done."""
        if self._habit == "absent":
            return
        late_round = self.life.now.hour >= ROUNDS[1][0]
        if late_round and not self.waits(OPEN_WORK):
            return
        browser = self.desk()
        page = browser.get("/desk/care/")
        if not page.ok:
            self.life.left_out("desk.care")
            return
        self.life.reader.write_desk("desk_care", "", "care", page)
        for link in waiting_links(page):
            if link.startswith("/desk/mails/"):
                self.answer_mail(browser, link)
            else:
                self.answer_request(browser, link)
        self.look_at_sleeping(browser, page)
        self.do_tasks(browser)

    def is_time_for(self, key: str, table: str = "care_carecase", column: str = "key") -> bool:
        """Whether the habit of this week lets care take this one up now."""
        if self._habit == "prompt":
            return True
        rows = self.rows(f"SELECT answer_by FROM {table} WHERE {column} = %s", key)
        until = as_instant(rows[0][0]) if rows else None
        if until is None:
            return True
        now = self.life.now
        if self._habit == "late":
            return now > until
        return until.astimezone(self.life.zone).date() <= now.date()

    def answer_request(self, browser: Browser, link: str) -> None:
        """Opens one request and decides it."""
        key = link.rpartition("/")[2]
        if not self.is_time_for(key):
            return
        page = browser.get(link)
        order = order_in(page.text)
        self.life.reader.write_desk("desk_request", key, "care", page)
        if self.check_piece(browser, page, key, order):
            return
        form = page.form("/decide")
        if form is None or waits_for_second(page):
            return
        offered = [value for name, value, _ in form.buttons if name == "what"]
        kind = next((name for mark, name in KINDS.items() if mark in offered), "")
        if kind == "question":
            self.answer_question(browser, page, form, key, order)
            return
        chosen = self.choose_answer(kind, key, order, offered)
        if chosen:
            self.decide(browser, page, form, key=key, order=order, kind=kind, chosen=chosen)

    def choose_answer(self, kind: str, key: str, order: str, offered: list[str]) -> str:
        """The answer that the traits say, if the page offers it; "" to leave it for now."""
        if kind == "not_received":
            wanted = self._claim_answer(key, order, offered)
        elif kind == "erase":
            erase = self.choice(order, "erase", "wait", "withdraw")
            wanted = "withdrawn" if erase == "withdraw" and self._wants_back(key) else ""
        elif kind == "damaged" and "back" in offered:
            wanted = "back"
        elif kind == "damaged":
            wanted = self.choice(order, "damage", "whole", "part", "return", "refused")
            wanted = "whole" if wanted == "return" and wanted not in offered else wanted
        elif kind == "cancel":
            wanted = self.choice(order, "cancel", "accept", "refuse")
            wanted = wanted if wanted in offered else "accept"  # it was asked for in time
        elif kind == "not_authentic":
            wanted = self.choice(order, "report", "genuine", "refuse")
            wanted = wanted if wanted in offered else ""
        else:
            wanted = offered[0] if offered else ""
        return wanted if wanted in offered else ""

    def _wants_back(self, key: str) -> bool:
        return ("erase", key) not in self._done_once

    def _claim_answer(self, key: str, order: str, offered: list[str]) -> str:
        """First the trace, then what the carrier says, then the claim."""
        rows = self.rows("SELECT state, facts FROM care_carecase WHERE key = %s", key)
        facts = str(rows[0][1]) if rows else ""
        if "traced" in offered and '"trace"' not in facts and key not in self._traced:
            if self.choice(order, "trace", "record") == "record":
                return "traced"
            self._traced.add(key)
        if (rows and rows[0][0] == "asleep") or key in self._awaited:
            return ""
        wanted = (
            _in_words_of_now(self.choice(order, "claim", "refunded", "refused"), facts, offered),
            "refunded",
            "refused",
        )
        untried = [answer for answer in wanted if (key, answer) not in self._tried]
        return untried[0] if untried else "refunded"  # a colleague declined both: it is owed

    def decide(
        self,
        browser: Browser,
        page: Page,
        form: Form,
        *,
        key: str,
        order: str,
        kind: str,
        chosen: str,
    ) -> Page:
        """Presses one of the answers, with what the shopper is told."""
        words = next(text for _, value, text in form.buttons if value == chosen)
        typed: dict[str, Any] = {"why": self._reason(chosen, key, kind)}
        details: dict[str, Any] = {}
        if kind == "not_authentic":
            chosen = _name_authenticator(form, chosen, typed)
        if chosen == "part":
            cents = self._part_of(order)
            typed["part_cents"] = f"{cents / 100:.2f}"
            details["cents"] = cents
        answer = self.press(
            browser, page, form, typed, f"what={chosen} ",
            who="care", what=f"care.{kind}.{chosen}", order=order,
            words=f"Care answers {key} ({heading(page)}): {words}",
            request=key, decision=chosen, reason=typed["why"], **details,
        )  # fmt: skip
        self._tried.add((key, chosen))
        self._plan_next_step(key, order, chosen)
        if not answer.ok:
            self._try_another(browser, answer, key=key, order=order, kind=kind, refused=chosen)
        return answer

    def _plan_next_step(self, key: str, order: str, chosen: str) -> None:
        """What the answer sets going: the carrier searches, or the shopper needs a label."""
        if chosen == "traced":
            self._traced.add(key)
            self._awaited.add(key)
            days = self.decisions(order).get("trace_days", 3)
            self.life.later(lambda: self.carrier_answers(key, order), days=days)
        if chosen == "return":
            self.life.later(lambda: self.attach_label(key, order), hours=1)

    def _try_another(
        self, browser: Browser, page: Page, *, key: str, order: str, kind: str, refused: str
    ) -> None:
        """The store doesn't do it, with a reason: whoever works here tries the other answer."""
        other = {"accept": "refuse", "part": "whole", "found": "refunded", "again": "refunded"}
        form = page.form("/decide")
        wanted = other.get(refused, "")
        if form is None or (key, refused) in self._done_once or not wanted:
            return
        self._done_once.add((key, refused))
        if wanted in [value for _, value, _ in form.buttons]:
            self.decide(browser, page, form, key=key, order=order, kind=kind, chosen=wanted)

    def _reason(self, chosen: str, key: str, kind: str) -> str:
        if chosen == "refused" and kind == "damaged":
            return "The mark stands in the listing, and the photos show it."
        if chosen == "refuse" and kind == "not_authentic":
            return "The authenticator does not know this report."
        if chosen == "traced":
            return f"TRACE-{Random(key).randrange(10**6):06}"
        return REASONS.get(chosen, "As you asked.")

    def _part_of(self, order: str) -> int:
        rows = self.rows(
            "SELECT l.price_cents FROM orders_line l JOIN orders_order o ON o.id = l.order_id"
            " WHERE o.number = %s ORDER BY l.id",
            order,
        )
        share = Random(f"{order} part").choice((0.05, 0.2, 0.5))
        return int(rows[0][0] * share) if rows else 1500

    def carrier_answers(self, key: str, order: str) -> None:
        """Days after the trace: the carrier found it, confirms the loss, or says nothing."""
        outcome = self.choice(order, "traced", "found", "lost", "silent")
        self._awaited.discard(key)
        self.life.deed(
            "carrier", "trace.answer", f"The carrier, asked for {key}: {outcome}", order=order,
            request=key, sentence=outcome,
        )  # fmt: skip
        if outcome == "silent":
            return
        browser = self.desk()
        page = browser.get(f"/desk/care/{key}")
        chosen = "again" if outcome == "found" and page.form("/decide", "what=again ") else outcome
        form = page.form("/decide", f"what={chosen} ")
        if form is not None:
            self.decide(
                browser, page, form, key=key, order=order, kind="not_received", chosen=chosen
            )

    def attach_label(self, key: str, order: str) -> None:
        """Where the store's own label fails, care attaches the carrier's."""
        browser = self.desk()
        page = browser.get(f"/desk/care/{key}")
        form = page.form("/papers", "files")
        rows = self.rows("SELECT facts FROM care_carecase WHERE key = %s", key)
        if form is None or not rows or "return_label" in str(rows[0][0]):
            return
        rows = self.rows(
            "SELECT count(*) FROM worklist_task WHERE kind = 'return_label' AND closed_at IS NULL"
            " AND link LIKE %s",
            f"%{key}%",
        )
        if not rows or not rows[0][0]:
            return
        self.press(
            browser, page, form, {"files": picture("label.jpg"), "shown": "on"},
            who="care", what="return.label", order=order, request=key,
            words=f"Care attaches a label for {key}",
        )  # fmt: skip

    def look_at_sleeping(self, browser: Browser, page: Page) -> None:
        """Early reports sleep until their day, and their trace is asked for meanwhile."""
        for link in sleeping_links(page):
            key = link.rpartition("/")[2]
            rows = self.rows("SELECT kind, facts FROM care_carecase WHERE key = %s", key)
            if not rows:
                continue
            kind, facts = rows[0]
            wakes = (kind == "not_received" and '"trace"' not in str(facts)) or (
                kind in ("damaged", "not_authentic") and '"received"' in str(facts)
            )
            if wakes and key not in self._traced:
                self.answer_request(browser, link)

    # Authenticity

    def check_piece(self, browser: Browser, page: Page, key: str, order: str) -> bool:
        """What came back is compared with what was sold. Returns whether the page asks for it."""
        form = page.form("/piece", "photos")
        if form is None:
            return False
        wanted = self.choice(order, "piece", "same", "other")
        typed = {
            "serial": "",
            "photos": "no" if wanted == "other" else "yes",
            "sentence": "The stitching differs from our photos."
            if wanted == "other"
            else "Tag and photos agree.",
        }
        self.press(
            browser, page, form, typed, "accept=on" if wanted == "accept" else "Record the check",
            who="care", what="authenticity.piece", order=order, request=key, decision=wanted,
            words=f"Care compares what came back for {key}: {wanted}",
        )  # fmt: skip
        return True

    # Letters

    def answer_question(
        self, browser: Browser, page: Page, form: Form, key: str, order: str
    ) -> None:
        """A question is filed as what it asks for, or answered in words."""
        seems = re.search(r"It seems to ask: ([^.]+)\.", page.text)
        kinds = {"cancel": "cancel", "hasn't": "not_received", "not received": "not_received",
                 "damage": "damaged", "authentic": "not_authentic", "forg": "forget"}  # fmt: skip
        filed = next(
            (kind for mark, kind in kinds.items() if seems and mark in seems[1].lower()), ""
        )
        if filed and self.choice(order, "mail", "reply", "place") == "place":
            self.press(
                browser, page, form, {}, f"what={filed} ",
                who="care", what=f"question.filed.{filed}", order=order, request=key,
                words=f"Care files {key} as: {filed}", decision=filed,
            )  # fmt: skip
            return
        self.reply(browser, page, what="question.reply", about=key, order=order)

    def reply(
        self, browser: Browser, page: Page, *, what: str, about: str, order: str, sentence: str = ""
    ) -> None:
        """Writes back; what the page proposes is sent as it stands."""
        form = page.form("reply", "what=send")
        if form is None:
            self.life.deed(
                "care", "reply.impossible", f"There is no way to answer {about}", order=order,
                ok=False, answer=page.text, about=about,
            )  # fmt: skip
            return
        written = sentence or str(form.fields.get("reply", "")).strip()
        written = written or "Thank you for writing. Your order's page shows the dates we promise."
        closes = any(value == "close" for _, value, _ in form.buttons)
        self.press(
            browser, page, form, {"reply": written}, "what=close" if closes else "what=send",
            who="care", what=what, order=order, about=about, sentence=written,
            words=f"Care answers {about}",
        )  # fmt: skip

    def answer_mail(self, browser: Browser, link: str) -> None:
        """A mail that belongs to no request: to its order, answered, or closed."""
        if not self.is_time_for(link.rpartition("/")[2], "care_mail", "id"):
            return
        page = browser.get(link)
        self.life.reader.write_desk("desk_mail", link.rpartition("/")[2], "care", page)
        key, order = link.rpartition("/")[2], order_in(page.text)
        offered = re.findall(r'name="number" value="(T-[\w-]+)"', page.source)
        number = (offered or [order])[0]
        form = page.form("/place", "number")
        wanted = self.choice(number, "mail", "place", "reply")
        if form is not None and number and ("mail", key) not in self._done_once and (
            wanted == "place" or offered
        ):  # fmt: skip
            self._done_once.add(("mail", key))
            self.press(
                browser, page, form, {"number": number},
                who="care", what="mail.place", order=number, mail=key,
                words=f"Care places mail {key} on {number}",
            )  # fmt: skip
            return
        if page.form("reply", "what=send") is not None:
            text = "Please write from the address on your order, or open the order's own link."
            self.reply(
                browser, page, what="mail.reply", about=f"mail {key}", order="", sentence=text
            )
            return
        self.close_mail(browser, page, key)

    def close_mail(self, browser: Browser, page: Page, key: str) -> None:
        """Nobody can be written to: it is closed, with the reason."""
        for link in page.links(r"/close$"):
            closing = browser.get(link)
            form = closing.form("reason")
            if form is not None:
                self.press(
                    browser, closing, form, {"reason": "There is no address to answer."},
                    who="care", what="mail.close", words=f"Care closes mail {key}", mail=key,
                )  # fmt: skip
                return

    # Tasks

    def do_tasks(self, browser: Browser) -> None:
        """What stands on the list of tasks."""
        rows = self.rows(
            "SELECT t.kind, o.number FROM worklist_task t LEFT JOIN orders_order o"
            " ON o.id = t.order_id WHERE t.closed_at IS NULL AND t.kind IN"
            " ('confirmation_bounced', 'letter_bounced', 'payment_lapsed', 'refund_declined')"
            " ORDER BY t.id"
        )
        for kind, order in rows:
            if kind == "confirmation_bounced":
                self.reach_shopper(browser, order)
            elif kind == "payment_lapsed":
                self.ask_to_pay(browser, order)
            elif kind == "refund_declined":
                give_declined(self, browser, order)
        page = browser.get("/desk/tasks/")
        if not page.ok:
            return
        self.life.reader.write_desk("desk_tasks", "", "care", page)
        self.end_by_note(browser, page)

    def end_by_note(self, browser: Browser, page: Page) -> None:
        """Tasks that end by a note of what was done; each on its own form."""
        for form in page.forms():
            if not form.action.endswith("/done"):
                continue
            key = form.action.split("/")[-2]
            if ("task", key) in self._done_once or Random(f"task {key}").random() < 0.3:
                continue
            self._done_once.add(("task", key))
            title = next((words for _, _, words in form.buttons), "")
            if "expired" in title or "refund" in title.lower():
                continue
            self.press(
                browser, page, form, {"note": "Looked at it, and wrote to the customer."},
                who="care", what="task.done", task=key, title=title,
                words=f"Care ends a task: {title}",
            )  # fmt: skip

    def reach_shopper(self, browser: Browser, order: str) -> None:
        """The confirmation came back: care phones, and the shopper opens the order's page."""
        if order in self._reached or self.choice(order, "bounce", "phone") != "phone":
            return
        self._reached.add(order)
        page = browser.get(f"/desk/orders/{order}")
        link = re.search(r"<code>(\S*/o/\S+)</code>", page.source)
        self.life.deed(
            "care", "bounce.phone", f"Care phones the customer of {order} and reads them the link",
            order=order, link=bool(link),
        )  # fmt: skip
        if link:
            address = "/" + link[1].partition("//")[2].partition("/")[2]
            self.life.later(lambda: self.shopper_has_it(order, address), hours=1.5)

    def shopper_has_it(self, order: str, address: str) -> None:
        """Whom care has phoned opens the link, and says that they have the details."""
        shopper = self.life.orders.get(order)
        if shopper is None:
            return
        browser = shopper["browser"]
        page = browser.get(address)
        form = page.form("acknowledge")
        if form is not None:
            self.press(
                browser, page, form, who=f"shopper:{shopper['email']}", what="order.acknowledge",
                order=order, words=f"The customer of {order} says that they have it",
            )  # fmt: skip

    def ask_to_pay(self, browser: Browser, order: str) -> None:
        """The reservation lapsed: the customer is asked to pay again, or it is cancelled."""
        wanted = self.choice(order, "pay_again", "ask")
        rows = self.rows(
            "SELECT count(*) FROM orders_event e JOIN orders_order o ON o.id = e.order_id"
            " WHERE o.number = %s AND e.kind = 'payment.authorization_expired'",
            order,
        )
        occasion = (f"pay {rows[0][0] if rows else 0}", order)
        if wanted == "nothing" or occasion in self._done_once:
            return
        self._done_once.add(occasion)
        page = browser.get(f"/desk/orders/{order}")
        form = page.form("/pay-again")
        if wanted == "cancel" or form is None:
            self.cancel_at_desk(browser, order, ways=("unpaid",), wish="store")
            return
        self.press(
            browser, page, form, {"reason": "It took us longer than the bank allows."},
            who="care", what="payment.ask_again", order=order,
            words=f"Care asks the customer of {order} to pay again",
        )  # fmt: skip

    # By itself

    def do_deed(self, order: str, deed: dict[str, Any]) -> None:
        """One deed of the order's traits."""
        browser = self.desk()
        if deed["do"] == "cancel":
            self.cancel_at_desk(browser, order, ways=("asked", "goodwill"), wish=deed["wish"])
            return
        page = browser.get(f"/desk/orders/{order}")
        if deed["do"] == "hold":
            self.hold(browser, page, order)
        elif deed["do"] == "release":
            self.release(browser, page, order)
        elif deed["do"] == "refund":
            self.refund(browser, page, order, deed["share"])

    def hold(self, browser: Browser, page: Page, order: str) -> None:
        """Care keeps an order from going on."""
        form = page.form("/hold", "why")
        if form is not None:
            self.press(
                browser, page, form, {"why": "The address looks odd: I ask the customer."},
                who="care", what="order.hold", order=order, words=f"Care holds {order}",
            )  # fmt: skip

    def release(self, browser: Browser, page: Page, order: str) -> None:
        """It goes on."""
        form = page.form("/release/", "why")
        if form is not None:
            self.press(
                browser, page, form, {"why": "The address is right."},
                who="care", what="order.release", order=order, words=f"Care lets {order} go on",
            )  # fmt: skip

    def cancel_at_desk(
        self, browser: Browser, order: str, *, ways: tuple[str, ...], wish: str
    ) -> None:
        """Cancels by the first of the ways that is open."""
        page = browser.get(f"/desk/orders/{order}/cancel")
        if not page.ok:
            self.life.left_out("desk.cancel")
            return
        self.life.reader.write_desk("desk_cancel", order, "care", page)
        forms = {str(form.fields.get("way")): form for form in page.forms() if "way" in form.fields}
        way = next((option for option in ways if option in forms), "")
        if wish == "store" and "goodwill" in forms:
            way = "goodwill"
        if not way:
            self.life.deed(
                "care", "order.cancel_closed", f"No way to cancel {order} is open", order=order,
                ok=False, answer=page.text, ways=list(ways),
            )  # fmt: skip
            return
        reason = (
            "We found a flaw that we had not described."
            if wish == "store"
            else "The customer asks for it by phone, and named the street and the piece."
        )
        typed = {"reason": reason} | ({"wish": wish} if "wish" in forms[way].choices else {})
        self.press(
            browser, page, forms[way], typed,
            who="care", what=f"order.cancel.{way}", order=order, way=way, wish=wish, reason=reason,
            words=f"Care cancels {order} ({way}), the wish is the {wish}'s",
        )  # fmt: skip

    def refund(self, browser: Browser, page: Page, order: str, share: float) -> None:
        """A part goes back by hand: of the pieces, and of the tax on them where there is any."""
        form = page.form("/refund", "item_cents")
        rows = self.rows(
            "SELECT p.captured_cents, p.refunded_cents FROM payments_payment p JOIN orders_order o"
            " ON o.id = p.order_id WHERE o.number = %s",
            order,
        )
        if form is None or not rows:
            return
        prices = self.rows(
            "SELECT l.price_cents FROM orders_line l JOIN orders_order o ON o.id = l.order_id"
            " WHERE o.number = %s",
            order,
        )
        item = int(sum(cents for (cents,) in prices) * share)
        shipping = 500 if share < 1 and Random(order).random() < 0.3 else 0
        typed = {"item_cents": f"{item / 100:.2f}", "reason": "We are sorry for the wait."}
        if shipping:
            typed["shipping_cents"] = "5.00"
        self.press(
            browser, page, form, typed,
            who="care", what="refund.by_hand", order=order, item_cents=item,
            shipping_cents=shipping, key=form.fields.get("key", ""), reason=typed["reason"],
            captured_cents=rows[0][0], refunded_cents=rows[0][1],
            words=f"Care gives {item / 100:,.2f} of {order} back by hand",
        )  # fmt: skip

    # The second person

    def second_refunds(self) -> None:
        """Refunds above the limit wait for a colleague, on care's page."""
        rows = self.rows(
            "SELECT a.id, o.number FROM payments_approval a JOIN payments_payment p"
            " ON p.id = a.payment_id JOIN orders_order o ON o.id = p.order_id"
            " WHERE a.decided_at IS NULL ORDER BY a.id"
        )
        if not rows or self._habit == "absent":
            return
        browser = self.desk("care2")
        page = browser.get("/desk/care/")
        for key, order in rows:
            answer = self.choice(order, "second", "approve")
            if answer == "decline" and order in self._declined:
                answer = "approve"  # it was decided anew, and is owed
            form = page.form(f"/desk/care/approvals/{key}")
            if form is None or not self.ripe(f"refund {key}", answer):
                continue
            agrees = answer in ("approve", "late")
            self._declined.update(() if agrees else (order,))
            self.press(
                browser, page, form, {}, f"answer={'agree' if agrees else 'decline'} ",
                who="care", what=f"refund.second.{'agree' if agrees else 'decline'}", order=order,
                decision=answer, approval=key,
                words=f"A colleague {'agrees to' if agrees else 'declines'} the refund of {order}",
            )  # fmt: skip


def _in_words_of_now(wanted: str, facts: str, offered: list[str]) -> str:
    """A parcel that isn't signed for is on its way, once; nobody says that the customer has it."""
    if wanted not in ("found", "again") or "again" in offered:
        return "again" if wanted == "found" else wanted
    return "refunded" if '"again"' in facts or '"found"' in facts else "found"


def _name_authenticator(form: Form, chosen: str, typed: dict[str, Any]) -> str:
    """Types who wrote the report, where the page asks; the answer, which is a no for nobody."""
    names = [value for value in form.choices.get("authenticator", []) if value]
    if chosen == "genuine" and "authenticator" in form.choices and not names:
        typed["why"] = "The report isn't from anybody on our public list."
        return "refuse"
    if names:
        typed["authenticator"] = form.fields.get("authenticator") or names[0]
    return chosen


def waits_for_second(page: Page) -> bool:
    """Whether something that was decided here waits for a colleague; not what once waited."""
    now = re.split(r"\n(?:Evidence of sending|What happened)\n", page.text)[0]
    return "waits for a second person" in now or "second person is asked" in now


def waiting_links(page: Page) -> list[str]:
    """Requests and mails to answer, in the page's order."""
    before = re.split(r"<h2>\s*(?:Waiting for a day|Ended lately|Refunds)", page.source)[0]
    links = re.findall(r'<a\b[^>]*href="(/desk/(?:care/[A-Z][\w-]*|mails/\d+))"', before)
    return list(dict.fromkeys(links))


def sleeping_links(page: Page) -> list[str]:
    """Requests that wait for a day or for the shopper."""
    parts = re.split(r"<h2>\s*(Waiting for a day[^<]*|Ended lately)\s*</h2>", page.source)
    for name, text in zip(parts[1::2], parts[2::2], strict=False):
        if name.startswith("Waiting for a day"):
            return list(dict.fromkeys(re.findall(r'href="(/desk/care/[A-Z][\w-]*)"', text)))
    return []
