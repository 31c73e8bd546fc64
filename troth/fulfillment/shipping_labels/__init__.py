"""Labels and tracking numbers, bought or written by hand."""
