"""Shape checks of what is typed about orders, closures and the clock."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from troth.desk.access import has_transfers
from troth.forms import MeasureField, TextForm
from troth.fulfillment.promises import closures
from troth.orders.labels import closed_place_name
from troth.policy.wording import CLOSED_PLACES


class ClockForm(TextForm):
    hours = MeasureField(min_value=0.01, max_value=366 * 24, initial=3, label=_("Hours"))


def closed_places() -> list[tuple[str, str]]:
    """The places that can be closed: those abroad only where pieces come from there."""
    keys = [key for key in CLOSED_PLACES if key not in ("jp", "customs") or has_transfers()]
    return [(key, closed_place_name(key)) for key in keys]


class ClosureForm(TextForm):
    """A closure, or what replaces one: then `replaces` names it, and `note` says why."""

    place = forms.ChoiceField(label=_("Place"), choices=closed_places)
    first_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    why = forms.CharField(max_length=200, label=_("Why, as shoppers will read it (in English)"))
    replaces = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    is_off = forms.BooleanField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)

    @property
    def plan(self) -> closures.ClosurePlan:
        """What the form asks for."""
        names = ("place", "first_on", "last_on", "why", "replaces", "is_off", "note")
        return closures.ClosurePlan(**{name: self.cleaned_data[name] for name in names})
