"""Shape checks of what shoppers type; no rule lives here."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from troth.checkout.quoting import Address
from troth.forms import EmailAddressField
from troth.policy.places import STATES, UnknownZip, is_military, place_of

MILITARY = ("AA", "AE", "AP")
_STATES = [(key, f"{name} ({key})") for key, name in STATES.items()]


class StateSelect(forms.Select):
    """Sixty options, made once for each that is chosen."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        del renderer
        shown = flatatt({"name": name, **self.attrs, **(attrs or {})})
        return format_html("<select{}>{}</select>", shown, _options(str(value or "")))


@lru_cache(maxsize=100)
def _options(chosen: str) -> SafeString:
    choices = [("", "Choose"), *sorted(_STATES, key=lambda choice: choice[1])]
    picked = {True: mark_safe(" selected"), False: ""}
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((key, picked[key == chosen], said) for key, said in choices),
    )


class AddressForm(forms.Form):
    email = EmailAddressField(
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="The confirmation goes here.",
    )
    name = forms.CharField(
        max_length=100, label="Full name", widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    street = forms.CharField(
        max_length=100,
        label="Street address",
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    street2 = forms.CharField(
        max_length=100,
        required=False,
        label="Apartment, floor (optional)",
        widget=forms.TextInput(attrs={"autocomplete": "address-line2"}),
    )
    city = forms.CharField(
        max_length=60, widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )
    state = forms.ChoiceField(
        choices=[("", "Choose"), *sorted(_STATES, key=lambda choice: choice[1])],
        widget=StateSelect(attrs={"autocomplete": "address-level1"}),
    )
    zip_code = forms.CharField(
        max_length=10,
        label="ZIP code",
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )
    phone = forms.CharField(
        max_length=30,
        required=False,
        label="Phone for the driver (optional)",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )

    def clean_zip_code(self) -> str:
        try:
            return place_of(self.cleaned_data["zip_code"].strip()).zip_code
        except UnknownZip as unknown:
            raise forms.ValidationError(f"{unknown}.") from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        zip_code, state = cleaned.get("zip_code"), cleaned.get("state")
        if zip_code and state and place_of(zip_code).state != state:
            self.add_error(
                "zip_code",
                f"ZIP {zip_code} is in {place_of(zip_code).state_name}, not in {STATES[state]}.",
            )
        elif state and state not in MILITARY and is_military(cleaned.get("street", "")):
            says = (
                "This reads as a military address: its state is AA, AE or AP, with the ZIP code of"
                " the post."
            )
            self.add_error("street", says)
        return cleaned

    def address(self) -> Address:
        return Address(**self.cleaned_data)


class PayForm(forms.Form):
    """The last press. `key` makes it one order; `agreed` stands for what was shown."""

    key = forms.CharField(max_length=64, min_length=16, widget=forms.HiddenInput)
    agreed = forms.CharField(max_length=4000, widget=forms.HiddenInput)


class FindOrderForm(forms.Form):
    number = forms.CharField(
        max_length=60,  # as it was copied, with the words around it
        label="Order number",
        help_text="As in T-7KX4M-P2QRW.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    email = EmailAddressField(
        max_length=254,
        label="Email of the order",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class SaveSearchForm(forms.Form):
    email = EmailAddressField(max_length=254)
