"""How a bag becomes an order."""
