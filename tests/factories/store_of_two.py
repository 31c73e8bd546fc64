"""The store of two shoppers, with its settings of production."""

from __future__ import annotations

from collections.abc import Iterator

from tests.factories import world
from tests.factories.marked_shopper import LATER, NOW, Shopper
from tests.factories.two_shoppers import create_everything_twice
from troth import clock
from troth.fulfillment.carriers.registry import configured_carriers


def open_store_of_two(house, monkeypatch) -> Iterator[tuple[Shopper, Shopper]]:
    """As production: no page of development, and nobody at the desk without a second factor."""
    fedex = world.fedex()
    world.carrier_control(auto_collect=False)
    world.carrier_clock(LATER)
    fedex_settings = {
        "url": world.carrier().url,
        "key": "k",
        "secret": "s",
        "account": "740561073",
        "webhook_token": "built-in",
    }
    house.CARRIERS = {"fedex": fedex_settings}
    configured_carriers.cache_clear()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    shoppers = create_everything_twice(fedex)
    house.DEVELOPMENT = house.MAILBOX_IN_SANDBOX = False
    house.SECOND_FACTOR_REQUIRED = True
    yield shoppers
    configured_carriers.cache_clear()
    world.carrier_control(reset=True)
