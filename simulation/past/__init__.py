"""The past of a demo store: about ninety days of orders, made in a minute or two.

A life (`simulation.life`) goes through pages and takes seconds an order. Here the same people call
the store's actions. What is done at a stop of the clock follows from what is on record and from the
dice of an order: whoever is stopped goes on where they were, and a store that was off for a week
lives that week when it starts again.
"""
