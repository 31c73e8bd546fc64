"""How well mail is read: the public collections of other people's reply parsers and bounces.

`make mail-corpora FOLDER=...`. The folder holds checkouts of any of these; the others are left out:
discourse/email_reply_trimmer, mailgun/talon, github/email_reply_parser, zapier/email-reply-parser,
crisp-oss/email-reply-parser, sisimai/set-of-emails. A checkout is found by the name of its
repository at the end of its folder's. Nothing of them is kept here.

The first two say what is right; of the next three it is checked that own words aren't empty where
something stands outside a quotation, that no marked line is among them, and that nothing is lost.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
Judged = tuple[str, bool]
# What the collection of bounces says of itself, by the names of its files.
_LATE = re.compile(
    rb"^action:[ \t]*delayed|^subject:.*(delay|being retried|warning: (could|message))",
    re.IGNORECASE | re.MULTILINE,
)
_FAILED = re.compile(rb"^action:[ \t]*(failed|expired)", re.IGNORECASE | re.MULTILINE)
_DELIVERED = re.compile(rb"^action:[ \t]*deliver", re.IGNORECASE | re.MULTILINE)


def main() -> int:
    """Prints the share of mails that are read right, and how bounces are told apart."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print("usage: bench/mail_corpora.py FOLDER, of checkouts", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troth.settings")
    import django

    django.setup()
    folder = Path(sys.argv[1])
    for name, judge in REPLIES.items():
        for checkout in sorted(folder.glob(f"*{name}")):
            _tell(checkout.name, list(judge(checkout)))
    for checkout in sorted(folder.glob("*set-of-emails")):
        _tell_bounces(checkout)
    return 0


def _tell(name: str, judged: list[Judged]) -> None:
    right = sum(each for _, each in judged)
    share = f"{right / len(judged):.1%}" if judged else "none"
    print(f"{name:40} {right:4} of {len(judged):4}  {share}")
    for mail, is_right in judged:
        if not is_right:
            print(f"    not: {mail}")


def _words(text: str) -> list[str]:
    return text.split()


def _own(text: str) -> str:
    from troth.care.mail.quoting import split

    return split([text]).own


def _trimmer(checkout: Path) -> Iterator[Judged]:
    """Each mail beside what is left of it. Marked lines that it keeps are left out on both
    sides.
    """
    for path in sorted((checkout / "test/emails").glob("*.txt")):
        right = (checkout / "test/trimmed" / path.name).read_text(encoding="utf-8")
        unmarked = "\n".join(each for each in right.split("\n") if not each.startswith(">"))
        yield path.name, _words(_own(path.read_text(encoding="utf-8"))) == _words(unmarked)


def _talon(checkout: Path) -> Iterator[Judged]:
    tests = (checkout / "tests/text_quotations_test.py").read_text(encoding="utf-8")
    for name, text, right in _pairs(tests):
        yield name, _words(_own(text)) == _words(right)
    from troth.care.mail.pages import words_of
    from troth.care.mail.reading import read

    folder = checkout / "tests/fixtures"
    for path in sorted((folder / "standard_replies").glob("*.eml")):
        told = path.with_name(path.stem + "_reply_text")
        right = told.read_text(encoding="utf-8") if told.exists() else "Hello"
        yield path.name, _words(read(path.read_bytes()).own) == _words(right)
    for path in sorted((folder / "html_replies").glob("*.html")):
        own = _own(words_of(path.read_text(encoding="utf-8", errors="replace")))
        yield path.name, _words(own) == ["Hi.", "I", "am", "fine.", "Thanks,", "Alex"]


def _pairs(source: str) -> Iterator[tuple[str, str, str]]:
    """The tests that hold one text and what is right of it, both written out."""
    for test in ast.parse(source).body:
        if not isinstance(test, ast.FunctionDef) or len(test.body) < 2:
            continue
        texts = [
            node.value.value
            for node in test.body
            if isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ]
        checks = [
            call.args[0].value
            for call in ast.walk(test)
            if isinstance(call, ast.Call)
            and getattr(call.func, "id", "") == "eq_"
            and len(call.args) == 2
            and isinstance(call.args[0], ast.Constant)
            and isinstance(call.args[0].value, str)
            and "extract_from_plain" in ast.unparse(call.args[1])
        ]
        if len(texts) == len(checks) == 1:
            yield test.name, texts[0], checks[0]


def _by_rules(folder: str) -> Callable[[Path], Iterator[Judged]]:
    def judge(checkout: Path) -> Iterator[Judged]:
        from troth.care.mail.quoting import split

        for path in sorted((checkout / folder).glob("*.txt")):
            text = path.read_text(encoding="utf-8")
            said = split([text])
            lines = [line for line in text.split("\n") if line.strip()]
            outside = [line for line in lines if not line.lstrip().startswith(">")]
            kept = Counter(_words(said.own)) + Counter(_words(said.quoted))
            whole = kept == Counter(_words(text))
            marked = any(line.lstrip().startswith(">") for line in said.own.split("\n"))
            yield path.name, whole and not marked and bool(said.own or not outside)

    return judge


REPLIES: dict[str, Callable[[Path], Iterator[Judged]]] = {
    "email_reply_trimmer": _trimmer,
    "talon": _talon,
    "github+email_reply_parser": _by_rules("test/emails"),
    "zapier+email-reply-parser": _by_rules("test/emails"),
    "crisp-oss+email-reply-parser": _by_rules("test/fixtures"),
}


def _tell_bounces(checkout: Path) -> None:
    from troth.care.mail.meaning import kind_of
    from troth.care.mail.reading import read

    table: Counter[tuple[str, str]] = Counter()
    for path in sorted((checkout / "maildir").glob("*/*.eml")):
        if path.parent.name == "err":
            continue
        raw = path.read_bytes()
        kind: str = kind_of(read(raw), care_email="care@store.example", our_domain="store.example")
        table[_really(path, raw), kind] += 1
    kinds = sorted({kind for _, kind in table})
    print(f"\n{checkout.name}: what it is, and what it is read as")
    print(f"{'':24}" + "".join(f"{kind:>12}" for kind in kinds))
    for truth in sorted({truth for truth, _ in table}):
        print(f"{truth:24}" + "".join(f"{table[truth, kind]:12}" for kind in kinds))


def _really(path: Path, raw: bytes) -> str:
    """What a message is, by where it lies and what it says; not by our own reader."""
    if path.parent.name == "not":
        return "no bounce"
    if path.name.startswith("arf-"):
        return "a complaint"
    if path.name.startswith("rfc3834-"):
        return "an answer of a program"
    if _DELIVERED.search(raw):
        return "delivered"
    late = _LATE.search(raw) and not _FAILED.search(raw)
    return "late" if late else "failed"


if __name__ == "__main__":
    sys.exit(main())
