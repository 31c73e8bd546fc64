"""A shopper's own data: to see and to download."""
