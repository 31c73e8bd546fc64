"""Who sent a mail: proven by a signature of their own domain, or by what our own mail server found;
never believed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import dkim

from troth.care.mail.reading import ParsedMail
from troth.email_addresses import ascii_domain

Dns = Callable[..., bytes | None]
MOST_SIGNATURES = 5
MOST_SIGNED_BYTES = 30_000_000


@dataclass(frozen=True, slots=True)
class SenderVerification:
    """Whether the mail comes from the address in its From, and how that is known.

    `forged`: it shows signs of a lie. `ambiguous`: its header names more than one sender or
    subject, or no single sender, so nobody can tell who asks for what.
    """

    proven: bool
    explanation: str
    forged: bool = False
    ambiguous: bool = False


def verify_sender(
    raw: bytes, read: ParsedMail, *, dns: Dns, authserv_id: str = ""
) -> SenderVerification:
    """What can be known of the sender. `authserv_id` is how our own mail server signs what it
    found; empty: it doesn't.

    A header that is there twice proves nothing: what is verified and what is read may be two
    different things.
    """
    if read.doubled:
        return SenderVerification(
            False,
            f"It has more than one {read.doubled[0].title()}: nothing in it can be trusted.",
            forged=True,
            ambiguous=True,
        )
    if not read.sender:
        return SenderVerification(
            False, "Its From names no single address.", forged=True, ambiguous=True
        )
    domain = read.sender.rpartition("@")[2]
    proof = _verify_by_our_server(read, domain, authserv_id)
    if proof is not None and proof.forged:
        return proof
    if _has_ambiguous_header(raw):
        return SenderVerification(
            False, "Its header can be read in two ways: what was signed may not be what is read."
        )
    return proof or _verify_by_signature(raw, read, domain, dns)


def _has_ambiguous_header(raw: bytes) -> bool:
    """A lone carriage return ends a line for one program and not for the other; a null character is
    there or isn't.
    """
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    return b"\x00" in head or re.search(rb"\r(?!\n)", head) is not None


def _verify_by_our_server(
    read: ParsedMail, domain: str, authserv_id: str
) -> SenderVerification | None:
    """Only the topmost header can be our server's: it writes above whatever came with the mail."""
    headers = read.headers.get("authentication-results", [])
    if not authserv_id or not headers:
        return None
    results = _split_results(headers[0])
    if results[0].split()[:1] != [authserv_id.lower()]:
        return None
    dmarc = [part for part in results[1:] if part.startswith("dmarc=")]
    header_from = re.search(r"header\.from=([^\s;]+)", dmarc[0]) if len(dmarc) == 1 else None
    if (
        len(dmarc) == 1
        and dmarc[0].startswith("dmarc=pass")
        and header_from
        and is_aligned(header_from[1], domain)
    ):
        return SenderVerification(
            True, "Our mail server found that it passes the sender's own policy (DMARC)."
        )
    if any(part.startswith("dmarc=fail") for part in dmarc):
        return SenderVerification(
            False,
            "Our mail server found that it fails the sender's own policy (DMARC).",
            forged=True,
        )
    return None


def _split_results(header: str) -> list[str]:
    """The parts of a finding. What stands in quotation marks or comments is the sender's, not our
    server's: it goes.
    """
    unquoted, depth, quoted, escaped = [], 0, False, False
    for letter in header.lower():
        if escaped or letter == "\\":
            escaped = not escaped
        elif letter == '"' and not depth:
            quoted = not quoted
        elif quoted:
            continue
        elif letter in "()":
            depth = depth + 1 if letter == "(" else max(depth - 1, 0)
        elif not depth:
            unquoted.append(letter)
    return [" ".join(part.split()) for part in "".join(unquoted).split(";")]


def _verify_by_signature(raw: bytes, read: ParsedMail, domain: str, dns: Dns) -> SenderVerification:
    signatures = len(read.headers.get("dkim-signature", []))
    if not signatures:
        return SenderVerification(False, "Nobody's signature is on it.")
    if len(raw) > MOST_SIGNED_BYTES:
        return SenderVerification(False, "It is too large for its signature to be checked.")
    theirs = False
    for number in range(min(signatures, MOST_SIGNATURES)):
        signed_by, holds = _check_signature(raw, number, domain, dns)
        if holds:
            return SenderVerification(True, f"It is signed by {signed_by} (DKIM).")
        theirs |= is_aligned(signed_by, domain)
    # On the way through a list, or while a name server is away, that happens to honest mail.
    if theirs:
        return SenderVerification(
            False,
            f"A signature of {domain} is on it and doesn't hold: it is as if there were none.",
        )
    return SenderVerification(False, f"It is signed, but not by {domain}.")


def _check_signature(raw: bytes, number: int, domain: str, dns: Dns) -> tuple[str, bool]:
    """Who says to have signed it, and whether that holds for `domain`: by what the verifier reads,
    and nothing else.
    """
    signed_by = ""
    try:
        verifier = dkim.DKIM(raw, timeout=5)
        if not verifier.verify_headerprep(number):
            return "", False
        tags = {name.decode(): value.decode() for name, value in verifier.signature_fields.items()}
        signed_by = tags["d"].lower()
        covers = {name.strip().lower() for name in tags["h"].split(":")}
        weak = "l" in tags or "sha1" in tags["a"].lower() or not {"from", "subject"} <= covers
        if weak or not is_aligned(signed_by, domain):
            return signed_by, False
        return signed_by, bool(verifier.verify(idx=number, dnsfunc=_without_test_keys(dns)))
    except Exception:  # noqa: BLE001 - whatever a crafted signature makes the library raise, it doesn't hold
        return signed_by, False


def _without_test_keys(dns: Dns) -> Dns:
    """A key that its domain is only trying out proves nothing."""

    def lookup(name: bytes, timeout: int = 5) -> bytes | None:
        record = dns(name, timeout=timeout)
        return None if record and re.search(rb"\bt\s*=[^;]*\by\b", record) else record

    return lookup


def is_aligned(signed_by: str, domain: str) -> bool:
    """Whether one is the other, or lies under it: the relaxed alignment of DMARC, without a list of
    suffixes.
    """
    signer, sender = ascii_domain(signed_by.strip(".")), ascii_domain(domain.strip("."))
    if signer == sender:
        return bool(signer)
    shorter = min(signer, sender, key=len)
    return shorter.count(".") >= 1 and (
        signer.endswith("." + sender) or sender.endswith("." + signer)
    )
