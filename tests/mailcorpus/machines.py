"""What no person wrote: answers of programs, letters that came back, lists, invitations, receipts;
and what only looks so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.mailcorpus.letters import CARE, b64, crlf, part, parts, quote


@dataclass(frozen=True)
class About:
    """The order that a program writes about: its number, its address, and the Message-IDs of our
    letters.
    """

    number: str
    address: str
    confirmation: str
    shipping: str
    letter: str  # the text of the confirmation


Machine = Callable[[About], bytes]


def _mail(
    frm: str,
    subject: str,
    text: str,
    *lines: str,
    key: str = "machine-1@mx.example",
    kind: str = "text/plain; charset=utf-8",
) -> bytes:
    head = [
        *lines,
        f"From: {frm}",
        f"To: {CARE}",
        f"Subject: {subject}",
        "Date: Mon, 23 Nov 2026 12:58:41 -0500",
        f"Message-ID: <{key}>",
        "MIME-Version: 1.0",
        f"Content-Type: {kind}",
    ]
    return crlf("\n".join(head) + "\n\n" + text + "\n").encode()


def _answers(about: About) -> tuple[str, ...]:
    return (f"In-Reply-To: {about.confirmation}", f"References: {about.confirmation}")


def _auto(subject: str, text: str, *lines: str) -> Machine:
    return lambda about: _mail(
        about.address, subject, text.replace("{n}", about.number), *lines, *_answers(about)
    )


AWAY = "I am away until December 1. If you need to cancel something, write to my assistant."
AUTOMATIC: dict[str, Machine] = {
    "auto_rfc3834": _auto("Re: Your order", AWAY, "Auto-Submitted: auto-replied"),
    "auto_with_comment": _auto("Re: Your order", AWAY, "Auto-Submitted: auto-replied (vacation)"),
    "auto_generated": _auto(
        "Ticket 4711 opened", "We have received your message.", "Auto-Submitted: auto-generated"
    ),
    "auto_notified": _auto(
        "Re: Your order", AWAY, "Auto-Submitted: auto-notified; owner-email=x@example.com"
    ),
    "auto_precedence": _auto("Re: Your order", AWAY, "Precedence: auto_reply"),
    "auto_x_autoreply": _auto("Re: Your order", AWAY, "X-Autoreply: yes"),
    "auto_x_autorespond": _auto("Re: Your order", AWAY, "X-Autorespond: Your order"),
    "auto_exchange": _auto(
        "Automatic reply: Your order",
        AWAY,
        "X-Auto-Response-Suppress: All",
        "auto-submitted: auto-generated",
    ),
    "auto_gmail": _auto(
        "Out of office Re: Your order", AWAY, "Precedence: bulk", "X-Autoreply: yes"
    ),
    "auto_subject_en": _auto("Automatic reply: Your order", AWAY),
    "auto_subject_ooo": _auto("Out of Office: Your order", AWAY),
    "auto_subject_de": _auto(
        "Automatische Antwort: Ihre Bestellung", "Ich bin bis 1. Dezember nicht im Haus."
    ),
    "auto_subject_de_2": _auto("Abwesenheitsnotiz: Ihre Bestellung", "Ich bin nicht im Haus."),
    "auto_subject_fr": _auto(
        "=?utf-8?q?R=C3=A9ponse_automatique_=3A_votre_commande?=", "Je suis absente."
    ),
    "auto_subject_es": _auto(
        "=?utf-8?q?Respuesta_autom=C3=A1tica=3A_su_pedido?=", "Estoy fuera de la oficina."
    ),
    "auto_subject_it": _auto("Risposta automatica: il suo ordine", "Sono fuori ufficio."),
    "auto_subject_nl": _auto("Automatisch antwoord: uw bestelling", "Ik ben afwezig."),
    "auto_subject_pt": _auto("=?utf-8?q?Resposta_autom=C3=A1tica=3A_pedido?=", "Estou ausente."),
    "auto_subject_sv": _auto("Autosvar: din order", "Jag är inte på kontoret."),
    "auto_subject_ja": _auto(
        "=?utf-8?b?6Ieq5YuV6L+U5L+hOiDjgZTms6jmlofjgavjgaTjgYTjgaY=?=", "不在にしております。"
    ),
    "auto_subject_zh": _auto("=?utf-8?b?6Ieq5Yqo5Zue5aSNOiDmgqjnmoTorqLljZU=?=", "我不在办公室。"),
    "auto_cancels": _auto(
        "Automatic reply: Your order", "Please cancel my order {n}.", "Auto-Submitted: auto-replied"
    ),
    "auto_no": lambda about: _mail(
        about.address, f"About {about.number}", "When will it arrive?", "Auto-Submitted: no"
    ),
    "ours_back": lambda about: _mail(
        CARE, f"Your order {about.number}", "Thank you for your order.", key="x@example.com"
    ),
    "ours_loop": lambda about: _mail(
        about.address,
        f"We have received your mail {about.number}",
        "x",
        "Auto-Submitted: auto-replied",
        key=f"{about.number}.request.0a@localhost",
    ),
    "ours_redirected": lambda about: _mail(
        f'"Fathom & Reed" <{CARE}>',
        f"Your order {about.number}",
        about.letter,
        f"Resent-From: {about.address}",
        "Auto-Submitted: auto-generated",
        key=about.confirmation.strip("<>"),
    ),
    "receipt_read": lambda about: _receipt(about, "displayed", "Read: Your order"),
    "receipt_deleted": lambda about: _receipt(about, "deleted", "Not read: Your order"),
    "receipt_outlook": lambda about: _receipt(
        about, "displayed", "Gelesen: Ihre Bestellung", "X-MS-TNEF-Correlator: x"
    ),
    "invitation_answer": lambda about: _calendar(about, "REPLY", "Accepted: Your order arrives"),
}

LISTS: dict[str, Machine] = {
    "newsletter": lambda about: _mail(
        "News <news@shop.example>",
        "20 % off bags",
        "Cancel anytime!",
        "List-Unsubscribe: <https://shop.example/u>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    ),
    "newsletter_numbered": lambda about: _mail(
        "News <news@shop.example>",
        f"Deal {about.number}",
        "Buy!",
        "List-Unsubscribe: <https://shop.example/u>",
    ),
    "mailing_list": lambda about: _mail(
        "Ann <ann@lists.example>",
        "[bags] my order",
        "Do you know this store?",
        "List-Id: <bags.lists.example>",
        "Precedence: list",
    ),
    "bulk": lambda about: _mail("Sale <sale@shop.example>", "Sale", "Sale!", "Precedence: bulk"),
    "junk": lambda about: _mail("Sale <sale@shop.example>", "Sale", "Sale!", "Precedence: junk"),
    "feedback_id": lambda about: _mail(
        "Sale <sale@shop.example>", "Sale", "Sale!", "Feedback-ID: 1:2:3:shop"
    ),
    "list_of_theirs": lambda about: _mail(
        about.address, f"{about.number}", "Please cancel my order.", "List-Id: <x.lists.example>"
    ),
}


def _receipt(about: About, what: str, subject: str, *lines: str) -> bytes:
    """RFC 8098: our letter was looked at, or thrown away."""
    disposition = (
        "Reporting-UA: mail.example; Mail\r\nFinal-Recipient:"
        f" rfc822;{about.address}\r\nOriginal-Message-ID: {about.confirmation}\r\nDisposition:"
        f" manual-action/MDN-sent-manually; {what}\r\n"
    )
    kind = "multipart/report; report-type=disposition-notification; boundary=r"
    body = parts(
        "r",
        part("text/plain; charset=utf-8", "Your message was looked at."),
        part("message/disposition-notification", disposition),
    )
    return _mail(about.address, subject, body, *lines, *_answers(about), kind=kind)


def _calendar(about: About, method: str, subject: str) -> bytes:
    event = (
        f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:{about.number}@localhost\r\nSUMMARY:Your"
        " order\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    body = parts(
        "c",
        part("text/plain; charset=utf-8", subject),
        part(f"text/calendar; charset=utf-8; method={method}", event),
    )
    return _mail(
        about.address, subject, body, *_answers(about), kind="multipart/alternative; boundary=c"
    )


def _report(
    about: About,
    message_id: str,
    *,
    frm: str = "MAILER-DAEMON@mx.example",
    action: str = "failed",
    status: str = "5.1.1",
    whole: bool = True,
) -> bytes:
    """RFC 3464, with our letter, or its header alone, below."""
    delivery_status = (
        f"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {about.address}\r\nAction:"
        f" {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; 550 no such user\r\n"
    )
    head = (
        f"From: Fathom & Reed <{CARE}>\r\nTo: {about.address}\r\nSubject: Your order"
        f" {about.number}\r\nMessage-ID: {message_id}\r\n"
    )
    returned = (
        part("message/rfc822", f"{head}\r\nThank you for your order. You may cancel it.")
        if whole
        else part("text/rfc822-headers", head)
    )
    body = parts(
        "d",
        part("text/plain", "This is the mail system. I couldn't deliver your message."),
        part("message/delivery-status", delivery_status),
        returned,
    )
    return _mail(
        frm,
        "Undelivered Mail Returned to Sender",
        body,
        "Return-Path: <>",
        "Auto-Submitted: auto-replied",
        kind='multipart/report; report-type=delivery-status; boundary="d"',
    )


def _plain_bounce(
    about: About, message_id: str, subject: str, frm: str = "postmaster@mx.example", *lines: str
) -> bytes:
    return _mail(
        frm,
        subject,
        "Your message couldn't be delivered.\n\n--- Below this line is a copy of the"
        f" message.\n\nMessage-ID: {message_id}\nSubject: Your order {about.number}\n",
        *lines,
    )


FORGED_ID = "<{}.confirmation.0000000000000000@localhost>"
BOUNCES: dict[str, Machine] = {
    "bounce_confirmation": lambda about: _report(about, about.confirmation),
    "bounce_headers_alone": lambda about: _report(about, about.confirmation, whole=False),
    "bounce_mailbox_full": lambda about: _report(about, about.confirmation, status="5.2.2"),
    "bounce_qmail": lambda about: _plain_bounce(
        about, about.confirmation, "failure notice", "MAILER-DAEMON@mx.example"
    ),
    "bounce_exim": lambda about: _plain_bounce(
        about,
        about.confirmation,
        "Mail delivery failed: returning message to sender",
        "Mail Delivery System <Mailer-Daemon@mx.example>",
    ),
    "bounce_null_sender": lambda about: _plain_bounce(
        about,
        about.confirmation,
        "Undeliverable: Your order",
        "system@mx.example",
        "Return-Path: <>",
    ),
    "bounce_shipping": lambda about: _report(about, about.shipping),
    "bounce_forged": lambda about: _report(about, FORGED_ID.format(about.number)),
    "bounce_forged_plain": lambda about: _plain_bounce(
        about, FORGED_ID.format(about.number), "Undelivered Mail"
    ),
    "bounce_of_nothing": lambda about: _mail(
        "mailer-daemon@mx.example", "Undelivered Mail", "It didn't work."
    ),
    "bounce_delayed": lambda about: _report(
        about, about.shipping, action="delayed", status="4.4.1"
    ),
    "bounce_empty_report": lambda about: _mail(
        "postmaster@mx.example",
        "Undeliverable",
        "",
        kind="multipart/report; report-type=delivery-status; boundary=x",
    ),
    "bounce_confirmation_delayed": lambda about: _report(
        about, about.confirmation, action="delayed", status="4.4.1"
    ),
    "bounce_confirmation_relayed": lambda about: _report(
        about, about.confirmation, action="relayed", status="2.1.9"
    ),
}

ALMOST: dict[str, Machine] = {
    "invitation": lambda about: _calendar(about, "REQUEST", f"Pick-up of {about.number}"),
    "forwarded": lambda about: _mail(
        about.address,
        "Fwd: Your order",
        "Please see below.\n\n---------- Forwarded message ---------\nFrom: Fathom & Reed"
        f" <{CARE}>\nSubject: Your order {about.number}\n\n{about.letter}",
    ),
    "forwarded_as_attachment": lambda about: _forwarded(about),
    "quoted_alone": lambda about: _mail(
        about.address, f"Re: Your order {about.number}", quote(about.letter), *_answers(about)
    ),
    "quoted_unmarked": lambda about: _mail(
        about.address, f"Re: Your order {about.number}", about.letter, *_answers(about)
    ),
    "encrypted": lambda about: _mail(
        about.address,
        f"{about.number}",
        parts(
            "e",
            part("application/pgp-encrypted", "Version: 1"),
            part("application/octet-stream", "-----BEGIN PGP MESSAGE-----"),
        ),
        kind="multipart/encrypted; boundary=e",
    ),
    "signed_pgp": lambda about: _mail(
        about.address,
        f"{about.number}",
        parts(
            "s",
            part("text/plain; charset=utf-8", "Where is my order?"),
            part("application/pgp-signature; name=signature.asc", "-----BEGIN PGP SIGNATURE-----"),
        ),
        kind="multipart/signed; boundary=s",
    ),
    "spam": lambda about: _mail(
        "Prince <prince@evil.example>", "Dear friend", "I have 25 million. Cancel your worries."
    ),
    "phishing": lambda about: _mail(
        '"Fathom & Reed" <care@fathom-and-reed.evil.example>',
        f"Your order {about.number}",
        "Please cancel my order.",
    ),
    "voice_message": lambda about: _mail(
        "voice@pbx.example",
        "Voice message from 2125550100",
        parts(
            "v",
            part(
                "audio/wav; name=m.wav",
                b64("RIFF"),
                "base64",
                "Content-Disposition: attachment; filename=m.wav",
            ),
        ),
        kind="multipart/mixed; boundary=v",
    ),
}


def _forwarded(about: About) -> bytes:
    inside = (
        f"From: {CARE}\r\nSubject: Your order {about.number}\r\nMessage-ID:"
        f" {about.confirmation}\r\n\r\n{crlf(about.letter)}"
    )
    body = parts(
        "f",
        part("text/plain; charset=utf-8", "See attached."),
        part("message/rfc822", inside, "7bit", "Content-Disposition: attachment"),
    )
    return _mail(about.address, "Fwd: my order", body, kind="multipart/mixed; boundary=f")


MACHINES: dict[str, Machine] = AUTOMATIC | LISTS | BOUNCES | ALMOST
