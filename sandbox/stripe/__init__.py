"""A payment provider with Stripe's wire shapes."""
