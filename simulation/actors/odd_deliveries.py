"""Parcels of which the carrier says something that a person must look at: delivered in another
city, redirected by somebody, or an event that is in no table.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.life import Life

# A city to which no shopper of a life has anything sent.
OTHER_CITY = {"city": "TULSA", "stateOrProvinceCode": "OK", "postalCode": "74103"}


class OddDeliveries:
    """Three fates of a parcel, for `simulation.actors.carriers.Carriers`."""

    life: Life
    _ended: set[str]
    _before_delivery: Callable[..., None]
    _deliver: Callable[[str, str, str], None]
    _note: Callable[..., None]
    _say: Callable[..., None]
    control: Callable[..., Any]

    def _fate_elsewhere(self, number: str, order: str, dice: Random) -> None:
        """Left in another city, and sometimes brought to the right address days later."""

        def leave() -> None:
            self._ended.add(number)
            # The sandbox's plan of a delivery ends: nothing more is seen but what is said here.
            self.control("exception", number=number, kind="lost", hours=24 * 300)
            self._say(number, "DL", "Delivered", "DL", scanLocation=OTHER_CITY)
            self._note(
                "carrier", "parcel.elsewhere", f"{number} is delivered in another city", order,
                number=number, kind="elsewhere", carrier_knows="elsewhere",
            )  # fmt: skip
            if dice.random() < 0.5:
                self.life.later(lambda: self._deliver(number, order, "R. Cipient"), days=5)

        self._before_delivery(number, leave, minutes=60)

    def _fate_redirected(self, number: str, order: str, dice: Random) -> None:
        """Somebody asks for another way of delivery; it comes to its address all the same."""

        def redirect() -> None:
            self._say(number, "RR", "Delivery option requested", "IT")
            self._note(
                "carrier", "parcel.redirected", f"Somebody asks to redirect {number}", order,
                number=number, kind="redirected", carrier_knows="moving",
            )  # fmt: skip

        self._before_delivery(number, redirect, days=1.2)

    def _fate_unread(self, number: str, order: str, dice: Random) -> None:
        """The carrier reports what is in no table, and delivers."""

        def report() -> None:
            self._say(number, "QZ", "Sorted by hand at a partner", "QZ")
            self._note(
                "carrier", "parcel.unread", f"The carrier reports something new of {number}", order,
                number=number, kind="unread", carrier_knows="moving",
            )  # fmt: skip

        self._before_delivery(number, report, days=dice.choice((0.4, 1.5)))
