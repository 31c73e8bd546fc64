"""Signing in with a password, and changing one's own."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django.utils.translation import gettext_lazy as _


class SignIn(LoginForm):  # type: ignore[misc]  # allauth has no types
    """Staff are known by their email address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Email")
        self.fields["login"].widget.attrs["placeholder"] = ""


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    """The password now, and a new one, twice."""

    def clean(self) -> dict[str, Any]:
        """The new one differs from the one now."""
        cleaned: dict[str, Any] = super().clean()
        new = cleaned.get("password1")
        if new and new == cleaned.get("oldpassword"):
            self.add_error("password1", _("That is your password now. Choose a different one."))
        return cleaned
