"""How well mail is read: the public collections of other people's reply parsers and bounces.

`make mail-corpora FOLDER=...`. The folder holds checkouts of any of these; the others are left out:
discourse/email_reply_trimmer, mailgun/talon, github/email_reply_parser, zapier/email-reply-parser,
crisp-oss/email-reply-parser, sisimai/set-of-emails. A checkout is found by the name of its
repository at the end of its folder's. Nothing of them is kept here.

`--also NAME=COMMAND`, as often as you like, lets another parser read the same mails: a filter that
gets a mail's text and writes its writer's own words. Where the command holds `{type}`, it also gets
pages, as they are: `{type}` is `text/plain` or `text/html`. Others get a page's words.

A mail is right where its words, in their order, are those that the collection states. Where it
states none, own words mustn't be empty if something stands outside a quotation, no marked line is
among them, and nothing is invented; of our own reader, nothing may be lost either. Marked lines
count for nobody, and against nobody, where words are stated.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
LONGEST = 60  # seconds that another parser may take for one mail
PLAIN, HTML = "text/plain", "text/html"
# What the collection of bounces says of itself, by the names of its files.
_LATE = re.compile(
    rb"^action:[ \t]*delayed|^subject:.*(delay|being retried|warning: (could|message))",
    re.IGNORECASE | re.MULTILINE,
)
_FAILED = re.compile(rb"^action:[ \t]*(failed|expired)", re.IGNORECASE | re.MULTILINE)
_UNCHECKED = re.compile(rb"^feedback-type:[ \t]*auth-failure", re.IGNORECASE | re.MULTILINE)
_DELIVERED = re.compile(
    rb'^action:[ \t]*deliver|^\{"notificationType":"Delivery"', re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One mail of a collection, and its writer's own words where the collection states them."""

    name: str
    text: str
    right: str | None = None
    kind: str = PLAIN
    raw: bytes = b""  # the whole message, where there is one

    @property
    def is_answered(self) -> bool:
        """Whether its writer says anything: by the collection, or outside of marked lines."""
        return bool(_unmarked(self.text).strip() if self.right is None else self.right.strip())

    def is_right(self, own_words: str) -> bool:
        """Whether these are its writer's own words."""
        if self.right is not None:
            return _unmarked(own_words).split() == _unmarked(self.right).split()
        invented = Counter(own_words.split()) - Counter(self.text.split())
        return (
            bool(own_words.strip()) == self.is_answered
            and own_words == _unmarked(own_words)
            and not invented
        )


class Parser:
    """Another parser, as a filter."""

    def __init__(self, name: str, command: str) -> None:
        self.name, self.command = name, command

    def own(self, sample: Sample) -> str:
        """What it takes for the writer's own words. Where it fails, there are none."""
        from troth.care.mail.pages import words_of

        page = sample.kind == HTML
        takes_pages = "{type}" in self.command
        text = words_of(sample.text) if page and not takes_pages else sample.text
        words = shlex.split(self.command.replace("{type}", sample.kind))
        with suppress(subprocess.TimeoutExpired):
            run = subprocess.run(  # noqa: S603 - the command is the caller's own
                words, input=text.encode(), capture_output=True, timeout=LONGEST, check=False
            )
            out = run.stdout.decode("utf-8", "replace")
            return words_of(out) if page and takes_pages else out
        return ""


class Ours:
    """The reader of this project."""

    name = "Troth"

    def own(self, sample: Sample) -> str:
        """What care is shown as the writer's own words."""
        from troth.care.mail.pages import words_of
        from troth.care.mail.quoting import split_quotations
        from troth.care.mail.reading import parse_mail

        if sample.raw:
            return parse_mail(sample.raw).own
        words = split_quotations([words_of(sample.text) if sample.kind == HTML else sample.text])
        whole = Counter(words.own.split()) + Counter(words.quoted.split())
        lost = sample.right is None and whole != Counter(sample.text.split())
        return "(lost)" if lost else words.own


def main() -> int:
    """Prints the share of mails that each parser reads right, and how bounces are told apart."""
    arguments = argparse.ArgumentParser(description="How well mail is read.")
    arguments.add_argument("folder", type=Path, help="of checkouts")
    arguments.add_argument("--also", action="append", default=[], metavar="NAME=COMMAND")
    options = arguments.parse_args()
    if not options.folder.is_dir():
        arguments.error(f"{options.folder} is no folder")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troth.config.settings")
    import django

    django.setup()
    parsers: list[Ours | Parser] = [Ours()]
    parsers += [
        Parser(name, command)
        for name, _, command in (option.partition("=") for option in options.also)
    ]
    for name, samples_of in REPLIES.items():
        for checkout in sorted(options.folder.glob(f"*{name}")):
            samples = list(samples_of(checkout))
            for parser in parsers:
                _tell(checkout.name, parser, samples)
    for checkout in sorted(options.folder.glob("*set-of-emails")):
        _tell_bounces(checkout)
    return 0


def _tell(collection: str, parser: Ours | Parser, samples: list[Sample]) -> None:
    """One line: how many are right, of those whose words are stated too, and of how many nothing
    that their writer says is left.
    """
    own_words = {sample.name: parser.own(sample) for sample in samples}
    wrong = [sample for sample in samples if not sample.is_right(own_words[sample.name])]
    stated = [sample for sample in samples if sample.right is not None]
    right_of_stated = sum(sample not in wrong for sample in stated)
    lost = [
        sample
        for sample in wrong
        if sample.is_answered and not _shares(own_words[sample.name], sample)
    ]
    print(
        f"{collection:32} {parser.name:24} {len(samples) - len(wrong):3} of {len(samples):3}"
        f"  stated {right_of_stated:3} of {len(stated):3}  lost wholly {len(lost):3}"
    )
    if isinstance(parser, Ours):
        for sample in wrong:
            print(f"    not: {sample.name}")


def _shares(own_words: str, sample: Sample) -> bool:
    """Whether any of the writer's words is left."""
    wanted = _unmarked(sample.text) if sample.right is None else sample.right
    return bool(set(own_words.split()) & set(wanted.split()))


def _unmarked(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))


def _trimmer(checkout: Path) -> Iterator[Sample]:
    """Each mail beside what is left of it."""
    for path in sorted((checkout / "test/emails").glob("*.txt")):
        right = (checkout / "test/trimmed" / path.name).read_text(encoding="utf-8")
        yield Sample(path.name, path.read_text(encoding="utf-8"), right)


def _talon(checkout: Path) -> Iterator[Sample]:
    tests = (checkout / "tests/text_quotations_test.py").read_text(encoding="utf-8")
    for name, text, right in _pairs(tests):
        yield Sample(name, text, right)
    folder = checkout / "tests/fixtures"
    for path in sorted((folder / "standard_replies").glob("*.eml")):
        words = path.with_name(path.stem + "_reply_text")
        right = words.read_text(encoding="utf-8") if words.exists() else "Hello"
        yield Sample(path.name, _text_of(path.read_bytes()), right, raw=path.read_bytes())
    for path in sorted((folder / "html_replies").glob("*.html")):
        page = path.read_text(encoding="utf-8", errors="replace")
        yield Sample(path.name, page, "Hi. I am fine.\n\nThanks,\nAlex", HTML)


def _text_of(raw: bytes) -> str:
    from email import message_from_bytes

    from troth.care.mail.parts import parts_of

    return "\n".join(parts_of(message_from_bytes(raw)).texts)


def _pairs(source: str) -> Iterator[tuple[str, str, str]]:
    """The tests that hold one text and what is right of it, both written out; and those of one text
    with several words in it. A test that changes a setting first is left out.
    """
    tests = [test for test in ast.parse(source).body if isinstance(test, ast.FunctionDef)]
    patterns: dict[str, tuple[str, str]] = {}
    for test in tests:
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
        if len(texts) != 1 or len(checks) != 1 or test.decorator_list:
            continue
        if test.name.startswith("test_"):
            yield test.name, texts[0], checks[0]
        else:
            patterns[test.name] = (texts[0], checks[0])
    for call in (node for test in tests for node in ast.walk(test)):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in patterns:
            text, right = patterns[call.func.id]  # type: ignore[attr-defined]
            word = ast.literal_eval(call.args[0])
            yield f"{call.func.id}: {word}", text.format(word), right  # type: ignore[attr-defined]


def _with_tests(
    folder: str, tests: str, stated: Callable[[str], Iterable[tuple[str, str]]]
) -> Callable[[Path], Iterator[Sample]]:
    """A folder of mails, and the tests that state what is right of some."""

    def samples(checkout: Path) -> Iterator[Sample]:
        right = dict(stated((checkout / tests).read_text(encoding="utf-8")))
        for path in sorted((checkout / folder).glob("*.txt")):
            yield Sample(path.name, path.read_text(encoding="utf-8"), right.get(path.stem))

    return samples


_STRING = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""


def _stated_by_crisp(source: str) -> Iterator[tuple[str, str]]:
    common = re.search(rf"COMMON_FIRST_FRAGMENT = {_STRING}", source, re.DOTALL)
    for test in source.split("export function ")[1:]:
        name = re.search(r'get_email\("(\w+)"\)', test)
        check = re.search(
            rf"equal\((?:(COMMON_FIRST_FRAGMENT)|{_STRING}),"
            r" (?:fragments\[0\]\.toString\(\)|reply\.fragments\[0\]\.toString\(\)"
            r"|email\.getVisibleText\(\)|text\b)",
            test,
            re.DOTALL,
        )
        if name and check and common:
            yield name[1], _literal(common[1] if check[1] else check[2])


def _stated_by_github(source: str) -> Iterator[tuple[str, str]]:
    for test in source.split("  def test_")[1:]:
        name = re.search(r'join\("(\w+)\.txt"\)', test)
        check = re.search(rf"assert_equal {_STRING},\s+EmailReplyParser\.parse_reply", test)
        if name and check:
            yield name[1], _literal(check[1])


def _stated_by_zapier(source: str) -> Iterator[tuple[str, str]]:
    for test in source.split("    def test_")[1:]:
        name = re.search(r"(?:emails/(\w+)\.txt|get_email\('(\w+)'\))", test)
        check = re.search(rf"assertEqual\(\s*{_STRING},\s*EmailReplyParser\.parse_reply", test)
        check = check or re.search(rf"assertEqual\(message\.reply\.strip\(\), {_STRING}", test)
        if name and check:
            yield name[1] or name[2], _literal(check[1])


def _literal(quoted: str) -> str:
    return str(ast.literal_eval(quoted))


REPLIES: dict[str, Callable[[Path], Iterator[Sample]]] = {
    "email_reply_trimmer": _trimmer,
    "talon": _talon,
    "github+email_reply_parser": _with_tests(
        "test/emails", "test/email_reply_parser_test.rb", _stated_by_github
    ),
    "zapier+email-reply-parser": _with_tests(
        "test/emails", "test/test_email_reply_parser.py", _stated_by_zapier
    ),
    "crisp-oss+email-reply-parser": _with_tests("test/fixtures", "test/test.js", _stated_by_crisp),
}


def _tell_bounces(checkout: Path) -> None:
    from troth.care.mail.meaning import kind_of
    from troth.care.mail.reading import parse_mail

    table: Counter[tuple[str, str]] = Counter()
    for path in sorted((checkout / "maildir").glob("*/*.eml")):
        if path.parent.name == "err":
            continue
        raw = path.read_bytes()
        kind: str = kind_of(
            parse_mail(raw), care_email="care@store.example", our_domain="store.example"
        )
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
    if b'"notificationType":"Complaint"' in raw:
        return "a complaint"
    if path.name.startswith("arf-"):
        if _UNCHECKED.search(raw):
            return "a check that failed"
        return "a complaint" if b"X-Apple-Unsubscribe" not in raw else "an answer of a program"
    if path.name.startswith("rfc3834-"):
        return "an answer of a program"
    if _DELIVERED.search(raw):
        return "delivered"
    late = _LATE.search(raw) and not _FAILED.search(raw)
    return "late" if late else "failed"


if __name__ == "__main__":
    sys.exit(main())
