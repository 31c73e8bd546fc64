"""The queue, an order, and the promises of all orders."""
