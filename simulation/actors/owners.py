"""Owners, and everybody who is a second person: prices, policies, and what waits for approval."""

from __future__ import annotations

import re
from datetime import timedelta
from random import Random

from simulation.actors.deskwork import DeskActor, heading, order_in
from simulation.browser import Browser, Page
from simulation.life import Life
from simulation.script import Storyline
from simulation.words import words_of_html

ROUNDS = ((11, 30), (16, 20))
WAITING = "SELECT count(*) FROM approvals_approvalrequest WHERE decided_at IS NULL"
# Who is asked to decide, in this order: whoever's page has the form does it.
SECONDS = ("finance", "care2", "authenticator2", "authenticator", "owner2", "owner")


class Owners(DeskActor):
    """Two owners; one puts a policy forward, the other one agrees or doesn't."""

    role = "owner"

    def __init__(self, life: Life) -> None:
        super().__init__(life)
        self._policy_answers: dict[str, str] = {}
        self.answers: dict[str, str] = {}  # words in a title -> what the second person does

    def begin(self) -> None:
        """Whatever waits for a second person is looked at twice a day."""
        for hour, minute in ROUNDS:
            self.every_business_day(hour, minute, self.decide_approvals)
        self.every_business_day(16, 40, self.decide_policies)

    def story(self, line: Storyline) -> bool:
        """A price or a policy is changed."""
        stories = {"policy_change": self.change_policy, "price_change": self.change_price}
        if line.kind not in stories:
            return False
        stories[line.kind](line)
        return True

    # Prices

    def change_price(self, line: Storyline) -> None:
        """A piece on sale gets another price; far away from the old one it takes two people."""
        rows = self.rows(
            "SELECT slug, title, price_cents FROM catalog_item WHERE listed_at IS NOT NULL"
            " AND sold_at IS NULL AND id NOT IN (SELECT item_id FROM catalog_reservation)"
            " ORDER BY source_id DESC"
        )
        if not rows:
            return
        slug, title, old = Random(line.key).choice(rows)
        new = round(old * line.traits["factor"] / 100) * 100
        browser = self.desk()
        page = browser.get(f"/desk/items/{slug}")
        form = page.form("/price", "price")
        if form is None:
            self.life.left_out("desk.price")
            return
        words = f"The owner changes the price of {title} from {old / 100:,.2f} to {new / 100:,.2f}"
        self.answers[title] = line.traits["second"]
        confirm_page = self.press(
            browser, page, form, {"price": f"{new / 100:.2f}"},
            who="owner", what="price.type", item=slug, from_cents=old, to_cents=new, words=words,
        )  # fmt: skip
        self._confirm_price(browser, confirm_page, slug, old, new, words)
        self.life.reader.write_page("item", slug, "anybody", browser.get(f"/items/{slug}"))

    def _confirm_price(
        self, browser: Browser, page: Page, slug: str, old: int, new: int, words: str
    ) -> None:
        """The store asks once more, or for a second person."""
        form = page.form("/price", "price")
        names = {*form.fields} if form is not None else set()
        if form is None or not {"confirmed", "reason"} & names:
            return
        two = "reason" in names
        self.press(
            browser, page, form, {"reason": "The market moved."} if two else {},
            who="owner", what="price.ask" if two else "price.confirm", item=slug,
            from_cents=old, to_cents=new,
            words=f"{words}{', and asks a second person' if two else ''}",
        )  # fmt: skip

    # Policies

    def change_policy(self, line: Storyline) -> None:
        """Another number, put forward for the day after tomorrow."""
        browser = self.desk()
        page = browser.get("/desk/policy/draft/")
        field, value = line.traits["field"], line.traits["value"]
        form = page.form("/save", field)
        if form is None:
            self.life.left_out("desk.policy")
            return
        before = form.fields.get(field)
        self.press(
            browser, page, form, {field: value},
            who="owner", what="policy.draft", field=field, before=before, after=value,
            words=f"The owner writes a draft: {field} from {before} to {value}",
        )  # fmt: skip
        on = (self.life.now + timedelta(days=2)).date().isoformat()
        page = browser.get("/desk/policy/publish/")
        form = page.form("on", "sentence")
        if form is None:
            return
        self.press(
            browser, page, form, {"on": on, "sentence": line.traits["sentence"]},
            who="owner", what="policy.propose", field=field, before=before, after=value, on=on,
            words=f"The owner puts forward: {field} is {value} from {on}",
        )  # fmt: skip
        self._policy_answers[line.traits["sentence"]] = line.traits["answer"]

    def decide_policies(self) -> None:
        """The second owner agrees to what waits, declines it, or never looks."""
        if not self._policy_answers:
            return
        browser = self.desk("owner2")
        page = browser.get("/desk/policy/")
        for link in page.links(r"^/desk/policy/proposals/\d+$"):
            opened = browser.get(link)
            form = opened.form("answer=agree")
            sentence = next(
                (candidate for candidate in self._policy_answers if candidate in opened.text), ""
            )
            answer = self._policy_answers.get(sentence, "never")
            if form is None or answer == "never":
                continue
            self.press(
                browser, opened, form, {}, f"answer={answer} ",
                who="owner", what=f"policy.{answer}", sentence=sentence, decision=answer,
                words=f"The second owner answers '{answer}': {sentence}",
            )  # fmt: skip
            self._policy_answers.pop(sentence)
            self.life.reader.store.faq_changed = True

    # Approvals

    def decide_approvals(self) -> None:
        """Each request for a second person, by whoever may decide it."""
        morning = self.life.now.hour < ROUNDS[1][0]
        if not morning and not self.waits(WAITING):
            return
        browser = self.desk()
        page = browser.get("/desk/approvals/")
        if not page.ok:
            self.life.left_out("desk.approvals")
            return
        self.life.reader.write_desk("desk_approvals", "", "owner", page)
        waiting = page.source.partition("Decided in the last")[0]
        for key in dict.fromkeys(re.findall(r'href="/desk/approvals/(\d+)"', waiting)):
            self.decide_one(browser, key)

    def decide_one(self, browser: Browser, key: str) -> None:
        """One of them."""
        opened = browser.get(f"/desk/approvals/{key}")
        self.life.reader.write_desk("desk_approval", key, "owner", opened)
        order = order_in(opened.text)
        named = next((title for title in self.answers if title in opened.text), "")
        answer = self.answers.get(named) or self.choice(
            order or key, "second", "approve", "decline", "late", "never"
        )
        if not self.ripe(key, answer):
            return
        for role in SECONDS:
            person = self.desk(role)
            page = person.get(f"/desk/approvals/{key}")
            if page.form("answer=approve") is not None:
                self._answer(person, page, role, key=key, order=order, answer=answer)
                return

    def _answer(
        self, browser: Browser, page: Page, role: str, *, key: str, order: str, answer: str
    ) -> None:
        form = page.form("answer=approve")
        assert form is not None
        chosen = "decline" if answer == "decline" else "approve"
        kind = re.search(r"<dt>\s*What\s*</dt>\s*<dd>(.*?)</dd>", page.source, re.DOTALL)
        name = words_of_html(kind[1]) if kind else ""
        self.press(
            browser, page, form, {"note": "I looked at it."}, f"answer={chosen} ",
            who=role.rstrip("2"), what=f"approval.{chosen}", order=order, approval=key, kind=name,
            decision=answer, title=heading(page),
            words=f"A second person ({role}) says {chosen}: {name}, {heading(page)}",
        )  # fmt: skip
