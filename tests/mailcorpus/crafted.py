"""What is written to break a reader: 40 KB each of whatever makes a parser slow, deep or large; and
mails that are simply big.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

from tests.mailcorpus.letters import CARE, b64_bytes

Crafted = Callable[[], bytes]
KB40 = 40_000
FROM = b"From: Ann Lee <ann@example.com>\r\n"
HEAD = (
    FROM
    + b"To: "
    + CARE.encode()
    + b"\r\nSubject: Hello\r\nMessage-ID: <c@example.com>\r\nMIME-Version: 1.0\r\n"
)


def _fill(what: bytes, size: int = KB40) -> bytes:
    return what * (size // len(what))


def _header(name: bytes, what: bytes, before: bytes = b"", after: bytes = b"") -> Crafted:
    """One header line that holds nothing but this; the mail has no other of that name."""
    head = b"".join(
        line
        for line in HEAD.splitlines(keepends=True)
        if not line.lower().startswith(name.lower() + b":")
    )
    return lambda: head + name + b": " + before + _fill(what) + after + b"\r\n\r\nHello"


def _page(what: bytes, before: bytes = b"") -> Crafted:
    return lambda: HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + before + _fill(what)


def _text(what: bytes, before: bytes = b"", kind: bytes = b"text/plain; charset=utf-8") -> Crafted:
    return lambda: HEAD + b"Content-Type: " + kind + b"\r\n\r\n" + before + _fill(what)


HEADERS: dict[str, Crafted] = {
    "comments": _header(b"From", b"(", after=b" ann@example.com"),
    "comments_closed": _header(b"From", b"()", after=b" ann@example.com"),
    "comments_nested": (
        lambda: (
            HEAD.replace(FROM, b"")
            + b"From: "
            + b"(" * 20_000
            + b")" * 20_000
            + b" ann@example.com\r\n\r\nHello"
        )
    ),
    "groups": _header(b"From", b"a:"),
    "angles": _header(b"From", b"<"),
    "quotes": _header(b"From", b'"\\'),
    "routes": _header(b"From", b"<@a,", after=b":ann@example.com>"),
    "addresses": _header(b"From", b"ann@example.com, "),
    "recipients": _header(b"To", b"<care@fathomandreed.example>,"),
    "recipients_comments": _header(b"To", b"(("),
    "recipients_groups": _header(b"Cc", b"x:"),
    "delivered_to": _header(b"Delivered-To", b"(\\"),
    "encoded_words": _header(b"Subject", b"=?utf-8?q?=41?="),
    "encoded_words_open": _header(b"Subject", b"=?utf-8?q?"),
    "encoded_words_mixed": _header(b"Subject", b"=?iso-2022-jp?b?GyRC?= =?utf-8?b?w?="),
    "encoded_words_unknown": _header(b"Subject", b"=?x-none?q?a?= "),
    "encoded_from": _header(b"From", b"=?utf-8?q?=3C?=", after=b" <ann@example.com>"),
    "references": _header(b"References", b"<a@b> "),
    "references_open": _header(b"References", b"<"),
    "folds": _header(b"Subject", b"\r\n a"),
    "folds_empty": _header(b"Subject", b"\r\n \t", before=b"x"),
    "parameters": _header(b"Content-Type", b" a=b;", before=b"text/plain;"),
    "parameters_quoted": _header(b"Content-Type", b'";', before=b'text/plain; charset="'),
    "parameters_continued": (
        lambda: (
            HEAD
            + b"Content-Disposition: attachment"
            + b"".join(b"; filename*%d*=a" % n for n in range(2000))
            + b"\r\n\r\nHello"
        )
    ),
    "parameters_semicolons": _header(b"Content-Type", b";", before=b"text/plain"),
    "many_headers": lambda: HEAD + b"".join(b"X%d: y\r\n" % n for n in range(5000)) + b"\r\nHello",
    "one_header_often": lambda: HEAD + _fill(b"Received: from a by b\r\n") + b"\r\nHello",
    "colons": lambda: _fill(b":\r\n") + HEAD + b"\r\nHello",
    "no_colons": lambda: HEAD + _fill(b"a\r\n"),
    "signatures": _header(b"DKIM-Signature", b"d=example.com;", before=b"h=from:subject;"),
    "signature_list": _header(
        b"DKIM-Signature",
        b"from:",
        before=b"v=1; a=rsa-sha256; d=example.com; s=test; bh=x; b=x; h=subject:",
    ),
    "signature_spaces": _header(
        b"DKIM-Signature", b" ", before=b"d=example.com; h=from:subject; s"
    ),
    "findings": _header(b"Authentication-Results", b"(", before=b"mx.store.example; "),
    "findings_many": _header(b"Authentication-Results", b"dmarc=;", before=b"mx.store.example; "),
    "findings_quotes": _header(b"Authentication-Results", b'"\\', before=b"mx.store.example; "),
}

PAGES: dict[str, Crafted] = {
    "page_tags_open": _page(b"<a "),
    "page_tags_open_quoted": _page(b'<a b="'),
    "page_attributes": _page(b" a", before=b"<p"),
    "page_attributes_equal": _page(b"a=", before=b"<p "),
    "page_ends_open": _page(b"</a "),
    "page_ends": _page(b"</"),
    "page_angles": _page(b"<"),
    "page_comments_open": _page(b"<!--"),
    "page_comments_odd": _page(b"<!--->"),
    "page_declarations": _page(b"<!"),
    "page_declarations_open": _page(b"<![CDATA["),
    "page_instructions": _page(b"<?"),
    "page_entities": _page(b"&#x"),
    "page_entities_long": _page(b"1", before=b"&#"),
    "page_deep": _page(b"<div>"),
    "page_quotes_deep": _page(b"<blockquote>"),
    "page_scripts": _page(b"<script>"),
    "page_styles": _page(b"</style>", before=b"<style>"),
    "page_breaks": _page(b"<br>"),
    "page_spaces": _page(b"&nbsp; "),
    "page_slashes": _page(b"<a/"),
    "page_textarea": _page(b"<textarea><"),
}

TEXTS: dict[str, Crafted] = {
    "text_quotes": _text(b"> "),
    "text_wrote": _text(b"On Mon wrote: \r\n"),
    "text_on": _text(b"on le el am "),
    "text_dates": _text(b"2026-11-23 <"),
    "text_dashes": _text(b"- "),
    "text_underscores": _text(b"_", before=b"__________ x"),
    "text_spaces": _text(b" "),
    "text_line_ends": _text(b"\r\n"),
    "text_returns": _text(b"\r"),
    "text_numbers": _text(b"T-2222-"),
    "text_numbers_many": _text(b"T-22222-22223 "),
    "text_refund": lambda: HEAD + b"\r\ncancel it" + b" refund me in full" * 21 + b" x",
    "text_team": lambda: HEAD + b"\r\nhi" + b" fathom and reed team" * 18 + b" x",
    "text_soon": (
        lambda: (
            HEAD
            + b"\r\n"
            + (b"cancel it" + b", and now, and today, and asap" * 12 + b" x.\r\n") * 8
        )
    ),
    "text_sentences": _text(b"cancel it. "),
    "text_please": lambda: HEAD + b"\r\n" + b"please " * 420,
    "text_not_received": _text(b"not been receiv"),
    "text_addresses": _text(b"address wrong "),
    "text_ligatures": _text("ﷺ".encode()),  # one letter that becomes eighteen
    "text_combining": _text("̀".encode(), before=b"a"),
    "text_japanese": _text("キャンセル".encode()),
    "text_escapes": _text(b"\x1b$B", kind=b"text/plain; charset=iso-2022-jp"),
    "text_utf7": _text(b"+AAAA", kind=b"text/plain; charset=utf-7"),
    "text_punycode": _text(b"a-", kind=b"text/plain; charset=punycode"),
    "text_idna": _text(b"xn--a.", kind=b"text/plain; charset=idna"),
    "text_unicode_escape": _text(b"\\U0001F45C", kind=b"text/plain; charset=unicode_escape"),
    "text_nulls": _text(b"\x00"),
    "text_nothing_but_bytes": _text(bytes(range(256))),
}


def _deep(kind: bytes, depth: int = 900) -> bytes:
    body = b"".join(
        b"Content-Type: multipart/%s; boundary=b%d\r\n\r\n--b%d\r\n" % (kind, n, n)
        for n in range(depth)
    )
    return HEAD + body + b"\r\nHello"


def _messages(depth: int) -> bytes:
    return HEAD + b"Content-Type: message/rfc822\r\n\r\n" * depth + b"Subject: Hello\r\n\r\nHello"


def _attached(name: bytes, kind: bytes, content: bytes) -> bytes:
    body = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the"
        b" file.\r\n--b\r\nContent-Type: " + kind
    )
    named = (
        b"\r\nContent-Disposition: attachment; filename="
        + name
        + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return HEAD + body + named + b64_bytes(content).encode() + b"\r\n--b--\r\n"


@cache
def _big() -> bytes:
    """25 MB, as a phone's film arrives."""
    return _attached(b"film.mov", b"video/quicktime", bytes(range(256)) * 72_000)


def _zip_bomb() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.txt", b"\x00" * 20_000_000)
    return _attached(b"photos.zip", b"application/zip", written.getvalue())


def _picture_bomb() -> bytes:
    """A PNG that says it has 60,000 by 60,000 pixels."""
    import struct

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    png = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1_000_000))
        + chunk(b"IEND", b"")
    )
    return _attached(b"torn.png", b"image/png", png)


WHOLES: dict[str, Crafted] = {
    "nothing": lambda: b"",
    "one_byte": lambda: b"\x00",
    "line_end": lambda: b"\r\n",
    "header_alone": lambda: HEAD,
    "empty_body": lambda: HEAD + b"\r\n",
    "body_alone": lambda: b"\r\nHello",
    "only_nulls": lambda: b"\x00" * KB40,
    "only_high_bytes": lambda: b"\xff" * KB40,
    "one_line": lambda: b"a" * KB40,
    "deep_mixed": lambda: _deep(b"mixed"),
    "deep_alternative": lambda: _deep(b"alternative"),
    "deep_report": lambda: _deep(b"report"),
    "deep_digest": lambda: _deep(b"digest"),
    "deep_messages": lambda: _messages(1000),
    "parts_3000": (
        lambda: (
            HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n\r\n" * 4000
        )
    ),
    "parts_named": (
        lambda: (
            HEAD
            + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
            + b"--b\r\nContent-Disposition: attachment; filename=a\r\n\r\nx\r\n" * 700
        )
    ),
    "boundary_of_dashes": (
        lambda: HEAD + b'Content-Type: multipart/mixed; boundary="-"\r\n\r\n' + b"-" * KB40
    ),
    "boundary_lines": (
        lambda: HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * 8000
    ),
    "boundary_empty": (
        lambda: HEAD + b'Content-Type: multipart/mixed; boundary=""\r\n\r\n' + b"--\r\n" * 8000
    ),
    "boundary_pattern": (
        lambda: (
            HEAD
            + b'Content-Type: multipart/mixed; boundary="(.*)*x"\r\n\r\n'
            + b"--aaaaaaaa\r\n" * 3000
        )
    ),
    "statuses": (
        lambda: (
            HEAD + b"Content-Type: multipart/report; report-type=delivery-status;"
            b" boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
            + b"A: b\r\n\r\n"
            * 5000
        )
    ),
    "half_base64": lambda: HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"QUJ=" * 10_000,
    "half_quoted": (
        lambda: HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=" * KB40
    ),
    "uuencoded": (
        lambda: HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\r\n" + b"M" * KB40
    ),
    "uuencoded_wrong": (
        lambda: (
            HEAD
            + b"Content-Transfer-Encoding: uuencode\r\n\r\nbegin 999 \xff\r\n\xff\xff\r\nend\r\n"
        )
    ),
    "partial": (
        lambda: HEAD + b"Content-Type: message/partial; id=x; number=1; total=99999\r\n\r\nHello"
    ),
    "external": (
        lambda: (
            HEAD
            + b"Content-Type: message/external-body; access-type=local-file;"
            + b" name=/etc/passwd\r\n\r\n"
        )
    ),
    "file_name_with_folder": lambda: _attached(b'"../../etc/passwd.jpg"', b"image/jpeg", b"x"),
    "file_name_long": lambda: _attached(b"a" * 10_000 + b".pdf", b"application/pdf", b"%PDF-1.4"),
    "film_25_mb": _big,
    "zip_bomb": _zip_bomb,
    "picture_bomb": _picture_bomb,
    "paper": lambda: _attached(b"report.pdf", b"application/pdf", b"%PDF-1.4 x"),
    "paper_that_is_none": lambda: _attached(b"report.pdf", b"application/pdf", b"MZ\x90"),
}

CRAFTED: dict[str, Crafted] = HEADERS | PAGES | TEXTS | WHOLES
