"""What shoppers write, by the name of the kind of mail."""

from __future__ import annotations

from simulation.actors.mail_in import Mail, answer_to, pasted, quoted
from simulation.outside import Sent

_ABOUT = "Order {number}"
# Subject and text of each kind.
_TEXTS = {
    "plain": ("Cancel order {number}", "Please cancel my order {number}."),
    "signed_off": (
        _ABOUT,
        "Hello,\n\nI'd like to cancel my order {number}, please.\n\nThank you,\n{first}",
    ),
    "quoting": (_ABOUT, "Please cancel my order."),
    "pasted": (_ABOUT, "Please cancel my order."),
    "subject_only": ("Please cancel order {number}", ""),
    "vague": (_ABOUT, "I'm not sure about {number} any more. Could it be cancelled, perhaps?"),
    "dont_cancel": (_ABOUT, "Please do not cancel my order {number}. I want to keep it."),
    "no_number": ("Cancellation", "Please cancel my order."),
    "if_not_shipped": (
        _ABOUT,
        "If order {number} hasn't shipped yet, please cancel it; otherwise leave it.",
    ),
    "japanese": ("キャンセルのお願い", "注文{number}をキャンセルしてください。"),
    "other_address": ("Cancel order {number}", "Please cancel my order {number}."),
    "no_verdict": ("Cancel order {number}", "Please cancel my order {number}."),
    "fails_dmarc": ("Cancel order {number}", "Please cancel my order {number}."),
    "with_change": (
        _ABOUT,
        "Please change the address of {number} to 9 Oak Street, or cancel it if you can't.",
    ),
    "question": (_ABOUT, "Hi, when will my order {number} arrive? {first}"),
    "change_address": (
        _ABOUT,
        (
            "Hello, I've moved. Please change the address of order {number} to 9 Oak Street,"
            " Brooklyn, NY 11201. {first}"
        ),
    ),
    "wrong_size": (_ABOUT, "I ordered the wrong size in {number}. Please change the size."),
    "thanks": (_ABOUT, "Thank you so much, everything about {number} is perfect! {first}"),
    "nonsense": ("asdf", "lorem 4711 ??? \U0001f600\U0001f600 ~~ qwertz"),
    "empty": ("", ""),
    "html_only": (_ABOUT, "Does {number} come with its dust bag?"),
    "auto_reply": ("Automatic reply", "I am out of the office until Monday."),
    "damaged": (_ABOUT, "My piece of {number} arrived with a scratch, see the photo. {first}"),
    "not_received": (_ABOUT, "I haven't received my parcel of order {number}. {first}"),
    "forget": (_ABOUT, "Please delete my personal data of order {number}. {first}"),
    "complaint": (_ABOUT, "I am very unhappy with {number}. Somebody must call me. {first}"),
    "photo": (_ABOUT, "Is this the piece of {number}? {first}"),
    "twice": (_ABOUT, "Hi, is there any news of {number}? {first}"),
    "reply_ok": (_ABOUT, "OK, thanks!"),
    "reply_question": (_ABOUT, "Can I pick it up myself?"),
    "reply_cancel": (_ABOUT, "Please cancel my order."),
    "came_after_all": (
        _ABOUT,
        (
            "Good news: the parcel of order {number} has come after all. Please forget my"
            " report. {first}"
        ),
    ),
    "pleads": (
        _ABOUT,
        (
            "Your page says it's too late to cancel {number}. Could you make an exception,"
            " please? {first}"
        ),
    ),
}


def compose(
    kind: str, *, name: str, sender: str, number: str, latest: Sent | None, photo: bytes
) -> Mail:
    """A mail about an order. `latest` is the letter that a reply answers, where there is one."""
    first = name.split()[0]
    subject, text = _words(kind, first, number)
    mail = Mail(sender, name, subject, text)
    if kind == "other_address":
        mail.sender = f"{first.lower()}.{number[-5:].lower()}@example.org"
    elif kind in ("no_verdict", "fails_dmarc"):
        mail.verdict = "none" if kind == "no_verdict" else "fail"
    elif kind == "html_only":
        mail.text, mail.html = "", f"<html><body><p>{text}</p><p><b>{first}</b></p></body></html>"
    elif kind in ("photo", "damaged"):
        mail.files = [("photo.jpg", "image/jpeg", photo)]
    elif kind == "auto_reply":
        mail.headers["Auto-Submitted"] = "auto-replied"
    replies = kind in ("quoting", "pasted", "auto_reply") or kind.startswith("reply_")
    if latest is not None and replies:
        _make_reply(mail, kind, latest)
    return mail


def _make_reply(mail: Mail, kind: str, latest: Sent) -> None:
    mail.headers |= answer_to(latest)
    prefix = "Automatic reply: " if kind == "auto_reply" else "Re: "
    mail.subject = f"{prefix}{latest.subject}"
    if kind == "pasted":
        mail.text += f"\n\n{pasted(latest)}"
    elif kind != "auto_reply":
        mail.text += f"\n\n{quoted(latest)}"


def _words(kind: str, first: str, number: str) -> tuple[str, str]:
    """Subject and text."""
    subject, text = _TEXTS[kind]
    return subject.format(number=number), text.format(number=number, first=first)
