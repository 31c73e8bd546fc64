"""How an order reaches its buyer."""
