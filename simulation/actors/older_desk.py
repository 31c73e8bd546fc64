"""What the desk of an earlier release offered and today's doesn't: a question that is closed by the
words typed beside it, authenticators put on the list by one person, and experts whose opinions
decide about a piece that came back. A page that offers none of it is left alone.
"""

from __future__ import annotations

from functools import partial
from random import Random

from simulation.actors.care import waiting_links
from simulation.actors.deskwork import DeskActor, order_in
from simulation.life import Life

REPLY = "It ships within two business days of your order; the page of your order shows the dates."
LISTED = ("Second Look", "https://second-look.example")
COMES_BACK_DAYS = (4, 9, 16)


class OlderDesk(DeskActor):
    """Reads the page, and presses only what stands there."""

    role = "care"

    def __init__(self, life: Life) -> None:
        super().__init__(life)
        self._answers_questions = True  # until a question's page offers a reply that is mailed

    def begin(self) -> None:
        """An authenticator is listed first of all; then questions are looked at once a day."""
        self.life.later(self.list_authenticator, hours=2)
        self.every_business_day(13, 0, self.answer_questions)

    def event(self, order: str, kind: str) -> None:
        """A report was found genuine: the piece comes some days later."""
        if kind == "authenticity.return_offered":
            days = Random(f"comes back {order}").choice(COMES_BACK_DAYS)
            self.life.later(lambda: self.piece_is_back(order), days=days)

    def list_authenticator(self) -> None:
        """By one press, where that is enough."""
        browser = self.desk("authenticator")
        page = browser.get("/desk/authenticators")
        form = page.form("name", "site")
        if form is None or "reason" in form.fields:
            return
        name, site = LISTED
        self.press(
            browser, page, form, {"name": name, "site": site},
            who="authenticator", what="authenticator.list", name=name,
            words=f"An expert puts {name} on the list",
        )  # fmt: skip

    def answer_questions(self) -> None:
        """Every question that waits and whose page has a button that ends it by its words."""
        if not self._answers_questions:
            return
        browser = self.desk()
        for link in waiting_links(browser.get("/desk/care/")):
            page = browser.get(link)
            if page.form("/reply") is not None:
                self._answers_questions = False
                return
            form = page.form("/decide", "what=answered ")
            if form is None:
                continue
            key = link.rpartition("/")[2]
            text = REPLY if Random(f"question {key}").random() < 0.7 else ""
            self.press(
                browser, page, form, {"why": text}, "what=answered ",
                who="care", what="question.answered", order=order_in(page.text), request=key,
                sentence=text, words=f"Care answers {key}: “{text or 'nothing'}”",
            )  # fmt: skip

    def piece_is_back(self, order: str) -> None:
        """The piece that a report is about: received, and looked at by two experts."""
        rows = self.rows(
            "SELECT r.key FROM care_carecase r JOIN orders_order o ON o.id = r.order_id"
            " WHERE o.number = %s AND r.kind = 'not_authentic' AND r.state <> 'done'",
            order,
        )
        for (key,) in rows:
            browser = self.desk()
            page = browser.get(f"/desk/care/{key}")
            form = page.form("/decide", "what=back ", "what=genuine ")
            if form is not None:
                self.press(
                    browser, page, form, {"why": "It has arrived."}, "what=back ",
                    who="care", what="authenticity.back", order=order, request=key,
                    words=f"Care has the piece of {key} back",
                )  # fmt: skip
                self.life.later(partial(self.experts_look, order, key), hours=5)

    def experts_look(self, order: str, key: str) -> None:
        """Two of them, with the same opinion."""
        opinion = Random(f"experts {key}").choices(("yes", "no"), (65, 35))[0]
        for expert in ("authenticator", "authenticator2"):
            browser = self.desk(expert)
            page = browser.get(f"/desk/care/{key}")
            form = page.form("/opinion", "sentence")
            if form is None:
                return
            self.press(
                browser, page, form, {"sentence": "The stitching is as it should be."},
                f"authentic={opinion} ",
                who=expert, what="authenticity.opinion", order=order, request=key,
                decision=opinion, words=f"An expert says of {key}: authentic, {opinion}",
            )  # fmt: skip
