"""Scarves, belts, sunglasses and wallets."""

from sandbox.demo.drawing.bags import draw_clasp
from sandbox.demo.drawing.colors import brightness_of, darken, lighten, mix_paint
from sandbox.demo.drawing.studio import Piece


def draw_scarf(p: Piece) -> None:
    """A scarf: a printed silk square laid flat with a turned corner, or a fringed wool wrap folded
    in thirds.
    """
    p.stage = "flat"
    if "silk" in p.material:
        _draw_silk_square(p)
    else:
        _draw_wool_wrap(p)


def _draw_silk_square(p: Piece) -> None:
    """A silk square: borders, a medallion of petals, corner fans."""
    accent = mix_paint(p.base, "#d9a441" if p.num("accent", 0, 1) else "#b4533c", 0.85)
    pale = lighten(p.base, 0.82)
    p.add(
        f'<g filter="{p.lay(12, 16, 12, 0.36)}"><g transform="rotate({p.num("skew", -5, 5)} 400'
        ' 400)">'
    )
    p.body("M132 130Q400 122 668 132Q676 400 668 668Q400 676 130 668Q124 400 132 130z", size=12)
    p.fill("M168 168H632V632H168z", pale)
    p.line("M182 182H618V618H182z", accent, 7)
    p.line("M198 198H602V602H198z", p.base, 2.5)
    for ring, count, size, paint in (
        (150, 16, 44, p.base),
        (108, 12, 40, accent),
        (66, 8, 34, p.base),
    ):
        for i in range(count):
            p.add(
                f'<ellipse cx="400" cy="{400 - ring}" rx="{size * 0.42:.0f}" ry="{size}"'
                f' fill="{paint}" stroke="{pale}" stroke-width="3"'
                f' transform="rotate({i * 360 / count:g} 400 400)"/>'
            )
    p.add(
        f'<circle cx="400" cy="400" r="34" fill="{accent}"/><circle cx="400" cy="400" r="20"'
        f' fill="{pale}"/>'
    )
    for turn in (0, 90, 180, 270):
        p.add(f'<g transform="rotate({turn} 400 400)">')
        for radius, paint in ((92, p.base), (70, pale), (54, accent), (32, pale), (16, p.base)):
            p.fill(f"M204 204h{radius}A{radius} {radius} 0 0 1 204 {204 + radius}z", paint)
        p.add("</g>")
    p.soft("M180 300Q380 330 640 250M170 520Q420 470 650 560", "#000000", 16, 0.16, 14)
    p.soft("M180 278Q380 306 640 226M170 498Q420 448 650 536", "#ffffff", 16, 0.35, 12)
    p.body("M668 668Q600 640 520 672Q590 560 668 520z", darken(p.base, 0.1), 8)
    p.add("</g></g>")
    p.focus = (300, 300, 2.2)


def _draw_wool_wrap(p: Piece) -> None:
    """A folded wool scarf with a fringe and, by the seed, a check."""
    p.add(f'<g filter="{p.lay(12, 16, 12, 0.38)}">')
    ends = "".join(
        f"M{x} 640q{(x * 7) % 9 - 4} 34 {(x * 5) % 11 - 5} 66" for x in range(250, 556, 9)
    )
    p.line(ends, darken(p.base, 0.45), 7)
    p.line(ends, lighten(p.base, 0.1), 4)
    p.body("M230 110Q400 100 570 110L572 640Q400 650 228 640z", size=16)
    if p.num("check", 0, 1):
        accent = lighten(p.base, 0.7) if brightness_of(p.base) < 0.6 else darken(p.base, 0.6)
        for at in range(0, 340, 84):
            p.line(f"M{250 + at} 110V640", accent, 12, 0.34, cap="butt")
            p.line(f"M{280 + at} 110V640", accent, 2.5, 0.6, cap="butt")
        for at in range(0, 520, 84):
            p.line(f"M231 {150 + at}Q400 {158 + at} 571 {150 + at}", accent, 12, 0.34, cap="butt")
            p.line(f"M231 {180 + at}Q400 {188 + at} 571 {180 + at}", accent, 2.5, 0.6, cap="butt")
    p.soft("M342 112Q350 380 340 640", "#000000", 14, 0.36, 8)
    p.soft("M322 112Q330 380 320 640", "#ffffff", 16, 0.2, 9)
    p.soft("M462 112Q454 380 464 640", "#000000", 14, 0.3, 8)
    p.add("</g>")
    p.focus = (400, 590, 2.2)


def draw_belt(p: Piece) -> None:
    """A belt rolled into a loose coil, its buckle towards the viewer."""
    p.shadow(408, 596, 290, 44, 0.6)
    wide = p.num("wide", 66, 84)
    back = f"M150 430A250 86 0 0 1 650 430V{430 + wide}A250 86 0 0 0 150 {430 + wide}z"
    p.fill(back, p.paint(darken(p.base, 0.42)))
    p.line("M172 436A228 72 0 0 1 628 436", darken(p.base, 0.7), 5, 0.7)
    p.line("M172 439A228 72 0 0 1 628 439", lighten(p.base, 0.1), 2, 0.6)
    p.line("M150 430A250 86 0 0 1 650 430", lighten(p.base, 0.25), 3, 0.8)
    front = f"M146 430A254 88 0 0 0 654 430V{430 + wide}A254 88 0 0 1 146 {430 + wide}z"
    p.body(front, size=8)
    p.stitch(f"M150 444A250 86 0 0 0 650 444M150 {416 + wide}A250 86 0 0 0 650 {416 + wide}")
    p.line("M146 430A254 88 0 0 0 654 430", lighten(p.base, 0.3), 2, 0.7)
    _draw_belt_buckle(p, 516 + wide // 2, wide)
    p.focus = (410, 516 + wide // 2, 2.3)


def _draw_belt_buckle(p: Piece, y: int, wide: int) -> None:
    """A frame, a plaque or a round buckle centered at (400, y), with a keeper beside it."""
    style = p.pick("buckle", ("frame", "plaque", "round"))
    h = wide // 2
    p.soft(f"M330 {y + 6}H470", "#000000", wide, 0.35, 8)
    if style == "plaque":
        p.metal(
            f"M336 {y - h - 6}H464q8 0 8 8v{wide - 4}q0 8-8 8H336q-8 0-8-8v-{wide - 4}q0-8 8-8z"
        )
        p.metal(f"M346 {y - h + 4}H454v{wide - 8}H346z", angle="v", edge=0.8)
        return
    if style == "round":
        p.wire(
            f"M{400 - h - 14} {y}a{h + 14} {h + 10} 0 1 0 {wide + 28} 0a{h + 14} {h + 10} 0 1"
            f" 0-{wide + 28} 0z",
            13,
        )
    else:
        p.wire(f"M342 {y - h - 6}H458q6 0 6 6v{wide}q0 6-6 6H342q-6 0-6-6v-{wide}q0-6 6-6z", 12)
    p.wire(f"M352 {y}H452", 9)
    p.body(f"M500 {y - h - 10}h26v{wide + 12}h-26z", size=5)
    for x in (560, 590):
        p.fill(f"M{x - 4} {y - 18}a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "#0e0906", 0.9)


def draw_sunglasses(p: Piece) -> None:
    """Sunglasses from the front, open: square, round or cat-eye, in acetate or metal."""
    style = p.pick("style", ("square", "round", "cat-eye"))
    p.shadow(404, 524, 250, 20, 0.55)
    lens = {
        "square": (
            "M196 372Q198 350 222 348L352 352Q376 354 374 380L366 470Q362 514 318 516H252Q206 514"
            " 202 470z"
        ),
        "round": "M190 430a92 88 0 1 0 184 0a92 88 0 1 0-184 0z",
        "cat-eye": (
            "M182 356Q176 336 200 338L340 362Q378 370 372 410Q362 510 280 512Q204 510 194 430z"
        ),
    }[style]
    metal = any(word in p.material for word in ("metal", "titanium", "steel"))
    for p.mirror in ("x", ""):
        p.tube("M188 384Q150 392 222 500", 12, darken(p.base, 0.3))
        p.fill(lens, _lens_paint(p))
        p.fill(
            (
                "M214 364L268 362L226 470L206 440z"
                if style != "round"
                else "M226 376L274 352L236 470L208 446z"
            ),
            "#ffffff",
            0.2,
        )
        if metal:
            p.wire(lens, 9)
        else:
            p.tube(lens, 24)
            p.metal(
                "M176 362h24v9h-24z" if style != "round" else "M184 388h22v9h-22z",
                angle="v",
                edge=0.8,
            )
    bridge = "M372 396Q400 366 428 396"
    if metal:
        p.wire(bridge, 8)
        p.wire("M340 356Q400 342 460 356" if style == "square" else bridge, 6)
    else:
        p.tube(bridge, 22)
    p.focus = (280, 410, 2.2)


def _lens_paint(p: Piece) -> str:
    tint = p.pick("tint", ("#2a2522", "#4a3423", "#27352f", "#35393f"))
    return p.gradient(
        (0, tint, 1), (0.6, lighten(tint, 0.18), 0.96), (1, lighten(tint, 0.5), 0.85), angle="v"
    )


def draw_wallet(p: Piece) -> None:
    """A wallet that stands a little open: a long one, a fold with a snap tab or a zipped one."""
    style = p.pick("style", ("long", "snap", "zip"))
    x, top = (170, 352) if style != "snap" else (226, 322)
    right, bottom = 800 - x, 608
    p.shadow(410, bottom + 3, 430 - x + 30, 28, 0.55)
    box = (
        f"M{x} {top + 18}q0-18 18-18H{right - 18}q18 0 18 18V{bottom - 16}q0 16-16 16H{x + 16}q-16"
        " 0-16-16z"
    )
    p.add('<g transform="translate(10 -10)">')
    p.body(box, darken(p.base, 0.35), 10)
    p.add("</g>")
    p.body(box, size=14, angle="d")
    middle = (top + bottom) // 2
    p.inset_stitch(box, middle, 0.95, 0.9)
    if style == "zip":
        p.wire(f"M{x + 16} {top + 2}H{right - 16}", 6)
        p.line(f"M{x + 16} {top + 2}H{right - 16}", "#1d140c", 2.6, 0.7, "3 3", "butt")
        p.metal(f"M{right - 40} {top - 8}h18v22h-18z")
        p.tube(f"M{right - 31} {top + 14}q16 34 4 70", 10)
    elif style == "snap":
        p.soft(f"M{right - 20} {middle}H{right - 100}", "#000000", 62, 0.35, 8)
        p.body(f"M{right + 8} {middle - 32}H{right - 90}q-32 0-32 32t32 32H{right + 8}z", size=8)
        p.metal(f"M{right - 106} {middle}a13 13 0 1 0 26 0a13 13 0 1 0-26 0z")
    else:
        draw_clasp(p, 400, top + 120)
        p.line(
            f"M{x + 12} {top + 122}H340M460 {top + 122}H{right - 12}", darken(p.base, 0.6), 2.4, 0.6
        )
    p.focus = (right - 90, middle - 20, 2.4) if style != "long" else (400, top + 110, 2.4)
