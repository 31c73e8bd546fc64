"""What the page of a request shows and asks of a report that a piece isn't authentic."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from troth.care import answering
from troth.care.authenticity_refunds import authenticity
from troth.care.authenticity_refunds.proving import SERIAL_SAYS
from troth.care.models import DONE, NOT_AUTHENTIC, CareCase
from troth.desk.care.forms import DecideForm
from troth.forms import set_choices
from troth.policy.dates.promise import local_time


def report_context(request: CareCase) -> dict[str, Any]:
    """What the page of a report on authenticity shows of its checks."""
    if request.kind != NOT_AUTHENTIC:
        return {}
    waiting = authenticity.waiting_decision(request)
    piece = request.facts.get("piece")
    sentence = SERIAL_SAYS[piece["serial"]] if piece else ""
    return {
        "second": waiting,
        "piece": piece,
        "serial_sentence": _(sentence) if sentence else "",
        "may_check_piece": (
            request.state != DONE and "received" in request.facts and waiting is None
        ),
    }


def decide_form(request: CareCase, now: datetime) -> DecideForm:
    """The form of a decision, with the usual words and, for a report on authenticity, who is on the
    list today.
    """
    form = DecideForm(initial={"why": answering.proposed_answer(request, now=now)})
    offer_authenticators(form, request, now)
    return form


def offer_authenticators(form: DecideForm, request: CareCase, now: datetime) -> None:
    """Gives the form who is on the public list today, to say whose report it is."""
    today = local_time(request.order.policy.terms, now).date()
    names = list(
        dict.fromkeys(
            authenticator.name for authenticator in authenticity.verified_authenticators(on=today)
        )
    )
    set_choices(form, "authenticator", [("", "—"), *((name, name) for name in names)])
    named = request.facts.get("authenticator", "")
    form.initial["authenticator"] = named if named in names else ""
