"""How the store's terms change: a draft, what it would have meant, a second person, and the
record.
"""
