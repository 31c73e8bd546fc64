"""People who look again: at the page where they reported a parcel, weeks later; and at a piece that
is for sale once more, an hour after somebody gave it up.
"""

from __future__ import annotations

from simulation.life import Quiet

LOOKS = (0.1, 6, 19, 33)  # days after the report, and after the claim
CALLED_OFF = ("order.cancelled", "order.partly_cancelled")


class SecondLooks(Quiet):
    """Reads `ask/not-received` and the pages of pieces once more."""

    def event(self, order: str, kind: str) -> None:
        """A report was made, or became a claim; an order was cancelled."""
        if kind in ("claim.reported", "claim.filed"):
            for days in LOOKS:
                self.life.later(lambda: self.look_at_report(order), days=days)
        elif kind in CALLED_OFF:
            self.life.later(lambda: self.look_at_pieces(order), hours=1)

    def look_at_report(self, order: str) -> None:
        """The page is written down where it changed."""
        shopper = self.life.orders.get(order)
        if shopper is None:
            return
        page = shopper["browser"].get(f"/orders/{order}/ask/not-received")
        self.life.reader.write_page("ask_not_received", order, "shopper", page)

    def look_at_pieces(self, order: str) -> None:
        """Somebody who looks around sees what was given up, with its dates."""
        rows = self.life.host.rows(
            "SELECT i.slug FROM orders_line l JOIN orders_order o ON o.id = l.order_id"
            " JOIN catalog_item i ON i.id = l.item_id"
            " WHERE o.number = %s AND l.state = 'cancelled' ORDER BY l.id",
            order,
        )
        browser = self.life.host.shopper("anybody")
        for (slug,) in rows:
            page = browser.get(f"/items/{slug}?zip=10013")
            self.life.reader.write_page("item", slug, "anybody", page)
