"""Shape checks of what packers and the warehouses type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from troth.desk.forms import CentsField
from troth.fulfillment.models import Closure
from troth.fulfillment.return_models import CONDITIONS
from troth.fulfillment.transfers import CARRIERS


def _scanned(label: Any, **more: Any) -> forms.CharField:
    """A field that a scanner types into, and ends with Enter."""
    widget = forms.TextInput(
        attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}
    )
    return forms.CharField(max_length=60, label=label, widget=widget, **more)


class BoxForm(forms.Form):
    grams = forms.IntegerField(min_value=1, max_value=68_038, label=_("Weight, grams"))
    length_mm = forms.IntegerField(min_value=1, max_value=2_740, initial=400, label=_("Length, mm"))
    width_mm = forms.IntegerField(min_value=1, max_value=2_740, initial=300, label=_("Width, mm"))
    height_mm = forms.IntegerField(min_value=1, max_value=2_740, initial=200, label=_("Height, mm"))
    seal = forms.RegexField(r"^[A-Za-z0-9-]{1,40}$", label=_("Seal number"))


class AsideForm(forms.Form):
    why = forms.CharField(max_length=200, label=_("Why it is set aside"))
    hold_it = forms.BooleanField(required=False, label=_("Hold it until a person has looked"))


class HandOverForm(forms.Form):
    to = forms.CharField(max_length=100, label=_("Who of the carrier signed for it"))


class ShelfForm(forms.Form):
    shelf = _scanned(_("Shelf"))
    tag = _scanned(_("Tag of the piece"))


class PapersForm(forms.Form):
    value_cents = CentsField(label=_("Customs value, $"))
    permit = forms.RegexField(r"^[\w/ .-]{0,60}$", required=False, label=_("Permit (CITES)"))


class DispatchForm(forms.Form):
    carrier = forms.ChoiceField(label=_("Carrier"), choices=list(CARRIERS.items()))
    number = _scanned(_("Tracking number"))


class LateForm(forms.Form):
    why = forms.CharField(max_length=200, label=_("Why, as the shopper will read it (in English)"))
    expected_on = forms.DateField(
        required=False,
        label=_("Expected in New York on"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    unknown = forms.BooleanField(required=False, label=_("Nobody can say when"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("expected_on")) == bool(cleaned.get("unknown")):
            raise forms.ValidationError(_("Either a day, or that nobody can say when."))
        return cleaned


class CheckInForm(forms.Form):
    """One piece that came back. A missing piece has no tag to scan."""

    tag = _scanned(_("Tag of the piece"), required=False)
    condition = forms.ChoiceField(
        label=_("Condition"),
        choices=[("", "—"), *((key, _(name)) for key, name in CONDITIONS.items())],
    )
    note = forms.CharField(max_length=300, required=False, label=_("Note for staff"))


class ClosureForm(forms.Form):
    place = forms.ChoiceField(
        label=_("Place"), choices=[(key, _(name)) for key, name in Closure.PLACES]
    )
    first_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    why = forms.CharField(max_length=200, label=_("Why, as shoppers will read it (in English)"))
