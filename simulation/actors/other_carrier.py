"""Another carrier than the rule's, for a box whose label the carrier refuses: a packer asks with a
reason, and a second person agrees an hour later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.browser import Browser, Page

if TYPE_CHECKING:
    from simulation.life import Life

REASON = "The carrier refuses this address"


def request_carrier_change(life: Life, packer: Browser, page: Page, key: str) -> None:
    """Asks at the box's page, where the desk offers it."""
    form = page.form(f"/desk/packing/{key}/carrier")
    carriers = [carrier for carrier in form.choices.get("carrier", []) if carrier] if form else []
    if form is None or not carriers:
        life.left_out("ask for another carrier")
        return
    answer = packer.send(page, form, {"carrier": carriers[0], "reason": REASON})
    life.deed(
        "packer", "carrier.ask", f"The packer asks to send {key} by {carriers[0].upper()}",
        order=key[:13], ok=answer.ok, answer=answer.notice, box=key,
    )  # fmt: skip
    life.later(lambda: _agree(life, key), hours=1)


def _agree(life: Life, key: str) -> None:
    second = life.host.staff("owner2")
    waiting = second.get("/desk/approvals/")
    for link in dict.fromkeys(waiting.links(r"^/desk/approvals/\d+$")):
        page = second.get(link)
        form = page.form("/decide", "answer=approve")
        if form is None or key not in page.text:
            continue
        answer = second.send(page, form, button="answer=approve")
        life.deed(
            "owner2", "carrier.agree", f"A second person lets {key} go by another carrier",
            order=key[:13], ok=answer.ok, answer=answer.notice, box=key,
        )  # fmt: skip
        return
