"""The carrier's papers, drawn: the label of 4 by 6 inches with its barcode, and the letter that
proves a delivery.
"""

from __future__ import annotations

import base64
import io
from functools import lru_cache
from typing import Any

from PIL import Image, ImageDraw, ImageFont

Doc = dict[str, Any]
DPI = 203
LABEL = (4 * DPI, 6 * DPI)
MODULE, BARS_LEFT, BARS_TOP, BARS_TALL = 5, 162, 860, 190
_MARGIN = 10  # modules of white on each side, for the reader
# Code 128: the widths of bars and spaces of each of its values, six to a value; 106 is the end and
# has seven.
_TABLE = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232"
    " 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122"
    " 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311"
    " 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113"
    " 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422"
    " 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111"
    " 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121"
    " 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412"
    " 211214 211232 2331112 "
)
_WIDTHS = tuple(_TABLE.split())
_START_OF_SIGNS, _START_OF_PAIRS, _END = 104, 105, 106
_SIGNED = {"DIRECT": "DIRECT SIGNATURE REQUIRED", "ADULT": "ADULT SIGNATURE REQUIRED"}


def code128_modules(text: str) -> str:
    """A number as Code 128: an even number of digits in pairs, anything else sign by sign. 1 is
    black, 0 is white, without the margins.
    """
    if text.isdigit() and len(text) % 2 == 0:
        values = [_START_OF_PAIRS, *(int(text[i : i + 2]) for i in range(0, len(text), 2))]
    else:
        values = [_START_OF_SIGNS, *(ord(sign) - 32 for sign in text)]
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    runs = []
    for value in [*values, check, _END]:
        runs += [("1", "0")[place % 2] * int(width) for place, width in enumerate(_WIDTHS[value])]
    return "".join(runs)


@lru_cache(maxsize=16)
def _load_font(size: int) -> Any:
    return ImageFont.load_default(size)


class _Sheet:
    """A white page with black on it, one bit deep."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.image = Image.new("1", size, 1)
        self._draw = ImageDraw.Draw(self.image)

    def text(self, x: int, y: int, text: str, size: int, *, most: int = 0) -> None:
        """Made smaller until it is no wider than `most`."""
        while most and size > 12 and self._draw.textlength(text, _load_font(size)) > most:
            size -= 1
        self._draw.text((x, y), text, 0, _load_font(size))

    def rule(self, y: int, *, thick: int = 3) -> None:
        self._draw.line(((12, y), (self.image.width - 12, y)), 0, thick)

    def box(self, left: int, top: int, right: int, bottom: int, *, filled: bool = True) -> None:
        self._draw.rectangle((left, top, right, bottom), 0 if filled else None, 0, 3)

    def white(self, x: int, y: int, text: str, size: int, *, most: int) -> None:
        while size > 12 and self._draw.textlength(text, _load_font(size)) > most:
            size -= 1
        self._draw.text((x, y), text, 1, _load_font(size))

    def bars(self, number: str) -> None:
        """As wide as the page has room for, with a margin on each side."""
        bits = code128_modules(number)
        step = min(MODULE, self.image.width // (len(bits) + 2 * _MARGIN))
        first = min(BARS_LEFT, (self.image.width - len(bits) * step) // 2)
        for place, black in enumerate(bits):
            if black == "1":
                left = first + place * step
                self._draw.rectangle((left, BARS_TOP, left + step - 1, BARS_TOP + BARS_TALL - 1), 0)

    def saved(self, kind: str = "PDF") -> str:
        """In base64."""
        buffer = io.BytesIO()
        self.image.save(
            buffer, kind, **({"resolution": float(DPI)} if kind == "PDF" else {"dpi": (DPI, DPI)})
        )
        return base64.b64encode(buffer.getvalue()).decode("ascii")


def _address_lines(party: Doc) -> list[str]:
    street = [str(line) for line in party["street"]][:3]
    named = [party["name"], *([party["company"]] if party["company"] else [])]
    return [*named, *street, f"{party['city']} {party['state']} {party['zip']}", party["phone"]]


def label_image(parcel: Doc, service: str) -> Image.Image:
    """The label as a picture, as wide as four inches at 203 dots to the inch."""
    return _label_sheet(parcel, service).image


def draw_label(parcel: Doc, service: str) -> str:
    """The label as a PDF in base64: the service, both addresses, the number in digits and bars,
    what was asked for.
    """
    return _label_sheet(parcel, service).saved()


def _label_sheet(parcel: Doc, service: str) -> _Sheet:
    sheet, width = _Sheet(LABEL), LABEL[0] - 40
    sheet.text(20, 12, "SAMPLE - NOT A REAL LABEL", 44, most=width)
    sheet.rule(66)
    sheet.text(20, 74, "FROM", 20)
    for place, line in enumerate(_address_lines(parcel["from"])[:7]):
        sheet.text(110, 74 + 24 * place, line, 22, most=440)
    sheet.text(560, 74, f"SHIP DATE {parcel['ship_date']}", 20, most=235)
    sheet.text(560, 100, f"WEIGHT {parcel['pounds']:.1f} LB", 20, most=235)
    sheet.text(560, 126, f"DECLARED ${parcel['declared'] / 100:,.2f}", 20, most=235)
    sheet.rule(254)
    sheet.text(20, 264, "TO", 26)
    for place, line in enumerate(_address_lines(parcel["to"])[:7]):
        sheet.text(110, 264 + 38 * place, line, 34, most=width - 90)
    sheet.rule(538)
    sheet.text(20, 544, f"REF {parcel['reference']}", 22, most=width)
    if parcel["hold"]:
        sheet.text(20, 572, f"HOLD AT LOCATION {parcel['hold']['id']}", 34, most=width)
        address = parcel["hold"]["address"]
        parts = [
            *address.get("streetLines", []),
            address.get("city", ""),
            address.get("postalCode", ""),
        ]
        sheet.text(20, 612, ", ".join(str(part) for part in parts if part), 22, most=width)
    sheet.rule(646)
    sheet.text(20, 654, service.upper(), 52, most=width)
    if signed := _SIGNED.get(parcel["signature"]):
        sheet.box(14, 726, LABEL[0] - 14, 800)
        sheet.white(30, 738, signed, 50, most=width - 20)
    number = parcel["number"]
    sheet.text(60, 812, f"TRK# {_group_digits(number)}", 38, most=width - 60)
    sheet.bars(number)
    sheet.text(20, 1100, f"{parcel['to']['zip'][:5]}  {parcel['to']['state']}-US", 60)
    sheet.text(20, 1178, "SAMPLE - NOT A REAL LABEL", 28)
    return sheet


def _group_digits(number: str) -> str:
    """As the carriers print it: in fours, and UPS's after its 1Z."""
    first, rest = (number[:2], number[2:]) if number.startswith("1Z") else ("", number)
    groups = [rest[at : at + 4] for at in range(0, len(rest), 4)]
    return " ".join(filter(None, (first, *groups)))


def draw_signature(signed_by: str) -> str:
    """The picture of a signature, a GIF in base64."""
    sheet = _Sheet((420, 120))
    sheet.text(20, 36, signed_by, 44, most=380)
    return sheet.saved("GIF")


def draw_proof_letter(parcel: Doc, *, service: str, signed_by: str, when: str, kind: str) -> str:
    """Proves a delivery: who signed, where and when; a PDF or a PNG in base64."""
    sheet = _Sheet((int(8.5 * DPI), 11 * DPI))
    sheet.text(120, 120, "SIGNATURE PROOF OF DELIVERY", 64)
    sheet.text(120, 210, "SAMPLE - NOT A REAL DOCUMENT", 36)
    sheet.rule(280)
    rows = (
        ("Tracking number", parcel["number"]),
        ("Service", service),
        ("Status", "Delivered"),
        ("Delivered on", when),
        ("Signed for by", signed_by),
        ("Delivered to", "Residence" if parcel["to"]["residential"] else "Business"),
        ("Ship date", parcel["ship_date"]),
        ("Weight", f"{parcel['pounds']:.1f} LB"),
        ("Reference", parcel["reference"]),
    )
    for place, (name, value) in enumerate(rows):
        sheet.text(120, 330 + 62 * place, f"{name}:", 36)
        sheet.text(560, 330 + 62 * place, value, 36, most=1050)
    for x, title, party in ((120, "Recipient", parcel["to"]), (900, "Shipper", parcel["from"])):
        sheet.text(x, 980, f"{title}:", 36)
        for place, line in enumerate(_address_lines(party)):
            sheet.text(x, 1034 + 48 * place, line, 34, most=700)
    sheet.box(120, 1460, 1100, 1720, filled=False)
    sheet.text(150, 1540, signed_by, 80, most=900)
    sheet.text(120, 1736, "Signature on file", 30)
    return sheet.saved("PNG" if kind == "PNG" else "PDF")
