"""Handing a letter over, and what the mail provider then reports of each copy.

Clauses `confirmation` and `cancellation`: what became of the confirmation starts, moves or stops
the cancellation window's clock. Of every other letter it is kept, and staff are told what came
back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import IntegrityError, transaction
from django.db.models import Q

from troth.actors import Actor
from troth.event_kinds import EventKind
from troth.http.webhook_bodies import storable_text
from troth.notifications.models import Notification, Resend, SentCopy, UnmatchedReport
from troth.orders import actions as orders
from troth.orders.confirmations import clock_of
from troth.orders.models import Event
from troth.policy.texts import shorten_text

CONFIRMATION = "confirmation"
DELIVERED, BOUNCED, COMPLAINED = "delivered", "bounced", "complained"
# It came back, unless it was delivered: the report may be an out-of-office reply.
BOUNCED_FOR_NOW = "bounced_for_now"
LETTER_BOUNCED, LETTER_COMPLAINED = EventKind.LETTER_BOUNCED, EventKind.LETTER_COMPLAINED
# The provider whose webhooks name a message by its own Message-ID header.
REPORTS_OUR_ID = "mailgun"
UNMATCHED_FOR = timedelta(days=3)
COMPLAINTS_FOR = timedelta(days=30)
MOST_UNMATCHED = 10_000


@dataclass(frozen=True, slots=True)
class HandedOver:
    """By whom a letter was taken, and under which id. Both are empty for a mail server."""

    provider: str = ""
    provider_id: str = ""

    @property
    def reports(self) -> str:
        """The provider, where it will report what becomes of this letter; else empty."""
        return self.provider if self.provider_id and settings.MAIL_REPORTS else ""


def hand_over(letter: EmailMultiAlternatives) -> HandedOver:
    """Gives a letter to the mail server or provider. Whatever goes wrong there is raised."""
    connection = get_connection()
    letter.connection = connection
    letter.send()
    provider = str(getattr(connection, "esp_name", "")).lower()
    status = getattr(letter, "anymail_status", None)
    if not provider or status is None:
        return HandedOver()
    ids = {recipient.message_id for recipient in status.recipients.values() if recipient.message_id}
    return HandedOver(provider[:40], str(min(ids))[:300] if ids else "")


@transaction.atomic
def store_copy(
    *, notice: Notification, taken: HandedOver, now: datetime, repeat: Resend | None = None
) -> SentCopy:
    """Records that a copy was handed over, and applies what was reported of it already."""
    copy = SentCopy.objects.create(
        notice=notice,
        repeat=repeat,
        provider=taken.provider,
        provider_id=taken.provider_id,
        handed_over_at=now,
    )
    if notice.kind == CONFIRMATION and notice.event is not None:
        orders.mark_confirmation_sent(
            order=notice.event.order,
            message_id=notice.message_id,
            now=now,
            by=Actor.NOTIFICATIONS,
            reports=taken.reports,
            copy=copy.pk,
            again=repeat is not None,
        )
    return copy


@transaction.atomic
def record_refusal(
    *, notice: Notification, sentence: str, now: datetime, repeat: Resend | None = None
) -> SentCopy:
    """Records that the mail server or provider refused the address for good: as a bounce does."""
    copy = SentCopy.objects.create(notice=notice, repeat=repeat)
    _apply_bounce(copy, at=now, reason=sentence, now=now, by=Actor.NOTIFICATIONS)
    return copy


def record_provider_report(
    *,
    provider: str,
    provider_id: str,
    kind: str,
    at: datetime,
    sentence: str,
    now: datetime,
    to: str = "",
) -> bool:
    """What a mail provider reports of one of its messages. False where no copy has that id (yet):
    then the report is kept, and applied when the copy is recorded. A bounce without any id is the
    one letter's that went `to` this address lately, if it is one.
    """
    provider, provider_id = provider.lower()[:40], storable_text(provider_id)[:300]
    sentence = storable_text(sentence)
    copy = _copy_of(provider, provider_id) if provider_id else None
    if not provider_id and kind == BOUNCED:
        copy = _only_copy_to(to, provider, now)
    if copy is None and not provider_id:
        return False
    if copy is None:
        _store_unmatched(provider, provider_id, kind, at, sentence, now)
        return False
    apply_report(copy=copy, kind=kind, at=at, sentence=sentence, now=now, by=provider)
    return True


def apply_report(
    *, copy: SentCopy, kind: str, at: datetime, sentence: str, now: datetime, by: str
) -> None:
    """Records once what became of a copy. Safe to repeat."""
    at = min(at, now)
    if kind == DELIVERED:
        _apply_delivery(copy, at=at, now=now, by=by)
    elif kind == BOUNCED:
        _apply_bounce(copy, at=at, reason=sentence, now=now, by=by)
    elif kind == BOUNCED_FOR_NOW:
        _apply_soft_bounce(copy, at=at, reason=sentence, now=now, by=by)
    elif kind == COMPLAINED:
        _apply_complaint(copy, at=at, now=now, by=by)


def record_mailed_report(
    *, kind: str, message_id: str, sentence: str, at: datetime, now: datetime
) -> bool:
    """A report about one of our letters came to the mailbox: it came back (RFC 3464), or was called
    spam (RFC 5965). `message_id` is ours or the mail provider's. It is about the latest copy:
    copies of one letter share our Message-ID. False where no letter has it.
    """
    theirs = message_id.strip("<>")
    ids = Q(notice__message_id=message_id) | Q(
        provider_id__in=[message_id, theirs, theirs.partition("@")[0]]
    )
    copies = SentCopy.objects.filter(ids, handed_over_at__lte=at)
    copy = copies.select_related("notice__event__order").order_by("-handed_over_at", "-pk").first()
    if copy is None:
        return False
    apply_report(copy=copy, kind=kind, at=at, sentence=sentence, now=now, by=Actor.MAILBOX)
    return True


def record_complaint_by(*, address: str, subject: str, at: datetime, now: datetime) -> bool:
    """Somebody called a letter spam, and its provider tells to whom it went and what it is called,
    but none of its ids. False where not exactly one letter of the last days fits.
    """
    if not address or not subject:
        return False
    letters = SentCopy.objects.filter(
        notice__to__iexact=address,
        notice__subject=subject,
        handed_over_at__lte=at,
        handed_over_at__gt=at - COMPLAINTS_FOR,
    )
    fit = list(letters.select_related("notice__event__order").order_by("-pk")[:2])
    if len({copy.notice_id for copy in fit}) != 1:
        return False
    apply_report(copy=fit[0], kind=COMPLAINED, at=at, sentence="", now=now, by=Actor.MAILBOX)
    return True


def match_unmatched(*, now: datetime, limit: int = 500) -> int:
    """Applies the reports whose copy was recorded meanwhile, and drops those that are too old.
    Returns how many were applied.
    """
    UnmatchedReport.objects.filter(received_at__lt=now - UNMATCHED_FOR).delete()
    matched = UnmatchedReport.objects.filter(
        provider_id__in=SentCopy.objects.exclude(provider_id="").values("provider_id")
    )
    ours = UnmatchedReport.objects.filter(
        provider=REPORTS_OUR_ID, provider_id__in=Notification.objects.values("message_id")
    )
    return sum(_apply_unmatched(report, now) for report in matched.union(ours)[:limit])


def match_copy(copy: SentCopy, *, now: datetime) -> None:
    """Applies what was reported of this copy before it was recorded."""
    ids = [copy.provider_id] if copy.provider_id else []
    ids += [copy.notice.message_id] if copy.provider == REPORTS_OUR_ID else []
    early = UnmatchedReport.objects.filter(provider=copy.provider, provider_id__in=ids)
    for report in early.order_by("at", "pk"):
        _apply_unmatched(report, now)


@transaction.atomic
def _apply_unmatched(report: UnmatchedReport, now: datetime) -> bool:
    copy = _copy_of(report.provider, report.provider_id)
    if copy is None or not UnmatchedReport.objects.filter(pk=report.pk).delete()[0]:
        return False
    apply_report(
        copy=copy,
        kind=report.kind,
        at=report.at,
        sentence=report.server_response,
        now=now,
        by=report.provider,
    )
    return True


def _copy_of(provider: str, provider_id: str) -> SentCopy | None:
    copies = SentCopy.objects.select_related("notice__event__order").filter(provider=provider)
    copy = copies.filter(provider_id=provider_id).first()
    if copy is None and provider == REPORTS_OUR_ID:
        copy = copies.filter(notice__message_id=provider_id).order_by("-pk").first()
    return copy


def _only_copy_to(to: str, provider: str, now: datetime) -> SentCopy | None:
    """The one copy to this address of which nothing is known yet."""
    open_copies = SentCopy.objects.filter(
        provider=provider,
        notice__to__iexact=to,
        handed_over_at__gt=now - UNMATCHED_FOR,
        delivered_at=None,
        bounced_at=None,
    )
    fit = list(open_copies.select_related("notice__event__order").order_by("-pk")[:2]) if to else []
    return fit[0] if len(fit) == 1 else None


def _store_unmatched(
    provider: str, provider_id: str, kind: str, at: datetime, reason: str, now: datetime
) -> None:
    """For messages of others who use the same account, the reports never match: their number is
    limited, the oldest go first.
    """
    reason = shorten_text(orders.without_addresses(reason), 300)
    try:
        with transaction.atomic():
            UnmatchedReport.objects.get_or_create(
                provider=provider,
                provider_id=provider_id,
                kind=kind,
                defaults={"at": min(at, now), "server_response": reason, "received_at": now},
            )
    except IntegrityError:  # the same report twice at once
        return
    if UnmatchedReport.objects.count() > MOST_UNMATCHED:
        oldest = UnmatchedReport.objects.order_by("received_at", "pk").values("pk")[:1000]
        UnmatchedReport.objects.filter(pk__in=list(oldest.values_list("pk", flat=True))).delete()


@transaction.atomic
def _apply_delivery(copy: SentCopy, *, at: datetime, now: datetime, by: str) -> None:
    SentCopy.objects.filter(pk=copy.pk, delivered_at=None).update(delivered_at=at)
    event = copy.notice.event
    if copy.notice.kind == CONFIRMATION and event is not None:
        orders.mark_confirmation_delivered(
            order=event.order,
            message_id=copy.notice.message_id,
            at=at,
            now=now,
            by=by[:100],
            copy=copy.pk,
            again=copy.repeat_id is not None,
        )


@transaction.atomic
def _apply_bounce(copy: SentCopy, *, at: datetime, reason: str, now: datetime, by: str) -> None:
    """Where a bounce is handled, however it was reported: the copy keeps it, the confirmation's
    clock stops, and care gets a task.
    """
    reason = shorten_text(orders.without_addresses(" ".join(reason.split())), 300)
    stored = SentCopy.objects.filter(pk=copy.pk)
    first = bool(stored.filter(bounced_at=None).update(bounced_at=at, reason=reason))
    later = first or bool(stored.filter(bounced_at__lt=at).update(bounced_at=at, reason=reason))
    event = copy.notice.event
    if event is None or not later:
        return
    if copy.notice.kind == CONFIRMATION:
        recorded = orders.mark_confirmation_bounced(
            order=event.order, sentence=reason, now=now, by=by[:100], at=at, copy=copy.pk
        )
        if recorded is not None or clock_of(event.order.events.all()).bounce is not None:
            return
    if first:
        _record_for_staff(LETTER_BOUNCED, copy, event, now, by, sentence=reason)


def _apply_soft_bounce(
    copy: SentCopy, *, at: datetime, reason: str, now: datetime, by: str
) -> None:
    """It counts from the hand-over: whatever is reported delivered, before or after, outweighs
    it.
    """
    if SentCopy.objects.filter(pk=copy.pk, delivered_at=None).exists():
        _apply_bounce(copy, at=min(copy.handed_over_at or at, at), reason=reason, now=now, by=by)


@transaction.atomic
def _apply_complaint(copy: SentCopy, *, at: datetime, now: datetime, by: str) -> None:
    if not SentCopy.objects.filter(pk=copy.pk, complained_at=None).update(complained_at=at):
        return
    if copy.notice.event is not None:
        _record_for_staff(LETTER_COMPLAINED, copy, copy.notice.event, now, by)


def _record_for_staff(
    kind: str, copy: SentCopy, event: Event, now: datetime, by: str, **facts: str
) -> None:
    facts |= {"letter": copy.notice.kind}
    orders.record_event(
        order=event.order, kind=kind, now=now, by=by[:100], facts={"copy": copy.pk, **facts}
    )
