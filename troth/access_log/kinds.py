"""Every kind of access that is recorded, with its name on the desk's page."""

from __future__ import annotations

KINDS = {
    # Signing in and out, and what one signs in with.
    "signed_in": "Signed in",
    "signed_out": "Signed out",
    "sign_in_failed": "Sign-in failed",
    "sign_in_throttled": "Sign-in refused: too many tries",
    "confirmed": "Confirmed who they are",
    "confirmation_failed": "Confirmation failed",
    "factor_added": "Second factor added",
    "factor_removed": "Second factor removed",
    "recovery_codes_made": "Recovery codes made",
    "password_changed": "Password changed",
    "password_issued": "First password issued by the operator",
    "device_link_made": "Link for a browser made by the operator",
    "session_ended": "Session ended from the list",
    "staff_added": "Added to the staff",
    "staff_removed": "Taken off the staff",
    "roles_changed": "Roles changed",
    "access_refused": "Page refused",
    # Looking and taking out.
    "order_viewed": "Looked at an order",
    "mail_viewed": "Looked at an email",
    "file_opened": "Opened a file",
    "serial_shown": "Looked at a serial number",
    "searched": "Searched",
    "exported": "Exported",
    "imported": "Imported",
    "access_log_viewed": "Looked at the access log",
}
