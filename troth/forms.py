"""What the forms of the store and of the desk share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from troth.email_addresses import typed_address
from troth.policy.money import cents_from
from troth.policy.texts import forbidden_in
from troth.policy.written import measure_in, whole_number_in


class TextForm(forms.Form):
    """A form that takes no character which XML forbids: one of them would ruin a feed, a letter or
    a label.
    """

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, value in list(cleaned.items()):
            if isinstance(value, str) and (sign := forbidden_in(value)):
                message = _(
                    "A character in it is no text (%(sign)s). Delete it, or type this anew."
                )
                self.add_error(name, ValidationError(message, params={"sign": sign}))
        return cleaned


class EmailAddressField(forms.EmailField):
    """An email address as its owner means it: what can't be seen, and came along where it was
    copied, is left out.
    """

    def to_python(self, value: Any) -> Any:
        """The address; what is none is refused by the validators."""
        return super().to_python(typed_address(value) if isinstance(value, str) else value)


def set_choices(form: forms.Form, name: str, choices: Any) -> None:
    """Gives the choice field `name` of this form its choices, as Django takes them."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField), name
    field.choices = choices


class CentsField(forms.CharField):
    """Dollars as a person types them; cents as they are kept. An empty one, where it may be, is
    none.
    """

    def __init__(self, *, required: bool = False, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=20, required=required, widget=widget, **kwargs)

    def clean(self, value: Any) -> int:
        text = super().clean(value).strip()
        try:
            return cents_from(text) if text else 0
        except ValueError as wrong:
            raise ValidationError(f"{wrong}.") from None


class MeasureField(forms.FloatField):
    """A measure, read in the one way of `troth.policy.written`; limits are a number field's."""

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]  # as FloatField
        if value in self.empty_values:
            return None
        try:
            return float(measure_in(str(value)))
        except ValueError as wrong:
            raise ValidationError(f"{wrong}.") from None


class WholeNumberField(forms.IntegerField):
    """A whole number, read in the one way of `troth.policy.written`."""

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        try:
            return whole_number_in(str(value))
        except ValueError as wrong:
            raise ValidationError(f"{wrong}.") from None
