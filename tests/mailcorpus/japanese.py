"""The shapes of Japanese carriers' mail: their charsets, their way with headers, and local parts
that no standard allows.
"""

from __future__ import annotations

import base64

from tests.mailcorpus.clients import MIME, Shape
from tests.mailcorpus.letters import Letter, crlf, quote


def _jis(text: str) -> str:
    """ISO-2022-JP in a header, a word at a time."""
    words = [text[at : at + 10] for at in range(0, len(text), 10)]
    return "\r\n ".join(
        f"=?ISO-2022-JP?B?{base64.b64encode(word.encode('iso2022_jp')).decode()}?="
        for word in words
    )


def docomo(letter: Letter) -> bytes:
    """ISO-2022-JP in seven bits; the address stands alone, dots and all."""
    own = ("Content-Type: text/plain; charset=iso-2022-jp", "Content-Transfer-Encoding: 7bit")
    head = letter.head(MIME, *own, frm=letter.address, subject=_jis(letter.answer))
    return (head + "\r\n").encode() + crlf(letter.text).encode("iso2022_jp", "replace")


def docomo_quoted(letter: Letter) -> bytes:
    """The same from a smartphone: the local part in quotation marks, as the standard wants it."""
    local, _, domain = letter.address.rpartition("@")
    own = (
        "Content-Type: text/plain; charset=ISO-2022-JP",
        "Content-Transfer-Encoding: 7bit",
        "X-Mailer: docomo mail",
    )
    head = letter.head(
        MIME, *own, frm=f'{_jis("李アン")} <"{local}"@{domain}>', subject=_jis(letter.answer)
    )
    return (head + "\r\n").encode() + crlf(letter.text).encode("iso2022_jp", "replace")


def au(letter: Letter) -> bytes:
    """Subject in JIS without a word about it; text in Shift_JIS, base64."""
    own = ("Content-Type: text/plain; charset=Shift_JIS", "Content-Transfer-Encoding: base64")
    head = letter.head(MIME, *own, frm=letter.address, subject="SUBJECT")
    body = base64.encodebytes(crlf(letter.text).encode("cp932", "replace")).replace(b"\n", b"\r\n")
    return (
        head.encode().replace(b"SUBJECT", letter.answer.encode("iso2022_jp", "replace"))
        + b"\r\n"
        + body
    )


def softbank(letter: Letter) -> bytes:
    """Shift_JIS in eight bits, under the name that Microsoft gave it."""
    own = ("Content-Type: text/plain; charset=x-sjis", "Content-Transfer-Encoding: 8bit")
    subject = (
        f"=?Shift_JIS?B?{base64.b64encode(letter.answer.encode('cp932', 'replace')).decode()}?="
    )
    below = f"\n\n{letter.name}さんは書きました:\n{quote(letter.quoted)}" if letter.quoted else ""
    head = letter.head(MIME, *own, frm=f"<{letter.address}>", subject=subject)
    return (head + "\r\n").encode() + crlf(letter.text + below).encode("cp932", "replace")


def softbank_decorated(letter: Letter) -> bytes:
    """Decoration mail: a page in Shift_JIS inside two wrappers, with a moving picture."""
    bound, inner = "__SB_MIX_1763920721__", "__SB_ALT_1763920721__"
    page = (
        f'<html><body bgcolor="#fff"><div>{crlf(letter.text)}</div><img'
        ' src="cid:0@x"></body></html>'.encode("cp932", "replace")
    )
    gif = base64.encodebytes(b"GIF89a" + b"\x01\x00\x01\x00\x80\x00\x00" + b"\x00" * 20)
    head = letter.head(
        MIME,
        f'Content-Type: multipart/mixed; boundary="{bound}"',
        frm=letter.address,
        subject=_jis(letter.answer),
    )
    alternative = (
        f'--{bound}\r\nContent-Type: multipart/alternative; boundary="{inner}"\r\n\r\n--{inner}\r\n'
        "Content-Type: text/html; charset=Shift_JIS\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    end = (
        f"\r\n--{inner}--\r\n--{bound}\r\nContent-Type: image/gif\r\nContent-ID:"
        " <0@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return (
        (head + "\r\n" + alternative).encode()
        + page
        + end.encode()
        + gif
        + f"\r\n--{bound}--\r\n".encode()
    )


SHAPES: dict[str, Shape] = {
    shape.__name__: shape for shape in (docomo, docomo_quoted, au, softbank, softbank_decorated)
}
