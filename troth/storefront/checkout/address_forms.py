"""Who and where, as a shopper types it. What a carrier's label can't print, and what looks like a
slip, is asked for again here, before anything is paid.
"""

from __future__ import annotations

import unicodedata
from typing import Any, Self

from django import forms

from troth.checkout.quoting import Address
from troth.forms import EmailAddressField, TextForm
from troth.policy.addresses import email_spelling
from troth.policy.addresses.phones import phone_of
from troth.policy.addresses.places import STATES, UnknownZip, is_military, is_po_box, place_of
from troth.policy.addresses.street_lines import has_street
from troth.storefront.checkout.forms import STATE_CHOICES, StateSelect
from troth.storefront.checkout.label_questions import questions_about

MILITARY = ("AA", "AE", "AP")
PHONE = (
    "Please give one US number with its area code, as in 212-555-0199 ext. 42, or leave this empty:"
    " carriers take no other."
)
USE_PROPOSED, EMAIL_ASKED, STREET_ASKED = "use_proposed", "email_asked", "street_asked"


class AddressForm(TextForm):
    """`proposals` are texts by field that a label has room for, where what was typed has none.
    `email_asked` and `street_asked` are what has been questioned: sent once more, it is taken.
    """

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
        choices=STATE_CHOICES, widget=StateSelect(attrs={"autocomplete": "address-level1"})
    )
    zip_code = forms.CharField(
        max_length=20,
        label="ZIP code",
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )
    phone = forms.CharField(
        max_length=30,
        required=False,
        label="Phone for the driver (optional)",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.proposals: dict[str, str] = {}
        self.email_asked = self.street_asked = ""

    def clean_name(self) -> str:
        return self._visible("name")

    def clean_street(self) -> str:
        return self._visible("street")

    def clean_street2(self) -> str:
        return self._visible("street2")

    def clean_city(self) -> str:
        return self._visible("city")

    def _visible(self, field: str) -> str:
        """Without signs that nobody sees."""
        text: str = self.cleaned_data[field]
        seen = (sign for sign in text if unicodedata.category(sign) != "Cf")
        text = " ".join("".join(seen).split())
        if not text and self.fields[field].required:
            raise forms.ValidationError("This field is required.")
        return text

    def clean_zip_code(self) -> str:
        try:
            return place_of(self.cleaned_data["zip_code"].strip()).zip_code
        except UnknownZip as unknown:
            raise forms.ValidationError(f"{unknown}.") from None

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].strip()
        if phone and phone_of(phone) is None:
            raise forms.ValidationError(PHONE)
        return phone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._check_place(cleaned)
        self._ask_about_email(cleaned.get("email", ""))
        for field, question in questions_about(cleaned).items():
            self.add_error(field, question.prompt)
            if question.proposal:
                self.proposals[field] = question.proposal
        return cleaned

    def _check_place(self, cleaned: dict[str, Any]) -> None:
        zip_code, state = cleaned.get("zip_code"), cleaned.get("state")
        street, street2 = cleaned.get("street", ""), cleaned.get("street2", "")
        is_post = is_military(street) or (is_military(street2) and not has_street(street))
        if zip_code and state and place_of(zip_code).state != state:
            self.add_error(
                "zip_code",
                f"ZIP {zip_code} is in {place_of(zip_code).state_name}, not in {STATES[state]}.",
            )
        elif state and state not in MILITARY and is_post:
            message = (
                "This reads as a military address: its state is AA, AE or AP, with the ZIP code of"
                " the post."
            )
            self.add_error("street", message)
        elif zip_code and street:
            self._ask_about_street(zip_code, street, street2)

    def _ask_about_street(self, zip_code: str, street: str, street2: str) -> None:
        """Once, where a ZIP code has PO boxes, and the line names neither a street nor a box."""
        is_told = is_po_box(street, street2) or has_street(street) or has_street(street2)
        if is_told or not place_of(zip_code).po_box:
            return
        self.street_asked = f"{zip_code} {street}"
        if self.data.get(STREET_ASKED) != self.street_asked:
            self.add_error(
                "street",
                f"ZIP {zip_code} has PO boxes. If this is a box, write PO Box before its number; if"
                " it is a street address, send it once more as it is.",
            )

    def _ask_about_email(self, email: str) -> None:
        """Once, where the domain is a slip from a big provider's."""
        meant = email_spelling.suggest_address(email)
        if not meant:
            return
        self.email_asked = email
        if self.data.get(EMAIL_ASKED) != email:
            message = f"Did you mean {meant}? If it is right as it is, send it once more."
            self.add_error("email", message)

    def proposed(self) -> list[tuple[str, str]]:
        """The label of each field with a proposal, and the proposal."""
        return [(str(self[name].label), text) for name, text in self.proposals.items()]

    def as_proposed(self) -> Self:
        """The form with its proposals instead of what was typed there."""
        self.is_valid()
        return type(self)({**dict(self.data.items()), **self.proposals}, initial=self.initial)

    def address(self) -> Address:
        return Address(**self.cleaned_data)
