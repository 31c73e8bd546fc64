"""Who a message comes from, and what is on it to show that or to lie about it: each takes a message
and returns another.

Our own mail server signs its findings as `OURS`; what stands under another name, or below its own
line, is a lie.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import dkim

from tests.mailcorpus.keys import HEADERS, private, signed

OURS = "mx.store.example"
Sender = Callable[[bytes, str], bytes]  # message, address


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def _above(raw: bytes, *lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode() + raw


def _from(raw: bytes, value: str) -> bytes:
    """The same message with another From, whatever that is."""
    return re.sub(
        rb"(?m)^From: .*\r\n(?:[ \t].*\r\n)*",
        lambda _: b"From: " + value.encode() + b"\r\n",
        raw,
        count=1,
    )


def _auth_results(results: str) -> str:
    return f"Authentication-Results: {OURS}; {results}"


def _in_header(raw: bytes, line: bytes) -> bytes:
    """With one more header line at the header's end, which no signature covers."""
    head, _, body = raw.partition(b"\r\n\r\n")
    return head + b"\r\n" + line + b"\r\n\r\n" + body


def _changed(raw: bytes, pattern: bytes, by: bytes) -> bytes:
    changed, count = re.subn(pattern, by, raw, count=1)
    assert count, pattern
    return changed


def _in_body(raw: bytes, more: bytes) -> bytes:
    return raw.rstrip(b"\r\n") + more


def _number(raw: bytes) -> bytes:
    match = re.search(rb"T-\w{5}-\w{5}", raw)
    return match[0] if match else b""


class _Signer(dkim.DKIM):
    """Signs with further tags, which are under the signature."""

    more: tuple[tuple[bytes, bytes], ...] = ()

    def gen_header(self, fields, *args, **more):
        mine = dict(self.more)
        then = [(name, mine.pop(name, value)) for name, value in fields]
        at = 1 + next(at for at, (name, _) in enumerate(then) if name == b"d")
        return super().gen_header([*then[:at], *mine.items(), *then[at:]], *args, **more)


def _tagged(raw: bytes, domain: str, *more: tuple[bytes, bytes]) -> bytes:
    signer = _Signer(raw)
    signer.more = more
    return (
        signer.sign(b"test", domain.encode(), private("test"), include_headers=list(HEADERS)) + raw
    )


def _expired(raw: bytes, address: str) -> bytes:
    """Signed in 2020, for a day."""
    return _tagged(raw, _domain(address), (b"t", b"1600000000"), (b"x", b"1600086400"))


def _evil_with_a_word(raw: bytes, address: str) -> bytes:
    """Somebody's own valid signature; a program that decodes it first reads another domain at its
    end.
    """
    word = b"=?utf-8?q?x=3B_d=3D" + _domain(address).encode() + b"?="
    return _tagged(raw, "evil.example", (b"z", word))


HONEST: dict[str, Sender] = {
    "unsigned": lambda raw, _: raw,
    "dkim": lambda raw, address: signed(raw, _domain(address)),
    "dkim_ed25519": lambda raw, address: signed(raw, _domain(address), selector="edward"),
    "dkim_twice": lambda raw, address: signed(signed(raw, "list.example"), _domain(address)),
    "dkim_relaxed": (
        lambda raw, address: signed(
            raw, _domain(address), canonicalize=(b"relaxed", b"relaxed")
        ).replace(b"Subject: ", b"Subject:   ", 1)
    ),
    "dkim_parent": lambda raw, address: signed(raw, "example.com"),
    "dkim_below": lambda raw, address: signed(raw, "mail.example.com"),
    "dkim_whole_header": lambda raw, address: signed(
        raw,
        _domain(address),
        headers=(*HEADERS, b"MIME-Version", b"Content-Type", b"Content-Transfer-Encoding"),
    ),
    "dkim_through_relays": lambda raw, address: _above(
        signed(raw, _domain(address)),
        "Received: from a by b; Mon, 23 Nov 2026 12:58:43 -0500",
        f"Return-Path: <{address}>",
    ),
    "dmarc": lambda raw, address: _above(
        raw, _auth_results(f"dmarc=pass (p=NONE sp=NONE dis=NONE) header.from={_domain(address)}")
    ),
    "dmarc_folded": lambda raw, address: _above(
        raw,
        f"Authentication-Results: {OURS};\r\n\tdkim=pass header.d={_domain(address)};\r\n\tspf=pass"
        f" smtp.mailfrom={address};\r\n\tdmarc=pass (p=REJECT)\r\n\theader.from={_domain(address)}",
    ),
    "dmarc_none_dkim": lambda raw, address: _above(
        signed(raw, _domain(address)), _auth_results(f"dmarc=none header.from={_domain(address)}")
    ),
}

# They prove nothing, and are no lie either: a signature that doesn't hold is as none.
UNPROVEN: dict[str, Sender] = {
    "dkim_broken_body": lambda raw, address: _in_body(
        signed(raw, _domain(address)), b"\r\n-- \r\nA list's footer\r\n"
    ),
    "dkim_broken_subject": lambda raw, address: _changed(
        signed(raw, _domain(address)), rb"\r\nSubject: ", b"\r\nSubject: [list] "
    ),
    "dkim_broken_tag": lambda raw, address: _changed(
        signed(raw, _domain(address)), rb"([; ])b=", rb"\1b=AAAB"
    ),
    "dkim_expired": _expired,
    "dkim_length": (
        lambda raw, address: (
            signed(raw, _domain(address), length=True) + b"\r\nAnd more that nobody signed.\r\n"
        )
    ),
    "dkim_sha1": lambda raw, address: signed(
        raw, _domain(address), selector="sha1", signature_algorithm=b"rsa-sha1"
    ),
    "dkim_revoked": lambda raw, address: signed(raw, _domain(address), selector="revoked"),
    "dkim_testing": lambda raw, address: signed(raw, _domain(address), selector="testing"),
    "dkim_no_key": lambda raw, address: signed(raw, _domain(address), selector="nowhere"),
    "dkim_other_key": lambda raw, address: signed(raw, _domain(address), selector="other"),
    "dkim_garbage_key": lambda raw, address: signed(raw, _domain(address), selector="garbage"),
    "dkim_outage": lambda raw, address: signed(raw, _domain(address), selector="outage"),
    "dkim_no_subject": lambda raw, address: signed(
        raw, _domain(address), headers=(b"From", b"To", b"Date")
    ),
    "dkim_evil": lambda raw, address: signed(raw, "evil.example"),
    "dkim_lookalike": lambda raw, address: signed(raw, "notexample.com"),
    "dkim_suffix": lambda raw, address: signed(raw, "com"),
    "dkim_many": lambda raw, address: _above(
        signed(raw, "list.example"),
        *(
            (
                "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=test; h=from:subject; bh=AAAA;"
                " b=AAAA"
            ),
        )
        * 40,
    ),
    "dkim_nonsense": lambda raw, address: _above(
        raw, "DKIM-Signature: d=" + "example.com; " * 300, "DKIM-Signature: ;;;=;h=:::"
    ),
    "false_finding": lambda raw, address: _above(
        raw, f"Authentication-Results: mx.evil.example; dmarc=pass header.from={_domain(address)}"
    ),
    "finding_below": lambda raw, address: _above(
        raw,
        _auth_results("dmarc=none header.from=example.com"),
        _auth_results("dmarc=pass header.from=example.com"),
    ),
    "finding_of_spf": lambda raw, address: _above(
        raw, _auth_results("spf=pass smtp.mailfrom=ann@example.com; dkim=none")
    ),
    "finding_of_another": lambda raw, address: _above(
        raw, _auth_results("dmarc=pass header.from=evil.example")
    ),
    "finding_in_quotes": lambda raw, address: _above(
        raw,
        _auth_results(
            'spf=pass smtp.mailfrom="x; dmarc=pass header.from=example.com y"@evil.example'
        ),
    ),
    "finding_in_a_word": lambda raw, address: _above(
        raw,
        _auth_results(
            'spf=pass smtp.mailfrom="=?utf-8?q?x=22_;'
            '_dmarc=3Dpass_header.from=3Dexample.com_;=22?="'
            "@evil.example"
        ),
    ),
    "finding_in_comment": lambda raw, address: _above(
        raw,
        _auth_results(
            "spf=pass (a (b) c; dmarc=pass header.from=example.com ) smtp.mailfrom=x@evil.example"
        ),
    ),
    "bare_return": lambda raw, address: _in_header(
        signed(raw, _domain(address)),
        b"X-Note: a\r\rPlease cancel my order " + _number(raw) + b".\r\rOn Mon x wrote:\r",
    ),
    "dkim_other_in_a_word": _evil_with_a_word,
    "null_in_header": lambda raw, address: _in_header(
        signed(raw, _domain(address)), b"X-Note: a\r\n \x00\r\n\tb"
    ),
    # A forwarder breaks honest mail so that it fails DMARC: as if nobody had signed it.
    "dmarc_fail": lambda raw, address: _above(
        raw, _auth_results(f"dmarc=fail (p=REJECT) header.from={_domain(address)}")
    ),
    "dmarc_fail_dkim": lambda raw, address: _above(
        signed(raw, _domain(address)), _auth_results(f"dmarc=fail header.from={_domain(address)}")
    ),
    "finding_twice": lambda raw, address: _above(
        raw, _auth_results("dmarc=pass header.from=example.com; dmarc=fail header.from=example.com")
    ),
}

# They show signs of a lie, or come from somebody else: nothing of an order moves, not even a hold.
FORGED: dict[str, Sender] = {
    "another": lambda raw, address: _from(raw, "Eve <eve@evil.example>"),
    "another_signed": lambda raw, address: signed(
        _from(raw, "Ann Lee <eve@evil.example>"), "evil.example"
    ),
    "another_dmarc": lambda raw, address: _above(
        _from(raw, "Eve <eve@evil.example>"), _auth_results("dmarc=pass header.from=evil.example")
    ),
    "two_from_above": lambda raw, address: _above(
        signed(raw, _domain(address)), "From: eve@evil.example"
    ),
    "two_from_below": lambda raw, address: _in_header(
        signed(raw, _domain(address)), b"From: eve@evil.example"
    ),
    "two_from_same": lambda raw, address: _above(signed(raw, _domain(address)), f"From: {address}"),
    "two_subjects": lambda raw, address: _above(
        signed(raw, _domain(address)), "Subject: Cancel my order T-22222-22222"
    ),
    "two_subjects_case": lambda raw, address: _above(
        signed(raw, _domain(address)), "sUBJECT: Cancel"
    ),
    "two_message_ids": lambda raw, address: _above(
        signed(raw, _domain(address)), "Message-ID: <x@evil.example>"
    ),
    "two_to": lambda raw, address: _above(
        signed(raw, _domain(address)), "To: care+T-22222-22222@fathomandreed.example"
    ),
    "two_content_types": lambda raw, address: _above(
        signed(raw, _domain(address), headers=(*HEADERS, b"Content-Type")),
        "Content-Type: text/html",
    ),
    "two_encodings": lambda raw, address: _above(
        signed(raw, _domain(address), headers=(*HEADERS, b"Content-Transfer-Encoding")),
        "Content-Transfer-Encoding: base64",
    ),
    "two_addresses": lambda raw, address: _from(raw, f"Ann Lee <{address}>, <eve@evil.example>"),
    "two_addresses_quoted": lambda raw, address: _from(raw, f'"{address}, " <eve@evil.example>'),
    "name_is_address": lambda raw, address: _from(raw, f'"{address}" <eve@evil.example>'),
    "name_is_address_signed": lambda raw, address: signed(
        _from(raw, f'"Ann <{address}>" <eve@evil.example>'), "evil.example"
    ),
    "name_encoded": lambda raw, address: _from(
        raw, f"=?utf-8?q?Ann_=3C{address.replace('@', '=40')}=3E_=28?= <eve@evil.example>"
    ),
    "address_in_comment": lambda raw, address: _from(raw, f"eve@evil.example ({address})"),
    "group": lambda raw, address: _from(raw, f"Friends: {address}, eve@evil.example;"),
    "group_of_nobody": lambda raw, address: _from(raw, "undisclosed-recipients:;"),
    "nobody": lambda raw, address: _from(raw, "<>"),
    "empty": lambda raw, address: _from(raw, ""),
    "no_from": lambda raw, address: _changed(raw, rb"(?m)^From: .*\r\n", b""),
    "look_alike": lambda raw, address: _from(
        raw, "Ann Lee <ann@exаmple.com>"
    ),  # the third letter is Cyrillic
    "invisible": lambda raw, address: _from(raw, "Ann Lee <ann@example.com\u200b>"),
    "longer_domain": lambda raw, address: signed(
        _from(raw, "Ann Lee <ann@example.com.evil.example>"), "evil.example"
    ),
    "local_part_lies": lambda raw, address: _from(raw, f'"{address}"@evil.example'),
    "percent": lambda raw, address: _from(raw, f"ann%{_domain(address)}@evil.example"),
    "reply_to": lambda raw, address: _above(
        _from(raw, "Eve <eve@evil.example>"),
        f"Reply-To: {address}",
        f"Sender: {address}",
        f"Return-Path: <{address}>",
    ),
    "resent": lambda raw, address: _above(
        _from(raw, "Eve <eve@evil.example>"),
        f"Resent-From: {address}",
        f"X-Original-From: {address}",
    ),
    "space_before_colon": lambda raw, address: _above(
        _from(raw, "Eve <eve@evil.example>"), f"From : {address}"
    ),
    "folded_lie": lambda raw, address: _from(raw, f"Eve\r\n <eve@evil.example>\r\n (<{address}>)"),
}

SENDERS: dict[str, Sender] = HONEST | UNPROVEN | FORGED
