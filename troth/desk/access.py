"""Which roles may open which page of the desk, and press which button. An owner may all; what isn't
named, nobody.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from troth import clock, roles
from troth.orders.models import Line
from troth.orders.policy_versions import terms_at
from troth.policy.terms import HOME
from troth.roles import AUTHENTICATOR, CARE, FINANCE, WAREHOUSE

EVERYBODY = (CARE, WAREHOUSE, AUTHENTICATOR, FINANCE)

# Signing in and out: for people whom we don't know yet.
OPEN = {"account_login", "mfa_authenticate", "mfa_login_webauthn", "sign_out", "device_link"}
# One's own sign-in: for whoever is on the staff, and before the second factor is there.
OWN = {
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_add_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "account_change_password",
    "desk_sessions",
    "desk_session_end",
    "desk_sessions_end",
}
# What opens before a password that was printed is changed: changing it, after a proof.
FIRST = {
    "account_change_password",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}

PAGES: dict[str, tuple[str, ...]] = {
    # The queue, and one order.
    "desk": EVERYBODY,
    # Tasks: each person sees and takes those of their own roles.
    "desk_tasks": EVERYBODY,
    "desk_task_take": EVERYBODY,
    "desk_task_release": EVERYBODY,
    "desk_task_done": EVERYBODY,
    # What takes a second person: each kind names who may decide it.
    "desk_approvals": EVERYBODY,
    "desk_approval": EVERYBODY,
    "desk_approval_decide": EVERYBODY,
    "desk_clock": EVERYBODY,  # in development only
    "desk_order": roles.ORDERS,
    "desk_hold": (CARE,),
    "desk_release": (CARE,),
    "desk_cancel": (CARE,),
    "desk_ask_to_pay": (CARE, FINANCE),
    "desk_loss": (CARE,),
    "desk_decide": (CARE, FINANCE),
    "desk_refund": (CARE, FINANCE),
    "desk_tax_place": (FINANCE,),
    # Packing, parcels, shelves. The evidence of sending is for who answers a claim or a dispute,
    # too.
    "desk_packing": (WAREHOUSE,),
    "desk_take": (WAREHOUSE,),
    "desk_packing_photo": (WAREHOUSE, CARE, FINANCE),
    "desk_parcel": (WAREHOUSE,),
    "desk_parcel_state": (WAREHOUSE,),
    "desk_parcel_scan": (WAREHOUSE,),
    "desk_parcel_photos": (WAREHOUSE,),
    "desk_parcel_close": (WAREHOUSE,),
    "desk_parcel_aside": (WAREHOUSE,),
    "desk_parcel_label": (WAREHOUSE,),
    "desk_label": (WAREHOUSE,),
    "desk_slip": (WAREHOUSE,),
    "desk_hand_over": (WAREHOUSE,),
    "desk_unpack": (WAREHOUSE,),
    "desk_by_hand": (WAREHOUSE,),
    "desk_other_carrier": (WAREHOUSE,),
    "desk_receipt": (WAREHOUSE, CARE, FINANCE),
    "desk_lookup": (WAREHOUSE, CARE),
    "desk_proof": (WAREHOUSE, CARE, FINANCE),
    "desk_parcels": (WAREHOUSE,),
    "desk_pickup": (WAREHOUSE,),
    "desk_pickup_cancel": (WAREHOUSE,),
    "desk_shelve": (WAREHOUSE,),
    # What comes back. Care sees it, and enters what a customer chose.
    "desk_returns": (WAREHOUSE, CARE),
    "desk_return": (WAREHOUSE, CARE),
    "desk_return_photo": (WAREHOUSE, CARE, FINANCE),
    "desk_return_check_in": (WAREHOUSE,),
    "desk_return_choose": (CARE,),
    # A piece that stays its buyer's goes back to them.
    "desk_back_open": (CARE,),
    "desk_back_pack": (WAREHOUSE,),
    "desk_back_label": (WAREHOUSE,),
    "desk_back_label_file": (WAREHOUSE,),
    "desk_back_hand_over": (WAREHOUSE,),
    "desk_back_settle": (CARE,),
    "desk_back_nothing": (WAREHOUSE,),
    # Promises and closures.
    "desk_promises": EVERYBODY,
    "desk_in_turn": EVERYBODY,
    "desk_closure": (WAREHOUSE,),
    "desk_closure_enter": (WAREHOUSE,),
    "desk_closure_one": EVERYBODY,
    "desk_foreseen": (WAREHOUSE, CARE),  # what the second person reads before they decide
    # Transfers from Japan.
    "desk_transfers": (WAREHOUSE,),
    "desk_transfer_begin": (WAREHOUSE,),
    "desk_transfer": (WAREHOUSE, CARE, AUTHENTICATOR),
    "desk_papers": (WAREHOUSE,),
    "desk_dispatch": (WAREHOUSE,),
    "desk_reached": (WAREHOUSE,),
    "desk_take_back": (WAREHOUSE,),
    "desk_late": (WAREHOUSE,),
    "desk_late_enter": (WAREHOUSE,),
    "desk_check_in": (WAREHOUSE,),
    # What arrived wrong: the warehouse records it, an authenticator looks at it, and who answers
    # the customer or a dispute sees the photos.
    "desk_fault": (WAREHOUSE,),
    "desk_examine": (AUTHENTICATOR,),
    "desk_crossing_photo": (WAREHOUSE, CARE, AUTHENTICATOR, FINANCE),
    # Care. Finance agrees to large refunds there, and an authenticator looks again at what came
    # back.
    "desk_care": (CARE, FINANCE, AUTHENTICATOR),
    "desk_request": (CARE, FINANCE, AUTHENTICATOR),
    "desk_paper": (CARE, FINANCE, AUTHENTICATOR),
    "desk_note": (CARE, FINANCE, AUTHENTICATOR),
    "desk_approve": (CARE, FINANCE),
    "desk_request_decide": (CARE,),
    "desk_opinion": (AUTHENTICATOR,),
    "desk_piece": (CARE, AUTHENTICATOR),
    "desk_reply": (CARE,),
    "desk_close": (CARE,),
    "desk_attach": (CARE,),
    "desk_mail": (CARE,),
    "desk_mail_whole": (CARE,),
    "desk_mail_place": (CARE,),
    "desk_mail_reply": (CARE,),
    "desk_mail_close": (CARE,),
    "desk_authenticators": (CARE, AUTHENTICATOR),
    "desk_authenticator": (CARE, AUTHENTICATOR),
    # Money.
    "desk_money": (FINANCE, CARE),
    "desk_tie_out": (FINANCE, CARE),
    "desk_tax_report": (FINANCE, CARE),
    # The scorecard; an owner alone shows it in public.
    "desk_scorecard": (FINANCE,),
    "desk_scorecard_csv": (FINANCE,),
    "desk_scorecard_public": (),
    "desk_measure": (FINANCE,),
    "desk_measure_csv": (FINANCE,),
    # The policy: an owner writes and publishes, finance looks.
    "desk_policy": (FINANCE,),
    "desk_policy_version": (FINANCE,),
    "desk_policy_draft": (FINANCE,),
    "desk_policy_preview": (FINANCE,),
    "desk_policy_proposal": (FINANCE,),
    "desk_what_ifs": (FINANCE,),
    "desk_what_if": (FINANCE,),
    "desk_what_if_orders": (FINANCE,),
    "desk_policy_save": (),
    "desk_policy_publish": (),
    "desk_policy_decide": (),
    "desk_what_if_ask": (),
    "desk_what_if_stop": (),
    # The record of access: an owner alone.
    "desk_access_log": (),
    # Items: everybody looks, authenticators do.
    "desk_items": EVERYBODY,
    "desk_item": EVERYBODY,
    "desk_intake": (AUTHENTICATOR,),
    "desk_export": (AUTHENTICATOR,),
    "desk_import": (AUTHENTICATOR,),
    "desk_attest": (AUTHENTICATOR,),
    "desk_describe": (AUTHENTICATOR,),
    "desk_price": (AUTHENTICATOR,),
    "desk_list": (AUTHENTICATOR,),
    "desk_unlist": (AUTHENTICATOR,),
    "desk_defect": (AUTHENTICATOR,),
    "desk_defect_remove": (AUTHENTICATOR,),
    "desk_photos": (AUTHENTICATOR,),
    "desk_photo": (AUTHENTICATOR,),
    "desk_evaluate": (AUTHENTICATOR,),
    "desk_withdraw": (AUTHENTICATOR,),
    "desk_serial": (AUTHENTICATOR,),
    "desk_evidence": (AUTHENTICATOR,),
    "desk_serials": (AUTHENTICATOR,),
}

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
    return page in PAGES and roles.has_role(person, PAGES[page])


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
    return Line.objects.filter(state__in=("in_japan", "in_transfer")).exists()


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
