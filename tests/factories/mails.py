"""Mail that shoppers send to the store."""

from __future__ import annotations

from functools import cache

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.factories.moments import HOUR, MONDAY
from troth.care.mail import filing
from troth.care.mail_models import Mail

CARE_ADDRESS = "care@fathomandreed.example"


@cache
def _key() -> tuple[bytes, bytes]:
    """A signing key and its DNS record."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    import base64

    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def dns_of_shopper(name: bytes, timeout: int = 5) -> bytes | None:
    return _key()[1] if name.startswith(b"test._domainkey.example.com") else None


def raw_mail(
    subject="Order",
    text="",
    *,
    sender="ann@example.com",
    signed=True,
    more="",
    message_id="<m1@example.com>",
):
    raw = (
        f"From: Ann Lee <{sender}>\r\nTo: {CARE_ADDRESS}\r\nSubject: {subject}\r\n"
        f"Date: Mon, 23 Nov 2026 12:00:00 -0500\r\nMessage-ID: {message_id}\r\n{more}"
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()
    if not signed:
        return raw
    headers = [b"From", b"To", b"Subject", b"Date", b"Message-ID"]
    return dkim.sign(raw, b"test", b"example.com", _key()[0], include_headers=headers) + raw


def receive_mail(raw, at=MONDAY + HOUR, *, now=None, authserv_id=""):
    now = now or at
    email = filing.store_mail(raw, received_at=at, how="imap", now=now)
    filing.process_mail(
        mail_id=email.pk,
        clock=lambda: now,
        dns=dns_of_shopper,
        authserv_id=authserv_id,
        our_domain="localhost",
    )
    return Mail.objects.get(pk=email.pk)


def imap_settings(box, **changes):
    return {
        "host": "127.0.0.1",
        "port": box.port,
        "user": "care",
        "password": "care",
        "tls": False,
        "inbox": "INBOX",
        "taken": "Troth",
    } | changes
