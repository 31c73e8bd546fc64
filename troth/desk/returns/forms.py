"""Shape checks of what is typed about returns."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from troth.desk.fields import scanner_field
from troth.forms import TextForm, WholeNumberField
from troth.fulfillment.return_models import CONDITIONS


class CheckInForm(TextForm):
    """One piece that came back. A missing piece has no tag to scan."""

    tag = scanner_field(_("Tag of the piece"), required=False)
    condition = forms.ChoiceField(
        label=_("Condition"),
        choices=[("", "—"), *((key, _(name)) for key, name in CONDITIONS.items())],
    )
    note = forms.CharField(max_length=300, required=False, label=_("Note for staff"))


class PackBackForm(TextForm):
    """A box that takes a piece back to its buyer. What was missing has no tag to scan."""

    tag = scanner_field(_("Tag of the piece"), required=False)
    grams = WholeNumberField(min_value=1, max_value=68_038, label=_("Weight, grams"))
    length_mm = WholeNumberField(min_value=1, max_value=2_740, initial=400, label=_("Length, mm"))
    width_mm = WholeNumberField(min_value=1, max_value=2_740, initial=300, label=_("Width, mm"))
    height_mm = WholeNumberField(min_value=1, max_value=2_740, initial=200, label=_("Height, mm"))
