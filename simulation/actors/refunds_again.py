"""A refund that a colleague declined, though it is owed: somebody gives it back by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from simulation.browser import Browser

if TYPE_CHECKING:
    from simulation.actors.care import Care

OWED = ("returned.", "authentic.", "tax.")


def give_declined(care: Care, browser: Browser, order: str) -> None:
    """What a rule owes is asked for anew, with the same sums; of a request, a person decides that
    on its own page.
    """
    rows = care.rows(
        "SELECT a.key, a.parts, p.captured_cents - p.refunded_cents"
        " FROM payments_approval a JOIN payments_payment p"
        " ON p.id = a.payment_id JOIN orders_order o ON o.id = p.order_id"
        " WHERE o.number = %s ORDER BY a.id DESC LIMIT 1",
        order,
    )
    if not rows or not str(rows[0][0]).startswith(OWED):
        return
    parts = rows[0][1] if isinstance(rows[0][1], dict) else json.loads(rows[0][1])
    page = browser.get(f"/desk/orders/{order}")
    form = page.form("/refund", "item_cents")
    if form is None:
        return
    too_much = max(sum(parts.values()) - int(rows[0][2]), 0)  # given back by hand meanwhile
    parts = parts | {"item_cents": max(parts.get("item_cents", 0) - too_much, 0)}
    typed = {name: f"{cents / 100:.2f}" for name, cents in parts.items() if cents}
    care.press(
        browser, page, form, typed | {"reason": "It came back, and everything is returned."},
        who="care", what="refund.by_hand_again", order=order, parts=parts,
        words=f"Care asks once more for the refund of {order} that a colleague declined",
    )  # fmt: skip
