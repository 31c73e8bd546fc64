"""Fields that forms of several subjects share."""

from __future__ import annotations

from typing import Any

from django import forms


def scanner_field(label: Any, **more: Any) -> forms.CharField:
    """A field that a scanner types into, and ends with Enter."""
    widget = forms.TextInput(
        attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}
    )
    return forms.CharField(max_length=60, label=label, widget=widget, **more)
