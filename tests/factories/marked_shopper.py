"""A shopper whose every word holds a sign to look for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from tests.factories.items import a_bag
from tests.factories.letters import send_confirmation
from tests.factories.moments import NOON, moment
from tests.factories.orders import order_of
from tests.factories.people import ANN
from troth.catalog.models import Item
from troth.checkout.quoting import Address
from troth.fulfillment.warehouse import tags
from troth.orders import actions as orders
from troth.orders.links import token_for
from troth.orders.models import Order

LATER, NOW = NOON + timedelta(hours=4), moment("Mon 2026-11-30 12:00")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Shopper:
    """All that is one shopper's. `at` has what stands in addresses, by a name of ours."""

    name: str
    at: dict[str, Any] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    roots: list[Any] = field(default_factory=list)  # what is theirs, beside orders and items
    files: set[bytes] = field(default_factory=set)  # what lies in the evidence store for them

    @property
    def sign(self) -> str:
        """Stands in every word of theirs."""
        return f"{self.name}qx"

    @property
    def hidden(self) -> str:
        """Stands in every word of staff about them, which they never read themselves."""
        return f"{self.name}zq"

    @property
    def serial(self) -> str:
        return f"{self.name.upper()}9-SER-77"

    @property
    def address(self) -> Address:
        return replace(
            ANN,
            email=f"{self.sign}@example.com",
            name=f"Lee {self.sign}",
            street=f"12 {self.sign} Street",
            street2=f"Floor {self.sign}",
            phone=f"212 555 01{len(self.name)}{ord(self.name[0]) % 10}",
        )

    def order(
        self, name: str, *items: Item, at=NOON, to: dict[str, str] | None = None, **kwargs: Any
    ) -> Order:
        """A confirmed order under a name of ours."""
        address = replace(self.address, **(to or {}))
        placed = order_of(*items or [self.item(f"{name}_item")], by=address, now=at, **kwargs)
        if name == "fresh":
            send_confirmation(placed)  # by mail, now
        else:
            orders.mark_confirmation_sent(
                order=placed, message_id=f"<{placed}@example.com>", now=at, by="notifications"
            )
        self.orders.append(placed)
        self.at |= {
            name: placed.number,
            f"{name}_pk": placed.pk,
            f"{name}_token": token_for(placed.number),
        }
        self.at[f"{name}_line"] = placed.lines.order_by("pk").first().pk
        return placed

    def item(self, name: str, **changes: str) -> Item:
        bag = a_bag(serial=f"{self.serial}-{name}", **changes)
        self.items.append(bag)
        self.at[name] = bag.slug
        self.at[f"{name}_tag"] = tags.tag_of(bag.pk)
        return bag
