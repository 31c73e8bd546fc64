"""Bags that are worn or held: flap bags on a strap or chain, clutches and backpacks."""

from sandbox.demo.drawing.bags import draw_clasp, draw_handle_tab, draw_rivets
from sandbox.demo.drawing.colors import METALS, darken
from sandbox.demo.drawing.studio import Piece


def draw_chain(p: Piece, d: str, width: int = 15) -> None:
    """A curb chain along a path, in the piece's hardware."""
    low, glow, mid, white, _ = METALS[p.hardware]
    p.line(d, darken(low, 0.45), width * 0.42, 0.9)
    p.line(d, darken(low, 0.3), width, 1, f"3 {width}")
    p.line(d, mid, width * 0.8, 1, f"3 {width}")
    p.add('<g transform="translate(-1.5 -2)">')
    p.line(d, glow, width * 0.42, 1, f"3 {width}")
    p.line(d, white, width * 0.18, 1, f"2 {width + 1}")
    p.add("</g>")


def draw_flap_bag(p: Piece) -> None:
    """A shoulder or crossbody bag with a front flap: quilted, plain or saddle-shaped."""
    small = 26 if p.kind == "crossbody" else 0
    half, top, bottom = p.num("half", 214, 240) - small, 396 + small // 2, 668
    style = p.pick("style", ("quilted", "plain", "saddle"))
    left, right = 400 - half, 400 + half
    p.shadow(415, bottom + 3, half + 58, 32, 0.55)
    _draw_strap(p, left, right, top)
    low = 64 if style == "saddle" else 30
    back = (
        f"M{left + 4} {top + 22}q0-18 20-18H{right - 24}q20 0 20 18L{right + 6} {bottom - low}"
        f"q0 {low}-{low} {low}H{left + low - 6}q-{low} 0-{low}-{low}z"
    )
    p.body(back, darken(p.base, 0.12), 16)
    p.stitch(
        f"M{left + 12} {bottom - low - 40}V{bottom - low}q0 {low - 12} {low - 6} {low - 12}"
        f"H{right - low - 6}q{low - 6} 0 {low - 6}-{low - 12}V{bottom - low - 40}"
    )
    drop = bottom - p.num("drop", 58, 96)
    if style == "saddle":
        flap = (
            f"M{left - 4} {top + 20}q0-22 24-22H{right - 20}q24 0 24 22V{drop - 120}C{right}"
            f" {drop - 20} {right - 110} {drop} 400 {drop}S{left} {drop - 20} {left - 4}"
            f" {drop - 120}z"
        )
    else:
        flap = (
            f"M{left - 4} {top + 20}q0-22 24-22H{right - 20}q24 0 24 22V{drop - 34}q0 34-34"
            f" 34H{left + 30}q-34 0-34-34z"
        )
    p.soft(flap, "#000000", 20, 0.5, 8, back)
    p.body(flap, size=16, angle="d")
    _draw_flap_front(p, style, flap, (top, drop, half))
    p.focus = (400, drop - 46, 2.4) if p.num("crop", 0, 1) else (left + 96, top + 46, 2.4)


def _draw_strap(p: Piece, left: int, right: int, top: int) -> None:
    """A chain or leather strap that rises out of the picture's middle and falls behind the bag."""
    peak = p.num("peak", 96, 130) if p.kind != "crossbody" else p.num("peak", -46, -20)
    arch = (
        f"M{left + 20} {top + 24}C{left + 40} {peak - 30} {right - 40} {peak - 30} {right - 20}"
        f" {top + 24}"
    )
    if p.pick("strap", ("chain", "leather")) == "chain":
        draw_chain(p, arch)
        return
    p.tube(arch, 17)
    p.stitch(arch, width=1.6)
    for x in (left + 20, right - 20):
        p.wire(f"M{x - 15} {top - 6}a15 17 0 1 0 30 0a15 17 0 1 0-30 0z", 6)


def _draw_flap_front(p: Piece, style: str, flap: str, box: tuple[int, int, int]) -> None:
    """What decorates the flap: a quilt, a stitched border or saddle tabs, and the clasp."""
    top, drop, half = box
    if style == "quilted":
        quilt = p.define(
            "quilt",
            '<pattern id="{id}" width="46" height="46" patternUnits="userSpaceOnUse"'
            ' patternTransform="rotate(45)"><rect width="46" height="46" fill="url(#qg)"/><path'
            f' d="M0 0H46M0 0V46" stroke="{darken(p.base, 0.7)}" stroke-width="3.4" fill="none"'
            ' opacity=".7"/><path d="M3 44V3H44" stroke="#fff" stroke-width="2.2" fill="none"'
            ' opacity=".22"/></pattern><radialGradient id="qg" cx=".36" cy=".4" r=".75"><stop'
            ' offset="0" stop-color="#fff" stop-opacity=".2"/><stop offset=".5" stop-color="#fff"'
            ' stop-opacity="0"/><stop offset="1" stop-color="#000"'
            ' stop-opacity=".32"/></radialGradient>',
        )
        p.fill(flap, quilt)
    else:
        p.inset_stitch(flap, (top + drop) // 2, 0.96)
    if style == "saddle":
        for x in (400 - half + 74, 400 + half - 74):
            draw_handle_tab(p, x, top + 46)
    draw_clasp(p, 400, drop - (46 if style != "saddle" else 52))


def draw_clutch(p: Piece) -> None:
    """A clutch: an envelope, a framed evening case or a folded pouch."""
    style = p.pick("style", ("envelope", "frame", "fold"))
    p.shadow(412, 606, 300, 30, 0.55)
    if style == "frame":
        p.body(
            "M168 400Q168 372 196 372H604Q632 372 632 400L640 566Q640 606 596 606H204Q160 606 160"
            " 566z",
            size=22,
        )
        p.metal("M160 398q0-34 34-34H606q34 0 34 34v14H160z", angle="v")
        p.line("M162 392H638", "#2a1c0c", 1.6, 0.6)
        p.metal("M372 366a17 17 0 1 1 30-14a17 17 0 1 1 26 14z")
        p.soft("M210 470Q400 440 590 470", "#ffffff", 26, 0.16, 16)
        p.focus = (400, 404, 2.4)
        return
    back = "M150 384q0-20 20-20H630q20 0 20 20V578q0 28-28 28H178q-28 0-28-28z"
    p.body(back, darken(p.base, 0.1), 16)
    p.stitch("M164 470V574q0 18 18 18H618q18 0 18-18V470")
    flap = (
        "M146 382q0-22 22-22H632q22 0 22 22L420 520q-20 12-40 0z"
        if style == "envelope"
        else "M146 382q0-22 22-22H632q22 0 22 22V486q0 16-16 16H162q-16 0-16-16z"
    )
    p.soft(flap, "#000000", 20, 0.48, 8, back)
    p.body(flap, size=13, angle="d")
    p.inset_stitch(flap, 420, 0.955, 0.9)
    draw_clasp(p, 400, 498)
    if p.num("wrist", 0, 1):
        p.wire("M640 408a15 15 0 1 0 30 0a15 15 0 1 0-30 0z", 6)
        p.tube("M660 420C742 470 742 590 690 606C660 610 676 500 664 424", 11)
    p.focus = (400, 478, 2.4)


def draw_backpack(p: Piece) -> None:
    """A backpack with a flap, a front pocket and shoulder straps that show at the sides."""
    half = p.num("half", 158, 184)
    left, right = 400 - half, 400 + half
    p.shadow(414, 702, half + 66, 32, 0.55)
    for side in (-1, 1):
        x = 400 + side * (half - 20)
        p.tube(
            f"M{400 + side * 70} 250C{x + side * 60} 280 {x + side * 66} 560 {x + side * 8} 660",
            22,
            darken(p.base, 0.3),
        )
    p.tube("M352 236C352 150 448 150 448 236", 17)
    sack = (
        f"M{left} 330Q{left} 220 {left + 110} 220H{right - 110}Q{right} 220 {right}"
        f" 330L{right + 10} 664q0 40-40 40H{left + 30}q-40 0-40-40z"
    )
    p.body(sack, size=22)
    p.body(
        f"M{left + 30} 520q0-18 18-18H{right - 48}q18 0 18 18V652q0 28-28 28H{left + 58}q-28"
        " 0-28-28z",
        size=12,
    )
    p.stitch(f"M{left + 40} 524V650q0 20 20 20H{right - 60}q20 0 20-20V524")
    flap = (
        f"M{left - 6} 330Q{left - 6} 212 {left + 112} 212H{right - 112}Q{right + 6} 212 {right + 6}"
        f" 330V430q0 46-46 46H{left + 40}q-46 0-46-46z"
    )
    p.soft(flap, "#000000", 20, 0.48, 8, sack)
    p.body(flap, size=18, angle="d")
    p.inset_stitch(flap, 350, 0.94, 0.94)
    for x in (400 - half // 2, 400 + half // 2):
        _draw_buckle(p, x)
    p.focus = (400 - half // 2 + 30, 496, 2.3)


def _draw_buckle(p: Piece, x: int) -> None:
    """A buckled strap that holds a backpack's flap down."""
    p.soft(f"M{x} 430V566", "#000000", 38, 0.35, 6)
    p.body(f"M{x - 17} 400h34v158q0 20-17 20t-17-20z", size=5)
    p.stitch(f"M{x - 11} 408v148M{x + 11} 408v148", width=1.6)
    p.wire(f"M{x - 25} 474h50v46h-50z", 7)
    p.wire(f"M{x} 474v44", 5)
    draw_rivets(p, (x, 420), (x, 552))
