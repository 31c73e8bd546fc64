"""Checks that read what a simulated life told people. They import nothing of the store."""
