"""Shape checks of what packers type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from troth.desk.fields import scanner_field
from troth.forms import TextForm, WholeNumberField, set_choices
from troth.fulfillment.shipping_labels.tracking_numbers import normalize_number
from troth.fulfillment.tracking import manual_tracking
from troth.policy.shipping.tracking import STATUSES


class BoxForm(TextForm):
    grams = WholeNumberField(min_value=1, max_value=68_038, label=_("Weight, grams"))
    length_mm = WholeNumberField(min_value=1, max_value=2_740, initial=400, label=_("Length, mm"))
    width_mm = WholeNumberField(min_value=1, max_value=2_740, initial=300, label=_("Width, mm"))
    height_mm = WholeNumberField(min_value=1, max_value=2_740, initial=200, label=_("Height, mm"))
    seal = forms.RegexField(r"^[A-Za-z0-9-]{1,40}$", label=_("Seal number"))


class AsideForm(TextForm):
    why = forms.CharField(max_length=200, label=_("Why it is set aside"))
    hold_it = forms.BooleanField(required=False, label=_("Hold it until a person has looked"))


class HandOverForm(TextForm):
    to = forms.CharField(max_length=100, label=_("Who of the carrier signed for it"))


class ByHandForm(TextForm):
    """A box that was shipped at the carrier's counter; the photo of the receipt comes beside it."""

    number = scanner_field(_("Tracking number on the receipt"))
    number_again = scanner_field(_("The same number once more"))
    is_signed = forms.BooleanField(
        label=_("The receipt shows that a signature on delivery was paid for")
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, second = cleaned.get("number", ""), cleaned.get("number_again", "")
        if first and second and normalize_number(first) != normalize_number(second):
            self.add_error("number_again", _("The two numbers differ."))
        return cleaned


class OtherCarrierForm(TextForm):
    """Another carrier than the rule's: a second person must agree."""

    carrier = forms.ChoiceField(label=_("Carrier"))
    reason = forms.CharField(max_length=200, label=_("Reason"))

    def __init__(self, *args: Any, carriers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "carrier", carriers)


class LookupForm(TextForm):
    """What the carrier's own site says of a parcel; its proof of delivery comes beside it."""

    status = forms.ChoiceField(
        label=_("What the carrier's site says"),
        choices=[("", "—"), *((key, _(STATUSES[key])) for key in manual_tracking.CHOICES)],
    )
    on = forms.DateField(label=_("Since what day"), widget=forms.DateInput(attrs={"type": "date"}))
    at = forms.TimeField(
        label=_("Since what time, by the store's clock"),
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    signed_by = forms.CharField(
        max_length=100, required=False, label=_("Who signed, if it was delivered")
    )
    sentence = forms.CharField(
        max_length=200, required=False, label=_("In the carrier's own words")
    )


class ShelfForm(TextForm):
    shelf = scanner_field(_("Shelf"))
    tag = scanner_field(_("Tag of the piece"))
