"""The list of states, and the last press of the checkout."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from troth.forms import TextForm
from troth.policy.addresses.places import STATES

_STATES = [(key, f"{name} ({key})") for key, name in STATES.items()]
STATE_CHOICES = [("", "Choose"), *sorted(_STATES, key=lambda choice: choice[1])]


class StateSelect(forms.Select):
    """Sixty options, made once for each that is chosen."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        del renderer
        shown = flatatt({"name": name, **self.attrs, **(attrs or {})})
        return format_html("<select{}>{}</select>", shown, _state_options(str(value or "")))


@lru_cache(maxsize=100)
def _state_options(chosen: str) -> SafeString:
    picked = {True: mark_safe(" selected"), False: ""}
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((key, picked[key == chosen], label) for key, label in STATE_CHOICES),
    )


class PayForm(TextForm):
    """The last press. `key` makes it one order; `agreed` stands for what was shown."""

    key = forms.CharField(max_length=64, min_length=16, widget=forms.HiddenInput)
    agreed = forms.CharField(max_length=4000, widget=forms.HiddenInput)
