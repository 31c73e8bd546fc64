"""What everybody at the desk does alike: come to work, open a page, press a button by its words."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from simulation.browser import Browser, Form, Page
from simulation.life import Life, Quiet
from simulation.words import words_of_html

LATE_AFTER = timedelta(days=5)
NUMBER = r"T-[0-9A-Z]{5}-[0-9A-Z]{5}"


class DeskActor(Quiet):
    """Somebody with a desk. `role` is the name under which `Host.staff` signs them in."""

    role = "care"

    def __init__(self, life: Life) -> None:
        super().__init__(life)
        self._first_seen: dict[str, datetime] = {}
        self._at_work: dict[str, tuple[date, Browser]] = {}

    def every_business_day(self, hour: int, minute: int, deed: Callable[[], None]) -> None:
        """Something done at this local time on each day on which people work."""
        life = self.life
        for day in range(life.script.days + 1):
            on = (life.script.starts + timedelta(days=day)).date()
            at = datetime(on.year, on.month, on.day, hour, minute, tzinfo=life.zone)
            if is_open(on, life.holidays) and at >= life.script.starts:
                life.schedule(at, deed)

    def desk(self, role: str = "") -> Browser:
        """A signed-in browser; people sign in once a day."""
        role, today = role or self.role, self.life.now.date()
        day, browser = self._at_work.get(role, (None, None))
        if day != today or browser is None:
            browser = self.life.host.staff(role)
            self._at_work[role] = today, browser
        return browser

    def decisions(self, order: str) -> dict[str, Any]:
        """What the traits of an order say about the desk; empty for an order without any."""
        shopper = self.life.orders.get(order, {})
        line = shopper.get("line")
        return dict(line.traits.get("desk", {})) if line is not None else {}

    def choice(self, order: str, name: str, *others: str) -> str:
        """The trait of this name, or one of `others` by dice that only this order throws."""
        decided = self.decisions(order).get(name)
        return str(decided) if decided else Random(f"{order} {name}").choice(others)

    def press(
        self,
        browser: Browser,
        page: Page,
        form: Form,
        typed: dict[str, Any] | None = None,
        button: str = "",
        *,
        who: str,
        what: str,
        words: str,
        order: str = "",
        **details: Any,
    ) -> Page:
        """Sends a form and writes the deed down, whatever came back."""
        field_names = {*form.fields, *form.choices, *form.uploads}
        sent = {name: value for name, value in (typed or {}).items() if name in field_names}
        left = sorted(set(typed or {}) - field_names)
        answer = browser.send(page, form, sent, button=button)
        self.life.deed(
            who,
            what,
            words,
            order=order,
            ok=was_done(answer),
            answer=answer.notice,
            **(details | ({"fields_missing": left} if left else {})),
        )
        return answer

    def ripe(self, key: str, answer: str) -> bool:
        """Whether a second person with this habit has come to what was asked for."""
        if answer == "never":
            return False
        first = self._first_seen.setdefault(key, self.life.now)
        return answer != "late" or self.life.now - first > LATE_AFTER

    def waits(self, statement: str) -> bool:
        """Whether any row stands in an answer of one number; true where it can't be known."""
        try:
            return bool(self.life.host.rows(statement)[0][0])
        except Exception:
            return True

    def rows(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Rows to know what to press; none where this source has no such table or column."""
        try:
            return self.life.host.rows(statement, *parameters)
        except Exception:
            self.life.left_out(f"rows: {statement[:60]}")
            return []


def was_done(page: Page) -> bool:
    """Whether the page that came back is no refusal and says of no error."""
    refused = r'class="(?:note )?error"[^>]*role="status"|class="problem" role="alert"'
    return page.ok and not re.search(refused, page.source)


def is_open(on: date, holidays: set[str]) -> bool:
    """Whether people come to work on this day."""
    return on.weekday() < 5 and on.isoformat() not in holidays


def order_in(text: str) -> str:
    """The first order number in it, or ""."""
    match = re.search(rf"\b{NUMBER}\b", text)
    return match[0] if match else ""


def heading(page: Page) -> str:
    """What the page is called."""
    match = re.search(r"<h1[^>]*>(.*?)</h1>", page.source, re.DOTALL)
    return words_of_html(match[1]).replace("\n", " ") if match else ""


def as_instant(value: Any) -> datetime | None:
    """A time of the database as an instant; SQLite's has no offset, and is in UTC."""
    if value is None:
        return None
    read = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return read if read.tzinfo else read.replace(tzinfo=UTC)


@cache
def _drawn() -> bytes:
    from PIL import Image

    output = io.BytesIO()
    Image.effect_noise((480, 360), 55).convert("RGB").save(output, "JPEG", quality=60)
    return output.getvalue()


def picture(name: str) -> io.BytesIO:
    """A file to upload."""
    file = io.BytesIO(_drawn())
    file.name = name
    return file
