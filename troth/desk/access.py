"""What somebody may open at the desk, for its menu and its buttons. The `urls` of each subject
name the roles of its pages.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from troth import clock, roles
from troth.desk.pages import page_roles
from troth.orders.models import Line
from troth.orders.policy_versions import terms_at
from troth.policy.lifecycle import LineState
from troth.policy.terms import HOME

MENU = {
    "desk": _("Queue"), "desk_tasks": _("Tasks"), "desk_approvals": _("Approvals"),
    "desk_packing": _("Packing"),
    "desk_parcels": _("Parcels"), "desk_transfers": _("Transfers"), "desk_promises": _("Promises"),
    "desk_care": _("Care"),
    "desk_items": _("Items"), "desk_money": _("Money"), "desk_serials": _("Serials"),
    "desk_scorecard": _("Scorecard"), "desk_policy": _("Policy"),
    "desk_access_log": _("Access"),
}  # fmt: skip


def may_open_page(person: Any, page: str) -> bool:
    """Whether they may open this page, by the roles that they hold and how they sign in."""
    needed = page_roles().get(page)
    return needed is not None and roles.has_role(person, needed)


class Permissions:
    """For templates: `{% if may.desk_refund %}`."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __getitem__(self, page: str) -> bool:
        return may_open_page(self._request.user, page)

    def menu(self) -> list[tuple[str, str]]:
        """The address and the name of each page of the menu that they may open."""
        pages = [page for page in MENU if self[page]]
        if "desk_transfers" in pages and not has_transfers():
            pages.remove("desk_transfers")
        return [(reverse(page), _name_of(page)) for page in pages]


def _name_of(page: str) -> str:
    """The name of a page in the menu; what comes from abroad goes by the warehouse's name."""
    return there_name() if page == "desk_transfers" else str(MENU[page])


def has_abroad() -> bool:
    """Whether the terms in force bring pieces from a warehouse abroad."""
    return terms_at(clock.now()).file.transfer is not None


def has_transfers() -> bool:
    """Whether pieces come from abroad: by the terms in force, or still by older ones."""
    if has_abroad():
        return True
    return Line.objects.filter(state__in=(LineState.IN_JAPAN, LineState.IN_TRANSFER)).exists()


def there_name() -> str:
    """What the warehouse abroad is called by the terms in force."""
    terms = terms_at(clock.now())
    return gettext(terms.warehouse_name(terms.abroad))


def here_name() -> str:
    """What the warehouse that ships to customers is called by the terms in force."""
    return gettext(terms_at(clock.now()).warehouse_name(HOME))


def permissions_context(request: HttpRequest) -> dict[str, Any]:
    """What every template of the desk knows; nothing is looked up before it is used."""
    may = Permissions(request)
    names = {"there_name": there_name, "here_name": here_name}
    return {"may": may, "desk_menu": may.menu, **names}
