"""What whoever lost an order's link types."""

from __future__ import annotations

from django import forms

from troth.forms import EmailAddressField, TextForm


class FindOrderForm(TextForm):
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
