"""The registry: every check, in the order in which findings are shown."""

from __future__ import annotations

from collections.abc import Iterator

from tests.simulation.checks import (
    after_return,
    announced_deadlines,
    answers_are_sent,
    authenticator_decides,
    calendar_files,
    cancel_limit,
    claim_dates,
    claims_on_file,
    confirmations,
    delivered_orders,
    early_reports,
    ended_orders,
    endings,
    errors,
    explained_dates,
    faq_examples,
    full_copy,
    headlines,
    known_then,
    letter_against_page,
    letter_parts,
    lost_parcels,
    lost_rights,
    made_promises,
    new_facts,
    out_of_turn,
    packed_early,
    people_decide,
    queue_order,
    real_dates,
    reasons,
    recorded_days,
    refunds,
    sold_while_crossing,
    started_traces,
    timelines,
    two_people,
    unreached,
    where_pieces_are,
    years,
)
from tests.simulation.findings import Check, Finding
from tests.simulation.transcript import Transcript

CHECKS: tuple[Check, ...] = (
    errors.CHECK,
    real_dates.CHECK,
    letter_parts.CHECK,
    timelines.CHECK,
    made_promises.CHECK,
    faq_examples.CHECK,
    explained_dates.CHECK,
    confirmations.CHECK,
    full_copy.CHECK,
    cancel_limit.CHECK,
    packed_early.CHECK,
    queue_order.CHECK,
    new_facts.CHECK,
    letter_against_page.CHECK,
    reasons.CHECK,
    known_then.CHECK,
    sold_while_crossing.CHECK,
    claim_dates.CHECK,
    lost_rights.CHECK,
    announced_deadlines.CHECK,
    headlines.CHECK,
    calendar_files.CHECK,
    ended_orders.CHECK,
    delivered_orders.CHECK,
    early_reports.CHECK,
    endings.CHECK,
    after_return.CHECK,
    answers_are_sent.CHECK,
    authenticator_decides.CHECK,
    claims_on_file.CHECK,
    out_of_turn.CHECK,
    people_decide.CHECK,
    started_traces.CHECK,
    unreached.CHECK,
    where_pieces_are.CHECK,
    years.CHECK,
    lost_parcels.CHECK,
    recorded_days.CHECK,
    refunds.CHECK,
    two_people.CHECK,
)


def all_findings(life: Transcript, checks: tuple[Check, ...] = CHECKS) -> Iterator[Finding]:
    """Everything that these checks find in a life."""
    for check in checks:
        yield from check.run(life)
