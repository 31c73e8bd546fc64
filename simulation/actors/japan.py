"""The warehouse in Japan, flights, US customs, and the check of arrivals in New York."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from simulation.actors.warehouse import (
    Warehouse,
    actor_of,
    closed_places,
    photo_file,
    press,
)
from simulation.browser import Browser, Form, Page
from simulation.life import Life, Quiet
from simulation.stores import policy_text

TOKYO = ZoneInfo("Asia/Tokyo")
LINK = r"^/desk/transfers/(?!begin)[\w-]+$"
ORDER = r"T-[0-9A-Z]{5}-[0-9A-Z]{5}"
LATE_WORDS = {
    "customs": "US customs is examining the shipment",
    "flight": "The flight was canceled",
}


@dataclass
class Crossing:
    """A transfer as it is decided: what happens when, and what staff enter when."""

    key: str
    orders: list[str]
    fate: str
    entered: str
    dispatches_at: datetime
    dispatched_at: datetime | None = None
    number: str = ""
    reports: list[str] = field(default_factory=list)


class Japan(Quiet):
    """Staff in Tokyo send what was sold; staff in New York check it in."""

    def __init__(self, life: Life) -> None:
        super().__init__(life)
        self._holidays: set[str] = set()
        self._year_end: dict[str, str] = {}
        self._storms: set[date] = set()
        self._crossings: dict[str, Crossing] = {}
        self._examined: set[str] = set()

    def begin(self) -> None:
        """Every day of work in Tokyo, and a look at arrivals on every day in New York."""
        data = tomllib.loads(policy_text(self.life))
        calendar = data.get("calendars", {}).get("japan", {})
        self._holidays = {str(day)[:10] for day in calendar.get("holidays", {})}
        self._year_end = dict(calendar.get("year_end", {}))
        self._storms = closed_places(self.life, "jp")
        for day in range(self.life.script.days):
            on = (self.life.script.starts + timedelta(days=day)).date()
            tokyo = datetime(on.year, on.month, on.day, 11, 0, tzinfo=TOKYO)
            if self.is_open(on):
                self.life.schedule(tokyo.astimezone(self.life.zone), self.work_day)
            here = datetime(on.year, on.month, on.day, 11, 40, tzinfo=self.life.zone)
            if here >= self.life.script.starts:
                self.life.schedule(here, self.check_arrivals)

    def is_open(self, on: date) -> bool:
        """Whether Tokyo works: neither a weekend nor a holiday, nor the turn of the year."""
        if on.weekday() >= 5 or on.isoformat() in self._holidays:
            return False
        month_day = f"{on:%m-%d}"
        year_end = self._year_end
        return not year_end or year_end["last"] < month_day < year_end["first"]

    def work_day(self) -> None:
        """Makes a transfer of what waits, and sends what is ready."""
        if self.life.now.astimezone(TOKYO).date() in self._storms:
            return
        kenji = self.life.host.staff("japan")
        page = kenji.get("/desk/transfers/")
        self.life.reader.write_page("desk_transfers", "", "japan", page)
        form = page.form("/transfers/begin")
        if form is not None:
            self._begin_transfer(kenji, page, form)
        for crossing in list(self._crossings.values()):
            if crossing.dispatched_at is None and self.life.now >= crossing.dispatches_at:
                self._dispatch(kenji, crossing)

    def _traits(self, order: str) -> dict[str, Any]:
        return actor_of(self.life, Warehouse).traits(order)

    def _begin_transfer(self, kenji: Browser, page: Page, form: Form) -> None:
        answer = press(self.life, kenji, page, form, {"line": form.choices.get("line", [])})
        match = re.search(r"/desk/transfers/([\w-]+)$", answer.url)
        orders = list(dict.fromkeys(re.findall(ORDER, answer.text))) if match else []
        key = match[1] if match else ""
        self.life.deed(
            "japan", "transfer.begin", f"Staff in Japan make transfer {key}",
            order=orders[0] if orders else "", ok=bool(match), answer=answer.notice, key=key,
            orders=orders,
        )  # fmt: skip
        if not match:
            return
        traits = self._traits(orders[0]) if orders else {}
        fate = traits.get("transfer", "on_time")
        waits = timedelta(days=0)
        if fate == "dispatched_late":
            waits = timedelta(days=Random(f"late {key}").choice((5, 9, 14)))
        at = self.life.now + waits - timedelta(hours=1)
        entered = traits.get("transfer_entered", "same_day")
        self._crossings[key] = Crossing(key, orders, fate, entered, at)

    def _dispatch(self, kenji: Browser, crossing: Crossing) -> None:
        key = crossing.key
        page = kenji.get(f"/desk/transfers/{key}")
        page = self._fill_papers(kenji, page)
        form = page.form("/dispatch")
        if form is None:
            crossing.dispatches_at = self.life.ends + timedelta(days=1)
            return
        body = "".join(Random(f"flight {key}").choice("123456789") for _ in range(11))
        crossing.number = f"{body}{int(body) % 7}"
        tags = list(dict.fromkeys(re.findall(r"TAG\d{9,}", page.source)))
        typed = {
            "carrier": "yamato",
            "number": crossing.number,
            "tags_scanned": "\n".join(tags),
        }
        answer = press(self.life, kenji, page, form, typed)
        self._note(crossing, "japan", "transfer.dispatch", f"{key} leaves Japan", answer)
        if answer.ok:
            crossing.dispatched_at = self.life.now
            self._plan_flight(crossing)
        else:
            self.life.reader.write_page("desk_transfer", key, "japan", answer)

    def _fill_papers(self, kenji: Browser, page: Page) -> Page:
        addresses = [form.action for form in page.forms() if "/papers/" in form.action]
        for action in addresses:
            form = page.form(action)
            if form is None:
                continue
            typed = {"value_cents": "1200.00"}
            if "permit" in form.fields:
                typed["permit"] = "JP-CITES-2211"
            page = press(self.life, kenji, page, form, typed)
        return page

    def _note(
        self, crossing: Crossing, who: str, what: str, words: str, answer: Page | None = None,
        **more: Any,
    ) -> None:  # fmt: skip
        self.life.deed(
            who, what, words, order=crossing.orders[0] if crossing.orders else "",
            ok=answer is None or answer.ok, answer=answer.notice if answer else "",
            key=crossing.key, orders=crossing.orders, number=crossing.number,
            kind=crossing.fate, **more,
        )  # fmt: skip

    # Flight and customs

    def _plan_flight(self, crossing: Crossing) -> None:
        fate, later = crossing.fate, self.life.later
        flight = 7 if fate == "flight_late" else 2
        held = {"customs_3": 3, "customs_12": 12, "customs_40": 40, "never_entered": 20}
        customs = held.get(fate, 1)
        if fate == "flight_late":
            late_days, cause = flight, "flight"
        else:
            late_days, cause = customs, "customs"
        if fate in ("customs_12", "customs_40", "flight_late", "customs_3"):
            start = flight if cause == "customs" else 1
            self._plan_reports(crossing, cause, start, late_days)
        later(lambda: self._happens(crossing, "customs", "reaches US customs"), days=flight)
        if fate != "never_entered":
            later(lambda: self._reach(crossing, "at_customs"), days=flight, hours=2)
            if Random(f"mistake {crossing.key} {self.life.script.seed}").random() < 0.15:
                later(lambda: self._reach(crossing, "cleared"), days=flight, hours=5)
                later(lambda: self._take_back(crossing), days=flight, hours=6)
            later(lambda: self._reach(crossing, "cleared"), days=flight + customs)
        later(lambda: self._happens(crossing, "cleared", "is cleared"), days=flight + customs)
        lands = (self.life.now + timedelta(days=flight + customs + 1)).replace(hour=9, minute=50)
        self.life.schedule(lands, lambda: self._happens(crossing, "landed", "reaches New York"))
        self.life.schedule(lands + timedelta(minutes=20), lambda: self._land(crossing))

    def _happens(self, crossing: Crossing, what: str, words: str) -> None:
        who = "customs" if what in ("customs", "cleared") else "carrier"
        self._note(crossing, who, f"transfer.{what}", f"{crossing.key} {words}")

    def _plan_reports(self, crossing: Crossing, cause: str, start: int, days: int) -> None:
        """When staff enter that it is late: on the day, some days later, once or twice."""
        first = start + (0 if crossing.entered == "same_day" else min(4, days - 1))
        unknown = days >= 40
        self.life.later(
            lambda: self._report_late(crossing, cause, None if unknown else days + 3),
            days=first, hours=3,
        )  # fmt: skip
        if unknown:
            self.life.later(
                lambda: self._report_late(crossing, cause, 5), days=start + days - 4, hours=3
            )
        self._note(
            crossing, "customs" if cause == "customs" else "carrier", f"transfer.{cause}_hold",
            f"{crossing.key} will be held for {days} days ({cause}); nobody knows yet",
            starts_in_days=start, days=days,
        )  # fmt: skip

    def _report_late(self, crossing: Crossing, cause: str, days: int | None) -> None:
        """Opens the transfer, types the new day, looks at what it does, and enters it."""
        kenji = self.life.host.staff("japan")
        page = kenji.get(f"/desk/transfers/{crossing.key}")
        form = page.form("/late", "expected_on") or page.form("/late")
        if form is None:
            self._note(crossing, "japan", "transfer.late_not_needed", "It landed before")
            return
        typed: dict[str, Any] = {"why": LATE_WORDS[cause]}
        expected = ""
        if days is None:
            typed["unknown"] = "on"
        else:
            expected = (self.life.now + timedelta(days=days)).date().isoformat()
            typed["expected_on"] = expected
        preview = press(self.life, kenji, page, form, typed)
        answer = enter_preview(self.life, kenji, preview, "/late/enter")
        words = f"Staff enter that {crossing.key} is late: {LATE_WORDS[cause]}"
        crossing.reports.append(expected or "unknown")
        self._note(
            crossing, "japan", "transfer.late", words, answer, expected_on=expected, cause=cause
        )

    def _reach(self, crossing: Crossing, leg: str) -> None:
        """A step on the way, recorded and confirmed."""
        role = "packer" if leg == "landed" else "japan"
        browser = self.life.host.staff(role)
        page = browser.get(f"/desk/transfers/{crossing.key}")
        form = page.form("/reached", f"leg={leg}")
        if form is None:
            return
        answer = press(self.life, browser, page, form, button=f"leg={leg}")
        confirm = answer.form("/reached", "confirmed")
        if confirm is not None:
            answer = press(self.life, browser, answer, confirm, button="confirmed")
        self._note(
            crossing, role, f"transfer.record_{leg}", f"Staff record: {crossing.key} {leg}", answer
        )

    def _take_back(self, crossing: Crossing) -> None:
        """The last step was recorded of the wrong box."""
        browser = self.life.host.staff("japan")
        page = browser.get(f"/desk/transfers/{crossing.key}")
        form = page.form("/take-back")
        if form is None:
            self.life.left_out("take a step of a transfer back")
            return
        answer = press(self.life, browser, page, form, {"why": "It was another box"})
        words = f"Staff take the last step of {crossing.key} back"
        self._note(crossing, "japan", "transfer.take_back", words, answer)

    def _land(self, crossing: Crossing) -> None:
        """The box stands in New York; it is recorded when somebody works there."""
        if not actor_of(self.life, Warehouse).works_today():
            self.life.later(lambda: self._land(crossing), days=1)
            return
        self._reach(crossing, "landed")

    # Arrivals in New York

    def check_arrivals(self) -> None:
        """Each piece of a transfer that landed is checked in, or recorded as wrong."""
        self._examine_damaged()
        if not actor_of(self.life, Warehouse).works_today():
            return
        packer = self.life.host.staff("packer")
        for crossing in self._crossings.values():
            page = packer.get(f"/desk/transfers/{crossing.key}")
            if page.form("/check-in") is None and page.form("/fault") is None:
                continue
            self.life.reader.write_page("desk_transfer", crossing.key, "packer", page)
            self._check_pieces(packer, page, crossing)

    def _check_pieces(self, packer: Browser, page: Page, crossing: Crossing) -> None:
        for block in re.findall(r'<div class="crossing">(.*?)</div>', page.source, re.DOTALL):
            tag = re.search(r"TAG\d{9,}", block)
            order = re.search(ORDER, block)
            if tag is None or order is None or "not yet" not in block:
                continue
            outcome = self._traits(order[0]).get("arrival", "right")
            if 'class="problem"' in block:
                self._check_later(packer, page, crossing, tag[0], order[0], outcome)
            elif outcome == "right":
                self._check_in(packer, page, crossing, tag[0], order[0])
            else:
                self._record_fault(packer, page, crossing, tag[0], order[0], outcome)

    def _check_in(
        self, packer: Browser, page: Page, crossing: Crossing, tag: str, order: str
    ) -> None:
        form = page.form("/check-in")
        if form is None:
            return
        answer = press(self.life, packer, page, form, {"tag": tag, "shelf": f"B-{tag[-3:]}"})
        self.life.deed(
            "packer", "arrival.check_in", f"{tag} of {crossing.key} is here, and right",
            order=order, ok=answer.ok, answer=answer.notice, key=crossing.key, tag=tag,
        )  # fmt: skip

    def _record_fault(
        self, packer: Browser, page: Page, crossing: Crossing, tag: str, order: str, outcome: str
    ) -> None:
        form = page.form("/fault")
        if form is None:
            self.life.left_out("arrival.fault")
            self._check_in(packer, page, crossing, tag, order)
            return
        kind = "damaged" if outcome.startswith("damaged") else outcome
        labels = re.findall(r'<option value="(\d+)"[^>]*>[^<]*?(TAG\d+)', page.source)
        chosen = next((value for value, name in labels if name == tag), "")
        typed: dict[str, Any] = {
            "crossing": chosen,
            "outcome": kind,
            "photos": photo_file("arrival.jpg", int(tag[3:12])),
        }
        if kind == "damaged":
            typed |= {"tag": tag, "words": "A scratch on the front"}
        elif kind == "wrong":
            typed["in_the_box"] = "A green bag without a tag"
        answer = press(self.life, packer, page, form, typed)
        self.life.deed(
            "packer", f"arrival.{kind}", f"{tag} of {crossing.key} arrives {kind}", order=order,
            ok=answer.ok, answer=answer.notice, key=crossing.key, tag=tag, kind=kind,
        )  # fmt: skip

    def _check_later(
        self, packer: Browser, page: Page, crossing: Crossing, tag: str, order: str, outcome: str
    ) -> None:
        """What was missing, or another piece, turns up a week later in half of the cases."""
        if outcome not in ("missing", "wrong"):
            return
        mark = f"turns up {crossing.key} {tag}"
        if mark in self._examined or Random(mark).random() < 0.5:
            return
        self._examined.add(mark)

        def turn_up() -> None:
            again = packer.get(f"/desk/transfers/{crossing.key}")
            self._check_in(packer, again, crossing, tag, order)

        self.life.later(turn_up, days=7)

    def _examine_damaged(self) -> None:
        """An expert looks at what arrived damaged, on the day after."""
        erin = self.life.host.staff("authenticator")
        for crossing in self._crossings.values():
            if crossing.dispatched_at is None:
                continue
            page = erin.get(f"/desk/transfers/{crossing.key}")
            form = page.form("/examine/", "words")
            if form is None:
                continue
            block = page.source.partition(form.action)[0].rpartition('<div class="crossing">')[2]
            order = (re.findall(ORDER, block) or [""])[-1]
            right = self._traits(order).get("arrival") == "damaged_but_right"
            words = "Only dust" if right else "A deep scratch on the front"
            button = "answer=right" if right else "answer=damaged"
            answer = press(self.life, erin, page, form, {"words": words}, button=button)
            verdict = "as it was sold" if right else "damaged: the sale ends"
            self.life.deed(
                "authenticator", "arrival.examine", f"The expert finds the piece {verdict}",
                order=order, ok=answer.ok, answer=answer.notice, key=crossing.key,
                kind="right" if right else "damaged",
            )  # fmt: skip


def enter_preview(life: Life, browser: Browser, preview: Page, address: str) -> Page:
    """Enters what a preview shows; where a second person must approve it, one does."""
    form = preview.form(address)
    if form is None:
        return preview
    typed = {"reason": "As the forecast says"} if "reason" in form.fields else {}
    answer = press(life, browser, preview, form, typed)
    number = re.search(r"/desk/approvals/(\d+)", answer.url)
    if number:
        life.later(lambda: approve(life, number[1]), hours=2)
    return answer


def approve(life: Life, number: str) -> None:
    """The second owner reads a request, and agrees."""
    oscar = life.host.staff("owner2")
    page = oscar.get(f"/desk/approvals/{number}")
    life.reader.write_page("desk_approval", number, "owner2", page)
    form = page.form("/decide", "answer=approve")
    if form is None:
        if "Decided by" not in page.text:
            life.deed(
                "owner2", "approval.none", "The second owner can't decide it", ok=False,
                answer=page.text, number=number,
            )  # fmt: skip
        return
    answer = press(life, oscar, page, form, button="answer=approve")
    life.deed(
        "owner2", "approval.approve", "The second owner agrees", ok=answer.ok,
        answer=answer.notice, number=number,
    )  # fmt: skip
