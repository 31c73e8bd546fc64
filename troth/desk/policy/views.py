"""The policy console: the terms in force, the draft with its checks and a preview, and a second
person's word.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from troth import clock
from troth.checkout.quoting import entered_closures
from troth.desk.policy.forms import NumbersForm, ProposalForm, numbers_in
from troth.desk.sessions import recent_login_required
from troth.desk.staff import actor_of, staff_only
from troth.orders import policy_versions
from troth.orders.formatting import format_plain_instant
from troth.policy import faq
from troth.policy.addresses.places import place_of
from troth.policy.cautions import list_cautions
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.hours import deadline_label
from troth.policy.dates.outlook import with_closures
from troth.policy.dates.promise import Promise, Warehouse, local_time, promise
from troth.policy.dates.windows import cancellation_limit, claim_dates
from troth.policy.editing import line_of, term_differences
from troth.policy.results import Refusal
from troth.policy.terms import BadPolicy, Terms
from troth.publishing import actions
from troth.publishing.models import Draft, PolicyEvent, Proposal

MOST_SHOWN = 200
EXAMPLE_ZIP = "10013"


@staff_only
@require_GET
def policy_page(request: HttpRequest) -> HttpResponse:
    """The terms as they stand, every version, and what was done with them."""
    now = clock.now()
    current, versions = policy_versions.version_at(now), policy_versions.terms_versions()
    context = {
        "now": now,
        "version": current,
        "numbers": [(number.label, number.value) for number in numbers_in(current.terms)],
        "versions": [
            (version, _version_state(version, current, now))
            for version in reversed(versions[-MOST_SHOWN:])
        ],
        "draft": actions.latest_draft(),
        "waiting": Proposal.objects.filter(state=Proposal.WAITING).first(),
        "events": PolicyEvent.objects.order_by("-pk")[:50],
    }
    return render(request, "desk/policy/policy.html", context)


def _version_state(
    version: policy_versions.Version, current: policy_versions.Version, now: datetime
) -> str:
    if version == current:
        return _("in force")
    return (
        _("scheduled")
        if version.in_force_from is not None and version.in_force_from > now
        else _("earlier")
    )


@staff_only
@require_GET
def version_page(request: HttpRequest, digest: str) -> HttpResponse:
    """One version whole, and what it changed."""
    versions = policy_versions.terms_versions()
    at = next(
        (at for at in reversed(range(len(versions))) if versions[at].terms.digest == digest), None
    )
    if at is None:
        raise Http404("no such version")
    before = versions[at - 1].terms if at else None
    changed = term_differences(before, versions[at].terms)[:MOST_SHOWN] if before else []
    return render(
        request,
        "desk/policy/version.html",
        {"version": versions[at], "before": before, "changed": changed},
    )


@staff_only
@require_GET
def draft_page(request: HttpRequest) -> HttpResponse:
    """The draft to look at and edit; before the first one, the terms in force."""
    return _show_draft(request)


def _show_draft(
    request: HttpRequest,
    *,
    typed: str | None = None,
    over: int | None = None,
    faults: Any = (),
    numbers: NumbersForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    current, draft = policy_versions.terms_at(now), actions.latest_draft()
    terms = draft.terms if draft else current
    context: dict[str, Any] = {
        "now": now,
        "kept": draft,
        "current": current,
        "over": over if over is not None else draft.number if draft else 0,
        "text": typed if typed is not None else terms.source,
        "faults": faults,
        "problem": problem,
        "numbers": numbers or NumbersForm(terms),
        "changed": term_differences(current, terms)[:MOST_SHOWN],
        "cautions": list_cautions(terms, before=current, on=_local_today(now)),
        "longest": actions.LONGEST_TEXT,
    }
    return render(request, "desk/policy/draft.html", context, status=status)


def _local_today(now: datetime) -> date:
    return local_time(policy_versions.terms_at(now), now).date()


@staff_only
@require_POST
def save_draft(request: HttpRequest) -> HttpResponse:
    """Saves the text, or the numbers of the form put into it."""
    over = _parse_number(request.POST.get("over", ""))
    draft = actions.latest_draft()
    terms = draft.terms if draft else policy_versions.terms_at(clock.now())
    form = NumbersForm(terms, request.POST) if "text" not in request.POST else None
    text = request.POST.get("text", "")
    if request.POST.get("begin") == "anew":
        form, text = None, policy_versions.terms_at(clock.now()).source
    if form is not None:
        if not form.is_valid():
            return _show_draft(request, over=over, numbers=form, status=422)
        text = form.put_into(terms.source)
    try:
        saved = actions.save_draft(text=text, over=over, now=clock.now(), by=actor_of(request))
    except BadPolicy as bad:
        return _show_draft(
            request,
            typed=text,
            over=over,
            faults=_located_faults(text, bad),
            numbers=form,
            status=422,
        )
    except actions.Overtaken as overtaken:
        return _show_draft(request, typed=text, over=over, problem=str(overtaken), status=409)
    messages.success(request, _("Saved as draft %s. Nothing is in force by that.") % saved.number)
    return redirect("desk_policy_draft")


def _parse_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _located_faults(text: str, bad: BadPolicy) -> list[tuple[int | None, str, str]]:
    """Each fault with its line, and what stands there."""
    lines = text.replace("\r\n", "\n").split("\n")
    faults = []
    for fault in str(bad).split("\n")[:100]:
        field, colon, _sentence = fault.partition(": ")
        number = line_of("\n".join(lines), field) if colon else None
        faults.append((number, lines[number - 1].strip()[:120] if number else "", fault))
    return faults


@staff_only
@require_GET
def preview_page(request: HttpRequest) -> HttpResponse:
    """What shoppers would read: the same examples under the terms in force and under the draft."""
    now, draft = clock.now(), actions.latest_draft()
    if draft is None:
        messages.info(request, _("There is no draft yet."))
        return redirect("desk_policy_draft")
    current = policy_versions.terms_at(now)
    abroad = any(terms.file.transfer is not None for terms in (current, draft.terms))
    columns = (example_promises(terms, now, from_abroad=abroad) for terms in (current, draft.terms))
    rows = zip(*columns, strict=True)
    was, would = (_faq_chapters(terms, _local_today(now)) for terms in (current, draft.terms))
    sections_before = {section.key: section for sections in was.values() for section in sections}
    context = {
        "kept": draft,
        "examples": [(label, was, would) for (label, was), (_label, would) in rows],
        "chapters": would,
        "changed": [
            section
            for sections in would.values()
            for section in sections
            if sections_before.get(section.key) != section
        ],
    }
    return render(request, "desk/policy/preview.html", context)


def _faq_chapters(terms: Terms, today: date) -> dict[str, tuple[faq.Section, ...]]:
    """The FAQ that the terms write; nothing where their calendars don't reach so far."""
    try:
        return faq.chapters(terms, today=today)
    except (BeyondCalendar, IndexError):
        return {}


def example_promises(
    terms: Terms, now: datetime, *, from_abroad: bool | None = None
) -> list[tuple[str, str]]:
    """What a shopper in New York would be told now, in the policy's own words."""
    if from_abroad is None:
        from_abroad = terms.file.transfer is not None
    lanes: tuple[Warehouse, ...] = ("us", "jp") if from_abroad else ("us",)
    rows = [_example_promise(terms, now, lane) for lane in lanes]
    confirmation, parcel = "A confirmation received now", "A parcel shipped today"
    try:
        closes = deadline_label(terms, cancellation_limit(terms, confirmed_at=now).closes_at)
        dates = claim_dates(terms, shipped_on=local_time(terms, now).date())
    except (BeyondCalendar, IndexError):
        return [*rows, (confirmation, "Can't be dated."), (parcel, "Can't be dated.")]
    rows.append((confirmation, f"can be cancelled until {closes}."))
    rows.append((parcel, " ".join(step.sentence for step in dates.steps)))
    return rows


def _example_promise(terms: Terms, now: datetime, lane: Warehouse) -> tuple[str, str]:
    name = f"A piece in {terms.warehouse_name(lane)}"
    try:
        answer = promise(terms, placed_at=now, place=place_of(EXAMPLE_ZIP), warehouse=lane)
        if isinstance(answer, Promise):
            answer = with_closures(terms, answer, entered_closures(), warehouse=lane)
    except BeyondCalendar as beyond:
        return name, f"Can't be dated: {beyond}."
    sentences = (
        [answer.sentence]
        if isinstance(answer, Refusal)
        else [step.sentence for step in answer.steps]
    )
    return f"{name}, ordered now", " ".join(sentences)


@staff_only
@require_http_methods(["GET", "POST"])
@recent_login_required
def propose_draft(request: HttpRequest) -> HttpResponse:
    """Puts the draft forward with a date; a second owner's word brings it into force."""
    now, draft = clock.now(), actions.latest_draft()
    if draft is None:
        messages.info(request, _("There is no draft yet."))
        return redirect("desk_policy_draft")
    typed = request.POST if request.method == "POST" else None
    form = ProposalForm(
        typed, initial={"number": draft.number, "on": _local_today(now) + timedelta(days=1)}
    )
    if form.is_valid() and _propose_chosen(request, form, draft, now):
        return redirect("desk_policy")
    current = policy_versions.terms_at(now)
    context = {
        "kept": draft,
        "form": form,
        "changed": term_differences(current, draft.terms)[:MOST_SHOWN],
        "cautions": list_cautions(draft.terms, before=current, on=_local_today(now)),
        "zone": current.file.zone,
    }
    return render(request, "desk/policy/publish.html", context, status=422 if form.errors else 200)


def _propose_chosen(request: HttpRequest, form: ProposalForm, latest: Draft, now: datetime) -> bool:
    """Whether the draft that the form names is proposed; else the form says why not."""
    data = form.cleaned_data
    chosen = Draft.objects.filter(number=data["number"]).first() or latest
    try:
        actions.propose_terms(
            draft=chosen, on=data["on"], sentence=data["sentence"], now=now, by=actor_of(request)
        )
    except actions.PublishingRefused as unable:
        form.add_error(unable.field if unable.field in form.fields else None, _(str(unable)))
        return False
    messages.success(
        request, _("It waits for a second owner. Nothing is in force before they agree.")
    )
    return True


@staff_only
@require_GET
def proposal_page(request: HttpRequest, key: int) -> HttpResponse:
    """What waits for a second person, whole."""
    proposal, now = (
        get_object_or_404(Proposal.objects.select_related("draft", "publication"), pk=key),
        clock.now(),
    )
    current = policy_versions.terms_at(now)
    context = {
        "proposal": proposal,
        "waits": proposal.state == Proposal.WAITING,
        "mine": proposal.by == actor_of(request),
        "alone": actions.may_publish_alone(),
        "changed": term_differences(current, proposal.terms)[:MOST_SHOWN],
        "cautions": list_cautions(proposal.terms, before=current, on=proposal.first_day),
    }
    return render(request, "desk/policy/proposal.html", context)


@staff_only
@require_POST
@recent_login_required
def decide_proposal(request: HttpRequest, key: int) -> HttpResponse:
    """The second person's word, or the first one's second thoughts."""
    proposal = get_object_or_404(Proposal, pk=key)
    kwargs: dict[str, Any] = {"proposal": proposal, "now": clock.now(), "by": actor_of(request)}
    try:
        if request.POST.get("answer") == "agree":
            publication = actions.approve_proposal(**kwargs)
            since = format_plain_instant(publication.in_force_from, publication.policy.terms)
            messages.success(
                request,
                _("Published: in force from %s. What was placed before keeps its own terms.")
                % since,
            )
        elif request.POST.get("answer") == "no":
            messages.success(
                request,
                _("It is %s, and never comes into force.")
                % _(actions.decline_proposal(**kwargs).state),
            )
        else:
            messages.error(request, _("Choose an answer."))
    except actions.PublishingRefused as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_policy")
