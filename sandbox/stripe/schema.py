"""The parameters that each call takes, as data: the ones we send, and no others."""

from __future__ import annotations

from sandbox.stripe.forms import (
    EMAIL,
    FLAG,
    METADATA,
    SPAN,
    TEXT,
    TEXTS,
    URL,
    Field,
    choice_field,
    group_field,
    list_field,
    number_field,
    text_field,
)

_EXPAND: dict[str, Field] = {"expand": TEXTS}
_PAGED: dict[str, Field] = _EXPAND | {
    "created": SPAN,
    "limit": number_field(1),
    "starting_after": TEXT,
    "ending_before": TEXT,
}
_ADDRESS = group_field(
    line1=TEXT.needed,
    line2=TEXT,
    city=TEXT,
    state=TEXT,
    postal_code=TEXT,
    country=text_field(2),
)
_LINE = group_field(
    quantity=number_field(1).needed,
    price_data=group_field(
        currency=choice_field("usd").needed,
        unit_amount=number_field(0).needed,
        product_data=group_field(
            name=text_field(250).needed, description=TEXT, metadata=METADATA
        ).needed,
    ).needed,
)

SESSION_CREATE = _EXPAND | {
    "mode": choice_field("payment").needed,
    "line_items": list_field(_LINE).needed,
    "success_url": URL.needed,
    "cancel_url": URL,
    "client_reference_id": text_field(200),
    "customer_email": EMAIL,
    "expires_at": number_field(0),
    "allowed_payment_method_types": list_field(choice_field("card")),
    "payment_intent_data": group_field(
        capture_method=choice_field("automatic", "automatic_async", "manual"),
        description=text_field(1000),
        metadata=METADATA,
        shipping=group_field(name=TEXT.needed, phone=TEXT, address=_ADDRESS.needed),
    ),
    "metadata": METADATA,
    "custom_text": group_field(submit=group_field(message=text_field(1200).needed)),
    "billing_address_collection": choice_field("auto", "required"),
    "submit_type": choice_field("auto", "book", "donate", "pay"),
    "phone_number_collection": group_field(enabled=FLAG.needed),
    "locale": choice_field("auto", "en", "en-GB"),
}
SESSION_LIST = _PAGED | {
    "payment_intent": TEXT,
    "status": choice_field("open", "complete", "expired"),
}
RETRIEVE = _EXPAND
EXPIRE = _EXPAND
INTENT_LIST = _PAGED
CAPTURE = _EXPAND | {"amount_to_capture": number_field(1)}
CANCEL = _EXPAND | {
    "cancellation_reason": choice_field(
        "abandoned", "duplicate", "fraudulent", "requested_by_customer"
    ),
}
REFUND_CREATE = _EXPAND | {
    "payment_intent": TEXT,
    "charge": TEXT,
    "amount": number_field(1),
    "reason": choice_field("duplicate", "fraudulent", "requested_by_customer"),
    "metadata": METADATA,
}
REFUND_LIST = _PAGED | {"payment_intent": TEXT, "charge": TEXT}
DISPUTE_LIST = REFUND_LIST
CHARGE_LIST = _PAGED | {"payment_intent": TEXT}
EVENT_LIST = _PAGED | {"type": TEXT}
