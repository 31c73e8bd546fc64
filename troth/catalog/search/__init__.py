"""Finding items by what shoppers call them, misspelt or not (clause `search`)."""
