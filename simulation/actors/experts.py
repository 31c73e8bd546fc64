"""Authenticators of the house: opinions on what came back, and the public list of others."""

from __future__ import annotations

from random import Random

from simulation.actors.deskwork import DeskActor, order_in
from simulation.life import Life
from simulation.script import Storyline


class Experts(DeskActor):
    """They say what they think of a piece, and put authenticators on the public list."""

    role = "authenticator"

    def __init__(self, life: Life) -> None:
        super().__init__(life)
        self._opined: set[str] = set()

    def begin(self) -> None:
        """Once a day, what came back."""
        self.every_business_day(14, 0, self.look_round)

    def story(self, line: Storyline) -> bool:
        """An authenticator is put on the list, or taken off it."""
        if line.kind == "authenticator_listed":
            self.list_authenticator(line)
        elif line.kind == "authenticator_ended":
            self.end_authenticator(line)
        else:
            return False
        return True

    def list_authenticator(self, line: Storyline) -> None:
        """Asks a second person to put one on the list."""
        browser = self.desk()
        page = browser.get("/desk/authenticators")
        form = page.form("name", "site", "reason")
        if form is None:
            self.life.left_out("desk.authenticators")
            return
        name = line.traits["name"]
        self._remember(name, line.traits["second"])
        typed = {"name": name, "site": line.traits["site"], "reason": "I know their work."}
        self.press(
            browser, page, form, typed,
            who="authenticator", what="authenticator.list", name=name,
            words=f"An expert asks to put {name} on the public list",
        )  # fmt: skip

    def end_authenticator(self, line: Storyline) -> None:
        """Asks a second person to take one off."""
        browser = self.desk()
        page = browser.get("/desk/authenticators")
        form = page.form("why", "end=")
        if form is None:
            return
        name = form.buttons[0][2].removeprefix("Ask to take it off").strip()
        self._remember(name, line.traits["second"])
        self.press(
            browser, page, form, {"why": "They closed their workshop."}, "end=",
            who="authenticator", what="authenticator.end", name=name,
            words=f"An expert asks to take {name} off the public list",
        )  # fmt: skip

    def _remember(self, name: str, answer: str) -> None:
        from simulation.actors.owners import Owners

        for actor in self.life.actors:
            if isinstance(actor, Owners):
                actor.answers[name] = answer

    def look_round(self) -> None:
        """Pieces that came back as not authentic: each expert says what they think, once."""
        rows = self.rows(
            "SELECT key, facts FROM care_carecase WHERE kind = 'not_authentic' ORDER BY id"
        )
        for key, facts in rows:
            if '"received"' in str(facts) and key not in self._opined:
                self._opined.add(key)
                self.give_opinion(key)

    def give_opinion(self, key: str) -> None:
        """What an expert found, which decides nothing."""
        browser = self.desk()
        page = browser.get(f"/desk/care/{key}")
        form = page.form("/opinion", "sentence")
        if form is None:
            return
        answer = Random(f"opinion {key}").choice(("yes", "no"))
        self.press(
            browser, page, form, {"sentence": "The stitching is as it should be."},
            f"authentic={answer} ",
            who="authenticator", what="authenticity.opinion", order=order_in(page.text),
            request=key, decision=answer, words=f"An expert says of {key}: authentic, {answer}",
        )  # fmt: skip
