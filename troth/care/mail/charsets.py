"""What the bytes of a mail say. Charsets go by the labels of WHATWG's Encoding Standard (section
4.2), which says what programs mean by them and not what the labels once meant: `iso-8859-1` is
Windows' 1252, and the Japanese ones are Microsoft's variants.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Callable, Iterator
from functools import cache

UTF_8, WINDOWS, ISO_2022_JP, EUC_JP = "utf-8", "cp1252", "iso-2022-jp", "euc-jp"
# Labels whose codec of the same name in Python reads less, or something else.
_LABELS = {
    WINDOWS: "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1"
    " iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 latin-1 us-ascii windows-1252 x-cp1252"
    " we8mswin1252 ansi cp-1252",
    "cp1254": "csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5"
    " latin5 windows-1254 x-cp1254",
    "cp874": "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874",
    "iso8859_6": "asmo-708 csiso88596e csiso88596i ecma-114 iso-8859-6-e iso-8859-6-i",
    "iso8859_8": "csiso88598e csiso88598i iso-8859-8-e iso-8859-8-i logical visual iso-ir-138",
    "mac_roman": "csmacintosh mac macintosh x-mac-roman",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "mac_latin2": "x-mac-ce",
    "koi8_r": "cskoi8r koi koi8 koi8-r koi8_r",
    "koi8_u": "koi8-ru koi8-u",
    "gb18030": "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk"
    " gb18030 euc-cn x-euc-cn cp936",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "cp949": "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601 ks_c_5601-1987"
    " ks_c_5601-1989 ksc5601 ksc_5601 windows-949",
    "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis sjis-win"
    " shift_jisx0213 cp932",
    ISO_2022_JP: "csiso2022jp iso-2022-jp iso-2022-jp-ms cp50220 cp50221 cp50222",
    EUC_JP: "cseucpkdfmtjapanese euc-jp x-euc-jp eucjp-ms eucjp-win cp51932",
    UTF_8: "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 utf-8mb4 x-unicode20utf8"
    " cp65001",
    "utf-16": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16",
}
# Says nothing of the charset.
_NONE = ("", "8bit", "7bit", "binary", "default", "unknown", "x-unknown", "unknown-8bit", "none")
_ASCII = ("ansi_x3.4-1968", "ascii", "us-ascii")
# As of WHATWG: the five bytes that Windows' 1252 leaves free are control characters.
_WINDOWS_1252 = "".join(bytes([byte]).decode(WINDOWS, "ignore") or chr(byte) for byte in range(256))
_META = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_ESCAPE = re.compile(rb"\x1b(\$[@B]|\([BIJ])")
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bq])\?([^?\r\n]{0,2000})\?=", re.IGNORECASE)


def text_of(content: bytes, label: str = "") -> str:
    """The text of a part. A label that isn't true, or that nobody knows, is no reason to lose it:
    UTF-8 is tried next, and what can't be read is marked.
    """
    declared = _charset_of(label)
    if not declared:
        declared = _charset_of(_charset_in_page(content)) or (
            ISO_2022_JP if _ESCAPE.search(content) else ""
        )
    for charset in dict.fromkeys(
        (*_charsets_to_try_first(content, label, declared), declared, UTF_8)
    ):
        try:
            return _decode_strictly(content, charset)
        except (LookupError, ValueError):
            continue
    try:
        return content.decode(_codec_name(declared), "replace")
    except (LookupError, ValueError):
        return content.decode(WINDOWS, "replace")


def _charsets_to_try_first(content: bytes, label: str, declared: str) -> list[str]:
    """UTF-8 that calls itself ASCII or Latin: no other text is UTF-8 by chance."""
    tidied = _tidy_label(label)
    if declared == WINDOWS and (tidied in _ASCII or not content.isascii()):
        return [UTF_8]
    return [] if tidied else [UTF_8]


def header_text(value: str) -> str:
    """The words of a header, unfolded, its encoded words (RFC 2047) read as a part's bytes are.
    Those of one charset that follow each other are one text: a letter may be cut between them.
    """
    return "".join(_header_pieces(value))


def _header_pieces(value: str) -> Iterator[str]:
    at, waiting, charset = 0, b"", ""
    for word in _ENCODED_WORD.finditer(value):
        between, content = value[at : word.start()], _word_bytes(word[2], word[3])
        if content is None:
            continue
        label = word[1].partition("*")[0]
        apart = bool(between.strip()) or not at
        if waiting and (apart or label.lower() != charset):
            yield text_of(waiting, charset)
            waiting = b""
        if apart:
            yield between
        waiting, charset, at = waiting + content, label.lower(), word.end()
    if waiting:
        yield text_of(waiting, charset)
    yield value[at:]


def _word_bytes(encoding: str, text: str) -> bytes | None:
    if encoding.lower() == "q":
        return quopri.decodestring(text.replace("_", " ").encode("utf-8", "replace"), header=False)
    try:
        return base64.b64decode(text.encode("ascii") + b"==")
    except (binascii.Error, ValueError):
        return None


def _decode_strictly(content: bytes, charset: str) -> str:
    if charset == WINDOWS:
        return codecs.charmap_decode(content, "strict", _WINDOWS_1252)[0]
    if charset == ISO_2022_JP:
        return _decode_with_fallback(content, "iso2022_jp_ext", _decode_iso_2022_jp)
    if charset == EUC_JP:
        return _decode_with_fallback(content, "euc_jp", _decode_euc_jp)
    if charset == "big5hkscs":
        return _decode_with_fallback(content, charset, lambda encoded: encoded.decode("cp950"))
    return content.decode(_codec_name(charset))


def _decode_with_fallback(content: bytes, codec: str, otherwise: Callable[[bytes], str]) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return otherwise(content)


def _decode_iso_2022_jp(content: bytes) -> str:
    """ISO-2022-JP as Windows writes it (code page 50221): with NEC's and IBM's letters, and kana of
    half width. Raises `ValueError` for another escape.
    """
    first, *rest = _ESCAPE.split(content)
    if b"\x1b" in b"".join([first, *rest[1::2]]):
        raise UnicodeError("an escape that is not Japanese")
    words = [first.decode("cp932")]
    for escape, chunk in zip(rest[::2], rest[1::2], strict=True):
        if escape.startswith(b"$"):
            words.append(_decode_pairs(chunk))
        elif escape == b"(I":
            kana = bytes(byte | 0x80 if byte > 0x20 else byte for byte in chunk)
            words.append(kana.decode("cp932"))
        else:
            words.append(chunk.decode("cp932"))
    return "".join(words)


def _decode_pairs(pairs: bytes) -> str:
    """Two bytes a letter; a line's end and a blank stand for themselves."""
    words, at = bytearray(), 0
    while at < len(pairs):
        if pairs[at] <= 0x20:
            words += pairs[at : at + 1]
            at += 1
        else:
            words += _shift_jis_pair(pairs[at : at + 2])
            at += 2
    return words.decode("cp932")


def _decode_euc_jp(content: bytes) -> str:
    """EUC-JP as Windows writes it (code page 51932), with NEC's and IBM's letters."""
    words, at = [], 0
    while at < len(content):
        length = 1 if content[at] < 0x80 else 3 if content[at] == 0x8F else 2
        letter = content[at : at + length]
        if letter[0] > 0xA0 and length == 2:
            words.append(_shift_jis_pair(bytes(byte & 0x7F for byte in letter)).decode("cp932"))
        else:
            words.append(letter.decode("euc_jp"))
        at += length
    return "".join(words)


def _shift_jis_pair(pair: bytes) -> bytes:
    """A letter of JIS X 0208 as Shift_JIS has it. Raises `ValueError` for half of one."""
    if len(pair) != 2 or not all(0x21 <= byte <= 0x7E for byte in pair):
        raise UnicodeError("half a letter")
    row, cell = pair
    lead = ((row - 0x21) >> 1) + 0x81
    trail = cell + (0x1F if cell < 0x60 else 0x20) if row % 2 else cell + 0x7E
    return bytes([lead if lead <= 0x9F else lead + 0x40, trail])


def _charset_in_page(content: bytes) -> str:
    """What an HTML page says of its own charset, at its beginning."""
    match = _META.search(content[:2000])
    return match[1].decode("ascii", "replace") if match else ""


def _tidy_label(label: str) -> str:
    return label.lower().strip(" \t\r\n\"';,<>")


def _charset_of(label: str) -> str:
    """The charset that a label stands for; empty for one that says nothing, or that nobody
    knows.
    """
    tidied = _tidy_label(label)
    if tidied in _NONE:
        return ""
    charset = _codecs_by_label().get(tidied) or _codecs_by_label().get(tidied.replace("_", "-"))
    if charset:
        return charset
    for name in (tidied, tidied.replace("cp-", "cp", 1)):
        try:
            return _codec_name(name)
        except LookupError:
            continue
    return ""


def _codec_name(name: str) -> str:
    """Python's codec, where it is one of text: its own escapes and names of domains are none."""
    codec = codecs.lookup(name or UTF_8)
    if "escape" in codec.name or codec.name in ("idna", "punycode", "undefined"):
        return UTF_8
    return name or UTF_8


@cache
def _codecs_by_label() -> dict[str, str]:
    return {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
