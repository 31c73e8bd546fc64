"""Bags that are carried by handles, and the pouch that stands in for anything unknown."""

from sandbox.demo.drawing.colors import darken
from sandbox.demo.drawing.studio import Piece


def draw_clasp(p: Piece, x: int, y: int) -> None:
    """A closure in the piece's hardware, its center at (x, y)."""
    style = p.pick("clasp", ("turn-lock", "bar", "disc", "padlock"))
    p.soft(f"M{x - 22} {y + 6}h50", "#000000", 34, 0.4, 6)
    if style == "bar":
        p.metal(f"M{x - 46} {y - 13}h92q13 0 13 13t-13 13h-92q-13 0-13-13t13-13z", angle="v")
        p.line(f"M{x - 44} {y}h88", "#3a2a14", 1.5, 0.5)
    elif style == "disc":
        p.metal(f"M{x - 32} {y}a32 32 0 1 0 64 0a32 32 0 1 0-64 0z")
        p.metal(f"M{x - 21} {y}a21 21 0 1 1 42 0a21 21 0 1 1-42 0z", angle="v", edge=0.8)
    elif style == "padlock":
        p.wire(f"M{x - 15} {y}v-14a15 15 0 0 1 30 0v14", 7)
        p.metal(f"M{x - 26} {y}h52q5 0 5 5v36q0 6-6 6h-50q-6 0-6-6v-36q0-5 5-5z")
        p.fill(f"M{x - 4} {y + 20}a4 4 0 1 1 8 0l2 12h-12z", "#2a2018", 0.75)
    else:
        p.metal(f"M{x - 36} {y - 24}h72q6 0 6 6v36q0 6-6 6h-72q-6 0-6-6v-36q0-6 6-6z")
        p.line(f"M{x - 24} {y}h48", "#20160c", 13, 0.55)
        p.metal(f"M{x - 8} {y - 20}h16q5 0 5 5v30q0 5-5 5h-16q-5 0-5-5v-30q0-5 5-5z", angle="h")


def draw_rivets(p: Piece, *places: tuple[int, int]) -> None:
    """Small domed studs."""
    for x, y in places:
        p.metal(f"M{x - 6} {y}a6 6 0 1 0 12 0a6 6 0 1 0-12 0z", edge=0.8)


def draw_handle_tab(p: Piece, x: int, y: int) -> None:
    """The stitched leather tab and ring that anchor a handle at (x, y)."""
    p.soft(f"M{x} {y + 8}v52", "#000000", 34, 0.35, 5)
    p.body(f"M{x - 17} {y - 4}h34v58q0 20-17 20t-17-20z", size=5)
    p.stitch(f"M{x - 11} {y + 4}v49q0 14 11 14t11-14v-49", width=1.6)
    draw_rivets(p, (x, y + 44))
    p.wire(f"M{x - 19} {y - 18}a19 19 0 1 0 38 0a19 19 0 1 0-38 0z", 7)


def draw_top_handle_bag(p: Piece) -> None:
    """A structured bag: a trapeze, dome or box with one or two short handles."""
    half, top, bottom = p.num("half", 205, 240), p.num("top", 348, 380), 662
    shape = p.pick("shape", ("trapeze", "dome", "box"))
    taper = {"trapeze": 48, "dome": 20, "box": 8}[shape]
    left, right, a, b = 400 - half, 400 + half, 400 - half + taper, 400 + half - taper
    p.shadow(415, bottom + 4, half + 60, 34, 0.55)
    rise = p.num("rise", 150, 205)
    reach = p.num("reach", 84, 112)
    p.tube(
        f"M{400 - reach + 14} {top + 10}V{top - rise + 92}q0-{84} {reach - 14}-84t{reach - 14}"
        f" 84V{top + 10}",
        20,
        darken(p.base, 0.35),
    )
    if shape == "dome":
        outline = (
            f"M{left} {bottom - 26}L{a} {top + 70}Q{a + 6} {top} {a + 84} {top}H{b - 84}Q{b - 6}"
            f" {top} {b} {top + 70}L{right} {bottom - 26}q2 26-24 26H{left + 24}q-26 0-24-26z"
        )
    else:
        outline = (
            f"M{left} {bottom - 22}L{a} {top + 16}q2-16 18-16H{b - 18}q16 0 18 16"
            f"L{right} {bottom - 22}q2 22-20 22H{left + 20}q-22 0-20-22z"
        )
    p.body(outline, size=18)
    _draw_top_handle_front(p, shape, outline, (a, b, top, bottom, half))
    p.tube(
        f"M{400 - reach} {top + 30}V{top - rise + 110}q0-92 {reach}-92t{reach} 92V{top + 30}", 22
    )
    for x in (400 - reach, 400 + reach):
        draw_handle_tab(p, x, top + 46)
    draw_clasp(p, 400, top + (150 if shape != "dome" else 118))
    p.focus = (400, top + 110, 2.3) if p.num("crop", 0, 1) else (400 - reach, top + 80, 2.6)


def _draw_top_handle_front(
    p: Piece, shape: str, outline: str, box: tuple[int, int, int, int, int]
) -> None:
    """The seams, base band and flap of a structured bag."""
    a, b, top, bottom, half = box
    left, right = 400 - half, 400 + half
    p.metal(f"M{left + 34} {bottom - 3}h26v9h-26zM{right - 60} {bottom - 3}h26v9h-26z", angle="v")
    p.line(f"M{left + 3} {bottom - 64}H{right - 3}", darken(p.base, 0.6), 2.5, 0.55)
    p.stitch(f"M{left + 8} {bottom - 56}H{right - 8}")
    if shape == "dome":
        p.wire(f"M{a + 34} {top + 42}H{b - 34}", 5)
        p.line(f"M{a + 34} {top + 42}H{b - 34}", "#1d140c", 2, 0.7, "3 3", "butt")
        p.stitch(f"M{a + 22} {top + 62}H{b - 22}")
        return
    drop = p.num("drop", 118, 150)
    cut = p.pick("flap", ("round", "point", "straight"))
    end = {
        "round": f"V{top + 60}Q{b} {top + drop + 20} 400 {top + drop + 20}T{a} {top + 60}",
        "point": f"L{b} {top + drop - 50}L400 {top + drop + 24}L{a} {top + drop - 50}",
        "straight": f"L{b + 6} {top + drop - 18}q0 18-18 18H{a + 12}q-18 0-18-18",
    }[cut]
    flap = f"M{a} {top + 14}q2-16 20-16H{b - 20}q18 0 20 16{end}z"
    p.soft(flap, "#000000", 18, 0.5, 7, outline)
    p.body(flap, size=12, angle="d")
    p.inset_stitch(flap, top + 40, 0.955)


def draw_tote(p: Piece) -> None:
    """An open tote with two long handles: upright, wide or winged."""
    shape = p.pick("shape", ("upright", "wide", "winged"))
    half = {"upright": 180, "wide": 236, "winged": 190}[shape] + p.num("half", -8, 12)
    top = {"upright": 318, "wide": 372, "winged": 362}[shape]
    flare = {"upright": 14, "wide": 22, "winged": 74}[shape]
    bottom, left, right = 674, 400 - half, 400 + half
    a, b = left - flare, right + flare
    reach = p.num("reach", 86, 108)
    p.shadow(415, bottom + 3, half + 60, 32, 0.55)
    p.tube(
        f"M{400 - reach} {top + 20}C{400 - reach} {top - 250} {400 + reach} {top - 250}"
        f" {400 + reach} {top + 20}",
        16,
        darken(p.base, 0.4),
    )
    p.fill(
        f"M{a + 4} {top + 4}Q400 {top - 30} {b - 4} {top + 4}Q400 {top + 44} {a + 4} {top + 4}z",
        darken(p.base, 0.62),
    )
    p.body(
        f"M{a} {top}Q400 {top + 26} {b} {top}Q{right + 4} {bottom - 150} {right} {bottom - 24}q-2"
        f" 24-26 24H{left + 26}q-24 0-26-24Q{left - 4} {bottom - 150} {a} {top}z",
        size=20,
    )
    p.stitch(f"M{a + 5} {top + 18}Q400 {top + 44} {b - 5} {top + 18}")
    _draw_tote_front(p, shape, (left, right, top, bottom))
    x, y = 400 - reach, top + 66
    p.tube(f"M{x} {y}C{x} {top - 218} {400 + reach} {top - 218} {400 + reach} {y}", 18)
    for place in (400 - reach, 400 + reach):
        draw_handle_tab(p, place, y + 6)
    p.focus = (x + 20, y + 30, 2.5) if p.num("crop", 0, 1) else (400, top + 100, 2.2)


def _draw_tote_front(p: Piece, shape: str, box: tuple[int, int, int, int]) -> None:
    """A tote's base panel, folds and strap closure."""
    left, right, top, bottom = box
    accent = darken(p.base, 0.25) if p.num("band", 0, 1) else p.base
    if "canvas" in p.material or "raffia" in p.material:
        accent = "#7a4726"
    y = bottom - p.num("base", 78, 104)
    p.body(
        f"M{left - 2} {y}H{right + 2}L{right} {bottom - 24}q-2 24-26 24H{left + 26}q-24 0-26-24z",
        accent,
        9,
    )
    p.stitch(f"M{left + 8} {y + 9}H{right - 8}", accent)
    p.soft(
        f"M{left + 40} {top + 70}Q{left + 64} {y - 80} {left + 46} {y - 10}", "#000000", 14, 0.25, 9
    )
    p.soft(
        f"M{right - 52} {top + 60}Q{right - 84} {y - 90} {right - 60} {y - 8}",
        "#000000",
        18,
        0.3,
        10,
    )
    p.soft(
        f"M{left + 90} {top + 80}Q{left + 116} {y - 80} {left + 100} {y - 20}",
        "#ffffff",
        22,
        0.2,
        12,
    )
    if shape == "winged":
        p.body(f"M376 {top + 8}h48v84q0 22-24 22t-24-22z", size=6)
        p.stitch(f"M384 {top + 20}v70q0 16 16 16t16-16v-70")
        draw_rivets(p, (400, top + 86))
    else:
        p.metal(f"M372 {top + 92}h56v30h-56z")
        p.metal(f"M378 {top + 98}h44v18h-44z", angle="v", edge=0.6)


def draw_pouch(p: Piece) -> None:
    """A neat zipped pouch: what stands in for a kind of piece that has no drawing of its own."""
    p.shadow(412, 612, 270, 30, 0.5)
    p.body("M180 350q0-26 26-26H594q26 0 26 26L634 580q2 34-32 34H198q-34 0-32-34z", size=20)
    p.wire("M192 352H606", 5)
    p.line("M192 352H606", "#1d140c", 2.4, 0.7, "3 3", "butt")
    p.stitch("M188 372H612")
    p.stitch("M186 590H614")
    p.metal("M588 342h20v20h-20z")
    p.tube("M598 362q18 40 6 84", 11)
    p.focus = (570, 380, 2.5)
