"""Finance: looks at risky payments, disputes, differences and places of tax."""

from __future__ import annotations

import re

from simulation.actors.deskwork import DeskActor, order_in
from simulation.browser import Browser, Page
from simulation.life import Life

ROUNDS = ((11, 0), (15, 0))


class Finance(DeskActor):
    """One person with the page of money and a list of tasks."""

    role = "finance"

    def __init__(self, life: Life) -> None:
        super().__init__(life)
        self._ended: set[str] = set()
        self._read_tie_outs: set[str] = set()

    def begin(self) -> None:
        """Two rounds a day."""
        for hour, minute in ROUNDS:
            self.every_business_day(hour, minute, self.work_round)

    def work_round(self) -> None:
        """Reads the page of money, and does what it asks for."""
        browser = self.desk()
        page = browser.get("/desk/money/")
        if not page.ok:
            self.life.left_out("desk.money")
            return
        self.life.reader.write_desk("desk_money", "", "finance", page)
        self.decide_payments(browser, page)
        self.check_places(browser)
        self.read_tie_outs(browser, page)
        if self.waits("SELECT count(*) FROM worklist_task WHERE closed_at IS NULL"):
            self.do_tasks(browser)

    def decide_payments(self, browser: Browser, page: Page) -> None:
        """Risky payments: approved, cancelled, or left until they end by themselves."""
        listed = page.source.partition("Payments that a person must look at")[2]
        listed = listed.partition("</section>")[0]
        for order in dict.fromkeys(re.findall(r"/desk/orders/(T-[\w-]+)", listed)):
            wanted = self.choice(order, "review", "approve", "decline", "ignore")
            if wanted == "ignore":
                continue
            opened = browser.get(f"/desk/orders/{order}")
            form = opened.form("/payment", "answer=approve")
            if form is None:
                continue
            self.press(
                browser, opened, form, {"note": "I looked at the checks."}, f"answer={wanted} ",
                who="finance", what=f"payment.{wanted}", order=order, decision=wanted,
                words=f"Finance looks at the payment of {order}: {wanted}",
            )  # fmt: skip

    def check_places(self, browser: Browser) -> None:
        """Addresses that may lie in another tax place."""
        rows = self.rows(
            "SELECT o.number FROM worklist_task t JOIN orders_order o ON o.id = t.order_id"
            " WHERE t.kind = 'tax_place' AND t.closed_at IS NULL ORDER BY t.id"
        )
        for (order,) in rows:
            page = browser.get(f"/desk/orders/{order}")
            form = page.form("/tax-place", "code")
            if form is None:
                continue
            standing = form.fields.get("code", "")
            others = [code for code in form.choices["code"] if code != standing]
            wanted = self.choice(order, "tax_place", "same", "other")
            code = others[0] if wanted == "other" and others else standing
            self.press(
                browser, page, form, {"code": code},
                who="finance", what="tax.place", order=order, code=code, charged=standing,
                words=f"Finance says where {order} is taxed: {code}, charged as {standing}",
            )  # fmt: skip

    def read_tie_outs(self, browser: Browser, page: Page) -> None:
        """Each comparison with the provider that shows a difference is opened."""
        for row in re.findall(r"<li>(.*?)</li>", page.source, re.DOTALL):
            match = re.search(r"/desk/money/tie-outs/(\d+)", row)
            if match and "problem" in row and match[1] not in self._read_tie_outs:
                self._read_tie_outs.add(match[1])
                opened = browser.get(f"/desk/money/tie-outs/{match[1]}")
                self.life.reader.write_desk("desk_tie_out", match[1], "finance", opened)

    def do_tasks(self, browser: Browser) -> None:
        """Tasks that end by a note, once the deed was done."""
        page = browser.get("/desk/tasks/")
        if not page.ok:
            return
        self.life.reader.write_desk("desk_tasks", "", "finance", page)
        for form in page.forms():
            key = form.action.split("/")[-2] if form.action.endswith("/done") else ""
            title = next((words for _, _, words in form.buttons), "")
            if not key or key in self._ended or "expired" in title:
                continue  # care asks for the payment again
            self._ended.add(key)
            row = page.source.partition(f'id="task-{key}"')[2].partition("</li>")[0]
            self.press(
                browser, page, form, {"note": "Settled with the provider."},
                who="finance", what="task.done", order=order_in(row), task=key, title=title,
                words=f"Finance ends a task: {title}",
            )  # fmt: skip
