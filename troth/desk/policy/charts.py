"""Charts drawn on the server as SVG: their geometry, for the templates. A table beside each says
the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

WIDTH, HEIGHT, LEFT, FOOT = 720, 220, 44, 24
MOST_BARS = 21


@dataclass(frozen=True)
class Bar:
    """One bar, in the drawing's own units."""

    x: float
    y: float
    width: float
    height: float
    label: str
    count: int
    kind: str  # a class of the sheet


def bar_chart(counts: Sequence[tuple[int, int]]) -> list[Bar]:
    """How many by how many days; what lies further than ten days away stands in the last bar of its
    side.
    """
    most = MOST_BARS // 2
    together: dict[int, int] = {}
    for days, count in counts:
        at = max(min(days, most), -most)
        together[at] = together.get(at, 0) + count
    if not together:
        return []
    span = range(min(together), max(together) + 1)
    step, tallest = (WIDTH - LEFT) / len(span), max(together.values())
    drawn = []
    for at, day in enumerate(span):
        count = together.get(day, 0)
        height = (HEIGHT - FOOT - 20) * count / tallest
        kind = "same" if day == 0 else "sooner" if day < 0 else "later"
        width = min(step * 0.8, 60)
        drawn.append(
            Bar(
                round(LEFT + step * at + (step - width) / 2, 1),
                round(HEIGHT - FOOT - height, 1),
                round(width, 1),
                round(height, 1),
                _day_label(day, most),
                count,
                kind,
            )
        )
    return drawn


def _day_label(day: int, most: int) -> str:
    sign = "+" if day > 0 else "−" if day < 0 else ""
    return f"{sign}{abs(day)}{_(' or more') if abs(day) == most else ''}"


class Curve(NamedTuple):
    """Shares over weeks as points of a polyline, with dots for weeks that stand alone."""

    points: str
    dots: list[tuple[float, float, str]]
    kind: str


def curve_chart(weeks: Sequence[Sequence[Any]], *, first: int) -> dict[str, Any]:
    """The share that was late and the share that would be, by week. `first` is the column of how
    many were measured; the two counts follow it. Weeks in which nothing was measured are left out.
    """
    measured_weeks = [
        (week[0], week[first], week[first + 1], week[first + 2]) for week in weeks if week[first]
    ]
    if not measured_weeks:
        return {}
    top = max(max(was, would) / measured for _, measured, was, would in measured_weeks) or 0.01
    lines = []
    for column, kind in ((2, "was"), (3, "would")):
        shares = [(week[0], week[column] / week[1], week[1]) for week in measured_weeks]
        lines.append(_curve_of(shares, kind, top))
    return {
        "lines": lines,
        "top": f"{top:.0%}" if top >= 0.1 else f"{top:.1%}",
        "first": measured_weeks[0][0],
        "last": measured_weeks[-1][0],
    }


def _curve_of(shares: Sequence[tuple[Any, float, int]], kind: str, top: float) -> Curve:
    """A line through each week's share, of which `top` is the highest that the chart shows."""
    step = (WIDTH - LEFT - 10) / max(len(shares) - 1, 1)
    dots = []
    for at, (week, share, count) in enumerate(shares):
        y = HEIGHT - FOOT - (HEIGHT - FOOT - 20) * share / top
        words = _("%(week)s: %(share)s of %(count)s") % {
            "week": week,
            "share": f"{share:.1%}",
            "count": count,
        }
        dots.append((round(LEFT + step * at, 1), round(y, 1), words))
    return Curve(" ".join(f"{x},{y}" for x, y, _ in dots), dots, kind)
