"""Charts as SVG: columns by week, kept below and broken above, without a script and without a style
of their own.

The picture is for the eye: beside it stands a table with the same numbers. A second picture over it
carries the links, for who points; who uses the keyboard finds them in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from troth.orders.formatting import format_day
from troth.scorecard.figures import BROKEN, KEPT, Figure, Tally

HEIGHT, STEP, BAR = 100, 10, 8
# A week, a state, an ending: where its cases are listed; empty: nowhere.
Link = Callable[[date, str, str], str]


@dataclass(frozen=True)
class ColumnPart:
    """A piece of a column: how many, which class colors it, where it leads."""

    count: int
    kind: str
    href: str


@dataclass(frozen=True)
class Column:
    """A week: its description in words, and its parts from the bottom up."""

    description: str
    parts: tuple[ColumnPart, ...]

    @property
    def count(self) -> int:
        return sum(part.count for part in self.parts)


def chart_of_figure(figure: Figure, weeks: Sequence[date], link: Link) -> SafeString:
    """The chart of a measure: one column a week, each part of it a link."""
    shown = [_week_column(figure, week, figure.weeks.get(week, Tally()), link) for week in weeks]
    return render_columns(
        figure.measure.key,
        title=_("%s, by week") % _(figure.measure.name),
        description=_figure_summary(figure, weeks),
        shown=shown,
    )


def _week_column(figure: Figure, week: date, tally: Tally, link: Link) -> Column:
    measure, label = figure.measure, _("Week of %s") % format_day(week)
    if measure.outcomes:
        ended = [(key, tally.ended.get(key, 0)) for key in measure.outcomes]
        parts = [
            ColumnPart(count, f"end-{nth}", link(week, KEPT, key))
            for nth, (key, count) in enumerate(ended)
        ]
        words = ", ".join(f"{count} {_(measure.outcomes[key])}" for key, count in ended if count)
        return Column(f"{label}: {words or _('none')}", tuple(parts))
    values = {"label": label, "kept": tally.kept, "cases": tally.cases, "share": tally.as_text}
    early = [(key, tally.ended.get(key, 0)) for key in measure.apart]
    parts = [
        ColumnPart(tally.kept - sum(count for _key, count in early), "kept", link(week, KEPT, ""))
    ]
    parts += [ColumnPart(count, f"kept {key}", link(week, KEPT, key)) for key, count in early]
    parts += [
        ColumnPart(tally.ended.get(key, 0), f"broken {key}", link(week, BROKEN, key))
        for key in measure.broken
    ]
    return Column(_("%(label)s: %(kept)s of %(cases)s (%(share)s)") % values, tuple(parts))


def _figure_summary(figure: Figure, weeks: Sequence[date]) -> str:
    total, noun = figure.total, _(figure.measure.noun)
    ends = (
        {"count": len(weeks), "first": format_day(weeks[0]), "last": format_day(weeks[-1])}
        if weeks
        else {}
    )
    span = _("%(count)s weeks, from that of %(first)s to that of %(last)s") % ends if weeks else ""
    if figure.measure.outcomes:
        ended = ", ".join(f"{count} {_(words)}" for _key, words, count in figure.ends)
        return f"{span}: {total.cases} {noun}; {ended}."
    decided = {
        week: figure.weeks[week]
        for week in weeks
        if week in figure.weeks and figure.weeks[week].cases
    }
    worst = min(decided, key=lambda week: decided[week].share or 0, default=None)
    values = {
        "span": span,
        "kept": total.kept,
        "cases": total.cases,
        "noun": noun,
        "share": total.as_text,
    }
    sentence = _("%(span)s: %(kept)s of %(cases)s %(noun)s (%(share)s).") % values
    if worst is None:
        return sentence
    lowest = {"week": format_day(worst), "share": decided[worst].as_text}
    return sentence + " " + _("The lowest week was that of %(week)s: %(share)s.") % lowest


def _place_parts(
    shown: Sequence[Column], most: int
) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Each column's parts from the bottom up: the bars with their kinds, and their links."""
    bars: list[tuple[object, ...]] = []
    links: list[tuple[object, ...]] = []
    for nth, column in enumerate(shown):
        left, floor = nth * STEP + (STEP - BAR) // 2, float(HEIGHT)
        for part in column.parts:
            if not part.count:
                continue
            tall = HEIGHT * part.count / most
            floor -= tall
            place = (left, f"{floor:.2f}", BAR, f"{tall:.2f}")
            bars.append((*place, part.kind))
            if part.href:
                links.append((part.href, *place, column.description))
    return bars, links


def render_columns(
    name: str, *, title: str, description: str, shown: Sequence[Column]
) -> SafeString:
    """The chart: `name` begins the ids on the page, `title` and `description` are read out in its
    place.
    """
    most = max((column.count for column in shown), default=0) or 1
    width = STEP * max(len(shown), 1)
    bars, links = _place_parts(shown, most)
    rect = '<rect x="{}" y="{}" width="{}" height="{}"'
    drawn = format_html_join("", rect + ' class="bar {}"/>', bars)
    over = format_html_join(
        "", '<a href="{}" tabindex="-1">' + rect + "><title>{}</title></rect></a>", links
    )
    return format_html(
        '<div class="chart"><svg role="img" aria-labelledby="{0}-title {0}-says" viewBox="{1}"'
        ' preserveAspectRatio="none"><title id="{0}-title">{2}</title><desc'
        ' id="{0}-says">{3}</desc><path class="grid" d="M0 0H{4}M0 50H{4}M0 100H{4}"/>{5}</svg><svg'
        ' class="links" aria-hidden="true" viewBox="{1}"'
        ' preserveAspectRatio="none">{6}</svg></div>',
        f"chart-{name}",
        f"0 0 {width} {HEIGHT}",
        title,
        description,
        width,
        drawn,
        over,
    )
