"""The payment provider."""

from __future__ import annotations

from troth.config.base import DEVELOPMENT, PORT
from troth.config.environment import env, env_number

# Payments: Stripe where its key is named; in development without one, the provider of the sandbox
# (`make run`), with Stripe's wire shapes. Each setting that ends with IN_SANDBOX says whether this
# store is pointed at the sandbox's port; whether anybody listens there is another question.
STRIPE_SECRET_KEY = env("STRIPE_SECRET_KEY", "sk_test_builtin" if DEVELOPMENT else None)
STRIPE_WEBHOOK_SECRET = env("STRIPE_WEBHOOK_SECRET", "whsec_builtin" if DEVELOPMENT else None)
PAYMENTS_IN_SANDBOX = DEVELOPMENT and STRIPE_SECRET_KEY == "sk_test_builtin"  # noqa: S105
PAYMENTS_PORT = env_number("PAYMENTS_PORT", str(PORT + 1 if PORT < 65535 else PORT - 1))
STRIPE_API = env("STRIPE_API", f"http://127.0.0.1:{PAYMENTS_PORT}" if PAYMENTS_IN_SANDBOX else "")
# Where shoppers type their cards, so that a form may lead there; another one where Stripe shows its
# page under ours.
_PAYS_AT = (
    f"http://localhost:{PAYMENTS_PORT}" if PAYMENTS_IN_SANDBOX else "https://checkout.stripe.com"
)
PAYMENT_PAGES = env("PAYMENT_PAGES", _PAYS_AT).split(",")
