"""The writer's own words, and what they quote: above, between and below each other.

What is quoted ends where its marks end, and the writer speaks again. A quotation without marks
begins at the heading that a program puts above it, and has no end. Where nothing would be left of
the writer, only what is marked counts as quoted, and it is said that this isn't certain.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from troth.orders.numbers import order_numbers

LEAST_REPEATED = 20  # words in a row that a mail and a letter of ours share: it quotes the letter
LONGEST_SIGNATURE = 12  # lines
MOST_HEADING_LINES = 4  # that a program breaks `On ... wrote:` into
OWN, QUOTED, SIGNATURE, REST = range(4)  # REST: a quotation without marks, to the end
_WORD = re.compile(r"\w+")

_SAYS = (
    r"wrote|writes|said|a écrit|écrit|escribió|schrieb|geschrieben|ha scritto|scrisse|escreveu"
    r"|schreef|skrev|napisał(?:\(a\)|a)?|pisze|написал(?:\(а\)|а|и)?|пишет|писал(?:\(а\)|а)?"
    r"|написа(?:в|ла)|пише|kirjoitti|yazdı|a scris|napsal(?:\(a\)|a)?|写道|寫道|のメール"
    r"|さんは書きました|は書きました|님이 작성"
)
_STARTS = re.compile(
    r"\W{0,3}(?:on|le|el|am|il(?: giorno)?|em|op|den|dnia|w dniu|på|pe|dne|в|на|at|sent from"
    r"|(?:mon|tues?|wed|wednes|thu|thurs|fri|sat|satur|sun)(?:day)?,?"
    r"|\d{1,4}\b|20\d\d[年/.-])",
    re.IGNORECASE,
)
_VERB = re.compile(rf"(?<!\w)(?:{_SAYS})(?!\w)", re.IGNORECASE)
_VERB_ENDS = re.compile(rf"(?:{_SAYS})\W{{0,4}}$", re.IGNORECASE)
_BY_ONESELF = re.compile(r"\b(?:i|we|he|she|they)(?: have| had)? (?:wrote|said)\b", re.IGNORECASE)
_WHEN = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d|\d{1,2}[:.h]\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})(?!\d)"
)
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")
_ADDRESS_ENDS = re.compile(r"<[^\s@<>]+@[^\s@<>]+>?\W{0,3}$")
_DATE_STARTS = re.compile(r"(?:19|20)\d\d(?:年|[/.-]\d{1,2}[/.-]\d)")
# `30.09.2017, 18.30, "Ann" <...>:`, `ср, 30 апр. 2025 г. в 15:19, Ann <...>:`: a day, a time, who.
_DAY_STARTS = re.compile(r"[^\W\d_]{2,4}[.,]{1,2}\s*\d{1,2}\b")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLOCK = re.compile(r"(?<![\d.:])\d{1,2}[:.]\d\d(?![\d.:]*[./:-]\d)")
_SENTENCE = re.compile(r"\b(?:i|my|me|we|our|it|is|was)\b|(?:\S+\s+){16}", re.IGNORECASE)
_WHO_ENDS = re.compile(r"<[^\s@<>]+@[^\s@<>]+>\s*[:：]$")
_ORIGINAL = (
    r"original message|forwarded message|reply message|original appointment|元のメッセージ"
    r"|転送メッセージ|antwort nachricht|oprindelig besked|videresendt (?:besked|meddelelse|melding)"
    r"|vidarebefordrat meddelande"
    r"|urspr(?:ü|u|ue)ngliche nachricht|original-nachricht|weitergeleitete nachricht"
    r"|message d'origine|message original|message transféré|mensaje original|mensaje reenviado"
    r"|messaggio originale|messaggio inoltrato|mensagem original|mensagem encaminhada"
    r"|oorspronkelijk bericht|doorgestuurd bericht|ursprungligt meddelande|oprindelig meddelelse"
    r"|opprinnelig melding|alkuperäinen viesti|исходное сообщение|пересылаемое сообщение"
    r"|原始邮件|转发邮件|原始郵件|轉寄郵件|원본 메일|wiadomość oryginalna"
)
_MARKER = re.compile(
    rf"\s*(?:[-_=*]{{2,}}\s*(?:{_ORIGINAL})\b.{{0,60}}$"
    r"|begin forwarded message\W{0,3}$|début du message (?:réexpédié|transféré)\W{0,3}$"
    r"|anfang der weitergeleiteten (?:nachricht|e-mail)\W{0,3}$"
    r"|inizio messaggio inoltrato\W{0,3}$)",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*[-_*=]{3,}(?:\s?\S[^\n]{0,60}?\s?[-_*=]{3,})?\s*$")
_LABELS = {
    "from": "from|von|de|da|från|fra|van|od|от|від|差出人|送信元|发件人|寄件者|보낸 ?사람|remitente"
    "|expéditeur|lähettäjä|kimden|mittente",
    "date": "sent|date|message du|gesendet|datum|envoyé(?: le)?|enviado(?: el| em)?|fecha|data"
    "|inviato|skickat|sendt|dato|verzonden|wysłano|отправлено|дата|送信日時|日時|日付|发送时间"
    "|日期|보낸 날짜|lähetetty|päivämäärä|tarih|gönderildi",
    "to": "to|an|à|para|a|till|til|aan|do|кому|宛先|收件人|받는 ?사람|vastaanottaja|kime|cc|копия"
    "|kopie|kopia|copie(?: à)?|copia",
    "subject": "subject|betreff|objet|sujet|asunto|oggetto|ämne|emne|onderwerp|temat|тема|件名"
    "|主题|主旨|제목|aihe|konu|assunto",
}
_LABEL = re.compile(
    r"[\s>*_]{0,6}(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items())
    + r")[\s*_]{0,4}[:：][\s*_]{0,6}(?=\S|$)",
    re.IGNORECASE,
)
# RFC 5322.
_INTERNET_DATE = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? [+-]\d{4}")
_MARK = re.compile(r"[ \t\xa0\u200b\ufeff]*(?:[>＞]|[A-Z]{1,4}>(?:\s|$))")
_DELIMITER = re.compile(r"\s*--\s*$")
# Below these, a mailing list's program puts how to leave it.
_LIST_RULE = re.compile(r"\s*_{2,}\s*$")
_LIST_NAME = re.compile(r"\s*\S.{0,80} mailing list\s*$", re.IGNORECASE)
_DEVICES = (
    r"(?:(?:my|a|the) .{2,40}|yahoo|outlook|mail\b|mailbox|samsung|proton|gmail|windows|mobile"
    r"|galaxy|airmail|iphone|ipad|android|blackberry|\[[^\]]{2,40}\]\(https?://[^\s)]+\)).{0,60}"
)
_PROGRAM_SIGNS = re.compile(
    rf"\W{{0,3}}(?:sent (?:from|by|via|with|using) {_DEVICES}"
    r"|from my (?:iphone|ipad|phone).{0,10}"
    r"|get \[?outlook for .{2,60}|von meinem .{2,45}gesendet"
    r"|diese nachricht wurde von meinem .{2,60}"
    r"|von meinem (?:iphone|ipad|handy|smartphone)|envoyé (?:de|depuis) mon .{2,40}"
    r"|(?:gesendet von|envoyé à partir d[e'’]|enviado desde|enviado do|inviato da|skickat från"
    r"|sendt fra|verzonden via|wysłane z) ?(?:outlook|mail|gmail|yahoo).{0,60}"
    r"|enviado desde mi .{2,40}|enviado do meu .{2,40}|inviato da(?:l mio)? .{2,40}"
    r"|skickat från min .{2,40}|sendt fra min .{2,40}|verzonden (?:vanaf|met) .{2,40}"
    r"|отправлено с .{2,40}|.{2,20}から送信|從我的 .{2,20} 傳送|发自我的 ?.{2,20})\s*$",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(r"[.!?]\s*$")
# A sentence, not a program's line; but for its excuse for typing errors.
_GOES_ON = re.compile(r"[.,;!?]\s+(?!(?:please |pls )?(?:excuse|forgive|pardon))\w", re.IGNORECASE)
# What a program puts where a picture or a file was, and what text can't show.
_PLACEHOLDER = re.compile(
    r"\[(?:inline )?(?:image|img|photo|picture|attachment|bild|画像|cid)\s*[:：][^\]\n]{0,300}\]"
    r"|<(?:image|img|photo|video|pastedgraphic|attachment)[-_. ]?\w{0,60}\.\w{2,5}>"
    r"|\[image\d*\.\w{2,5}\]|\ufffc|^[ \t]*ᐧ[ \t]*$",  # the last: a pixel that counts who reads
    re.IGNORECASE | re.MULTILINE,
)
# A page's address written out on lines of its own; the last of them looks like a marked one.
_BROKEN_ADDRESS = re.compile(
    r"\s*\n<[ \t]*\n(mailto:[^\n]{3,200}@[^\n]{3,200})\n>(?=[ \t]*[^\s>]+:[ \t]*$)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class SplitWords:
    """What a mail says. `certain`: none of `own` can be a quotation without marks."""

    own: str
    quoted: str
    certain: bool = True


def split_quotations(texts: Sequence[str]) -> SplitWords:
    """The writer's own words in all texts of a mail, in their order, and what they quote or sign
    with. Own words are empty only where nothing but a quotation is there.
    """
    parts = [_lines_of(text) for text in texts]
    strict = [_mark_lines(lines, lenient=False) for lines in parts]
    own = _marked_text(parts, strict, (OWN,))
    if own:
        return SplitWords(own, _marked_text(parts, strict, (QUOTED, SIGNATURE, REST)))
    lenient = [_mark_lines(lines, lenient=True) for lines in parts]
    own = _marked_text(parts, lenient, (OWN,))
    certain = not any(REST in marks for marks in strict)
    return SplitWords(own, _marked_text(parts, lenient, (QUOTED, SIGNATURE)), certain=certain)


def without_placeholders(text: str) -> str:
    """Without what a program puts in the place of a picture or file."""
    return _PLACEHOLDER.sub("", text)


def _lines_of(text: str) -> list[str]:
    plain = without_placeholders(text.replace("\r\n", "\n").replace("\r", "\n"))
    return _BROKEN_ADDRESS.sub(r" < \1 >", plain).split("\n")


def _marked_text(parts: list[list[str]], marks: list[list[int]], wanted: tuple[int, ...]) -> str:
    texts = (
        "\n".join(
            line for line, mark in zip(lines, line_marks, strict=True) if mark in wanted
        ).strip()
        for lines, line_marks in zip(parts, marks, strict=True)
    )
    return "\n".join(part for part in texts if part)


def _mark_lines(lines: list[str], *, lenient: bool) -> list[int]:
    """What each line is. `lenient`: a heading of a quotation without marks stands alone."""
    marks = [QUOTED if _is_marked(line) else OWN for line in lines]
    _mark_headings_above_quotes(lines, marks)
    at = 0
    while at < len(lines):
        after = _heading_ends(lines, marks, at) if marks[at] == OWN else at
        if after == at:
            at += 1
            continue
        marks[at:after] = [QUOTED] * (after - at)
        if not lenient and _next_words(lines, marks, after) == OWN:
            marks[after:] = [REST if mark == OWN else mark for mark in marks[after:]]
            break
        at = after
    _mark_signatures(lines, marks, lenient=lenient)
    return marks


def _is_marked(line: str) -> bool:
    """`> `, and `AL> ` of programs that quote with who wrote it."""
    return bool(_MARK.match(line[:300]))


def _next_words(lines: list[str], marks: list[int], at: int) -> int | None:
    """What the next line is that isn't blank; None at the end."""
    return next(
        (mark for line, mark in zip(lines[at:], marks[at:], strict=True) if line.strip()), None
    )


def _mark_headings_above_quotes(lines: list[str], marks: list[int]) -> None:
    """`On Monday, Ann wrote:` directly above marked lines, on one line or broken into several."""
    for at in range(1, len(lines)):
        if marks[at] != QUOTED or marks[at - 1] == QUOTED:
            continue
        last = at - 1
        while last > 0 and not lines[last].strip():
            last -= 1
        if marks[last] != OWN:
            continue
        first = _heading_begins(lines, marks, last)
        marks[first : last + 1] = [QUOTED] * (last + 1 - first)


def _heading_begins(lines: list[str], marks: list[int], last: int) -> int:
    """The first line of the heading that ends here; the line after it where there is none."""
    possible, heading = last + 1, ""
    for first in range(last, max(last - MOST_HEADING_LINES, -1), -1):
        if marks[first] != OWN or not lines[first].strip():
            break
        heading = f"{lines[first].strip()[:200]} {heading}".strip()
        if not _is_heading(heading, above_a_quote=True):
            continue
        if _STARTS.match(heading) and (first == last or not _SENTENCE_ENDS.search(lines[first])):
            return first
        if possible > last or heading.count(">") > heading.partition("<")[2].count(">"):
            possible = first
    return possible


def _is_heading(heading: str, *, above_a_quote: bool) -> bool:
    """Whether this is how a program begins a quotation. Without a marked line below it, that takes
    more: somebody may write so themselves.
    """
    heading = heading.strip(" \t\xa0-*_")
    if not 5 <= len(heading) <= 500:
        return False
    has_verb = bool(_VERB_ENDS.search(heading[-40:]))
    has_address = bool(_ADDRESS_ENDS.search(heading[-200:]))
    if not (has_verb or has_address or heading.endswith((":", "："))):
        return False
    if _BY_ONESELF.search(heading):
        return False
    if not above_a_quote:
        return _is_program_heading(heading, has_verb=has_verb, has_address=has_address)
    verb, when, address = _VERB.search(heading), _WHEN.search(heading), _ADDRESS.search(heading)
    return bool((verb and (when or address)) or (when and address)) or (
        has_verb and len(heading) <= 100
    )


def _is_program_heading(heading: str, *, has_verb: bool, has_address: bool) -> bool:
    """Whether nobody but a program would write this line."""
    verb, when, address = _VERB.search(heading), _WHEN.search(heading), _ADDRESS.search(heading)
    starts = bool(_STARTS.match(heading))
    dated = (
        _YEAR.search(heading)
        and _CLOCK.search(heading)
        and not _SENTENCE.search(_ADDRESS.sub("", heading))
    )
    evidence = [
        starts and when and verb,
        verb and has_verb and "<" in heading and address,
        has_address and _DATE_STARTS.match(heading),
        (starts or _DAY_STARTS.match(heading)) and dated and _WHO_ENDS.search(heading),
    ]
    return any(evidence)


def _heading_ends(lines: list[str], marks: list[int], at: int) -> int:
    """The line after the heading of a quotation that begins here; `at` where none does."""
    line = lines[at][:300]
    if _MARKER.match(line):
        return _labels_end(lines, marks, at + 1, least=1)[0]
    if _RULE.match(line):
        below = _skip_blank(lines, at + 1)
        ends, whole = _labels_end(lines, marks, below, least=2)
        if whole:
            return ends
    if _LABEL.match(line):
        ends, whole = _labels_end(lines, marks, at, least=3)
        if whole:
            return ends
    heading, most = "", 1
    if _STARTS.match(line) or _DAY_STARTS.match(line):
        most = MOST_HEADING_LINES
    for last in range(at, min(at + most, len(lines))):
        if marks[last] != OWN or not lines[last].strip():
            break
        heading = f"{heading} {lines[last].strip()[:200]}".strip()
        if _is_heading(heading, above_a_quote=False):
            return at if _begins_below(lines[at : last + 1]) else last + 1
    return at


def _begins_below(heading: list[str]) -> bool:
    """Whether the first of these lines is the writer's: it tells no day, and a line below it begins
    the heading.
    """
    dated = _WHEN.search(heading[0]) or re.search(r"(?<![\w-])\d{1,2}(?![\w-])", heading[0])
    return not dated and any(
        _STARTS.match(heading[at])
        and _is_heading(" ".join(line.strip() for line in heading[at:]), above_a_quote=False)
        for at in range(1, len(heading))
    )


def _skip_blank(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _labels_end(lines: list[str], marks: list[int], at: int, *, least: int) -> tuple[int, bool]:
    """The line after a block of `From:`, `Sent:`, `To:` and `Subject:`, and whether it is one: with
    so many of these, who wrote among them, and when where they are three. Where a program wrote
    when it was sent, two are enough.
    """
    names: set[str] = set()
    by_program = False
    ends, goes_on = at, 0
    for place in range(at, min(at + 16, len(lines))):
        line = lines[place][:300]
        if marks[place] != OWN:
            break
        if label := _LABEL.match(line):
            names.add(str(label.lastgroup))
            by_program |= bool(label.lastgroup == "date" and _INTERNET_DATE.search(line))
            ends, goes_on = place + 1, 0
        elif not names or goes_on >= MOST_HEADING_LINES or _SENTENCE_ENDS.search(line):
            break  # a line that the block goes on in, or a label of another name
        else:
            goes_on += 1
    needed = {"from", "date"} if least >= 3 else {"from"}
    whole = (len(names) >= least and names >= needed) or (by_program and len(names) >= 2)
    return (ends, True) if whole else (at, False)


def _mark_signatures(lines: list[str], marks: list[int], *, lenient: bool) -> None:
    """What a program adds below the words, and what stands below `-- ` up to a quotation or the
    end, unless it is long, or names an order.
    """
    for at, line in enumerate(lines):
        if marks[at] == OWN and _PROGRAM_SIGNS.match(line[:300]) and not _GOES_ON.search(line):
            marks[at] = SIGNATURE
    _mark_lists_footers(lines, marks)
    for at, line in enumerate(lines):
        if marks[at] == OWN and _DELIMITER.match(line):
            ends = at + 1 if lenient else _signature_ends(lines, marks, at)
            marks[at:ends] = [SIGNATURE] * (ends - at)


def _mark_lists_footers(lines: list[str], marks: list[int]) -> None:
    """`riak-users mailing list` below a line of underscores, and the addresses below it."""
    for at in range(len(lines) - 1):
        if not _LIST_RULE.match(lines[at]) or not _LIST_NAME.match(lines[at + 1]):
            continue
        ends = at + 2
        while ends < len(lines) and re.match(r"\s*\S*[@/]\S+\s*$", lines[ends][:300]):
            ends += 1
        marks[at:ends] = [SIGNATURE if mark == OWN else mark for mark in marks[at:ends]]


def _signature_ends(lines: list[str], marks: list[int], at: int) -> int:
    """The line after the signature below this delimiter; after the delimiter alone where what is
    below it is none.
    """
    ends, below = at + 1, []
    while ends < len(lines) and marks[ends] not in (QUOTED, REST):
        if lines[ends].strip():
            below.append(lines[ends])
        ends += 1
        if len(below) > LONGEST_SIGNATURE:
            return at + 1
    return at + 1 if order_numbers("\n".join(below)) else ends


def without_letters(text: str, letters: Iterable[str]) -> tuple[str, str]:
    """A text without what it repeats of these letters, and what it repeats. A program may quote
    without any mark, and wrap the lines anew: so words are compared, in their order. A sentence
    that somebody copies from a letter to ask for it stays theirs: it is shorter than
    `LEAST_REPEATED` words.
    """
    repeated = _repeated_spans(text, letters)
    if not repeated:
        return text, ""
    own, after = [], 0
    for first, last in repeated:
        own.append(text[after:first])
        after = last
    own.append(text[after:])
    lines = "\n".join(own).split("\n")
    remaining = "\n".join(line for line in lines if not line.strip() or _WORD.search(line))
    return remaining.strip(), "\n".join(text[first:last] for first, last in repeated)


def _repeated_spans(text: str, letters: Iterable[str]) -> list[tuple[int, int]]:
    """From where to where the text repeats the letters, in its order."""
    letter_runs = {run for letter in letters for run in _word_runs(_words_in(letter))}
    spans = [match.span() for match in _WORD.finditer(text)]
    repeated, begin, until = [], 0, -1  # `until`: the last word of the run so far
    for at, run in enumerate(_word_runs([_fold_word(text[first:last]) for first, last in spans])):
        if run not in letter_runs:
            continue
        if at > until:
            if until >= 0:
                repeated.append((begin, spans[until][1]))
            begin = spans[at][0]
        until = at + LEAST_REPEATED - 1
    return [*repeated, (begin, spans[until][1])] if until >= 0 else []


def _words_in(text: str) -> list[str]:
    return [_fold_word(word) for word in _WORD.findall(text)]


def _fold_word(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def _word_runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Each run of `LEAST_REPEATED` words, from its first word on."""
    for at in range(len(words) - LEAST_REPEATED + 1):
        yield tuple(words[at : at + LEAST_REPEATED])
