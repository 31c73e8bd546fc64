"""Settings of a store in production."""

from __future__ import annotations

PRODUCTION = {
    "TROTH_ENV": "production",
    "SECRET_KEY": "a-long-secret-of-its-own-0123456789-for-nobody-else-to-know",
    "ALLOWED_HOSTS": "shop.fathomandreed.com,127.0.0.1",
    "DATABASE_URL": "sqlite://:memory:",
    "SITE_URL": "https://shop.fathomandreed.com",
    "EMAIL_HOST": "mail.fathomandreed.com",
    "SERIAL_KEYS": "a-long-key-for-serials-alone-0123456789-and-for-nothing-else",
    "STRIPE_SECRET_KEY": "sk_live_of_nobody",
    "STRIPE_WEBHOOK_SECRET": "whsec_of_nobody",
    "LINK_KEYS": "a-long-key-for-links-alone-0123456789-and-for-nothing-else",
    "CLIENT_ADDRESS_HEADER": "X-Forwarded-For",
}
