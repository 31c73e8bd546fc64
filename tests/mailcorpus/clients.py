"""The shapes in which mail programs write: header order, parts, encodings, how they quote and what
they sign with.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.mailcorpus.letters import (
    CARE,
    STORE,
    Letter,
    b64,
    b64_bytes,
    crlf,
    flowed,
    html,
    part,
    parts,
    qp,
    quote,
)

Shape = Callable[[Letter], bytes]
MIME = "MIME-Version: 1.0"


def gmail_web(letter: Letter) -> bytes:
    """Two parts; the quote's first line is broken before the address."""
    bound = "000000000000b1f3a1062c4e5d11"
    text, page = letter.text, f'<div dir="ltr">{html(letter.text)}</div>'
    if letter.quoted:
        attribution = "On Mon, Nov 23, 2026 at 12:00 PM"
        text += f"\n\n{attribution} {STORE} <\n{CARE}> wrote:\n\n{quote(letter.quoted)}\n"
        page += (
            '<br><div class="gmail_quote gmail_quote_container"><div dir="ltr"'
            f' class="gmail_attr">{attribution} {STORE} wrote:<br></div><blockquote'
            f' class="gmail_quote">{html(letter.quoted)}</blockquote></div>'
        )
    body = parts(
        bound,
        part('text/plain; charset="UTF-8"', qp(text), "quoted-printable"),
        part('text/html; charset="UTF-8"', qp(page), "quoted-printable"),
    )
    return (
        letter.head(MIME, f'Content-Type: multipart/alternative; boundary="{bound}"')
        + "\r\n"
        + body
    ).encode()


def gmail_app(letter: Letter) -> bytes:
    """The phone's: base64, and a signature of its own."""
    bound = "0000000000005c0d2b062c4e77aa"
    text = letter.text + (
        f"\n\nOn Mon, 23 Nov 2026, 12:00 {STORE}, <{CARE}> wrote:\n\n{quote(letter.quoted)}"
        if letter.quoted
        else ""
    )
    body = parts(
        bound,
        part('text/plain; charset="UTF-8"', b64(text), "base64"),
        part(
            'text/html; charset="UTF-8"',
            b64(f'<div dir="auto">{html(letter.text)}</div>'),
            "base64",
        ),
    )
    return (
        letter.head(MIME, f'Content-Type: multipart/alternative; boundary="{bound}"')
        + "\r\n"
        + body
    ).encode()


def outlook_desktop(letter: Letter) -> bytes:
    """Word's HTML, Windows' charset, the original below a rule of its own."""
    bound = "----=_NextPart_000_0021_01DC5C7A.9F3B7C10"
    original = (
        f"From: {STORE} [mailto:{CARE}]\nSent: Monday, November 23, 2026 12:00 PM\nTo:"
        f" {letter.name}\nSubject: {letter.subject}\n\n"
    )
    below = f"\n\n-----Original Message-----\n{original}{letter.quoted}" if letter.quoted else ""
    word = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal'
        " {margin:0in} --></style></head><body lang=EN-US><div class=WordSection1><p"
        f" class=MsoNormal>{html(letter.text)}<o:p></o:p></p></div></body></html>"
    )
    body = "This is a multipart message in MIME format.\r\n\r\n" + parts(
        bound,
        part(
            'text/plain;\r\n\tcharset="windows-1252"',
            qp(letter.text + below, "cp1252"),
            "quoted-printable",
        ),
        part('text/html;\r\n\tcharset="windows-1252"', qp(word, "cp1252"), "quoted-printable"),
    )
    own = (
        "X-Mailer: Microsoft Outlook 16.0",
        "Thread-Index: AQHcXHrn7l3qT1vZ0kKp1mFhQm4Y3w==",
        "Content-Language: en-us",
    )
    kind = f'Content-Type: multipart/alternative;\r\n\tboundary="{bound}"'
    return (letter.head(MIME, kind, *own) + "\r\n" + body).encode("cp1252", "replace")


def outlook_web(letter: Letter) -> bytes:
    """Exchange's: base64 in Latin letters, a line of underscores above what it answers."""
    bound = "_000_MN2PR12MB4047B3C1D5E6F708EXMN2PR12MB4047namp_"
    quoted_head = (
        f"From: {STORE} <{CARE}>\nSent: Monday, November 23, 2026 12:00:07 PM\nTo:"
        f" {letter.name}\nSubject: {letter.subject}\n\n"
    )
    text, page = letter.text, f'<html><body><div class="elementToProof">{html(letter.text)}</div>'
    if letter.quoted:
        text += f"\n________________________________\n{quoted_head}{letter.quoted}"
        page += (
            f'<hr><div id="divRplyFwdMsg" dir="ltr">{html(quoted_head)}</div>{html(letter.quoted)}'
        )
    body = parts(
        bound,
        part('text/plain; charset="iso-8859-1"', b64(text, "latin-1"), "base64"),
        part('text/html; charset="iso-8859-1"', b64(page + "</body></html>", "latin-1"), "base64"),
    )
    own = (
        "X-MS-Has-Attach:",
        "X-MS-TNEF-Correlator:",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply",
        "Content-Language: en-US",
    )
    return (
        letter.head(MIME, f'Content-Type: multipart/alternative;\r\n\tboundary="{bound}"', *own)
        + "\r\n"
        + body
    ).encode()


def exchange_winmail(letter: Letter) -> bytes:
    """An Exchange that sends its own format along: winmail.dat."""
    bound = "_002_7A1B2C3D4E5F60718293A4B5C6D7E8F9exch01corp_"
    tnef = b"\x78\x9f\x3e\x22" + bytes(range(256)) * 8
    body = parts(
        bound,
        part('text/plain; charset="us-ascii"', crlf(letter.text)),
        part(
            'application/ms-tnef; name="winmail.dat"',
            b64_bytes(tnef),
            "base64",
            'Content-Disposition: attachment; filename="winmail.dat"',
        ),
    )
    return (
        letter.head(MIME, f'Content-Type: multipart/mixed; boundary="{bound}"') + "\r\n" + body
    ).encode()


def apple_mail(letter: Letter) -> bytes:
    bound = "Apple-Mail=_3E1F5B0C-93E6-4C65-8E45-0B7A9D1C2F3E"
    text = letter.text + (
        f"\n\n> On Nov 23, 2026, at 12:00 PM, {STORE} <{CARE}> wrote:\n> \n{quote(letter.quoted)}"
        if letter.quoted
        else ""
    )
    page = (
        '<html><head><meta http-equiv="content-type" content="text/html;'
        ' charset=utf-8"></head><body style="overflow-wrap:'
        f' break-word;">{html(letter.text)}<div><br><blockquote'
        f' type="cite"><div>{html(letter.quoted)}</div></blockquote></div></body></html>'
    )
    body = parts(
        bound,
        part("text/plain;\r\n\tcharset=utf-8", qp(text), "quoted-printable"),
        part("text/html;\r\n\tcharset=utf-8", qp(page), "quoted-printable"),
    )
    mime = "Mime-Version: 1.0 (Mac OS X Mail 16.0 \\(3826.200.121\\))"
    kind = f'Content-Type: multipart/alternative;\r\n\tboundary="{bound}"'
    return (
        letter.head(kind, mime, "X-Mailer: Apple Mail (2.3826.200.121)") + "\r\n" + body
    ).encode()


def iphone(letter: Letter) -> bytes:
    """One part, signed by the phone above what it quotes."""
    below = (
        f"\n\nSent from my iPhone\n\n> On Nov 23, 2026, at 12:00 PM, {STORE} <{CARE}> wrote:\n>"
        f" \n{quote(letter.quoted)}"
    )
    own = (
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        "Mime-Version: 1.0 (1.0)",
    )
    text = letter.text + (below if letter.quoted else "\n\nSent from my iPhone")
    return (letter.head(*own, "X-Mailer: iPhone Mail (22B83)") + "\r\n" + qp(text)).encode()


def iphone_japanese(letter: Letter) -> bytes:
    own = (
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "Mime-Version: 1.0 (1.0)",
    )
    below = (
        f"\n\n2026/11/23 12:00、{STORE} <{CARE}>のメール:\n\n{quote(letter.quoted)}"
        if letter.quoted
        else ""
    )
    return (letter.head(*own) + "\r\n" + b64(f"{letter.text}\n\niPhoneから送信{below}")).encode()


def yahoo(letter: Letter) -> bytes:
    bound = "----=_Part_1207531_1553902671.1763920721337"
    attribution = f"On Monday, November 23, 2026 at 12:00:03 PM EST, {STORE} <{CARE}> wrote:"
    text, page = letter.text, f'<div class="ydpab12">{html(letter.text)}</div>'
    if letter.quoted:
        text += f"\n\n    {attribution}  \n \n {letter.quoted}"
        page += (
            f'<div id="ydp1" class="yahoo_quoted"><div>{attribution}</div>'
            f"{html(letter.quoted)}</div>"
        )
    body = parts(
        bound,
        part("text/plain; charset=UTF-8", qp(text), "quoted-printable"),
        part(
            "text/html; charset=UTF-8", qp(f"<html><body>{page}</body></html>"), "quoted-printable"
        ),
    )
    own = (
        f'Content-Type: multipart/alternative; \r\n\tboundary="{bound}"',
        "X-Mailer: WebService/1.1.24652 YMailNorrin",
    )
    return (letter.head(MIME, *own) + "\r\n" + body).encode()


def galaxy(letter: Letter) -> bytes:
    """Samsung's: the program's name, then the original with dashes around its heading."""
    bound = "--_com.samsung.android.email_1763920721337"
    text = f"{letter.text}\n\nSent from my Galaxy\n\n"
    if letter.quoted:
        text += (
            f"-------- Original message --------\nFrom: {STORE} <{CARE}>\nDate: 11/23/26 12:00 PM"
            f" (GMT-05:00)\n\n{letter.quoted}"
        )
    body = parts(
        bound,
        part("text/plain; charset=utf-8", b64(text), "base64"),
        part("text/html; charset=utf-8", b64(html(text)), "base64"),
    )
    return (
        letter.head(MIME, f'Content-Type: multipart/alternative; boundary="{bound}"')
        + "\r\n"
        + body
    ).encode()


def thunderbird(letter: Letter) -> bytes:
    """format=flowed; the writer answers below what they quote is another shape."""
    text = (
        letter.text
        + (
            f"\n\nOn 11/23/26 12:00, {STORE} wrote:\n{quote(letter.quoted)}"
            if letter.quoted
            else ""
        )
        + "\n\n-- \nAnn Lee\n+1 212 555 0100"
    )
    own = (
        "Content-Type: text/plain; charset=UTF-8; format=flowed",
        "Content-Transfer-Encoding: 7bit",
        "User-Agent: Mozilla Thunderbird",
    )
    return (letter.head(MIME, *own, "Content-Language: en-US") + "\r\n" + flowed(text)).encode()


def bottom_quoting(letter: Letter) -> bytes:
    """What is quoted first, every line with its mark, and the answer below it."""
    text = (f"{quote(letter.quoted)}\n\n" if letter.quoted else "") + letter.text
    own = (
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        "User-Agent: Mutt/2.2.12",
    )
    return (letter.head(MIME, *own) + "\r\n" + crlf(text)).encode()


def html_only(letter: Letter) -> bytes:
    """Webmail without a plain part."""
    quoted = f"<blockquote>{html(letter.quoted)}</blockquote>" if letter.quoted else ""
    page = (
        "<!DOCTYPE html><html><head><title>x</title></head>"
        f"<body><p>{html(letter.text)}</p>{quoted}</body></html>"
    )
    own = (
        "Content-Type: text/html; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        "X-Mailer: Open-Xchange Mailer v8",
    )
    return (letter.head(MIME, *own) + "\r\n" + qp(page)).encode()


def proton(letter: Letter) -> bytes:
    """Advertises itself below the words."""
    quoted = (
        f"\n\nOn Monday, November 23rd, 2026 at 12:00 PM, {STORE} <{CARE}>"
        f" wrote:\n\n{quote(letter.quoted)}"
        if letter.quoted
        else ""
    )
    own = (
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "Feedback-ID: 1234567:user:proton",
    )
    return (
        letter.head(MIME, *own)
        + "\r\n"
        + b64(f"{letter.text}\n\nSent with Proton Mail secure email.{quoted}")
    ).encode()


def plain(letter: Letter) -> bytes:
    own = ("Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit")
    return (letter.head(MIME, *own) + "\r\n" + crlf(letter.text) + "\r\n").encode()


def with_picture(letter: Letter) -> bytes:
    """A photo below the words, and a logo that belongs to the signature."""
    from tests.factories.pictures import picture

    bound = "=-=aXh2kQ0="
    named = 'Content-Disposition: attachment; filename="IMG_0001.jpg"'
    body = parts(
        bound,
        part("text/plain; charset=utf-8", crlf(letter.text)),
        part("image/jpeg; name=IMG_0001.jpg", b64_bytes(picture(size=(320, 320))), "base64", named),
    )
    return (
        letter.head(MIME, f'Content-Type: multipart/mixed; boundary="{bound}"') + "\r\n" + body
    ).encode()


SHAPES: dict[str, Shape] = {
    shape.__name__: shape
    for shape in (
        gmail_web,
        gmail_app,
        outlook_desktop,
        outlook_web,
        exchange_winmail,
        apple_mail,
        iphone,
        iphone_japanese,
        yahoo,
        galaxy,
        thunderbird,
        bottom_quoting,
        html_only,
        proton,
        plain,
        with_picture,
    )
}
