"""Not authentic: a report by a verified authenticator, the piece back, and everything refunded.
Clause `authenticity_refund`.

Staff check three things, and no more: that the report is by somebody on the public list, that it is
genuine, and that what comes back is the piece that was sold. A check that fails is decided by two
people. What our own experts think of the piece is recorded, and decides nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from troth.actors import staff_actor
from troth.approvals.actions import ApprovalRefused, request_approval, waiting_requests
from troth.approvals.models import ApprovalRequest
from troth.care.authenticity_refunds.authenticators import listed_authenticator
from troth.care.authenticity_refunds.authenticators import (
    verified_authenticators as verified_authenticators,
)
from troth.care.authenticity_refunds.proving import (
    CLAUSE,
    MATCHES,
    NOT_RECORDED,
    SERIAL_SAYS,
    compare_serial,
    needs_two_people,
    prove_report,
)
from troth.care.cases import (
    CaseActionRefused,
    close_request,
    fresh_key,
    lock_order,
    record_outcome,
    store_request,
    unended_request,
    with_deadline,
)
from troth.care.models import ASLEEP, DONE, NOT_AUTHENTIC, OPEN, CareCase, Opinion
from troth.event_kinds import EventKind
from troth.orders.models import Line, Order
from troth.payments import actions as payments
from troth.policy.dates.hours import deadline_label, end_of_next_business_day
from troth.policy.dates.promise import local_time
from troth.policy.lifecycle import LineState
from troth.policy.results import Step
from troth.policy.terms import Terms

REPORTED, RETURN, BACK, REFUSED = (
    EventKind.AUTHENTICITY_REPORTED,
    EventKind.AUTHENTICITY_RETURN_OFFERED,
    EventKind.AUTHENTICITY_PIECE_RECEIVED,
    EventKind.AUTHENTICITY_REPORT_REFUSED,
)
KIND = "authenticity_check"
REPORT, PIECE = "report", "piece"  # what is checked: the report and whose it is; what came back
LONGEST_WHY = 1000


@transaction.atomic
def report_not_authentic(
    *,
    order: Order,
    line: Line,
    authenticator: str,
    sentence: str,
    asked_at: datetime,
    now: datetime,
    by: str,
    how: str,
) -> CareCase:
    """The shopper reports that a piece isn't authentic. No time limit; asked again, it is the same
    report.

    Raises `CaseActionRefused` before the piece was delivered.
    """
    stored = lock_order(order)
    line = stored.lines.get(pk=line.pk)
    if line.state not in (LineState.SHIPPED, LineState.DELIVERED):
        raise CaseActionRefused(
            CLAUSE, f"{line.title} hasn't been delivered yet: this is for a piece that you have."
        )
    if existing := unended_request(stored, NOT_AUTHENTIC, str(line.pk)):
        return existing
    terms = stored.policy.terms
    is_listed = listed_authenticator(authenticator, on=local_time(terms, now).date()) is not None
    verdict = _reported_verdict(terms, authenticator, asked_at, is_listed=is_listed)
    answer_by = end_of_next_business_day(terms, now)
    request = store_request(
        order=stored,
        kind=NOT_AUTHENTIC,
        about=str(line.pk),
        sentence=sentence,
        how=how,
        by=by,
        asked_at=asked_at,
        verdict=verdict,
        answer_by=answer_by,
        facts={"authenticator": authenticator[:120], "verified": is_listed},
    )
    facts = verdict | {"sentence": with_deadline(verdict["sentence"], terms, answer_by)}
    record_outcome(request=request, kind=REPORTED, now=now, by=by, title=line.title, **facts)
    return request


def _reported_verdict(
    terms: Terms, authenticator: str, asked_at: datetime, *, is_listed: bool
) -> dict[str, Any]:
    """What the shopper is told first: whether this authenticator's word counts here."""
    if is_listed:
        sentence = (
            f"{authenticator}'s word counts here; care makes sure that the report is theirs, and"
            " answers."
        )
    else:
        sentence = (
            f"{authenticator[:120] or 'Whoever wrote it'} isn't on the store's list; care looks at"
            " the report and answers."
        )
    step = Step(CLAUSE, sentence, local_time(terms, asked_at))
    return {"verdict": "reported", "clause": CLAUSE, "sentence": sentence, "steps": [step.data()]}


@transaction.atomic
def check_origin(
    *,
    request: CareCase,
    genuine: bool,
    why: str,
    now: datetime,
    by: str,
    authenticator: str = "",
) -> CareCase:
    """A person has made sure that the report is genuine, by somebody on the public list today: the
    return is offered. `authenticator` names them where the shopper didn't.

    Where it isn't, a second person is asked to refuse the report. Raises `CaseActionRefused`
    without a reason, and for confirming a report by somebody who isn't on the list today.
    """
    stored = lock_order(request.order)
    request = _reload_unended(request)
    _check_reason(why)
    if "origin" in request.facts:
        return request
    if not genuine:
        ask_two_people(request=request, check=REPORT, passes=False, why=why, now=now, by=by)
        return CareCase.objects.get(pk=request.pk)
    _check_undecided(request, REPORT)
    name = (authenticator or str(request.facts.get("authenticator", ""))).strip()
    if listed_authenticator(name, on=local_time(stored.policy.terms, now).date()) is None:
        raise CaseActionRefused(
            CLAUSE,
            f"{name or 'Whoever wrote it'} isn't on the public list today, so this report can't be"
            " confirmed. Refuse it, with a second person. If they were on the list when it was"
            " reported, two people can accept it.",
        )
    _offer_return(request, name, why, now, by)
    return CareCase.objects.get(pk=request.pk)


def _offer_return(request: CareCase, name: str, why: str, now: datetime, by: str) -> None:
    """There is no last day for it: it is a person's turn once the warehouse has checked it in."""
    facts = request.facts | {
        "origin": why.strip()[:LONGEST_WHY],
        "origin_by": by,
        "authenticator": name,
        "verified": True,
    }
    CareCase.objects.filter(pk=request.pk).update(
        facts=facts, state=ASLEEP, wakes_at=None, answer_by=None
    )
    line = request.order.lines.get(pk=int(request.about))
    event_facts: dict[str, Any] = {"line": line.pk, "title": line.title, "clause": CLAUSE}
    record_outcome(request=request, kind=RETURN, now=now, by=by, **event_facts)


@transaction.atomic
def ask_two_people(
    *,
    request: CareCase,
    check: str,
    passes: bool,
    why: str,
    now: datetime,
    by: str,
    person: User | None = None,
) -> ApprovalRequest:
    """Asks a second person to agree that a check fails, and the report is refused; or that it
    passes although it can't be passed by one person. `why` is what the shopper reads of a refusal.
    Asked again while it waits, it is the same request.

    Raises `CaseActionRefused` without a reason, for a check that isn't due, and for accepting a
    report by somebody who was on the list neither when it was reported nor today.
    """
    lock_order(request.order)
    request = _reload_unended(request)
    _check_reason(why)
    _check_due(request, check)
    if check == REPORT and passes and not was_listed(request, now):
        raise CaseActionRefused(
            CLAUSE,
            "Whoever wrote it wasn't on the public list when it was reported, and isn't today.",
        )
    if waiting := waiting_requests(KIND, request=request.key, check=check).first():
        if waiting.facts["passes"] != passes:
            _check_undecided(request, check)
        return waiting
    return _request_second_person(request, check, passes, why, now, by, person)


def _request_second_person(
    request: CareCase,
    check: str,
    passes: bool,
    why: str,
    now: datetime,
    by: str,
    person: User | None,
) -> ApprovalRequest:
    effect = _effect_text(check, passes)
    try:
        return request_approval(
            kind=KIND,
            key=fresh_key(f"authenticity-{request.key}-{check}"),
            title=f"{request.key}: {effect}",
            reason=why.strip()[:500],
            facts={
                "request": request.key,
                "order": request.order.number,
                "check": check,
                "passes": passes,
                "why": why.strip()[:LONGEST_WHY],
                "person": person.pk if person else None,
            },
            details=_approval_details(request, check, passes),
            by=by,
            now=now,
            link=f"/desk/care/{request.key}",
        )
    except ApprovalRefused as not_allowed:
        raise CaseActionRefused(CLAUSE, str(not_allowed)) from not_allowed


def _approval_details(request: CareCase, check: str, passes: bool) -> list[tuple[str, str]]:
    """What the second person reads beside the reason; what is empty is left out."""
    line = request.order.lines.get(pk=int(request.about))
    subject = "the report" if check == REPORT else "what came back"
    findings = _finding_texts(request.facts.get("piece", {})) if check == PIECE else []
    details = [
        ("Order", request.order.number),
        ("Piece", line.title),
        ("Report by", str(request.facts.get("authenticator", "")) or "somebody unnamed"),
        ("Check", f"{'passes' if passes else 'fails'}: {subject}"),
        ("What was found", " ".join(findings)),
        ("Then", _effect_text(check, passes)),
    ]
    return [(label, text) for label, text in details if text]


def _effect_text(check: str, passes: bool) -> str:
    if not passes:
        return "refuse the report, and send the piece back if it is here"
    return "offer the return" if check == REPORT else "refund everything paid for the piece"


def _finding_texts(piece: dict[str, Any]) -> list[str]:
    """What was found of the piece that came back, in words."""
    if not piece:
        return []
    return [
        "Our tag was on it."
        if piece["tag"]
        else "Our tag wasn't on it, or nothing was in the box.",
        SERIAL_SAYS[piece["serial"]],
        "It agrees with the photos." if piece["photos"] else "It doesn't agree with the photos.",
        piece["sentence"],
    ]


def waiting_decision(request: CareCase) -> ApprovalRequest | None:
    """The check that waits for a second person; None where none does."""
    return waiting_requests(KIND, request=request.key).first()


@transaction.atomic
def apply_check(approval: ApprovalRequest, *, now: datetime, by: str) -> str:
    """Does what two people agreed on about a check; `by` names both. Raises `ApprovalRefused` where
    it has been decided otherwise meanwhile, or the money can't move.
    """
    facts = approval.facts
    request = CareCase.objects.select_related("order__policy").get(key=facts["request"])
    order = lock_order(request.order)
    try:
        request = _reload_unended(request)
        _check_due(request, facts["check"])
        if not facts["passes"]:
            _refuse_report(request, facts["check"], facts["why"], now, by)
            return "The report is refused, and the shopper is told."
        if facts["check"] == REPORT:
            if not was_listed(request, now):
                raise CaseActionRefused(CLAUSE, "They aren't on the public list.")
            name = str(request.facts.get("authenticator", ""))
            _offer_return(request, name, facts["why"], now, by)
            return "The return is offered."
        prove_report(order, request, User.objects.get(pk=facts["person"]), now, by)
    except (CaseActionRefused, payments.PaymentActionRefused) as unable:
        raise ApprovalRefused(str(unable)) from unable
    return "Everything paid for the piece goes back."


def _refuse_report(request: CareCase, check: str, why: str, now: datetime, by: str) -> None:
    reason = f"{why.strip()} "
    if "received" in request.facts:
        reason += "We send the piece back to you, and you get its tracking number by email. "
    if check == PIECE:
        reason += (
            "What remains: the authenticator's report stands. To send us the piece that we sold"
            " you, report it again on your order's page, at any time."
        )
    else:
        reason += (
            "What remains: a report by one of the store's verified authenticators, at any time."
        )
    if close_request(request=request, outcome="refused", reason=reason, now=now, by=by[:100]):
        facts = {"sentence": reason, "clause": CLAUSE, "check": check}
        record_outcome(request=request, kind=REFUSED, now=now, by=by[:100], **facts)


def was_listed(request: CareCase, now: datetime) -> bool:
    """Whether the authenticator is on the list today, or was when the shopper reported."""
    name, terms = str(request.facts.get("authenticator", "")), request.order.policy.terms
    days = (local_time(terms, instant).date() for instant in (now, request.asked_at))
    return any(listed_authenticator(name, on=day) is not None for day in days)


@transaction.atomic
def receive_piece(*, request: CareCase, now: datetime, by: str) -> CareCase:
    """The warehouse has checked the piece in: people compare it with the one that was sold.
    Once.
    """
    stored = lock_order(request.order)
    request = _reload_unended(request)
    line = stored.lines.get(pk=int(request.about))
    if "origin" not in request.facts:
        raise CaseActionRefused(CLAUSE, "The report's origin comes first.")
    if line.state != LineState.RETURNED:
        raise CaseActionRefused(
            CLAUSE, "The warehouse checks the piece in first, by its tag and with a photo."
        )
    if stored.events.filter(kind=BACK, facts__request=request.key).exists():
        return request
    answer_by = end_of_next_business_day(stored.policy.terms, now)
    CareCase.objects.filter(pk=request.pk).update(state=OPEN, wakes_at=None, answer_by=answer_by)
    until = deadline_label(stored.policy.terms, answer_by)
    sentence = (
        "Thank you: it has reached us. We make sure that it is the piece you bought, and answer by"
        f" {until}."
    )
    record_outcome(request=request, kind=BACK, now=now, by=by, title=line.title, sentence=sentence)
    return CareCase.objects.get(pk=request.pk)


@transaction.atomic
def check_piece(
    *,
    request: CareCase,
    serial: str,
    photos_agree: bool,
    sentence: str,
    now: datetime,
    by: User,
    accept: bool = False,
) -> CareCase:
    """A person has compared what came back with the piece that was sold: its tag as the warehouse
    scanned it, `serial` as it stands on the piece, and the photos of the listing and the packing.

    Where all agree, everything paid for it goes back; above the sum that one person gives back, a
    second person agrees first. Where one doesn't, a second person is asked to refuse the report, or
    with `accept` to accept the piece all the same. Raises `CaseActionRefused` before the warehouse
    has checked the parcel in, without words of what was found, and while a second person decides.
    """
    stored = lock_order(request.order)
    request = _reload_unended(request)
    _check_reason(sentence)
    _check_due(request, PIECE)
    _check_undecided(request, PIECE)
    line = stored.lines.select_related("item").get(pk=int(request.about))
    name = _staff_name(by)
    agrees = _store_findings(
        request, compare_serial(line.item, serial), photos_agree, sentence, name
    )
    if not agrees or needs_two_people(stored, line):
        passes = agrees or accept
        ask_two_people(
            request=request, check=PIECE, passes=passes, why=sentence, now=now, by=name, person=by
        )
        return CareCase.objects.get(pk=request.pk)
    try:
        prove_report(stored, request, by, now, name)
    except payments.PaymentActionRefused as unable:
        raise CaseActionRefused(CLAUSE, str(unable)) from unable
    return CareCase.objects.get(pk=request.pk)


def _store_findings(
    request: CareCase, serial: str, photos_agree: bool, sentence: str, name: str
) -> bool:
    """Stores what was found of the piece that came back; whether all of it agrees."""
    has_tag = any(received["condition"] != "missing" for received in request.facts["received"])
    piece: dict[str, Any] = {
        "tag": has_tag,
        "serial": serial,
        "photos": photos_agree,
        "sentence": sentence.strip()[:LONGEST_WHY],
        "by": name,
    }
    CareCase.objects.filter(pk=request.pk).update(facts=request.facts | {"piece": piece})
    request.facts["piece"] = piece
    return has_tag and photos_agree and serial in (MATCHES, NOT_RECORDED)


@transaction.atomic
def add_opinion(
    *, request: CareCase, authentic: bool, sentence: str, now: datetime, by: User
) -> CareCase:
    """What one of our experts thinks of the piece that came back, for the record. It decides
    nothing. Raises `CaseActionRefused` before the piece is here, and where one person has two
    opinions.
    """
    lock_order(request.order)
    stored = CareCase.objects.select_related("order__policy").get(pk=request.pk)
    if "received" not in stored.facts:
        raise CaseActionRefused(CLAUSE, "The piece comes back first.")
    if not sentence.strip():
        raise CaseActionRefused(CLAUSE, "Say what you found.")
    try:
        with transaction.atomic():
            Opinion.objects.create(
                request=stored,
                authentic=authentic,
                text=sentence.strip()[:4000],
                by=_staff_name(by),
                at=now,
            )
    except IntegrityError:
        raise CaseActionRefused(CLAUSE, "You have given your opinion already.") from None
    return stored


def _check_reason(why: str) -> None:
    if not why.strip():
        raise CaseActionRefused(CLAUSE, "Say how you made sure, or why not: the shopper is told.")


def _check_due(request: CareCase, check: str) -> None:
    """Raises `CaseActionRefused` for a check that was passed, or that something comes before."""
    if check == REPORT and "origin" in request.facts:
        raise CaseActionRefused(CLAUSE, "The report is confirmed already: the piece comes next.")
    if check == PIECE and "received" not in request.facts:
        raise CaseActionRefused(CLAUSE, "The warehouse checks in first what came back.")


def _check_undecided(request: CareCase, check: str) -> None:
    if waiting_requests(KIND, request=request.key, check=check).exists():
        raise CaseActionRefused(CLAUSE, "A second person is asked to decide this: see Approvals.")


def _staff_name(person: User) -> str:
    return staff_actor(person.get_username())


def _reload_unended(request: CareCase) -> CareCase:
    stored = CareCase.objects.select_related("order__policy").get(pk=request.pk)
    if stored.state == DONE:
        raise CaseActionRefused(CLAUSE, "It has ended: what became of it stands on the page.")
    return stored
