"""An item's page counts no closure, while checkout does."""

from __future__ import annotations

from typing import Any

from simulation.controls import Control, note_use


class _WithoutClosures:
    """The module as the page sees it."""

    def __init__(self, module: Any) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)

    def promise_from(self, *arguments: Any, **named: Any) -> Any:
        """A promise that knows of no closure."""
        note_use()
        return self._module.promise_from(*arguments, **named | {"closures": ()})


CONTROL = Control(
    loses="A piece's page promises days that its own checkout then takes back.",
    kind="subtle",
    target="troth.storefront.shop.views:quoting",
    make=_WithoutClosures,
)
