"""The weather: storms that close a place, and how they are entered at the desk."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import partial
from typing import Any

from simulation.actors.japan import enter_preview
from simulation.actors.warehouse import press, read_rows
from simulation.browser import Page
from simulation.life import Quiet
from simulation.script import Storyline

PLACES = {
    "us": "the New York warehouse",
    "jp": "the Japan warehouse",
    "customs": "flights and customs",
    "carrier": "the carriers",
}
SHIFTS = {"on_the_day": 0, "day_before": -1, "three_days_late": 3}


class Weather(Quiet):
    """A storm comes on its day; staff enter it before, on the day or later."""

    def begin(self) -> None:
        """Forecasts: what is entered on the day before."""
        for line in self.life.script.storylines:
            if line.kind == "storm" and line.traits["entered"] == "day_before":
                at = line.at - timedelta(hours=14)
                self.life.schedule(at, partial(self._enter, line))

    def story(self, line: Storyline) -> bool:
        """It begins."""
        if line.kind != "storm":
            return False
        days, place = line.traits["days"], line.traits["place"]
        first = line.at.date()
        last = first + timedelta(days=days - 1)
        self.life.deed(
            "weather", "storm.begins", f"A storm closes {PLACES[place]} for {days} days",
            place=place, first_on=first.isoformat(), last_on=last.isoformat(),
        )  # fmt: skip
        shift = SHIFTS[line.traits["entered"]]
        if shift >= 0:
            self.life.later(lambda: self._enter(line), days=shift, hours=3)
        return True

    def _enter(self, line: Storyline) -> None:
        traits = line.traits
        first = line.at.date()
        last = first + timedelta(days=traits["days"] - 1)
        self._enter_closure(line, first, last, "storm.enter")
        then = traits["then"]
        if then == "overlapped":
            more = last + timedelta(days=2)
            self.life.later(
                lambda: self._enter_closure(line, last, more, "storm.enter_second"), hours=5
            )
        elif then in ("ended_early", "corrected", "withdrawn"):
            self.life.later(lambda: self._change(line, first, last), hours=20)

    def _enter_closure(self, line: Storyline, first: date, last: date, what: str) -> None:
        owner = self.life.host.staff("owner")
        page = owner.get("/desk/promises/")
        self.life.reader.write_page("desk_promises", "", "owner", page)
        form = page.form("/desk/closures", "first_on")
        if form is None:
            self.life.left_out("closure")
            return
        typed: dict[str, Any] = {
            "place": line.traits["place"],
            "first_on": first.isoformat(),
            "last_on": last.isoformat(),
            "why": "A winter storm",
        }
        preview = press(self.life, owner, page, form, typed)
        self.life.reader.write_page("desk_closure_preview", line.key, "owner", preview)
        answer = enter_preview(self.life, owner, preview, "/closures/enter")
        self._note(
            line, what, f"The owner enters the storm: {first} to {last}", answer, first, last
        )

    def _note(
        self, line: Storyline, what: str, words: str, answer: Page, first: date, last: date
    ) -> None:
        self.life.deed(
            "owner", what, words, ok=answer.ok,
            answer=problem_of(answer), place=line.traits["place"], first_on=first.isoformat(),
            last_on=last.isoformat(), storm=line.key,
            second_person="/approvals/" in answer.url,
        )  # fmt: skip

    def _change(self, line: Storyline, first: date, last: date) -> None:
        """It ends early, is corrected, or is taken back."""
        owner = self.life.host.staff("owner")
        page = owner.get("/desk/promises/")
        if not page.links(r"^/desk/closures/\d+$"):
            self.life.left_out("closure.change")
            return
        wanted = f"/desk/closures/{self._closure(line, first)}"
        links = [link for link in page.links(r"^/desk/closures/\d+$") if link == wanted]
        if not links:
            self.life.deed("owner", "storm.not_found", "The owner finds no closure to change",
                           ok=False, storm=line.key)  # fmt: skip
            return
        page = owner.get(links[0])
        then = line.traits["then"]
        section = {"ended_early": "early", "corrected": "correct"}.get(then, "is_off")
        if then == "ended_early":
            last = max(first, last - timedelta(days=1))
        elif then == "corrected":
            last += timedelta(days=2)
        form = self._section(page, section)
        typed = {} if section == "is_off" else {"last_on": last.isoformat()}
        if form is None:
            self.life.left_out(f"closure.{then}")
            return
        preview = press(self.life, owner, page, form, typed | {"note": "The forecast changed"})
        answer = enter_preview(self.life, owner, preview, "/closures/enter")
        words = f"The owner changes the closure ({then.replace('_', ' ')}): {first} to {last}"
        self._note(line, f"storm.{then}", words, answer, first, last)

    def _closure(self, line: Storyline, first: date) -> int:
        """The newest entry of this storm that nothing has replaced."""
        rows = read_rows(
            self.life,
            "SELECT c.id FROM fulfillment_closure c WHERE c.place = %s AND c.first_on = %s"
            " AND NOT EXISTS (SELECT 1 FROM fulfillment_closure d WHERE d.replaces_id = c.id)"
            " ORDER BY c.id DESC",
            line.traits["place"],
            first.isoformat(),
        )
        return int(rows[0][0]) if rows else 0

    @staticmethod
    def _section(page: Page, which: str) -> Any:
        """The form to end it early, to correct it, or to take it back."""
        for form in page.forms():
            if form.method != "post" or not re.search(r"/desk/closures$", form.action):
                continue
            asks_why = "shoppers will read" in form.words
            is_off = "is_off" in form.fields
            kind = "is_off" if is_off else "correct" if asks_why else "early"
            if kind == which:
                return form
        return None


def problem_of(page: Page) -> str:
    """What the page says is wrong, or else its notice."""
    problems = re.findall(r'<p[^>]*class="problem"[^>]*>(.*?)</p>', page.source, re.DOTALL)
    words = " / ".join(" ".join(re.sub(r"<[^>]+>", "", problem).split()) for problem in problems)
    return words or page.notice
