"""The parameters that each call takes, as data: the ones we send, and no others."""

from __future__ import annotations

from troth.standins.forms import (
    EMAIL,
    FLAG,
    METADATA,
    SPAN,
    TEXT,
    TEXTS,
    URL,
    Field,
    choice,
    group,
    list_of,
    number,
    text,
)

_EXPAND: dict[str, Field] = {"expand": TEXTS}
_PAGED: dict[str, Field] = _EXPAND | {
    "created": SPAN,
    "limit": number(1),
    "starting_after": TEXT,
    "ending_before": TEXT,
}
_ADDRESS = group(
    line1=TEXT.needed,
    line2=TEXT,
    city=TEXT,
    state=TEXT,
    postal_code=TEXT,
    country=text(2),
)
_LINE = group(
    quantity=number(1).needed,
    price_data=group(
        currency=choice("usd").needed,
        unit_amount=number(0).needed,
        product_data=group(name=text(250).needed, description=TEXT, metadata=METADATA).needed,
    ).needed,
)

SESSION_CREATE = _EXPAND | {
    "mode": choice("payment").needed,
    "line_items": list_of(_LINE).needed,
    "success_url": URL.needed,
    "cancel_url": URL,
    "client_reference_id": text(200),
    "customer_email": EMAIL,
    "expires_at": number(0),
    "allowed_payment_method_types": list_of(choice("card")),
    "payment_intent_data": group(
        capture_method=choice("automatic", "automatic_async", "manual"),
        description=text(1000),
        metadata=METADATA,
        shipping=group(name=TEXT.needed, phone=TEXT, address=_ADDRESS.needed),
    ),
    "metadata": METADATA,
    "custom_text": group(submit=group(message=text(1200).needed)),
    "billing_address_collection": choice("auto", "required"),
    "submit_type": choice("auto", "book", "donate", "pay"),
    "phone_number_collection": group(enabled=FLAG.needed),
    "locale": choice("auto", "en", "en-GB"),
}
SESSION_LIST = _PAGED | {"payment_intent": TEXT, "status": choice("open", "complete", "expired")}
RETRIEVE = _EXPAND
EXPIRE = _EXPAND
INTENT_LIST = _PAGED
CAPTURE = _EXPAND | {"amount_to_capture": number(1)}
CANCEL = _EXPAND | {
    "cancellation_reason": choice("abandoned", "duplicate", "fraudulent", "requested_by_customer"),
}
REFUND_CREATE = _EXPAND | {
    "payment_intent": TEXT,
    "charge": TEXT,
    "amount": number(1),
    "reason": choice("duplicate", "fraudulent", "requested_by_customer"),
    "metadata": METADATA,
}
REFUND_LIST = _PAGED | {"payment_intent": TEXT, "charge": TEXT}
DISPUTE_LIST = REFUND_LIST
CHARGE_LIST = _PAGED | {"payment_intent": TEXT}
EVENT_LIST = _PAGED | {"type": TEXT}
