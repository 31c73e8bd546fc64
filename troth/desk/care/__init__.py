"""Customers' requests, their mail, and verified authenticators."""
