"""Shoppers' pages."""
