"""Mail that the store sends, and mail to care."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from troth.config.base import DEVELOPMENT, PORT, VAR_DIR
from troth.config.environment import env, env_number, env_under

# Mail: SMTP where EMAIL_HOST is named; in development without one, a folder that /dev/mail/ shows.
# Or a provider through Anymail, whose settings are the environment's ANYMAIL_... .
MAIL_PROVIDER = env("MAIL_PROVIDER", "")
EMAIL_HOST = env("EMAIL_HOST", "" if DEVELOPMENT or MAIL_PROVIDER else None)
EMAIL_PORT = env_number(
    "EMAIL_PORT", "25" if EMAIL_HOST in ("", "localhost", "127.0.0.1") else "587"
)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env("EMAIL_USE_TLS", "no" if DEVELOPMENT else "yes") == "yes"
EMAIL_TIMEOUT = 15
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "troth.notifications.folder.FolderBackend"
)
# Those that are tested through their real backends and webhooks.
MAIL_PROVIDERS = ("postmark", "sendgrid", "mailgun", "amazon_ses", "brevo", "resend")
if MAIL_PROVIDER and MAIL_PROVIDER not in MAIL_PROVIDERS:
    raise ImproperlyConfigured(
        f"MAIL_PROVIDER is {MAIL_PROVIDER!r}; it is one of {', '.join(MAIL_PROVIDERS)}"
    )
if MAIL_PROVIDER:
    EMAIL_BACKEND = f"anymail.backends.{MAIL_PROVIDER}.EmailBackend"

ANYMAIL = env_under("ANYMAIL_")
# Delivery reports: the provider's tracking webhook tells what became of each letter, so nothing
# ships until it has reported the confirmation. `no` where the webhook brings care's mail alone.
MAIL_REPORTS = bool(
    MAIL_PROVIDER and ANYMAIL.get("WEBHOOK_SECRET") and env("MAIL_REPORTS", "yes") == "yes"
)
MAIL_FOLDER = VAR_DIR / "mail"

# Mail to an address that somebody typed and nobody confirmed: how many a day (UTC) for one address,
# for one network (/24, /48) and for the store. `search` confirms a saved search; `link` sends the
# link of an order again, to the order's own address.
TYPED_ADDRESS_LIMITS = {
    "search": {"address": 3, "network": 20, "store": env_number("SEARCH_MAILS_A_DAY", "500")},
    "link": {"address": 6, "network": 30, "store": env_number("LINK_MAILS_A_DAY", "1000")},
}

# Mail to care: asked for by IMAP where CARE_IMAP_HOST is named (in development without one, at the
# sandbox's mailbox), and by Anymail's webhook where its secret is. What our own mail server found
# of a sender is believed under CARE_AUTHSERV_ID, the name by which it signs its findings.
MAILBOX_IN_SANDBOX = DEVELOPMENT and not env("CARE_IMAP_HOST", "")
MAILBOX_PORT = env_number("MAILBOX_PORT", str(PORT + 3 if PORT < 65533 else PORT - 3))
CARE_IMAP: dict[str, Any] = {
    "host": env("CARE_IMAP_HOST", "127.0.0.1" if MAILBOX_IN_SANDBOX else ""),
    "port": env_number("CARE_IMAP_PORT", str(MAILBOX_PORT) if MAILBOX_IN_SANDBOX else "993"),
    "user": env("CARE_IMAP_USER", "care" if MAILBOX_IN_SANDBOX else ""),
    "password": env("CARE_IMAP_PASSWORD", "care" if MAILBOX_IN_SANDBOX else ""),
    "tls": env("CARE_IMAP_TLS", "no" if MAILBOX_IN_SANDBOX else "yes") == "yes",
    "inbox": env("CARE_IMAP_INBOX", "INBOX"),
    "taken": env("CARE_IMAP_TAKEN", "Troth"),
}
# A mail to each member of the staff, at opening on business days, with the tasks open to them.
STAFF_DIGEST = env("STAFF_DIGEST", "yes") == "yes"
CARE_AUTHSERV_ID = env("CARE_AUTHSERV_ID", "mx.built-in" if MAILBOX_IN_SANDBOX else "")
