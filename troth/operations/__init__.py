"""Running the store: whether it is well, what it counts, what it writes down, and how it is backed
up and restored.
"""
