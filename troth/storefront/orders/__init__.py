"""An order's own page, and what is done on it."""
