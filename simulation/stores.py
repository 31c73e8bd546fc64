"""What is there before the first shopper comes: terms, staff, and pieces on sale."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from simulation.browser import Form, Page
    from simulation.life import Life

POLICIES = Path(__file__).parent / "policies"
ZONE_BEFORE = "America/New_York"  # of the terms that are in force until then
HEARD_AFTER = timedelta(minutes=2)  # terms published now are in force in the next minute
PIECES = {"us": 110, "jp": 40}
KINDS = (
    ("black calfskin top-handle bag", "bags", "", (900, 1290, 2400, 4250, 6900)),
    ("steel chronograph", "watches", "", (2890, 4800, 9800)),
    ("silk scarf", "accessories", "scarves", (95, 109.99, 240)),
    ("wool coat", "clothing", "coats", (105, 480, 1350)),
    ("gold ring", "jewelry", "", (610, 1850, 3300)),
)


def open_store(life: Life) -> str:
    """Fills the store of a life; returns the text of the policy that it promises under."""
    text = policy_text(life)
    life.holidays = holidays_of(text)
    life.host.hire_staff()
    if life.script.store != "standard":
        put_in_force(life, text)
    # Pieces are taken in on the day before the life begins.
    output = life.host.take_in(pieces_for(life.script.seed, text))
    if "approved and listed" not in output:
        raise RuntimeError(f"no pieces on sale: {output}")
    return text


def policy_text(life: Life) -> str:
    """The TOML of the store's policy: the one that is shipped, or one of `simulation/policies`."""
    if life.script.store == "standard":
        shipped = life.host.source / "troth" / "policy" / "published" / "troth-standard.toml"
        return shipped.read_text(encoding="utf-8")
    return (POLICIES / f"{life.script.store}.toml").read_text(encoding="utf-8")


def put_in_force(life: Life, text: str) -> None:
    """Two owners publish the terms at the desk, in force from now, before anybody has bought."""
    owner, second = life.host.staff("owner"), life.host.staff("owner2")
    page = owner.get("/desk/policy/draft/")
    owner.send(page, _form(page, "text"), {"text": text})
    page = owner.get("/desk/policy/publish/")
    today = life.now.astimezone(ZoneInfo(ZONE_BEFORE)).date().isoformat()
    typed = {"on": today, "sentence": "The store opens under these terms."}
    owner.send(page, _form(page, "on", "sentence"), typed)
    page = second.get("/desk/policy/")
    proposal = second.get(page.links(r"^/desk/policy/proposals/\d+$")[0])
    second.send(proposal, _form(proposal, "answer=agree"), {}, button="answer=agree ")
    life.host.clock.move_to(life.host.clock.now() + HEARD_AFTER)
    name = tomllib.loads(text)["store"]["name"]
    if name not in owner.get("/faq").text + owner.get("/").source:
        raise RuntimeError(f"the terms of {life.script.store} aren't in force")


def _form(page: Page, *marks: str) -> Form:
    form = page.form(*marks)
    if form is None:
        raise RuntimeError(f"{page.url} has no form with {', '.join(marks)}: {page.text[:500]}")
    return form


def holidays_of(policy: str) -> set[str]:
    """The days, besides weekends, on which the store's own people don't work."""
    data = tomllib.loads(policy)
    calendar: dict[str, Any] = next(iter(data.get("calendars", {}).values()), {})
    return {str(day)[:10] for day in calendar.get("holidays", {})}


def pieces_for(seed: int, policy: str) -> list[dict[str, str]]:
    """Rows of a CSV file: pieces in each warehouse that the policy has."""
    has_transfer = "transfer" in tomllib.loads(policy)
    dice = Random(f"pieces {seed}")
    rows = []
    for warehouse, count in PIECES.items():
        if warehouse == "jp" and not has_transfer:
            continue
        for number in range(count):
            title, category, sub_category, prices = dice.choice(KINDS)
            rows.append(
                {
                    "source_id": f"{warehouse}-{number:04}",
                    "designer": dice.choice(("Maison Orlède", "Verrault", "Casa Benvieri")),
                    "title": f"{title} {warehouse.upper()}{number:03}",
                    "category": category,
                    "sub_category": sub_category,
                    "condition": "very good",
                    "price": f"{dice.choice(prices):.2f}",
                    "location": "united states" if warehouse == "us" else "japan",
                }
            )
    return rows
