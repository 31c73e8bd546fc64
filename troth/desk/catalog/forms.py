"""Shape checks of what staff record of an item, by its category; and of what an expert finds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Field
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from troth.approvals.actions import LONGEST_TEXT
from troth.catalog import attesting, details, judging, serials
from troth.catalog.kinds import Kind, item_kinds
from troth.catalog.models import Evaluation, Item
from troth.catalog.rows import HEAVIEST_GRAMS, tax_category
from troth.desk.access import has_abroad, here_name, there_name
from troth.forms import CentsField, MeasureField, TextForm, WholeNumberField, set_choices
from troth.policy.terms import ABROAD, HOME

_TEXTS = {
    "title": (_("Title"), True),
    "brand": (_("Maker"), True),
    "line": (_("Line"), False),
    "model": (_("Model"), False),
    "reference": (_("Reference"), False),
    "sub_category": (_("Kind of piece"), False),
    "color": (_("Color, in a basic word"), False),
    "color_name": (_("Color, as the house calls it"), False),
    "material": (_("Material"), False),
    "species": (_("Exotic species"), False),
    "hardware": (_("Hardware"), False),
    "size": (_("Size"), False),
}
_GENDERS = [
    ("", _("Not said")),
    ("women", _("Women")),
    ("men", _("Men")),
    ("unisex", _("Women and men")),
    ("kids", _("Kids")),
]
_LONG = {
    "service": _("Service history"),
    "alterations": _("Alterations and repairs"),
    "description": _("Description"),
}
_AREA = forms.Textarea(attrs={"rows": 3})


def _max_length(name: str) -> int | None:
    field = Item._meta.get_field(name)
    assert isinstance(field, Field), name
    return field.max_length


def warehouse_choices(item: Item | None) -> list[tuple[str, str]]:
    """Where a piece can be: at home; abroad where the policy in force brings pieces from there, or
    where this one already is.
    """
    choices = [(HOME, here_name())]
    if has_abroad() or (item is not None and item.warehouse == ABROAD):
        choices.append((ABROAD, there_name()))
    return choices


def _gender_choices(item: Item | None) -> list[tuple[str, Any]]:
    """Whom a piece can be for; and what an older version has kept of this one."""
    older = item.gender if item is not None else ""
    gender_keys = {key for key, _name in _GENDERS}
    return [*_GENDERS, *([(older, older)] if older not in gender_keys else [])]


class ItemForm(TextForm):
    """Everything recorded of an item of one category but its photos, defects and price."""

    def __init__(self, *args: Any, category: str, item: Item | None = None, **kwargs: Any) -> None:
        self.category, self.item, self.kind = category, item, item_kinds().of(category)
        kwargs.setdefault(
            "initial", _initial_values(item, self.kind) if item else {"warehouse": "us"}
        )
        super().__init__(*args, **kwargs)
        self._add_identity()
        self._add_condition_and_measures()
        self._add_belongings_and_story()
        self._add_shipping_and_tax()

    def _add_identity(self) -> None:
        for name, (label, required) in _TEXTS.items():
            longest = _max_length(name)
            self.fields[name] = forms.CharField(label=label, required=required, max_length=longest)
        self.fields["gender"] = forms.ChoiceField(
            label=_("For"), required=False, choices=_gender_choices(self.item)
        )
        self.fields["needs_papers"] = forms.BooleanField(
            label=_("A protected species: needs papers"), required=False
        )
        for name, label in (("year_from", _("Made from (year)")), ("year_to", _("to (year)"))):
            self.fields[name] = WholeNumberField(
                label=label, required=False, min_value=1700, max_value=2100
            )

    def _add_belongings_and_story(self) -> None:
        self.fields["serial"] = forms.CharField(
            label=_(self.kind.serial),
            required=False,
            max_length=serials.LONGEST,
            help_text=_("Kept sealed; left empty, it stays as it is."),
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )
        self.fields["accessories"] = forms.MultipleChoiceField(
            label=_("What comes with it"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=self._accessories(),
        )
        for name, label in _LONG.items():
            longest = _max_length(name)
            self.fields[name] = forms.CharField(
                label=label, required=False, max_length=longest, widget=_AREA
            )

    def _add_shipping_and_tax(self) -> None:
        self.fields["weight_grams"] = WholeNumberField(
            label=_("Weight packed, in grams"), min_value=1, max_value=HEAVIEST_GRAMS
        )
        self.fields["warehouse"] = forms.ChoiceField(
            label=_("Where it is"), choices=warehouse_choices(self.item)
        )
        self.fields["tax_category"] = forms.ChoiceField(
            label=_("Tax category"),
            choices=[
                ("", _("By its category")),
                *((key, _(name)) for key, name in Item.TAX_CATEGORIES),
            ],
            required=False,
        )

    def _add_condition_and_measures(self) -> None:
        self.fields["condition"] = forms.ChoiceField(
            label=_("Condition overall"),
            choices=[
                ("", _("Choose")),
                *((grade.name.lower(), _(grade.name)) for grade in item_kinds().grades),
            ],
        )
        scale = [
            ("", _("Not graded")),
            *(
                (grade.key, format_lazy("{}: {}", grade.key, _(grade.name)))
                for grade in item_kinds().grades
            ),
        ]
        for zone in self.kind.zones:
            self.fields[f"grade_{zone.key}"] = forms.ChoiceField(
                label=_(zone.name), choices=scale, required=False
            )
        for measure in self.kind.measures:
            self.fields[f"measure_{measure.key}"] = _measure_field(measure.key, _(measure.name))

    def _accessories(self) -> list[tuple[str, Any]]:
        names = [*self.kind.accessories, *(self.item.accessories if self.item else [])]
        return [(name, _(name)) for name in dict.fromkeys(names)]

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields as the page shows them: by what a person has in hand."""
        named = list(_TEXTS)
        return [
            (
                _("What it is"),
                [
                    self[name]
                    for name in [*named, "gender", "needs_papers", "year_from", "year_to", "serial"]
                ],
            ),
            (
                _("Condition"),
                [self["condition"], *(self[f"grade_{zone.key}"] for zone in self.kind.zones)],
            ),
            (_("Measures"), [self[f"measure_{measure.key}"] for measure in self.kind.measures]),
            (_("With it, and its story"), [self[name] for name in ["accessories", *_LONG]]),
            (
                _("For shipping and tax"),
                [self[name] for name in ["weight_grams", "warehouse", "tax_category"]],
            ),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("year_from"), data.get("year_to")
        if first and last and first > last:
            self.add_error("year_to", _("ends before it begins"))
        return data

    def values(self) -> dict[str, Any]:
        """The item's fields, checked against its kind."""
        data = self.cleaned_data
        names = [*_TEXTS, *_LONG, "gender", "needs_papers", "year_from", "year_to", "condition"]
        values = {name: data[name] for name in [*names, "weight_grams", "warehouse"]}
        values["tax_category"] = data["tax_category"] or tax_category(
            self.category, data["sub_category"]
        )
        grades = {zone.key: data[f"grade_{zone.key}"] for zone in self.kind.zones}
        values["grades"] = details.grades_of(
            self.kind, {zone: grade for zone, grade in grades.items() if grade}
        )
        measured = {measure.key: data[f"measure_{measure.key}"] for measure in self.kind.measures}
        values["measures"] = details.measures_of(
            self.kind, {name: value for name, value in measured.items() if value}
        )
        values["accessories"] = details.accessories_of(data["accessories"])
        return values | self._serial_values(data["brand"], data["serial"])

    def _serial_values(self, brand: str, serial: str) -> dict[str, Any]:
        """The serial that was typed; the stored one under its maker's new name."""
        item = self.item
        if not serial:
            if item is None or not item.serial_sealed or brand == item.brand:
                return {}
            stored = serials.decrypt_text(item.serial_sealed)
            return {"serial_print": serials.serial_fingerprint(brand, stored)}
        fingerprint = serials.serial_fingerprint(brand, serial)
        values: dict[str, Any] = {"serial_print": fingerprint}
        # Sealing the same serial gives another text each time: sealed anew only when it is another.
        if item is None or fingerprint != item.serial_print:
            values["serial_sealed"] = serials.encrypt_text(serial)
        return values


def _measure_field(key: str, name: Any) -> forms.Field:
    unit = key.rpartition("_")[2]
    if unit in ("mm", "g", "ct"):
        return MeasureField(
            label=format_lazy("{}, {}", name, unit),
            required=False,
            min_value=0.01,
            max_value=details.LARGEST_MEASURE,
        )
    return forms.CharField(label=name, required=False, max_length=40)


def _initial_values(item: Item, kind: Kind) -> dict[str, Any]:
    plain = [
        *_TEXTS,
        *_LONG,
        "gender",
        "needs_papers",
        "year_from",
        "year_to",
        "condition",
        "weight_grams",
        "warehouse",
    ]
    initial = {name: getattr(item, name) for name in [*plain, "tax_category", "accessories"]}
    initial |= {f"grade_{zone.key}": item.grades.get(zone.key, "") for zone in kind.zones}
    return initial | {
        f"measure_{measure.key}": item.measures.get(measure.key) for measure in kind.measures
    }


def price_field() -> CentsField:
    return CentsField(label=_("Price in dollars"), required=True)


class PriceForm(TextForm):
    """A new price. `confirmed` repeats it, once the page has shown what changes; `reason` is for
    the second person.
    """

    price = price_field()
    was = forms.IntegerField(widget=forms.HiddenInput)
    confirmed = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        max_length=LONGEST_TEXT,
        required=False,
        label=_("Reason, for the second person"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DefectForm(TextForm):
    """One defect; pinned where a photo and both percentages are given."""

    zone = forms.ChoiceField(label=_("Zone"))
    kind = forms.ChoiceField(label=_("Kind"))
    severity = forms.ChoiceField(label=_("Severity"))
    note = forms.CharField(label=_("Note"), required=False, max_length=details.NOTE_LENGTH)
    photo = forms.ChoiceField(required=False, label=_("Pinned on"))
    x = forms.FloatField(required=False, min_value=0, max_value=100, label=_("% from the left"))
    y = forms.FloatField(required=False, min_value=0, max_value=100, label=_("% from the top"))

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "zone", [(zone.key, _(zone.name)) for zone in item.kind.zones])
        set_choices(self, "kind", [(defect.key, _(defect.name)) for defect in item_kinds().defects])
        set_choices(
            self,
            "severity",
            [(severity, _(severity.capitalize())) for severity in item_kinds().severities],
        )
        photos = [
            (photo.digest, format_lazy(_("Photo {number}"), number=photo.position + 1))
            for photo in item.photos.all()
            if photo.digest
        ]
        set_choices(self, "photo", [("", _("No photo")), *photos])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("photo") and (data.get("x") is None or data.get("y") is None):
            self.add_error("x", _("Click on the photo, or give both percentages."))
        return data


class EvaluationForm(TextForm):
    """The checklist of the item's category, the notes and the verdict."""

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checks = item.kind.checks
        for check in self.checks:
            self.fields[f"check_{check.key}"] = forms.ChoiceField(
                label=_(check.shown),
                widget=forms.RadioSelect,
                required=False,
                choices=[(key, _(name)) for key, name in judging.ANSWERS],
                help_text=_(check.asks),
            )
        self.fields["notes"] = forms.CharField(
            label=_("Notes for the record"),
            required=False,
            max_length=judging.NOTES_LENGTH,
            widget=_AREA,
        )
        self.fields["verdict"] = forms.ChoiceField(
            label=_("Verdict"),
            choices=[
                (Evaluation.APPROVED, _("Authentic: approve it")),
                (Evaluation.REJECTED, _("Reject it, for ever")),
            ],
            widget=forms.RadioSelect,
        )
        self.fields["reasons"] = forms.CharField(
            label=_("Why it is rejected"),
            required=False,
            max_length=judging.NOTES_LENGTH,
            widget=_AREA,
        )
        self.fields["number"] = forms.IntegerField(
            widget=forms.HiddenInput, min_value=1, max_value=1000
        )

    def answers(self) -> dict[str, str]:
        return {check.key: self.cleaned_data[f"check_{check.key}"] for check in self.checks}


class AttestForm(TextForm):
    """The examination that an expert attests to, for every piece that they choose."""

    judged_by = forms.CharField(label=_("Who examined them"), max_length=attesting.LONGEST_NAME)
    judged_on = forms.DateField(
        label=_("On which day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    evidence_at = forms.CharField(
        label=_("Where the evidence lies"),
        help_text=_("A folder, a file or a binder, so that anybody here finds it."),
        max_length=attesting.LONGEST_PLACE,
        widget=_AREA,
    )
    put_on_sale = forms.BooleanField(
        label=_("Put on sale what has enough approvals then"), required=False
    )
    batch = forms.CharField(max_length=40, min_length=16, widget=forms.HiddenInput)


class WithdrawForm(TextForm):
    reason = forms.CharField(
        label=_("Why the approval no longer stands"), max_length=1000, widget=_AREA
    )


class SerialForm(TextForm):
    brand = forms.CharField(label=_("Maker"), max_length=80)
    serial = forms.CharField(label=_("Serial"), max_length=serials.LONGEST)
    reason = forms.CharField(label=_("Why, and by whom"), max_length=200)
