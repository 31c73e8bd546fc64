"""What the settings refuse: values that can't work, and in production those that are not safe. Each
refusal names the variable, and says what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from troth.access_log.guards import LEAST_DAYS
from troth.config.environment import (
    env,
    is_this_machine,
    refuse_demo_names,
    refuse_plain_http,
    refuse_weak_keys,
)

Settings = Mapping[str, Any]


def refuse_invalid_settings(settings: Settings) -> None:
    """Raises `ImproperlyConfigured` for a value that is wrong wherever the store runs."""
    for contact in settings["SECURITY_CONTACT"]:
        if not contact.startswith(("mailto:", "https://", "tel:")):
            raise ImproperlyConfigured(
                f"SECURITY_CONTACT has {contact!r}: each begins with mailto:, https:// or tel:"
            )
    if settings["ACCESS_RECORD_DAYS"] < LEAST_DAYS:
        raise ImproperlyConfigured(
            f"ACCESS_RECORD_DAYS is {settings['ACCESS_RECORD_DAYS']}; it is {LEAST_DAYS} or more"
        )


def refuse_unsafe_settings(settings: Settings) -> None:
    """Raises `ImproperlyConfigured` for a weak key, a demo's name, an address without TLS."""
    refuse_weak_keys(
        SECRET_KEY=[settings["SECRET_KEY"]],
        SERIAL_KEYS=settings["SERIAL_KEYS"],
        LINK_KEYS=settings["LINK_KEYS"],
    )
    _refuse_addresses(settings)
    _refuse_unencrypted_mail(settings)


def _refuse_addresses(settings: Settings) -> None:
    site = settings["SITE_URL"]
    if not site.startswith("https://"):
        raise ImproperlyConfigured(
            f"SITE_URL is {site!r}: shoppers reach the store by https:// alone"
        )
    refuse_demo_names(
        ALLOWED_HOSTS=settings["ALLOWED_HOSTS"], SITE_URL=[urlsplit(site).hostname or ""]
    )
    anymail = {
        f"ANYMAIL_{key}": str(url)
        for key, url in settings["ANYMAIL"].items()
        if key.endswith("_API_URL")
    }
    refuse_plain_http(
        STRIPE_API=settings["STRIPE_API"],
        S3_ENDPOINT=env("S3_ENDPOINT", ""),
        **{f"PAYMENT_PAGES {page}": page for page in settings["PAYMENT_PAGES"]},
        **{f"{key.upper()}_API": carrier["url"] for key, carrier in settings["CARRIERS"].items()},
        **anymail,
    )


def _refuse_unencrypted_mail(settings: Settings) -> None:
    host, mailbox = settings["EMAIL_HOST"], settings["CARE_IMAP"]
    refuse_demo_names(EMAIL_HOST=[host], CARE_IMAP_HOST=[mailbox["host"]])
    if host and not settings["EMAIL_USE_TLS"] and not is_this_machine(host):
        raise ImproperlyConfigured(
            f"EMAIL_USE_TLS is no, and {host!r} is another machine: letters and the password would"
            " be readable on the way. Set EMAIL_USE_TLS=yes, or a mail server on this machine"
        )
    if mailbox["host"] and not mailbox["tls"] and not is_this_machine(mailbox["host"]):
        raise ImproperlyConfigured(
            f"CARE_IMAP_TLS is no, and {mailbox['host']!r} is another machine: set"
            " CARE_IMAP_TLS=yes, or name a mailbox on this machine"
        )
