"""The checkout: from the bag to the paid order."""
