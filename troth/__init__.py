"""Troth: the order system of a store that keeps every promise it publishes."""
