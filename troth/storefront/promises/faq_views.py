"""The promises as a page: the terms in force, every earlier version, and the policy file itself."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from troth import clock
from troth.care.authenticity_refunds import authenticity
from troth.checkout.quoting import entered_closures
from troth.orders.models import PublishedPolicy
from troth.orders.policy_versions import Version, terms_versions, version_at
from troth.orders.served import served_carriers
from troth.policy import faq
from troth.policy.dates.outlook import Closure
from troth.policy.dates.promise import local_time
from troth.policy.terms import Terms
from troth.storefront.shop.structured_data import json_ld_script

SHORTEST = 12  # letters of a version's digest in an address
REACH = 120  # days that the examples' dates may lie ahead


@require_GET
def current_faq(request: HttpRequest) -> HttpResponse:
    """The promises in force now."""
    return _render_faq(request, version_at(clock.now()).terms, address=reverse("faq"))


@require_GET
def faq_version(request: HttpRequest, digest: str) -> HttpResponse:
    """One version, for ever: what an order placed under it is judged by."""
    terms = _terms_of(digest)
    if len(digest) != SHORTEST:
        return redirect("faq_version", terms.digest[:SHORTEST], permanent=True)
    return _render_faq(request, terms, address=reverse("faq_version", args=[digest]))


@require_GET
@cache_control(public=True, max_age=3600)
def policy_source(_request: HttpRequest, digest: str) -> HttpResponse:
    """The policy file of a version, word for word: its digest is over what it says."""
    terms = _terms_of(digest)
    answer = HttpResponse(terms.source, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = (
        f'inline; filename="{terms.name}-{terms.digest[:SHORTEST]}.toml"'
    )
    return answer


def _terms_of(digest: str) -> Terms:
    """The version whose digest begins so: one that was published, or that governs an order. 404 for
    others.
    """
    if len(digest) < SHORTEST:
        raise Http404
    if terms := next(
        (
            policy_version.terms
            for policy_version in terms_versions()
            if policy_version.terms.digest.startswith(digest)
        ),
        None,
    ):
        return terms
    stored_policy = PublishedPolicy.objects.filter(digest__startswith=digest).first()
    if stored_policy is None:
        raise Http404
    return stored_policy.terms


def _render_faq(request: HttpRequest, terms: Terms, *, address: str) -> HttpResponse:
    now, every = clock.now(), terms_versions()
    place = next(
        (at for at, version in enumerate(every) if version.terms.digest == terms.digest), None
    )
    after = every[place + 1] if place is not None and place + 1 < len(every) else None
    today = example_day(terms, local_time(terms, now).date(), after)
    # What is sold now depends on the carriers that are set up and on what is closed; older versions
    # are as they were.
    is_current = terms.digest == version_at(now).terms.digest
    chapters, data = (
        cached_faq(terms, today, served_carriers(), entered_closures())
        if is_current
        else cached_faq(terms, today)
    )
    context = {
        "chapters": chapters,
        "authenticators": authenticity.verified_authenticators(on=today),
        "data": json_ld_script(data | {"url": request.build_absolute_uri(address)}),
        "shown": terms,
        "digest": terms.digest[:SHORTEST],
        "is_current": is_current,
        "since": every[place].in_force_from if place is not None else None,
        "after": after,
        "others": [version for version in reversed(every) if version.terms.digest != terms.digest][
            :50
        ],
    }
    return render(request, "storefront/promises/faq.html", context)


def example_day(terms: Terms, today: date, after: Version | None = None) -> date:
    """The day on which a version's examples are set: today, or the last one on which it was in
    force.
    """
    if after is not None and after.in_force_from is not None:
        today = min(today, local_time(terms, after.in_force_from).date() - timedelta(days=1))
    last = min(days.last for days in (terms.store_days, terms.dispatch_days)) - timedelta(
        days=REACH
    )
    return max(min(today, last), terms.store_days.first)


@lru_cache(maxsize=64)
def cached_faq(
    terms: Terms,
    today: date,
    carriers: frozenset[str] | None = None,
    closures: tuple[Closure, ...] = (),
) -> tuple[dict[str, tuple[faq.Section, ...]], dict[str, Any]]:
    """The FAQ, and the same for machines; kept while the day lasts. `carriers` are those that the
    store ships with; None means all of the policy's.
    """
    chapters = faq.chapters(terms, today=today, carriers=carriers, closures=closures)
    return chapters, faq.data(terms, today=today, carriers=carriers, closures=closures)
