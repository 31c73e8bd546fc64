"""Days on which a place is closed, entered after orders were placed."""

from __future__ import annotations

from datetime import date

from tests.factories.moments import NOON
from troth.fulfillment.models import Delay
from troth.fulfillment.promises import closures
from troth.fulfillment.promises.closures import ClosurePlan

DEC_4, DEC_24 = date(2026, 12, 4), date(2026, 12, 24)


def storm_plan(last_on=DEC_24, **changes):
    fields = {"place": "us", "first_on": date(2026, 11, 24), "last_on": last_on, "why": "a storm"}
    return ClosurePlan(**{**fields, **changes})


def enter_storm_plan(what=None, now=NOON):
    closure = closures.enter_plan(plan=what or storm_plan(), now=now, by="staff:pat")
    closures.recompute_promises(closure_id=closure.pk, now=now)
    return closure


def enter_storm(*, first=date(2026, 11, 24), last=date(2026, 12, 1), place="us", now=NOON):
    closure = closures.enter_closure(
        place=place, first_on=first, last_on=last, why="a snow storm", now=now, by="pat"
    )
    return closures.recompute_promises(closure_id=closure.pk, now=now)


def delay_of(order):
    return Delay.objects.filter(order=order).order_by("-pk").first()
