"""Transfers from the warehouse abroad."""
