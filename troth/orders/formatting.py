"""How money, days and instants are shown, on pages and in mail alike. At the desk, in the language
of who reads.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from troth import clock
from troth.orders.policy_versions import terms_at
from troth.policy.dates.calendars import day_label, short_day_label, span_label
from troth.policy.dates.hours import deadline_label
from troth.policy.dates.promise import local_time
from troth.policy.results import Window, clock_label, days_label
from troth.policy.schema import Method
from troth.policy.terms import Terms

_WEEKDAYS = "月火水木金土日"


def format_plain_dollars(cents: int) -> str:
    """`1234.50`, or `1234` where there are no cents: as a person types it."""
    return f"{cents / 100:.2f}".removesuffix(".00")


def format_count(count: int) -> str:
    """`12,345`."""
    return f"{count:,}"


def format_day(value: date | str) -> str:
    """`Wed Dec 2`, from a date or its ISO form; `12月2日(水)` in Japanese. For a page that is read
    at once: it names the year where that isn't the current one.
    """
    on = _day_of(value)
    if on.year != _this_year():
        return format_dated_day(on)
    return _japanese_day(on) if _in_japanese() else short_day_label(on)


def format_dated_day(value: date | str) -> str:
    """`Wed Dec 2, 2026`, `2026年12月2日(水)`: for what is kept, or read later."""
    on = _day_of(value)
    return f"{on.year}年{_japanese_day(on)}" if _in_japanese() else day_label(on)


def format_window(value: dict[str, str] | Window) -> str:
    """`Wed Dec 2 – Thu Dec 10`, from a window or its data; the year as by `format_day`."""
    earliest, latest = _ends_of(value)
    if earliest == latest:
        return format_day(earliest)
    if _in_japanese() or earliest.year != latest.year:
        return f"{format_day(earliest)} – {format_day(latest)}"
    return f"{short_day_label(earliest)} – {format_day(latest)}"


def format_dated_window(value: dict[str, str] | Window) -> str:
    """`Wed Dec 2 – Thu Dec 10, 2026`, from a window or its data."""
    earliest, latest = _ends_of(value)
    if _in_japanese():
        return f"{format_dated_day(earliest)} – {format_dated_day(latest)}"
    return span_label(earliest, latest)


def format_instant(value: datetime | str, terms: Terms | None = None) -> SafeString | str:
    """`Mon Nov 23, 6:00 pm ET` in a `<time>`, in the zone of `terms` (without, of those in
    force)."""
    at = _instant_of(value)
    return mark_safe(f'<time datetime="{at.isoformat()}">{format_plain_instant(at, terms)}</time>')  # noqa: S308


def format_plain_instant(value: datetime | str, terms: Terms | None = None) -> str:
    """The same without markup. Seconds are left out; the year is named as `format_day` names it."""
    effective_terms = terms or terms_at(clock.now())
    local = local_time(effective_terms, _instant_of(value))
    return _day_and_time(format_day(local.date()), local, effective_terms)


def format_dated_instant(value: datetime | str, terms: Terms | None = None) -> str:
    """`Mon Nov 23, 2026, 6:00 pm ET`, without markup: for what is kept, or read later. A midnight
    is the beginning of its day, `Tue Nov 24, 2026`.
    """
    effective_terms = terms or terms_at(clock.now())
    local = local_time(effective_terms, _instant_of(value))
    if local.time() == time(0):
        return format_dated_day(local.date())
    return _day_and_time(format_dated_day(local.date()), local, effective_terms)


def format_deadline(value: datetime | str, terms: Terms | None = None) -> str:
    """A limit: `6:00 pm ET on Mon Nov 30, 2026`; a midnight is the end of the day before, `the end
    of Mon Nov 30, 2026`. Without markup.
    """
    effective_terms, at = terms or terms_at(clock.now()), _instant_of(value)
    if not _in_japanese():
        return deadline_label(effective_terms, at)
    local = local_time(effective_terms, at)
    if local.time() == time(0):
        return f"{format_dated_day(local.date() - timedelta(days=1))}中"
    return _day_and_time(format_dated_day(local.date()), local, effective_terms)


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


def format_time_frame(method: Method) -> str:
    """How long a method takes: `5–10 business days`."""
    return days_label(method.earliest_days, method.latest_days)


def calendar_year(value: datetime, terms: Terms) -> int:
    """The year on the store's calendar."""
    return local_time(terms, value).year


def format_instant_in(value: datetime, zone: tzinfo) -> SafeString:
    """`Tue Nov 24, 09:30 JST` in a `<time>`: on another warehouse's clock."""
    local = value.astimezone(zone)
    text = f"{format_day(local.date())}{'' if _in_japanese() else ','} {local:%H:%M %Z}"
    return mark_safe(f'<time datetime="{value.isoformat()}">{text}</time>')  # noqa: S308


def format_local_day(value: datetime, terms: Terms) -> str:
    """The day of an instant in the store's zone: `November 22, 2026`."""
    local = local_time(terms, value)
    return f"{local:%B} {local.day}, {local.year}"
