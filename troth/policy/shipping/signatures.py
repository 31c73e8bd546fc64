"""Whose name a carrier tells of a signature: clause `signature`."""

from __future__ import annotations

import re

# Words of which carriers make what stands where a name should: "Signature not required", "Left at
# front door", "Signature release on file". With any of these it is no name, whatever else it says.
_NO_NAME = frozenset({
    "signature", "signatures", "required", "reqd", "authorized", "waived", "unattended",
    "contactless", "covid", "left", "release", "released", "driver", "delivered", "delivery",
    "not", "without", "unable", "unavailable", "unknown", "undefined", "null",
})  # fmt: skip
# With nothing but these it is none either ("Front desk"); people are called so, too ("Ann Porch").
_NO_NAME_ALONE = frozenset({
    "a", "agent", "an", "and", "any", "apt", "at", "available", "back", "bin", "box", "building",
    "by", "c", "carport", "clerk", "concierge", "counter", "customer", "daughter", "deck", "desk",
    "dock", "door", "drop", "entrance", "father", "file", "for", "front", "garage", "gate",
    "guard", "home", "house", "husband", "in", "is", "lobby", "location", "locker", "mail",
    "mailbox", "mailroom", "management", "manager", "met", "mother", "n", "na", "neighbor",
    "neighbour", "no", "none", "obtained", "occupant", "of", "office", "on", "or", "other",
    "owner", "package", "parcel", "patio", "person", "photo", "pickup", "pin", "porch", "proof",
    "rear", "receiver", "recep", "reception", "receptionist", "recipient", "reciever", "refused",
    "req", "resident", "residence", "rls", "room", "safe", "security", "self", "shed", "side",
    "sig", "sign", "signed", "son", "staff", "store", "tenant", "the", "to", "unit", "warehouse",
    "wife", "with", "x", "yard",
})  # fmt: skip


def signer_name(signature: str) -> str:
    """The person's name in what a carrier tells of a signature; empty where it names nobody."""
    words = re.findall(r"[^\W\d_]+", signature.casefold())
    if not words or _NO_NAME & set(words) or set(words) <= _NO_NAME_ALONE:
        return ""
    if re.search(r"\d", signature) or all(len(word) == 1 and word.isascii() for word in words):
        return ""
    return " ".join(signature.split())
