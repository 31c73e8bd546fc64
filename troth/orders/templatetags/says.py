"""How money, days and instants are shown, on pages and in mail alike. At the desk, in the language
of who reads.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from troth import clock
from troth.orders.policy_versions import terms_at, terms_versions
from troth.policy.calendars import day_label, short_day_label, span_label
from troth.policy.explaining import in_order_of_days
from troth.policy.hours import deadline_label
from troth.policy.lifecycle import MOVES
from troth.policy.money import dollars as in_dollars
from troth.policy.places import STATES as NAMES_OF_STATES
from troth.policy.promise import local_time
from troth.policy.results import Step, Window, clock_label, count_label, days_label, list_in_words
from troth.policy.schema import Method
from troth.policy.terms import HOME, Terms
from troth.policy.tracking import STATUSES
from troth.policy.wording import (
    CLAIMS,
    CLAUSES,
    CLOSED_PLACES,
    EVENTS,
    HEADLINES,
    ITEM_EVENTS,
    REQUESTS,
    REQUESTS_AT_THE_DESK,
    STATES,
    WAITS_FOR,
    as_sentence,
    lower_first,
)

register = template.Library()
register.filter("dollars", in_dollars)
register.filter("lower_first", lower_first)
register.filter("several", count_label)
_WEEKDAYS = "月火水木金土日"
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sir", "the"})


@register.filter
def plain_dollars(cents: int) -> str:
    """`1234.50`, or `1234` where there are no cents: as a person types it."""
    return f"{cents / 100:.2f}".removesuffix(".00")


@register.filter
def thousands(count: int) -> str:
    """`12,345`."""
    return f"{count:,}"


@register.filter
def day(value: date | str) -> str:
    """`Wed Dec 2`, from a date or its ISO form; `12月2日(水)` in Japanese. For a page that is read
    at once: it names the year where that isn't the current one.
    """
    on = _day_of(value)
    if on.year != _this_year():
        return dated(on)
    return _japanese_day(on) if _in_japanese() else short_day_label(on)


@register.filter
def dated(value: date | str) -> str:
    """`Wed Dec 2, 2026`, `2026年12月2日(水)`: for what is kept, or read later."""
    on = _day_of(value)
    return f"{on.year}年{_japanese_day(on)}" if _in_japanese() else day_label(on)


@register.filter
def window(value: dict[str, str] | Window) -> str:
    """`Wed Dec 2 – Thu Dec 10`, from a window or its data; with the year as `day` names it."""
    earliest, latest = _ends_of(value)
    if earliest == latest:
        return day(earliest)
    if _in_japanese() or earliest.year != latest.year:
        return f"{day(earliest)} – {day(latest)}"
    return f"{short_day_label(earliest)} – {day(latest)}"


@register.filter
def dated_window(value: dict[str, str] | Window) -> str:
    """`Wed Dec 2 – Thu Dec 10, 2026`, from a window or its data."""
    earliest, latest = _ends_of(value)
    if _in_japanese():
        return f"{dated(earliest)} – {dated(latest)}"
    return span_label(earliest, latest)


@register.filter
def instant(value: datetime | str, terms: Terms | None = None) -> SafeString | str:
    """`Mon Nov 23, 6:00 pm ET` in a `<time>`, in the zone of `terms` (without, of those in
    force)."""
    at = _instant_of(value)
    return mark_safe(f'<time datetime="{at.isoformat()}">{plain_instant(at, terms)}</time>')  # noqa: S308


@register.filter
def plain_instant(value: datetime | str, terms: Terms | None = None) -> str:
    """The same without markup. Seconds are left out; the year is named as `day` names it."""
    effective_terms = terms or terms_at(clock.now())
    local = local_time(effective_terms, _instant_of(value))
    return _day_and_time(day(local.date()), local, effective_terms)


@register.filter
def dated_instant(value: datetime | str, terms: Terms | None = None) -> str:
    """`Mon Nov 23, 2026, 6:00 pm ET`, without markup: for what is kept, or read later. A midnight
    is the beginning of its day, `Tue Nov 24, 2026`.
    """
    effective_terms = terms or terms_at(clock.now())
    local = local_time(effective_terms, _instant_of(value))
    if local.time() == time(0):
        return dated(local.date())
    return _day_and_time(dated(local.date()), local, effective_terms)


@register.filter
def deadline(value: datetime | str, terms: Terms | None = None) -> str:
    """A limit: `6:00 pm ET on Mon Nov 30, 2026`; a midnight is the end of the day before, `the end
    of Mon Nov 30, 2026`. Without markup.
    """
    effective_terms, at = terms or terms_at(clock.now()), _instant_of(value)
    if not _in_japanese():
        return deadline_label(effective_terms, at)
    local = local_time(effective_terms, at)
    if local.time() == time(0):
        return f"{dated(local.date() - timedelta(days=1))}中"
    return _day_and_time(dated(local.date()), local, effective_terms)


def _day_and_time(date_text: str, local: datetime, terms: Terms) -> str:
    if _in_japanese():
        return f"{date_text} {local:%H:%M} {terms.file.zone_label}"
    return f"{date_text}, {clock_label(local, terms.file.zone_label)}"


def _ends_of(value: dict[str, str] | Window) -> tuple[date, date]:
    if isinstance(value, Window):
        return value.earliest, value.latest
    return _day_of(value["earliest"]), _day_of(value["latest"])


def _day_of(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _instant_of(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _in_japanese() -> bool:
    return get_language() == "ja"


def _japanese_day(on: date) -> str:
    return f"{on.month}月{on.day}日({_WEEKDAYS[on.weekday()]})"


def _this_year() -> int:
    now = clock.now()
    return local_time(terms_at(now), now).year


@register.filter
def warehouse_name(warehouse: str, terms: Terms) -> str:
    """Where a warehouse is: `New York`."""
    return gettext(terms.warehouse_name(warehouse))


def with_warehouse_names(words: str, terms: Terms | None = None) -> str:
    """Words with the names of the warehouses, by these terms or those in force."""
    if "{" not in words:
        return words
    effective_terms = terms or terms_at(clock.now())
    there, here = (
        gettext(effective_terms.warehouse_name(key)) for key in (effective_terms.abroad, HOME)
    )
    return words.replace("{there}", there).replace("{here}", here)


@register.filter
def closed_place(place: str) -> str:
    """The place of a closure, as staff call it."""
    return with_warehouse_names(gettext(CLOSED_PLACES.get(place, place)))


@register.filter
def time_frame(method: Method) -> str:
    """How long a method takes: `5–10 business days`."""
    return days_label(method.earliest_days, method.latest_days)


@register.filter
def tax_rule(terms: Terms) -> str:
    """Where sales tax is charged, as a part of a sentence."""
    states = [NAMES_OF_STATES.get(state, state) for state in terms.file.sales_tax.states]
    if not states:
        return "we collect no sales tax"
    return f"sales tax is charged on what ships to {list_in_words(states)}"


@register.filter
def first_name(name: str) -> str:
    """How a letter greets: `Ann` for `Ann Lee`. The whole name where it isn't plainly a first name
    and a last name: one word, an initial, a title, a script without spaces.
    """
    last, _, after = name.partition(",")
    words = (after or last).split()  # "Lee, Ann"
    if not words:
        return "there"
    first = words[0]
    if len(words) == 1 or first.endswith(".") or len(first) == 1 or first.lower() in _TITLES:
        return " ".join(words) if after else name.strip()
    if name.islower() or (name.isupper() and len(first) > 2):
        return first.title()
    return first


@register.filter
def year(value: datetime, terms: Terms) -> int:
    """The year on the store's calendar."""
    return local_time(terms, value).year


@register.filter
def instant_in(value: datetime, zone: tzinfo) -> SafeString:
    """`Tue Nov 24, 09:30 JST` in a `<time>`: on another warehouse's clock."""
    local = value.astimezone(zone)
    text = f"{day(local.date())}{'' if _in_japanese() else ','} {local:%H:%M %Z}"
    return mark_safe(f'<time datetime="{value.isoformat()}">{text}</time>')  # noqa: S308


@register.filter
def sentence(text: str) -> str:
    """What somebody typed, as a whole sentence: it ends with one mark, whoever wrote that."""
    return as_sentence(str(text))


@register.filter
def parcel_says(status: str) -> str:
    """Where a parcel is, in a shopper's words."""
    return gettext(STATUSES.get(status, status))


@register.filter
def waits_says(waits: Any) -> str:
    """What pieces or a box wait for, at the desk: `order_status.model.WaitsFor`."""
    return with_warehouse_names(gettext(WAITS_FOR[waits.key])).format(**waits.facts)


@register.filter
def carrier_says(key: str) -> str:
    """A carrier's name: of the policy, or of a transfer."""
    for version in reversed(
        terms_versions()
    ):  # a carrier that the latest terms dropped still has its name
        if key in version.terms.file.carriers:
            return version.terms.file.carriers[key].name
    return {"dhl": "DHL Express", "japanpost": "Japan Post"}.get(key, key.title())


@register.filter
def clause(key: str, terms: Terms | None = None) -> str:
    """A clause's name in words."""
    return with_warehouse_names(gettext(CLAUSES.get(key, key)), terms)


@register.filter
def clause_link(key: str, terms: Terms | None = None) -> SafeString:
    """A clause's name, linked to its words in the version of the promises that these terms are."""
    address = f"/faq/{terms.digest[:12]}" if terms else "/faq"
    return format_html('<a href="{}#{}">{}</a>', address, key, clause(key, terms))


@register.filter
def in_order(steps: list[dict[str, Any]] | tuple[Step, ...]) -> list[dict[str, Any]]:
    """The steps of a promise as they are shown: the earliest day first, none twice."""
    return in_order_of_days(step.data() if isinstance(step, Step) else step for step in steps)


@register.filter
def local_day(value: datetime, terms: Terms) -> str:
    """The day of an instant in the store's zone: `November 22, 2026`."""
    local = local_time(terms, value)
    return f"{local:%B} {local.day}, {local.year}"


@register.filter
def event_says(kind: str, terms: Terms | None = None) -> str:
    """What happened, in words; under the order's terms, or those in force."""
    return with_warehouse_names(
        gettext(MOVES[kind].says if kind in MOVES else EVENTS.get(kind, kind)), terms
    )


@register.filter
def request_says(kind: str) -> str:
    """What a shopper asked for, as a heading."""
    return gettext(REQUESTS.get(kind, kind))


@register.filter
def request_at_the_desk(kind: str) -> str:
    """What a shopper asked for, as staff call it."""
    return gettext(REQUESTS_AT_THE_DESK.get(kind, kind))


@register.filter
def headline_says(key: str) -> str:
    """The state of a whole order, as a heading."""
    return gettext(HEADLINES.get(key, key))


@register.filter
def claim_says(stage: str) -> str:
    """What became of a report that a parcel wasn't received, as staff call it."""
    return gettext(CLAIMS.get(stage, stage))


@register.filter
def item_event_says(kind: str) -> str:
    """What happened to an item, in words."""
    return with_warehouse_names(gettext(ITEM_EVENTS.get(kind, kind)))


@register.filter
def state_says(state: str) -> str:
    """Where a line stands, in words."""
    return with_warehouse_names(gettext(STATES.get(state, state)))
