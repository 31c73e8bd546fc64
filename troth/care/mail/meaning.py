"""What a mail seems to ask for. A suggestion to people; only the plainest words to cancel may be
acted on alone.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from troth.care.mail.reading import ParsedMail
from troth.care.mail.reports import is_complaint, notice_of
from troth.care.models import CANCEL
from troth.email_addresses import same_mailbox
from troth.orders.numbers import SEPARATORS
from troth.plain_text import with_plain_dashes, without_invisible

MOST_READ = 3000
MOST_SENTENCES = 14
AUTO, BOUNCE, BULK, COMPLAINT, OURS, PERSON = (
    "auto_reply", "bounce", "bulk", "complaint", "ours", "person",
)  # fmt: skip
_BOUNCED = re.compile(
    r"undeliver|un-?zustellbar|delivery (status|fail|problem|notification|error)|returned (mail|to"
    r" sender)|failure notice|mail (delivery|system error|failure)|error sending your"
    r" (mail|message)"
    r"|(could|can)( ?not|n't) be (sent|delivered)|could not send message|not delivered|配信不能"
    r"|配信エラー|メールエラー通知|送信できませんでした|non (remis|distribué)|no entregado"
    r"|não entregue",
    re.IGNORECASE,
)
# Who writes of a letter that came back, by the address or by the name before it.
_MAIL_SYSTEM = re.compile(
    r"\W*(mailer-daemon\b|postmaster@|mail delivery (sub)?system|mail delivery service)",
    re.IGNORECASE,
)
# What a program writes above a letter that it gives back, whoever it says that it is.
_GIVES_BACK = re.compile(
    r"\bnot be delivered to:?\s*<?[^\s<>@]+@|送信できませんでした", re.IGNORECASE
)
_NO_REPLY = re.compile(r"(?:do-?)?not?-?reply$", re.IGNORECASE)
_NOT_YET = re.compile(
    r"delay|warning: (could not send|message)|still being retried|will (retry|keep trying)",
    re.IGNORECASE,
)
_AUTO = re.compile(
    r"\s*(automatic reply|auto(matic)?[ -]?(reply|response)|out of (the"
    r" )?office|自動返信|自動応答|自动回复|自動回覆"
    r"|abwesen|automatische antwort|réponse automatique|respuesta automática|risposta"
    r" automatica|resposta automática"
    r"|automatisch antwoord|autosvar)",
    re.IGNORECASE,
)
_ACTION = re.compile(r"^action:[ \t]*([\w-]*)", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(r"^status:[ \t]*(\d)\.", re.IGNORECASE | re.MULTILINE)
_NOT_FAILED = frozenset(("delivered", "relayed", "expanded", "delayed"))
_ANSWERS = re.compile(r"\s*(re|aw|fwd?|wg|sv|tr|返信|転送)\s*[:：]", re.IGNORECASE)


_STOPS = {
    "not",
    "don't",
    "no",
    "never",
    "keep",
    "only",
    "if",
    "unless",
    "but",
    "wait",
    "stop",
    "kidding",
    "maybe",
    "lol",
    "later",
    "tomorrow",
    "then",
    "first",
    "anyway",
}
_NAME = re.compile(r"(?:[dlo]')?[^\W\d_]+(?:-[^\W\d_]+)*")
# Between a courtesy that closes a mail and the name under it, where both stand on one line.
_SIGNS_OFF = re.compile(r"\s*[,\-]+\s*")


@dataclass(frozen=True, slots=True)
class Meaning:
    """`clear`: the words plainly, unconditionally and only ask to cancel this order now. `cancels`:
    they name it too, among other things or first.
    """

    suggests: str | None
    clear: bool = False
    cancels: bool = False


def kind_of(read: ParsedMail, *, care_email: str, our_domain: str) -> str:
    """Whether a person wrote it: what programs write is answered by nobody."""
    auto = read.header("auto-submitted").lower().strip()
    is_ours = auto and read.message_id.endswith(f"@{our_domain}>")
    if same_mailbox(read.sender, care_email) or is_ours:
        return OURS
    if is_complaint(read):
        return COMPLAINT
    if read.feedback or notice_of(read) not in ("", "bounce"):
        return AUTO
    if notice_of(read) or _is_bounce(read):
        return BOUNCE if _has_failed(read) else AUTO
    precedence = read.header("precedence").lower().strip()
    programs = ("x-autoreply", "x-autorespond", "x-auto-response", "x-autoresponder")
    if (
        (auto and auto != "no")
        or precedence in ("auto_reply", "auto-reply")
        or any(program in read.headers for program in programs)
    ):
        return AUTO
    if read.machine or _AUTO.match(read.subject):
        return AUTO
    lists = ("list-id", "list-unsubscribe", "list-post")
    return (
        BULK
        if precedence in ("bulk", "list", "junk") or any(name in read.headers for name in lists)
        else PERSON
    )


def _is_bounce(read: ParsedMail) -> bool:
    content = read.header("content-type").lower().replace('"', "").replace(" ", "")
    name = read.sender.partition("@")[0]
    program = re.sub("[-_.]", "", name) in ("mailerdaemon", "postmaster") or bool(
        _MAIL_SYSTEM.match(read.header("from"))
    )
    nobody = read.header("return-path").strip() == "<>"
    returned = (nobody and bool(_BOUNCED.search(read.subject))) or (
        (nobody or bool(_NO_REPLY.match(name))) and bool(_GIVES_BACK.search(read.own))
    )
    return bool(read.report) or program or returned or "report-type=delivery-status" in content


def _has_failed(read: ParsedMail) -> bool:
    """A report tells what became of a letter: one that is late, or arrived, didn't come back. Each
    other word means that it has, unless every status is a success (2.x.x): servers have more of
    them than RFC 3464 (2.3.3) knows.
    """
    actions = _ACTION.findall(read.report)
    if not actions:
        return not _NOT_YET.search(read.subject)
    succeeded = all(status == "2" for status in _STATUS.findall(read.report) or [""])
    return any(
        action.lower() not in _NOT_FAILED and not (succeeded and action.lower() != "failed")
        for action in actions
    )


def meaning_of(read: ParsedMail) -> Meaning:
    """What the writer's own words suggest; the subject counts where it isn't an answer's."""
    own, subject = (
        fold_text(read.own),
        "" if _ANSWERS.match(read.subject) else fold_text(read.subject),
    )
    cancels = any(_is_asking_for(text, CANCEL) and not _is_negated(text) for text in (own, subject))
    for text in (own, subject):
        for kind in _suggestion_patterns():
            if _is_asking_for(text, kind) and not (kind == CANCEL and _is_negated(text)):
                whole = read.certain and not read.repeated and len(read.own) < MOST_READ
                clear = (
                    kind == CANCEL
                    and whole
                    and is_plain_request(own, subject, signer=_signer_words(read))
                )
                return Meaning(kind, clear, cancels)
    return Meaning(None)


def _is_asking_for(text: str, kind: str) -> bool:
    return any(pattern.search(text) for pattern in _suggestion_patterns()[kind])


def fold_text(text: str) -> str:
    """As it is compared: one width, one case, one apostrophe, one dash, and nothing unseen."""
    seen = with_plain_dashes(without_invisible(text[:MOST_READ]))
    normalized = unicodedata.normalize("NFKC", seen).casefold()[:MOST_READ]
    return re.sub("[’‘‛ʼ′`´]", "'", with_plain_dashes(normalized))


def _signer_words(read: ParsedMail) -> frozenset[str]:
    """The words that somebody signs with: of the name in From, and of the address."""
    return frozenset(re.findall(r"\w+", fold_text(read.header("from").rpartition("@")[0])))


def is_plain_request(own: str, subject: str = "", *, signer: frozenset[str] = frozenset()) -> bool:
    """Whether every sentence is a plain request to cancel or a courtesy, and one at least is the
    request. Whoever wrote it may have signed it: below, or behind it with a name of `signer`.
    """
    requests, courtesies = _plain_patterns()
    request_count, sentences = 0, [*_split_sentences(subject), *_split_sentences(own)]
    if len(own) >= MOST_READ or len(sentences) > MOST_SENTENCES:
        return False
    for at, sentence in enumerate(sentences):
        is_last = at == len(sentences) - 1
        unsigned = _without_signer(sentence, signer) if is_last else sentence
        if any(
            pattern.fullmatch(variant) for pattern in requests for variant in (sentence, unsigned)
        ):
            request_count += 1
            continue
        signs = request_count and is_last and (_is_name(sentence) or _is_sign_off(sentence))
        if not signs and not any(pattern.fullmatch(sentence) for pattern in courtesies):
            return False
    return request_count > 0


def _split_sentences(text: str) -> list[str]:
    """Split at ends of sentences and lines. A question keeps its mark, so that no plain request
    matches it.
    """
    parts = re.split(
        r"(?<!no)[.](?=\s|$)|[!。！\n;、]+|(?<=\?)\s|,\s*(?=(?:thanks?|many"
        r" thanks|best|kind|regards)\b)",
        text,
    )
    tidied = (re.sub(r"\s+", " ", part).strip(" \t,.:;\"'-–—") for part in parts if part)
    return [part[:400] for part in tidied if part]


def _without_signer(sentence: str, signer: frozenset[str]) -> str:
    """`cancel my order, ann lee` without the name that its writer has by their mail program."""
    words = sentence.split(" ")
    while len(words) > 1 and words[-1].strip(".-") in signer:
        words.pop()
    return " ".join(words).rstrip(" ,-")


def _is_name(sentence: str) -> bool:
    """The last line, of one to three words of letters: who signs."""
    words = sentence.replace(".", " ").split()
    if not 1 <= len(words) <= 3 or _STOPS & set(words):
        return False
    return all(_NAME.fullmatch(word) and len(word) <= 20 for word in words)


def _is_sign_off(sentence: str) -> bool:
    """A courtesy and a name on one line: `thanks, ann`."""
    parts = _SIGNS_OFF.split(sentence, maxsplit=1)
    if len(parts) != 2 or not _is_name(parts[1]):
        return False
    return any(pattern.fullmatch(parts[0]) for pattern in _plain_patterns()[1])


@cache
def _load_word_file() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


@cache
def _suggestion_patterns() -> dict[str, list[re.Pattern[str]]]:
    return {
        kind: [re.compile(pattern) for pattern in patterns]
        for kind, patterns in _load_word_file()["suggests"].items()
    }


def _is_negated(text: str) -> bool:
    return any(pattern.search(text) for pattern in _negation_patterns())


@cache
def _negation_patterns() -> list[re.Pattern[str]]:
    return [re.compile(pattern) for pattern in _load_word_file()["not_cancel"]["never"]]


@cache
def _plain_patterns() -> tuple[list[re.Pattern[str]], list[re.Pattern[str]]]:
    plain = _load_word_file()["plain"]
    number = plain["number"].replace("{SEPARATORS}", SEPARATORS)
    order = plain["order"].replace("{NUMBER}", number)
    placeholders = {
        "{ORDER}": order,
        "{NUMBER}": number,
        "{ASK}": plain["ask"],
        "{SOON}": plain["soon"],
    }

    def compile_template(pattern: str) -> re.Pattern[str]:
        for name, value in placeholders.items():
            pattern = pattern.replace(name, value)
        return re.compile(pattern)

    return [compile_template(template) for template in plain["requests"]], [
        compile_template(template) for template in plain["courtesies"]
    ]
