"""The photographer's studio: backdrop, light, shadow and surfaces that every drawing shares."""

from collections.abc import Sequence
from hashlib import sha256
from html import escape
from string import Template

from sandbox.demo.drawing.colors import METALS, brightness_of, darken, hex_of, lighten, mix_paint
from sandbox.demo.drawing.paths import mirror_path

# Grain per material word: noise frequency and relief. The first word found in the material decides.
GRAINS = (
    ("suede", 0.55, 1.3),
    ("goatskin", 0.2, 1.0),
    ("pebbled", 0.2, 1.0),
    ("lambskin", 0.5, 0.35),
    ("patent", 0.03, 0.1),
    ("calfskin", 0.4, 0.7),
    ("leather", 0.35, 0.8),
    ("silk", 0.02, 0.2),
    ("satin", 0.02, 0.2),
    ("wool", 0.8, 0.7),
    ("cashmere", 0.9, 0.45),
    ("tweed", 0.5, 1.6),
    ("cotton", 0.9, 0.4),
    ("linen", 0.8, 0.6),
    ("canvas", 0.8, 0.8),
)
SMOOTH = (0.6, 0.15)

# Grain lit from the upper left, then a band of shade inside the lower right edge and of light
# inside the other.
FORM = Template(
    '<filter id="{id}" x="-10%" y="-10%" width="120%" height="120%"'
    ' color-interpolation-filters="sRGB"><feTurbulence type="fractalNoise"'
    ' baseFrequency="$frequency" numOctaves="2" seed="7" result="n"/><feDiffuseLighting in="n"'
    ' surfaceScale="$relief" lighting-color="#fff" result="g"><feDistantLight azimuth="225"'
    ' elevation="58"/></feDiffuseLighting><feComposite in="SourceGraphic" in2="g"'
    ' operator="arithmetic" k1="1.18" k2="0" k3="0" k4="0" result="t"/><feComposite in="t"'
    ' in2="SourceAlpha" operator="in" result="s"/><feGaussianBlur in="SourceAlpha"'
    ' stdDeviation="$blur" result="b"/><feOffset in="b" dx="$back" dy="$back"'
    ' result="c"/><feComposite in="SourceAlpha" in2="c" operator="out" result="o"/><feFlood'
    ' flood-color="#140b08" flood-opacity="$shade" result="f"/><feComposite in="f" in2="o"'
    ' operator="in" result="k"/><feOffset in="b" dx="$on" dy="$on" result="e"/><feComposite'
    ' in="SourceAlpha" in2="e" operator="out" result="p"/><feFlood flood-color="#fff6e8"'
    ' flood-opacity="$lift" result="h"/><feComposite in="h" in2="p" operator="in"'
    ' result="w"/><feMerge><feMergeNode in="s"/><feMergeNode in="k"/><feMergeNode'
    ' in="w"/></feMerge></filter>'
)


class Piece:
    """One picture in the making. The same arguments always make the same picture."""

    def __init__(self, *, sub_category: str, colour: str, material: str, seed: str) -> None:
        self.kind = sub_category.strip().lower()
        self.colour = colour.strip().lower()
        self.material = material.strip().lower()
        self.seed = seed
        self.base = hex_of(colour)
        self.hardware = self.pick("hardware", ("gold", "palladium"))
        self.stage = "floor"
        self.mirror = ""
        self.focus = (400, 420, 2.2)
        self.defs: list[str] = []
        self.marks: list[str] = []
        self._made: dict[str, str] = {}

    def _draw_lot(self, name: str) -> int:
        return int.from_bytes(sha256(f"{self.seed}|{name}".encode()).digest()[:6], "big")

    def pick(self, name: str, options: Sequence[str]) -> str:
        """One of `options`, settled by the seed and the trait's name alone."""
        return options[self._draw_lot(name) % len(options)]

    def num(self, name: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`, settled by the seed and the trait's name alone."""
        return low + self._draw_lot(name) % (high - low + 1)

    def _laid(self, d: str) -> str:
        return mirror_path(d, self.mirror) if self.mirror else d

    def add(self, *svg: str) -> None:
        """Put finished SVG on top of what is drawn so far."""
        self.marks.extend(svg)

    def define(self, key: str, svg: str) -> str:
        """Keep a definition once, `{id}` standing for its name, and return the paint that refers to
        it.
        """
        if key not in self._made:
            self._made[key] = f"d{len(self._made)}"
            self.defs.append(svg.replace("{id}", self._made[key]))
        return f"url(#{self._made[key]})"

    def gradient(self, *stops: tuple[float, str, float], angle: str = "h") -> str:
        """Paint of (offset, colour, opacity) stops: h across, v down, d diagonal, r from the lit
        spot, c centered.
        """
        inside = "".join(
            f'<stop offset="{at:g}" stop-color="{c}" stop-opacity="{o:g}"/>' for at, c, o in stops
        )
        if angle in "rc":
            place = 'cx=".42" cy=".36" r=".72"' if angle == "r" else 'cx=".5" cy=".5" r=".5"'
            svg = f'<radialGradient id="{{id}}" {place}>{inside}</radialGradient>'
        else:
            x2, y2 = {"h": ("1", "0"), "v": ("0", "1"), "d": ("1", "1")}[angle]
            svg = (
                f'<linearGradient id="{{id}}" x1="0" y1="0" x2="{x2}"'
                f' y2="{y2}">{inside}</linearGradient>'
            )
        return self.define(svg, svg)

    def paint(self, colour: str | None = None, angle: str = "h") -> str:
        """The usual paint for a body: lit from the upper left, falling off to the right."""
        c = colour or self.base
        return self.gradient(
            (0, darken(c, 0.16), 1),
            (0.3, lighten(c, 0.12), 1),
            (0.6, c, 1),
            (1, darken(c, 0.3), 1),
            angle=angle,
        )

    def form(self, size: int, grain: bool = True) -> str:
        """A filter that rounds a shape's edges with light and shade `size` wide, with the
        material's grain.
        """
        frequency, relief = next(((f, r) for word, f, r in GRAINS if word in self.material), SMOOTH)
        if not grain:
            frequency, relief = SMOOTH
        lift = 0.5 if "patent" in self.material or "satin" in self.material else 0.3
        shade = 0.62 if brightness_of(self.base) < 0.6 else 0.4
        svg = FORM.substitute(
            frequency=frequency,
            relief=relief,
            lift=lift,
            shade=shade,
            blur=size,
            back=-size,
            on=round(size * 0.8, 1),
        )
        return self.define(f"form{size}{grain}", svg)

    def body(
        self,
        d: str,
        colour: str | None = None,
        size: int = 14,
        angle: str = "h",
        grain: bool = True,
    ) -> None:
        """A solid part of the piece, in the piece's own material unless `grain` is off."""
        self.add(
            f'<path d="{self._laid(d)}" fill="{self.paint(colour, angle)}"'
            f' filter="{self.form(size, grain)}"/>'
        )

    def fill(self, d: str, paint: str, opacity: float = 1, extra: str = "") -> None:
        """A flat shape."""
        self.add(f'<path d="{self._laid(d)}" fill="{paint}" opacity="{opacity:g}" {extra}/>')

    def line(
        self,
        d: str,
        colour: str,
        width: float,
        opacity: float = 1,
        dash: str = "",
        cap: str = "round",
    ) -> None:
        """A stroke, dashed if `dash` says so."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.add(
            f'<path d="{self._laid(d)}" fill="none" stroke="{colour}" stroke-width="{width:g}"'
            f' stroke-linecap="{cap}" stroke-linejoin="round" opacity="{opacity:g}"{dashes}/>'
        )

    def soft(
        self, d: str, colour: str, width: float, opacity: float, blur: float = 5, within: str = ""
    ) -> None:
        """A blurred stroke: a crease, a sheen, a cast shadow; kept inside the shape `within` if
        there is one.
        """
        blurred = self.define(
            f"blur{blur}",
            '<filter id="{id}" x="-60" y="-60" width="920" height="920"'
            f' filterUnits="userSpaceOnUse"><feGaussianBlur stdDeviation="{blur:g}"/></filter>',
        )
        clip = ""
        if within:
            clip = self.define(within, f'<clipPath id="{{id}}"><path d="{within}"/></clipPath>')
            clip = f' clip-path="{clip}"'
        self.add(f'<g{clip}><g filter="{blurred}">')
        self.line(d, colour, width, opacity)
        self.add("</g></g>")

    def stitch(self, d: str, colour: str | None = None, width: float = 2) -> None:
        """A row of saddle stitches, each with the small dent that it pulls into the surface."""
        c = colour or self.base
        thread = lighten(c, 0.42) if brightness_of(c) < 0.62 else darken(c, 0.32)
        self.line(d, darken(c, 0.65), width + 1.4, 0.4)
        self.line(d, thread, width, 0.95, dash="6 4.5", cap="butt")

    def inset_stitch(self, d: str, y: int, wide: float = 0.95, high: float = 0.93) -> None:
        """Stitches that follow an outline from within: `d` drawn smaller about (400, y)."""
        self.add(
            f'<g transform="translate(400 {y}) scale({wide:g} {high:g}) translate(-400 {-y})">'
        )
        self.stitch(d)
        self.add("</g>")

    def tube(self, d: str, width: float, colour: str | None = None) -> None:
        """A rounded strap or cord along a path."""
        c = colour or self.base
        self.line(d, darken(c, 0.55), width + 2)
        self.line(d, darken(c, 0.12), width)
        shift = width * 0.13
        self.add(f'<g transform="translate({-shift:.1f} {-shift:.1f})">')
        self.line(d, lighten(c, 0.14), width * 0.55, 0.75)
        self.line(d, lighten(c, 0.5), width * 0.16, 0.55)
        self.add("</g>")

    def metal_paint(self, metal: str | None = None, angle: str = "d") -> str:
        """Polished metal as a paint."""
        stops = METALS[metal or self.hardware]
        return self.gradient(*((i / 4, c, 1) for i, c in enumerate(stops)), angle=angle)

    def metal(self, d: str, metal: str | None = None, angle: str = "d", edge: float = 1.2) -> None:
        """A polished metal part with a thin dark edge."""
        rim = darken(METALS[metal or self.hardware][0], 0.3)
        self.add(
            f'<path d="{self._laid(d)}" fill="{self.metal_paint(metal, angle)}" stroke="{rim}"'
            f' stroke-width="{edge:g}" fill-rule="evenodd" stroke-linejoin="round"/>'
        )

    def wire(self, d: str, width: float, metal: str | None = None) -> None:
        """A polished metal rod or ring along a path."""
        stops = METALS[metal or self.hardware]
        self.line(d, darken(stops[0], 0.35), width + 1.6)
        self.line(d, stops[2], width)
        self.add(f'<g transform="translate({-width * 0.12:.1f} {-width * 0.14:.1f})">')
        self.line(d, stops[1], width * 0.5)
        self.line(d, stops[3], width * 0.2)
        self.add("</g>")

    def shadow(self, cx: int, cy: int, rx: int, ry: int, opacity: float = 0.4) -> None:
        """The soft shadow of something that stands on the floor, darkest where it touches."""
        paint = self.gradient(
            (0, "#2b211a", 1), (0.55, "#2b211a", 0.42), (1, "#2b211a", 0), angle="c"
        )
        for grow, share in ((1.25, 0.55), (0.98, 1.0)):
            self.add(
                f'<ellipse cx="{cx}" cy="{cy}" rx="{rx * grow:.0f}" ry="{ry * grow:.0f}"'
                f' fill="{paint}" opacity="{opacity * share:.2f}"/>'
            )

    def lay(self, dx: int = 10, dy: int = 16, blur: int = 14, opacity: float = 0.36) -> str:
        """A filter for a group that lies or hangs flat: its shadow falls to the lower right."""
        return self.define(
            f"lay{dx} {dy} {blur}",
            '<filter id="{id}" x="-60" y="-60" width="920" height="920"'
            f' filterUnits="userSpaceOnUse"><feDropShadow dx="{dx}" dy="{dy}" stdDeviation="{blur}"'
            f' flood-color="#2b211a" flood-opacity="{opacity:g}"/></filter>',
        )

    def svg(self, *, title: str, view: int) -> str:
        """The whole picture: view 0 shows the piece entire, any other view comes close to its
        `focus`.
        """
        x, y, scale = self.focus
        turn = self.num("turn", -7, 7)
        crop = (
            f"translate(400 400) rotate({turn}) scale({scale:g}) translate({-x:g} {-y:g})"
            if view
            else ""
        )
        group = f'<g transform="{crop}">' if crop else "<g>"
        backdrop = self._backdrop()
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" width="800" height="800"'
            ' role="img">'
            f"<title>{escape(title)}</title><defs>{''.join(self.defs)}</defs>"
            f"{backdrop}{group}{''.join(self.marks)}</g></svg>"
        )

    def _backdrop(self) -> str:
        """A seamless paper sweep, lit from the upper left."""
        tone = self.pick("paper", ("#e7e1d9", "#e5e0da", "#e9e2d8"))
        low = mix_paint(tone, "#b9ada0", 0.42)
        if self.stage == "floor":
            sweep = self.gradient(
                (0, lighten(tone, 0.35), 1),
                (0.62, tone, 1),
                (0.76, low, 1),
                (1, lighten(tone, 0.1), 1),
                angle="v",
            )
        else:
            sweep = self.gradient(
                (0, lighten(tone, 0.4), 1), (1, mix_paint(tone, low, 0.5), 1), angle="v"
            )
        glow = self.gradient(
            (0, "#ffffff", 0.6), (0.6, "#ffffff", 0), (1, "#6b5d50", 0.22), angle="r"
        )
        rect = '<rect width="800" height="800" fill="{}"/>'
        return rect.format(sweep) + rect.format(glow)
