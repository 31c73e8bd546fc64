"""What comes back, by the carrier or from its buyer, and what goes back to the buyer."""
