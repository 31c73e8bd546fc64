"""Pictures of the demo store's items, drawn rather than photographed: nobody else's work is in
them.
"""

from collections.abc import Callable

from sandbox.demo.drawing import accessories, bags, clothes, flap_bags, jewelry, shoes, watches
from sandbox.demo.drawing.studio import Piece

ARTISTS: dict[str, Callable[[Piece], None]] = {
    "top-handle bag": bags.draw_top_handle_bag,
    "tote": bags.draw_tote,
    "shoulder bag": flap_bags.draw_flap_bag,
    "crossbody": flap_bags.draw_flap_bag,
    "clutch": flap_bags.draw_clutch,
    "backpack": flap_bags.draw_backpack,
    "dress watch": watches.draw_watch,
    "chronograph": watches.draw_watch,
    "ring": jewelry.draw_ring,
    "necklace": jewelry.draw_necklace,
    "earrings": jewelry.draw_earrings,
    "bracelet": jewelry.draw_bracelet,
    "trench coat": clothes.draw_coat,
    "blazer": clothes.draw_coat,
    "knitwear": clothes.draw_knitwear,
    "silk dress": clothes.draw_dress,
    "loafers": shoes.draw_shoes,
    "pumps": shoes.draw_shoes,
    "ankle boots": shoes.draw_shoes,
    "scarf": accessories.draw_scarf,
    "belt": accessories.draw_belt,
    "sunglasses": accessories.draw_sunglasses,
    "wallet": accessories.draw_wallet,
}


def draw_picture(*, sub_category: str, colour: str, material: str, view: int, seed: str) -> str:
    """A complete SVG of one piece: view 0 whole, any other view a detail of the very same piece.

    The same arguments always give the same text, under 25 kB, without scripts or outside
    references. An unknown `sub_category` is drawn as a pouch. The seed settles proportions,
    hardware and ornament. Definitions inside are named for one document each, so show it as an
    image of its own, not inlined beside another.
    """
    piece = Piece(sub_category=sub_category, colour=colour, material=material, seed=seed)
    ARTISTS.get(piece.kind, bags.draw_pouch)(piece)
    part = "detail" if view else "front"
    return piece.svg(
        title=f"{piece.colour} {piece.material} {piece.kind}, {part}".strip().capitalize(),
        view=view,
    )
