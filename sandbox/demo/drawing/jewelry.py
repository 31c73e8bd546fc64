"""Rings, necklaces, earrings and bracelets."""

from collections.abc import Sequence
from math import cos, pi, radians, sin

from sandbox.demo.drawing.colors import METALS, STONES, darken, lighten, metal_of
from sandbox.demo.drawing.studio import Piece

_Point = tuple[float, float]


def _choose_metal(p: Piece) -> str:
    """The metal that the colour or material names, else the seed's choice."""
    p.hardware = metal_of(p.colour) or metal_of(p.material) or p.hardware
    return p.hardware


def _choose_stone(p: Piece) -> str:
    """The piece's stone, one for the whole piece."""
    return STONES[p.pick("stone", tuple(STONES))]


def draw_gem(p: Piece, x: float, y: float, size: float, colour: str) -> None:
    """A brilliant-cut stone seen from above: a table and two rings of facets."""
    p.fill(
        f"M{x - size:.1f} {y:.1f}a{size:.1f} {size:.1f} 0 1 0 {2 * size:.1f} 0a{size:.1f}"
        f" {size:.1f} 0 1 0 {-2 * size:.1f} 0z",
        darken(colour, 0.45),
    )
    sides = 8 if size > 16 else 6
    points = [
        (x + size * cos(2 * pi * (i + 0.5) / sides), y + size * sin(2 * pi * (i + 0.5) / sides))
        for i in range(sides)
    ]
    table = [
        (x + size * 0.54 * cos(2 * pi * i / sides), y + size * 0.54 * sin(2 * pi * i / sides))
        for i in range(sides)
    ]
    _draw_facets(p, points, table, colour)
    flat = "L".join(f"{a:.1f} {b:.1f}" for a, b in table)
    shades = (0, lighten(colour, 0.7), 1), (0.5, colour, 1), (1, darken(colour, 0.3), 1)
    p.fill(f"M{flat}z", p.gradient(*shades, angle="d"))
    p.fill(
        f"M{x - size * 0.4:.1f} {y - size * 0.1:.1f}L{x - size * 0.05:.1f} {y - size * 0.45:.1f}"
        f"L{x + size * 0.12:.1f} {y - size * 0.3:.1f}z",
        "#ffffff",
        0.75,
    )


def _draw_facets(p: Piece, points: Sequence[_Point], table: Sequence[_Point], colour: str) -> None:
    """The ring between the girdle's points and the table: two triangles for each side."""
    shades = (0.0, 0.3, 0.62, 0.2, 0.75, 0.4, 0.1, 0.5)
    for i, ((bx, by), (tx, ty)) in enumerate(zip(points, table, strict=True)):
        (ax, ay), (ux, uy) = points[i - 1], table[i - 1]
        tone = (
            lighten(colour, shades[(i + 4) % 8]) if i % 2 else darken(colour, shades[i % 8] * 0.6)
        )
        p.fill(f"M{ax:.1f} {ay:.1f}L{bx:.1f} {by:.1f}L{tx:.1f} {ty:.1f}z", tone)
        p.fill(
            f"M{ax:.1f} {ay:.1f}L{ux:.1f} {uy:.1f}L{tx:.1f} {ty:.1f}z",
            lighten(colour, shades[(i * 3) % 8]),
        )


def draw_ring(p: Piece) -> None:
    """A ring that stands on its band: a solitaire, a signet or three stones."""
    metal = _choose_metal(p)
    style = p.pick("style", ("solitaire", "signet", "three stones"))
    p.shadow(408, 664, 150, 22, 0.6)
    wide = p.num("wide", 22, 32)
    p.line("M400 318a168 172 0 1 0 .1 0z", darken(METALS[metal][0], 0.5), wide + 18)
    p.add('<g transform="translate(7 0)">')
    p.line("M400 320a162 168 0 1 0 .1 0z", METALS[metal][0], wide + 8)
    p.add("</g>")
    p.wire("M400 316a172 173 0 1 0 .1 0z", wide, metal)
    p.soft("M250 430Q236 560 330 630", "#ffffff", 9, 0.75, 4)
    if style == "signet":
        p.metal("M318 330Q322 256 400 250Q478 256 482 330Q440 352 400 352T318 330z", metal)
        p.metal(
            "M336 312Q342 268 400 264Q458 268 464 312Q430 328 400 328T336 312z", metal, "v", 0.8
        )
        p.soft("M356 296Q372 276 404 274", "#ffffff", 5, 0.8, 2)
    else:
        _draw_setting(p, metal, style)
    p.focus = (400, 300, 2.5)


def _draw_setting(p: Piece, metal: str, style: str) -> None:
    """Stones in claws on top of a ring."""
    colour = _choose_stone(p)
    side = STONES["diamond"]
    if style == "three stones":
        for x in (316, 484):
            p.metal(f"M{x - 26} 300L{x - 10} 346h20L{x + 26} 300z", metal)
            draw_gem(p, x, 288, 32, side)
    p.metal("M346 284L376 338h48L454 284z", metal)
    draw_gem(p, 400, 254, 56, colour)
    for angle in (40, 140, 220, 320):
        left, top = 393 + 55 * cos(radians(angle)), 254 + 55 * sin(radians(angle))
        p.metal(f"M{left:.1f} {top:.1f}a7 7 0 1 0 14 0a7 7 0 1 0-14 0z", metal, edge=0.8)


def _draw_pearl(p: Piece, x: float, y: float, size: float) -> None:
    paint = p.gradient(
        (0, "#ffffff", 1), (0.35, "#f7efe4", 1), (0.75, "#d9c9b8", 1), (1, "#a8988a", 1), angle="r"
    )
    p.add(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{paint}"/>')


def draw_necklace(p: Piece) -> None:
    """A necklace laid out in a curve: a strand of pearls, a curb chain or a pendant on a fine
    chain.
    """
    p.stage = "flat"
    metal = _choose_metal(p)
    style = "pearls" if "pearl" in p.material else p.pick("design", ("curb", "pendant", "pendant"))
    deep = p.num("deep", 560, 610)
    p.add(f'<g filter="{p.lay(7, 11, 7, 0.42)}">')
    if style == "pearls":
        _draw_pearl_strand(p, deep)
    elif style == "curb":
        _draw_curb_chain(
            p, f"M250 -30C150 300 220 {deep + 60} 400 {deep + 60}S650 300 550 -30", metal, 26
        )
    else:
        _draw_curb_chain(
            p,
            f"M262 -30C200 300 300 {deep - 110} 400 {deep - 60}C500 {deep - 110} 600 300 538 -30",
            metal,
            8,
        )
        _draw_pendant(p, deep - 60, metal)
    p.add("</g>")
    p.focus = (400, deep if style != "pendant" else deep + 6, 2.6)


def _draw_pearl_strand(p: Piece, deep: int) -> None:
    """A closed strand of pearls that grow towards the middle."""
    for i in range(57):
        turn = radians(i * 360 / 57 + 270)
        size = 13.5 + 6.5 * (1 + sin(turn)) / 2
        _draw_pearl(p, 400 + 205 * cos(turn), 370 + (deep - 340) * sin(turn), size)
    p.metal(f"M386 {700 - deep}h28q6 0 6 6v14q0 6-6 6h-28q-6 0-6-6v-14q0-6 6-6z")


def _draw_curb_chain(p: Piece, d: str, metal: str, width: int) -> None:
    """A chain of oval links along a path."""
    low, glow, mid, white, _ = METALS[metal]
    long = width * 0.95
    p.line(d, darken(low, 0.35), width * 0.6)
    for colour, share, part in (
        (darken(low, 0.35), 1.08, 0.02),
        (mid, 0.9, 0.02),
        (glow, 0.52, 0.06),
    ):
        p.line(d, colour, width * share, 1, f"{long * part:.1f} {long * (1 - part):.1f}")
    p.add(f'<g transform="translate({-width * 0.1:.1f} {-width * 0.12:.1f})">')
    p.line(d, white, width * 0.2, 1, f"{long * 0.08:.1f} {long * 0.92:.1f}")
    p.add("</g>")


def _draw_pendant(p: Piece, y: int, metal: str) -> None:
    """A pendant under (400, y): a set stone, a disc or a bar."""
    style = p.pick("pendant", ("stone", "disc", "bar"))
    p.wire(f"M392 {y + 8}a8 11 0 1 0 16 0a8 11 0 1 0-16 0z", 5, metal)
    if style == "bar":
        p.metal(f"M388 {y + 22}h24q5 0 5 5v98q0 5-5 5h-24q-5 0-5-5v-98q0-5 5-5z", metal, "h")
        draw_gem(p, 400, y + 46, 9, _choose_stone(p))
        return
    p.metal(f"M352 {y + 68}a48 48 0 1 0 96 0a48 48 0 1 0-96 0z", metal)
    if style == "stone":
        draw_gem(p, 400, y + 68, 40, _choose_stone(p))
    else:
        p.metal(f"M358 {y + 68}a42 42 0 1 0 84 0a42 42 0 1 0-84 0z", metal, "v", 0.8)
        for i in range(12):
            turn = radians(i * 30)
            p.line(
                f"M{400 + 14 * cos(turn):.1f} {y + 68 + 14 * sin(turn):.1f}"
                f"L{400 + 33 * cos(turn):.1f} {y + 68 + 33 * sin(turn):.1f}",
                METALS[metal][0],
                1.8,
                0.7,
            )


def draw_earrings(p: Piece) -> None:
    """A pair of earrings: hoops, stone drops or pearl drops."""
    p.stage = "flat"
    metal = _choose_metal(p)
    style = "pearl" if "pearl" in p.material else p.pick("style", ("hoops", "drops"))
    p.add(f'<g filter="{p.lay(10, 14, 9, 0.4)}">')
    for x in (268, 532):
        if style == "hoops":
            p.wire(f"M{x} 262a112 136 0 1 0 .1 0z", 30, metal)
            p.wire(f"M{x - 34} 268C{x - 30} 216 {x + 14} 214 {x + 18} 262", 6, metal)
            continue
        p.wire(
            f"M{x + 22} 262C{x + 26} 190 {x - 22} 180 {x - 24} 226Q{x - 22} 250 {x} 272", 5, metal
        )
        p.metal(f"M{x - 20} 296a20 20 0 1 0 40 0a20 20 0 1 0-40 0z", metal)
        draw_gem(p, x, 296, 15, STONES["diamond"])
        p.wire(f"M{x} 318V410", 5, metal)
        if style == "pearl":
            p.metal(f"M{x - 18} 424q18-28 36 0z", metal)
            _draw_pearl(p, x, 466, 52)
        else:
            p.metal(
                f"M{x} 398C{x + 40} 440 {x + 62} 474 {x + 62} 504A62 62 0 0 1 {x - 62} 504"
                f"C{x - 62} 474 {x - 40} 440 {x} 398z",
                metal,
            )
            draw_gem(p, x, 503, 48, _choose_stone(p))
    p.add("</g>")
    p.focus = (268, 420 if style != "hoops" else 330, 2.3)


def draw_bracelet(p: Piece) -> None:
    """A bracelet that lies on its side: a bangle, a chain or a row of set stones."""
    metal = _choose_metal(p)
    style = p.pick("style", ("bangle", "chain", "stones"))
    p.shadow(410, 612, 300, 46, 0.6)
    back = "M170 470A230 128 0 0 1 630 470"
    front = "M630 470A230 128 0 0 1 170 470"
    if style == "chain":
        _draw_curb_chain(p, back, metal, 30)
        _draw_curb_chain(p, front, metal, 44)
        p.metal("M146 452h48q8 0 8 8v24q0 8-8 8h-48q-8 0-8-8v-24q0-8 8-8z", angle="v")
        p.focus = (300, 570, 2.5)
        return
    wide = p.num("wide", 34, 50)
    p.wire(back, wide - 8, metal)
    p.soft("M190 430A216 118 0 0 1 610 430", METALS[metal][0], wide // 2, 0.6, 8)
    p.wire("M170 470A230 128 0 0 0 630 470", wide, metal)
    p.soft("M560 570Q630 530 640 470", METALS[metal][0], wide // 2, 0.5, 8)
    if style == "stones":
        for i in range(9):
            turn = radians(30 + i * 15)
            draw_gem(
                p,
                400 + 230 * cos(turn),
                470 + 128 * sin(turn),
                wide * 0.4,
                _choose_stone(p) if i % 2 else STONES["diamond"],
            )
    p.soft("M200 520Q250 570 340 588", "#ffffff", 5, 0.7, 3)
    p.focus = (380, 580, 2.4)
