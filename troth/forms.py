"""What the forms of the store and of the desk share."""

from __future__ import annotations

from typing import Any

from django import forms

from troth.email_addresses import typed_address


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
