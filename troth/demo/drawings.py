"""Pictures of the demo store's items, drawn rather than photographed: nobody else's work is in
them.
"""

from collections.abc import Callable

from troth.demo import drawing_accessories as accessories
from troth.demo import drawing_bags as bags
from troth.demo import drawing_clothes as clothes
from troth.demo import drawing_flap_bags as flap_bags
from troth.demo import drawing_jewelry as jewelry
from troth.demo import drawing_shoes as shoes
from troth.demo import drawing_watches as watches
from troth.demo.drawing_studio import Piece

ARTISTS: dict[str, Callable[[Piece], None]] = {
    "top-handle bag": bags.top_handle,
    "tote": bags.tote,
    "shoulder bag": flap_bags.flap_bag,
    "crossbody": flap_bags.flap_bag,
    "clutch": flap_bags.clutch,
    "backpack": flap_bags.backpack,
    "dress watch": watches.watch,
    "chronograph": watches.watch,
    "ring": jewelry.ring,
    "necklace": jewelry.necklace,
    "earrings": jewelry.earrings,
    "bracelet": jewelry.bracelet,
    "trench coat": clothes.coat,
    "blazer": clothes.coat,
    "knitwear": clothes.knitwear,
    "silk dress": clothes.dress,
    "loafers": shoes.shoes,
    "pumps": shoes.shoes,
    "ankle boots": shoes.shoes,
    "scarf": accessories.scarf,
    "belt": accessories.belt,
    "sunglasses": accessories.sunglasses,
    "wallet": accessories.wallet,
}


def draw(*, sub_category: str, colour: str, material: str, view: int, seed: str) -> str:
    """A complete SVG of one piece: view 0 whole, any other view a detail of the very same piece.

    The same arguments always give the same text, under 25 kB, without scripts or outside
    references. An unknown `sub_category` is drawn as a pouch. The seed settles proportions,
    hardware and ornament. Definitions inside are named for one document each, so show it as an
    image of its own, not inlined beside another.
    """
    piece = Piece(sub_category=sub_category, colour=colour, material=material, seed=seed)
    ARTISTS.get(piece.kind, bags.pouch)(piece)
    part = "detail" if view else "front"
    return piece.svg(
        title=f"{piece.colour} {piece.material} {piece.kind}, {part}".strip().capitalize(),
        view=view,
    )
