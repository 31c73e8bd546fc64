"""Every kind of request that takes two people: who asks, who decides, and what is then done."""

from __future__ import annotations

from dataclasses import dataclass

from troth.roles import AUTHENTICATOR, CARE, FINANCE, OWNER, WAREHOUSE


@dataclass(frozen=True, slots=True)
class ApprovalKind:
    """One row of the table.

    `apply` is the dotted name of a function `(request, *, now, by) -> str` that does what was asked
    for, in the transaction of the decision; `by` names both people, and what it returns is the
    outcome in words. It raises `ApprovalRefused` where it can't be done any more. `decline`, where
    there is one, is called likewise when the second person declines or the first one withdraws.
    """

    key: str
    name: str
    ask_roles: tuple[str, ...]
    decide_roles: tuple[str, ...]  # an owner may always decide
    apply: str
    decline: str = ""

    def may_ask(self, roles: frozenset[str]) -> bool:
        """Whether somebody with these roles may ask for it."""
        return not roles.isdisjoint({*self.ask_roles, OWNER})

    def may_decide(self, roles: frozenset[str]) -> bool:
        """Whether somebody with these roles may be its second person."""
        return not roles.isdisjoint({*self.decide_roles, OWNER})


_TABLE: tuple[ApprovalKind, ...] = (
    ApprovalKind(
        "ship.other_carrier",
        "Another carrier than the rule's",
        (WAREHOUSE,),
        (WAREHOUSE, CARE),
        apply="troth.fulfillment.shipping_labels.carrier_choice.apply_carrier_change",
    ),
    ApprovalKind(
        key="claim.exception",
        name="Refund after the time to claim",
        ask_roles=(CARE,),
        decide_roles=(CARE, FINANCE),
        apply="troth.care.not_received.exceptions.refund_late_claim",
    ),
    ApprovalKind(
        key="claim.refusal",
        name="Refusal of a claim that came in time",
        ask_roles=(CARE,),
        decide_roles=(CARE, FINANCE),
        apply="troth.care.not_received.claim_refusals.apply_refusal",
    ),
    ApprovalKind(
        key="price.change",
        name="Large price change",
        ask_roles=(AUTHENTICATOR,),
        decide_roles=(AUTHENTICATOR, FINANCE),
        apply="troth.catalog.price_approvals.apply_price_change",
    ),
    ApprovalKind(
        "order.cancel_goodwill",
        "Cancel an order as goodwill",
        ask_roles=(CARE,),
        decide_roles=(CARE, FINANCE),
        apply="troth.care.cancellations.goodwill.apply_goodwill",
        decline="troth.care.cancellations.goodwill.decline_goodwill",
    ),
    ApprovalKind(
        "authenticator_list",
        "Changes of the list of authenticators",
        (CARE, AUTHENTICATOR),
        (AUTHENTICATOR,),
        apply="troth.care.authenticity_refunds.authenticators.apply_change",
    ),
    ApprovalKind(
        "authenticity_check",
        "Checks of a report that a piece isn't authentic",
        (CARE, AUTHENTICATOR),
        (CARE, FINANCE),
        apply="troth.care.authenticity_refunds.authenticity.apply_check",
    ),
    ApprovalKind(
        "closure.enter",
        "Closures that move many dates",
        (WAREHOUSE,),
        (WAREHOUSE, CARE),
        apply="troth.fulfillment.promises.closures.enter_approved_closure",
    ),
    ApprovalKind(
        "transfer.late",
        "Late transfers that move many dates",
        (WAREHOUSE,),
        (WAREHOUSE, CARE),
        apply="troth.fulfillment.from_japan.late_transfers.enter_approved_report",
    ),
)
KINDS: dict[str, ApprovalKind] = {kind.key: kind for kind in _TABLE}
