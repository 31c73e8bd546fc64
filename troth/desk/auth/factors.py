"""Setting up an authenticator app."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP


class SetUpApp(ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    """The first code that the app shows."""

    def clean_code(self) -> Any:
        """It is used by this: within its half minute it doesn't sign in as well."""
        code = super().clean_code()
        TOTP(Authenticator(user=self.user))._mark_code_used(code)
        return code
