"""Wristwatches, lying flat and seen from above: dress watches and chronographs."""

from math import cos, radians, sin

from sandbox.demo.drawing.colors import METALS, brightness_of, darken, lighten, metal_of
from sandbox.demo.drawing.studio import Piece

STRAPS = {
    "black": "#29272b",
    "cognac": "#94542a",
    "brown": "#55351f",
    "navy": "#26324a",
    "taupe": "#7d6d60",
}
STEP = 24


def draw_watch(p: Piece) -> None:
    """A dress watch or a chronograph; the piece's colour is the dial's, its material the case's."""
    p.stage = "flat"
    chrono = p.kind == "chronograph"
    p.hardware = metal_of(p.material) or p.hardware
    square = not chrono and p.pick("case", ("round", "round", "tank")) == "tank"
    reach = (128, 158) if square else (152 + 8 * chrono,) * 2
    p.add(f'<g filter="{p.lay(12, 18, 14)}">')
    on_bracelet = p.pick("band", ("strap", "bracelet")) == "bracelet"
    _draw_band(p, reach[1] - 16, on_bracelet)
    _draw_case(p, square, chrono, reach)
    p.add("</g>")
    face = "#ddb777" if p.colour == "gold" else "#d9dcde" if p.colour == "silver" else p.base
    _draw_dial(p, face, square, reach)
    _draw_markers(p, face, square, chrono, reach)
    if chrono:
        _draw_registers(p, face)
    _draw_hands(p, face, chrono, 0.74 if square else 1)
    _draw_crystal(p, square, reach)
    p.focus = (430, 392, 2.5) if p.num("crop", 0, 1) else (468, 420, 2.7)


def _draw_band(p: Piece, start: int, on_bracelet: bool) -> None:
    """Both halves of a stitched strap or a link bracelet, running from the case to the picture's
    edge.
    """
    tail = p.num("tail", 30, 44)
    for p.mirror in ("y", ""):
        if on_bracelet:
            _draw_links(p, 400 - start, tail)
        else:
            _draw_strap(p, 400 - start, tail)


def _draw_strap(p: Piece, root: int, tail: int) -> None:
    """Half of a leather strap, padded and stitched along its edges."""
    colour = STRAPS[p.pick("strap", tuple(STRAPS))]
    p.body(f"M340 {root}L350 {tail + 20}q0-20 20-20h60q20 0 20 20L460 {root}z", colour, 11)
    p.stitch(f"M352 {root}L360 {tail + 22}q2-12 14-12h52q12 0 14 12L448 {root}", colour, 2)
    p.soft(f"M384 {root}L388 {tail + 30}", "#ffffff", 14, 0.16, 8)


def _draw_links(p: Piece, root: int, tail: int) -> None:
    """Half of a bracelet of three links a row, the middle ones polished."""
    low, glow, mid, white, _ = METALS[p.hardware]
    brushed = p.gradient((0, low, 1), (0.35, glow, 1), (1, mid, 1))
    p.fill(f"M342 {root}L352 {tail}h96L458 {root}z", darken(low, 0.4))
    for y in range(tail, root, STEP):
        inset = 10 * (root - y) / (root - tail)
        edge = 342 + inset
        for x in (edge, 765 - edge):
            p.fill(f"M{x + 4:.1f} {y}h27q4 0 4 4v14q0 4-4 4h-27q-4 0-4-4v-14q0-4 4-4z", brushed)
        wide = 726 - 2 * edge
        p.fill(
            f"M{edge + 42:.1f} {y + 1}h{wide - 10:.1f}q5 0 5 5v10q0 5-5 5h{10 - wide:.1f}q-5"
            " 0-5-5v-10q0-5 5-5z",
            p.metal_paint(angle="v"),
        )
        p.line(f"M{edge + 3:.1f} {y + 2.5}h29M{800 - edge - 32:.1f} {y + 2.5}h29", white, 1.4, 0.6)


def _circle_path(radius: float, x: float = 400, y: float = 400) -> str:
    half = f"a{radius:g} {radius:g} 0 1 0"
    return f"M{x - radius:g} {y:g}{half} {2 * radius:g} 0{half} {-2 * radius:g} 0z"


def _case_outline(square: bool, reach: tuple[int, int], less: float, corner: int = 26) -> str:
    """The case's outline, drawn in by `less`."""
    if not square:
        return _circle_path(reach[0] - less)
    w, h, r = reach[0] - less, reach[1] - less, max(corner - less * 0.6, 4)
    return (
        f"M{400 - w + r:g} {400 - h:g}h{2 * (w - r):g}q{r:g} 0 {r:g} {r:g}v{2 * (h - r):g}q0"
        f" {r:g}-{r:g} {r:g}h{-2 * (w - r):g}q-{r:g} 0-{r:g}-{r:g}v{-2 * (h - r):g}q0-{r:g}"
        f" {r:g}-{r:g}z"
    )


def _draw_case(p: Piece, square: bool, chrono: bool, reach: tuple[int, int]) -> None:
    """Lugs, crown, pushers, case and bezel."""
    w, h = reach
    for side in (-1, 1):
        for end in (-1, 1):
            x, y = 400 + side * 78, 400 + end * (h - 26)
            p.metal(
                f"M{x - 20} {y - end * 60}L{x - 13} {y + end * 34}q13 {end * 12} 26 0L{x + 20}"
                f" {y - end * 60}z",
                angle="h",
            )
    p.metal(f"M{400 + w - 6} 384h24q8 0 8 8v16q0 8-8 8h-24z", angle="v")
    p.line(
        f"M{406 + w} 389h16M{406 + w} 395h16M{406 + w} 401h16M{406 + w} 407h16", "#1a1410", 1.2, 0.5
    )
    if chrono:
        for angle in (-29, 29):
            p.add(f'<g transform="rotate({angle} 400 400)">')
            p.metal(f"M{400 + w - 4} 391h18v-5h11q5 0 5 5v18q0 5-5 5h-11v-5h-18z", angle="v")
            p.add("</g>")
    p.metal(_case_outline(square, reach, 0), edge=1.6)
    p.metal(_case_outline(square, reach, 7), angle="v", edge=0.8)
    p.metal(_case_outline(square, reach, 13), edge=0.8)
    if chrono and p.pick("bezel", ("insert", "polished")) == "insert":
        p.fill(_circle_path(w - 12), "#17181b")
        ticks = f"{2 * (w - 21) * 3.14159 / 60 - 1.6:.3f}"
        p.line(_circle_path(w - 21), "#e9e6dd", 7, 0.85, f"1.6 {ticks}", "butt")


def _draw_dial(p: Piece, face: str, square: bool, reach: tuple[int, int]) -> None:
    """The dial, sunk into the case."""
    less = 30 if p.kind == "chronograph" else 22
    p.metal(_case_outline(square, reach, less), angle="v", edge=0.6)
    paint = p.gradient(
        (0, lighten(face, 0.22), 1), (0.5, face, 1), (1, darken(face, 0.38), 1), angle="r"
    )
    p.fill(_case_outline(square, reach, less + 4), paint)
    if square or p.num("ring", 0, 1):
        p.line(_case_outline(square, reach, less + 34), darken(face, 0.45), 1, 0.5)
    p.soft(_case_outline(square, reach, less + 4), "#000000", 5, 0.5, 3)


def _ink_on(face: str) -> str:
    return "#f4efe2" if brightness_of(face) < 0.5 else "#2b2622"


def _draw_markers(p: Piece, face: str, square: bool, chrono: bool, reach: tuple[int, int]) -> None:
    """The hour markers, applied in metal, and the minute track."""
    style = p.pick("markers", ("baton", "dot", "dart"))
    inner = min(reach) - (36 if chrono else 28)
    if not square:
        gap = f"{2 * (inner - 4) * 3.14159 / 60 - 1.2:.3f}"
        p.add('<g transform="rotate(-.4 400 400)">')
        p.line(_circle_path(inner - 4), _ink_on(face), 5, 0.75, f"1.2 {gap}", "butt")
        p.add("</g>")
    for hour in range(12):
        angle = radians(hour * 30)
        x, y = 400 + (inner - 24) * sin(angle), 400 - (inner - 24) * cos(angle)
        if square:
            stretch = min(88 / max(abs(sin(angle)), 0.01), 118 / max(abs(cos(angle)), 0.01))
            x, y = 400 + (stretch - 10) * sin(angle), 400 - (stretch - 10) * cos(angle)
        p.add(f'<g transform="translate({x:.1f} {y:.1f}) rotate({hour * 30})">')
        wide = 4.6 if hour % 3 == 0 else 2.8
        if style == "dot" and hour % 3:
            p.metal(_circle_path(4.6, 0, 0), edge=0.7)
        elif style == "dart":
            p.metal(f"M{-wide} -13h{2 * wide}L0 13z", angle="h", edge=0.7)
        else:
            p.metal(f"M{-wide} -13h{2 * wide}v26h{-2 * wide}z", angle="h", edge=0.7)
        p.add("</g>")


def _draw_registers(p: Piece, face: str) -> None:
    """The three small dials of a chronograph."""
    contrast = p.num("contrast", 0, 1)
    for x, y in ((352, 400), (448, 400), (400, 448)):
        tone = (
            (lighten(face, 0.8) if brightness_of(face) < 0.5 else darken(face, 0.8))
            if contrast
            else darken(face, 0.15)
        )
        p.fill(_circle_path(29, x, y), tone)
        p.line(_circle_path(29, x, y), darken(face, 0.6), 1.4, 0.8)
        p.line(
            _circle_path(24, x, y),
            _ink_on(tone),
            4,
            0.8,
            f"1 {2 * 24 * 3.14159 / 30 - 1:.3f}",
            "butt",
        )
        turn = p.num(f"register{x}{y}", 0, 11) * 30
        p.add(f'<g transform="rotate({turn} {x} {y})">')
        p.line(f"M{x} {y + 6}v-25", _ink_on(tone), 2)
        p.add("</g>")
        p.fill(_circle_path(3, x, y), _ink_on(tone))


def _draw_hands(p: Piece, face: str, chrono: bool, size: float) -> None:
    """Hour, minute and second hands at about ten past ten."""
    minute = p.num("minute", 7, 11)
    p.add(f'<g filter="{p.lay(3, 4, 2, 0.5)}">')
    for angle, length, wide in ((300 + minute / 2, 72, 6), (minute * 6, 104, 4.5)):
        p.add(f'<g transform="rotate({angle:g} 400 400) translate(400 400) scale({size})">')
        p.metal(
            f"M{-wide} 12L{-wide} -{length - 22}L0 -{length}L{wide} -{length - 22}L{wide} 12z",
            angle="h",
            edge=0.8,
        )
        p.add("</g>")
    if chrono or p.num("seconds", 0, 1):
        tip = "#b3352f" if chrono and p.num("tip", 0, 1) else _ink_on(face)
        p.add('<g transform="rotate(208 400 400)">')
        p.line(f"M400 430V{400 - 106 * size:g}", tip, 2)
        p.add("</g>")
    p.metal(_circle_path(6.5))
    p.add("</g>")


def _draw_crystal(p: Piece, square: bool, reach: tuple[int, int]) -> None:
    """The glass: a faint reflection from the upper left."""
    sheen = p.gradient(
        (0, "#ffffff", 0.34),
        (0.42, "#ffffff", 0.05),
        (0.43, "#ffffff", 0),
        (1, "#ffffff", 0.07),
        angle="d",
    )
    p.fill(_case_outline(square, reach, 22), sheen)
