"""Shape checks of what staff type."""

from __future__ import annotations

from typing import Any

from django import forms

from troth.policy.terms import Terms


class ShipForm(forms.Form):
    carrier = forms.ChoiceField()
    number = forms.CharField(
        max_length=40,
        label="Tracking number",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["carrier"].choices = [(key, carrier.name) for key, carrier in terms.file.carriers.items()]
        if "insist" in self.data:
            self.fields["insist"] = self._insist()

    def ask_to_insist(self, says: str) -> None:
        """Shows why the number looks wrong, and the box that sends it all the same."""
        self.add_error("number", says)
        self.fields["insist"] = self._insist()

    @staticmethod
    def _insist() -> forms.BooleanField:
        return forms.BooleanField(required=False, label="I have looked twice: it is printed so on the label")


class ClockForm(forms.Form):
    hours = forms.FloatField(min_value=0.01, max_value=366 * 24, initial=3, label="Hours")
