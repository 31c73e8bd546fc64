"""The carriers' accounts, and the carriers that parcels are taken to by hand."""

from __future__ import annotations

from troth.config.base import DEVELOPMENT, PORT
from troth.config.environment import env, env_number

# Carriers that the store takes its parcels to itself, without an account named below: the label is
# bought at their counter, and the parcel is entered at the desk with its receipt. Checkout sells to
# the addresses and weights that these carriers and those below serve, and to no others.
CARRIERS_BY_HAND = tuple(
    key for key in (part.strip() for part in env("CARRIERS_BY_HAND", "").split(",")) if key
)
# Carriers: each where its key is named; in development without FedEx's, those of the sandbox with
# their wire shapes, all at one port, save those that go by hand.
CARRIERS_IN_SANDBOX = DEVELOPMENT and not env("FEDEX_KEY", "")
CARRIER_PORT = env_number("CARRIER_PORT", str(PORT + 2 if PORT < 65534 else PORT - 2))
_CARRIER_APIS = {
    "fedex": "https://apis.fedex.com",
    "ups": "https://onlinetools.ups.com",
    "usps": "https://apis.usps.com",
}
_CARRIER_PARTS = {"fedex": ("webhook_token",), "usps": ("crid", "mid")}  # beside those of all


def _carrier_account(carrier: str) -> dict[str, str]:
    """What the environment names of an account; in development, the sandbox's without a key."""
    name, more = carrier.upper(), _CARRIER_PARTS.get(carrier, ())
    if env(f"{name}_KEY", ""):
        parts = {part: env(f"{name}_{part.upper()}", "") for part in ("secret", "account", *more)}
        return {
            "url": env(f"{name}_API", _CARRIER_APIS[carrier]),
            "key": env(f"{name}_KEY", ""),
            **parts,
        }
    if not CARRIERS_IN_SANDBOX or carrier in CARRIERS_BY_HAND:
        return {}
    parts = {"key": "built-in", "secret": "built-in", "account": "000000000"}
    return {"url": f"http://127.0.0.1:{CARRIER_PORT}", **parts, **dict.fromkeys(more, "built-in")}


CARRIERS = {carrier: account for carrier in _CARRIER_APIS if (account := _carrier_account(carrier))}
