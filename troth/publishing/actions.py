"""From a draft to terms in force: saved without overwriting, put forward with a date, agreed to by
a second person.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from troth.catalog.models import ItemEvent
from troth.errors import ActionRefused
from troth.event_kinds import ItemEventKind, PolicyEventKind
from troth.orders import policy_versions
from troth.orders.actions import store_policy
from troth.orders.models import Publication
from troth.policy import terms as policy_terms
from troth.policy.dates.promise import local_time
from troth.policy.editing import with_value
from troth.policy.terms import BadPolicy, Terms
from troth.publishing.models import Draft, PolicyEvent, Proposal

LONGEST_TEXT = 200_000
MOST_DRAFTS = 200
FURTHEST = timedelta(days=366)
# More than `TERMS_READ_AGAIN_SECONDS`: by then every process has heard of it.
HEARD_WITHIN = timedelta(seconds=15)
SAVED, PROPOSED, PUBLISHED, DECLINED, WITHDRAWN = (
    PolicyEventKind.DRAFT_SAVED,
    PolicyEventKind.TERMS_PROPOSED,
    PolicyEventKind.TERMS_PUBLISHED,
    PolicyEventKind.TERMS_DECLINED,
    PolicyEventKind.TERMS_WITHDRAWN,
)


class PublishingRefused(ActionRefused):
    """It can't be done; `field` names what stands in the way, and the text says why."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message, field=field)


class Overtaken(PublishingRefused):
    """Somebody else has saved the draft since it was read."""


def latest_draft() -> Draft | None:
    """The draft as it was last saved."""
    return Draft.objects.order_by("-number").first()


def parse_terms(text: str) -> Terms:
    """The terms in a text that a person typed. `BadPolicy` names every field at fault."""
    if len(text) > LONGEST_TEXT:
        raise BadPolicy(f"a policy has at most {LONGEST_TEXT:,} characters")
    if "\x00" in text:
        raise BadPolicy("not TOML: it holds a NUL character")
    return policy_terms.parse_terms(text.replace("\r\n", "\n"))


@transaction.atomic
def save_draft(*, text: str, over: int, now: datetime, by: str) -> Draft:
    """Keeps the text as the draft, if it is the next save after number `over` (0 for the first).

    The same text saved again is the same draft. Raises `BadPolicy`, and `Overtaken` where another
    save came first.
    """
    terms, latest = parse_terms(text), latest_draft()
    if latest is not None and latest.text == terms.source:
        return latest
    if over != (latest.number if latest else 0):
        who = f"{latest.by} has" if latest else "Somebody has"
        raise Overtaken(
            "text",
            f"{who} saved the draft since you read it: yours isn't saved, and theirs isn't lost.",
        )
    try:
        with transaction.atomic():
            saved = Draft.objects.create(
                number=over + 1,
                text=terms.source,
                digest=terms.digest,
                by=by,
                at=now,
                based_on=policy_versions.terms_at(now).digest,
            )
    except IntegrityError as overtaken:
        raise Overtaken(
            "text", "Somebody has saved the draft since you read it: yours isn't saved."
        ) from overtaken
    _record_event(SAVED, now, by, draft=saved.number, digest=saved.digest)
    Draft.objects.filter(number__lte=saved.number - MOST_DRAFTS, proposals=None).delete()
    return saved


@transaction.atomic
def propose_terms(*, draft: Draft, on: date, sentence: str, now: datetime, by: str) -> Proposal:
    """Puts the draft forward, to be in force from the first instant of a day in the store's zone;
    today: from now.

    The text that is put forward names that day. Raises `PublishingRefused`, and the same proposal
    sent twice is one.
    """
    check_date(on=on, now=now)
    latest = Draft.objects.order_by("-number").first()
    if latest is None or latest.number != draft.number:
        raise PublishingRefused(
            "draft", "The draft has been saved anew since: look at it as it is now."
        )
    terms = policy_terms.parse_terms(_with_effective_date(draft.text, on))
    _check_new(terms, now)
    _check_calendars(terms, on)
    if waiting := _same_proposal(terms, on, by):
        return waiting
    if not sentence.strip():
        raise PublishingRefused("sentence", "Say what changes and why: it stays on the record.")
    proposal = Proposal.objects.create(
        draft=draft,
        text=terms.source,
        digest=terms.digest,
        first_day=on,
        reason=sentence.strip()[:500],
        by=by,
        at=now,
    )
    _record_event(
        PROPOSED, now, by, proposal=proposal.pk, digest=proposal.digest, on=on.isoformat()
    )
    return proposal


def _same_proposal(terms: policy_terms.Terms, on: date, by: str) -> Proposal | None:
    """The waiting proposal, if it is this one; raises `PublishingRefused` where it is another."""
    waiting = Proposal.objects.select_for_update().filter(state=Proposal.WAITING).first()
    if waiting is None or (waiting.digest, waiting.first_day, waiting.by) == (terms.digest, on, by):
        return waiting
    raise PublishingRefused(
        "draft",
        "Another proposal waits for its second person: decide or withdraw that one first.",
    )


def check_date(*, on: date, now: datetime) -> None:
    """Raises `PublishingRefused` for a day that is over, or too far ahead."""
    today = local_time(policy_versions.terms_at(now), now).date()
    if on < today:
        raise PublishingRefused(
            "on", f"{on} is over: terms are never in force before they are published."
        )
    if on > today + FURTHEST:
        raise PublishingRefused("on", f"At most {FURTHEST.days} days ahead.")


def _with_effective_date(text: str, on: date) -> str:
    try:
        return with_value(text, "effective_on", on.isoformat())
    except KeyError as missing:
        raise PublishingRefused("draft", "effective_on: stands on no line of its own.") from missing


def _check_new(terms: Terms, now: datetime) -> None:
    last = policy_versions.terms_versions()[-1]
    if last.in_force_from is not None and last.in_force_from > now:
        return  # the terms in force, put forward again, cancel what is only scheduled
    if terms.file.model_dump(exclude={"effective_on"}) == last.terms.file.model_dump(
        exclude={"effective_on"}
    ):
        raise PublishingRefused("draft", "It says what is in force already.")


def _check_calendars(terms: Terms, on: date) -> None:
    for key, calendar in terms.file.calendars.items():
        if not calendar.first <= on <= calendar.last:
            raise PublishingRefused(
                "on", f"calendars.{key}: lists {calendar.first} to {calendar.last}, so not {on}."
            )


def may_publish_alone() -> bool:
    """Whether one owner may publish: nothing was ever put on sale here."""
    return not ItemEvent.objects.filter(kind=ItemEventKind.LISTED).exists()


def _check_alone(proposal: Proposal, *, today: date) -> None:
    """Raises `PublishingRefused` where who put it forward may not publish it."""
    if not may_publish_alone():
        raise PublishingRefused("by", "Another person must agree: it was you who put it forward.")
    if proposal.first_day > today:
        raise PublishingRefused(
            "on",
            "Alone you publish terms from today only: a day to come may be one of a store that"
            " sells. Put the draft forward for today, or have a second owner agree.",
        )


@transaction.atomic
def approve_proposal(*, proposal: Proposal, now: datetime, by: str) -> Publication:
    """The second person agrees: it is published, once. Orders placed before it is in force keep
    their own terms. Until anything was ever on sale, who put it forward may publish it alone from
    today, and the record says so.

    Raises `PublishingRefused` for the person who put it forward after that, for one that was
    decided otherwise, or whose day is over.
    """
    stored = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("publication")
        .get(pk=proposal.pk)
    )
    if stored.publication is not None:
        return stored.publication
    if stored.state != Proposal.WAITING:
        raise PublishingRefused("state", f"It was {stored.state} by {stored.decided_by}.")
    is_alone, terms = stored.by == by, stored.terms
    check_date(on=stored.first_day, now=now)
    if is_alone:
        _check_alone(stored, today=local_time(terms, now).date())
    published = Publication.objects.create(
        policy=store_policy(terms),
        in_force_from=in_force_instant(terms, on=stored.first_day, now=now),
        published_at=now,
        proposed_by=stored.by,
        approved_by=by,
    )
    changes: dict[str, Any] = {"state": Proposal.PUBLISHED, "publication": published}
    Proposal.objects.filter(pk=stored.pk).update(decided_by=by, decided_at=now, **changes)
    facts: dict[str, Any] = {
        "proposal": stored.pk,
        "digest": stored.digest,
        "in_force_from": published.in_force_from.isoformat(),
    }
    if is_alone:
        facts["alone"] = True
    _record_event(PUBLISHED, now, by, **facts)
    transaction.on_commit(policy_versions.clear_terms_cache)
    policy_versions.clear_terms_cache()
    return published


def in_force_instant(terms: Terms, *, on: date, now: datetime) -> datetime:
    """The first instant of the day in the store's zone; if that is past, the next whole minute by
    which every process will have heard of it.
    """
    midnight = datetime.combine(on, time(0), terms.zone).astimezone(now.tzinfo)
    heard = now + max(HEARD_WITHIN, timedelta(seconds=settings.TERMS_READ_AGAIN_SECONDS))
    minute = heard.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return max(midnight, minute)


@transaction.atomic
def decline_proposal(*, proposal: Proposal, now: datetime, by: str) -> Proposal:
    """It is not published: declined by another person, withdrawn by the one who put it forward.
    Once.

    Raises `PublishingRefused` for one that is published.
    """
    stored = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if stored.state == Proposal.PUBLISHED:
        raise PublishingRefused(
            "state", "It is published. Put the earlier terms forward again to go back to them."
        )
    if stored.state != Proposal.WAITING:
        return stored
    stored.state = Proposal.WITHDRAWN if stored.by == by else Proposal.DECLINED
    stored.decided_by, stored.decided_at = by, now
    stored.save(update_fields=["state", "decided_by", "decided_at"])
    _record_event(
        WITHDRAWN if stored.by == by else DECLINED,
        now,
        by,
        proposal=stored.pk,
        digest=stored.digest,
    )
    return stored


def _record_event(kind: str, now: datetime, by: str, **facts: Any) -> None:
    PolicyEvent.objects.create(kind=kind, at=now, by=by, facts=facts)
