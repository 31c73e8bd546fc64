"""A packer in a hurry: where the desk lets one order be marked as processed by hand, the newest one
is, while another that came shortly before it waits.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from simulation.life import Quiet

SHORTLY = timedelta(minutes=110)
SHARE = 0.85  # of the occasions on which there is somebody to overtake


class ByHand(Quiet):
    """Presses what the order's page at the desk offers, and nothing where it offers nothing."""

    def event(self, order: str, kind: str) -> None:
        """An order was placed: perhaps it goes first."""
        if kind != "order.placed" or not self._somebody_waits():
            return
        if Random(f"by hand {order} {self.life.script.seed}").random() < SHARE:
            self.life.later(lambda: self.process(order), minutes=6)

    def _somebody_waits(self) -> bool:
        now = self.life.now
        placed = [datetime.fromisoformat(order["placed_at"]) for order in self.life.orders.values()]
        return any(now - SHORTLY < at < now for at in placed)

    def process(self, order: str) -> None:
        """The button of the order's page."""
        packer = self.life.host.staff("packer")
        page = packer.get(f"/desk/orders/{order}")
        form = page.form(f"/desk/orders/{order}/process")
        if form is None:
            self.life.left_out("mark an order processed by hand")
            return
        answer = packer.send(page, form)
        self.life.deed(
            "packer",
            "order.process",
            f"The packer marks {order} processed by hand, before the one that came before it",
            order=order,
            ok="rocessed" in answer.notice and "comes first" not in answer.notice,
            answer=answer.notice,
        )
