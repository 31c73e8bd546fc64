"""Addresses, phone numbers and email addresses as people write them."""
