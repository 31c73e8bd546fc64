"""The outside world for development and tests: servers that speak the wire shapes of Stripe, FedEx,
UPS, USPS and IMAP, and move nothing. `python -m sandbox` runs them with a demo store.
"""
