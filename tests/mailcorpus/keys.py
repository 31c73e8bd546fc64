"""Keys of the corpus, made for one run, and the DNS that publishes them."""

from __future__ import annotations

import base64
from functools import cache

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

HEADERS = (b"From", b"To", b"Subject", b"Date", b"Message-ID")
# What a domain publishes under each selector; a domain that isn't here publishes nothing.
DOMAINS = (
    "example.com", "mail.example.com", "gmail.example", "outlook.example", "icloud.example",
    "yahoo.example", "docomo.example", "ezweb.example", "softbank.example", "post.example",
    "evil.example", "notexample.com", "list.example",
)  # fmt: skip


@cache
def private(selector: str) -> bytes:
    """The signing key of a selector, as dkimpy wants it."""
    if selector == "edward":
        seed = ed25519.Ed25519PrivateKey.generate().private_bytes_raw()
        return base64.b64encode(seed)
    return _rsa("test" if selector in ("sha1", "revoked", "testing") else selector).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )


@cache
def _rsa(selector: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)


@cache
def _record(selector: str) -> bytes | None:
    if selector == "revoked":
        return b"v=DKIM1; k=rsa; p="
    if selector == "edward":
        seed = ed25519.Ed25519PrivateKey.from_private_bytes(base64.b64decode(private(selector)))
        return b"v=DKIM1; k=ed25519; p=" + base64.b64encode(seed.public_key().public_bytes_raw())
    if selector == "other":  # another key than the one that signs
        return _published(_rsa("another")) if private("other") else None
    if selector == "garbage":
        return b"v=DKIM1; p=!!!"
    more = b"t=y; " if selector == "testing" else b""
    return _published(_rsa("test"), more) if selector in ("test", "sha1", "testing") else None


def _published(key: rsa.RSAPrivateKey, more: bytes = b"") -> bytes:
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return b"v=DKIM1; k=rsa; " + more + b"p=" + base64.b64encode(public)


def dns(name: bytes, timeout: int = 5) -> bytes | None:
    """What the world's DNS says of a key. Raises, as a resolver does, for the selector `outage`."""
    selector, _, domain = name.decode("ascii", "replace").rstrip(".").partition("._domainkey.")
    if selector == "outage":
        raise OSError("the name server doesn't answer")
    return _record(selector) if domain.lower() in DOMAINS else None


def signed(
    raw: bytes, domain: str, *, selector: str = "test", headers: tuple[bytes, ...] = HEADERS, **more
) -> bytes:
    """The message, with a signature of `domain` above it. It covers those of `headers` that are
    there.
    """
    there = raw.partition(b"\r\n\r\n")[0].lower()
    covered = [name for name in headers if (b"\n" + there).find(b"\n" + name.lower() + b":") >= 0]
    algorithm = b"ed25519-sha256" if selector == "edward" else b"rsa-sha256"
    how = {"include_headers": covered, "signature_algorithm": algorithm} | more
    return dkim.sign(raw, selector.encode(), domain.encode(), private(selector), **how) + raw
