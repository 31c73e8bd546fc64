"""Makes more mails of those that there are: bytes, lines, headers, parts and charsets changed by
chance, two made into one.

The same seed makes the same mails.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

CHARSETS = (
    b"utf-8", b"us-ascii", b"iso-2022-jp", b"shift_jis", b"x-sjis", b"utf-16", b"utf-16le",
    b"utf-32", b"utf-7", b"cp1252", b"big5", b"euc-kr", b"gb18030", b"hz", b"x-none", b"", b"zlib",
    b"hex", b"idna", b"punycode", b"unicode_escape", b"undefined", b"mbcs", b"utf_8_sig",
    b"cp65001", b"rot13", b"'", b"\xff", b"a" * 300, b"charmap", b"raw_unicode_escape",
    b"iso2022_kr", b"ebcdic-cp-be",
)  # fmt: skip
ENCODINGS = (
    b"7bit",
    b"8bit",
    b"binary",
    b"base64",
    b"quoted-printable",
    b"x-uuencode",
    b"uuencode",
    b"none",
    b"BASE64 ",
    b'"base64"',
)
KINDS = (
    b"text/plain",
    b"text/html",
    b"text/calendar; method=REPLY",
    b"multipart/mixed; boundary=b",
    b"multipart/alternative",
    b"multipart/report",
    b"multipart/report; report-type=delivery-status; boundary=b",
    b"message/rfc822",
    b"message/delivery-status",
    b"text",
    b"/",
    b"text/plain; charset",
    b"message/partial",
    b"multipart/mixed; boundary*0=a; boundary*1=b",
    b"message/disposition-notification",
    b"application/pdf; name=a.pdf",
    b"image/png; name*=utf-8''%FF",
    b"message/external-body",
    b'multipart/digest; boundary=""',
)
NASTY = (
    b"\x00", b"\r", b"\n", b"\r\r", b"\r\n\r\n", b"\x0b", b"\x0c", b"\x1c", b"\x85",
    b"\xe2\x80\xa8", b"\xff\xfe", b"\xed\xa0\x80", b"\x1b$B", b"\x1b(B", b"\xf0\x9f\x91\x9c",
    b"=?utf-8?q?=00?=", b"=?utf-8?b?/////w==?=", b"=?x?y?z?=", b"=?iso-2022-jp?b?GyRC?=", b"<",
    b">", b"@", b'"', b"\\", b"(", b")", b",", b";", b":", b"=", b"--", b"&#0;", b"&#xD800;",
    b"<blockquote>", b"<!--", b"T-22222-22222", b" ", b"\t", b"%", b"{}", b"\xe2\x80\xae", b".",
    b"From ", b"From: eve@evil.example\r\n", b"Please cancel my order.", b"On Mon x wrote:\r\n",
    b"don't ", b"\xef\xbb\xbf", b"\xcc\x80" * 50,
)  # fmt: skip
HEADERS = (
    b"From: eve@evil.example",
    b"From: ann@example.com",
    b"Subject: Cancel",
    b"Subject: ",
    b"Auto-Submitted: no",
    b"Auto-Submitted: auto-replied",
    b"Precedence: list",
    b"List-Id: <x>",
    b"Return-Path: <>",
    b"In-Reply-To: <x@y>",
    b"Content-Transfer-Encoding: base64",
    b"Authentication-Results: mx.store.example; dmarc=pass header.from=example.com",
    b"Authentication-Results: x; dkim=pass",
    b"DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=test; h=from:subject; bh=AAAA; b=AAAA",
    b"Content-Type: text/html",
    b"Message-ID: <>",
    b"Delivered-To: care+T-22222-22222@fathomandreed.example",
    b" folded on",
    b"\t",
    b": nothing",
    b"no colon",
    b"X: \xff\xfe\x00",
    b"Sender: a@b",
)


class Mutator:
    """Changes mails; `pool` are those it may take pieces of."""

    def __init__(self, seed: int, pool: list[bytes]) -> None:
        self._chance, self._pool = random.Random(seed), pool

    def mutate(self, raw: bytes) -> bytes:
        """The mail after one to five changes."""
        for _ in range(self._chance.choice((1, 1, 1, 2, 3, 5))):
            raw = self._chance.choice(self._changes())(raw)[:200_000]
        return raw

    def chance(self, of: float) -> bool:
        return self._chance.random() < of

    def one_of(self, many: list) -> int:
        return self._chance.randrange(len(many))

    def _changes(self) -> list[Callable[[bytes], bytes]]:
        return [
            self._flip,
            self._byte,
            self._insert,
            self._cut_out,
            self._repeat,
            self._shorten,
            self._line_lost,
            self._line_twice,
            self._lines_swapped,
            self._line_up,
            self._header_in,
            self._header_in,
            self._header_of_another,
            self._header_value,
            self._header_twice,
            self._header_lost,
            self._charset,
            self._encoding,
            self._kind,
            self._boundary,
            self._boundary_lost,
            self._line_ends,
            self._spliced,
            self._joined,
            self._inside,
            self._of_another,
            self._number,
        ]

    def _place(self, raw: bytes) -> int:
        return self._chance.randrange(len(raw) + 1)

    def _other(self) -> bytes:
        return self._chance.choice(self._pool)

    def _flip(self, raw: bytes) -> bytes:
        at = self._place(raw)
        return (
            raw[:at] + bytes([raw[at] ^ 1 << self._chance.randrange(8)]) + raw[at + 1 :]
            if at < len(raw)
            else raw
        )

    def _byte(self, raw: bytes) -> bytes:
        at = self._place(raw)
        return raw[:at] + bytes([self._chance.randrange(256)]) + raw[at + 1 :]

    def _insert(self, raw: bytes) -> bytes:
        at = self._place(raw)
        return raw[:at] + self._chance.choice(NASTY) * self._chance.choice((1, 1, 2, 40)) + raw[at:]

    def _cut_out(self, raw: bytes) -> bytes:
        at = self._place(raw)
        return raw[:at] + raw[at + self._chance.choice((1, 2, 10, 80, 400)) :]

    def _repeat(self, raw: bytes) -> bytes:
        at = self._place(raw)
        piece = raw[at : at + self._chance.choice((1, 10, 80, 400))]
        return raw[:at] + piece * self._chance.choice((2, 3, 20)) + raw[at:]

    def _shorten(self, raw: bytes) -> bytes:
        return raw[: self._place(raw)]

    def _lines(self, raw: bytes, change: Callable[[list[bytes]], None]) -> bytes:
        lines = raw.splitlines(keepends=True)
        if len(lines) > 1:
            change(lines)
        return b"".join(lines)

    def _line_lost(self, raw: bytes) -> bytes:
        return self._lines(raw, lambda lines: lines.pop(self.one_of(lines)))

    def _line_twice(self, raw: bytes) -> bytes:
        return self._lines(
            raw, lambda lines: lines.insert(self.one_of(lines), lines[self.one_of(lines)])
        )

    def _lines_swapped(self, raw: bytes) -> bytes:
        def swap(lines: list[bytes]) -> None:
            one, other = self.one_of(lines), self.one_of(lines)
            lines[one], lines[other] = lines[other], lines[one]

        return self._lines(raw, swap)

    def _line_up(self, raw: bytes) -> bytes:
        return self._lines(raw, lambda lines: lines.insert(0, lines.pop(self.one_of(lines))))

    def _head(self, raw: bytes, change: Callable[[list[bytes]], None]) -> bytes:
        head, between, body = raw.partition(b"\r\n\r\n")
        lines = re.split(rb"\r\n(?![ \t])", head)
        change(lines)
        return b"\r\n".join(lines) + between + body

    def _header_in(self, raw: bytes) -> bytes:
        line = self._chance.choice(HEADERS)
        return self._head(
            raw,
            lambda lines: lines.insert(
                self._chance.choice((0, len(lines), self.one_of(lines))), line
            ),
        )

    def _header_of_another(self, raw: bytes) -> bytes:
        lines = self._other().partition(b"\r\n\r\n")[0].split(b"\r\n")
        return self._head(
            raw,
            lambda own_lines: own_lines.insert(self.one_of(own_lines), lines[self.one_of(lines)]),
        )

    def _header_value(self, raw: bytes) -> bytes:
        def change(lines: list[bytes]) -> None:
            at = self.one_of(lines)
            name, colon, value = lines[at].partition(b":")
            new = self._chance.choice(
                (
                    b"",
                    b" ",
                    value * 2,
                    value[::-1],
                    value.upper(),
                    b"\r\n".join([value, b" x"]),
                    self._chance.choice(NASTY) * 3,
                )
            )
            lines[at] = name + colon + new

        return self._head(raw, change)

    def _header_twice(self, raw: bytes) -> bytes:
        return self._head(
            raw, lambda lines: lines.insert(self.one_of(lines), lines[self.one_of(lines)])
        )

    def _header_lost(self, raw: bytes) -> bytes:
        return self._head(raw, lambda lines: lines.pop(self.one_of(lines)))

    def _sub(self, pattern: bytes, choices: tuple[bytes, ...], raw: bytes) -> bytes:
        new = self._chance.choice(choices)
        return re.sub(pattern, lambda match: match[1] + new, raw, count=self._chance.choice((1, 0)))

    def _charset(self, raw: bytes) -> bytes:
        return self._sub(rb"(?i)(charset=\"?)[\w-]+", CHARSETS, raw)

    def _encoding(self, raw: bytes) -> bytes:
        return self._sub(rb"(?i)(content-transfer-encoding: )[\w-]+", ENCODINGS, raw)

    def _kind(self, raw: bytes) -> bytes:
        return self._sub(rb"(?i)(content-type:\s*)[^;\r\n]*", KINDS, raw)

    def _boundary(self, raw: bytes) -> bytes:
        return self._sub(
            rb"(?i)(boundary=\"?)[^\"\r\n;]*",
            (b"", b"x", b"b", b"--", b'"', b"a" * 200, b"\xff", b"(", b" "),
            raw,
        )

    def _boundary_lost(self, raw: bytes) -> bytes:
        lines = [at for at, line in enumerate(raw.splitlines()) if line.startswith(b"--")]
        return self._lines(raw, lambda all_: all_.pop(self._chance.choice(lines))) if lines else raw

    def _line_ends(self, raw: bytes) -> bytes:
        new = self._chance.choice((b"\n", b"\r", b"\r\r\n", b"\n\r", b"\r\n\r\n"))
        return raw.replace(b"\r\n", new, self._chance.choice((1, 3, -1)))

    def _spliced(self, raw: bytes) -> bytes:
        """The header of one, the body of another."""
        return raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + self._other().partition(b"\r\n\r\n")[2]

    def _joined(self, raw: bytes) -> bytes:
        return raw[: self._place(raw)] + self._other()

    def _inside(self, raw: bytes) -> bytes:
        """The whole of one within another."""
        other = self._other()
        head = (
            b"From: ann@example.com\r\nSubject: Fwd\r\nContent-Type: multipart/mixed;"
            b" boundary=in\r\n\r\n--in\r\n"
        )
        return (
            head
            + self._chance.choice((b"Content-Type: message/rfc822\r\n\r\n", b"\r\n"))
            + raw
            + b"\r\n--in\r\n\r\n"
            + other[:500]
            + b"\r\n--in--\r\n"
        )

    def _of_another(self, raw: bytes) -> bytes:
        other = self._other()
        at, begin = self._place(raw), self._place(other)
        return raw[:at] + other[begin : begin + 300] + raw[at:]

    def _number(self, raw: bytes) -> bytes:
        """Another order's number in place of its own."""
        match = re.search(rb"T-\w{5}-\w{5}", self._other())
        return re.sub(rb"T-\w{5}-\w{5}", match[0], raw, count=1) if match else raw
