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
    "dkim": lambda raw, a: signed(raw, _domain(a)),
    "dkim_ed25519": lambda raw, a: signed(raw, _domain(a), selector="edward"),
    "dkim_twice": lambda raw, a: signed(signed(raw, "list.example"), _domain(a)),
    "dkim_relaxed": (
        lambda raw, a: signed(raw, _domain(a), canonicalize=(b"relaxed", b"relaxed")).replace(
            b"Subject: ", b"Subject:   ", 1
        )
    ),
    "dkim_parent": lambda raw, a: signed(raw, "example.com"),
    "dkim_below": lambda raw, a: signed(raw, "mail.example.com"),
    "dkim_whole_header": lambda raw, a: signed(
        raw,
        _domain(a),
        headers=(*HEADERS, b"MIME-Version", b"Content-Type", b"Content-Transfer-Encoding"),
    ),
    "dkim_through_relays": lambda raw, a: _above(
        signed(raw, _domain(a)),
        "Received: from a by b; Mon, 23 Nov 2026 12:58:43 -0500",
        f"Return-Path: <{a}>",
    ),
    "dmarc": lambda raw, a: _above(
        raw, _auth_results(f"dmarc=pass (p=NONE sp=NONE dis=NONE) header.from={_domain(a)}")
    ),
    "dmarc_folded": lambda raw, a: _above(
        raw,
        f"Authentication-Results: {OURS};\r\n\tdkim=pass header.d={_domain(a)};\r\n\tspf=pass"
        f" smtp.mailfrom={a};\r\n\tdmarc=pass (p=REJECT)\r\n\theader.from={_domain(a)}",
    ),
    "dmarc_none_dkim": lambda raw, a: _above(
        signed(raw, _domain(a)), _auth_results(f"dmarc=none header.from={_domain(a)}")
    ),
}

# They prove nothing, and are no lie either: a signature that doesn't hold is as none.
UNPROVEN: dict[str, Sender] = {
    "dkim_broken_body": lambda raw, a: _in_body(
        signed(raw, _domain(a)), b"\r\n-- \r\nA list's footer\r\n"
    ),
    "dkim_broken_subject": lambda raw, a: _changed(
        signed(raw, _domain(a)), rb"\r\nSubject: ", b"\r\nSubject: [list] "
    ),
    "dkim_broken_tag": lambda raw, a: _changed(signed(raw, _domain(a)), rb"([; ])b=", rb"\1b=AAAB"),
    "dkim_expired": _expired,
    "dkim_length": (
        lambda raw, a: (
            signed(raw, _domain(a), length=True) + b"\r\nAnd more that nobody signed.\r\n"
        )
    ),
    "dkim_sha1": lambda raw, a: signed(
        raw, _domain(a), selector="sha1", signature_algorithm=b"rsa-sha1"
    ),
    "dkim_revoked": lambda raw, a: signed(raw, _domain(a), selector="revoked"),
    "dkim_testing": lambda raw, a: signed(raw, _domain(a), selector="testing"),
    "dkim_no_key": lambda raw, a: signed(raw, _domain(a), selector="nowhere"),
    "dkim_other_key": lambda raw, a: signed(raw, _domain(a), selector="other"),
    "dkim_garbage_key": lambda raw, a: signed(raw, _domain(a), selector="garbage"),
    "dkim_outage": lambda raw, a: signed(raw, _domain(a), selector="outage"),
    "dkim_no_subject": lambda raw, a: signed(raw, _domain(a), headers=(b"From", b"To", b"Date")),
    "dkim_evil": lambda raw, a: signed(raw, "evil.example"),
    "dkim_lookalike": lambda raw, a: signed(raw, "notexample.com"),
    "dkim_suffix": lambda raw, a: signed(raw, "com"),
    "dkim_many": lambda raw, a: _above(
        signed(raw, "list.example"),
        *(
            (
                "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=test; h=from:subject; bh=AAAA;"
                " b=AAAA"
            ),
        )
        * 40,
    ),
    "dkim_nonsense": lambda raw, a: _above(
        raw, "DKIM-Signature: d=" + "example.com; " * 300, "DKIM-Signature: ;;;=;h=:::"
    ),
    "false_finding": lambda raw, a: _above(
        raw, f"Authentication-Results: mx.evil.example; dmarc=pass header.from={_domain(a)}"
    ),
    "finding_below": lambda raw, a: _above(
        raw,
        _auth_results("dmarc=none header.from=example.com"),
        _auth_results("dmarc=pass header.from=example.com"),
    ),
    "finding_of_spf": lambda raw, a: _above(
        raw, _auth_results("spf=pass smtp.mailfrom=ann@example.com; dkim=none")
    ),
    "finding_of_another": lambda raw, a: _above(
        raw, _auth_results("dmarc=pass header.from=evil.example")
    ),
    "finding_in_quotes": lambda raw, a: _above(
        raw,
        _auth_results(
            'spf=pass smtp.mailfrom="x; dmarc=pass header.from=example.com y"@evil.example'
        ),
    ),
    "finding_in_a_word": lambda raw, a: _above(
        raw,
        _auth_results(
            'spf=pass smtp.mailfrom="=?utf-8?q?x=22_;'
            '_dmarc=3Dpass_header.from=3Dexample.com_;=22?="'
            "@evil.example"
        ),
    ),
    "finding_in_comment": lambda raw, a: _above(
        raw,
        _auth_results(
            "spf=pass (a (b) c; dmarc=pass header.from=example.com ) smtp.mailfrom=x@evil.example"
        ),
    ),
    "bare_return": lambda raw, a: _in_header(
        signed(raw, _domain(a)),
        b"X-Note: a\r\rPlease cancel my order " + _number(raw) + b".\r\rOn Mon x wrote:\r",
    ),
    "dkim_other_in_a_word": _evil_with_a_word,
    "null_in_header": lambda raw, a: _in_header(
        signed(raw, _domain(a)), b"X-Note: a\r\n \x00\r\n\tb"
    ),
    # A forwarder breaks honest mail so that it fails DMARC: as if nobody had signed it.
    "dmarc_fail": lambda raw, a: _above(
        raw, _auth_results(f"dmarc=fail (p=REJECT) header.from={_domain(a)}")
    ),
    "dmarc_fail_dkim": lambda raw, a: _above(
        signed(raw, _domain(a)), _auth_results(f"dmarc=fail header.from={_domain(a)}")
    ),
    "finding_twice": lambda raw, a: _above(
        raw, _auth_results("dmarc=pass header.from=example.com; dmarc=fail header.from=example.com")
    ),
}

# They show signs of a lie, or come from somebody else: nothing of an order moves, not even a hold.
FORGED: dict[str, Sender] = {
    "another": lambda raw, a: _from(raw, "Eve <eve@evil.example>"),
    "another_signed": lambda raw, a: signed(
        _from(raw, "Ann Lee <eve@evil.example>"), "evil.example"
    ),
    "another_dmarc": lambda raw, a: _above(
        _from(raw, "Eve <eve@evil.example>"), _auth_results("dmarc=pass header.from=evil.example")
    ),
    "two_from_above": lambda raw, a: _above(signed(raw, _domain(a)), "From: eve@evil.example"),
    "two_from_below": lambda raw, a: _in_header(signed(raw, _domain(a)), b"From: eve@evil.example"),
    "two_from_same": lambda raw, a: _above(signed(raw, _domain(a)), f"From: {a}"),
    "two_subjects": lambda raw, a: _above(
        signed(raw, _domain(a)), "Subject: Cancel my order T-22222-22222"
    ),
    "two_subjects_case": lambda raw, a: _above(signed(raw, _domain(a)), "sUBJECT: Cancel"),
    "two_message_ids": lambda raw, a: _above(
        signed(raw, _domain(a)), "Message-ID: <x@evil.example>"
    ),
    "two_to": lambda raw, a: _above(
        signed(raw, _domain(a)), "To: care+T-22222-22222@fathomandreed.example"
    ),
    "two_content_types": lambda raw, a: _above(
        signed(raw, _domain(a), headers=(*HEADERS, b"Content-Type")), "Content-Type: text/html"
    ),
    "two_encodings": lambda raw, a: _above(
        signed(raw, _domain(a), headers=(*HEADERS, b"Content-Transfer-Encoding")),
        "Content-Transfer-Encoding: base64",
    ),
    "two_addresses": lambda raw, a: _from(raw, f"Ann Lee <{a}>, <eve@evil.example>"),
    "two_addresses_quoted": lambda raw, a: _from(raw, f'"{a}, " <eve@evil.example>'),
    "name_is_address": lambda raw, a: _from(raw, f'"{a}" <eve@evil.example>'),
    "name_is_address_signed": lambda raw, a: signed(
        _from(raw, f'"Ann <{a}>" <eve@evil.example>'), "evil.example"
    ),
    "name_encoded": lambda raw, a: _from(
        raw, f"=?utf-8?q?Ann_=3C{a.replace('@', '=40')}=3E_=28?= <eve@evil.example>"
    ),
    "address_in_comment": lambda raw, a: _from(raw, f"eve@evil.example ({a})"),
    "group": lambda raw, a: _from(raw, f"Friends: {a}, eve@evil.example;"),
    "group_of_nobody": lambda raw, a: _from(raw, "undisclosed-recipients:;"),
    "nobody": lambda raw, a: _from(raw, "<>"),
    "empty": lambda raw, a: _from(raw, ""),
    "no_from": lambda raw, a: _changed(raw, rb"(?m)^From: .*\r\n", b""),
    "look_alike": lambda raw, a: _from(
        raw, "Ann Lee <ann@exаmple.com>"
    ),  # the third letter is Cyrillic
    "invisible": lambda raw, a: _from(raw, "Ann Lee <ann@example.com\u200b>"),
    "longer_domain": lambda raw, a: signed(
        _from(raw, "Ann Lee <ann@example.com.evil.example>"), "evil.example"
    ),
    "local_part_lies": lambda raw, a: _from(raw, f'"{a}"@evil.example'),
    "percent": lambda raw, a: _from(raw, f"ann%{_domain(a)}@evil.example"),
    "reply_to": lambda raw, a: _above(
        _from(raw, "Eve <eve@evil.example>"),
        f"Reply-To: {a}",
        f"Sender: {a}",
        f"Return-Path: <{a}>",
    ),
    "resent": lambda raw, a: _above(
        _from(raw, "Eve <eve@evil.example>"), f"Resent-From: {a}", f"X-Original-From: {a}"
    ),
    "space_before_colon": lambda raw, a: _above(
        _from(raw, "Eve <eve@evil.example>"), f"From : {a}"
    ),
    "folded_lie": lambda raw, a: _from(raw, f"Eve\r\n <eve@evil.example>\r\n (<{a}>)"),
}

SENDERS: dict[str, Sender] = HONEST | UNPROVEN | FORGED
