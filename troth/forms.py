"""What the forms of the store and of the desk share."""

from __future__ import annotations

from typing import Any

from django import forms


def set_choices(form: forms.Form, name: str, choices: Any) -> None:
    """Gives the choice field `name` of this form its choices, as Django takes them."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField), name
    field.choices = choices
