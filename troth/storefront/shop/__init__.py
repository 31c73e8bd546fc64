"""The shop: the front page, search, items and the bag; and the same for machines."""
