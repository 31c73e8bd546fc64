"""Shape checks of what packers and the warehouses type."""

from __future__ import annotations

from typing import Any

from django import forms

from troth.desk.forms import CentsField
from troth.fulfillment.models import Closure
from troth.fulfillment.transfers import CARRIERS


def _scanned(label: str, **more: Any) -> forms.CharField:
    """A field that a scanner types into, and ends with Enter."""
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"})
    return forms.CharField(max_length=60, label=label, widget=widget, **more)


class BoxForm(forms.Form):
    grams = forms.IntegerField(min_value=1, max_value=68_038, label="Weight, grams")
    length_mm = forms.IntegerField(min_value=1, max_value=2_740, initial=400, label="Length, mm")
    width_mm = forms.IntegerField(min_value=1, max_value=2_740, initial=300, label="Width, mm")
    height_mm = forms.IntegerField(min_value=1, max_value=2_740, initial=200, label="Height, mm")
    seal = forms.RegexField(r"^[A-Za-z0-9-]{1,40}$", label="Seal number")


class AsideForm(forms.Form):
    why = forms.CharField(max_length=200, label="Why it is set aside")
    hold_it = forms.BooleanField(required=False, label="Hold it until a person has looked")


class HandOverForm(forms.Form):
    to = forms.CharField(max_length=100, label="Who of the carrier signed for it")


class ShelfForm(forms.Form):
    shelf = _scanned("Shelf")
    tag = _scanned("Tag of the piece")


class PapersForm(forms.Form):
    value_cents = CentsField(label="Customs value, $")
    permit = forms.RegexField(r"^[\w/ .-]{0,60}$", required=False, label="Permit (CITES)")


class DispatchForm(forms.Form):
    carrier = forms.ChoiceField(choices=list(CARRIERS.items()))
    number = _scanned("Tracking number")


class LateForm(forms.Form):
    why = forms.CharField(max_length=200, label="Why, as the shopper will read it")
    expected_on = forms.DateField(
        required=False, label="Expected in New York on", widget=forms.DateInput(attrs={"type": "date"})
    )
    unknown = forms.BooleanField(required=False, label="Nobody can say when")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("expected_on")) == bool(cleaned.get("unknown")):
            raise forms.ValidationError("Either a day, or that nobody can say when.")
        return cleaned


class ClosureForm(forms.Form):
    place = forms.ChoiceField(choices=Closure.PLACES)
    first_on = forms.DateField(label="First day", widget=forms.DateInput(attrs={"type": "date"}))
    last_on = forms.DateField(label="Last day", widget=forms.DateInput(attrs={"type": "date"}))
    why = forms.CharField(max_length=200, label="Why, as shoppers will read it")
