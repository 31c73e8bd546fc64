"""Pairs of shoes in profile: loafers, pumps and ankle boots."""

from collections.abc import Callable

from sandbox.demo.drawing.colors import darken
from sandbox.demo.drawing.studio import Piece


def draw_shoes(p: Piece) -> None:
    """A pair: one shoe in front, its fellow a step behind."""
    one: Callable[[Piece, str], None] = {"loafers": _draw_loafer, "pumps": _draw_pump}.get(
        p.kind, _draw_boot
    )
    p.add('<g transform="translate(-34 -44)">')
    p.shadow(390, 652, 290, 24, 0.6)
    p.shadow(500, 576, 250, 18, 0.4)
    near = p.base
    for place, colour in (
        ("translate(164 52) scale(.86)", darken(near, 0.22)),
        ("translate(-14 38)", near),
    ):
        p.add(f'<g transform="{place}">')
        one(p, colour)
        p.add("</g>")
    p.add("</g>")
    p.focus = {"loafers": (340, 500, 2.2), "pumps": (230, 530, 2.2)}.get(p.kind, (440, 430, 1.8))


def _draw_loafer(p: Piece, colour: str) -> None:
    """A loafer, toe to the left, with a penny strap, a metal bit or a tassel."""
    p.fill("M140 588Q200 606 330 604H500L512 594H650V580L150 574z", "#231812")
    p.body("M508 592H650V620q0 6-6 6H520z", "#2c1e16", 4, grain=False)
    upper = (
        "M134 576Q132 546 206 526Q300 504 352 448Q366 432 384 438Q440 512 560 470Q620 440 642 408"
        "Q660 440 654 500Q650 560 654 592H500Q330 600 160 590Q136 588 134 576z"
    )
    p.fill(
        "M362 442Q420 420 520 404Q600 392 640 408Q640 450 560 480Q420 520 362 442z",
        darken(colour, 0.6),
    )
    p.fill(
        "M380 452Q430 434 520 420Q590 410 630 420Q610 456 550 474Q430 506 380 452z", "#b8966c", 0.55
    )
    p.body(upper, colour, 15, "v")
    p.stitch("M160 552Q196 534 256 520Q324 500 362 460", colour)
    p.soft("M186 546Q260 522 316 498", "#ffffff", 11, 0.34, 6)
    p.stitch("M386 450Q442 524 562 482Q616 456 640 426", colour, 1.6)
    p.stitch("M572 484Q562 530 574 588", colour, 1.6)
    p.line("M140 584Q330 600 500 594H652", darken(colour, 0.65), 3, 0.7)
    style = p.pick("vamp", ("penny", "bit", "tassel"))
    p.soft("M316 490Q360 530 362 590", "#000000", 30, 0.35, 6)
    p.body("M304 482L362 438Q412 500 420 594L352 596Q350 530 304 482z", colour, 7)
    p.stitch("M314 486Q360 532 362 590M364 450Q402 506 410 588", colour, 1.6)
    if style == "penny":
        p.fill("M346 508L384 486L391 500L354 524z", darken(colour, 0.75))
    elif style == "bit":
        p.wire("M322 488Q342 504 362 482Q376 468 394 482", 8)
        p.wire("M378 498a13 16 0 1 0 26 0a13 16 0 1 0-26 0z", 6)
    else:
        for turn in (-14, 10):
            p.add(f'<g transform="rotate({turn} 340 474)">')
            p.body("M330 472h20l8 52h-36z", darken(colour, 0.1), 4)
            p.line(
                "M330 490V522M336 490V522M342 490V522M348 490V522", darken(colour, 0.6), 1.6, 0.7
            )
            p.add("</g>")


def _draw_pump(p: Piece, colour: str) -> None:
    """A pump, toe to the left, on a stiletto or a block heel."""
    block = p.pick("heel", ("stiletto", "block", "stiletto")) == "block"
    heel = (
        "M560 452L650 424Q656 520 640 606H572Q574 520 548 470z"
        if block
        else "M590 440L654 424Q650 520 624 606H606Q612 530 566 470z"
    )
    p.body(heel, darken(colour, 0.1), 8, grain=False)
    p.fill("M572 606h68v7h-68z" if block else "M605 606h20v7h-20z", "#1a1412")
    p.fill(
        "M130 600Q250 616 330 600Q430 570 560 470L540 480Q420 570 330 590Q240 600 130 592z",
        "#8a6238",
        0.95,
    )
    p.fill(
        "M300 520Q420 500 520 420Q580 376 640 384L650 430Q560 440 470 510Q380 560 300 520z",
        "#d9c1a4",
    )
    p.fill(
        "M300 520Q420 500 520 420Q580 376 640 384L646 408Q560 404 470 490Q390 548 300 520z",
        darken(colour, 0.5),
        0.4,
    )
    upper = (
        "M120 588Q120 572 160 556Q230 530 286 500Q300 536 360 536Q450 530 540 436Q600 372 642 372"
        "Q664 410 652 440Q580 452 520 506Q430 586 330 602Q200 606 132 600Q120 598 120 588z"
    )
    p.body(upper, colour, 13, "v")
    p.line("M286 500Q300 536 360 536Q450 530 540 436Q600 372 642 372", darken(colour, 0.45), 3, 0.8)
    p.soft("M176 562Q236 544 280 526", "#ffffff", 11, 0.5, 5)
    p.soft("M452 524Q540 450 618 408", "#ffffff", 8, 0.3, 6)
    if p.num("buckle", 0, 2) == 0:
        p.wire("M244 526h44v30h-44z", 7)
    elif p.num("bow", 0, 1):
        p.body("M236 500q34 4 44 24q14-18 50-16q-10 26-46 30q-38-4-48-38z", colour, 5)
        p.body("M270 514h22v26h-22z", colour, 4)


def _draw_boot(p: Piece, colour: str) -> None:
    """An ankle boot, toe to the left, with a side zip, elastic gores or a buckled strap."""
    p.body("M500 560H640V604q0 8-8 8H518z", "#2a1d16", 5, grain=False)
    p.fill("M150 590Q220 612 360 604L520 596V582H150z", "#231812")
    upper = (
        "M146 582Q138 546 206 524Q300 506 356 440Q384 400 376 240Q374 222 394 222H606Q624 222 624"
        " 242Q620 420 646 500Q656 560 640 590H168Q148 592 146 582z"
    )
    p.body(upper, colour, 20, "v")
    p.fill("M380 226Q500 244 618 226L620 244Q500 262 378 244z", darken(colour, 0.4), 0.6)
    p.stitch("M384 254Q500 270 616 254", colour)
    p.line("M148 584Q400 598 644 582", darken(colour, 0.65), 3, 0.7)
    p.soft("M196 548Q290 520 350 474", "#ffffff", 14, 0.32, 8)
    p.soft("M412 270Q420 400 396 470", "#ffffff", 16, 0.2, 9)
    p.soft("M372 470Q430 486 452 452M380 492Q440 520 476 482", "#000000", 9, 0.35, 5)
    style = p.pick("shaft", ("zip", "gores", "strap"))
    if style == "gores":
        p.body(
            "M446 262H556Q552 400 512 452Q494 460 484 448Q452 400 446 262z", darken(colour, 0.35), 6
        )
        p.line(
            "".join(f"M{x} 266L{484 + (x - 446) // 4} 448" for x in range(456, 556, 11)),
            darken(colour, 0.7),
            2,
            0.6,
        )
        p.stitch("M440 262Q448 404 480 456Q496 466 516 458Q560 402 562 262", colour, 1.6)
    elif style == "zip":
        p.line("M520 258Q524 420 540 560", "#15100c", 8, 0.8)
        p.line("M520 258Q524 420 540 560", "#cfc9bd", 4, 0.9, "2 2.6", "butt")
        p.metal("M512 262h16v30h-16z")
    else:
        p.body("M366 404Q480 452 634 420L640 456Q480 490 352 440z", colour, 6)
        p.stitch("M368 412Q480 460 634 428M358 434Q480 480 638 448", colour, 1.6)
        p.wire("M500 428l50-3l3 50l-50 3z", 8)
