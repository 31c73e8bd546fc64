"""Shape checks of what is typed about transfers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from troth.desk.fields import scanner_field
from troth.forms import CentsField, TextForm, set_choices
from troth.fulfillment.from_japan.transfers import CARRIERS
from troth.fulfillment.models import CrossingCheck


class PapersForm(TextForm):
    value_cents = CentsField(label=_("Customs value, $"))
    permit = forms.RegexField(r"^[\w/ .-]{0,60}$", required=False, label=_("Permit (CITES)"))


class DispatchForm(TextForm):
    """What leaves Japan: the scanner ends each tag with Enter, so each stands on a line."""

    carrier = forms.ChoiceField(label=_("Carrier"), choices=list(CARRIERS.items()))
    number = scanner_field(_("Tracking number"))
    tags_scanned = forms.CharField(
        max_length=20_000,
        label=_("Scan the tag of each piece in the box"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
    )
    rest_stays = forms.BooleanField(
        required=False, label=_("What isn't scanned stays there, for a later transfer")
    )

    def clean_tags_scanned(self) -> list[str]:
        lines = str(self.cleaned_data["tags_scanned"]).replace("\0", "").splitlines()
        return [line.strip()[:60] for line in lines if line.strip()][:300]


class LateForm(TextForm):
    why = forms.CharField(max_length=200, label=_("Why, as the shopper will read it (in English)"))
    expected_on = forms.DateField(
        required=False,
        label=_("Expected here on"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    unknown = forms.BooleanField(required=False, label=_("Nobody can say when"))
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("expected_on")) == bool(cleaned.get("unknown")):
            raise forms.ValidationError(_("Either a day, or that nobody can say when."))
        return cleaned


class FaultForm(TextForm):
    """What arrived damaged, wrong or not at all."""

    crossing = forms.TypedChoiceField(label=_("Piece"), coerce=int)
    outcome = forms.ChoiceField(
        label=_("What was found"),
        choices=[
            ("", "—"),
            *((key, _(CrossingCheck.OUTCOMES[key])) for key in CrossingCheck.FAULTS),
        ],
    )
    tag = scanner_field(_("Tag of the piece, if it is here"), required=False)
    words = forms.CharField(
        max_length=300,
        required=False,
        label=_("What is damaged, as the shopper will read it (in English)"),
    )
    in_the_box = forms.CharField(
        max_length=300, required=False, label=_("What was in the box instead, for staff")
    )

    def __init__(self, *args: Any, pieces: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "crossing", [("", "—"), *pieces])


class ExamineForm(TextForm):
    """The expert's word on a piece that arrived damaged."""

    words = forms.CharField(
        max_length=300,
        label=_("What you found (the shopper reads it if the piece is damaged)"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    answer = forms.ChoiceField(choices=[("right", ""), ("damaged", "")])
