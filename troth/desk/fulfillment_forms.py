"""Shape checks of what packers and the warehouses type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from troth.desk.access import has_transfers
from troth.forms import CentsField, TextForm, WholeNumberField, set_choices
from troth.fulfillment import closures, lookups
from troth.fulfillment.models import CrossingCheck
from troth.fulfillment.return_models import CONDITIONS
from troth.fulfillment.tracking import normalize_number
from troth.fulfillment.transfers import CARRIERS
from troth.orders.templatetags.says import closed_place
from troth.policy.tracking import STATUSES
from troth.policy.wording import CLOSED_PLACES


def _scanner_field(label: Any, **more: Any) -> forms.CharField:
    """A field that a scanner types into, and ends with Enter."""
    widget = forms.TextInput(
        attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}
    )
    return forms.CharField(max_length=60, label=label, widget=widget, **more)


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

    number = _scanner_field(_("Tracking number on the receipt"))
    number_again = _scanner_field(_("The same number once more"))
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
        choices=[("", "—"), *((key, _(STATUSES[key])) for key in lookups.CHOICES)],
    )
    on = forms.DateField(label=_("Since what day"), widget=forms.DateInput(attrs={"type": "date"}))
    at = forms.TimeField(
        label=_("Since what time, by the store's clock"),
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    signed_by = forms.CharField(
        max_length=100, required=False, label=_("Who signed, if it was delivered")
    )
    says = forms.CharField(max_length=200, required=False, label=_("In the carrier's own words"))


class ShelfForm(TextForm):
    shelf = _scanner_field(_("Shelf"))
    tag = _scanner_field(_("Tag of the piece"))


class PapersForm(TextForm):
    value_cents = CentsField(label=_("Customs value, $"))
    permit = forms.RegexField(r"^[\w/ .-]{0,60}$", required=False, label=_("Permit (CITES)"))


class DispatchForm(TextForm):
    """What leaves Japan: the scanner ends each tag with Enter, so each stands on a line."""

    carrier = forms.ChoiceField(label=_("Carrier"), choices=list(CARRIERS.items()))
    number = _scanner_field(_("Tracking number"))
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


class CheckInForm(TextForm):
    """One piece that came back. A missing piece has no tag to scan."""

    tag = _scanner_field(_("Tag of the piece"), required=False)
    condition = forms.ChoiceField(
        label=_("Condition"),
        choices=[("", "—"), *((key, _(name)) for key, name in CONDITIONS.items())],
    )
    note = forms.CharField(max_length=300, required=False, label=_("Note for staff"))


class PackBackForm(TextForm):
    """A box that takes a piece back to its buyer. What was missing has no tag to scan."""

    tag = _scanner_field(_("Tag of the piece"), required=False)
    grams = WholeNumberField(min_value=1, max_value=68_038, label=_("Weight, grams"))
    length_mm = WholeNumberField(min_value=1, max_value=2_740, initial=400, label=_("Length, mm"))
    width_mm = WholeNumberField(min_value=1, max_value=2_740, initial=300, label=_("Width, mm"))
    height_mm = WholeNumberField(min_value=1, max_value=2_740, initial=200, label=_("Height, mm"))


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
    tag = _scanner_field(_("Tag of the piece, if it is here"), required=False)
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


def closed_places() -> list[tuple[str, str]]:
    """The places that can be closed: those abroad only where pieces come from there."""
    keys = [key for key in CLOSED_PLACES if key not in ("jp", "customs") or has_transfers()]
    return [(key, closed_place(key)) for key in keys]


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
