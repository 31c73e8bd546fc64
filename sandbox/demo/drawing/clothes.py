"""Coats, blazers, knitwear and dresses on a hanger against the wall."""

from sandbox.demo.drawing.colors import brightness_of, darken, lighten
from sandbox.demo.drawing.studio import Piece


def _draw_hanger(p: Piece, y: int) -> None:
    """A wooden hanger whose arms end under the shoulders; (400, y) is where the hook is set."""
    p.wire(f"M400 {y}v-34q0-14 14-18q20-8 12-28q-10-18-30-8", 6, "palladium")
    p.tube(f"M262 {y + 52}Q330 {y + 4} 400 {y}T538 {y + 52}", 17, "#8a5f3a")


def _draw_buttons(p: Piece, *places: tuple[int, int], size: int = 9) -> None:
    """Horn buttons with four holes."""
    colour = "#3a2a20" if brightness_of(p.base) > 0.25 else "#6b5540"
    paint = p.gradient(
        (0, lighten(colour, 0.5), 1), (0.5, colour, 1), (1, darken(colour, 0.5), 1), angle="r"
    )
    for x, y in places:
        p.fill(
            f"M{x - size} {y + 2}a{size} {size} 0 1 0 {2 * size} 0a{size} {size} 0 1"
            f" 0-{2 * size} 0z",
            "#000",
            0.4,
        )
        p.fill(
            f"M{x - size} {y}a{size} {size} 0 1 0 {2 * size} 0a{size} {size} 0 1 0-{2 * size} 0z",
            paint,
        )
        p.line(
            f"M{x - 3} {y - 3}v.1M{x + 3} {y - 3}v.1M{x - 3} {y + 3}v.1M{x + 3} {y + 3}v.1",
            "#120c08",
            2,
        )


def _draw_folds(p: Piece, *folds: tuple[str, int]) -> None:
    """Soft creases, each dark with a lit side."""
    for d, wide in folds:
        p.soft(d, "#000000", wide, 0.28, 7)
        p.add('<g transform="translate(-13 0)">')
        p.soft(d, "#ffffff", wide * 0.7, 0.17, 7)
        p.add("</g>")


def draw_coat(p: Piece) -> None:
    """A belted trench coat or a shorter blazer, single- or double-breasted."""
    p.stage = "wall"
    trench = p.kind == "trench coat"
    hem = p.num("hem", 716, 738) if trench else p.num("hem", 622, 650)
    out = p.num("out", 52, 72) if trench else 14
    p.add(f'<g filter="{p.lay(16, 20, 16, 0.38)}">')
    _draw_hanger(p, 128)
    p.fill("M338 146Q400 150 462 146L452 300L400 400L348 300z", darken(p.base, 0.6))
    for p.mirror in ("x", ""):
        cuff = 560 if trench else 540
        p.body(
            f"M262 186Q216 206 200 300L158 {cuff - 10}q-2 16 14 20l50 10q14 2 17-12L286 340z",
            size=13,
        )
        p.stitch(f"M166 {cuff - 34}L236 {cuff - 20}")
    p.body(
        f"M334 146L258 180Q238 196 244 260L258 430L{252 - out} {hem}H{548 + out}L542 430L556 260"
        "Q562 196 542 180L466 146L400 330z",
        size=16,
    )
    _draw_folds(
        p,
        (f"M306 470Q296 {hem - 120} 288 {hem - 20}", 16),
        (f"M506 470Q514 {hem - 120} 520 {hem - 20}", 20),
        ("M268 300Q282 360 276 430", 12),
        ("M532 300Q520 360 526 430", 14),
    )
    double = trench or p.num("double", 0, 1) == 1
    _draw_coat_front(p, trench, double, hem)
    p.add("</g>")
    p.focus = (384, 286, 2.5) if not trench or p.num("crop", 0, 1) else (392, 440, 2.5)


def _draw_coat_front(p: Piece, trench: bool, double: bool, hem: int) -> None:
    """Lapels, front edge, pockets, buttons and, on a trench coat, the belt."""
    over = 52 if double else 10
    p.line(f"M{400 + over} 350V{hem}", darken(p.base, 0.65), 2.4, 0.7)
    p.soft(f"M{406 + over} 356V{hem}", "#000000", 8, 0.3, 4)
    p.stitch(f"M{390 + over} 360V{hem - 6}", width=1.6)
    drop = 340 if double else 392
    for p.mirror in ("x", ""):
        lapel = (
            f"M340 148L308 244L336 256L322 282L{400 + over * (not p.mirror)} {drop}L396 300L356"
            " 190z"
        )
        p.soft(lapel, "#000000", 8, 0.4, 5)
        p.body(lapel, size=6, angle="d")
        p.line("M308 244L336 256", darken(p.base, 0.6), 1.6, 0.7)
        pocket = 560 if trench else 488
        p.body(f"M276 {pocket}l66 -6l3 22l-66 6z", size=4)
    p.body(
        "M340 148Q356 132 372 138L400 176L428 138Q444 132 460 148L440 196Q400 210 360 196z", size=6
    )
    rows = (330, 388) if not trench else (320, 384, 520, 590)
    places = [(x, y + 20) for y in rows for x in ((340, 440) if double else (402,))]
    _draw_buttons(p, *(places if double else [(402, 404), (402, 462)]))
    if trench:
        p.soft("M256 446H544", "#000000", 40, 0.35, 6)
        p.body("M254 424Q400 438 546 424V458Q400 472 254 458z", size=6)
        p.stitch("M258 432Q400 446 542 432M258 451Q400 465 542 451", width=1.6)
        p.wire("M372 420h52v54h-52z", 8, "gold" if p.hardware == "gold" else "black")
        p.body("M424 432q40 2 56 22l-12 96l-26-6l4-66q-8-14-26-14z", size=6)


def draw_knitwear(p: Piece) -> None:
    """A sweater with a crew or roll neck, or a cardigan, plain or cabled."""
    p.stage = "wall"
    style = p.pick("style", ("crew", "roll neck", "cardigan"))
    p.add(f'<g filter="{p.lay(16, 20, 16, 0.38)}">')
    _draw_hanger(p, 150)
    p.fill("M336 170Q400 150 464 170L412 410H388z", darken(p.base, 0.5))
    for p.mirror in ("x", ""):
        sleeve = "M262 206Q206 224 188 320L138 566l82 18L286 360z"
        p.body(sleeve, size=16)
        p.fill(sleeve, _knit_pattern(p), 0.4)
        _draw_rib(p, "M138 566l82 18l-6 50l-84-16z", 4)
    neck = "L400 400z" if style == "cardigan" else "Q400 236 336 168z"
    trunk = "M336 168L258 202Q238 220 246 300L250 616H550L554 300Q562 220 542 202L464 168" + neck
    p.body(trunk, size=18)
    p.fill(trunk, _knit_pattern(p), 0.4)
    if p.num("cable", 0, 1):
        _draw_cables(p, style)
    _draw_folds(p, ("M276 330Q292 430 284 560", 16), ("M524 330Q506 430 516 560", 18))
    _draw_rib(p, "M250 612H550V662Q400 672 250 662z", 4)
    _draw_neck(p, style)
    p.add("</g>")
    p.focus = (392, 246, 2.3) if style != "cardigan" else (400, 420, 2.2)


def _knit_pattern(p: Piece) -> str:
    """Stocking stitch as a pattern: rows of small Vs."""
    return p.define(
        "knit",
        '<pattern id="{id}" width="10" height="9" patternUnits="userSpaceOnUse"><path d="M0 0L5'
        f' 6L10 0M0 9L5 15L10 9" fill="none" stroke="{darken(p.base, 0.5)}" stroke-width="1.5"/>'
        f'<path d="M0 3L5 9L10 3" fill="none" stroke="{lighten(p.base, 0.35)}"'
        ' stroke-width="1.1"/></pattern>',
    )


def _draw_rib(p: Piece, d: str, size: int) -> None:
    """A ribbed band."""
    rib = p.define(
        "rib",
        '<pattern id="{id}" width="9" height="9" patternUnits="userSpaceOnUse">'
        f'<path d="M2 0V9" stroke="{darken(p.base, 0.6)}" stroke-width="2.2" opacity=".55"/>'
        '<path d="M6 0V9" stroke="#fff" stroke-width="2" opacity=".16"/></pattern>',
    )
    p.body(d, size=size + 2)
    p.fill(d, rib)


def _draw_cables(p: Piece, style: str) -> None:
    """Cable columns down the front."""
    for x in (300, 350, 450, 500) if style == "cardigan" else (310, 400, 490):
        start = 330 if x in (350, 400, 450) else 240
        twist = "".join("q14 13 0 26t0 26" for _ in range((612 - start) // 52))
        for shift, flip in ((-9, 1), (9, -1)):
            d = f"M{x + shift} {start}" + (twist if flip == 1 else twist.replace("q14", "q-14"))
            p.line(d, darken(p.base, 0.5), 13, 0.6)
            p.line(d, lighten(p.base, 0.08), 9)
            p.line(d, lighten(p.base, 0.35), 2, 0.6)
        p.line(f"M{x - 26} {start}V612M{x + 26} {start}V612", darken(p.base, 0.5), 2, 0.5, "4 4")


def _draw_neck(p: Piece, style: str) -> None:
    """The neckband, roll collar or buttoned front."""
    if style == "crew":
        _draw_rib(p, "M336 168Q346 158 358 164Q400 214 442 164Q454 158 464 168Q400 254 336 168z", 3)
    elif style == "roll neck":
        p.soft("M346 200Q400 224 454 200", "#000000", 12, 0.4, 6)
        _draw_rib(p, "M348 120Q400 134 452 120L460 196Q400 222 340 196z", 5)
    else:
        _draw_rib(p, "M336 168L358 160L412 392V662H386V404z", 3)
        _draw_rib(p, "M464 168L442 160L390 384L400 412z", 3)
        _draw_buttons(p, *((399, y) for y in (424, 476, 528, 580, 630)), size=8)


def draw_dress(p: Piece) -> None:
    """A silk dress with a gathered waist: slender straps, a V neck or short sleeves."""
    p.stage = "wall"
    style = p.pick("style", ("straps", "v neck", "sleeves"))
    hem = p.num("hem", 706, 736)
    flare = p.num("flare", 80, 122)
    p.add(f'<g filter="{p.lay(16, 20, 16, 0.36)}">')
    _draw_hanger(p, 118)
    if style == "straps":
        p.tube("M330 250Q322 190 328 146M470 250Q478 190 472 146", 7)
        top = "M304 268Q330 240 352 246Q400 300 448 246Q470 240 496 268"
    else:
        p.fill("M340 142Q400 168 460 142L440 230L400 290L360 230z", darken(p.base, 0.45))
        top = "M300 280Q262 220 268 170L336 140L400 268L464 140L532 170Q538 220 500 280"
    if style == "sleeves":
        for p.mirror in ("x", ""):
            p.body("M270 170Q214 200 196 296Q240 326 290 312z", size=12)
    p.body(
        f"{top}L474 414Q520 560 {500 + flare} {hem}Q400 {hem + 24} {300 - flare} {hem}Q280 560 326"
        " 414z",
        size=18,
    )
    gathers = [
        (f"M{400 + x} 424Q{400 + x * 1.5:g} 560 {400 + x * 2.3:g} {hem - 4}", 8 + abs(x) // 8)
        for x in (-58, -36, -14, 12, 34, 56)
    ]
    _draw_folds(p, *gathers)
    p.soft(f"M352 440Q330 570 {330 - flare // 2} {hem - 20}", "#ffffff", 22, 0.26, 12)
    _draw_folds(p, ("M346 300Q352 350 346 404", 10), ("M452 300Q446 350 454 404", 10))
    p.body("M326 404Q400 418 474 404V428Q400 442 326 428z", size=5)
    p.add("</g>")
    p.focus = (400, 400, 2.2)
