"""The shapes of programs that get it wrong: charsets that lie, boundaries that aren't there,
encodings cut off.
"""

from __future__ import annotations

import base64

from tests.mailcorpus.clients import MIME, Shape, gmail_web, plain
from tests.mailcorpus.letters import Letter, b64, crlf, part, parts, qp


def _text(letter: Letter, kind: str, body: bytes, encoding: str = "8bit") -> bytes:
    return (
        letter.head(MIME, f"Content-Type: {kind}", f"Content-Transfer-Encoding: {encoding}")
        + "\r\n"
    ).encode() + body


def no_mime(letter: Letter) -> bytes:
    """As a script writes it: no MIME at all."""
    return (letter.head() + "\r\n" + crlf(letter.text)).encode()


def utf8_as_ascii(letter: Letter) -> bytes:
    return _text(letter, "text/plain; charset=us-ascii", crlf(letter.text + "\n\n— Ann").encode())


def latin_as_utf8(letter: Letter) -> bytes:
    return _text(
        letter, "text/plain; charset=utf-8", crlf(letter.text + "\n\nÀ bientôt").encode("latin-1")
    )


def unknown_charset(letter: Letter) -> bytes:
    return _text(letter, "text/plain; charset=x-mac-klingon", crlf(letter.text).encode())


def empty_charset(letter: Letter) -> bytes:
    return _text(letter, 'text/plain; charset=""', crlf(letter.text).encode())


def encoded_charset(letter: Letter) -> bytes:
    """RFC 2231 where nobody expects it."""
    return _text(letter, "text/plain; charset*=us-ascii'en'utf-8", crlf(letter.text).encode())


def binary_codec(letter: Letter) -> bytes:
    """A name that Python knows, and that is no charset."""
    return _text(letter, "text/plain; charset=zlib", crlf(letter.text).encode())


def utf16(letter: Letter) -> bytes:
    body = base64.encodebytes(crlf(letter.text).encode("utf-16")).replace(b"\n", b"\r\n")
    return _text(letter, "text/plain; charset=utf-16", body, "base64")


def utf7(letter: Letter) -> bytes:
    return _text(letter, "text/plain; charset=utf-7", crlf(letter.text).encode("utf-7"), "7bit")


def cut_base64(letter: Letter) -> bytes:
    """It ends in the middle of a group of four."""
    return _text(
        letter,
        "text/plain; charset=utf-8",
        b64(letter.text + "\n\n").strip("=\r\n").encode()[:-1],
        "base64",
    )


def loose_qp(letter: Letter) -> bytes:
    """An equals sign that encodes nothing."""
    return _text(
        letter, "text/plain; charset=utf-8", qp(letter.text).encode() + b"\r\n=", "quoted-printable"
    )


def unknown_encoding(letter: Letter) -> bytes:
    return _text(letter, "text/plain; charset=utf-8", crlf(letter.text).encode(), "x-uuencode-not")


def no_end(letter: Letter) -> bytes:
    """A multipart that is never ended."""
    return gmail_web(letter).rpartition(b"--000000000000b1f3a1062c4e5d11--")[0]


def wrong_boundary(letter: Letter) -> bytes:
    """The boundary of the header is none of the body's."""
    return gmail_web(letter).replace(b'boundary="0000', b'boundary="9999')


def no_boundary(letter: Letter) -> bytes:
    return gmail_web(letter).replace(
        b'multipart/alternative; boundary="000000000000b1f3a1062c4e5d11"', b"multipart/alternative"
    )


def empty_parts(letter: Letter) -> bytes:
    """The plain part is there, and empty; the words are in the page."""
    body = parts(
        "b",
        part("text/plain; charset=utf-8", ""),
        part("text/html; charset=utf-8", f"<p>{letter.text}</p>"),
    )
    return (
        letter.head(MIME, "Content-Type: multipart/alternative; boundary=b") + "\r\n" + body
    ).encode()


def line_feeds(letter: Letter) -> bytes:
    """As a program hands it on that knows no carriage returns."""
    return plain(letter).replace(b"\r\n", b"\n")


def null_characters(letter: Letter) -> bytes:
    return plain(letter).replace(b" ", b" \x00", 400).replace(b": \x00", b": ")


def nonsense_date(letter: Letter) -> bytes:
    return plain(letter).replace(
        b"Mon, 23 Nov 2026 12:58:41 -0500", b"Moonday, 99 Nox 20026 \xff 25:61"
    )


def no_message_id(letter: Letter) -> bytes:
    return b"\r\n".join(
        line for line in plain(letter).split(b"\r\n") if not line.startswith(b"Message-ID")
    )


SHAPES: dict[str, Shape] = {
    shape.__name__: shape
    for shape in (
        no_mime,
        utf8_as_ascii,
        latin_as_utf8,
        unknown_charset,
        empty_charset,
        encoded_charset,
        binary_codec,
        utf16,
        utf7,
        cut_base64,
        loose_qp,
        unknown_encoding,
        no_end,
        wrong_boundary,
        no_boundary,
        empty_parts,
        line_feeds,
        null_characters,
        nonsense_date,
        no_message_id,
    )
}
